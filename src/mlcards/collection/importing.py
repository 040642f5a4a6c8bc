"""Importing deck files: read (`sources`), plan (`import_plans`), apply. All of a file or nothing.

Each file is written in a transaction of its own. The collection has to be as it was planned for:
if another mlcards imported meanwhile, nothing of the file is written.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import (
    IMPORTS,
    ChangedMeanwhileError,
    Planned,
    PlannedDeck,
    decided,
    imports_of,
)
from mlcards.collection.import_report import FileReport, report_of
from mlcards.collection.shipped import SHIPPED_SOURCE
from mlcards.core.foreign import ForeignDeck
from mlcards.core.import_plan import NoteChange
from mlcards.core.model import Deck
from mlcards.store import decks, meta, notes, places
from mlcards.store.notes import NewNote

if TYPE_CHECKING:
    import sqlalchemy as sa

_TITLE = "title:"
"""Before a deck's key: name of the fact that holds the title its file had."""


def apply(
    collection: Collection,
    planned: Sequence[Planned],
    accept: Callable[[NoteChange], bool],
) -> Iterator[FileReport]:
    """Write what was planned, each file in one transaction, and yield what became of it.

    Args:
        collection: where.
        planned: by `plan_sources`, all files of it and in that order.
        accept: decides which matches by likeness are taken (`sure`, `never`, or a person's
            answer); what is declined is a new card and a gone one.

    Raises:
        ChangedMeanwhileError: the collection was changed since it was planned. Files before this
            one stay imported.
    """
    written = 0
    for item in [decided(item, accept) for item in planned]:
        if _writes(item):
            with collection.store.writing() as connection:
                _check_unchanged(connection, item, written)
                written += 1
                meta.put(connection, IMPORTS, str(item.imports + written))
                for deck in item.decks:
                    _write_deck(connection, deck)
        yield report_of(item)


def preview(planned: Sequence[Planned], accept: Callable[[NoteChange], bool]) -> list[FileReport]:
    """Return the reports that `apply` would give."""
    return [report_of(decided(item, accept)) for item in planned]


def _writes(planned: Planned) -> bool:
    return any(
        deck.plan is not None
        or (deck.present is not None and _new_place(deck.present, deck.foreign))
        for deck in planned.decks
    )


def _new_place(present: Deck, foreign: ForeignDeck) -> bool:
    """Whether the same content now lies elsewhere; a shipped deck's copy stays the shipped one."""
    return (
        bool(foreign.source_path)
        and present.source_path != foreign.source_path
        and not present.source_path.startswith(SHIPPED_SOURCE)
    )


def _check_unchanged(connection: "sa.Connection", planned: Planned, written: int) -> None:
    unchanged = imports_of(connection) == planned.imports + written
    for deck in planned.decks:
        key = deck.present.key if deck.present else deck.foreign.key
        found = decks.by_key(connection, key)
        unchanged = unchanged and (found and found.id) == (deck.present and deck.present.id)
    if not unchanged:
        raise ChangedMeanwhileError(planned.source)


def _write_deck(connection: "sa.Connection", planned: PlannedDeck) -> None:
    foreign = planned.foreign
    if planned.plan is None:
        if planned.present is not None and _new_place(planned.present, foreign):
            decks.save(connection, foreign.key, {"source_path": foreign.source_path})
        return
    if planned.present is not None and planned.present.key != foreign.key:
        decks.rekey(connection, planned.present.id, foreign.key)
    number = decks.save(
        connection,
        foreign.key,
        {
            "title": _title(connection, planned),
            "description": foreign.description,
            "language": foreign.language,
            "source": foreign.source,
            "license": foreign.license,
            "tags": foreign.tags,
            "source_path": foreign.source_path,
            "content_hash": foreign.content_hash,
        },
    )
    changes = planned.plan.changes
    places.move(
        connection,
        [
            (change.note_id, change.was_position, change.position)
            for change in changes
            if _only_moves_place(change)
            and change.note_id is not None
            and change.was_position is not None
        ],
    )
    for change in changes:
        if change.note_id is None or change.content is None or not change.writes:
            continue
        if not _only_moves_place(change):
            notes.update(
                connection,
                change.note_id,
                deck=number,
                key=change.key,
                position=change.position,
                content=change.content,
            )
    notes.insert(
        connection,
        number,
        [
            NewNote(change.key, change.position, change.content)
            for change in changes
            if change.kind == "new" and change.content is not None
        ],
    )
    notes.orphan(
        connection,
        [change.note_id for change in changes if change.kind == "gone" and change.note_id],
    )


def _only_moves_place(change: NoteChange) -> bool:
    return (
        change.kind == "unchanged"
        and not change.revived
        and change.key == change.was_key
        and change.position != change.was_position
    )


def _title(connection: "sa.Connection", planned: PlannedDeck) -> str:
    """Return the deck's title: a person's own stays until the file's author changes theirs."""
    foreign, name = planned.foreign, f"{_TITLE}{planned.foreign.key}"
    before = meta.get(connection, name)
    if before != foreign.title:
        meta.put(connection, name, foreign.title)
    if planned.present is not None and before == foreign.title:
        return planned.present.title
    return foreign.title
