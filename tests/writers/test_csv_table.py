"""A table that is written is read back card by card, whatever its cells hold."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import Correction, KeyPoint, NoteContent
from mlcards.readers.csv_table import read_table
from mlcards.writers.csv_table import write_csv, write_tsv
from mlcards.writers.registry import Writes
from support.strategies import read_decks
from support.written import as_kept, as_written, basic

both = pytest.mark.parametrize("write", [write_csv, write_tsv])


def a_deck(*contents: NoteContent, title: str = "D") -> ForeignDeck:
    notes = tuple(ForeignNote(f"n{i}", content) for i, content in enumerate(contents, 1))
    return ForeignDeck(title.lower(), title, notes, "")


def read(data: bytes) -> tuple[ForeignDeck, ...]:
    result = read_table(data, "table.csv")
    assert result.problems == ()
    return result.decks


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_the_columns_are_those_that_say_something() -> None:
    deck = a_deck(basic(tags=("x", "y")), basic("r", hint="h"))
    assert as_written(write_csv, deck).decode() == (
        '"deck","id","type","question","answer","hint","tags"\n'
        '"D","n1","basic","q","a","","x, y"\n'
        '"D","n2","basic","r","a","h",""\n'
    )
    assert as_written(write_tsv, deck).startswith(b'"deck"\t"id"\t"type"\t')


@settings(max_examples=60)
@given(st.sampled_from([write_csv, write_tsv]), read_decks())
def test_any_cards_come_back(write: Writes, decks: tuple[ForeignDeck, ...]) -> None:
    found = {deck.title: deck for deck in read(as_written(write, *decks))}
    for deck in decks:
        notes = found[" ".join(deck.title.split())].notes
        expected = [(note.id, _in_table(note.content)) for note in deck.notes]
        assert [(note.id, note.content) for note in notes] == expected


def _in_table(content: NoteContent) -> NoteContent:
    """Return a content as a table keeps it: the white space of tags is folded."""
    tags = tuple(dict.fromkeys(" ".join(tag.split()) for tag in content.tags))
    kept: NoteContent = as_kept(content)
    return replace(kept, tags=tags)


@pytest.mark.parametrize(
    ("values", "field", "cell"),
    [
        ({"sources": ("one", "two, three")}, "sources", "one\ntwo, three"),
        ({"sources": ("- one",)}, "sources", '["- one"]'),
        ({"sources": ("1. one",)}, "sources", '["1. one"]'),
        ({"sources": ("a\nb",)}, "sources", '["a\\nb"]'),
        ({"sources": ("[a] b", "c")}, "sources", '["[a] b", "c"]'),
        ({"tests": ("f(2) -> 4", "g()")}, "tests", "f(2) -> 4\ng()"),
        ({"tags": ("deep learning",)}, "tags", '["deep learning"]'),
        ({"tags": ("deep learning", "b;c")}, "tags", "deep learning, b;c"),
        ({"tags": ("a, b", "c")}, "tags", '["a, b", "c"]'),
        ({"article": (3, 7)}, "article", "3, 7"),
        ({"key_points": (KeyPoint("x"), KeyPoint("y"))}, "key_points", "x\ny"),
        (
            {"key_points": (KeyPoint("x", must=True), KeyPoint("y"))},
            "key_points",
            '[{"text": "x", "must": true}, "y"]',
        ),
        (
            {"correction": Correction("wrong", "", "é")},
            "correction",
            '{"verdict": "wrong", "actually": "é"}',
        ),
    ],
)
def test_lists_stand_one_to_a_line_or_as_json(
    values: dict[str, Any], field: str, cell: str
) -> None:
    data = as_written(write_csv, a_deck(basic(**values)))
    names, cells = rows(data)
    assert cells[names.index(field)] == cell
    assert read(data)[0].notes[0].content == basic(**values)


def test_texts_with_html_in_them_stay_as_they_are() -> None:
    html = basic("What does <b>x</b> do?", "It is &lt;b&gt;<br>")
    found = read(as_written(write_csv, a_deck(html)))
    assert found[0].notes[0].content == html


@both
def test_tables_within_texts_are_not_taken_for_the_table(write: Writes) -> None:
    lines = "\n".join("a | b\tc;d,e" for _ in range(500))
    found = read(as_written(write, a_deck(basic("q", lines))))
    assert found[0].notes[0].content.answer == lines


def test_several_decks_in_one_table() -> None:
    decks = (a_deck(basic(), title="A::B"), a_deck(basic("r"), title="C"))
    found = read(as_written(write_csv, *decks))
    assert [(deck.title, len(deck.notes)) for deck in found] == [("A::B", 1), ("C", 1)]


def test_line_breaks_of_windows_change_nothing() -> None:
    data = as_written(write_csv, a_deck(basic("a\nb", "c\n\nd")))
    found = read(data.replace(b"\n", b"\r\n"))
    assert found[0].notes[0].content == basic("a\nb", "c\n\nd")


@given(st.sampled_from("=+-@\t\r"), st.text("ab=", max_size=3))
def test_formulas_are_disarmed_for_spreadsheets_only(sign: str, rest: str) -> None:
    deck = a_deck(basic(f"{sign}{rest}x", " =a"))
    _names, plain = rows(as_written(write_csv, deck))
    data = as_written(write_csv, deck, for_spreadsheets=True)
    assert data.startswith(b"\xef\xbb\xbf")
    _names, safe = rows(data)
    assert plain[3:5] == [f"{sign}{rest}x", " =a"]
    assert safe[3:5] == [f"'{sign}{rest}x", " =a"]
    assert safe[:3] == plain[:3]
    assert read_table(data, "t.csv").errors == ()


def test_what_left_its_file_stays_out() -> None:
    deck = a_deck(basic(), basic("r", hint="only here"))
    gone = replace(deck.notes[1], orphaned=True)
    data = as_written(write_csv, replace(deck, notes=(deck.notes[0], gone)))
    assert len(rows(data)) == 2
    assert b"hint" not in data


def test_an_export_without_cards_is_a_header() -> None:
    assert as_written(write_csv) == b'"deck","id","type","question","answer"\n'


def test_what_no_text_file_takes_is_replaced() -> None:
    data = as_written(write_csv, a_deck(basic("a\0b\ud800c")))
    assert read(data)[0].notes[0].content.question == "a\ufffdb\ufffdc"
