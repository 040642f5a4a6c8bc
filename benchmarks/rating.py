"""One rating: in software on a memory disk, and durable on a real one, against raw sqlite3."""

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

from benchmarks.filling import NOW, fill
from benchmarks.measure import Row, alternate, compared, seconds
from mlcards.bootstrap import new_review_id
from mlcards.collection.collection import Collection
from mlcards.collection.study import StudySession
from mlcards.config.settings import Settings
from mlcards.core.model import Rating
from mlcards.store.store import Store

_CARDS = 20_000
_MEMORY = Path("/dev/shm")


def run(folder: Path) -> list[Row]:
    """Return the rows; the memory disk is left out where there is none."""
    rows = []
    if _MEMORY.is_dir():
        memory = _MEMORY / f"mlcards-bench-{folder.name}"
        try:
            rows += _pair(memory, "one rating with the next card, memory disk", "≤ 4 (software)")
        finally:
            _remove(memory)
    return rows + _pair(folder / "rating", "one rating with the next card, durable", "≤ 1.5")


def _pair(home: Path, name: str, goal: str) -> list[Row]:
    rate = _rater(fill(home, _CARDS))
    raw = _raw_commit(home / "raw.db")
    ours, theirs = alternate(lambda: seconds(rate), lambda: seconds(raw), rounds=150)
    return [compared(name, ours, theirs, "raw durable commit", goal)]


def _rater(database: Path) -> Callable[[], object]:
    settings = Settings({"study.reviews_per_day": 9999, "study.new_per_day": 9999})
    collection = Collection(Store.open_file(database), settings, lambda: NOW, new_review_id)
    session = StudySession(collection)
    return lambda: session.answer(Rating.GOOD, duration_ms=4000)


def _raw_commit(path: Path) -> Callable[[], object]:
    """An INSERT and an UPDATE in one transaction, as little as a rating could cost."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, card, rating, at)")
    connection.execute("CREATE TABLE card (id INTEGER PRIMARY KEY, due)")
    connection.executemany("INSERT INTO card VALUES (?, 0)", [(n,) for n in range(_CARDS)])
    number = count()

    def commit() -> None:
        n = next(number)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO log (card, rating, at) VALUES (?, 3, ?)", (n, n))
        connection.execute("UPDATE card SET due = ? WHERE id = ?", (n, n % _CARDS))
        connection.execute("COMMIT")

    return commit


def _remove(folder: Path) -> None:
    if folder.is_dir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
