"""Importing deck files: read (`sources`), plan (`import_plans`), apply. All or nothing.

One transaction takes all files, so that cancelling leaves nothing behind and one key takes the
whole back (`taking_back`). The collection has to be as it was planned for: if another mlcards
imported meanwhile, nothing is written.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from mlcards.collection.collection import Collection
from mlcards.collection.import_journal import Journal
from mlcards.collection.import_plans import (
    IMPORTS,
    ChangedMeanwhileError,
    Choices,
    Planned,
    decided,
    imports_of,
)
from mlcards.collection.import_report import FileReport, Written, report_of
from mlcards.collection.import_writing import DeckWriter, new_place
from mlcards.collection.media_files import MediaFiles
from mlcards.collection.sources import open_media
from mlcards.core.collector import collector_at_rest
from mlcards.core.errors import MlcardsError
from mlcards.store import decks, imports, media, meta, notes

if TYPE_CHECKING:
    import sqlalchemy as sa

    from mlcards.core.foreign import Problem

Tick = Callable[[int, int], None]
"""Called with the notes written and all that are to be; what it raises ends the import."""


class CancelledError(MlcardsError):
    """The person called the import off; nothing was written."""

    def __init__(self) -> None:
        super().__init__("The import was called off.", "Nothing was changed.")


def apply(
    collection: Collection,
    planned: Sequence[Planned],
    choices: Choices,
    tick: Tick | None = None,
    *,
    recorded: bool = True,
) -> list[FileReport]:
    """Write what was planned, in one transaction, and return what became of each file.

    Args:
        collection: where.
        planned: by `plan_sources`, all files of it and in that order.
        choices: what the person decided.
        tick: told how far it is; may raise `CancelledError`.
        recorded: whether it can be taken back later.

    Raises:
        ChangedMeanwhileError: the collection was changed since it was planned.
        MlcardsError: a media file cannot be kept, or its package is gone.
    """
    items = [decided(item, choices) for item in planned]
    if not any(_writes(item) for item in items):
        return [report_of(item) for item in items]
    steps = _Steps(items, tick)
    with (
        collector_at_rest(),
        _swept(collection) as files,
        collection.store.writing() as connection,
    ):
        _check_unchanged(connection, items)
        meta.put(connection, IMPORTS, str(items[0].imports + 1))
        journal = Journal(connection, collection.clock(), items, recorded=recorded)
        reports: list[FileReport] = []
        for item in items:
            written = Written()
            problems: list[Problem] = []
            with ExitStack() as stack:
                package = stack.enter_context(open_media(item.source))
                for deck in item.decks:
                    writer = DeckWriter(collection, connection, journal, choices, steps.step)
                    writer.media_from(package, files, item.source.name)
                    written += writer.write(deck)
                    problems += writer.problems
            report = report_of(item)
            told = (*report.problems, *problems)
            reports.append(replace(report, written=written, problems=told))
        number = journal.finish(reports)
    return [replace(report, import_id=number) for report in reports]


def preview(planned: Sequence[Planned], choices: Choices) -> list[FileReport]:
    """Return the reports that `apply` would give, before what it counts while it writes."""
    return [report_of(decided(item, choices)) for item in planned]


class _Steps:
    """Counts the notes of all files as they are written."""

    def __init__(self, items: Sequence[Planned], tick: Tick | None) -> None:
        self._tick = tick
        self._done = 0
        self._all = sum(
            len(deck.plan.changes) for item in items for deck in item.decks if deck.plan
        )

    def step(self, number: int) -> None:
        """Note that so many more notes were written."""
        self._done += number
        if self._tick is not None:
            self._tick(self._done, self._all)


def _writes(planned: Planned) -> bool:
    return any(
        deck.plan is not None
        or (deck.present is not None and new_place(deck.present, deck.foreign))
        for deck in planned.decks
    )


@contextmanager
def _swept(collection: Collection) -> Iterator[MediaFiles | None]:
    """Give the media's folder; when writing fails, what was put there goes again."""
    if collection.media_folder is None:
        yield None
        return
    files = MediaFiles(collection.media_folder)
    try:
        yield files
    except BaseException:
        with suppress(MlcardsError):  # what went wrong first is what the person is told
            sweep_media(collection)
        raise


def sweep_media(collection: Collection) -> None:
    """Delete the media files that no deck means any more, nor would if an import is taken back.

    In a write transaction, for another mlcards may be importing: its files lie there before its
    decks mean them.
    """
    if collection.media_folder is None or not collection.media_folder.is_dir():
        return
    with collection.store.writing() as connection:
        meta.put(connection, IMPORTS, str(imports_of(connection)))
        wanted = media.hashes(connection) | imports.media_before(connection)
        MediaFiles(collection.media_folder).sweep(wanted)


def _check_unchanged(connection: "sa.Connection", items: Sequence[Planned]) -> None:
    for planned in items:
        numbers = _planned_notes(planned)
        unchanged = imports_of(connection) == planned.imports
        unchanged = unchanged and notes.existing(connection, numbers) == set(numbers)
        for deck in planned.decks:
            key = deck.present.key if deck.present else deck.foreign.key
            found = decks.by_key(connection, key)
            unchanged = unchanged and (found and found.id) == (deck.present and deck.present.id)
        if not unchanged:
            raise ChangedMeanwhileError(planned.source)


def _planned_notes(planned: Planned) -> list[int]:
    """Return the notes that the plan is about and that were there."""
    changes = [change for deck in planned.decks if deck.plan for change in deck.plan.changes]
    found = {change.note_id for change in changes} | {
        change.twin.id for change in changes if change.twin
    }
    return sorted(number for number in found if number is not None)
