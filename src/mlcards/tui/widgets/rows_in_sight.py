"""What lists that draw only their rows in sight have in common: scrolling and the mouse."""

from textual import events
from textual.widget import Widget

_WHEEL = 3
"""Rows that one notch of the wheel scrolls."""


class RowsInSight(Widget):
    """Rows of one line each below a fixed head, one of them chosen.

    It knows nothing of what the rows are: a list tells how many there are and draws them. It has
    no scroll bar of Textual's and no component classes, for they would make the first frame late.
    """

    ALLOW_SELECT = False
    HEAD_LINES = 0
    """Lines above the rows that do not scroll."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._chosen = 0
        self._top = 0
        self._hovered: int | None = None

    @property
    def count(self) -> int:
        """The number of rows."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """Keep the chosen row in sight."""
        self._bring_into_sight()

    @property
    def _lines_in_sight(self) -> int:
        return max(self.size.height - self.HEAD_LINES, 1)

    def _bring_into_sight(self) -> None:
        lines = self._lines_in_sight
        self._scroll_rows(min(max(self._top, self._chosen - lines + 1), self._chosen))

    def _scroll_rows(self, top: int) -> None:
        top = max(min(top, self.count - self._lines_in_sight), 0)
        if top != self._top:
            self._top = top
            self.refresh()

    # The mouse ---------------------------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll; the chosen row stays chosen, even out of sight."""
        event.stop()
        self._scroll_rows(self._top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back."""
        event.stop()
        self._scroll_rows(self._top - _WHEEL)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the row under the mouse."""
        self._hover(self._row_at(event))

    def on_leave(self) -> None:
        """Light up nothing."""
        self._hover(None)

    def _hover(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.refresh()

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.HEAD_LINES:
            return None
        index = offset.y - self.HEAD_LINES + self._top
        return index if index < self.count else None
