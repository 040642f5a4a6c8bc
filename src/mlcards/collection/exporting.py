"""Exporting: decks out of the collection, into any format there is a writer for.

What leaves can come back: an import of the export is "all unchanged", and with progress another
collection learns all there is to know.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from mlcards.collection.collection import Collection
from mlcards.collection.export_reading import DeckReader
from mlcards.collection.formats import ExportFormat, formats
from mlcards.collection.media_files import MediaFiles
from mlcards.collection.tree import below_or_same
from mlcards.config.safe_file import write_file
from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.export import Export, ReadMedia, no_media
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import Deck
from mlcards.core.notes import parts_of
from mlcards.core.text import one_line
from mlcards.store import media
from mlcards.writers.registry import WRITERS, Writer, writer_for

__all__ = [
    "STDOUT",
    "ExportFormat",
    "ExportOptions",
    "ExportReport",
    "export",
    "export_to",
    "formats",
]

Tick = Callable[[int, int], None]
"""Called with the decks read and all that are to be; what it raises ends the export."""
STDOUT = "-"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What a person chose.

    Attributes:
        file_format: None to tell it from the file's name.
        progress: whether schedules, reviews and own answers go along.
        for_spreadsheets: whether cells that a spreadsheet would run as formulas are disarmed.
        overwrite: whether a file that is there may be replaced.
    """

    file_format: str | None = None
    progress: bool = False
    for_spreadsheets: bool = False
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written.

    Attributes:
        path: of the file; "-" for a stream.
        decks, notes, cards: those that stand in the file; where only reviews do, those rated.
        reviews: ratings, where progress went along.
        media: files that went along.
        reviews_alone: whether the file has no cards, only their reviews.
        largest: bytes of such a file that an import takes, where this one has more; else None.
    """

    path: str
    format_title: str
    decks: int
    notes: int
    cards: int
    reviews: int
    media: int
    reviews_alone: bool = False
    largest: int | None = None


def export(
    collection: Collection,
    decks: Sequence[Deck],
    path: str,
    options: ExportOptions,
    tick: Tick | None = None,
) -> ExportReport:
    """Write decks to a file, in one step: an error leaves what was there.

    Args:
        collection: where they are.
        decks: those named, decks below them come along; none for all.
        path: the file.
        options: what was chosen.
        tick: told how far it is.

    Raises:
        UsageError: the format is unknown or has no room for progress, or the file is there.
        NotFoundError: there are no cards to write.
        MlcardsError: the file cannot be written.
    """
    writer = _writer(path, options)
    target = _target(path, overwrite=options.overwrite)
    found = _read(collection, decks, options, tick)

    def write(file: BinaryIO) -> None:
        writer.write(found, file)
        if tick is not None:  # the last moment at which it can be called off
            tick(len(found.decks), len(found.decks))

    write_file(target, write)
    return _report(str(target), writer, found, target.stat().st_size)


def _target(path: str, *, overwrite: bool) -> Path:
    try:
        target = Path(path).expanduser()
        is_folder, is_there = target.is_dir(), target.exists()
        target.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"{one_line(path, 200)} cannot be a file: {reason}.") from None
    if is_folder:
        raise UsageError(f"{one_line(path)} is a folder; name a file in it.")
    if is_there and not overwrite:
        raise UsageError(
            f"{one_line(path)} is there already.", "Name another file, or say --force."
        )
    return target


def export_to(
    collection: Collection,
    decks: Sequence[Deck],
    file: BinaryIO,
    options: ExportOptions,
) -> ExportReport:
    """Write decks to an open file, as `export` does; the format has to be named."""
    writer = _writer(STDOUT, options)
    found = _read(collection, decks, options, None)
    writer.write(found, file)
    return _report(STDOUT, writer, found, file.tell())


def _writer(path: str, options: ExportOptions) -> Writer:
    writer = writer_for(path, options.file_format)
    if options.progress and not writer.keeps_progress:
        able = ", ".join(other.name for other in WRITERS if other.keeps_progress)
        raise UsageError(
            f"{writer.title} has no room for progress.", f"These formats have: {able}."
        )
    return writer


def _read(
    collection: Collection, decks: Sequence[Deck], options: ExportOptions, tick: Tick | None
) -> Export:
    known = collection.decks()
    wanted = [
        deck
        for deck in known
        if not decks or any(below_or_same(deck.title, other.title) for other in decks)
    ]
    needs_reviews = options.progress or options.file_format == "reviews"
    reader = DeckReader(collection, progress=needs_reviews)
    found: list[ForeignDeck] = []
    for count, deck in enumerate(wanted):
        if tick is not None:
            tick(count, len(wanted))
        read = reader.read(deck)
        if read.notes or read.options:  # a deck above others may have settings for them
            found.append(read)
    if not any(deck.notes for deck in found):
        raise NotFoundError("There are no cards to export.")
    ids = {deck.key: deck.id for deck in wanted}
    return Export(
        tuple(found),
        collection.clock(),
        collection.days,
        _media_of(collection, ids),
        for_spreadsheets=options.for_spreadsheets,
    )


def _media_of(collection: Collection, ids: dict[str, int]) -> ReadMedia:
    if collection.media_folder is None:
        return no_media
    files = MediaFiles(collection.media_folder)
    with collection.store.reading() as connection:
        rows = {key: media.of_deck(connection, number) for key, number in ids.items()}

    def read(deck: ForeignDeck, name: str) -> bytes | None:
        row = rows.get(deck.key, {}).get(name)
        return None if row is None else files.read(row.hash)

    return read


def _report(path: str, writer: Writer, export: Export, size: int) -> ExportReport:
    if not writer.keeps_cards:
        return _review_report(path, writer, export)
    notes = [note for deck in export.decks for note in deck.notes]
    return ExportReport(
        path,
        writer.title,
        decks=len(export.decks),
        notes=len(notes),
        cards=sum(len(parts_of(note.content)) for note in notes),
        reviews=sum(
            row.rating is not None
            for note in notes
            for progress in note.progress
            for row in progress.reviews
        ),
        media=sum(map(_media_named, export.decks)) if writer.keeps_media else 0,
        largest=writer.largest if writer.largest is not None and size > writer.largest else None,
    )


def _review_report(path: str, writer: Writer, export: Export) -> ExportReport:
    """Return what a file of reviews alone has: those that count, and whose they are."""
    rated = [
        (deck.key, index, sum(row.kind == "rating" for row in progress.reviews))
        for deck in export.decks
        for index, note in enumerate(deck.notes)
        for progress in note.progress
        if any(row.kind == "rating" for row in progress.reviews)
    ]
    return ExportReport(
        path,
        writer.title,
        decks=len({deck for deck, _note, _count in rated}),
        notes=len({(deck, note) for deck, note, _count in rated}),
        cards=len(rated),
        reviews=sum(count for _deck, _note, count in rated),
        media=0,
        reviews_alone=True,
    )


def _media_named(deck: ForeignDeck) -> int:
    return len({name for note in deck.notes for name in note.media})
