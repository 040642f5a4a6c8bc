"""Import, last step: what became of every card, and one key that takes it all back."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mlcards.collection.import_report import DeckReport, FileReport, NoteLine, Written
from mlcards.collection.taking_back import take_back
from mlcards.core.errors import MlcardsError
from mlcards.core.foreign import Problem
from mlcards.core.text import one_line, plural
from mlcards.tui.commands import APP, IMPORT_REPORT, LINES, bindings
from mlcards.tui.importing.plan_page import line_detail
from mlcards.tui.importing.plan_rows import (
    CHANGED,
    GONE,
    NEW,
    SAME,
    kind_label,
    labelled,
    numbers_text,
    problem_line,
    view_of,
)
from mlcards.tui.importing.words import taken_back_text
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.info_page import InfoPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import PageLine
from mlcards.tui.widgets.row_list import RowList
from mlcards.tui.widgets.tab_line import Tab, TabLine

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

_DECKS = "decks"
_PROBLEMS = "problems"
_VIEWS = {
    _DECKS: "Decks",
    NEW: "New",
    CHANGED: "Changed",
    SAME: "Kept as it was",
    GONE: "Put aside",
    _PROBLEMS: "Problems",
}
_Line = NoteLine | DeckReport | Problem


class ImportReportScreen(LineKeys, Screen[None]):
    """Totals, then the cards by what became of them."""

    CSS_PATH = "import_report.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_REPORT, LINES)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self, name: str, reports: Sequence[FileReport]) -> None:
        """Tell of an import; `name` is safe to show."""
        super().__init__()
        self._named = name
        self._reports = reports
        self._views = _views(reports)
        self._taken = ""
        self._busy = False
        self._without_ids = [report for report in reports if _wants_ids(report)]

    def compose(self) -> ComposeResult:
        """Lay out the totals, the views, the lines and the keys."""
        yield Headline("Imported", self._named, id="title")
        yield Static(id="summary")
        yield TabLine(id="views")
        yield RowList(id="rows")
        yield InfoPage(self._detail, id="detail")
        yield KeyLine(IMPORT_REPORT, APP, id="keys", keep="close")

    def on_mount(self) -> None:
        """Show what most needs to be seen: what was left out, else the decks."""
        tabs = [
            Tab(name, label, len(self._views[name]))
            for name, label in _VIEWS.items()
            if self._views[name]
        ]
        self.query_one(TabLine).show(tabs, self._first)
        self._show_view()
        self._summarise()

    @property
    def _first(self) -> str:
        if self._views[_PROBLEMS] or len(self._views[_DECKS]) > 1:
            return _PROBLEMS if self._views[_PROBLEMS] else _DECKS
        changed = [name for name in (NEW, CHANGED, GONE) if self._views[name]]
        return changed[0] if changed else _DECKS

    def _summarise(self) -> None:
        lines = _summary(self._reports)
        if number := sum(deck.unidentified for one in self._without_ids for deck in one.decks):
            words = f"{plural(number, 'card')} without an id: w writes ids into the file."
            lines.append(Content.styled(words, QUIET))
        if self._busy:
            lines = [Content.styled("Taking it back …", "bold $text-warning")]
        elif self._taken:
            lines = [Content.styled(self._taken, "bold $text-warning")]
        self.query_one("#summary", Static).update(Content("\n").join(lines))

    @on(TabLine.Chosen)
    def _show_view(self) -> None:
        lines = self._views.get(self.query_one(TabLine).chosen, [])
        nothing = [Content.styled("Nothing was changed.", QUIET)]
        self.query_one(RowList).show(len(lines), self._line, nothing=nothing)
        self._show_row()

    @on(RowList.Moved)
    def _show_row(self) -> None:
        self.query_one(InfoPage).rebuild(top=True)

    def _detail(self, width: int) -> Sequence[PageLine]:
        """Return all that a line has no room for."""
        index = self.query_one(RowList).chosen
        if index is None:
            return []
        line = self._views[self.query_one(TabLine).chosen][index]
        return line_detail(line, width)

    def _line(self, index: int, width: int) -> Content:
        line = self._views[self.query_one(TabLine).chosen][index]
        match line:
            case Problem():
                return problem_line(line)
            case DeckReport():
                title = one_line(line.title.replace("::", " › "), 200)
                return _two(Content(title), numbers_text([line]), width)
            case NoteLine():
                label, style = kind_label(line)
                words = labelled(label, style, line.question, gone=line.kind == "gone")
                was = one_line(line.was, 200)
                return words + Content.styled(f"  was: {was}", QUIET) if was else words

    # Keys --------------------------------------------------------------------------------------

    @property
    def _import_id(self) -> int | None:
        return next((one.import_id for one in self._reports if one.import_id is not None), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done: nothing more once it was taken back."""
        if action == "take_back":
            return self._import_id is not None and not self._taken and not self._busy
        if action == "write_ids":
            return bool(self._without_ids) and not self._taken and not self._busy
        if action in {"study", "close"} and self._busy:
            return False
        if action == "study":
            return not self._taken and any(report.decks for report in self._reports)
        return super().check_action(action, parameters)

    def action_take_back(self) -> None:
        """Take the whole import back."""
        if not self._busy and not self._taken:
            self._busy = True
            self._summarise()
            self.refresh_bindings()
            self._take_back()

    @work
    async def _take_back(self) -> None:
        """Take it back; a large import takes its time, so the screen is not kept waiting."""
        try:
            collection = await self.app.opened()
            taken = await asyncio.to_thread(take_back, collection, self._import_id)
        except MlcardsError as error:
            self._busy = False
            self._summarise()
            self.refresh_bindings()
            self.app.say_error(error)
            return
        self._busy, self._taken = False, taken_back_text(taken)
        self.query_one(Headline).say("Taken back", self._named)
        self._summarise()
        self.refresh_bindings()

    async def action_write_ids(self) -> None:
        """Write ids into the files whose cards have none."""
        from mlcards.collection.checking import fix_ids

        files, self._without_ids = self._without_ids, []
        written = 0
        for report in files:
            try:
                written += (await asyncio.to_thread(fix_ids, report.path)).written
            except MlcardsError as error:
                self.app.say_error(error)
        if written:
            self.app.say(f"{plural(written, 'id')} written.")
        self._summarise()
        self.refresh_bindings()

    def action_study(self) -> None:
        """Study the decks that came in."""
        titles = tuple(deck.title for report in self._reports for deck in report.decks)
        self.app.go_home()
        self.app.study(titles)

    def action_close(self) -> None:
        """Go back to the decks."""
        self.app.go_home()

    def action_view(self, by: int) -> None:
        """Show other lines."""
        self.query_one(TabLine).step(by)


def _wants_ids(report: FileReport) -> bool:
    """Whether ids can be written into the file, and some of its cards have none."""
    is_deck = report.path.lower().endswith((".yaml", ".yml"))
    return is_deck and any(deck.unidentified for deck in report.decks)


def _views(reports: Sequence[FileReport]) -> dict[str, list[_Line]]:
    """Return the lines by what became of them."""
    views: dict[str, list[_Line]] = {name: [] for name in _VIEWS}
    for report in reports:
        views[_DECKS] += report.decks
        views[_PROBLEMS] += report.problems
        for deck in report.decks:
            for line in deck.notes:
                views[view_of(line.kind, revived=line.revived)].append(line)
    return views


def _summary(reports: Sequence[FileReport]) -> list[Content]:
    """Return the totals: cards, then what came with them, then what stayed out."""
    decks = [deck for report in reports for deck in report.decks]
    about = plural(len(decks), "deck") if len(decks) != 1 else one_line(decks[0].title, 60)
    about = about.replace("::", " › ")
    lines = [Content.assemble((f"✓ {about}: ", "bold $text-success"), numbers_text(decks))]
    written = sum((report.written for report in reports), Written())
    more = []
    if written.reviews:
        more.append(f"{plural(written.reviews, 'review')} came in")
    if written.learned:
        more.append(f"{plural(written.learned, 'card')} with a schedule or marks")
    if written.media:
        more.append(f"{plural(written.media, 'media file')} kept")
    if conflicts := sum(deck.conflicts for deck in decks):
        more.append(f"your text stands on {plural(conflicts, 'card')}")
    if replaced := sum(deck.replaced for deck in decks):
        more.append(f"the file's text taken on {plural(replaced, 'card')}")
    if more:
        said = " · ".join(more)
        lines.append(Content(said[0].upper() + said[1:]))
    if gone := sum(deck.gone for deck in decks):
        files = sum(any(deck.gone for deck in report.decks) for report in reports)
        their, they = ("its", "it is") if gone == 1 else ("their", "they are")
        left = f"{plural(gone, 'card')} left {their} {'file' if files == 1 else 'files'}"
        words = f"{left}: {they} put aside with the history, not deleted."
        lines.append(Content.styled(words, QUIET))
    if failed := sum(report.failed for report in reports):
        words = f"{plural(failed, 'file')} left out for errors."
        lines.append(Content.styled(words, "bold $text-error"))
    return lines


def _two(left: Content, right: str, width: int) -> Content:
    """Return a name and its numbers at the right end."""
    room = max(width - len(right) - 2, 12)
    left = left.truncate(room, ellipsis=True)
    return left.pad_right(room + 2 - left.cell_length) + Content.styled(right, QUIET)
