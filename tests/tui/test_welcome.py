"""The first run: no question that must be answered, and a card at the first key."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from mlcards.collection.collection import Collection
from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.collection.tree import deck_lines
from mlcards.config.paths import Home
from mlcards.config.settings import load_settings
from mlcards.core.errors import DatabaseError
from mlcards.store import meta
from mlcards.store.store import Store
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.screens.welcome import DeckTicks, Numbers, WelcomeScreen
from support.cards import FORBIDDEN, NASTY
from support.factories import some_settings
from support.tui import SIZES, Driver, driving, look_into

Start = Callable[..., AbstractAsyncContextManager[Driver]]
DECK = """\
deck: "Interview::{name}"
id: {key}
cards:
  - {{id: one, q: "{name} one?", a: "1"}}
  - {{id: two, q: "{name} two?", a: "2"}}
"""


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three small decks in the place of those that ship."""
    folder = tmp_path / "decks"
    folder.mkdir()
    for key, name in (("deep", "Deep learning"), ("eval", "Evaluation"), ("tools", "Tools")):
        (folder / f"{key}.yaml").write_text(DECK.format(key=key, name=name), encoding="utf-8")
    monkeypatch.setattr("mlcards.collection.shipped.shipped_decks", lambda: folder)
    return folder


@pytest.fixture
def start(tmp_path: Path, shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Give a way to run the app where it never ran before."""

    def run(**how: Any) -> AbstractAsyncContextManager[Driver]:
        return driving(monkeypatch, Home(tmp_path / "home"), **how)

    return run


def options_of(driver: Driver) -> dict[str, dict[str, str]]:
    collection = look_into(driver.app.home, driver.clock)
    found = {deck.key: dict(deck.options) for deck in collection.decks() if deck.options}
    collection.store.close()
    return found


async def test_it_greets_and_offers_the_decks_that_ship(start: Start) -> None:
    async with start() as driver:
        assert driver.shows(WelcomeScreen)
        text = driver.text
        assert "Welcome to mlcards." in text
        assert "⏎ starts with the first card" in text
        assert "Begin with   6 cards in 3 decks" in text
        assert [line.split() for line in driver.lines if "[x]" in line] == [
            ["▌", "[x]", "Deep", "learning", "2", "cards"],
            ["[x]", "Evaluation", "2", "cards"],
            ["[x]", "Tools", "2", "cards"],
        ]
        assert "New cards a day   ( ) 5   (•) 10   ( ) 20" in text


async def test_enter_starts_with_the_first_card_and_changes_nothing(start: Start) -> None:
    async with start() as driver:
        await driver.press("enter")
        assert driver.shows(StudyScreen)
        assert "one?" in driver.text
        assert not driver.app.home.config.exists()
        assert options_of(driver) == {}
        await driver.press("q")
        assert driver.shows(HomeScreen)
        assert "6 cards" in driver.text


async def test_enter_before_the_decks_are_in_starts_as_soon_as_they_are(start: Start) -> None:
    opening = Event()
    async with start(opening=opening) as driver:
        assert "The decks are being brought in" in driver.text
        await driver.pilot.press("enter")
        await driver.pilot.pause()
        assert driver.shows(WelcomeScreen)
        assert "follows at once" in driver.text
        opening.set()
        await driver.settle()
        assert driver.shows(StudyScreen)


async def test_escape_goes_to_the_decks(start: Start) -> None:
    async with start() as driver:
        await driver.press("escape")
        assert driver.shows(HomeScreen)
        assert "6 cards" in driver.text


async def test_it_greets_once(start: Start) -> None:
    async with start() as driver:
        await driver.press("q")
    async with start() as driver:
        assert driver.shows(HomeScreen)


async def test_an_unticked_deck_stays_without_new_cards(start: Start) -> None:
    async with start() as driver:
        await driver.press("down", "space", "down", "down", "space", "space", "escape")
        assert options_of(driver) == {"eval": {"study.new_per_day": "0"}}
        assert "4 cards" in driver.text
        evaluation = next(line for line in driver.lines if "Evaluation" in line)
        assert evaluation[:46].split() == ["Evaluation", "0", "0", "0"]


async def test_who_unticks_the_tour_has_its_cards_suspended(start: Start, shipped: Path) -> None:
    tour = DECK.format(key="tour", name="A tour").replace("cards:", "tags: [start-here]\ncards:")
    (shipped / "tour.yaml").write_text(tour, encoding="utf-8")
    async with start() as driver:
        await driver.press("space", "escape")
        assert options_of(driver) == {}
        collection = look_into(driver.app.home, driver.clock)
        titles = {deck.id: deck.title for deck in collection.decks()}
        plan = collection.plan()
        collection.store.close()
        assert {titles[deck] for deck in plan.new} == {
            "Interview::Deep learning",
            "Interview::Evaluation",
            "Interview::Tools",
        }


async def test_the_number_of_new_cards_is_written_down_and_holds(start: Start) -> None:
    async with start() as driver:
        await driver.press("left", "left", "h", "enter")
        settings = load_settings(driver.app.home.config, {})
        assert settings.new_per_day == 5
        assert driver.app.settings.new_per_day == 5
        assert "new 5" in driver.text


async def test_a_number_chosen_before_is_kept(start: Start) -> None:
    async with start(settings=some_settings(study_new_per_day=15)) as driver:
        assert "( ) 5   ( ) 10   (•) 15   ( ) 20" in driver.text
        await driver.press("escape")
        assert not driver.app.home.config.exists()


async def test_the_mouse_ticks_and_chooses(start: Start) -> None:
    async with start() as driver:
        await driver.pilot.click(DeckTicks, offset=(5, 2))
        assert "[ ] Tools" in driver.text
        await driver.pilot.click(Numbers, offset=(19, 0))
        assert "(•) 5" in driver.text
        await driver.pilot.click(Numbers, offset=(2, 0))
        assert "(•) 5" in driver.text
        at = driver.lines[-1].index("first card")
        await driver.pilot.click(offset=Offset(at, driver.app.size.height - 1))
        await driver.settle()
        assert driver.shows(StudyScreen)
        assert options_of(driver) == {"tools": {"study.new_per_day": "0"}}


@pytest.mark.parametrize("size", [*SIZES, (300, 80)])
async def test_it_fits_every_terminal(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as driver:
        for words in ("starts with the first card", "Tools", "(•) 10", "stays but", "? help"):
            assert words in driver.text


async def test_many_decks_scroll(start: Start, shipped: Path) -> None:
    for number in range(30):
        deck = DECK.format(key=f"deck{number}", name=f"Deck {number:02}")
        (shipped / f"deck{number}.yaml").write_text(deck, encoding="utf-8")
    async with start(size=(60, 16)) as driver:
        assert "Deck 29" not in driver.text
        assert "(•) 10" in driver.text
        await driver.press(*["down"] * 40)
        assert "▌ [x] Tools" in driver.text
        await driver.press(*["up"] * 40)
        assert "▌ [x] Deck 00" in driver.text


async def test_help_explains_its_keys(start: Start) -> None:
    async with start() as driver:
        await driver.press("question_mark")
        assert "Ticks the deck, or takes the tick away." in driver.text
        await driver.press("escape")
        assert driver.shows(WelcomeScreen)


async def test_hostile_decks_are_shown_as_they_are_written(start: Start) -> None:
    async with start() as driver:
        ticks = driver.app.screen.query_one(DeckTicks)
        names = (NASTY, "深層学習の面接で聞かれる質問" * 5, "x" * 999)
        no_options: dict[str, str] = {}
        decks = ((number, f"d{number}", name, no_options) for number, name in enumerate(names))
        ticks.show(deck_lines(decks, {}, {0: 1, 1: 1, 2: 1}))
        await driver.press("space")
        assert "]52;c;eA==" in driver.text
        assert not FORBIDDEN & set(driver.text.replace("\n", ""))
        rows = [line for line in driver.lines if line.endswith("1 card")]
        assert {cell_len(row) for row in rows} == {66}
        assert len(rows) == 3
        await driver.pilot.click(DeckTicks, offset=(8, 0))
        assert driver.shows(WelcomeScreen)


async def test_choices_that_cannot_be_kept_are_told_and_the_card_comes(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise DatabaseError("The disk is full.", "Make room.")

    monkeypatch.setattr(Collection, "set_deck_options", broken)
    async with start() as driver:
        await driver.press("space", "enter")
        assert driver.notices == ["The disk is full.\nMake room."]
        assert driver.shows(StudyScreen)


async def test_without_decks_in_the_installation_it_goes_on(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "none"
    empty.mkdir()
    monkeypatch.setattr("mlcards.collection.shipped.shipped_decks", lambda: empty)
    async with start() as driver:
        assert "No decks came with this installation." in driver.text
        await driver.press("down", "space", "enter")
        assert driver.shows(HomeScreen)
        assert "There are no decks here." in driver.text


async def test_a_file_that_was_left_empty_counts_as_a_first_run(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    Store.open_file(tmp_path / "home" / "mlcards.db").close()
    async with start() as driver:
        assert driver.shows(WelcomeScreen)
        assert "3 decks" in driver.text


async def test_who_removed_all_decks_is_not_new(start: Start, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    store = Store.open_file(tmp_path / "home" / "mlcards.db")
    with store.writing() as connection:
        meta.put(connection, SHIPPED, fingerprint())
    store.close()
    async with start() as driver:
        assert driver.shows(HomeScreen)


async def test_a_first_session_asked_for_by_command_greets_too(start: Start) -> None:
    async with start(study=True) as driver:
        assert driver.shows(WelcomeScreen)
        await driver.press("enter", "q")
        assert driver.shows(HomeScreen)


async def test_an_empty_database_elsewhere_is_a_first_run(start: Start, tmp_path: Path) -> None:
    opening = Event()
    url = f"sqlite:///{tmp_path / 'other.db'}"
    async with start(opening=opening, database_url=url) as driver:
        assert driver.shows(HomeScreen)
        opening.set()
        await driver.settle()
        assert driver.shows(WelcomeScreen)
        await driver.press("enter")
        assert driver.shows(StudyScreen)
