"""What an import would do: the notes a file has beside those the collection has. A pure diff.

A note's progress follows its identity, and identity is sought in this order:

1. the same key: the author's id, or the hash of the same question;
2. the same question, where an id was added, taken away or renamed;
3. the same id in another deck, where it is gone: the note moved;
4. the likeness of question and answer, where a question without an id was edited. This is a
   guess: the plan says how sure it is, and a person may decline it (`ImportPlan.declining`).

Notes that left their file are reported as gone and kept as orphans; nothing is deleted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.likeness import best_pairs, likeness, normalised
from mlcards.core.model import NoteContent
from mlcards.core.notes import has_own_id, note_key

PROPOSED_FROM = 0.75
"""Likeness from which an edited question is taken for the vanished one, if a person agrees."""
SURE_FROM = 0.90
"""Likeness from which it may be taken without asking, and is then reported."""
_SAME_CARD_FROM = 0.5
"""Likeness below which an equal id in another deck is a coincidence."""


@dataclass(frozen=True, slots=True)
class ExistingNote:
    """A note as the collection has it."""

    id: int
    key: str
    deck_key: str
    content: NoteContent
    position: int
    orphaned: bool = False


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
        kind: "new", "changed", "unchanged", "gone" or "moved" (from another deck).
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
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing `deck` would do, note by note: in the file's order, then those gone."""

    deck: ForeignDeck
    changes: tuple[NoteChange, ...]

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
    def proposals(self) -> tuple[NoteChange, ...]:
        """The changes that rest on likeness alone, surest first."""
        guesses = [change for change in self.changes if change.likeness is not None]
        return tuple(sorted(guesses, key=lambda change: -(change.likeness or 0.0)))

    def declining(self, keys: Collection[str]) -> "ImportPlan":
        """Return the plan without the proposals of these keys: a new note and a gone one each."""
        kept: list[NoteChange] = []
        gone: list[NoteChange] = []
        for change in self.changes:
            if change.likeness is None or change.key not in keys:
                kept.append(change)
                continue
            kept.append(
                NoteChange(
                    "new", change.key, None, change.content, change.position, line=change.line
                )
            )
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
                )
            )
        return replace(self, changes=(*kept, *gone))

    def _count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)


def plan_import(
    existing: ExistingDeck | None,
    foreign: ForeignDeck,
    elsewhere: Mapping[str, ExistingNote] | None = None,
) -> ImportPlan:
    """Return what importing `foreign` would do.

    Where the file is the very one that was imported last (equal hashes), its notes are unchanged
    even if they were edited in the collection since.

    Args:
        existing: the deck it belongs to; None for a deck that is new.
        foreign: the deck as the file has it.
        elsewhere: notes of other decks that may move here, by their author's id: orphans, and
            those that the same import takes out of their decks. See `plan_batch`.
    """
    return _Plan(existing, foreign, elsewhere or {}).made()


def plan_batch(
    decks: Sequence[tuple[ExistingDeck | None, ForeignDeck]],
    orphans: Iterable[ExistingNote] = (),
) -> tuple[ImportPlan, ...]:
    """Return the plans of decks that are imported together, so that notes may move among them.

    Args:
        decks: each foreign deck with the one it belongs to, if there is one.
        orphans: orphaned notes of decks that are not imported now.
    """
    elsewhere: dict[str, ExistingNote] = {}
    for note in orphans:
        if has_own_id(note.key):
            elsewhere.setdefault(note.key, note)
    for existing, foreign in decks:
        for note in _leaving(existing, foreign):
            elsewhere[note.key] = note
    plans: list[ImportPlan] = []
    for existing, foreign in decks:
        others = {
            key: note
            for key, note in elsewhere.items()
            if existing is None or note.deck_key != existing.key
        }
        plan = plan_import(existing, foreign, others)
        plans.append(plan)
        for change in plan.changes:
            if change.kind == "moved":
                elsewhere.pop(change.was_key or "", None)
    moved = {change.note_id for plan in plans for change in plan.changes if change.kind == "moved"}
    return tuple(
        replace(
            plan,
            changes=tuple(
                change
                for change in plan.changes
                if change.kind != "gone" or change.note_id not in moved
            ),
        )
        for plan in plans
    )


def _leaving(existing: ExistingDeck | None, foreign: ForeignDeck) -> list[ExistingNote]:
    """Return the notes with an id of their own that are not in the file by that id."""
    ids = {note.id for note in foreign.notes}
    notes = existing.notes if existing else ()
    return [note for note in notes if has_own_id(note.key) and note.key not in ids]


class _Plan:
    """One plan in the making: what is unmatched on either side shrinks stage by stage."""

    def __init__(
        self,
        existing: ExistingDeck | None,
        foreign: ForeignDeck,
        elsewhere: Mapping[str, ExistingNote],
    ) -> None:
        self.foreign = foreign
        self.elsewhere = elsewhere
        self.keys = _keys(foreign)
        self.notes = foreign.notes
        self.old = {note.key: note for note in existing.notes} if existing else {}
        self.same_file = bool(
            existing and foreign.content_hash and existing.content_hash == foreign.content_hash
        )
        self.matches: dict[int, tuple[ExistingNote, float | None]] = {}
        """Index of the note in the file → the note it is, and how alike where that is a guess."""

    def made(self) -> ImportPlan:
        self._match_keys()
        self._match_questions()
        moved = self._match_elsewhere()
        self._match_likeness()
        changes = [self._change(index, index in moved) for index in range(len(self.notes))]
        gone = [
            NoteChange(
                "gone",
                note.key,
                note.id,
                None,
                note.position,
                note.content,
                was_key=note.key,
                was_position=note.position,
            )
            for note in self.old.values()
            if not note.orphaned
        ]
        gone.sort(key=lambda change: change.position)
        return ImportPlan(self.foreign, (*changes, *gone))

    def _unmatched(self) -> list[int]:
        return [index for index in range(len(self.notes)) if index not in self.matches]

    def _take(self, index: int, note: ExistingNote, alike: float | None = None) -> None:
        del self.old[note.key]
        self.matches[index] = (note, alike)

    def _match_keys(self) -> None:
        for index, key in enumerate(self.keys):
            note = self.old.get(key)
            if note is not None:
                self._take(index, note)

    def _match_questions(self) -> None:
        """Match notes of equal question whose ids differ; live notes before orphans."""
        waiting: defaultdict[str, list[ExistingNote]] = defaultdict(list)
        for note in sorted(self.old.values(), key=lambda note: (note.orphaned, note.position)):
            waiting[self._hash(note.content)].append(note)
        for index in self._unmatched():
            content = self.notes[index].content
            same = waiting.get(self._hash(content))
            if not same:
                continue
            note = next((note for note in same if note.content == content), same[0])
            same.remove(note)
            self._take(index, note)

    def _hash(self, content: NoteContent) -> str:
        return note_key(self.foreign.key, "", content)

    def _match_elsewhere(self) -> set[int]:
        """Match notes whose id left another deck; returns their indices."""
        moved: set[int] = set()
        left = dict(self.elsewhere)
        for index in self._unmatched():
            note = left.get(self.notes[index].id)
            if note is not None and _same_card(note.content, self.notes[index].content):
                del left[note.key]
                self.matches[index] = (note, None)
                moved.add(index)
        return moved

    def _match_likeness(self) -> None:
        old = [note for note in self.old.values() if not note.orphaned and not has_own_id(note.key)]
        new = self._unmatched()
        if not old or not new:
            return
        old.sort(key=lambda note: note.position)
        contents = [self.notes[index].content for index in new]
        for row, old_row, alike in best_pairs(
            contents, [note.content for note in old], PROPOSED_FROM
        ):
            self._take(new[row], old[old_row], alike)

    def _change(self, index: int, moved: bool) -> NoteChange:  # noqa: FBT001
        note: ForeignNote = self.notes[index]
        if index not in self.matches:
            return NoteChange("new", self.keys[index], None, note.content, index, line=note.line)
        was, alike = self.matches[index]
        content = note.content
        if self.same_file and not moved:
            content = was.content
        kind = "unchanged" if content == was.content else "changed"
        return NoteChange(
            "moved" if moved else kind,
            self.keys[index],
            was.id,
            content,
            index,
            was.content,
            alike,
            revived=was.orphaned,
            was_key=was.key,
            was_position=was.position,
            line=note.line,
        )


def _keys(deck: ForeignDeck) -> list[str]:
    """Return a key for each note; of notes that would share one, later ones get a number."""
    keys: list[str] = []
    taken: set[str] = set()
    count: defaultdict[str, int] = defaultdict(int)
    for note in deck.notes:
        plain = key = note_key(deck.key, note.id, note.content)
        while key in taken:
            count[plain] += 1
            key = f"{plain}+{count[plain]}"
        taken.add(key)
        keys.append(key)
    return keys


def _same_card(one: NoteContent, other: NoteContent) -> bool:
    if " ".join(one.question.split()) == " ".join(other.question.split()):
        return True
    return likeness(normalised(one), normalised(other), least=_SAME_CARD_FROM) > 0
