"""The cards to ask next, in the order a session would ask them, with what each rating will give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlcards.collection.collection import Collection
from mlcards.collection.tree import below_or_same
from mlcards.collection.views import CardView
from mlcards.core.model import Card, CardId, Deck, Rating, Schedule
from mlcards.core.queue import Queue
from mlcards.store.load import DayLoad


@dataclass(frozen=True, slots=True)
class NextCard:
    """A card to ask. `preview` is what each rating will give if it is the next one given."""

    card: Card
    view: CardView
    preview: Mapping[Rating, Schedule]


def with_those_below(known: Sequence[Deck], chosen: Sequence[Deck]) -> list[Deck]:
    """Return the decks of `known` that are chosen or lie below a chosen one."""
    return [deck for deck in known if any(below_or_same(deck.title, top.title) for top in chosen)]


def next_cards(collection: Collection, names: Sequence[str], limit: int | None) -> list[NextCard]:
    """Return the cards that may be asked now, at most `limit`; None for all.

    Learning cards whose step has not ended are left out until the learn-ahead time, as a session
    does it; so the list may be empty although something waits later today.

    Raises:
        NotFoundError: a name of `names` fits no deck, or several.
        ClockError: the clock is behind the collection.
    """
    now = collection.checked_now()
    known = collection.decks()
    chosen = with_those_below(known, collection.find_decks(names)) if names else known
    today, settings = collection.today(), collection.deck_settings()
    plan = collection.plan(known).only({deck.id for deck in chosen})
    queue = Queue(plan, settings.order(plan.counts()), today)
    learn_ahead = settings.learn_ahead(plan.counts())
    load = DayLoad(collection.store)
    found: list[NextCard] = []
    while limit is None or len(found) < limit:
        number = queue.next(now, learn_ahead)
        if not isinstance(number, int):
            break
        queue.remove(CardId(number))
        card = collection.card(CardId(number))
        scheduler = collection.scheduler_of(settings.of(card.deck_id))
        preview = scheduler.preview(card.id, card.schedule, now, load)
        found.append(NextCard(card, collection.card_view(card.id), preview))
    return found
