"""Making the plan of an import: which note of the collection is each note of a file. A pure diff.

A note's progress follows its identity, and identity is sought in this order:

1. the same key: the author's id, or the hash of the same question;
2. the same question, where an id was added, taken away or renamed;
3. the same id in another deck, where it is gone, or anywhere where ids are unique: it moved;
4. the likeness of question and answer, where a question without an id was edited: to a note that
   vanishes now, else to one that was put aside. This is a guess: the plan says how sure it is, and
   a person may decline it (`ImportPlan.declining`).

What a person edited here and what the author changed are merged (`core.merging`). Notes that left
their file are reported as gone and kept as orphans; nothing is deleted. A file that has only some
notes of its deck leaves the others alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.import_plan import (
    ExistingDeck,
    ExistingNote,
    ImportPlan,
    NoteChange,
    author_text,
    new_note,
)
from mlcards.core.likeness import best_pairs, likeness, normalised
from mlcards.core.merging import merge
from mlcards.core.model import NoteContent
from mlcards.core.notes import has_own_id, note_key

PROPOSED_FROM = 0.75
"""Likeness from which an edited question is taken for the vanished one, if a person agrees."""
_SAME_CARD_FROM = 0.5
"""Likeness below which an equal id in another deck is a coincidence."""


def plan_import(
    existing: ExistingDeck | None,
    foreign: ForeignDeck,
    elsewhere: Mapping[str, ExistingNote] | None = None,
) -> ImportPlan:
    """Return what importing `foreign` would do.

    Args:
        existing: the deck it belongs to; None for a deck that is new.
        foreign: the deck as the file has it.
        elsewhere: notes of other decks that may move here, by their author's id: orphans, those
            that the same import takes out of their decks, and any where the file's ids are
            unique among all decks. See `plan_batch`.
    """
    return _Plan(existing, foreign, elsewhere or {}).made()


def plan_batch(
    decks: Sequence[tuple[ExistingDeck | None, ForeignDeck]],
    orphans: Sequence[ExistingNote] = (),
    anywhere: Iterable[ExistingNote] = (),
) -> tuple[ImportPlan, ...]:
    """Return the plans of decks that are imported together, so that notes may move among them.

    Args:
        decks: each foreign deck with the one it belongs to, if there is one.
        orphans: orphaned notes of decks that are not imported now.
        anywhere: notes of such decks that are not orphaned, which a file with unique ids moves.
    """
    everywhere = {note.key: note for note in anywhere}
    moves = _moves(decks)
    wanted = {note.id for found in moves.values() for note in found.values()}
    taken: set[int] = set()
    plans: list[ImportPlan] = []
    for existing, foreign in decks:
        elsewhere = {
            key: note
            for key, note in {
                **(everywhere if foreign.ids_everywhere else {}),
                **{key_in(foreign, note): note for note in orphans},
                **moves.get(foreign.key, {}),
            }.items()
            if note.id not in taken and (existing is None or note.deck_key != existing.key)
        }
        plan = _Plan(existing, foreign, elsewhere, wanted).made()
        plans.append(plan)
        taken |= {change.note_id or 0 for change in plan.changes if change.kind == "moved"}
    return tuple(
        replace(
            plan,
            changes=tuple(
                change
                for change in plan.changes
                if change.kind != "gone" or change.note_id not in taken
            ),
        )
        for plan in plans
    )


def key_in(deck: ForeignDeck, note: ExistingNote) -> str:
    """Return the key a note would have in a deck: its own id, else that of its question there."""
    return note.key if has_own_id(note.key) else note_key(deck.key, "", note.written)


def _moves(
    decks: Sequence[tuple[ExistingDeck | None, ForeignDeck]],
) -> dict[str, dict[str, ExistingNote]]:
    """Return the notes that leave one of these decks and stand in another, by its key and theirs.

    A note that is in both decks stays where it is.
    """
    leaving = [(foreign, _leaving(existing, foreign)) for existing, foreign in decks]
    if not any(notes for _foreign, notes in leaving):
        return {}
    new: dict[str, dict[str, NoteContent]] = {}
    for existing, foreign in decks:
        held = {note.key for note in existing.notes} if existing else set()
        pairs = zip(_keys(foreign), foreign.notes, strict=True)
        new[foreign.key] = {key: note.content for key, note in pairs if key not in held}
    found: dict[str, dict[str, ExistingNote]] = {}
    for foreign, notes in leaving:
        for note in notes:
            for _other, there in decks:
                content = new[there.key].get(key_in(there, note))
                if there is foreign or content is None:
                    continue
                if there.ids_everywhere or _same_card(note.written, content):
                    found.setdefault(there.key, {}).setdefault(key_in(there, note), note)
                    break
    return found


def _leaving(existing: ExistingDeck | None, foreign: ForeignDeck) -> list[ExistingNote]:
    """Return the notes that are not in the file under their key."""
    if existing is None or not existing.notes:
        return []
    if not (foreign.complete or foreign.ids_everywhere):
        return []
    keys = set(_keys(foreign))
    return [note for note in existing.notes if note.key not in keys]


class _Plan:
    """One plan in the making: what is unmatched on either side shrinks stage by stage."""

    def __init__(
        self,
        existing: ExistingDeck | None,
        foreign: ForeignDeck,
        elsewhere: Mapping[str, ExistingNote],
        wanted: Collection[int] = (),
    ) -> None:
        self.wanted = wanted
        self.foreign = foreign
        self.elsewhere = elsewhere
        self.keys = _keys(foreign)
        self.notes = foreign.notes
        self.old = {note.key: note for note in existing.notes} if existing else {}
        self.end = 0
        """Place of the file's first note; some notes of a deck come after all that are there."""
        if existing and not foreign.complete:
            self.end = max((note.position + 1 for note in existing.notes), default=0)
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
                was_base=note.base,
            )
            for note in self.old.values()
            if not note.orphaned and self.foreign.complete
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
        """Match notes of equal question whose ids differ; live notes before orphans.

        A question that the person edited here is known by its own words too: a file that was
        exported from here has these.
        """
        if not self.old:
            return
        waiting: defaultdict[str, list[ExistingNote]] = defaultdict(list)
        edited: dict[str, ExistingNote] = {}
        for note in sorted(self.old.values(), key=lambda note: (note.orphaned, note.position)):
            if note.id in self.wanted:
                continue
            waiting[self._hash(note.written)].append(note)
            if note.base is not None:
                edited.setdefault(self._hash(note.content), note)
        for index in self._unmatched():
            content = self.notes[index].written
            same = waiting.get(self._hash(content))
            if not same:
                own = edited.pop(self._hash(content), None)
                if own is not None and own.key in self.old:
                    waiting[self._hash(own.written)].remove(own)
                    self._take(index, own)
                continue
            note = next((note for note in same if note.written == content), same[0])
            same.remove(note)
            self._take(index, note)

    def _hash(self, content: NoteContent) -> str:
        return note_key(self.foreign.key, "", content)

    def _match_elsewhere(self) -> set[int]:
        """Match notes whose id left another deck; returns their indices.

        A note without an id is known there by its question, so by the key it has here.
        """
        moved: set[int] = set()
        left = dict(self.elsewhere)
        sure = self.wanted if self.foreign.ids_everywhere else ()
        for index in self._unmatched():
            note, key = self.notes[index], self.keys[index]
            was = left.get(key)
            if was is not None and (was.id in sure or _same_card(was.written, note.written)):
                del left[key]
                self.matches[index] = (was, None)
                moved.add(index)
        return moved

    def _match_likeness(self) -> None:
        """Match edited questions: with notes that vanish now before those put aside earlier."""
        if not self.foreign.complete:  # what is not in the file has not vanished
            return
        guessed = [
            note
            for note in self.old.values()
            if not (has_own_id(note.key) or note.id in self.wanted)
        ]
        guessed.sort(key=lambda note: note.position)
        for orphaned in (False, True):
            old = [note for note in guessed if note.orphaned is orphaned]
            new = self._unmatched()
            if not old or not new:
                continue
            contents = [self.notes[index].content for index in new]
            texts = [note.written for note in old]
            for row, old_row, alike in best_pairs(contents, texts, PROPOSED_FROM):
                self._take(new[row], old[old_row], alike)

    def _change(self, index: int, moved: bool) -> NoteChange:  # noqa: FBT001
        note: ForeignNote = self.notes[index]
        if index not in self.matches:
            return new_note(note, self.keys[index], self.end + index)
        was, alike = self.matches[index]
        place = self.end + index if moved or self.foreign.complete else was.position
        merged = merge(was.written, was.content, note.content)
        kind = "unchanged" if merged.content == was.content else "changed"
        return NoteChange(
            "moved" if moved else kind,
            self.keys[index],
            was.id,
            merged.content,
            place,
            was.content,
            alike,
            revived=was.orphaned and not note.orphaned,
            was_key=was.key,
            was_position=was.position,
            line=note.line,
            base=author_text(note, merged.content),
            was_base=was.base,
            conflicts=merged.conflicts,
            note=note,
        )


def _keys(deck: ForeignDeck) -> list[str]:
    """Return a key for each note; of notes that would share one, later ones get a number."""
    keys: list[str] = []
    taken: set[str] = set()
    count: defaultdict[str, int] = defaultdict(int)
    for note in deck.notes:
        plain = key = note_key(deck.key, note.id, note.written)
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
