"""Statements about many rows."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from mlcards.store import notes
from mlcards.store.many import AT_ONCE, chunks, rows_in, values_in
from mlcards.store.schema import notes as table
from mlcards.store.store import Store
from support.databases import OpenStore
from support.factories import a_cloze, a_content, add_deck


def test_chunks_hold_every_value_once_and_in_order() -> None:
    assert list(chunks("abcdefg", 3)) == ["abc", "def", "g"]
    assert list(chunks("abcdef", 3)) == ["abc", "def"]
    assert list(chunks("", 3)) == []


def test_more_values_than_a_statement_takes_are_all_found(databases: OpenStore) -> None:
    store = databases()
    count = 2 * AT_ONCE + 1
    add_deck(store, count)
    with store.reading() as connection:
        wanted = list(connection.execute(sa.select(table.c.id)).scalars())
        found = rows_in(connection, sa.select(table.c.id, table.c.position), table.c.id, wanted)
        assert sorted(row.position for row in found) == list(range(count))
        assert values_in(connection, sa.select(table.c.id), table.c.id, wanted) == set(wanted)


@pytest.fixture
def many(databases: OpenStore) -> Store:
    """A store with more notes than a statement takes, one of them of several cards."""
    store = databases()
    add_deck(store, [*(a_content(f"{n}?") for n in range(AT_ONCE)), a_cloze("{{c1::a}} {{c2::b}}")])
    return store


@pytest.fixture
def statements(many: Store) -> Iterator[list[str]]:
    """What the database is asked, a statement for many rows once."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    sa.event.listen(many._engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(many._engine, "before_cursor_execute", note)


def test_changing_many_notes_takes_few_statements(many: Store, statements: list[str]) -> None:
    with many.writing() as connection:
        rows = notes.of_deck(connection, 1)
        statements.clear()
        notes.update(connection, rows)
    assert len(statements) == 6, statements  # three for each piece: notes, their parts, cards
