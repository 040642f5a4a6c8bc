"""From the tables to today's plan: the one way in which cards are found, counted and limited."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from mlcards.core.queue import Candidate, DeckLimits, Plan, fit, forgotten, one_per_note
from mlcards.store import sql
from mlcards.store.numbers import day_number, day_of, instant_of, micros


class Question(NamedTuple):
    """What to look for.

    Attributes:
        today: the study day.
        day_end: the instant it ends.
        limits: of the collection as a whole, for one day.
        deck_limits: for one day, by deck.
        apart: whether siblings of a deck are kept to different days.
        weakest_first: whether the weakest of a deck's due cards are the ones it asks.
        more_new: new cards asked for today beyond the limits.
    """

    today: date
    day_end: datetime
    limits: DeckLimits
    deck_limits: Callable[[int], DeckLimits]
    apart: Callable[[int], bool]
    weakest_first: Callable[[int], bool]
    more_new: int = 0


def gather(rows: sql.Rows, question: Question, decks: Sequence[int]) -> Plan:
    """Return today's plan of all `decks`; take a part of it with `Plan.only`.

    Limits of the collection are shared between all decks, so a deck studied alone gives what the
    home screen announced for it.
    """
    today = day_number(question.today)
    done = {
        deck: DeckLimits(int(new or 0), int(reviews or 0))
        for deck, new, reviews in rows(sql.DONE_TODAY, {"today": today})
    }
    done_new = {deck: limits.new for deck, limits in done.items()}
    done_reviews = {deck: limits.reviews for deck, limits in done.items()}
    all_new = max(question.limits.new + question.more_new - sum(done_new.values()), 0)
    all_reviews = max(question.limits.reviews - sum(done_reviews.values()), 0)
    left = {deck: _left(question, deck, done.get(deck)) for deck in decks}

    learning = tuple(
        _candidates(rows(sql.LEARNING, {"today": today, "day_end": micros(question.day_end)}))
    )
    notes = {card.note for card in learning}
    due = fit(
        {
            deck: _due(rows, question, deck, set(notes), min(left[deck].reviews, all_reviews))
            for deck in decks
        },
        all_reviews,
        done_reviews,
    )
    # Only what is asked keeps its siblings away, not what the limit cut off.
    notes |= {card.note for cards in due.values() for card in cards}
    first = frozenset(deck for (deck,) in rows(sql.FIRST_DECKS, {}))
    new = fit(
        {deck: _new(rows, question, deck, notes, min(left[deck].new, all_new)) for deck in decks},
        all_new,
        done_new,
        first,
    )
    return Plan(learning=learning, due=due, new=new, first=first)


def _due(
    rows: sql.Rows, question: Question, deck: int, taken: set[int], limit: int
) -> list[Candidate]:
    if not limit:
        return []
    found = _candidates(rows(sql.DUE, {"deck": deck, "today": day_number(question.today)}))
    if question.weakest_first(deck):
        found = sorted(
            found,
            key=lambda card: (-forgotten(card, question.today), card.card),
        )
    return one_per_note(found, taken, limit, apart=question.apart(deck))


def _new(
    rows: sql.Rows, question: Question, deck: int, taken: set[int], limit: int
) -> list[Candidate]:
    if not limit:
        return []
    found = _candidates(rows(sql.NEW, {"deck": deck, "today": day_number(question.today)}))
    return one_per_note(found, taken, limit, apart=question.apart(deck))


def _left(question: Question, deck: int, done: DeckLimits | None) -> DeckLimits:
    """Return what a deck may still give; one whose own limit is 0 stays without new cards."""
    limits = question.deck_limits(deck)
    done = done or DeckLimits(0, 0)
    left_out = limits.new == 0 and question.limits.new > 0
    new = 0 if left_out else max(limits.new + question.more_new - done.new, 0)
    return DeckLimits(new, max(limits.reviews - done.reviews, 0))


def _candidates(rows: Iterable[tuple[Any, ...]]) -> Iterable[Candidate]:
    for card, note, deck, position, due_day, due_at, stability, last_day in rows:
        yield Candidate(
            card,
            note,
            deck,
            position,
            None if due_day is None else day_of(due_day),
            None if due_at is None else instant_of(due_at),
            stability,
            None if last_day is None else day_of(last_day),
        )
