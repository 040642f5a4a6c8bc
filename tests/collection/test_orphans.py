"""Cards put aside are listed, and go for good when a person says so."""

from datetime import date

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import ChangedMeanwhileError, Choices, plan_sources, sure
from mlcards.collection.importing import apply
from mlcards.collection.orphans import OrphanLine, orphan_content, orphans, remove_orphans
from mlcards.collection.recording import Recorder
from mlcards.collection.source import Source
from mlcards.collection.taking_back import take_back
from mlcards.core.errors import NotFoundError
from mlcards.core.model import Rating
from support.clock import FakeClock
from support.databases import OpenStore
from support.factories import a_collection, a_content, a_reversed
from support.imports import a_deck, a_note, a_progress, all_cards, bring, everything


@pytest.fixture
def collection(databases: OpenStore, clock: FakeClock) -> Collection:
    """Two decks, one below the other; `b` and the two cards of `r` were put aside."""
    found = a_collection(databases(), clock)
    r = a_note("r", a_reversed("R"), progress=(a_progress("backward"),))
    bring(found, a_deck("a", "b"), a_deck("x", r, title="Maths::Sets"))
    bring(found, a_deck("a"), a_deck("x", title="Maths::Sets"))
    return found


def test_they_are_listed_with_what_would_be_lost(collection: Collection) -> None:
    numbers = {card.part: card.note_id for card in all_cards(collection) if card.orphaned}
    assert orphans(collection) == [
        OrphanLine(numbers["main"] - 2, "Maths", "What is b?", 1, 0, None),
        OrphanLine(numbers["backward"], "Maths::Sets", "R", 2, 3, date(2026, 9, 5)),
    ]


def test_those_of_named_decks_and_below(collection: Collection) -> None:
    maths, sets = collection.decks()
    assert [line.question for line in orphans(collection, [maths])] == ["What is b?", "R"]
    assert [line.question for line in orphans(collection, [sets])] == ["R"]


def test_only_what_is_put_aside_can_be_removed(collection: Collection) -> None:
    live = [card for card in all_cards(collection) if not card.orphaned]
    lines = orphans(collection)
    asked = [*(line.note for line in lines), *(card.note_id for card in live), 999]
    assert remove_orphans(collection, asked) == 3
    assert all_cards(collection) == live
    assert orphans(collection) == []
    assert everything(collection)["reviews"] == []
    assert remove_orphans(collection, asked) == 0


def test_what_it_says_is_shown_until_it_is_removed(collection: Collection) -> None:
    (line, *_rest) = orphans(collection)
    assert orphan_content(collection, line.note) == a_content("What is b?")
    remove_orphans(collection, [line.note])
    with pytest.raises(NotFoundError):
        orphan_content(collection, line.note)


def test_one_that_came_back_meanwhile_stays(collection: Collection) -> None:
    (line, *_rest) = orphans(collection)
    bring(collection, a_deck("a", "b"))
    assert remove_orphans(collection, [line.note]) == 0


def test_actions_on_it_go_along(collection: Collection) -> None:
    (line, *_rest) = orphans(collection)
    (card,) = (card for card in all_cards(collection) if card.note_id == line.note)
    bring(collection, a_deck("a", "b"))
    Recorder(collection).record(card.id, Rating.GOOD)
    collection.save_own_answer(collection.card_view(card.id), "Mine")
    bring(collection, a_deck("a"))
    assert remove_orphans(collection, [line.note]) == 1
    assert collection.undo() is None


def test_after_it_is_removed_its_file_brings_it_as_new(collection: Collection) -> None:
    remove_orphans(collection, [line.note for line in orphans(collection)])
    report = bring(collection, a_deck("a", "b"))
    assert (report.decks[0].new, report.decks[0].revived) == (1, 0)


def test_taking_back_what_put_it_aside_finds_it_gone(collection: Collection) -> None:
    remove_orphans(collection, [line.note for line in orphans(collection)])
    take_back(collection)
    assert [card.orphaned for card in all_cards(collection)] == [False, False]
    take_back(collection)
    assert all_cards(collection) == []


def test_a_plan_that_would_bring_it_back_is_noticed(collection: Collection) -> None:
    planned = plan_sources(collection, [Source("decks", (a_deck("a", "b"),))])
    remove_orphans(collection, [line.note for line in orphans(collection)])
    was = everything(collection)
    with pytest.raises(ChangedMeanwhileError):
        apply(collection, planned, Choices(sure))
    assert everything(collection) == was
