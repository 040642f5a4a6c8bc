"""Taking in the decks that ship: at a collection's first use, and when mlcards brings new ones.

A deck that a person removed stays removed, and one they imported from a file of their own is
theirs: neither is touched again.
"""

import json

from mlcards.collection.collection import Collection
from mlcards.collection.importing import FileReport, apply, plan_source, read_data
from mlcards.collection.shipped import SHIPPED, fingerprint, shipped_files
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import Deck
from mlcards.store import decks, meta

_OFFERED = "shipped_decks"
"""Name of the fact that lists the shipped decks ever taken in, by key."""
_SOURCE = "shipped:"
"""Stands before the file's name as a shipped deck's source: its folder differs by machine."""


def ensure_started(collection: Collection) -> list[FileReport]:
    """Take in the shipped decks where they are new or changed; one query where they are not.

    Returns:
        What became of each file that was read; empty when there was nothing to do.
    """
    state = fingerprint()
    with collection.store.reading() as connection:
        known = meta.get(connection, SHIPPED)
    return [] if not state or known == state else import_shipped(collection, state)


def import_shipped(collection: Collection, state: str) -> list[FileReport]:
    """Take in the shipped decks; a file that did not change costs one comparison of hashes.

    Args:
        collection: where.
        state: their fingerprint, to be remembered.
    """
    with collection.store.reading() as connection:
        offered = set(json.loads(meta.get(connection, _OFFERED) or "[]"))
        present = {deck.key: deck for deck in decks.all_decks(connection)}
    reports = []
    for path in shipped_files():
        source = read_data(path.read_bytes(), f"{_SOURCE}{path.name}", "yaml")
        if all(_ours(deck, present.get(deck.key), offered) for deck in source.decks):
            reports.append(apply(collection, plan_source(collection, source)))
        offered.update(deck.key for deck in source.decks)
    with collection.store.writing() as connection:
        meta.put(connection, _OFFERED, json.dumps(sorted(offered)))
        meta.put(connection, SHIPPED, state)
    return reports


def _ours(deck: ForeignDeck, present: Deck | None, offered: set[str]) -> bool:
    """Whether a shipped deck may be written: new to the person, or still the one that shipped."""
    if present is None:
        return deck.key not in offered
    return present.source_path in {"", deck.source_path}
