import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mlcards.collection.exporting import formats
from support.collections import HOSTILE, NOON, STATS, hostile_deck, ship
from support.terminal import assert_harmless

Mlcards = Callable[..., Result]
SPACED = STATS.replace("deck: Statistics", "deck: Maths::Linear algebra\nid: linear")


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped", STATS, SPACED)


def offered(
    mlcards: Mlcards, line: str, incomplete: str = "", shell: str = "zsh", **env: str
) -> dict[str, str]:
    """Return what Tab offers after `line`, with its help."""
    words = f"{line} {incomplete}".rstrip(" ")
    result = mlcards(
        _MLCARDS_COMPLETE=f"{shell}_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(line.split())),
        **env,
    )
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    return dict(zip(lines[1::3], lines[2::3], strict=True))


def test_decks_are_offered_with_their_cards(mlcards: Mlcards) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert offered(mlcards, "mlcards study", MLCARDS_NOW=NOON) == {
        "Maths": "Maths: 2 cards waiting",
        "linear": "Maths::Linear algebra: 2 cards waiting",
        "Statistics": "Statistics: 2 cards waiting",
    }


@pytest.mark.parametrize(
    ("typed", "names"),
    [("St", {"Statistics"}), ("st", {"Statistics"}), ("lin", {"linear"}), ("x", set())],
)
def test_what_was_typed_narrows_them(mlcards: Mlcards, typed: str, names: set[str]) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert set(offered(mlcards, "mlcards study", typed)) == names


@pytest.mark.parametrize(
    "line",
    [
        "mlcards next",
        "mlcards decks rename",
        "mlcards decks orphans",
        "mlcards import x --deck",
        "mlcards export --to x",
        "mlcards study x",
    ],
)
def test_every_place_for_a_deck_offers_them(mlcards: Mlcards, line: str) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert "Statistics" in offered(mlcards, line)


def test_what_is_offered_is_what_is_meant(mlcards: Mlcards) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    for name in offered(mlcards, "mlcards study"):
        assert mlcards("next", name, MLCARDS_NOW=NOON).exit_code == 0


def test_a_home_given_before_is_looked_into(mlcards: Mlcards, tmp_path: Path) -> None:
    other = tmp_path / "other"
    mlcards("--home", str(other), "due", MLCARDS_NOW=NOON)
    assert offered(mlcards, "mlcards study") == {}
    assert "Statistics" in offered(mlcards, f"mlcards --home {other} study")


def test_a_database_url_is_looked_into(mlcards: Mlcards, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    mlcards("due", MLCARDS_NOW=NOON, MLCARDS_DATABASE_URL=url)
    assert "Statistics" in offered(mlcards, "mlcards study", MLCARDS_DATABASE_URL=url)


def test_settings_of_a_deck_are_offered_ready_for_their_value(mlcards: Mlcards) -> None:
    found = offered(mlcards, "mlcards decks options stats", "study.n")
    assert list(found) == ["study.new_per_day="]


@pytest.mark.parametrize(
    ("line", "typed", "names"),
    [
        ("mlcards import x --format", "an", {"anki", "anki-text"}),
        ("mlcards export --format", "", {found.name for found in formats()}),
        ("mlcards export --format", "t", {"tsv"}),
        ("mlcards check x --format", "q", {"quizlet"}),
    ],
)
def test_formats_are_offered(mlcards: Mlcards, line: str, typed: str, names: set[str]) -> None:
    assert set(offered(mlcards, line, typed)) == names


@pytest.mark.parametrize(
    "line", ["mlcards import", "mlcards check", "mlcards new", "mlcards export --to"]
)
def test_files_are_offered_by_the_shell(mlcards: Mlcards, line: str) -> None:
    result = mlcards(
        _MLCARDS_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(line.split()))
    )
    assert result.stdout.strip() == "file,"


@pytest.mark.parametrize(
    "env",
    [
        {},
        {"MLCARDS_NOW": "nonsense"},
        {"MLCARDS_DATABASE_URL": "nonsense"},
        {"MLCARDS_HOME": "~nobody-has-this-name/x"},
    ],
)
def test_what_cannot_be_read_offers_nothing_and_says_nothing(
    mlcards: Mlcards, home: Path, env: dict[str, str]
) -> None:
    assert offered(mlcards, "mlcards study", **env) == {}
    assert not home.exists()


def test_a_damaged_settings_file_offers_nothing_and_says_nothing(
    mlcards: Mlcards, home: Path
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    (home / "config.toml").write_text("nonsense")
    assert offered(mlcards, "mlcards study") == {}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_hostile_titles_are_offered_harmless(mlcards: Mlcards, shelf: Path, shell: str) -> None:
    (shelf / "shipped0.yaml").write_text(hostile_deck())
    mlcards("decks", "rename", "evil", f"evil {HOSTILE}", MLCARDS_NOW=NOON)
    result = mlcards(
        _MLCARDS_COMPLETE=f"{shell}_complete",
        COMP_WORDS="mlcards study ",
        COMP_CWORD="" if shell == "fish" else "2",
    )
    assert "evil" in result.stdout
    assert_harmless(result.stdout.encode())


def test_a_tab_loads_no_more_than_it_needs(tmp_path: Path, mlcards: Mlcards, home: Path) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    code = (
        "import sys\n"
        "from mlcards.__main__ import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(repr({'sqlalchemy', 'textual', 'fsrs'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "MLCARDS_HOME": str(home),
            "_MLCARDS_COMPLETE": "bash_complete",
            "COMP_WORDS": "mlcards study ",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Statistics" in done.stdout
    assert done.stderr == "set()"
