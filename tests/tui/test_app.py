"""The app around the screens: starting, leaving, errors."""

import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from mlcards.config.paths import Home
from mlcards.config.settings import Settings
from mlcards.core.errors import DatabaseError, MlcardsError
from mlcards.tui.app import MlcardsApp, run_app
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from support.factories import some_settings
from support.tui import a_home, driving

DECKS = ("Evaluation", 3)


def run_headless(
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    pilot: Callable[[Pilot[Any]], Any] | None = None,
    **how: Any,
) -> int:
    """`run_app` without a terminal."""
    run = MlcardsApp.run
    monkeypatch.setattr(
        MlcardsApp, "run", lambda app: run(app, headless=True, auto_pilot=pilot, size=(80, 24))
    )
    return run_app(home, Settings(), {}, **how)


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_it_is_left_by_a_key(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        await driver.pilot.press(key)
        await driver.pilot.pause()
        assert driver.app._exit
        assert driver.app.failure is None
        assert not driver.app.return_code


async def test_from_a_card_q_goes_home_and_ctrl_c_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        await driver.press("enter", "q")
        assert driver.shows(HomeScreen)
        await driver.press("enter")
        await driver.pilot.press("ctrl+c")
        assert driver.app._exit


async def test_who_ends_the_process_gets_the_terminal_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        os.kill(os.getpid(), signal.SIGTERM)
        await driver.pilot.pause()
        assert driver.app._exit
        assert driver.app.return_code == 143


async def test_a_terminal_that_goes_away_ends_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)):
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


async def test_the_collection_is_closed_when_it_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, DECKS)
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("space", "3")
        assert home.database.with_name("mlcards.db-wal").exists()
    assert not home.database.with_name("mlcards.db-wal").exists()


async def test_it_can_be_left_before_the_collection_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, DECKS)
    opening = Event()
    async with driving(monkeypatch, home, opening=opening) as driver:
        await driver.pilot.press("enter", "space", "3", "ctrl+q")
        assert driver.app._exit


async def test_a_session_at_once_has_home_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, DECKS, ("Own", 2))
    async with driving(monkeypatch, home, study=True, titles=("Own",)) as driver:
        assert "Own: question 0?" in driver.text
        await driver.press("escape")
        assert driver.shows(HomeScreen)
        assert "5 cards" in driver.text
        await driver.press("enter")
        assert driver.shows(StudyScreen)
        assert "new 5" in driver.text
        await driver.press("q")
        assert driver.shows(HomeScreen)
        assert len(driver.app.screen_stack) == 1


async def test_the_theme_is_the_persons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = some_settings(ui_theme="nord")
    async with driving(monkeypatch, a_home(tmp_path, DECKS), settings=settings) as driver:
        assert driver.app.theme == "nord"
        assert driver.notices == []


async def test_an_unknown_theme_is_told_and_the_default_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = some_settings(ui_theme="[nord]\x1b[31m")
    async with driving(monkeypatch, a_home(tmp_path, DECKS), settings=settings) as driver:
        assert driver.app.theme == "textual-dark"
        assert driver.notices == [
            'There is no theme "[nord]␛[31m"; this is textual-dark. Set it with ui.theme.'
        ]


async def test_without_colours_the_chosen_deck_and_today_are_still_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        assert driver.app.no_color
        assert any(line.lstrip().startswith("▌") for line in driver.lines)
        assert "▲ today" in driver.text


async def test_ctrl_p_opens_no_palette(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        await driver.press("ctrl+p")
        assert driver.shows(HomeScreen)


async def test_ctrl_l_paints_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        painted: list[Any] = []
        display = driver.app._display

        def record(screen: Any, update: Any) -> None:
            painted.append(update)
            display(screen, update)

        monkeypatch.setattr(driver.app, "_display", record)
        await driver.press("ctrl+l")
        assert any("LayoutUpdate" in type(update).__name__ for update in painted)


def test_a_damaged_file_ends_in_the_stores_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home(tmp_path / "home")
    home.directory.mkdir()
    home.database.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseError) as caught:
        run_headless(monkeypatch, home)
    assert "mlcards.db" in str(caught.value)
    assert capsys.readouterr().err == ""


def test_pages_that_are_damaged_end_in_a_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 300))
    data = bytearray(home.database.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    home.database.write_bytes(data)
    with pytest.raises(DatabaseError):
        run_headless(monkeypatch, home)


def test_a_newer_schema_is_told_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, DECKS)
    with sqlite3.connect(home.database) as connection:
        connection.execute("UPDATE meta SET value = '9999' WHERE key = 'schema_version'")
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    with pytest.raises(DatabaseError, match="newer mlcards"):
        run_headless(monkeypatch, home)


def test_a_home_that_cannot_be_made_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(MlcardsError, match="cannot be"):
        run_headless(monkeypatch, Home(tmp_path / "file" / "home"))


def test_a_bug_ends_in_a_sentence_and_its_story_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\x1b]0;title\x07[/] \u202e deck text"

    def broken(_screen: HomeScreen) -> None:
        raise RuntimeError(nasty)

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.press("c")

    monkeypatch.setattr(HomeScreen, "action_practise", broken)
    home = a_home(tmp_path, DECKS)
    with pytest.raises(MlcardsError) as caught:
        run_headless(monkeypatch, home, press)
    assert caught.value.exit_code == 1
    assert "(RuntimeError)" in caught.value.message
    assert "deck text" not in str(caught.value)
    said = capsys.readouterr()
    assert "deck text" not in said.out + said.err
    (report,) = home.log.iterdir()
    assert report.name in str(caught.value)
    assert report.stat().st_mode & 0o777 == 0o600
    story = report.read_text(encoding="utf-8")
    assert "deck text" in story
    assert "\x1b" not in story
    assert "\u202e" not in story
    assert "in broken" in story


def test_a_bug_in_a_worker_ends_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_app: MlcardsApp) -> None:
        raise ZeroDivisionError("\x1b[2J")

    monkeypatch.setattr(MlcardsApp, "_opening", broken)
    home = a_home(tmp_path, DECKS)
    with pytest.raises(MlcardsError, match="ZeroDivisionError"):
        run_headless(monkeypatch, home)
    assert capsys.readouterr().err == ""


def test_a_bug_without_a_place_for_its_story_still_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_app: MlcardsApp) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(MlcardsApp, "_opening", broken)
    home = a_home(tmp_path, DECKS)
    home.log.write_text("a file, not a folder")
    with pytest.raises(MlcardsError, match="broke"):
        run_headless(monkeypatch, home)


def test_an_error_with_a_sentence_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_screen: HomeScreen) -> None:
        raise DatabaseError("The disk is full.", "Make room.")

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.press("c")

    monkeypatch.setattr(HomeScreen, "action_practise", broken)
    with pytest.raises(DatabaseError, match=r"The disk is full\. Make room\."):
        run_headless(monkeypatch, a_home(tmp_path, DECKS), press)


async def test_another_database_shows_home_until_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = Event()
    home = a_home(tmp_path, DECKS)
    url = f"sqlite:///{home.database}"
    async with driving(monkeypatch, home, opening=opening, database_url=url) as driver:
        assert "opening your collection …" in driver.text
        opening.set()
        await driver.settle()
        assert driver.shows(HomeScreen)
        assert "3 cards" in driver.text


async def test_the_terminals_window_is_named_and_gets_its_name_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _driver, data: written.append(data))
    async with driving(monkeypatch, a_home(tmp_path, ("[/]\x1b]0;x\x07", 2))):
        pass
    titles = [data for data in written if "\x1b]2;" in data or "\x1b[2" in data]
    assert titles[0] == "\x1b[22;0t\x1b]2;mlcards\x07"
    assert titles[-1] == "\x1b[23;0t"


async def test_a_notice_replaces_those_that_are_still_on_their_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, DECKS)) as driver:
        driver.app.say("One.")
        driver.app.say_error(MlcardsError("Two."))
        driver.app.say("Three.")
        await driver.settle()
        assert driver.notices == ["Three."]
