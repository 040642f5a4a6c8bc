"""Progress from another program: schedules, logs and marks come in once, and what is here stays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import Choices, sure
from mlcards.collection.import_report import Written
from mlcards.collection.recording import Recorder
from mlcards.core.days import DayRule
from mlcards.core.foreign import ForeignDeck, ForeignProgress
from mlcards.core.model import Card, CardId, Memory, Phase, Rating
from mlcards.store import cards
from support.clock import A_SUNDAY, FakeClock
from support.databases import OpenStore
from support.factories import a_cloze, a_collection, a_content, a_reversed
from support.imports import (
    BEGAN,
    DAY,
    a_deck,
    a_note,
    a_progress,
    a_review,
    all_cards,
    bring,
    everything,
    log_of,
    schedules_are_the_fold,
)

WITHOUT = Choices(sure, progress=False)


@pytest.fixture
def collection(databases: OpenStore, clock: FakeClock) -> Collection:
    return a_collection(databases(), clock)


def learned(*progress: ForeignProgress) -> ForeignDeck:
    return a_deck(a_note("a", progress=progress))


def brought(collection: Collection, *progress: ForeignProgress) -> Card:
    bring(collection, learned(*progress))
    schedules_are_the_fold(collection)
    (card,) = all_cards(collection)
    return card


def kinds(collection: Collection, card: CardId) -> list[str]:
    return [row.kind for row in log_of(collection, card)]


# What comes in

PARTIAL = a_progress(reviews=a_progress().reviews[2:], whole=False, reps=20, lapses=4)
ESTIMATE = a_progress(reviews=(), whole=False, estimated=True)
STEP = a_progress(
    phase=Phase.LEARNING,
    due_day=None,
    due_at=A_SUNDAY + timedelta(minutes=4),
    interval=0,
    reps=1,
    reviews=(a_review(82, wait=timedelta(minutes=4), phase=Phase.LEARNING),),
)


def test_a_whole_log(collection: Collection) -> None:
    card = brought(collection, a_progress())
    assert kinds(collection, card.id) == ["rating"] * 3
    assert card.schedule.due_day == date(2026, 9, 14)
    assert (card.schedule.reps, card.schedule.lapses) == (3, 0)
    assert card.schedule.last_day == date(2026, 9, 5)


def test_a_part_of_a_log_with_the_other_programs_memory(collection: Collection) -> None:
    card = brought(collection, PARTIAL)
    assert kinds(collection, card.id) == ["rating", "imported"]
    assert card.schedule.memory == Memory(9.0, 5.0)
    assert (card.schedule.reps, card.schedule.lapses) == (20, 4)


def test_an_estimate_alone(collection: Collection) -> None:
    card = brought(collection, ESTIMATE)
    assert kinds(collection, card.id) == ["imported"]
    assert card.schedule.last_day == date(2026, 9, 5)
    assert card.schedule.due_day == date(2026, 9, 14)


def test_a_new_card_with_marks(collection: Collection) -> None:
    card = brought(
        collection, ForeignProgress("main", flag=3, suspended=True, buried=True, leech=True)
    )
    assert (card.flag, card.suspended, card.leech) == (3, True, True)
    assert card.buried_on == A_SUNDAY.date()
    assert card.schedule.phase is Phase.NEW


def test_a_learning_step(collection: Collection) -> None:
    card = brought(collection, STEP)
    assert card.schedule.phase is Phase.LEARNING
    assert card.schedule.due_at == A_SUNDAY + timedelta(minutes=4)
    assert sum(len(cards) for cards in (collection.plan().learning,)) == 1


def test_rows_that_are_no_ratings(collection: Collection) -> None:
    log = (
        *a_progress().reviews,
        a_review(5, Rating.AGAIN, 9 * DAY, kind="cram"),
        a_review(6, None, timedelta(0), Phase.NEW, kind="forget"),
        a_review(7, wait=timedelta(minutes=10), phase=Phase.LEARNING),
        a_review(7.1, wait=4 * DAY),
        a_review(8, None, 20 * DAY, kind="set-due"),
    )
    card = brought(collection, a_progress(reviews=log, due_day=(BEGAN + 28 * DAY).date()))
    assert kinds(collection, card.id)[3:] == ["cram", "forget", "rating", "rating", "set-due"]
    assert (card.schedule.reps, card.schedule.due_day) == (2, (BEGAN + 28 * DAY).date())


def test_a_card_that_was_set_due_on_the_day_it_was_rated(collection: Collection) -> None:
    card = brought(collection, a_progress(due_day=date(2026, 9, 5)))
    assert card.schedule.due_day == date(2026, 9, 5)
    assert collection.plan().counts()[card.deck_id].due == 1


def test_a_tag_makes_a_leech(collection: Collection) -> None:
    content = a_content("Hard?", tags=("leech", "x"))
    bring(collection, a_deck(a_note("a", content, progress=(a_progress(lapses=9),))))
    (card,) = all_cards(collection)
    assert card.leech


def test_each_part_has_its_own(collection: Collection) -> None:
    notes = (
        a_note(
            "r", a_reversed(), progress=(a_progress("backward"), ForeignProgress("main", flag=1))
        ),
        a_note("c", a_cloze("{{c1::a}} {{c3::b}}"), progress=(a_progress("c3"), STEP_OF_C1)),
    )
    bring(collection, a_deck(*notes))
    found = {card.part: card for card in all_cards(collection)}
    assert found["backward"].schedule.reps == found["c3"].schedule.reps == 3
    assert (found["main"].flag, found["main"].schedule.reps) == (1, 0)
    assert found["c1"].schedule.phase is Phase.LEARNING


STEP_OF_C1 = replace(STEP, part="c1")


def test_the_history_of_a_part_that_vanished_waits_for_it(collection: Collection) -> None:
    text = a_cloze("{{c1::a}}")
    bring(collection, a_deck(a_note("c", text, progress=(a_progress("c2"), a_progress("c1")))))
    vanished = {card.part: card for card in all_cards(collection)}["c2"]
    assert (vanished.orphaned, vanished.schedule.reps) == (True, 3)
    bring(collection, a_deck(a_note("c", a_cloze("{{c1::a}} {{c2::b}}"))))
    assert not collection.card(vanished.id).orphaned
    assert len(all_cards(collection)) == 2
    schedules_are_the_fold(collection)


# Days


def test_rows_count_for_the_study_days_of_the_rule(databases: OpenStore, clock: FakeClock) -> None:
    collection = a_collection(databases(), clock)
    collection.days = DayRule(zone=ZoneInfo("Asia/Tokyo"))
    night = datetime(2026, 9, 1, 18, 30, tzinfo=UTC)  # 03:30 in Tokyo, before the rollover
    log = (
        replace(a_review(0), at=night, wait=timedelta(minutes=10), phase=Phase.LEARNING),
        replace(a_review(0), at=night + timedelta(hours=1), wait=3 * DAY),
    )
    card = brought(collection, a_progress(reviews=log, due_day=date(2026, 9, 5)))
    rows = log_of(collection, card.id)
    assert [row.day for row in rows] == [date(2026, 9, 1), date(2026, 9, 2)]
    assert {row.utc_offset_s for row in rows} == {9 * 3600}
    assert (card.schedule.last_day, card.schedule.due_day) == (date(2026, 9, 2), date(2026, 9, 5))


def test_what_was_rated_elsewhere_today_counts_as_done(collection: Collection) -> None:
    today = a_review(0, wait=timedelta(minutes=10), phase=Phase.LEARNING)
    today = replace(today, at=A_SUNDAY - timedelta(hours=2))
    before = collection.today_panel()
    bring(
        collection,
        a_deck(a_note("a", progress=(a_progress(reviews=(today,)),)), *"bcdefghijklmn"),
    )
    panel = collection.today_panel()
    assert (before.done, panel.done) == (0, 1)
    assert panel.counts.new == 9


def test_the_figures_know_all_kinds_of_rows(collection: Collection) -> None:
    forgotten = a_progress(phase=Phase.NEW, due_day=None, interval=0, memory=None)
    progress = [a_progress(), PARTIAL, ESTIMATE, STEP, forgotten]
    bring(
        collection,
        a_deck(*(a_note(f"n{n}", progress=(found,)) for n, found in enumerate(progress))),
    )
    panel = collection.today_panel()
    assert panel.counts.due == 3
    for card in all_cards(collection):
        info = collection.card_info(card.id)
        assert len(info.reviews) == len(log_of(collection, card.id))
        assert (info.recall is None) == (card.schedule.memory is None)


# Once


@pytest.mark.parametrize(
    "progress",
    [
        a_progress(),
        PARTIAL,
        ESTIMATE,
        STEP,
        a_progress(phase=Phase.NEW, due_day=None),
        a_progress(due_day=date(2026, 12, 24)),
        replace(ESTIMATE, due_day=date(2027, 3, 1), interval=2),
        replace(ESTIMATE, due_day=None, due_at=None),
        ForeignProgress("main", flag=2, buried=True),
    ],
    ids=["whole", "part", "estimate", "step", "forgotten", "moved", "far", "nowhere", "marks"],
)
def test_the_same_again_changes_nothing(
    collection: Collection, clock: FakeClock, progress: ForeignProgress
) -> None:
    card = brought(collection, progress)
    was = everything(collection)
    clock.advance(days=2)
    report = bring(collection, learned(progress))
    assert report.written == Written()
    assert everything(collection) == was
    assert collection.card(card.id) == card


def test_progress_that_was_declined_comes_in_later(collection: Collection) -> None:
    deck = a_deck(a_note("a", progress=(a_progress(flag=2),)), content_hash="1")
    bring(collection, deck, choices=WITHOUT)
    (card,) = all_cards(collection)
    assert (card.schedule.phase, card.flag) == (Phase.NEW, 0)
    assert bring(collection, deck).written.reviews == 3
    assert (collection.card(card.id).schedule.reps, collection.card(card.id).flag) == (3, 2)


def test_more_ratings_elsewhere_come_in_beside_those_made_here(
    collection: Collection, clock: FakeClock
) -> None:
    card = brought(collection, a_progress())
    clock.advance(days=1)
    mine = Recorder(collection).record(card.id, Rating.GOOD).review
    more = (*a_progress().reviews, a_review(13, wait=20 * DAY))
    report = bring(
        collection, learned(a_progress(reviews=more, due_day=(BEGAN + 33 * DAY).date(), reps=4))
    )
    assert report.written.reviews == 1
    after = collection.card(card.id).schedule
    assert (after.reps, after.due_day, after.last_at) == (5, mine.after.due_day, mine.at)
    schedules_are_the_fold(collection)


# What the person did here


def test_undo_takes_back_only_ratings_made_here(collection: Collection, clock: FakeClock) -> None:
    card = brought(collection, a_progress())
    assert collection.undo() is None
    clock.advance(days=1)
    Recorder(collection).record(card.id, Rating.AGAIN)
    bring(collection, a_deck(a_note("a", progress=(a_progress(),)), a_note("b")))
    undone = collection.undo()
    assert undone is not None
    assert undone.card == card.id
    assert collection.card(card.id).schedule == card.schedule
    assert collection.undo() is None


def test_marks_of_a_card_that_was_touched_are_left_alone(collection: Collection) -> None:
    bring(collection, a_deck("a", "b"))
    rated, marked = all_cards(collection)
    Recorder(collection).record(rated.id, Rating.GOOD)
    with collection.store.writing() as connection:
        cards.set_marks(connection, marked.id, {"flag": 4})
    marks: dict[str, Any] = {"flag": 1, "suspended": True, "buried": True, "leech": True}
    bring(
        collection,
        a_deck(*(a_note(name, progress=(a_progress(**marks),)) for name in ("a", "b"))),
    )
    now = [collection.card(card.id) for card in (rated, marked)]
    assert [(card.flag, card.suspended, card.leech) for card in now] == [
        (0, False, False),
        (4, False, False),
    ]
    assert [card.schedule.reps for card in now] == [4, 3]


# What no program would say

LATER = A_SUNDAY + 400 * DAY
ODD = [
    a_progress(reviews=(replace(a_review(0), at=LATER),), due_day=LATER.date()),
    a_progress(reviews=(a_review(0, phase=Phase.NEW, wait=timedelta(0)),)),
    a_progress(reviews=(a_review(0, None, kind="imported"),)),
    a_progress(reviews=(a_review(0, None, kind="set-due"),)),
    a_progress(reviews=(a_review(0, day=date(2199, 1, 1)), a_review(1, day=date(1980, 1, 1)))),
    a_progress(reviews=(a_review(0, wait=timedelta(0)),)),
    a_progress(reviews=(a_review(0, id="x"), a_review(1, id="x"))),
    a_progress(reviews=(a_review(0, id="b"), a_review(0, None, 9 * DAY, kind="set-due", id="a"))),
    a_progress(reviews=(a_review(0, step=900, wait=timedelta(0), phase=Phase.LEARNING),)),
    replace(ESTIMATE, last_at=LATER),
    replace(ESTIMATE, due_day=date(1970, 1, 1), interval=36_500),
    replace(ESTIMATE, due_day=date(2199, 12, 31)),
    replace(ESTIMATE, memory=None),
    replace(ESTIMATE, phase=Phase.LEARNING, due_day=None, due_at=LATER),
]


@pytest.mark.parametrize("progress", ODD, ids=[f"odd{n}" for n in range(len(ODD))])
def test_odd_progress_leaves_cards_that_can_be_studied(
    collection: Collection, clock: FakeClock, progress: ForeignProgress
) -> None:
    card = brought(collection, progress)
    was = everything(collection)
    bring(collection, learned(progress))
    assert everything(collection) == was
    clock.advance(days=1)
    Recorder(collection).record(card.id, Rating.GOOD)
    schedules_are_the_fold(collection)
    collection.card_info(card.id)
    collection.today_panel()


def test_a_row_of_another_card_gets_an_id_of_its_own(collection: Collection) -> None:
    log = (a_review(0, id="0192-same"), a_review(4, id="0192-other"))
    same = a_progress(reviews=log, due_day=date(2026, 9, 8))
    deck = a_deck(a_note("a", progress=(same,)), a_note("b", progress=(same,)))
    bring(collection, deck)
    assert [len(log_of(collection, card.id)) for card in all_cards(collection)] == [2, 2]
    was = everything(collection)
    assert bring(collection, deck).written.reviews == 0
    assert everything(collection) == was
    schedules_are_the_fold(collection)


def test_a_decks_own_parameters_are_those_of_its_fold(collection: Collection) -> None:
    from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS

    own = ", ".join(str(number * 1.01) for number in DEFAULT_PARAMETERS)
    deck = replace(learned(a_progress()), options=(("fsrs.parameters", own),))
    bring(collection, deck)
    schedules_are_the_fold(collection)
