"""Moving notes within their deck: a card put on top of a file moves all below it."""

from collections.abc import Sequence

import sqlalchemy as sa

from mlcards.store.notes import PARTS_APART
from mlcards.store.schema import cards, notes

_NOTE = (
    sa.update(notes)
    .where(notes.c.id == sa.bindparam("note"))
    .values(position=sa.bindparam("place"))
)
_CARDS = (
    sa.update(cards)
    .where(cards.c.note_id == sa.bindparam("note"))
    .values(position=cards.c.position + sa.bindparam("moved_by"))
)


def move(connection: sa.Connection, moves: Sequence[tuple[int, int, int]]) -> None:
    """Give notes another place; each move is the note's number, its old and its new place."""
    if not moves:
        return
    connection.execute(_NOTE, [{"note": note, "place": place} for note, _was, place in moves])
    connection.execute(
        _CARDS,
        [{"note": note, "moved_by": (place - was) * PARTS_APART} for note, was, place in moves],
    )
