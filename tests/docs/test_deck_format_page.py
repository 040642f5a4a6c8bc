"""The page about deck files says what the program does."""

import re
import runpy
from pathlib import Path

import pytest

from mlcards.core.deck_schema import (
    CARD_KEYS,
    CORRECTION_KEYS,
    DECK_KEYS,
    FOLLOW_UP_KEYS,
    POINT_KEYS,
)
from mlcards.core.lint import lint
from mlcards.core.model import CardType
from mlcards.readers.yaml_deck import read_yaml

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "deck-format.md").read_text(encoding="utf-8")
EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "deck:" in text]


def test_its_tables_are_up_to_date() -> None:
    updated = runpy.run_path(str(DOCS / "make_deck_reference.py"))["updated"]
    assert updated(PAGE) == PAGE, "run python docs/make_deck_reference.py"


@pytest.mark.parametrize(
    "key",
    [*DECK_KEYS, *CARD_KEYS, *POINT_KEYS, *FOLLOW_UP_KEYS, *CORRECTION_KEYS],
    ids=lambda k: k.name,
)
def test_every_key_stands_on_it(key: object) -> None:
    assert f"| `{key.name}`" in PAGE  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", EXAMPLES)
def test_its_examples_are_good_decks(text: str) -> None:
    result = read_yaml(text.encode(), "docs/deck-format.md")
    assert [str(problem) for problem in result.problems] == []
    assert [str(problem) for problem in lint(result.decks)] == []


def test_it_shows_a_card_of_each_type() -> None:
    decks = [deck for text in EXAMPLES for deck in read_yaml(text.encode(), "-").decks]
    assert {note.content.type for deck in decks for note in deck.notes} == set(CardType)


def test_every_warning_is_explained() -> None:
    source = (DOCS.parent / "src/mlcards/core/lint.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'_Finding\(\s*"([a-z-]+)"', source))
    assert len(codes) > 10
    for code in codes - {"duplicate-id"}:
        assert f"`{code}`" in PAGE
