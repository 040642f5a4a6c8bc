"""The format that something is read in, where the one that was told is wrong."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from mlcards.collection.formats import read_formats
from mlcards.tui.commands import IMPORT_FORMAT, LINES, bindings
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.row_list import RowList

_TOLD = ("", "told from what is in it", ())


class ImportFormatScreen(LineKeys, ModalScreen[str | None]):
    """Gives back the name of a format, empty for the one that is told, or None."""

    CSS_PATH = "import_format.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_FORMAT, LINES)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, chosen: str) -> None:
        super().__init__()
        self._formats = [_TOLD, *((one.name, one.title, one.suffixes) for one in read_formats())]
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the formats and the keys."""
        with Vertical(id="frame"):
            yield RowList(id="rows")
            yield KeyLine(IMPORT_FORMAT, keep="close")

    def on_mount(self) -> None:
        """Show the formats."""
        self.query_one("#frame").border_title = Content(" Read it as ")
        rows = self.query_one(RowList)
        names = [name for name, _title, _suffixes in self._formats]
        rows.styles.height = len(names)
        chosen = names.index(self._chosen) if self._chosen in names else 0
        rows.show(len(names), self._line, chosen=chosen)

    def _line(self, index: int, _width: int) -> Content:
        _name, title, suffixes = self._formats[index]
        return Content.assemble(title, (f"  {' '.join(suffixes)}", QUIET))

    @on(RowList.Opened)
    def action_use(self) -> None:
        """Take the chosen one."""
        index = self.query_one(RowList).chosen
        self.dismiss(self._formats[index or 0][0])

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
