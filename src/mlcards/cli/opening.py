"""Opening the collection for a command, and closing it after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mlcards.cli.context import Invocation

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection


@contextmanager
def opened(invocation: Invocation, *, started: bool = True) -> Iterator["Collection"]:
    """Give the person's collection, made where there is none yet.

    Args:
        invocation: whose.
        started: whether the decks that ship must be in it, for a command that asks cards.
    """
    from mlcards.bootstrap import open_collection

    settings = invocation.settings()
    collection = open_collection(
        invocation.home, settings, invocation.environ, invocation.database_url
    )
    try:
        if started:
            from mlcards.collection.starting import ensure_started

            ensure_started(collection)
        yield collection
    finally:
        collection.store.close()
