"""Rows of cards: reading one, rating one, marking one.

The statements are made once: building one anew costs as much as running it. A change names the
version it was decided on and is refused when the row has moved on.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from mlcards.core.errors import NotFoundError, StaleCardError
from mlcards.core.model import Card, CardId, Schedule
from mlcards.store.many import chunks, rows_in
from mlcards.store.rows import card_of, schedule_values
from mlcards.store.schema import actions, cards, decks, reviews
from mlcards.store.types import StudyDay

_BY_ID = sa.select(cards).where(cards.c.id == sa.bindparam("card"))
_SCHEDULE = (
    sa.update(cards)
    .where(cards.c.id == sa.bindparam("card"), cards.c.version == sa.bindparam("seen"))
    .values(
        version=cards.c.version + 1,
        leech=sa.bindparam("leech_mark"),
        buried_on=None,
        **{name: sa.bindparam(f"new_{name}") for name in schedule_values(Schedule())},
    )
)
_LEARNED = (
    sa.update(cards)
    .where(cards.c.id == sa.bindparam("card"))
    .values(
        version=cards.c.version + 1,
        suspended=sa.bindparam("suspended_mark"),
        buried_on=sa.bindparam("buried_mark"),
        flag=sa.bindparam("flag_mark"),
        leech=sa.bindparam("leech_mark"),
        **{name: sa.bindparam(f"new_{name}") for name in schedule_values(Schedule())},
    )
)
_SIBLINGS = sa.select(cards.c.id).where(
    cards.c.note_id == sa.bindparam("note"),
    cards.c.id != sa.bindparam("card"),
    sa.or_(cards.c.phase == "new", cards.c.due_day <= sa.bindparam("today")),
    cards.c.suspended == 0,
    cards.c.orphaned == 0,
    sa.or_(cards.c.buried_on.is_(None), cards.c.buried_on < sa.bindparam("today")),
)
_DUE_ON = (
    sa.select(sa.func.count())
    .select_from(cards)
    .where(
        cards.c.due_day == sa.bindparam("day"),
        sa.text("due_day IS NOT NULL AND suspended = 0 AND orphaned = 0"),
    )
)


def get(connection: sa.Connection, card: CardId) -> Card:
    """Return a card.

    Raises:
        NotFoundError: there is no card of that number.
    """
    row = connection.execute(_BY_ID, {"card": card}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no card {card}.", "mlcards next lists cards to ask.")
    return card_of(row)


def set_schedule(connection: sa.Connection, card: Card, schedule: Schedule, *, leech: bool) -> None:
    """Write a card's schedule; it is no longer buried.

    Raises:
        StaleCardError: the card changed since `card` was read.
    """
    values = {f"new_{name}": value for name, value in schedule_values(schedule).items()}
    changed = connection.execute(
        _SCHEDULE, {"card": card.id, "seen": card.version, "leech_mark": int(leech), **values}
    )
    if changed.rowcount != 1:
        raise StaleCardError(
            "This card was changed elsewhere since it was shown.", "Here it is as it is now."
        )


def of_notes(connection: sa.Connection, ids: Sequence[int]) -> list[Card]:
    """Return the cards of these notes, orphans too, each note's in order."""
    query = sa.select(cards).order_by(cards.c.note_id, cards.c.position, cards.c.id)
    return [card_of(row) for row in rows_in(connection, query, cards.c.note_id, ids)]


def by_numbers(connection: sa.Connection, ids: Sequence[int]) -> list[Card]:
    """Return those of these cards that exist."""
    return [card_of(row) for row in rows_in(connection, sa.select(cards), cards.c.id, ids)]


def set_learned(connection: sa.Connection, changes: Sequence[tuple[Card, Schedule]]) -> None:
    """Write the schedules of cards, and the marks that stand in `Card`, whatever they were."""
    if changes:
        connection.execute(
            _LEARNED,
            [
                {
                    "card": card.id,
                    "suspended_mark": int(card.suspended),
                    "buried_mark": card.buried_on,
                    "flag_mark": card.flag,
                    "leech_mark": int(card.leech),
                    **{f"new_{name}": value for name, value in schedule_values(schedule).items()},
                }
                for card, schedule in changes
            ],
        )


def delete_unused(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Delete those of these cards with which nothing was done: no review, no action, no mark."""
    for chunk in chunks(ids):
        connection.execute(
            sa.delete(cards).where(
                cards.c.id.in_(chunk),
                cards.c.suspended + cards.c.flag + cards.c.leech == 0,
                ~sa.exists().where(reviews.c.card_id == cards.c.id),
                ~sa.exists().where(actions.c.card_id == cards.c.id),
            )
        )


def set_marks(connection: sa.Connection, card: CardId, values: Mapping[str, Any]) -> None:
    """Write a card's marks: suspended, buried_on, flag, leech."""
    connection.execute(
        sa.update(cards)
        .where(cards.c.id == card)
        .values(version=cards.c.version + 1, **dict(values))
    )


def siblings_to_bury(connection: sa.Connection, card: Card, today: date) -> list[CardId]:
    """Return the other cards of the note that could be asked today; learning steps go on."""
    found = connection.execute(_SIBLINGS, {"note": card.note_id, "card": card.id, "today": today})
    return [CardId(number) for number in found.scalars()]


def bury(connection: sa.Connection, ids: list[CardId], today: date | None) -> None:
    """Hide cards for a study day, or show them again with None."""
    if ids:
        connection.execute(
            sa.update(cards)
            .where(cards.c.id.in_(ids))
            .values(buried_on=today, version=cards.c.version + 1)
        )


def suspend_all(connection: sa.Connection, deck: int) -> None:
    """Suspend every card of a deck."""
    connection.execute(
        sa.update(cards)
        .where(cards.c.deck_id == deck, cards.c.suspended == 0)
        .values(suspended=1, version=cards.c.version + 1)
    )


def due_on(connection: sa.Connection, day: date) -> int:
    """Return how many cards are due from study day `day`."""
    return int(connection.execute(_DUE_ON, {"day": day}).scalar_one())


def due_between(connection: sa.Connection, first: date, last: date) -> dict[date, int]:
    """Return how many cards are due from each study day of a span; days without are missing."""
    found = connection.execute(
        sa.select(cards.c.due_day, sa.func.count())
        .where(
            cards.c.due_day.between(first, last),
            sa.text("due_day IS NOT NULL AND suspended = 0 AND orphaned = 0"),
        )
        .group_by(cards.c.due_day)
    )
    return {day: int(number) for day, number in found if day is not None}


def totals(connection: sa.Connection) -> dict[int, int]:
    """Return the number of cards of each deck, orphans left out."""
    found = connection.execute(
        sa.select(decks.c.id, sa.func.count(cards.c.id))
        .join(cards, cards.c.deck_id == decks.c.id)
        .where(cards.c.orphaned == 0)
        .group_by(decks.c.id)
    )
    return {deck: int(number) for deck, number in found}


def weakest(
    connection: sa.Connection, decks: Sequence[int], today: date, limit: int
) -> list[CardId]:
    """Return the cards least likely to be recalled on `today`, weakest first, then new ones.

    The share of stability that has passed orders cards as their chance of recall does.
    """
    here = (cards.c.deck_id.in_(decks), cards.c.suspended == 0, cards.c.orphaned == 0)
    passed = (sa.literal(today, StudyDay) - cards.c.last_day) / cards.c.stability
    rated = connection.execute(
        sa.select(cards.c.id)
        .where(*here, cards.c.stability.is_not(None))
        .order_by(passed.desc(), cards.c.difficulty.desc(), cards.c.id)
        .limit(limit)
    ).scalars()
    found = [CardId(number) for number in rated]
    if len(found) < limit:
        new = connection.execute(
            sa.select(cards.c.id)
            .where(*here, cards.c.phase == "new")
            .order_by(cards.c.position, cards.c.id)
            .limit(limit - len(found))
        ).scalars()
        found += [CardId(number) for number in new]
    return found
