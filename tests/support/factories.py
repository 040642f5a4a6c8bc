"""Makers of the values tests need, with defaults for all that a test is not about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from mlcards.collection.collection import Collection
from mlcards.config import spec
from mlcards.config.settings import Settings
from mlcards.core.days import DayRule
from mlcards.core.model import (
    NEW_SCHEDULE,
    Card,
    CardId,
    CardType,
    Memory,
    NoteContent,
    Phase,
    Rating,
    Review,
    ReviewId,
    Schedule,
)
from mlcards.core.scheduling import Scheduler, SchedulingOptions
from mlcards.store import cards, decks, notes, reviews
from mlcards.store.notes import NewNote
from mlcards.store.store import Store
from support.clock import FakeClock, FakeIds

UTC_DAYS = DayRule(zone=UTC)


def a_content(question: str = "What is a ROC curve?", **fields: Any) -> NoteContent:
    """A basic note, or one of any other type."""
    return NoteContent(
        **({"type": CardType.BASIC, "answer": "A plot."} | fields), question=question
    )


def a_reversed(question: str = "AUC", answer: str = "area under the curve") -> NoteContent:
    """A note of two cards."""
    return NoteContent(CardType.REVERSED, question, answer)


def a_cloze(text: str) -> NoteContent:
    """A note of as many cards as it has gaps."""
    return NoteContent(CardType.CLOZE, text)


def a_schedule(**fields: Any) -> Schedule:
    """A card in review, rated ten days ago and due today (2026-11-22)."""
    plain = Schedule(
        phase=Phase.REVIEW,
        memory=Memory(10.0, 5.0),
        due_day=date(2026, 11, 22),
        last_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
        last_day=date(2026, 11, 12),
        reps=3,
    )
    values = {name: getattr(plain, name) for name in Schedule.__slots__}
    return Schedule(**(values | fields))


def a_card(card: int = 1, **fields: Any) -> Card:
    """A new card of note 1 in deck 1."""
    values: dict[str, Any] = {"note_id": 1, "deck_id": 1, "part": "main"}
    return Card(id=CardId(card), **(values | fields))


def a_scheduler(days: DayRule = UTC_DAYS, **options: Any) -> Scheduler:
    """A scheduler with the published numbers."""
    return Scheduler(SchedulingOptions(**options), days)


def replay(
    scheduler: Scheduler,
    history: Iterable[tuple[timedelta, Rating]],
    start: datetime,
    card: int = 1,
) -> list[Review]:
    """Return the log of a card that was rated after each gap in turn."""
    log: list[Review] = []
    now, schedule = start, Schedule()
    for number, (gap, rating) in enumerate(history):
        now += gap
        schedule = scheduler.answer(card, schedule, rating, now)
        assert schedule.last_at is not None
        assert schedule.last_day is not None
        log.append(
            Review(
                ReviewId(f"{number:04}"),
                CardId(card),
                rating,
                schedule.last_at,
                schedule.last_day,
                schedule,
            )
        )
    return log


def some_settings(**values: Any) -> Settings:
    """Settings by key with `_` for the dot after the section: `study_new_per_day=3`."""
    return Settings({spec.find(key.replace("_", ".", 1)).key: v for key, v in values.items()})


def a_collection(
    store: Store, clock: FakeClock | None = None, settings: Settings | None = None
) -> Collection:
    """A collection over `store`, with a clock that stands still."""
    return Collection(store, settings or Settings(), clock or FakeClock(), FakeIds())


def add_deck(
    store: Store,
    contents: int | Sequence[NoteContent] = 5,
    *,
    key: str = "eval",
    title: str = "Evaluation",
    options: Mapping[str, str] | None = None,
) -> int:
    """Put a deck with notes `n0`, `n1` … into the store; return its number."""
    if isinstance(contents, int):
        contents = [a_content(f"{title}: question {n}?") for n in range(contents)]
    with store.writing() as connection:
        deck = decks.save(connection, key, {"title": title})
        new = [NewNote(f"n{n}", n, content) for n, content in enumerate(contents)]
        notes.insert(connection, deck, new)
        if options:
            decks.set_options(connection, deck, options)
    return deck


@dataclass(frozen=True)
class DeckState:
    """A deck to be made: its notes, and what became of their cards, in the order of the parts."""

    title: str
    notes: tuple[tuple[NoteContent, tuple["CardState", ...]], ...]
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CardState:
    """Where a card is in its life, and its marks as the columns take them.

    With a `rating` the schedule is what that one rating led to, and stands in the log.
    """

    schedule: Schedule = NEW_SCHEDULE
    marks: Mapping[str, Any] = field(default_factory=dict)
    rating: Rating | None = None


def build(store: Store, states: Sequence[DeckState]) -> dict[CardId, CardState]:
    """Make decks and cards as they are described; return the cards by number."""
    made: dict[CardId, CardState] = {}
    for number, state in enumerate(states):
        add_deck(
            store,
            [content for content, _cards in state.notes],
            key=f"deck{number}",
            title=state.title,
            options=state.options,
        )
        wanted = [card for _content, cards_ in state.notes for card in cards_]
        for card in wanted:
            made[CardId(len(made) + 1)] = card
    with store.writing() as connection:
        for number, card in made.items():
            put(connection, number, card)
    return made


def put(connection: sa.Connection, number: int, state: CardState) -> None:
    """Put a card where its state says it is."""
    card = cards.get(connection, CardId(number))
    after = state.schedule
    if after != Schedule():
        cards.set_schedule(connection, card, after, leech=False)
    if state.rating is not None and after.last_at is not None and after.last_day is not None:
        name = ReviewId(f"before-{number:06}")
        review = Review(name, card.id, state.rating, after.last_at, after.last_day, after)
        reviews.add(connection, review, card.deck_id, Phase.NEW)
    if state.marks:
        cards.set_marks(connection, card.id, state.marks)
