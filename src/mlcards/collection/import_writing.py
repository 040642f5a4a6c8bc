"""Writing one planned deck: notes, progress, media, and the record that takes it all back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlcards.collection.collection import Collection
from mlcards.collection.import_journal import FILE_TITLE, MADE, Journal
from mlcards.collection.import_plans import Choices, PlannedDeck
from mlcards.collection.import_progress import ProgressWriter, schedulers
from mlcards.collection.import_report import Written
from mlcards.collection.import_twins import rejoined
from mlcards.collection.media_files import MediaFiles
from mlcards.collection.shipped import SHIPPED_SOURCE
from mlcards.core.content_json import to_dict
from mlcards.core.errors import MlcardsError
from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem
from mlcards.core.import_plan import ExistingNote, NoteChange
from mlcards.core.media_names import flat_media_name
from mlcards.core.model import Deck
from mlcards.readers.registry import Media
from mlcards.store import cards, decks, media, meta, notes, orphans, own_answers, places, reviews
from mlcards.store.many import chunks
from mlcards.store.media import MediaRow
from mlcards.store.notes import NewNote, NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa

_AT_ONCE = 1000
"""Notes that are written between two looks at whether the person called it off."""
_MOST_DAMAGED = 5


def new_place(present: Deck, foreign: ForeignDeck) -> bool:
    """Whether the same content now lies elsewhere; a shipped deck's copy stays the shipped one."""
    return (
        bool(foreign.source_path)
        and present.source_path != foreign.source_path
        and not present.source_path.startswith(SHIPPED_SOURCE)
    )


class DeckWriter:
    """Writes one deck on a connection that is in a write transaction."""

    def __init__(
        self,
        collection: Collection,
        connection: "sa.Connection",
        journal: Journal,
        choices: Choices,
        step: Callable[[int], None],
    ) -> None:
        self._collection = collection
        self._connection = connection
        self._journal = journal
        self._choices = choices
        self._step = step
        self.problems: list[Problem] = []
        """What was left out while writing."""
        self._source = ""
        self._package: Media | None = None
        self._files: MediaFiles | None = None
        self._progress = ProgressWriter(collection, connection, journal, step)

    def media_from(self, package: Media | None, files: MediaFiles | None, source: str) -> None:
        """Say where media come from (`source` as the person named it) and where they are kept."""
        self._package, self._files, self._source = package, files, source

    def write(self, planned: PlannedDeck) -> Written:
        """Write a deck; return what was counted."""
        foreign = planned.foreign
        if planned.plan is None:
            if planned.present is not None and new_place(planned.present, foreign):
                decks.save(self._connection, foreign.key, {"source_path": foreign.source_path})
            return Written()
        number = self._deck(planned)
        changes = planned.plan.changes
        self._twins(changes)
        self._places(changes)
        self._changed(changes, number)
        new = self._new(changes, number)
        self._gone(changes)
        numbers = {id(change): new[change.key] for change in changes if change.kind == "new"}
        numbers |= {id(change): change.note_id for change in changes if change.note_id}
        here = [(change, numbers[id(change)]) for change in changes if change.note is not None]
        reviews_in, learned = (
            self._progress.write(here, number) if self._choices.progress else (0, 0)
        )
        self._journal.cards(self._progress.made)
        self._own_answers(here)
        return Written(reviews_in, learned, self._media(foreign, number))

    # The deck ----------------------------------------------------------------------------------

    def _deck(self, planned: PlannedDeck) -> int:
        foreign, present = planned.foreign, planned.present
        self._journal.deck(present, foreign.key)
        if present is not None and present.key != foreign.key:
            decks.make_way(self._connection, foreign.key, foreign.title)
            decks.rekey(self._connection, present.id, foreign.key)
        if present is not None and self._is_copy_of_shipped(planned, present):
            return present.id
        values: dict[str, Any] = {
            "title": self._title(planned),
            **_about(foreign),
            "source_path": foreign.source_path,
            "content_hash": foreign.content_hash if self._all_comes_in(foreign) else "",
        }
        number = decks.save(self._connection, foreign.key, values)
        if present is None and foreign.options:
            self._collection.settings.with_options(dict(foreign.options))
            decks.set_options(self._connection, number, dict(foreign.options))
        return number

    def _is_copy_of_shipped(self, planned: PlannedDeck, present: Deck) -> bool:
        """Whether a file says of a deck that ships what its author wrote, as one's own export does.

        Such a deck stays the shipped one, which the next release may change.
        """
        foreign, plan = planned.foreign, planned.plan
        if foreign.source_path == present.source_path or present.key != foreign.key:
            return False
        titles = {present.title, meta.get(self._connection, f"{FILE_TITLE}{present.key}")}
        return (
            present.source_path.startswith(SHIPPED_SOURCE)
            and foreign.title in titles
            and all(getattr(present, name) == value for name, value in _about(foreign).items())
            and plan is not None
            and plan.says_the_same
        )

    def _all_comes_in(self, foreign: ForeignDeck) -> bool:
        """Whether the same file again has nothing more to give: progress may come in later."""
        return self._choices.progress or not any(note.progress for note in foreign.notes)

    def _title(self, planned: PlannedDeck) -> str:
        """Return the deck's title: a person's own stays until the file's author changes theirs."""
        foreign, name = planned.foreign, f"{FILE_TITLE}{planned.foreign.key}"
        before = meta.get(self._connection, name)
        if before != foreign.title:
            meta.put(self._connection, name, foreign.title)
        if planned.present is not None and before == foreign.title:
            return planned.present.title
        return foreign.title

    # The notes ---------------------------------------------------------------------------------

    def _twins(self, changes: Sequence[NoteChange]) -> None:
        """Let notes give way to the same cards that come from another deck, histories joined."""
        for change in changes:
            if change.twin is None or change.note_id is None:
                continue
            twin = change.twin
            there = notes.get(self._connection, twin.id)
            deleted = _note_values(twin, there.deck_id)
            deleted |= {"origin": there.origin, "import_id": there.import_id}
            self._journal.notes({twin.id: {"deleted": deleted}})
            notes.merge_into(self._connection, twin.id, change.note_id)
            if change.kind == "left":
                content, base = rejoined(twin.written, twin.content, change)
                notes.update(
                    self._connection,
                    [
                        replace(
                            row,
                            deck_id=there.deck_id,
                            key=twin.key,
                            position=twin.position,
                            content=content,
                            base=base,
                            orphaned=False,
                        )
                        for row in self._remember([replace(change, content=content)])
                    ],
                )
            self._refold(change.note_id)

    def _refold(self, note: int) -> None:
        """Give a note's cards the schedules that their joined logs add up to."""
        held = cards.of_notes(self._connection, [note])
        logs = reviews.of_cards(self._connection, [card.id for card in held])
        scheduler = schedulers(self._collection, self._connection)
        cards.set_learned(
            self._connection,
            [
                (card, scheduler(card.deck_id).fold(logs[card.id]))
                for card in held
                if card.id in logs
            ],
        )

    def _places(self, changes: Sequence[NoteChange]) -> None:
        """Move notes within their deck, where nothing else happens to them."""
        moves = [
            (change.note_id, change.was_position, change.position)
            for change in changes
            if _only_moves_place(change)
            and change.note_id is not None
            and change.was_position is not None
        ]
        for chunk in chunks(moves, _AT_ONCE):
            self._journal.notes({note: {"place": was} for note, was, _place in chunk})
            places.move(self._connection, chunk)

    def _changed(self, changes: Sequence[NoteChange], deck: int) -> None:
        changed = [
            change
            for change in changes
            if change.note_id and change.content and change.writes and not _only_moves_place(change)
        ]
        rows: dict[int, NoteRow] = {}
        for chunk in chunks(changed, _AT_ONCE):
            rows |= {row.id: row for row in self._remember(chunk)}
        notes.free_keys(
            self._connection,
            [change.note_id or 0 for change in changed if change.key != change.was_key],
        )
        for chunk in chunks(changed, _AT_ONCE):
            self._step(0)
            made = notes.update(
                self._connection,
                [
                    _changed(rows[change.note_id], change, deck)
                    for change in chunk
                    if change.note_id in rows
                ],
            )
            self._progress.made |= {card: {MADE: 1} for card in made}

    def _remember(self, changes: Sequence[NoteChange]) -> list[NoteRow]:
        """Keep what notes were, and what they become: a later edit shows by it.

        Return them as they were.
        """
        becomes = {change.note_id: change.content for change in changes}
        rows = notes.by_numbers(self._connection, [number or 0 for number in becomes])
        before: dict[int, Mapping[str, Any]] = {}
        for row in rows:
            content = becomes[row.id]
            if content is not None:
                was = _note_values(row, row.deck_id) | {"origin": row.origin}
                before[row.id] = was | {"now": to_dict(content)}
        self._journal.notes(before)
        return rows

    def _new(self, changes: Sequence[NoteChange], deck: int) -> dict[str, int]:
        new = [change for change in changes if change.kind == "new" and change.content]
        numbers: dict[str, int] = {}
        for chunk in chunks(new, _AT_ONCE):
            rows = [
                NewNote(
                    change.key,
                    change.position,
                    change.content,
                    origin_json(change.note) if change.note else "",
                    orphaned=bool(change.note and change.note.orphaned),
                    base=change.base,
                    import_id=self._journal.number,
                )
                for change in chunk
                if change.content is not None
            ]
            made = notes.insert(self._connection, deck, rows, self._journal.last_note)
            numbers |= made
            self._step(len(chunk))
        return numbers

    def _gone(self, changes: Sequence[NoteChange]) -> None:
        gone = [change.note_id for change in changes if change.kind == "gone" and change.note_id]
        self._journal.notes({note: {"orphaned": 0} for note in gone})
        orphans.put_aside(self._connection, gone)

    def _own_answers(self, here: Sequence[tuple[NoteChange, int]]) -> None:
        for change, number in here:
            if change.note is None or not change.note.own_answers:
                continue
            known = set(own_answers.of_note(self._connection, number))
            for at, text in change.note.own_answers:
                if (at, text) not in known:
                    own_answers.save(self._connection, number, text, at, self._journal.number)

    # Media -------------------------------------------------------------------------------------

    def _read_media(self, package: Media, name: str, foreign: ForeignDeck) -> bytes | None:
        """Return a file's bytes; None, and a warning, for one that is damaged or too large.

        Where several are, the package is bad and the rest of its files is not tried.
        """
        if len(self.problems) >= _MOST_DAMAGED:
            return None
        try:
            return package.read(name, foreign.key)
        except MlcardsError as error:
            message = f"{error.message} The cards came in without it."
            if len(self.problems) == _MOST_DAMAGED - 1:
                message += " No more media of this deck were tried."
            self.problems.append(
                Problem(self._source, None, message, severity="warning", code="damaged-media")
            )
            return None

    def _media(self, foreign: ForeignDeck, deck: int) -> int:
        """Keep the media files that the deck's notes name; return how many were not there."""
        if self._package is None or self._files is None:
            return 0
        wanted = {name for note in foreign.notes for name in note.media}
        found: list[MediaRow] = []
        there = set(self._package.names)
        for name in sorted(name for name in wanted if there & {name, flat_media_name(name)}):
            data = self._read_media(self._package, name, foreign)
            if data is None:
                continue
            found.append(MediaRow(name, self._files.put(data), len(data)))
            self._step(0)
        known = media.of_deck(self._connection, deck)
        new = [row for row in found if known.get(row.name) != row]
        self._journal.media(deck, {row.name: known.get(row.name) for row in new})
        media.put(self._connection, deck, new)
        return len(new)


def _about(deck: ForeignDeck) -> dict[str, Any]:
    """Return what a file says of a deck beyond its title; what it has no place for is left out."""
    values = {
        "description": deck.description,
        "language": deck.language,
        "source": deck.source,
        "license": deck.license,
        "tags": deck.tags,
    }
    return {name: value for name, value in values.items() if value or deck.described}


def origin_json(note: ForeignNote) -> str:
    """Return what a note was in another program as text for the database; empty for nothing."""
    if not (note.kind or note.original or note.media):
        return ""
    values = {"kind": note.kind, "fields": note.original, "media": note.media}
    kept = {name: value for name, value in values.items() if value}
    return json.dumps(kept, ensure_ascii=False)


def _changed(row: NoteRow, change: NoteChange, deck: int) -> NoteRow:
    """Return a note as it is after a change; one that was put aside stays so unless it revives."""
    origin = origin_json(change.note) if change.note else ""
    return replace(
        row,
        deck_id=deck,
        key=change.key,
        position=change.position,
        content=change.content or row.content,
        base=change.base,
        orphaned=row.orphaned and not change.revived,
        origin=origin or row.origin,
    )


def _note_values(note: ExistingNote | NoteRow, deck: int) -> dict[str, Any]:
    return {
        "deck": deck,
        "key": note.key,
        "position": note.position,
        "content": to_dict(note.content),
        "base": None if note.base is None else to_dict(note.base),
        "orphaned": int(note.orphaned),
    }


def _only_moves_place(change: NoteChange) -> bool:
    return (
        change.kind == "unchanged"
        and not change.revived
        and change.key == change.was_key
        and change.base == change.was_base
        and change.position != change.was_position
    )
