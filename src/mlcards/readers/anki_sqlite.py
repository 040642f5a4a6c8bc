"""Reading an SQLite database that nobody vouches for: only real tables, only within the time.

A view, a virtual table or a computed column called `notes` could run for ever or give away what
is on this machine; a damaged page can return rows as if all were well. So the file's schema is
looked at before anything is selected, and its pages are checked.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mlcards.readers.anki_limits import MEGABYTE, Deadline, RefusedError, too_slow


def _typed(integer: str = "", text: str = "", blob: str = "") -> Mapping[str, str]:
    return (
        dict.fromkeys(integer.split(), "INTEGER")
        | dict.fromkeys(text.split(), "TEXT")
        | dict.fromkeys(blob.split(), "BLOB")
    )


COLUMNS: Mapping[str, Mapping[str, str]] = {
    "col": _typed(integer="crt", text="conf models decks"),
    "notes": _typed(integer="id mid", text="guid tags flds"),
    "cards": _typed(
        integer="id nid ord did type queue due ivl factor reps lapses flags odue odid", text="data"
    ),
    "revlog": _typed(integer="id cid ease ivl factor time type"),
    "notetypes": _typed(integer="id", text="name", blob="config"),
    "fields": _typed(integer="ntid ord", text="name"),
    "templates": _typed(integer="ntid ord", text="name", blob="config"),
    "decks": _typed(integer="id", text="name", blob="kind"),
    "config": _typed(text="key val"),
}
"""The tables that are read: their columns in the order they are given, and as what."""
_NEEDED = ("col", "notes", "cards")
_CREATED = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 16 * MEGABYTE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 5,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 10,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 100,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 10,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_PRAGMAS = (
    "trusted_schema=OFF",
    "query_only=ON",
    "cell_size_check=ON",
    "mmap_size=0",
    "ignore_check_constraints=ON",
    "temp_store=MEMORY",
)
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the watch: a few milliseconds."""
_BROKEN = (sqlite3.Error, ValueError, OverflowError, MemoryError, RecursionError)

Row = tuple[Any, ...]
_EMPTY: Mapping[str, int | str | bytes] = {"INTEGER": 0, "TEXT": "", "BLOB": b""}


class UntrustedDatabase:
    """A database that was looked at and may be read; close it afterwards.

    Attributes:
        tables: those of `COLUMNS` that it has.
    """

    def __init__(self, path: Path, deadline: Deadline) -> None:
        self._deadline = deadline
        with self._refusing():
            self._connection = sqlite3.connect(
                f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True, isolation_level=None
            )
        try:
            with self._refusing():
                self._guard()
                self.tables = self._checked_tables()
                self._check_pages()
                self._connection.set_authorizer(_allow_reading)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table, its columns in the order and of the types of `COLUMNS`.

        What is missing is 0 or empty.

        Raises:
            RefusedError: the database is damaged, or reading it takes too long.
        """
        kinds = COLUMNS[table]
        columns = ", ".join(f'CAST("{column}" AS {kind})' for column, kind in kinds.items())
        query = f'SELECT {columns} FROM "{table}" NOT INDEXED'  # noqa: S608 - names of ours
        empty = [_EMPTY[kind] for kind in kinds.values()]
        with self._refusing(), closing(self._connection.execute(query)) as cursor:
            while rows := cursor.fetchmany(500):
                self._deadline.check()
                for row in rows:
                    if None in row:
                        values = zip(row, empty, strict=True)
                        yield tuple(none if value is None else value for value, none in values)
                    else:
                        yield row

    def _guard(self) -> None:
        connection = self._connection
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        connection.create_collation("unicase", _compare_caseless)
        connection.set_progress_handler(self._deadline.is_over, _STEPS)
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    def _checked_tables(self) -> frozenset[str]:
        found: set[str] = set()
        for kind, name, sql in self._connection.execute(
            "SELECT type, name, sql FROM sqlite_master"
        ):
            self._deadline.check()
            plain = str(name).lower()
            if kind == "index" or plain not in COLUMNS:
                continue
            if kind != "table" or not _CREATED.match(str(sql)) or plain in found:
                raise RefusedError(
                    f"in this package {plain} is no plain table, so it is no Anki collection and "
                    "may be made to do harm",
                    "hostile",
                )
            found.add(plain)
        for name in sorted(found):
            self._check_columns(name)
        missing = [name for name in _NEEDED if name not in found]
        if missing:
            raise RefusedError(
                f"this is no Anki collection: it has no table {missing[0]}", "unreadable"
            )
        return frozenset(found)

    def _check_columns(self, table: str) -> None:
        left = set(COLUMNS[table])
        for row in self._connection.execute(f'PRAGMA table_xinfo("{table}")'):
            if row[6]:
                raise RefusedError(
                    f"in this package the table {table} computes what it holds, so it is no Anki "
                    "collection and may be made to do harm",
                    "hostile",
                )
            left.discard(str(row[1]).lower())
        if left:
            raise RefusedError(
                f"this is no Anki collection: its table {table} has no {min(left)}", "unreadable"
            )

    def _check_pages(self) -> None:
        found = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if found is None or found[0] != "ok":
            raise _damaged()

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            if self._deadline.is_over():
                raise too_slow() from error
            raise _damaged() from error


def _allow_reading(action: int, table: str | None, *_others: str | None) -> int:
    if action == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and table is not None and table.lower() in COLUMNS:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def _compare_caseless(one: str, other: str) -> int:
    left, right = one.casefold(), other.casefold()
    return (left > right) - (left < right)


def _damaged() -> RefusedError:
    return RefusedError(
        "the collection in this package is damaged; check it in Anki (Tools, Check Database), then "
        "export it again",
        "damaged",
    )
