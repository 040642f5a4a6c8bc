import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli.commands import orphans
from support.collections import HOSTILE, NOON, STATS, write_deck
from support.terminal import assert_harmless

Mlcards = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("shelf")


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphans, "on_a_terminal", lambda: True)


@pytest.fixture
def aside(shelf: Path, mlcards: Mlcards, tmp_path: Path) -> str:
    """Two decks; a note of two cards left each, one of them was rated; the files as they were."""
    path = write_deck(tmp_path)
    text = STATS.replace("Statistics", "Maths::Other").replace("AUC", "F1").replace("auc", "f1")
    other = write_deck(tmp_path, text, "other.yaml")
    mlcards("import", str(path), str(other), MLCARDS_NOW=NOON)
    found = json.loads(mlcards("next", "Statistics", "--json", MLCARDS_NOW=NOON).stdout)
    card = next(card["card"] for card in found if card["question"] == "AUC")
    mlcards("review", input=f'{{"card": {card}, "rating": 3}}\n', MLCARDS_NOW=NOON)
    for file in (path, other):
        head, mark, _ = file.read_text().rpartition("  - id: ")
        assert mark
        file.write_text(head)
    mlcards("import", str(path), str(other), MLCARDS_NOW=NOON)
    return str(path)


def listed(mlcards: Mlcards, *decks: str) -> list[dict[str, Any]]:
    result = mlcards("decks", "orphans", *decks, "--json")
    assert result.exit_code == 0
    answer: list[dict[str, Any]] = json.loads(result.stdout)
    return answer


@pytest.mark.usefixtures("aside")
def test_they_are_listed(mlcards: Mlcards) -> None:
    result = mlcards("decks", "orphans")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Deck          Question  Cards  Reviews  Last asked",
        "Maths::Other  F1            2        0  never",
        "Statistics    AUC           2        1  2026-11-22",
    ]


@pytest.mark.usefixtures("aside")
def test_json(mlcards: Mlcards) -> None:
    line = listed(mlcards, "Statistics")[0]
    assert isinstance(line.pop("note"), int)
    assert line == {
        "deck": "Statistics",
        "question": "AUC",
        "cards": 2,
        "reviews": 1,
        "last_day": "2026-11-22",
    }
    assert listed(mlcards, "Maths")[0]["last_day"] is None


@pytest.mark.parametrize("options", [(), ("--remove",), ("--remove", "--yes")])
def test_none(mlcards: Mlcards, options: tuple[str, ...]) -> None:
    result = mlcards("decks", "orphans", *options)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "There are no cards whose text left its file." in result.stderr
    assert listed(mlcards) == []


def test_removed_for_good(mlcards: Mlcards, aside: str) -> None:
    result = mlcards("decks", "orphans", "Statistics", "--remove", "--yes")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Deleted: 2 cards and all their reviews." in result.stderr
    assert [line["deck"] for line in listed(mlcards)] == ["Maths::Other"]
    Path(aside).write_text(STATS)
    assert "2 new" in mlcards("import", aside).stdout


@pytest.mark.usefixtures("aside")
def test_removing_in_json(mlcards: Mlcards) -> None:
    result = mlcards("decks", "orphans", "--remove", "--yes", "--json")
    assert json.loads(result.stdout) == {"notes": 2, "cards": 4}
    result = mlcards("decks", "orphans", "--remove", "--yes", "--json")
    assert json.loads(result.stdout) == {"notes": 0, "cards": 0}


@pytest.mark.parametrize(("typed", "left"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("", 2)])
@pytest.mark.usefixtures("at_a_terminal", "aside")
def test_a_person_is_asked(mlcards: Mlcards, typed: str, left: int) -> None:
    result = mlcards("decks", "orphans", "--remove", input=typed)
    assert "This deletes 4 cards whose text left its file, and the 1 review" in result.stderr
    assert "Delete them? [y/N]" in result.stderr
    assert len(listed(mlcards)) == left
    assert result.exit_code == (0 if not left else 1 if typed else 130)


@pytest.mark.usefixtures("aside")
def test_where_nobody_can_be_asked_yes_must_be_said(mlcards: Mlcards) -> None:
    result = mlcards("decks", "orphans", "--remove")
    assert result.exit_code == 2
    assert "Say --yes." in result.stderr
    assert len(listed(mlcards)) == 2


def test_an_unknown_deck(mlcards: Mlcards) -> None:
    result = mlcards("decks", "orphans", "nope")
    assert (result.exit_code, result.stdout) == (1, "")


def test_hostile_ones_are_listed_harmlessly(mlcards: Mlcards, tmp_path: Path) -> None:
    evil = json.dumps(f"evil {HOSTILE}")
    text = f"{STATS}  - {{id: evil, question: {evil}, answer: x}}\n"
    mlcards("import", str(write_deck(tmp_path, text)))
    mlcards("import", str(write_deck(tmp_path)))
    mlcards("decks", "rename", "Statistics", f"evil {HOSTILE}")
    shown = mlcards("decks", "orphans").stdout
    assert shown.count("evil") == 2
    assert_harmless(shown.encode())
