import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli import output
from mlcards.cli.commands import export
from mlcards.collection.exporting import formats
from mlcards.writers import registry
from support.collections import NOON, STATS, ship, write_deck
from support.terminal import assert_harmless, through_a_terminal

Mlcards = Callable[..., Result]
FORMATS = [found.name for found in formats()]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    algebra = STATS.replace("deck: Statistics", "deck: Maths::Algebra")
    return ship(monkeypatch, tmp_path / "shipped", STATS, algebra)


@pytest.fixture
def to(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def imported(mlcards: Mlcards, tmp_path: Path, path: Path) -> list[dict[str, Any]]:
    """What a fresh home gets from a file."""
    result = mlcards("--home", str(tmp_path / "fresh"), "import", str(path), "--json")
    assert result.exit_code == 0
    return [deck for file in json.loads(result.stdout)["files"] for deck in file["decks"]]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_by_its_name(mlcards: Mlcards, to: Path, name: str) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    mlcards("review", input='{"card": 1, "rating": 4}\n', MLCARDS_NOW=NOON)
    result = mlcards("export", "--to", str(to / "file"), "--format", name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"Written to {to / 'file'} (" in result.stderr
    assert (to / "file").stat().st_size > 0


@pytest.mark.parametrize("name", ["cards.yaml", "cards.csv", "cards.tsv", "cards.json"])
def test_what_leaves_comes_back_the_same(mlcards: Mlcards, to: Path, name: str) -> None:
    assert mlcards("export", "Statistics", "--to", str(to / name)).exit_code == 0
    result = mlcards("import", str(to / name))
    assert (result.exit_code, result.stdout) == (0, "Statistics: all 3 unchanged\n")


def test_all_decks_and_a_summary(mlcards: Mlcards, to: Path, tmp_path: Path) -> None:
    result = mlcards("export", "--to", str(to / "all.json"))
    assert result.stderr.splitlines()[-1] == (
        f"Written to {to / 'all.json'} (JSON, everything): 6 cards in 2 decks."
    )
    titles = [deck["title"] for deck in imported(mlcards, tmp_path, to / "all.json")]
    assert titles == ["Maths::Algebra", "Statistics"]


@pytest.mark.parametrize(
    ("names", "titles"),
    [
        (("stat",), ["Statistics"]),
        (("Maths",), ["Maths::Algebra"]),
        (("Statistics", "Algebra"), ["Maths::Algebra", "Statistics"]),
    ],
)
def test_named_decks_and_those_below(
    mlcards: Mlcards, to: Path, tmp_path: Path, names: tuple[str, ...], titles: list[str]
) -> None:
    mlcards("export", *names, "--to", str(to / "some.yaml"))
    found = imported(mlcards, tmp_path, to / "some.yaml")
    assert [deck["title"] for deck in found] == titles


@pytest.mark.parametrize("name", ["cards.json", "cards.apkg"])
def test_with_progress(mlcards: Mlcards, to: Path, tmp_path: Path, name: str) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    mlcards("review", input='{"card": 1, "rating": "easy"}\n', MLCARDS_NOW=NOON)
    plain = mlcards("export", "--to", str(to / f"plain-{name}"), "--json")
    assert json.loads(plain.stdout)["reviews"] == 0
    assert not any(deck["reviews"] for deck in imported(mlcards, tmp_path, to / f"plain-{name}"))
    result = mlcards("export", "--to", str(to / name), "--with-progress", MLCARDS_NOW=NOON)
    assert "with 1 review" in result.stderr
    assert sum(deck["reviews"] for deck in imported(mlcards, tmp_path, to / name)) == 1


def test_reviews_alone_are_counted_as_such(mlcards: Mlcards, to: Path) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    none = mlcards("export", "--to", str(to / "none.csv"), "--format", "reviews")
    assert "(Reviews as a table): 0 reviews of 0 cards in 0 decks." in none.stderr
    mlcards("review", input='{"card": 1, "rating": "easy"}\n', MLCARDS_NOW=NOON)
    one = mlcards("export", "--to", str(to / "one.csv"), "--format", "reviews", MLCARDS_NOW=NOON)
    assert "(Reviews as a table): 1 review of 1 card in 1 deck." in one.stderr
    assert len((to / "one.csv").read_text().splitlines()) == 2
    told = mlcards(
        "export", "--to", str(to / "two.csv"), "--format", "reviews", "--json", MLCARDS_NOW=NOON
    )
    counted = {"decks": 1, "notes": 1, "cards": 1, "reviews": 1}
    assert counted.items() <= json.loads(told.stdout).items()


def test_json(mlcards: Mlcards, to: Path) -> None:
    result = mlcards("export", "stat", "--to", str(to / "x.yml"), "--json")
    assert json.loads(result.stdout) == {
        "file": str(to / "x.yml"),
        "format": "yaml",
        "decks": 1,
        "notes": 2,
        "cards": 3,
        "reviews": 0,
        "media": 0,
    }


def test_cells_that_a_spreadsheet_would_run(mlcards: Mlcards, to: Path, tmp_path: Path) -> None:
    text = "deck: Sums\ncards:\n  - question: What is one and one?\n    answer: =1+1\n"
    mlcards("import", str(write_deck(tmp_path, text)))
    mlcards("export", "Sums", "--to", str(to / "exact.csv"))
    mlcards("export", "Sums", "--to", str(to / "tame.csv"), "--for-spreadsheets")
    assert '"=1+1"' in (to / "exact.csv").read_text()
    assert '"\'=1+1"' in (to / "tame.csv").read_text()


def test_a_file_that_is_there_stays_unless_forced(mlcards: Mlcards, to: Path) -> None:
    path = to / "x.yaml"
    path.write_text("mine")
    result = mlcards("export", "--to", str(path))
    assert (result.exit_code, result.stdout, path.read_text()) == (2, "", "mine")
    assert "--force" in result.stderr
    assert mlcards("export", "--to", str(path), "--force").exit_code == 0
    assert "deck:" in path.read_text()


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("nope", "--to", "x.yaml"), 1, 'There is no deck "nope".'),
        (("--to", "x.yaml", "--format", "nope"), 2, 'The format "nope" cannot be written.'),
        (("--to", "x.nope"), 2, "does not tell a format"),
        (("--to", "-"), 2, "Standard output tells no format.\nName one with --format."),
        (("--to", "x.csv", "--with-progress"), 2, "has no room for progress"),
        (("--to", ".", "--format", "yaml"), 2, "is a folder"),
        (("--to", "missing/x.yaml"), 1, "cannot be written: No such file or directory"),
        (("--to", "-", "--format", "csv", "--json"), 2, "both want standard output"),
        (("Statistics",), 2, "Missing option '--to'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_cannot_be_written_is_a_sentence(
    mlcards: Mlcards,
    to: Path,
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    monkeypatch.chdir(to)
    result = mlcards("export", *args)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert list(to.iterdir()) == []


def test_nothing_to_export(mlcards: Mlcards, to: Path, shelf: Path) -> None:
    for path in shelf.iterdir():
        path.unlink()
    result = mlcards("export", "--to", str(to / "x.yaml"))
    assert (result.exit_code, list(to.iterdir())) == (1, [])
    assert "There are no cards to export." in result.stderr


def test_a_full_disk_leaves_what_was_there(
    mlcards: Mlcards, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = to / "x.yaml"
    path.write_text("mine")
    mlcards("due")
    with monkeypatch.context() as patched:
        patched.setattr("mlcards.config.safe_file.os.fsync", full)
        result = mlcards("export", "--to", str(path), "--force")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No space left on device" in result.stderr
    assert (list(to.iterdir()), path.read_text()) == ([path], "mine")


def test_ctrl_c_leaves_nothing_behind(
    mlcards: Mlcards, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object, **_options: object) -> Callable[[int, int], None]:
        def tick(_done: int, _total: int) -> None:
            raise KeyboardInterrupt

        return tick

    mlcards("due")
    monkeypatch.setattr(output.ProgressLine, "counting", interrupt)
    assert mlcards("export", "--to", str(to / "x.yaml")).exit_code == 130
    assert list(to.iterdir()) == []


# Standard output


@pytest.mark.parametrize("name", FORMATS)
def test_standard_output_is_what_the_file_would_be(mlcards: Mlcards, to: Path, name: str) -> None:
    path = to / "file"
    mlcards("export", "Statistics", "--to", str(path), "--format", name, MLCARDS_NOW=NOON)
    result = mlcards("export", "Statistics", "--to", "-", "--format", name, MLCARDS_NOW=NOON)
    assert result.exit_code == 0
    assert result.stdout_bytes == path.read_bytes()
    assert result.stderr.startswith("Written (")


def test_it_comes_back_through_a_pipe(mlcards: Mlcards) -> None:
    text = mlcards("export", "Statistics", "--to", "-", "--format", "json").stdout
    assert mlcards("import", "-", input=text).stdout == "Statistics: all 3 unchanged\n"


def test_a_terminal_is_sent_nothing_that_it_obeys(
    mlcards: Mlcards, home: Path, tmp_path: Path
) -> None:
    text = (
        'deck: Evil\ncards:\n  - {question: "evil \\e[31m \\u202e", answer: "\\e]52;c;eA==\\a"}\n'
    )
    mlcards("import", str(write_deck(tmp_path, text)))
    env = {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOON, "NO_COLOR": "1"}
    args = ["export", "evil", "--to", "-", "--format"]
    status, seen = through_a_terminal([*args, "csv"], env)
    assert status == 0
    assert "evil ␛[31m" in seen.decode()
    assert_harmless(seen)
    status, seen = through_a_terminal([*args, "apkg"], env)
    assert status == 2
    assert "that is nothing for a terminal" in seen.decode()
    assert_harmless(seen)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_standard_output_is_a_sentence(
    mlcards: Mlcards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "copyfileobj", full)
    result = mlcards("export", "--to", "-", "--format", "csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The answer could not be written: No space left on device." in result.stderr


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_file_that_is_too_large_to_come_back_is_told(
    mlcards: Mlcards, to: Path, monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    rows = tuple(replace(writer, largest=writer.largest and 100) for writer in registry.WRITERS)
    monkeypatch.setattr(registry, "WRITERS", rows)
    result = mlcards("export", "--to", str(to / "x.yaml"), *how)
    assert result.exit_code == 0
    assert "Export fewer decks at a time" in result.stderr
    assert "fewer" not in mlcards("export", "--to", str(to / "x.apkg"), *how).stderr


def test_a_closed_standard_output_is_a_sentence(
    mlcards: Mlcards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "sys", SimpleNamespace(stdout=None))
    result = mlcards("export", "--to", "-", "--format", "csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is no standard output to write to." in result.stderr
