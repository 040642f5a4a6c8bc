"""Cards that came in with another file before they left theirs: two notes that become one.

Somebody moved a card to another file and imported that one first, so there it is a note of its
own. When it leaves here, the other gives way to it, and both histories become one.
"""

from collections.abc import Collection as Group
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mlcards.core.import_plan import ExistingNote, ImportPlan, NoteChange
from mlcards.core.merging import merge
from mlcards.core.model import NoteContent
from mlcards.core.notes import has_own_id, note_key
from mlcards.store import decks, notes
from mlcards.store.notes import NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa


def existing_note(row: NoteRow) -> ExistingNote:
    """Return a note as plans have it."""
    return ExistingNote(
        row.id, row.key, row.deck_key, row.content, row.position, row.orphaned, row.base
    )


def with_twins(
    connection: "sa.Connection", plan: ImportPlan, going: Group[int | None]
) -> ImportPlan:
    """Return the plan with the notes that went to another deck before they left this one.

    Notes that came with this one or before it, or are `going` themselves, are other cards that say
    the same.
    """
    gone = [change for change in plan.changes if change.kind == "gone"]
    if not gone:
        return plan
    others = [deck.key for deck in decks.all_decks(connection) if deck.key != plan.deck.key]
    sought: dict[str, NoteChange] = {}
    for change in gone:
        written = change.was_base or change.was
        if has_own_id(change.key):
            sought[change.key] = change
        elif written is not None:
            sought |= {note_key(key, "", written): change for key in others}
    found: dict[str, NoteRow] = {}
    for row in notes.by_keys(connection, sorted(sought)):
        if not row.orphaned and row.deck_key != plan.deck.key and row.id not in going:
            found.setdefault(row.key, row)
    came = notes.arrivals(
        connection, [*(row.id for row in found.values()), *(change.note_id or 0 for change in gone)]
    )
    twins = {
        sought[row.key].key: existing_note(row)
        for row in found.values()
        if _alike(sought[row.key], row)
        and came.get(row.id, 0) > came.get(sought[row.key].note_id or 0, 0)
    }
    return replace(
        plan,
        changes=tuple(
            replace(change, kind="left", twin=twins[change.key])
            if change.kind == "gone" and change.key in twins
            else change
            for change in plan.changes
        ),
    )


def joined(plans: Sequence[ImportPlan]) -> list[ImportPlan]:
    """Return the plans with each twin of a deck that is imported now as the note it gives way to.

    There the file's text decides, as for any note that moves.
    """
    plans = _with_own_twins(plans)
    leaving = {change.twin.id: change for plan in plans for change in plan.changes if change.twin}
    here = {
        change.note_id
        for plan in plans
        for change in plan.changes
        if change.note_id in leaving and change.kind in {"changed", "unchanged", "moved"}
    }
    return [
        replace(
            plan,
            changes=tuple(
                _arriving(change, leaving[change.note_id])
                if change.note_id in here and change.kind != "left"
                else change
                for change in plan.changes
                if change.twin is None or change.twin.id not in here
            ),
        )
        for plan in plans
    ]


def _with_own_twins(plans: Sequence[ImportPlan]) -> list[ImportPlan]:
    """Return the plans with each twin for one note only, and none that leaves its deck as well."""
    leaving = {
        change.note_id
        for plan in plans
        for change in plan.changes
        if change.kind in {"gone", "left"}
    }
    taken: set[int] = set()

    def settled(change: NoteChange) -> NoteChange:
        if change.twin is None:
            return change
        if change.twin.id in leaving or change.twin.id in taken:
            return replace(change, kind="gone", twin=None)
        taken.add(change.twin.id)
        return change

    return [replace(plan, changes=tuple(map(settled, plan.changes))) for plan in plans]


def _arriving(change: NoteChange, left: NoteChange) -> NoteChange:
    if change.content is None or change.note is None:
        return change
    content, base = rejoined(change.note.written, change.content, left)
    return replace(
        change,
        kind="moved",
        content=content,
        base=base,
        note_id=left.note_id,
        was=left.was,
        was_key=left.was_key,
        was_position=left.was_position,
        was_base=left.was_base,
        twin=left.twin,
    )


def rejoined(
    author: NoteContent, here: NoteContent, left: NoteChange
) -> tuple[NoteContent, NoteContent | None]:
    """Return the text of a card whose two notes become one, and its author's if it is another.

    Edits of both notes stay; where they differ, those of the note that came in later.

    Args:
        author: what the author wrote where the card is now.
        here: the person's text there.
        left: the note that leaves its deck.
    """
    was = left.was or author
    moved = merge(left.was_base or was, was, author).content
    content = merge(author, here, moved).content
    return content, None if content == author else author


def _alike(change: NoteChange, row: NoteRow) -> bool:
    """Whether an equal id means the same card: it does where the question is the same."""
    written = change.was_base or change.was
    there = row.base or row.content
    return written is not None and written.question.split() == there.question.split()
