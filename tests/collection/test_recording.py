from datetime import timedelta

import pytest

from mlcards.collection.asking import next_cards
from mlcards.collection.collection import Collection
from mlcards.collection.recording import Recorder
from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.core.errors import ClockError, NotFoundError, StaleCardError, UsageError
from mlcards.core.model import CardId, Phase, Rating
from mlcards.store.store import Store
from support.clock import FakeClock
from support.factories import a_collection, a_reversed, add_deck, some_settings


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    add_deck(store, 3)
    return a_collection(store, clock)


def first(collection: Collection) -> CardId:
    return next_cards(collection, (), 1)[0].card.id


def test_what_was_predicted_is_what_is_given(collection: Collection, clock: FakeClock) -> None:
    recorder = Recorder(collection)
    for rating in (Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.HARD, Rating.EASY):
        (asked,) = next_cards(collection, (), 1)
        answered = recorder.record(asked.card.id, rating)
        assert answered.review.after == asked.preview[rating]
        clock.advance(days=20)


def test_it_asks_what_a_session_asks(collection: Collection) -> None:
    turn = StudySession(collection).turn
    assert isinstance(turn, Asked)
    (asked,) = next_cards(collection, (), 1)
    assert asked.view == turn.view
    assert asked.preview == turn.preview


def test_the_list_is_in_order_and_as_long_as_asked(collection: Collection) -> None:
    every = next_cards(collection, (), None)
    assert len({item.card.id for item in every}) == 3
    assert [i.card.id for i in next_cards(collection, (), 2)] == [i.card.id for i in every[:2]]


def test_a_named_deck_gives_its_cards_and_those_below(store: Store, clock: FakeClock) -> None:
    add_deck(store, 1, key="a", title="A")
    add_deck(store, 1, key="ab", title="A::B")
    add_deck(store, 1, key="c", title="C")
    found = next_cards(a_collection(store, clock), ["a"], None)
    assert {item.view.deck_title for item in found} == {"A", "A::B"}


def test_a_learning_card_is_left_out_until_it_may_be_asked(store: Store, clock: FakeClock) -> None:
    add_deck(store, 1)
    collection = a_collection(store, clock, some_settings(study_learn_ahead=0))
    Recorder(collection).record(first(collection), Rating.AGAIN)
    assert next_cards(collection, (), None) == []
    clock.advance(minutes=1)
    assert len(next_cards(collection, (), None)) == 1


def test_siblings_are_hidden_and_come_back_with_undo(store: Store, clock: FakeClock) -> None:
    add_deck(store, [a_reversed()])
    collection = a_collection(store, clock)
    answered = Recorder(collection).record(first(collection), Rating.EASY)
    assert answered.buried == 1
    assert next_cards(collection, (), None) == []
    collection.undo(("rating",))
    assert len(next_cards(collection, (), None)) == 1


def test_the_daily_limit_counts_what_was_recorded(store: Store, clock: FakeClock) -> None:
    add_deck(store, 5)
    collection = a_collection(store, clock, some_settings(study_new_per_day=2))
    recorder = Recorder(collection)
    for card in next_cards(collection, (), None):
        recorder.record(card.card.id, Rating.EASY)
    assert next_cards(collection, (), None) == []


def test_a_leech_is_told(store: Store, clock: FakeClock) -> None:
    add_deck(store, 1)
    collection = a_collection(store, clock, some_settings(leech_threshold=1))
    recorder = Recorder(collection)
    card = first(collection)
    assert not recorder.record(card, Rating.EASY).leech
    clock.advance(days=30)
    assert recorder.record(card, Rating.AGAIN).leech
    assert collection.card(card).leech


def test_a_review_of_some_time_ago(collection: Collection, clock: FakeClock) -> None:
    at = clock() - timedelta(days=3)
    review = Recorder(collection).record(first(collection), Rating.EASY, at=at).review
    assert review.at == at
    assert review.day == collection.days.study_day(at)


def test_shortly_before_the_last_review_counts_as_just_after_it(
    collection: Collection, clock: FakeClock
) -> None:
    recorder, card = Recorder(collection), first(collection)
    recorder.record(card, Rating.GOOD)
    review = recorder.record(card, Rating.GOOD, at=clock() - timedelta(hours=20)).review
    assert clock() <= review.at < clock() + timedelta(milliseconds=1)


@pytest.mark.parametrize("away", [timedelta(minutes=2), timedelta(days=-2), timedelta(days=-30000)])
def test_an_instant_that_cannot_be_is_refused(
    collection: Collection, clock: FakeClock, away: timedelta
) -> None:
    recorder, card = Recorder(collection), first(collection)
    recorder.record(card, Rating.GOOD)
    with pytest.raises(UsageError, match='"at" is'):
        recorder.record(card, Rating.GOOD, at=clock() + away)
    assert collection.card(card).schedule.reps == 1


def test_an_unknown_card_is_refused(collection: Collection) -> None:
    with pytest.raises(NotFoundError, match="no card 99"):
        Recorder(collection).record(CardId(99), Rating.GOOD)


def test_a_clock_that_went_back_is_refused(collection: Collection, clock: FakeClock) -> None:
    Recorder(collection).record(first(collection), Rating.GOOD)
    clock.advance(days=-2)
    with pytest.raises(ClockError):
        Recorder(collection)


def test_a_card_changed_by_another_meanwhile_is_read_anew(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, card = Recorder(collection), first(collection)
    old = collection.card(card)
    Recorder(collection).record(card, Rating.GOOD)
    read = collection.card
    answers = iter([old])
    monkeypatch.setattr(collection, "card", lambda number: next(answers, None) or read(number))
    assert recorder.record(card, Rating.GOOD).review.after.reps == 2


def test_a_card_that_keeps_changing_is_given_up(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder, card = Recorder(collection), first(collection)
    old = collection.card(card)
    Recorder(collection).record(card, Rating.GOOD)
    monkeypatch.setattr(collection, "card", lambda _number: old)
    with pytest.raises(StaleCardError):
        recorder.record(card, Rating.GOOD)


def test_after_a_pause_settings_are_read_anew(store: Store, clock: FakeClock) -> None:
    number = add_deck(store, 2)
    collection = a_collection(store, clock)
    recorder = Recorder(collection)
    one, two = (item.card.id for item in next_cards(collection, (), 2))
    assert recorder.record(one, Rating.GOOD).review.after.phase is Phase.LEARNING
    deck = next(deck for deck in collection.decks() if deck.id == number)
    collection.set_deck_options(deck, {"fsrs.learning_steps": ""})
    clock.advance(seconds=2)
    assert recorder.record(two, Rating.GOOD).review.after.phase is Phase.REVIEW
