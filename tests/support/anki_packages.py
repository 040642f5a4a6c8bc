"""Anki packages made by hand: databases of schema 11, archives of every generation.

What real Anki writes is tried in `tests/readers/test_anki_real.py`; these are for what it never
writes, and for where one number has to be just so.
"""

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

BASIC, REVERSED, CLOZE = 1, 2, 3
CREATED = 1_600_000_000
"""A Sunday at 12:26 UTC: day 0 of these collections, where nothing else is said."""
_FRONT, _BACK = "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"
_CARD_COLUMNS = (
    *("id", "nid", "did", "ord", "mod", "usn", "type", "queue", "due", "ivl", "factor", "reps"),
    *("lapses", "left", "odue", "odid", "flags", "data"),
)
_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,
  scm integer not null, ver integer not null, dty integer not null, usn integer not null,
  ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,
  mod integer not null, usn integer not null, tags text not null, flds text not null,
  sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,
  ord integer not null, mod integer not null, usn integer not null, type integer not null,
  queue integer not null, due integer not null, ivl integer not null, factor integer not null,
  reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null,
  time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
"""


def note_type(
    name: str,
    fields: Sequence[str],
    templates: Sequence[tuple[str, str]],
    *,
    cloze: bool = False,
) -> dict[str, Any]:
    """Return a note type as schema 11 has it."""
    return {
        "name": name,
        "type": int(cloze),
        "flds": [{"name": field, "ord": at} for at, field in enumerate(fields)],
        "tmpls": [
            {"name": f"Card {at + 1}", "ord": at, "qfmt": question, "afmt": answer}
            for at, (question, answer) in enumerate(templates)
        ],
    }


NOTE_TYPES: Mapping[int, dict[str, Any]] = {
    BASIC: note_type("Basic", ["Front", "Back"], [(_FRONT, _BACK)]),
    REVERSED: note_type(
        "Basic (and reversed card)",
        ["Front", "Back"],
        [(_FRONT, _BACK), ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}")],
    ),
    CLOZE: note_type(
        "Cloze",
        ["Text", "Back Extra"],
        [("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")],
        cloze=True,
    ),
}


@dataclass
class Draft:
    """A collection in the making; cards and notes get their numbers in turn."""

    note_types: dict[int, dict[str, Any]] = field(default_factory=lambda: dict(NOTE_TYPES))
    decks: dict[int, dict[str, Any]] = field(
        default_factory=lambda: {1: {"name": "Default", "desc": ""}}
    )
    conf: dict[str, Any] = field(default_factory=dict)
    created: int = CREATED
    notes: list[tuple[Any, ...]] = field(default_factory=list)
    cards: list[tuple[Any, ...]] = field(default_factory=list)
    revlog: list[tuple[Any, ...]] = field(default_factory=list)

    def note(
        self,
        *fields: str,
        kind: int = BASIC,
        tags: str = "",
        guid: str | None = None,
        cards: Sequence[int] = (0,),
        deck: int = 1,
        **card: Any,
    ) -> list[int]:
        """Add a note with a card for each of these ordinals; return the cards' numbers."""
        number = len(self.notes) + 1000
        guid = f"guid{number}" if guid is None else guid
        flds = "\x1f".join(fields)
        self.notes.append((number, guid, kind, 0, 0, tags, flds, 0, 0, 0, ""))
        return [self.card(number, ordinal, deck, **card) for ordinal in cards]

    def card(self, note: int, ordinal: int = 0, deck: int = 1, **values: Any) -> int:
        """Add a card; `values` are the database's columns."""
        number = len(self.cards) + 5000
        known = {"id": number, "nid": note, "did": deck, "ord": ordinal, "due": number}
        columns = _CARD_COLUMNS
        given = {"data": ""} | known | values
        self.cards.append(tuple(given.get(column, 0) for column in columns))
        return number

    def review(
        self, card: int, at: int, ease: int, ivl: int, *, factor: int = 2500, kind: int = 1
    ) -> None:
        """Add a row to the review log; `at` in milliseconds since 1970."""
        self.revlog.append((at, card, 0, ease, ivl, 0, factor, 4_000, kind))

    def database(self, *statements: str) -> bytes:
        """Return the database, changed by these statements at the end."""
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_SCHEMA)
        texts = [
            json.dumps(value)
            for value in (
                self.conf,
                {str(key): value for key, value in self.note_types.items()},
                {str(key): value for key, value in self.decks.items()},
            )
        ]
        connection.execute(
            "INSERT INTO col VALUES (1, ?, 0, 0, 11, 0, 0, 0, ?, ?, ?, '{}', '{}')",
            (self.created, *texts),
        )
        for table, rows in (("notes", self.notes), ("cards", self.cards), ("revlog", self.revlog)):
            for row in rows:
                places = ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {table} VALUES ({places})", row)
        for statement in statements:
            connection.execute(statement)
        connection.execute("VACUUM")
        data = connection.serialize()
        connection.close()
        return data

    def package(self, *statements: str, media: Mapping[str, bytes] | None = None) -> bytes:
        """Return a package of the oldest kind."""
        return package(self.database(*statements), media=media)


def package(database: bytes, *, media: Mapping[str, bytes] | None = None) -> bytes:
    """Return a package of the oldest kind."""
    files = media or {}
    members = {
        "collection.anki2": database,
        "media": json.dumps({str(at): name for at, name in enumerate(files)}).encode(),
    }
    members |= {str(at): data for at, data in enumerate(files.values())}
    return archive(members)


def modern_package(database: bytes, *, media: Mapping[str, bytes] | None = None) -> bytes:
    """Return a package of the newest kind, decoy and all."""
    files = media or {}
    decoy = Draft()
    decoy.note("Please update to the latest Anki version, then import the .apkg file again.", "")
    entries = b"".join(
        _field(1, _field(1, name.encode()) + b"\x10" + _varint(len(data)))
        for name, data in files.items()
    )
    members = {
        "meta": b"\x08\x03",
        "collection.anki21b": zstd(database),
        "collection.anki2": decoy.database(),
        "media": zstd(entries),
    }
    members |= {str(at): zstd(data) for at, data in enumerate(files.values())}
    return archive(members)


def archive(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return target.getvalue()


def zstd(data: bytes) -> bytes:
    """Return `data` as one zstd frame."""
    return zstandard.ZstdCompressor().compress(data)


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def _field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | 2]) + _varint(len(value)) + value


def _varint(number: int) -> bytes:
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
