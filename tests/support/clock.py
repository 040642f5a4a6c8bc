"""A clock that stands still until a test moves it, and the ids that go with it."""

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import count

from mlcards.core.model import ReviewId

A_SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
"""Far from any clock change, and well after the rollover in every zone of these tests."""


class FakeClock:
    """Calls give `now`; only a test moves it."""

    def __init__(self, now: datetime = A_SUNDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta | None = None, **parts: float) -> datetime:
        """Move the clock by a span, or by `hours=…`, `days=…` as `timedelta` takes them."""
        self.now += timedelta(**parts) if by is None else by
        return self.now


class FakeIds:
    """Ids as UUIDs of version 7 are: ordered by the millisecond, in no order within it."""

    _numbers = count(1)

    @classmethod
    def restart(cls) -> None:
        """Begin anew, so that an example of a property is the same each time."""
        cls._numbers = count(1)

    def __call__(self, now: datetime) -> ReviewId:
        since = now - datetime(1970, 1, 1, tzinfo=UTC)
        millis = f"{since // timedelta(milliseconds=1):012x}"
        tail = hashlib.blake2b(str(next(self._numbers)).encode(), digest_size=9).hexdigest()
        return ReviewId(f"{millis[:8]}-{millis[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:]}")
