from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
import pytest
from click.testing import CliRunner, Result

from mlcards.cli.main import run
from support.collections import ship

Mlcards = Callable[..., Result]


class _WholeProgram(click.Command):
    """All of `run`, errors and exit statuses included, in the shape CliRunner asks for."""

    def main(self, args: Any = None, **_rest: Any) -> NoReturn:  # type: ignore[override]
        raise SystemExit(run(list(args)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def mlcards(home: Path) -> Mlcards:
    """Run a command line in its own home: mlcards("config", "get", "study.order", MLCARDS_NOW=…).

    The result has exit_code, stdout and stderr; input="…" is its stdin.
    """

    def mlcards(*args: str, input: str | None = None, **env: str | None) -> Result:  # noqa: A002
        blank = {"MLCARDS_DATABASE_URL": None, "MLCARDS_NOW": None, "NO_COLOR": None}
        return CliRunner().invoke(
            _WholeProgram("mlcards"),
            args,
            input=input,
            env={**blank, "MLCARDS_HOME": str(home), **env},
        )

    return mlcards


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that stands for the decks that ship; empty."""
    return ship(monkeypatch, tmp_path / "shipped")
