"""What importing some files would do, before anything is written.

Files that are imported together are planned together, so that cards may move between them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlcards.collection.collection import Collection
from mlcards.collection.sources import Source
from mlcards.core.errors import MlcardsError
from mlcards.core.foreign import ForeignDeck
from mlcards.core.import_plan import (
    ExistingDeck,
    ExistingNote,
    ImportPlan,
    NoteChange,
    plan_batch,
)
from mlcards.core.model import Deck
from mlcards.core.notes import deck_key
from mlcards.core.text import one_line
from mlcards.store import cards, decks, meta, notes
from mlcards.store.notes import NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa

IMPORTS = "imports"
"""Name of the fact that counts the imports, so that a plan made before one is noticed."""


class ChangedMeanwhileError(MlcardsError):
    """A plan no longer holds: another mlcards imported or removed decks."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            f"Another mlcards changed the decks while {one_line(source.name)} was imported.",
            "Nothing of this file was written; import it again.",
        )


@dataclass(frozen=True, slots=True)
class PlannedDeck:
    """What an import would do to one deck.

    Attributes:
        present: the deck as it is; None where it is new.
        plan: None where the very same file was imported last.
        cards: number of its cards now, orphans left out.
        declined: matches by likeness that are not taken.
    """

    foreign: ForeignDeck
    present: Deck | None
    plan: ImportPlan | None
    cards: int
    declined: tuple[NoteChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What an import would do with one file.

    Attributes:
        imports: how many imports the collection had seen when it was planned.
    """

    source: Source
    decks: tuple[PlannedDeck, ...]
    imports: int

    @property
    def proposals(self) -> tuple[NoteChange, ...]:
        """Edited questions that were matched to vanished ones by likeness alone."""
        return tuple(
            change for deck in self.decks if deck.plan is not None for change in deck.plan.proposals
        )


def plan_sources(collection: Collection, sources: Sequence[Source]) -> list[Planned]:
    """Return what importing these files would do; nothing is written.

    Raises:
        ChangedMeanwhileError: a file that was taken for unchanged is so no more.
    """
    foreign = [deck for source in sources for deck in source.decks]
    with collection.store.reading() as connection:
        imports = imports_of(connection)
        present = _present(decks.all_decks(connection), foreign)
        held = cards.totals(connection)
        changed = [deck for deck in foreign if not _same(deck, present.get(deck.key))]
        for source in sources:
            if source.unchanged and source.decks[0] in changed:
                raise ChangedMeanwhileError(source)
        pairs = [(_existing(connection, present.get(deck.key)), deck) for deck in changed]
        orphans = _orphans(connection, changed)
    plans = {plan.deck.key: plan for plan in plan_batch(pairs, orphans)}
    return [
        Planned(
            source,
            tuple(
                PlannedDeck(
                    deck,
                    was := present.get(deck.key),
                    plans.get(deck.key),
                    0 if was is None else held.get(was.id, 0),
                )
                for deck in source.decks
            ),
            imports,
        )
        for source in sources
    ]


def _present(known: Sequence[Deck], foreign: Sequence[ForeignDeck]) -> dict[str, Deck]:
    """Return the decks that the foreign ones are, by the foreign key.

    Where a file's deck was given an id, or lost it, the deck of its title is still the same one:
    one of the two keys is then the title's own.
    """
    by_key = {deck.key: deck for deck in known}
    found: dict[str, Deck] = {}
    claimed = {deck.key for deck in foreign}
    for deck in foreign:
        plain = deck_key(deck.title)
        same = by_key.get(deck.key) or next(
            (
                other
                for other in known
                if other.title == deck.title
                and other.key not in claimed
                and plain in {other.key, deck.key}
            ),
            None,
        )
        if same is not None:
            found[deck.key] = same
            claimed.add(same.key)
    return found


def _same(deck: ForeignDeck, present: Deck | None) -> bool:
    return (
        present is not None
        and present.key == deck.key
        and bool(deck.content_hash)
        and present.content_hash == deck.content_hash
    )


def _existing(connection: "sa.Connection", deck: Deck | None) -> ExistingDeck | None:
    if deck is None:
        return None
    rows = notes.of_deck(connection, deck.id)
    return ExistingDeck(
        deck.key, deck.title, tuple(_existing_note(row) for row in rows), deck.content_hash
    )


def _existing_note(row: NoteRow) -> ExistingNote:
    return ExistingNote(row.id, row.key, row.deck_key, row.content, row.position, row.orphaned)


def _orphans(connection: "sa.Connection", planned: Sequence[ForeignDeck]) -> list[ExistingNote]:
    """Return the orphans of other decks that a card of these files may be, by the cards' ids."""
    ids = sorted({note.id for deck in planned for note in deck.notes if note.id})
    keys = {deck.key for deck in planned}
    return [
        _existing_note(row)
        for row in notes.by_keys(connection, ids)
        if row.orphaned and row.deck_key not in keys
    ]


def imports_of(connection: "sa.Connection") -> int:
    """Return how many imports the collection has seen."""
    return int(meta.get(connection, IMPORTS) or 0)


def sure(change: NoteChange) -> bool:
    """Whether a match by likeness may be taken without asking."""
    return change.sure


def never(change: NoteChange) -> bool:
    """Take no match by likeness."""
    del change
    return False


def decided(planned: Planned, accept: Callable[[NoteChange], bool]) -> Planned:
    """Return the plan with only those matches by likeness that `accept` takes."""
    return replace(planned, decks=tuple(_decided_deck(deck, accept) for deck in planned.decks))


def _decided_deck(planned: PlannedDeck, accept: Callable[[NoteChange], bool]) -> PlannedDeck:
    if planned.plan is None:
        return planned
    declined = tuple(change for change in planned.plan.proposals if not accept(change))
    plan = planned.plan.declining({change.key for change in declined})
    return replace(planned, plan=plan, declined=declined)
