"""Decks and counts, read without opening the collection where that is enough."""

from mlcards.cli.context import Invocation
from mlcards.cli.opening import opened
from mlcards.collection.glance import glance
from mlcards.collection.shipped import fingerprint
from mlcards.collection.views import Glance


def look(invocation: Invocation) -> Glance:
    """Return what waits today.

    A collection that is new, or lacks the decks that ship, is opened and gets them.
    """
    if invocation.database_url is None:
        settings = invocation.settings()
        seen = glance(invocation.home.database, settings, invocation.clock(), card=False)
        if seen.exists and seen.shipped == fingerprint():
            return seen
    from mlcards.collection.waiting import waiting

    with opened(invocation) as collection:
        return waiting(collection)
