"""Import, third step: the writing, which can be called off until it is done."""

import asyncio
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mlcards.collection.import_plans import Choices, Planned
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import CancelledError, apply
from mlcards.core.errors import MlcardsError
from mlcards.core.text import plural
from mlcards.tui.commands import IMPORT_PROGRESS, bindings
from mlcards.tui.palette import QUIET, RULE
from mlcards.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

Answer = Sequence[FileReport] | MlcardsError
_EVERY = 0.1
"""Seconds between two looks at how far it is."""
_HALVES = 2


class ImportProgressScreen(ModalScreen[Answer]):
    """A bar over the plan; gives back what was imported, or the error that ended it."""

    CSS_PATH = "import_progress.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PROGRESS)]
    AUTO_FOCUS = ""
    app: "MlcardsApp"

    def __init__(self, name: str, planned: Sequence[Planned], choices: Choices) -> None:
        super().__init__()
        self._named = name
        self._planned, self._choices = planned, choices
        self._called_off = Event()
        self._reached = (0, 0)
        """Written by the thread, read by the timer: a whole value at a time."""

    def compose(self) -> ComposeResult:
        """Lay out the bar and its key."""
        with Vertical(id="frame"):
            yield Static(Content.styled(f"Importing {self._named}", "bold"), id="name")
            yield Static(id="bar")
            yield Static(id="counts")
            yield KeyLine(IMPORT_PROGRESS, keep="cancel")

    def on_mount(self) -> None:
        """Begin to write."""
        self._look()
        self.set_interval(_EVERY, self._look)
        self._write()

    def on_unmount(self) -> None:
        """End the writing when the app is left."""
        self._called_off.set()

    @work
    async def _write(self) -> None:
        collection = await self.app.opened()
        try:
            reports = await asyncio.to_thread(
                apply, collection, self._planned, self._choices, self._tick
            )
        except MlcardsError as error:
            self.dismiss(error)
        else:
            self.dismiss(reports)

    def _tick(self, done: int, total: int) -> None:
        """Note how far it is; runs in the thread that writes."""
        self._reached = (done, total)
        if self._called_off.is_set():
            raise CancelledError

    def _look(self) -> None:
        done, total = self._reached
        bar, counts = self.query_one("#bar", Static), self.query_one("#counts", Static)
        bar.update(_bar(done / total if total else 0.0, bar.size.width or 40))
        if self._called_off.is_set():
            said = "Calling off …"
        elif total:
            said = f"{done:,} of {plural(total, 'card')}"
            said = "Finishing …" if done >= total else said
        else:
            said = "Beginning …"
        counts.update(Content.styled(said, QUIET))

    def action_cancel(self) -> None:
        """Call it off: nothing will have been written."""
        self._called_off.set()
        self._look()


def _bar(share: float, width: int) -> Content:
    """Return a bar of which `share` is done."""
    halves = round(min(max(share, 0.0), 1.0) * width * _HALVES)
    whole, half = divmod(halves, _HALVES)
    done = "━" * whole + ("╸" if half else "")
    return Content.assemble((done, "$text-accent"), ("━" * (width - len(done)), RULE))
