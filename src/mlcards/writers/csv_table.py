"""Writes decks as a table: a row for each card, a column for each field that some card has.

The first columns are always deck, id, type, question and answer; by the first three
`readers.csv_table` knows such a table for one whose texts are Markdown. Every cell stands in
quotes, line breaks within it as they are. Lists stand one to a line or, where that would not keep
them, as JSON; follow-up questions and corrections are always JSON.

What a table has no place for: progress, and what is known of a deck beyond its title. A collection
that has the deck keeps it; in another one its id is made from its title. Carriage returns come back
as line feeds, and white space within tags and titles as single spaces.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from mlcards.core.deck_schema import CARD_KEYS, Kind
from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import Correction, FollowUp, KeyPoint
from mlcards.writers.text_file import as_text, notes_of, writable

_ALWAYS = ("deck", "id", "type", "question", "answer")
_ITEM_CHANGES = re.compile(r"\s|[-*•]\s|\d{1,3}[.)]\s|.*[\r\n]|.*\s$", re.DOTALL)
"""What the reader would take for a bullet, a number, or no part of an item."""
_FORMULA = re.compile(r"[=+\-@\t\r]")
_BYTE_ORDER_MARK = "\ufeff"


def write_csv(export: Export, file: BinaryIO) -> None:
    """Write a table with commas to an open file, which is left open."""
    _write(export, file, ",")


def write_tsv(export: Export, file: BinaryIO) -> None:
    """Write a table with tabs to an open file, which is left open."""
    _write(export, file, "\t")


def _write(export: Export, file: BinaryIO, delimiter: str) -> None:
    columns = (*_ALWAYS, *_used(export.decks))
    guard = _disarmed if export.for_spreadsheets else writable
    with as_text(file) as out:
        if export.for_spreadsheets:
            out.write(_BYTE_ORDER_MARK)  # else Excel takes UTF-8 for another encoding
        rows = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows.writerow(columns)
        for deck in export.decks:
            for note in notes_of(deck):
                rows.writerow(map(guard, _cells(deck, note, columns[3:])))


def _used(decks: Sequence[ForeignDeck]) -> list[str]:
    """Return the fields beyond those of `_ALWAYS` that any card has."""
    contents = [note.content for deck in decks for note in notes_of(deck)]
    return [
        key.name
        for key in CARD_KEYS
        if key.name not in {*_ALWAYS, "text"}
        and any(getattr(content, key.name) for content in contents)
    ]


def _cells(deck: ForeignDeck, note: ForeignNote, fields: Sequence[str]) -> Iterator[str]:
    content = note.content
    yield from (deck.title, note.id, content.type.value)
    for field in fields:
        value = getattr(content, field)
        yield _CELLS[_KINDS[field]](value) if value else ""


def _disarmed(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return writable(f"'{cell}" if _FORMULA.match(cell) else cell)


# ------------------------------------------------------------------------------- kinds of values


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _labels(tags: Sequence[str]) -> str:
    """Return tags with commas between them; a single one with a space in it would be cut there."""
    taken = "," if len(tags) > 1 else ",; \t\n\r"
    plain = ", ".join(tags)
    if plain.startswith(("[", "{")) or any(sign in tag for tag in tags for sign in taken):
        return _json(tags)
    return _json(tags) if len(tags) == 1 and len(plain.split()) > 1 else plain


def _texts(texts: Sequence[str]) -> str:
    if texts[0].startswith(("[", "{")) or any(map(_ITEM_CHANGES.match, texts)):
        return _json(texts)
    return "\n".join(texts)


def _points(points: Sequence[KeyPoint]) -> str:
    if any(point.must for point in points):
        return _json(
            [{"text": point.text, "must": True} if point.must else point.text for point in points]
        )
    return _texts([point.text for point in points])


def _questions(items: Sequence[FollowUp]) -> str:
    return _json([{"question": item.question, "answer": item.answer} for item in items])


def _correction(value: Correction) -> str:
    parts = {"verdict": value.verdict, "article": value.article, "actually": value.actually}
    return _json({name: text for name, text in parts.items() if text})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_CELLS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.MONTH: str,
    Kind.NUMBER: str,
    Kind.NUMBERS: _numbers,
    Kind.TEXTS: _texts,
    Kind.LABELS: _labels,
    Kind.POINTS: _points,
    Kind.QUESTIONS: _questions,
    Kind.CORRECTION: _correction,
}
_KINDS = {key.name: key.kind for key in CARD_KEYS}
