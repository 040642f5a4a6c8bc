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
class NoteLine:
    """What became of one note.

    Attributes:
        kind: as of a `NoteChange`: "new", "changed", "unchanged", "gone", "moved" or "left".
        question: what it asks now; of one that is gone, what it asked.
        was: what it asked before, where that is something else.
        line: where it starts in its file.
        conflicts: fields that the person and the author both changed.
        replaced: whether the author's text was chosen in a conflict.
        revived: whether it was put aside before.
    """

    kind: str
    question: str
    was: str = ""
    line: int | None = None
    conflicts: tuple[str, ...] = ()
    replaced: bool = False
    revived: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What is only known once it is written.

    Attributes:
        reviews: ratings that were added to the log.
        learned: cards whose schedule or marks came in.
        media: files that were kept.
    """

    reviews: int = 0
    learned: int = 0
    media: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(
            self.reviews + other.reviews, self.learned + other.learned, self.media + other.media
        )


@dataclass(frozen=True, slots=True)
class DeckReport:
    """What became of one deck, counted in cards.

    Attributes:
        new, changed, unchanged, gone: where `changed` includes `moved`; those gone are orphans.
        moved: came from another deck, with their progress.
        revived: were orphans and came back, whatever else they are.
        left: went to another deck, with their progress.
        conflicts: changed here and by the author; the person's text stands.
        replaced: the same, where the author's text was chosen.
        matches: what could be matched by likeness alone.
        unidentified: notes without an id of their own.
        reviews: ratings that the file knows, whether they are known here or not.
        notes: what became of each note, in the order of the file, then those gone.
        complete: whether the file has all notes of the deck.
    """

    title: str
    key: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    moved: int = 0
    revived: int = 0
    left: int = 0
    conflicts: int = 0
    replaced: int = 0
    matches: tuple[Match, ...] = ()
    unidentified: int = 0
    reviews: int = 0
    notes: tuple[NoteLine, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; without decks where an error kept it out.

    Attributes:
        written: what was counted while it was written; zeros in a preview.
        import_id: by which the import can be taken back; None where nothing was written.
    """

    name: str
    decks: tuple[DeckReport, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)
    path: str = ""
    written: Written = field(default_factory=Written)
    import_id: int | None = None

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
    names = ("new", "changed", "unchanged", "gone", "moved", "revived", "left")
    counted = dict.fromkeys((*names, "conflicts", "replaced"), 0)
    replaced = {change.key for change in planned.replaced}
    for change in planned.plan.changes:
        _count(change, counted, replaced=change.key in replaced)
    matches = [_match(change, taken=True) for change in planned.plan.proposals]
    matches += [_match(change, taken=False) for change in planned.declined]
    return DeckReport(
        foreign.title,
        foreign.key,
        **counted,
        matches=tuple(matches),
        unidentified=unidentified,
        reviews=sum(
            review.rating is not None
            for note in foreign.notes
            for progress in note.progress
            for review in progress.reviews
        ),
        notes=tuple(
            _line(change, replaced=change.key in replaced) for change in planned.plan.changes
        ),
        complete=foreign.complete,
    )


def _line(change: NoteChange, *, replaced: bool) -> NoteLine:
    was = change.was.question if change.was else ""
    question = change.content.question if change.content else was
    return NoteLine(
        change.kind,
        question,
        "" if was == question else was,
        change.line,
        change.conflicts,
        replaced=replaced,
        revived=change.revived,
    )


def _match(change: NoteChange, *, taken: bool) -> Match:
    return Match(
        question=change.content.question if change.content else "",
        was=change.was.question if change.was else "",
        likeness=change.likeness or 0.0,
        taken=taken,
    )


def _count(change: NoteChange, counted: dict[str, int], *, replaced: bool) -> None:
    """Count a note's cards: an edited cloze may bring new ones and lose others."""
    before = set(parts_of(change.was)) if change.was else set()
    after = set(parts_of(change.content)) if change.content else set()
    if change.kind == "left":
        counted["left"] += len(before)
        return
    kept = len(before & after)
    counted["new"] += len(after - before)
    if not change.revived:
        counted["gone"] += len(before - after)
    counted["unchanged" if change.kind == "unchanged" else "changed"] += kept
    if change.kind == "moved":
        counted["moved"] += kept
    if change.revived:
        counted["revived"] += kept
    if change.conflicts:
        counted["conflicts"] += kept
    if replaced:
        counted["replaced"] += kept
