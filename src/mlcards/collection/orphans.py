"""Cards put aside: their text left its file; their history stays until a person removes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mlcards.collection.collection import Collection
from mlcards.collection.tree import below_or_same
from mlcards.core.model import Deck, NoteContent
from mlcards.store import notes
from mlcards.store import orphans as aside


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
    wanted = {
        number
        for number, title in titles.items()
        if not decks or any(below_or_same(title, deck.title) for deck in decks)
    }
    with collection.store.reading() as connection:
        rows = [row for row in aside.rows(connection) if row.deck_id in wanted]
    lines = [
        OrphanLine(
            row.note, titles[row.deck_id], row.question, row.cards, row.reviews, row.last_day
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.deck_title)


def remove_orphans(collection: Collection, numbers: Sequence[int]) -> int:
    """Delete notes that were put aside, with their history, for good; return the cards deleted.

    A number that is no orphan's (its file brought it back meanwhile) is passed over.
    """
    with collection.store.writing() as connection:
        held = aside.numbers(connection)
        gone = [number for number in numbers if number in held]
        notes.delete(connection, gone)
    return sum(held[number] for number in gone)


def orphan_content(collection: Collection, number: int) -> NoteContent:
    """Return what a note that was put aside says.

    Raises:
        NotFoundError: it was removed meanwhile.
    """
    with collection.store.reading() as connection:
        return notes.get(connection, number).content
