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
            _start(collection)
        yield collection
    finally:
        collection.store.close()


def _start(collection: "Collection") -> None:
    """Take in the decks that ship, and tell what that brought."""
    from mlcards.cli import output
    from mlcards.collection.starting import ensure_started
    from mlcards.core.text import plural

    decks = [deck for report in ensure_started(collection) for deck in report.decks]
    new = sum(deck.new for deck in decks)
    changed = sum(deck.changed for deck in decks)
    brought = [
        plural(number, what)
        for number, what in ((new, "new card"), (changed, "changed card"))
        if number
    ]
    if brought:
        output.note(f"From the decks that come with mlcards: {', '.join(brought)}.")
