"""Numbers for instants and days, facts by name, and the load of days a session keeps."""

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.model import CardId
from mlcards.store import cards, meta
from mlcards.store.load import DayLoad
from mlcards.store.numbers import day_number, day_of, instant_of, micros
from support.databases import OpenStore
from support.factories import a_schedule, add_deck

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_are_kept_to_the_microsecond(instant: datetime) -> None:
    assert instant_of(micros(instant)) == instant


@given(st.dates())
def test_days_are_kept(day: date) -> None:
    assert day_of(day_number(day)) == day


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_numbers_sort_as_instants_do(one: datetime, other: datetime) -> None:
    assert (micros(one) < micros(other)) == (one < other)


def test_known_numbers() -> None:
    assert micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1_000_000
    assert day_number(date(1970, 1, 2)) == 1
    assert day_number(date(1969, 12, 31)) == -1
    noon = datetime.combine(TODAY, clock_time(12), UTC)
    assert micros(noon) // 86_400_000_000 == day_number(TODAY)


def test_a_fact_is_what_was_put_last(databases: OpenStore) -> None:
    store = databases()
    with store.writing() as connection:
        assert meta.get(connection, "colour") is None
        meta.put(connection, "colour", "red")
        meta.put(connection, "colour", "blue")
        meta.put(connection, "other", "")
    with store.reading() as connection:
        assert meta.get(connection, "colour") == "blue"
        assert meta.get(connection, "other") == ""


def test_the_load_is_read_once_a_day_and_follows_what_is_told(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 3)
    with store.writing() as connection:
        for number in (1, 2):
            card = cards.get(connection, CardId(number))
            cards.set_schedule(connection, card, a_schedule(due_day=TODAY + DAY), leech=False)
    load = DayLoad(store)
    assert load[TODAY + DAY] == 2
    assert load.get(TODAY + 2 * DAY) == 0
    with store.writing() as connection:
        card = cards.get(connection, CardId(3))
        cards.set_schedule(connection, card, a_schedule(due_day=TODAY + DAY), leech=False)
    assert load[TODAY + DAY] == 2
    load.moved(None, TODAY + DAY)
    load.moved(TODAY + DAY, TODAY + 2 * DAY)
    load.moved(TODAY + DAY, TODAY + 9 * DAY)
    assert (load[TODAY + DAY], load[TODAY + 2 * DAY]) == (1, 1)
    assert sorted(load) == [TODAY + DAY, TODAY + 2 * DAY]
    load.forget()
    assert load[TODAY + DAY] == 3
