"""Between rows and values: the one place that knows both."""

import json
from typing import Any

from sqlalchemy import Row

from mlcards.core.model import (
    Card,
    CardId,
    Deck,
    Memory,
    Phase,
    Rating,
    Review,
    ReviewId,
    Schedule,
)


def deck_of(row: Row[Any]) -> Deck:
    """Return the deck a row of `decks` holds."""
    return Deck(
        id=row.id,
        key=row.key,
        title=row.title,
        description=row.description,
        language=row.language,
        source=row.source,
        license=row.license,
        tags=tuple(json.loads(row.tags)),
        options=json.loads(row.options),
        source_path=row.source_path,
        content_hash=row.content_hash,
    )


def card_of(row: Row[Any]) -> Card:
    """Return the card a row of `cards` holds."""
    return Card(
        id=CardId(row.id),
        note_id=row.note_id,
        deck_id=row.deck_id,
        part=row.part,
        schedule=Schedule(
            phase=Phase(row.phase),
            step=row.step,
            memory=_memory(row),
            due_day=row.due_day,
            due_at=row.due_at,
            last_at=row.last_at,
            last_day=row.last_day,
            reps=row.reps,
            lapses=row.lapses,
        ),
        suspended=bool(row.suspended),
        buried_on=row.buried_on,
        flag=row.flag,
        leech=bool(row.leech),
        orphaned=bool(row.orphaned),
        version=row.version,
    )


def schedule_values(schedule: Schedule) -> dict[str, Any]:
    """Return the columns of `cards` that hold `schedule`."""
    memory = schedule.memory
    return {
        "phase": schedule.phase.value,
        "step": schedule.step,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "due_day": schedule.due_day,
        "due_at": schedule.due_at,
        "last_at": schedule.last_at,
        "last_day": schedule.last_day,
        "reps": schedule.reps,
        "lapses": schedule.lapses,
    }


def review_of(row: Row[Any]) -> Review:
    """Return the review a row of `reviews` holds.

    Its `after` carries what the row keeps; counts are the fold's business (`Scheduler.fold`),
    save in an imported state.
    """
    return Review(
        id=ReviewId(row.id),
        card_id=CardId(row.card_id),
        rating=None if row.rating is None else Rating(row.rating),
        at=row.at,
        day=row.day,
        after=Schedule(
            phase=Phase(row.phase),
            step=row.step,
            memory=_memory(row),
            due_day=row.due_day,
            due_at=row.due_at,
            last_at=row.at,
            last_day=row.day,
            reps=row.reps or 0,
            lapses=row.lapses or 0,
        ),
        utc_offset_s=row.utc_offset_s,
        duration_ms=row.duration_ms,
        kind=row.kind,
        said=None if row.said is None else tuple(json.loads(row.said)),
        undone=bool(row.undone),
    )


def review_values(review: Review, deck_id: int, phase_before: Phase) -> dict[str, Any]:
    """Return the columns of `reviews` that hold `review`."""
    memory = review.after.memory
    counted = review.kind == "imported"
    return {
        "id": review.id,
        "card_id": review.card_id,
        "deck_id": deck_id,
        "kind": review.kind,
        "rating": None if review.rating is None else int(review.rating),
        "at": review.at,
        "day": review.day,
        "utc_offset_s": review.utc_offset_s,
        "duration_ms": review.duration_ms,
        "said": None if review.said is None else json.dumps(review.said),
        "phase_before": phase_before.value,
        "phase": review.after.phase.value,
        "step": review.after.step,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
        "due_day": review.after.due_day,
        "due_at": review.after.due_at,
        "reps": review.after.reps if counted else None,
        "lapses": review.after.lapses if counted else None,
        "undone": int(review.undone),
    }


def _memory(row: Row[Any]) -> Memory | None:
    if row.stability is None or row.difficulty is None:
        return None
    return Memory(row.stability, row.difficulty)
