"""The name that a deck is imported by."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mlcards.collection.tree import clean_title
from mlcards.core.errors import UsageError
from mlcards.core.text import one_line
from mlcards.tui.commands import IMPORT_NAME, bindings
from mlcards.tui.format import shown
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.key_line import KeyLine

_ONE = "Parent::Child puts it inside another deck. Empty: the name the file gives it."
_SEVERAL = "The decks come in below this one. Empty: by the names the files give them."


class NameInput(Input):
    """A line for a name."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_NAME)]

    def action_use(self) -> None:
        """Hand in the name."""
        screen = self.screen
        assert isinstance(screen, ImportNameScreen)  # noqa: S101 - it stands on no other
        screen.use(self.value)

    def action_close(self) -> None:
        """Hand in nothing."""
        self.screen.dismiss(None)


class ImportNameScreen(ModalScreen[str | None]):
    """Gives back a title, empty for the file's own, or None when nothing was chosen."""

    CSS_PATH = "import_name.tcss"
    AUTO_FOCUS = "NameInput"

    def __init__(self, title: str, *, several: bool) -> None:
        super().__init__()
        self._before = one_line(title)
        self._several = several

    def compose(self) -> ComposeResult:
        """Lay out the line and its keys."""
        with Vertical(id="frame"):
            yield NameInput(self._before, compact=True, id="line")
            yield Static(Content.styled(_SEVERAL if self._several else _ONE, QUIET), id="how")
            yield KeyLine(IMPORT_NAME, keep="close")

    def on_mount(self) -> None:
        """Name the frame."""
        self.query_one("#frame").border_title = Content(" The deck's name ")

    def use(self, typed: str) -> None:
        """Give back a title, or say why no deck can have it."""
        try:
            self.dismiss(clean_title(typed) if typed.strip() else "")
        except UsageError as error:
            why = shown(f"{error.message} {error.hint}")
            self.query_one("#how", Static).update(why.stylize("$text-warning"))
