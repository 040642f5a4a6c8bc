"""Taking a whole import back, also days later.

What it brought goes, what it changed is as it was, what it put aside is back. What the person did
since stays theirs: a new card that was rated, edited or answered since is put aside with its
history instead of deleted, and an edit made since stands on the text the author had before.
Imports are taken back newest first, so that each finds what it left.
"""

from collections.abc import Collection as Group
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mlcards.collection.collection import Collection
from mlcards.collection.import_journal import FILE_TITLE, MADE
from mlcards.collection.import_plans import IMPORTS, imports_of
from mlcards.collection.import_progress import schedulers
from mlcards.collection.importing import sweep_media
from mlcards.core.content_json import from_dict
from mlcards.core.errors import NotFoundError
from mlcards.core.model import Card
from mlcards.store import (
    cards,
    decks,
    imports,
    media,
    meta,
    notes,
    orphans,
    own_answers,
    places,
    reviews,
)
from mlcards.store.imports import ImportRow
from mlcards.store.media import MediaRow
from mlcards.store.notes import NewNote, NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that was made.

    Attributes:
        id: by which it is taken back.
        at: when, UTC.
        sources: names of the files.
        new, changed, gone: cards.
        reviews: rows of the log that it brought.
        undone: whether it was taken back.
    """

    id: int
    at: datetime
    sources: tuple[str, ...]
    new: int
    changed: int
    gone: int
    reviews: int
    undone: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What taking an import back did or would do, counted in cards.

    Attributes:
        removed: new ones that are gone again.
        kept: new ones that were used since, and are put aside with their history.
        restored: changed or gone ones that are as they were.
    """

    sources: tuple[str, ...]
    removed: int = 0
    kept: int = 0
    restored: int = 0


def past_imports(collection: Collection) -> list[PastImport]:
    """Return the imports that are remembered, newest first."""
    with collection.store.reading() as connection:
        return [_past(row) for row in imports.newest(connection)]


def preview_take_back(collection: Collection) -> TakenBack:
    """Return what `take_back` would do now; nothing is written.

    Raises:
        NotFoundError: there is no import to take back.
    """
    with collection.store.reading() as connection:
        return _TakingBack(collection, connection, _newest(connection)).told()


def take_back(collection: Collection, number: int | None = None) -> TakenBack:
    """Take the newest import back that was not yet; in one transaction.

    Args:
        collection: where.
        number: the import that is meant, to be refused if it is not the newest any more.

    Raises:
        NotFoundError: there is none, or another one is the newest.
    """
    with collection.store.writing() as connection:
        row = _newest(connection)
        if number is not None and row.id != number:
            raise NotFoundError(
                "This import is not the newest one.", "Take back the newer ones first."
            )
        taken = _TakingBack(collection, connection, row).done()
        imports.mark_undone(connection, row.id)
        meta.put(connection, IMPORTS, str(imports_of(connection) + 1))
    sweep_media(collection)
    return taken


def _newest(connection: "sa.Connection") -> ImportRow:
    row = next((row for row in imports.newest(connection) if not row.undone), None)
    if row is None:
        raise NotFoundError("There is no import to take back.")
    return row


class _TakingBack:
    """One import on its way back."""

    def __init__(self, collection: Collection, connection: "sa.Connection", row: ImportRow) -> None:
        self._collection = collection
        self._connection = connection
        self._import = row

    def told(self) -> TakenBack:
        """Return what `done` would return; nothing is written."""
        before = imports.notes_before(self._connection, self._import.id)
        new = notes.brought_by(self._connection, self._import.id)
        used = self._used(new)
        restored = [number for number, was in before.items() if "place" not in was]
        return TakenBack(
            self._import.sources,
            self._cards([number for number in new if number not in used]),
            self._cards(sorted(used)),
            self._cards(restored),
        )

    def _cards(self, ids: list[int]) -> int:
        return len(cards.of_notes(self._connection, ids))

    def done(self) -> TakenBack:
        """Take it back."""
        told = self.told()
        new = notes.brought_by(self._connection, self._import.id)
        used = self._used(new)
        reviews.adopt_imported(self._connection, self._import.id, sorted(used))
        reviews.remove_imported(self._connection, self._import.id)
        own_answers.adopt(self._connection, self._import.id, sorted(used))
        own_answers.remove_imported(self._connection, self._import.id)
        notes.delete(self._connection, [number for number in new if number not in used])
        notes.adopt_imported(self._connection, self._import.id)
        orphans.put_aside(self._connection, sorted(used))
        self._notes(imports.notes_before(self._connection, self._import.id))
        self._marks()
        self._decks()
        return told

    def _used(self, new: list[int]) -> set[int]:
        """Return the new notes that the person did something with since."""
        touched = reviews.notes_rated_here(self._connection, new)
        touched |= own_answers.answered_here(self._connection, new)
        return touched | notes.edited(self._connection, new)

    def _marks(self) -> None:
        """Give cards the schedule their log adds up to without the import, and their old marks."""
        before = imports.cards_before(self._connection, self._import.id)
        held = cards.by_numbers(self._connection, sorted(before))
        logs = reviews.of_cards(self._connection, [card.id for card in held])
        scheduler = schedulers(self._collection, self._connection)
        changes = []
        for card in held:
            schedule = scheduler(card.deck_id).fold(logs.get(card.id, []))
            changes.append((_with_marks(card, before[card.id]), schedule))
        cards.set_learned(self._connection, changes)
        made = [card.id for card in held if MADE in before[card.id] and card.orphaned]
        cards.delete_unused(self._connection, made)

    def _notes(self, before: Mapping[int, Mapping[str, Any]]) -> None:
        """Give notes what they were; one whose old place is gone or taken stays as it is."""
        moved = {number: int(was["place"]) for number, was in before.items() if "place" in was}
        now = notes.positions(self._connection, sorted(moved))
        moves = [(number, place, moved[number]) for number, place in now.items()]
        places.move(self._connection, moves)
        others = sorted(before.keys() - moved.keys())
        rows = {row.id: row for row in notes.by_numbers(self._connection, others)}
        wanted = {number: was for number, was in before.items() if _full(was) and number in rows}
        wanted |= {number: was["deleted"] for number, was in before.items() if "deleted" in was}
        free = _with_room(
            wanted,
            {deck.id for deck in decks.all_decks(self._connection)},
            notes.places_taken(self._connection, {was["deck"] for was in wanted.values()}),
        )
        notes.free_keys(self._connection, [number for number in free if number in rows])
        back = [_as_it_was(rows[number], wanted[number]) for number in free if number in rows]
        notes.update(self._connection, back)
        for number in free:
            if number not in rows:
                self._reinsert(wanted[number])
        gone = [
            number
            for number, was in before.items()
            if "orphaned" in was and not _full(was) and number in rows
        ]
        orphans.take_in(self._connection, [rows[number] for number in gone])

    def _reinsert(self, was: Mapping[str, Any]) -> None:
        content = from_dict(was["content"])
        base = None if was["base"] is None else from_dict(was["base"])
        note = NewNote(
            was["key"],
            was["position"],
            content,
            was["origin"],
            base=base,
            import_id=was["import_id"],
        )
        notes.insert(self._connection, was["deck"], [note])

    def _decks(self) -> None:
        """Restore the decks that were there, and remove those of the import that are empty now.

        A deck gets its title before, for decks below it keep one that the import made; and its
        key after, which the one that the import made may have.
        """
        there = {number: dict(was) for number, was in self._import.decks.items() if was is not None}
        keys = {number: was.pop("key") for number, was in there.items()}
        for number, was in there.items():
            self._deck(number, was)
        made = [number for number, was in self._import.decks.items() if was is None]
        empty = set(decks.empty_of(self._connection, made))
        for deck in decks.all_decks(self._connection):
            if deck.id in empty:
                decks.remove(self._connection, [deck.id])
                if deck.key not in keys.values():
                    meta.remove(self._connection, f"{FILE_TITLE}{deck.key}")
            elif deck.id in made:  # the same file again is to bring its cards again
                decks.restore(self._connection, deck.id, {"content_hash": ""})
        for number, key in keys.items():
            if decks.by_key(self._connection, key) is None:
                decks.rekey(self._connection, number, key)

    def _deck(self, number: int, was: dict[str, Any]) -> None:
        title, key = was.pop("file_title"), was.pop("new_key")
        self._media(number, was.pop("media", {}))
        decks.restore(self._connection, number, was)
        if title is None:
            meta.remove(self._connection, f"{FILE_TITLE}{key}")
        else:
            meta.put(self._connection, f"{FILE_TITLE}{key}", title)

    def _media(self, deck: int, files: Mapping[str, list[Any] | None]) -> None:
        """Let names mean the files they meant, where the deck is still there."""
        media.remove(self._connection, deck, list(files))
        if decks.exists(self._connection, deck):
            rows = [MediaRow(name, *file) for name, file in files.items() if file is not None]
            media.put(self._connection, deck, rows)


def _as_it_was(row: NoteRow, was: Mapping[str, Any]) -> NoteRow:
    """Return a note as it was; an edit that was made since stays."""
    content = from_dict(was["content"])
    base = None if was["base"] is None else from_dict(was["base"])
    if row.content != from_dict(was["now"]):
        content, base = row.content, base or content
    return replace(
        row,
        deck_id=was["deck"],
        key=was["key"],
        position=was["position"],
        content=content,
        base=None if base == content else base,
        orphaned=bool(was["orphaned"]),
        origin=was["origin"],
    )


def _full(was: Mapping[str, Any]) -> bool:
    return "content" in was


def _with_room(
    wanted: Mapping[int, Mapping[str, Any]],
    decks_there: Group[int],
    taken: Mapping[tuple[int, str], int],
) -> list[int]:
    """Return the notes whose old deck is there and whose old key no other note has or keeps."""
    free = {number for number, was in wanted.items() if was["deck"] in decks_there}
    while True:
        stay = {
            number
            for number in free
            if (holder := taken.get((wanted[number]["deck"], wanted[number]["key"]))) is not None
            and holder not in free
        }
        if not stay:
            return sorted(free)
        free -= stay


def _with_marks(card: Card, before: Mapping[str, Any]) -> Card:
    """Return the card with its old marks, save those that were changed again since."""
    marks: dict[str, Any] = {}
    for name, both in before.items():
        if name == MADE:
            continue
        was, became = map(_mark, both)
        if getattr(card, name) == became:
            marks[name] = was
    return replace(card, **marks)


def _mark(value: object) -> object:
    """Return a mark that was kept as JSON; a burial's day was a text there."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _past(row: ImportRow) -> PastImport:
    count = row.summary.get
    return PastImport(
        row.id,
        row.at,
        row.sources,
        count("new", 0),
        count("changed", 0),
        count("gone", 0),
        count("reviews", 0),
        row.undone,
    )
