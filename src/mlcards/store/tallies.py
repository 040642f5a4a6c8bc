"""How many cards each deck holds, by what became of them."""

from dataclasses import dataclass

import sqlalchemy as sa

from mlcards.store.schema import cards


@dataclass(frozen=True, slots=True)
class Tally:
    """Cards of a deck.

    Attributes:
        suspended: those a person set aside, orphans left out.
        orphaned: those whose text left its file.
        seen: those rated at least once, orphans left out.
    """

    suspended: int = 0
    orphaned: int = 0
    seen: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.suspended + other.suspended,
            self.orphaned + other.orphaned,
            self.seen + other.seen,
        )


def by_deck(connection: sa.Connection) -> dict[int, Tally]:
    """Return the tally of every deck that has cards, of the deck itself."""
    there = cards.c.orphaned == 0
    found = connection.execute(
        sa.select(
            cards.c.deck_id,
            sa.func.sum(sa.case((sa.and_(there, cards.c.suspended == 1), 1), else_=0)),
            sa.func.sum(cards.c.orphaned),
            sa.func.sum(sa.case((sa.and_(there, cards.c.phase != "new"), 1), else_=0)),
        ).group_by(cards.c.deck_id)
    )
    return {
        deck: Tally(int(suspended), int(orphaned), int(seen))
        for deck, suspended, orphaned, seen in found
    }
