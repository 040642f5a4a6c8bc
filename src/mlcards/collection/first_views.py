"""Frozen pictures of the collection that a first frame is painted from.

Apart from `collection.views`, and named tuples: making a frozen dataclass takes as long as
loading a small module, and a person waits for these.
"""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mlcards.core.queue import Counts

if TYPE_CHECKING:
    from mlcards.core.model import CardId, CardType, NoteContent, Phase, Rating, Schedule
    from mlcards.core.notes import Face


class CardView(NamedTuple):
    """One card as a person sees it; every text in it is untrusted Markdown."""

    card: "CardId"
    note: int
    deck: int
    deck_title: str
    part: str
    content: "NoteContent"
    phase: "Phase"
    own_answer: str = ""
    flag: int = 0
    leech: bool = False

    @property
    def face(self) -> "Face":
        """Question and answer of this part of the note."""
        from mlcards.core.notes import face_of

        return face_of(self.content, self.part)

    @property
    def type(self) -> "CardType":
        """What kind of card it is."""
        return self.content.type


class Asked(NamedTuple):
    """A card to answer. `preview` is exactly what each rating will give."""

    view: CardView
    counts: Counts
    preview: "Mapping[Rating, Schedule]"


class Waiting(NamedTuple):
    """Only learning cards are left; the next may be asked at `until` (UTC)."""

    until: datetime
    counts: Counts


class Finished:
    """Nothing is left for today."""


Turn = Asked | Waiting | Finished


class DeckLine(NamedTuple):
    """A deck in the tree, with what waits in it and in the decks below it today.

    Attributes:
        name: last part of the title.
        depth: 0 for a top deck.
        has_children: whether decks lie below it.
        cards: all cards in it and below; orphans left out.
    """

    id: int
    key: str
    title: str
    name: str
    depth: int
    has_children: bool
    counts: Counts
    cards: int = 0
    options: Mapping[str, str] = MappingProxyType({})


class Glance(NamedTuple):
    """What can be shown before the collection is open: decks, counts, the first card.

    Attributes:
        exists: whether there is a collection yet.
        shipped: which state of the decks that ship was taken in (see `collection.shipped`).
    """

    exists: bool
    today: date
    decks: tuple[DeckLine, ...] = ()
    counts: Counts = Counts()
    first: CardView | None = None
    shipped: str | None = None
