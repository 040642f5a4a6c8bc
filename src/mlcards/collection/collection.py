"""The collection: one person's decks and history, and what can be done with them.

The façade both front ends call. It holds no cards in memory; every method is a short transaction
on the store. The clock and the maker of ids are handed in by `bootstrap`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from mlcards.collection import reporting
from mlcards.collection.glance import MORE_NEW, view_of
from mlcards.collection.limits import DeckSettings, parse_more_new
from mlcards.collection.naming import find_deck
from mlcards.collection.tree import below_or_same, clean_title, deck_lines
from mlcards.collection.views import CardInfo, CardView, DeckLine, Summary, Today, Undone
from mlcards.config.settings import Settings
from mlcards.core.days import DayRule
from mlcards.core.errors import ClockError, UsageError
from mlcards.core.model import Card, CardId, Deck, ReviewId
from mlcards.core.queue import Counts, Plan
from mlcards.core.scheduling import Scheduler, SchedulingOptions, due_instant
from mlcards.core.text import one_line
from mlcards.store import cards, decks, meta, notes, own_answers, reviews
from mlcards.store.gather import Question, gather
from mlcards.store.store import Store

Clock = Callable[[], datetime]
NewId = Callable[[datetime], ReviewId]

_MOST_BACKWARDS = timedelta(days=1)


class Collection:
    """All decks and their history.

    Attributes:
        settings: the person's.
        clock: gives now, aware, UTC.
        days: which study day an instant belongs to.
        media_folder: where pictures and sounds lie; None keeps none.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Clock,
        new_id: NewId,
        media_folder: Path | None = None,
    ) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock
        self.new_id = new_id
        self.days = DayRule(settings.rollover)
        self.media_folder = media_folder
        self._schedulers: dict[SchedulingOptions, Scheduler] = {}

    # Decks -------------------------------------------------------------------------------------

    def decks(self) -> list[Deck]:
        """Return every deck, parents before children."""
        with self.store.reading() as connection:
            return decks.all_decks(connection)

    def find_decks(self, names: Sequence[str]) -> list[Deck]:
        """Return the decks a person named, by key, title, last part of the title, or start of it.

        Raises:
            NotFoundError: a name fits no deck, or more than one; it names the likeliest.
        """
        known = self.decks()
        return [find_deck(known, name) for name in names]

    def deck_settings(self) -> DeckSettings:
        """Return the settings of each deck."""
        return _settings_of(self.settings, self.decks())

    def deck_lines(self) -> tuple[DeckLine, ...]:
        """Return the tree with what waits today, and all its cards."""
        with self.store.reading() as connection:
            known = decks.all_decks(connection)
            held = cards.totals(connection)
        counts = self.plan(known).counts()
        return deck_lines(
            ((deck.id, deck.key, deck.title, deck.options) for deck in known), counts, held
        )

    def rename_deck(self, deck: Deck, title: str) -> None:
        """Give a deck another title; decks below it move along, progress stays.

        Raises:
            UsageError: a level of the title is empty; it is taken, or lies below the deck itself.
        """
        new = clean_title(title)
        known = self.decks()
        if new != deck.title and below_or_same(new, deck.title):
            raise UsageError(f'"{one_line(new)}" would lie below the deck itself.')
        moved = {other.id for other in known if below_or_same(other.title, deck.title)}
        titles = {other.title for other in known if other.id not in moved}
        for other in known:
            if other.id in moved and new + other.title[len(deck.title) :] in titles:
                raise UsageError(
                    f'There is a deck "{one_line(new)}" already.', "Choose another title."
                )
        with self.store.writing() as connection:
            decks.rename(connection, deck.title, new)

    def remove_deck(self, deck: Deck) -> int:
        """Delete a deck and those below it with all their history; return the cards deleted."""
        known = [other for other in self.decks() if below_or_same(other.title, deck.title)]
        with self.store.writing() as connection:
            held = cards.totals(connection)
            decks.remove(connection, [other.id for other in known])
        if self.media_folder is not None:
            from mlcards.collection.importing import sweep_media

            sweep_media(self)
        return sum(held.get(other.id, 0) for other in known)

    def set_deck_options(self, deck: Deck, options: Mapping[str, str]) -> None:
        """Replace the settings a deck overrides.

        Raises:
            ConfigError: a key or value that cannot be.
        """
        self.settings.with_options(options)
        with self.store.writing() as connection:
            decks.set_options(connection, deck.id, options)

    def suspend_deck(self, deck: Deck) -> None:
        """Hide all cards of a deck until they are unsuspended; their schedules stay."""
        with self.store.writing() as connection:
            cards.suspend_all(connection, deck.id)

    # Today -------------------------------------------------------------------------------------

    def today(self) -> date:
        """Return the study day it is."""
        return self.days.study_day(self.clock())

    def plan(self, known: Sequence[Deck] | None = None) -> Plan:
        """Return what waits today in all decks."""
        known = self.decks() if known is None else known
        question = self.question(known)
        with self.store.reading() as connection:
            return gather(self.store.rows(connection), question, [deck.id for deck in known])

    def question(self, known: Sequence[Deck]) -> Question:
        """Return what to look for now."""
        return _settings_of(self.settings, known).question(
            self.days, self.clock(), self._more_new()
        )

    def ask_for_more_new(self, number: int) -> None:
        """Raise today's limit of new cards by `number`, for today only."""
        today = self.today().isoformat()
        with self.store.writing() as connection:
            before = parse_more_new(meta.get(connection, MORE_NEW), today)
            meta.put(connection, MORE_NEW, f"{today}={before + number}")

    def _more_new(self) -> int:
        with self.store.reading() as connection:
            return parse_more_new(meta.get(connection, MORE_NEW), self.today().isoformat())

    def counts_on(self, day: date) -> Counts:
        """Return what a study day to come will bring: scheduled reviews, and new cards.

        Reviews are those due by then, within the day's limit; learning steps are not foreseen.
        """
        known = self.decks()
        general = _settings_of(self.settings, known).question(self.days, self.clock())
        question = general._replace(today=day, day_end=self.days.end(day))
        with self.store.reading() as connection:
            plan = gather(self.store.rows(connection), question, [deck.id for deck in known])
        return sum(plan.counts().values(), Counts())

    def today_panel(self) -> Today:
        """Return the figures beside the decks."""
        plan = self.plan()
        with self.store.reading() as connection:
            return reporting.today(
                connection, self.days, self.clock(), sum(plan.counts().values(), Counts())
            )

    # Cards -------------------------------------------------------------------------------------

    def card(self, card: CardId) -> Card:
        """Return a card as it is now."""
        with self.store.reading() as connection:
            return cards.get(connection, card)

    def card_view(self, card: CardId) -> CardView:
        """Return a card as a person sees it."""
        with self.store.reading() as connection:
            return view_of(self.store.rows(connection), card)

    def card_info(self, card: CardId) -> CardInfo:
        """Return a card's memory and history."""
        view = self.card_view(card)
        with self.store.reading() as connection:
            found = cards.get(connection, card)
            log = reviews.of_card(connection, card)
            own = own_answers.of_note(connection, found.note_id)
        scheduler = self.scheduler(found.deck_id)
        return CardInfo(
            view=view,
            schedule=found.schedule,
            suspended=found.suspended,
            recall=scheduler.retrievability(found.schedule, self.today()),
            due=due_instant(found.schedule, self.days),
            reviews=tuple(reversed(log)),
            own_answers=tuple(own),
        )

    def save_own_answer(self, view: CardView, text: str) -> None:
        """Keep the candidate's own answer to a card's note; an empty text clears it."""
        with self.store.writing() as connection:
            own_answers.save(connection, view.note, text.strip(), self.clock())

    def scheduler(self, deck: int) -> Scheduler:
        """Return the scheduler of a deck; decks with the same options share one."""
        return self.scheduler_of(self.deck_settings().of(deck))

    def scheduler_of(self, settings: Settings) -> Scheduler:
        """Return the scheduler of these settings."""
        options = SchedulingOptions(
            parameters=settings.parameters,
            desired_retention=settings.desired_retention,
            learning_steps=settings.learning_steps,
            relearning_steps=settings.relearning_steps,
            maximum_interval=settings.maximum_interval,
            fuzz=settings.fuzz,
        )
        found = self._schedulers.get(options)
        if found is None:
            found = self._schedulers[options] = Scheduler(options, self.days)
        return found

    def checked_now(self) -> datetime:
        """Return now.

        Raises:
            ClockError: the clock is more than a day behind the newest review.
        """
        now = self.clock()
        with self.store.reading() as connection:
            newest = reviews.newest(connection)
        if newest is not None and now < newest - _MOST_BACKWARDS:
            raise ClockError(
                f"Your clock says {now:%Y-%m-%d %H:%M} UTC, but the newest review is of "
                f"{newest:%Y-%m-%d %H:%M} UTC.",
                "Set the clock right, then go on; nothing was changed.",
            )
        return now

    # Taking back -------------------------------------------------------------------------------

    def undo(self, kinds: Sequence[str] = ()) -> Undone | None:
        """Take back the newest action (of `kinds`, if named); None when there is none.

        A rating's row stays in the log, marked; the card's schedule is folded anew from the
        others, and the siblings it hid come back.
        """
        with self.store.writing() as connection:
            action = reviews.last_action(connection, kinds)
            if action is None:
                return None
            card = cards.get(connection, action.card_id)
            before = dict(action.before)
            rating = None
            if action.kind == "rating" and action.review_id is not None:
                log = reviews.of_card(connection, card.id)
                rating = next(review.rating for review in log if review.id == action.review_id)
                reviews.mark_undone(connection, action.review_id)
                kept = [review for review in log if review.id != action.review_id]
                scheduler = self.scheduler_of(
                    _settings_of(self.settings, decks.all_decks(connection)).of(card.deck_id)
                )
                schedule = scheduler.fold(kept)
                cards.set_schedule(connection, card, schedule, leech=bool(before.pop("leech", 0)))
                cards.bury(connection, [CardId(n) for n in before.pop("buried", ())], None)
            if action.kind == "edit":
                # Imported late: what reads and writes cards is of no use to most sittings.
                from mlcards.collection.editing import take_back_edit

                take_back_edit(connection, card.note_id, before)
            elif before:
                cards.set_marks(connection, card.id, _marks(before))
            reviews.mark_action_undone(connection, action.id)
            question = notes.content_of(connection, card.note_id).question
        return Undone(action.kind, card.id, action.at, question, rating, action.review_id)

    def summary_of_rest(self, deck_ids: Sequence[int]) -> Summary:
        """Return an empty session's end: nothing was done, and what comes."""
        return reporting.summary(self, deck_ids, ())


def _marks(values: Mapping[str, object]) -> dict[str, object]:
    """Return marks as columns take them; a burial is kept as the day's ISO form."""
    marks = dict(values)
    buried = marks.get("buried_on")
    if isinstance(buried, str):
        marks["buried_on"] = date.fromisoformat(buried)
    return marks


def _settings_of(settings: Settings, known: Sequence[Deck]) -> DeckSettings:
    return DeckSettings(settings, ((deck.id, deck.title, deck.options) for deck in known))
