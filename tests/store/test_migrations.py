"""The steps from the first schema to this program's, and what they keep."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mlcards.core.errors import DatabaseError
from mlcards.store import engine as engines
from mlcards.store import opening
from mlcards.store.migrations import upgrade
from mlcards.store.schema import metadata
from mlcards.store.schema_version import CURRENT_VERSION
from mlcards.store.store import Store
from support.databases import OpenStore
from support.factories import a_collection, add_deck

NEXT = CURRENT_VERSION + 1
STEP = """
import sqlalchemy as sa
from alembic import op

revision = "{next:04}"
down_revision = "{now:04}"


def upgrade():
    op.add_column("decks", sa.Column("colour", sa.Text, nullable=False, server_default="red"))
    {then}
"""


def picture(connection: sa.Connection) -> dict[str, Any]:
    """Everything about the tables that both ways of making them must agree on."""
    inspector = sa.inspect(connection)
    found: dict[str, Any] = {}
    for table in sorted(inspector.get_table_names()):
        if table == "alembic_version":
            continue
        found[table] = (
            [
                {
                    name: str(value) if name == "type" else value
                    for name, value in column.items()
                    if name in {"name", "type", "nullable", "default", "primary_key"}
                }
                for column in inspector.get_columns(table)
            ],
            inspector.get_pk_constraint(table),
            sorted(inspector.get_foreign_keys(table), key=repr),
            sorted(inspector.get_unique_constraints(table), key=repr),
            sorted(
                (
                    index["name"],
                    index["column_names"],
                    index["unique"],
                    [str(where) for where in index.get("dialect_options", {}).values()],
                )
                for index in inspector.get_indexes(table)
            ),
        )
    return found


def test_the_steps_lead_to_the_schema(databases: OpenStore) -> None:
    with databases().reading() as connection:
        made = picture(connection)
        assert set(made) == set(metadata.tables)
    store = databases()
    with store.writing() as connection:
        metadata.drop_all(connection)
    with store.writing() as connection:
        upgrade.run(connection, f"{CURRENT_VERSION:04}")
    with store.reading() as connection:
        assert picture(connection) == made


def test_the_steps_make_the_same_sqlite_file(tmp_path: Path) -> None:
    def statements(path: Path) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(path)) as raw:
            return raw.execute(
                "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_auto%'"
                " AND name NOT LIKE '%alembic%' ORDER BY 1, 2"
            ).fetchall()

    def where_clauses(path: Path) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(path)) as raw:
            return raw.execute(
                "SELECT name, substr(sql, instr(sql, 'WHERE')) FROM sqlite_master"
                " WHERE type = 'index' AND sql LIKE '%WHERE%' ORDER BY 1"
            ).fetchall()

    one, two = tmp_path / "one.db", tmp_path / "two.db"
    Store.open_file(one).close()
    engine = engines.open_sqlite(two)
    with engines.writing(engine) as connection:
        upgrade.run(connection, f"{CURRENT_VERSION:04}")
    engine.dispose()
    assert statements(one) == statements(two)
    assert where_clauses(one) == where_clauses(two)
    assert len(where_clauses(one)) == 5


@pytest.fixture
def a_newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make this program know one schema more, with a step that leads to it."""

    def become(then: str = "pass") -> None:
        steps = tmp_path / "steps"
        shutil.copytree(upgrade.STEPS, steps)
        step = STEP.format(next=NEXT, now=CURRENT_VERSION, then=then)
        (steps / "versions" / f"{NEXT:04}_colours.py").write_text(step)
        monkeypatch.setattr(upgrade, "STEPS", steps)
        monkeypatch.setattr(upgrade, "CURRENT_VERSION", NEXT)
        monkeypatch.setattr(opening, "CURRENT_VERSION", NEXT)

    return become


def colours(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.execute(sa.text("SELECT colour FROM decks")).scalars())


def test_an_older_database_is_taken_along(
    databases: OpenStore, a_newer_program: Callable[..., None]
) -> None:
    add_deck(databases(), 3)
    a_newer_program()
    store = databases()
    assert colours(store) == ["red"]
    assert a_collection(store).deck_lines()[0].cards == 3
    with store.reading() as connection:
        assert opening.schema_version(connection.engine) == NEXT
    assert colours(databases()) == ["red"]


def test_a_copy_is_kept_before_the_first_change(
    tmp_path: Path, a_newer_program: Callable[..., None]
) -> None:
    path, backups = tmp_path / "mlcards.db", tmp_path / "backups"
    store = Store.open_file(path, backups)
    add_deck(store, 3)
    store.close()
    assert not backups.exists()
    a_newer_program()
    Store.open_file(path, backups).close()
    (copy,) = backups.iterdir()
    assert stat.S_IMODE(backups.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA user_version").fetchone() == (CURRENT_VERSION,)
        assert raw.execute("SELECT count(*) FROM cards").fetchone() == (3,)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (NEXT,)


def test_a_step_that_fails_changes_nothing(
    databases: OpenStore, a_newer_program: Callable[..., None]
) -> None:
    before = databases()
    add_deck(before, 3)
    with before.reading() as connection:
        tables = picture(connection)
    a_newer_program("op.execute('SELECT * FROM nowhere')")
    with pytest.raises(DatabaseError):
        databases()
    with before.reading() as connection:
        assert picture(connection) == tables
        version = "SELECT value FROM meta WHERE key = 'schema_version'"
        assert connection.exec_driver_sql(version).scalar() == str(CURRENT_VERSION)
    assert a_collection(before).deck_lines()[0].cards == 3
