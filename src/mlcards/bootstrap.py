"""The composition root: the only place that reads the clock and throws dice."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock

from mlcards.core.errors import ClockError, UsageError

TYPE_CHECKING = False  # the shell prompt reads the clock here, and typing takes longer to load
if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.config.paths import Home
    from mlcards.config.settings import Settings
    from mlcards.core.model import ReviewId

Clock = Callable[[], datetime]
"""Gives the present instant, aware, in UTC."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_RANDOM_BITS = 74


def clock(environ: Mapping[str, str]) -> Clock:
    """Return the clock of this run: the machine's, or one that stands still at MLCARDS_NOW.

    Raises:
        UsageError: MLCARDS_NOW is no instant with its offset from UTC.
    """
    text = environ.get("MLCARDS_NOW", "").strip()
    if not text:
        return lambda: datetime.now(UTC)
    instant = _instant(text)
    return lambda: instant


def new_review_id(now: datetime) -> "ReviewId":
    """Return a fresh id, larger than all this process made before: a UUID of version 7.

    Args:
        now: the instant of the review; the id carries its milliseconds, unless the process has
            already made one for a later instant.

    Raises:
        ClockError: `now` lies before 1970.
    """
    return _review_ids.next(now)


class _ReviewIds:
    """Makes UUIDs as RFC 9562, 5.7, asks: milliseconds, then 74 random bits.

    Within a millisecond, and when the clock went back, the last one is counted on by a random
    step (6.2, method 2), so that a log sorted by id stays in the order it was written.
    """

    def __init__(self) -> None:
        self._last = -1
        self._lock = Lock()

    def next(self, now: datetime) -> "ReviewId":
        from mlcards.core.model import ReviewId

        milliseconds = (now - _EPOCH) // _MILLISECOND
        if milliseconds < 0:
            raise ClockError(
                f"Your clock says {now:%Y-%m-%d}, which cannot be.", "Set the clock right."
            )
        fresh = milliseconds << _RANDOM_BITS | _random(_RANDOM_BITS)
        with self._lock:
            if fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS:
                fresh = self._last + 1 + _random(32)
            self._last = fresh
        return ReviewId(_uuid7(fresh))


def _uuid7(payload: int) -> str:
    """Return the UUID whose 122 free bits are `payload`: version 7, variant 10."""
    from uuid import UUID

    milliseconds = payload >> _RANDOM_BITS
    high, low = payload >> 62 & 0xFFF, payload & (1 << 62) - 1
    return str(UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low))


def _random(bits: int) -> int:
    return int.from_bytes(os.urandom(16)) >> (128 - bits)


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text.upper())
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    from mlcards.core.text import one_line

    raise UsageError(
        f'MLCARDS_NOW is "{one_line(text, 40)}", which is no instant with its offset from UTC.',
        "Write it like 2026-11-22T08:00:00+01:00.",
    )


_review_ids = _ReviewIds()


def open_collection(
    home: "Home",
    settings: "Settings",
    environ: Mapping[str, str],
    database_url: str | None = None,
) -> "Collection":
    """Open a person's collection, made where there is none yet; `Collection.store` is to be closed.

    Args:
        home: their folder; made when it is missing.
        settings: theirs.
        environ: for the clock.
        database_url: an SQLAlchemy URL instead of the file in `home`.

    Raises:
        UsageError: MLCARDS_NOW or the URL cannot be read.
        DatabaseError: the database cannot be used.
        MlcardsError: the folder cannot be made.
    """
    from mlcards.collection.collection import Collection
    from mlcards.config.paths import create
    from mlcards.store.store import Store

    now = clock(environ)
    if database_url is not None:
        store = Store.open_url(database_url)
    else:
        create(home)
        store = Store.open_file(home.database, home.backups)
    return Collection(store, settings, now, new_review_id, home.media)
