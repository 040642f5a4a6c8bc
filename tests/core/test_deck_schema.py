"""One declaration of the keys: the schema, the reader and the model agree on it."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mlcards.collection.starter import schema_path
from mlcards.core.deck_schema import (
    CARD_KEYS,
    CORRECTION_KEYS,
    DECK_KEYS,
    FOLLOW_UP_KEYS,
    NEEDED,
    POINT_KEYS,
    by_spelling,
    json_schema,
    reference_tables,
    schema_text,
)
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent

DECKS = sorted((Path(__file__).parents[2] / "decks").glob("*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def as_editors_see(text: str) -> Any:
    """YAML as an editor's language server reads it: without dates."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rows if not tag.endswith("timestamp")]
        for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader=Loader)


def mistakes(deck: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(deck)]


def with_card(**card: Any) -> dict[str, Any]:
    return {"deck": "D", "cards": [card]}


def test_the_shipped_schema_is_the_declared_one() -> None:
    shipped = schema_path().read_text(encoding="utf-8")
    assert shipped == schema_text(), "run python docs/make_deck_reference.py"


def test_it_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert json.loads(schema_text()) == json_schema()


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.stem)
def test_shipped_decks_are_valid(path: Path) -> None:
    assert mistakes(as_editors_see(path.read_text(encoding="utf-8"))) == []


def test_there_are_shipped_decks() -> None:
    assert DECKS


@pytest.mark.parametrize(
    "card",
    [
        {"question": "Q", "answer": "A"},
        {"q": "Q", "a": 42, "type": None},
        {"front": "Q", "back": True, "id": 1.5},
        {"type": "cloze", "text": "a {{c1::b}}"},
        {"type": "cloze", "q": "a {{c1::b}}"},
        {"type": "personal", "question": "Q", "framework": "one"},
        {"type": "coding", "question": "Q", "code": "pass", "tests": ["(1,) -> 2"]},
        {"question": "Q", "answer": "A", "key_points": ["a", {"text": "b", "must": True}]},
        {"question": "Q", "answer": "A", "follow_ups": [{"q": "f"}, {"question": "g", "a": "h"}]},
        {"question": "Q", "answer": "A", "tags": "a", "article": 3, "hint": None},
    ],
)
def test_what_the_reader_takes_the_schema_takes(card: dict[str, Any]) -> None:
    assert mistakes(with_card(**card)) == []


@pytest.mark.parametrize(
    "card",
    [
        {"question": "Q"},
        {"answer": "A"},
        {"type": "coding", "question": "Q"},
        {"type": "cloze", "hint": "h"},
        {"type": "clozed", "question": "Q", "answer": "A"},
        {"question": "Q", "answer": "A", "text": "T"},
        {"question": "Q", "answer": "A", "answr": "A"},
        {"question": "Q", "answer": "A", "difficulty": 4},
        {"question": "Q", "answer": "A", "article": [0]},
        {"question": "Q", "answer": "A", "checked": "November"},
        {"question": "Q", "answer": "A", "key_points": "one"},
        {"question": "Q", "answer": "A", "key_points": [{"must": True}]},
        {"question": "Q", "answer": "A", "follow_ups": [{"a": "h"}]},
        {"question": "Q", "answer": "A", "correction": {"verdict": "wrong"}},
        {"question": ["Q"], "answer": "A"},
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(card: dict[str, Any]) -> None:
    assert mistakes(with_card(**card))


@pytest.mark.parametrize(
    "deck", [{"deck": "D"}, {"cards": []}, {"deck": "D", "cards": []}, {"deck": "D", "card": []}]
)
def test_what_is_no_deck_is_refused(deck: dict[str, Any]) -> None:
    assert mistakes(deck)


def test_keys_are_the_fields_of_the_model() -> None:
    def names(keys: Any) -> set[str]:
        return {key.name for key in keys}

    def of(kind: Any) -> set[str]:
        return {field.name for field in fields(kind)}

    assert names(CARD_KEYS) - {"id", "text"} == of(NoteContent)
    assert names(POINT_KEYS) == of(KeyPoint)
    assert names(FOLLOW_UP_KEYS) == of(FollowUp)
    assert names(CORRECTION_KEYS) == of(Correction)
    assert names(DECK_KEYS) >= {"deck", "cards", "id", "tags"}


def test_what_a_type_needs_is_declared() -> None:
    assert set(NEEDED) == set(CardType)
    known = {key.name for key in CARD_KEYS}
    assert {name for groups in NEEDED.values() for group in groups for name in group} <= known


@pytest.mark.parametrize(
    "keys", [DECK_KEYS, CARD_KEYS, POINT_KEYS, FOLLOW_UP_KEYS, CORRECTION_KEYS]
)
def test_no_spelling_means_two_things(keys: Any) -> None:
    assert len(by_spelling(keys)) == sum(len(key.spellings) for key in keys)


def test_the_tables_have_a_row_for_every_key() -> None:
    tables = reference_tables()
    for name, keys in {"deck": DECK_KEYS, "card": CARD_KEYS, "key_points": POINT_KEYS}.items():
        assert tables[name].count("\n") == len(keys) + 1
        for key in keys:
            assert f"| `{key.name}`" in tables[name]
