"""The record of an import: what everything was before, so that it can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mlcards.collection.import_plans import Planned
from mlcards.collection.import_report import FileReport
from mlcards.core.model import Deck
from mlcards.core.text import one_line
from mlcards.store import decks, imports, meta, notes
from mlcards.store.media import MediaRow

if TYPE_CHECKING:
    import sqlalchemy as sa

FILE_TITLE = "title:"
"""Before a deck's key: name of the fact that holds the title its file had."""
MADE = "made"
"""In what is kept of a card: that the import made it, for a note that was there."""
_FROM_FILE = ("title", "description", "language", "source", "license", "source_path")


class Journal:
    """The record of an import: what everything was before."""

    def __init__(
        self,
        connection: "sa.Connection",
        now: datetime,
        items: Sequence[Planned],
        *,
        recorded: bool,
    ) -> None:
        self._connection = connection
        names = [one_line(item.source.name, 200) for item in items]
        self.number = imports.start(connection, now, names) if recorded else None
        self.last_note = notes.last_number(connection)
        self._known = {deck.id for deck in decks.all_decks(connection)}
        self._decks: dict[int, Mapping[str, Any] | None] = {}

    def deck(self, deck: Deck | None, key: str) -> None:
        """Keep what a deck was before it gets the key `key`, and the title its file had."""
        if deck is not None:
            kept = {name: getattr(deck, name) for name in _FROM_FILE}
            kept |= {"key": deck.key, "tags": list(deck.tags), "content_hash": deck.content_hash}
            title = meta.get(self._connection, f"{FILE_TITLE}{key}")
            self._decks[deck.id] = kept | {"file_title": title, "new_key": key}

    def media(self, deck: int, rows: Mapping[str, MediaRow | None]) -> None:
        """Keep which files a deck meant by names that mean others from now on."""
        kept = self._decks.get(deck)
        if kept is not None:
            files = {
                name: None if row is None else [row.hash, row.size] for name, row in rows.items()
            }
            self._decks[deck] = {**kept, "media": files}

    def notes(self, before: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep what notes were before; new ones name the import themselves."""
        if self.number is not None:
            imports.note_changes(self._connection, self.number, before)

    def cards(self, before: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep what cards' marks were and what they become, and which cards old notes got."""
        if self.number is not None:
            imports.card_changes(self._connection, self.number, before)

    def finish(self, reports: Sequence[FileReport]) -> int | None:
        """Complete the record; return its number, None where none is kept."""
        if self.number is None:
            return None
        for deck in decks.all_decks(self._connection):
            if deck.id not in self._known:
                self._decks[deck.id] = None
        summary = {
            name: sum(getattr(deck, name) for report in reports for deck in report.decks)
            for name in ("new", "changed", "unchanged", "gone")
        }
        summary["reviews"] = sum(report.written.reviews for report in reports)
        imports.finish(self._connection, self.number, summary, self._decks)
        return self.number
