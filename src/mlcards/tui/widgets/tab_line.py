"""A line of views to choose from, each with how much is in it."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from mlcards.core.text import cell_width
from mlcards.tui.palette import QUIET

_GAP = 2
_CHOSEN = "bold underline $text-accent"


class Tab(NamedTuple):
    """One view.

    Attributes:
        name: by which it is asked for.
        label: the word on screen.
        number: how much is in it.
        style: for its number, where that should be seen.
    """

    name: str
    label: str
    number: int
    style: str = QUIET

    @property
    def width(self) -> int:
        """Cells it takes."""
        return cell_width(self.label) + 1 + len(f"{self.number:,}")


class TabLine(Widget):
    """One line of tabs; where they do not fit it begins later, so that the chosen one shows."""

    DEFAULT_CSS = """
    TabLine { height: 1; width: 1fr; }
    """
    ALLOW_SELECT = False

    class Chosen(Message):
        """Another tab was chosen."""

        def __init__(self, tabs: "TabLine") -> None:
            super().__init__()
            self.tabs = tabs

        @property
        def control(self) -> "TabLine":
            """The line."""
            return self.tabs

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._tabs: tuple[Tab, ...] = ()
        self._chosen = ""

    def show(self, tabs: Sequence[Tab], chosen: str) -> None:
        """Show other tabs, or other numbers; the first where `chosen` is none of them."""
        self._tabs = tuple(tabs)
        names = [tab.name for tab in tabs]
        self._chosen = chosen if chosen in names else next(iter(names), "")
        self.refresh()

    @property
    def chosen(self) -> str:
        """The name of the chosen tab; empty where there are none."""
        return self._chosen

    def step(self, by: int) -> None:
        """Choose the tab some places on; past the last comes the first."""
        if self._tabs:
            self.choose(self._tabs[(self._index + by) % len(self._tabs)].name)

    def choose(self, name: str) -> None:
        """Choose a tab."""
        if name != self._chosen:
            self._chosen = name
            self.refresh()
            self.post_message(self.Chosen(self))

    def render(self) -> Content:
        """Return the line."""
        first, last = self._in_sight()
        parts: list[Content] = [Content.styled("‹", QUIET)] if first else []
        for tab in self._tabs[first:last]:
            chosen = tab.name == self._chosen
            word = Content.styled(tab.label, _CHOSEN if chosen else "")
            parts.append(word + Content.assemble(" ", (f"{tab.number:,}", tab.style)))
        if last < len(self._tabs):
            parts.append(Content.styled("›", QUIET))
        return Content(" " * _GAP).join(parts)

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse; an arrow goes on to the next."""
        offset = event.get_content_offset(self)
        if offset is None or not self._tabs:
            return
        event.stop()
        first, last = self._in_sight()
        start = 0
        if first:
            if offset.x < 1 + _GAP:
                self.choose(self._tabs[first - 1].name)
                return
            start = 1 + _GAP
        for tab in self._tabs[first:last]:
            if start <= offset.x < start + tab.width:
                self.choose(tab.name)
                return
            start += tab.width + _GAP
        if last < len(self._tabs) and offset.x >= start:
            self.choose(self._tabs[last].name)

    @property
    def _index(self) -> int:
        return next((n for n, tab in enumerate(self._tabs) if tab.name == self._chosen), 0)

    def _in_sight(self) -> tuple[int, int]:
        """Return the tabs that fit, as a range with the chosen one in it."""
        room = self.content_size.width
        first = 0
        while first < self._index and self._fitting(first, room) <= self._index:
            first += 1
        return first, self._fitting(first, room)

    def _fitting(self, first: int, room: int) -> int:
        """Return the end of the tabs that fit from `first` on."""
        arrows = 1 + _GAP if first else 0
        used, last = arrows - _GAP, first
        for number in range(first, len(self._tabs)):
            used += self._tabs[number].width + _GAP
            more = 1 + _GAP if number + 1 < len(self._tabs) else 0
            if used + more > room:
                break
            last = number + 1
        return max(last, first + 1)
