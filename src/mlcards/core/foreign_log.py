"""Another program's log of a card joined with ours: the rows that are missing, and their fold.

The log is the truth (see `core.scheduling`), so progress from elsewhere comes in as rows: its
ratings; one "imported" row where they do not go back to the first; and, where the card lies on
another day than its last rating would put it, one "set-due" row. Rows that are known already,
by their id or by their instant, do not come in again.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.model import (
    NEW_SCHEDULE,
    CardId,
    Phase,
    Review,
    ReviewId,
    Schedule,
)
from mlcards.core.scheduling import Scheduler

SAME_MOMENT = timedelta(seconds=1)
"""Rows of one kind that lie closer are one row: programs round instants, and nobody rates a card
twice in a second."""
_MILLISECOND = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_MOST_DAYS_APART = 2
"""Study days of one instant, whatever the zone and the rollover."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RATED = frozenset({"rating", "cram"})

MakeId = Callable[[datetime, str], ReviewId]
"""Makes the id of a row from its instant and a text that tells it from all others."""


@dataclass(frozen=True, slots=True)
class JoinedRow:
    """A row to be added, with the phase its card was in before it."""

    review: Review
    phase_before: Phase


@dataclass(frozen=True, slots=True)
class Joined:
    """What a log becomes.

    Attributes:
        rows: to be added, oldest first.
        schedule: the fold of the old rows and these.
    """

    rows: tuple[JoinedRow, ...]
    schedule: Schedule


def join(
    progress: ForeignProgress,
    log: Sequence[Review],
    card: CardId,
    scheduler: Scheduler,
    name: str,
    now: datetime,
) -> Joined:
    """Return the rows that `progress` adds to a card's log, and the schedule after all of them.

    Args:
        progress: what the other program knows.
        log: ours, oldest first, undone rows too: an undone row that comes again stays undone.
        card: the card's number.
        scheduler: of the card's deck.
        name: what tells the card from all others on every machine, for the rows' ids.
        now: the instant of the import, UTC; a state without any instant is dated so.
    """
    return _Join(progress, log, card, scheduler, name, now).made()


class _Join:
    """One card's logs on the way to one."""

    def __init__(
        self,
        progress: ForeignProgress,
        log: Sequence[Review],
        card: CardId,
        scheduler: Scheduler,
        name: str,
        now: datetime,
    ) -> None:
        self.progress = progress
        self.log = log
        self.card = card
        self.scheduler = scheduler
        self.days = scheduler.days
        self.name = name
        self.now = now
        self.ids = {review.id for review in log}
        self.known: dict[str, list[datetime]] = {}
        for review in log:
            self.known.setdefault(review.kind, []).append(review.at)

    def made(self) -> Joined:
        true = [row for row in self.progress.reviews if self._may_be(row)]
        new = [self._row(row) for row in true if not self._is_known(row)]
        state = self._state()
        if state is not None and not self._is_known(state) and not self._is_guessed_again():
            new.append(self._row(state))
        rows, schedule = self._folded(new)
        settled = self._settling(schedule, new)
        if settled is not None:
            rows, schedule = self._folded([*new, settled])
        return Joined(rows, schedule)

    def _may_be(self, row: ForeignReview) -> bool:
        """Whether a row can be true: it lies in the past, and a state says what is remembered.

        Our own clock would be taken for wrong after a row of the future.
        """
        return row.at <= self.now + _DAY and (row.kind != "imported" or row.memory is not None)

    def _is_guessed_again(self) -> bool:
        """Whether a state whose instant could only be guessed came in before."""
        progress = self.progress
        return (
            progress.last_at is None
            and not progress.reviews
            and any(
                row.kind == "imported"
                and row.after.memory == progress.memory
                and row.after.reps == max(progress.reps, 1)
                for row in self.log
            )
        )

    def _is_known(self, row: ForeignReview) -> bool:
        if row.id and row.id in self.ids:
            return True
        instants = self.known.get(row.kind, [])
        place = bisect_left(instants, row.at - SAME_MOMENT)
        return place < len(instants) and instants[place] < row.at + SAME_MOMENT

    def _row(self, row: ForeignReview) -> Review:
        day = self._day(row)
        new = row.kind == "forget"
        phase = Phase.LEARNING if row.phase is Phase.NEW and not new else row.phase
        whole_days = not new and (row.wait >= _DAY or phase is Phase.REVIEW)
        after = Schedule(
            phase=Phase.NEW if new else phase,
            step=self._step(row),
            memory=row.memory,
            due_day=_day_after(day, row.wait.days) if whole_days else None,
            due_at=None if whole_days or new else row.at + row.wait,
            reps=row.reps,
            lapses=row.lapses,
        )
        return Review(
            id=ReviewId(row.id) if row.id else self._id(row),
            card_id=self.card,
            rating=row.rating if row.kind in _RATED else None,
            at=row.at,
            day=day,
            after=after,
            utc_offset_s=self._offset(row),
            duration_ms=row.duration_ms,
            kind=row.kind,
            said=row.said,
        )

    def _day(self, row: ForeignReview) -> date:
        """Return the study day of a row: its own, unless no zone and no rollover could make it."""
        day = self.days.study_day(row.at)
        if row.day is None or abs((row.day - day).days) > _MOST_DAYS_APART:
            return day
        return row.day

    def _offset(self, row: ForeignReview) -> int:
        return self.days.utc_offset_s(row.at) if row.utc_offset_s is None else row.utc_offset_s

    def _id(self, row: ForeignReview) -> ReviewId:
        return row_id(row.at, f"{self.name}\0{row.kind}")

    def _step(self, row: ForeignReview) -> int | None:
        """Return the learning step a row led to: the last that is no longer than its wait."""
        if row.step is not None or row.phase in {Phase.NEW, Phase.REVIEW}:
            return row.step if row.phase in {Phase.LEARNING, Phase.RELEARNING} else None
        options = self.scheduler.options
        learning = row.phase is Phase.LEARNING
        steps = options.learning_steps if learning else options.relearning_steps
        return max((n for n, step in enumerate(steps) if step <= row.wait), default=0)

    def _state(self) -> ForeignReview | None:
        """Return the state that came without its ratings, as a row; None where none is needed."""
        progress = self.progress
        if progress.whole or progress.memory is None or progress.phase is Phase.NEW:
            return None
        if any(row.kind == "imported" for row in progress.reviews):
            return None
        last = min(progress.last_at or self._guessed_last(), self.now)
        before = [row.at for row in progress.reviews if self._may_be(row)]
        if before:
            last = max(last, before[-1] + _MILLISECOND)
        return ForeignReview(
            at=last,
            rating=None,
            phase=progress.phase,
            wait=self._wait(last),
            kind="imported",
            memory=progress.memory,
            reps=max(progress.reps, 1),
            lapses=progress.lapses,
        )

    def _guessed_last(self) -> datetime:
        """Return when the card was rated last, where only its due day and interval are known."""
        if self.progress.due_day is None:
            return self.progress.due_at or self.now
        day = self.progress.due_day - timedelta(days=self.progress.interval)
        return max(self.days.start(day), _EPOCH + 2 * _DAY)  # 1970 in every zone

    def _wait(self, since: datetime) -> timedelta:
        """Return how long after `since` the card is due; whole days where it is due on a day."""
        progress = self.progress
        if progress.due_day is not None:
            days = (progress.due_day - self.days.study_day(since)).days
            return timedelta(days=max(days, 1))
        if progress.due_at is not None:
            return max(progress.due_at - since, timedelta(0))
        return timedelta(days=max(progress.interval, 1))

    def _folded(self, new: Sequence[Review]) -> tuple[tuple[JoinedRow, ...], Schedule]:
        """Return the new rows with what each led to, and the fold of all rows."""
        fresh = {id(review) for review in new}
        schedule = NEW_SCHEDULE
        rows: list[JoinedRow] = []
        for review in sorted([*self.log, *new], key=lambda review: (review.at, review.id)):
            if review.undone:
                continue
            before, schedule = schedule, self.scheduler.after_row(schedule, review)
            if id(review) in fresh:
                rows.append(JoinedRow(_with_memory(review, schedule), before.phase))
        return tuple(rows), schedule

    def _settling(self, folded: Schedule, new: Sequence[Review]) -> Review | None:
        """Return the row that puts the card where the other program has it, if it is elsewhere.

        Where we have a later row of our own, ours decides.
        """
        progress = self.progress
        last = max((row.at for row in new), default=None)
        ours = max((row.at for row in self.log if not row.undone), default=None)
        if last is None or (ours is not None and ours > last):
            return None
        at = last + _MILLISECOND
        if progress.phase is Phase.NEW:
            if folded.phase is Phase.NEW:
                return None
            return self._row(ForeignReview(at, None, Phase.NEW, timedelta(0), None, "forget"))
        if folded.memory is None or not (progress.due_day or progress.due_at):
            return None
        if _due_alike(folded, progress):
            return None
        row = self._row(ForeignReview(at, None, progress.phase, self._wait(at), None, "set-due"))
        after = replace(row.after, due_day=progress.due_day, due_at=progress.due_at)
        return replace(row, after=after)


def _due_alike(folded: Schedule, progress: ForeignProgress) -> bool:
    """Whether both say the same due day or, for a learning card, the same second."""
    if folded.due_at is None or progress.due_at is None:
        return (folded.due_day, folded.due_at) == (progress.due_day, progress.due_at)
    return abs(folded.due_at - progress.due_at) < SAME_MOMENT


def _with_memory(review: Review, after: Schedule) -> Review:
    """Return the row with the memory that the fold gave it, as rows of our own have it."""
    return replace(review, after=replace(review.after, memory=after.memory))


def _day_after(day: date, wait: int) -> date:
    """Return the day so many days later, or the calendar's last."""
    return date.fromordinal(min(day.toordinal() + wait, date.max.toordinal()))


def row_id(at: datetime, name: str) -> ReviewId:
    """Return the id that a row of another program's log has on every machine.

    It has the form of a UUID of version 7 (RFC 9562): milliseconds, then bits of a hash.

    Args:
        at: the row's instant.
        name: what tells it from all others of that millisecond.
    """
    milliseconds = max((at - _EPOCH) // _MILLISECOND, 0)
    digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=10).digest()
    bits = int.from_bytes(digest) >> 6
    high, low = bits >> 62, bits & ((1 << 62) - 1)
    return ReviewId(str(UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)))
