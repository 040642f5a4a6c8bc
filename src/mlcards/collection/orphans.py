"""Cards put aside: their text left its file; their history stays until a person removes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mlcards.collection.collection import Collection
from mlcards.collection.tree import below_or_same
from mlcards.core.model import Deck, NoteContent, Schedule
from mlcards.store import cards, notes


@dataclass(frozen=True, slots=True)
class OrphanLine:
    """A note that was put aside.

    Attributes:
        note: its number.
        cards: how many cards it has.
        reviews: ratings of all of them.
        last_day: study day of the last one; None without any.
    """

    note: int
    deck_title: str
    question: str
    cards: int
    reviews: int
    last_day: date | None


def orphans(collection: Collection, decks: Sequence[Deck] = ()) -> list[OrphanLine]:
    """Return what was put aside in these decks and those below them; in all, with none named."""
    titles = {deck.id: deck.title for deck in collection.decks()}
    with collection.store.reading() as connection:
        rows = [
            row
            for row in notes.orphans(connection)
            if not decks
            or any(below_or_same(titles.get(row.deck_id, ""), deck.title) for deck in decks)
        ]
        held: dict[int, list[Schedule]] = {}
        for card in cards.of_notes(connection, [row.id for row in rows]):
            held.setdefault(card.note_id, []).append(card.schedule)
    lines = []
    for row in sorted(rows, key=lambda row: (titles.get(row.deck_id, ""), row.position, row.id)):
        mine = held.get(row.id, [])
        days = [schedule.last_day for schedule in mine if schedule.last_day is not None]
        lines.append(
            OrphanLine(
                row.id,
                titles.get(row.deck_id, ""),
                row.content.question,
                len(mine),
                sum(schedule.reps for schedule in mine),
                max(days, default=None),
            )
        )
    return lines


def remove_orphans(collection: Collection, numbers: Sequence[int]) -> int:
    """Delete notes that were put aside, with their history, for good; return the cards deleted.

    A number that is no orphan's (its file brought it back meanwhile) is passed over.
    """
    with collection.store.writing() as connection:
        aside = {row.id for row in notes.orphans(connection)}
        gone = [number for number in numbers if number in aside]
        deleted = len(cards.of_notes(connection, gone))
        notes.delete(connection, gone)
    return deleted


def orphan_content(collection: Collection, number: int) -> NoteContent:
    """Return what a note that was put aside says.

    Raises:
        NotFoundError: it was removed meanwhile.
    """
    with collection.store.reading() as connection:
        return notes.get(connection, number).content
