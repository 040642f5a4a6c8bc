"""Rows of the review log and of the actions that can be taken back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from mlcards.core.model import CardId, Phase, Review, ReviewId
from mlcards.store.many import chunks, rows_in, values_in
from mlcards.store.rows import review_of, review_values
from mlcards.store.schema import actions, cards, reviews

_INSERT = sa.insert(reviews)
_ACT = sa.insert(actions)


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person did to a card, with what is needed to take it back.

    Attributes:
        kind: "rating", "bury", "suspend", "unsuspend", "flag" or "edit".
        before: the marks as they were; for a rating also the siblings it buried, for an edit the
            texts before and after.
    """

    id: int
    at: datetime
    kind: str
    card_id: CardId
    review_id: ReviewId | None
    before: Mapping[str, Any]


def add(connection: sa.Connection, review: Review, deck_id: int, phase_before: Phase) -> None:
    """Append a review to the log."""
    connection.execute(_INSERT, review_values(review, deck_id, phase_before))


def add_imported(
    connection: sa.Connection, rows: Sequence[tuple[Review, int, Phase]], imported: int | None
) -> None:
    """Append the rows an import brings: each with its card's deck and the phase before it.

    An id that another row has already is not this row's any more; it must be made anew before.
    """
    if rows:
        connection.execute(
            _INSERT,
            [
                {**review_values(review, deck, before), "import_id": imported}
                for review, deck, before in rows
            ],
        )


def taken_ids(connection: sa.Connection, ids: Sequence[ReviewId]) -> set[str]:
    """Return which of these ids rows have."""
    return values_in(connection, sa.select(reviews.c.id), reviews.c.id, ids)


def of_cards(connection: sa.Connection, ids: Sequence[CardId]) -> dict[CardId, list[Review]]:
    """Return the logs of cards that have one, undone rows too, in the order of time."""
    found: dict[CardId, list[Review]] = {}
    query = sa.select(reviews).order_by(reviews.c.at, reviews.c.id)
    for row in rows_in(connection, query, reviews.c.card_id, ids):
        found.setdefault(CardId(row.card_id), []).append(review_of(row))
    return found


def notes_rated_here(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these notes have a card that was rated in this collection."""
    query = (
        sa.select(cards.c.note_id)
        .join(reviews, reviews.c.card_id == cards.c.id)
        .where(reviews.c.import_id.is_(None), reviews.c.undone == 0)
        .distinct()
    )
    return values_in(connection, query, cards.c.note_id, ids)


def adopt_imported(connection: sa.Connection, imported: int, notes: Sequence[int]) -> None:
    """Make the rows that an import brought to these notes the collection's own."""
    for chunk in chunks(notes):
        here = sa.select(cards.c.id).where(cards.c.note_id.in_(chunk))
        connection.execute(
            sa.update(reviews)
            .where(reviews.c.import_id == imported, reviews.c.card_id.in_(here))
            .values(import_id=None)
        )


def remove_imported(connection: sa.Connection, imported: int) -> None:
    """Delete the rows an import brought; its file still has them."""
    connection.execute(sa.delete(reviews).where(reviews.c.import_id == imported))


def of_card(connection: sa.Connection, card: CardId) -> list[Review]:
    """Return a card's log, undone rows too, in the order of time."""
    found = connection.execute(
        sa.select(reviews).where(reviews.c.card_id == card).order_by(reviews.c.at, reviews.c.id)
    )
    return [review_of(row) for row in found]


def mark_undone(connection: sa.Connection, review: ReviewId) -> None:
    """Take a review back; its row stays."""
    connection.execute(sa.update(reviews).where(reviews.c.id == review).values(undone=1))


def newest(connection: sa.Connection) -> datetime | None:
    """Return the instant of the newest review of all."""
    return connection.execute(sa.select(sa.func.max(reviews.c.at))).scalar()


def act(
    connection: sa.Connection,
    kind: str,
    card: CardId,
    at: datetime,
    before: Mapping[str, Any],
    review: ReviewId | None = None,
) -> None:
    """Note an action so that it can be taken back, also after a restart."""
    connection.execute(
        _ACT,
        {
            "at": at,
            "kind": kind,
            "card_id": card,
            "review_id": review,
            "before": json.dumps(dict(before)) if before else "{}",
        },
    )


def last_action(connection: sa.Connection, kinds: Sequence[str] = ()) -> Action | None:
    """Return the newest action that was not taken back; with `kinds` only of these."""
    query = sa.select(actions).where(actions.c.undone == 0)
    if kinds:
        query = query.where(actions.c.kind.in_(kinds))
    row = connection.execute(query.order_by(actions.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    return Action(
        row.id,
        row.at,
        row.kind,
        CardId(row.card_id),
        None if row.review_id is None else ReviewId(row.review_id),
        json.loads(row.before),
    )


def mark_action_undone(connection: sa.Connection, action: int) -> None:
    """Note that an action was taken back."""
    connection.execute(sa.update(actions).where(actions.c.id == action).values(undone=1))


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One study day's reviews: how many, how many recalled of those in review, and the time."""

    reviews: int
    asked: int
    recalled: int
    duration_ms: int


def by_day(connection: sa.Connection, first: date) -> dict[date, DayTotals]:
    """Return the totals of each study day from `first` on."""
    mature = reviews.c.phase_before == Phase.REVIEW.value
    found = connection.execute(
        sa.select(
            reviews.c.day,
            sa.func.count(),
            sa.func.sum(sa.case((mature, 1), else_=0)),
            sa.func.sum(sa.case((sa.and_(mature, reviews.c.rating > 1), 1), else_=0)),
            sa.func.sum(sa.func.coalesce(reviews.c.duration_ms, 0)),
        )
        .where(reviews.c.day >= first, reviews.c.undone == 0, reviews.c.kind == "rating")
        .group_by(reviews.c.day)
    )
    return {
        day: DayTotals(int(n), int(asked or 0), int(recalled or 0), int(spent or 0))
        for day, n, asked, recalled, spent in found
    }
