"""What can be shown before the collection is open: counts for the prompt, the first card.

Reads through `store.peek`, so that neither SQLAlchemy nor fsrs is loaded for the first frame.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mlcards.collection.first_views import CardView, Glance
from mlcards.collection.limits import DeckSettings, parse_more_new
from mlcards.collection.shipped import SHIPPED
from mlcards.collection.tree import below_or_same, deck_lines
from mlcards.config.settings import Settings
from mlcards.core.days import DayRule
from mlcards.core.errors import NotFoundError
from mlcards.core.queue import Counts, Queue
from mlcards.store import sql
from mlcards.store.gather import gather
from mlcards.store.peek import peeking

if TYPE_CHECKING:
    from mlcards.core.model import CardId

MORE_NEW = "more_new"
"""Name of the fact that holds further new cards asked for on one day."""


def glance(
    database: Path,
    settings: Settings,
    now: datetime,
    titles: Sequence[str] = (),
    *,
    card: bool = True,
) -> Glance:
    """Return decks, counts and the first card of the decks `titles` (all when empty).

    Args:
        database: the SQLite file; it need not exist.
        settings: the person's.
        now: the instant, UTC.
        titles: decks that are studied, with those below them; exact titles.
        card: whether the first card's text is wanted.
    """
    days = DayRule(settings.rollover)
    today = days.study_day(now)
    with peeking(database) as peek:
        if peek is None:
            return Glance(exists=False, today=today)
        decks = peek.decks()
        deck_settings = DeckSettings(
            settings, ((deck, title, options) for deck, _key, title, options in decks)
        )
        shipped = peek.fact(SHIPPED)
        more_new = parse_more_new(peek.fact(MORE_NEW), today.isoformat())
        question = deck_settings.question(days, now, more_new)
        plan = gather(peek.rows, question, [deck for deck, *_ in decks])
        counts = plan.counts()
        first = None
        if card:
            wanted = {
                deck
                for deck, _key, title, _options in decks
                if not titles or any(below_or_same(title, top) for top in titles)
            }
            part = plan.only(wanted)
            queue = Queue(part, deck_settings.order(part.counts()), today)
            asked = queue.next(now, deck_settings.learn_ahead(part.counts()))
            first = view_of(peek.rows, asked) if isinstance(asked, int) else None
    return Glance(
        exists=True,
        today=today,
        decks=deck_lines(decks, counts),
        counts=sum(counts.values(), Counts()),
        first=first,
        shipped=shipped,
    )


def view_of(rows: sql.Rows, card: "CardId") -> CardView:
    """Return a card as a person sees it.

    Raises:
        NotFoundError: there is no card of that number.
    """
    from mlcards.core.content import Phase
    from mlcards.core.content_json import from_json

    for row in rows(sql.CARD, {"card": card}):
        number, note, deck, part, phase, flag, leech, content, title = row
        own = next((text for (text,) in rows(sql.OWN_ANSWER, {"note": note})), "")
        return CardView(
            card=number,
            note=note,
            deck=deck,
            deck_title=title,
            part=part,
            content=from_json(content),
            phase=Phase(phase),
            own_answer=own,
            flag=flag,
            leech=bool(leech),
        )
    raise NotFoundError(f"There is no card {card}.", "mlcards next lists cards to ask.")
