"""What is known of a card's learning as JSON and back: how JSON decks carry it.

Fields that say nothing are left out. Instants are ISO 8601 in UTC, days `YYYY-MM-DD`, waits
seconds; `said` counts key points from 0.
"""

import math
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.model import HIGHEST_FLAG, Memory, Phase, Rating

LONGEST_WAIT = 36_500 * 86_400
"""Seconds a card may wait: a century."""
_PART = re.compile(r"main|backward|c[0-9]{1,3}")
_KINDS = frozenset({"rating", "cram", "forget", "set-due", "imported"})
_YEARS = range(1970, 2200)
_MOST = 1_000_000
_SECOND = timedelta(seconds=1)
_MOST_STABILITY = 10**9
"""Days: intervals end at a century, but the memory of a card that was rated Easy then does not."""
_PROGRESS_KEYS = frozenset(ForeignProgress.__dataclass_fields__)
_REVIEW_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MOST_STEPS = 1000
_MOST_POINTS = 1000
_FURTHEST_ZONE = 86_400
_REVIEW_KEYS = frozenset(ForeignReview.__dataclass_fields__) - {"wait"} | {"wait_s"}


def to_dict(progress: ForeignProgress) -> dict[str, Any]:
    """Return `progress` as plain values."""
    memory = progress.memory
    values: dict[str, Any] = {
        "part": progress.part,
        "suspended": progress.suspended,
        "buried": progress.buried,
        "flag": progress.flag,
        "leech": progress.leech,
        "phase": progress.phase.value,
        "due_day": progress.due_day and progress.due_day.isoformat(),
        "due_at": progress.due_at and written_instant(progress.due_at),
        "interval": progress.interval,
        "reps": progress.reps,
        "lapses": progress.lapses,
        "memory": memory and _memory_values(memory),
        "estimated": progress.estimated,
        "last_at": progress.last_at and written_instant(progress.last_at),
        "whole": progress.whole,
        "reviews": [_review_values(review) for review in progress.reviews],
    }
    return {name: value for name, value in values.items() if value}


def from_dict(values: object) -> ForeignProgress:
    """Return the progress that `to_dict` took apart.

    Raises:
        ValueError: a value is not what it must be; the message is for a person.
    """
    table = _table(values, _PROGRESS_KEYS, "cards")
    part = table.get("part", "")
    if not isinstance(part, str) or not _PART.fullmatch(part):
        raise ValueError("part must be main, backward or c1, c2 …")
    reviews = table.get("reviews", [])
    if not isinstance(reviews, list):
        raise ValueError("reviews must be a list")  # noqa: TRY004 - a fault of the file
    return ForeignProgress(
        part=part,
        suspended=_flag(table, "suspended"),
        buried=_flag(table, "buried"),
        flag=_number(table, "flag", HIGHEST_FLAG),
        leech=_flag(table, "leech"),
        phase=_phase(table),
        due_day=_day(table, "due_day"),
        due_at=read_instant(table.get("due_at"), "due_at"),
        interval=_number(table, "interval", 36_500),
        reps=_number(table, "reps", _MOST),
        lapses=_number(table, "lapses", _MOST),
        memory=_memory(table.get("memory")),
        estimated=_flag(table, "estimated"),
        last_at=read_instant(table.get("last_at"), "last_at"),
        reviews=tuple(sorted(map(_review, reviews), key=lambda review: review.at)),
        whole=_flag(table, "whole"),
    )


def written_instant(instant: datetime) -> str:
    """Return an instant as these files have it: `2026-11-22T10:00:00Z`."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_instant(value: object, name: str) -> datetime | None:
    """Return the instant, UTC, that a value says; None for None.

    Args:
        value: ISO 8601 with its zone, in a year from 1970 to 2199.
        name: what the value is called, for the message.

    Raises:
        ValueError: it says none; the message is for a person.
    """
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)  # type: ignore[arg-type]
        if instant.tzinfo is not None:
            instant = instant.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be an instant as 2026-11-22T10:00:00Z") from None
    if instant.tzinfo is None:
        raise ValueError(f"{name} must say its zone, as in 2026-11-22T10:00:00Z")
    if instant.year not in _YEARS:
        raise ValueError(f"{name} must lie between {_YEARS[0]} and {_YEARS[-1]}")
    return instant


def _memory_values(memory: Memory) -> dict[str, float]:
    return {"stability": memory.stability, "difficulty": memory.difficulty}


def _review_values(review: ForeignReview) -> dict[str, Any]:
    values = {
        "id": review.id or None,
        "at": written_instant(review.at),
        "day": review.day and review.day.isoformat(),
        "utc_offset_s": review.utc_offset_s,
        "kind": review.kind if review.kind != "rating" else None,
        "rating": review.rating and int(review.rating),
        "duration_ms": review.duration_ms,
        "said": None if review.said is None else list(review.said),
        "phase": review.phase.value,
        "step": review.step,
        "wait_s": _seconds(review.wait),
        "memory": review.memory and _memory_values(review.memory),
        "reps": review.reps or None,
        "lapses": review.lapses or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _seconds(wait: timedelta) -> int | float:
    """Return a wait in seconds, to the microsecond: a step's end is an exact instant."""
    whole = wait // _SECOND
    return whole if wait == whole * _SECOND else wait / _SECOND


def _wait(table: dict[str, Any]) -> timedelta:
    value = table.get("wait_s", 0)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= LONGEST_WAIT
    ):
        raise ValueError(f"wait_s must be a number of seconds from 0 to {LONGEST_WAIT}")
    return timedelta(seconds=value)


def _review(values: object) -> ForeignReview:
    table = _table(values, _REVIEW_KEYS, "reviews")
    at = read_instant(table.get("at"), "at")
    if at is None:
        raise ValueError("a review needs its instant (at)")
    kind = table.get("kind", "rating")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(sorted(_KINDS))}")
    rating = _number(table, "rating", 4)
    if not rating and kind in {"rating", "cram"}:
        raise ValueError("a review needs a rating from 1 to 4")
    return ForeignReview(
        at=at,
        rating=Rating(rating) if rating else None,
        phase=_phase(table),
        wait=_wait(table),
        duration_ms=_maybe_number(table, "duration_ms", 0, 2**31),
        kind=kind,
        id=_review_id(table),
        day=_day(table, "day"),
        utc_offset_s=_maybe_number(table, "utc_offset_s", -_FURTHEST_ZONE, _FURTHEST_ZONE),
        said=_said(table.get("said")),
        step=_maybe_number(table, "step", 0, _MOST_STEPS),
        memory=_memory(table.get("memory")),
        reps=_number(table, "reps", _MOST),
        lapses=_number(table, "lapses", _MOST),
    )


def _review_id(table: dict[str, Any]) -> str:
    name = table.get("id", "")
    if not isinstance(name, str) or (name and not _REVIEW_ID.fullmatch(name)):
        raise ValueError("a review's id must be up to 64 letters, digits, - and _")
    return name


def _said(values: object) -> tuple[int, ...] | None:
    if values is None:
        return None
    if not isinstance(values, list) or len(values) > _MOST_POINTS:
        raise ValueError("said must be a list of the key points' numbers")
    return tuple(_number({"said": value}, "said", _MOST_POINTS) for value in values)


def _table(values: object, known: frozenset[str], name: str) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise ValueError(f"{name} must be a list of tables")  # noqa: TRY004 - a fault of the file
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"{name} has the unknown key {unknown[0][:40]!r}")
    return values


def _flag(table: dict[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")  # noqa: TRY004
    return value


def _number(table: dict[str, Any], name: str, most: int) -> int:
    return _maybe_number(table, name, 0, most) or 0


def _maybe_number(table: dict[str, Any], name: str, least: int, most: int) -> int | None:
    """Return a number that a table has; None where it has none."""
    if name not in table:
        return None
    value = table[name]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}")
    return value


def _phase(table: dict[str, Any]) -> Phase:
    word = table.get("phase", Phase.NEW.value)
    if not isinstance(word, str) or word not in list(Phase):
        raise ValueError(f"phase must be one of {', '.join(Phase)}")
    return Phase(word)


def _day(table: dict[str, Any], name: str) -> date | None:
    value = table.get(name)
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a day as YYYY-MM-DD") from None
    if day.year not in _YEARS:
        raise ValueError(f"{name} must lie between {_YEARS[0]} and {_YEARS[-1]}")
    return day


def _memory(values: object) -> Memory | None:
    if values is None:
        return None
    table = _table(values, frozenset({"stability", "difficulty"}), "memory")
    stability, difficulty = table.get("stability"), table.get("difficulty")
    for number, least, most, name in (
        (stability, 0.001, _MOST_STABILITY, "stability"),
        (difficulty, 1, 10, "difficulty"),
    ):
        if (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or not math.isfinite(number)
            or not least <= number <= most
        ):
            raise ValueError(f"{name} must be a number from {least} to {most:,}")
    return Memory(float(stability or 0), float(difficulty or 0))
