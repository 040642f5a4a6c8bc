"""Rows of decks."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from mlcards.core.deck_keys import deck_key
from mlcards.core.model import Deck
from mlcards.store.rows import deck_of
from mlcards.store.schema import actions, cards, decks, media, notes, own_answers, reviews


def all_decks(connection: sa.Connection) -> list[Deck]:
    """Return every deck, parents before children, in the order of their titles."""
    found = [deck_of(row) for row in connection.execute(sa.select(decks))]
    return sorted(found, key=lambda deck: (deck.title.casefold().split("::"), deck.id))


def by_key(connection: sa.Connection, key: str) -> Deck | None:
    """Return the deck of that key."""
    row = connection.execute(sa.select(decks).where(decks.c.key == key)).one_or_none()
    return None if row is None else deck_of(row)


def exists(connection: sa.Connection, deck: int) -> bool:
    """Return whether there is a deck of that number."""
    return connection.execute(sa.select(decks.c.id).where(decks.c.id == deck)).scalar() is not None


def save(connection: sa.Connection, key: str, values: Mapping[str, Any]) -> int:
    """Insert the deck of that key, or change it; return its number.

    Parents that its title names (`Parent::Child`) are made when they are missing.
    """
    columns = {
        name: json.dumps(value) if name == "tags" else value for name, value in values.items()
    }
    found = connection.execute(sa.select(decks.c.id).where(decks.c.key == key)).scalar()
    if found is not None:
        connection.execute(sa.update(decks).where(decks.c.id == found).values(columns))
        deck = int(found)
    else:
        deck = int(
            connection.execute(
                sa.insert(decks).values(key=key, **columns).returning(decks.c.id)
            ).scalar_one()
        )
    if "title" in columns:
        make_parents(connection, str(columns["title"]))
    return deck


def make_way(connection: sa.Connection, key: str, title: str) -> None:
    """Free a key that a deck made for its place in the tree alone has; it may need `title` too."""
    found = by_key(connection, key)
    if found is not None and found.title == title:
        remove(connection, [found.id])
    elif found is not None:
        keys = set(connection.execute(sa.select(decks.c.key)).scalars())
        rekey(connection, found.id, _free(key, keys))


def _free(key: str, keys: Collection[str]) -> str:
    """Return a key that is like `key` and not one of `keys`."""
    free, number = key, 2
    while free in keys:
        free, number = f"{key}-{number}", number + 1
    return free


def rekey(connection: sa.Connection, deck: int, key: str) -> None:
    """Give a deck another stable name: its author gave it one, or took it away."""
    connection.execute(sa.update(decks).where(decks.c.id == deck).values(key=key))


def make_parents(connection: sa.Connection, title: str) -> None:
    """Make the decks above `title` that do not exist."""
    levels = title.split("::")[:-1]
    known = set(connection.execute(sa.select(decks.c.title)).scalars())
    keys = set(connection.execute(sa.select(decks.c.key)).scalars())
    for depth in range(1, len(levels) + 1):
        parent = "::".join(levels[:depth])
        if parent in known:
            continue
        key = _free(deck_key(parent), keys)
        keys.add(key)
        connection.execute(sa.insert(decks).values(key=key, title=parent))


def rename(connection: sa.Connection, old: str, new: str) -> None:
    """Change a title and those of the decks below it."""
    for deck in all_decks(connection):
        if deck.title == old or deck.title.startswith(f"{old}::"):
            connection.execute(
                sa.update(decks)
                .where(decks.c.id == deck.id)
                .values(title=new + deck.title[len(old) :])
            )
    make_parents(connection, new)


def empty_of(connection: sa.Connection, ids: Sequence[int]) -> list[int]:
    """Return which of these decks hold no note, and are no parents of decks that do."""
    held = set(connection.execute(sa.select(notes.c.deck_id).distinct()).scalars())
    known = all_decks(connection)
    full = [deck.title for deck in known if deck.id in held]
    others = {deck.title for deck in known if deck.id not in ids}
    return [
        deck.id
        for deck in known
        if deck.id in ids
        and deck.id not in held
        and (deck.title in others or not any(title.startswith(f"{deck.title}::") for title in full))
    ]


def restore(connection: sa.Connection, deck: int, values: Mapping[str, Any]) -> None:
    """Give a deck these columns again, if it is still there."""
    columns = {
        name: json.dumps(value) if name == "tags" else value for name, value in values.items()
    }
    connection.execute(sa.update(decks).where(decks.c.id == deck).values(columns))


def set_options(connection: sa.Connection, deck: int, options: Mapping[str, str]) -> None:
    """Replace the settings a deck overrides."""
    connection.execute(
        sa.update(decks)
        .where(decks.c.id == deck)
        .values(options=json.dumps(dict(options), sort_keys=True))
    )


def remove(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Delete decks with their notes, cards, reviews and own answers."""
    note_ids = sa.select(notes.c.id).where(notes.c.deck_id.in_(ids))
    card_ids = sa.select(cards.c.id).where(cards.c.deck_id.in_(ids))
    connection.execute(sa.delete(actions).where(actions.c.card_id.in_(card_ids)))
    connection.execute(sa.delete(reviews).where(reviews.c.card_id.in_(card_ids)))
    connection.execute(sa.delete(own_answers).where(own_answers.c.note_id.in_(note_ids)))
    connection.execute(sa.delete(cards).where(cards.c.deck_id.in_(ids)))
    connection.execute(sa.delete(notes).where(notes.c.deck_id.in_(ids)))
    connection.execute(sa.delete(media).where(media.c.deck_id.in_(ids)))
    connection.execute(sa.delete(decks).where(decks.c.id.in_(ids)))
