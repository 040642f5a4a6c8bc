"""Notes whose text left its file: putting them aside, taking them in again, listing them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from mlcards.core.notes import parts_of
from mlcards.store.many import chunks, rows_in
from mlcards.store.notes import NoteRow
from mlcards.store.schema import cards, notes


@dataclass(frozen=True, slots=True)
class OrphanRow:
    """A note that was put aside: as few columns as a list of many needs.

    Attributes:
        cards: how many it has.
        reviews: ratings of all of them.
        last_day: study day of the last one; None without any.
    """

    note: int
    deck_id: int
    question: str
    cards: int
    reviews: int
    last_day: date | None


def put_aside(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Mark notes whose text left its file; nothing is deleted."""
    for chunk in chunks(ids):
        connection.execute(sa.update(notes).where(notes.c.id.in_(chunk)).values(orphaned=1))
        connection.execute(
            sa.update(cards)
            .where(cards.c.note_id.in_(chunk))
            .values(orphaned=1, version=cards.c.version + 1)
        )


def take_in(connection: sa.Connection, found: Sequence[NoteRow]) -> None:
    """Take orphans in again, with the cards that their text has."""
    parts = {row.id: parts_of(row.content) for row in found}
    query = sa.select(cards.c.id, cards.c.note_id, cards.c.part)
    held = rows_in(connection, query, cards.c.note_id, list(parts))
    live = [row.id for row in held if row.part in parts[row.note_id]]
    for chunk in chunks(list(parts)):
        connection.execute(sa.update(notes).where(notes.c.id.in_(chunk)).values(orphaned=0))
    for chunk in chunks(live):
        connection.execute(
            sa.update(cards)
            .where(cards.c.id.in_(chunk))
            .values(orphaned=0, version=cards.c.version + 1)
        )


def rows(connection: sa.Connection) -> list[OrphanRow]:
    """Return every note that was put aside, in the order of its file."""
    found = connection.execute(
        sa.select(
            notes.c.id,
            notes.c.deck_id,
            notes.c.content,
            sa.func.count(cards.c.id),
            sa.func.sum(cards.c.reps),
            sa.func.max(cards.c.last_day),
        )
        .join_from(notes, cards, cards.c.note_id == notes.c.id, isouter=True)
        .where(notes.c.orphaned == 1)
        .group_by(notes.c.id)
        .order_by(notes.c.position, notes.c.id)
    )
    return [
        OrphanRow(note, deck, json.loads(content).get("question", ""), held, int(reps or 0), last)
        for note, deck, content, held, reps, last in found
    ]


def numbers(connection: sa.Connection) -> dict[int, int]:
    """Return the notes that were put aside, with how many cards each has."""
    found = connection.execute(
        sa.select(notes.c.id, sa.func.count(cards.c.id))
        .join_from(notes, cards, cards.c.note_id == notes.c.id, isouter=True)
        .where(notes.c.orphaned == 1)
        .group_by(notes.c.id)
    )
    return {int(note): int(held) for note, held in found}
