"""A study session: asks cards, takes ratings, and writes each one down before the next.

The session holds only the order of what is left. A rating is one durable transaction; the card
that is shown next is read after it. What another mlcards did meanwhile is noticed when a card
comes up (it is passed over) or when it is rated (it is shown anew).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mlcards.collection import reporting
from mlcards.collection.collection import Collection
from mlcards.collection.rating import rate
from mlcards.collection.views import (
    Answered,
    Asked,
    CardView,
    Finished,
    Summary,
    Turn,
    Undone,
    Waiting,
)
from mlcards.core.errors import NotFoundError, StaleCardError, UsageError
from mlcards.core.model import Card, CardId, Phase, Rating, Review
from mlcards.core.notes import parts_of
from mlcards.core.queue import Queue, Wait
from mlcards.core.scheduling import Scheduler
from mlcards.store import cards, reviews
from mlcards.store.load import DayLoad

FLAGS = 4
"""The flags that a person gives go from 1 to this; those above came from Anki and stay."""


class StudySession:
    """One sitting over some decks, as far as the study day's plan goes.

    Not thread-safe: one call at a time, from whichever thread.
    """

    def __init__(self, collection: Collection, deck_ids: Sequence[int] | None = None) -> None:
        """Plan today's cards of `deck_ids`, all decks when None.

        Raises:
            ClockError: the clock is behind the collection.
        """
        self._collection = collection
        collection.checked_now()
        known = collection.decks()
        self._decks = {deck.id for deck in known} if deck_ids is None else set(deck_ids)
        self._load = DayLoad(collection.store)
        self._early = False
        self._done: list[tuple[Review, Phase]] = []
        self._card: Card | None = None
        self._turn: Turn = Finished()
        self._plan()

    @property
    def turn(self) -> Turn:
        """What is to be done now: a card, a wait, or nothing more."""
        return self._turn

    def refresh(self) -> Turn:
        """Look again: a wait may be over, a new study day begun, or a card changed elsewhere.

        A card that can still be asked stays, whatever else has come due.
        """
        if self._collection.today() != self._queue.today:
            self._plan()
        else:
            self._stay()
        return self._turn

    def answer(
        self,
        rating: Rating,
        *,
        duration_ms: int | None = None,
        said: Sequence[int] | None = None,
    ) -> Answered:
        """Rate the card that is asked; when this returns the rating is on disk.

        Args:
            rating: how well it was recalled.
            duration_ms: from question shown to rating.
            said: indices of the ticked key points.

        Raises:
            StaleCardError: the card changed elsewhere or the study day ended meanwhile. Nothing
                was written; `turn` shows the card (or the next one) anew.
            DatabaseError: it could not be written; `turn` still asks the card.
        """
        asked, card = self._asked()
        now = self._collection.clock()
        if self._collection.days.study_day(now) != self._queue.today:
            self.refresh()
            raise StaleCardError(
                "A new study day began while this card was shown.", "Here is today's first card."
            )
        apart = (
            self._settings.of(card.deck_id).bury_siblings and len(parts_of(asked.view.content)) > 1
        )
        try:
            answered = rate(
                self._collection,
                card,
                rating,
                now,
                settings=self._settings,
                load=self._load,
                apart=apart,
                duration_ms=duration_ms,
                said=said,
            )
        except StaleCardError:
            self._stay()
            raise
        after = answered.review.after
        self._done.append((answered.review, card.schedule.phase))
        self._queue.after_answer(card.id, after, self._collection.days.end(self._queue.today))
        if answered.buried:
            self._queue.remove_siblings(card.note_id, card.id)
        self._early = False
        self._advance()
        return answered

    def bury(self) -> None:
        """Hide the card that is asked until the next study day."""
        self._mark("bury", {"buried_on": self._queue.today}, leaves=True)

    def suspend(self) -> None:
        """Hide the card that is asked until it is unsuspended."""
        self._mark("suspend", {"suspended": 1}, leaves=True)

    def flag(self) -> int:
        """Give the card that is asked the next flag, 0 after the last; return it."""
        _asked, card = self._asked()
        flag = card.flag + 1 if card.flag < FLAGS else 0
        self._mark("flag", {"flag": flag}, leaves=False)
        return flag

    def undo(self) -> Undone | None:
        """Take back the last action, also of earlier sessions; None when there is none.

        The card comes back as the one that is asked.
        """
        undone = self._collection.undo()
        if undone is None:
            return None
        self._done = [entry for entry in self._done if entry[0].id != undone.review]
        self._load.forget()
        self._plan(first=undone.card)
        return undone

    def save_own_answer(self, text: str) -> None:
        """Keep the candidate's own answer to the card that is asked."""
        asked, _card = self._asked()
        self._collection.save_own_answer(asked.view, text)
        self._stay()

    def show_early(self) -> Turn:
        """End a wait: show the next learning card now."""
        if isinstance(self._turn, Waiting):
            self._early = True
            self._advance()
        return self._turn

    def look_ahead(self) -> CardView | None:
        """Return the card that likely comes next, for preparing its picture."""
        if not isinstance(self._turn, Asked):
            return None
        following = self._queue.peek_after(self._turn.view.card)
        return None if following is None else self._collection.card_view(following)

    def summary(self) -> Summary:
        """Return what was done in this session and what comes."""
        return reporting.summary(self._collection, sorted(self._decks), self._done)

    # Inside ------------------------------------------------------------------------------------

    def _plan(self, first: CardId | None = None) -> None:
        known = self._collection.decks()
        today = self._collection.today()
        self._settings = self._collection.deck_settings()
        plan = self._collection.plan(known).only(self._decks)
        self._learn_ahead = self._settings.learn_ahead(plan.counts())
        self._queue = Queue(plan, self._settings.order(plan.counts()), today)
        if first is not None:
            self._queue.put_first(first)
        self._advance()

    def _advance(self) -> None:
        """Take the next card that can still be asked; others left the database's plan."""
        while True:
            now = self._collection.clock()
            found = self._queue.next(now, self._learn_ahead, early=self._early)
            if found is None:
                self._card, self._turn = None, Finished()
                return
            if isinstance(found, Wait):
                self._card, self._turn = None, Waiting(found.until, self._queue.counts())
                return
            card = self._still_asked(found)
            if card is not None:
                self._ask(card, now)
                return

    def _stay(self) -> None:
        """Read the card that is asked anew and keep asking it, if it still can be."""
        card = None if self._card is None else self._still_asked(self._card.id)
        if card is None:
            self._advance()
        else:
            self._ask(card, self._collection.clock())

    def _still_asked(self, number: CardId) -> Card | None:
        """Return the card as it is now; None, and out of its place in the queue, if it moved on."""
        try:
            card = self._collection.card(number)
        except NotFoundError:
            self._queue.remove(number)
            return None
        if not self._askable(card):
            self._queue.remove(number)
            return None
        if not self._queue.knows(number, card.schedule.due_at):  # begun elsewhere: let it wait
            end = self._collection.days.end(self._queue.today)
            self._queue.after_answer(number, card.schedule, end)
            return None
        return card

    def _ask(self, card: Card, now: datetime) -> None:
        self._card = card
        self._turn = Asked(
            view=self._collection.card_view(card.id),
            counts=self._queue.counts(),
            preview=self._scheduler(card).preview(card.id, card.schedule, now, self._load),
        )

    def _askable(self, card: Card) -> bool:
        if card.suspended or card.orphaned or card.buried_on == self._queue.today:
            return False
        schedule = card.schedule
        if schedule.due_day is not None:
            return schedule.due_day <= self._queue.today
        if schedule.due_at is not None:
            return schedule.due_at < self._collection.days.end(self._queue.today)
        return schedule.phase is Phase.NEW

    def _asked(self) -> tuple[Asked, Card]:
        if not isinstance(self._turn, Asked) or self._card is None:
            raise UsageError("No card is being asked.")
        return self._turn, self._card

    def _scheduler(self, card: Card) -> Scheduler:
        return self._collection.scheduler_of(self._settings.of(card.deck_id))

    def _mark(self, kind: str, values: Mapping[str, object], *, leaves: bool) -> None:
        _asked, card = self._asked()
        before = {
            "suspended": int(card.suspended),
            "buried_on": card.buried_on.isoformat() if card.buried_on else None,
            "flag": card.flag,
        }
        with self._collection.store.writing() as connection:
            cards.set_marks(connection, card.id, values)
            reviews.act(
                connection,
                kind,
                card.id,
                self._collection.clock(),
                {name: before[name] for name in values},
            )
        if leaves:
            self._queue.remove(card.id)
            self._advance()
        else:
            self._stay()
