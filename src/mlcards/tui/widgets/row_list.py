"""A list with a chosen row that is as quick with 50,000 rows as with five.

Only the rows in sight are asked for and drawn. It takes no focus: keys are the screen's, so that a
line of text above it can have them too.
"""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from mlcards.tui.palette import MARKED, RULE
from mlcards.tui.widgets.rows_in_sight import RowsInSight

Draw = Callable[[int, int], Content]
"""From a row's number and the cells it has to its line; a longer line is cut."""

_CHOSEN = "▌"
_THUMB = "┃"
_TRACK = "│"
_ON_CHOSEN = "bold on $block-cursor-blurred-background"
_ON_HOVERED = "on $block-hover-background"
_MARGIN = 2
"""Cells for the mark before a row and the scroll bar after it."""


class RowList(RowsInSight, can_focus=False):
    """Rows of one line each, drawn by a function."""

    DEFAULT_CSS = """
    RowList { width: 1fr; height: 1fr; }
    """

    class Moved(Message):
        """Another row was chosen."""

        def __init__(self, rows: "RowList") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

    class Opened(Moved):
        """A row was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._count = 0
        self._draw: Draw = lambda _index, _width: Content("")
        self._nothing: Sequence[Content] = ()

    def show(
        self, count: int, draw: Draw, *, chosen: int = 0, nothing: Sequence[Content] = ()
    ) -> None:
        """Show other rows.

        Args:
            count: how many there are.
            draw: makes the line of one.
            chosen: the number of the row that is chosen.
            nothing: what is said where there are none.
        """
        self._count, self._draw, self._nothing = count, draw, nothing
        self._chosen = min(max(chosen, 0), max(count - 1, 0))
        self._hovered = None
        self._top = 0
        self._bring_into_sight()
        self.refresh()

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._count

    @property
    def chosen(self) -> int | None:
        """The number of the chosen row; None where there are none."""
        return self._chosen if self._count else None

    # Moving ------------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Choose the row some lines on."""
        self.choose(self._chosen + by)

    def page(self, pages: int) -> None:
        """Choose the row some pages on."""
        self.choose(self._chosen + pages * max(self._lines_in_sight - 1, 1))

    def choose(self, index: int) -> None:
        """Choose a row; the first or the last where there is none of that number."""
        index = min(max(index, 0), self._count - 1)
        if self._count and index != self._chosen:
            self._chosen = index
            self._bring_into_sight()
            self.refresh()
            self.post_message(self.Moved(self))

    def last(self) -> None:
        """Choose the last row."""
        self.choose(self._count - 1)

    # Painting ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line in sight."""
        width = self.size.width
        if not self._count:
            line = Content(" ") + self._nothing[y] if y < len(self._nothing) else Content("")
            return self._strip(line, width, self.visual_style)
        index = y + self._top
        if index >= self._count:
            return Strip.blank(width, self.visual_style.rich_style)
        style = self.visual_style
        if index == self._chosen:
            style += Style.parse(_ON_CHOSEN)
        elif index == self._hovered:
            style += Style.parse(_ON_HOVERED)
        mark = _CHOSEN if index == self._chosen else " "
        row = self._strip(self._draw(index, width - _MARGIN), width - _MARGIN, style)
        return Strip(
            [
                Segment(mark, _over(style, MARKED)),
                *row,
                Segment(self._bar(index), _over(style, RULE)),
            ],
            width,
        ).adjust_cell_length(width, style.rich_style)

    def _strip(self, line: Content, width: int, style: Style) -> Strip:
        line = line.truncate(max(width, 1), ellipsis=True)
        drawn = line.render(style, end="", parse_style=self._get_style)
        segments = [Segment(text, piece.rich_style) for text, piece in drawn]
        return Strip(segments, line.cell_length).adjust_cell_length(width, style.rich_style)

    def _bar(self, index: int) -> str:
        """Return the scroll bar's piece beside a row: nothing where all rows are in sight."""
        lines, rows = self._lines_in_sight, self._count
        if rows <= lines:
            return " "
        size = max(lines * lines // rows, 1)
        start = round(self._top * (lines - size) / max(rows - lines, 1))
        return _THUMB if start <= index - self._top < start + size else _TRACK

    # The mouse ---------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Choose a row; open it at the second click."""
        index = self._row_at(event)
        if index is None:
            return
        event.stop()
        self.choose(index)
        if event.chain == 2:
            self.post_message(self.Opened(self))


def _over(style: Style, name: str) -> RichStyle:
    return (style + Style.parse(name)).rich_style
