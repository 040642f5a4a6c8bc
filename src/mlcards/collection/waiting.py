"""What waits today, from a collection that is open; the same picture as `glance` gives."""

from mlcards.collection.collection import Collection
from mlcards.collection.views import Glance
from mlcards.core.queue import Counts


def waiting(collection: Collection) -> Glance:
    """Return decks and counts; the first card's text is left out."""
    lines = collection.deck_lines()
    counts = sum(collection.plan().counts().values(), Counts())
    return Glance(exists=True, today=collection.today(), decks=lines, counts=counts)
