"""The collection against a plain model, through everything a person and another program may do.

The model knows of every card which ratings stand and how it is marked; of the decks it knows
what their files say. What it does not know (when a card comes next) the log must tell: each
card's schedule is the fold of its rows, after every step.
"""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mlcards.collection.import_plans import Choices, plan_sources, sure
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import Source
from mlcards.collection.study import FLAGS, StudySession
from mlcards.collection.views import Asked, Finished, Waiting
from mlcards.core.content_json import from_json
from mlcards.core.errors import StaleCardError
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import Card, CardId, CardType, NoteContent, Phase, Rating, Review
from mlcards.core.notes import parts_of
from mlcards.store import rows
from mlcards.store.schema import cards, decks, notes, reviews
from support import strategies as some
from support.clock import FakeClock
from support.databases import fresh_store
from support.factories import a_collection, some_settings

Key = tuple[str, str]
"""A card as the files know it: its note's id and its part."""
DECKS = ("Evaluation", "ML::Deep")
DAY = timedelta(days=1)
waits = st.one_of(
    st.timedeltas(timedelta(seconds=1), timedelta(minutes=15)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
)


@dataclass
class Known:
    """What the model knows of one card."""

    ratings: list[Rating] = field(default_factory=list)
    taken_back: int = 0
    flag: int = 0
    suspended: bool = False
    buried_on: date | None = None


@dataclass
class Done:
    """An action that can be taken back, with the marks it changed as they were."""

    kind: str
    card: Key
    before: dict[str, Any]
    buried: dict[Key, date | None] = field(default_factory=dict)


class CollectionMachine(RuleBasedStateMachine):
    """Everything that may happen to a collection, one step at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self.store = self._stack.enter_context(fresh_store())
        self.clock = FakeClock()
        self.files: dict[str, dict[str, NoteContent]] = {title: {} for title in DECKS}
        self.known: dict[Key, Known] = {}
        self.done: list[Done] = []
        self.made = 0

    def teardown(self) -> None:
        self._stack.close()

    @initialize(
        limit=st.integers(1, 20),
        apart=st.booleans(),
        ahead=st.sampled_from([0, 20, 600]),
        steps=some.short_steps,
    )
    def begin(self, *, limit: int, apart: bool, ahead: int, steps: tuple[timedelta, ...]) -> None:
        self.settings = some_settings(
            study_new_per_day=limit,
            study_bury_siblings=apart,
            study_learn_ahead=ahead,
            fsrs_learning_steps=steps,
            leech_threshold=2,
        )
        self.apart = apart
        self.collection = a_collection(self.store, self.clock, self.settings)
        for title, kinds in zip(DECKS, (["reversed", "basic"], ["cloze", "basic"]), strict=True):
            self.notes_are_written(title, kinds)
        self._import()
        self.session = StudySession(self.collection)

    # What is there ------------------------------------------------------------------------------

    def cards(self) -> dict[Key, Card]:
        query = sa.select(notes.c.key, cards).join(notes, notes.c.id == cards.c.note_id)
        with self.store.reading() as connection:
            return {(row.key, row.part): rows.card_of(row) for row in connection.execute(query)}

    def logs(self) -> dict[CardId, list[Review]]:
        query = sa.select(reviews).order_by(reviews.c.at, reviews.c.id)
        found: dict[CardId, list[Review]] = {}
        with self.store.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.card_id, []).append(rows.review_of(row))
        return found

    def key_of(self, card: CardId) -> Key:
        return next(key for key, found in self.cards().items() if found.id == card)

    @property
    def asked(self) -> Key | None:
        turn = self.session.turn
        return self.key_of(turn.view.card) if isinstance(turn, Asked) else None

    # Time and sessions --------------------------------------------------------------------------

    @rule(wait=waits)
    def time_passes(self, wait: timedelta) -> None:
        self.clock.advance(wait)

    @rule(back=st.timedeltas(timedelta(seconds=1), timedelta(minutes=5)))
    def the_clock_is_corrected(self, back: timedelta) -> None:
        self.clock.advance(-back)

    @rule()
    def refresh(self) -> None:
        before, day = self.asked, self.session._queue.today
        turn = self.session.refresh()
        if before is not None and self.collection.today() == day:
            card = self.cards()[before]
            hidden = card.suspended or card.orphaned or card.buried_on == day
            elsewhere = card.version != getattr(self.session._card, "version", None)
            assert isinstance(turn, Asked) or hidden or elsewhere

    @rule()
    def restart(self) -> None:
        self.session = StudySession(self.collection)

    @precondition(lambda self: isinstance(self.session.turn, Waiting))
    @rule(early=st.booleans())
    def wait_for_a_step(self, *, early: bool) -> None:
        assert isinstance(self.session.turn, Waiting)
        if early:
            assert isinstance(self.session.show_early(), Asked | Finished | Waiting)
        else:
            self.clock.now = max(self.clock.now, self.session.turn.until)
            self.session.refresh()

    # What a person does -------------------------------------------------------------------------

    @rule(ratings=st.lists(some.ratings, min_size=1, max_size=6), pause=waits)
    def study(self, ratings: list[Rating], pause: timedelta) -> None:
        if not isinstance(self.session.turn, Asked):
            self.restart()
        for rating in ratings:
            if isinstance(self.session.turn, Asked):
                self._rate(self.session.turn, rating)
        self.clock.advance(pause)

    def _rate(self, turn: Asked, rating: Rating) -> None:
        before = self.cards()
        key = self.key_of(turn.view.card)
        same_day = self.session._queue.today == self.collection.today()
        stale = self.session._card != before[key] or not same_day
        try:
            answered = self.session.answer(rating)
        except StaleCardError:
            assert stale
            assert self.cards() == before
            return
        assert not stale
        after = answered.review.after
        assert after.memory == turn.preview[rating].memory
        assert after.due_day == turn.preview[rating].due_day
        assert self.cards()[key].schedule == after
        self._rated(key, rating, before)

    @rule(data=st.data(), rating=some.ratings)
    def another_program_rates(self, data: st.DataObject, rating: Rating) -> None:
        before = self.cards()
        if not before:
            return
        key = data.draw(st.sampled_from(sorted(before)))
        Recorder(self.collection).record(before[key].id, rating)
        self._rated(key, rating, before)

    def _rated(self, key: Key, rating: Rating, before: dict[Key, Card]) -> None:
        today = self.cards()[key].schedule.last_day
        assert today is not None
        known = self.known[key]
        action = Done("rating", key, {"buried_on": known.buried_on})
        known.ratings.append(rating)
        known.buried_on = None
        if self.apart:
            for other, card in before.items():
                due = card.schedule.due_day
                askable = card.schedule.phase is Phase.NEW or (due is not None and due <= today)
                hidden = card.suspended or card.orphaned
                day = self.known[other].buried_on
                free = day is None or day < today
                if other[0] == key[0] and other != key and askable and free and not hidden:
                    action.buried[other] = day
                    self.known[other].buried_on = today
        self.done.append(action)

    @precondition(lambda self: isinstance(self.session.turn, Asked))
    @rule(kind=st.sampled_from(["bury", "suspend", "flag"]))
    def mark(self, kind: str) -> None:
        key = self.asked
        assert key is not None
        known = self.known[key]
        stale = self.session._card
        assert stale is not None
        match kind:
            case "bury":
                self.done.append(Done(kind, key, {"buried_on": stale.buried_on}))
                known.buried_on = self.session._queue.today
                self.session.bury()
            case "suspend":
                self.done.append(Done(kind, key, {"suspended": stale.suspended}))
                known.suspended = True
                self.session.suspend()
            case "flag":
                self.done.append(Done(kind, key, {"flag": stale.flag}))
                known.flag = (stale.flag + 1) % (FLAGS + 1)
                self.session.flag()
        assert kind == "flag" or self.asked != key

    @rule()
    def undo(self) -> None:
        undone = self.session.undo()
        if not self.done:
            assert undone is None
            return
        action = self.done.pop()
        assert undone is not None
        assert (undone.kind, self.key_of(undone.card)) == (action.kind, action.card)
        known = self.known[action.card]
        if action.kind == "rating":
            assert undone.rating == known.ratings.pop()
            known.taken_back += 1
            for other in action.buried:
                self.known[other].buried_on = None
        for name, value in action.before.items():
            setattr(known, name, value)
        card = self.cards()[action.card]
        today = self.collection.today()
        if not card.suspended and not card.orphaned and card.buried_on != today:
            due = card.schedule.due_day
            step = card.schedule.due_at
            if (due is None or due <= today) and (
                step is None or step < self.collection.days.end(today)
            ):
                assert self.asked == action.card

    # What deck files do -------------------------------------------------------------------------

    @rule(
        title=st.sampled_from(DECKS),
        kinds=st.lists(st.sampled_from(["basic", "reversed", "cloze"]), min_size=1, max_size=4),
    )
    def notes_are_written(self, title: str, kinds: list[str]) -> None:
        for kind in kinds:
            self.made += 1
            self.files[title][f"note-{self.made}"] = _content(kind, f"number {self.made}", 2)

    @precondition(lambda self: any(self.files.values()))
    @rule(
        data=st.data(), kind=st.sampled_from(["basic", "reversed", "cloze"]), gaps=st.integers(1, 4)
    )
    def a_note_is_rewritten(self, data: st.DataObject, kind: str, gaps: int) -> None:
        title, key = self._some_note(data)
        self.files[title][key] = _content(kind, f"rewritten {key}", gaps)

    @precondition(lambda self: any(self.files.values()))
    @rule(data=st.data())
    def a_note_is_deleted(self, data: st.DataObject) -> None:
        title, key = self._some_note(data)
        del self.files[title][key]

    @precondition(lambda self: any(self.files.values()))
    @rule(data=st.data())
    def notes_are_reordered(self, data: st.DataObject) -> None:
        title, _key = self._some_note(data)
        order = data.draw(st.permutations(list(self.files[title])))
        self.files[title] = {key: self.files[title][key] for key in order}

    @precondition(lambda self: self._gone())
    @rule(data=st.data(), kind=st.sampled_from(["basic", "reversed", "cloze"]))
    def a_note_comes_back(self, data: st.DataObject, kind: str) -> None:
        gone = self._gone()
        key = data.draw(st.sampled_from(sorted(gone)))
        title, _content_there = gone[key]
        self.files[title][key] = _content(kind, f"back again {key}", 3)

    @precondition(lambda self: self._gone())
    @rule(data=st.data(), title=st.sampled_from(DECKS))
    def a_note_moves_to_a_file(self, data: st.DataObject, title: str) -> None:
        """As it was: the same id with another text is another note of another deck."""
        gone = self._gone()
        key = data.draw(st.sampled_from(sorted(gone)))
        self.files[title][key] = gone[key][1]
        self._import()

    def _gone(self) -> dict[str, tuple[str, NoteContent]]:
        """Notes of the collection that stand in no file, with their deck and text."""
        there = {key for file in self.files.values() for key in file}
        query = sa.select(notes.c.key, decks.c.title, notes.c.content).join(
            decks, decks.c.id == notes.c.deck_id
        )
        with self.store.reading() as connection:
            return {
                key: (title, from_json(content))
                for key, title, content in connection.execute(query)
                if key not in there
            }

    def _some_note(self, data: st.DataObject) -> tuple[str, str]:
        return data.draw(
            st.sampled_from([(title, key) for title in DECKS for key in self.files[title]])
        )

    @rule()
    def the_files_are_imported(self) -> None:
        self._import()
        self._import()  # once more: nothing changes

    def _import(self) -> None:
        sources = []
        for title, file in self.files.items():
            found = tuple(ForeignNote(key, content) for key, content in file.items())
            deck = ForeignDeck(title.casefold(), title, found, f"{title}.yaml")
            sources.append(Source(f"{title}.yaml", (deck,)))
        for report in apply(self.collection, plan_sources(self.collection, sources), Choices(sure)):
            assert not report.failed
        for file in self.files.values():
            for key, content in file.items():
                for part in parts_of(content):
                    self.known.setdefault((key, part), Known())

    # What always holds --------------------------------------------------------------------------

    @invariant()
    def no_rating_is_lost_and_every_mark_is_kept(self) -> None:
        found = self.cards()
        logs = self.logs()
        assert found.keys() == self.known.keys()
        for key, card in found.items():
            known = self.known[key]
            log = logs.get(card.id, [])
            standing = [review.rating for review in log if not review.undone]
            assert standing == known.ratings
            assert len(log) == len(known.ratings) + known.taken_back
            assert card.flag == known.flag
            assert card.suspended == known.suspended
            assert card.buried_on == known.buried_on

    @invariant()
    def every_schedule_is_the_fold_of_its_log(self) -> None:
        logs = self.logs()
        for card in self.cards().values():
            folded = self.collection.scheduler(card.deck_id).fold(logs.get(card.id, []))
            assert card.schedule == folded

    @invariant()
    def nothing_is_asked_twice(self) -> None:
        session = getattr(self, "session", None)
        if session is not None:
            queue = session._queue
            waiting = [entry.card for entry in queue._main]
            waiting += [card for _due, card in queue._learning]
            assert max(Counter(waiting).values(), default=1) == 1
            assert queue.counts().total == len(waiting)


def _content(kind: str, text: str, gaps: int) -> NoteContent:
    if kind == "cloze":
        hidden = " ".join(f"{{{{c{gap}::gap {gap}}}}}" for gap in range(1, gaps + 1))
        return NoteContent(CardType.CLOZE, f"{text}: {hidden}")
    return replace(NoteContent(CardType(kind), f"{text}?"), answer=f"{text}, {gaps}")


CollectionMachine.TestCase.settings = settings(
    max_examples=max(settings().max_examples // 4, 20), stateful_step_count=40
)
TestCollection = CollectionMachine.TestCase
