"""Study: a question, its answer, a rating, the next question.

The screen asks a session, which writes each rating down before it names the next card, and a desk
shows what is asked. The first card is shown before the collection is open: it can be read and
turned; what needs the session waits for it, in the order in which the keys were pressed.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from mlcards.collection.first_views import Asked, CardView, Finished, Glance, Turn, Waiting
from mlcards.collection.tree import waiting_in
from mlcards.core.content import Rating
from mlcards.core.errors import MlcardsError, StaleCardError
from mlcards.core.text import visible
from mlcards.tui.card_drawing import FOLLOW_UP, OWN, POINT, REST
from mlcards.tui.commands import STUDY, bindings
from mlcards.tui.format import shown
from mlcards.tui.steps import Step, Steps
from mlcards.tui.widgets.page import Page
from mlcards.tui.widgets.rating_bar import RatingBar
from mlcards.tui.widgets.study_desk import StudyDesk

if TYPE_CHECKING:
    from mlcards.core.model import CardId
    from mlcards.tui.app import MlcardsApp
    from mlcards.tui.card_dialogs import CardDialogs
    from mlcards.tui.sitting import Sitting
    from mlcards.tui.widgets.writing import TypedAnswer

MORE_NEW = 5
"""New cards that one press adds to today."""
_LEECH_SECONDS = 12.0
_PRACTICE = "Practice changes nothing: study the card to do that."


async def _bury(sitting: "Sitting", view: CardView) -> str:
    await sitting.bury(view)
    return "Buried until the next study day. u takes it back."


async def _suspend(sitting: "Sitting", view: CardView) -> str:
    await sitting.suspend(view)
    return "Suspended until you unsuspend it. u takes it back."


async def _flag(sitting: "Sitting", view: CardView) -> str:
    from mlcards.tui.session_words import flag_text

    return flag_text(await sitting.flag(view))


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
        self._dialogs: CardDialogs | None = None
        self._steps = Steps(self._guarded)
        self._desk = StudyDesk(self._titles, self._suggests, practise=practise, id="desk")

    def compose(self) -> ComposeResult:
        """Lay out the desk, which fills the screen."""
        yield self._desk

    def on_mount(self) -> None:
        """Show the first card, and start the session behind it."""
        seen = self._first
        if seen is not None and seen.first is not None and not self._practise:
            counts = waiting_in(seen.decks, self._titles) if self._titles else seen.counts
            self._desk.ask(Asked(seen.first, counts, {}))
        self.set_interval(1.0, self._tick)
        self._begin()

    def on_screen_suspend(self) -> None:
        """Stop the card's clock while something lies over it."""
        self._desk.stopwatch.pause()

    def on_screen_resume(self) -> None:
        """Let the clock go on."""
        self._desk.stopwatch.resume()

    # The session -------------------------------------------------------------------------------

    @work(exclusive=True, group="session")
    async def _begin(self) -> None:
        """Start the session once the collection is open, then do what was asked meanwhile."""
        collection = await self.app.opened()
        from mlcards.tui.card_dialogs import CardDialogs
        from mlcards.tui.sitting import Sitting

        sitting = Sitting(collection, self._titles, practise=self._practise, cards=self._cards)
        try:
            await sitting.start()
        except MlcardsError as error:
            self._steps.drop()
            self._desk.say(shown(error.message), *([shown(error.hint)] if error.hint else []))
            return
        self._sitting = sitting
        self._dialogs = CardDialogs(self.app, sitting, self._changed)
        turn = sitting.turn
        if isinstance(turn, Asked) and turn.view == self._desk.view:
            self._desk.learn(turn)
        else:
            # What was asked for the card that was shown is not meant for another one.
            self._steps.drop()
            await self._show_turn(turn)
        await self._steps.release()

    async def _in_order(self, step: Step, *, at_once: bool = False) -> None:
        """Do what a key asks, after what was asked before it."""
        self._desk.stopwatch.touch()
        await self._steps.take(step, at_once=at_once)

    async def _guarded(self, step: Step) -> None:
        """Do it; what goes wrong is said, and the screen stays usable."""
        try:
            if (doing := step()) is not None:
                await doing
        except StaleCardError as error:
            self.app.say(str(error))
            if self._sitting is not None:
                await self._show_turn(self._sitting.turn)
        except MlcardsError as error:
            self.app.say_error(error)

    def _suggests(self, view: CardView) -> bool:
        """Tell whether ticked key points suggest a rating for a card."""
        sitting = self._sitting
        return self.app.settings.suggest_rating if sitting is None else sitting.suggests(view)

    async def _show_turn(self, turn: Turn) -> None:
        match turn:
            case Asked():
                self._desk.ask(turn)
            case Waiting():
                self._desk.wait(turn)
            case Finished():
                await self._finish()

    async def _show_changed(self, view: CardView, said: str) -> None:
        """Say what was changed in a card, and show it on the side it was on, or what is asked now.

        Where another card is shown by now, that one stays.
        """
        self.app.say(said)
        sitting = self._sitting
        if sitting is None or not self._desk.shows(view):
            return
        turn = sitting.turn
        if isinstance(turn, Asked) and turn.view.card == view.card:
            await self._desk.renew(turn._replace(view=await sitting.anew(view)))
        else:
            await self._show_turn(turn)

    def _tick(self) -> None:
        """Let the clock go on, end a wait, notice a new study day."""
        sitting, desk = self._sitting, self._desk
        if desk.view is not None:
            desk.run_clock()
            busy = desk.marks.flipped or desk.typing
            if sitting is not None and sitting.new_day and not busy:
                self._look_again()
        elif sitting is not None and desk.waiting is not None:
            if self.app.clock() >= desk.waiting.until or sitting.new_day:
                self._look_again()
            else:
                desk.wait(desk.waiting)

    @work(exclusive=True, group="session")
    async def _look_again(self) -> None:
        """Ask for the turn anew: a wait is over, or a new study day began."""
        await self._guarded(self._look)

    async def _look(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        if sitting.new_day and self._desk.view is not None:
            self.app.say("A new study day began. Here is its first card.")
        await sitting.look_again()
        await self._show_turn(sitting.turn)

    # Question, answer, rating ------------------------------------------------------------------

    async def action_advance(self) -> None:
        """Show the answer, then give the suggested rating; end a wait."""
        await self._in_order(self._advance, at_once=self._can_be_turned)

    async def _advance(self) -> None:
        sitting, desk = self._sitting, self._desk
        if desk.typing:
            desk.hand_in()
        elif sitting is not None and desk.waiting is not None:
            await sitting.show_early()
            await self._show_turn(sitting.turn)
        elif self._can_be_turned:
            await desk.flip()
        else:
            await self._rate(desk.suggested)

    async def action_rate(self, number: int) -> None:
        """Rate the card."""
        # Before the answer is shown it is told so at once.
        await self._in_order(partial(self._rate, Rating(number)), at_once=self._can_be_turned)

    @property
    def _can_be_turned(self) -> bool:
        return self._desk.view is not None and not self._desk.marks.flipped

    async def _rate(self, rating: Rating) -> None:
        view, marks, sitting = self._desk.view, self._desk.marks, self._sitting
        if view is None:
            return
        if not marks.flipped:
            self.app.say("Space shows the answer first.")
            return
        if sitting is None:
            return
        duration = self._desk.stopwatch.milliseconds
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

    # The card that is shown: nothing here needs the session ------------------------------------

    async def action_hint(self) -> None:
        """Show the hint."""
        await self._in_order(self._desk.show_hint, at_once=True)

    async def action_type(self) -> None:
        """Open the place for typing the answer."""
        await self._in_order(self._desk.type, at_once=True)

    def on_typed_answer_done(self, message: "TypedAnswer.Done") -> None:
        """Show the answer beside what was typed."""
        text = message.text if message.text.strip() else None
        self.run_worker(self._in_order(partial(self._desk.flip, text), at_once=True), group="keys")

    async def action_tick(self) -> None:
        """Tick the marked key point, once it is in sight, and mark the next."""
        await self._in_order(self._desk.tick_marked, at_once=True)

    async def action_tick_all(self) -> None:
        """Tick all key points, or none when all are."""
        await self._in_order(self._desk.tick_all, at_once=True)

    async def action_next_point(self) -> None:
        """Mark the next key point, or scroll."""
        await self._in_order(partial(self._desk.move, 1), at_once=True)

    async def action_previous_point(self) -> None:
        """Mark the key point before, or scroll."""
        await self._in_order(partial(self._desk.move, -1), at_once=True)

    async def action_follow_up(self) -> None:
        """Open the answer of the next follow-up."""
        await self._in_order(self._desk.open_next_follow_up, at_once=True)

    def action_scroll(self, pages: int) -> None:
        """Scroll by pages."""
        self._desk.scroll_pages(pages)

    @on(Page.Pressed)
    async def _pressed(self, message: Page.Pressed) -> None:
        kind, number = message.target
        if kind == OWN:
            await self.action_own()
        elif kind == REST:
            await self.action_whole()
        elif kind == POINT:
            await self._in_order(partial(self._desk.tick, number), at_once=True)
        elif kind == FOLLOW_UP:
            await self._in_order(partial(self._desk.open_follow_up, number), at_once=True)

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
        await self._in_order(partial(self._change, _bury))

    async def action_suspend(self) -> None:
        """Hide the card until it is unsuspended."""
        await self._in_order(partial(self._change, _suspend))

    async def action_flag(self) -> None:
        """Give the card the next flag."""
        await self._in_order(partial(self._change, _flag))

    async def _change(self, change: "Callable[[Sitting, CardView], Awaitable[str]]") -> None:
        view, sitting = self._desk.view, self._sitting
        if view is None or sitting is None or self._is_practice(_PRACTICE):
            return
        await self._show_changed(view, await change(sitting, view))

    def _is_practice(self, sentence: str) -> bool:
        """Tell whether this is a practice run, and say why something is not done in one."""
        if self._desk.practise:
            self.app.say(sentence)
        return self._desk.practise

    # Dialogs -----------------------------------------------------------------------------------

    async def action_own(self) -> None:
        """Open the editor of the own answer."""
        await self._in_order(partial(self._open, lambda dialogs, view: dialogs.own_answer(view)))

    async def action_edit(self) -> None:
        """Open the text of the card."""
        await self._in_order(partial(self._open, lambda dialogs, view: dialogs.text(view)))

    async def action_info(self) -> None:
        """Open the card's memory and history."""
        read = self._read
        await self._in_order(partial(self._open, lambda dialogs, view: dialogs.info(view, read)))

    async def _open(self, dialog: "Callable[[CardDialogs, CardView], Awaitable[None]]") -> None:
        if self._desk.view is not None and self._dialogs is not None:
            await dialog(self._dialogs, self._desk.view)

    async def action_whole(self) -> None:
        """Open a card that is too long to be shown whole."""
        await self._in_order(self._whole, at_once=True)

    def _whole(self) -> None:
        view, desk = self._desk.view, self._desk
        if view is None:
            return
        if not desk.page.was_cut:
            self.app.say("All of this card is shown already.")
            return
        from mlcards.tui.screens.whole_text import WholeTextScreen

        screen = WholeTextScreen(view, answer=desk.marks.flipped, editable=True)
        self.app.push_screen(screen, self._read)

    def _read(self, wish: str | None) -> None:
        """Go on to the editor from a dialog that shows the card, where that was asked for."""
        if wish == "edit":
            self.run_worker(self.action_edit(), group="keys")

    def _changed(self, view: CardView, said: str) -> None:
        """Show what a dialog changed, after what was asked before it."""
        show = partial(self._show_changed, view, said)
        self.run_worker(self._in_order(show), group="keys")

    # The end -----------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Show what was done."""
        sitting = self._sitting
        if sitting is None:
            return
        from mlcards.tui.screens.end import EndScreen

        self._desk.say()
        self.app.push_screen(EndScreen(await sitting.look_back()), self._ended)

    def _ended(self, choice: str | None) -> None:
        if choice in {None, "home"}:
            # The end page may still be on the stack when it reports.
            self.call_later(self.action_home)
        else:
            self.run_worker(self._in_order(partial(self._go_on, choice)), group="keys")

    async def _go_on(self, choice: str) -> None:
        """Do what was chosen at the end; where it brings no card, show the end again."""
        sitting = self._sitting
        if sitting is None:
            return
        try:
            match choice:
                case "undo":
                    await self._undo()
                case "more_new":
                    await sitting.more_new(MORE_NEW)
                    await self._show_turn(sitting.turn)
                case "practise":
                    self._desk.practise = True
                    await sitting.go_on_practising()
                    await self._show_turn(sitting.turn)
        finally:
            if isinstance(sitting.turn, Finished) and self.app.screen is self:
                await self._finish()

    def action_home(self) -> None:
        """Go back to the decks."""
        self.app.go_home()
