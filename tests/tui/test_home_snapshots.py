"""Pictures of home and help, looked at by a person before they were kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.config.paths import Home
from mlcards.core.model import Rating
from support.clock import FakeClock
from support.factories import some_settings
from support.tui import Driver, a_home, an_app, look_into

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = {"study_new_per_day": 20, "fsrs_learning_steps": (), "fsrs_fuzz": False}
Picture = Callable[..., bool]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Nested decks, some wide names, and two weeks of study."""
    made = a_home(
        tmp_path,
        ("ML", 0),
        ("ML::Deep learning", 30),
        ("ML::Evaluation and statistics, with a title that is too long", 25),
        ("深層学習", 12),
        ("[b]Markup[/b] \x1b[31m", 3),
    )
    clock = FakeClock(datetime(2026, 11, 8, 12, tzinfo=UTC))
    for day in range(14):
        clock.now = NOON.replace(day=8 + day)
        collection = look_into(made, clock, some_settings(**SETTINGS))
        session = StudySession(collection)
        for number in range(20):
            if not isinstance(session.turn, Asked):
                break
            session.answer(Rating(1 + (number * 7 + day) % 4), duration_ms=20_000)
        collection.store.close()
    return made


@pytest.fixture
def picture(home: Home, monkeypatch: pytest.MonkeyPatch, snap_compare: Any) -> Picture:
    """Compare what is on the screen after some keys with the picture that was kept."""

    def compare(*keys: str, size: tuple[int, int] = (80, 24), theme: str = "textual-dark") -> bool:
        settings = some_settings(ui_theme=theme, **SETTINGS)
        app, clock, watch = an_app(monkeypatch, home, settings=settings, clock=FakeClock(NOON))

        async def press(pilot: Pilot[None]) -> None:
            driver = Driver(app, pilot, clock, watch)
            await driver.settle()
            await driver.press(*keys)

        return bool(snap_compare(app, terminal_size=size, run_before=press))

    return compare


def test_home(picture: Picture) -> None:
    assert picture("down", "down")


def test_home_small_on_light(picture: Picture) -> None:
    assert picture(size=(60, 16), theme="textual-light")


def test_home_wide(picture: Picture) -> None:
    assert picture("G", size=(140, 45), theme="nord")


def test_home_without_colours(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture("down", "space")


def test_home_in_the_terminals_own_colours(picture: Picture) -> None:
    assert picture("down", theme="ansi-dark")


def test_help(picture: Picture) -> None:
    assert picture("question_mark")
