"""What opens over the card that is asked: the person's own answer, its text, its memory."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mlcards.collection.first_views import CardView
from mlcards.tui.screens.card_info import CardInfoScreen
from mlcards.tui.screens.edit import EditScreen
from mlcards.tui.screens.own_answer import OwnAnswerScreen
from mlcards.tui.sitting import Sitting

if TYPE_CHECKING:
    from mlcards.collection.editing import Edited
    from mlcards.core.foreign import Problem
    from mlcards.tui.app import MlcardsApp


class CardDialogs:
    """Opens them, and reports what was changed in them once they are closed."""

    def __init__(
        self, app: "MlcardsApp", sitting: Sitting, changed: Callable[[CardView, str], None]
    ) -> None:
        """Take where they open and who keeps what is changed.

        Args:
            app: shows them.
            sitting: keeps it.
            changed: told of a card that was changed, as it was before, and a sentence about it.
        """
        self._app = app
        self._sitting = sitting
        self._changed = changed

    async def own_answer(self, view: CardView) -> None:
        """Open the editor of the own answer."""

        async def save(text: str) -> None:
            await self._sitting.keep_own_answer(view, text)

        def saved(text: str | None) -> None:
            if text is not None:
                said = "Your answer is kept." if text else "Your answer is cleared."
                self._changed(view, said)

        self._app.push_screen(OwnAnswerScreen(view.face.question, view.own_answer, save), saved)

    async def text(self, view: CardView) -> None:
        """Open the text of the card's note.

        Raises:
            DatabaseError: it could not be read.
        """
        text = await self._sitting.text_of(view)

        async def save(edited: str) -> "Edited | tuple[Problem, ...]":
            return await self._sitting.edit(view, edited, text)

        def saved(edited: "Edited | None") -> None:
            if edited is not None and edited.changed:
                left = self._sitting.asks(view)
                self._changed(
                    view,
                    "Saved. u takes it back."
                    if left
                    else "The text has this card no more: it is put aside. u takes the edit back.",
                )

        self._app.push_screen(EditScreen(view.deck_title, text, save), saved)

    async def info(self, view: CardView, closed: Callable[[str | None], None]) -> None:
        """Open the card's memory and history; `closed` is told what is wished then.

        Raises:
            DatabaseError: it could not be read.
        """
        self._app.push_screen(CardInfoScreen(await self._sitting.info(view)), closed)
