"""Importing values instead of files, and all that a collection holds, to be compared."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import Choices, plan_sources, sure
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import apply
from mlcards.collection.source import Source
from mlcards.core.deck_keys import deck_key
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import Card, CardId, Memory, NoteContent, Phase, Rating, Review
from mlcards.store import cards, reviews
from mlcards.store.schema import metadata, notes
from support.factories import a_content

PASSING = {("cards", "version"), ("meta", "imports")}
"""What counts up whatever happens: columns of tables, and facts."""
_RECORDS = {"imports", "import_notes", "import_cards"}
DAY = timedelta(days=1)
BEGAN = datetime(2026, 9, 1, 10, tzinfo=UTC)
"""When somebody first rated the cards of `a_progress`."""


def a_note(name: str = "a", content: NoteContent | None = None, **fields: Any) -> ForeignNote:
    """A note with the id `name` that asks about it; an empty name is no id."""
    return ForeignNote(name, content or a_content(f"What is {name or 'this'}?"), 1, **fields)


def a_deck(*notes: ForeignNote | str, title: str = "Maths", **fields: Any) -> ForeignDeck:
    """A deck of these notes; a plain name stands for the note of that id."""
    made = tuple(a_note(note) if isinstance(note, str) else note for note in notes)
    given = {"key": deck_key(title), "source_path": f"{deck_key(title)}.yaml"} | fields
    return ForeignDeck(title=title, notes=made, **given)


def bring(
    collection: Collection, *decks: ForeignDeck, choices: Choices | None = None, **how: Any
) -> FileReport:
    """Import these decks as one file."""
    planned = plan_sources(collection, [Source("decks", decks)])
    (report,) = apply(collection, planned, choices or Choices(sure), **how)
    return report


def a_review(
    days: float,
    rating: Rating | None = Rating.GOOD,
    wait: timedelta = 3 * DAY,
    phase: Phase = Phase.REVIEW,
    **fields: Any,
) -> ForeignReview:
    """A row of a log, so many days after `BEGAN`."""
    return ForeignReview(BEGAN + timedelta(days=days), rating, phase, wait, 4000, **fields)


def a_progress(part: str = "main", **fields: Any) -> ForeignProgress:
    """A card in review with its whole log: three ratings, due on 2026-09-14."""
    values: dict[str, Any] = {
        "phase": Phase.REVIEW,
        "due_day": (BEGAN + 13 * DAY).date(),
        "interval": 9,
        "reps": 3,
        "memory": Memory(9.0, 5.0),
        "reviews": (
            a_review(0, wait=timedelta(minutes=10), phase=Phase.LEARNING),
            a_review(0.01),
            a_review(4, wait=9 * DAY),
        ),
        "whole": True,
    }
    return ForeignProgress(part, **(values | fields))


def everything(collection: Collection, *, records: bool = False) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, save what only counts up; with `records` those of imports too.

    Nor does it tell where in its deck a card is that is put aside: its text is not there.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    with collection.store.reading() as connection:
        for name, table in metadata.tables.items():
            if name in _RECORDS and not records:
                continue
            rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            found[name] = [
                {key: value for key, value in row._mapping.items() if (name, key) not in PASSING}
                for row in rows
                if (name, row[0]) not in PASSING
            ]
    for card in found["cards"]:
        if card["orphaned"]:
            card["position"] = None
    titles = {f"title:{deck['key']}" for deck in found["decks"]}
    found["meta"] = [
        row for row in found["meta"] if not row["key"].startswith("title:") or row["key"] in titles
    ]
    return found


def all_cards(collection: Collection) -> list[Card]:
    """Every card, orphans too, in the order of their numbers."""
    with collection.store.reading() as connection:
        numbers = list(connection.execute(sa.select(notes.c.id)).scalars())
        return sorted(cards.of_notes(connection, numbers), key=lambda card: card.id)


def log_of(collection: Collection, card: CardId) -> Sequence[Review]:
    """A card's log, in the order of time."""
    with collection.store.reading() as connection:
        return reviews.of_card(connection, card)


def schedules_are_the_fold(collection: Collection) -> None:
    """Hold that each card lies where its log puts it."""
    for card in all_cards(collection):
        fold = collection.scheduler(card.deck_id).fold(log_of(collection, card.id))
        assert fold == card.schedule, card
