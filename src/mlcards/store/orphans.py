"""Notes whose text left its file: as few columns as a list of many needs."""

import json
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from mlcards.store.schema import cards, notes


@dataclass(frozen=True, slots=True)
class OrphanRow:
    """A note that was put aside.

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
