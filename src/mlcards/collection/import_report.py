"""What an import does or did, counted in cards."""

from dataclasses import dataclass, field

from mlcards.collection.import_plans import Planned, PlannedDeck
from mlcards.core.foreign import Problem
from mlcards.core.import_plan import NoteChange
from mlcards.core.notes import parts_of


@dataclass(frozen=True, slots=True)
class Match:
    """An edited question that resembles a vanished one: `likeness` from 0 to 1.

    Attributes:
        taken: whether it keeps that one's progress; else one card is new and one gone.
    """

    question: str
    was: str
    likeness: float
    taken: bool


@dataclass(frozen=True, slots=True)
class DeckReport:
    """What became of one deck, counted in cards.

    Attributes:
        new, changed, unchanged, gone: where `changed` includes `moved`; those gone are orphans.
        moved: came from another deck, with their progress.
        revived: were orphans and came back, whatever else they are.
        matches: what could be matched by likeness alone.
        unidentified: notes without an id of their own.
    """

    title: str
    key: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    moved: int = 0
    revived: int = 0
    matches: tuple[Match, ...] = ()
    unidentified: int = 0


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; without decks where an error kept it out."""

    name: str
    decks: tuple[DeckReport, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)
    path: str = ""

    @property
    def failed(self) -> bool:
        """Whether the file was kept out."""
        return any(problem.severity == "error" for problem in self.problems)


def report_of(planned: Planned) -> FileReport:
    """Return what `planned` does, counted in cards."""
    source = planned.source
    return FileReport(
        source.name,
        tuple(_deck_report(deck) for deck in planned.decks),
        source.problems,
        source.path,
    )


def _deck_report(planned: PlannedDeck) -> DeckReport:
    foreign = planned.foreign
    unidentified = sum(1 for note in foreign.notes if not note.id)
    if planned.plan is None:
        return DeckReport(
            foreign.title, foreign.key, unchanged=planned.cards, unidentified=unidentified
        )
    counted = dict.fromkeys(("new", "changed", "unchanged", "gone", "moved", "revived"), 0)
    for change in planned.plan.changes:
        _count(change, counted)
    matches = [_match(change, taken=True) for change in planned.plan.proposals]
    matches += [_match(change, taken=False) for change in planned.declined]
    return DeckReport(
        foreign.title, foreign.key, **counted, matches=tuple(matches), unidentified=unidentified
    )


def _match(change: NoteChange, *, taken: bool) -> Match:
    return Match(
        question=change.content.question if change.content else "",
        was=change.was.question if change.was else "",
        likeness=change.likeness or 0.0,
        taken=taken,
    )


def _count(change: NoteChange, counted: dict[str, int]) -> None:
    """Count a note's cards: an edited cloze may bring new ones and lose others."""
    before = set(parts_of(change.was)) if change.was else set()
    after = set(parts_of(change.content)) if change.content else set()
    kept = len(before & after)
    counted["new"] += len(after - before)
    if not change.revived:
        counted["gone"] += len(before - after)
    counted["unchanged" if change.kind == "unchanged" else "changed"] += kept
    if change.kind == "moved":
        counted["moved"] += kept
    if change.revived:
        counted["revived"] += kept
