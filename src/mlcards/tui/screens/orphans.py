"""Put aside: cards whose text left its file. They wait for it, or are removed here for good."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from mlcards.collection.views import CardView
from mlcards.core.errors import MlcardsError
from mlcards.core.model import CardId, NoteContent, Phase
from mlcards.core.notes import parts_of
from mlcards.core.text import cell_width, one_line, pad_cells, plural
from mlcards.tui.card_drawing import CardDrawing
from mlcards.tui.card_sections import sections_of
from mlcards.tui.commands import APP, LINES, PUT_ASIDE, bindings
from mlcards.tui.format import short_date_text
from mlcards.tui.line_keys import LineKeys
from mlcards.tui.marks import Marks
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.quoting import quoted
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.info_page import InfoPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import PageLine, Stage
from mlcards.tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from datetime import date

    from mlcards.collection.collection import Collection
    from mlcards.collection.orphans import OrphanLine
    from mlcards.tui.app import MlcardsApp

_NAME = "Put aside"
_LOOKING = "Looking …"
_FOR = (
    "Cards whose text left its deck's file wait here with all their history, until the text comes "
    "back or you remove them; there are none."
)
_WARNING = "bold $text-warning"
_QUESTION = 160
_LEAST_QUESTION = 36
"""Cells that the question keeps; columns that leave it fewer are left out."""
_GAP = 2
_DECK = 20
_CARDS = 8
_REVIEWS = 13
_DAY = 11
"""Cells of the columns after it."""
_FIRST = (2, 0, 3, 1)
"""Numbers of the columns, the one that matters most first."""
_WIDEST_TEXT = 100


class OrphansScreen(LineKeys, Screen[None]):
    """The list, the chosen card below it, and the one thing that can be done: remove."""

    CSS_PATH = "orphans.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PUT_ASIDE, LINES)]
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    app: "MlcardsApp"

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[OrphanLine] = ()
        self._today: date | None = None
        self._marked: set[int] = set()
        self._asked = False
        self._removing = False
        self._card: CardView | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list, the card, a line for what is asked, and the keys."""
        yield Headline(_NAME, right=_LOOKING, id="headline")
        yield Static(id="nothing")
        with Widget(id="body"):
            yield RowList(id="rows")
            yield InfoPage(self._page, id="card")
        yield Static(id="asked")
        yield KeyLine(PUT_ASIDE, APP, id="keys", keep="close")

    def on_mount(self) -> None:
        """Look what there is."""
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        collection = await self.app.opened()
        try:
            lines, today = await asyncio.to_thread(_look_at, collection)
        except MlcardsError as error:
            self.app.say_error(error)
            return
        self._show(lines, today)

    def _show(self, lines: "Sequence[OrphanLine]", today: "date") -> None:
        chosen = self.query_one(RowList).chosen or 0
        self._lines, self._today = lines, today
        self._marked &= {line.note for line in lines}
        with self.app.batch_update():
            self.set_class(not lines, "-nothing")
            self.query_one("#nothing", Static).update(Content("" if lines else _FOR))
            self.query_one(RowList).show(len(lines), self._row, chosen=chosen)
            self._tell()
        self._look_at_chosen()

    # Showing -----------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Say how much there is and how much of it is marked, and take back what was asked."""
        self._asked = False
        self.query_one("#asked", Static).update(Content(""))
        cards = plural(sum(line.cards for line in self._lines), "card")
        marked = f"{len(self._marked):,} marked" if self._marked else ""
        self.query_one(Headline).say(_NAME, marked, cards if self._lines else "")
        self.query_one(RowList).refresh()
        self.refresh_bindings()

    def _row(self, index: int, width: int) -> Content:
        line = self._lines[index]
        mark = ("✓ ", MARKED) if line.note in self._marked else ("  ", "")
        room = width - cell_width(mark[0])
        columns = self._columns(line, room - _LEAST_QUESTION)
        question = Content(quoted(line.question, _QUESTION))
        question = question.truncate(max(room - cell_width(columns), 1), ellipsis=True, pad=True)
        return Content.assemble(mark, question, (columns, QUIET))

    def _columns(self, line: "OrphanLine", room: int) -> str:
        """Return what there is room for beside the question, the reviews before all else."""
        deck = Content(one_line(line.deck_title.rpartition("::")[2], 200))
        reviews = plural(line.reviews, "review") if line.reviews else "never asked"
        columns = [
            deck.truncate(_DECK, ellipsis=True, pad=True).plain,
            pad_cells(plural(line.cards, "card"), _CARDS, right=True),
            pad_cells(reviews, _REVIEWS, right=True),
            pad_cells(self._day(line.last_day), _DAY, right=True),
        ]
        shown: set[int] = set()
        for number in _FIRST:
            room -= cell_width(columns[number]) + _GAP
            if room < 0:
                break
            shown.add(number)
        return "".join(" " * _GAP + text for n, text in enumerate(columns) if n in shown)

    def _day(self, day: "date | None") -> str:
        if day is None:
            return ""
        same = self._today is not None and day.year == self._today.year
        return short_date_text(day) if same else f"{short_date_text(day)} {day.year}"

    def _page(self, width: int) -> Sequence[PageLine]:
        line = self._line
        if self._card is None or line is None:
            return []
        width = max(min(width, _WIDEST_TEXT), 1)
        place = Stage(0, width, width)
        about = Content.styled(self._about(line), QUIET).truncate(width, ellipsis=True)
        drawing = CardDrawing(sections_of(self._card), place)
        return [PageLine(about), *drawing.lines(Marks(flipped=True, hint=True))]

    def _about(self, line: "OrphanLine") -> str:
        reviews = plural(line.reviews, "review") if line.reviews else "never asked"
        if line.last_day is not None:
            reviews += f", the last on {self._day(line.last_day)}"
        title = one_line(line.deck_title.replace("::", " › "), 200)
        return " · ".join([plural(line.cards, "card"), reviews, title])

    @property
    def _line(self) -> "OrphanLine | None":
        chosen = self.query_one(RowList).chosen
        return None if chosen is None or chosen >= len(self._lines) else self._lines[chosen]

    @on(RowList.Moved)
    def _moved(self) -> None:
        if self._asked:
            self._tell()
        self._look_at_chosen()

    @work(exclusive=True, group="card")
    async def _look_at_chosen(self) -> None:
        """Show the chosen card; what is scrolled past is not read."""
        line = self._line
        view = None
        if line is not None:
            collection = await self.app.opened()
            try:
                content = await asyncio.to_thread(_content, collection, line.note)
            except MlcardsError:
                content = None  # another mlcards removed it; the list says so when it is read anew
            view = None if content is None else _view(content, line.deck_title)
        self._card = view
        self.query_one(InfoPage).rebuild(top=True)

    # Keys --------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is something to do with."""
        if action in {"mark", "mark_all", "remove"}:
            return bool(self._lines) and not self._removing
        return super().check_action(action, parameters)

    def action_scroll(self, pages: int) -> None:
        """Scroll the card by half pages."""
        self.query_one(InfoPage).read_on(pages)

    def action_mark(self) -> None:
        """Mark the chosen card, or take its mark away, and go to the next."""
        line = self._line
        if line is not None:
            self._marked ^= {line.note}
            self._tell()
            self.query_one(RowList).move(1)

    @on(RowList.Opened)
    def _opened(self) -> None:
        line = self._line
        if line is not None:
            self._marked ^= {line.note}
            self._tell()

    def action_mark_all(self) -> None:
        """Mark all cards, or none when all are."""
        everything = {line.note for line in self._lines}
        self._marked = set() if self._marked == everything else everything
        self._tell()

    def action_close(self) -> None:
        """Take back what was asked; else go back."""
        if self._asked:
            self._tell()
        else:
            self.dismiss()

    def action_remove(self) -> None:
        """Ask, then remove the marked cards; the chosen one where none is marked."""
        going = self._going
        if not going or self._removing:
            return
        if self._asked:
            self._remove([line.note for line in going])
            return
        self._asked = True
        words = Content.styled(_asking(going), _WARNING)
        keys = Content.styled("d again removes, esc keeps.", QUIET)
        self.query_one("#asked", Static).update(Content("\n").join([words, keys]))

    @property
    def _going(self) -> "Sequence[OrphanLine]":
        if self._marked:
            return [line for line in self._lines if line.note in self._marked]
        line = self._line
        return [] if line is None else [line]

    @work(exclusive=True, group="remove")
    async def _remove(self, numbers: Sequence[int]) -> None:
        self._removing = True
        self._tell()
        self.query_one("#asked", Static).update(Content.styled("Removing …", QUIET))
        try:
            collection = await self.app.opened()
            removed = await asyncio.to_thread(_remove_from, collection, numbers)
        except MlcardsError as error:
            self.app.say_error(error)
        else:
            self._marked.clear()
            self.app.say(f"{plural(removed, 'card')} removed for good.")
        finally:
            self._removing = False
            self._look()


def _asking(going: "Sequence[OrphanLine]") -> str:
    """Return the question before cards are removed."""
    cards = sum(line.cards for line in going)
    reviews = sum(line.reviews for line in going)
    which = "this card" if cards == 1 else f"these {cards:,} cards"
    history = f"with {plural(reviews, 'review')}, for good" if reviews else "for good"
    return f"Remove {which} {history}? Nothing brings it back."


def _look_at(collection: "Collection") -> "tuple[Sequence[OrphanLine], date]":
    from mlcards.collection.orphans import orphans

    return orphans(collection), collection.today()


def _content(collection: "Collection", note: int) -> NoteContent:
    from mlcards.collection.orphans import orphan_content

    return orphan_content(collection, note)


def _remove_from(collection: "Collection", numbers: Sequence[int]) -> int:
    from mlcards.collection.orphans import remove_orphans

    return remove_orphans(collection, numbers)


def _view(content: NoteContent, deck: str) -> CardView:
    """Return the first card of a note, as it is shown."""
    part = next(iter(parts_of(content)), "main")
    return CardView(CardId(0), 0, 0, deck, part, content, Phase.NEW)
