"""The study session: asks what was announced, writes before it goes on, takes back exactly."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.collection.collection import Collection
from mlcards.collection.glance import glance
from mlcards.collection.study import FLAGS, StudySession
from mlcards.collection.views import Asked, Finished, Turn, Waiting
from mlcards.config.settings import Settings
from mlcards.core.errors import ClockError, DatabaseError, StaleCardError, UsageError
from mlcards.core.model import (
    HIGHEST_FLAG,
    Card,
    CardId,
    NoteContent,
    Phase,
    Rating,
    Review,
    Schedule,
)
from mlcards.core.queue import Counts
from mlcards.core.scheduling import interval_of
from mlcards.store import cards, decks, notes, orphans, reviews
from mlcards.store.store import Store
from support import strategies as some
from support.clock import A_SUNDAY, FakeClock
from support.databases import OpenStore, few_examples, fresh_store
from support.factories import (
    CardState,
    DeckState,
    a_cloze,
    a_collection,
    a_content,
    a_reversed,
    a_schedule,
    add_deck,
    build,
    put,
    some_settings,
)

AGAIN, HARD, GOOD, EASY = Rating
TODAY = A_SUNDAY.date()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def asked(turn: Turn) -> Asked:
    assert isinstance(turn, Asked), turn
    return turn


def now_asked(session: StudySession) -> CardId:
    return asked(session.turn).view.card


def run(session: StudySession, clock: FakeClock, rating: Rating = EASY) -> list[CardId]:
    """Answer until nothing is left, waiting where it must be; return the cards in order."""
    order = []
    for _ in range(1000):
        match session.turn:
            case Asked(view=view):
                order.append(view.card)
                session.answer(rating)
                clock.advance(seconds=20)
            case Waiting(until=until):
                clock.now = until
                session.refresh()
            case Finished():
                return order
    raise AssertionError("the session never ends")


def state_of(store: Store) -> dict[CardId, Card]:
    with store.reading() as connection:
        numbers = connection.exec_driver_sql("SELECT id FROM cards ORDER BY id").scalars()
        return {CardId(n): cards.get(connection, CardId(n)) for n in numbers}


def without_versions(state: dict[CardId, Card]) -> dict[CardId, Any]:
    return {
        number: (card.schedule, card.suspended, card.buried_on, card.flag, card.leech)
        for number, card in state.items()
    }


def log_of(store: Store, card: int = 1) -> list[Review]:
    with store.reading() as connection:
        return reviews.of_card(connection, CardId(card))


@pytest.fixture
def studying(store: Store, clock: FakeClock) -> Callable[..., StudySession]:
    """Make a session over a new deck of the given notes."""

    def start(contents: int | list[NoteContent] = 3, **settings: Any) -> StudySession:
        add_deck(store, contents)
        return StudySession(a_collection(store, clock, some_settings(**settings)))

    return start


# What is announced is what is asked -------------------------------------------------------------


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings())
def test_everything_announced_is_asked_once_when_all_is_easy(
    states: list[DeckState], settings: Settings
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        collection = a_collection(store, clock, settings)
        announced = sum(collection.plan().counts().values(), Counts())
        session = StudySession(collection)
        order = run(session, clock)
        assert len(order) == announced.total
        assert len(set(order)) == len(order)
        if collection.today() == TODAY:
            assert collection.plan().counts() == {}
            assert isinstance(StudySession(collection).turn, Finished)


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings(), st.data())
def test_decks_studied_one_after_the_other_give_what_the_morning_announced(
    states: list[DeckState], settings: Settings, data: st.DataObject
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        collection = a_collection(store, clock, settings)
        announced = collection.plan().counts()
        for deck in data.draw(st.permutations([deck.id for deck in collection.decks()])):
            counts = announced.get(deck, Counts())
            assert collection.plan().counts().get(deck, Counts()) == counts
            # stop in the middle now and then: the next sitting goes on from there
            for _ in range(data.draw(st.integers(0, 3))):
                session = StudySession(collection, [deck])
                if isinstance(session.turn, Asked):
                    session.answer(EASY)
                    counts_left = collection.plan().counts().get(deck, Counts())
                    assert counts_left.total == counts.total - 1
                    counts = counts_left
            assert len(run(StudySession(collection, [deck]), clock)) == counts.total
            if collection.today() != TODAY:
                return
            assert deck not in collection.plan().counts()


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings(), st.lists(some.ratings, max_size=60))
def test_each_answer_takes_one_off_the_counts_or_makes_it_a_learning_card(
    states: list[DeckState], settings: Settings, ratings: list[Rating]
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        session = StudySession(a_collection(store, clock, settings))
        for rating in ratings:
            if not isinstance(session.turn, Asked):
                break
            before = session.turn.counts
            after = session.answer(rating).review.after
            clock.advance(seconds=20)
            stays = after.due_at is not None and after.due_at < datetime(
                2026, 11, 23, 4, tzinfo=A_SUNDAY.tzinfo
            )
            left = session.refresh()
            counts = Counts() if isinstance(left, Finished) else left.counts
            assert counts.total == before.total - (not stays)


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings())
def test_glance_shows_what_the_session_then_asks(
    states: list[DeckState], settings: Settings
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        collection = a_collection(store, clock, settings)
        with store.reading() as connection:
            file = Path(str(connection.engine.url.database))
        seen = glance(file, settings, clock())
        assert seen.counts == sum(collection.plan().counts().values(), Counts())
        assert [(line.id, line.counts) for line in seen.decks] == [
            (line.id, line.counts) for line in collection.deck_lines()
        ]
        turn = StudySession(collection).turn
        assert seen.first == (turn.view if isinstance(turn, Asked) else None)
        for line in seen.decks:
            below = [
                other.id
                for other in seen.decks
                if other.title.startswith(line.title)
                and (other.title == line.title or other.title[len(line.title) :][:2] == "::")
            ]
            only = glance(file, settings, clock(), [line.title])
            turn = StudySession(collection, below).turn
            assert only.first == (turn.view if isinstance(turn, Asked) else None)
            clock_here = FakeClock()
            assert clock_here() == clock()


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings())
def test_what_is_said_of_tomorrow_comes_true(states: list[DeckState], settings: Settings) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        collection = a_collection(store, clock, settings)
        run(StudySession(collection), clock)
        tomorrow = collection.today() + DAY
        said = collection.counts_on(tomorrow)
        clock.now = collection.days.start(tomorrow) + timedelta(hours=6)
        assert sum(collection.plan().counts().values(), Counts()) == said


def test_new_cards_rated_good_come_back_twice_and_then_rest(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    order = run(studying(4), clock, GOOD)
    assert Counter(order) == {1: 2, 2: 2, 3: 2, 4: 2}
    assert {card.schedule.phase for card in state_of(store).values()} == {Phase.REVIEW}


def test_the_limit_of_the_day_holds_over_restarts(store: Store, clock: FakeClock) -> None:
    add_deck(store, 20)
    collection = a_collection(store, clock, some_settings(study_new_per_day=6))
    seen = set()
    for _ in range(10):
        session = StudySession(collection)
        if isinstance(session.turn, Asked):
            seen.add(now_asked(session))
            session.answer(EASY)
    assert len(seen) == 6
    clock.advance(DAY)
    assert asked(StudySession(collection).turn).counts == Counts(new=6)


def test_more_new_cards_today_and_only_today(store: Store, clock: FakeClock) -> None:
    add_deck(store, 20)
    collection = a_collection(store, clock, some_settings(study_new_per_day=2))
    run(StudySession(collection), clock)
    collection.ask_for_more_new(3)
    collection.ask_for_more_new(1)
    assert len(run(StudySession(collection), clock)) == 4
    assert isinstance(StudySession(collection).turn, Finished)
    clock.advance(DAY)
    assert asked(StudySession(collection).turn).counts == Counts(new=2)


# A rating ---------------------------------------------------------------------------------------


@few_examples
@given(some.deck_states(A_SUNDAY), some.study_settings(), st.lists(some.ratings, max_size=40))
def test_the_preview_comes_true_and_is_written_down(
    states: list[DeckState], settings: Settings, ratings: list[Rating]
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        session = StudySession(a_collection(store, clock, settings))
        for rating in ratings:
            if not isinstance(session.turn, Asked):
                break
            turn = session.turn
            answered = session.answer(rating)
            assert answered.review.after == turn.preview[rating]
            card = state_of(store)[turn.view.card]
            assert card.schedule == answered.review.after
            written = log_of(store, turn.view.card)[-1]
            assert (written.id, written.rating) == (answered.review.id, rating)
            clock.advance(seconds=1)
            session.refresh()


def test_time_passing_while_a_card_is_shown_moves_steps_only(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying()
    preview = asked(session.turn).preview
    clock.advance(minutes=7)
    after = session.answer(GOOD).review.after
    assert interval_of(after) == interval_of(preview[GOOD])
    assert after.due_at == clock() + 10 * MINUTE
    preview = asked(session.turn).preview
    clock.advance(hours=3)
    assert session.answer(EASY).review.after.due_day == preview[EASY].due_day


def test_a_review_says_all_about_itself(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying()
    clock.advance(seconds=9)
    answered = session.answer(HARD, duration_ms=8200, said=[0, 2])
    (review,) = log_of(store)
    assert review.id == answered.review.id
    assert (review.rating, review.at, review.day) == (HARD, clock(), TODAY)
    assert (review.duration_ms, review.said, review.utc_offset_s) == (8200, (0, 2), 0)


def test_a_rating_that_cannot_be_written_leaves_the_card_asked(
    studying: Callable[..., StudySession], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = studying()
    before, turn = state_of(store), session.turn

    def full(*_args: object, **_named: object) -> None:
        raise DatabaseError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(reviews, "act", full)
        with pytest.raises(DatabaseError):
            session.answer(EASY)
    assert session.turn == turn
    assert state_of(store) == before
    assert log_of(store) == []
    session.answer(EASY)
    assert len(log_of(store)) == 1


def test_nothing_is_asked_when_nothing_is_left(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying(1)
    run(session, clock)
    for act in (lambda: session.answer(GOOD), session.bury, session.suspend, session.flag):
        with pytest.raises(UsageError, match="No card"):
            act()
    assert session.look_ahead() is None


def test_a_lapse_too_many_makes_a_leech(store: Store, clock: FakeClock) -> None:
    add_deck(store, 1, options={"leech.threshold": "3"})
    with store.writing() as connection:
        put(connection, 1, CardState(a_schedule(lapses=1)))
    session = StudySession(a_collection(store, clock))
    spoken = []
    for _ in range(4):
        spoken.append(session.answer(AGAIN).leech)
        assert session.answer(EASY).leech is False  # out of relearning
        clock.now = datetime.combine(
            state_of(store)[CardId(1)].schedule.due_day or TODAY, clock().timetz()
        )
        session.refresh()
    assert spoken == [False, True, False, True]
    assert state_of(store)[CardId(1)].leech


# Siblings ---------------------------------------------------------------------------------------


def test_siblings_of_one_note_come_on_different_days(store: Store, clock: FakeClock) -> None:
    add_deck(store, [a_reversed(), a_cloze("{{c1::a}} {{c2::b}} {{c3::c}}")])
    collection = a_collection(store, clock)
    days = []
    for _ in range(4):
        order = run(StudySession(collection), clock)
        days.append([card for card in order if state_of(store)[card].schedule.reps == 1])
        clock.advance(DAY)
    assert days == [[1, 3], [2, 4], [5], []]


def test_hidden_siblings_are_told_and_come_back_with_undo(
    studying: Callable[..., StudySession], store: Store
) -> None:
    session = studying([a_cloze("{{c1::a}} {{c2::b}} {{c3::c}}")])
    assert session.answer(GOOD).buried == 2
    assert [card.buried_on for card in state_of(store).values()] == [None, TODAY, TODAY]
    session.undo()
    assert [card.buried_on for card in state_of(store).values()] == [None, None, None]


def test_siblings_may_be_asked_together_when_a_person_wants_it(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying([a_reversed()], study_bury_siblings=False)
    assert asked(session.turn).counts == Counts(new=2)
    assert run(session, clock) == [1, 2]


def test_a_deck_s_own_options_hold_for_its_cards(store: Store, clock: FakeClock) -> None:
    own = {
        "study.bury_siblings": "false",
        "study.order": "new-first",
        "study.learn_ahead": "0",
        "fsrs.learning_steps": "2m",
    }
    one = add_deck(store, [a_reversed(), a_content()], options=own)
    add_deck(store, [a_reversed()], key="two", title="Two")
    with store.writing() as connection:
        put(connection, 3, CardState(a_schedule()))
    collection = a_collection(store, clock, some_settings(study_order="reviews-first"))
    assert now_asked(StudySession(collection)) == 3
    session = StudySession(collection, [one])
    assert asked(session.turn).counts == Counts(new=2, due=1)
    session.answer(AGAIN)
    session.answer(EASY)
    session.answer(EASY)
    assert session.turn == Waiting(A_SUNDAY + 2 * MINUTE, Counts(learning=1))
    assert asked(StudySession(collection).turn).counts == Counts(new=1, learning=1)


def test_a_sibling_hidden_by_a_card_taken_back_leaves_the_counts(
    store: Store, clock: FakeClock
) -> None:
    add_deck(store, [a_content(), a_reversed()])
    with store.writing() as connection:
        put(connection, 2, CardState(a_schedule(), rating=GOOD))
    StudySession(a_collection(store, clock, some_settings(study_new_per_day=0))).answer(GOOD)
    clock.advance(DAY)
    session = StudySession(a_collection(store, clock, some_settings(study_reviews_per_day=0)))
    assert asked(session.turn).counts == Counts(new=2)
    session.undo()
    assert now_asked(session) == 2
    session.answer(EASY)
    assert now_asked(session) == 1
    assert asked(session.turn).counts == Counts(new=1)


# Waiting ----------------------------------------------------------------------------------------


def test_a_session_waits_for_learning_cards_and_goes_on_by_itself(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying(1, study_learn_ahead=5)
    session.answer(GOOD)
    waiting = session.turn
    assert waiting == Waiting(A_SUNDAY + 10 * MINUTE, Counts(learning=1))
    clock.advance(minutes=4)
    assert session.refresh() == waiting
    clock.advance(minutes=1)
    assert now_asked(session) == 1 if isinstance(session.refresh(), Asked) else False


def test_a_wait_may_be_cut_short(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying(2, study_learn_ahead=0)
    session.answer(GOOD)
    clock.advance(seconds=30)
    session.answer(GOOD)
    assert isinstance(session.turn, Waiting)
    assert asked(session.show_early()).view.card == 1
    session.answer(AGAIN)
    assert isinstance(session.turn, Waiting)
    assert state_of(store)[CardId(1)].schedule.reps == 2


def test_learning_cards_due_after_the_day_s_end_are_left_for_tomorrow(
    store: Store, clock: FakeClock
) -> None:
    add_deck(store, 1)
    clock.now = datetime(2026, 11, 23, 3, 55, tzinfo=A_SUNDAY.tzinfo)
    collection = a_collection(store, clock)
    session = StudySession(collection)
    session.answer(GOOD)
    assert isinstance(session.turn, Finished)
    clock.advance(minutes=10)
    assert asked(session.refresh()).counts == Counts(learning=1)


# Marks ------------------------------------------------------------------------------------------


def test_a_buried_card_comes_back_on_the_next_study_day(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying(2)
    session.bury()
    assert now_asked(session) == 2
    assert state_of(store)[CardId(1)].buried_on == TODAY
    run(session, clock)
    assert isinstance(StudySession(session._collection).turn, Finished)
    clock.advance(DAY)
    assert asked(session.refresh()).view.card == 1


def test_a_suspended_card_stays_away(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying(2)
    session.suspend()
    assert now_asked(session) == 2
    assert state_of(store)[CardId(1)].suspended
    run(session, clock)
    clock.advance(days=30)
    assert 1 not in run(StudySession(session._collection), clock)


def test_flags_go_round_and_the_card_stays(studying: Callable[..., StudySession]) -> None:
    session = studying()
    seen = []
    for _ in range(FLAGS + 2):
        seen.append(session.flag())
        assert now_asked(session) == 1
        assert asked(session.turn).view.flag == seen[-1]
    assert seen == [1, 2, 3, 4, 0, 1]


def test_a_flag_from_elsewhere_stays_until_the_key_takes_it_away(
    studying: Callable[..., StudySession], store: Store, clock: FakeClock
) -> None:
    studying()
    with store.writing() as connection:
        cards.set_marks(connection, CardId(1), {"flag": HIGHEST_FLAG})
    session = StudySession(a_collection(store, clock))
    assert asked(session.turn).view.flag == HIGHEST_FLAG
    assert session.flag() == 0


@pytest.mark.parametrize("act", ["flag", "own", "refresh", "early"])
def test_a_step_that_ends_meanwhile_does_not_push_the_shown_card_aside(
    studying: Callable[..., StudySession], clock: FakeClock, act: str
) -> None:
    """The next key would rate a card that was never looked at."""
    session = studying(3)
    session.answer(AGAIN)
    shown = now_asked(session)
    clock.advance(minutes=2)
    match act:
        case "flag":
            session.flag()
        case "own":
            session.save_own_answer("mine")
        case "refresh":
            session.refresh()
        case "early":
            session.show_early()
    assert now_asked(session) == shown
    session.answer(EASY)
    assert now_asked(session) == 1
    session.answer(EASY)
    assert now_asked(session) == 3


def test_an_own_answer_stands_beside_the_card_at_once(
    studying: Callable[..., StudySession], store: Store, clock: FakeClock
) -> None:
    session = studying(2)
    session.save_own_answer("  I would say so.  ")
    assert asked(session.turn).view.own_answer == "I would say so."
    clock.advance(minutes=1)
    session.save_own_answer("")
    assert asked(session.turn).view.own_answer == ""
    info = session._collection.card_info(now_asked(session))
    assert [text for _at, text in info.own_answers] == ["", "I would say so."]


def test_the_card_that_comes_next_can_be_prepared(
    studying: Callable[..., StudySession],
) -> None:
    session = studying(2)
    following = session.look_ahead()
    session.answer(EASY)
    assert following == asked(session.turn).view
    assert session.look_ahead() is None


# Undo -------------------------------------------------------------------------------------------


@few_examples
@given(
    some.deck_states(A_SUNDAY),
    some.study_settings(),
    st.lists(st.sampled_from([*Rating, "bury", "suspend", "flag"]), min_size=1, max_size=25),
    st.integers(0, 25),
)
def test_undo_is_the_exact_inverse(
    states: list[DeckState], settings: Settings, actions: list[Any], restart: int
) -> None:
    with fresh_store() as store:
        build(store, states)
        clock = FakeClock()
        collection = a_collection(store, clock, settings)
        session = StudySession(collection)
        history = []
        for number, action in enumerate(actions):
            if number == restart:
                session = StudySession(collection)
            if not isinstance(session.turn, Asked):
                break
            before = (now_asked(session), _comparable(store))
            if isinstance(action, Rating):
                session.answer(action)
            else:
                getattr(session, action)()
            clock.advance(seconds=30)
            history.append(before)
        session = StudySession(collection)
        for card, state in reversed(history):
            undone = session.undo()
            assert undone is not None
            assert undone.card == card
            assert now_asked(session) == card
            assert _comparable(store) == state
            clock.advance(seconds=5)
        assert session.undo() is None


def _comparable(store: Store) -> Any:
    """All that a person could notice. A burial of an earlier day is none any more."""
    return {
        number: (
            card.schedule,
            card.suspended,
            card.buried_on if card.buried_on == TODAY else None,
            card.flag,
            card.leech,
        )
        for number, card in state_of(store).items()
    }


def test_undo_says_what_it_took_back(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying()
    review = session.answer(HARD).review
    at = clock()
    clock.advance(minutes=3)
    undone = session.undo()
    assert undone is not None
    assert (undone.kind, undone.card, undone.at, undone.rating) == ("rating", 1, at, HARD)
    assert undone.review == review.id
    assert undone.question == "Evaluation: question 0?"


def test_undo_works_after_a_restart_and_another_day(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying()
    session.answer(EASY)
    clock.advance(days=3)
    later = StudySession(session._collection)
    undone = later.undo()
    assert undone is not None
    assert now_asked(later) == 1
    assert state_of(store)[CardId(1)].schedule == Schedule()
    assert [review.undone for review in log_of(store)] == [True]
    later.answer(GOOD)
    assert [review.undone for review in log_of(store)] == [True, False]


def test_undo_gives_the_day_s_limit_back(store: Store, clock: FakeClock) -> None:
    add_deck(store, 5)
    collection = a_collection(store, clock, some_settings(study_new_per_day=1))
    session = StudySession(collection)
    session.answer(EASY)
    assert isinstance(session.turn, Finished)
    session.undo()
    assert asked(session.turn).counts == Counts(new=1)
    run(session, clock)
    assert isinstance(StudySession(collection).turn, Finished)


def test_a_rating_taken_back_is_out_of_the_summary(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying()
    session.answer(AGAIN)
    clock.advance(minutes=2)
    session.answer(EASY)
    session.undo()
    assert session.summary().ratings == {AGAIN: 1}
    session.answer(GOOD)
    assert session.summary().reviews == 2


def test_undo_of_another_sitting_s_rating_leaves_the_summary(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying(1, study_learn_ahead=1440)
    session.answer(GOOD)
    clock.advance(minutes=2)
    StudySession(session._collection).answer(AGAIN)
    session.undo()
    assert session.summary().ratings == {GOOD: 1}


# Another mlcards, another day -------------------------------------------------------------------


def test_a_card_rated_elsewhere_is_refused_and_shown_anew(
    databases: OpenStore, clock: FakeClock
) -> None:
    mine, theirs = databases(), databases()
    add_deck(mine, 3)
    session = StudySession(a_collection(mine, clock))
    other = StudySession(a_collection(theirs, clock))
    other.answer(EASY)
    with pytest.raises(StaleCardError):
        session.answer(AGAIN)
    assert [review.rating for review in log_of(mine)] == [EASY]
    assert now_asked(session) == 2
    session.answer(EASY)
    clock.advance(seconds=1)
    assert asked(other.refresh()).view.card == 3


def test_a_card_changed_elsewhere_but_still_due_is_shown_as_it_is_now(
    databases: OpenStore, clock: FakeClock
) -> None:
    mine, theirs = databases(), databases()
    add_deck(mine, 3)
    session = StudySession(a_collection(mine, clock))
    StudySession(a_collection(theirs, clock)).flag()
    with pytest.raises(StaleCardError):
        session.answer(GOOD)
    assert asked(session.turn).view.flag == 1
    assert now_asked(session) == 1
    session.answer(GOOD)
    assert len(log_of(mine)) == 1


def test_a_card_begun_elsewhere_waits_for_its_step(databases: OpenStore, clock: FakeClock) -> None:
    mine, theirs = databases(), databases()
    add_deck(mine, 3)
    session = StudySession(a_collection(mine, clock, some_settings(study_learn_ahead=0)))
    other = StudySession(a_collection(theirs, clock, some_settings(study_learn_ahead=0)))
    for _ in range(2):
        other.answer(GOOD)
    with pytest.raises(StaleCardError):
        session.answer(EASY)
    assert now_asked(session) == 3
    assert asked(session.turn).counts == Counts(new=1, learning=2)


@pytest.mark.parametrize("kind", ["suspended", "orphaned"])
def test_what_was_taken_away_elsewhere_is_passed_over(
    store: Store, clock: FakeClock, kind: str
) -> None:
    add_deck(store, 3)
    session = StudySession(a_collection(store, clock))
    with store.writing() as connection:
        cards.set_marks(connection, CardId(2), {kind: 1})
    session.answer(EASY)
    assert now_asked(session) == 3


def test_a_deck_removed_elsewhere_is_passed_over(databases: OpenStore, clock: FakeClock) -> None:
    mine, theirs = databases(), databases()
    add_deck(mine, 2)
    kept = add_deck(mine, 1, key="kept", title="Kept")
    session = StudySession(a_collection(mine, clock, some_settings(study_order="new-first")))
    other = a_collection(theirs, clock)
    other.remove_deck(next(deck for deck in other.decks() if deck.id != kept))
    with pytest.raises(StaleCardError):
        session.answer(EASY)
    assert asked(session.turn).view.deck == kept
    session.answer(EASY)
    assert isinstance(session.turn, Finished)


def test_a_new_study_day_begins_a_new_plan(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    session = studying(5, study_new_per_day=2)
    session.answer(EASY)
    clock.now = datetime(2026, 11, 23, 4, 0, tzinfo=A_SUNDAY.tzinfo)
    before = state_of(store)
    with pytest.raises(StaleCardError, match="new study day"):
        session.answer(EASY)
    assert state_of(store) == before
    assert asked(session.turn).counts == Counts(new=2)
    session.answer(EASY)
    assert log_of(store, 2)[0].day == date(2026, 11, 23)


def test_a_clock_behind_the_collection_is_refused(
    studying: Callable[..., StudySession], clock: FakeClock
) -> None:
    session = studying()
    session.answer(EASY)
    clock.advance(days=-2)
    with pytest.raises(ClockError, match="Your clock says 2026-11-20"):
        StudySession(session._collection)


def test_ratings_keep_their_order_while_the_clock_stands_or_goes_back(
    studying: Callable[..., StudySession], clock: FakeClock, store: Store
) -> None:
    """The ids of one millisecond, or of a clock put back, say nothing about the order."""
    session = studying(1, study_learn_ahead=1440)
    given_ = [AGAIN, HARD, GOOD, AGAIN, AGAIN, HARD, GOOD, AGAIN]
    for rating in given_:
        session.answer(rating)
        clock.advance(seconds=-60)
    assert [review.rating for review in log_of(store)] == given_
    card = state_of(store)[CardId(1)]
    assert session._collection.scheduler(1).fold(log_of(store)) == card.schedule


# An edited deck ---------------------------------------------------------------------------------


@pytest.fixture
def learnt(store: Store, clock: FakeClock) -> Collection:
    add_deck(store, [a_content("Why?"), a_reversed()])
    collection = a_collection(store, clock)
    run(StudySession(collection), clock)
    return collection


def test_an_edit_keeps_the_schedule_and_the_way_back(
    learnt: Collection, store: Store, clock: FakeClock
) -> None:
    before = without_versions(state_of(store))
    with store.writing() as connection:
        for note in notes.of_deck(connection, 1):
            edited = a_reversed(f"{note.content.question} (edited)")
            moved = replace(note, position=9 - note.position, content=edited)
            notes.update(connection, [moved])
    after = without_versions(state_of(store))
    assert before.items() <= after.items()
    undone = StudySession(learnt).undo()
    assert undone is not None
    assert undone.question.endswith("(edited)")


def test_a_card_of_a_removed_note_can_still_be_taken_back(learnt: Collection, store: Store) -> None:
    with store.writing() as connection:
        orphans.put_aside(connection, [note.id for note in notes.of_deck(connection, 1)])
    session = StudySession(learnt)
    assert isinstance(session.turn, Finished)
    while session.undo() is not None:
        assert isinstance(session.turn, Finished)
    assert {card.schedule for card in state_of(store).values()} == {Schedule()}


def test_a_session_of_some_decks_asks_only_theirs(store: Store, clock: FakeClock) -> None:
    for title in ("A", "B"):
        add_deck(store, 3, key=title, title=title)
    with store.reading() as connection:
        second = decks.all_decks(connection)[1].id
    session = StudySession(a_collection(store, clock), [second])
    assert run(session, clock) == [4, 5, 6]
