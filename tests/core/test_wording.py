from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.wording import interval_text


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(0), "now"),
        (timedelta(seconds=59), "<1m"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=10), "10m"),
        (timedelta(minutes=59, seconds=29), "59m"),
        (timedelta(minutes=59, seconds=31), "1h"),
        (timedelta(hours=5), "5h"),
        (timedelta(hours=23), "23h"),
        (timedelta(hours=23, minutes=31), "1d"),
        (timedelta(days=1), "1d"),
        (timedelta(days=30), "30d"),
        (timedelta(days=31), "1mo"),
        (timedelta(days=64), "2.1mo"),
        (timedelta(days=364), "1y"),
        (timedelta(days=365), "1y"),
        (timedelta(days=511), "1.4y"),
        (timedelta(days=36525), "100y"),
    ],
)
def test_interval(interval: timedelta, text: str) -> None:
    assert interval_text(interval) == text


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=40000)))
def test_intervals_are_short_and_never_grow_with_a_shorter_time(interval: timedelta) -> None:
    units = {"m": 1, "h": 60, "d": 1440, "mo": 1440 * 30.4375, "y": 1440 * 365.25}

    def minutes(text: str) -> float:
        unit = text.lstrip("<0123456789.")
        return 0.5 if text == "<1m" else float(text[: -len(unit)]) * units[unit]

    assert len(interval_text(interval)) <= 6
    assert minutes(interval_text(interval / 2)) <= minutes(interval_text(interval))
