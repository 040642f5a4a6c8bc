from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.bootstrap import _ReviewIds, clock, new_review_id
from mlcards.core.errors import ClockError, UsageError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def milliseconds(review_id: str) -> int:
    return UUID(review_id).int >> 80


# The clock


def test_the_machine_s_clock_runs_in_utc() -> None:
    now = clock({})
    before, after = now(), now()
    assert before.tzinfo is UTC
    assert before <= after
    assert clock({"MLCARDS_NOW": ""})().year >= 2025


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T12:00:00z", NOON),
        ("2026-11-22t13:00:00+01:00", NOON),
        ("2026-11-22 07:00:00-05:00", NOON),
        ("2026-11-22T12:00:00.25+00:00", NOON + timedelta(milliseconds=250)),
        (" 2026-11-22T12:00:00Z ", NOON),
    ],
)
def test_a_fixed_clock_stands_still(text: str, instant: datetime) -> None:
    now = clock({"MLCARDS_NOW": text})
    assert now() == now() == instant
    assert now().tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "tomorrow",
        "2026-11-22",
        "2026-11-22T12:00:00",
        "2026-02-30T12:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "1763812800",
        "\x1b[31m",
    ],
)
def test_what_is_no_instant_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="MLCARDS_NOW is ") as caught:
        clock({"MLCARDS_NOW": text})
    assert caught.value.hint == "Write it like 2026-11-22T08:00:00+01:00."
    assert str(caught.value).isprintable()


# Ids of reviews


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = UUID(new_review_id(NOON))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_an_id_carries_its_instant() -> None:
    ids = _ReviewIds()
    assert milliseconds(ids.next(NOON)) == 1795348800000
    at = NOON.astimezone(timezone(timedelta(hours=9))) + timedelta(microseconds=1_999)
    assert milliseconds(ids.next(at)) == 1795348800001


@given(st.lists(st.integers(-5, 5), max_size=50))
def test_ids_grow_whatever_the_clock_does(steps: list[int]) -> None:
    ids = _ReviewIds()
    now, made = NOON, []
    for step in steps:
        now += timedelta(milliseconds=step)
        made.append(ids.next(now))
    assert made == sorted(set(made))
    assert {UUID(text).version for text in made} <= {7}


def test_ids_of_two_machines_differ_within_a_millisecond() -> None:
    assert len({_ReviewIds().next(NOON) for _ in range(1000)}) == 1000


def test_an_instant_before_1970_is_refused() -> None:
    with pytest.raises(ClockError, match="1969-12-31"):
        new_review_id(datetime(1969, 12, 31, tzinfo=UTC))
