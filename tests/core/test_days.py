import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlcards.core.days import DayRule
from mlcards.core.model import Rating
from mlcards.core.scheduling import interval_of
from support.factories import a_schedule, a_scheduler

BERLIN = DayRule(zone=ZoneInfo("Europe/Berlin"))
NEW_YORK = DayRule(zone=ZoneInfo("America/New_York"))
DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
rollovers = st.times().map(lambda at: at.replace(second=0, microsecond=0))
instants = st.integers(
    int(datetime(1980, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2090, 1, 1, tzinfo=UTC).timestamp()),
).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def local(rule: DayRule, text: str, fold: int = 0) -> datetime:
    """The instant of a wall clock; `fold` 1 is the second of two equal times."""
    return datetime.fromisoformat(text).replace(tzinfo=rule.zone, fold=fold).astimezone(UTC)


@given(zones, rollovers, instants)
@example(ZoneInfo("Pacific/Apia"), clock_time(4), datetime(2011, 12, 30, 12, tzinfo=UTC))
@example(ZoneInfo("Pacific/Kwajalein"), clock_time(4), datetime(1993, 8, 21, 13, tzinfo=UTC))
@example(ZoneInfo("Australia/Lord_Howe"), clock_time(1, 45), datetime(2026, 4, 4, 15, tzinfo=UTC))
def test_an_instant_lies_within_its_study_day(
    zone: ZoneInfo, rollover: clock_time, instant: datetime
) -> None:
    rule = DayRule(rollover, zone)
    day = rule.study_day(instant)
    assert rule.start(day) <= instant < rule.end(day)


@given(zones, rollovers, instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_study_days_never_go_back(
    zone: ZoneInfo, rollover: clock_time, instant: datetime, later: timedelta
) -> None:
    rule = DayRule(rollover, zone)
    assert rule.study_day(instant) <= rule.study_day(instant + later)


@given(zones, rollovers, instants)
def test_a_day_ends_where_the_next_starts(
    zone: ZoneInfo, rollover: clock_time, instant: datetime
) -> None:
    rule = DayRule(rollover, zone)
    day = rule.study_day(instant)
    assert rule.end(day) == rule.start(day + DAY)
    assert rule.study_day(rule.end(day) - MOMENT) == day


@given(zones, instants)
def test_without_clock_changes_it_is_the_wall_date_four_hours_ago(
    zone: ZoneInfo, instant: datetime
) -> None:
    here = [(instant + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-30, 0, 30)]
    if len(set(here)) == 1:
        wall = instant.astimezone(zone).replace(tzinfo=None)
        assert DayRule(zone=zone).study_day(instant) == (wall - timedelta(hours=4)).date()


@pytest.mark.parametrize(
    ("rule", "wall", "fold", "day"),
    [
        # The clock goes forward: 04:10 is three hours and ten minutes after midnight.
        (BERLIN, "2026-03-29T03:59", 0, "2026-03-28"),
        (BERLIN, "2026-03-29T04:00", 0, "2026-03-29"),
        (BERLIN, "2026-03-29T04:10", 0, "2026-03-29"),
        # The clock goes back: 03:30 is four and a half hours after midnight.
        (BERLIN, "2026-10-25T02:30", 0, "2026-10-24"),
        (BERLIN, "2026-10-25T02:30", 1, "2026-10-24"),
        (BERLIN, "2026-10-25T03:30", 0, "2026-10-24"),
        (BERLIN, "2026-10-25T04:00", 0, "2026-10-25"),
        (NEW_YORK, "2026-03-08T03:59", 0, "2026-03-07"),
        (NEW_YORK, "2026-03-08T04:00", 0, "2026-03-08"),
        (NEW_YORK, "2026-11-01T01:30", 1, "2026-10-31"),
        (NEW_YORK, "2026-11-01T03:30", 0, "2026-10-31"),
        (NEW_YORK, "2026-11-01T04:00", 0, "2026-11-01"),
    ],
)
def test_nights_of_a_clock_change(rule: DayRule, wall: str, fold: int, day: str) -> None:
    assert rule.study_day(local(rule, wall, fold)) == date.fromisoformat(day)


def test_days_of_a_clock_change_are_23_and_25_hours_long() -> None:
    spring, autumn = date(2026, 3, 28), date(2026, 10, 24)
    assert BERLIN.end(spring) - BERLIN.start(spring) == timedelta(hours=23)
    assert BERLIN.end(autumn) - BERLIN.start(autumn) == timedelta(hours=25)


def test_a_rollover_that_the_clock_skips() -> None:
    rule = DayRule(clock_time(2, 30), ZoneInfo("Europe/Berlin"))
    day = date(2026, 3, 29)
    assert rule.start(day) == local(rule, "2026-03-29T03:30")
    assert rule.study_day(local(rule, "2026-03-29T03:29")) == day - DAY
    assert rule.study_day(local(rule, "2026-03-29T03:30")) == day


def test_a_rollover_that_the_clock_shows_twice_counts_the_first_time() -> None:
    rule = DayRule(clock_time(2, 30), ZoneInfo("Europe/Berlin"))
    day = date(2026, 10, 25)
    assert rule.study_day(local(rule, "2026-10-25T02:29")) == day - DAY
    assert rule.study_day(local(rule, "2026-10-25T02:30")) == day
    assert rule.study_day(local(rule, "2026-10-25T02:10", fold=1)) == day


def test_evening_to_morning_is_one_day() -> None:
    scheduler = a_scheduler(BERLIN, fuzz=False)
    evening, morning = local(BERLIN, "2026-11-22T21:00"), local(BERLIN, "2026-11-23T08:00")
    before = a_schedule(last_at=evening, last_day=date(2026, 11, 22))
    recall = scheduler.retrievability(before, BERLIN.study_day(morning))
    assert recall == scheduler.retrievability_after(10.0, 1)
    after = scheduler.answer(1, before, Rating.GOOD, morning)
    assert after.last_day == date(2026, 11, 23)
    assert after.due_day == date(2026, 11, 23) + interval_of(after)
    night = local(BERLIN, "2026-11-23T03:59")
    assert scheduler.retrievability(before, BERLIN.study_day(night)) == 1.0


def test_the_offset_is_that_of_the_instant() -> None:
    assert BERLIN.utc_offset_s(local(BERLIN, "2026-07-01T12:00")) == 7200
    assert BERLIN.utc_offset_s(local(BERLIN, "2026-12-01T12:00")) == 3600
    assert DayRule(zone=UTC).utc_offset_s(local(BERLIN, "2026-07-01T12:00")) == 0


@pytest.fixture
def machine_zone() -> Iterator[Callable[[str], None]]:
    """Set the machine's zone, as the TZ variable does at the start of a program."""
    before = os.environ.get("TZ")

    def set_zone(name: str) -> None:
        os.environ["TZ"] = name
        time.tzset()

    yield set_zone
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("variable", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("America/New_York", "America/New_York"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("UTC", "UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"),
        ("EST5EDT,M3.2.0,M11.1.0", "America/New_York"),
        ("<+0545>-5:45", "Asia/Kathmandu"),
    ],
)
def test_the_machine_s_zone_is_followed(
    machine_zone: Callable[[str], None], variable: str, zone: str
) -> None:
    machine_zone(variable)
    here, named = DayRule(), DayRule(zone=ZoneInfo(zone))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for hours in range(0, 366 * 24, 3):
        instant = start + timedelta(hours=hours, minutes=30)
        assert here.study_day(instant) == named.study_day(instant)
        assert here.utc_offset_s(instant) == named.utc_offset_s(instant)
        day = named.study_day(instant)
        assert here.start(day) == named.start(day)


def test_a_moved_rollover_moves_the_day() -> None:
    instant = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
    assert DayRule(clock_time(4), UTC).study_day(instant) == date(2026, 11, 21)
    assert DayRule(clock_time(0), UTC).study_day(instant) == date(2026, 11, 22)
    assert DayRule(clock_time(1, 30), UTC).study_day(instant) == date(2026, 11, 22)
    assert DayRule(clock_time(23, 59), UTC).study_day(instant) == date(2026, 11, 21)
