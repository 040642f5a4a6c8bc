"""Small figures for the home screen, each one query through an index."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from mlcards.core.days import DayRule
from mlcards.store.schema import cards, notes, reviews

_ASKED = sa.text("suspended = 0 AND orphaned = 0")
_LAPSES_READ = 500
_PACE_OVER = 300
_LONGEST_ANSWER_MS = 300_000
"""A card left open longer than this was not being answered."""


def pace(connection: sa.Connection) -> tuple[int, int]:
    """Return the mean time (ms) of the newest reviews that were timed, and how many they are."""
    newest = (
        sa.select(reviews.c.duration_ms)
        .where(
            reviews.c.duration_ms.is_not(None),
            reviews.c.duration_ms <= _LONGEST_ANSWER_MS,
            reviews.c.undone == 0,
        )
        .order_by(reviews.c.id.desc())
        .limit(_PACE_OVER)
        .subquery()
    )
    row = connection.execute(
        sa.select(sa.func.avg(newest.c.duration_ms), sa.func.count()).select_from(newest)
    ).one()
    return int(row[0] or 0), int(row[1])


def most_forgotten(connection: sa.Connection, since: date, limit: int) -> list[str]:
    """Return the tags of the cards rated Again most often since a study day."""
    found = connection.execute(
        sa.select(notes.c.content)
        .select_from(reviews)
        .join(cards, cards.c.id == reviews.c.card_id)
        .join(notes, notes.c.id == cards.c.note_id)
        .where(
            reviews.c.day >= since,
            reviews.c.rating == 1,
            reviews.c.kind == "rating",
            reviews.c.undone == 0,
            reviews.c.phase_before == "review",
        )
        .order_by(reviews.c.day.desc())
        .limit(_LAPSES_READ)
    ).scalars()
    counted: Counter[str] = Counter()
    for content in found:
        counted.update(json.loads(content).get("tags", [])[:2])
    return [tag for tag, _times in counted.most_common(limit)]


def new_cards(connection: sa.Connection, today: date, decks: Sequence[int] | None = None) -> int:
    """Return how many new cards could be asked today, limits aside; of `decks`, if named."""
    query = (
        sa.select(sa.func.count())
        .select_from(cards)
        .where(sa.text("phase = 'new'"), _ASKED, ~_buried(today))
    )
    if decks is not None:
        query = query.where(cards.c.deck_id.in_(decks))
    return int(connection.execute(query).scalar_one())


def next_due(connection: sa.Connection, days: DayRule, now: datetime) -> datetime | None:
    """Return the instant (UTC) from which a rated card may next be asked; None without any."""
    today = days.study_day(now)
    steps = (sa.text("due_at IS NOT NULL"), _ASKED)
    step = connection.execute(
        sa.select(sa.func.min(cards.c.due_at)).where(*steps, ~_buried(today))
    ).scalar()
    hidden = connection.execute(
        sa.select(sa.func.min(cards.c.due_at)).where(*steps, _buried(today))
    ).scalar()
    day = connection.execute(
        sa.select(sa.func.min(cards.c.due_day)).where(sa.text("due_day IS NOT NULL"), _ASKED)
    ).scalar()
    # What is due but hidden or over the limit may be asked when the next study day starts.
    tomorrow = days.end(today)
    found = [step] if step else []
    if hidden:
        found.append(max(hidden, tomorrow))
    if day:
        found.append(max(days.start(day), tomorrow))
    return min(found) if found else None


def _buried(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(cards.c.buried_on.is_not(None), cards.c.buried_on >= today)
