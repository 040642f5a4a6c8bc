"""Frozen pictures of the collection: what the front ends show, and what a session answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from mlcards.core.model import (
    CardId,
    CardType,
    NoteContent,
    Phase,
    Rating,
    Review,
    ReviewId,
    Schedule,
)
from mlcards.core.notes import Face, face_of
from mlcards.core.queue import Counts


@dataclass(frozen=True, slots=True)
class CardView:
    """One card as a person sees it; every text in it is untrusted Markdown."""

    card: CardId
    note: int
    deck: int
    deck_title: str
    part: str
    content: NoteContent
    phase: Phase
    own_answer: str = ""
    flag: int = 0
    leech: bool = False

    @property
    def face(self) -> Face:
        """Question and answer of this part of the note."""
        return face_of(self.content, self.part)

    @property
    def type(self) -> CardType:
        """What kind of card it is."""
        return self.content.type


@dataclass(frozen=True, slots=True)
class Asked:
    """A card to answer. `preview` is exactly what each rating will give."""

    view: CardView
    counts: Counts
    preview: Mapping[Rating, Schedule]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Only learning cards are left; the next may be asked at `until` (UTC)."""

    until: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left for today."""


Turn = Asked | Waiting | Finished


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
class DeckLine:
    """A deck in the tree, with what waits in it and in the decks below it today.

    Attributes:
        name: last part of the title.
        depth: 0 for a top deck.
        has_children: whether decks lie below it.
        cards: all cards in it and below; orphans left out.
    """

    id: int
    key: str
    title: str
    name: str
    depth: int
    has_children: bool
    counts: Counts
    cards: int = 0
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be shown before the collection is open: decks, counts, the first card.

    Attributes:
        exists: whether there is a collection yet.
        shipped: which state of the decks that ship was taken in (see `collection.shipped`).
    """

    exists: bool
    today: date
    decks: tuple[DeckLine, ...] = ()
    counts: Counts = field(default_factory=Counts)
    first: CardView | None = None
    shipped: str | None = None


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
