"""Opening the app past click: what it is opened with, and what stands in the way."""

import gc
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from mlcards.__main__ import main
from mlcards.cli import starting
from mlcards.cli.main import LazyGroup
from mlcards.cli.starting import app_at_once, can_draw
from mlcards.core.errors import DatabaseError


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "can_draw", lambda _environ: True)


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    for name in ("MLCARDS_DATABASE_URL", "_MLCARDS_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLCARDS_HOME", str(tmp_path))
    return {"MLCARDS_HOME": str(tmp_path)}


def app_that(monkeypatch: pytest.MonkeyPatch, does: Callable[..., int]) -> list[dict[str, Any]]:
    """Put something in the app's place; return with what it is opened."""
    calls: list[dict[str, Any]] = []

    def run_app(home: Any, settings: Any, environ: object, **rest: Any) -> int:
        calls.append({"home": home, "settings": settings, "collecting": gc.isenabled(), **rest})
        return does()

    monkeypatch.setattr("mlcards.tui.app.run_app", run_app)
    return calls


@pytest.mark.parametrize("study", [False, True])
def test_it_opens_in_the_home_with_the_settings_there(
    monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str], tmp_path: Path, *, study: bool
) -> None:
    (tmp_path / "config.toml").write_text("[study]\nnew_per_day = 3\n")
    calls = app_that(monkeypatch, lambda: 3)
    assert app_at_once(environ, study=study) == 3
    (call,) = calls
    assert (call["home"].directory, call["settings"].new_per_day) == (tmp_path, 3)
    assert (call["titles"], call["study"], call["database_url"]) == ((), study, None)


def test_a_database_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str]
) -> None:
    calls = app_that(monkeypatch, lambda: 0)
    assert app_at_once({**environ, "MLCARDS_DATABASE_URL": "sqlite://"}, study=False) == 0
    assert calls[0]["database_url"] == "sqlite://"


def test_garbage_is_collected_again_afterwards(
    monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str]
) -> None:
    def fail() -> int:
        raise DatabaseError("It is damaged.", "Restore a backup.")

    calls = app_that(monkeypatch, fail)
    app_at_once(environ, study=False)
    assert (calls[0]["collecting"], gc.isenabled()) == (False, True)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (DatabaseError("It is damaged.", "Restore a backup."), 1, "mlcards: It is damaged.\n"),
        (ZeroDivisionError("never"), 1, "mlcards: something went wrong"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_an_error_ends_it_as_it_ends_every_command(
    monkeypatch: pytest.MonkeyPatch,
    environ: Mapping[str, str],
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    status: int,
    said: str,
) -> None:
    def fail() -> int:
        raise error

    app_that(monkeypatch, fail)
    assert app_at_once(environ, study=False) == status
    err = capsys.readouterr().err
    assert err.startswith(said)
    assert "Traceback" not in err


def test_what_stands_in_the_way_is_left_to_the_full_command(
    monkeypatch: pytest.MonkeyPatch, environ: Mapping[str, str], tmp_path: Path
) -> None:
    calls = app_that(monkeypatch, lambda: 0)
    assert app_at_once({"MLCARDS_HOME": "~nobody-of-that-name/x"}, study=False) is None
    (tmp_path / "config.toml").write_text("[study]\nnew_per_day = many\n")
    assert app_at_once(environ, study=False) is None
    monkeypatch.setattr(starting, "can_draw", lambda _environ: False)
    assert app_at_once(environ, study=False) is None
    assert calls == []


def test_pipes_and_dumb_terminals_cannot_be_drawn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stream:
        def __init__(self, *, terminal: bool) -> None:
            self.isatty = lambda: terminal

    monkeypatch.setattr(sys, "stdin", Stream(terminal=True))
    monkeypatch.setattr(sys, "stdout", Stream(terminal=True))
    assert can_draw({"TERM": "xterm"})
    assert not can_draw({"TERM": "dumb"})
    monkeypatch.setattr(sys, "stdin", Stream(terminal=False))
    assert not can_draw({})
    monkeypatch.setattr(sys, "stdin", None)
    assert not can_draw({})


@pytest.mark.usefixtures("environ")
@pytest.mark.parametrize(("args", "study"), [([], False), (["study"], True)])
def test_the_program_opens_it_and_leaves_with_its_status(
    monkeypatch: pytest.MonkeyPatch, args: list[str], *, study: bool
) -> None:
    calls = app_that(monkeypatch, lambda: 143)
    monkeypatch.setattr(sys, "argv", ["mlcards", *args])
    with pytest.raises(SystemExit) as caught:
        main()
    assert (caught.value.code, calls[0]["study"]) == (143, study)


@pytest.mark.usefixtures("environ")
def test_a_shell_that_asks_for_completions_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = app_that(monkeypatch, lambda: 0)
    monkeypatch.setattr(LazyGroup, "main", lambda *_args, **_rest: 0)
    monkeypatch.setenv("_MLCARDS_COMPLETE", "bash_source")
    monkeypatch.setattr(sys, "argv", ["mlcards"])
    with pytest.raises(SystemExit):
        main()
    assert calls == []
