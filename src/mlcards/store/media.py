"""Rows of media: which file a deck means by a name. The files are named by their hash."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from mlcards.store.many import chunks
from mlcards.store.schema import media


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A media file of a deck.

    Attributes:
        hash: SHA-256 of its bytes, in hexadecimal; the file's name.
        size: bytes.
    """

    name: str
    hash: str
    size: int


def of_deck(connection: sa.Connection, deck: int) -> dict[str, MediaRow]:
    """Return a deck's media by their names."""
    found = connection.execute(sa.select(media).where(media.c.deck_id == deck))
    return {row.name: MediaRow(row.name, row.hash, row.size) for row in found}


def put(connection: sa.Connection, deck: int, rows: Sequence[MediaRow]) -> None:
    """Note a deck's media; a name that is there means the new file from now on."""
    if not rows:
        return
    remove(connection, deck, [row.name for row in rows])
    connection.execute(
        sa.insert(media),
        [{"deck_id": deck, "name": row.name, "hash": row.hash, "size": row.size} for row in rows],
    )


def remove(connection: sa.Connection, deck: int, names: Sequence[str]) -> None:
    """Forget what a deck means by these names."""
    for chunk in chunks(names):
        connection.execute(sa.delete(media).where(media.c.deck_id == deck, media.c.name.in_(chunk)))


def hashes(connection: sa.Connection) -> set[str]:
    """Return the hashes of all files that some deck has."""
    return set(connection.execute(sa.select(media.c.hash).distinct()).scalars())
