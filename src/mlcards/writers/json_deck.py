"""Writes all that a collection knows of its decks as mlcards' own JSON.

`readers.json_deck` says what it looks like. Each note takes one line, so that a comparison of two
exports shows what changed. Only ASCII is written: no text in it can reach a terminal as a control
character. Media files come last, in Base64, as long as the whole stays within what can be read
again; the names of those that are too much stay with their notes.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from mlcards.core.content_json import to_dict
from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.progress_json import to_dict as progress_to_dict
from mlcards.core.progress_json import written_instant

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes up to which media are added: what the reader takes."""


def write_json(export: Export, file: BinaryIO) -> None:
    """Write decks to an open file, which is left open."""
    size = 0
    for piece in _pieces(export):
        size += file.write(piece.encode("ascii"))
    between = ""
    for line in _media(export, LARGEST_FILE - size):
        file.write(f"{between}{line}".encode("ascii"))
        between = ",\n"
    file.write(b"\n]}\n")


def _pieces(export: Export) -> Iterator[str]:
    """Yield everything up to the media."""
    yield '{"format":"mlcards","version":1,"decks":['
    between = "\n"
    for deck in export.decks:
        yield f'{between}{_json(_deck(deck))[:-1]},"notes":['
        before = "\n"
        for note in deck.notes:
            yield before + _json(_note(note))
            before = ",\n"
        yield "\n]}"
        between = ",\n"
    yield '\n],"media":[\n'


def _deck(deck: ForeignDeck) -> dict[str, Any]:
    values = {
        "id": deck.key,
        "title": deck.title,
        "description": deck.description,
        "language": deck.language,
        "source": deck.source,
        "license": deck.license,
        "tags": list(deck.tags),
        "options": dict(deck.options),
        "ids_everywhere": deck.ids_everywhere,
    }
    told = {name: value for name, value in values.items() if value}
    return told if deck.complete else told | {"complete": False}


def _note(note: ForeignNote) -> dict[str, Any]:
    values = {
        "media": note.media,
        "original": note.original,
        "kind": note.kind,
        "own_answers": [{"at": written_instant(at), "text": text} for at, text in note.own_answers],
        "orphaned": note.orphaned,
        "base": None if note.base is None else to_dict(note.base),
        "cards": [progress_to_dict(progress) for progress in note.progress],
    }
    named: dict[str, Any] = {"id": note.id} if note.id else {}
    return named | to_dict(note.content) | {name: v for name, v in values.items() if v}


def _media(export: Export, room: int) -> Iterator[str]:
    """Yield a line for each media file, as long as there is room for it."""
    for deck in export.decks:
        for name in dict.fromkeys(name for note in deck.notes for name in note.media):
            data = export.read_media(deck, name)
            if data is None or len(data) > room:
                continue
            text = base64.b64encode(data).decode("ascii")
            line = _json({"deck": deck.key, "name": name, "data": text})
            if len(line) + 10 <= room:
                room -= len(line) + 2
                yield line


def _json(values: object) -> str:
    return json.dumps(values, separators=(",", ":"))
