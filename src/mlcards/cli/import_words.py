"""What an import did, as lines of text."""

from typing import TYPE_CHECKING

from mlcards.cli import output
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.import_report import DeckReport, FileReport, NoteLine

DRY_RUN = "This was a dry run; nothing was changed."


def say_file(report: "FileReport", *, asks: bool, cards: bool) -> None:
    """Say what became of a file.

    Args:
        report: of it.
        asks: whether what is not sure will be asked when the import is made.
        cards: whether to say what became of each note.
    """
    for deck in report.decks:
        output.say(f"{one_line(deck.title)}: {_numbers(deck)}")
        _say_conflicts(deck, asks=asks)
        if cards:
            for note in deck.notes:
                output.say(f"  {_note(note)}")
        _tell_matches(deck, asks=asks)
    if report.failed:
        errors = sum(1 for problem in report.problems if problem.severity == "error")
        output.note(f"{one_line(report.name)}: not imported, {plural(errors, 'error')}.", "red")


def say_arrived(reports: "Sequence[FileReport]") -> None:
    """Say what came in beside the cards."""
    found = [
        (sum(report.written.reviews for report in reports), "review"),
        (sum(report.written.media for report in reports), "media file"),
    ]
    parts = [plural(number, what) for number, what in found if number]
    if parts:
        output.say(f"{' and '.join(parts)} came in.")


def say_expected(reports: "Sequence[FileReport]") -> None:
    """Say what may come in beside the cards, before it is known how much of it is here."""
    reviews = sum(deck.reviews for report in reports for deck in report.decks)
    if reviews:
        output.say(f"{plural(reviews, 'review')} in the files; what is not here yet would come in.")


def _numbers(deck: "DeckReport") -> str:
    if not (deck.new or deck.changed or deck.gone or deck.revived or deck.left):
        return f"all {deck.unchanged:,} unchanged"
    parts = [
        f"{deck.new:,} new",
        f"{deck.changed:,} changed",
        f"{deck.unchanged:,} unchanged",
        f"{deck.gone:,} gone",
    ]
    more = [
        f"{number:,} {what}"
        for number, what in (
            (deck.moved, "from another deck"),
            (deck.left, "to another deck"),
            (deck.revived, "back again"),
        )
        if number
    ]
    return ", ".join(parts) + (f" ({', '.join(more)})" if more else "")


def _say_conflicts(deck: "DeckReport", *, asks: bool) -> None:
    kept = "you will be asked whose text stays" if asks else "yours kept"
    for number, what in ((deck.conflicts, kept), (deck.replaced, "the file's taken")):
        if number:
            output.say(f"  {number:,} edited on both sides, {what}")


def _note(note: "NoteLine") -> str:
    kind = "back again" if note.revived and note.kind != "moved" else _KINDS[note.kind]
    question, was = one_line(note.question, 80), one_line(note.was, 80)
    text = f"{kind}: {question}"
    if was and was != question:
        text += f" (was: {was})"
    if note.conflicts or note.replaced:
        fields = ", ".join(name.replace("_", " ") for name in note.conflicts)
        whose = "the file's taken" if note.replaced else f"yours kept: {fields}"
        text += f" (edited on both sides, {whose})"
    return text


_KINDS = {
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "gone": "gone",
    "moved": "from another deck",
    "left": "to another deck",
}


def _tell_matches(deck: "DeckReport", *, asks: bool) -> None:
    for match in deck.matches:
        what = "taken for the same card" if match.taken else "taken for two cards"
        what = "you will be asked if it is the same card" if asks else what
        output.note(
            f'  edited, {match.likeness:.0%} alike, {what}: "{one_line(match.was, 80)}" → '
            f'"{one_line(match.question, 80)}"'
        )
