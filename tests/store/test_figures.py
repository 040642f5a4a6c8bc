from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mlcards.core.model import CardId, Phase, Rating, Review, ReviewId
from mlcards.store import cards, figures, reviews, tallies
from mlcards.store.store import Store
from mlcards.store.tallies import Tally
from support.clock import A_SUNDAY
from support.databases import OpenStore
from support.factories import UTC_DAYS, CardState, a_content, a_schedule, add_deck, put

TODAY = date(2026, 11, 22)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def rate(store: Store, number: int, card: int = 1, **fields: Any) -> None:
    """Write a row of the log, `number` minutes after the start."""
    values: dict[str, Any] = {
        "rating": Rating.GOOD,
        "at": A_SUNDAY + number * MINUTE,
        "day": TODAY,
        "after": a_schedule(),
        "before": Phase.REVIEW,
    } | fields
    before = values.pop("before")
    with store.writing() as connection:
        review = Review(id=ReviewId(f"{number:06}"), card_id=CardId(card), **values)
        reviews.add(connection, review, 1, before)


def put_cards(store: Store, *states: CardState) -> None:
    with store.writing() as connection:
        for number, state in enumerate(states, 1):
            put(connection, number, state)


def next_due(store: Store) -> datetime | None:
    with store.reading() as connection:
        return figures.next_due(connection, UTC_DAYS, A_SUNDAY)


def learning(minutes: float, **marks: Any) -> CardState:
    due = A_SUNDAY + minutes * MINUTE
    return CardState(a_schedule(phase=Phase.LEARNING, step=0, due_day=None, due_at=due), marks)


def review(days: int, **marks: Any) -> CardState:
    return CardState(a_schedule(due_day=TODAY + days * DAY), marks)


START_OF_TOMORROW = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], None),
        ([CardState()], None),
        ([review(3)], START_OF_TOMORROW + 2 * DAY),
        ([review(3), review(9)], START_OF_TOMORROW + 2 * DAY),
        ([review(3), learning(30)], A_SUNDAY + 30 * MINUTE),
        ([learning(3000)], A_SUNDAY + 3000 * MINUTE),
        # due but held back by the day's limit, or hidden until tomorrow
        ([review(0)], START_OF_TOMORROW),
        ([review(-5), review(4)], START_OF_TOMORROW),
        ([review(0, buried_on=TODAY), review(4)], START_OF_TOMORROW),
        ([learning(-5, buried_on=TODAY), review(4)], START_OF_TOMORROW),
        ([learning(3000, buried_on=TODAY)], A_SUNDAY + 3000 * MINUTE),
        ([learning(7, buried_on=TODAY - DAY)], A_SUNDAY + 7 * MINUTE),
        # never
        ([review(2, suspended=1), learning(5, orphaned=1)], None),
    ],
)
def test_when_something_comes_next(
    databases: OpenStore, states: list[CardState], expected: datetime | None
) -> None:
    store = databases()
    add_deck(store, max(len(states), 1))
    put_cards(store, *states)
    assert next_due(store) == expected


def test_new_cards_that_could_be_asked(databases: OpenStore) -> None:
    store = databases()
    one = add_deck(store, 6)
    two = add_deck(store, 2, key="two", title="Two")
    put_cards(
        store,
        CardState(),
        CardState(marks={"suspended": 1}),
        CardState(marks={"orphaned": 1}),
        CardState(marks={"buried_on": TODAY}),
        CardState(marks={"buried_on": TODAY - DAY}),
        review(1),
    )
    with store.reading() as connection:
        assert figures.new_cards(connection, TODAY) == 4
        assert figures.new_cards(connection, TODAY, [one]) == 2
        assert figures.new_cards(connection, TODAY, [two]) == 2
        assert figures.new_cards(connection, TODAY, []) == 0


def test_the_pace_is_of_the_newest_timed_answers(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    with store.reading() as connection:
        assert figures.pace(connection) == (0, 0)
    rate(store, 1, duration_ms=4000)
    rate(store, 2, duration_ms=8000)
    rate(store, 3, duration_ms=None)
    rate(store, 4, duration_ms=3_600_000)
    rate(store, 5, duration_ms=90_000, undone=True)
    with store.reading() as connection:
        assert figures.pace(connection) == (6000, 2)


def test_old_answers_do_not_count_towards_the_pace(store: Store) -> None:
    add_deck(store, 1)
    for number in range(310):
        rate(store, number, duration_ms=60_000 if number < 10 else 1000)
    with store.reading() as connection:
        assert figures.pace(connection) == (1000, 300)


def test_topics_forgotten_most(databases: OpenStore) -> None:
    store = databases()
    tags = [("roc", "metrics", "third"), ("sql",), ("roc",), ()]
    add_deck(store, [a_content(f"{n}?", tags=found) for n, found in enumerate(tags)])
    again = Rating.AGAIN
    log: list[tuple[int, dict[str, Any]]] = [
        (1, {"rating": again}),
        (3, {"rating": again}),
        (2, {"rating": again}),
        (4, {"rating": again}),
        (2, {"rating": Rating.HARD}),
        (2, {"rating": again, "undone": True}),
        (2, {"rating": again, "before": Phase.LEARNING}),
        (2, {"rating": again, "day": TODAY - 40 * DAY}),
    ]
    for number, (card, fields) in enumerate(log):
        rate(store, number, card, **fields)
    with store.reading() as connection:
        found = figures.most_forgotten(connection, TODAY - 30 * DAY, 3)
    assert found[0] == "roc"
    assert set(found) == {"roc", "metrics", "sql"}


def test_what_became_of_a_deck_s_cards(databases: OpenStore) -> None:
    store = databases()
    deck = add_deck(store, 5)
    empty = add_deck(store, 0, key="empty", title="Empty")
    put_cards(
        store,
        CardState(),
        review(1),
        review(1, orphaned=1),
        review(1, suspended=1),
        learning(3, suspended=1, orphaned=1),
    )
    with store.reading() as connection:
        found = tallies.by_deck(connection)
        assert found == {deck: Tally(suspended=1, orphaned=2, seen=2)}
        assert empty not in found
        assert cards.totals(connection) == {deck: 3}
