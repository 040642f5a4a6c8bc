"""Export: decks into a file, in one of the formats there are."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mlcards.core.errors import MlcardsError, UsageError
from mlcards.core.text import one_line, pad_cells, plural
from mlcards.tui.commands import APP, EXPORT, EXPORT_FILE, bindings
from mlcards.tui.export_form import (
    EVERYTHING,
    REVIEWS,
    TABLES,
    Written,
    decks_text,
    default_name,
    followed_name,
    format_of,
    keeps_text,
    written_lines,
)
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.file_name import FileName
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.row_list import RowList
from mlcards.tui.widgets.switches import Switch, Switches

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.collection.formats import ExportFormat
    from mlcards.collection.views import DeckLine
    from mlcards.core.model import Deck
    from mlcards.tui.app import MlcardsApp

_TITLE = 22
_SUFFIX = 8
"""Cells of the columns of the list."""
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_SPIN_EVERY = 0.1
_NAME = 40
"""Characters of a file's name in a question."""
GOOD = "$text-success"
WARNING = "bold $text-warning"


class _CalledOff(Exception):  # noqa: N818 - it is how an export ends, not an error
    """The person called the export off."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is to choose from."""

    lines: "Sequence[DeckLine]"
    decks: "Sequence[Deck]"
    formats: "Sequence[ExportFormat]"


class _Progress:
    """How far an export is: written by its thread, read by the screen."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.called_off = Event()

    def tick(self, done: int, total: int) -> None:
        """Note how far it is; end it where the person called it off."""
        self.done, self.total = done, total
        if self.called_off.is_set():
            raise _CalledOff


class ExportScreen(LineKeys, Screen[None]):
    """Which decks, which format, which file; then what was written."""

    CSS_PATH = "export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EXPORT)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self, titles: Sequence[str] = ()) -> None:
        """Offer a deck with those below it; all decks where `titles` is empty."""
        super().__init__()
        self._chosen_title = titles[0] if titles else None
        self._title = self._chosen_title
        self._known: _Known | None = None
        self._format = 0
        self._progress = False
        self._disarmed = False
        self._replaces = ""
        self._writing: _Progress | None = None
        self._default = ""
        self._frame = 0

    def compose(self) -> ComposeResult:
        """Lay out the formats, the file, the two switches and the keys."""
        yield Headline("Export", id="headline")
        with Container(id="form"):
            yield RowList(id="formats")
            yield Static(id="keeps")
            with Horizontal(id="line"):
                yield Static(Content.styled("File", QUIET), id="label")
                yield FileName(id="file", compact=True, select_on_focus=False)
            yield Static(id="folder")
            yield Switches(id="switches")
            yield Static(id="said")
        yield KeyLine(EXPORT, EXPORT_FILE, APP, id="keys", keep="back")

    def on_mount(self) -> None:
        """Ask what there is to choose from."""
        self._spinner = self.set_interval(_SPIN_EVERY, self._spin, pause=True)
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        collection = await self.app.opened()
        try:
            self._known = await asyncio.to_thread(_look_at, collection)
        except MlcardsError as error:
            self.app.say_error(error)
            return
        top = [line.title for line in self._known.lines if not line.depth]
        if self._title not in {line.title for line in self._known.lines}:
            self._chosen_title = None
            self._title = top[0] if len(top) == 1 else None
        formats = self._known.formats
        with self.app.batch_update():
            rows = self.query_one(RowList)
            rows.styles.max_height = len(formats)
            rows.show(len(formats), self._format_row)
            self._put_name(default_name(self._title, self._chosen))
            self._show()

    # Showing -----------------------------------------------------------------------------------

    @property
    def _chosen(self) -> "ExportFormat":
        if self._known is None:
            raise RuntimeError("nothing is known yet")
        return self._known.formats[self._format]

    @property
    def _file(self) -> str:
        return self.query_one(FileName).value.strip()

    def _format_row(self, index: int, _width: int) -> Content:
        if self._known is None:
            return Content("")
        offered = self._known.formats[index]
        ending = offered.suffixes[0] if offered.suffixes else ".csv"
        progress = "with progress" if offered.keeps_progress else ""
        if offered.name == REVIEWS:
            progress = "progress only"
        return Content.assemble(
            (pad_cells(offered.title, _TITLE), "bold" if index == self._format else ""),
            (pad_cells(ending, _SUFFIX), QUIET),
            (progress, QUIET),
        )

    def _show(self) -> None:
        """Say anew what was chosen."""
        known = self._known
        if known is None:
            return
        title = self._title
        below = [line for line in known.lines if title and line.title.startswith(f"{title}::")]
        about = decks_text(title, len(below))
        self.query_one(Headline).say("Export", about, plural(self._cards, "card"))
        self.query_one("#keeps", Static).update(Content.styled(keeps_text(self._chosen), QUIET))
        self.query_one("#folder", Static).update(Content.styled(self._folder, QUIET))
        self.query_one(Switches).show(self._switches())
        self.refresh_bindings()

    @property
    def _cards(self) -> int:
        lines = self._known.lines if self._known else ()
        if self._title is None:
            return sum(line.cards for line in lines if line.depth == 0)
        return next((line.cards for line in lines if line.title == self._title), 0)

    @property
    def _folder(self) -> str:
        """Say where the file will lie, where its name does not say so itself."""
        name = self._file
        if not name or Path(name).is_absolute():
            return ""
        try:
            path = Path(name).expanduser()
            folder = path.parent if path.is_absolute() else Path.cwd() / path.parent
        except (OSError, RuntimeError):
            return ""
        return f"in {one_line(str(folder))}"

    def _switches(self) -> tuple[Switch, Switch]:
        chosen = self._chosen
        closed = partial(Switch, key="", open=False)
        if chosen.name == REVIEWS:
            progress = closed("Progress", "this format is nothing else", on=True)
        elif chosen.keeps_progress:
            words = "schedules and reviews"
            if chosen.name == EVERYTHING:
                words = "schedules, reviews, own answers"
            progress = Switch("Progress", words, "p", on=self._progress)
        else:
            progress = closed("Progress", "this format has no room for it")
        if chosen.name in TABLES:
            words = "what looks like a formula is text"
            disarmed = Switch("For spreadsheets", words, "s", on=self._disarmed)
        else:
            disarmed = closed("For spreadsheets", "only tables need it")
        return progress, disarmed

    def _say(self, *lines: Content) -> None:
        self.query_one("#said", Static).update(Content("\n").join(lines))

    def _put_name(self, name: str, *, default: bool = True) -> None:
        """Put another name into the line; one that nobody wrote may be replaced later."""
        if default:
            self._default = name
        line = self.query_one(FileName)
        with self.prevent(Input.Changed):
            line.value = name
        line.cursor_position = len(name)

    # Choosing ----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be chosen now."""
        if self._writing is not None:
            return action in {"back", "help", "quit", "repaint", "suspend_process"}
        if action == "all_decks":
            return self._chosen_title is not None
        if action == "switch":
            if self._known is None:
                return False
            return self._switches()[int(str(parameters[0]))].open
        return super().check_action(action, parameters)

    @on(RowList.Moved)
    def _moved(self) -> None:
        chosen = self.query_one(RowList).chosen
        if self._known is None or chosen is None or chosen == self._format:
            return
        was, own = self._chosen, self._file != self._default
        self._format = chosen
        if own:
            self._put_name(followed_name(self._file, was, self._chosen), default=False)
        else:
            self._put_name(default_name(self._title, self._chosen))
        self._changed()

    @on(Input.Changed)
    def _typed(self) -> None:
        """Follow a name that means another format."""
        if self._known is None:
            return
        meant = format_of(self._file, self._format, self._known.formats)
        if meant != self._format:
            self._format = meant
            self.query_one(RowList).choose(meant)
        self._changed()

    def _changed(self) -> None:
        """Take back what was asked and said: it was about something else."""
        self._replaces = ""
        with self.app.batch_update():
            self._say()
            self.query_one(RowList).refresh()
            self._show()

    def action_all_decks(self) -> None:
        """Export all decks, or again the chosen one."""
        default = self._file == self._default
        self._title = self._chosen_title if self._title is None else None
        if default:
            self._put_name(default_name(self._title, self._chosen))
        self._changed()

    def action_switch(self, number: int) -> None:
        """Turn a switch."""
        if number == 0:
            self._progress = not self._progress
        else:
            self._disarmed = not self._disarmed
        self._changed()

    @on(Switches.Turned)
    def _turned(self, message: Switches.Turned) -> None:
        if self._writing is None:
            self.action_switch(message.number)

    def action_file(self) -> None:
        """Write the name of the file."""
        self.query_one(FileName).focus()

    def action_leave(self) -> None:
        """Leave the file's name."""
        self.set_focus(None)

    def action_back(self) -> None:
        """Call the export off; else go back."""
        if self._writing is not None:
            self._writing.called_off.set()
            self._spin()
        else:
            self.dismiss()

    # Writing -----------------------------------------------------------------------------------

    @on(RowList.Opened)
    def action_export(self) -> None:
        """Write the file; where there is one of that name, ask once."""
        if self._known is None or self._writing is not None:
            return
        if not self._file:
            self.app.say("Give the file a name.")
            self.action_file()
            return
        self._write(self._file)

    @work(exclusive=True, group="write")
    async def _write(self, name: str) -> None:
        running = self._writing = _Progress()
        line = self.query_one(FileName)
        # Disabled it loses the focus; where the name has to be changed it gets that back.
        unfinished = line.has_focus
        line.disabled = True
        self.refresh_bindings()
        self.app.clear_notifications()  # they lie where it is asked whether to replace a file
        self._spinner.resume()
        try:
            written = await asyncio.to_thread(
                self._exporting, await self.app.opened(), name, running
            )
        except _CalledOff:
            self._say(Content("Called off: nothing was written."))
        except MlcardsError as error:
            self._say()
            self.app.say_error(error)
        else:
            if written is None:
                self._ask(name)
            else:
                unfinished = False
                where, what = written_lines(written)
                self._replaces = ""
                self._say(Content.assemble(("✓ ", GOOD), where), Content.styled(what, QUIET))
        finally:
            self._writing = None
            self._spinner.pause()
            line.disabled = False
            if unfinished:
                line.focus()
            self.refresh_bindings()

    def _exporting(self, collection: "Collection", name: str, running: _Progress) -> Written | None:
        """Write the file, in a thread; None where there is one that was not asked about."""
        from mlcards.collection.exporting import ExportOptions, export

        chosen, replaces = self._chosen, self._replaces == name
        known = self._known.decks if self._known else ()
        path = _expanded(name)
        if path.is_file() and not replaces:
            return None
        options = ExportOptions(
            file_format=chosen.name,
            progress=self._progress and chosen.keeps_progress,
            for_spreadsheets=self._disarmed and chosen.name in TABLES,
            overwrite=replaces,
        )
        decks = [deck for deck in known if deck.title == self._title]
        report = export(collection, decks, str(path), options, running.tick)
        return Written(report, path.stat().st_size)

    def _ask(self, name: str) -> None:
        self._replaces = name
        words = f"{one_line(Path(name).name, _NAME)} is there already: "
        self._say(
            Content.styled(f"{words}⏎ again replaces it.", WARNING),
            Content.styled("Another name keeps it.", QUIET),
        )

    def _spin(self) -> None:
        """Show that it goes on, and how far it is."""
        running = self._writing
        if running is None:
            return
        self._frame = (self._frame + 1) % len(_SPINNER)
        if running.called_off.is_set():
            words = "Calling it off …"
        elif running.done < running.total:
            words = f"Reading deck {running.done + 1} of {running.total} …"
        else:
            words = "Writing …"
        self._say(Content.assemble((f"{_SPINNER[self._frame]} ", MARKED), words))


def _look_at(collection: "Collection") -> _Known:
    from mlcards.collection.formats import formats

    return _Known(collection.deck_lines(), collection.decks(), formats())


def _expanded(name: str) -> Path:
    """Return a path with its `~`, as a person means it.

    Raises:
        UsageError: nobody has such a home, or no path can be made of it.
    """
    try:
        return Path(name).expanduser()
    except (RuntimeError, ValueError):
        raise UsageError(f"{one_line(name)} is no path.", "Write the folder out.") from None
