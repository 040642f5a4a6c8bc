"""From what mlcards knows of a card to Anki's columns and rows of its review log.

Days are counted from the day the collection began, which is chosen so that no card was due before.
"""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from mlcards.core.days import DayRule
from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS
from mlcards.core.model import Memory, Phase, Rating
from mlcards.core.sm2 import memory_from_sm2
from mlcards.writers.anki_database import CardState, ReviewRow

_KINDS = {Phase.NEW: 0, Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_ON_A_DAY = 3
"""The queue of learning steps of a day and more."""
SUSPENDED = -1
_BURIED = -2
_LEARNING, _REVIEW, _RELEARNING, _CRAM, _MANUAL = range(5)
"""Kinds of Anki's review log."""
_UNLEARNED = frozenset({Phase.NEW, Phase.LEARNING})
_LEARNED = frozenset({Phase.REVIEW, Phase.RELEARNING})
_NO_RATINGS = frozenset({"forget", "set-due", "imported"})
_USUAL_FACTOR = 2500
_LEAST_FACTOR, _FACTOR_RANGE = 1300, 1400
_FACTOR_STEPS = {Rating.AGAIN: -200, Rating.HARD: -150, Rating.GOOD: 0, Rating.EASY: 150}
"""What SM-2 as Anki has it adds to the ease."""
_ONE_STEP, _TWO_STEPS = 1001, 2002
_MOST = (1 << 31) - 1
_FARTHEST_DAY = 99_999
_FIRST_DAY = date(1990, 1, 1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns study days into Anki's numbers for them.

    Attributes:
        days: which study day an instant belongs to.
        first: the day with number 0.
        now: the instant of the export.
    """

    days: DayRule
    first: date
    now: datetime

    @property
    def created(self) -> int:
        """The instant at which day 0 began, in seconds since 1970."""
        return (self.days.start(self.first) - _EPOCH) // _SECOND

    @property
    def west(self) -> int:
        """Minutes that local time was behind UTC then."""
        return -self.days.utc_offset_s(self.days.start(self.first)) // 60

    def number(self, day: date) -> int:
        """Return the number of a study day."""
        return min(max((day - self.first).days, -_FARTHEST_DAY), _FARTHEST_DAY)


def calendar_for(progress: Iterable[ForeignProgress], days: DayRule, now: datetime) -> Calendar:
    """Return the calendar of a collection with these cards."""
    first = days.study_day(now)
    for card in progress:
        if card.due_day is not None and card.due_day < first:
            first = card.due_day
    return Calendar(days, max(first, _FIRST_DAY), now)


def new_card(position: int) -> CardState:
    """Return the state of a card that was never rated; positions count from 1."""
    return CardState(0, 0, position, 0, 0, 0, 0, 0, 0, "{}")


def card_state(
    progress: ForeignProgress, position: int, calendar: Calendar, retention: float
) -> CardState:
    """Return what Anki is to know of a card.

    Args:
        progress: what mlcards knows.
        position: among new cards.
        calendar: of the collection.
        retention: the recall its deck is scheduled for.
    """
    kind = _KINDS[progress.phase]
    queue, due = (0, position) if kind == 0 else _due(progress, calendar)
    if progress.suspended:
        queue = SUSPENDED
    elif progress.buried:
        queue = _BURIED
    if kind == 0:
        return new_card(position)._replace(queue=queue, flag=progress.flag)
    least = int(progress.phase in _LEARNED)  # Anki goes on with it after relearning, too
    interval = min(max(progress.interval, least), _FARTHEST_DAY)
    return CardState(
        kind,
        queue,
        due,
        interval,
        factor_of(progress),
        min(max(progress.reps, 0), _MOST),
        min(max(progress.lapses, 0), _MOST),
        _steps_left(progress),
        progress.flag,
        _data(progress, position, retention),
    )


def factor_of(progress: ForeignProgress) -> int:
    """Return the ease, in thousandths, that a program without FSRS may go on with.

    Where the whole log is there it is what SM-2 makes of it, as Anki keeps it beside FSRS. Else
    an ease that the memory was estimated from comes back, or difficulty 1 becomes 2.7 and
    difficulty 10 becomes 1.3, evenly between.
    """
    if progress.phase in _UNLEARNED:
        return 0
    counting = progress.counting if progress.whole else ()
    if counting:
        factor, before = _USUAL_FACTOR, Phase.NEW
        for review in counting:
            factor = _factor_after(factor, review, before)
            before = review.phase
        return factor
    if progress.memory is None:
        return _USUAL_FACTOR
    if progress.estimated:
        return _factor_before(progress.memory, max(progress.interval, 1))
    ease = (10 - min(max(progress.memory.difficulty, 1.0), 10.0)) / 9
    return _LEAST_FACTOR + round(ease * _FACTOR_RANGE)


def review_rows(progress: ForeignProgress) -> Iterator[ReviewRow]:
    """Yield a card's log as Anki keeps it, oldest first.

    A card moved to another day, and one that came with a state but no ratings, is a manual row
    with an ease; one made new again a manual row without.
    """
    before = Phase.NEW if progress.whole or progress.phase is Phase.NEW else Phase.REVIEW
    factor = _USUAL_FACTOR
    last = 0
    for review in progress.reviews:
        kind = _kind(review, before)
        forgotten = review.kind == "forget"
        if kind in {_REVIEW, _RELEARNING}:
            factor = _factor_after(factor, review, before)
        elif forgotten:
            factor = _USUAL_FACTOR
        interval = 0 if forgotten else _interval(review)
        yield ReviewRow(
            (review.at - _EPOCH) // _MILLISECOND,
            0 if review.rating is None else int(review.rating),
            interval,
            last,
            0 if forgotten or kind in {_CRAM, _LEARNING} else factor,
            min(max(review.duration_ms or 0, 0), _MOST),
            kind,
        )
        last = interval
        if kind != _CRAM:
            before = review.phase


def _factor_after(factor: int, review: ForeignReview, before: Phase) -> int:
    """Return the ease after a rating; only those of cards in review change it."""
    if before is not Phase.REVIEW or review.rating is None:
        return factor
    return max(factor + _FACTOR_STEPS[review.rating], _LEAST_FACTOR)


def _kind(review: ForeignReview, before: Phase) -> int:
    if review.kind in _NO_RATINGS or review.rating is None:
        return _MANUAL
    if review.kind == "cram":
        return _CRAM
    if before in _UNLEARNED or review.phase is Phase.LEARNING:
        return _LEARNING
    return _RELEARNING if before is Phase.RELEARNING else _REVIEW


def _interval(review: ForeignReview) -> int:
    """Return the wait in days, or in seconds below zero."""
    if review.phase is Phase.REVIEW and review.wait >= _DAY:
        return min(review.wait.days, _FARTHEST_DAY)
    return max(-(review.wait // _SECOND), -_MOST)


def _due(progress: ForeignProgress, calendar: Calendar) -> tuple[int, int]:
    """Return queue and due of a card that was rated."""
    if progress.phase is Phase.REVIEW:
        day = progress.due_day or calendar.days.study_day(progress.due_at or calendar.now)
        return _KINDS[Phase.REVIEW], calendar.number(day)
    if progress.due_day is not None and progress.due_at is None:
        return _ON_A_DAY, calendar.number(progress.due_day)
    instant = progress.due_at or calendar.now
    return _KINDS[Phase.LEARNING], min((instant - _EPOCH) // _SECOND, _MOST)


def _steps_left(progress: ForeignProgress) -> int:
    """Return the learning steps that are left: of the last rating's two, or one."""
    if progress.phase is Phase.REVIEW:
        return 0
    step = next((row.step for row in reversed(progress.reviews) if row.kind == "rating"), None)
    first = progress.phase is Phase.LEARNING and step == 0
    return _TWO_STEPS if first else _ONE_STEP


def _data(progress: ForeignProgress, position: int, retention: float) -> str:
    """Return FSRS's state; one that is estimated is not FSRS's, Anki would make its own."""
    found: dict[str, float] = {"pos": position}
    memory = progress.memory
    if memory is not None and not progress.estimated and _is_sound(memory):
        found["s"], found["d"] = memory.stability, memory.difficulty
        found["dr"], found["decay"] = retention, DEFAULT_PARAMETERS[20]
    if progress.last_at is not None:
        found["lrt"] = (progress.last_at - _EPOCH) // _SECOND
    return json.dumps(found, separators=(",", ":"))


def _is_sound(memory: Memory) -> bool:
    return math.isfinite(memory.stability) and math.isfinite(memory.difficulty)


@lru_cache(maxsize=4096)
def _factor_before(memory: Memory, interval: int) -> int:
    """Return the ease that `memory_from_sm2` made this memory of, where it still tells."""
    low, high = _LEAST_FACTOR / 1000, 10.0
    for _ in range(20):
        middle = (low + high) / 2
        if memory_from_sm2(middle, interval).difficulty > memory.difficulty:
            low = middle
        else:
            high = middle
    return round(high * 1000)
