"""The panel beside the decks and the end of a session."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.core.model import CardId, Phase, Rating, Review, ReviewId
from mlcards.core.queue import Counts
from mlcards.store import reviews
from mlcards.store.store import Store
from support.clock import FakeClock
from support.factories import (
    CardState,
    a_collection,
    a_content,
    a_reversed,
    a_schedule,
    add_deck,
    put,
    some_settings,
)

AGAIN, HARD, GOOD, EASY = Rating
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    add_deck(store, [a_content(f"{n}?", tags=("metrics", f"t{n}")) for n in range(12)])
    return a_collection(store, clock)


def rated(collection: Collection, *days: int, **fields: Any) -> None:
    """Write a review for each study day so many days ago."""
    values: dict[str, Any] = {"rating": GOOD, "phase": Phase.REVIEW} | fields
    phase = values.pop("phase")
    with collection.store.writing() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM reviews").scalar_one()
        for number, ago in enumerate(days, int(found)):
            at = collection.clock() - ago * DAY
            review = Review(
                id=ReviewId(f"{number:04}"),
                card_id=CardId(1),
                at=at,
                day=at.date(),
                after=a_schedule(),
                **values,
            )
            reviews.add(connection, review, 1, phase)


@pytest.mark.parametrize(
    ("days", "streak"),
    [
        ([], 0),
        ([0], 1),
        ([1], 1),
        ([2], 0),
        ([0, 1, 2], 3),
        ([1, 2, 3, 5], 3),
        ([0, 0, 0, 2], 1),
        (list(range(60)), 60),
    ],
)
def test_the_streak(collection: Collection, days: list[int], streak: int) -> None:
    rated(collection, *days)
    assert collection.today_panel().streak == streak


def test_what_was_taken_back_makes_no_streak(collection: Collection) -> None:
    rated(collection, 0, undone=True)
    assert collection.today_panel().streak == 0


def test_recall_is_of_cards_in_review_in_the_last_thirty_days(collection: Collection) -> None:
    assert collection.today_panel().recall is None
    rated(collection, 1, phase=Phase.LEARNING, rating=AGAIN)
    assert collection.today_panel().recall is None
    rated(collection, 0, 1, 29)
    rated(collection, 2, rating=AGAIN)
    rated(collection, 31, 40, rating=AGAIN)
    assert collection.today_panel().recall == 0.75


def test_what_was_done_today(collection: Collection) -> None:
    rated(collection, 0, 0, 0, 1)
    rated(collection, 0, undone=True)
    assert collection.today_panel().done == 3


def test_the_weakest_topics(collection: Collection) -> None:
    rated(collection, 3, 4, rating=AGAIN)
    rated(collection, 40, rating=AGAIN)
    assert collection.today_panel().weakest == ("metrics", "t0")


@pytest.mark.parametrize(
    ("answers", "each", "minutes"),
    [(0, 0, 5), (19, 6000, 5), (20, 6000, 1), (20, 66_000, 11), (20, 61_000, 11)],
)
def test_the_estimate_follows_the_person_s_pace(
    collection: Collection, answers: int, each: int, minutes: int
) -> None:
    """Ten new cards wait; until twenty answers were timed a card counts half a minute."""
    rated(collection, *[9] * answers, duration_ms=each)
    panel = collection.today_panel()
    assert panel.counts == Counts(new=10)
    assert panel.minutes == minutes


def test_the_load_of_the_next_fortnight(collection: Collection, store: Store) -> None:
    with store.writing() as connection:
        for number, days in enumerate((0, 1, 1, 13, 14), 1):
            put(connection, number, CardState(a_schedule(due_day=TODAY + days * DAY)))
    panel = collection.today_panel()
    assert panel.load == (8, 2, *[0] * 11, 1)
    assert len(panel.load) == 14
    assert panel.next_due == datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_new_cards_beyond_the_limit(collection: Collection) -> None:
    assert collection.today_panel().more_new == 2
    collection.ask_for_more_new(1)
    assert collection.today_panel().more_new == 1
    assert collection.today_panel().counts == Counts(new=11)


# The end of a session ---------------------------------------------------------------------------


def test_a_session_s_end(store: Store, clock: FakeClock) -> None:
    add_deck(store, [a_content(f"{n}?") for n in range(6)])
    with store.writing() as connection:
        for number in (1, 2, 3):
            put(connection, number, CardState(a_schedule()))
    settings = some_settings(
        study_order="reviews-first", study_new_per_day=2, study_learn_ahead=1440
    )
    session = StudySession(a_collection(store, clock, settings))
    for rating in (AGAIN, HARD, GOOD, EASY, AGAIN, AGAIN, GOOD):
        assert isinstance(session.turn, Asked)
        session.answer(rating, duration_ms=3000)
        clock.advance(seconds=3)
    summary = session.summary()
    assert summary.ratings == {AGAIN: 3, HARD: 1, GOOD: 2, EASY: 1}
    assert summary.reviews == 7
    assert summary.new == 2
    assert (summary.asked, summary.recalled) == (3, 2)
    assert summary.duration_ms == 21_000
    assert summary.more_new == 1
    hardest = [(hard.card, hard.question, hard.again) for hard in summary.hardest]
    assert (1, "0?", 1) in hardest
    assert hardest[-1][0] == 2
    assert len(hardest) == 3
    assert [again for _card, _question, again in hardest] == sorted(
        (again for _card, _question, again in hardest), reverse=True
    )


def test_an_empty_session_s_end(collection: Collection) -> None:
    summary = collection.summary_of_rest([1])
    assert (summary.reviews, summary.new, summary.asked, summary.hardest) == (0, 0, 0, ())
    assert summary.tomorrow == Counts(new=10)
    assert summary.more_new == 2


def test_at_most_five_hard_cards(store: Store, clock: FakeClock) -> None:
    add_deck(store, 8)
    session = StudySession(a_collection(store, clock))
    for _ in range(8):
        session.answer(HARD)
    assert [hard.card for hard in session.summary().hardest] == [1, 2, 3, 4, 5]


def test_more_new_cards_are_those_that_would_come(store: Store, clock: FakeClock) -> None:
    """Siblings of what was studied today are hidden, so they are not offered."""
    add_deck(store, [a_reversed(str(n)) for n in range(4)])
    collection = a_collection(store, clock, some_settings(study_new_per_day=4))
    session = StudySession(collection)
    for _ in range(4):
        session.answer(EASY)
    assert session.summary().more_new == 0
    collection.ask_for_more_new(5)
    assert collection.plan().counts() == {}


def test_the_summary_is_of_the_decks_that_were_studied(store: Store, clock: FakeClock) -> None:
    one = add_deck(store, 3)
    add_deck(store, 30, key="other", title="Other")
    session = StudySession(a_collection(store, clock, some_settings(study_new_per_day=2)), [one])
    session.answer(EASY)
    assert session.summary().more_new == 2
