"""Making the tables, and moving an older database to this program's schema."""

from pathlib import Path

import sqlalchemy as sa

from mlcards.core.errors import DatabaseError
from mlcards.store.engine import APPLICATION_ID, reading, translated, writing
from mlcards.store.schema import meta, metadata
from mlcards.store.schema_version import CURRENT_VERSION


def prepare(engine: sa.Engine, backups: Path | None = None) -> None:
    """Bring the database to `CURRENT_VERSION`, whatever it was.

    Args:
        engine: the database.
        backups: folder for the copy that is made before an older SQLite file is changed.

    Raises:
        DatabaseError: it is from a newer mlcards, or another program's.
    """
    version = schema_version(engine)
    if version == CURRENT_VERSION:
        return
    if version > CURRENT_VERSION:
        raise DatabaseError(
            f"The database was written by a newer mlcards (schema {version}; this one knows "
            f"{CURRENT_VERSION}).",
            "Update mlcards; nothing was changed.",
        )
    if version == 0:
        _create(engine)
    else:
        from mlcards.store.migrations.upgrade import upgrade

        with translated(engine):
            upgrade(engine, version, backups)


def schema_version(engine: sa.Engine) -> int:
    """Return the schema's version; 0 for an empty database.

    Raises:
        DatabaseError: the file holds another program's tables.
    """
    with reading(engine) as connection:
        inspector = sa.inspect(connection)
        tables = set(inspector.get_table_names())
        if not tables:
            return 0
        found = None
        if {"meta", "cards"} <= tables and _columns(inspector, "meta") >= {"key", "value"}:
            found = connection.execute(
                sa.select(meta.c.value).where(meta.c.key == "schema_version")
            ).scalar()
    if not str(found).isdecimal():
        raise DatabaseError(
            f"The database {engine.url.database} holds another program's tables.",
            "Name another with --home or --database.",
        )
    return int(str(found))


def _columns(inspector: sa.Inspector, table: str) -> set[str]:
    return {column["name"] for column in inspector.get_columns(table)}


def _create(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        metadata.create_all(connection)
        stamp(connection, CURRENT_VERSION)


def stamp(connection: sa.Connection, version: int) -> None:
    """Write down the schema's version, for us and for tools that look at the file."""
    connection.execute(sa.delete(meta).where(meta.c.key == "schema_version"))
    connection.execute(sa.insert(meta).values(key="schema_version", value=str(version)))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")
