"""The starter deck reads without a problem and teaches the format."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.collection import starter
from mlcards.collection.checking import check_paths
from mlcards.collection.starter import schema_path, starter_deck, write_starter
from mlcards.core.errors import MlcardsError
from mlcards.core.lint import lint
from mlcards.core.model import CardType
from mlcards.readers.yaml_deck import read_yaml


def test_it_has_no_problems_and_shows_the_types() -> None:
    read = read_yaml(starter_deck("Mine", schema_path()).encode(), "d")
    assert [str(problem) for problem in (*read.problems, *lint(read.decks))] == []
    (deck,) = read.decks
    assert deck.title == "Mine"
    assert {note.content.type for note in deck.notes} >= {
        CardType.BASIC,
        CardType.REVERSED,
        CardType.CLOZE,
        CardType.INTERVIEW,
    }
    assert all(note.id for note in deck.notes)


def test_it_fits_a_screen_or_so() -> None:
    lines = starter_deck("Mine", schema_path()).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines[1:])) <= 100


def test_its_first_line_names_the_schema() -> None:
    assert schema_path().is_file()
    first = starter_deck("Mine", schema_path()).splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema_path().as_uri()}"
    assert starter_deck("Mine", "https://example.org/s.json").startswith(
        "# yaml-language-server: $schema=https://example.org/s.json\n"
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Company: Acme", "Company: Acme"),
        ("ML::Evaluation", "ML::Evaluation"),
        ("::a:: ::b::", "a::b"),
        ('say "hi" \\o/ # {x}', 'say "hi" \\o/ # {x}'),
        ("2026", "2026"),
        ("", "My deck"),
        ("two\nlines", "two lines"),
    ],
)
def test_any_title_is_kept(title: str, expected: str) -> None:
    (deck,) = read_yaml(starter_deck(title, "s").encode(), "d").decks
    assert deck.title == expected


@given(st.text(max_size=300))
def test_no_title_is_too_odd(title: str) -> None:
    assert not read_yaml(starter_deck(title, "s").encode(), "d").problems


def test_a_file_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "acme-ml_team.yaml"
    write_starter(path)
    report = check_paths([path])
    assert (report.problems, report.decks[0].title) == ((), "Acme ml team")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(MlcardsError, match="exists already"):
        write_starter(path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MlcardsError, match="cannot be written"):
        write_starter(tmp_path / "none" / "a.yaml", "A")


def test_what_cannot_be_written_to_its_end_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "starter_deck", lambda *_args: "no text: \ud800")
    with pytest.raises(MlcardsError, match="cannot be written"):
        write_starter(tmp_path / "deck.yaml")
    assert list(tmp_path.iterdir()) == []
