"""Study: a question, its answer, a rating, the next question.

The screen shows one `CardView` and asks a session, which writes each rating down before it names
the next card. The first card is shown before the collection is open: it can be read and turned;
what needs the session waits for it, in the order in which the keys were pressed.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from mlcards.collection.tree import below_or_same
from mlcards.collection.views import Asked, CardView, Finished, Glance, Turn, Waiting
from mlcards.core.errors import MlcardsError, StaleCardError
from mlcards.core.grading import compare, suggest
from mlcards.core.model import CardId, Rating
from mlcards.core.queue import Counts
from mlcards.core.text import visible
from mlcards.tui.card_drawing import FOLLOW_UP, OWN, POINT, REST
from mlcards.tui.commands import APP, STUDY, TYPING, Command, bindings
from mlcards.tui.format import interval_text, shown
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.session_words import flag_text, leech_text, undone_text, wait_text
from mlcards.tui.stopwatch import Stopwatch
from mlcards.tui.widgets.card_page import CardPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import Page
from mlcards.tui.widgets.rating_bar import BarView, Offer, RatingBar
from mlcards.tui.widgets.study_header import HeaderView, StudyHeader

if TYPE_CHECKING:
    from datetime import date

    from mlcards.collection.collection import Collection
    from mlcards.collection.limits import DeckSettings
    from mlcards.collection.practice import PracticeSession
    from mlcards.collection.study import StudySession
    from mlcards.tui.app import MlcardsApp
    from mlcards.tui.widgets.writing import TypedAnswer

T = TypeVar("T")
Step = Callable[[], Awaitable[None]]
"""What a key does; steps run one after the other."""

MORE_NEW = 5
"""New cards that one press adds to today."""
_NEEDS_LOG = frozenset({"undo", "flag", "bury", "suspend"})
"""Actions that a practice run, which writes nothing, does not offer."""
_LEECH_SECONDS = 12.0


class StudyScreen(Screen[None]):
    """One sitting over some decks: study, or practice, which leaves schedules alone."""

    CSS_PATH = "study.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(STUDY)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - a base declares it
    app: "MlcardsApp"

    def __init__(
        self,
        titles: Sequence[str] = (),
        first: Glance | None = None,
        *,
        practise: bool = False,
        cards: Sequence[CardId] = (),
    ) -> None:
        """Take what to study.

        Args:
            titles: exact titles of decks, which stand for those below them too; all when empty.
            first: what is known before the collection is open; its first card is shown at once.
            practise: whether schedules and the log are left alone.
            cards: the cards to practise; the weakest of the decks when empty.
        """
        super().__init__()
        self._titles = tuple(titles)
        self._first = first
        self._practise = practise
        self._cards = tuple(cards)
        self._collection: Collection | None = None
        self._session: StudySession | PracticeSession | None = None
        self._settings: DeckSettings | None = None
        self._held: deque[Step] = deque()
        self._asking = asyncio.Lock()
        self._turn: Turn | None = None
        self._view: CardView | None = None
        self._day: date | None = None
        self._helped = False
        self._to_answer: float | None = None
        self._practised: list[Rating] = []
        self._typed: TypedAnswer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the header, the page, the ratings and the keys."""
        yield StudyHeader(id="header")
        yield CardPage(id="page")
        yield RatingBar(id="ratings")
        yield KeyLine(STUDY, APP, id="keys")

    def on_mount(self) -> None:
        """Show the first card, and start the session behind it."""
        self._watch = Stopwatch(self.app.monotonic)
        self._header = self.query_one(StudyHeader)
        self._page = self.query_one(CardPage)
        self._bar = self.query_one(RatingBar)
        self._keys = self.query_one(KeyLine)
        if self._first is not None and self._first.first is not None and not self._practise:
            self._show_card(self._first.first, _waiting_counts(self._first, self._titles))
        else:
            self._offer()
        self.set_interval(1.0, self._tick)
        self._begin()

    def on_resize(self) -> None:
        """Say in the bars what now has room."""
        self.call_after_refresh(self._offer)

    def on_screen_suspend(self) -> None:
        """Stop the card's clock while something lies over it."""
        self._watch.pause()

    def on_screen_resume(self) -> None:
        """Let the clock go on."""
        self._watch.resume()

    # The session -------------------------------------------------------------------------------

    @work(exclusive=True, group="session")
    async def _begin(self) -> None:
        """Start the session once the collection is open, then do what was asked meanwhile."""
        collection = self._collection = await self.app.opened()
        try:
            await self._start(collection)
        except MlcardsError as error:
            self._held.clear()
            self._view = None
            lines = [shown(error.message), *([shown(error.hint)] if error.hint else [])]
            self._page.say(*lines)
            self._offer()
            return
        while self._held:
            await self._guarded(self._held[0])
            if self._held:
                self._held.popleft()

    async def _start(self, collection: "Collection") -> None:
        """Make a session and show what it asks."""

        def start() -> "StudySession | PracticeSession":
            from mlcards.collection.practice import PracticeSession
            from mlcards.collection.study import StudySession

            decks = [
                deck.id
                for deck in collection.decks()
                if not self._titles or any(below_or_same(deck.title, top) for top in self._titles)
            ]
            self._settings = collection.deck_settings()
            if self._practise:
                return PracticeSession(collection, decks, self._cards)
            return StudySession(collection, decks)

        session = self._session = await self._ask(start)
        self._day = collection.today()
        asked = session.turn
        if isinstance(asked, Asked) and asked.view == self._view:
            self._turn = asked
            self._announce()
            return
        if self._view is not None and self._held:
            self._held.clear()
        await self._show_turn(asked)

    async def _ask(self, question: Callable[[], T]) -> T:
        """Ask the session something off the event loop; one question at a time."""
        async with self._asking:
            return await asyncio.to_thread(question)

    async def _in_order(self, step: Step, *, at_once: bool = False) -> None:
        """Do what a key asks, after what was asked before it.

        Args:
            step: what to do.
            at_once: whether it can be done before the session is there.
        """
        self._watch.touch()
        if self._held or (self._session is None and not at_once):
            self._held.append(step)
            return
        await self._guarded(step)

    async def _guarded(self, step: Step) -> None:
        """Do it; what goes wrong is said, and the screen stays usable."""
        try:
            await step()
        except StaleCardError as error:
            self.app.say(str(error))
            await self._show_turn(self._studying.turn)
        except MlcardsError as error:
            self.app.say_error(error)

    @property
    def _studying(self) -> "StudySession":
        """The session, where keys make sure that it is one that writes."""
        from mlcards.collection.study import StudySession

        if not isinstance(self._session, StudySession):
            raise TypeError("a practice run writes nothing")
        return self._session

    # Showing -----------------------------------------------------------------------------------

    async def _show_turn(self, turn: Turn) -> None:
        self._turn = turn
        if self._collection is not None:
            self._day = self._collection.today()
        match turn:
            case Asked():
                self._show_card(turn.view, turn.counts)
            case Waiting():
                self._view = None
                self._put_typing_away()
                self._say_wait(turn)
                self._announce()
            case Finished():
                await self._finish()

    def _show_card(self, view: CardView, counts: Counts | None) -> None:
        """Show a question."""
        with self.app.batch_update():
            self._view = view
            self._helped = False
            self._to_answer = None
            self._drop_typing()
            self._watch.start()
            self._page.show(view)
            self._announce(counts)
        self.call_after_refresh(self._page.prepare)

    def _announce(self, counts: Counts | None = None) -> None:
        """Say in the header and the bars what is asked and what can be done."""
        turn, view = self._turn, self._view
        if isinstance(turn, Asked | Waiting):
            counts = turn.counts
        title = view.deck_title if view else " · ".join(self._titles)
        self._header.show(HeaderView(title, view, counts, practise=self._practise))
        self._header.run_to(self._shown_seconds())
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done now, in the bar and in the line of keys."""
        marks = self._page.marks
        note = "nothing is scheduled" if self._practise else ""
        if self.has_class("-short"):
            note = note or "? keys"
        if self._view is not None:
            offer = Offer.RATE if marks.flipped else Offer.SHOW
            if self._typing:
                offer = Offer.COMPARE
            self._bar.show(BarView(offer, self._suggested(), self._intervals(), note))
        else:
            self._bar.show(
                BarView(Offer.EARLY if isinstance(self._turn, Waiting) else Offer.NOTHING)
            )
        self._keys.commands = tuple(self._hints())

    def _hints(self) -> list[Command]:
        """Return the commands worth a hint now."""
        view, marks = self._view, self._page.marks
        if self._typing:
            return [row for row in TYPING if row.action == "cancel"]
        wanted = {"undo", "home", "help"}
        if view is not None:
            wanted |= {"own", "info", "flag", "bury", "suspend"}
            if not marks.flipped:
                wanted |= {"type"} | ({"hint"} if view.content.hint else set())
            else:
                wanted |= {"tick"} if view.content.key_points else set()
                left = len(marks.opened) < len(view.content.follow_ups)
                wanted |= {"follow_up"} if left else set()
        if self._practise:
            wanted -= _NEEDS_LOG
        return [row for row in (*STUDY, *APP) if row.action in wanted]

    def _say_wait(self, turn: Waiting) -> None:
        left = wait_text(turn.until, self.app.clock())
        self._page.say(
            Content.styled("Only cards that are being learnt are left.", "bold"),
            Content.assemble("The next one comes in ", (left, MARKED), "."),
            Content(""),
            Content.styled("It appears by itself; space shows it now.", QUIET),
        )

    def _intervals(self) -> dict[Rating, str]:
        """Return how long each rating makes the card wait."""
        if not isinstance(self._turn, Asked) or not self._turn.preview:
            return {}
        from mlcards.core.scheduling import interval_of

        preview = self._turn.preview
        return {rating: interval_text(interval_of(preview[rating])) for rating in Rating}

    def _suggested(self) -> Rating:
        """Return the rating that space gives."""
        view, marks = self._view, self._page.marks
        if view is None:
            return Rating.GOOD
        settings = self.app.settings if self._settings is None else self._settings.of(view.deck)
        if not settings.suggest_rating:
            return Rating.GOOD
        return suggest(
            view.content.key_points,
            marks.said,
            helped=self._helped,
            seconds=self._to_answer,
            target=view.content.seconds,
        )

    def _mark(self, **changes: Any) -> None:
        """Show the card with other marks, and what they suggest."""
        with self.app.batch_update():
            self._page.mark(replace(self._page.marks, **changes))
            self._offer()

    def _shown_seconds(self) -> float:
        """Return what the card's clock reads: it stops when the answer is shown."""
        return self._watch.seconds if self._to_answer is None else self._to_answer

    def _tick(self) -> None:
        """Let the clock go on, end a wait, notice a new study day."""
        if self._collection is None or self._session is None:
            if self._view is not None:
                self._header.run_to(self._shown_seconds())
            return
        if isinstance(self._turn, Waiting):
            if self.app.clock() >= self._turn.until or self._collection.today() != self._day:
                self._look_again()
            else:
                self._say_wait(self._turn)
            return
        if self._view is None:
            return
        self._header.run_to(self._shown_seconds())
        new_day = not self._practise and self._collection.today() != self._day
        if new_day and not self._page.marks.flipped and not self._typing:
            self._look_again()

    @work(exclusive=True, group="session")
    async def _look_again(self) -> None:
        """Ask for the turn anew: a wait is over, or a new study day began."""

        async def look() -> None:
            if self._collection is None:
                return
            day = self._collection.today()
            if day != self._day and self._view is not None:
                self.app.say("A new study day began. Here is its first card.")
            self._day = day
            await self._show_turn(await self._ask(self._studying.refresh))

        await self._guarded(look)

    # Question and answer -----------------------------------------------------------------------

    async def action_advance(self) -> None:
        """Show the answer, then give the suggested rating; end a wait."""
        await self._in_order(self._advance, at_once=not self._page.marks.flipped)

    async def _advance(self) -> None:
        if self._typed is not None and self._typing:
            self._typed.action_compare()
        elif isinstance(self._turn, Waiting):
            await self._show_turn(await self._ask(self._studying.show_early))
        elif self._view is None:
            return
        elif not self._page.marks.flipped:
            await self._flip()
        else:
            await self._rate(self._suggested())

    async def _flip(self, typed: str | None = None) -> None:
        """Show the answer, with what was typed beside it."""
        view = self._view
        if view is None:
            return
        compared = None
        expected = view.face.expected or view.own_answer
        if typed is not None and expected.strip():
            compared = await asyncio.to_thread(compare, expected, typed)
        self._to_answer = self._watch.seconds
        self._put_typing_away()
        marked = 0 if view.content.key_points else None
        self._mark(flipped=True, marked=marked, typed=typed, compared=compared)
        self._header.run_to(self._to_answer)

    async def action_rate(self, number: int) -> None:
        """Rate the card."""
        await self._in_order(partial(self._rate, Rating(number)), at_once=self._view is not None
                             and not self._page.marks.flipped)  # fmt: skip

    async def _rate(self, rating: Rating) -> None:
        view, marks, session = self._view, self._page.marks, self._session
        if view is None or session is None:
            return
        if not marks.flipped:
            self.app.say("Space shows the answer first.")
            return
        if self._practise:
            await self._rate_practice(rating)
            return
        duration = self._watch.milliseconds
        said = sorted(marks.said) if view.content.key_points else None
        answer = partial(self._studying.answer, rating, duration_ms=duration, said=said)
        answered = await self._ask(answer)
        if answered.leech:
            text = visible(leech_text(answered))
            self.notify(text, severity="warning", timeout=_LEECH_SECONDS, markup=False)
        await self._show_turn(session.turn)

    async def _rate_practice(self, rating: Rating) -> None:
        session = self._session
        if session is None:
            return
        await self._ask(partial(session.answer, rating))
        self._practised.append(rating)
        await self._show_turn(session.turn)

    @on(RatingBar.Chosen)
    async def _chosen(self, message: RatingBar.Chosen) -> None:
        if message.rating is None:
            await self.action_advance()
        else:
            await self.action_rate(message.rating.value)

    async def action_hint(self) -> None:
        """Show the hint."""
        await self._in_order(self._hint, at_once=True)

    async def _hint(self) -> None:
        if self._view is None:
            return
        if not self._view.content.hint:
            self.app.say("This card has no hint.")
        elif self._page.marks.flipped:
            self.app.say("The answer is shown already.")
        else:
            self._helped = True
            self._mark(hint=True)

    # Typing ------------------------------------------------------------------------------------

    @property
    def _typing(self) -> bool:
        return self._typed is not None and self._typed.display

    async def action_type(self) -> None:
        """Open the place for typing the answer."""
        await self._in_order(self._type, at_once=True)

    async def _type(self) -> None:
        if self._view is None:
            return
        if self._page.marks.flipped:
            self.app.say("The answer is shown already.")
            return
        if self._typed is None:
            from mlcards.tui.widgets.writing import TypedAnswer

            self._typed = TypedAnswer(placeholder="Type your answer", id="typed")
            await self.mount(self._typed, after=self._page)
        self._typed.display = True
        self._typed.focus()
        self._offer()

    def on_typed_answer_done(self, message: "TypedAnswer.Done") -> None:
        """Show the answer beside what was typed."""
        text = message.text if message.text.strip() else None
        self.run_worker(self._in_order(partial(self._flip, text), at_once=True), group="keys")

    def on_typed_answer_cancelled(self) -> None:
        """Go back to the question."""
        self._put_typing_away()
        self._offer()

    def on_text_area_changed(self) -> None:
        """Count typing as being there."""
        self._watch.touch()

    def _put_typing_away(self) -> None:
        if self._typed is not None and self._typed.display:
            self._typed.display = False
            self.set_focus(None)

    def _drop_typing(self) -> None:
        self._put_typing_away()
        if self._typed is not None and self._typed.text:
            self._typed.load_text("")

    # Key points and follow-ups -----------------------------------------------------------------

    async def action_tick(self) -> None:
        """Tick the marked key point, once it is in sight, and mark the next."""
        await self._in_order(self._tick_marked, at_once=True)

    async def _tick_marked(self) -> None:
        marked = self._page.marks.marked
        if marked is None or self._view is None:
            if self._view is not None:
                self.app.say(self._why_no_points())
        elif not self._page.in_sight(marked):
            self._page.reveal_target(POINT, marked)
        else:
            self._tick_point(marked)
            self._page.reveal_target(POINT, self._page.marks.marked or 0)

    def _tick_point(self, point: int) -> None:
        if self._view is None:
            return
        last = len(self._view.content.key_points) - 1
        said = self._page.marks.said ^ {point}
        self._mark(said=said, marked=min(point + 1, last) if point in said else point)

    async def action_tick_all(self) -> None:
        """Tick all key points, or none when all are."""
        await self._in_order(self._tick_all, at_once=True)

    async def _tick_all(self) -> None:
        if self._view is None:
            return
        points = self._view.content.key_points
        if not points or not self._page.marks.flipped:
            self.app.say(self._why_no_points())
            return
        everything = frozenset(range(len(points)))
        self._mark(said=frozenset() if self._page.marks.said == everything else everything)

    def _why_no_points(self) -> str:
        has = self._view is not None and bool(self._view.content.key_points)
        return "Space shows the answer first." if has else "This card has no key points."

    async def action_next_point(self) -> None:
        """Mark the next key point, or scroll."""
        await self._in_order(partial(self._move, 1), at_once=True)

    async def action_previous_point(self) -> None:
        """Mark the key point before, or scroll."""
        await self._in_order(partial(self._move, -1), at_once=True)

    async def _move(self, by: int) -> None:
        marked = self._page.marks.marked
        points = len(self._view.content.key_points) if self._view is not None else 0
        if marked is not None and self._page.in_sight(marked) and 0 <= marked + by < points:
            self._mark(marked=marked + by)
            self._page.reveal_target(POINT, marked + by)
        else:
            self._page.scroll_relative(y=by, animate=False)

    async def action_scroll(self, pages: int) -> None:
        """Scroll by pages; a line stays in sight."""
        step = max(self._page.size.height - 1, 1)
        self._page.scroll_relative(y=pages * step, animate=False)

    async def action_follow_up(self) -> None:
        """Open the answer of the next follow-up."""
        await self._in_order(self._follow_up, at_once=True)

    async def _follow_up(self) -> None:
        marks = self._page.marks
        if self._view is None:
            return
        count = len(self._view.content.follow_ups)
        closed = [index for index in range(count) if index not in marks.opened]
        if not count:
            self.app.say("This card has no follow-ups.")
        elif not marks.flipped:
            self.app.say("Space shows the answer first.")
        elif closed:
            self._open_follow_up(closed[0])
        else:
            self._mark(opened=frozenset())

    def _open_follow_up(self, index: int) -> None:
        self._mark(opened=self._page.marks.opened ^ {index})
        self._page.reveal_target(FOLLOW_UP, index)

    @on(Page.Pressed)
    async def _pressed(self, message: Page.Pressed) -> None:
        target = message.target

        async def press() -> None:
            match target.kind:
                case kind if kind == POINT:
                    self._tick_point(target.number)
                case kind if kind == FOLLOW_UP:
                    self._open_follow_up(target.number)

        if target.kind == OWN:
            await self.action_own()
        elif target.kind == REST:
            await self.action_whole()
        else:
            await self._in_order(press, at_once=True)

    # What is kept beside the schedule ----------------------------------------------------------

    async def action_undo(self) -> None:
        """Take back the last action."""
        await self._in_order(self._undo)

    async def _undo(self) -> None:
        if self._practise:
            self.app.say("Practice writes nothing, so there is nothing to take back.")
            return
        undone = await self._ask(self._studying.undo)
        if undone is None:
            self.app.say("There is nothing to take back.")
            return
        collection = self._collection
        if collection is not None:
            day, today = collection.days.study_day(undone.at), collection.today()
            self.app.say(undone_text(undone, day, today))
        await self._show_turn(self._studying.turn)

    async def action_bury(self) -> None:
        """Hide the card until the next study day."""
        await self._in_order(partial(self._hide, "bury"))

    async def action_suspend(self) -> None:
        """Hide the card until it is unsuspended."""
        await self._in_order(partial(self._hide, "suspend"))

    async def _hide(self, kind: str) -> None:
        if not self._can_write():
            return
        if kind == "bury":
            await self._ask(self._studying.bury)
            self.app.say("Buried until the next study day. u takes it back.")
        else:
            await self._ask(self._studying.suspend)
            self.app.say("Suspended until you unsuspend it. u takes it back.")
        await self._show_turn(self._studying.turn)

    async def action_flag(self) -> None:
        """Give the card the next flag."""
        await self._in_order(self._flag)

    async def _flag(self) -> None:
        view = self._view
        if view is None or not self._can_write():
            return
        flag = await self._ask(self._studying.flag)
        self.app.say(flag_text(flag))
        turn = self._studying.turn
        if isinstance(turn, Asked) and turn.view.card == view.card:
            self._turn, self._view = turn, turn.view
            self._announce()
        else:
            await self._show_turn(turn)

    def _can_write(self) -> bool:
        if self._practise:
            self.app.say("Practice changes nothing: study the card to do that.")
        return self._view is not None and not self._practise

    # Dialogs -----------------------------------------------------------------------------------

    async def action_own(self) -> None:
        """Open the editor of the own answer."""
        await self._in_order(self._own)

    async def _own(self) -> None:
        view, collection = self._view, self._collection
        if view is None or collection is None:
            return
        from mlcards.tui.screens.own_answer import OwnAnswerScreen

        async def save(text: str) -> None:
            await self._ask(partial(collection.save_own_answer, view, text))

        def saved(text: str | None) -> None:
            if text is not None and self._view is not None and self._view.card == view.card:
                self._view = replace(self._view, own_answer=text)
                self._page.update(self._view)
                self.app.say("Your answer is kept." if text else "Your answer is cleared.")

        self.app.push_screen(OwnAnswerScreen(view.face.question, view.own_answer, save), saved)

    async def action_info(self) -> None:
        """Open the card's memory and history."""
        await self._in_order(self._info)

    async def _info(self) -> None:
        view, collection = self._view, self._collection
        if view is None or collection is None:
            return
        from mlcards.tui.screens.card_info import CardInfoScreen, look_up

        preview = self._turn.preview if isinstance(self._turn, Asked) else None
        looked = await self._ask(partial(look_up, collection, view.card, preview))
        self.app.push_screen(CardInfoScreen(looked))

    async def action_whole(self) -> None:
        """Open a card that is too long to be shown whole."""
        await self._in_order(self._whole, at_once=True)

    async def _whole(self) -> None:
        if self._view is None:
            return
        if not self._page.was_cut:
            self.app.say("All of this card is shown already.")
            return
        from mlcards.tui.screens.whole_text import WholeTextScreen

        flipped = self._page.marks.flipped
        self.app.push_screen(WholeTextScreen(self._view, answer=flipped))

    # The end -----------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Show what was done."""
        collection, session = self._collection, self._session
        if collection is None or session is None:
            return
        from mlcards.tui.screens.end import EndScreen, look_back

        self._view = None
        self._put_typing_away()
        self._page.say()
        self._announce()
        ended = await self._ask(
            partial(look_back, collection, session, self._titles, tuple(self._practised))
        )
        self.app.push_screen(EndScreen(ended), self._ended)

    def _ended(self, choice: str | None) -> None:
        steps = {
            "undo": self._undo,
            "more_new": self._more_new,
            "practise": self._practise_now,
        }
        step = steps.get(choice or "")
        if step is None:
            # The end page may still be on the stack when it reports.
            self.call_later(self.action_home)
        else:
            self.run_worker(self._in_order(partial(self._go_on, step)), group="keys")

    async def _go_on(self, step: Step) -> None:
        """Do what was chosen at the end; where it brings no card, show the end again."""
        try:
            await step()
        finally:
            if isinstance(self._turn, Finished) and self.app.screen is self:
                await self._finish()

    async def _practise_now(self) -> None:
        collection = self._collection
        if collection is not None:
            self._practise, self._practised = True, []
            await self._start(collection)

    async def _more_new(self) -> None:
        collection = self._collection
        if collection is not None:
            await self._ask(partial(collection.ask_for_more_new, MORE_NEW))
            await self._start(collection)

    def action_home(self) -> None:
        """Go back to the decks."""
        self.app.go_home()


def _waiting_counts(seen: Glance, titles: Sequence[str]) -> Counts:
    """Return what waits in the decks that are studied."""
    if not titles:
        return seen.counts
    top = [
        line
        for line in seen.decks
        if line.title in titles
        and not any(other != line.title and below_or_same(line.title, other) for other in titles)
    ]
    return sum((line.counts for line in top), Counts())
