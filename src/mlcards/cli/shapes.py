"""The JSON that commands answer with: names and order of keys, written once."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from mlcards.core.foreign import Problem
from mlcards.core.model import NoteContent, Rating, Schedule
from mlcards.core.queue import Counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.asking import NextCard
    from mlcards.collection.exporting import ExportReport
    from mlcards.collection.import_report import DeckReport, FileReport
    from mlcards.collection.orphans import OrphanLine
    from mlcards.collection.taking_back import PastImport, TakenBack
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


def import_json(
    reports: "Sequence[FileReport]", *, dry_run: bool, cards: bool = False
) -> dict[str, Any]:
    """Return what became of the files of an import; `cards` adds what became of each note."""
    return {
        "dry_run": dry_run,
        "import": next((report.import_id for report in reports if report.import_id), None),
        "files": [_file_json(report, cards=cards) for report in reports],
    }


def _file_json(report: "FileReport", *, cards: bool) -> dict[str, Any]:
    return {
        "file": report.name,
        "imported": not report.failed,
        "reviews": report.written.reviews,
        "learned": report.written.learned,
        "media": report.written.media,
        "decks": [_deck_json(deck, cards=cards) for deck in report.decks],
        "problems": [problem_json(problem) for problem in report.problems],
    }


def _deck_json(deck: "DeckReport", *, cards: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "title": deck.title,
        "key": deck.key,
        "new": deck.new,
        "changed": deck.changed,
        "unchanged": deck.unchanged,
        "gone": deck.gone,
        "moved": deck.moved,
        "revived": deck.revived,
        "left": deck.left,
        "conflicts": deck.conflicts,
        "replaced": deck.replaced,
        "reviews": deck.reviews,
        "matches": [
            {
                "question": match.question,
                "was": match.was,
                "likeness": round(match.likeness, 3),
                "taken": match.taken,
            }
            for match in deck.matches
        ],
    }
    if cards:
        answer["cards"] = [
            {
                "kind": note.kind,
                "question": note.question,
                "was": note.was or None,
                "line": note.line,
                "conflicts": note.conflicts,
                "replaced": note.replaced,
                "revived": note.revived,
            }
            for note in deck.notes
        ]
    return answer


def past_import_json(past: "PastImport") -> dict[str, Any]:
    """Return an import that was made: what it brought, and whether it was taken back."""
    return {
        "import": past.id,
        "at": past.at,
        "files": past.sources,
        "new": past.new,
        "changed": past.changed,
        "gone": past.gone,
        "reviews": past.reviews,
        "undone": past.undone,
    }


def taken_back_json(number: int, taken: "TakenBack", *, dry_run: bool) -> dict[str, Any]:
    """Return what taking an import back did, or would do."""
    return {
        "dry_run": dry_run,
        "import": number,
        "files": taken.sources,
        "removed": taken.removed,
        "kept": taken.kept,
        "restored": taken.restored,
    }


def export_json(report: "ExportReport", file_format: str) -> dict[str, Any]:
    """Return what was written; `reviews` is 0 unless progress went along."""
    return {
        "file": report.path,
        "format": file_format,
        "decks": report.decks,
        "notes": report.notes,
        "cards": report.cards,
        "reviews": report.reviews,
        "media": report.media,
    }


def orphan_json(line: "OrphanLine") -> dict[str, Any]:
    """Return a note that was put aside; `last_day` is null where it was never asked."""
    return {
        "note": line.note,
        "deck": line.deck_title,
        "question": line.question,
        "cards": line.cards,
        "reviews": line.reviews,
        "last_day": line.last_day,
    }
