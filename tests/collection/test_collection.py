"""The façade: decks, today's figures, a card's story, and taking back."""

from datetime import date, datetime, time, timedelta

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.core.errors import ClockError, ConfigError, NotFoundError, UsageError
from mlcards.core.model import CardId, Deck, Memory, Rating, Schedule
from mlcards.core.queue import Counts
from mlcards.store import decks, notes, orphans
from mlcards.store.store import Store
from support.clock import FakeClock
from support.databases import OpenStore
from support.factories import (
    CardState,
    a_collection,
    a_reversed,
    a_schedule,
    add_deck,
    put,
    some_settings,
)

AGAIN, HARD, GOOD, EASY = Rating
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    for key, title in (
        ("eval", "ML::Evaluation"),
        ("deep", "ML::Deep"),
        ("cnn", "ML::Deep::CNN"),
        ("mine", "Mine"),
    ):
        add_deck(store, 2, key=key, title=title)
    return a_collection(store, clock)


def titles(collection: Collection) -> list[str]:
    return [deck.title for deck in collection.decks()]


def deck(collection: Collection, key: str) -> Deck:
    return next(deck for deck in collection.decks() if deck.key == key)


# Decks ------------------------------------------------------------------------------------------


def test_the_lines_of_the_home_screen(collection: Collection) -> None:
    assert [(line.title, line.cards, line.counts.new) for line in collection.deck_lines()] == [
        ("Mine", 2, 2),
        ("ML", 6, 6),
        ("ML::Deep", 4, 4),
        ("ML::Deep::CNN", 2, 2),
        ("ML::Evaluation", 2, 2),
    ]


def test_orphans_are_no_cards_of_a_deck(collection: Collection, store: Store) -> None:
    mine = deck(collection, "mine").id
    with store.writing() as connection:
        orphans.put_aside(connection, [notes.of_deck(connection, mine)[0].id])
    assert [line.cards for line in collection.deck_lines() if line.key == "mine"] == [1]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mine", "mine"),
        ("MINE", "mine"),
        ("ml::deep", "deep"),
        ("Evaluation", "eval"),
        ("Eval", "eval"),
        ("cnn", "cnn"),
        ("  Mine ", "mine"),
        ("ml", "ml"),
    ],
)
def test_decks_are_found_by_what_people_call_them(
    collection: Collection, name: str, key: str
) -> None:
    assert [found.key for found in collection.find_decks([name])] == [key]


def test_a_name_that_fits_none_names_the_likeliest(collection: Collection) -> None:
    with pytest.raises(NotFoundError, match='Did you mean "ML::Evaluation"'):
        collection.find_decks(["mine", "evluation"])
    with pytest.raises(NotFoundError):
        collection.find_decks([""])


def test_a_name_that_fits_several_names_them(collection: Collection, store: Store) -> None:
    add_deck(store, 1, key="deeper", title="Deeper")
    with pytest.raises(NotFoundError, match='fits 2 decks: "Deeper", "ML::Deep"'):
        collection.find_decks(["de"])


@pytest.mark.parametrize("title", ["", "   ", "A::", "::A", "A::::B"])
def test_a_title_has_words_at_every_level(collection: Collection, title: str) -> None:
    with pytest.raises(UsageError, match="cannot be empty"):
        collection.rename_deck(deck(collection, "mine"), title)


def test_renaming_moves_a_branch_and_keeps_progress(
    collection: Collection, clock: FakeClock
) -> None:
    session = StudySession(collection, [deck(collection, "cnn").id])
    session.answer(EASY)
    clock.advance(seconds=1)
    before = collection.card(CardId(5))
    collection.rename_deck(deck(collection, "deep"), " AI :: Neural ")
    assert titles(collection) == [
        "AI",
        "AI::Neural",
        "AI::Neural::CNN",
        "Mine",
        "ML",
        "ML::Evaluation",
    ]
    assert collection.card(CardId(5)) == before
    assert deck(collection, "cnn").title == "AI::Neural::CNN"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Mine", 'a deck "Mine" already'),
        ("ML::Deep::Below", "below the deck itself"),
    ],
)
def test_renames_that_cannot_be(collection: Collection, title: str, said: str) -> None:
    before = titles(collection)
    with pytest.raises(UsageError, match=said):
        collection.rename_deck(deck(collection, "deep"), title)
    assert titles(collection) == before


def test_a_deck_may_keep_its_title(collection: Collection) -> None:
    before = titles(collection)
    collection.rename_deck(deck(collection, "deep"), "ML::Deep")
    assert titles(collection) == before


def test_removing_a_branch_says_how_many_cards_went(collection: Collection) -> None:
    assert collection.remove_deck(deck(collection, "deep")) == 4
    assert titles(collection) == ["Mine", "ML", "ML::Evaluation"]
    assert collection.remove_deck(deck(collection, "ml")) == 2
    assert titles(collection) == ["Mine"]


def test_options_are_checked_before_they_are_kept(collection: Collection) -> None:
    mine = deck(collection, "mine")
    for wrong in ({"study.new_per_day": "many"}, {"nonsense": "1"}, {"ui.theme": "dark"}):
        with pytest.raises(ConfigError):
            collection.set_deck_options(mine, wrong)
        assert deck(collection, "mine").options == {}
    collection.set_deck_options(mine, {"study.new_per_day": "1", "fsrs.learning_steps": "5m"})
    assert collection.deck_settings().of(mine.id).new_per_day == 1
    (step,) = collection.scheduler(mine.id).options.learning_steps
    assert step == timedelta(minutes=5)


def test_decks_with_the_same_options_share_a_scheduler(collection: Collection) -> None:
    assert collection.scheduler(1) is collection.scheduler(2)
    collection.set_deck_options(deck(collection, "mine"), {"fsrs.desired_retention": "0.8"})
    mine = collection.scheduler(deck(collection, "mine").id)
    assert mine is not collection.scheduler(1)
    assert mine.options.desired_retention == 0.8


# Today ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "day"),
    [("2026-11-23T03:59:59+00:00", 22), ("2026-11-23T04:00:00+00:00", 23)],
)
def test_the_study_day(store: Store, now: str, day: int) -> None:
    clock = FakeClock(datetime.fromisoformat(now))
    assert a_collection(store, clock).today() == date(2026, 11, day)


def test_the_rollover_is_the_person_s(store: Store) -> None:
    settings = some_settings(day_rollover=time(0))
    clock = FakeClock(datetime.fromisoformat("2026-11-23T01:00:00+00:00"))
    assert a_collection(store, clock, settings).today() == date(2026, 11, 23)


def test_what_a_day_to_come_brings(collection: Collection, store: Store) -> None:
    with store.writing() as connection:
        for number, days in enumerate((1, 1, 2, 9), 1):
            put(connection, number, CardState(a_schedule(due_day=TODAY + days * DAY)))
    assert collection.counts_on(TODAY + DAY) == Counts(new=4, due=2)
    assert collection.counts_on(TODAY + 2 * DAY) == Counts(new=4, due=3)
    assert collection.counts_on(TODAY + 30 * DAY) == Counts(new=4, due=4)


def test_a_clock_a_little_behind_is_borne(collection: Collection, clock: FakeClock) -> None:
    StudySession(collection).answer(EASY)
    clock.advance(hours=-23)
    assert collection.checked_now() == clock()
    clock.advance(hours=-2)
    with pytest.raises(ClockError):
        collection.checked_now()


# A card's story ---------------------------------------------------------------------------------


def test_the_story_of_a_new_card(collection: Collection) -> None:
    info = collection.card_info(CardId(1))
    assert (info.schedule, info.recall, info.due) == (Schedule(), None, None)
    assert (info.reviews, info.own_answers) == ((), ())


def test_the_story_of_a_card_newest_first(collection: Collection, clock: FakeClock) -> None:
    session = StudySession(collection)
    turn = session.turn
    assert isinstance(turn, Asked)
    session.answer(AGAIN)
    clock.advance(hours=1)
    session.refresh()
    session.undo()
    clock.advance(minutes=1)
    after = session.answer(EASY).review.after
    clock.advance(days=5)
    info = collection.card_info(turn.view.card)
    assert [(review.rating, review.undone) for review in info.reviews] == [
        (EASY, False),
        (AGAIN, True),
    ]
    assert after.due_day is not None
    assert info.due == collection.days.start(after.due_day)
    assert info.recall is not None
    assert 0.9 < info.recall < 0.95


def test_recall_now_is_counted_in_study_days(store: Store, clock: FakeClock) -> None:
    add_deck(store, 1)
    with store.writing() as connection:
        put(connection, 1, CardState(a_schedule(memory=Memory(10.0, 5.0))))
    assert a_collection(store, clock).card_info(CardId(1)).recall == pytest.approx(0.9)


def test_a_card_that_is_not_there(collection: Collection) -> None:
    for ask in (collection.card, collection.card_view, collection.card_info):
        with pytest.raises(NotFoundError):
            ask(CardId(999))


# Taking back ------------------------------------------------------------------------------------


def test_nothing_to_take_back(collection: Collection) -> None:
    assert collection.undo() is None
    assert collection.undo(("rating",)) is None


def test_only_reviews_may_be_taken_back(collection: Collection, clock: FakeClock) -> None:
    session = StudySession(collection)
    session.answer(GOOD)
    clock.advance(seconds=1)
    session.flag()
    session.bury()
    undone = collection.undo(("rating",))
    assert undone is not None
    assert (undone.kind, undone.rating) == ("rating", GOOD)
    again = collection.undo()
    assert again is not None
    assert again.kind == "bury"
    assert collection.card(again.card).flag == 1
    assert collection.undo(("rating",)) is None


def test_undo_under_changed_parameters_gives_the_memory_of_now(
    databases: OpenStore, clock: FakeClock
) -> None:
    """The log is the truth: taking back one rating folds the others as they would be today."""
    store = databases()
    add_deck(store, 1)
    collection = a_collection(store, clock)
    session = StudySession(collection)
    session.answer(EASY)
    clock.advance(days=9)
    StudySession(collection).answer(GOOD)
    parameters = list(collection.scheduler(1).options.parameters)
    parameters[3] = 12.0
    other = a_collection(store, clock, some_settings(fsrs_parameters=tuple(parameters)))
    other.undo()
    schedule = other.card(CardId(1)).schedule
    assert schedule.memory is not None
    assert schedule.memory.stability == 12.0
    assert (schedule.reps, schedule.last_day) == (1, TODAY)


def test_undo_of_one_sibling_leaves_another_s_burial(store: Store, clock: FakeClock) -> None:
    add_deck(store, [a_reversed("a"), a_reversed("b")])
    collection = a_collection(store, clock)
    session = StudySession(collection)
    session.answer(EASY)
    session.answer(EASY)
    session.undo()
    buried = [collection.card(CardId(n)).buried_on for n in (1, 2, 3, 4)]
    assert buried == [None, TODAY, None, None]


def test_parents_made_by_a_title_are_decks_like_others(
    collection: Collection, store: Store
) -> None:
    with store.reading() as connection:
        parent = decks.by_key(connection, "ml")
    assert parent is not None
    collection.rename_deck(parent, "Machine learning")
    assert "Machine learning::Deep::CNN" in titles(collection)
