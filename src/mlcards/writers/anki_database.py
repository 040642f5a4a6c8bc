"""The database of an Anki package in the making: schema 11, as every version of Anki reads it.

The format is Anki's own; its documentation in words is the Anki manual's and AnkiDroid's wiki page
"Database Structure". Rows go in one by one, so a package of any size takes little memory.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from mlcards.core.errors import MlcardsError

BETWEEN_FIELDS = "\x1f"
_SCHEMA = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL,
  scm integer NOT NULL, ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL,
  ls integer NOT NULL, conf text NOT NULL, models text NOT NULL, decks text NOT NULL,
  dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL,
  sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL,
  ord integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL,
  queue integer NOT NULL, due integer NOT NULL, ivl integer NOT NULL, factor integer NOT NULL,
  reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL, odue integer NOT NULL,
  odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL,
  ease integer NOT NULL, ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL,
  time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
_INDEXES = """
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""
_PRAGMAS = ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-8000")
"""A file that is thrown away if anything goes wrong needs no journal."""
_VERSION = 11
_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')"
_CARD = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)"
_REVIEW = "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"
_COLLECTION = "INSERT INTO col VALUES (1, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '{}')"


class NoteRow(NamedTuple):
    """A note; `tags` with a space around each, `fields` with U+001F between them."""

    id: int
    guid: str
    note_type: int
    modified: int
    tags: str
    fields: str
    sort_field: str
    checksum: int


class CardState(NamedTuple):
    """What Anki knows of a card's life: the columns from `type` on, in their order.

    Attributes:
        kind: 0 new, 1 learning, 2 review, 3 relearning.
        queue: the same, but 3 for a learning step that comes on a day, -1 suspended, -2 buried.
        due: place among new cards; day since the collection began; or seconds since 1970.
        interval: days.
        factor: ease in thousandths.
        left: learning steps that are left.
        data: JSON.
    """

    kind: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    flag: int
    data: str


class ReviewRow(NamedTuple):
    """A row of the review log.

    Attributes:
        at: milliseconds since 1970.
        ease: 1-4; 0 where it was no rating.
        interval: days, or seconds below zero.
        last_interval: the one before.
        factor: ease in thousandths.
        duration: milliseconds.
        kind: 0 learning, 1 review, 2 relearning, 3 cram, 4 manual.
    """

    at: int
    ease: int
    interval: int
    last_interval: int
    factor: int
    duration: int
    kind: int


class CollectionRow(NamedTuple):
    """What notes and cards refer to, as JSON, and when days begin to be counted (seconds)."""

    created: int
    modified: int
    config: str
    note_types: str
    decks: str
    deck_options: str


class AnkiDatabase:
    """A database that is being filled; close it before its file is used."""

    def __init__(self, path: Path) -> None:
        """Begin an empty one at `path`, which must not exist.

        Raises:
            MlcardsError: it cannot be written.
        """
        self._later: dict[int, int] = {}
        with _told():
            self._connection = sqlite3.connect(path, isolation_level=None)
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
            self._connection.executescript(_SCHEMA)
            self._connection.execute("BEGIN")

    def add_note(self, row: NoteRow) -> None:
        """Add a note."""
        with _told():
            self._connection.execute(_NOTE, row)

    def add_card(
        self, number: int, note: int, deck: int, ordinal: int, modified: int, state: CardState
    ) -> None:
        """Add a card."""
        with _told():
            self._connection.execute(_CARD, (number, note, deck, ordinal, modified, *state))

    def add_reviews(self, card: int, rows: Iterator[ReviewRow]) -> None:
        """Add the log of a card, oldest first.

        Anki knows a row by its instant, so one whose instant is taken comes as little later as
        can be, and never before the row that precedes it.
        """
        earliest = 0
        with _told():
            for row in rows:
                wanted = max(row.at, earliest)
                at = self._later.get(wanted, wanted)
                while not self._add_review(at, card, row):
                    at = self._later.get(at, at) + 1
                if at != wanted:
                    self._later[wanted] = at + 1
                earliest = at + 1

    def _add_review(self, at: int, card: int, row: ReviewRow) -> bool:
        try:
            self._connection.execute(_REVIEW, (at, card, *row[1:]))
        except sqlite3.IntegrityError:
            return False
        return True

    def finish(self, collection: CollectionRow) -> None:
        """Add what the collection knows, and close the database."""
        created, modified, *texts = collection
        with _told():
            self._connection.execute(_COLLECTION, (created, modified, modified, _VERSION, *texts))
            self._connection.execute("COMMIT")
            self._connection.executescript(_INDEXES)
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise MlcardsError(
            f"The Anki package cannot be put together: {error}.",
            "Is there room in the folder for temporary files?",
        ) from error
