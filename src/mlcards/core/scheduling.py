"""FSRS-6 as mlcards uses it: study days, seeded fuzz, previews that come true.

The only module that imports `fsrs`. The formulas are the library's; three things are ours:

- Elapsed time is counted in study days, as Anki counts it: 21:00 and 08:00 next morning are one
  day apart. py-fsrs counts spans of 24 hours, so it is handed midnights that are as far apart as
  the study days.
- Intervals of a day and more become study days, moved a little by `core.fuzz`. Learning steps
  stay exact instants.
- A new card is `Phase.NEW` with no memory; to the library it is learning, step 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import fsrs

from mlcards.core.days import DayRule
from mlcards.core.errors import ClockError
from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS
from mlcards.core.fuzz import choose, fuzz_range, seed_of
from mlcards.core.model import NEW_SCHEDULE, Memory, Phase, Rating, Review, Schedule

LONGEST_BALANCED = 90
"""Days up to which an interval looks at the load of its days; beyond, days are alike."""
_MOST_BACKWARDS = timedelta(days=1)
_MOST_FORWARDS = timedelta(days=29_220)
_DAY = timedelta(days=1)
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the last rating's study day; only the days since matter to the formulas."""
_MOMENT = timedelta(microseconds=1)

_STATE_OF = {
    Phase.NEW: fsrs.State.Learning,
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_PHASE_OF = {
    fsrs.State.Learning: Phase.LEARNING,
    fsrs.State.Review: Phase.REVIEW,
    fsrs.State.Relearning: Phase.RELEARNING,
}


@dataclass(frozen=True, slots=True)
class SchedulingOptions:
    """What a person may choose about scheduling; already checked by `config.spec`.

    Attributes:
        parameters: FSRS's 21 numbers.
        desired_retention: chance of recall to schedule for, 0.70–0.97.
        learning_steps: waits of a new card before it is in review.
        relearning_steps: the same after a lapse.
        maximum_interval: days.
        fuzz: whether intervals are spread.
    """

    parameters: tuple[float, ...] = DEFAULT_PARAMETERS
    desired_retention: float = 0.90
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 36500
    fuzz: bool = True


class Scheduler:
    """Answers what a rating does to a schedule. It keeps no state and reads no clock."""

    def __init__(self, options: SchedulingOptions, days: DayRule) -> None:
        self.options = options
        self.days = days
        self._fsrs = fsrs.Scheduler(
            parameters=options.parameters,
            desired_retention=options.desired_retention,
            learning_steps=options.learning_steps,
            relearning_steps=options.relearning_steps,
            maximum_interval=options.maximum_interval,
            enable_fuzzing=False,
        )

    def preview(
        self, card_id: int, before: Schedule, now: datetime, load: Mapping[date, int] | None = None
    ) -> dict[Rating, Schedule]:
        """Return the schedule each rating would give.

        `answer` gives exactly these for the same arguments. With fuzz the order is
        Again <= Hard < Good < Easy in days, save at the longest interval; without, the
        intervals are FSRS's own, which may be equal.

        Args:
            card_id: the card's number, for the seed of its fuzz.
            before: its schedule now.
            now: the instant of the rating, UTC.
            load: cards due by study day; None leaves the day to the seed alone.

        Raises:
            ClockError: `now` lies too far from the card's last rating to be true.
        """
        now = _plausible(before, now)
        today = self.days.study_day(now)
        if before.last_day is not None:  # after a flight west it may lie ahead of the wall's
            today = max(today, before.last_day)
        raw = {rating: self._raw(card_id, before, rating, today) for rating in Rating}
        spread = self._spread(card_id, before, raw, today, load)
        return {
            rating: self._schedule(before, rating, raw[rating], spread.get(rating), now, today)
            for rating in Rating
        }

    def answer(
        self,
        card_id: int,
        before: Schedule,
        rating: Rating,
        now: datetime,
        load: Mapping[date, int] | None = None,
    ) -> Schedule:
        """Return the schedule after `rating`; see `preview`."""
        return self.preview(card_id, before, now, load)[rating]

    def retrievability(self, schedule: Schedule, day: date) -> float | None:
        """Return the chance of recall on study day `day`, 0–1; None for a card never rated."""
        if schedule.memory is None or schedule.last_day is None:
            return None
        elapsed = max((day - schedule.last_day).days, 0)
        return self.retrievability_after(schedule.memory.stability, elapsed)

    def retrievability_after(self, stability: float, elapsed: float) -> float:
        """Return the chance of recall `elapsed` days after a rating: FSRS-6's power curve."""
        decay = -self.options.parameters[20]
        factor = 0.9 ** (1 / decay) - 1
        return float((1 + factor * elapsed / stability) ** decay)

    def fold(self, reviews: Sequence[Review]) -> Schedule:
        """Return the schedule that a card's log adds up to.

        Memory is computed anew from ratings and study days, so a change of parameters or a
        merged log is followed; what was chosen at the time (phase, step, due) is taken from the
        rows. Rows that were undone are passed over.
        """
        folded = NEW_SCHEDULE
        for review in reviews:
            if not review.undone:
                folded = self.after_row(folded, review)
        return folded

    def after_row(self, before: Schedule, review: Review) -> Schedule:
        """Return the schedule after one row of the log; see `fold`."""
        match review.kind, review.rating:
            case "rating", Rating() as rating:
                return replace(
                    review.after,
                    memory=self.memory_after(before, rating, review.day),
                    last_at=review.at,
                    last_day=review.day,
                    reps=before.reps + 1,
                    lapses=before.lapses
                    + (before.phase is Phase.REVIEW and rating is Rating.AGAIN),
                )
            case "forget", _:
                return NEW_SCHEDULE
            case "imported", _:
                return replace(review.after, last_at=review.at, last_day=review.day)
            case "set-due", _ if before.memory is not None:
                after = review.after
                return replace(
                    before,
                    phase=after.phase,
                    step=after.step,
                    due_day=after.due_day,
                    due_at=after.due_at,
                )
        return before

    def memory_after(self, before: Schedule, rating: Rating, day: date) -> Memory:
        """Return the memory after `rating` on study day `day`."""
        card = self._raw(0, before, rating, day)
        return _memory_of(card)

    def _raw(self, card_id: int, before: Schedule, rating: Rating, today: date) -> fsrs.Card:
        """Return the library's card after `rating`; its due minus its last review is the wait."""
        memory = before.memory
        elapsed = today - before.last_day if before.last_day else timedelta(0)
        asked = _MIDNIGHT + max(elapsed, timedelta(0))
        card = fsrs.Card(
            card_id=card_id,
            state=_STATE_OF[before.phase],
            step=before.step if before.phase is not Phase.REVIEW else None,
            stability=memory.stability if memory else None,
            difficulty=memory.difficulty if memory else None,
            due=asked,
            last_review=_MIDNIGHT if before.last_day else None,
        )
        after, _log = self._fsrs.review_card(card, fsrs.Rating(int(rating)), asked)
        return after

    def _spread(
        self,
        card_id: int,
        before: Schedule,
        raw: Mapping[Rating, fsrs.Card],
        today: date,
        load: Mapping[date, int] | None,
    ) -> dict[Rating, int]:
        """Return the interval in days of each rating that leads to review, fuzzed and in order."""
        longest = self.options.maximum_interval
        seed = seed_of(card_id, before.reps)
        chosen: dict[Rating, int] = {}
        least = 1
        for rating in Rating:
            wait = _wait(raw[rating])
            if wait < _DAY:
                continue
            plain = min(wait.days, longest)
            if _PHASE_OF[raw[rating].state] is not Phase.REVIEW or not self.options.fuzz:
                chosen[rating] = plain
                continue
            low, high = fuzz_range(plain, longest)
            low = min(max(low, least), longest)
            high = max(high, low)
            ahead: Mapping[int, int] = {}
            if load is not None and high <= LONGEST_BALANCED:
                ahead = {n: load.get(today + n * _DAY, 0) for n in range(low, high + 1)}
            chosen[rating] = choose(low, high, seed, ahead)
            least = chosen[rating] + (rating is not Rating.AGAIN)
        return chosen

    def _schedule(
        self,
        before: Schedule,
        rating: Rating,
        card: fsrs.Card,
        interval: int | None,
        now: datetime,
        today: date,
    ) -> Schedule:
        return Schedule(
            phase=_PHASE_OF[card.state],
            step=card.step,
            memory=_memory_of(card),
            due_day=None if interval is None else _day_after(today, interval),
            due_at=now + _wait(card) if interval is None else None,
            last_at=now,
            last_day=today,
            reps=before.reps + 1,
            lapses=before.lapses + (before.phase is Phase.REVIEW and rating is Rating.AGAIN),
        )


def _plausible(before: Schedule, now: datetime) -> datetime:
    """Return `now`; where the clock went back a little, an instant just after the last rating.

    So a card's ratings never share an instant, and the order of its log is the order of time.
    """
    last = before.last_at
    if last is None:
        return now
    if last - now > _MOST_BACKWARDS:
        raise ClockError(
            f"Your clock says {now:%Y-%m-%d %H:%M} UTC, but this card was rated on "
            f"{last:%Y-%m-%d %H:%M} UTC.",
            "Set the clock right, then go on; nothing was changed.",
        )
    if now - last > _MOST_FORWARDS:
        raise ClockError(
            f"Your clock says {now:%Y-%m-%d}, more than eighty years after this card's last "
            f"rating on {last:%Y-%m-%d}.",
            "Set the clock right, then go on; nothing was changed.",
        )
    return max(now, last + _MOMENT)


def interval_of(schedule: Schedule) -> timedelta:
    """Return how long a rated card waits: whole days, or the exact wait of a learning step."""
    if schedule.due_day is not None and schedule.last_day is not None:
        return schedule.due_day - schedule.last_day
    if schedule.due_at is not None and schedule.last_at is not None:
        return schedule.due_at - schedule.last_at
    return timedelta(0)


def due_instant(schedule: Schedule, days: DayRule) -> datetime | None:
    """Return the instant (UTC) from which the card may be asked; None for a new card."""
    if schedule.due_day is not None:
        return days.start(schedule.due_day)
    return schedule.due_at


def _memory_of(card: fsrs.Card) -> Memory:
    if card.stability is None or card.difficulty is None:
        raise AssertionError("fsrs returned a rated card without a memory")
    return Memory(stability=card.stability, difficulty=card.difficulty)


def _wait(card: fsrs.Card) -> timedelta:
    if card.last_review is None:
        raise AssertionError("fsrs returned a rated card without its last review")
    return card.due - card.last_review


def _day_after(day: date, interval: int) -> date:
    """Return `day` plus `interval`, at most the calendar's last day but one."""
    return date.fromordinal(min(day.toordinal() + interval, date.max.toordinal() - 1))
