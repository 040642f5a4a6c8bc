"""Reads mlcards' own JSON, which keeps everything: decks, notes, and what is known of each card.

```json
{"format": "mlcards", "version": 1, "decks": [
  {"id": "basics", "title": "ML::Basics", "tags": ["ml"], "notes": [
    {"id": "auc", "type": "basic", "question": "…", "answer": "…", "tags": ["metrics"],
     "cards": [{"part": "main", "suspended": true, "reviews": [
       {"at": "2026-11-22T10:00:00Z", "rating": 3, "phase": "review", "wait_s": 86400}]}]}]}]}
```

A deck has the keys of a YAML deck (`title` for `deck`, `notes` for `cards`), a note those of a
card (`core.content_json`; a cloze's text is its question), its cards what `core.progress_json`
says. A plain list of notes is read too, as one deck called like the file.
"""

import re
from collections.abc import Mapping
from typing import Any

from mlcards.core.deck_schema import CARD_KEYS, DECK_KEYS, Key, by_spelling
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import has_own_id, parts_of
from mlcards.core.progress_json import from_dict
from mlcards.core.text import one_line
from mlcards.readers.card_values import CARD_FIELDS, BadValueError, checked
from mlcards.readers.decoding import head_text
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    file_title,
    foreign_id,
    read_within,
)
from mlcards.readers.json_tree import LARGEST_FILE, JsonFault, Table, read_json
from mlcards.readers.table_columns import fitting_type

FORMAT = "mlcards"
"""What `format` says."""
VERSION = 1
"""The newest version that can be read."""

_MARK = re.compile(r'"format"\s{0,20}:\s{0,20}"mlcards"')
_SPELLINGS = by_spelling(CARD_KEYS)
_DECK_FIELDS: Mapping[str, Key] = {
    key.name: key for key in DECK_KEYS if key.name not in {"deck", "id", "cards"}
}
_DECK_KEYS = {*_DECK_FIELDS, "id", "title", "notes"}
_TOP_KEYS = {"format", "version", "decks"}


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a file is mlcards' JSON beyond doubt."""
    text = head_text(head).lstrip()
    return text.startswith("{") and bool(_MARK.search(text))


def read_json_deck(data: bytes, source: str) -> ReadResult:
    """Return the decks of a JSON file.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it.
    """
    return read_within(data, source, _read, LARGEST_FILE, guess=False)


def _read(text: str, report: Report) -> tuple[ForeignDeck, ...]:
    try:
        root = read_json(text, ("decks", "notes"))
    except JsonFault as fault:
        raise report.refuse(fault.line, fault.message, "json") from None
    decks = Decks(report)
    if isinstance(root, list):
        _add_notes(root, file_title(report.source), decks)
        return decks.made()
    if not isinstance(root, Table) or root.get("format") != FORMAT:
        raise report.refuse(
            1, f'a JSON deck starts with "format": "{FORMAT}", or is a list of cards', "json"
        )
    version = root.get("version", 1)
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise report.refuse(
            root.line,
            f"the file is of version {one_line(str(version), 20)}, but this mlcards knows only "
            f"{VERSION}; update mlcards",
            "version",
        )
    _say_unknown(root, _TOP_KEYS, "the file", report)
    listed = root.get("decks")
    if not isinstance(listed, list):
        raise report.refuse(root.line, "decks must be a list of decks", "value")
    for item in listed:
        _add_deck(item, decks)
    return decks.made()


def _add_deck(item: object, decks: Decks) -> None:
    report = decks.report
    if not isinstance(item, Table):
        report.error(None, "decks must be a list of tables", "value")
        return
    _say_unknown(item, _DECK_KEYS, "a deck", report)
    title = clean_title(item["title"]) if isinstance(item.get("title"), str) else ""
    notes = item.get("notes")
    if not title:
        report.error(item.line, "a deck needs a title", "missing")
        return
    if title in decks.about:
        report.error(item.line, f'the deck "{one_line(title, 50)}" is here twice', "duplicate-deck")
        return
    if not isinstance(notes, list):
        report.error(item.line, f'"{one_line(title, 50)}" needs notes, a list', "missing")
        return
    values = _checked(item, _DECK_FIELDS, item.line, f'deck "{one_line(title, 40)}"', report)
    key = item.get("id", "")
    decks.describe(
        ForeignDeck(foreign_id(key) if isinstance(key, str) else "", title, (), "", **values)
    )
    _add_notes(notes, title, decks)


def _add_notes(items: list[Any], title: str, decks: Decks) -> None:
    for index, item in enumerate(items, start=1):
        if not isinstance(item, Table):
            decks.report.error(None, f"note {index} must be a table", "value")
            continue
        note = _note(item, index, decks.report)
        if note is not None:
            decks.add(title, note)


def _note(item: Table, index: int, report: Report) -> ForeignNote | None:
    name = f"note {index}"
    spelled: dict[str, Any] = {}
    for spelling, value in item.items():
        known = _SPELLINGS.get(spelling)
        if known is not None:
            field = "question" if known.name == "text" else known.name
            spelled.setdefault(field, value)
    _say_unknown(item, {*_SPELLINGS, "cards"}, name, report)
    before = report.errors
    values = _checked(spelled, CARD_FIELDS, item.line, name, report)
    note_id = str(values.pop("id", ""))
    if not str(values.get("question", "")).strip():
        report.error(item.line or None, f"{name} has no question", "missing")
        return None
    if report.errors > before:
        values.setdefault("type", CardType.BASIC)
    elif "type" not in values or values["type"] is CardType.CLOZE:
        values["type"] = fitting_type(values, item.line or None, report)
    content = NoteContent(**values)
    return ForeignNote(
        foreign_id(note_id) if has_own_id(note_id) else "",
        content,
        item.line,
        _progress(item.get("cards", []), content, item.line, report),
    )


def _checked(
    table: Mapping[str, Any], fields: Mapping[str, Key], line: int, name: str, report: Report
) -> dict[str, Any]:
    """Return the values of the fields that a table has; those that can not be are reported."""
    values: dict[str, Any] = {}
    for field, key in fields.items():
        if table.get(field) is None:
            continue
        try:
            value = checked(key, table[field])
        except BadValueError as error:
            report.error(line or None, f"{name}: {error}", "value")
            continue
        if value not in ("", ()):
            values[field] = value
    return values


def _progress(
    cards: object, content: NoteContent, line: int, report: Report
) -> tuple[ForeignProgress, ...]:
    if not isinstance(cards, list):
        report.error(line or None, "cards must be a list of tables", "value")
        return ()
    found: dict[str, ForeignProgress] = {}
    parts = parts_of(content)
    for card in cards:
        try:
            progress = from_dict(card)
        except ValueError as error:
            report.error(line or None, f"cards: {one_line(str(error), 120)}", "value")
            continue
        if progress.part in found:
            report.error(line or None, f"cards: {progress.part} is there twice", "value")
        elif progress.part not in parts:
            report.warn(
                line or None,
                f"the note has no card {progress.part}; its history is left out",
                "part",
            )
        else:
            found[progress.part] = progress
    return tuple(found.values())


def _say_unknown(table: Table, known: set[str], name: str, report: Report) -> None:
    unknown = [key for key in table if key not in known]
    if unknown:
        names = ", ".join(f'"{one_line(key, 30)}"' for key in unknown[:5])
        report.warn(
            table.line or None, f"{name} has unknown keys, left out: {names}", "unknown-key"
        )
