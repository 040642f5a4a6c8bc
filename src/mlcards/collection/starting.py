"""Taking in the decks that ship: at a collection's first use, and when mlcards brings new ones.

A deck that a person removed stays removed, and one they imported from a file of their own that says
something else is theirs: neither is touched again.
"""

import json
from collections.abc import Mapping
from contextlib import suppress

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import ChangedMeanwhileError, Choices, plan_sources, sure
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import apply
from mlcards.collection.shipped import SHIPPED, SHIPPED_SOURCE, fingerprint, shipped_files
from mlcards.collection.sources import Source, read_data
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import Deck
from mlcards.store import decks, meta

_ATTEMPTS = 5
"""Two that start at once, a shell prompt and the app say, do not stop each other."""
_OFFERED = "shipped_decks"
"""Name of the fact that lists the shipped decks ever taken in, by key."""


def ensure_started(collection: Collection) -> list[FileReport]:
    """Take in the shipped decks where they are new or changed; one query where they are not.

    Returns:
        What became of each file that was read; empty when there was nothing to do.
    """
    state = fingerprint()
    for _attempt in range(_ATTEMPTS - 1):
        with suppress(ChangedMeanwhileError):
            return _start(collection, state)
    return _start(collection, state)


def _start(collection: Collection, state: str) -> list[FileReport]:
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
        known = decks.all_decks(connection)
    sources = [
        read_data(path.read_bytes(), path.name, "yaml", f"{SHIPPED_SOURCE}{path.name}", known)
        for path in shipped_files()
    ]
    present = {deck.key: deck for deck in known}
    wanted = [
        source
        for source in sources
        if all(_ours(deck, present.get(deck.key), offered) for deck in source.decks)
        or _came_before(collection, source, present, offered)
    ]
    plans = plan_sources(collection, wanted)
    reports = apply(collection, plans, Choices(same=sure), recorded=False)
    offered.update(deck.key for source in sources for deck in source.decks)
    with collection.store.writing() as connection:
        meta.put(connection, _OFFERED, json.dumps(sorted(offered)))
        meta.put(connection, SHIPPED, state)
    return reports


def _ours(deck: ForeignDeck, present: Deck | None, offered: set[str]) -> bool:
    """Whether a shipped deck may be written: new to the person, or still the one that shipped."""
    if present is None:
        return deck.key not in offered
    return present.source_path in {"", deck.source_path}


def _came_before(
    collection: Collection, source: Source, present: Mapping[str, Deck], offered: set[str]
) -> bool:
    """Whether a person's export brought the decks here before mlcards first did, as they ship."""
    if any(
        deck.key in offered or deck.key not in present or present[deck.key].title != deck.title
        for deck in source.decks
    ):
        return False
    (planned,) = plan_sources(collection, [source])
    return all(deck.plan is None or deck.plan.says_the_same for deck in planned.decks)
