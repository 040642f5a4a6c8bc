"""Taking ratings from a program: any card, in any order, one durable review each."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from mlcards.collection.collection import Collection
from mlcards.collection.rating import rate
from mlcards.collection.views import Answered
from mlcards.core.errors import StaleCardError, UsageError
from mlcards.core.model import CardId, Rating
from mlcards.store.load import DayLoad

_MOST_BACKWARDS = timedelta(days=1)
_MOST_AHEAD = timedelta(minutes=1)
"""Clocks of two machines may differ by this much."""
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_ATTEMPTS = 5
"""A rating here answers no picture of the card, so one changed meanwhile is read and rated anew."""
_REFRESH_AFTER = timedelta(seconds=1)
"""After a pause this long another mlcards may have changed something."""


class Recorder:
    """Writes down reviews with the rules of a study session: limits, leeches, siblings."""

    def __init__(self, collection: Collection) -> None:
        """Start recording.

        Raises:
            ClockError: the clock is behind the collection.
        """
        self._collection = collection
        self._load = DayLoad(collection.store)
        self._settings = collection.deck_settings()
        self._last = collection.checked_now()

    def record(
        self,
        number: CardId,
        rating: Rating,
        *,
        at: datetime | None = None,
        duration_ms: int | None = None,
    ) -> Answered:
        """Write down one review; when this returns it is on disk.

        Args:
            number: the card.
            rating: how well it was recalled.
            at: when, UTC; None for now. Up to a day before the card's last review counts as
                just after that.
            duration_ms: from question shown to rating.

        Raises:
            NotFoundError: there is no such card.
            UsageError: `at` cannot be.
            DatabaseError: it could not be written.
        """
        for _attempt in range(_ATTEMPTS - 1):
            with suppress(StaleCardError):
                return self._once(number, rating, at, duration_ms)
        return self._once(number, rating, at, duration_ms)

    def _once(
        self, number: CardId, rating: Rating, at: datetime | None, duration_ms: int | None
    ) -> Answered:
        now = self._collection.clock()
        self._look_again(now)
        card = self._collection.card(number)
        if at is not None:
            _check(at, now, card.schedule.last_at)
        return rate(
            self._collection,
            card,
            rating,
            now if at is None else min(at, now),
            settings=self._settings,
            load=self._load,
            apart=self._settings.of(card.deck_id).bury_siblings,
            duration_ms=duration_ms,
        )

    def _look_again(self, now: datetime) -> None:
        """Read anew what is kept in memory, when there was a pause."""
        if now - self._last > _REFRESH_AFTER:
            self._load.forget()
            self._settings = self._collection.deck_settings()
        self._last = now


def _check(at: datetime, now: datetime, last: datetime | None) -> None:
    if at > now + _MOST_AHEAD:
        raise UsageError(
            f'"at" is {at:%Y-%m-%d %H:%M} UTC, which lies in the future: it is '
            f"{now:%Y-%m-%d %H:%M} UTC.",
            "Leave it out for a review of now.",
        )
    if last is not None and at < last - _MOST_BACKWARDS:
        raise UsageError(
            f'"at" is {at:%Y-%m-%d %H:%M} UTC, but this card was reviewed on '
            f"{last:%Y-%m-%d %H:%M} UTC.",
            "Reviews of a card are taken in the order of time.",
        )
    if at < _EARLIEST:
        raise UsageError(f'"at" is {at:%Y-%m-%d}, which lies before 1970.')
