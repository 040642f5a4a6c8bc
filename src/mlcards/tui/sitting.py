"""One sitting: the session behind the study screen, asked off the event loop.

One question at a time, each in a thread. What a person does with the card they see never reaches
another one: the session may have moved on meanwhile, for a new study day or another window.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from mlcards.collection.first_views import Asked, CardView, Finished, Turn
from mlcards.collection.tree import below_or_same
from mlcards.core.content import Rating
from mlcards.core.errors import StaleCardError

if TYPE_CHECKING:
    from datetime import date

    from mlcards.collection.collection import Collection
    from mlcards.collection.editing import Edited
    from mlcards.collection.limits import DeckSettings
    from mlcards.collection.practice import PracticeSession
    from mlcards.collection.study import StudySession
    from mlcards.collection.views import Answered, Undone
    from mlcards.core.foreign import Problem
    from mlcards.core.model import CardId
    from mlcards.tui.screens.card_info import Looked
    from mlcards.tui.screens.end import Ended

T = TypeVar("T")


class Sitting:
    """Study, or practice, over some decks.

    Attributes:
        collection: where the cards are.
        titles: exact titles of the decks, which stand for those below them too; all when empty.
        practise: whether schedules and the log are left alone.
        practised: the ratings of the practice run.
        turn: what is to be done now.
        day: the study day of the turn.
    """

    def __init__(
        self,
        collection: "Collection",
        titles: Sequence[str],
        *,
        practise: bool,
        cards: "Sequence[CardId]" = (),
    ) -> None:
        """Take what to study; `cards` are those to practise, the weakest when empty."""
        self.collection = collection
        self.titles = tuple(titles)
        self.practise = practise
        self.practised: list[Rating] = []
        self.turn: Turn = Finished()
        self.day: date = collection.today()
        self._cards = tuple(cards)
        self._study: StudySession | None = None
        self._practice: PracticeSession | None = None
        self._settings: DeckSettings | None = None
        self._asking = asyncio.Lock()

    async def start(self) -> None:
        """Make the session.

        Raises:
            ClockError: the clock is behind the collection.
        """

        def make() -> None:
            from mlcards.collection.practice import PracticeSession
            from mlcards.collection.study import StudySession

            decks = self._decks()
            self._settings = self.collection.deck_settings()
            self._study = self._practice = None
            if self.practise:
                self._practice = PracticeSession(self.collection, decks, self._cards)
            else:
                self._study = StudySession(self.collection, decks)

        await self.ask(make)

    async def ask(self, question: Callable[[], T]) -> T:
        """Ask something in a thread, after what was asked before; the turn follows."""
        async with self._asking:
            try:
                return await asyncio.to_thread(question)
            finally:
                session = self._study or self._practice
                self.turn = Finished() if session is None else session.turn
                self.day = self.collection.today()

    @property
    def new_day(self) -> bool:
        """Whether a study day began since the turn was asked for."""
        return not self.practise and self.collection.today() != self.day

    def suggests(self, view: CardView) -> bool:
        """Whether ticked key points suggest a rating for this card."""
        return self._settings is None or self._settings.of(view.deck).suggest_rating

    def asks(self, view: CardView) -> bool:
        """Whether this card, as it is or as it was before a change, is the one to be done now."""
        return isinstance(self.turn, Asked) and self.turn.view.card == view.card

    # The card that is shown --------------------------------------------------------------------

    async def answer(
        self, view: CardView, rating: Rating, *, duration_ms: int, said: Sequence[int] | None
    ) -> "Answered | None":
        """Rate the card that is shown; None in a practice run, which writes nothing.

        Raises:
            StaleCardError: another card is asked by now; nothing was written.
            DatabaseError: it could not be written.
        """

        def rate() -> "Answered | None":
            self._check(view)
            if self._study is not None:
                return self._study.answer(rating, duration_ms=duration_ms, said=said)
            if self._practice is not None:
                self._practice.answer(rating)
                self.practised.append(rating)
            return None

        return await self.ask(rate)

    async def bury(self, view: CardView) -> None:
        """Hide the card that is shown until the next study day."""
        await self._with(view, lambda session: session.bury())

    async def suspend(self, view: CardView) -> None:
        """Hide the card that is shown until it is unsuspended."""
        await self._with(view, lambda session: session.suspend())

    async def flag(self, view: CardView) -> int:
        """Give the card that is shown the next flag; return it."""
        return await self._with(view, lambda session: session.flag())

    async def keep_own_answer(self, view: CardView, text: str) -> None:
        """Keep the candidate's own answer to a card."""
        await self.ask(lambda: self.collection.save_own_answer(view, text))

    async def text_of(self, view: CardView) -> str:
        """Return a card's note as a person edits it."""
        from mlcards.collection.editing import edit_text

        return await self.ask(lambda: edit_text(self.collection, view.note))

    async def edit(self, view: CardView, text: str, shown: str) -> "Edited | tuple[Problem, ...]":
        """Write down an edit of the text that `text_of` gave, or return what is wrong with it."""
        from mlcards.collection.editing import save_edit

        def save() -> "Edited | tuple[Problem, ...]":
            result = save_edit(self.collection, view.card, text, shown)
            if self._study is not None:
                self._study.refresh()
            return result

        return await self.ask(save)

    async def anew(self, view: CardView) -> CardView:
        """Return a card as it is now."""
        return await self.ask(lambda: self.collection.card_view(view.card))

    async def info(self, view: CardView) -> "Looked":
        """Return what is known of a card, and what each rating will give if it is asked."""
        from mlcards.tui.screens.card_info import look_up

        turn = self.turn
        preview = turn.preview if isinstance(turn, Asked) and self.asks(view) else None
        return await self.ask(lambda: look_up(self.collection, view.card, preview))

    # The sitting as a whole --------------------------------------------------------------------

    async def look_again(self) -> None:
        """See whether a wait is over or a new study day began."""
        await self._with(None, lambda session: session.refresh())

    async def show_early(self) -> None:
        """End a wait."""
        await self._with(None, lambda session: session.show_early())

    async def undo(self) -> "Undone | None":
        """Take back the last action; None when there is none."""
        return await self._with(None, lambda session: session.undo())

    async def more_new(self, number: int) -> None:
        """Raise today's limit of new cards and go on with them."""
        await self.ask(lambda: self.collection.ask_for_more_new(number))
        await self.start()

    async def go_on_practising(self) -> None:
        """Go on without schedules."""
        self.practise, self.practised = True, []
        await self.start()

    async def look_back(self) -> "Ended":
        """Return what there is to say at the end."""
        from mlcards.tui.screens.end import look_back

        def look() -> "Ended":
            summary = (
                self.collection.summary_of_rest(self._decks())
                if self._study is None
                else self._study.summary()
            )
            practised = tuple(self.practised) if self.practise else None
            return look_back(self.collection, summary, self.titles, self._decks(), practised)

        return await self.ask(look)

    def _decks(self) -> list[int]:
        return [
            deck.id
            for deck in self.collection.decks()
            if not self.titles or any(below_or_same(deck.title, top) for top in self.titles)
        ]

    async def _with(self, view: CardView | None, action: "Callable[[StudySession], T]") -> T:
        def act() -> T:
            if self._study is None:
                raise TypeError("a practice run writes nothing")
            if view is not None:
                self._check(view)
            return action(self._study)

        return await self.ask(act)

    def _check(self, view: CardView) -> None:
        """Raise StaleCardError where the session asks another card than the one that is shown."""
        session = self._study or self._practice
        turn = Finished() if session is None else session.turn
        if not isinstance(turn, Asked) or turn.view.card != view.card:
            raise StaleCardError("This card is no longer asked.", "Here is the one that is.")
