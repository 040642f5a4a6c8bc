"""Import, first step: a file, a folder, a paste, or an import to take back."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from weakref import WeakKeyDictionary

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mlcards.collection.formats import read_formats
from mlcards.core.text import one_line, plural
from mlcards.tui.apart import apart
from mlcards.tui.commands import IMPORT_PICK, bindings
from mlcards.tui.importing.folders import (
    Entry,
    Listing,
    absolute,
    from_paste,
    list_folder,
    parent_of,
    shown_folder,
    split_typed,
)
from mlcards.tui.importing.request import Request
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

_UP = Entry("..", folder=True)
_SIZE = 9
"""Cells of the column with the size of files."""
_last_folders: "WeakKeyDictionary[MlcardsApp, str]" = WeakKeyDictionary()
"""Where the person picked last, for as long as the app runs."""


class PathInput(Input):
    """A line for a path; what is dropped or pasted on it is a path, or text to import."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PICK)]

    def on_paste(self, event: events.Paste) -> None:
        """Take a path; open the place for text for anything longer than a line."""
        event.prevent_default()
        event.stop()
        screen, path = self.screen, from_paste(event.text)
        assert isinstance(screen, ImportPickScreen)  # noqa: S101 - it stands on no other
        if path is not None:
            screen.go_to_path(path)
        elif len(event.text.strip().splitlines()) > 1 or "\t" in event.text:
            screen.open_paste(event.text)
        else:
            self.insert_text_at_cursor(one_line(event.text))


class ImportPickScreen(LineKeys, Screen[None]):
    """A line for the path, and what is in its folder; both go together."""

    CSS_PATH = "import_pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PICK)]
    AUTO_FOCUS = "PathInput"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self) -> None:
        super().__init__()
        self._suffixes = tuple(suffix for one in read_formats() for suffix in one.suffixes)
        self._listing: Listing | None = None
        self._head: str | None = None
        """The folder as it stands in the line, for which `_listing` was or is being made."""
        self._real: dict[str, str] = {}
        """Folders by how they are shown: what is shown of a name is not always the name."""
        self._rows: list[Entry] = []
        self._followed: str | None = None
        """What stood in the line when the list was last made to fit it."""
        self._taking = False
        """Whether enter was pressed while the folder was being looked into."""

    def compose(self) -> ComposeResult:
        """Lay out the line, the folder and the keys."""
        yield Headline("Import", "a file, a folder or a paste", id="title")
        yield PathInput(id="path", compact=True, select_on_focus=False)
        yield Static(id="notice")
        yield RowList(id="rows")
        yield KeyLine(IMPORT_PICK, id="keys", keep="screen.close")

    def on_mount(self) -> None:
        """Begin where the person was last."""
        self._go_in(_last_folders.get(self.app) or _here())

    # Where it is -------------------------------------------------------------------------------

    def go_to(self, typed: str) -> None:
        """Put a path into the line."""
        line = self.query_one(PathInput)
        line.value = one_line(typed)
        line.cursor_position = len(line.value)

    def go_to_path(self, path: str) -> None:
        """Put a path into the line that was given as the system has it."""
        full = absolute(path, _here())
        self._know(parent_of(full))
        self.go_to(shown_folder(parent_of(full)) + one_line(Path(full).name))

    def _go_in(self, path: str) -> None:
        """Show a folder, given as the system has it."""
        self._know(path)
        self.go_to(shown_folder(path))

    def _know(self, place: str) -> None:
        """Remember a folder and those it is in by how they are shown."""
        while True:
            self._real[shown_folder(place)] = place
            if parent_of(place) == place:
                break
            place = parent_of(place)

    @on(Input.Changed)
    def _follow(self) -> None:
        """Let the list fit the line."""
        typed = self.query_one(PathInput).value
        if typed == self._followed:
            return
        self._followed, self._taking = typed, False
        head, _start = split_typed(typed)
        if head != self._head:
            self._head, self._listing = head, None
            self._look(self._folder(head))
        else:
            self._fill()

    def _folder(self, head: str) -> str:
        return self._real.get(head) or absolute(head, _here())

    @property
    def _start(self) -> str:
        return split_typed(self.query_one(PathInput).value)[1]

    @work(exclusive=True, group="look")
    async def _look(self, path: str) -> None:
        self.query_one("#notice", Static).update(Content.styled("Looking …", QUIET))
        self._listing = await apart(partial(list_folder, path, self._suffixes))
        self._fill()
        if self._taking:
            await self.action_take()

    def _fill(self) -> None:
        listing, start = self._listing, self._start
        if listing is None:
            return
        rows = listing.matching(start)
        above = [] if start or parent_of(listing.path) == listing.path else [_UP]
        self._rows = [*above, *rows]
        nothing = "" if listing.trouble else "Nothing here is called so." if start else "Empty."
        self.query_one(RowList).show(
            len(self._rows),
            self._line,
            chosen=1 if above and rows else 0,
            nothing=[Content.styled(nothing, QUIET)],
        )
        self.query_one("#notice", Static).update(_notice(listing))
        self.refresh_bindings()

    def _line(self, index: int, width: int) -> Content:
        entry = self._rows[index]
        if entry.folder:
            return Content.assemble((f"{entry.shown}/", "bold $text-primary"))
        style = "" if entry.known else "$foreground 45%"
        name = Content.styled(entry.shown, style)
        room = width - _SIZE
        if room < 20:
            return name
        name = name.truncate(room, ellipsis=True)
        size = Content.styled(_size_text(entry.size).rjust(_SIZE), QUIET)
        return name.pad_right(room - name.cell_length) + size

    # Keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the whole folder where it may have decks."""
        if action == "whole":
            return self._listing is not None and not self._listing.trouble
        return super().check_action(action, parameters)

    @on(RowList.Opened)
    async def action_take(self) -> None:
        """Go into the chosen folder, or look at the chosen file."""
        self._follow()  # keys come before the line has told of the last ones
        listing = self._listing
        self._taking = listing is None
        if listing is None:
            return
        start = self._start
        entry = (listing.find(start) if start else None) or self._chosen
        if entry is _UP or start == "..":
            self.action_up()
        elif entry is None:
            await self._take_typed(start)
        elif entry.folder:
            self._go_in(str(Path(listing.path, entry.name)))
        else:
            self._open((str(Path(listing.path, entry.name)),))

    async def _take_typed(self, start: str) -> None:
        """Take a name that is not in the list: one of those for which it has no room."""
        assert self._listing is not None  # noqa: S101 - there is one where keys are heard
        path = str(Path(self._listing.path, start))
        found = await apart(lambda: os.path.lexists(path))
        if start and found:
            self._open((path,))
        else:
            self.app.say(f"There is no {start or 'file'} here.")

    def action_complete(self) -> None:
        """Write as much of the name as is certain, else the chosen one."""
        listing, start = self._listing, self._start
        if listing is None:
            return
        completed = listing.completed(start)
        if len(completed) <= len(start):
            chosen = self._chosen
            if chosen is None or chosen is _UP:
                return
            completed = chosen.shown
        entry = listing.find(completed)
        others = [one for one in listing.entries if one.shown.startswith(completed)]
        if entry is not None and entry.folder and len(others) == 1:
            self._go_in(str(Path(listing.path, entry.name)))
        else:
            self.go_to((self._head or "") + completed)

    def action_whole(self) -> None:
        """Look at all decks of the folder."""
        if self._listing is not None:
            self._open((self._listing.path,))

    def action_up(self) -> None:
        """Go out of the folder."""
        if self._listing is not None:
            self._go_in(parent_of(self._listing.path))

    def action_paste(self) -> None:
        """Open the place for text."""
        self.open_paste("")

    def open_paste(self, text: str) -> None:
        """Open the place for text with some in it."""
        from mlcards.tui.screens.import_paste import ImportPasteScreen

        self.app.push_screen(ImportPasteScreen(text))

    def action_past(self) -> None:
        """List the imports made so far."""
        from mlcards.tui.screens.import_past import PastImportsScreen

        self.app.push_screen(PastImportsScreen())

    def action_close(self) -> None:
        """Go back."""
        self.app.pop_screen()

    @property
    def _chosen(self) -> Entry | None:
        index = self.query_one(RowList).chosen
        return None if index is None else self._rows[index]

    def _open(self, paths: tuple[str, ...]) -> None:
        from mlcards.tui.screens.import_plan import ImportPlanScreen

        if self._listing is not None:
            _last_folders[self.app] = self._listing.path
        self.app.push_screen(ImportPlanScreen(Request(paths)))


def _here() -> str:
    """Return the folder that the app was started in, or the person's own where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109
    except OSError:
        return absolute("~", os.sep)


def _notice(listing: Listing) -> Content:
    """Return what there is to know about a folder."""
    if listing.trouble:
        why = one_line(listing.trouble, 100)
        return Content.styled(f"This folder cannot be looked into: {why}.", "$text-error")
    known = listing.known
    said = "No files with cards here"
    if known:
        said = f"{plural(known, 'file')} that may have cards"
    if listing.more is None:
        said += "; and very many more, which are not listed"
    elif listing.more:
        said += f"; and {listing.more:,} more, which are not listed"
    return Content.styled(said, QUIET)


def _size_text(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{max(size // 1000, 1):,} kB"
    return f"{size / 1_000_000:,.1f} MB"
