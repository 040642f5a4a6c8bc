"""Frozen pictures of the collection: what the front ends show, and what a session answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mlcards.collection.first_views import (
    Asked,
    CardView,
    DeckLine,
    Finished,
    Glance,
    Turn,
    Waiting,
)
from mlcards.core.model import CardId, Rating, Review, ReviewId, Schedule
from mlcards.core.queue import Counts

__all__ = [
    "Answered",
    "Asked",
    "CardInfo",
    "CardView",
    "DeckLine",
    "Finished",
    "Glance",
    "Hard",
    "Summary",
    "Today",
    "Turn",
    "Undone",
    "Waiting",
]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a rating did.

    Attributes:
        review: the row in the log.
        buried: siblings hidden until the next study day.
        leech: whether the card just became a leech, or reached another half threshold.
    """

    review: Review
    buried: int
    leech: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: the kind of action, its card, and for a rating which one and when."""

    kind: str
    card: CardId
    at: datetime
    question: str
    rating: Rating | None = None
    review: ReviewId | None = None


@dataclass(frozen=True, slots=True)
class CardInfo:
    """A card's memory and history.

    Attributes:
        recall: chance of recall today, 0–1; None before the first rating.
        due: the instant from which it may be asked; None for a new card.
        reviews: the log, newest first, undone rows too.
        own_answers: versions of the own answer, newest first.
    """

    view: CardView
    schedule: Schedule
    suspended: bool
    recall: float | None
    due: datetime | None
    reviews: tuple[Review, ...]
    own_answers: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True, slots=True)
class Hard:
    """A card of the session that was hard: how often it was forgotten, and its difficulty."""

    card: CardId
    question: str
    again: int
    difficulty: float


@dataclass(frozen=True, slots=True)
class Summary:
    """A session's end.

    Attributes:
        ratings: how often each rating was given.
        new: cards seen for the first time.
        asked, recalled: cards in review that were asked, and recalled; their share is the recall.
        duration_ms: time on cards, as measured.
        hardest: at most five, hardest first.
        tomorrow: what the next study day brings.
        next_due: when something may be asked again; None when nothing is scheduled.
        more_new: new cards that further limits hold back today.
    """

    ratings: Mapping[Rating, int]
    new: int
    asked: int
    recalled: int
    duration_ms: int
    hardest: tuple[Hard, ...]
    tomorrow: Counts
    next_due: datetime | None
    more_new: int

    @property
    def reviews(self) -> int:
        """Ratings given."""
        return sum(self.ratings.values())


@dataclass(frozen=True, slots=True)
class Today:
    """The panel beside the decks.

    Attributes:
        counts: what waits today.
        minutes: estimate for it, from the person's own pace.
        done: ratings given today.
        load: cards scheduled for today and each of the 13 days after.
        streak: study days in a row with a rating, up to today or yesterday.
        recall: share recalled of the cards in review, last 30 days; None without any.
        weakest: topics forgotten most in the last 30 days, at most three.
        next_due: when the next card comes if nothing waits.
        more_new: new cards waiting beyond today's limits.
    """

    counts: Counts
    minutes: int
    done: int
    load: tuple[int, ...]
    streak: int
    recall: float | None
    weakest: tuple[str, ...]
    next_due: datetime | None
    more_new: int
