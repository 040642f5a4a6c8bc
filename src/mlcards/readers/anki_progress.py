"""What Anki knows of each card: schedule, memory and review log, in mlcards' words.

Numbers come from a file that nobody vouches for, so each is checked for sense; one that makes
none is as good as missing.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.model import HIGHEST_FLAG, Memory, Phase, Rating
from mlcards.core.sm2 import memory_from_sm2
from mlcards.readers.anki_limits import Limits, RefusedError
from mlcards.readers.anki_sqlite import Row, UntrustedDatabase

_LEARNING, _REVIEW, _RELEARNING, _CRAM, _MANUAL, _RESCHEDULED = range(6)
"""Kinds of Anki's review log."""
_SUSPENDED = -1
_BURIED = (-2, -3)
_PHASES = {0: Phase.NEW, 1: Phase.LEARNING, 2: Phase.REVIEW, 3: Phase.RELEARNING}
_FLAG = HIGHEST_FLAG
"""The bits of a card's flags that are its colour."""
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LAST = datetime(2200, 1, 1, tzinfo=UTC)
_FIRST_MS, _LAST_MS = (int(at.timestamp() * 1000) for at in (_FIRST, _LAST))
_LONGEST_DAYS = 36_500
_LONGEST_SECONDS = 60 * 86_400
_LONGEST_DURATION_MS = 24 * 3_600_000
_FARTHEST_DAY = 100_000
_USUAL_EASE = 2.5
_LEAST_EASE, _MOST_EASE = 1.3, 10.0
_LEAST_STABILITY, _MOST_STABILITY = 0.001, 36_500.0
_MILLISECOND = timedelta(milliseconds=1)
_MORNING = timedelta(hours=10)
"""Days begin at four in the morning: with ten hours more that is within the day in UTC for all
zones from ten hours west to thirteen east."""
_LARGEST_DATA = 10_000


class AnkiCard(NamedTuple):
    """A card as the database has it; deck and due are its home's."""

    id: int
    ordinal: int
    deck: int
    kind: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    flag: int
    data: str

    @property
    def position(self) -> int:
        """Its place among new cards; 0 where that is not known any more."""
        return self.due if self.kind == 0 else 0


class Log(NamedTuple):
    """The reviews of a card, oldest first.

    Attributes:
        whole: whether they go back to its first rating since it was new.
    """

    reviews: tuple[ForeignReview, ...] = ()
    whole: bool = False


NO_LOG = Log()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns Anki's day numbers into dates.

    Attributes:
        first: the study day with number 0.
    """

    first: date

    def day(self, number: int) -> date | None:
        """Return the date of a day number; None where it makes no sense."""
        if not -_FARTHEST_DAY < number < _FARTHEST_DAY:
            return None
        return self.first + timedelta(days=number)


def calendar_of(created: int, west: int | None) -> Calendar:
    """Return the calendar of a collection.

    Args:
        created: seconds since 1970 at the start of the day it was made.
        west: minutes that local time was behind UTC then; None where it is not known.
    """
    instant = _instant(created * 1000) or _FIRST
    ahead = _MORNING if west is None else timedelta(minutes=-west)
    return Calendar((instant + ahead).date())


def read_cards(database: UntrustedDatabase, limits: Limits) -> dict[int, list[AnkiCard]]:
    """Return the cards by the number of their note, each note's in order."""
    found: dict[int, list[AnkiCard]] = {}
    for count, row in enumerate(database.rows("cards")):
        if count >= limits.cards:
            raise _too_many("cards", limits.cards)
        card = _card(row)
        found.setdefault(row[1], []).append(card)
    for cards in found.values():
        if len(cards) > 1:
            cards.sort(key=lambda card: card.ordinal)
    return found


def read_reviews(
    database: UntrustedDatabase, cards: Iterable[int], limits: Limits
) -> dict[int, Log]:
    """Return the log of each of these cards that has one, oldest row first.

    Where a card was made new without a row that says so, as old versions did it, one is put in.
    """
    wanted = set(cards)
    logs: dict[int, list[tuple[ForeignReview, bool]]] = {}
    waits: dict[int, timedelta] = {}
    count = 0
    if "revlog" not in database.tables:
        return {}
    for at, card, ease, interval, factor, duration, kind in database.rows("revlog"):
        if card not in wanted:
            continue
        review = _review(at, ease, interval, factor, duration, kind, waits)
        if review is None:
            continue
        count += 1
        if count > limits.reviews:
            raise _too_many("reviews", limits.reviews)
        begins = review.kind == "rating" and kind == _LEARNING
        logs.setdefault(card, []).append((review, begins))
    return {number: _in_order(logs.pop(number)) for number in list(logs)}


def progress_of(card: AnkiCard, part: str, log: Log, calendar: Calendar) -> ForeignProgress | None:
    """Return what is known of a card; None where it is as new as any.

    Args:
        card: as read.
        part: what mlcards calls it within its note.
        log: its reviews.
        calendar: of its collection.
    """
    suspended, buried = card.queue == _SUSPENDED, card.queue in _BURIED
    flag = card.flag & _FLAG
    phase = _PHASES.get(card.kind, Phase.NEW)
    if phase is Phase.NEW and not (suspended or buried or flag or log.reviews):
        return None
    if phase is Phase.NEW:
        return ForeignProgress(
            part, suspended=suspended, buried=buried, flag=flag, reviews=log.reviews
        )
    data = _data(card.data)
    memory = _own_memory(data)
    estimated = False
    interval = min(max(card.interval, 0), _LONGEST_DAYS)
    if memory is None and phase in {Phase.REVIEW, Phase.RELEARNING}:
        memory, estimated = _estimate(card.factor, max(interval, 1)), True
    due_day, due_at = _due(card, calendar)
    rated = next((row.at for row in reversed(log.reviews) if row.kind == "rating"), None)
    return ForeignProgress(
        part,
        suspended=suspended,
        buried=buried,
        flag=flag,
        phase=phase,
        due_day=due_day,
        due_at=due_at,
        interval=interval,
        reps=max(card.reps, 0),
        lapses=max(card.lapses, 0),
        memory=memory,
        estimated=estimated,
        last_at=rated or _seconds(data.get("lrt")),
        reviews=log.reviews,
        whole=log.whole,
    )


def _too_many(what: str, most: int) -> RefusedError:
    return RefusedError(
        f"the package holds more than {most:,} {what}; export its decks one by one", "too-large"
    )


# ------------------------------------------------------------------------------------- the cards


def _card(row: Row) -> AnkiCard:
    number, _note, ordinal, deck, *state, flag, home_due, home_deck, data = row
    if home_deck:  # lent to a filtered deck
        deck = home_deck
        state[2] = home_due or state[2]
    return AnkiCard._make((number, ordinal, deck, *state, flag, data))


def _due(card: AnkiCard, calendar: Calendar) -> tuple[date | None, datetime | None]:
    if card.due > _FARTHEST_DAY:
        return None, _seconds(card.due)
    return calendar.day(card.due), None


def _data(written: str) -> Mapping[str, Any]:
    if len(written) < 3 or len(written) > _LARGEST_DATA:
        return {}
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _own_memory(data: Mapping[str, Any]) -> Memory | None:
    stability, difficulty = data.get("s"), data.get("d")
    if not isinstance(stability, (int, float)) or not isinstance(difficulty, (int, float)):
        return None
    if not (math.isfinite(stability) and math.isfinite(difficulty)):
        return None
    if not _LEAST_STABILITY <= stability <= _MOST_STABILITY or not 1 <= difficulty <= 10:
        return None
    return Memory(float(stability), float(difficulty))


def _estimate(factor: int, interval: int) -> Memory:
    ease = factor / 1000 if 1000 < factor < 1_000_000 else _USUAL_EASE
    return memory_from_sm2(min(max(ease, _LEAST_EASE), _MOST_EASE), interval)


def _instant(milliseconds: int) -> datetime | None:
    if not _FIRST_MS < milliseconds < _LAST_MS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _seconds(value: object) -> datetime | None:
    return _instant(value * 1000) if isinstance(value, int) else None


# --------------------------------------------------------------------------------------- the log


def _review(
    milliseconds: int,
    ease: int,
    interval: int,
    factor: int,
    duration: int,
    kind: int,
    waits: dict[int, timedelta],
) -> ForeignReview | None:
    """Return a row of the log; None where it makes no sense.

    Equal waits are one value: a log has hundreds of thousands of rows.
    """
    at = _instant(milliseconds)
    if at is None:
        return None
    wait = waits.get(interval)
    if wait is None:
        wait = waits[interval] = _wait(interval)
    graduated = wait >= timedelta(days=1)
    if kind == _RESCHEDULED or (kind == _MANUAL and factor):
        # Anki moves cards by days only; seconds are of a package of ours.
        phase = Phase.LEARNING if interval < 0 else Phase.REVIEW
        return ForeignReview(at, None, phase, wait, None, "set-due")
    if kind == _MANUAL:
        return ForeignReview(at, None, Phase.NEW, timedelta(0), None, "forget")
    if not 1 <= ease <= 4 or not 0 <= kind <= _CRAM:
        return None
    unlearned = Phase.LEARNING if kind == _LEARNING else Phase.RELEARNING
    return ForeignReview(
        at,
        Rating(ease),
        Phase.REVIEW if graduated else unlearned,
        wait,
        duration if 0 < duration <= _LONGEST_DURATION_MS else None,
        "cram" if kind == _CRAM and not factor else "rating",
    )


def _wait(interval: int) -> timedelta:
    """Return an interval of the log, which is days, or seconds below zero."""
    if interval > 0:
        return timedelta(days=min(interval, _LONGEST_DAYS))
    return timedelta(seconds=min(-interval, _LONGEST_SECONDS))


def _in_order(rows: list[tuple[ForeignReview, bool]]) -> Log:
    """Return a log by time; a second start of learning makes the card new again.

    Args:
        rows: each with whether it is a rating of a new card or in its first learning steps.
    """
    rows.sort(key=lambda row: row[0].at)
    log: list[ForeignReview] = []
    start = _last_start(rows)
    for index, (review, _begins) in enumerate(rows):
        if log and review.at <= log[-1].at:
            continue
        if index == start and any(other.kind == "rating" for other in log):
            before = review.at - _MILLISECOND
            if log[-1].kind != "forget" and log[-1].at < before:
                log.append(ForeignReview(before, None, Phase.NEW, timedelta(0), None, "forget"))
        if (
            review.kind == "set-due"
            and review.phase is Phase.LEARNING
            and log
            and _learned(log[-1])
        ):
            review = replace(review, phase=Phase.RELEARNING)  # noqa: PLW2901 - told by its place
        log.append(review)
    whole = start >= 0 and not any(row.kind == "forget" for row, _begins in rows[start:])
    return Log(tuple(log), whole)


def _learned(review: ForeignReview) -> bool:
    return review.phase in {Phase.REVIEW, Phase.RELEARNING}


def _last_start(rows: Sequence[tuple[ForeignReview, bool]]) -> int:
    """Return where the last unbroken run of first learning steps begins; -1 where there is none."""
    start = -1
    for index in range(len(rows) - 1, -1, -1):
        review, begins = rows[index]
        if review.kind == "cram":
            continue
        if begins:
            start = index
        elif start >= 0:
            break
    return start
