"""What importing some files would do, before anything is written.

Files that are imported together are planned together, so that cards may move between them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlcards.collection.collection import Collection
from mlcards.collection.import_twins import existing_note, joined, with_twins
from mlcards.collection.sources import Source
from mlcards.core.collector import collector_at_rest
from mlcards.core.deck_keys import keys_of
from mlcards.core.errors import MlcardsError
from mlcards.core.foreign import ForeignDeck
from mlcards.core.import_matching import plan_batch
from mlcards.core.import_plan import (
    ExistingDeck,
    ExistingNote,
    ImportPlan,
    NoteChange,
)
from mlcards.core.model import Deck
from mlcards.core.notes import has_own_id, note_key
from mlcards.core.text import one_line
from mlcards.store import cards, decks, meta, notes
from mlcards.store.notes import NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa

IMPORTS = "imports"
"""Name of the fact that counts the imports, so that a plan made before one is noticed."""
_SAME_DECK_FROM = 0.5
"""Share of a file's notes that a deck must have to be taken for the deck under another title."""


class ChangedMeanwhileError(MlcardsError):
    """A plan no longer holds: another mlcards imported or removed decks."""

    def __init__(self, source: Source) -> None:
        super().__init__(
            f"Another mlcards changed the decks while {one_line(source.name)} was imported.",
            "Nothing was written; import again.",
        )


@dataclass(frozen=True, slots=True)
class PlannedDeck:
    """What an import would do to one deck.

    Attributes:
        present: the deck as it is; None where it is new.
        plan: None where the very same file was imported last.
        cards: number of its cards now, orphans left out.
        declined: matches by likeness that are not taken.
        replaced: conflicts in which the author's text was chosen over the person's.
    """

    foreign: ForeignDeck
    present: Deck | None
    plan: ImportPlan | None
    cards: int
    declined: tuple[NoteChange, ...] = ()
    replaced: tuple[NoteChange, ...] = ()


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

    @property
    def conflicts(self) -> tuple[NoteChange, ...]:
        """Notes in which the person and the author changed the same."""
        return tuple(
            change for deck in self.decks if deck.plan is not None for change in deck.plan.conflicts
        )

    @property
    def has_history(self) -> bool:
        """Whether the file knows how some of its cards were learned."""
        return any(deck.foreign.has_history for deck in self.decks)


def sure(change: NoteChange) -> bool:
    """Whether a match by likeness may be taken without asking."""
    return change.sure


def never(change: NoteChange) -> bool:
    """Take no match by likeness; keep the person's text in every conflict."""
    del change
    return False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a plan.

    Attributes:
        same: whether a match by likeness is taken; else it is a new card and a gone one.
        theirs: whether the author's text is taken where both sides changed a note.
        progress: whether schedules, reviews and marks come in where the file has them.
    """

    same: Callable[[NoteChange], bool] = never
    theirs: Callable[[NoteChange], bool] = never
    progress: bool = True


def plan_sources(collection: Collection, sources: Sequence[Source]) -> list[Planned]:
    """Return what importing these files would do; nothing is written.

    Raises:
        ChangedMeanwhileError: a file that was taken for unchanged is so no more.
    """
    with collector_at_rest(), collection.store.reading() as connection:
        sources = _named(sources, decks.all_decks(connection))
        foreign = [deck for source in sources for deck in source.decks]
        seen = imports_of(connection)
        present = _Present(connection, foreign).found()
        held = cards.totals(connection)
        changed = [deck for deck in foreign if not _same(deck, present.get(deck.key))]
        for source in sources:
            if source.unchanged and any(deck in changed for deck in source.decks):
                raise ChangedMeanwhileError(source)
        pairs = [(_existing(connection, present.get(deck.key)), deck) for deck in changed]
        orphans, anywhere = _elsewhere(connection, changed, present)
        batch = plan_batch(pairs, orphans, anywhere)
        going = {
            change.note_id for plan in batch for change in plan.changes if change.kind == "gone"
        }
        made = [with_twins(connection, plan, going) for plan in batch]
        plans = {plan.deck.key: plan for plan in joined(made)}
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
            seen,
        )
        for source in sources
    ]


def _named(sources: Sequence[Source], known: Sequence[Deck]) -> list[Source]:
    """Return the sources with the key of the deck of the same title where the file can say none."""
    claimed = {deck.key for source in sources for deck in source.decks}
    keys = {deck.title: deck.key for deck in known if deck.key not in claimed}

    def named(deck: ForeignDeck) -> ForeignDeck:
        return deck if deck.described else replace(deck, key=keys.get(deck.title, deck.key))

    return [replace(source, decks=tuple(map(named, source.decks))) for source in sources]


class _Present:
    """Finds the decks that foreign ones are: by key, by title, or by what they hold."""

    def __init__(self, connection: "sa.Connection", foreign: Sequence[ForeignDeck]) -> None:
        self._connection = connection
        self._known = decks.all_decks(connection)
        self._foreign = foreign
        self._claimed = {deck.key for deck in foreign}

    def found(self) -> dict[str, Deck]:
        """Return the decks by the foreign key."""
        by_key = {deck.key: deck for deck in self._known}
        found: dict[str, Deck] = {}
        for deck in self._foreign:
            same = by_key.get(deck.key) or self._of_title(deck)
            if same is not None:
                found[deck.key] = same
                self._claimed.add(same.key)
        for deck in self._foreign:
            same = None if deck.key in found else self._renamed(deck)
            if same is not None:
                found[deck.key] = same
                self._claimed.add(same.key)
        return found

    def _of_title(self, foreign: ForeignDeck) -> Deck | None:
        """Return the deck whose file was given an id, or lost it: its title still says it."""
        plain = keys_of(foreign.title)
        for deck in self._known:
            if (
                deck.title == foreign.title
                and deck.key not in self._claimed
                and (deck.key in plain or foreign.key in plain)
            ):
                return deck
        return None

    def _renamed(self, foreign: ForeignDeck) -> Deck | None:
        """Return the deck that the file gave another title: of this file, or of one that is gone.

        At least half of the notes must be the same ones, so that a file that was emptied and
        filled with something else is another deck.
        """
        if not (foreign.complete and foreign.source_path and foreign.notes):
            return None
        best: tuple[float, Deck] | None = None
        for deck in self._known:
            if deck.key in self._claimed or not _may_be_renamed(deck, foreign):
                continue
            share = _share(notes.of_deck(self._connection, deck.id), foreign)
            if share >= _SAME_DECK_FROM and (best is None or share > best[0]):
                best = share, deck
        return best[1] if best else None


def _may_be_renamed(deck: Deck, foreign: ForeignDeck) -> bool:
    if deck.source_path == foreign.source_path:
        return True
    return Path(deck.source_path).is_absolute() and not Path(deck.source_path).exists()


def _share(rows: Sequence[NoteRow], foreign: ForeignDeck) -> float:
    """Return the share of the smaller side's notes that are on both sides, 0-1."""
    here = {_sought(row) for row in rows if not row.orphaned}
    there = {note.id or note_key("", "", note.content) for note in foreign.notes}
    there |= {note_key("", "", note.content) for note in foreign.notes}
    return len(here & there) / max(min(len(here), len(foreign.notes)), 1)


def _sought(row: NoteRow) -> str:
    return row.key if has_own_id(row.key) else note_key("", "", row.base or row.content)


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
        deck.key, deck.title, tuple(existing_note(row) for row in rows), deck.content_hash
    )


def _elsewhere(
    connection: "sa.Connection", planned: Sequence[ForeignDeck], present: dict[str, Deck]
) -> tuple[list[ExistingNote], list[ExistingNote]]:
    """Return notes of decks that are not imported now: orphans, and those a unique id finds."""
    if not planned:
        return [], []
    here = {present[deck.key].key for deck in planned if deck.key in present}
    orphans = [existing_note(row) for row in notes.orphans(connection) if row.deck_key not in here]
    ids = sorted(
        {note.id for deck in planned if deck.ids_everywhere for note in deck.notes if note.id}
    )
    found = [existing_note(row) for row in notes.by_keys(connection, ids)]
    return orphans, [note for note in found if not note.orphaned and note.deck_key not in here]


def imports_of(connection: "sa.Connection") -> int:
    """Return how many imports the collection has seen."""
    return int(meta.get(connection, IMPORTS) or 0)


def decided(planned: Planned, choices: Choices) -> Planned:
    """Return the plan with what the person chose."""
    return replace(planned, decks=tuple(_decided_deck(deck, choices) for deck in planned.decks))


def _decided_deck(planned: PlannedDeck, choices: Choices) -> PlannedDeck:
    if planned.plan is None:
        return planned
    declined = tuple(change for change in planned.plan.proposals if not choices.same(change))
    plan = planned.plan.declining({change.key for change in declined})
    replaced = tuple(change for change in plan.conflicts if choices.theirs(change))
    plan = plan.taking_theirs({change.key for change in replaced})
    return replace(planned, plan=plan, declined=declined, replaced=replaced)
