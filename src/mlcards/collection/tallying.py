"""How many cards of each deck were seen, set aside or left behind."""

from collections import defaultdict

from mlcards.collection.collection import Collection
from mlcards.store import tallies as rows
from mlcards.store.tallies import Tally


def tallies(collection: Collection) -> dict[int, Tally]:
    """Return the tally of each deck, by its number; it includes the decks below."""
    known = collection.decks()
    with collection.store.reading() as connection:
        own = rows.by_deck(connection)
    below: dict[str, Tally] = defaultdict(Tally)
    for deck in known:
        levels = deck.title.split("::")
        for depth in range(1, len(levels) + 1):
            below["::".join(levels[:depth])] += own.get(deck.id, Tally())
    return {deck.id: below[deck.title] for deck in known}
