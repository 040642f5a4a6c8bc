"""Three texts of one note: the author's as it was, the person's edit of it, the author's as it is.

Field by field, as git merges lines: what only one side changed is taken from that side; where
both changed a field differently, the person's stays and the field is named as a conflict.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from mlcards.core.model import NoteContent

FIELDS = tuple(field.name for field in fields(NoteContent))


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of three texts.

    Attributes:
        content: what the note says now.
        conflicts: the fields that both sides changed, in the order of `NoteContent`.
    """

    content: NoteContent
    conflicts: tuple[str, ...] = ()


def merge(base: NoteContent, mine: NoteContent, theirs: NoteContent) -> Merged:
    """Return the note after the author changed `base` to `theirs` and the person to `mine`.

    Where the author made it another type of card, its fields mean something else: the person's
    text is then kept whole, or the author's taken whole.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if mine.type is not theirs.type:
        return Merged(mine, changed_fields(mine, theirs))
    taken: dict[str, Any] = {}
    conflicts: list[str] = []
    for name in FIELDS:
        was, my, their = (getattr(content, name) for content in (base, mine, theirs))
        if my == was:
            taken[name] = their
        elif their not in (was, my):
            conflicts.append(name)
    return Merged(replace(mine, **taken), tuple(conflicts))


def changed_fields(one: NoteContent, other: NoteContent) -> tuple[str, ...]:
    """Return the names of the fields in which two texts differ."""
    return tuple(name for name in FIELDS if getattr(one, name) != getattr(other, name))
