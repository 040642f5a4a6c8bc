"""The editor of the candidate's own answer."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mlcards.core.errors import MlcardsError
from mlcards.core.text import visible
from mlcards.tui.commands import OWN_ANSWER, bindings
from mlcards.tui.widgets.card_text import CardText
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.writing import Writing

Save = Callable[[str], Awaitable[None]]
"""Keeps a text; raises MlcardsError when it could not."""


class OwnAnswerScreen(ModalScreen[str | None]):
    """Gives back the text that was kept, or None when nothing was.

    What could not be kept stays in the editor, so no text is lost.
    """

    CSS_PATH = "own_answer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OWN_ANSWER)]

    def __init__(self, question: str, text: str, save: Save) -> None:
        super().__init__()
        self._question = question
        self._before = visible(text)
        self._save = save
        self._asked = False

    def compose(self) -> ComposeResult:
        """Lay out the question, the editor and the keys."""
        with Vertical(id="frame"):
            yield CardText(self._question, id="question")
            yield Writing(
                self._before, placeholder="Your own answer, as you would say it", id="text"
            )
            yield Static(id="notice")
            yield KeyLine(OWN_ANSWER, keep="close")

    def on_mount(self) -> None:
        """Write on where the text ends."""
        self.query_one("#frame").border_title = Content(" Your answer ")
        editor = self.query_one(Writing)
        editor.move_cursor(editor.document.end)
        editor.focus()

    def on_text_area_changed(self) -> None:
        """Take back the question whether to leave."""
        self._asked = False
        self.query_one("#notice", Static).update(Content(""))

    async def action_save(self) -> None:
        """Keep the text and go back."""
        text = self.query_one(Writing).text.strip()
        try:
            await self._save(text)
        except MlcardsError as error:
            message = f"{error.message} {error.hint}" if error.hint else error.message
            self.notify(visible(message), severity="error", timeout=10, markup=False)
            return
        self.dismiss(text)

    def action_close(self) -> None:
        """Go back; a changed text is let go only at the second press."""
        changed = self.query_one(Writing).text.strip() != self._before.strip()
        if changed and not self._asked:
            self._asked = True
            question = "It is changed: ctrl+s keeps it, esc again drops it."
            self.query_one("#notice", Static).update(Content.styled(question, "bold $text-warning"))
            return
        self.dismiss(None)
