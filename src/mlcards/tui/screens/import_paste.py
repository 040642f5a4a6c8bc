"""Import of text: what was copied somewhere is pasted here, and then looked at like a file."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from mlcards.core.text import plural, visible
from mlcards.tui.commands import IMPORT_PASTE, bindings
from mlcards.tui.importing.request import Request
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.writing import Writing

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

_LARGE = 200_000
"""Characters from which a text is kept beside the editor, which shows its beginning."""
_SHOWN = 20_000
_WHAT = "Paste here: Quizlet, CSV, Anki notes, Markdown, YAML or JSON. The format is told."


class PasteArea(Writing):
    """An editor that gives a text away that is too large for it."""

    class Large(Message):
        """A large text was pasted into the empty editor."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_paste(self, event: events.Paste) -> None:
        """Take a text in, or hand it on."""
        if len(event.text) > _LARGE:
            event.prevent_default()
            event.stop()
            self.post_message(self.Large(event.text))


class ImportPasteScreen(Screen[None]):
    """An editor for text to import."""

    CSS_PATH = "import_paste.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PASTE)]
    AUTO_FOCUS = "PasteArea"
    app: "MlcardsApp"

    def __init__(self, text: str = "") -> None:
        """Begin with some text."""
        super().__init__()
        self._given = text.replace("\r\n", "\n").replace("\r", "\n")
        self._whole: str | None = None
        self._asked = False

    def compose(self) -> ComposeResult:
        """Lay out the editor and the keys."""
        yield Headline("Import", "pasted text", id="title")
        small = len(self._given) <= _LARGE
        yield PasteArea(self._given if small else "", placeholder=_WHAT, id="text")
        yield Static(id="notice")
        yield KeyLine(IMPORT_PASTE, id="keys", keep="close")

    def on_mount(self) -> None:
        """Keep a large text beside the editor."""
        area = self.query_one(PasteArea)
        if len(self._given) > _LARGE:
            self._keep(self._given)
        area.move_cursor(area.document.end)

    @on(PasteArea.Large)
    def _large(self, event: PasteArea.Large) -> None:
        self._keep(event.text.replace("\r\n", "\n").replace("\r", "\n"))

    def _keep(self, text: str) -> None:
        area = self.query_one(PasteArea)
        self._whole = text
        area.load_text(visible(text[:_SHOWN]) + "\n…")
        area.read_only = True
        lines = plural(text.count("\n") + 1, "line")
        self._say(f"The text has {lines}; only its beginning is shown, all of it is taken.", QUIET)

    @property
    def _text(self) -> str:
        """What is to be imported: as it was pasted where nobody changed it since."""
        if self._whole is not None:
            return self._whole
        text = self.query_one(PasteArea).text
        return self._given if text == visible(self._given) else text

    def on_text_area_changed(self) -> None:
        """Take back the question whether to leave."""
        if self._asked:
            self._asked = False
            self._say("", QUIET)

    def action_read(self) -> None:
        """Show what would come in."""
        from mlcards.tui.screens.import_plan import ImportPlanScreen

        text = self._text
        if not text.strip():
            self._say("There is no text yet.", "bold $text-warning")
            return
        data = text.encode("utf-8", "replace")
        self.app.push_screen(ImportPlanScreen(Request(data=data)))

    def action_close(self) -> None:
        """Go back; text is let go only at the second press."""
        if self._text.strip() and not self._asked:
            self._asked = True
            self._say("esc again drops the text.", "bold $text-warning")
            return
        self.app.pop_screen()

    def _say(self, words: str, style: str) -> None:
        self.query_one("#notice", Static).update(Content.styled(words, style))
