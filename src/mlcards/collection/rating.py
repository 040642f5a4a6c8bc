"""Rating one card: what the rating leads to, and the one transaction that writes it down."""

from collections.abc import Sequence
from datetime import datetime

from mlcards.collection.collection import Collection
from mlcards.collection.limits import DeckSettings
from mlcards.collection.views import Answered
from mlcards.core.leech import becomes_leech
from mlcards.core.model import Card, CardId, Rating, Review
from mlcards.store import cards, reviews
from mlcards.store.load import DayLoad


def rate(
    collection: Collection,
    card: Card,
    rating: Rating,
    now: datetime,
    *,
    settings: DeckSettings,
    load: DayLoad,
    apart: bool,
    duration_ms: int | None = None,
    said: Sequence[int] | None = None,
) -> Answered:
    """Rate a card; when this returns the rating is on disk.

    Args:
        collection: where.
        card: as it was when it was asked.
        rating: how well it was recalled.
        now: the instant of the rating, UTC.
        settings: of the decks.
        load: how many cards are due by day; it follows the rating.
        apart: whether siblings are hidden until the next study day.
        duration_ms: from question shown to rating.
        said: indices of the ticked key points.

    Raises:
        StaleCardError: the card changed since; nothing was written.
        ClockError: `now` lies too far from the card's last rating.
        DatabaseError: it could not be written.
    """
    options = settings.of(card.deck_id)
    after = collection.scheduler_of(options).answer(card.id, card.schedule, rating, now, load)
    lapsed = after.lapses > card.schedule.lapses
    leech = lapsed and becomes_leech(after.lapses, options.leech_threshold)
    review = Review(
        id=collection.new_id(now),
        card_id=card.id,
        rating=rating,
        at=after.last_at or now,
        day=after.last_day or collection.days.study_day(now),
        after=after,
        utc_offset_s=collection.days.utc_offset_s(now),
        duration_ms=duration_ms,
        said=None if said is None else tuple(said),
    )
    buried = _write(collection, card, review, leech=leech, apart=apart)
    load.moved(card.schedule.due_day, after.due_day)
    return Answered(review, len(buried), leech)


def _write(
    collection: Collection, card: Card, review: Review, *, leech: bool, apart: bool
) -> list[CardId]:
    """Write the log's row, the schedule and what takes it back; return the siblings hidden."""
    before: dict[str, object] = {"leech": 1} if card.leech else {}
    if card.buried_on is not None:
        before["buried_on"] = card.buried_on.isoformat()
    buried: list[CardId] = []
    with collection.store.writing() as connection:
        cards.set_schedule(connection, card, review.after, leech=card.leech or leech)
        reviews.add(connection, review, card.deck_id, card.schedule.phase)
        if apart:
            buried = cards.siblings_to_bury(connection, card, review.day)
            cards.bury(connection, buried, review.day)
            if buried:
                before["buried"] = buried
        reviews.act(connection, "rating", card.id, review.at, before, review.id)
    return buried
