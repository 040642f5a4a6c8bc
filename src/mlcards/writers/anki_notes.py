"""Puts notes, their cards and their reviews into the database of a package."""

import hashlib
import re
from collections.abc import Sequence
from html import unescape

from mlcards.core.anki_own import LEECH, anki_tag
from mlcards.core.export import Export
from mlcards.core.foreign import ForeignNote
from mlcards.writers.anki_database import BETWEEN_FIELDS, AnkiDatabase, NoteRow
from mlcards.writers.anki_decks import Decks
from mlcards.writers.anki_fields import FIELDS_EACH, AnkiNote, Member, anki_note, joined_note
from mlcards.writers.anki_guids import Guids, joined, joined_guid
from mlcards.writers.anki_media import AnkiMedia
from mlcards.writers.anki_note_types import BASIC, NoteType
from mlcards.writers.anki_own import OwnFields
from mlcards.writers.anki_schedule import (
    SUSPENDED,
    Calendar,
    card_state,
    new_card,
    review_rows,
)

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_SHOWN_SEPARATOR = "\u241f"
_PICTURE = re.compile(r"<img\b[^<>]*?\bsrc=\"([^\"<>]*)\"[^<>]*>", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")


class NoteWriter:
    """Writes the notes of an export.

    Attributes:
        note_types: those that were needed so far, by number.
        positions: how many notes there are.
    """

    def __init__(
        self,
        export: Export,
        database: AnkiDatabase,
        decks: Decks,
        media: AnkiMedia,
        calendar: Calendar,
        first: int,
    ) -> None:
        """Begin.

        Args:
            export: what is written.
            database: an empty one.
            decks: of the export.
            media: of the export.
            calendar: by which days are counted.
            first: the number of the first note and of the first card.
        """
        self.note_types: dict[int, NoteType] = {}
        self.positions = 0
        self._export = export
        self._database = database
        self._homes = [(decks.number(deck), decks.retention(deck)) for deck in export.decks]
        """The number and the retention of each deck."""
        self._media = media
        self._calendar = calendar
        self._modified = int(export.now.timestamp())
        self._first = first
        self._cards = 0
        self._guids = Guids()
        self._own = OwnFields(export.decks)
        self._joined = joined(export.decks)
        self._written: set[int] = set()
        """Joined notes that are written, by the identity of their list."""

    def write(self) -> None:
        """Write all notes, in order."""
        for place, deck in enumerate(self._export.decks):
            for note in deck.notes:
                members = self._joined.get((place, note.id)) if note.id else None
                if members is None:
                    self._write_single(place, note)
                elif id(members) not in self._written:
                    self._written.add(id(members))
                    self._write_joined(members)
        if not self.note_types:
            self.note_types[BASIC.id] = BASIC

    def _write_single(self, place: int, note: ForeignNote) -> None:
        written = anki_note(note)
        guid = self._guids.guid(self._export.decks[place], note)
        fields = [self._media.renamed(place, field) for field in written.fields]
        own = self._own.field(guid, _named(written), [(None, place, note)])
        number = self._add_note(guid, written.note_type, [*fields, own], [note])
        for ordinal, part in written.cards:
            self._add_card(number, ordinal, place, note, part)

    def _write_joined(self, members: Sequence[Member]) -> None:
        written = joined_note(members)
        places = {member.ordinal: member.place for member in members}
        fields = [
            self._media.renamed(places.get(at // FIELDS_EACH, 0), field)
            for at, field in enumerate(written.fields)
        ]
        first = members[0]
        wanted = joined_guid(first.note)
        guid = self._guids.guid(self._export.decks[first.place], first.note, wanted)
        notes = [member.note for member in members]
        own = self._own.field(guid, _named(written), members)
        number = self._add_note(guid, written.note_type, [*fields, own], notes)
        for ordinal, place, note in members:
            self._add_card(number, ordinal, place, note, "main")

    def _add_note(
        self, guid: str, note_type: NoteType, fields: Sequence[str], notes: Sequence[ForeignNote]
    ) -> int:
        """Add a note and return its number."""
        clean = [_storable(field) for field in fields]
        plain = _plain_text(clean[0])
        number = self._first + self.positions
        self.positions += 1
        self.note_types[note_type.id] = note_type
        self._database.add_note(
            NoteRow(
                number,
                _storable(guid),
                note_type.id,
                self._modified,
                _tags(notes),
                BETWEEN_FIELDS.join(clean),
                plain,
                int(hashlib.sha1(plain.encode()).hexdigest()[:8], 16),  # noqa: S324 - Anki's way
            )
        )
        return number

    def _add_card(
        self, number: int, ordinal: int, place: int, note: ForeignNote, part: str
    ) -> None:
        deck, retention = self._homes[place]
        progress = next((found for found in note.progress if found.part == part), None)
        state = new_card(self.positions)
        if progress is not None:
            state = card_state(progress, self.positions, self._calendar, retention)
        if note.orphaned:
            state = state._replace(queue=SUSPENDED)
        card = self._first + self._cards
        self._cards += 1
        self._database.add_card(card, number, deck, ordinal, self._modified, state)
        if progress is not None and progress.reviews:
            self._database.add_reviews(card, review_rows(progress))


def _named(written: AnkiNote) -> dict[str, str]:
    """Return the fields of a note by their names, before its media get other names."""
    names = written.note_type.fields
    return {name: _storable(text) for name, text in zip(names, written.fields, strict=False)}


def _storable(text: str) -> str:
    """Return a field without what ends it or what no database takes."""
    if BETWEEN_FIELDS in text:
        text = text.replace(BETWEEN_FIELDS, _SHOWN_SEPARATOR)
    return _UNWRITABLE.sub("\ufffd", text) if _UNWRITABLE.search(text) else text


def _tags(notes: Sequence[ForeignNote]) -> str:
    """Return the tags of notes as Anki has them: no white space in any, a space around each."""
    tags = dict.fromkeys(anki_tag(_storable(tag)) for note in notes for tag in note.content.tags)
    if any(progress.leech for note in notes for progress in note.progress):
        tags[LEECH] = None
    tags.pop("", None)
    return f" {' '.join(tags)} " if tags else ""


def _plain_text(html: str) -> str:
    """Return what a field shows, with the names of its pictures."""
    if "<" in html:
        html = _ELEMENT.sub("", _PICTURE.sub(r" \1 ", html))
    return unescape(html) if "&" in html else html
