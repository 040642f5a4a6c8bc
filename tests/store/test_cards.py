from datetime import date, timedelta

import pytest

from mlcards.core.errors import NotFoundError, StaleCardError
from mlcards.core.model import Card, CardId, Phase, Schedule
from mlcards.store import cards
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.databases import OpenStore
from support.factories import a_cloze, a_reversed, a_schedule, add_deck

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def card(store: Store, number: int = 1) -> Card:
    with store.reading() as connection:
        return cards.get(connection, CardId(number))


def schedule(store: Store, number: int, schedule: Schedule) -> None:
    with store.writing() as connection:
        cards.set_schedule(connection, cards.get(connection, CardId(number)), schedule, leech=False)


def mark(store: Store, number: int, **values: object) -> None:
    with store.writing() as connection:
        cards.set_marks(connection, CardId(number), values)


@pytest.mark.parametrize(
    "after",
    [
        Schedule(),
        a_schedule(),
        a_schedule(
            phase=Phase.RELEARNING,
            step=0,
            due_day=None,
            due_at=A_SUNDAY + timedelta(microseconds=1),
        ),
        a_schedule(due_day=date(9999, 12, 30), lapses=7),
        a_schedule(due_day=date(1969, 1, 1)),
    ],
)
def test_a_schedule_comes_back_as_it_was_written(databases: OpenStore, after: Schedule) -> None:
    store = databases()
    add_deck(store, 1)
    assert card(store).schedule == Schedule()
    schedule(store, 1, after)
    assert card(store).schedule == after


def test_a_card_that_is_not_there(databases: OpenStore) -> None:
    with pytest.raises(NotFoundError, match="no card 77"):
        card(databases(), 77)


def test_a_rating_of_an_older_version_is_refused_and_changes_nothing(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    shown = card(store)
    mark(store, 1, flag=1)
    changed = card(store)
    with pytest.raises(StaleCardError), store.writing() as connection:
        cards.set_schedule(connection, shown, a_schedule(), leech=False)
    assert card(store) == changed
    with store.writing() as connection:
        cards.set_schedule(connection, changed, a_schedule(), leech=False)
    assert card(store).schedule == a_schedule()


def test_every_change_of_a_card_makes_its_picture_old(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_reversed()])
    versions = [card(store).version]
    mark(store, 1, suspended=1)
    versions.append(card(store).version)
    schedule(store, 1, a_schedule())
    versions.append(card(store).version)
    for day in (TODAY, None):
        with store.writing() as connection:
            cards.bury(connection, [CardId(1)], day)
        versions.append(card(store).version)
    assert versions == sorted(set(versions))
    assert card(store, 2).version == 0


def test_a_rating_ends_a_burial(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    mark(store, 1, buried_on=TODAY)
    assert card(store).buried_on == TODAY
    schedule(store, 1, a_schedule())
    assert card(store).buried_on is None


def test_only_siblings_that_could_be_asked_today_are_hidden(databases: OpenStore) -> None:
    store = databases()
    parts = " ".join(f"{{{{c{n}::x}}}}" for n in range(1, 11))
    add_deck(store, [a_cloze(parts), a_reversed()])
    schedule(store, 2, a_schedule(due_day=TODAY))
    schedule(store, 3, a_schedule(due_day=TODAY - 5 * DAY))
    schedule(store, 4, a_schedule(due_day=TODAY + DAY))
    schedule(store, 5, a_schedule(phase=Phase.LEARNING, step=0, due_day=None, due_at=A_SUNDAY))
    mark(store, 6, suspended=1)
    mark(store, 7, orphaned=1)
    mark(store, 8, buried_on=TODAY)
    mark(store, 9, buried_on=TODAY - DAY)
    with store.writing() as connection:
        found = cards.siblings_to_bury(connection, cards.get(connection, CardId(1)), TODAY)
    assert sorted(found) == [2, 3, 9, 10]


def test_the_load_of_days(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 8)
    for number, days in enumerate([1, 1, 2, 5, 5, 5, 9], 1):
        schedule(store, number, a_schedule(due_day=TODAY + days * DAY))
    mark(store, 2, suspended=1)
    mark(store, 4, orphaned=1)
    mark(store, 5, buried_on=TODAY)
    with store.reading() as connection:
        on = [cards.due_on(connection, TODAY + n * DAY) for n in range(11)]
        assert on == [0, 1, 1, 0, 0, 2, 0, 0, 0, 1, 0]
        between = cards.due_between(connection, TODAY + DAY, TODAY + 8 * DAY)
    assert between == {TODAY + DAY: 1, TODAY + 2 * DAY: 1, TODAY + 5 * DAY: 2}


def test_totals_leave_orphans_out(databases: OpenStore) -> None:
    store = databases()
    one = add_deck(store, 3)
    two = add_deck(store, [a_reversed()], key="two", title="Two")
    add_deck(store, 0, key="three", title="Three")
    mark(store, 1, orphaned=1)
    mark(store, 2, suspended=1)
    with store.reading() as connection:
        assert cards.totals(connection) == {one: 2, two: 2}


def test_the_weakest_cards(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 6)
    other = add_deck(store, 1, key="other", title="Other")
    for number, ago in ((1, 5), (2, 50), (3, 10), (4, 99)):
        last = TODAY - ago * DAY
        schedule(store, number, a_schedule(last_day=last, due_day=TODAY + 9 * DAY))
    mark(store, 4, suspended=1)
    with store.reading() as connection:
        assert cards.weakest(connection, [1], TODAY, 2) == [2, 3]
        assert cards.weakest(connection, [1], TODAY, 9) == [2, 3, 1, 5, 6]
        assert cards.weakest(connection, [other], TODAY, 9) == [7]
