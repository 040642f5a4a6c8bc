"""Column types for instants and study days; see `store.numbers`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.types import TypeDecorator

from mlcards.store.numbers import day_number, day_of, instant_of, micros


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """To the database."""
        del dialect
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else instant_of(value)


class StudyDay(TypeDecorator[date]):
    """A study day as days since 1970-01-01."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> int | None:
        """To the database."""
        del dialect
        return None if value is None else day_number(value)

    def process_result_value(self, value: int | None, dialect: Any) -> date | None:
        """From the database."""
        del dialect
        return None if value is None else day_of(value)
