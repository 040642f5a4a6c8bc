"""What a person chooses about reading, and what is told besides the numbers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli import output
from support.collections import NOON, STATS, ship, write_deck

Mlcards = Callable[..., Result]
TABLE = "What is recall?;ignored;A share.;metrics\nWhat is precision?;x;Another share.;metrics\n"


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped")


def asked(mlcards: Mlcards, deck: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = json.loads(
        mlcards("next", deck, "--json", MLCARDS_NOW=NOON).stdout
    )
    return answer


@pytest.mark.parametrize("columns", ["question,,answer,tags", "1=question,3=answer,4=tags"])
@pytest.mark.parametrize("delimiter", [";", "semicolon"])
def test_a_tables_columns(mlcards: Mlcards, tmp_path: Path, columns: str, delimiter: str) -> None:
    path = write_deck(tmp_path, TABLE, "table.csv")
    options = ("--columns", columns, "--delimiter", delimiter, "--no-header")
    assert "2 new" in mlcards("import", str(path), *options).stdout
    first = asked(mlcards, "table")[0]
    assert (first["question"], first["answer"]) == ("What is recall?", "A share.")
    assert first["tags"] == ["metrics"]


def test_a_header_that_is_one(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, TABLE, "table.csv")
    options = ("--columns", "question,,answer", "--delimiter", ";", "--header")
    assert "1 new" in mlcards("import", str(path), *options).stdout


@pytest.mark.parametrize(("option", "answer"), [("--html", "**a**"), ("--no-html", "<b>a</b>")])
def test_html_in_a_table(mlcards: Mlcards, tmp_path: Path, option: str, answer: str) -> None:
    path = write_deck(tmp_path, "question,answer\nOne?,<b>a</b>\n", "table.csv")
    mlcards("import", str(path), option)
    assert asked(mlcards, "table")[0]["answer"] == answer


def test_quizlets_separators(mlcards: Mlcards) -> None:
    options = ("--format", "quizlet", "--between-sides", "=", "--between-cards", ";")
    result = mlcards("import", "-", "--deck", "Q", *options, input="AUC=an area;ROC=a curve")
    assert "2 new" in result.stdout
    assert asked(mlcards, "Q")[0]["answer"] == "an area"


def test_the_level_of_headings(mlcards: Mlcards, tmp_path: Path) -> None:
    text = "# Notes\n\n## Area\n\n### What is recall?\n\nA share.\n\n### And precision?\n\nOne.\n"
    path = write_deck(tmp_path, text, "notes.md")
    assert "2 new" in mlcards("import", str(path), "--level", "3").stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--columns", "nonsense"), "cannot hold"),
        (("--columns", "answer"), "No column"),
        (("--columns", "0=question"), "names no column"),
        (("--delimiter", "ab"), "cannot stand between cells"),
        (("--level", "7"), "not in the range"),
        (("--format", "nonsense"), "is not known"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_choices_that_are_none(
    mlcards: Mlcards, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    path = write_deck(tmp_path, TABLE, "table.csv")
    result = mlcards("import", str(path), *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


# Progress of another collection, and what is told


@pytest.fixture
def learned(mlcards: Mlcards, tmp_path: Path) -> Path:
    """A file with a card that was rated, written by another collection."""
    other = str(tmp_path / "other")
    mlcards("--home", other, "import", str(write_deck(tmp_path)), MLCARDS_NOW=NOON)
    line = '{"card": 1, "rating": "easy"}\n'
    assert mlcards("--home", other, "review", input=line, MLCARDS_NOW=NOON).exit_code == 0
    path = tmp_path / "learned.json"
    mlcards("--home", other, "export", "--to", str(path), "--with-progress", MLCARDS_NOW=NOON)
    return path


def test_progress_comes_in_where_the_file_has_it(mlcards: Mlcards, learned: Path) -> None:
    result = mlcards("import", str(learned), MLCARDS_NOW=NOON)
    assert result.stdout.splitlines() == [
        "Statistics: 3 new, 0 changed, 0 unchanged, 0 gone",
        "1 review came in.",
    ]
    assert asked(mlcards, "Statistics")[0]["question"] == "AUC"
    again = mlcards("import", str(learned), MLCARDS_NOW=NOON)
    assert again.stdout == "Statistics: all 3 unchanged\n"


def test_a_dry_run_tells_of_the_progress_in_the_file(mlcards: Mlcards, learned: Path) -> None:
    said = "1 review in the files; what is not here yet would come in."
    assert said in mlcards("import", str(learned), "--dry-run").stdout
    assert said not in mlcards("import", str(learned), "--dry-run", "--no-progress").stdout


def test_progress_may_be_left_out_and_come_in_later(mlcards: Mlcards, learned: Path) -> None:
    result = mlcards("import", str(learned), "--no-progress", "--json", MLCARDS_NOW=NOON)
    assert json.loads(result.stdout)["files"][0]["reviews"] == 0
    assert asked(mlcards, "Statistics")[0]["question"] == "What does a ROC curve show?"
    result = mlcards("import", str(learned), "--with-progress", "--json", MLCARDS_NOW=NOON)
    (file,) = json.loads(result.stdout)["files"]
    assert (file["reviews"], file["decks"][0]["unchanged"]) == (1, 3)


def test_what_became_of_each_card(mlcards: Mlcards, tmp_path: Path) -> None:
    mlcards("import", str(write_deck(tmp_path)))
    text = STATS.replace("a ROC curve show", "the ROC curve show").replace("id: auc", "id: new")
    path = str(write_deck(tmp_path, text.replace("AUC", "Area under it")))
    (note,) = [
        card
        for card in json.loads(mlcards("import", path, "--dry-run", "-v", "--json").stdout)[
            "files"
        ][0]["decks"][0]["cards"]
        if card["kind"] == "changed"
    ]
    assert note == {
        "kind": "changed",
        "question": "What does the ROC curve show?",
        "was": "What does a ROC curve show?",
        "line": 3,
        "conflicts": [],
        "replaced": False,
        "revived": False,
    }
    assert mlcards("import", path, "--verbose").stdout.splitlines()[1:] == [
        "  changed: What does the ROC curve show? (was: What does a ROC curve show?)",
        "  new: Area under it",
        "  gone: AUC",
    ]
    back = mlcards("import", str(write_deck(tmp_path)), "-v").stdout
    assert "1 back again" in back or "2 back again" in back
    assert "  back again: AUC" in back


def test_cards_that_went_to_another_deck(mlcards: Mlcards, tmp_path: Path) -> None:
    mlcards("import", str(write_deck(tmp_path)))
    head, tail = STATS.split("  - id: auc")
    areas = write_deck(tmp_path, f"deck: Areas\ncards:\n  - id: auc{tail}", "areas.yaml")
    left = write_deck(tmp_path, head)
    together = mlcards("import", str(left), str(areas), "-v", "--dry-run").stdout
    assert "Areas: 0 new, 2 changed, 0 unchanged, 0 gone (2 from another deck)" in together
    assert "  from another deck: AUC" in together
    mlcards("import", str(areas))
    later = mlcards("import", str(left), "-v").stdout
    assert "Statistics: 0 new, 0 changed, 1 unchanged, 0 gone (2 to another deck)" in later
    assert "  to another deck: AUC" in later


def test_ctrl_c_leaves_nothing_behind(
    mlcards: Mlcards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object, **_options: object) -> Callable[[int, int], None]:
        def tick(done: int, _total: int) -> None:
            if done:
                raise KeyboardInterrupt

        return tick

    path = str(write_deck(tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(output.ProgressLine, "counting", interrupt)
        result = mlcards("import", path)
    assert (result.exit_code, result.stdout) == (130, "")
    assert json.loads(mlcards("import", "--history", "--json").stdout) == []
    assert mlcards("import", path).stdout.startswith("Statistics: 3 new")


def test_a_large_file_is_told_of_while_it_is_read(
    mlcards: Mlcards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(output.ProgressLine, "show", lambda _line, text: shown.append(text))
    cards = [f"  - question: What is {n}?\n    answer: {'a' * 900}\n" for n in range(1200)]
    path = write_deck(tmp_path, "deck: Large\ncards:\n" + "".join(cards), "large.yaml")
    assert "1,200 new" in mlcards("import", str(path)).stdout
    assert shown[0] == f"Reading {path} …"
    assert "Writing 1,200 of 1,200 notes: 100 %" in shown
