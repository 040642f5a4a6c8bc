"""The end of a session: what was done, what was hard, what comes."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from mlcards.collection.views import Finished, Hard, Summary
from mlcards.core.errors import MlcardsError
from mlcards.core.model import Rating
from mlcards.core.text import one_line, pad_cells, plural
from mlcards.tui.commands import APP, END, bindings
from mlcards.tui.format import day_text, duration_text, share_text
from mlcards.tui.palette import HEADING, MARKED, QUIET, RATINGS
from mlcards.tui.quoting import quoted
from mlcards.tui.session_words import next_due_text
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import BLANK, Page, PageLine, Stage, Target

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.collection.editing import Edited
    from mlcards.collection.views import CardView
    from mlcards.tui.app import MlcardsApp

HARD = "hard"
"""The kind of target a hard card's line is."""
_LABEL = 12
_BAR = 24
"""Cells of the longest bar."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What the page says.

    Attributes:
        summary: of the session.
        titles: decks that were studied; all when empty.
        today: the study day it is.
        now: the instant it is.
        next_day: the study day on which the next card comes; None when none is scheduled.
        can_undo: whether there is a session to go back into.
        can_practise: whether there are cards to practise.
        practised: ratings of a practice run; empty after study.
        practise: whether it was one.
    """

    summary: Summary
    titles: tuple[str, ...]
    today: date
    now: datetime
    next_day: date | None
    can_undo: bool
    can_practise: bool
    practised: tuple[Rating, ...] = ()
    practise: bool = False


_WITHOUT_CARDS = tuple(row for row in END if row.action != "open")
"""The keys of a page that names no card; enter goes home there."""


def look_back(
    collection: "Collection",
    summary: Summary,
    titles: Sequence[str],
    decks: Sequence[int],
    practised: Sequence[Rating] | None,
) -> Ended:
    """Return what there is to say at the end of a session.

    Args:
        collection: where it was.
        summary: what was done.
        titles: the decks that were named.
        decks: the numbers of all that were studied.
        practised: the ratings of a practice run; None after study.
    """
    from mlcards.collection.practice import PracticeSession

    due = summary.next_due
    return Ended(
        summary=summary,
        titles=tuple(titles),
        today=collection.today(),
        now=collection.clock(),
        next_day=None if due is None else collection.days.study_day(due),
        can_undo=practised is None,
        can_practise=not isinstance(PracticeSession(collection, decks).turn, Finished),
        practised=tuple(practised or ()),
        practise=practised is not None,
    )


class EndPage(Page):
    """The lines of the page, one hard card marked."""

    def __init__(self, ended: Ended, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._ended = ended
        self.marked: int | None = 0 if ended.summary.hardest else None

    def show(self, ended: Ended) -> None:
        """Show the same end, a card called otherwise."""
        self._ended = ended
        self.rebuild()

    def mark(self, number: int) -> None:
        """Mark another of the hardest cards."""
        self.marked = number
        self.rebuild()
        self.reveal(self.line_of(Target(HARD, number)))

    def lines_at(self, place: Stage) -> Sequence[PageLine]:
        """Return the page."""
        ended = self._ended
        head = Content.styled(headline(ended), "bold")
        day = Content.styled(day_text(ended.today), QUIET)
        if (gap := place.text - head.cell_length - day.cell_length) > 1:
            head = head + Content(" " * gap) + day
        lines = [BLANK, PageLine(head), BLANK]
        if ended.practise:
            lines += _practised(ended)
        elif ended.summary.reviews:
            lines += _done(ended.summary)
        lines += _coming(ended)
        if ended.summary.hardest:
            lines += [BLANK, *self._hardest(place.text)]
        return lines

    def _hardest(self, width: int) -> list[PageLine]:
        lines = [PageLine(Content.styled("Hardest", HEADING))]
        for number, card in enumerate(self._ended.summary.hardest):
            facts = _why_hard(card)
            room = max(width - 6 - len(facts), 12)
            question = Content(quoted(card.question, room * 2)).truncate(room, ellipsis=True)
            sign = ("▸ ", MARKED) if number == self.marked else "  "
            line = Content.assemble(sign, (f"{number + 1} ", QUIET), question)
            line = line.pad_right(max(width - line.cell_length - len(facts), 2))
            target = Target(HARD, number)
            lines.append(PageLine(line + Content.styled(facts, QUIET), target))
        return lines


def headline(ended: Ended) -> str:
    """Return the first sentence."""
    where = ""
    if ended.titles:
        last = one_line(ended.titles[0].rsplit("::", 1)[-1], 40)
        where = f" in {last}" if len(ended.titles) == 1 else " in these decks"
    if ended.practise:
        return "Practice is over." if ended.practised else f"There is nothing to practise{where}."
    if ended.summary.reviews:
        return f"Done for today{where}."
    well = " Well done." if ended.summary.next_due is not None else ""
    return f"Nothing is due{where}.{well}"


def _practised(ended: Ended) -> list[PageLine]:
    again = sum(rating is Rating.AGAIN for rating in ended.practised)
    lines = [
        PageLine(Content(f"{plural(len(ended.practised), 'answer')}, {again} of them Again.")),
        PageLine(Content.styled("Nothing was scheduled and nothing written down.", QUIET)),
        BLANK,
    ]
    return lines if ended.practised else []


def _done(summary: Summary) -> list[PageLine]:
    each = summary.duration_ms // summary.reviews
    total = f"{plural(summary.reviews, 'rating')} in {duration_text(summary.duration_ms)}"
    lines = [PageLine(Content(f"{total}, {duration_text(each)} each.")), BLANK]
    most = max(summary.ratings.values(), default=1)
    for rating in Rating:
        count = summary.ratings.get(rating, 0)
        bar = "━" * (max(round(_BAR * count / most), 1) if count else 0)
        row = Content.assemble(
            (pad_cells(rating.label, _LABEL), RATINGS[rating]),
            (f"{count:>3}  ", "bold" if count else QUIET),
            (bar, RATINGS[rating]),
        )
        lines.append(PageLine(row))
    lines.append(BLANK)
    if summary.asked:
        share = share_text(summary.recalled / summary.asked)
        lines.append(_fact("Recalled", f"{summary.recalled} of {summary.asked}, {share}"))
    if summary.new:
        lines.append(_fact("New", f"{plural(summary.new, 'card')} seen for the first time"))
    return lines


def _coming(ended: Ended) -> list[PageLine]:
    summary = ended.summary
    lines: list[PageLine] = []
    tomorrow = [
        f"{plural(count, noun, noun)}"
        for count, noun in ((summary.tomorrow.due + summary.tomorrow.learning, "due"),
                            (summary.tomorrow.new, "new"))
        if count
    ]  # fmt: skip
    lines.append(_fact("Tomorrow", " and ".join(tomorrow) or "nothing yet"))
    if summary.next_due is not None and ended.next_day is not None:
        when = next_due_text(ended.next_day, summary.next_due, ended.now, ended.today)
        lines.append(_fact("Next card", when))
    elif not summary.more_new and not summary.tomorrow.total:
        lines.append(_fact("Next card", "none is scheduled"))
    if summary.more_new:
        waiting = f"{plural(summary.more_new, 'new card')} beyond today's limit"
        lines.append(_fact("Waiting", f"{waiting}; m brings five of them today"))
    return lines


def _called(ended: Ended, number: int, question: str) -> Ended:
    """Return the same end, one of the hardest cards with another question."""
    hardest = list(ended.summary.hardest)
    hardest[number] = replace(hardest[number], question=question)
    return replace(ended, summary=replace(ended.summary, hardest=tuple(hardest)))


def _why_hard(card: Hard) -> str:
    again = f"forgotten {plural(card.again, 'time')}, " if card.again else ""
    return f"  {again}difficulty {card.difficulty:.1f}"


def _fact(label: str, value: str) -> PageLine:
    return PageLine(Content.assemble((pad_cells(label, _LABEL), QUIET), value))


class EndScreen(Screen[str]):
    """Gives back what the person wants next: "home", "undo", "more_new" or "practise"."""

    CSS_PATH = "end.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(END)]
    AUTO_FOCUS = ""
    app: "MlcardsApp"

    def __init__(self, ended: Ended) -> None:
        super().__init__()
        self._ended = ended

    def compose(self) -> ComposeResult:
        """Lay out the page and its keys."""
        yield EndPage(self._ended, id="page")
        offered = END if self._ended.summary.hardest else _WITHOUT_CARDS
        yield KeyLine(offered, APP, id="keys")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is."""
        hardest = len(self._ended.summary.hardest)
        match action:
            case "more_new":
                return self._ended.summary.more_new > 0
            case "practise":
                return self._ended.can_practise
            case "undo":
                return self._ended.can_undo
            case "card":
                return isinstance(parameters[0], int) and parameters[0] <= hardest
            case _:
                return True

    async def action_open(self) -> None:
        """Open the marked card; go home where there is none."""
        marked = self.query_one(EndPage).marked
        if marked is None:
            self.dismiss("home")
        else:
            await self._show(marked)

    async def action_card(self, number: int) -> None:
        """Open one of the hardest cards."""
        self.query_one(EndPage).mark(number - 1)
        await self._show(number - 1)

    @on(Page.Pressed)
    async def _pressed(self, message: Page.Pressed) -> None:
        await self.action_card(message.target.number + 1)

    async def _show(self, number: int) -> None:
        import asyncio

        from mlcards.tui.screens.card_info import CardInfoScreen, look_up

        card = self._ended.summary.hardest[number].card
        try:
            collection = await self.app.opened()
            looked = await asyncio.to_thread(partial(look_up, collection, card))
        except MlcardsError as error:
            self.app.say_error(error)
            return

        def read(wish: str | None) -> None:
            if wish == "edit":
                self.run_worker(self._edit(number, looked.info.view))

        self.app.push_screen(CardInfoScreen(looked), read)

    async def _edit(self, number: int, view: "CardView") -> None:
        """Open the text of a hard card, and call it by its new question then."""
        from mlcards.tui.screens.edit import open_editor

        def edited(done: "Edited | None") -> None:
            if done is not None and done.changed:
                self.app.say("Saved.")
                self.run_worker(self._rename(number), exclusive=True)

        try:
            await open_editor(self.app, view, edited)
        except MlcardsError as error:
            self.app.say_error(error)

    async def _rename(self, number: int) -> None:
        import asyncio

        collection = await self.app.opened()
        hard = self._ended.summary.hardest[number]
        with suppress(MlcardsError):
            view = await asyncio.to_thread(collection.card_view, hard.card)
            self._ended = _called(self._ended, number, view.face.question)
            self.query_one(EndPage).show(self._ended)

    def action_next(self) -> None:
        """Mark the next hard card; scroll where there is none."""
        self._move(1)

    def action_previous(self) -> None:
        """Mark the hard card before."""
        self._move(-1)

    def _move(self, by: int) -> None:
        page = self.query_one(EndPage)
        if page.marked is not None and 0 <= page.marked + by < len(self._ended.summary.hardest):
            page.mark(page.marked + by)
        else:
            page.scroll_relative(y=by, animate=False)

    def action_undo(self) -> None:
        """Go back into the session and take back the last rating."""
        self.dismiss("undo")

    def action_more_new(self) -> None:
        """Go on with more new cards."""
        self.dismiss("more_new")

    def action_practise(self) -> None:
        """Go on without schedules."""
        self.dismiss("practise")

    def action_home(self) -> None:
        """Go back to the decks."""
        self.dismiss("home")
