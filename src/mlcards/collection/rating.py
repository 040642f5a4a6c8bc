"""Writing one rating: the log's row, the card's schedule, hidden siblings, and the way back."""

from mlcards.collection.collection import Collection
from mlcards.core.model import Card, CardId, Review
from mlcards.store import cards, reviews


def write_rating(
    collection: Collection, card: Card, review: Review, *, leech: bool, apart: bool
) -> list[CardId]:
    """Write a rating in one transaction; when this returns it is on disk.

    Args:
        collection: where.
        card: as it was when it was asked.
        review: what happened, with the schedule it leads to.
        leech: whether the card becomes a leech by it.
        apart: whether siblings are hidden until the next study day.

    Returns:
        The siblings that were hidden.

    Raises:
        StaleCardError: the card changed since; nothing was written.
        DatabaseError: it could not be written.
    """
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
