"""The decks that ship keep every rule of deck files, and their code does what it says."""

import ast
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from mlcards.collection.checking import check_paths
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.import_matching import plan_import
from mlcards.core.import_plan import (
    ExistingDeck,
    ExistingNote,
)
from mlcards.core.model import CardType
from mlcards.readers.yaml_deck import read_yaml

FOLDER = Path(__file__).parents[2] / "decks"
PATHS = sorted(FOLDER.glob("*.yaml"))
DECKS: dict[str, ForeignDeck] = {
    path.stem: deck for path in PATHS for deck in read_yaml(path.read_bytes(), path.name).decks
}
CODING = [
    pytest.param(note, id=note.id)
    for deck in DECKS.values()
    for note in deck.notes
    if note.content.tests
]


def value_of(call: str, names: dict[str, Any], function: str) -> object:
    """What the left side of a test gives: an argument tuple for `function`, or an expression."""
    tree = ast.parse(call.strip(), mode="eval")
    if isinstance(tree.body, ast.Tuple):
        return names[function](*eval(call, names))
    return eval(call, names)


def test_the_folder_has_no_problem() -> None:
    assert [str(problem) for problem in check_paths([FOLDER]).problems] == []


def test_every_file_is_a_deck_with_a_name_and_an_owner() -> None:
    assert len(DECKS) == len(PATHS) > 0
    for name, deck in DECKS.items():
        assert deck.key == name
        assert deck.description
        assert (deck.language, deck.license) == ("en", "MIT")


def test_ids_are_there_and_differ_over_all_decks() -> None:
    ids = Counter(note.id for deck in DECKS.values() for note in deck.notes)
    assert "" not in ids
    assert [note_id for note_id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", DECKS)
def test_every_card_names_its_sources(name: str) -> None:
    assert [note.id for note in DECKS[name].notes if not note.content.sources] == []


@pytest.mark.parametrize("name", DECKS)
def test_importing_it_again_changes_nothing(name: str) -> None:
    deck = DECKS[name]
    plan = plan_import(None, deck)
    notes = tuple(
        ExistingNote(index, change.key, deck.key, change.content, change.position)
        for index, change in enumerate(plan.changes)
        if change.content is not None
    )
    again = plan_import(ExistingDeck(deck.key, deck.title, notes), deck)
    assert (again.unchanged, again.new, again.gone) == (len(deck.notes), 0, 0)


def test_coding_cards_can_be_run() -> None:
    cards = [
        note
        for deck in DECKS.values()
        for note in deck.notes
        if note.content.type is CardType.CODING
    ]
    assert cards
    assert [note.id for note in cards if not (note.content.code and note.content.tests)] == []
    assert [note.id for note in cards if not note.content.complexity] == []


@pytest.mark.parametrize("note", CODING)
def test_code_passes_its_tests(note: ForeignNote) -> None:
    names: dict[str, Any] = {}
    tree = ast.parse(note.content.code)
    exec(note.content.code, names)
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    for test in note.content.tests:
        call, arrow, expected = test.rpartition(" -> ")
        assert arrow, f"{test} has no ' -> '"
        assert value_of(call, names, functions[-1]) == eval(expected, names), test
