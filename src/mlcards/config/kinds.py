"""The kinds of values settings take: what is allowed, how it is read and written.

Plain classes: as dataclasses, these would make up a tenth of the time to load settings.
"""
# ruff: noqa: D102 - the methods of a kind are described once, in Kind

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Generic, TypeAlias, TypeVar

from mlcards.core.text import one_line

Plain: TypeAlias = bool | int | float | str | list[float] | None
"""What JSON and TOML can hold; TOML has no null, there None is written "none"."""
T = TypeVar("T")

NONE = "none"
LONGEST_STEP = timedelta(days=365)
_MOST_STEPS = 20
_LONGEST_NUMBER = 25
_LONGEST_NAME = 60
_MINUTES_IN = {"m": 1, "h": 60, "d": 1440}


class NotAllowedError(ValueError):
    """A value a setting cannot have; the message, if any, is a hint on how to write it."""


class Kind(ABC, Generic[T]):
    """What values a setting takes and how they are read and written."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What may be given, for a person: it completes the phrase "allowed: …"."""

    @abstractmethod
    def read(self, raw: object) -> T:
        """Return the value of `raw`, a text or what TOML makes of it.

        Raises:
            NotAllowedError: it is none of the values allowed.
        """

    def plain(self, value: T) -> Plain:
        """Return `value` as JSON and TOML hold it; `read` takes it back."""
        if value is None or isinstance(value, bool | int | float | str):
            return value
        raise TypeError(f"{type(self).__name__} has to say how {value!r} is written")

    def text(self, value: T) -> str:
        """Return `value` as a person writes it; `read` takes it back."""
        return str(self.plain(value))


class Flag(Kind[bool]):
    """True or false."""

    @property
    def allowed(self) -> str:
        return "true, false"

    def read(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.strip().lower() in {"true", "false"}:
            return raw.strip().lower() == "true"
        raise NotAllowedError

    def text(self, value: bool) -> str:  # noqa: FBT001
        return "true" if value else "false"


class IntRange(Kind[int]):
    """A whole number from `low` to `high`; `note` says what a special number means."""

    def __init__(self, low: int, high: int, unit: str = "", note: str = "") -> None:
        self.low = low
        self.high = high
        self.unit = unit
        self.note = note

    @property
    def allowed(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        note = f" ({self.note})" if self.note else ""
        return f"{self.low}–{self.high}{unit}{note}"

    def read(self, raw: object) -> int:
        number = _whole_number(raw)
        if not self.low <= number <= self.high:
            raise NotAllowedError
        return number


class OptionalInt(Kind[int | None]):
    """A whole number from `low` to `high`, or none."""

    def __init__(self, low: int, high: int, unit: str = "") -> None:
        self.low = low
        self.high = high
        self.unit = unit

    @property
    def allowed(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.low}–{self.high}{unit}, or {NONE}"

    def read(self, raw: object) -> int | None:
        if raw is None or (isinstance(raw, str) and raw.strip().lower() == NONE):
            return None
        number = _whole_number(raw)
        if not self.low <= number <= self.high:
            raise NotAllowedError
        return number

    def text(self, value: int | None) -> str:
        return NONE if value is None else str(value)


class FloatRange(Kind[float]):
    """A number from `low` to `high`."""

    def __init__(self, low: float, high: float) -> None:
        self.low = low
        self.high = high

    @property
    def allowed(self) -> str:
        return f"{self.low:.2f}–{self.high:.2f}"

    def read(self, raw: object) -> float:
        number = _number(raw)
        if self.low <= number <= self.high:
            return number
        if self.low <= number / 100 <= self.high:
            raise NotAllowedError(f"Write {number:g} % as {number / 100:g}.")
        raise NotAllowedError


class ClockTime(Kind[time]):
    """A time of day on the wall clock, to the minute."""

    @property
    def allowed(self) -> str:
        return "00:00–23:59"

    def read(self, raw: object) -> time:
        if isinstance(raw, time):
            if raw.second or raw.microsecond or raw.tzinfo:
                raise NotAllowedError("Write hours and minutes only: 04:00.")
            return raw
        if not isinstance(raw, str):
            raise NotAllowedError("Write it in quotes, hours and minutes: 04:00.")
        hours, colon, minutes = raw.strip().partition(":")
        if not (colon and _digits(hours, 1, 2) and _digits(minutes, 2, 2)):
            raise NotAllowedError("Write hours and minutes: 04:00.")
        if int(hours) > 23 or int(minutes) > 59:
            raise NotAllowedError
        return time(int(hours), int(minutes))

    def plain(self, value: time) -> str:
        return f"{value:%H:%M}"


class Choice(Kind[str]):
    """One word of several."""

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices

    @property
    def allowed(self) -> str:
        return ", ".join(self.choices)

    def read(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise NotAllowedError
        word = raw.strip()
        if word in self.choices:
            return word
        near = nearest(word, self.choices)
        raise NotAllowedError(f"Did you mean {near}?" if near else "")


class Name(Kind[str]):
    """A word that is known elsewhere; `known` says where."""

    def __init__(self, known: str) -> None:
        self.known = known

    @property
    def allowed(self) -> str:
        return self.known

    def read(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise NotAllowedError
        word = raw.strip()
        if not 0 < len(word) <= _LONGEST_NAME or not word.isprintable() or " " in word:
            raise NotAllowedError
        return word


class Steps(Kind[tuple[timedelta, ...]]):
    """Waits of minutes, hours or days, one after the other; may be empty."""

    @property
    def allowed(self) -> str:
        return f"waits from 1m to {LONGEST_STEP.days}d (m, h or d), at most {_MOST_STEPS}, or empty"

    def read(self, raw: object) -> tuple[timedelta, ...]:
        if isinstance(raw, str):
            words = raw.replace(",", " ").split()
        elif isinstance(raw, list) and all(isinstance(word, str) for word in raw):
            words = raw
        else:
            raise NotAllowedError('Write it in quotes: "1m 10m".')
        if len(words) > _MOST_STEPS:
            raise NotAllowedError
        return tuple(_step(word) for word in words)

    def plain(self, value: tuple[timedelta, ...]) -> str:
        return " ".join(_step_text(step) for step in value)


class Numbers(Kind[tuple[float, ...]]):
    """As many numbers as there are bounds, each within its own."""

    def __init__(self, low: tuple[float, ...], high: tuple[float, ...], whose: str) -> None:
        self.low = low
        self.high = high
        self.whose = whose

    @property
    def allowed(self) -> str:
        return f"{len(self.low)} numbers within {self.whose} bounds"

    def read(self, raw: object) -> tuple[float, ...]:
        if isinstance(raw, str):
            words: list[object] = list(raw.strip().strip("[]").replace(",", " ").split())
        elif isinstance(raw, list):
            words = raw
        else:
            raise NotAllowedError("Write them in brackets, with commas between.")
        if len(words) != len(self.low):
            raise NotAllowedError(f"{len(words)} given, {len(self.low)} needed.")
        numbers = []
        for place, (word, low, high) in enumerate(zip(words, self.low, self.high, strict=True), 1):
            number = _number(word)
            if not low <= number <= high:
                raise NotAllowedError(
                    f"Number {place} is {number:g}; it may be {low:g} to {high:g}."
                )
            numbers.append(number)
        return tuple(numbers)

    def plain(self, value: tuple[float, ...]) -> list[float]:
        return list(value)

    def text(self, value: tuple[float, ...]) -> str:
        return " ".join(str(number) for number in value)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be, or None."""
    from difflib import get_close_matches

    word = word[:_LONGEST_NAME].strip().lower()
    names = {name.rpartition(".")[2]: name for name in known}
    last = word.rpartition(".")[2]
    for matches in (
        get_close_matches(word, names.values(), n=1, cutoff=0.75),
        [names[name] for name in get_close_matches(last, names, n=1, cutoff=0.6)],
        [names[name] for name in names if len(last) > 3 and last in name],
    ):
        if matches:
            return matches[0]
    return None


def _digits(text: str, least: int, most: int) -> bool:
    return least <= len(text) <= most and text.isascii() and text.isdigit()


def _whole_number(raw: object) -> int:
    if isinstance(raw, bool):
        raise NotAllowedError
    if isinstance(raw, int):
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    if not _digits(text.removeprefix("-"), 1, _LONGEST_NUMBER):
        raise NotAllowedError
    return int(text)


def _number(raw: object) -> float:
    """Return a finite number; text may not use what only Python reads (1_0, nan)."""
    if isinstance(raw, bool):
        raise NotAllowedError
    if isinstance(raw, int | float):
        if not -1e9 < raw < 1e9:
            raise NotAllowedError
        return float(raw)
    text = raw.strip() if isinstance(raw, str) else ""
    if len(text) > _LONGEST_NUMBER or not set(text) <= set("0123456789.eE+-"):
        raise NotAllowedError
    try:
        return float(text)
    except ValueError:
        raise NotAllowedError from None


def _step(word: str) -> timedelta:
    count, unit = word[:-1], word[-1:]
    if unit not in _MINUTES_IN or not _digits(count, 1, 6):
        raise NotAllowedError(
            f'"{one_line(word, 20)}" is no wait; write minutes, hours or days: 1m, 2h, 1d.'
        )
    step = timedelta(minutes=int(count) * _MINUTES_IN[unit])
    if not timedelta(minutes=1) <= step <= LONGEST_STEP:
        raise NotAllowedError(f'"{word}" is not from 1m to {LONGEST_STEP.days}d.')
    return step


def _step_text(step: timedelta) -> str:
    minutes = step // timedelta(minutes=1)
    for unit in ("d", "h"):
        if minutes % _MINUTES_IN[unit] == 0:
            return f"{minutes // _MINUTES_IN[unit]}{unit}"
    return f"{minutes}m"
