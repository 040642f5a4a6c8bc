"""Reading a collection by plain sqlite3, read-only, for the first frame and the shell prompt.

SQLAlchemy takes longer to import than a first frame may take; this needs only the standard
library. It never writes and never makes a file.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mlcards.store import sql
from mlcards.store.schema_version import CURRENT_VERSION


class Peek:
    """An open read-only look at a database file; see `peeking`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """Run one query of `store.sql`; its rows come as they are read."""
        return iter(self._connection.execute(statement, parameters))

    def decks(self) -> list[tuple[int, str, str, Mapping[str, str]]]:
        """Return number, key, title and options of each deck."""
        return [
            (deck, key, title, _options(options))
            for deck, key, title, options in self.rows(sql.DECKS, {})
        ]

    def fact(self, key: str) -> str | None:
        """Return a fact of the table `meta`."""
        for (value,) in self.rows("SELECT value FROM meta WHERE key = :key", {"key": key}):
            return str(value)
        return None


@contextmanager
def peeking(path: Path) -> Iterator[Peek | None]:
    """Give a look at the database, or None where there is none that this program can read.

    Whatever is wrong with the file is left to the store, which has the sentences for it.
    """
    try:
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path))}?mode=ro", uri=True, isolation_level=None
        )
    except sqlite3.Error:
        yield None
        return
    try:
        peek = Peek(connection)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")
            readable = peek.fact("schema_version") == str(CURRENT_VERSION)
        except sqlite3.Error:
            readable = False
        yield peek if readable else None
    finally:
        connection.close()


def _options(text: str) -> dict[str, str]:
    """Return a deck's options; few decks have any, and json takes time to load."""
    if text == "{}":
        return {}
    import json

    options: dict[str, str] = json.loads(text)
    return options
