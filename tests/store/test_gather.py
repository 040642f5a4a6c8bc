"""Which cards a day brings: the plan, against the rules read off the tables one by one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from mlcards.collection.limits import DeckSettings
from mlcards.config.settings import Settings
from mlcards.core.model import Phase
from mlcards.core.queue import Candidate, Plan
from mlcards.store import decks, sql
from mlcards.store.gather import gather
from mlcards.store.store import Store
from support import strategies as some
from support.clock import A_SUNDAY
from support.databases import OpenStore, few_examples, fresh_store
from support.factories import (
    UTC_DAYS,
    CardState,
    DeckState,
    a_content,
    a_reversed,
    a_schedule,
    add_deck,
    build,
    put,
    some_settings,
)

NOW = A_SUNDAY
TODAY = NOW.date()
DAY = timedelta(days=1)
DAY_END = datetime(2026, 11, 23, 4, tzinfo=UTC)


def plan_of(store: Store, settings: Settings, more_new: int = 0) -> tuple[Plan, DeckSettings]:
    with store.reading() as connection:
        known = decks.all_decks(connection)
        deck_settings = DeckSettings(settings, ((d.id, d.title, d.options) for d in known))
        question = deck_settings.question(UTC_DAYS, NOW, more_new)
        return gather(store.rows(connection), question, [d.id for d in known]), deck_settings


def cards_in(plan: Plan) -> Iterator[Candidate]:
    yield from plan.learning
    for found in (*plan.due.values(), *plan.new.values()):
        yield from found


def askable(state: CardState) -> bool:
    marks, schedule = state.marks, state.schedule
    if marks.get("suspended") or marks.get("orphaned") or marks.get("buried_on") == TODAY:
        return False
    if schedule.due_day:
        return schedule.due_day <= TODAY
    if schedule.due_at:
        return schedule.due_at < DAY_END
    return True


@few_examples
@given(some.deck_states(NOW), some.study_settings())
def test_the_rules_of_a_day(states: list[DeckState], settings: Settings) -> None:
    with fresh_store() as store:
        made = build(store, states)
        plan, deck_settings = plan_of(store, settings)
        again, _settings = plan_of(store, settings)
    assert again == plan

    asked = [card.card for card in cards_in(plan)]
    assert len(set(asked)) == len(asked)
    assert all(askable(made[card]) for card in asked)

    steps = {card for card, state in made.items() if state.schedule.due_at and askable(state)}
    assert {card.card for card in plan.learning} == steps
    dues = [card.due_at or DAY_END for card in plan.learning]
    assert dues == sorted(dues)

    for found, limit, kind in (
        (plan.due, settings.reviews_per_day, "reviews_per_day"),
        (plan.new, settings.new_per_day, "new_per_day"),
    ):
        assert sum(map(len, found.values())) <= limit
        for deck, candidates in found.items():
            assert len(candidates) <= getattr(deck_settings.of(deck), kind)
            assert {candidate.deck for candidate in candidates} == {deck}
    assert all(made[card.card].schedule.due_day for cards in plan.due.values() for card in cards)
    assert all(
        made[card.card].schedule.phase is Phase.NEW for cards in plan.new.values() for card in cards
    )

    if settings.bury_siblings:
        of_a_note = Counter(card.note for card in cards_in(plan) if card.due_at is None)
        assert set(of_a_note.values()) <= {1}
        assert not of_a_note.keys() & {card.note for card in plan.learning}


@few_examples
@given(some.deck_states(NOW))
def test_without_limits_and_rules_everything_that_may_be_asked_is(states: list[DeckState]) -> None:
    free = [DeckState(state.title, state.notes) for state in states]
    settings = some_settings(
        study_new_per_day=9999, study_reviews_per_day=9999, study_bury_siblings=False
    )
    with fresh_store() as store:
        made = build(store, free)
        plan, _settings = plan_of(store, settings)
    wanted = {card for card, state in made.items() if askable(state)}
    assert {card.card for card in cards_in(plan)} == wanted


def test_new_cards_come_in_the_order_of_the_file_and_reviews_by_age(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 6)
    with store.writing() as connection:
        for number, late in ((2, 1), (4, 9), (6, 0)):
            put(connection, number, CardState(a_schedule(due_day=TODAY - late * DAY)))
    plan, _settings = plan_of(store, Settings())
    assert [card.card for card in plan.new[1]] == [1, 3, 5]
    assert [card.card for card in plan.due[1]] == [4, 2, 6]


def test_limits_are_shared_between_decks(databases: OpenStore) -> None:
    store = databases()
    for title in ("A", "B", "C"):
        add_deck(store, 9, key=title, title=title)
    plan, _settings = plan_of(store, some_settings(study_new_per_day=7))
    assert {deck: len(cards) for deck, cards in plan.new.items()} == {1: 3, 2: 2, 3: 2}


def test_a_deck_s_own_limit_and_its_parent_s(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 9, key="a", title="A", options={"study.new_per_day": "2"})
    add_deck(store, 9, key="ax", title="A::x")
    add_deck(store, 9, key="ay", title="A::y", options={"study.new_per_day": "4"})
    add_deck(store, 9, key="b", title="B")
    plan, _settings = plan_of(store, some_settings(study_new_per_day=9))
    assert {deck: len(cards) for deck, cards in plan.new.items()} == {1: 2, 2: 2, 3: 3, 4: 2}


def test_more_new_cards_for_today(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 9, options={"study.new_per_day": "2"})
    plan, _settings = plan_of(store, some_settings(study_new_per_day=3), more_new=2)
    assert len(plan.new[1]) == 4


def test_siblings_of_a_learning_card_wait(databases: OpenStore) -> None:
    store = databases()
    learning = a_schedule(phase=Phase.LEARNING, step=0, due_day=None, due_at=NOW)
    build(store, [DeckState("A", ((a_reversed(), (CardState(learning), CardState())),))])
    plan, _settings = plan_of(store, Settings())
    assert [card.card for card in cards_in(plan)] == [1]


def test_a_day_long_step_is_due_as_a_review_is(databases: OpenStore) -> None:
    store = databases()
    step = a_schedule(phase=Phase.LEARNING, step=1, due_day=TODAY)
    build(store, [DeckState("A", ((a_content(), (CardState(step),)),))])
    plan, _settings = plan_of(store, Settings())
    assert [card.card for card in plan.due[1]] == [1]


class _CountedRows:
    """Counts the rows that are read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read = 0

    def plan(self, settings: Settings) -> Plan:
        with self._store.reading() as connection:
            rows = self._store.rows(connection)

            def counted(statement: str, parameters: Mapping[str, Any]) -> Iterable[tuple[Any, ...]]:
                for row in rows(statement, parameters):
                    self.read += 1
                    yield row

            known = decks.all_decks(connection)
            deck_settings = DeckSettings(settings, ((d.id, d.title, d.options) for d in known))
            question = deck_settings.question(UTC_DAYS, NOW)
            return gather(counted, question, [d.id for d in known])


@pytest.mark.parametrize("order", ["mixed", "reviews-first", "new-first"])
def test_what_is_read_does_not_grow_with_the_collection(store: Store, order: str) -> None:
    settings = some_settings(study_order=order, study_new_per_day=10, study_reviews_per_day=20)
    read = []
    for key in ("a", "b", "c"):
        add_deck(store, [a_reversed(f"{key}{n}") for n in range(400)], key=key, title=key)
        with store.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE cards SET phase = 'review', due_day = 20000, stability = 1, difficulty = 5,"
                " last_day = 19990 WHERE id % 4 < 2 AND deck_id = (SELECT max(id) FROM decks)"
            )
        rows = _CountedRows(store)
        plan = rows.plan(settings)
        assert sum(plan.counts()[deck].total for deck in plan.counts()) == 30
        read.append(rows.read)
    # each deck may be asked for a whole day's cards, siblings passed over on the way
    assert all(count <= deck * 2 * (10 + 20 + 2) for deck, count in enumerate(read, 1))


@pytest.mark.parametrize("statement", ["DUE", "NEW", "LEARNING"])
def test_cards_are_found_through_an_index(store: Store, statement: str) -> None:
    add_deck(store, 50)
    query = getattr(sql, statement)
    values = {"deck": 1, "today": 1, "day_end": 1}
    with store.reading() as connection:
        steps = list(store.rows(connection)(f"EXPLAIN QUERY PLAN {query}", values))
    said = " ".join(str(step[-1]) for step in steps)
    assert f"USING INDEX ix_cards_{statement.lower()}" in said
    assert "SCAN" not in said
