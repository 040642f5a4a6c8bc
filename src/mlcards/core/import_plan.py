"""What an import would do, note by note: the notes a file has beside those the collection has.

`core.import_matching` makes plans; nothing is written before one was looked at.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import NoteContent

SURE_FROM = 0.90
"""Likeness from which it may be taken without asking, and is then reported."""


@dataclass(frozen=True, slots=True)
class ExistingNote:
    """A note as the collection has it.

    Attributes:
        base: its author's text, where the person edited it here; None where `content` is that.
    """

    id: int
    key: str
    deck_key: str
    content: NoteContent
    position: int
    orphaned: bool = False
    base: NoteContent | None = None

    @property
    def written(self) -> NoteContent:
        """What its author wrote, by which its file is compared."""
        return self.base or self.content


@dataclass(frozen=True, slots=True)
class ExistingDeck:
    """A deck as the collection has it, orphaned notes among its notes.

    Attributes:
        content_hash: of the file it was last imported from; empty where unknown.
    """

    key: str
    title: str
    notes: tuple[ExistingNote, ...]
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What happens to one note.

    Attributes:
        kind: "new", "changed", "unchanged", "gone", "moved" (from another deck) or "left" (for
            the deck where `twin` is).
        key: the note's key from now on; what the collection stores.
        note_id: the note it is in the collection; None where it is new.
        content: what it says from now on; None where it is gone.
        position: its place in the file, from 0.
        was: what it said before; None where it is new.
        was_key: its key before; None where it is new.
        was_position: its place before; None where it is new.
        likeness: how alike the two are where that is all that says they are one note, 0–1.
        revived: whether it was an orphan.
        line: where it starts in the file; None where it is gone.
        base: its author's text to be stored, where `content` says something else.
        was_base: what was stored as that before.
        conflicts: fields that both the person and the author changed; the person's stand.
        note: as the file has it; None where it is gone.
        twin: a note of another deck that is the same card: it gives way to this one.
    """

    kind: str
    key: str
    note_id: int | None
    content: NoteContent | None
    position: int
    was: NoteContent | None = None
    likeness: float | None = None
    revived: bool = False
    was_key: str | None = None
    was_position: int | None = None
    line: int | None = None
    base: NoteContent | None = None
    was_base: NoteContent | None = None
    conflicts: tuple[str, ...] = ()
    note: ForeignNote | None = None
    twin: ExistingNote | None = None

    @property
    def sure(self) -> bool:
        """Whether it may be taken without asking."""
        return self.likeness is None or self.likeness >= SURE_FROM

    @property
    def writes(self) -> bool:
        """Whether the collection has anything to store for it."""
        return (
            self.kind != "unchanged"
            or self.revived
            or self.key != self.was_key
            or self.position != self.was_position
            or self.base != self.was_base
        )

    @property
    def says_the_same(self) -> bool:
        """Whether the author's text is the one that was here; the person's may be another."""
        return self.note is not None and self.note.written == (self.was_base or self.was)

    @property
    def with_theirs(self) -> "NoteChange":
        """The change with the author's text instead of the person's, where both changed it."""
        theirs = self.note.content if self.note else None
        if not self.conflicts or theirs is None:
            return self
        kind = "changed" if self.kind == "unchanged" else self.kind
        return replace(self, kind=kind, content=theirs, base=None, conflicts=())


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing `deck` would do, note by note: in the file's order, then those gone."""

    deck: ForeignDeck
    changes: tuple[NoteChange, ...]

    @property
    def says_the_same(self) -> bool:
        """Whether the file has all notes of the deck, and no other text than its author's here."""
        return all(change.says_the_same for change in self.changes)

    @property
    def new(self) -> int:
        """Notes that come in."""
        return self._count("new")

    @property
    def changed(self) -> int:
        """Notes that say something else or come from another deck; they keep their progress."""
        return self._count("changed") + self._count("moved")

    @property
    def unchanged(self) -> int:
        """Notes that say what they said."""
        return self._count("unchanged")

    @property
    def gone(self) -> int:
        """Notes that are no longer in the file; they become orphans."""
        return self._count("gone")

    @property
    def left(self) -> int:
        """Notes that are no longer in the file but in another one, where they go on."""
        return self._count("left")

    @property
    def conflicts(self) -> tuple[NoteChange, ...]:
        """The changes in which the person and the author changed the same."""
        return tuple(change for change in self.changes if change.conflicts)

    def taking_theirs(self, keys: Collection[str]) -> "ImportPlan":
        """Return the plan with the author's text for the conflicts of these keys."""
        changes = (
            change.with_theirs if change.conflicts and change.key in keys else change
            for change in self.changes
        )
        return replace(self, changes=tuple(changes))

    @property
    def proposals(self) -> tuple[NoteChange, ...]:
        """The changes that rest on likeness alone, surest first."""
        guesses = [change for change in self.changes if change.likeness is not None]
        return tuple(sorted(guesses, key=lambda change: -(change.likeness or 0.0)))

    def declining(self, keys: Collection[str]) -> "ImportPlan":
        """Return the plan without the proposals of these keys: a new note and a gone one each."""
        kept: list[NoteChange] = []
        gone: list[NoteChange] = []
        for change in self.changes:
            if change.likeness is None or change.key not in keys or change.note is None:
                kept.append(change)
                continue
            kept.append(new_note(change.note, change.key, change.position))
            if self.deck.complete and not change.revived:
                gone.append(
                    NoteChange(
                        "gone",
                        change.was_key or "",
                        change.note_id,
                        None,
                        change.was_position or 0,
                        change.was,
                        was_key=change.was_key,
                        was_position=change.was_position,
                        was_base=change.was_base,
                    )
                )
        return replace(self, changes=(*kept, *gone))

    def _count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def new_note(note: ForeignNote, key: str, position: int) -> NoteChange:
    """Return the change that brings a note in."""
    base = author_text(note, note.content)
    return NoteChange(
        "new", key, None, note.content, position, line=note.line, base=base, note=note
    )


def author_text(note: ForeignNote, content: NoteContent) -> NoteContent | None:
    """Return what is kept as the author's text beside `content`; None where they are the same."""
    written = note.written
    return None if written is content or written == content else written
