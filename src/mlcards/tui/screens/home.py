"""Home: the decks with what waits in them, and today. One key from here to the first card."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from mlcards.collection.first_views import DeckLine, Glance
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line
from mlcards.tui.commands import APP, HOME, bindings
from mlcards.tui.format import day_text
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.deck_tree import DeckTree
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.today_panel import PanelView, TodayPanel

if TYPE_CHECKING:
    from datetime import date

    from textual.timer import Timer

    from mlcards.collection.collection import Collection
    from mlcards.collection.views import Today
    from mlcards.tui.app import MlcardsApp

MORE_NEW = 5
"""New cards that one press adds to today."""
_LOOK_EVERY = timedelta(minutes=1)
"""Another mlcards may have rated meanwhile."""
_NAME = 60
_NO_DECKS = (
    "There are no decks here.",
    "",
    "Bring some in from a file or a folder:",
    "",
    "  i  here, or  mlcards import PATH  in a shell",
)


class Looked(NamedTuple):
    """What the collection says, all of one moment."""

    decks: tuple[DeckLine, ...]
    figures: "Today"
    day: "date"
    next_card: str
    fresh_for: timedelta


class HomeScreen(Screen[None]):
    """The decks and today; what is shown before the collection is open comes from a glance."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HOME)]
    AUTO_FOCUS = "DeckTree"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-narrow"),
        (76, "-wide"),
        (100, "-wider"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-short"),
        (20, "-middle"),
        (30, "-tall"),
    ]
    app: "MlcardsApp"

    def __init__(self, seen: Glance | None) -> None:
        """Show what a glance saw; None while nothing is known."""
        super().__init__()
        self._seen = seen if seen is not None and seen.exists else None
        self._looked: Looked | None = None
        self._timer: Timer | None = None
        self._looking = False
        self._look_once_more = False

    def compose(self) -> ComposeResult:
        """Lay out the title, the decks, today and the keys."""
        seen = self._seen
        yield TitleLine("mlcards", day_text(seen.today) if seen else "")
        with Widget(id="body"):
            yield DeckTree(seen.decks if seen else (), _NO_DECKS if seen else ())
            yield TodayPanel(self._panel())
        yield KeyLine(HOME, APP, id="keys")

    def on_screen_resume(self) -> None:
        """Count again: cards were rated meanwhile."""
        self._look()

    def on_screen_suspend(self) -> None:
        """Let the counts be while something lies over them."""
        if self._timer is not None:
            self._timer.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer more new cards only where there are any, and practice where there are cards."""
        if action == "more_new":
            return self._looked is not None and self._looked.figures.more_new > 0
        if action in {"practise", "study", "study_all", "export"}:
            return self._looked is None or bool(self._looked.decks)
        return super().check_action(action, parameters)

    # Looking -----------------------------------------------------------------------------------

    @work(group="look")
    async def _look(self) -> None:
        """Read the counts and figures, and again after a while."""
        if self._looking:
            self._look_once_more = True
            return
        self._looking = self._look_once_more = True
        try:
            collection = await self.app.opened()
            while self._look_once_more:
                self._look_once_more = False
                await self._look_into(collection)
        finally:
            self._looking = False

    async def _look_into(self, collection: "Collection") -> None:
        try:
            looked = await asyncio.to_thread(_look_at, collection)
        except MlcardsError as error:
            self.app.say_error(error)
            self._look_again_in(_LOOK_EVERY)
            return
        if looked != self._looked:
            self._show(looked)
        if self.is_current:
            self._look_again_in(looked.fresh_for)

    def _look_again_in(self, wait: timedelta) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(wait.total_seconds(), self._look)

    def _show(self, looked: Looked) -> None:
        self._looked = looked
        with self.app.batch_update():
            self.query_one(TitleLine).say(day_text(looked.day))
            self.query_one(DeckTree).show(looked.decks, _NO_DECKS)
            self.query_one(TodayPanel).show(self._panel())
            self.set_class(not looked.decks, "-no-decks")
            self.refresh_bindings()

    def _panel(self) -> PanelView:
        looked, seen = self._looked, self._seen
        if looked is not None:
            waiting = looked.figures.counts.total
            return PanelView(looked.day, waiting, looked.figures, looked.next_card)
        return PanelView(seen.today, seen.counts.total) if seen else PanelView()

    # Keys --------------------------------------------------------------------------------------

    @on(DeckTree.Opened)
    def action_study(self) -> None:
        """Study the chosen deck."""
        tree = self.query_one(DeckTree)
        if tree.chosen_counts.total or not self._known:
            self.app.study(tree.titles)
        else:
            where = f" in {one_line(tree.chosen_name, _NAME)}" if tree.titles else ""
            self._nothing_waits(where)

    def action_study_all(self) -> None:
        """Study all decks."""
        if self.query_one(DeckTree).total or not self._known:
            self.app.study()
        else:
            self._nothing_waits("")

    def action_practise(self) -> None:
        """Go through the weakest cards of the chosen deck."""
        self.app.study(self.query_one(DeckTree).titles, practise=True)

    def action_import(self) -> None:
        """Bring in decks."""
        from mlcards.tui.screens.import_pick import ImportPickScreen

        self.app.push_screen(ImportPickScreen())

    def action_export(self) -> None:
        """Write the chosen deck, or all, into a file."""
        from mlcards.tui.screens.export import ExportScreen

        self.app.push_screen(ExportScreen(self.query_one(DeckTree).titles))

    def action_put_aside(self) -> None:
        """List the cards whose text left its file."""
        from mlcards.tui.screens.orphans import OrphansScreen

        self.app.push_screen(OrphansScreen())

    async def action_more_new(self) -> None:
        """Add new cards to today."""

        def add(collection: "Collection") -> str:
            collection.ask_for_more_new(MORE_NEW)
            return "More new cards today."

        await self._do(add)

    async def action_undo(self) -> None:
        """Take back the last action, of an earlier session too."""

        def undo(collection: "Collection") -> str:
            from mlcards.tui.session_words import undone_text

            undone = collection.undo()
            if undone is None:
                return "There is nothing to take back."
            day = collection.days.study_day(undone.at)
            return undone_text(undone, day, collection.today())

        await self._do(undo)

    async def _do(self, step: Callable[["Collection"], str]) -> None:
        """Change something, say what was done, and count again."""
        if not self.app.is_open:
            self.app.say("One moment: your collection is being opened.")
            return
        try:
            said = await asyncio.to_thread(step, await self.app.opened())
        except MlcardsError as error:
            self.app.say_error(error)
            return
        self.app.say(said)
        self._look()

    def _nothing_waits(self, where: str) -> None:
        following = self._looked.next_card if self._looked else ""
        after = f" The next card of all decks comes {following}." if following else ""
        self.app.say(f"Nothing waits{where}.{after}")

    @property
    def _known(self) -> bool:
        """Whether the counts are those of a collection, not of nothing."""
        return self._looked is not None or self._seen is not None


class TitleLine(Widget):
    """The name of the app at the left, and the day at the right."""

    ALLOW_SELECT = False

    def __init__(self, left: str, right: str) -> None:
        super().__init__(id="title")
        self._left, self._right = left, right

    def say(self, right: str) -> None:
        """Say something else at the right."""
        if right != self._right:
            self._right = right
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        gap = max(self.size.width - len(self._left) - len(self._right), 1)
        return Content.assemble((self._left, MARKED), " " * gap, (self._right, QUIET))


def _look_at(collection: "Collection") -> Looked:
    """Read what Home shows."""
    from mlcards.tui.session_words import next_due_text

    now, today = collection.clock(), collection.today()
    figures = collection.today_panel()
    following = figures.next_due
    words = ""
    if following is not None:
        words = next_due_text(collection.days.study_day(following), following, now, today)
    until_rollover = collection.days.end(today) - now + timedelta(seconds=1)
    return Looked(
        decks=collection.deck_lines(),
        figures=figures,
        day=today,
        next_card=words,
        fresh_for=min(_LOOK_EVERY, max(until_rollover, timedelta(seconds=1))),
    )
