"""Instants and study days as the whole numbers that stand in the database.

Numbers sort, index and subtract alike everywhere, so the queries in `store.sql` run unchanged on
sqlite3 and on SQLAlchemy, with SQLite and with PostgreSQL.
"""

from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.date().toordinal()
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970, UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_of(micros: int) -> datetime:
    """Return the instant (UTC) that `micros` gave."""
    return _EPOCH + timedelta(microseconds=micros)


def day_number(day: date) -> int:
    """Return a study day as days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def day_of(number: int) -> date:
    """Return the study day that `day_number` gave."""
    return date.fromordinal(number + _EPOCH_DAY)
