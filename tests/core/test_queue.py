from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.model import CardId, Phase, Schedule
from mlcards.core.queue import (
    Candidate,
    Counts,
    Plan,
    Queue,
    Wait,
    fit,
    forgotten,
    one_per_note,
    ordered,
)
from support.clock import A_SUNDAY

TODAY = date(2026, 11, 22)
DAY_END = datetime(2026, 11, 23, 4, tzinfo=UTC)
AHEAD = timedelta(minutes=20)
MINUTE = timedelta(minutes=1)
ORDERS = ["mixed", "reviews-first", "new-first", "weakest-first"]
TOMORROW = Schedule(phase=Phase.REVIEW, due_day=date(2026, 11, 23))


def a_new(card: int, *, note: int | None = None, deck: int = 1) -> Candidate:
    return Candidate(CardId(card), note or card, deck, card)


def a_due(card: int, *, deck: int = 1, ago: int = 10, stability: float = 10.0) -> Candidate:
    last = TODAY - timedelta(days=ago)
    return Candidate(CardId(card), card, deck, card, TODAY, None, stability, last)


def a_step(card: int, minutes: float, *, deck: int = 1) -> Candidate:
    due = A_SUNDAY + minutes * MINUTE
    return Candidate(CardId(card), card, deck, card, None, due, 1.0, TODAY)


def a_learning(minutes: float) -> Schedule:
    return Schedule(phase=Phase.LEARNING, step=0, due_at=A_SUNDAY + minutes * MINUTE)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of up to three decks; every card is in it once."""
    number = 0

    def cards(most: int) -> list[int]:
        nonlocal number
        many = draw(st.integers(0, most))
        number += many
        return list(range(number - many + 1, number + 1))

    decks = draw(st.integers(1, 3))
    due, new = {}, {}
    steps = [a_step(card, draw(st.integers(-60, 600))) for card in cards(4)]
    for deck in range(1, decks + 1):
        due[deck] = tuple(
            a_due(card, deck=deck, ago=draw(st.integers(1, 99)), stability=draw(st.floats(0.1, 99)))
            for card in cards(6)
        )
        new[deck] = tuple(a_new(card, deck=deck) for card in cards(6))
    steps.sort(key=lambda step: (step.due_at, step.card))
    return Plan(tuple(steps), due, new)


def asked_of(queue: Queue) -> list[CardId]:
    """Take every card in turn, as if each was rated Easy, waiting where it must be."""
    taken = []
    now = A_SUNDAY
    while (found := queue.next(now, AHEAD)) is not None:
        if isinstance(found, Wait):
            assert found.until > now + AHEAD
            now = found.until
            continue
        taken.append(found)
        queue.after_answer(found, TOMORROW, DAY_END)
    return taken


@given(plans(), st.sampled_from(ORDERS))
def test_what_is_announced_is_asked_and_nothing_twice(plan: Plan, order: str) -> None:
    queue = Queue(plan, order, TODAY)
    announced = sum(plan.counts().values(), Counts())
    assert queue.counts() == announced
    asked = asked_of(queue)
    assert len(asked) == announced.total
    assert len(set(asked)) == len(asked)
    assert queue.counts() == Counts()


@given(plans(), st.sampled_from(ORDERS))
def test_the_same_plan_gives_the_same_order(plan: Plan, order: str) -> None:
    assert asked_of(Queue(plan, order, TODAY)) == asked_of(Queue(plan, order, TODAY))


@given(plans(), st.sampled_from(ORDERS))
def test_each_deck_s_own_order_is_kept(plan: Plan, order: str) -> None:
    found = [card.card for card in ordered(plan, order, TODAY)]
    assert Counter(found) == Counter(
        card.card for card in chain(*plan.due.values(), *plan.new.values())
    )
    for deck in plan.new.values():
        wanted = [card.card for card in deck]
        assert [card for card in found if card in wanted] == wanted


@given(plans(), st.sampled_from(ORDERS), st.data())
def test_counts_go_down_by_one_with_each_answer(
    plan: Plan, order: str, data: st.DataObject
) -> None:
    queue = Queue(plan, order, TODAY)
    now = A_SUNDAY
    while not isinstance(found := queue.next(now, AHEAD, early=True), Wait) and found is not None:
        before = queue.counts()
        comes_back = data.draw(st.booleans()) and before.total < 30
        after = a_learning(30) if comes_back else TOMORROW
        was_learning = found in {card for _due, card in queue._learning}
        queue.after_answer(found, after, DAY_END)
        assert queue.counts().total == before.total - (not comes_back)
        assert queue.counts().learning == before.learning - was_learning + comes_back
        if comes_back:
            queue.remove(found)


def test_reviews_or_new_cards_first() -> None:
    plan = Plan(due={1: (a_due(1), a_due(2))}, new={1: (a_new(3), a_new(4))})
    assert [card.card for card in ordered(plan, "reviews-first", TODAY)] == [1, 2, 3, 4]
    assert [card.card for card in ordered(plan, "new-first", TODAY)] == [3, 4, 1, 2]
    assert [card.card for card in ordered(plan, "mixed", TODAY)] == [1, 3, 2, 4]


def test_decks_take_turns() -> None:
    plan = Plan(new={1: (a_new(1), a_new(2)), 2: (a_new(3, deck=2), a_new(4, deck=2))})
    assert [card.card for card in ordered(plan, "mixed", TODAY)] == [1, 3, 2, 4]


def test_the_weakest_come_first() -> None:
    plan = Plan(
        due={
            1: (a_due(1, ago=10, stability=10), a_due(2, ago=10, stability=1)),
            2: (a_due(3, deck=2, ago=50, stability=10),),
        },
        new={1: (a_new(4),)},
    )
    assert [card.card for card in ordered(plan, "weakest-first", TODAY)] == [2, 3, 1, 4]
    assert forgotten(a_new(1), TODAY) == 0.0


def test_a_step_that_ended_comes_before_all_else() -> None:
    plan = Plan((a_step(1, -1),), {1: (a_due(2),)}, {1: (a_new(3),)})
    assert asked_of(Queue(plan, "mixed", TODAY)) == [1, 2, 3]


def test_a_step_that_ends_soon_is_shown_early_only_when_nothing_else_is_left() -> None:
    queue = Queue(Plan((a_step(1, 15),), new={1: (a_new(2),)}), "mixed", TODAY)
    assert queue.next(A_SUNDAY, AHEAD) == 2
    queue.remove(CardId(2))
    assert queue.next(A_SUNDAY, AHEAD) == 1
    assert queue.next(A_SUNDAY, timedelta(0)) == Wait(A_SUNDAY + 15 * MINUTE, CardId(1))


def test_a_wait_ends_at_its_time_or_when_the_person_says_so() -> None:
    queue = Queue(Plan((a_step(1, 21), a_step(2, 40))), "mixed", TODAY)
    assert queue.next(A_SUNDAY, AHEAD) == Wait(A_SUNDAY + 21 * MINUTE, CardId(1))
    assert queue.next(A_SUNDAY + MINUTE, AHEAD) == 1
    assert queue.next(A_SUNDAY, AHEAD, early=True) == 1
    assert queue.next(A_SUNDAY + 21 * MINUTE, timedelta(0)) == 1


def test_a_learning_step_of_today_comes_back_and_one_of_tomorrow_does_not() -> None:
    queue = Queue(Plan(new={1: (a_new(1), a_new(2))}), "mixed", TODAY)
    queue.after_answer(CardId(1), a_learning(10), DAY_END)
    assert queue.counts() == Counts(new=1, learning=1)
    queue.after_answer(CardId(2), a_learning(24 * 60), DAY_END)
    assert queue.counts() == Counts(learning=1)
    at_the_end = Schedule(phase=Phase.LEARNING, step=0, due_at=DAY_END)
    queue.after_answer(CardId(1), at_the_end, DAY_END)
    assert queue.counts() == Counts()


def test_a_card_put_first_is_asked_next_and_once() -> None:
    queue = Queue(Plan((a_step(9, -5),), new={1: (a_new(1), a_new(2))}), "mixed", TODAY)
    queue.put_first(CardId(2))
    assert queue.next(A_SUNDAY, AHEAD) == 2
    assert asked_of(queue) == [2, 9, 1]


def test_siblings_leave_the_main_list_together() -> None:
    plan = Plan(new={1: (a_new(1, note=7), a_new(2, note=7), a_new(3))})
    queue = Queue(plan, "mixed", TODAY)
    queue.remove_siblings(7, CardId(1))
    assert asked_of(queue) == [1, 3]


def test_the_card_after_this_one_can_be_prepared() -> None:
    queue = Queue(Plan(new={1: (a_new(1), a_new(2))}), "mixed", TODAY)
    assert queue.peek_after(CardId(1)) == 2
    queue.remove(CardId(1))
    assert queue.peek_after(CardId(2)) is None


@given(plans(), st.sets(st.integers(1, 3)))
def test_a_part_of_the_plan_has_that_part_of_the_counts(plan: Plan, decks: set[int]) -> None:
    part = plan.only(decks)
    assert part.counts() == {d: counts for d, counts in plan.counts().items() if d in decks}


def test_counts_leave_out_decks_without_any() -> None:
    plan = Plan((a_step(1, 5, deck=3),), {1: (a_due(2),), 2: ()}, {1: (a_new(3),), 2: ()})
    assert plan.counts() == {1: Counts(new=1, due=1), 3: Counts(learning=1)}


@pytest.mark.parametrize(("apart", "expected"), [(True, [1, 3]), (False, [1, 2])])
def test_one_card_of_each_note(*, apart: bool, expected: list[int]) -> None:
    candidates = [a_new(1, note=1), a_new(2, note=1), a_new(3, note=2), a_new(4, note=3)]
    taken: set[int] = set()
    found = one_per_note(candidates, taken, 2, apart=apart)
    assert [card.card for card in found] == expected
    assert taken == ({1, 2} if apart else set())


def test_no_more_rows_are_read_than_are_needed() -> None:
    read = []

    def rows() -> Iterator[Candidate]:
        for card in range(1, 1000):
            read.append(card)
            yield a_new(card)

    assert len(one_per_note(rows(), set(), 5, apart=True)) == 5
    assert len(read) <= 6


@given(plans(), st.integers(0, 30))
def test_a_limit_for_all_decks_is_shared(plan: Plan, limit: int) -> None:
    fitted = fit(plan.due, limit, {})
    assert sum(map(len, fitted.values())) == min(limit, sum(map(len, plan.due.values())))
    for deck, cards in fitted.items():
        assert cards == plan.due[deck][: len(cards)]


@given(plans(), st.integers(0, 30), st.sets(st.integers(1, 3)), st.data())
def test_studying_one_deck_leaves_the_others_their_share(
    plan: Plan, limit: int, first: set[int], data: st.DataObject
) -> None:
    morning = fit(plan.new, limit, {}, first)
    done = {deck: data.draw(st.integers(0, len(cards))) for deck, cards in morning.items()}
    left = {deck: cards[done.get(deck, 0) :] for deck, cards in plan.new.items()}
    later = fit(left, limit - sum(done.values()), done, first)
    for deck, cards in plan.new.items():
        promised = morning.get(deck, ())[done.get(deck, 0) :]
        assert later.get(deck, ()) == promised
        assert set(promised) <= set(cards)


@given(plans(), st.integers(0, 30), st.dictionaries(st.integers(1, 3), st.integers(0, 20)))
def test_the_limit_holds_whatever_was_done(plan: Plan, limit: int, done: dict[int, int]) -> None:
    fitted = fit(plan.new, limit, done)
    assert sum(map(len, fitted.values())) <= limit


def test_decks_that_come_first_take_what_they_have() -> None:
    new = {deck: tuple(a_new(10 * deck + n, deck=deck) for n in range(4)) for deck in (1, 2, 3)}
    fitted = fit(new, 6, {}, {3})
    assert {deck: len(cards) for deck, cards in fitted.items()} == {1: 1, 2: 1, 3: 4}
    plan = Plan(new=fitted, first=frozenset({3}))
    assert [card.card for card in ordered(plan, "mixed", TODAY)] == [30, 31, 32, 33, 10, 20]
