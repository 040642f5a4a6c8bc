"""The first rows of a table under its columns, one column chosen; drawn line by line."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from mlcards.core.text import cell_width, one_line
from mlcards.tui.palette import MARKED, QUIET

_WIDEST = 32
_NARROWEST = 10
_GAP = 2
_LONGEST = 200
_CHOSEN = "on $block-cursor-blurred-background"
_LEFT_OUT = "left out"
_MARK = "▸"
_ABOVE = 3
"""Lines above the rows: names, what columns hold, a blank one."""


class TableGrid(Widget):
    """Names, then what each column holds, then rows; it scrolls sideways by columns.

    Every text is made visible here.
    """

    DEFAULT_CSS = """
    TableGrid { width: 1fr; height: 1fr; }
    """
    ALLOW_SELECT = False

    class Chosen(Message):
        """A column was clicked: `again` when it was the chosen one already."""

        def __init__(self, column: int, *, again: bool) -> None:
            super().__init__()
            self.column = column
            self.again = again

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._names: tuple[str, ...] = ()
        self._fields: tuple[str, ...] = ()
        self._rows: Sequence[Sequence[str]] = ()
        self._widths: tuple[int, ...] = ()
        self._chosen = 0
        self._first = 0

    def show(
        self,
        names: Sequence[str],
        fields: Sequence[str],
        rows: Sequence[Sequence[str]],
        chosen: int = 0,
    ) -> None:
        """Show a table; `fields` has "" for a column that is left out."""
        self._names = tuple(one_line(name, _LONGEST) for name in names)
        self._fields = tuple(fields)
        self._rows = [[one_line(cell, _LONGEST) for cell in row] for row in rows]
        self._widths = tuple(self._width(column) for column in range(len(self._names)))
        self._chosen = min(chosen, max(len(self._names) - 1, 0))
        self._bring_into_sight()
        self.refresh()

    def _width(self, column: int) -> int:
        texts = [self._names[column], self._fields[column] or _LEFT_OUT]
        texts += [row[column] for row in self._rows if column < len(row)]
        return min(max(_NARROWEST, *map(cell_width, texts)), _WIDEST)

    def on_resize(self) -> None:
        """Keep the chosen column in sight."""
        self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        self._first = min(self._first, self._chosen)
        while self._first < self._chosen:
            needed = sum(width + _GAP for width in self._widths[self._first : self._chosen + 1])
            if needed <= self.size.width:
                break
            self._first += 1

    # Drawing -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return one line: names, fields, a blank one, then the rows."""
        style = self.visual_style
        segments: list[Segment] = []
        room = self.size.width
        for column in range(self._first, len(self._names)):
            if room <= 0:
                break
            width = min(self._widths[column] + _GAP, room)
            room -= width
            chosen = column == self._chosen and y < _ABOVE + len(self._rows)
            base = style + Style.parse(_CHOSEN) if chosen else style
            cell = self._cell(y, column).truncate(max(width - 1, 1), ellipsis=True)
            mark = _MARK if chosen and y == 0 else " "
            cell = Content.styled(mark, MARKED) + cell if width > 1 else cell
            drawn = cell.render(base, end="", parse_style=self._get_style)
            strip = Strip([Segment(text, piece.rich_style) for text, piece in drawn])
            segments += strip.adjust_cell_length(width, base.rich_style)
        return Strip(segments).adjust_cell_length(self.size.width, style.rich_style)

    def _cell(self, y: int, column: int) -> Content:
        if y == 0:
            return Content.styled(self._names[column], QUIET)
        if y == 1:
            field = self._fields[column]
            if not field:
                return Content.styled(_LEFT_OUT, QUIET)
            return Content.styled(field.replace("_", " "), "bold $text-accent")
        if y < _ABOVE or y - _ABOVE >= len(self._rows):
            return Content("")
        row = self._rows[y - _ABOVE]
        text = row[column] if column < len(row) else ""
        return Content.styled(text, "" if self._fields[column] else QUIET)

    def on_click(self, event: events.Click) -> None:
        """Choose the column under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = 0
        for column in range(self._first, len(self._names)):
            start += self._widths[column] + _GAP
            if offset.x < start:
                event.stop()
                self.post_message(self.Chosen(column, again=column == self._chosen))
                return
