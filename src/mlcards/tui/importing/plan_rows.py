"""The lines of a plan: decks, cards and problems, and the views that show some of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from textual.content import Content

from mlcards.collection.import_plans import Choices, Planned, PlannedDeck
from mlcards.collection.import_report import DeckReport, FileReport, NoteLine
from mlcards.core.foreign import Problem
from mlcards.core.import_plan import NoteChange
from mlcards.core.text import cell_width, one_line, pad_cells, plural
from mlcards.tui.palette import QUIET
from mlcards.tui.quoting import quoted
from mlcards.tui.widgets.tab_line import Tab

DECKS = "decks"
CHANGES = "changes"
NEW = "new"
CHANGED = "changed"
GONE = "gone"
DECIDE = "decide"
SAME = "unchanged"
PROBLEMS = "problems"
"""The names of the views."""

_LABEL = 13
"""Cells of the word before a card."""
_LONGEST_QUESTION = 300
_LONGEST_TITLE = 200
_WARN = "bold $text-warning"
_ERROR = "bold $text-error"
_KINDS = {
    "new": ("+ new", "$text-success"),
    "changed": ("~ changed", "$text-primary"),
    "unchanged": ("= same", QUIET),
    "gone": ("− gone", "$text-error"),
    "moved": ("→ moved here", "$text-primary"),
    "left": ("← moved away", "$text-primary"),
}
_BACK = ("↺ back", "$text-success")


class NoteRow(NamedTuple):
    """A card that the import is about, and the title of its deck."""

    change: NoteChange
    deck: str

    @property
    def is_match(self) -> bool:
        """Whether only likeness says which card it is."""
        return self.change.likeness is not None

    @property
    def is_decided(self) -> bool:
        """Whether a person has a say in it."""
        return self.is_match or bool(self.change.conflicts)


class DeckRow(NamedTuple):
    """A deck and its file; no deck for a file that gives none."""

    planned: Planned
    deck: PlannedDeck | None
    file: int
    place: int


class ProblemRow(NamedTuple):
    """Something wrong in a file."""

    problem: Problem


Row = NoteRow | DeckRow | ProblemRow


@dataclass(frozen=True, slots=True)
class Rows:
    """All lines, by view."""

    views: dict[str, Sequence[Row]] = field(default_factory=dict)

    def of(self, view: str) -> Sequence[Row]:
        """Return the lines of a view."""
        return self.views.get(view, ())

    def tabs(self) -> list[Tab]:
        """Return the views that have any line, with their numbers."""
        return [
            Tab(name, label, len(self.of(name)), style)
            for name, label, style in (
                (DECKS, "Decks", QUIET),
                (CHANGES, "Changes", QUIET),
                (NEW, "New", QUIET),
                (CHANGED, "Changed", QUIET),
                (GONE, "Gone", QUIET),
                (DECIDE, "Decide", _WARN),
                (SAME, "Same", QUIET),
                (PROBLEMS, "Problems", self._problem_style),
            )
            if self.of(name) and not (name == CHANGES and self._only_one_kind)
        ]

    @property
    def first(self) -> str:
        """The view to begin with: what most needs to be looked at."""
        if not any(isinstance(row, DeckRow) and row.deck for row in self.of(DECKS)):
            return PROBLEMS
        if len(self.of(DECKS)) > 1 or not self.of(CHANGES):
            return DECKS
        return self.change_view

    @property
    def change_view(self) -> str:
        """The view that has all changes."""
        names = [name for name in (NEW, CHANGED, GONE) if self.of(name)]
        return names[0] if len(names) == 1 else CHANGES

    @property
    def _only_one_kind(self) -> bool:
        return sum(bool(self.of(name)) for name in (NEW, CHANGED, GONE)) == 1

    @property
    def _problem_style(self) -> str:
        problems = [row.problem for row in self.of(PROBLEMS) if isinstance(row, ProblemRow)]
        return _ERROR if any(problem.severity == "error" for problem in problems) else _WARN


def rows_of(planned: Sequence[Planned]) -> Rows:
    """Return the lines of a plan."""
    views: dict[str, list[Row]] = {
        name: [] for name in (DECKS, CHANGES, NEW, CHANGED, GONE, DECIDE, SAME, PROBLEMS)
    }
    for number, item in enumerate(planned):
        if not item.decks:
            views[DECKS].append(DeckRow(item, None, number, 0))
        for index, deck in enumerate(item.decks):
            views[DECKS].append(DeckRow(item, deck, number, index))
            for change in deck.plan.changes if deck.plan else ():
                row = NoteRow(change, deck.foreign.title)
                view = view_of(change.kind, revived=change.revived)
                view = CHANGED if change.conflicts else view
                views[view].append(row)
                if view != SAME:
                    views[CHANGES].append(row)
                if row.is_decided:
                    views[DECIDE].append(row)
        # Errors first: they keep something out.
        problems = sorted(item.source.problems, key=lambda problem: problem.severity != "error")
        views[PROBLEMS] += map(ProblemRow, problems)
    return Rows({name: tuple(rows) for name, rows in views.items()})


def view_of(kind: str, *, revived: bool) -> str:
    """Return the view that a kind of change belongs to."""
    if kind in {NEW, GONE}:
        return kind
    return SAME if kind == "unchanged" and not revived else CHANGED


# Choosing --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Decisions:
    """What a person decided about the notes of a plan, by the note's number.

    Attributes:
        same: matches by likeness that are taken.
        theirs: conflicts in which the file's text is taken.
        progress: whether schedules and reviews come in.
    """

    same: set[int] = field(default_factory=set)
    theirs: set[int] = field(default_factory=set)
    progress: bool = True

    @classmethod
    def at_first(cls, rows: Rows, *, progress: bool = True) -> "Decisions":
        """Return the decisions that stand before anybody decides: matches that are sure."""
        return cls({*(_number(r) for r in _matches(rows) if r.change.sure)}, set(), progress)

    def cycle(self, row: NoteRow) -> None:
        """Go on to the next way to decide a row."""
        number = _number(row)
        if not row.is_match:
            self.theirs ^= {number}
        elif number not in self.same:
            self.same.add(number)
        elif row.change.conflicts and number not in self.theirs:
            self.theirs.add(number)
        else:
            self.same.discard(number)
            self.theirs.discard(number)

    def set_like(self, row: NoteRow, rows: Rows) -> int:
        """Decide all rows of the same kind like this one; return how many there are."""
        number = _number(row)
        alike = [
            other
            for other in rows.of(DECIDE)
            if isinstance(other, NoteRow)
            and other.is_match == row.is_match
            and bool(other.change.conflicts) == bool(row.change.conflicts)
        ]
        for chosen in (self.same, self.theirs):
            numbers = {_number(other) for other in alike}
            (chosen.update if number in chosen else chosen.difference_update)(numbers)
        return len(alike)

    def takes(self, row: NoteRow) -> bool:
        """Whether a match by likeness is taken."""
        return _number(row) in self.same

    def takes_theirs(self, row: NoteRow) -> bool:
        """Whether the file's text is taken in a conflict."""
        return _number(row) in self.theirs

    @property
    def choices(self) -> Choices:
        """The same as `apply` takes it; later decisions do not change it."""
        same, theirs = frozenset(self.same), frozenset(self.theirs)
        return Choices(
            lambda change: change.note_id in same,
            lambda change: change.note_id in theirs,
            self.progress,
        )


def _number(row: NoteRow) -> int:
    return row.change.note_id or 0


def _matches(rows: Rows) -> list[NoteRow]:
    return [row for row in rows.of(DECIDE) if isinstance(row, NoteRow) and row.is_match]


# Lines -----------------------------------------------------------------------------------------


def row_line(row: Row, width: int, decisions: Decisions, reports: Sequence[FileReport]) -> Content:
    """Return the line of a row; it may be longer than `width`."""
    match row:
        case NoteRow():
            return _note_line(row, decisions)
        case DeckRow():
            return _deck_line(row, width, reports)
        case ProblemRow(problem):
            return problem_line(problem)


def _note_line(row: NoteRow, decisions: Decisions) -> Content:
    change = row.change
    content = change.content or change.was
    label, style = _label(row, decisions)
    return labelled(label, style, content.question if content else "", gone=change.kind == "gone")


def _label(row: NoteRow, decisions: Decisions) -> tuple[str, str]:
    change = row.change
    if row.is_match and not decisions.takes(row):
        return "? two cards", _WARN
    if change.conflicts:
        return ("! the file's" if decisions.takes_theirs(row) else "! yours"), _WARN
    if row.is_match:
        return "? same card", _WARN
    if change.revived:
        return _BACK
    return _KINDS.get(change.kind, ("~ changed", "$text-primary"))


def labelled(label: str, style: str, question: str, *, gone: bool = False) -> Content:
    """Return a word and a question on one line."""
    words = short_question(question)
    return Content.assemble((pad_cells(label, _LABEL), style), (words, QUIET if gone else ""))


def kind_label(line: NoteLine) -> tuple[str, str]:
    """Return the word for what became of a note, and its style."""
    if line.replaced:
        return "! the file's", _WARN
    if line.conflicts:
        return "! yours", _WARN
    if line.revived:
        return _BACK
    return _KINDS.get(line.kind, ("~ changed", "$text-primary"))


@lru_cache(maxsize=512)
def short_question(markdown: str) -> str:
    """Return the first words of a question, safe to show."""
    return quoted(markdown, _LONGEST_QUESTION)


def _deck_line(row: DeckRow, width: int, reports: Sequence[FileReport]) -> Content:
    source = row.planned.source
    if row.deck is None:
        errors = len(source.errors)
        said = f"not imported, {plural(errors, 'error')}" if errors else "no cards in it"
        sign = ("✗ ", "$text-error") if errors else ("  ", "")
        return _beside(Content.assemble(sign, shown_name(source.name)), said, width)
    title = one_line(row.deck.foreign.title.replace("::", " › "), _LONGEST_TITLE)
    report = reports[row.file].decks[row.place] if row.file < len(reports) else None
    said = numbers_text([report]) if report else ""
    return _beside(Content.assemble("  ", title), said, width)


def _beside(left: Content, right: str, width: int) -> Content:
    """Return a name with its numbers at the right end; the name is cut where it is too long."""
    room = width - cell_width(right) - 2
    if room < 12:
        return left + Content.styled(f"  {right}", QUIET)
    left = left.truncate(room, ellipsis=True)
    return left.pad_right(room + 2 - left.cell_length) + Content.styled(right, QUIET)


def problem_line(problem: Problem) -> Content:
    """Return a problem on one line: where, then what."""
    error = problem.severity == "error"
    sign = ("✗ error    ", _ERROR) if error else ("! warning  ", _WARN)
    where = "" if problem.line is None else f"line {problem.line:,}: "
    return Content.assemble(sign, (where, "bold"), one_line(problem.message, 400))


def shown_name(name: str) -> str:
    """Return the name of a source, safe to show."""
    return "pasted text" if name == "-" else one_line(name, _LONGEST_TITLE)


def numbers_text(decks: Sequence[DeckReport]) -> str:
    """Return what happens to cards: "430 new, 12 changed, 20 unchanged"."""

    def total(count: Callable[[DeckReport], int]) -> int:
        return sum(map(count, decks))

    moved, back = total(lambda deck: deck.moved), total(lambda deck: deck.revived)
    parts = [
        (total(lambda deck: deck.new), "new"),
        (total(lambda deck: deck.changed), "changed"),
        (total(lambda deck: deck.gone), "gone"),
        (total(lambda deck: deck.unchanged), "unchanged"),
    ]
    said = [f"{number:,} {word}" for number, word in parts if number]
    if not said:
        return "no cards"
    if [word for number, word in parts if number] == ["unchanged"] and not back:
        return f"all {parts[-1][0]:,} unchanged"
    more = [f"{moved:,} from another deck"] if moved else []
    more += [f"{back:,} back again"] if back else []
    return ", ".join(said) + (f" ({', '.join(more)})" if more else "")
