"""Switches that are on or off, one a line, each with a sentence of what it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from mlcards.core.text import pad_cells
from mlcards.tui.palette import MARKED, QUIET


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch.

    Attributes:
        name: what it is.
        words: what it does, or why it cannot be turned.
        key: that turns it.
        open: whether it can be turned.
    """

    name: str
    words: str
    key: str
    on: bool = False
    open: bool = True


class Switches(Widget):
    """Shows switches; a click on one asks for it to be turned."""

    DEFAULT_CSS = """
    Switches { width: 1fr; height: auto; }
    """
    ALLOW_SELECT = False

    class Turned(Message):
        """A switch was clicked that can be turned."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._switches: Sequence[Switch] = ()

    def show(self, switches: Sequence[Switch]) -> None:
        """Show switches, or the same ones as they are now."""
        if switches != self._switches:
            resized = len(switches) != len(self._switches)
            self._switches = switches
            self.refresh(layout=resized)

    def render(self) -> Content:
        """Return a line for each."""
        names = max((len(switch.name) for switch in self._switches), default=0)
        width = max(self.content_size.width, 1)
        return Content("\n").join(
            self._line(switch, names).truncate(width, ellipsis=True) for switch in self._switches
        )

    def _line(self, switch: Switch, names: int) -> Content:
        box = "[x] " if switch.on else "[ ] "
        return Content.assemble(
            (f"{switch.key if switch.open else ' '} ", MARKED),
            (box, "" if switch.open else QUIET),
            (pad_cells(switch.name, names + 2), "" if switch.open else QUIET),
            (switch.words, QUIET),
        )

    def on_click(self, event: events.Click) -> None:
        """Ask for what is clicked to be turned."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._switches):
            return
        if self._switches[offset.y].open:
            event.stop()
            self.post_message(self.Turned(offset.y))
