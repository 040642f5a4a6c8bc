"""Taking imports back, and the list of those that were made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli import import_history
from support.collections import NOON, STATS, write_deck

Mlcards = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("shelf")


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_history, "on_a_terminal", lambda: True)


@pytest.fixture
def path(mlcards: Mlcards, tmp_path: Path) -> str:
    """A deck that was imported, and changed and imported again."""
    path = write_deck(tmp_path)
    mlcards("import", str(path), MLCARDS_NOW=NOON)
    path.write_text(STATS.replace("over the", "against the"))
    mlcards("import", str(path), MLCARDS_NOW=NOON)
    return str(path)


def history(mlcards: Mlcards) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(mlcards("import", "--history", "--json").stdout)
    return answer


def cards(mlcards: Mlcards) -> int:
    return sum(deck["cards"] for deck in json.loads(mlcards("decks", "--json").stdout))


def test_the_newest_is_taken_back_first(mlcards: Mlcards, path: str) -> None:
    result = mlcards("import", "--undo", "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Taken back: stats.yaml. 0 cards removed, 1 as before.\n"
    assert mlcards("import", path, "--dry-run").stdout.startswith("Statistics: 0 new, 1 changed")
    assert mlcards("import", "--undo", "--yes").stdout.startswith("Taken back: stats.yaml. 3 cards")
    assert cards(mlcards) == 0
    result = mlcards("import", "--undo", "--yes")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no import to take back." in result.stderr


@pytest.mark.usefixtures("path")
def test_undo_in_json(mlcards: Mlcards) -> None:
    result = mlcards("import", "--undo", "--yes", "--json")
    newest = json.loads(result.stdout)
    assert newest["files"][0].endswith("stats.yaml")
    del newest["files"]
    assert newest == {"dry_run": False, "import": 2, "removed": 0, "kept": 0, "restored": 1}


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_a_dry_run_takes_nothing_back(mlcards: Mlcards, yes: tuple[str, ...]) -> None:
    result = mlcards("import", "--undo", "--dry-run", *yes)
    assert (result.exit_code, result.stderr) == (0, "This was a dry run; nothing was changed.\n")
    assert result.stdout == "Taken back: stats.yaml. 0 cards removed, 1 as before.\n"
    answer = json.loads(mlcards("import", "--undo", "--dry-run", "--json", *yes).stdout)
    assert (answer["dry_run"], answer["import"], answer["restored"]) == (True, 2, 1)
    assert not any(past["undone"] for past in history(mlcards))


@pytest.mark.usefixtures("at_a_terminal")
def test_what_was_rated_since_is_kept_aside(mlcards: Mlcards, tmp_path: Path) -> None:
    mlcards("import", str(write_deck(tmp_path)), MLCARDS_NOW=NOON)
    mlcards("review", input='{"card": 1, "rating": 3}\n', MLCARDS_NOW=NOON)
    result = mlcards("import", "--undo", input="y\n", MLCARDS_NOW=NOON, TZ="UTC")
    assert "The newest import, stats.yaml on 2026-11-22 12:00: 3 new." in result.stderr
    assert "2 cards will go." in result.stderr
    assert "1 card that you rated, edited or answered since will be put aside" in result.stderr
    assert "Take it back? [y/N]" in result.stderr
    assert "2 cards removed, 0 as before, 1 kept aside because you used them" in result.stdout
    (line,) = json.loads(mlcards("decks", "orphans", "--json").stdout)
    assert line["reviews"] == 1


@pytest.mark.parametrize("typed", ["n\n", "\n"])
@pytest.mark.usefixtures("at_a_terminal", "path")
def test_who_says_no_keeps_it(mlcards: Mlcards, typed: str) -> None:
    result = mlcards("import", "--undo", input=typed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Nothing was taken back." in result.stderr
    assert "1 card will be as before." in result.stderr
    assert not any(past["undone"] for past in history(mlcards))


@pytest.mark.usefixtures("path")
def test_where_nobody_can_be_asked_yes_must_be_said(mlcards: Mlcards) -> None:
    result = mlcards("import", "--undo")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Say --yes." in result.stderr
    assert not any(past["undone"] for past in history(mlcards))


def test_the_history(mlcards: Mlcards, path: str) -> None:
    mlcards("import", "-", input=STATS.replace("Statistics", "Other"), MLCARDS_NOW=NOON)
    mlcards("import", "--undo", "--yes")
    assert mlcards("import", "--history", TZ="UTC").stdout.splitlines() == [
        "When              New  Changed  Gone  Reviews  Files",
        "2026-11-22 12:00    3        0     0        0  standard input (taken back)",
        "2026-11-22 12:00    0        1     0        0  stats.yaml",
        "2026-11-22 12:00    3        0     0        0  stats.yaml",
    ]
    assert history(mlcards)[1] == {
        "import": 2,
        "at": NOON.replace("+00:00", "Z"),
        "files": [path],
        "new": 0,
        "changed": 1,
        "gone": 0,
        "reviews": 0,
        "undone": False,
    }


def test_many_files_are_not_all_named(mlcards: Mlcards, tmp_path: Path) -> None:
    folder = tmp_path / "decks"
    for name in "abcde":
        write_deck(folder, STATS.replace("Statistics", name.upper() * 3), f"{name}.yaml")
    mlcards("import", str(folder))
    assert "a.yaml, b.yaml, c.yaml and 2 more" in mlcards("import", "--history").stdout


def test_no_history(mlcards: Mlcards) -> None:
    result = mlcards("import", "--history")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No import was made yet." in result.stderr
    assert history(mlcards) == []


@pytest.mark.parametrize(
    "args", [("--undo", "x.yaml"), ("--history", "x.yaml"), ("--undo", "--history"), ()]
)
def test_wrong_usage(mlcards: Mlcards, args: tuple[str, ...]) -> None:
    result = mlcards("import", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'See "mlcards import --help".' in result.stderr
