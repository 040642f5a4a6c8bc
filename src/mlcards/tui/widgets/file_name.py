"""A line for the name of a file."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.widgets import Input

from mlcards.core.text import one_line
from mlcards.tui.commands import EXPORT_FILE, bindings


class FileName(Input):
    """One line of text that holds no control characters, whatever is pasted into it.

    Its keys are actions of the screen it stands on.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EXPORT_FILE)]

    DEFAULT_CSS = """
    FileName {
        width: 1fr;
        height: 1;
        border: none;
        padding: 0;
        background: $surface;
        &:focus { border: none; background: $boost; }
    }
    """

    def on_paste(self, event: events.Paste) -> None:
        """Make what is pasted visible before it is taken in."""
        event.text = one_line(event.text)
