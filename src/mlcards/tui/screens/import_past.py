"""The imports made so far, and the key that takes the newest back."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mlcards.collection.taking_back import PastImport, past_imports, take_back
from mlcards.core.errors import MlcardsError
from mlcards.core.text import pad_cells
from mlcards.tui.commands import APP, IMPORT_PAST, LINES, bindings
from mlcards.tui.format import short_date_text
from mlcards.tui.importing.words import (
    counts_text,
    files_text,
    taken_back_text,
    would_take_back_text,
)
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import tzinfo

    from mlcards.tui.app import MlcardsApp

_WHEN = 20
_ASKING = "bold $text-warning"
_NONE = "Nothing was imported yet."
_NEWEST_FIRST = "Imports are taken back newest first: take back the newer ones before this one."


class PastImportsScreen(LineKeys, Screen[None]):
    """Imports, newest first."""

    CSS_PATH = "import_past.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PAST, LINES)]
    AUTO_FOCUS = ""
    app: "MlcardsApp"

    def __init__(self) -> None:
        super().__init__()
        self._past: list[PastImport] = []
        self._zone: tzinfo | None = None
        self._asked: int | None = None
        """The import whose taking back was asked about."""
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out the imports, what is to be said, and the keys."""
        yield Headline("Imports", "newest first", id="title")
        yield RowList(id="rows")
        yield Static(id="notice")
        yield KeyLine(IMPORT_PAST, APP, id="keys", keep="close")

    def on_mount(self) -> None:
        """List the imports."""
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        collection = await self.app.opened()
        try:
            self._past = await asyncio.to_thread(past_imports, collection)
        except MlcardsError as error:
            self.app.say_error(error)
        self._zone = collection.days.zone
        rows = self.query_one(RowList)
        chosen = rows.chosen if rows.count else self._newest
        nothing = [Content.styled(_NONE, QUIET)]
        rows.show(len(self._past), self._line, chosen=chosen or 0, nothing=nothing)
        self.refresh_bindings()

    def _line(self, index: int, width: int) -> Content:
        past = self._past[index]
        at = past.at.astimezone(self._zone)
        when = pad_cells(f"{short_date_text(at.date())} {at.year} {at:%H:%M}", _WHEN)
        said = "taken back" if past.undone else counts_text(past)
        room = max(width - _WHEN - len(said) - 2, 12)
        name = Content(files_text(past.sources)).truncate(room, ellipsis=True)
        line = Content.assemble((when, QUIET), name.pad_right(room + 2 - name.cell_length), said)
        return line.stylize(QUIET) if past.undone else line

    @property
    def _newest(self) -> int | None:
        """The number of the row that can be taken back."""
        return next((index for index, past in enumerate(self._past) if not past.undone), None)

    # Keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to take back where there is something."""
        if action == "take_back":
            return self._newest is not None
        return super().check_action(action, parameters)

    def action_take_back(self) -> None:
        """Say what it would do; do it at the second press."""
        index, newest = self.query_one(RowList).chosen, self._newest
        if index is None or newest is None or self._busy:
            return
        past = self._past[index]
        if past.undone:
            self._say("It was taken back already.", QUIET)
        elif index != newest:
            self._say(_NEWEST_FIRST, _ASKING)
        elif self._asked != past.id:
            self._asked = past.id
            self._say(f"{would_take_back_text(past)}. u again takes it back.", _ASKING)
        else:
            self._busy = True
            self._say("Taking it back …", _ASKING)
            self._take_back(past)

    @work
    async def _take_back(self, past: PastImport) -> None:
        """Take it back; a large import takes its time, so the screen is not kept waiting."""
        try:
            collection = await self.app.opened()
            taken = await asyncio.to_thread(take_back, collection, past.id)
        except MlcardsError as error:
            self._say("", QUIET)
            self.app.say_error(error)
        else:
            self._say(taken_back_text(taken), "$text-success")
        finally:
            self._asked, self._busy = None, False
        self._look()

    def _say(self, words: str, style: str) -> None:
        self.query_one("#notice", Static).update(Content.styled(words, style))

    @on(RowList.Moved)
    def _moved(self) -> None:
        """Take back the question."""
        if not self._busy:
            self._asked = None
            self._say("", QUIET)

    def action_close(self) -> None:
        """Go back; a question is taken back first."""
        if self._busy:
            return
        if self._asked is not None:
            self._moved()
            return
        self.app.pop_screen()
