import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli.commands import import_
from support.collections import NOON, STATS, write_deck

Mlcards = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("shelf")
QUESTION = "deck: Q\ncards:\n  - question: {}\n    answer: The share of positives found.\n"
BEFORE = "What exactly does the recall of a binary classifier measure in practice?"
AFTER = "What exactly does recall measure for a binary classifier?"
NEARLY = "What exactly does the recall of any binary classifier measure in practice?"


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_, "on_a_terminal", lambda: True)


def files(result: Result) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(result.stdout)["files"]
    return answer


def cards(mlcards: Mlcards) -> int:
    tree = json.loads(mlcards("decks", "--json", MLCARDS_NOW=NOON).stdout)
    return sum(deck["cards"] for deck in tree if deck["depth"] == 0)


def test_a_deck_is_told_with_its_numbers(mlcards: Mlcards, tmp_path: Path) -> None:
    result = mlcards("import", str(write_deck(tmp_path)), MLCARDS_NOW=NOON)
    assert result.exit_code == 0
    assert result.stdout == "Statistics: 3 new, 0 changed, 0 unchanged, 0 gone\n"
    assert result.stderr == ""


def test_the_same_again_is_all_unchanged(mlcards: Mlcards, tmp_path: Path) -> None:
    path = str(write_deck(tmp_path))
    mlcards("import", path)
    assert mlcards("import", path).stdout == "Statistics: all 3 unchanged\n"


def test_json(mlcards: Mlcards, tmp_path: Path) -> None:
    path = str(write_deck(tmp_path))
    result = mlcards("import", path, "--json")
    assert json.loads(result.stdout) == {
        "dry_run": False,
        "import": 1,
        "files": [
            {
                "file": path,
                "imported": True,
                "reviews": 0,
                "learned": 0,
                "media": 0,
                "decks": [
                    {
                        "title": "Statistics",
                        "key": "statistics",
                        "new": 3,
                        "changed": 0,
                        "unchanged": 0,
                        "gone": 0,
                        "moved": 0,
                        "revived": 0,
                        "left": 0,
                        "conflicts": 0,
                        "replaced": 0,
                        "reviews": 0,
                        "matches": [],
                    }
                ],
                "problems": [],
            }
        ],
    }


def test_json_of_an_import_that_wrote_nothing_has_no_number(
    mlcards: Mlcards, tmp_path: Path
) -> None:
    path = str(write_deck(tmp_path))
    assert json.loads(mlcards("import", path, "--dry-run", "--json").stdout)["import"] is None
    assert json.loads(mlcards("import", path, "--json").stdout)["import"] == 1
    assert json.loads(mlcards("import", path, "--json").stdout)["import"] is None


def test_folders_and_the_order_of_files(mlcards: Mlcards, tmp_path: Path) -> None:
    folder = tmp_path / "decks"
    write_deck(folder, STATS, "b.yaml")
    write_deck(folder, STATS.replace("Statistics", "Other"), "a.yml")
    result = mlcards("import", str(folder), "--json")
    assert [file["decks"][0]["title"] for file in files(result)] == ["Other", "Statistics"]


def test_standard_input(mlcards: Mlcards) -> None:
    result = mlcards("import", "-", input=STATS)
    assert result.stdout.startswith("Statistics: 3 new")


def test_a_named_deck(mlcards: Mlcards) -> None:
    result = mlcards("import", "-", "--deck", "Maths::Stats", input=STATS)
    assert result.stdout.startswith("Maths::Stats: 3 new")
    assert mlcards("import", "-", "--deck", " ", input=STATS).exit_code == 2


def test_a_dry_run_changes_nothing(mlcards: Mlcards, tmp_path: Path) -> None:
    result = mlcards("import", str(write_deck(tmp_path)), "--dry-run")
    assert result.stdout.startswith("Statistics: 3 new")
    assert "nothing was changed" in result.stderr
    assert cards(mlcards) == 0


def test_every_problem_of_a_file_is_told_with_its_place(mlcards: Mlcards, tmp_path: Path) -> None:
    text = (
        STATS.replace("hint: Two rates.", "hnt: Two rates.") + "  - question: Q\n    answer: [1]\n"
    )
    bad = write_deck(tmp_path, text, "bad.yaml")
    good = write_deck(tmp_path, STATS.replace("Statistics", "Good"), "good.yaml")
    result = mlcards("import", str(bad), str(good))
    assert result.exit_code == 2
    assert f"{bad}:6:5: " in result.stderr
    assert f"{bad}:15:" in result.stderr
    assert "not imported, 2 errors" in result.stderr
    assert result.stdout == "Good: 3 new, 0 changed, 0 unchanged, 0 gone\n"


def test_problems_in_json(mlcards: Mlcards, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.yaml")
    result = mlcards("import", missing, "--json")
    assert result.exit_code == 2
    (file,) = files(result)
    assert (file["imported"], file["decks"]) == (False, [])
    assert file["problems"][0]["severity"] == "error"
    assert file["problems"][0]["line"] is None
    assert missing in result.stderr


@pytest.mark.parametrize(
    "args",
    [(), ("missing.yaml",), ("--format", "nonsense", "x.yaml"), ("",)],
    ids=["nothing", "missing", "format", "empty"],
)
def test_what_cannot_be_imported_is_status_2(mlcards: Mlcards, args: tuple[str, ...]) -> None:
    result = mlcards("import", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_named_format(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, STATS, "stats.txt")
    assert mlcards("import", str(path), "--format", "yaml").exit_code == 0


# Edited questions without an id


@pytest.mark.parametrize(
    ("question", "args", "taken"),
    [(NEARLY, ("--yes",), True), (AFTER, ("--yes",), False), (NEARLY, (), False)],
    ids=["sure", "unsure", "nobody to ask"],
)
def test_an_edited_question_where_nobody_is_asked(
    mlcards: Mlcards, tmp_path: Path, question: str, args: tuple[str, ...], *, taken: bool
) -> None:
    mlcards("import", str(write_deck(tmp_path, QUESTION.format(BEFORE))))
    path = str(write_deck(tmp_path, QUESTION.format(question)))
    result = mlcards("import", path, *args)
    assert ("0 new, 1 changed" if taken else "1 new, 0 changed") in result.stdout
    assert ("taken for the same card" if taken else "taken for two cards") in result.stderr
    assert BEFORE in result.stderr


@pytest.mark.parametrize(("typed", "taken"), [("y\n", True), ("n\n", False), ("\n", False)])
@pytest.mark.usefixtures("at_a_terminal")
def test_an_edited_question_is_asked_about(
    mlcards: Mlcards, tmp_path: Path, typed: str, *, taken: bool
) -> None:
    mlcards("import", str(write_deck(tmp_path, QUESTION.format(BEFORE))), "--yes")
    path = str(write_deck(tmp_path, QUESTION.format(AFTER)))
    result = mlcards("import", path, input=f"{typed}n\n")
    assert "Is it the same card, with your progress? [y/N]" in result.stderr
    assert ("0 new, 1 changed" if taken else "1 new, 0 changed") in result.stdout


@pytest.mark.usefixtures("at_a_terminal")
def test_a_dry_run_asks_nothing(mlcards: Mlcards, tmp_path: Path) -> None:
    mlcards("import", str(write_deck(tmp_path, QUESTION.format(BEFORE))), "--yes")
    path = str(write_deck(tmp_path, QUESTION.format(AFTER)))
    result = mlcards("import", path, "--dry-run", input="")
    assert result.exit_code == 0
    assert "you will be asked" in result.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_ids_are_offered_and_written(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, QUESTION.format(BEFORE))
    result = mlcards("import", str(path), input="y\n")
    assert "1 card without an id" in result.stderr
    assert "1 id written" in result.stderr
    assert "id: " in path.read_text()
    assert mlcards("import", str(path), "--yes").stdout == "Q: all 1 unchanged\n"


@pytest.mark.usefixtures("at_a_terminal")
def test_ids_are_offered_only_where_they_can_be_written(mlcards: Mlcards, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("question,answer\nOne?,1\n")
    result = mlcards("import", str(path), input="")
    assert (result.exit_code, result.stdout) == (
        0,
        "table: 1 new, 0 changed, 0 unchanged, 0 gone\n",
    )
    assert "Write ids" not in result.stderr
    assert "--undo takes this import back" in result.stderr


@pytest.mark.usefixtures("at_a_terminal")
def test_the_input_may_end_at_a_question(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, QUESTION.format(BEFORE))
    mlcards("import", str(path), "--yes")
    path.write_text(QUESTION.format(AFTER))
    result = mlcards("import", str(path), input="")
    assert result.exit_code == 130
    assert mlcards("import", str(path), "--dry-run").stdout.startswith("Q: 1 new")
