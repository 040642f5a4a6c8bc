"""Cards that the person edited here, and their author in the file."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pexpect
import pytest
from click.testing import Result

from mlcards.cli.commands import import_
from mlcards.core.model import KeyPoint
from mlcards.store import decks, notes
from mlcards.store.store import Store
from support.collections import HOSTILE, NOON, STATS, write_deck
from support.terminal import assert_harmless

Mlcards = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("shelf")
MINE = "My own words."
THEIRS = "The author's new words."
ANSWER = "The true positive rate over the false positive rate."


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_, "on_a_terminal", lambda: True)


@pytest.fixture
def path(mlcards: Mlcards, home: Path, tmp_path: Path) -> Path:
    """A file whose first answer was edited on both sides since its import."""
    mlcards("import", str(write_deck(tmp_path)))
    edit(home, answer=MINE)
    return write_deck(tmp_path, STATS.replace(ANSWER, THEIRS))


def edit(home: Path, **fields: Any) -> None:
    """Edit the first card of the only deck, as a person does."""
    store = Store.open_file(home / "mlcards.db")
    with store.writing() as connection:
        (deck,) = decks.all_decks(connection)
        row = notes.of_deck(connection, deck.id)[0]
        notes.edit(connection, row, replace(row.content, **fields), row.base or row.content)
    store.close()


def answer(mlcards: Mlcards) -> str:
    found = json.loads(mlcards("next", "--json", MLCARDS_NOW=NOON).stdout)
    return str(found[0]["answer"])


@pytest.mark.parametrize("options", [(), ("--yes",), ("--json",)])
def test_without_a_word_yours_stays(mlcards: Mlcards, path: Path, options: tuple[str, ...]) -> None:
    result = mlcards("import", str(path), *options)
    if "--json" in options:
        (deck,) = json.loads(result.stdout)["files"][0]["decks"]
        assert (deck["conflicts"], deck["replaced"]) == (1, 0)
    else:
        assert "  1 edited on both sides, yours kept\n" in result.stdout
    assert answer(mlcards) == MINE


@pytest.mark.parametrize("options", [("--theirs",), ("--theirs", "--yes"), ("--theirs", "--json")])
def test_theirs(mlcards: Mlcards, path: Path, options: tuple[str, ...]) -> None:
    result = mlcards("import", str(path), *options)
    if "--json" in options:
        (deck,) = json.loads(result.stdout)["files"][0]["decks"]
        assert (deck["conflicts"], deck["replaced"]) == (0, 1)
    else:
        assert "  1 edited on both sides, the file's taken\n" in result.stdout
    assert answer(mlcards) == THEIRS


def test_each_card_says_whose_it_is(mlcards: Mlcards, path: Path) -> None:
    kept = mlcards("import", str(path), "--dry-run", "--yes", "-v").stdout
    assert "What does a ROC curve show? (edited on both sides, yours kept: answer)" in kept
    taken = mlcards("import", str(path), "--dry-run", "--theirs", "-v").stdout
    assert "What does a ROC curve show? (edited on both sides, the file's taken)" in taken
    assert answer(mlcards) == MINE


@pytest.mark.parametrize(
    ("typed", "stays"),
    [("k\n", MINE), ("\n", MINE), ("keep\n", MINE), ("t\n", THEIRS), ("what?\nT\n", THEIRS)],
)
@pytest.mark.usefixtures("at_a_terminal")
def test_at_a_terminal_it_is_asked(mlcards: Mlcards, path: Path, typed: str, stays: str) -> None:
    result = mlcards("import", str(path), input=typed)
    assert 'You and the author edited "What does a ROC curve show?":' in result.stderr
    assert f"  answer, yours:      {MINE}\n" in result.stderr
    assert f"  answer, the file's: {THEIRS}\n" in result.stderr
    assert result.stderr.count("[k]eep mine or [t]ake the file's?") == typed.count("\n")
    assert answer(mlcards) == stays


@pytest.mark.parametrize("options", [("--yes",), ("--theirs",), ("--dry-run",), ("--json",)])
@pytest.mark.usefixtures("at_a_terminal")
def test_who_decided_is_not_asked(mlcards: Mlcards, path: Path, options: tuple[str, ...]) -> None:
    result = mlcards("import", str(path), *options, input="")
    assert result.exit_code == 0
    assert "[k]eep" not in result.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_a_dry_run_says_that_it_will_be_asked(mlcards: Mlcards, path: Path) -> None:
    result = mlcards("import", str(path), "--dry-run")
    assert "1 edited on both sides, you will be asked whose text stays" in result.stdout


@pytest.mark.usefixtures("at_a_terminal")
def test_who_leaves_at_the_question_changes_nothing(mlcards: Mlcards, path: Path) -> None:
    assert mlcards("import", str(path), input="").exit_code == 130
    assert answer(mlcards) == MINE
    assert "yours kept" in mlcards("import", str(path), "--yes").stdout


@pytest.mark.usefixtures("at_a_terminal")
def test_lists_and_long_texts_are_shown_where_they_differ(
    mlcards: Mlcards, home: Path, tmp_path: Path
) -> None:
    mlcards("import", str(write_deck(tmp_path)))
    edit(home, key_points=(KeyPoint("Mine", must=True),), hint="", answer="same " * 100 + "mine")
    text = STATS.replace("Names the false positive rate", "Says why").replace("Two", "Three")
    path = write_deck(tmp_path, text.replace(ANSWER, "same " * 100 + "theirs"))
    shown = mlcards("import", str(path), input="k\n").stderr
    assert "  key points, yours:      Mine (must)\n" in shown
    assert "  key points, the file's: Names the true positive rate (must) / Says why\n" in shown
    assert "  hint, yours:      (empty)\n" in shown
    assert "same mine\n" in shown
    assert "same theirs\n" in shown


@pytest.mark.usefixtures("at_a_terminal")
def test_hostile_texts_are_asked_about_harmlessly(mlcards: Mlcards, home: Path, path: Path) -> None:
    edit(home, answer=HOSTILE, question=f"evil {HOSTILE}")
    shown = mlcards("import", str(path), input="k\n").stderr
    assert "evil" in shown
    assert_harmless(shown.encode())


def test_in_a_real_terminal(mlcards: Mlcards, home: Path, path: Path) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "mlcards", "import", str(path)],
        env={**os.environ, "MLCARDS_HOME": str(home), "MLCARDS_NOW": NOON},
        timeout=60,
    )
    child.expect_exact("[k]eep mine or [t]ake the file's? [k] ")
    child.sendline("t")
    child.expect_exact("1 edited on both sides, the file's taken")
    child.expect_exact("mlcards import --undo takes this import back.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert answer(mlcards) == THEIRS
