"""Sentences about imports and about taking them back."""

from collections.abc import Sequence

from mlcards.collection.taking_back import PastImport, TakenBack
from mlcards.core.text import one_line, plural

_NAMES = 2


def files_text(sources: Sequence[str], limit: int = 60) -> str:
    """Return the names of files on one line, safe to show."""
    ends = [_end(name) for name in sources]
    said = ", ".join(one_line(name, limit) for name in ends[:_NAMES])
    more = len(ends) - _NAMES
    return f"{said} and {plural(more, 'more file')}" if more > 0 else said or "nothing"


def _end(name: str) -> str:
    if name == "-":
        return "pasted text"
    plain = name.rstrip("/") or name
    return plain.rpartition("/")[2] or plain


def taken_back_text(taken: TakenBack) -> str:
    """Return what taking an import back did."""
    parts = []
    if taken.removed:
        parts.append(f"{plural(taken.removed, 'new card')} removed")
    if taken.restored:
        parts.append(f"{plural(taken.restored, 'card')} as before")
    if taken.kept:
        them = "it was" if taken.kept == 1 else "they were"
        parts.append(
            f"{plural(taken.kept, 'card')} put aside with the history, for {them} used since"
        )
    said = ", ".join(parts) or "nothing else was changed"
    return f"Taken back: {said}."


def would_take_back_text(past: PastImport) -> str:
    """Return what taking an import back would do."""
    parts = []
    if past.new:
        parts.append(f"{plural(past.new, 'new card')} will be removed (used ones are put aside)")
    if past.changed:
        parts.append(f"{plural(past.changed, 'changed card')} will be as before")
    if past.gone:
        comes = "comes" if past.gone == 1 else "come"
        parts.append(f"{plural(past.gone, 'card')} {comes} back")
    if past.reviews:
        parts.append(f"{plural(past.reviews, 'imported review')} will go")
    return "; ".join(parts) or "decks will be as they were before"


def counts_text(past: PastImport) -> str:
    """Return what an import brought: "430 new, 12 changed"."""
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (past.new, "new"),
            (past.changed, "changed"),
            (past.gone, "gone"),
            (past.reviews, "reviews"),
        )
        if number
    ]
    return ", ".join(parts) or "no cards"
