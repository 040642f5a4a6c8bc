"""Large collections, made quickly: half in review with due days spread, half new."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.store.numbers import day_number, micros
from mlcards.store.store import Store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MARKER = "Firstcardmarker"
"""A word of every question, to be looked for on the terminal."""
_DECKS = 20


def fill(home: Path, number: int) -> Path:
    """Make a home with a collection of `number` cards; return its database."""
    home.mkdir(parents=True, exist_ok=True)
    database = home / "mlcards.db"
    Store.open_file(database).close()
    decks = min(_DECKS, max(number // 50, 1))
    today = day_number(NOW.date())
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA synchronous = OFF")
    with connection:
        connection.executemany(
            "INSERT INTO decks (id, key, title) VALUES (?, ?, ?)",
            [(n + 1, f"deck-{n}", f"Topic {n:02}") for n in range(decks)],
        )
        connection.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)
            INSERT INTO notes (id, deck_id, key, position, content)
            SELECT i, 1 + i % :decks, 'n' || i, i, :head || i || :tail FROM n
            """,
            {
                "number": number,
                "decks": decks,
                "head": f'{{"answer":"The **mean** of squared errors.","question":"{MARKER} ',
                "tail": ' what is it?","tags":["metrics"],"type":"basic"}',
            },
        )
        connection.execute(
            """
            INSERT INTO cards (id, note_id, deck_id, part, position, phase, stability, difficulty,
                               due_day, last_at, last_day, reps)
            SELECT id, id, deck_id, 'main', position * 100,
                   CASE WHEN id % 2 THEN 'review' ELSE 'new' END,
                   CASE WHEN id % 2 THEN 5.0 + id % 60 END,
                   CASE WHEN id % 2 THEN 5.0 END,
                   CASE WHEN id % 2 THEN :today - 2 + id % 301 END,
                   CASE WHEN id % 2 THEN :last_at END,
                   CASE WHEN id % 2 THEN :today - 30 END,
                   CASE WHEN id % 2 THEN 3 ELSE 0 END
            FROM notes
            """,
            {"today": today, "last_at": micros(NOW - timedelta(days=30))},
        )
        # As if the shipped decks had been taken in and removed: only the filled cards count.
        connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (SHIPPED, fingerprint()))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return database
