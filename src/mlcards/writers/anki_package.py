"""Writes Anki's packages, `.apkg`, so that Anki imports them with schedules and history.

It is the oldest of the three generations: `collection.anki2`, a database of schema 11 with JSON
for note types and decks, and a JSON list of media. Anki reads it in every version to this day, so
do AnkiDroid and AnkiMobile, and it is what other programs that know packages at all know. The two
newer ones hold nothing more that mlcards has to say, and each locks some of those readers out.

The same export gives the same bytes.
"""

import json
import shutil
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from mlcards.core.export import Export
from mlcards.writers.anki_database import AnkiDatabase, CollectionRow
from mlcards.writers.anki_decks import Decks, deck_options, settings
from mlcards.writers.anki_media import AnkiMedia
from mlcards.writers.anki_note_types import as_json
from mlcards.writers.anki_notes import NoteWriter
from mlcards.writers.anki_schedule import calendar_for

_COLLECTION = "collection.anki2"
_CHUNK = 256 * 1024


def write_anki_package(export: Export, file: BinaryIO) -> None:
    """Write decks as a package to an open file, which may be one that cannot seek.

    Notes from Anki keep their GUIDs, all others get ones that stay the same, so that importing a
    later export updates what is there. Tags have `_` where mlcards allows a space.

    Raises:
        MlcardsError: there is no room for the database on its way.
    """
    media = AnkiMedia(export)
    with tempfile.TemporaryDirectory(prefix="mlcards-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "collection.db")
        with closing(AnkiDatabase(path)) as database:
            _fill(database, export, media)
        with zipfile.ZipFile(file, "w") as archive:
            _add(archive, path)
            media.write(archive)


def _fill(database: AnkiDatabase, export: Export, media: AnkiMedia) -> None:
    modified = int(export.now.timestamp())
    notes = sum(len(deck.notes) for deck in export.decks)
    first = modified * 1000 - notes - len(export.decks)
    progress = (card for deck in export.decks for note in deck.notes for card in note.progress)
    calendar = calendar_for(progress, export.days, export.now)
    decks = Decks(export.decks, first, modified)
    writer = NoteWriter(export, database, decks, media, calendar, first)
    writer.write()
    types = writer.note_types
    database.finish(
        CollectionRow(
            calendar.created,
            modified * 1000,
            settings(calendar, min(types), writer.positions + 1),
            json.dumps({str(number): as_json(types[number]) for number in sorted(types)}),
            decks.as_json(),
            deck_options(),
        )
    )


def _add(archive: zipfile.ZipFile, path: Path) -> None:
    """Add the database, a piece at a time."""
    info = zipfile.ZipInfo(_COLLECTION)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(info, "w") as target:
        shutil.copyfileobj(source, target, _CHUNK)
