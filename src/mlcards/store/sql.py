"""The queries that the first frame and the prompt share with the rest, as plain SQL.

`store.peek` runs them through sqlite3 before SQLAlchemy is loaded, the store through SQLAlchemy;
so what the prompt counts is what a session then asks. Parameters are named `:like_this`.
"""

# ruff: noqa: S608  (what is put together here are constants of this file)

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Rows = Callable[[str, Mapping[str, Any]], Iterable[tuple[Any, ...]]]
"""Runs one query and yields its rows lazily."""

DECKS = "SELECT id, key, title, options FROM decks ORDER BY title, id"

FIRST_DECKS = "SELECT id FROM decks WHERE tags LIKE '%\"start-here\"%'"
"""Decks whose author tagged them start-here: their new cards come before all others."""

DONE_TODAY = """
SELECT deck_id,
       sum(CASE WHEN phase_before = 'new' THEN 1 ELSE 0 END),
       sum(CASE WHEN phase_before = 'review' THEN 1 ELSE 0 END)
FROM reviews WHERE day = :today AND undone = 0 AND kind = 'rating' GROUP BY deck_id
"""
_UNBURIED = "(buried_on IS NULL OR buried_on < :today)"
_COLUMNS = "id, note_id, deck_id, position, due_day, due_at, stability, last_day"

LEARNING = f"""
SELECT {_COLUMNS} FROM cards
WHERE due_at IS NOT NULL AND suspended = 0 AND orphaned = 0 AND due_at < :day_end AND {_UNBURIED}
ORDER BY due_at, id
"""
DUE = f"""
SELECT {_COLUMNS} FROM cards
WHERE deck_id = :deck AND due_day IS NOT NULL AND due_day <= :today
  AND suspended = 0 AND orphaned = 0 AND {_UNBURIED}
ORDER BY due_day, id
"""
NEW = f"""
SELECT {_COLUMNS} FROM cards
WHERE deck_id = :deck AND phase = 'new' AND suspended = 0 AND orphaned = 0 AND {_UNBURIED}
ORDER BY position, id
"""
CARD = """
SELECT c.id, c.note_id, c.deck_id, c.part, c.phase, c.flag, c.leech, n.content, d.title
FROM cards c JOIN notes n ON n.id = c.note_id JOIN decks d ON d.id = c.deck_id
WHERE c.id = :card
"""
OWN_ANSWER = """
SELECT text FROM own_answers WHERE note_id = :note ORDER BY at DESC, id DESC LIMIT 1
"""
"""Newest first; an empty text means the person cleared it."""
