import pytest

from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.core.errors import DatabaseError
from mlcards.core.model import CardId, Deck, Rating
from mlcards.store import cards, decks, notes, own_answers, reviews
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.databases import OpenStore
from support.factories import a_collection, add_deck


def all_decks(store: Store) -> list[Deck]:
    with store.reading() as connection:
        return decks.all_decks(connection)


def titles(store: Store) -> list[str]:
    return [deck.title for deck in all_decks(store)]


def test_a_deck_comes_back_as_it_was_saved(databases: OpenStore) -> None:
    store = databases()
    values = {
        "title": "Evaluation",
        "description": "All about metrics",
        "language": "en",
        "source": "https://example.com",
        "license": "MIT",
        "tags": ("a", "größe"),
        "source_path": "/decks/e.yaml",
        "content_hash": "abc",
    }
    with store.writing() as connection:
        number = decks.save(connection, "eval", values)
        found = decks.by_key(connection, "eval")
        assert found == Deck(id=number, key="eval", **values)  # type: ignore[arg-type]
        assert decks.by_key(connection, "other") is None


def test_saving_again_changes_what_is_named_and_keeps_the_rest(databases: OpenStore) -> None:
    store = databases()
    with store.writing() as connection:
        number = decks.save(connection, "eval", {"title": "Evaluation", "license": "MIT"})
        assert decks.save(connection, "eval", {"title": "Metrics"}) == number
    (deck,) = all_decks(store)
    assert (deck.title, deck.license) == ("Metrics", "MIT")


def test_parents_are_made_once(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1, key="a", title="ML::Deep::CNN")
    add_deck(store, 1, key="b", title="ML::Deep::RNN")
    assert titles(store) == ["ML", "ML::Deep", "ML::Deep::CNN", "ML::Deep::RNN"]
    assert [deck.key for deck in all_decks(store)] == ["ml", "ml-deep", "a", "b"]


def test_a_parent_s_key_gives_way(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1, key="ml", title="Something else")
    add_deck(store, 1, key="cnn", title="ML::CNN")
    assert {deck.title: deck.key for deck in all_decks(store)} == {
        "ML": "ml-2",
        "ML::CNN": "cnn",
        "Something else": "ml",
    }


def test_decks_come_parents_first_and_by_title(databases: OpenStore) -> None:
    store = databases()
    for key, title in enumerate(["b", "A::z", "A b", "a::c", "B::a"]):
        add_deck(store, 0, key=str(key), title=title)
    assert titles(store) == ["A", "a", "a::c", "A::z", "A b", "b", "B", "B::a"]


def test_renaming_takes_the_decks_below_along(databases: OpenStore) -> None:
    store = databases()
    for title in ("ML::Deep::CNN", "ML::Deeper"):
        add_deck(store, 2, key=title, title=title)
    before = {deck.id: deck.key for deck in all_decks(store)}
    with store.writing() as connection:
        decks.rename(connection, "ML::Deep", "AI::Neural")
    assert titles(store) == ["AI", "AI::Neural", "AI::Neural::CNN", "ML", "ML::Deeper"]
    after = {deck.id: deck.key for deck in all_decks(store)}
    assert before.items() <= after.items()


def test_options_are_replaced(databases: OpenStore) -> None:
    store = databases()
    deck = add_deck(store, 1)
    for options in ({"study.new_per_day": "3", "fsrs.fuzz": "false"}, {"fsrs.fuzz": "true"}, {}):
        with store.writing() as connection:
            decks.set_options(connection, deck, options)
        assert all_decks(store)[0].options == options


def test_removing_takes_everything_of_it_and_nothing_else(databases: OpenStore) -> None:
    store = databases()
    gone, kept = add_deck(store, 2), add_deck(store, 2, key="kept", title="Kept")
    collection = a_collection(store)
    session = StudySession(collection)
    while isinstance(session.turn, Asked):
        session.answer(Rating.EASY)
    with store.writing() as connection:
        for deck in (gone, kept):
            (note, *_rest) = notes.of_deck(connection, deck)
            own_answers.save(connection, note.id, "mine", A_SUNDAY)
    with store.writing() as connection:
        decks.remove(connection, [gone])
    assert [deck.key for deck in all_decks(store)] == ["kept"]
    with store.reading() as connection:
        for table, left in (("notes", 2), ("cards", 2), ("reviews", 2), ("actions", 2)):
            found = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
            assert (table, found) == (table, left)
        assert len(reviews.of_card(connection, CardId(3))) == 1
        assert cards.totals(connection) == {kept: 2}
        assert connection.exec_driver_sql("SELECT count(*) FROM own_answers").scalar() == 1


def test_two_decks_cannot_share_a_key(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    other = add_deck(store, 1, key="other", title="Other")
    with pytest.raises(DatabaseError), store.writing() as connection:
        decks.rekey(connection, other, "eval")
