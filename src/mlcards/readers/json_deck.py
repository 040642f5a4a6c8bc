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
says. What else a deck and a note may have says `json_extras`, where their media are `json_media`.
A plain list of notes is read too, as one deck called like the file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlcards.core.deck_keys import keys_apart
from mlcards.core.deck_schema import CARD_KEYS, DECK_KEYS, Key, Kind, by_spelling
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import has_own_id, parts_of
from mlcards.core.progress_json import from_dict
from mlcards.core.text import one_line
from mlcards.readers.card_values import CARD_FIELDS, BadValueError, checked
from mlcards.readers.decoding import head_text
from mlcards.readers.gathering import (
    MOST_DECKS,
    Decks,
    Report,
    file_title,
    read_within,
)
from mlcards.readers.json_extras import (
    DECK_EXTRAS,
    NOTE_EXTRAS,
    deck_name,
    deck_title,
    exact_tags,
    plain_extras,
)
from mlcards.readers.json_media import media_names
from mlcards.readers.json_tree import LARGEST_FILE, JsonFault, Table, line_of, read_json
from mlcards.readers.table_columns import fitting_type

FORMAT = "mlcards"
"""What `format` says."""
VERSION = 1
"""The newest version that can be read."""

_MOST_PARTS = 3_500_000
"""Values of a file above the usual size; three hundred thousand reviews and their cards."""
_MARK = re.compile(r'"format"\s{0,20}:\s{0,20}"mlcards"')
_SPELLINGS = by_spelling(CARD_KEYS)
_DECK_FIELDS: Mapping[str, Key] = {
    key.name: key for key in DECK_KEYS if key.name not in {"deck", "id", "cards"}
}
_DECK_KEYS = {*_DECK_FIELDS, *DECK_EXTRAS, "id", "title", "notes"}
_NOTE_KEYS = {*_SPELLINGS, *NOTE_EXTRAS, "cards", "base"}
_TOP_KEYS = {"format", "version", "decks", "media"}


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
    media: list[str] = []
    # Text beyond ASCII may take four bytes a character, so there can be less of it.
    largest = LARGEST_FILE * 2 if data.isascii() else LARGEST_FILE
    result = read_within(
        data, source, lambda text, report: _read(text, report, media), largest, guess=False
    )
    return replace(result, media=tuple(media)) if result.decks else result


def _read(text: str, report: Report, media: list[str]) -> tuple[ForeignDeck, ...]:
    if len(text) > LARGEST_FILE and text.count(",") > _MOST_PARTS:
        raise report.refuse(
            None, "the file has more parts than decks can have; split it", "too-large"
        )
    try:
        root = read_json(text, ("decks", "notes", "media"))
    except JsonFault as fault:
        raise report.refuse(fault.line, fault.message, "json") from None
    notes = Decks(report)
    if isinstance(root, list):
        _add_notes(root, file_title(report.source), notes)
        return notes.made()
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
    if len(listed) > MOST_DECKS:
        raise report.refuse(root.line, f"the file has more than {MOST_DECKS:,} decks", "too-large")
    decks = _decks(listed, notes)
    media += media_names(root.get("media", []), report)
    return decks if notes.count else ()


def _decks(listed: Sequence[object], notes: Decks) -> tuple[ForeignDeck, ...]:
    """Return the decks of a list in its order; also those that have no notes."""
    report = notes.report
    found: dict[str, ForeignDeck] = {}
    """By the number of each, for several may be called the same."""
    names: set[str] = set()
    for number, item in enumerate(listed):
        if not isinstance(item, Table):
            report.error(line_of(listed, number), "decks must be a list of tables", "value")
            continue
        deck = _deck(item, report)
        if deck is None:
            if isinstance(item.get("notes"), list):  # what is wrong in it is told all the same
                _add_notes(item["notes"], str(number), notes)
            continue
        name = deck.key or f"\0{deck.title}"
        if name in names:
            report.error(
                item.line, f'the deck "{one_line(deck.title, 50)}" is here twice', "duplicate-deck"
            )
            continue
        names.add(name)
        found[str(number)] = deck
        _add_notes(item["notes"], str(number), notes)
    filled = [
        replace(deck, notes=tuple(notes.notes.get(number, ()))) for number, deck in found.items()
    ]
    return _keyed(filled)


def _deck(item: Table, report: Report) -> ForeignDeck | None:
    """Return a deck without its notes, and without a key where it has none; None for no deck."""
    _say_unknown(item, _DECK_KEYS, "a deck", report)
    title = deck_title(item.get("title"))
    if not title:
        report.error(item.line, "a deck needs a title", "missing")
        return None
    name = f'deck "{one_line(title, 40)}"'
    if not isinstance(item.get("notes"), list):
        report.error(item.line, f'"{one_line(title, 50)}" needs notes, a list', "missing")
        return None
    return ForeignDeck(
        deck_name(item.get("id")),
        title,
        (),
        report.source,
        line=item.line,
        **_checked(item, _DECK_FIELDS, item.line, name, report),
        **plain_extras(item, DECK_EXTRAS, item.line, name, report),
    )


def _keyed(decks: Sequence[ForeignDeck]) -> tuple[ForeignDeck, ...]:
    """Return decks that all have a key."""
    given = {deck.key for deck in decks if deck.key}
    made = keys_apart((deck.title for deck in decks if not deck.key), given)
    return tuple(replace(deck, key=deck.key or made[deck.title]) for deck in decks)


def _add_notes(items: list[Any], title: str, decks: Decks) -> None:
    for index, item in enumerate(items, start=1):
        items[index - 1] = None  # what has been read makes room for what it became
        if not isinstance(item, Table):
            line = line_of(items, index - 1)
            decks.report.error(line, f"note {index} must be a table", "value")
            continue
        note = _note(item, index, decks.report)
        if note is not None:
            decks.add(title, note)


def _note(item: Table, index: int, report: Report) -> ForeignNote | None:
    name = f"note {index}"
    _say_unknown(item, _NOTE_KEYS, name, report)
    read = _content(item, name, report)
    if read is None:
        return None
    note_id, content = read
    return ForeignNote(
        note_id if has_own_id(note_id) else "",
        content,
        item.line,
        _progress(item.get("cards", []), content, item.line, report),
        base=_base(item, name, report),
        **plain_extras(item, NOTE_EXTRAS, item.line, name, report),
    )


def _base(item: Table, name: str, report: Report) -> NoteContent | None:
    """Return the author's text of a note that a person edited."""
    table = item.get("base")
    if table is None:
        return None
    if not isinstance(table, Table):
        report.error(item.line or None, f"{name}: base must be a table", "value")
        return None
    _say_unknown(table, set(_SPELLINGS), f"{name}: base", report)
    read = _content(table, f"{name}: base", report)
    return None if read is None else read[1]


def _content(item: Table, name: str, report: Report) -> tuple[str, NoteContent] | None:
    """Return a note's id and what it says; None, and what is wrong, where it asks nothing."""
    spelled: dict[str, Any] = {}
    for spelling, value in item.items():
        known = _SPELLINGS.get(spelling)
        if known is not None:
            field = "question" if known.name == "text" else known.name
            spelled.setdefault(field, value)
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
    return note_id, NoteContent(**values)


def _checked(
    table: Mapping[str, Any], fields: Mapping[str, Key], line: int, name: str, report: Report
) -> dict[str, Any]:
    """Return the values of the fields that a table has; those that can not be are reported."""
    values: dict[str, Any] = {}
    for field, key in fields.items():
        if table.get(field) is None:
            continue
        try:
            tags = exact_tags(table[field]) if key.kind is Kind.LABELS else None
            value = checked(key, table[field]) if tags is None else tags
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
        elif progress.part not in parts and not progress.reviews:  # a history waits for its text
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
