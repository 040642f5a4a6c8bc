"""Practice: going through cards without touching their schedules or the log.

For the evening before, when nothing is due. A card rated Again comes round once more.
"""

from collections import deque
from collections.abc import Sequence

from mlcards.collection.collection import Collection
from mlcards.collection.views import Asked, CardView, Finished, Turn
from mlcards.core.errors import UsageError
from mlcards.core.model import CardId, Rating
from mlcards.core.queue import Counts
from mlcards.store import cards

DEFAULT_SIZE = 20


class PracticeSession:
    """A run through some cards; what is rated here is forgotten when it ends."""

    def __init__(
        self,
        collection: Collection,
        deck_ids: Sequence[int] | None = None,
        card_ids: Sequence[CardId] = (),
        size: int = DEFAULT_SIZE,
    ) -> None:
        """Take `card_ids`, or the `size` cards of `deck_ids` least likely to be recalled."""
        self._collection = collection
        chosen = list(card_ids)
        if not chosen:
            known = [deck.id for deck in collection.decks()]
            with collection.store.reading() as connection:
                chosen = cards.weakest(
                    connection, known if deck_ids is None else deck_ids, collection.today(), size
                )
        self._left = deque(chosen)
        self._turn: Turn = Finished()
        self._advance()

    @property
    def turn(self) -> Turn:
        """The card to practise, or the end. Its preview is empty: nothing is scheduled."""
        return self._turn

    def answer(self, rating: Rating) -> None:
        """Go on; with Again the card comes round once more."""
        if not self._left:
            raise UsageError("No card is being practised.")
        card = self._left.popleft()
        if rating is Rating.AGAIN:
            self._left.append(card)
        self._advance()

    def look_ahead(self) -> CardView | None:
        """Return the card that comes next, for preparing its picture."""
        return self._collection.card_view(self._left[1]) if len(self._left) > 1 else None

    def _advance(self) -> None:
        if not self._left:
            self._turn = Finished()
            return
        self._turn = Asked(
            view=self._collection.card_view(self._left[0]),
            counts=Counts(due=len(self._left)),
            preview={},
        )
