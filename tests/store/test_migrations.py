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
from support.clock import FakeClock
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


# From the first schema


FIRST_ROWS: dict[str, list[dict[str, Any]]] = {
    "meta": [{"key": "title:one", "value": "One"}],
    "decks": [
        {
            "id": 3,
            "key": "one",
            "title": "One::Deck",
            "description": "d",
            "language": "en",
            "source": "s",
            "license": "CC0",
            "tags": '["start-here"]',
            "options": '{"study.new_per_day": "3"}',
            "source_path": "/x.yaml",
            "content_hash": "abc",
        },
        {"id": 9, "key": "two", "title": "Two"},
    ],
    "notes": [
        {"id": 5, "deck_id": 3, "key": "a", "position": 0, "content": '{"question": "A?"}'},
        {
            "id": 7,
            "deck_id": 9,
            "key": "~b",
            "position": 2,
            "content": '{"question": "é"}',
            "orphaned": 1,
        },
    ],
    "cards": [
        {
            "id": 11,
            "note_id": 5,
            "deck_id": 3,
            "part": "main",
            "position": 1,
            "phase": "relearning",
            "step": 0,
            "stability": 1.25,
            "difficulty": 5.5,
            "due_day": 20_000,
            "due_at": 1_700_000_000_000_000,
            "last_at": 1_690_000_000_000_000,
            "last_day": 19_900,
            "reps": 4,
            "lapses": 1,
            "suspended": 1,
            "buried_on": 19_999,
            "flag": 2,
            "leech": 1,
            "version": 8,
        },
        {"id": 12, "note_id": 7, "deck_id": 9, "part": "main", "position": 200, "orphaned": 1},
    ],
    "reviews": [
        {
            "id": "0190-1",
            "card_id": 11,
            "deck_id": 3,
            "rating": 3,
            "at": 1_690_000_000_000_000,
            "day": 19_900,
            "utc_offset_s": -3600,
            "duration_ms": 4000,
            "said": "[0, 2]",
            "phase_before": "new",
            "phase": "learning",
            "step": 1,
            "stability": 1.25,
            "difficulty": 5.5,
            "due_day": 20_000,
            "due_at": 1_700_000_000_000_000,
            "undone": 1,
        }
    ],
    "actions": [
        {
            "id": 2,
            "at": 1_690_000_000_000_000,
            "kind": "rating",
            "card_id": 11,
            "review_id": "0190-1",
            "before": '{"leech": 1}',
            "undone": 1,
        }
    ],
    "own_answers": [{"id": 4, "note_id": 5, "at": 1_690_000_000_000_000, "text": "Mine"}],
}
"""Every column of the first schema is filled in some row."""


def fill(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Put `FIRST_ROWS` into tables of the first schema; return all that is in them."""
    for name, rows in FIRST_ROWS.items():
        for row in rows:
            columns = ", ".join(f'"{column}"' for column in row)
            places = ", ".join(f":{column}" for column in row)
            statement = sa.text(f'INSERT INTO "{name}" ({columns}) VALUES ({places})')
            connection.execute(statement, row)
    return rows_of(connection)


def rows_of(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of the first schema's tables, as the database has them."""
    return {
        name: [
            dict(row)
            for row in connection.execute(sa.text(f'SELECT * FROM "{name}" ORDER BY 1')).mappings()
            if row.get("key") != "schema_version"
        ]
        for name in FIRST_ROWS
    }


def as_first(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Make the tables those of the first schema, with rows in them; return these."""
    with store.writing() as connection:
        metadata.drop_all(connection)
    with store.writing() as connection:
        upgrade.run(connection, "0001")
        found = fill(connection)
        opening.stamp(connection, 1)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    return found


def test_every_row_of_the_first_schema_is_taken_along(databases: OpenStore) -> None:
    with databases().reading() as connection:
        made = picture(connection)
    before = as_first(databases())
    for name, rows in before.items():
        filled = {column for row in FIRST_ROWS[name] for column in row}
        assert filled >= {column for column in rows[0] if column not in {"orphaned", "kind"}}
    store = databases()
    with store.reading() as connection:
        after = rows_of(connection)
        assert picture(connection) == made
        assert opening.schema_version(connection.engine) == CURRENT_VERSION
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert kept == rows
        added = [{c: row[c] for c in row if c not in rows[0]} for row in after[name]]
        assert all(value is None for row in added for value in row.values())


def test_what_was_taken_along_can_be_used(databases: OpenStore, clock: FakeClock) -> None:
    as_first(databases())
    collection = a_collection(databases(), clock)
    add_deck(collection.store, 3, key="more", title="More")
    with collection.store.reading() as connection:
        assert len(list(connection.execute(sa.text("SELECT id FROM notes")))) == 5
    for deck in collection.decks():
        collection.remove_deck(deck)
    assert collection.deck_lines() == ()


def test_rows_still_need_what_they_belong_to(databases: OpenStore) -> None:
    as_first(databases())
    store = databases()
    for statement in (
        "INSERT INTO own_answers (note_id, at, text) VALUES (99, 0, 'x')",
        "UPDATE reviews SET card_id = 99",
        "DELETE FROM cards WHERE id = 11",
        "DELETE FROM decks WHERE id = 3",
        "INSERT INTO media (deck_id, name, hash, size) VALUES (99, 'a', 'b', 1)",
        "INSERT INTO cards (note_id, deck_id, part, position) VALUES (5, 3, 'main', 0)",
    ):
        with pytest.raises(DatabaseError), store.writing() as connection:
            connection.exec_driver_sql(statement)


def test_a_copy_of_the_first_schema_is_kept(tmp_path: Path) -> None:
    path, backups = tmp_path / "mlcards.db", tmp_path / "backups"
    store = Store.open_file(path, backups)
    as_first(store)
    store.close()
    Store.open_file(path, backups).close()
    (copy,) = backups.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
        assert raw.execute("SELECT text FROM own_answers").fetchone() == ("Mine",)
        assert raw.execute("SELECT count(*) FROM cards").fetchone() == (2,)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (CURRENT_VERSION,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
