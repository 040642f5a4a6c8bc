"""Writing what a file knows of cards' learning: log rows, schedules and marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mlcards.collection.collection import Collection
from mlcards.collection.import_journal import MADE, Journal
from mlcards.collection.limits import DeckSettings
from mlcards.core.foreign import ForeignProgress
from mlcards.core.foreign_log import join
from mlcards.core.import_plan import NoteChange
from mlcards.core.model import Card, Phase, Review, ReviewId, Schedule
from mlcards.core.scheduling import Scheduler
from mlcards.store import cards, decks, notes, reviews
from mlcards.store.many import chunks

if TYPE_CHECKING:
    import sqlalchemy as sa

_AT_ONCE = 1000
"""Notes that are written between two looks at whether the person called it off."""
_LEECH_TAG = "leech"


class ProgressWriter:
    """Brings progress to the notes of one deck, on a connection that is in a write transaction.

    Attributes:
        made: cards that notes which were there got, with what is kept of each.
    """

    def __init__(
        self,
        collection: Collection,
        connection: "sa.Connection",
        journal: Journal,
        step: Callable[[int], None],
    ) -> None:
        self._collection = collection
        self._connection = connection
        self._journal = journal
        self._step = step
        self.made: dict[int, dict[str, Any]] = {}

    def write(self, here: Sequence[tuple[NoteChange, int]], deck: int) -> tuple[int, int]:
        """Bring in schedules, logs and marks; return the ratings added and the cards changed."""
        known = [(change, number) for change, number in here if _progress_of(change)]
        rows = changed = 0
        for chunk in chunks(known, _AT_ONCE):
            added, learned = self._learn(chunk, deck)
            rows += added
            changed += learned
            self._step(0)
        return rows, changed

    def _learn(self, chunk: Sequence[tuple[NoteChange, int]], deck: int) -> tuple[int, int]:
        held = self._held(chunk)
        old = [
            held[number, progress.part].id
            for change, number in chunk
            if change.kind != "new"
            for progress in _progress_of(change)
            if (number, progress.part) in held
        ]
        logs = reviews.of_cards(self._connection, old)
        scheduler = schedulers(self._collection, self._connection)(deck)
        now = self._collection.clock()
        today = self._collection.days.study_day(now)
        schedules: list[tuple[Card, Schedule]] = []
        before: dict[int, Mapping[str, Any]] = {}
        rows: list[tuple[Review, int, Phase]] = []
        for change, number in chunk:
            for progress in _progress_of(change):
                card = held.get((number, progress.part))
                if card is None:
                    continue
                log = logs.get(card.id, [])
                name = f"{change.key}\0{progress.part}"
                joined = join(progress, log, card.id, scheduler, name, now)
                marked = card
                if _unmarked(card) and not log:
                    marked = replace(
                        card,
                        suspended=progress.suspended,
                        flag=progress.flag,
                        buried_on=today if progress.buried else None,
                        leech=progress.leech or _tagged_leech(change),
                    )
                if not joined.rows and marked == card:
                    continue
                rows += [(row.review, deck, row.phase_before) for row in joined.rows]
                schedule = joined.schedule if joined.rows else card.schedule
                schedules.append((marked, schedule))
                if card.id in self.made:
                    self.made[card.id] |= _marks(card, marked)
                elif change.kind != "new":
                    before[card.id] = _marks(card, marked)
        self._journal.cards(before)
        cards.set_learned(self._connection, schedules)
        reviews.add_imported(self._connection, self._fresh_ids(rows, now), self._journal.number)
        rated = sum(review.rating is not None for review, _deck, _phase in rows)
        return rated, len(schedules)

    def _held(self, chunk: Sequence[tuple[NoteChange, int]]) -> dict[tuple[int, str], Card]:
        """Return the cards of notes by note and part; parts that vanished with a history too."""
        numbers = [number for _change, number in chunk]
        held = {
            (card.note_id, card.part): card for card in cards.of_notes(self._connection, numbers)
        }
        vanished = {
            (number, progress.part): change.kind
            for change, number in chunk
            for progress in _progress_of(change)
            if progress.reviews and (number, progress.part) not in held
        }
        if not vanished:
            return held
        made = zip(notes.add_vanished(self._connection, list(vanished)), vanished, strict=True)
        old = [card for card, place in made if vanished[place] != "new"]
        self.made |= {card: {MADE: 1} for card in old}
        return {
            (card.note_id, card.part): card for card in cards.of_notes(self._connection, numbers)
        }

    def _fresh_ids(
        self, rows: Sequence[tuple[Review, int, Phase]], now: datetime
    ) -> list[tuple[Review, int, Phase]]:
        """Return the rows, those whose id is another row's with a new one."""
        taken = reviews.taken_ids(self._connection, [review.id for review, _deck, _phase in rows])
        fresh: list[tuple[Review, int, Phase]] = []
        for review, deck, phase in rows:
            number: ReviewId = review.id
            if number in taken:
                number = self._collection.new_id(now)
            taken.add(number)
            fresh.append((replace(review, id=number), deck, phase))
        return fresh


def _progress_of(change: NoteChange) -> Sequence[ForeignProgress]:
    return change.note.progress if change.note else ()


def _unmarked(card: Card) -> bool:
    """Whether nothing was done with a card yet, so that marks from elsewhere contradict none."""
    return card.schedule.phase is Phase.NEW and not (
        card.suspended or card.flag or card.leech or card.buried_on
    )


def _tagged_leech(change: NoteChange) -> bool:
    return bool(change.content and _LEECH_TAG in change.content.tags)


def _marks(card: Card, marked: Card) -> dict[str, Any]:
    """Return the marks that change, as they were and as they become."""
    before: dict[str, Any] = {}
    for name in ("suspended", "flag", "buried_on", "leech"):
        both = (getattr(card, name), getattr(marked, name))
        if both[0] != both[1]:
            before[name] = [mark.isoformat() if isinstance(mark, date) else mark for mark in both]
    return before


def schedulers(collection: Collection, connection: "sa.Connection") -> Callable[[int], Scheduler]:
    """Return what gives the scheduler of a deck as this connection sees it."""
    known = decks.all_decks(connection)
    settings = DeckSettings(
        collection.settings, ((deck.id, deck.title, deck.options) for deck in known)
    )
    return lambda deck: collection.scheduler_of(settings.of(deck))
