"""One rating and the transaction it is: all of it or nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.rating import rate
from mlcards.collection.recording import Recorder
from mlcards.collection.views import Answered
from mlcards.core.errors import ClockError, NotFoundError, StaleCardError, UsageError
from mlcards.core.model import Card, CardId, Phase, Rating, Schedule
from mlcards.store import cards, reviews
from mlcards.store.load import DayLoad
from mlcards.store.store import Store
from support.clock import A_SUNDAY, FakeClock
from support.databases import OpenStore
from support.factories import (
    CardState,
    a_collection,
    a_reversed,
    a_schedule,
    add_deck,
    put,
    some_settings,
)

AGAIN, HARD, GOOD, EASY = Rating
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def rated(
    collection: Collection, card: Card, rating: Rating, now: datetime = A_SUNDAY, **fields: Any
) -> Answered:
    values: dict[str, Any] = {"apart": True, "load": DayLoad(collection.store)} | fields
    return rate(collection, card, rating, now, settings=collection.deck_settings(), **values)


def rows(store: Store, table: str) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_a_rating_is_a_row_a_schedule_and_a_way_back(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_reversed()])
    collection = a_collection(store)
    answered = rated(collection, collection.card(CardId(1)), GOOD, duration_ms=900, said=(1,))
    assert collection.card(CardId(1)).schedule == answered.review.after
    assert answered.buried == 1
    with store.reading() as connection:
        (review,) = reviews.of_card(connection, CardId(1))
        action = reviews.last_action(connection)
    assert (review.id, review.duration_ms, review.said) == (answered.review.id, 900, (1,))
    assert action is not None
    assert (action.kind, action.review_id, action.before) == ("rating", review.id, {"buried": [2]})


def test_a_stale_card_leaves_no_trace(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_reversed()])
    collection = a_collection(store)
    shown = collection.card(CardId(1))
    rated(collection, shown, GOOD)
    before = collection.card(CardId(1))
    with pytest.raises(StaleCardError):
        rated(collection, shown, AGAIN)
    assert collection.card(CardId(1)) == before
    assert (rows(store, "reviews"), rows(store, "actions")) == (1, 1)


def test_a_clock_far_off_writes_nothing(store: Store) -> None:
    add_deck(store, 1)
    with store.writing() as connection:
        put(connection, 1, CardState(a_schedule()))
    collection = a_collection(store)
    with pytest.raises(ClockError):
        rated(collection, collection.card(CardId(1)), GOOD, A_SUNDAY - 30 * DAY)
    assert rows(store, "reviews") == 0


def test_the_deck_s_own_settings_decide(store: Store) -> None:
    options = {"fsrs.learning_steps": "3m", "leech.threshold": "1", "fsrs.fuzz": "false"}
    add_deck(store, 1, options=options)
    collection = a_collection(store)
    after = rated(collection, collection.card(CardId(1)), AGAIN).review.after
    assert after.due_at == A_SUNDAY + 3 * MINUTE
    with store.writing() as connection:
        card = cards.get(connection, CardId(1))
        cards.set_schedule(connection, card, a_schedule(), leech=False)
    assert rated(collection, collection.card(CardId(1)), AGAIN).leech


def test_a_leech_stays_one_until_it_is_taken_back(store: Store) -> None:
    add_deck(store, 1)
    collection = a_collection(store)
    with store.writing() as connection:
        put(connection, 1, CardState(a_schedule(lapses=7)))
    assert rated(collection, collection.card(CardId(1)), AGAIN).leech
    after = rated(collection, collection.card(CardId(1)), GOOD, A_SUNDAY + 10 * MINUTE)
    assert not after.leech
    assert collection.card(CardId(1)).leech
    collection.undo()
    assert collection.card(CardId(1)).leech
    collection.undo()
    assert not collection.card(CardId(1)).leech


def test_the_load_follows(store: Store) -> None:
    add_deck(store, 40)
    collection = a_collection(store)
    load = DayLoad(store)
    for number in range(1, 41):
        rated(collection, collection.card(CardId(number)), EASY, load=load)
    counted = {day: load[day] for day in load}
    assert sum(counted.values()) == 40
    assert {n for n in counted.values() if n} <= {max(counted.values()), max(counted.values()) - 1}
    fresh = DayLoad(store)
    assert {day: fresh[day] for day in counted} == counted


# A program's ratings ----------------------------------------------------------------------------


@pytest.fixture
def recorder(store: Store, clock: FakeClock) -> Recorder:
    add_deck(store, [a_reversed(str(n)) for n in range(3)])
    return Recorder(a_collection(store, clock))


def test_any_card_may_be_recorded_in_any_order(recorder: Recorder, store: Store) -> None:
    for number in (5, 1, 5, 3):
        recorder.record(CardId(number), GOOD)
    assert rows(store, "reviews") == 4
    with pytest.raises(NotFoundError):
        recorder.record(CardId(77), GOOD)


def test_reviews_of_some_time_ago_count_for_their_day(
    recorder: Recorder, store: Store, clock: FakeClock
) -> None:
    for ago, rating in ((9, GOOD), (9, GOOD), (7, AGAIN), (7, GOOD), (2, EASY)):
        recorder.record(CardId(1), rating, at=A_SUNDAY - ago * DAY)
    with store.reading() as connection:
        log = reviews.of_card(connection, CardId(1))
    assert [review.rating for review in log] == [GOOD, GOOD, AGAIN, GOOD, EASY]
    assert [(clock().date() - review.day).days for review in log] == [9, 9, 7, 7, 2]
    collection = recorder._collection
    assert collection.scheduler(1).fold(log) == collection.card(CardId(1)).schedule


@pytest.mark.parametrize(
    "at", [A_SUNDAY + 2 * MINUTE, datetime(1969, 1, 1, tzinfo=A_SUNDAY.tzinfo)]
)
def test_impossible_times_are_refused(recorder: Recorder, store: Store, at: datetime) -> None:
    with pytest.raises(UsageError):
        recorder.record(CardId(1), GOOD, at=at)
    assert rows(store, "reviews") == 0


def test_the_order_of_time_is_asked_for(recorder: Recorder, store: Store) -> None:
    recorder.record(CardId(1), GOOD)
    with pytest.raises(UsageError, match="order of time"):
        recorder.record(CardId(1), GOOD, at=A_SUNDAY - 2 * DAY)
    assert rows(store, "reviews") == 1


def test_two_recorders_lose_nothing(databases: OpenStore, clock: FakeClock) -> None:
    mine, theirs = databases(), databases()
    add_deck(mine, 1)
    one = Recorder(a_collection(mine, clock, some_settings(fsrs_fuzz=False)))
    two = Recorder(a_collection(theirs, clock, some_settings(fsrs_fuzz=False)))
    for rating in Rating:
        one.record(CardId(1), rating)
        two.record(CardId(1), rating)
    collection = a_collection(mine, clock, some_settings(fsrs_fuzz=False))
    with mine.reading() as connection:
        log = reviews.of_card(connection, CardId(1))
    assert [review.rating for review in log] == [AGAIN, AGAIN, HARD, HARD, GOOD, GOOD, EASY, EASY]
    schedule = collection.card(CardId(1)).schedule
    assert schedule.reps == 8
    assert collection.scheduler(1).fold(log) == schedule
    while collection.undo() is not None:
        pass
    assert collection.card(CardId(1)).schedule == Schedule()
    assert collection.card(CardId(1)).schedule.phase is Phase.NEW
