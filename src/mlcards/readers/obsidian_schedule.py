"""The scheduling comments of Obsidian's Spaced Repetition plugin as progress.

`<!--SR:!2024-03-20,124,270-->` is due day, interval in days and ease in percent; with FSRS it is
`!fsrs,due,interval,stability,difficulty,state,reps,lapses,step,last`. A note with several cards
has one for each, in their order.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from mlcards.core.foreign import ForeignProgress
from mlcards.core.model import Memory, Phase
from mlcards.core.sm2 import memory_from_sm2

COMMENT = re.compile(r"[ \t]?<!--SR:([^<>]*)>")
"""One comment, with the white space before it."""

_NEW = date(2000, 1, 1)
"""The due day of a card that was not asked yet."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{2})-(\d{2})-(\d{4})")
_PHASES = {"1": Phase.LEARNING, "2": Phase.REVIEW, "3": Phase.RELEARNING}
_YEARS = range(1990, 2200)
_LONGEST = 36_500
_EASES = (100, 1000)


def progress_of(comment: str, parts: Sequence[str]) -> tuple[tuple[ForeignProgress, ...], int]:
    """Return the progress of a note's cards, and of how many it could not be read.

    Args:
        comment: what stands between `<!--SR:` and `>`.
        parts: of the note, in their order.
    """
    entries = [entry.strip() for entry in comment.removesuffix("--").split("!") if entry.strip()]
    found: list[ForeignProgress] = []
    unread = 0
    for entry, part in zip(entries, parts, strict=False):
        try:
            progress = _fsrs(entry, part) if entry.startswith("fsrs,") else _sm2(entry, part)
        except (ValueError, IndexError, OverflowError):
            unread += 1
            continue
        if progress is not None:
            found.append(progress)
    return tuple(found), unread


def _sm2(entry: str, part: str) -> ForeignProgress | None:
    fields = entry.split(",")
    due, interval, ease = _day(fields[0]), _number(fields[1]), _number(fields[2])
    if due == _NEW:
        return None
    if not 1 <= interval <= _LONGEST or not _EASES[0] < ease <= _EASES[1]:
        raise ValueError(entry)
    days = round(interval)
    return ForeignProgress(
        part,
        phase=Phase.REVIEW,
        due_day=due,
        interval=days,
        reps=1,
        memory=memory_from_sm2(ease / 100, interval),
        estimated=True,
        last_at=datetime.combine(due - timedelta(days=days), time(12), UTC),
    )


def _fsrs(entry: str, part: str) -> ForeignProgress | None:
    fields = entry.split(",")
    if fields[5] == "0":
        return None
    if fields[5] not in _PHASES:
        raise ValueError(entry)
    phase = _PHASES[fields[5]]
    due = _instant(fields[1])
    last = None if fields[9].strip() == "-" else _instant(fields[9])
    interval, stability, difficulty = map(_number, fields[2:5])
    if not 0.001 <= stability <= _LONGEST or not 1 <= difficulty <= 10:
        raise ValueError(entry)
    in_review = phase is Phase.REVIEW
    return ForeignProgress(
        part,
        phase=phase,
        due_day=due.date() if in_review else None,
        due_at=None if in_review else due,
        interval=min(max(round(interval), 0), _LONGEST),
        reps=max(int(_number(fields[6])), 1),
        lapses=max(int(_number(fields[7])), 0),
        memory=Memory(stability, difficulty),
        last_at=last,
    )


def _day(text: str) -> date:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    made = date(int(year), int(month), int(day))
    if made.year not in _YEARS:
        raise ValueError(text)
    return made


def _instant(text: str) -> datetime:
    made = datetime.fromisoformat(text.strip())
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    if made.year not in _YEARS:
        raise ValueError(text)
    return made


def _number(text: str) -> float:
    number = float(text[:30])
    if not math.isfinite(number) or abs(number) > 10 * _LONGEST:
        raise ValueError(text)
    return number
