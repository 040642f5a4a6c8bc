"""Figures for the home screen and for a session's end."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mlcards.collection.views import Hard, Summary, Today
from mlcards.core.days import DayRule
from mlcards.core.model import CardId, Phase, Rating, Review
from mlcards.core.queue import Counts
from mlcards.store import cards, figures, reviews

if TYPE_CHECKING:
    import sqlalchemy as sa

    from mlcards.collection.collection import Collection

_AHEAD = 14
_PAST = timedelta(days=30)
_MS_PER_CARD = 30_000
"""What a card takes until the person's own pace is known."""
_PACE_FROM = 20
"""Reviews with a duration from which the pace is the person's own."""
_HARDEST = 5
_WEAKEST = 3


def today(connection: "sa.Connection", days: DayRule, now: datetime, counts: Counts) -> Today:
    """Return the panel beside the decks; `counts` is what waits."""
    day = days.study_day(now)
    past = reviews.by_day(connection, day - timedelta(days=400))
    recent = [totals for when, totals in past.items() if when > day - _PAST]
    asked = sum(totals.asked for totals in recent)
    scheduled = cards.due_between(connection, day + timedelta(days=1), day + timedelta(days=_AHEAD))
    done = past.get(day)
    pace, measured = figures.pace(connection)
    each = pace if measured >= _PACE_FROM else _MS_PER_CARD
    return Today(
        counts=counts,
        minutes=-(-counts.total * each // 60_000),
        done=done.reviews if done else 0,
        load=(
            counts.total,
            *(scheduled.get(day + timedelta(days=n), 0) for n in range(1, _AHEAD)),
        ),
        streak=_streak(set(past), day),
        recall=sum(totals.recalled for totals in recent) / asked if asked else None,
        weakest=tuple(figures.most_forgotten(connection, day - _PAST, _WEAKEST)),
        next_due=figures.next_due(connection, days, now),
        more_new=max(figures.new_cards(connection, day) - counts.new, 0),
    )


def summary(
    collection: "Collection", deck_ids: Sequence[int], done: Sequence[tuple[Review, Phase]]
) -> Summary:
    """Return a session's end.

    Args:
        collection: where.
        deck_ids: decks that were studied.
        done: the ratings of the session that stand, with the phase each card was in.
    """
    now = collection.clock()
    in_review = [review for review, phase in done if phase is Phase.REVIEW]
    day = collection.days.study_day(now)
    waiting = sum(collection.plan().only(set(deck_ids)).counts().values(), Counts())
    with collection.store.reading() as connection:
        next_due = figures.next_due(connection, collection.days, now)
        unseen = figures.new_cards(connection, day, deck_ids)
    return Summary(
        ratings=Counter(review.rating for review, _phase in done if review.rating is not None),
        new=sum(1 for _review, phase in done if phase is Phase.NEW),
        asked=len(in_review),
        recalled=sum(1 for review in in_review if review.rating is not Rating.AGAIN),
        duration_ms=sum(review.duration_ms or 0 for review, _phase in done),
        hardest=_hardest(collection, [review for review, _phase in done]),
        tomorrow=collection.counts_on(day + timedelta(days=1)),
        next_due=next_due,
        more_new=max(unseen - waiting.new, 0),
    )


def _hardest(collection: "Collection", done: Sequence[Review]) -> tuple[Hard, ...]:
    """Cards forgotten or found hard, the most often forgotten first."""
    again: Counter[CardId] = Counter()
    difficulty: dict[CardId, float] = {}
    for review in done:
        if review.rating is not None and review.rating <= Rating.HARD:
            again[review.card_id] += review.rating is Rating.AGAIN
        if review.after.memory is not None:
            difficulty[review.card_id] = review.after.memory.difficulty
    ranked = sorted(again, key=lambda card: (-again[card], -difficulty.get(card, 0.0), card))
    return tuple(
        Hard(
            card,
            collection.card_view(card).face.question,
            again[card],
            difficulty.get(card, 0.0),
        )
        for card in ranked[:_HARDEST]
    )


def _streak(studied: set[date], day: date) -> int:
    """Study days in a row; today counts when it was studied, and does not break when not yet."""
    last = day if day in studied else day - timedelta(days=1)
    streak = 0
    while last in studied:
        streak += 1
        last -= timedelta(days=1)
    return streak
