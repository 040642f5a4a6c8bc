"""Opening the database: durable, private, and safe beside a second mlcards.

SQLite runs in WAL mode with `synchronous=FULL`: a commit that returned survives a power cut, for
a quarter of a millisecond. The setting belongs to a connection and its default to the build, so
it is set on each connection and read back.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from mlcards.core.errors import DatabaseError, UsageError
from mlcards.store.sql import Rows

APPLICATION_ID = 0x6D6C6364
"""Marks an SQLite file as ours ("mlcd")."""
BUSY_TIMEOUT_MS = 10_000
"""How long a writer waits for another mlcards."""
_WRITES = "mlcards_writes"


def open_sqlite(path: Path) -> sa.Engine:
    """Return an engine for the database file at `path`, made with mode 0600 if it is missing.

    Raises:
        DatabaseError: the file or its folder cannot be used.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"The database {path} cannot be opened: {error.strerror}.",
            "Check the folder's rights, or name another with --home.",
        ) from error
    return _engine(sa.URL.create("sqlite", database=str(path)))


def open_url(url: str) -> sa.Engine:
    """Return an engine for an SQLAlchemy URL.

    Raises:
        UsageError: the URL cannot be read or its driver is missing.
        DatabaseError: it names an SQLite file that cannot be used.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database and not parsed.query:
            return open_sqlite(Path(parsed.database))
        return _engine(parsed)
    except (ArgumentError, NoSuchModuleError) as error:
        raise UsageError(
            "The database URL cannot be read.",
            "It looks like postgresql+psycopg://user@host/name or sqlite:////path/to/file.db.",
        ) from error
    except ModuleNotFoundError as error:
        raise UsageError(
            f"The driver {error.name} for this database is not installed.",
            "For PostgreSQL: pip install 'mlcards[postgresql]'.",
        ) from error


def _engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    journal = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    # Without shared memory (some network shares) there is no WAL; a rollback journal is as safe
    # only with EXTRA.
    durable = ("FULL", 2) if journal == ("wal",) else ("EXTRA", 3)
    for pragma in (
        f"synchronous = {durable[0]}",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA synchronous").fetchone() != durable[1:]:
        raise DatabaseError(
            "This SQLite does not write durably.",
            f"Use a build that honours synchronous={durable[0]}.",
        )


def _begin_sqlite(connection: sa.Connection) -> None:
    """Writers take the lock at once and wait for it; a reader that became one could not wait."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a short read transaction: one consistent picture."""
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":  # SQLite's are of this kind anyway
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a write transaction; when this returns, what it wrote is on disk.

    Raises:
        DatabaseError: nothing of it was written.
    """
    with translated(engine), engine.connect() as plain:
        connection = plain.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Turn the driver's errors into sentences."""
    try:
        yield
    except DBAPIError as error:
        raise _sentence(engine, error) from error
    except SQLAlchemyError as error:
        raise DatabaseError("The database refused the request.", "Nothing was changed.") from error


_KNOWN = (
    (("database or disk is full",), "The disk is full: nothing of the last step was saved.",
     "Make room, then go on; everything before it is on disk."),
    (("disk i/o error",), "The disk could not be written: nothing of the last step was saved.",
     "Check its space and health, then go on; everything before it is on disk."),
    (("readonly", "read-only"), "The database cannot be written.",
     "Check the rights of its folder and file, or name another with --home."),
    (("locked", "busy"), "Another program has kept the database locked for too long.",
     "Close it and try again; nothing was changed."),
    (("malformed", "not a database", "corrupt"), "The file is damaged or another program's.",
     "Put back a copy from the backups folder, or name another folder with --home."),
    (("unable to open",), "The database file cannot be opened.",
     "Check that its folder exists and is yours, or name another with --home."),
    (("fatal:",), "The database server refused the connection.",
     "Check the user, the password and the database that the URL names."),
    (("connection refused", "could not connect", "connection failed", "connection to server",
      "connection is lost", "closed the connection"),
     "The database server does not answer.", "Check the URL and that the server runs."),
)  # fmt: skip


def _sentence(engine: sa.Engine, error: DBAPIError) -> DatabaseError:
    said = str(error.orig).casefold()
    sqlite = engine.dialect.name == "sqlite"
    where = engine.url.database if sqlite else engine.url.render_as_string(hide_password=True)
    for signs, message, hint in _KNOWN:
        if any(sign in said for sign in signs):
            return DatabaseError(f"{message} ({where})", hint)
    return DatabaseError(
        f"The database refused the request ({where}).", "Nothing was changed; --debug says more."
    )


def rows_on(connection: sa.Connection) -> Rows:
    """Return a runner of the plain queries in `store.sql` on `connection`."""

    def rows(statement: str, parameters: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        return (tuple(row) for row in connection.execute(_text(statement), parameters))

    return rows


@cache
def _text(statement: str) -> sa.TextClause:
    """Return the prepared clause: making one anew costs as much as running it."""
    return sa.text(statement)
