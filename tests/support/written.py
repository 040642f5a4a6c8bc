"""Decks as a writer leaves them in a file."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from mlcards.core.days import DayRule
from mlcards.core.export import Export, ReadMedia, no_media
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.readers.decoding import one_break

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def basic(question: str = "q", answer: str = "a", **values: Any) -> NoteContent:
    """A card of two sides."""
    return NoteContent(CardType.BASIC, question, answer, **values)


def a_deck(*contents: NoteContent, **values: Any) -> ForeignDeck:
    """A deck called D of notes without ids."""
    notes = tuple(ForeignNote("", content) for content in contents)
    return replace(ForeignDeck("d", "D", notes, ""), **values)


def an_export(
    *decks: ForeignDeck, read_media: ReadMedia = no_media, for_spreadsheets: bool = False
) -> Export:
    """An export of `decks` on a Sunday morning."""
    return Export(decks, NOW, DayRule(zone=UTC), read_media, for_spreadsheets)


def as_written(
    write: Callable[[Export, BinaryIO], None],
    *decks: ForeignDeck,
    read_media: ReadMedia = no_media,
    for_spreadsheets: bool = False,
) -> bytes:
    """The bytes that `write` makes of `decks`; the file must still be open afterwards."""
    file = BytesIO()
    write(an_export(*decks, read_media=read_media, for_spreadsheets=for_spreadsheets), file)
    return file.getvalue()


def as_kept(value: Any) -> Any:
    """A text, a note's content or anything made of them, with the one line break readers know."""
    if type(value) is str:
        return one_break(value)
    if isinstance(value, tuple):
        return tuple(map(as_kept, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(
            **{field.name: as_kept(getattr(value, field.name)) for field in fields(value)}
        )
    return value
