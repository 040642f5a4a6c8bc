from datetime import timedelta

import pytest

from mlcards.core.wording import interval_text


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "<1m"),
        (timedelta(minutes=1), "1m"),
        (timedelta(minutes=59, seconds=29), "59m"),
        (timedelta(minutes=59, seconds=31), "1h"),
        (timedelta(hours=23), "23h"),
        (timedelta(hours=23, minutes=45), "1d"),
        (timedelta(days=30), "30d"),
        (timedelta(days=31), "1mo"),
        (timedelta(days=64), "2.1mo"),
        (timedelta(days=365), "1y"),
        (timedelta(days=511), "1.4y"),
    ],
)
def test_interval_text(interval: timedelta, text: str) -> None:
    assert interval_text(interval) == text
