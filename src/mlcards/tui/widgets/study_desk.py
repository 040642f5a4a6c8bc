"""The card in front of a person: its page, clock and ratings, and what keys do with it.

Nothing here asks the session or writes anything down, so all of it works before the collection is
open. The screen says what is asked, and does what has to be kept.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from mlcards.collection.first_views import Asked, CardView, Turn, Waiting
from mlcards.core.content import Rating
from mlcards.tui.card_drawing import FOLLOW_UP, POINT
from mlcards.tui.commands import APP, STUDY
from mlcards.tui.marks import Marks
from mlcards.tui.offers import bar_for, hints_for
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.stopwatch import Stopwatch
from mlcards.tui.widgets.card_page import CardPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.rating_bar import RatingBar
from mlcards.tui.widgets.study_header import HeaderView, StudyHeader

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp
    from mlcards.tui.widgets.writing import TypedAnswer

_ANSWER_FIRST = "Space shows the answer first."


class StudyDesk(Widget):
    """Shows what a session asks, from the deck's name above it to the keys below.

    Its rules stand in study.tcss, which are read once for the first frame.

    Attributes:
        practise: whether schedules and the log are left alone.
        stopwatch: how long the card is being thought about.
        page: what it stands on.
    """

    app: "MlcardsApp"

    def __init__(
        self,
        titles: tuple[str, ...],
        suggests: Callable[[CardView], bool],
        *,
        practise: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """Take what is studied.

        Args:
            titles: of the decks, for the line above while no card is shown.
            suggests: tells whether ticked key points suggest a rating for a card.
            practise: see above.
            id: the widget's.
        """
        super().__init__(id=id)
        self.practise = practise
        self._titles = titles
        self._suggests = suggests
        self._turn: Turn | None = None
        self.stopwatch = Stopwatch(self.app.monotonic)
        self._to_answer: float | None = None
        self._header = StudyHeader(id="header")
        self.page = CardPage(id="page")
        self._bar = RatingBar(id="ratings")
        self._keys = KeyLine(STUDY, APP, id="keys")
        self._typed: TypedAnswer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the header, the page, the ratings and the keys."""
        yield self._header
        yield self.page
        yield self._bar
        yield self._keys

    def on_resize(self) -> None:
        """Say in the bars what now has room."""
        self.call_after_refresh(self._offer)

    # What is asked -----------------------------------------------------------------------------

    @property
    def view(self) -> CardView | None:
        """The card that is shown; None while none is."""
        return self._turn.view if isinstance(self._turn, Asked) else None

    @property
    def waiting(self) -> Waiting | None:
        """What is waited for, where only cards are left that are being learnt."""
        return self._turn if isinstance(self._turn, Waiting) else None

    @property
    def marks(self) -> Marks:
        """What was done with it so far."""
        return self.page.marks

    def shows(self, view: CardView) -> bool:
        """Whether this card is the one that is shown, as it is or as it was before a change."""
        return self.view is not None and self.view.card == view.card

    def ask(self, turn: Asked) -> None:
        """Show a question from its top."""
        with self.app.batch_update():
            self._turn = turn
            self._to_answer = None
            self._drop_typing()
            self.stopwatch.start()
            self.page.show(turn.view)
            self.announce()
        self.call_after_refresh(self.page.prepare)

    def learn(self, turn: Asked) -> None:
        """Take in what is known by now of the card that is shown: what is left, what ratings do."""
        self._turn = turn
        self.announce()

    async def renew(self, turn: Asked) -> None:
        """Show the card anew, as it was changed, on the side it was on."""
        marks = await asyncio.to_thread(self.marks.after_edit, turn.view)
        with self.app.batch_update():
            self._turn = turn
            self.page.update(turn.view)
            self.page.mark(marks)
            self.announce()

    def wait(self, turn: Waiting) -> None:
        """Say that only cards that are being learnt are left, and how long until the next."""
        from mlcards.tui.session_words import wait_text

        self._turn = turn
        self.put_typing_away()
        self.page.say(
            Content.styled("Only cards that are being learnt are left.", "bold"),
            Content.assemble(
                "The next one comes in ", (wait_text(turn.until, self.app.clock()), MARKED), "."
            ),
            Content(""),
            Content.styled("It appears by itself; space shows it now.", QUIET),
        )
        self.announce()

    def say(self, *sentences: Content) -> None:
        """Show sentences, and no card."""
        self._turn = None
        self.put_typing_away()
        self.page.say(*sentences)
        self.announce()

    def announce(self) -> None:
        """Say in the header and the bars what is asked and what can be done."""
        turn = self._turn
        title = turn.view.deck_title if isinstance(turn, Asked) else " · ".join(self._titles)
        counts = turn.counts if isinstance(turn, Asked | Waiting) else None
        self._header.show(HeaderView(title, self.view, counts, practise=self.practise))
        self.run_clock()
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done now, in the bar and in the line of keys."""
        note = "nothing is scheduled" if self.practise else ""
        if self.screen.has_class("-short"):
            note = note or "? keys"
        turn, marks, typing = self._turn, self.marks, self.typing
        self._bar.show(bar_for(turn, marks, self.suggested, typing=typing, note=note))
        self._keys.commands = hints_for(turn, marks, typing=typing, practise=self.practise)

    @property
    def suggested(self) -> Rating:
        """The rating that space gives once the answer is shown."""
        view = self.view
        if view is None or not self.marks.flipped or not self._suggests(view):
            return Rating.GOOD
        from mlcards.core.grading import suggest

        return suggest(
            view.content.key_points,
            self.marks.said,
            helped=self.marks.hint,
            seconds=self._to_answer,
            target=view.content.seconds,
        )

    def _mark(self, marks: Marks) -> None:
        """Show the card with other marks, and what they suggest."""
        with self.app.batch_update():
            self.page.mark(marks)
            self._offer()

    def run_clock(self) -> None:
        """Let the header show the time; it stops when the answer is shown."""
        seconds = self.stopwatch.seconds if self._to_answer is None else self._to_answer
        self._header.run_to(seconds)

    # Question and answer -----------------------------------------------------------------------

    async def flip(self, typed: str | None = None) -> None:
        """Show the answer, with what was typed beside it."""
        view = self.view
        if view is None:
            return
        flip = self.marks.flip
        marks = flip(view) if typed is None else await asyncio.to_thread(flip, view, typed)
        self._to_answer = self.stopwatch.seconds
        self.put_typing_away()
        self._mark(marks)
        self.run_clock()

    def show_hint(self) -> None:
        """Show the hint."""
        if self.view is None:
            return
        if not self.view.content.hint:
            self.app.say("This card has no hint.")
        elif self.marks.flipped:
            self.app.say("The answer is shown already.")
        else:
            self._mark(self.marks._replace(hint=True))

    # Typing ------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        """Whether the place for typing the answer is open."""
        return self._typed is not None and self._typed.display

    async def type(self) -> None:
        """Open the place for typing the answer."""
        if self.view is None:
            return
        if self.marks.flipped:
            self.app.say("The answer is shown already.")
            return
        if self._typed is None:
            from mlcards.tui.widgets.writing import TypedAnswer

            self._typed = TypedAnswer(placeholder="Type your answer", id="typed")
            await self.mount(self._typed, after=self.page)
        self._typed.display = True
        self._typed.focus()
        self._offer()

    def hand_in(self) -> None:
        """Report what was typed, as its own key does."""
        if self._typed is not None:
            self._typed.action_compare()

    def put_typing_away(self) -> None:
        """Close the place for typing; the text stays until the next card."""
        if self._typed is not None and self._typed.display:
            self._typed.display = False
            self.screen.set_focus(None)

    def _drop_typing(self) -> None:
        self.put_typing_away()
        if self._typed is not None and self._typed.text:
            self._typed.load_text("")

    def on_typed_answer_cancelled(self) -> None:
        """Go back to the question."""
        self.put_typing_away()
        self._offer()

    def on_text_area_changed(self) -> None:
        """Count typing as being there."""
        self.stopwatch.touch()

    # Key points and follow-ups -----------------------------------------------------------------

    def tick_marked(self) -> None:
        """Tick the marked key point, once it is in sight, and mark the next."""
        marked = self.marks.marked
        if self.view is None:
            return
        if marked is None:
            self.app.say(self._why_no_points())
        elif not self.page.in_sight(marked):
            self.page.reveal_target(POINT, marked)
        else:
            self.tick(marked)
            self.page.reveal_target(POINT, self.marks.marked or 0)

    def tick(self, point: int) -> None:
        """Tick a key point, or take its tick away."""
        if self.view is not None:
            self._mark(self.marks.with_point(point, len(self.view.content.key_points)))

    def tick_all(self) -> None:
        """Tick all key points, or none when all are."""
        if self.view is None:
            return
        points = len(self.view.content.key_points)
        if not points or not self.marks.flipped:
            self.app.say(self._why_no_points())
            return
        self._mark(self.marks.with_all_points(points))

    def _why_no_points(self) -> str:
        has = self.view is not None and bool(self.view.content.key_points)
        return _ANSWER_FIRST if has else "This card has no key points."

    def move(self, by: int) -> None:
        """Mark another key point, or scroll by lines."""
        marked = self.marks.marked
        points = len(self.view.content.key_points) if self.view is not None else 0
        if marked is not None and self.page.in_sight(marked) and 0 <= marked + by < points:
            self._mark(self.marks._replace(marked=marked + by))
            self.page.reveal_target(POINT, marked + by)
        else:
            self.page.scroll_relative(y=by, animate=False)

    def scroll_pages(self, pages: int) -> None:
        """Scroll by pages; a line stays in sight."""
        step = max(self.page.size.height - 1, 1)
        self.page.scroll_relative(y=pages * step, animate=False)

    def open_next_follow_up(self) -> None:
        """Open the answer of the next follow-up; close all when all are open."""
        if self.view is None:
            return
        count = len(self.view.content.follow_ups)
        closed = self.marks.next_follow_up(count)
        if not count:
            self.app.say("This card has no follow-ups.")
        elif not self.marks.flipped:
            self.app.say(_ANSWER_FIRST)
        elif closed is not None:
            self.open_follow_up(closed)
        else:
            self._mark(self.marks._replace(opened=frozenset()))

    def open_follow_up(self, index: int) -> None:
        """Open a follow-up's answer, or close it."""
        self._mark(self.marks.with_follow_up(index))
        self.page.reveal_target(FOLLOW_UP, index)
