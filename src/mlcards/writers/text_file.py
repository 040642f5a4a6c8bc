"""A binary file as a place for text; what the writers of text formats share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import BinaryIO, TextIO

from mlcards.core.foreign import ForeignDeck, ForeignNote

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


@contextmanager
def as_text(file: BinaryIO) -> Iterator[TextIO]:
    r"""Give an open file as UTF-8 text, in which `\n` stays `\n`; the file is left open."""
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()


def writable(text: str) -> str:
    """Return `text` without what no text file takes: NUL and lone surrogates, as U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", text) if _UNWRITABLE.search(text) else text


def notes_of(deck: ForeignDeck) -> list[ForeignNote]:
    """Return the notes that a deck's file has: those that left it are no part of it."""
    return [note for note in deck.notes if not note.orphaned]
