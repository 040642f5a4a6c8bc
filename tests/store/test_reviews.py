"""The log and the actions that can be taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mlcards.core.errors import DatabaseError
from mlcards.core.model import CardId, Phase, Rating, Review, ReviewId
from mlcards.store import reviews
from mlcards.store.reviews import DayTotals
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.databases import OpenStore
from support.factories import a_schedule, a_scheduler, add_deck, replay

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)


def a_review(number: int, card: int = 1, **fields: object) -> Review:
    at = A_SUNDAY + timedelta(minutes=number)
    after = a_schedule(last_at=at, last_day=TODAY, due_day=TODAY + 9 * DAY, reps=0)
    plain = Review(ReviewId(f"{number:04}"), CardId(card), Rating.GOOD, at, TODAY, after)
    return replace(plain, **fields)  # type: ignore[arg-type]


def write(store: Store, *found: Review, phase: Phase = Phase.REVIEW, deck: int = 1) -> None:
    with store.writing() as connection:
        for review in found:
            reviews.add(connection, review, deck, phase)


def log_of(store: Store, card: int = 1) -> list[Review]:
    with store.reading() as connection:
        return reviews.of_card(connection, CardId(card))


@pytest.mark.parametrize(
    "review",
    [
        a_review(1),
        a_review(1, rating=Rating.AGAIN, duration_ms=0, utc_offset_s=-12600, said=()),
        a_review(1, duration_ms=8200, said=(0, 2), kind="imported", undone=True),
    ],
)
def test_a_review_comes_back_as_it_was_written(databases: OpenStore, review: Review) -> None:
    store = databases()
    add_deck(store, 1)
    write(store, review)
    assert log_of(store) == [review]


def test_a_log_comes_in_the_order_of_time_whatever_the_ids(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 2)
    one, two, three = (
        a_review(n, id=ReviewId(name)) for n, name in enumerate(["zz", "aa", "mm"], 1)
    )
    write(store, three, one, two, a_review(9, card=2))
    assert log_of(store) == [one, two, three]


def test_a_log_read_back_folds_to_the_schedule(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    scheduler = a_scheduler()
    history = [
        (timedelta(hours=h), Rating(r)) for h, r in ((1, 3), (1, 3), (70, 1), (1, 3), (99, 2))
    ]
    log = replay(scheduler, history, A_SUNDAY)
    write(store, *log)
    assert scheduler.fold(log_of(store)) == log[-1].after


def test_two_reviews_cannot_share_an_id(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    write(store, a_review(1))
    with pytest.raises(DatabaseError):
        write(store, a_review(1, at=A_SUNDAY + DAY))
    assert len(log_of(store)) == 1


def test_a_review_that_is_taken_back_stays_in_the_log(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    write(store, a_review(1), a_review(2))
    with store.writing() as connection:
        reviews.mark_undone(connection, ReviewId("0002"))
    assert [review.undone for review in log_of(store)] == [False, True]


def test_the_newest_review(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    with store.reading() as connection:
        assert reviews.newest(connection) is None
    write(store, a_review(5), a_review(2))
    with store.reading() as connection:
        assert reviews.newest(connection) == A_SUNDAY + timedelta(minutes=5)


def test_actions_are_taken_back_newest_first(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 2)
    with store.writing() as connection:
        reviews.act(connection, "rating", CardId(1), A_SUNDAY, {"buried": [2]}, ReviewId("0001"))
        reviews.act(connection, "flag", CardId(2), A_SUNDAY, {"flag": 3})
        reviews.act(connection, "bury", CardId(2), A_SUNDAY - DAY, {})
    seen = []
    while True:
        with store.writing() as connection:
            action = reviews.last_action(connection)
            if action is None:
                break
            reviews.mark_action_undone(connection, action.id)
            seen.append((action.kind, action.card_id, dict(action.before), action.review_id))
    assert seen == [
        ("bury", 2, {}, None),
        ("flag", 2, {"flag": 3}, None),
        ("rating", 1, {"buried": [2]}, "0001"),
    ]


def test_actions_of_a_kind(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    with store.writing() as connection:
        reviews.act(connection, "rating", CardId(1), A_SUNDAY, {}, ReviewId("0001"))
        reviews.act(connection, "flag", CardId(1), A_SUNDAY, {"flag": 3})
        found = reviews.last_action(connection, ("rating", "bury"))
        assert found is not None
        assert found.kind == "rating"
        assert reviews.last_action(connection, ("suspend",)) is None


def test_a_day_s_figures(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    again = a_review(3, rating=Rating.AGAIN)
    write(store, a_review(1, duration_ms=4000), a_review(2), again)
    write(store, a_review(4, duration_ms=1000), phase=Phase.NEW)
    write(store, a_review(5, undone=True), a_review(6, kind="forget"))
    write(store, a_review(7, day=TODAY - DAY), a_review(8, day=TODAY - 9 * DAY))
    with store.reading() as connection:
        assert reviews.by_day(connection, TODAY - DAY) == {
            TODAY: DayTotals(reviews=4, asked=3, recalled=2, duration_ms=5000),
            TODAY - DAY: DayTotals(reviews=1, asked=1, recalled=1, duration_ms=0),
        }
