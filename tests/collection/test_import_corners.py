"""Imports in which several things happen to one note or one deck at once."""

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.orphans import orphans
from mlcards.collection.recording import Recorder
from mlcards.collection.taking_back import take_back
from mlcards.core.model import Rating
from support.clock import FakeClock
from support.databases import OpenStore
from support.factories import a_cloze, a_collection, a_content
from support.imports import (
    a_deck,
    a_note,
    a_progress,
    all_cards,
    bring,
    everything,
    log_of,
    schedules_are_the_fold,
)


@pytest.fixture
def collection(databases: OpenStore, clock: FakeClock) -> Collection:
    return a_collection(databases(), clock)


def live(collection: Collection) -> dict[str, list[str]]:
    """The questions of each deck, those put aside left out."""
    found = everything(collection)
    titles = {row["id"]: row["title"] for row in found["decks"]}
    questions: dict[str, list[str]] = {}
    for row in found["notes"]:
        if not row["orphaned"]:
            questions.setdefault(titles[row["deck_id"]], []).append(row["key"])
    return {title: sorted(keys) for title, keys in questions.items()}


def test_a_card_that_two_decks_have_leaves_both(collection: Collection) -> None:
    bring(collection, a_deck("a", "x"))
    bring(collection, a_deck("a", "y", title="Other"))
    was = everything(collection)
    report = bring(collection, a_deck("x"), a_deck("y", title="Other"))
    assert [deck.gone for deck in report.decks] == [1, 1]
    assert live(collection) == {"Maths": ["x"], "Other": ["y"]}
    take_back(collection)
    assert everything(collection) == was


def test_a_card_that_leaves_two_decks_for_a_third(collection: Collection) -> None:
    for title in ("One", "Two", "Three"):
        bring(collection, a_deck("a", title, title=title))
    bring(collection, a_deck("One", title="One"), a_deck("Two", title="Two"))
    assert live(collection) == {"One": ["One"], "Two": ["Two"], "Three": ["Three", "a"]}
    assert len(orphans(collection)) == 1
    take_back(collection)
    assert live(collection) == {name: sorted(["a", name]) for name in ("One", "Two", "Three")}


def test_a_card_that_leaves_two_decks_while_it_moves_on(collection: Collection) -> None:
    """Two had it; now a third has, whose ids are the same in all decks."""
    bring(collection, a_deck("a", "x"))
    bring(collection, a_deck("a", "y", title="Other"))
    for card in all_cards(collection):
        Recorder(collection).record(card.id, Rating.GOOD)
    bring(
        collection,
        a_deck("x"),
        a_deck("y", title="Other"),
        a_deck("a", title="Third", ids_everywhere=True),
    )
    assert live(collection)["Third"] == ["a"]
    assert sum(len(log_of(collection, card.id)) for card in all_cards(collection)) == 4
    schedules_are_the_fold(collection)


def test_a_card_that_went_ahead_to_a_deck_that_is_then_renamed(collection: Collection) -> None:
    bring(collection, a_deck("a", "x", source_path="old.yaml"))
    bring(collection, a_deck("a", title="Ahead", source_path="ahead.yaml"))
    for card in all_cards(collection):
        Recorder(collection).record(card.id, Rating.GOOD)
    bring(
        collection,
        a_deck("x", source_path="old.yaml"),
        a_deck("a", title="Renamed", source_path="ahead.yaml"),
    )
    assert live(collection) == {"Maths": ["x"], "Renamed": ["a"]}
    (card,) = [card for card in all_cards(collection) if len(log_of(collection, card.id)) == 2]
    assert not card.orphaned
    schedules_are_the_fold(collection)
    take_back(collection)
    assert live(collection) == {"Maths": ["a", "x"], "Ahead": ["a"]}
    schedules_are_the_fold(collection)


def test_a_renamed_deck_gets_the_key_of_a_parent_just_made(collection: Collection) -> None:
    bring(collection, a_deck("a", "b", title="Old", source_path="decks.yaml"))
    was = everything(collection)
    bring(
        collection,
        a_deck("x", title="New::Below", source_path="below.yaml"),
        a_deck("a", "b", title="New", source_path="decks.yaml"),
    )
    assert live(collection) == {"New": ["a", "b"], "New::Below": ["x"]}
    assert [deck.title for deck in collection.decks()] == ["New", "New::Below"]
    take_back(collection)
    assert everything(collection) == was


def test_a_parent_just_made_keeps_its_place_when_its_key_is_anothers(
    collection: Collection,
) -> None:
    bring(collection, a_deck("a", "b", title="Old", source_path="decks.yaml"))
    bring(
        collection,
        a_deck("x", title="C++::Below", source_path="below.yaml"),
        a_deck("a", "b", title="C", source_path="decks.yaml"),
    )
    assert [deck.title for deck in collection.decks()] == ["C", "C++", "C++::Below"]


def test_an_old_export_does_not_put_aside_what_is_alive(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    aside = a_note("a", a_content("New text?"), orphaned=True)
    bring(collection, a_deck(aside))
    assert not any(card.orphaned for card in all_cards(collection))


def test_a_further_gap_of_a_note_that_is_put_aside_is_too(collection: Collection) -> None:
    bring(collection, a_deck(a_note("c", a_cloze("{{c1::a}}")), "x"))
    bring(collection, a_deck("x"))
    more = a_note("c", a_cloze("{{c1::a}} {{c2::b}}"), orphaned=True)
    bring(collection, a_deck("x", more))
    assert [card.orphaned for card in all_cards(collection)] == [True, False, True]
    assert collection.plan().counts()[1].new == 1


def test_gaps_that_vanish_with_progress_for_them(collection: Collection) -> None:
    both = a_note("c", a_cloze("{{c1::a}} {{c2::b}}"), progress=(a_progress("c2"),))
    bring(collection, a_deck(both))
    one = a_note("c", a_cloze("{{c1::a}}"), progress=(a_progress("c1"), a_progress("c2", flag=1)))
    report = bring(collection, a_deck(one))
    assert report.written.reviews == 3
    assert [(card.part, card.orphaned) for card in all_cards(collection)] == [
        ("c1", False),
        ("c2", True),
    ]
    schedules_are_the_fold(collection)


def test_ids_that_are_swapped_swap_their_texts(collection: Collection) -> None:
    one, two = a_content("Why the first?"), a_content("How about a second?")
    bring(collection, a_deck(a_note("a", one), a_note("b", two)))
    was = everything(collection)
    bring(collection, a_deck(a_note("a", two), a_note("b", one)))
    take_back(collection)
    assert everything(collection) == was
