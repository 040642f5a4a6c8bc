"""Study: a question, its answer, a rating, the next question.

The screen shows one `CardView` and asks a session, which writes each rating down before it names
the next card. The first card is shown before the collection is open: it can be read and turned;
what needs the session waits for it, in the order in which the keys were pressed.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from mlcards.collection.first_views import Asked, CardView, Finished, Glance, Turn, Waiting
from mlcards.collection.tree import waiting_in
from mlcards.core.content import Rating
from mlcards.core.errors import MlcardsError, StaleCardError
from mlcards.core.queue import Counts
from mlcards.core.text import visible
from mlcards.tui.card_drawing import FOLLOW_UP, OWN, POINT, REST, marks_after_edit
from mlcards.tui.commands import APP, STUDY, TYPING, Command, bindings
from mlcards.tui.format import interval_text, shown
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.steps import Step, Steps
from mlcards.tui.stopwatch import Stopwatch
from mlcards.tui.widgets.card_page import CardPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import Page
from mlcards.tui.widgets.rating_bar import BarView, Offer, RatingBar
from mlcards.tui.widgets.study_header import HeaderView, StudyHeader

if TYPE_CHECKING:
    from mlcards.collection.editing import Edited
    from mlcards.core.foreign import Problem
    from mlcards.core.model import CardId
    from mlcards.tui.app import MlcardsApp
    from mlcards.tui.sitting import Sitting
    from mlcards.tui.widgets.writing import TypedAnswer

MORE_NEW = 5
"""New cards that one press adds to today."""
_NEEDS_LOG = frozenset({"undo", "flag", "bury", "suspend"})
"""Actions that a practice run, which writes nothing, does not offer."""
_LEECH_SECONDS = 12.0
_PRACTICE = "Practice changes nothing: study the card to do that."


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
        cards: "Sequence[CardId]" = (),
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
        self._sitting: Sitting | None = None
        self._steps = Steps(self._guarded)
        self._turn: Turn | None = None
        self._view: CardView | None = None
        self._helped = False
        self._to_answer: float | None = None
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
            self._show_card(self._first.first, self._waiting(self._first))
        else:
            self._offer()
        self.set_interval(1.0, self._tick)
        self._begin()

    def _waiting(self, seen: Glance) -> Counts:
        return waiting_in(seen.decks, self._titles) if self._titles else seen.counts

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
        collection = await self.app.opened()
        from mlcards.tui.sitting import Sitting

        sitting = Sitting(collection, self._titles, practise=self._practise, cards=self._cards)
        try:
            await sitting.start()
        except MlcardsError as error:
            self._steps.drop()
            self._view = None
            lines = [shown(error.message), *([shown(error.hint)] if error.hint else [])]
            self._page.say(*lines)
            self._offer()
            return
        self._sitting = sitting
        turn = sitting.turn
        if isinstance(turn, Asked) and turn.view == self._view:
            self._turn = turn
            self._announce()
        else:
            # What was asked for the card that was shown is not meant for another one.
            self._steps.drop()
            await self._show_turn(turn)
        await self._steps.release()

    async def _in_order(self, step: Step, *, at_once: bool = False) -> None:
        """Do what a key asks, after what was asked before it."""
        self._watch.touch()
        await self._steps.take(step, at_once=at_once)

    async def _guarded(self, step: Step) -> None:
        """Do it; what goes wrong is said, and the screen stays usable."""
        try:
            await step()
        except StaleCardError as error:
            self.app.say(str(error))
            if self._sitting is not None:
                await self._show_turn(self._sitting.turn)
        except MlcardsError as error:
            self.app.say_error(error)

    # Showing -----------------------------------------------------------------------------------

    async def _show_turn(self, turn: Turn) -> None:
        self._turn = turn
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
        self._header.show(HeaderView(title, view, counts, practise=self._practising))
        self._header.run_to(self._shown_seconds())
        self._offer()

    def _offer(self) -> None:
        """Offer what can be done now, in the bar and in the line of keys."""
        marks = self._page.marks
        note = "nothing is scheduled" if self._practising else ""
        if self.has_class("-short"):
            note = note or "? keys"
        if self._view is not None:
            if self._typing:
                self._bar.show(BarView(Offer.COMPARE, note=note))
            elif marks.flipped:
                self._bar.show(BarView(Offer.RATE, self._suggested(), self._intervals(), note))
            else:
                self._bar.show(BarView(Offer.SHOW, note=note))
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
            wanted |= {"own", "edit", "info", "flag", "bury", "suspend"}
            if not marks.flipped:
                wanted |= {"type"} | ({"hint"} if view.content.hint else set())
            else:
                wanted |= {"tick"} if view.content.key_points else set()
                left = len(marks.opened) < len(view.content.follow_ups)
                wanted |= {"follow_up"} if left else set()
        if self._practising:
            wanted -= _NEEDS_LOG
        return [row for row in (*STUDY, *APP) if row.action in wanted]

    def _say_wait(self, turn: Waiting) -> None:
        from mlcards.tui.session_words import wait_text

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
        sitting = self._sitting
        suggests = self.app.settings.suggest_rating if sitting is None else sitting.suggests(view)
        if not suggests:
            return Rating.GOOD
        from mlcards.core.grading import suggest

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
            self._page.mark(self._page.marks._replace(**changes))
            self._offer()

    @property
    def _practising(self) -> bool:
        return self._practise if self._sitting is None else self._sitting.practise

    def _shown_seconds(self) -> float:
        """Return what the card's clock reads: it stops when the answer is shown."""
        return self._watch.seconds if self._to_answer is None else self._to_answer

    def _tick(self) -> None:
        """Let the clock go on, end a wait, notice a new study day."""
        sitting = self._sitting
        if self._view is not None:
            self._header.run_to(self._shown_seconds())
            busy = self._page.marks.flipped or self._typing
            if sitting is not None and sitting.new_day and not busy:
                self._look_again()
        elif sitting is not None and isinstance(self._turn, Waiting):
            if self.app.clock() >= self._turn.until or sitting.new_day:
                self._look_again()
            else:
                self._say_wait(self._turn)

    @work(exclusive=True, group="session")
    async def _look_again(self) -> None:
        """Ask for the turn anew: a wait is over, or a new study day began."""
        await self._guarded(self._look)

    async def _look(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        if sitting.new_day and self._view is not None:
            self.app.say("A new study day began. Here is its first card.")
        await sitting.look_again()
        await self._show_turn(sitting.turn)

    # Question and answer -----------------------------------------------------------------------

    async def action_advance(self) -> None:
        """Show the answer, then give the suggested rating; end a wait."""
        at_once = self._view is not None and not self._page.marks.flipped
        await self._in_order(self._advance, at_once=at_once)

    async def _advance(self) -> None:
        if self._typed is not None and self._typing:
            self._typed.action_compare()
        elif self._sitting is not None and isinstance(self._turn, Waiting):
            await self._sitting.show_early()
            await self._show_turn(self._sitting.turn)
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
            from mlcards.core.grading import compare

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
        view, marks, sitting = self._view, self._page.marks, self._sitting
        if view is None:
            return
        if not marks.flipped:
            self.app.say("Space shows the answer first.")
            return
        if sitting is None:
            return
        duration = self._watch.milliseconds
        said = sorted(marks.said) if view.content.key_points else None
        answered = await sitting.answer(view, rating, duration_ms=duration, said=said)
        if answered is not None and answered.leech:
            from mlcards.tui.session_words import leech_text

            text = visible(leech_text(answered))
            self.notify(text, severity="warning", timeout=_LEECH_SECONDS, markup=False)
        await self._show_turn(sitting.turn)

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
        sitting = self._sitting
        if sitting is None or self._is_practice("Practice writes nothing to take back."):
            return
        from mlcards.tui.session_words import undone_text

        undone = await sitting.undo()
        if undone is None:
            self.app.say("There is nothing to take back.")
            return
        day = sitting.collection.days.study_day(undone.at)
        self.app.say(undone_text(undone, day, sitting.day))
        await self._show_turn(sitting.turn)

    async def action_bury(self) -> None:
        """Hide the card until the next study day."""
        await self._in_order(self._bury)

    async def _bury(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None or self._is_practice(_PRACTICE):
            return
        await sitting.bury(view)
        self.app.say("Buried until the next study day. u takes it back.")
        await self._show_turn(sitting.turn)

    async def action_suspend(self) -> None:
        """Hide the card until it is unsuspended."""
        await self._in_order(self._suspend)

    async def _suspend(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None or self._is_practice(_PRACTICE):
            return
        await sitting.suspend(view)
        self.app.say("Suspended until you unsuspend it. u takes it back.")
        await self._show_turn(sitting.turn)

    async def action_flag(self) -> None:
        """Give the card the next flag."""
        await self._in_order(self._flag)

    async def _flag(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None or self._is_practice(_PRACTICE):
            return
        from mlcards.tui.session_words import flag_text

        self.app.say(flag_text(await sitting.flag(view)))
        turn = sitting.turn
        if isinstance(turn, Asked) and turn.view.card == view.card:
            self._turn, self._view = turn, turn.view
            self._announce()
        else:
            await self._show_turn(turn)

    def _is_practice(self, sentence: str) -> bool:
        """Tell whether this is a practice run, and say why something is not done in one."""
        practise = self._sitting is not None and self._sitting.practise
        if practise:
            self.app.say(sentence)
        return practise

    # Dialogs -----------------------------------------------------------------------------------

    async def action_own(self) -> None:
        """Open the editor of the own answer."""
        await self._in_order(self._own)

    async def _own(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None:
            return
        from mlcards.tui.screens.own_answer import OwnAnswerScreen

        async def save(text: str) -> None:
            await sitting.keep_own_answer(view, text)

        def saved(text: str | None) -> None:
            if text is not None and self._view is not None and self._view.card == view.card:
                self._view = self._view._replace(own_answer=text)
                self._page.update(self._view)
                self.app.say("Your answer is kept." if text else "Your answer is cleared.")

        self.app.push_screen(OwnAnswerScreen(view.face.question, view.own_answer, save), saved)

    async def action_edit(self) -> None:
        """Open the text of the card."""
        await self._in_order(self._edit)

    async def _edit(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None:
            return
        from mlcards.tui.screens.edit import EditScreen

        shown_text = await sitting.text_of(view)

        async def save(text: str) -> "Edited | tuple[Problem, ...]":
            return await sitting.edit(view, text, shown_text)

        def saved(edited: "Edited | None") -> None:
            if edited is not None and edited.changed:
                step = partial(self._show_edited, view)
                self.run_worker(self._in_order(step), group="keys")

        self.app.push_screen(EditScreen(view.deck_title, shown_text, save), saved)

    async def _show_edited(self, view: CardView) -> None:
        """Show a card anew on the side it was on; another one where its text has it no more."""
        sitting = self._sitting
        if sitting is None or self._view is None or self._view.card != view.card:
            return
        turn = sitting.turn
        if not isinstance(turn, Asked) or turn.view.card != view.card:
            self.app.say("The text has this card no more: it is put aside. u takes the edit back.")
            await self._show_turn(turn)
            return
        fresh = await sitting.anew(view)
        marks = await asyncio.to_thread(marks_after_edit, self._page.marks, fresh)
        with self.app.batch_update():
            self._turn, self._view = turn, fresh
            self._page.update(fresh)
            self._page.mark(marks)
            self._announce()
        self.app.say("Saved. u takes it back.")

    async def action_info(self) -> None:
        """Open the card's memory and history."""
        await self._in_order(self._info)

    async def _info(self) -> None:
        view, sitting = self._view, self._sitting
        if view is None or sitting is None:
            return
        from mlcards.tui.screens.card_info import CardInfoScreen

        self.app.push_screen(CardInfoScreen(await sitting.info(view)), self._read)

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
        screen = WholeTextScreen(self._view, answer=flipped, editable=True)
        self.app.push_screen(screen, self._read)

    def _read(self, wish: str | None) -> None:
        """Go on to the editor from a dialog that shows the card, where that was asked for."""
        if wish == "edit":
            self.run_worker(self.action_edit(), group="keys")

    # The end -----------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Show what was done."""
        sitting = self._sitting
        if sitting is None:
            return
        from mlcards.tui.screens.end import EndScreen

        self._view = None
        self._put_typing_away()
        self._page.say()
        self._announce()
        self.app.push_screen(EndScreen(await sitting.look_back()), self._ended)

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
        if self._sitting is not None:
            await self._sitting.go_on_practising()
            await self._show_turn(self._sitting.turn)

    async def _more_new(self) -> None:
        if self._sitting is not None:
            await self._sitting.more_new(MORE_NEW)
            await self._show_turn(self._sitting.turn)

    def action_home(self) -> None:
        """Go back to the decks."""
        self.app.go_home()
