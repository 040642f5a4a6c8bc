"""What is asked today, and in which order.

The queue is built from candidates the database found through its indexes. The same function
serves the counts on the home screen, so what is announced is what is then asked.

Its values are named tuples: they are in the first frame, and making a frozen dataclass takes ten
times as long.

Order of asking: learning cards that are due, then the main list, then learning cards within the
learn-ahead time; else the person is told how long to wait.
"""

import heapq
from collections import deque
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mlcards.core.interleave import round_robin, share

if TYPE_CHECKING:
    from mlcards.core.model import CardId, Schedule


class Candidate(NamedTuple):
    """A card that may be asked today.

    `due_at` is set for a learning card, `due_day` for one in review, neither for a new one;
    `stability` (days) and `last_day` belong to its memory.
    """

    card: "CardId"
    note: int
    deck: int
    position: int
    due_day: date | None = None
    due_at: datetime | None = None
    stability: float | None = None
    last_day: date | None = None


class DeckLimits(NamedTuple):
    """How many new cards and reviews one deck may still give today."""

    new: int
    reviews: int


class Counts(NamedTuple):
    """Cards waiting today: new ones, learning steps, reviews."""

    new: int = 0
    learning: int = 0
    due: int = 0

    @property
    def total(self) -> int:
        """All three together."""
        return self.new + self.learning + self.due

    def __add__(self, other: "Counts") -> "Counts":  # type: ignore[override]
        return Counts(self.new + other.new, self.learning + other.learning, self.due + other.due)


class Plan(NamedTuple):
    """Today's cards of some decks, siblings and limits already decided.

    Attributes:
        learning: learning steps that end today, soonest first.
        due: reviews by deck.
        new: new cards by deck.
        first: decks whose new cards come before those of others.
    """

    learning: tuple[Candidate, ...] = ()
    due: Mapping[int, tuple[Candidate, ...]] = MappingProxyType({})
    new: Mapping[int, tuple[Candidate, ...]] = MappingProxyType({})
    first: frozenset[int] = frozenset()

    def only(self, decks: Container[int]) -> "Plan":
        """Return the part of the plan that lies in `decks`."""
        return Plan(
            learning=tuple(card for card in self.learning if card.deck in decks),
            due={deck: cards for deck, cards in self.due.items() if deck in decks},
            new={deck: cards for deck, cards in self.new.items() if deck in decks},
            first=self.first,
        )

    def counts(self) -> dict[int, Counts]:
        """Return the counts of each deck that has any."""
        found: dict[int, Counts] = {}
        for card in self.learning:
            found[card.deck] = found.get(card.deck, Counts()) + Counts(learning=1)
        for deck, cards in self.due.items():
            found[deck] = found.get(deck, Counts()) + Counts(due=len(cards))
        for deck, cards in self.new.items():
            found[deck] = found.get(deck, Counts()) + Counts(new=len(cards))
        return {deck: counts for deck, counts in found.items() if counts.total}


def one_per_note(
    candidates: Iterable[Candidate], taken: set[int], limit: int, *, apart: bool
) -> list[Candidate]:
    """Return the first `limit` candidates, of each note only one, marking notes in `taken`.

    With `apart` False siblings are let through. Stops reading `candidates` when it has enough.
    """
    chosen: list[Candidate] = []
    for candidate in candidates:
        if len(chosen) >= limit:
            break
        if apart:
            if candidate.note in taken:
                continue
            taken.add(candidate.note)
        chosen.append(candidate)
    return chosen


def fit(
    by_deck: Mapping[int, Sequence[Candidate]],
    limit: int,
    done: Mapping[int, int],
    first: Container[int] = (),
) -> dict[int, tuple[Candidate, ...]]:
    """Return `by_deck` cut to `limit` cards in all, shared equally between the decks.

    What was `done` today counts in, so that studying one deck does not give it the others' share.
    The decks in `first` take what they have before the others share the rest.
    """
    before = {deck: done.get(deck, 0) for deck in by_deck}
    of_day = _shared(
        {deck: len(cards) + before[deck] for deck, cards in by_deck.items()},
        limit + sum(before.values()),
        first,
    )
    left = {deck: max(of_day[deck] - before[deck], 0) for deck in by_deck}
    given = _shared(left, limit, first)
    return {deck: tuple(cards[: given[deck]]) for deck, cards in by_deck.items() if given[deck]}


def _shared(stocks: Mapping[int, int], limit: int, first: Container[int]) -> dict[int, int]:
    given: dict[int, int] = {}
    for decks in (
        [deck for deck in stocks if deck in first],
        [deck for deck in stocks if deck not in first],
    ):
        shares = share([stocks[deck] for deck in decks], limit - sum(given.values()))
        given |= dict(zip(decks, shares, strict=True))
    return given


def ordered(plan: Plan, order: str, today: date) -> list[Candidate]:
    """Return the main list in the order named by the setting `study.order`."""
    new = [card for deck in plan.new if deck in plan.first for card in plan.new[deck]]
    new += round_robin([plan.new[deck] for deck in plan.new if deck not in plan.first])
    if order == "weakest-first":
        reviews = sorted(
            (card for cards in plan.due.values() for card in cards),
            key=lambda card: (-forgotten(card, today), card.card),
        )
        return [*reviews, *new]
    reviews = round_robin([plan.due[deck] for deck in plan.due])
    if order == "reviews-first":
        return [*reviews, *new]
    if order == "new-first":
        return [*new, *reviews]
    return round_robin([reviews, new])


def forgotten(card: Candidate, today: date) -> float:
    """Return elapsed days over stability: the larger, the lower the chance of recall."""
    if card.stability is None or card.last_day is None:
        return 0.0
    return (today - card.last_day).days / card.stability


class Wait(NamedTuple):
    """Only learning cards are left, and the next may be asked at `until`."""

    until: datetime
    card: "CardId"


class Queue:
    """The cards of one session, in memory; the database stays the truth.

    Cards are taken with `next`, leave with `remove`, and come back with `after_answer` when their
    learning step ends within the study day.
    """

    def __init__(self, plan: Plan, order: str, today: date) -> None:
        self.today = today
        self._main: deque[Candidate] = deque()
        self._new = 0
        self._keep(ordered(plan, order, today))
        self._first: deque[CardId] = deque()
        self._learning = [(card.due_at, card.card) for card in plan.learning if card.due_at]
        heapq.heapify(self._learning)

    def next(
        self, now: datetime, learn_ahead: timedelta, *, early: bool = False
    ) -> "CardId | Wait | None":
        """Return the card to ask, how long to wait for one, or None when the day is done.

        With `early` a waiting card is shown at once.
        """
        if self._first:
            return self._first[0]
        if self._learning and self._learning[0][0] <= now:
            return self._learning[0][1]
        if self._main:
            return self._main[0].card
        if self._learning:
            until, card = self._learning[0]
            if early or until <= now + learn_ahead:
                return card
            return Wait(until, card)
        return None

    def peek_after(self, card: "CardId") -> "CardId | None":
        """Return a likely next card, for preparing it; it may turn out otherwise."""
        for candidate in list(self._main)[:2]:
            if candidate.card != card:
                return candidate.card
        return None

    def remove(self, card: "CardId") -> None:
        """Take a card out: rated, buried or suspended."""
        if self._first and self._first[0] == card:
            self._first.popleft()
        if self._main and self._main[0].card == card:
            self._new -= self._main.popleft().due_day is None
        elif any(entry.card == card for entry in self._main):
            self._keep(entry for entry in self._main if entry.card != card)
        self._learning = [entry for entry in self._learning if entry[1] != card]
        heapq.heapify(self._learning)

    def remove_siblings(self, note: int, but: "CardId") -> None:
        """Take the other cards of a note out of the main list."""
        self._keep(entry for entry in self._main if entry.note != note or entry.card == but)

    def after_answer(self, card: "CardId", schedule: "Schedule", day_end: datetime) -> None:
        """Note a rating: the card leaves, and a learning step that ends today brings it back."""
        self.remove(card)
        if schedule.due_at is not None and schedule.due_at < day_end:
            heapq.heappush(self._learning, (schedule.due_at, card))

    def knows(self, card: "CardId", due_at: datetime | None) -> bool:
        """Whether the queue has the card with this learning step, or was told to ask it first."""
        return due_at is None or (due_at, card) in self._learning or card in self._first

    def put_first(self, card: "CardId") -> None:
        """Ask `card` next, whatever else waits: it was just taken back."""
        self._first.appendleft(card)

    def counts(self) -> Counts:
        """Return what is left of the session."""
        return Counts(self._new, len(self._learning), len(self._main) - self._new)

    def _keep(self, entries: Iterable[Candidate]) -> None:
        self._main = deque(entries)
        self._new = sum(1 for entry in self._main if entry.due_day is None)
