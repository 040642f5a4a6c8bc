"""Welcome: the first run. It asks nothing that must be answered; one key starts the first card."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from mlcards.collection.views import DeckLine
from mlcards.config.spec import NEW_PER_DAY
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, plural
from mlcards.tui.commands import APP, WELCOME, bindings
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from pathlib import Path

    from mlcards.collection.collection import Collection
    from mlcards.tui.app import MlcardsApp

_NUMBERS = (5, 10, 20)
_WIDEST_LIST = 64
_CARDS = 12
"""Cells of the column with the number of cards."""
_GREETING = Content.assemble(
    ("Welcome to mlcards.\n", "bold"),
    "Ten good minutes a day; on the day of the interview the answers are there.",
)
_HOW = Content.assemble(
    ("⏎", MARKED),
    " starts with the first card; all else can wait.",
)
_UNTICKED = (
    "Unticked, a deck stays but brings no new cards.\n"
    "That is its own study.new_per_day of 0; mlcards decks options changes it."
)
_COMING = "The decks are being brought in …"
_STARTING = "The decks are being brought in; the first card follows at once …"
_NONE = "No decks came with this installation. Esc goes on without."


class WelcomeScreen(Screen[None]):
    """Two choices with good defaults, while the decks that ship are brought in behind it."""

    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(WELCOME)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self) -> None:
        super().__init__()
        self._decks: tuple[DeckLine, ...] | None = None
        self._start_wanted = False

    def compose(self) -> ComposeResult:
        """Lay out the greeting, the two choices and the keys."""
        with Container(id="page"):
            yield Static(_GREETING, id="greeting")
            yield Static(_HOW, id="how")
            yield Static(Content.styled(_COMING, QUIET), id="decks")
            with VerticalScroll(id="ticks", can_focus=False):
                yield DeckTicks()
            yield Static(Content.styled(_UNTICKED, QUIET), id="unticked")
            yield Numbers(self.app.settings.new_per_day)
        yield KeyLine(WELCOME, APP, id="keys")

    def on_mount(self) -> None:
        """Wait for the decks."""
        self._wait()

    @work(exclusive=True)
    async def _wait(self) -> None:
        collection = await self.app.opened()
        try:
            lines = await asyncio.to_thread(collection.deck_lines)
        except MlcardsError as error:
            self.app.say_error(error)
            lines = ()
        self._decks = tuple(line for line in lines if line.cards and not line.has_children)
        cards = plural(sum(line.cards for line in self._decks), "card")
        inside = f"   {cards} in {plural(len(self._decks), 'deck')}"
        head = Content.assemble("Begin with", (inside, QUIET))
        self.query_one("#decks", Static).update(head if self._decks else Content(_NONE))
        self.query_one("#ticks").styles.max_height = len(self._decks)
        self.query_one(DeckTicks).show(self._decks)
        if self._start_wanted:
            self.call_later(self.action_start)

    # Keys --------------------------------------------------------------------------------------

    async def action_start(self) -> None:
        """Start with the first card, as soon as the decks are in."""
        if self._decks is None:
            self._start_wanted = True
            self.query_one("#decks", Static).update(Content.styled(_STARTING, QUIET))
            return
        await self._keep_choices()
        self.app.go_home()
        if self._decks:
            self.app.study()

    async def action_home(self) -> None:
        """Go to the decks."""
        if self._decks is not None:
            await self._keep_choices()
        self.app.go_home()

    def action_move(self, by: int) -> None:
        """Go to another deck."""
        line = self.query_one(DeckTicks).move(by)
        self.query_one("#ticks").scroll_to_region(
            Region(0, line, 1, 1), animate=False, immediate=True
        )

    def action_tick(self) -> None:
        """Tick the deck, or take its tick away."""
        self.query_one(DeckTicks).tick()

    def action_fewer(self) -> None:
        """Choose fewer new cards a day."""
        self.query_one(Numbers).step(-1)

    def action_more(self) -> None:
        """Choose more new cards a day."""
        self.query_one(Numbers).step(1)

    async def _keep_choices(self) -> None:
        """Write down what differs from the defaults."""
        settings = self.app.settings
        number = self.query_one(Numbers).chosen
        left_out = self.query_one(DeckTicks).unticked
        try:
            if number != settings.new_per_day:
                options = {NEW_PER_DAY.key: str(number)}
                await asyncio.to_thread(_save, self.app.home.config, options)
                self.app.change_settings(settings.with_options(options))
            if left_out:
                await asyncio.to_thread(_leave_out, await self.app.opened(), left_out)
        except MlcardsError as error:
            self.app.say_error(error)


def _save(path: "Path", options: Mapping[str, str]) -> None:
    from mlcards.config.settings import save_setting

    path.parent.mkdir(parents=True, exist_ok=True)
    for key, value in options.items():
        save_setting(path, key, value)


def _leave_out(collection: "Collection", numbers: Sequence[int]) -> None:
    """Let some decks bring no new cards; the tour, once skipped, is over for good."""
    for deck in collection.decks():
        if deck.id not in numbers:
            continue
        if deck.starts_first:
            collection.suspend_deck(deck)
        else:
            collection.set_deck_options(deck, {**deck.options, NEW_PER_DAY.key: "0"})


class DeckTicks(Widget):
    """Decks to tick, one a line."""

    DEFAULT_CSS = """
    DeckTicks { height: auto; }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._decks: tuple[DeckLine, ...] = ()
        self._unticked: set[int] = set()
        self._at = 0

    def show(self, decks: tuple[DeckLine, ...]) -> None:
        """Show the decks, all ticked."""
        self._decks = decks
        self.refresh(layout=True)

    @property
    def unticked(self) -> tuple[int, ...]:
        """The numbers of the decks without a tick."""
        return tuple(sorted(self._unticked))

    def move(self, by: int) -> int:
        """Go to another deck; return its line."""
        self._at = max(min(self._at + by, len(self._decks) - 1), 0)
        self.refresh()
        return self._at

    def tick(self) -> None:
        """Tick the deck, or take its tick away."""
        if self._decks:
            self._unticked ^= {self._decks[self._at].id}
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Tick what is clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._decks):
            self._at = offset.y
            self.tick()

    def render(self) -> Content:
        """Return the decks with their ticks and cards."""
        width = min(self.size.width, _WIDEST_LIST)
        return Content("\n").join(
            self._line(deck, width, here=index == self._at)
            for index, deck in enumerate(self._decks)
        )

    def _line(self, deck: DeckLine, width: int, *, here: bool) -> Content:
        cards = plural(deck.cards, "card").rjust(_CARDS)
        tick = "[ ] " if deck.id in self._unticked else "[x] "
        room = max(width - _CARDS - 6, 8)
        name = Content(one_line(deck.name, 200)).truncate(room, ellipsis=True, pad=True)
        strong = "bold" if here else ""
        return Content.assemble(
            ("▌ " if here else "  ", "$text-accent"),
            (tick, strong),
            name.stylize(strong),
            (cards, QUIET),
        )


class Numbers(Widget):
    """How many new cards a day: one of a few numbers."""

    DEFAULT_CSS = """
    Numbers { height: 1; }
    """
    ALLOW_SELECT = False
    _WORDS = "New cards a day"

    def __init__(self, chosen: int) -> None:
        super().__init__()
        self._numbers = sorted({*_NUMBERS, chosen})
        self._at = self._numbers.index(chosen)

    @property
    def chosen(self) -> int:
        """The number that is marked."""
        return self._numbers[self._at]

    def step(self, by: int) -> None:
        """Mark the number beside."""
        self._at = min(max(self._at + by, 0), len(self._numbers) - 1)
        self.refresh()

    def render(self) -> Content:
        """Return the numbers on a line."""
        parts = [Content(self._WORDS)]
        for index, text in enumerate(self._texts()):
            parts.append(Content.styled(text, "bold" if index == self._at else QUIET))
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """Mark the number that is clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = len(self._WORDS)
        for index, text in enumerate(self._texts()):
            if start <= offset.x < start + len(text):
                self.step(index - self._at)
                return
            start += len(text)

    def _texts(self) -> list[str]:
        return [
            f"   ({'•' if index == self._at else ' '}) {number}"
            for index, number in enumerate(self._numbers)
        ]
