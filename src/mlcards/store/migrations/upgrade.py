"""Running Alembic's steps without an ini file: from an older schema to this program's."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from mlcards.store.engine import writing
from mlcards.store.opening import stamp
from mlcards.store.schema_version import CURRENT_VERSION

STEPS = Path(__file__).parent
"""Where Alembic finds `env.py` and the steps."""


def upgrade(engine: sa.Engine, version: int, backups: Path | None) -> None:
    """Run the steps after `version`, all in one transaction.

    A copy of an SQLite file is put into `backups` first, named after the schema it holds.
    """
    if backups is not None and engine.dialect.name == "sqlite":
        _copy(engine, backups / f"before-schema-{CURRENT_VERSION}-from-{version}.db")
    with writing(engine) as connection:
        run(connection, f"{CURRENT_VERSION:04}", stamped=f"{version:04}")
        stamp(connection, CURRENT_VERSION)


def run(connection: sa.Connection, revision: str, stamped: str | None = None) -> None:
    """Take the tables on `connection` to `revision`.

    Args:
        connection: in a write transaction.
        revision: the four digits a step's file starts with.
        stamped: where the tables are now; None for an empty database.
    """
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.attributes["connection"] = connection
    if stamped is not None:
        command.stamp(config, stamped, purge=True)
    command.upgrade(config, revision)


def _copy(engine: sa.Engine, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    raw = engine.raw_connection()
    try:
        source = raw.driver_connection
        if isinstance(source, sqlite3.Connection):
            copy = sqlite3.connect(target)
            try:
                source.backup(copy)
            finally:
                copy.close()
            target.chmod(0o600)
    finally:
        raw.close()
