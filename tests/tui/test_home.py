"""Home, by its keys: what it says of the collection, and what its keys do to it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.geometry import Offset

from mlcards.collection.collection import Collection
from mlcards.collection.study import StudySession
from mlcards.core.errors import DatabaseError
from mlcards.core.model import CardId, Rating
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.widgets.deck_tree import DeckTree
from support.cards import FORBIDDEN, NASTY, a_nasty_note
from support.clock import FakeClock
from support.factories import some_settings
from support.tui import SIZES, Driver, a_home, driving, look_into

NO_STEPS = some_settings(fsrs_learning_steps=(), fsrs_fuzz=False)
THREE = (("ML", 0), ("ML::Deep", 4), ("ML::Eval", 3), ("Own", 2))


def rate(driver: Driver, rating: Rating = Rating.GOOD, times: int = 1) -> None:
    """Rate as another mlcards would."""
    collection = look_into(driver.app.home, driver.clock, driver.app.settings)
    session = StudySession(collection)
    for _ in range(times):
        session.answer(rating, duration_ms=5000)
    collection.store.close()


def reps(driver: Driver, card: int = 1) -> int:
    collection = look_into(driver.app.home, driver.clock)
    found = collection.card(CardId(card)).schedule.reps
    collection.store.close()
    return found


async def tick(driver: Driver) -> None:
    """Let the home screen's timer come."""
    assert isinstance(driver.app.screen, HomeScreen)
    driver.app.screen._look()
    await driver.settle()


async def test_it_shows_decks_counts_and_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        lines = driver.lines
        assert lines[0].split() == ["mlcards", "Sunday", "22", "November"]
        rows = [line[:46].split() for line in lines[3:8]]
        assert rows == [
            ["▌", "All", "decks", "9", "0", "0"],
            ["▾", "ML", "7", "0", "0"],
            ["Deep", "4", "0", "0"],
            ["Eval", "3", "0", "0"],
            ["Own", "2", "0", "0"],
        ]
        assert "9 cards, about 5 minutes" in driver.text
        assert "Recall   not known yet" in driver.text
        assert driver.lines[-1].split("  ")[1:] == [
            "⏎ study", "a all due", "c practise", "u undo",
            "i import", "x export", "? help", "q quit",
        ]  # fmt: skip


async def test_the_first_frame_needs_no_open_collection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Event()
    async with driving(monkeypatch, a_home(tmp_path, *THREE), opening=opening) as driver:
        assert not driver.app.is_open
        assert "All decks" in driver.text
        assert "9 cards" in driver.text
        assert "Recall" not in driver.text
        opening.set()
        await driver.settle()
        assert "Recall   not known yet" in driver.text


async def test_nothing_moves_when_the_collection_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Event()
    async with driving(monkeypatch, a_home(tmp_path, *THREE), opening=opening) as driver:
        before = [line[:46].rstrip() for line in driver.lines[:-1]]
        opening.set()
        await driver.settle()
        assert [line[:46].rstrip() for line in driver.lines[:-1]] == before


async def test_enter_shows_the_first_card_before_the_collection_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Event()
    async with driving(monkeypatch, a_home(tmp_path, *THREE), opening=opening) as driver:
        await driver.pilot.press("enter")
        await driver.pilot.pause()
        assert "question 0?" in driver.text
        await driver.pilot.press("space", "3")
        opening.set()
        await driver.settle()
        assert reps(driver) == 1


async def test_enter_studies_the_chosen_deck_and_home_counts_again_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=NO_STEPS) as driver:
        await driver.press("G", "enter")
        assert driver.shows(StudyScreen)
        assert "Own: question 0?" in driver.text
        await driver.press("space", "3", "q")
        assert driver.shows(HomeScreen)
        assert "8 cards" in driver.text
        assert "1 done so far" in driver.text
        assert "Streak   1 day" in driver.text


async def test_the_narrowest_usual_terminal_tells_of_import_and_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = some_settings(study_new_per_day=3)
    async with driving(monkeypatch, a_home(tmp_path, *THREE), settings=few) as driver:
        assert "m 5 new  u undo  i import  x export  ? help" in driver.lines[-1]


async def test_the_first_line_studies_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        await driver.press("enter")
        assert "new 9" in driver.text


async def test_a_studies_all_decks_whatever_is_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        await driver.press("G", "a")
        assert "new 9" in driver.text


async def test_keys_pressed_ahead_of_a_session_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=NO_STEPS) as driver:
        await driver.pilot.press("enter", "space", "3", "space", "4")
        await driver.settle()
        assert [reps(driver, 1), reps(driver, 5)] == [1, 1]


async def test_when_nothing_waits_it_says_what_comes_and_offers_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = some_settings(study_new_per_day=2, fsrs_learning_steps=(), fsrs_fuzz=False)
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=settings) as driver:
        rate(driver, times=2)
        await tick(driver)
        assert "✓ All done today: 2 ratings." in driver.text
        assert "The next card comes tomorrow" not in driver.text
        assert "The next card comes in 2" in driver.text
        assert "m more new cards, of 7" in driver.text
        assert "m 5 new" in driver.lines[-1]
        await driver.press("enter")
        assert driver.shows(HomeScreen)
        assert driver.notices[0].startswith("Nothing waits. The next card of all decks comes in 2")
        await driver.press("m")
        assert "5 cards" in driver.text
        assert "m 5 new" in driver.lines[-1]
        await driver.press("enter")
        assert "new 5" in driver.text


async def test_a_deck_with_nothing_says_so_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, ("Empty", 0), ("Own", 2))) as driver:
        await driver.press("down", "enter")
        assert driver.shows(HomeScreen)
        assert driver.notices == ["Nothing waits in Empty."]


async def test_practice_changes_no_schedule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=NO_STEPS) as driver:
        rate(driver)
        await driver.press("c")
        assert "practice" in driver.text
        await driver.press("space", "1", "q")
        assert reps(driver) == 1


async def test_undo_works_after_a_restart_and_says_what_it_took_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=NO_STEPS, study=True) as driver:
        await driver.press("space", "4", "q", "q")
    async with driving(monkeypatch, home, settings=NO_STEPS) as driver:
        assert "8 cards" in driver.text
        await driver.press("u")
        assert driver.notices == ["Easy taken back: ML::Deep: question 0?"]
        assert "9 cards" in driver.text
        assert reps(driver) == 0
        await driver.press("u")
        assert driver.notices == ["There is nothing to take back."]


async def test_keys_that_need_the_collection_say_that_it_is_not_open_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Event()
    async with driving(monkeypatch, a_home(tmp_path, *THREE), opening=opening) as driver:
        await driver.pilot.press("u")
        await driver.pilot.pause()
        assert driver.notices == ["One moment: your collection is being opened."]


async def test_what_another_mlcards_rated_is_counted_within_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=NO_STEPS) as driver:
        screen = driver.app.screen
        assert isinstance(screen, HomeScreen)
        assert screen._timer is not None
        assert screen._timer._interval == 60
        rate(driver, times=3)
        await tick(driver)
        assert "6 cards" in driver.text


async def test_the_day_changes_at_the_rollover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    clock = FakeClock(datetime(2026, 11, 23, 3, 59, 40, tzinfo=UTC))
    settings = some_settings(study_new_per_day=3)
    home = a_home(tmp_path, *THREE)
    async with driving(monkeypatch, home, settings=settings, clock=clock) as driver:
        screen = driver.app.screen
        assert isinstance(screen, HomeScreen)
        assert "Sunday 22 November" in driver.lines[0]
        assert screen._timer is not None
        assert screen._timer._interval == 21
        rate(driver, times=3)
        await tick(driver)
        assert "Nothing waits" in driver.text or "All done" in driver.text or "0 new" in driver.text
        clock.advance(seconds=21)
        await tick(driver)
        assert "Monday 23 November" in driver.lines[0]
        assert "6 cards" in driver.text


async def test_nothing_is_counted_while_a_session_lies_over_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        screen = driver.app.screen
        assert isinstance(screen, HomeScreen)
        await driver.press("enter")
        assert screen._timer is not None
        assert screen._timer._task is None or screen._timer._task.done()


async def test_an_error_is_said_and_the_screen_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise DatabaseError("The disk [/]is full.\x1b[2J", "Make room.")

    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        monkeypatch.setattr(Collection, "undo", broken)
        await driver.press("u")
        assert driver.notices == ["The disk [/]is full.␛[2J\nMake room."]
        monkeypatch.setattr(Collection, "deck_lines", broken)
        await tick(driver)
        await driver.press("down")
        assert driver.shows(HomeScreen)
        assert "ML" in driver.text


@pytest.mark.parametrize("size", [*SIZES, (300, 80)])
async def test_it_fits_every_terminal(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE), size=size) as driver:
        text = driver.text
        assert len(driver.lines) == size[1]
        for word in ("All decks", "Eval", "9 cards, about 5 minutes", "? help", "Sunday"):
            assert word in text
        left = min(len(line) - len(line.lstrip()) for line in driver.lines if line.strip())
        assert max(len(line) for line in driver.lines) - left <= 116


async def test_many_decks_leave_the_panel_and_the_keys_in_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, *((f"Deck {n:03}", 1) for n in range(150)))
    async with driving(monkeypatch, home, size=(60, 16)) as driver:
        await driver.press("G")
        assert "Deck 149" in driver.text
        assert "10 cards" in driver.text
        assert "? help" in driver.lines[-1]


async def test_resizing_moves_the_panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        assert "Today" in driver.lines[2]
        await driver.resize(60, 16)
        assert "9 cards" in driver.lines[-3]
        assert "next 14 days" in driver.lines[-2]
        await driver.resize(60, 40)
        assert "▲ today" in driver.text
        await driver.resize(120, 30)
        assert "Today" in driver.lines[2]


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_decks_are_shown_as_they_are_written(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, (NASTY, [a_nasty_note()]), (f"Own::{NASTY}", [a_nasty_note()]))
    async with driving(monkeypatch, home, size=size, settings=NO_STEPS) as driver:
        assert "]52;c" in driver.text
        rate(driver, Rating.AGAIN)
        driver.clock.advance(days=2)
        rate(driver, Rating.AGAIN)
        await tick(driver)
        await driver.press("down", "u")
        assert not FORBIDDEN & set(driver.text.replace("\n", ""))
        assert not FORBIDDEN & set("".join(driver.notices).replace("\n", ""))
        await driver.pilot.click(DeckTree, offset=(6, 2))
        assert driver.shows(HomeScreen)


async def test_a_click_on_a_hint_does_what_its_key_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        await driver.pilot.click(offset=Offset(driver.lines[-1].index("all due"), 23))
        await driver.settle()
        assert driver.shows(StudyScreen)


async def test_a_second_click_on_a_deck_studies_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *THREE)) as driver:
        await driver.pilot.click(DeckTree, offset=(10, 5), times=2)
        await driver.settle()
        assert "Own: question 0?" in driver.text


async def test_a_collection_without_decks_says_how_to_get_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path)) as driver:
        assert "There are no decks here." in driver.text
        assert "mlcards import PATH" in driver.text
        assert driver.lines[-1].split("  ")[1:] == ["u undo", "i import", "? help", "q quit"]
        await driver.press("enter", "a", "c", "m", "space")
        assert driver.shows(HomeScreen)


async def test_a_long_time_off_is_said_calmly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 300))
    settings = some_settings(study_new_per_day=300, fsrs_learning_steps=(), fsrs_fuzz=False)
    async with driving(monkeypatch, home, settings=settings) as driver:
        rate(driver, times=150)
        driver.clock.advance(timedelta(days=40))
        await tick(driver)
        assert "300 cards, about" in driver.text
        assert "Friday 1 January" in driver.lines[0]
