"""The JSON that commands answer with: names and order of keys, written once."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mlcards.core.foreign import Problem
from mlcards.core.model import NoteContent, Rating, Schedule
from mlcards.core.queue import Counts

if TYPE_CHECKING:
    from mlcards.collection.asking import NextCard
    from mlcards.core.days import DayRule


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem with its place; `line` is null where it is the whole file."""
    return {
        "file": problem.source,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
    }


def counts_json(counts: Counts) -> dict[str, int]:
    """Return what waits, with its sum."""
    return {
        "new": counts.new,
        "learning": counts.learning,
        "review": counts.due,
        "total": counts.total,
    }


def content_json(content: NoteContent) -> dict[str, Any]:
    """Return all that an author wrote; every key is there, empty or not."""
    return asdict(content) | {"type": content.type.value}


def next_json(item: "NextCard", days: "DayRule") -> dict[str, Any]:
    """Return a card to ask: `card` is the number that `mlcards review` takes."""
    from mlcards.core.scheduling import due_instant

    card, view, face = item.card, item.view, item.view.face
    return {
        "id": card.id,
        "card": card.id,
        "deck": view.deck_title,
        "part": card.part,
        "state": card.schedule.phase.value,
        "due": due_instant(card.schedule, days),
        **content_json(view.content),
        "question": face.question,
        "answer": face.answer,
        "own_answer": view.own_answer,
        "flag": card.flag,
        "leech": card.leech,
        "intervals": {
            rating.name.lower(): interval_json(item.preview[rating], days) for rating in Rating
        },
    }


def interval_json(schedule: Schedule, days: "DayRule") -> dict[str, Any]:
    """Return where a rating leads: `days` counts study days, and is null for a learning step."""
    from mlcards.core.scheduling import due_instant, interval_of

    interval = interval_of(schedule)
    return {
        "due": due_instant(schedule, days),
        "state": schedule.phase.value,
        "days": interval.days if schedule.due_day is not None else None,
        "seconds": int(interval.total_seconds()),
    }


def outcome_json(schedule: Schedule, days: "DayRule") -> dict[str, Any]:
    """Return a card's schedule as it stands after a rating, or after one was taken back."""
    from mlcards.core.scheduling import due_instant

    memory = schedule.memory
    return {
        "due": due_instant(schedule, days),
        "state": schedule.phase.value,
        "reps": schedule.reps,
        "lapses": schedule.lapses,
        "stability": round(memory.stability, 4) if memory else None,
        "difficulty": round(memory.difficulty, 4) if memory else None,
    }
