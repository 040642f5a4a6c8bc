"""The decks as a tree with what waits in each: only the lines in sight are drawn."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from mlcards.collection.first_views import DeckLine
from mlcards.core.queue import Counts
from mlcards.core.text import one_line
from mlcards.tui.commands import DECKS, bindings
from mlcards.tui.palette import MARKED, QUIET, RULE, STRONG
from mlcards.tui.widgets.rows_in_sight import RowsInSight

_EVERYTHING = "All decks"
_KINDS = ("new", "learning", "due")
_HEADS = ("new", "learn", "due")
_CHOSEN = "▌"
_FOLDED = "▸ "
_UNFOLDED = "▾ "
_LEAF = "  "
_DEEPEST = 8
"""Levels that are indented; those below line up with it."""
_LEAST_NAME = 8
"""Cells a name gets even where the columns then run out of the line."""
_LONGEST_NAME = 400
_GAP = 2
_THUMB = "┃"
_TRACK = "│"
_ON_CHOSEN = "bold on $block-cursor-blurred-background"
_ON_HOVERED = "on $block-hover-background"
_ZERO = "$foreground 38%"
_ZERO_IN_ANSI = "dim"
"""Of the terminal's own colours none is half as strong."""
_COLOURS = {"new": "$text-primary", "learning": "$text-warning", "due": "$text-success"}
"""Colours that support the columns' heads; none says anything by itself."""


class _Row(NamedTuple):
    """A line that can be scrolled to: a deck, or everything when it has no title."""

    title: str | None
    name: str
    depth: int
    counts: Counts
    has_children: bool = False


class DeckTree(RowsInSight, can_focus=True):
    """Decks, their columns and the chosen one.

    The first line stands for everything: a line of its own where there are several top decks,
    else the one top deck. What is chosen and folded stays so when other lines are shown.

    Its styles are no component classes and its scroll bar is its own: it is in the first frame,
    and those would make that come later.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(DECKS)]
    HEAD_LINES = 1

    class Opened(Message):
        """A deck was clicked twice: it is to be studied."""

    def __init__(self, lines: Sequence[DeckLine] = (), nothing: Sequence[str] = ()) -> None:
        """Show `lines`, parents before children; where there are none, the text of `nothing`."""
        super().__init__()
        self._nothing = tuple(nothing)
        self._lines: tuple[DeckLine, ...] = ()
        self._rows: list[_Row] = []
        self._folded: set[str] = set()
        self._widths = tuple(len(head) for head in _HEADS)
        self._take(lines)

    # What it shows -----------------------------------------------------------------------------

    def show(self, lines: Sequence[DeckLine], nothing: Sequence[str] = ()) -> None:
        """Show other lines, or other counts; where there are none, the text of `nothing`."""
        if (tuple(lines), tuple(nothing)) != (self._lines, self._nothing):
            self._nothing = tuple(nothing)
            self._take(lines)
            self._bring_into_sight()
            self.refresh()

    @property
    def count(self) -> int:
        """The number of lines that can be scrolled to."""
        return len(self._rows)

    @property
    def titles(self) -> tuple[str, ...]:
        """The chosen deck as `MlcardsApp.study` takes it: empty for the first line, everything."""
        title = self._rows[self._chosen].title if self._rows else None
        return () if title is None or self._chosen == 0 else (title,)

    @property
    def total(self) -> int:
        """Cards that wait in all decks."""
        return sum(_top(self._lines), Counts()).total

    @property
    def chosen_name(self) -> str:
        """The chosen line as it reads; untrusted."""
        return self._rows[self._chosen].name if self._rows else ""

    @property
    def chosen_counts(self) -> Counts:
        """What waits in the chosen deck and below it."""
        return self._rows[self._chosen].counts if self._rows else Counts()

    def _take(self, lines: Sequence[DeckLine]) -> None:
        self._lines = tuple(lines)
        shown = [(line.counts.new, line.counts.learning, line.counts.due) for line in lines]
        everything = sum(_top(lines), Counts())
        shown.append((everything.new, everything.learning, everything.due))
        self._widths = tuple(
            max(len(head), *(len(f"{numbers[column]:,}") for numbers in shown))
            for column, head in enumerate(_HEADS)
        )
        self._fill(self._rows[self._chosen].title if self._rows else None)

    def _fill(self, chosen: str | None) -> None:
        """Make the rows from the lines, less what lies in folded decks."""
        top = _top(self._lines)
        rows = []
        if len(top) > 1:
            rows.append(_Row(None, _EVERYTHING, 0, sum(top, Counts())))
        hidden: str | None = None
        for line in self._lines:
            if hidden is not None and line.title.startswith(hidden):
                continue
            folded = line.has_children and line.title in self._folded
            hidden = f"{line.title}::" if folded else None
            rows.append(_Row(line.title, line.name, line.depth, line.counts, line.has_children))
        self._rows = rows
        self._chosen = next((n for n, row in enumerate(rows) if row.title == chosen), 0)

    # Painting ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line in sight."""
        width = self.size.width
        if not self._rows:
            text = f" {self._nothing[y]}" if y < len(self._nothing) else ""
            style = self._style(STRONG) if y == 0 else self._style()
            return Strip([Segment(text, style)]).adjust_cell_length(width, style)
        if y < self.HEAD_LINES:
            return self._head(width)
        index = y - self.HEAD_LINES + self._top
        if index >= len(self._rows):
            return Strip.blank(width, self._style())
        return self._row(index, width)

    def _head(self, width: int) -> Strip:
        style = self._style(QUIET)
        numbers = "".join(
            " " * _GAP + head.rjust(size) for head, size in zip(_HEADS, self._widths, strict=True)
        )
        name = set_cell_size(" Decks", self._name_width(width))
        return Strip([Segment(name + numbers, style)]).adjust_cell_length(width, style)

    def _row(self, index: int, width: int) -> Strip:
        row = self._rows[index]
        base = [STRONG] if row.title is None else []
        if index == self._chosen:
            base.append(_ON_CHOSEN)
        elif index == self._hovered:
            base.append(_ON_HOVERED)
        style = self._style(*base)
        arrow = _LEAF
        if row.has_children:
            arrow = _FOLDED if row.title in self._folded else _UNFOLDED
        indent = " " * (2 * min(row.depth, _DEEPEST))
        room = self._name_width(width) - 1 - len(indent) - len(arrow)
        parts = [
            Segment(_CHOSEN if index == self._chosen else " ", self._style(*base, MARKED)),
            Segment(indent + arrow, self._style(*base, QUIET)),
            Segment(_cut(one_line(row.name, _LONGEST_NAME), room), style),
        ]
        zero = _ZERO_IN_ANSI if self.app.current_theme.ansi else _ZERO
        for kind, size in zip(_KINDS, self._widths, strict=True):
            number: int = getattr(row.counts, kind)
            text = " " * _GAP + f"{number:,}".rjust(size)
            parts.append(Segment(text, self._style(*base, _COLOURS[kind] if number else zero)))
        parts.append(Segment(self._bar(index), self._style(*base, RULE)))
        return Strip(parts).adjust_cell_length(width, style)

    def _bar(self, index: int) -> str:
        """Return the scroll bar's piece beside a row: nothing where all rows are in sight."""
        lines, rows = self._lines_in_sight, len(self._rows)
        if rows <= lines:
            return ""
        start = self._top * lines // rows
        size = max(lines * lines // rows, 1)
        return _THUMB if start <= index - self._top < start + size else _TRACK

    def _name_width(self, width: int) -> int:
        numbers = sum(size + _GAP for size in self._widths)
        return max(width - numbers - len(_TRACK), _LEAST_NAME)

    def _style(self, *names: str) -> RichStyle:
        """Return some styles over each other and over the background."""
        return sum((Style.parse(name) for name in names), self.visual_style).rich_style

    # Choosing and folding ----------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Choose the deck some lines on."""
        self._choose(self._chosen + by)

    def action_page(self, pages: int) -> None:
        """Choose the deck some pages on."""
        self._choose(self._chosen + pages * max(self._lines_in_sight - 1, 1))

    def action_first(self) -> None:
        """Choose the first line."""
        self._choose(0)

    def action_last(self) -> None:
        """Choose the last line."""
        self._choose(len(self._rows) - 1)

    def action_switch(self) -> None:
        """Fold the chosen deck, or unfold it."""
        row = self._rows[self._chosen] if self._rows else None
        if row is None or row.title is None or not row.has_children:
            return
        self._folded ^= {row.title}
        self._fill(row.title)
        self._bring_into_sight()
        self.refresh()

    def action_fold(self) -> None:
        """Fold the chosen deck; where there is nothing to fold choose its parent."""
        row = self._rows[self._chosen] if self._rows else None
        if row is None or row.title is None:
            return
        if row.has_children and row.title not in self._folded:
            self.action_switch()
            return
        parent = row.title.rpartition("::")[0]
        above = [index for index, other in enumerate(self._rows) if other.title == parent]
        if above:
            self._choose(above[0])

    def action_unfold(self) -> None:
        """Unfold the chosen deck."""
        if self._rows and self._rows[self._chosen].title in self._folded:
            self.action_switch()

    def _choose(self, index: int) -> None:
        index = min(max(index, 0), len(self._rows) - 1)
        if index == self._chosen or not self._rows:
            return
        self._chosen = index
        self._bring_into_sight()
        self.refresh()

    # The mouse ---------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Choose a deck, fold it at its arrow, study it at the second click."""
        index = self._row_at(event)
        if index is None:
            return
        row = self._rows[index]
        self._choose(index)
        arrow = 1 + 2 * min(row.depth, _DEEPEST)
        if row.has_children and arrow <= event.x < arrow + len(_FOLDED):
            self.action_switch()
        elif event.chain == 2:
            self.post_message(self.Opened())


def _top(lines: Sequence[DeckLine]) -> list[Counts]:
    """Return the counts of the lines that lie below no other line."""
    titles = {line.title for line in lines}
    return [
        line.counts
        for line in lines
        if not any(
            "::".join(line.title.split("::")[:depth]) in titles
            for depth in range(1, line.title.count("::") + 1)
        )
    ]


def _cut(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells, its end replaced by … where it is too long."""
    if cell_len(text) <= width:
        return set_cell_size(text, max(width, 0))
    return set_cell_size(set_cell_size(text, max(width - 1, 0)).rstrip() + "…", max(width, 0))
