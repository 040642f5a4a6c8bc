"""What imports did, kept so that each can be taken back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from mlcards.store.schema import import_cards, import_notes, imports

KEPT = 30
"""Imports that can be taken back; of older ones the way back is forgotten."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import.

    Attributes:
        at: when, UTC.
        sources: names of the files.
        summary: counts of cards and reviews, by what became of them.
        decks: by the deck's number, its row before; None where the import made it.
        undone: whether it was taken back.
    """

    id: int
    at: datetime
    sources: tuple[str, ...]
    summary: Mapping[str, int]
    decks: Mapping[int, Mapping[str, Any] | None]
    undone: bool


def start(connection: sa.Connection, at: datetime, sources: Sequence[str]) -> int:
    """Begin the record of an import; return its number."""
    _forget_old(connection)
    return int(
        connection.execute(
            sa.insert(imports)
            .values(at=at, sources=json.dumps(list(sources)), summary="{}", decks="{}")
            .returning(imports.c.id)
        ).scalar_one()
    )


def finish(
    connection: sa.Connection,
    number: int,
    summary: Mapping[str, int],
    decks: Mapping[int, Mapping[str, Any] | None],
) -> None:
    """Complete the record of an import."""
    connection.execute(
        sa.update(imports)
        .where(imports.c.id == number)
        .values(summary=json.dumps(dict(summary)), decks=json.dumps(dict(decks)))
    )


def note_changes(
    connection: sa.Connection, number: int, changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Keep what notes were before, by their number; new ones are known by their `import_id`."""
    _put(connection, import_notes, "note_id", number, changes)


def card_changes(
    connection: sa.Connection, number: int, changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Keep what cards were before, by their number."""
    _put(connection, import_cards, "card_id", number, changes)


def _put(
    connection: sa.Connection,
    table: sa.Table,
    column: str,
    number: int,
    changes: Mapping[int, Mapping[str, Any]],
) -> None:
    if changes:
        connection.execute(
            sa.insert(table),
            [
                {"import_id": number, column: key, "before": json.dumps(dict(before))}
                for key, before in changes.items()
            ],
        )


def newest(connection: sa.Connection, limit: int = KEPT) -> list[ImportRow]:
    """Return the newest imports, the newest first, those taken back too."""
    found = connection.execute(sa.select(imports).order_by(imports.c.id.desc()).limit(limit))
    return [_row(row) for row in found]


def media_before(connection: sa.Connection) -> set[str]:
    """Return the hashes of media files that come back when imports are taken back."""
    return {
        file[0]
        for row in newest(connection)
        if not row.undone
        for deck in row.decks.values()
        if deck is not None
        for file in deck.get("media", {}).values()
        if file is not None
    }


def notes_before(connection: sa.Connection, number: int) -> dict[int, dict[str, Any]]:
    """Return what `note_changes` kept."""
    return _before(connection, import_notes, import_notes.c.note_id, number)


def cards_before(connection: sa.Connection, number: int) -> dict[int, dict[str, Any]]:
    """Return what `card_changes` kept."""
    return _before(connection, import_cards, import_cards.c.card_id, number)


def _before(
    connection: sa.Connection, table: sa.Table, column: sa.Column[int], number: int
) -> dict[int, dict[str, Any]]:
    found = connection.execute(
        sa.select(column.label("number"), table.c.before).where(table.c.import_id == number)
    )
    return {int(row.number): json.loads(row.before) for row in found}


def mark_undone(connection: sa.Connection, number: int) -> None:
    """Note that an import was taken back."""
    connection.execute(sa.update(imports).where(imports.c.id == number).values(undone=1))
    _forget(connection, [number])


def _forget_old(connection: sa.Connection) -> None:
    old = connection.execute(
        sa.select(imports.c.id).order_by(imports.c.id.desc()).offset(KEPT - 1)
    ).scalars()
    numbers = list(old)
    if numbers:
        _forget(connection, numbers)
        connection.execute(sa.delete(imports).where(imports.c.id.in_(numbers)))


def _forget(connection: sa.Connection, numbers: Sequence[int]) -> None:
    for table in (import_notes, import_cards):
        connection.execute(sa.delete(table).where(table.c.import_id.in_(numbers)))


def _row(row: sa.Row[Any]) -> ImportRow:
    decks = json.loads(row.decks)
    return ImportRow(
        row.id,
        row.at,
        tuple(json.loads(row.sources)),
        json.loads(row.summary),
        {int(number): before for number, before in decks.items()},
        bool(row.undone),
    )
