"""The page at a session's end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mlcards.collection.views import Hard, Summary
from mlcards.core.model import CardId, Rating
from mlcards.core.queue import Counts
from mlcards.tui.screens.card_info import CardInfoScreen
from mlcards.tui.screens.end import HARD, Ended, EndPage, EndScreen, headline
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.widgets.page import Page, Target, stage
from support.cards import FORBIDDEN, NASTY
from support.factories import a_content, some_settings
from support.tui import SIZES, a_home, driving

NO_STEPS = some_settings(fsrs_learning_steps=(), study_new_per_day=3)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def ended(ratings: Mapping[Rating, int] | None = None, **fields: Any) -> Ended:
    """A session's end; fields of the summary and of the page are told apart by name."""
    summary = Summary(
        ratings={Rating.GOOD: 3} if ratings is None else ratings,
        new=1,
        asked=2,
        recalled=1,
        duration_ms=90_000,
        hardest=(),
        tomorrow=Counts(new=10, due=31),
        next_due=datetime(2026, 11, 23, 4, tzinfo=UTC),
        more_new=0,
    )
    names = Summary.__slots__
    summary = replace(summary, **{name: fields.pop(name) for name in [*fields] if name in names})
    page: dict[str, Any] = {
        "titles": (),
        "today": TODAY,
        "now": NOW,
        "next_day": date(2026, 11, 23),
        "can_undo": True,
        "can_practise": True,
    }
    return Ended(summary, **(page | fields))


def text(page: Ended, width: int = 80) -> str:
    lines = EndPage(page).lines_at(stage(width))
    assert all(line.content.cell_length <= stage(width).wide for line in lines)
    return "\n".join(line.content.plain.rstrip() for line in lines)


@pytest.mark.parametrize("width", [56, 60, 80, 300])
def test_it_says_what_was_done(width: int) -> None:
    said = text(ended({Rating.AGAIN: 1, Rating.GOOD: 8, Rating.EASY: 1}), width)
    assert "10 ratings in 1m 30s, 9s each." in said
    bars = {line.split()[0]: line.count("━") for line in said.split("\n") if "━" in line}
    assert bars == {"Again": 3, "Good": 24, "Easy": 3}
    assert "Recalled    1 of 2, 50 %" in said
    assert "1 card seen for the first time" in said
    assert "Tomorrow    31 due and 10 new" in said
    assert "Next card   tomorrow" in said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (ended(), "Done for today."),
        (ended(titles=("ML::Evaluation",)), "Done for today in Evaluation."),
        (ended(titles=("A", "B")), "Done for today in these decks."),
        (ended({}), "Nothing is due. Well done."),
        (ended({}, next_due=None, next_day=None), "Nothing is due."),
        (ended({}, practise=True, practised=(Rating.GOOD,)), "Practice is over."),
        (ended({}, practise=True), "There is nothing to practise."),
    ],
)
def test_its_first_sentence(page: Ended, said: str) -> None:
    assert headline(page) == said


def test_an_empty_collection_says_that_nothing_is_scheduled() -> None:
    said = text(ended({}, next_due=None, next_day=None, tomorrow=Counts()))
    assert "Tomorrow    nothing yet" in said
    assert "Next card   none is scheduled" in said


def test_waiting_new_cards_name_the_key_that_brings_them() -> None:
    assert "38 new cards beyond today's limit; m brings five" in text(ended(more_new=38))
    assert "limit" not in text(ended())


def test_hostile_questions_and_titles_are_shown_literally() -> None:
    page = ended(titles=(NASTY,), hardest=(Hard(CardId(1), NASTY, 2, 8.5),))
    said = text(page, 140)
    assert not FORBIDDEN & set(said)
    assert "[/] [/nope]" in said
    assert "forgotten 2 times, difficulty 8.5" in said


def test_every_card_among_the_hardest_can_be_clicked() -> None:
    hardest = tuple(Hard(CardId(n), f"Q{n}", n, 5.0) for n in range(1, 4))
    lines = EndPage(ended(hardest=hardest)).lines_at(stage(80))
    assert [line.target for line in lines if line.target] == [Target(HARD, n) for n in range(3)]


# By its keys ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_session_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = a_home(tmp_path, ("Evaluation", 5))
    async with driving(monkeypatch, home, study=True, settings=NO_STEPS, size=size) as driver:
        await driver.press("space", "1", "space", "3", "space", "4")
        assert driver.shows(EndScreen)
        assert "3 ratings" in driver.text
        assert driver.app.screen.query_one(EndPage).marked == 0
        await driver.press("enter")
        assert driver.shows(CardInfoScreen)
        assert "Evaluation: question 0?" in driver.text
        await driver.press("escape")
        assert driver.shows(EndScreen)
        await driver.press("escape")
        assert driver.shows(HomeScreen)


async def test_undo_goes_back_into_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, study=True, settings=NO_STEPS) as driver:
        await driver.press("space", "1", "space", "3", "u")
        assert driver.shows(StudyScreen)
        assert "Evaluation: question 1?" in driver.text
        assert driver.notices[0].startswith("Good taken back: ")
        await driver.press("u")
        assert "Evaluation: question 0?" in driver.text
        await driver.press("space", "4", "space", "4")
        assert driver.shows(EndScreen)
        assert "2 ratings" in driver.text


async def test_more_new_cards_are_offered_while_there_are_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 5))
    async with driving(monkeypatch, home, study=True, settings=NO_STEPS) as driver:
        await driver.press("space", "4", "space", "4", "space", "4")
        assert "m 5 new" in driver.lines[-1]
        await driver.press("m")
        assert driver.shows(StudyScreen)
        assert "new 2" in driver.lines[0]
        await driver.press("space", "4", "space", "4")
        assert driver.shows(EndScreen)
        assert "5 new" not in driver.lines[-1]
        await driver.press("m")
        assert driver.shows(EndScreen)


async def test_practice_goes_through_the_same_decks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 1), ("Other", 1))
    async with driving(
        monkeypatch, home, study=True, titles=("Evaluation",), settings=NO_STEPS
    ) as driver:
        await driver.press("space", "4", "c")
        assert driver.shows(StudyScreen)
        assert "practice · 1 left" in driver.lines[0]
        assert "Evaluation: question 0?" in driver.text
        await driver.press("space", "3")
        assert driver.shows(EndScreen)
        assert "Practice is over." in driver.text
        await driver.press("u")
        assert driver.shows(EndScreen)
        await driver.press("space")
        assert driver.shows(HomeScreen)


async def test_nothing_due_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_home(tmp_path, ("Evaluation", 3))
    settings = some_settings(study_new_per_day=0)
    async with driving(monkeypatch, home, study=True, settings=settings) as driver:
        assert driver.shows(EndScreen)
        assert "Nothing is due." in driver.text
        assert "open" not in driver.lines[-1]
        await driver.press("enter")
        assert driver.shows(HomeScreen)


async def test_undo_with_nothing_to_take_back_stays_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 3))
    settings = some_settings(study_new_per_day=0)
    async with driving(monkeypatch, home, study=True, settings=settings) as driver:
        await driver.press("u")
        assert driver.notices == ["There is nothing to take back."]
        assert driver.shows(EndScreen)
        await driver.press("escape")
        assert driver.shows(HomeScreen)


async def test_an_empty_collection_offers_nothing_it_cannot_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 0))
    async with driving(monkeypatch, home) as driver:
        driver.app.study(("Evaluation",))
        await driver.settle()
        assert driver.shows(EndScreen)
        for hint in ("practise", "5 new", "open"):
            assert hint not in driver.lines[-1]
        await driver.press("c", "m", "1", "5", "j", "k", "enter")
        assert driver.shows(HomeScreen)


async def test_hard_cards_can_be_marked_numbered_and_clicked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [a_content(f"Q{n}?") for n in range(3)]))
    async with driving(monkeypatch, home, study=True, settings=NO_STEPS) as driver:
        await driver.press("space", "2", "space", "2", "space", "2")
        page = driver.app.screen.query_one(EndPage)
        await driver.press("down", "j", "j")
        assert page.marked == 2
        await driver.press("k", "1")
        assert driver.shows(CardInfoScreen)
        await driver.press("escape")
        assert page.marked == 0
        row = (
            page.content_region.y + driver.app.screen.query_one(Page).line_of(Target(HARD, 1)).start
        )
        await driver.pilot.click(offset=(6, row))
        await driver.settle()
        assert driver.shows(CardInfoScreen)
        await driver.press("escape", "5", "4")
        assert driver.shows(EndScreen)
