"""Put aside: the list of cards whose text left its file, and removing them."""

from pathlib import Path

import pytest

from mlcards.collection.orphans import orphans
from mlcards.collection.recording import Recorder
from mlcards.config.paths import Home
from mlcards.core.model import CardId, NoteContent, Rating
from mlcards.store import notes
from mlcards.store import orphans as orphan_rows
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.orphans import OrphansScreen
from mlcards.tui.widgets.row_list import RowList
from support.cards import FORBIDDEN, a_nasty_note
from support.clock import FakeClock
from support.factories import a_content, a_reversed
from support.tui import SIZES, Driver, a_home, driving, look_into

NOTES = [
    a_content("What is recall?", answer="Of the positives, those found."),
    a_reversed("AUC", "area under the curve"),
    a_content("What is still asked?"),
]


def with_orphans(folder: Path, *contents: NoteContent, title: str = "Eval::Metrics") -> Home:
    """A home where all notes but the last are put aside; the first was rated once."""
    home = a_home(folder, (title, contents))
    collection = look_into(home, FakeClock())
    Recorder(collection).record(CardId(1), Rating.GOOD)
    with collection.store.writing() as connection:
        orphan_rows.put_aside(connection, range(1, len(contents)))
    collection.store.close()
    return home


def left(home: Home, driver: Driver) -> list[str]:
    collection = look_into(home, driver.clock)
    found = [line.question for line in orphans(collection)]
    collection.store.close()
    return found


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_what_was_put_aside_and_shows_the_chosen_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = with_orphans(tmp_path, *NOTES)
    async with driving(monkeypatch, home, size=size) as driver:
        await driver.press("o")
        assert driver.shows(OrphansScreen)
        assert "3 cards" in driver.text
        assert "What is recall?" in driver.text
        assert "1 review" in driver.text
        assert "What is still asked?" not in driver.text
        assert "Of the positives, those found." in driver.text
        assert "1 review, the last on 22 Nov" in driver.text
        await driver.press("down")
        assert "area under the curve" in driver.text
        assert "2 cards · never asked · Eval › Metrics" in driver.text
        await driver.press("escape")
        assert driver.shows(HomeScreen)


async def test_an_empty_place_says_what_it_is_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, ("Evaluation", 2))) as driver:
        await driver.press("o")
        assert "Cards whose text left its deck's file wait here" in driver.text
        assert "remove  " not in driver.lines[-1]
        await driver.press("space", "d", "a", "down")
        assert driver.shows(OrphansScreen)


async def test_it_asks_before_it_removes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = with_orphans(tmp_path, *NOTES)
    async with driving(monkeypatch, home) as driver:
        await driver.press("o", "d")
        assert "Remove this card with 1 review, for good? Nothing brings it back." in driver.text
        await driver.press("escape")
        assert driver.shows(OrphansScreen)
        assert "Remove this card" not in driver.text
        assert len(left(home, driver)) == 2
        await driver.press("d", "down")
        assert "Remove this card" not in driver.text
        await driver.press("d")
        assert "Remove these 2 cards for good?" in driver.text
        await driver.press("d")
        assert driver.notices == ["2 cards removed for good."]
        assert left(home, driver) == ["What is recall?"]


async def test_marked_cards_are_removed_with_their_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = with_orphans(tmp_path, *NOTES, a_content("more"))
    async with driving(monkeypatch, home) as driver:
        await driver.press("o", "space", "space", "space", "k", "space")
        assert "2 marked" in driver.text
        await driver.press("d")
        assert "Remove these 2 cards with 1 review, for good?" in driver.text
        await driver.press("d")
        assert left(home, driver) == ["AUC"]
        assert "marked" not in driver.text
        collection = look_into(home, driver.clock)
        assert collection.undo() is None
        collection.store.close()


async def test_all_can_be_marked_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = with_orphans(tmp_path, *NOTES)
    async with driving(monkeypatch, home) as driver:
        await driver.press("o", "a")
        assert "2 marked" in driver.text
        await driver.press("a")
        assert "marked" not in driver.text
        await driver.press("a", "d", "d")
        assert left(home, driver) == []
        assert "there are none" in driver.text


async def test_what_came_back_meanwhile_is_not_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = with_orphans(tmp_path, *NOTES)
    async with driving(monkeypatch, home) as driver:
        await driver.press("o", "d")
        collection = look_into(home, driver.clock)
        with collection.store.writing() as connection:
            orphan_rows.take_in(connection, [notes.get(connection, 1)])
        await driver.press("d")
        assert driver.notices == ["0 cards removed for good."]
        assert collection.card(CardId(1)).schedule.reps == 1
        collection.store.close()


async def test_the_mouse_chooses_and_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = with_orphans(tmp_path, *NOTES)
    async with driving(monkeypatch, home) as driver:
        await driver.press("o")
        await driver.pilot.click(RowList, offset=(5, 1))
        await driver.settle()
        assert "area under the curve" in driver.text
        await driver.pilot.click(RowList, offset=(5, 1), times=2)
        await driver.settle()
        assert "1 marked" in driver.text
        await driver.pilot.click("#keys", offset=(3, 0))
        await driver.settle()
        assert "marked" not in driver.text


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_cards_are_shown_literally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    title = "[@click=app.quit]x[/] \x1b]0;x\x07\u202e"
    home = with_orphans(tmp_path, a_nasty_note(), a_content("last"), title=title)
    async with driving(monkeypatch, home, size=size) as driver:
        await driver.press("o", "J", "d")
        assert driver.shows(OrphansScreen)
        assert not FORBIDDEN & set(driver.text)


async def test_many_are_as_quick_as_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [a_content(f"Question {number}?") for number in range(800)]
    home = with_orphans(tmp_path, *contents)
    async with driving(monkeypatch, home) as driver:
        drawn: list[int] = []
        row = OrphansScreen._row

        def count(screen: OrphansScreen, index: int, width: int) -> object:
            drawn.append(index)
            return row(screen, index, width)

        monkeypatch.setattr(OrphansScreen, "_row", count)
        await driver.press("o")
        assert "799 cards" in driver.text
        await driver.press("G")
        assert "Question 798?" in driver.text
        await driver.press("a")
        assert "799 marked" in driver.text
        assert len(set(drawn)) < 60
