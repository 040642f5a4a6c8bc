"""What a writer gets: decks as they leave the collection."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mlcards.core.days import DayRule
from mlcards.core.foreign import ForeignDeck

ReadMedia = Callable[[ForeignDeck, str], bytes | None]
"""Gives the bytes of a deck's media file by its name; None where there is none."""


def no_media(_deck: ForeignDeck, _name: str) -> None:
    """Stand for decks that have no media."""


@dataclass(frozen=True, slots=True)
class Export:
    """Decks on their way out.

    Attributes:
        decks: parents before children; their notes carry progress where it was asked for.
        now: the instant of the export, UTC.
        days: which study day an instant belongs to.
        read_media: of the files that `ForeignNote.media` names.
        for_spreadsheets: whether cells that a spreadsheet would run as formulas are disarmed.
    """

    decks: tuple[ForeignDeck, ...]
    now: datetime
    days: DayRule
    read_media: ReadMedia = no_media
    for_spreadsheets: bool = False
