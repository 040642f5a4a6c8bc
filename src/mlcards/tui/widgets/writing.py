"""A place to write an answer: before the flip, and for keeping."""

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from mlcards.core.text import visible
from mlcards.tui.commands import TYPING, bindings


class Writing(TextArea):
    """A text area that holds no control characters, whatever is pasted or loaded into it."""

    DEFAULT_CSS = """
    Writing {
        border: none;
        border-left: outer $primary;
        padding: 0 1;
        background: $surface;
        &:focus {
            border: none;
            border-left: outer $primary;
        }
    }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002
        super().__init__(visible(text), placeholder=placeholder, highlight_cursor_line=False, id=id)

    def on_paste(self, event: events.Paste) -> None:
        """Make what is pasted visible before it is taken in."""
        event.text = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"))


class TypedAnswer(Writing):
    """Where an answer is typed before the model answer is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(TYPING)]

    class Done(Message):
        """The person wants to see the answer beside what they typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Cancelled(Message):
        """The person puts the typing away."""

    def action_compare(self) -> None:
        """Hand in what was typed."""
        self.post_message(self.Done(self.text))

    def action_cancel(self) -> None:
        """Put it away; the text stays until the next card."""
        self.post_message(self.Cancelled())
