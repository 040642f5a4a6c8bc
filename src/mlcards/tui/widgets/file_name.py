"""A line for the name of a file."""

from textual import events
from textual.widgets import Input

from mlcards.core.text import one_line


class FileName(Input):
    """One line of text that holds no control characters, whatever is pasted into it."""

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
