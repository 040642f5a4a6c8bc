"""Import, second step: what will happen, card by card, before anything is written."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from mlcards.collection.import_plans import ChangedMeanwhileError
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import CancelledError, preview
from mlcards.collection.sources import ReadOptions, TableOptions
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, plural
from mlcards.tui.apart import apart
from mlcards.tui.commands import APP, IMPORT_PLAN, LINES, bindings
from mlcards.tui.importing.plan_page import page_of, view_of_row
from mlcards.tui.importing.plan_rows import (
    DECIDE,
    Decisions,
    NoteRow,
    Row,
    numbers_text,
    row_line,
)
from mlcards.tui.importing.request import HEADINGS, QUIZLET, Prepared, Request, prepare, with_table
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.info_page import InfoPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import Page, PageLine
from mlcards.tui.widgets.row_list import RowList
from mlcards.tui.widgets.tab_line import TabLine

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_SPIN = 0.1
_WARN = "bold $text-warning"
_ERROR = "bold $text-error"
_NEEDS_PLAN = frozenset(
    ["import", "columns", "separators", "level", "history", "name", "format", "view"]
)


class ImportPlanScreen(LineKeys, Screen[None]):
    """Reads and plans behind a spinner, then shows the plan: views, rows, the chosen card."""

    CSS_PATH = "import_plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_PLAN, LINES)]
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-middle"), (32, "-tall")]  # noqa: RUF012
    app: "MlcardsApp"

    def __init__(self, request: Request) -> None:
        """Look at what importing this would do."""
        super().__init__()
        self._request = request
        self._prepared: Prepared | None = None
        self._decisions = Decisions()
        self._reports: Sequence[FileReport] = ()
        self._view = ""
        self._reading = True
        self._spun = 0

    def compose(self) -> ComposeResult:
        """Lay out the summary, the rows, the page and the keys."""
        yield Headline("Import", self._request.name, id="title")
        yield Static(id="summary")
        yield TabLine(id="views")
        with Widget(id="body"):
            yield RowList(id="rows")
            yield InfoPage(self._page, id="page")
        yield KeyLine(IMPORT_PLAN, APP, id="keys", keep="close")

    def on_mount(self) -> None:
        """Begin to read."""
        self._spin = self.set_interval(_SPIN, self._turn, pause=True)
        self._read(self._request)

    # Reading -----------------------------------------------------------------------------------

    @property
    def request(self) -> Request:
        """What is to be imported, with all that was chosen about its reading."""
        return self._request

    def _turn(self) -> None:
        self._spun += 1
        sign = _SPINNER[self._spun % len(_SPINNER)]
        said = Content.assemble((sign, "$text-accent"), f" Reading {self._request.name} …")
        self.query_one("#summary", Static).update(said)

    @work(exclusive=True, group="read")
    async def _read(self, request: Request) -> None:
        """Read and plan; nothing is written. Where that fails the plan there is stays."""
        self._reading = True
        self._turn()
        self._spin.resume()
        self.refresh_bindings()
        try:
            collection = await self.app.opened()
            prepared = await apart(partial(prepare, collection, request))
            decisions = Decisions.at_first(prepared.rows, progress=self._decisions.progress)
            reports = await apart(partial(preview, prepared.planned, decisions.choices))
        except MlcardsError as error:
            self.app.say_error(error)
            self._go_on()
            return
        self._request, self._prepared = request, prepared
        self._decisions, self._reports = decisions, reports
        with self.app.batch_update():
            self.query_one(Headline).say("Import", request.name, one_line(prepared.formats))
            self.query_one(TabLine).show(prepared.rows.tabs(), prepared.rows.first)
            self._show_view()
            self._go_on()

    def _go_on(self) -> None:
        """Go on with the plan there is; without one go back."""
        self._reading = False
        self._spin.pause()
        if self._prepared is None:
            self.app.pop_screen()
        else:
            self._summarise()
            self.refresh_bindings()

    @work(exclusive=True, group="count")
    async def _count(self) -> None:
        """Count again after a decision."""
        prepared = self._prepared
        if prepared is None:
            return
        choices = self._decisions.choices
        reports = await asyncio.to_thread(preview, prepared.planned, choices)
        if self._prepared is prepared and not self._reading:
            self._reports = reports
            self._summarise()
            self.query_one(RowList).refresh()

    # Showing -----------------------------------------------------------------------------------

    @on(TabLine.Chosen)
    def _show_view(self) -> None:
        prepared = self._prepared
        if prepared is None:
            return
        self._view = self.query_one(TabLine).chosen
        nothing = [Content.styled("There is nothing in it.", QUIET)]
        rows = prepared.rows.of(self._view)
        self.query_one(RowList).show(len(rows), self._line, nothing=nothing)
        self._show_row()

    @on(RowList.Moved)
    def _show_row(self) -> None:
        self.query_one(InfoPage).rebuild(top=True)
        self.refresh_bindings()

    @property
    def _row(self) -> Row | None:
        index = self.query_one(RowList).chosen
        if self._prepared is None or index is None:
            return None
        return self._prepared.rows.of(self._view)[index]

    def _line(self, index: int, width: int) -> Content:
        assert self._prepared is not None  # noqa: S101 - there are no rows before
        row = self._prepared.rows.of(self._view)[index]
        return row_line(row, width, self._decisions, self._reports)

    def _page(self, width: int) -> Sequence[PageLine]:
        row = self._row
        return [] if row is None else page_of(row, width, self._decisions, self._reports)

    def _summarise(self) -> None:
        if self._prepared is not None:
            lines = _summary(self._prepared, self._reports, self._decisions)
            self.query_one("#summary", Static).update(Content("\n").join(lines))

    # Keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what there is something to do for."""
        prepared = self._prepared
        if prepared is None or self._reading:
            return action not in _NEEDS_PLAN | {"decide", "decide_all"}
        match action:
            case "import":
                return prepared.writes
            case "decide" | "decide_all":
                row = self._row
                return isinstance(row, NoteRow) and row.is_decided
            case "columns":
                return prepared.table is not None
            case "separators":
                return prepared.table is None and prepared.has(QUIZLET)
            case "level":
                others = prepared.table is not None or prepared.has(QUIZLET)
                return not others and prepared.has(HEADINGS)
            case "history":
                return prepared.has_history
            case "name":
                return not prepared.fails
        return super().check_action(action, parameters)

    def action_view(self, by: int) -> None:
        """Show another view."""
        self.query_one(TabLine).step(by)

    def action_scroll(self, pages: int) -> None:
        """Scroll the card by half pages."""
        self.query_one(InfoPage).read_on(pages)

    def action_whole(self) -> None:
        """Open all of the chosen card."""
        from mlcards.tui.screens.whole_text import WholeTextScreen

        row = self._row
        view = view_of_row(row, self._decisions) if isinstance(row, NoteRow) else None
        if view is not None:
            self.app.push_screen(WholeTextScreen(view, answer=True))

    def action_decide(self) -> None:
        """Decide the chosen line otherwise."""
        row = self._row
        if isinstance(row, NoteRow):
            self._decisions.cycle(row)
            self._decided()

    def action_decide_all(self) -> None:
        """Decide all lines of a kind like the chosen one."""
        row = self._row
        if isinstance(row, NoteRow) and self._prepared is not None:
            number = self._decisions.set_like(row, self._prepared.rows)
            self.app.say(f"{plural(number, 'line')} decided like this one.")
            self._decided()

    @on(Page.Pressed)
    def _pressed(self, event: Page.Pressed) -> None:
        """Decide by a click on one of the ways."""
        row = self._row
        if not isinstance(row, NoteRow):
            return
        wanted = event.target.number
        for _ in range(3):
            if self._stands(row, wanted):
                break
            self._decisions.cycle(row)
        self._decided()

    def _stands(self, row: NoteRow, option: int) -> bool:
        takes, theirs = self._decisions.takes(row), self._decisions.takes_theirs(row)
        return (takes, not takes, not theirs, theirs)[option]

    def _decided(self) -> None:
        self.query_one(RowList).refresh()
        self.query_one(InfoPage).rebuild()
        self._count()

    def action_history(self) -> None:
        """Bring schedules and reviews in, or leave them."""
        self._decisions.progress = not self._decisions.progress
        self._summarise()

    def action_columns(self) -> None:
        """Say what the columns of the table hold."""
        from mlcards.tui.screens.import_columns import ImportColumnsScreen

        prepared = self._prepared
        if prepared is None or prepared.table is None:
            return
        table = self._request.data if self._request.data is not None else prepared.table.path
        name = self._request.name
        options = self._request.options

        def use(chosen: TableOptions | None) -> None:
            if chosen is not None:
                self._read(replace(self._request, options=with_table(options, chosen)))

        self.app.push_screen(ImportColumnsScreen(table, name, options), use)

    def action_separators(self) -> None:
        """Say what stands between cards and their sides."""
        self._ask_reading(quizlet=True)

    def action_level(self) -> None:
        """Say which headings are questions."""
        self._ask_reading(quizlet=False)

    def _ask_reading(self, *, quizlet: bool) -> None:
        from mlcards.tui.screens.import_reading import ImportReadingScreen

        def use(options: ReadOptions | None) -> None:
            if options is not None:
                self._read(replace(self._request, options=options))

        self.app.push_screen(ImportReadingScreen(self._request.options, quizlet=quizlet), use)

    def action_name(self) -> None:
        """Give the deck another name."""
        from mlcards.tui.screens.import_name import ImportNameScreen

        prepared = self._prepared
        if prepared is None:
            return
        decks = [deck.foreign.title for item in prepared.planned for deck in item.decks]
        title = self._request.title or (decks[0] if len(decks) == 1 else "")

        def use(chosen: str | None) -> None:
            if chosen is not None and chosen != self._request.title:
                self._read(replace(self._request, title=chosen))

        self.app.push_screen(ImportNameScreen(title, several=len(decks) > 1), use)

    def action_format(self) -> None:
        """Read it in another format."""
        from mlcards.tui.screens.import_format import ImportFormatScreen

        options = self._request.options

        def use(chosen: str | None) -> None:
            if chosen is not None:
                fresh = replace(options, file_format=chosen or None, table=None)
                self._read(replace(self._request, options=fresh))

        self.app.push_screen(ImportFormatScreen(options.file_format or ""), use)

    def action_import(self) -> None:
        """Import, as it was decided."""
        from mlcards.tui.screens.import_progress import ImportProgressScreen

        prepared = self._prepared
        if prepared is None or not prepared.writes:
            return
        screen = ImportProgressScreen(self._request.name, prepared.planned, self._decisions.choices)
        self.app.push_screen(screen, self._imported)

    def _imported(self, answer: Sequence[FileReport] | MlcardsError | None) -> None:
        from mlcards.tui.screens.import_report import ImportReportScreen

        if answer is None:
            return
        if isinstance(answer, CancelledError):
            self.app.say("Called off; nothing was changed.")
        elif isinstance(answer, MlcardsError):
            self.app.say_error(answer)
            if isinstance(answer, ChangedMeanwhileError):
                self._read(self._request)
        else:
            self.app.switch_screen(ImportReportScreen(self._request.name, answer))

    def action_close(self) -> None:
        """Go back; what is being read is thrown away."""
        if not self._reading:
            self.app.pop_screen()
            return
        self.workers.cancel_group(self, "read")
        self.app.say("Called off; nothing was changed.")
        self._go_on()


def _summary(
    prepared: Prepared, reports: Sequence[FileReport], decisions: Decisions
) -> list[Content]:
    """Return what will happen, in two or three lines."""
    decks = [deck for report in reports for deck in report.decks]
    failed = sum(report.failed for report in reports)
    lines: list[Content] = []
    if not decks:
        why = plural(sum(len(item.source.errors) for item in prepared.planned), "error")
        lines.append(Content.assemble(("Nothing can come in: ", "bold"), (f"{why}.", _ERROR)))
        return lines
    name = one_line(decks[0].title.replace("::", " › "), 60)
    about = name if len(decks) == 1 else plural(len(decks), "deck")
    said = numbers_text(decks)
    if not prepared.writes:
        lines.append(Content.assemble((f"{about}: {said}. ", "bold"), "Nothing to import."))
    else:
        lines.append(Content.assemble((f"{about}: ", "bold"), said))
    more: list[tuple[str, str]] = []
    if prepared.has_history and prepared.writes:
        reviews = sum(deck.reviews for deck in decks)
        rows = f" ({plural(reviews, 'review')})" if reviews else ""
        if decisions.progress:
            more.append((f"with its history{rows}", ""))
        else:
            more.append((f"without its history{rows}", _WARN))
    if number := len(prepared.rows.of(DECIDE)):
        more.append((f"{number:,} to decide", _WARN))
    if failed:
        more.append((f"{plural(failed, 'file')} left out for errors", _ERROR))
    if more:
        parts = [Content.styled(text, style) for text, style in more]
        lines.append(Content(" · ").join(parts))
    return lines
