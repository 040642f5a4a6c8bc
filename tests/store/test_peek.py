"""The look at a file before SQLAlchemy is loaded: the same picture, and never a trace."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mlcards.store import decks, meta, sql
from mlcards.store.numbers import day_number
from mlcards.store.peek import peeking
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.factories import a_reversed, add_deck

TODAY = {"today": day_number(A_SUNDAY.date())}


def test_the_same_queries_give_the_same_rows(store: Store, tmp_path: Path) -> None:
    deck = add_deck(store, [a_reversed(str(n)) for n in range(4)], title="ML::Eval")
    with store.writing() as connection:
        meta.put(connection, "colour", "blue")
        decks.set_options(connection, deck, {"study.new_per_day": "3"})
    with peeking(tmp_path / "mlcards.db") as peek, store.reading() as connection:
        assert peek is not None
        rows = store.rows(connection)
        for query, values in (
            (sql.DECKS, {}),
            (sql.NEW, {"deck": deck, **TODAY}),
            (sql.DUE, {"deck": deck, **TODAY}),
            (sql.LEARNING, {"day_end": 0, **TODAY}),
            (sql.CARD, {"card": 1}),
            (sql.DONE_TODAY, TODAY),
        ):
            assert list(peek.rows(query, values)) == list(rows(query, values))
        assert len(list(peek.rows(sql.NEW, {"deck": deck, **TODAY}))) == 8
        assert peek.fact("colour") == "blue"
        assert peek.fact("absent") is None
        assert [(key, title, dict(options)) for _id, key, title, options in peek.decks()] == [
            ("ml", "ML", {}),
            ("eval", "ML::Eval", {"study.new_per_day": "3"}),
        ]


def test_what_another_process_just_wrote_is_seen(store: Store, tmp_path: Path) -> None:
    """It lies in the write-ahead log, not yet in the file itself."""
    add_deck(store, 2)
    with peeking(tmp_path / "mlcards.db") as peek:
        assert peek is not None
        assert len(peek.decks()) == 1
        add_deck(store, 2, key="more", title="More")
        assert len(peek.decks()) == 1
    with peeking(tmp_path / "mlcards.db") as peek:
        assert peek is not None
        assert len(peek.decks()) == 2


def test_nothing_is_made(tmp_path: Path) -> None:
    with peeking(tmp_path / "mlcards.db") as peek:
        assert peek is None
    assert list(tmp_path.iterdir()) == []
    with peeking(tmp_path / "no" / "folder" / "mlcards.db") as peek:
        assert peek is None


def test_nothing_is_left_beside_a_file_that_was_closed(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    store = Store.open_file(path)
    add_deck(store, 2)
    store.close()
    before = path.read_bytes()
    with peeking(path) as peek:
        assert peek is not None
    assert path.read_bytes() == before


def test_nothing_can_be_written(store: Store, tmp_path: Path) -> None:
    del store
    with peeking(tmp_path / "mlcards.db") as peek:
        assert peek is not None
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            list(peek.rows("DELETE FROM meta", {}))


@pytest.mark.parametrize("content", [b"", b"not a database " * 500])
def test_what_is_no_collection_is_left_to_the_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mlcards.db"
    path.write_bytes(content)
    with peeking(path) as peek:
        assert peek is None
    assert path.read_bytes() == content


def test_another_schema_is_left_to_the_store(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    Store.open_file(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE meta SET value = '0' WHERE key = 'schema_version'")
        raw.commit()
    with peeking(path) as peek:
        assert peek is None
