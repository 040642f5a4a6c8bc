"""Writes ratings as a table with the columns of py-fsrs' `ReviewLog`.

One row for each rating that counts for the schedule, oldest first over all decks:

- `card_id`: a whole number below 2^53, which every program can hold. It is the first 53 bits of
  the BLAKE2b hash of deck key, note key and part (NUL between them), so it is the same in every
  export and on every machine, as long as the card keeps its id or, without one, its question.
- `rating`: 1 to 4.
- `review_datetime`: RFC 3339, UTC.
- `review_duration`: milliseconds; empty where unknown.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import BinaryIO

from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck
from mlcards.core.notes import note_key
from mlcards.writers.text_file import as_text

COLUMNS = ("card_id", "rating", "review_datetime", "review_duration")

_Row = tuple[datetime, int, int, int | None]


def write_reviews(export: Export, file: BinaryIO) -> None:
    """Write the ratings of decks to an open file, which is left open."""
    with as_text(file) as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(COLUMNS)
        for at, card, rating, duration in sorted(_rows(export.decks), key=itemgetter(0, 1)):
            rows.writerow((card, rating, at.astimezone(UTC).isoformat(), duration))


def card_number(deck: str, note: str, part: str) -> int:
    """Return the number of a card, from the keys of its deck and note and its part."""
    name = f"{deck}\0{note}\0{part}".encode("utf-8", "backslashreplace")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest()) >> 11


def _rows(decks: Sequence[ForeignDeck]) -> Iterator[_Row]:
    for deck in decks:
        for note in deck.notes:
            key = note_key(deck.key, note.id, note.content)
            for progress in note.progress:
                card = card_number(deck.key, key, progress.part)
                for review in progress.reviews:
                    if review.kind == "rating" and review.rating is not None:
                        yield review.at, card, int(review.rating), review.duration_ms
