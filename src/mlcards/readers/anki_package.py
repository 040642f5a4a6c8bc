"""Reads Anki's packages, `.apkg` and `.colpkg`, of all three generations.

The archive is `anki_zip`'s affair, the database `anki_sqlite`'s, note types `anki_collection`'s,
cards `anki_notes`'s, schedules `anki_progress`'s. A package that cannot be read whole is refused
whole; what is left out or changed is told in warnings, counted by kind.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from mlcards.core.collector import collector_at_rest
from mlcards.core.foreign import ForeignDeck, ReadResult
from mlcards.core.text import plural
from mlcards.readers.anki_collection import read_collection
from mlcards.readers.anki_decks import DeckSorter
from mlcards.readers.anki_limits import Deadline, Limits, RefusedError
from mlcards.readers.anki_notes import Made, NoteMaker, Remarks
from mlcards.readers.anki_own import OwnReader
from mlcards.readers.anki_progress import (
    AnkiCard,
    Log,
    calendar_of,
    read_cards,
    read_reviews,
)
from mlcards.readers.anki_sqlite import UntrustedDatabase
from mlcards.readers.anki_zip import Package
from mlcards.readers.gathering import EnoughError, Report

SUFFIXES = (".apkg", ".colpkg")
_WHOLE_COLLECTION = ".colpkg"
_EDITION = 4
"""Counted up when the same package is read another way, so that it does not pass as unchanged."""
_DECOY = "Please update to the latest Anki version"
_COLLECTION_NAMES = (b"collection.anki2", b"meta")
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/")

_REMARKS = {
    "occlusion": "{} left out: pictures with masks cannot be asked in a terminal",
    "no-card": "{} left out: Anki has no card of them (Tools, Empty Cards)",
    "no-note-type": "{} came without a note type; the first field is asked for the others",
    "no-template": "{} left out: the note type has no template for them",
    "empty-card": "{} left out: their gap is not in the text any more",
    "no-gap": "{} had no gap for any of their cards; each is asked as a whole",
    "empty-question": "{} had nothing on the question's side; the first field is asked instead",
    "nested-gaps": "{} have gaps that are not closed or nested too deeply; each is a note now",
    "unlike-gaps": "{} of clozes show other texts than their siblings; each is a note now",
    "duplicate-id": "{} share their GUID with another note; they go by their question",
    "missing-media": "{} named on cards not in the package",
    "unsafe-media": "{} left out: their names are not safe as names of files",
}
_NOUNS = {
    "occlusion": "note",
    "no-card": "note",
    "no-gap": "cloze",
    "no-note-type": "note",
    "duplicate-id": "note",
    "missing-media": "media file",
    "unsafe-media": "media file",
}


def looks_like(name: str, head: bytes) -> bool:
    """Whether the first bytes of a file are those of a package.

    A package may start with its media. Without a file name any zip file is taken for one that is
    no document of an office program.
    """
    if not head.startswith(b"PK\x03\x04"):
        return False
    if _COLLECTION_NAMES[0] in head or head[30:34] == _COLLECTION_NAMES[1]:
        return True
    return name.lower().endswith(SUFFIXES) or (
        name == "-" and not any(mark in head for mark in _OFFICE)
    )


def mark_of(file: BinaryIO, limits: Limits | None = None) -> str:
    """Return a text that differs where the content of two packages does; empty for no package.

    It is made from the archive's list of its members, so a large package is not read for it.
    """
    chosen = limits or Limits()
    try:
        members = Package(file, chosen, Deadline(chosen.seconds)).fingerprint()
    except RefusedError:
        return ""
    return _hash(members, "")


def read_anki_bytes(data: bytes, source: str, *, progress: bool = True) -> ReadResult:
    """Return the decks of a package that is in memory; see `read_anki_package`."""
    return read_anki_package(BytesIO(data), source, progress=progress)


def read_anki_package(
    file: BinaryIO, source: str, *, progress: bool = True, limits: Limits | None = None
) -> ReadResult:
    """Return the decks of a package, and the names of its media (see `AnkiMedia`).

    GUIDs become the notes' ids. Suspension, flags and schedules come in any case; a package that
    was exported without scheduling has none.

    Args:
        file: open for reading and seekable; media are not read, so it may be large.
        source: its name as the person gave it, for problems.
        progress: whether review logs are read as well.
        limits: what reading may take.
    """
    report = Report(source)
    media: tuple[str, ...] = ()
    decks: Sequence[ForeignDeck] = ()
    try:
        with collector_at_rest():
            reading = _Reading(file, report, limits or Limits(), progress=progress)
            decks, media = reading.read()
    except RefusedError as error:
        report.refuse(None, error.message, error.code)
    except EnoughError:
        pass
    except RecursionError:
        report.refuse(None, "what this package holds is nested too deeply", "hostile")
    if report.errors:
        return ReadResult((), report.sorted())
    return ReadResult(tuple(decks), report.sorted(), media)


class _Reading:
    """One package on its way."""

    def __init__(self, file: BinaryIO, report: Report, limits: Limits, *, progress: bool) -> None:
        self._file = file
        self._report = report
        self._limits = limits
        self._progress = progress
        self._deadline = Deadline(limits.seconds)

    def read(self) -> tuple[Sequence[ForeignDeck], tuple[str, ...]]:
        """Return decks and names of media."""
        package = Package(self._file, self._limits, self._deadline)
        self._deadline.extend(package.collection_megabytes() * self._limits.seconds_a_megabyte)
        media, refused = package.media()
        with tempfile.TemporaryDirectory(prefix="mlcards-", ignore_cleanup_errors=True) as folder:
            path = Path(folder, "collection.db")
            digest = package.write_collection(path)
            with closing(UntrustedDatabase(path, self._deadline)) as database:
                decks, maker = self._decks(database, digest, frozenset(media))
        remarks = maker.remarks
        for name in sorted(maker.references.found - media.keys()):
            remarks.add("missing-media", name)
        for name in refused:
            remarks.add("unsafe-media", name)
        self._tell(remarks)
        return decks, tuple(sorted(media))

    def _decks(
        self, database: UntrustedDatabase, digest: str, files: frozenset[str]
    ) -> tuple[list[ForeignDeck], NoteMaker]:
        collection = read_collection(database, self._limits)
        cards = read_cards(database, self._limits)
        logs: dict[int, Log] = {}
        if self._progress:
            numbers = (card.id for found in cards.values() for card in found)
            logs = read_reviews(database, numbers, self._limits)
        calendar = calendar_of(collection.created, collection.west)
        maker = NoteMaker(collection, logs, calendar, self._limits, files, OwnReader())
        made = self._notes(database, cards, maker)
        decks = DeckSorter(collection, self._report, 2 * self._limits.notes).sorted(made)
        if not decks:
            raise RefusedError("this package has no cards", "empty")
        complete = self._report.source.lower().endswith(_WHOLE_COLLECTION)
        return [
            replace(
                deck,
                content_hash=_hash(digest, deck.title),
                # What mlcards wrote may have got more cards here since.
                complete=complete and deck.ids_everywhere,
            )
            for deck in decks
        ], maker

    def _notes(
        self, database: UntrustedDatabase, cards: dict[int, list[AnkiCard]], maker: NoteMaker
    ) -> list[Made]:
        made: list[Made] = []
        seen = 0
        first = ""
        for number, note_type, guid, tags, fields in database.rows("notes"):
            seen += 1
            self._deadline.check()
            if seen > self._limits.notes:
                raise RefusedError(
                    f"the package holds more than {self._limits.notes:,} notes; export its decks "
                    "one by one",
                    "too-large",
                )
            first = first or fields
            made += maker.make(number, note_type, guid, tags, fields, cards.pop(number, []))
        if seen == 1 and first.startswith(_DECOY):
            raise RefusedError(
                "this package only says that a newer Anki is needed: its real collection was lost "
                "on the way; export it from Anki again",
                "damaged",
            )
        return made

    def _tell(self, remarks: Remarks) -> None:
        for kind, count in remarks.counts.items():
            noun = _NOUNS.get(kind, "card")
            sentence = _REMARKS[kind].format(plural(count, noun))
            examples = remarks.examples[kind]
            if examples:
                sentence += f" (such as {', '.join(examples)})"
            self._report.warn(None, sentence, kind)


def _hash(digest: str, title: str) -> str:
    written = f"anki-{_EDITION}\0{digest}\0{title}"
    return hashlib.sha256(written.encode("utf-8", "backslashreplace")).hexdigest()
