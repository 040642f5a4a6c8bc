"""All of a card that is too long to be drawn, as its author wrote it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import TextArea

from mlcards.collection.views import CardView
from mlcards.core.text import visible
from mlcards.tui.card_sections import whole_text
from mlcards.tui.commands import EDITABLE, READING, bindings
from mlcards.tui.widgets.key_line import KeyLine


class WholeTextScreen(ModalScreen[str | None]):
    """A read-only text: nothing in it is formatted, nothing is left out.

    Gives back "edit" where the person wants to change it.
    """

    CSS_PATH = "whole_text.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(READING, EDITABLE)]
    AUTO_FOCUS = ""

    def __init__(self, view: CardView, *, answer: bool, editable: bool = False) -> None:
        """Take a card; without `answer` only its question is shown."""
        super().__init__()
        self._editable = editable
        self._text = visible(whole_text(view) if answer else view.face.question)

    def compose(self) -> ComposeResult:
        """Lay out the text and the keys."""
        with Vertical(id="frame"):
            area = TextArea(self._text, read_only=True, show_cursor=False)
            area.can_focus = False
            yield area
            yield KeyLine(READING, EDITABLE, keep="close")

    def on_mount(self) -> None:
        """Name the frame."""
        self.query_one("#frame").border_title = Content(" The whole card ")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing where the card can be."""
        if action == "edit":
            return self._editable
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Go on to the editor."""
        self.dismiss("edit")

    def action_scroll(self, pages: int) -> None:
        """Scroll by pages."""
        area = self.query_one(TextArea)
        area.scroll_relative(y=pages * max(area.size.height - 1, 1), animate=False)

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(TextArea).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
