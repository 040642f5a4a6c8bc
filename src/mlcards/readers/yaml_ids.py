"""Writes missing card ids into a YAML deck and leaves every other character as it is.

No YAML writer keeps comments, quotes and spacing, so ids are inserted into the text, at the
places that reading it told. What came out is read again: it is used only if it says the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import face_of, parts_of
from mlcards.readers.yaml_deck import read_yaml
from mlcards.readers.yaml_tree import Items, Table, Text, decode, read_tree

LONGEST_SLUG = 40
"""Characters of an id made from a question, before a number that makes it unique."""

_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_BLOCK_START = re.compile(r" *(?:- +)?")
_BEFORE_FIRST_KEY = re.compile(r"(?:\s|(?<=\s)#[^\n]*\n)*+")
_AFTER_KEY = re.compile(r" *:")
_NO_WORD = re.compile(r"[\W_]+")
_READ_AS_ELSE = {"yes", "no", "on", "off", "true", "false", "null", "y", "n"}


@dataclass(frozen=True, slots=True)
class Edited:
    """A file with ids.

    Attributes:
        data: its bytes; the very same ones where nothing was written.
        written: how many ids came in.
        problems: why cards, or the whole file, were left alone.
    """

    data: bytes
    written: int
    problems: tuple[Problem, ...] = ()


def with_ids(data: bytes, source: str) -> Edited:
    """Return the file with an id for each card that has none, made from its question.

    Args:
        data: the file as it is on disk.
        source: its name, for problems.
    """
    before = read_yaml(data, source)
    if before.problems:
        return Edited(data, 0, before.problems)
    if all(note.id for deck in before.decks for note in deck.notes):
        return Edited(data, 0)
    text, encoding, mark = decode(data)
    if _ODD_BREAK.search(text):
        message = "the file has unusual line breaks, so no ids were written; write them by hand"
        return Edited(data, 0, (Problem(source, None, message, code="ids"),))
    insertions: list[tuple[int, str]] = []
    problems: list[Problem] = []
    wanted: list[ForeignDeck] = []
    lines = _line_starts(text)
    for deck, tables in zip(before.decks, _cards(data), strict=True):
        named: list[ForeignNote] = []
        taken = {note.id for note in deck.notes}
        for note, table in zip(deck.notes, tables, strict=True):
            new_id = "" if note.id else _free(slug(note.content), taken)
            insertion = _insertion(text, lines, table, new_id) if new_id else None
            if insertion is not None:
                insertions.append(insertion)
                taken.add(new_id)
                named.append(replace(note, id=new_id))
                continue
            named.append(note)
            if new_id:
                problems.append(_left_alone(source, table, new_id))
        wanted.append(replace(deck, notes=tuple(named)))
    edited = mark + _inserted(text, insertions).encode(encoding)
    if not _says(edited, source, wanted):
        message = "ids cannot be written into this file safely; write them by hand"
        return Edited(data, 0, (Problem(source, None, message, code="ids"),))
    return Edited(edited, len(insertions), tuple(problems))


def slug(content: NoteContent) -> str:
    """Return a readable id for a card: the first words of its question."""
    text = content.question
    if content.type is CardType.CLOZE:
        text = face_of(content, parts_of(content)[0]).answer
    text = unicodedata.normalize("NFKC", text[:400]).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii())
    if sum(map(str.isalnum, plain)) * 2 >= sum(map(str.isalnum, text)):
        text = plain
    name = ""
    for word in _NO_WORD.split(text):
        longer = f"{name}-{word}".strip("-")
        if len(longer) > LONGEST_SLUG:
            break
        name = longer
    if not name:
        name = _NO_WORD.sub("", text)[:LONGEST_SLUG]
    if not name[:1].isalpha() or name in _READ_AS_ELSE:
        name = f"card-{name}"[:LONGEST_SLUG].strip("-")
    return name


def _free(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _cards(data: bytes) -> list[list[Table]]:
    """Return the tables of the cards, by deck; the file has been read without problems."""
    decks: list[list[Table]] = []
    for document in read_tree(data).documents:
        root = document.root
        cards = root.entries["cards"][1] if isinstance(root, Table) else None
        items = cards.items if isinstance(cards, Items) else []
        decks.append([item for item in items if isinstance(item, Table)])
    return decks


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _insertion(text: str, lines: list[int], table: Table, new_id: str) -> tuple[int, str] | None:
    """Return where to insert what, or None where the card is written too unusually."""
    if "id" in table.entries:
        return _into_empty(text, lines, table, new_id)
    first = next(iter(table.entries.values()))[0]
    start = lines[first.line - 1] + first.column - 1
    if table.flow:
        brace = lines[table.line - 1] + table.column
        quote = '"' if first.style == '"' else ""
        pair = f"{quote}id{quote}: {quote}{new_id}{quote}, "
        if text[brace - 1] != "{" or not _BEFORE_FIRST_KEY.fullmatch(text, brace, start):
            return None
        return start, pair
    if not _BLOCK_START.fullmatch(text, lines[first.line - 1], start):
        return None
    ending = text.find("\n", start)
    line_end = "\r\n" if ending > 0 and text[ending - 1] == "\r" else "\n"
    return start, f"id: {new_id}{line_end}{' ' * (first.column - 1)}"


def _into_empty(text: str, lines: list[int], table: Table, new_id: str) -> tuple[int, str] | None:
    """Return the insertion that gives a value to an `id:` without one."""
    key, value = table.entries["id"]
    if not isinstance(value, Text) or not value.empty:
        return None
    end = lines[key.line - 1] + key.column - 1 + len(key.text) + (2 if key.style else 0)
    colon = _AFTER_KEY.match(text, end)
    return (colon.end(), f" {new_id}") if colon else None


def _inserted(text: str, insertions: Sequence[tuple[int, str]]) -> str:
    pieces: list[str] = []
    done = 0
    for start, new in sorted(insertions):
        pieces += [text[done:start], new]
        done = start
    return "".join([*pieces, text[done:]])


def _says(data: bytes, source: str, wanted: Sequence[ForeignDeck]) -> bool:
    """Whether a file reads as these decks, lines and hashes apart."""
    read = read_yaml(data, source)
    return not read.problems and [_bare(deck) for deck in read.decks] == [
        _bare(deck) for deck in wanted
    ]


def _bare(deck: ForeignDeck) -> ForeignDeck:
    notes = tuple(replace(note, line=0) for note in deck.notes)
    return replace(deck, notes=notes, content_hash="", line=0)


def _left_alone(source: str, table: Table, new_id: str) -> Problem:
    return Problem(
        source,
        table.line,
        f"this card is written in a way that an id cannot be added to safely; add `id: {new_id}` "
        "by hand",
        table.column,
        severity="warning",
        code="ids",
    )
