"""The store: a database that is open, and its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mlcards.store import engine as engines
from mlcards.store import opening, sql

if TYPE_CHECKING:
    import sqlalchemy as sa


class Store:
    """An open database whose tables are of this program's schema."""

    def __init__(self, engine: "sa.Engine") -> None:
        self._engine = engine

    @classmethod
    def open_file(cls, path: Path, backups: Path | None = None) -> "Store":
        """Open (or make) the SQLite file at `path`.

        Raises:
            DatabaseError: it cannot be used.
        """
        return cls._prepared(engines.open_sqlite(path), backups)

    @classmethod
    def open_url(cls, url: str) -> "Store":
        """Open the database of an SQLAlchemy URL.

        Raises:
            UsageError: the URL cannot be read.
            DatabaseError: the database cannot be used.
        """
        return cls._prepared(engines.open_url(url), None)

    @classmethod
    def _prepared(cls, engine: "sa.Engine", backups: Path | None) -> "Store":
        try:
            opening.prepare(engine, backups)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @contextmanager
    def reading(self) -> Iterator["sa.Connection"]:
        """Give a short read transaction: one consistent picture."""
        with engines.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator["sa.Connection"]:
        """Give a write transaction; when it returns, what it wrote is on disk."""
        with engines.writing(self._engine) as connection:
            yield connection

    def rows(self, connection: "sa.Connection") -> sql.Rows:
        """Return a runner of the plain queries in `store.sql`."""
        return engines.rows_on(connection)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()
