"""The values everything speaks of: ratings, memory, schedules, notes, cards, reviews.

All are frozen. Instants are aware datetimes in UTC; a `date` is always a study day (see
`core.days`); stability is in days; durations are in milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NewType

from mlcards.core.content import (
    CardType,
    Correction,
    FollowUp,
    KeyPoint,
    NoteContent,
    Phase,
    Rating,
)

__all__ = [
    "HIGHEST_FLAG",
    "NEW_SCHEDULE",
    "Card",
    "CardId",
    "CardType",
    "Correction",
    "Deck",
    "FollowUp",
    "KeyPoint",
    "Memory",
    "NoteContent",
    "Phase",
    "Rating",
    "Review",
    "ReviewId",
    "Schedule",
]

CardId = NewType("CardId", int)
"""A card's number in one database; other machines know the card by its note's key and its part."""
ReviewId = NewType("ReviewId", str)
"""A UUID of version 7: unique on every machine, ordered by time."""
HIGHEST_FLAG = 7
"""Flags are numbered as Anki's: red, orange, green, blue, pink, turquoise, purple."""


@dataclass(frozen=True, slots=True)
class Memory:
    """FSRS's state of a memory.

    Attributes:
        stability: days until the chance of recall falls to 90 %; above 0.
        difficulty: 1 (easy) to 10 (hard).
    """

    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card comes next and what is known of its memory.

    Exactly one of `due_day` and `due_at` is set once a card has been rated: intervals of a day
    and more are due from the start of a study day, learning steps at an exact instant. A new
    card has neither.

    Attributes:
        phase: new, learning, review or relearning.
        step: index of the learning or relearning step; None outside them.
        memory: None until the first rating.
        due_day: the study day from which the card may be asked.
        due_at: the instant from which a learning step may be asked.
        last_at: instant of the last rating.
        last_day: study day of the last rating.
        reps: ratings so far.
        lapses: times a card in review was rated Again.
    """

    phase: Phase = Phase.NEW
    step: int | None = None
    memory: Memory | None = None
    due_day: date | None = None
    due_at: datetime | None = None
    last_at: datetime | None = None
    last_day: date | None = None
    reps: int = 0
    lapses: int = 0


NEW_SCHEDULE = Schedule()


@dataclass(frozen=True, slots=True)
class Deck:
    """A named set of notes. `Parent::Child` in the title nests it.

    Attributes:
        id: number in this database.
        key: stable name; renaming the title keeps it.
        title: as shown, with `::` between levels.
        options: settings that this deck and its children override, by setting key.
        source_path: the file it was last imported from; empty for a parent that has none.
    """

    id: int
    key: str
    title: str
    description: str = ""
    language: str = ""
    source: str = ""
    license: str = ""
    tags: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    source_path: str = ""
    content_hash: str = ""

    @property
    def starts_first(self) -> bool:
        """Whether its author tagged it start-here: its new cards come before all others."""
        return "start-here" in self.tags


@dataclass(frozen=True, slots=True)
class Card:
    """One question to answer: a part of a note, with its schedule and marks.

    Attributes:
        part: which question of the note: "main", "backward", "c1" …
        buried_on: the study day on which it was hidden; it shows again on the next.
        flag: 0 for none, else 1 to `HIGHEST_FLAG`.
        leech: whether it lapsed too often (see `core.leech`).
        orphaned: whether its text left its file; it is not asked, its history stays.
        version: counts changes of this row; a rating of an older version is refused.
    """

    id: CardId
    note_id: int
    deck_id: int
    part: str
    schedule: Schedule = NEW_SCHEDULE
    suspended: bool = False
    buried_on: date | None = None
    flag: int = 0
    leech: bool = False
    orphaned: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """One row of the append-only log: a rating, or another event that changed a schedule.

    Attributes:
        rating: None for a row that is no rating.
        at: the instant, UTC.
        day: the study day it counted for, whatever the rollover is today.
        utc_offset_s: the machine's offset from UTC then, in seconds.
        duration_ms: from question shown to rating; None when unknown.
        kind: "rating"; "cram" for a rating that did not change the schedule; "forget" for a card
            made new again; "set-due" for one moved to another day; "imported" for a state that
            came without the ratings that led to it, counts included.
        said: indices of the key points that were ticked; None where there were none to tick.
        after: the schedule it produced.
        undone: whether it was taken back; the row stays.
    """

    id: ReviewId
    card_id: CardId
    rating: Rating | None
    at: datetime
    day: date
    after: Schedule
    utc_offset_s: int = 0
    duration_ms: int | None = None
    kind: str = "rating"
    said: tuple[int, ...] | None = None
    undone: bool = False
