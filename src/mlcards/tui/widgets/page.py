"""A page of ready lines that scrolls: one widget, however much stands on it.

Lines are `Content` that already fits; only those in sight are turned into segments, so showing a
long card costs what a short one does. A line may carry a target, which a click on it reports.
"""

from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

MARGIN = 2
"""Cells left free at either side."""
TEXT_WIDTH = 100
"""Cells of the longest line of running text: longer ones are hard to read."""
TWO_COLUMNS_FROM = 120
"""Cells of a terminal from which two texts stand beside each other."""
COLUMN_GAP = 4
WIDEST = 160
"""Cells of two columns at most."""


class Stage(NamedTuple):
    """Where things stand on a screen of some width; header, page and bars share it.

    Attributes:
        left: cells before every line.
        text: cells of running text.
        wide: cells of what may use the whole width.
    """

    left: int
    text: int
    wide: int


def stage(width: int) -> Stage:
    """Return the stage of a screen that is `width` cells wide: centred on a very wide one."""
    wide = max(min(width - 2 * MARGIN, WIDEST), 1)
    return Stage(max((width - wide) // 2, 0), min(wide, TEXT_WIDTH), wide)


class Target(NamedTuple):
    """What a line stands for: a kind and a number."""

    kind: str
    number: int = 0


class PageLine(NamedTuple):
    """One line, at most as wide as the stage."""

    content: Content
    target: Target | None = None


BLANK = PageLine(Content(""))


class Page(ScrollView, can_focus=False):
    """Lines that scroll; subclasses say what they are.

    Keys are the screen's: the page takes no focus.
    """

    DEFAULT_CSS = """
    Page {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
    }
    """

    class Pressed(Message):
        """A line with a target was clicked."""

        def __init__(self, page: "Page", target: Target) -> None:
            super().__init__()
            self.page = page
            self.target = target

        @property
        def control(self) -> "Page":
            """The page it stands on."""
            return self.page

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._lines: Sequence[PageLine] = ()
        self._strips: dict[int, Strip] = {}
        self._drawn_for: Size | None = None
        self._pressed_at: Offset | None = None

    def lines_at(self, place: Stage) -> Sequence[PageLine]:
        """Return all lines for a stage."""
        raise NotImplementedError

    @property
    def lines(self) -> Sequence[PageLine]:
        """The lines as they stand, without the margin."""
        return self._lines

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join(line.content.plain for line in self._lines)

    def rebuild(self, *, top: bool = False) -> None:
        """Draw the lines anew; `top` scrolls to the first."""
        if not self.size.width:
            return
        before = self._lines
        same = self._drawn_for == self.outer_size and not top
        self._fit()
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._lines))
        if top:
            self.scroll_to(y=0, animate=False)
        if same:
            self._refresh_changed(before)
        else:
            self._strips.clear()
            self.refresh()

    def _fit(self) -> None:
        self._lines = self.lines_at(self._stage)
        self._drawn_for = self.outer_size

    def _refresh_changed(self, before: Sequence[PageLine]) -> None:
        """Draw only the lines that are not as they were."""
        longest = max(len(before), len(self._lines))
        changed = [
            y
            for y in range(longest)
            if y >= min(len(before), len(self._lines))
            or not before[y].content.is_same(self._lines[y].content)
        ]
        if changed:
            for y in changed:
                self._strips.pop(y, None)
            self.refresh_lines(changed[0], changed[-1] - changed[0] + 1)

    def line_of(self, target: Target) -> range:
        """Return the lines that stand for a target; empty when none does."""
        found = [y for y, line in enumerate(self._lines) if line.target == target]
        return range(found[0], found[-1] + 1) if found else range(0)

    def reveal(self, lines: range) -> None:
        """Scroll as little as it takes to bring lines into sight."""
        if not lines:
            return
        height = self.scrollable_content_region.height
        first = self.scroll_offset.y
        if lines.start < first or len(lines) > height:
            self.scroll_to(y=lines.start, animate=False)
        elif lines.stop > first + height:
            self.scroll_to(y=lines.stop - height, animate=False)

    # Drawing -----------------------------------------------------------------------------------

    @property
    def _stage(self) -> Stage:
        return stage(self.outer_size.width)

    def on_resize(self) -> None:
        """Fit the lines to the new width."""
        self.rebuild()

    def notify_style_update(self) -> None:
        """Draw in the new colours."""
        super().notify_style_update()
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in sight; the first frame is painted before a resize is reported."""
        if self._drawn_for is None:
            self._fit()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return one line in sight."""
        number = y + self.scroll_offset.y
        width = self.size.width
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != width:
            strip = self._strips[number] = self._strip(number, width)
        return strip

    def _strip(self, number: int, width: int) -> Strip:
        style = self.visual_style
        if number >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        left = self._stage.left
        content = self._lines[number].content
        if (span := self._selected(number, left)) is not None:
            content = content.stylize(self._selection_style, *span)
        segments = [Segment(" " * left, style.rich_style)]
        column = left
        # Each piece carries where it stands on the page: that is how Textual selects text.
        for text, drawn in content.render(style, end="", parse_style=self._get_style):
            segments.append(Segment(text, drawn.rich_style_with_offset(column, number)))
            column += len(text)
        strip = Strip(segments, left + content.cell_length)
        return strip.adjust_cell_length(width, style.rich_style)

    # Selecting and clicking --------------------------------------------------------------------

    @property
    def _selection_style(self) -> Style:
        return Style.from_styles(self.screen.get_component_styles("screen--selection"))

    def _selected(self, number: int, left: int) -> tuple[int, int] | None:
        selection = self.text_selection
        span = None if selection is None else selection.get_span(number)
        if span is None:
            return None
        length = len(self._lines[number].content.plain)
        start, end = span
        return max(start - left, 0), length if end == -1 else max(end - left, 0)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text without the margin."""
        margin = " " * self._stage.left
        text = "\n".join(margin + line.content.plain for line in self._lines)
        return dedent(selection.extract(text)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Draw what is selected."""
        self._strips.clear()
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Note where a click begins."""
        self._pressed_at = event.screen_offset

    def on_click(self, event: events.Click) -> None:
        """Report a click on a line that stands for something; a drag selects text instead."""
        if event.screen_offset != self._pressed_at:
            return
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = offset.y + self.scroll_offset.y
        if number < len(self._lines) and (target := self._lines[number].target) is not None:
            event.stop()
            self.post_message(self.Pressed(self, target))
