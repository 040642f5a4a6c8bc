import json

import pytest
from hypothesis import given

from mlcards.core.content_json import from_dict, from_json, to_dict, to_json
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from support import strategies as some

FULL = NoteContent(
    type=CardType.INTERVIEW,
    question="Why?",
    answer="So.",
    key_points=(KeyPoint("this", must=True), KeyPoint("that")),
    listen_for="calm",
    red_flags=("haste",),
    follow_ups=(FollowUp("And?", "Then."),),
    framework=("situation", "task"),
    skeleton="def f():",
    code="def f(): ...",
    complexity="O(n)",
    tests=("f() == 1",),
    correction=Correction("vague", "always", "often"),
    hint="think",
    notes="mine",
    article=(3, 14),
    difficulty=2,
    seconds=60,
    tags=("metrics",),
    sources=("https://example.com",),
    checked="2026-11-01",
)


@given(some.contents)
def test_nothing_is_lost(content: NoteContent) -> None:
    assert from_json(to_json(content)) == content
    assert from_dict(to_dict(content)) == content


def test_every_field_is_carried() -> None:
    assert from_json(to_json(FULL)) == FULL
    blank = NoteContent(CardType.BASIC, "")
    assert all(getattr(FULL, name) != getattr(blank, name) for name in NoteContent.__slots__)
    assert set(to_dict(FULL)) == set(NoteContent.__slots__)


@given(some.contents)
def test_equal_content_is_equal_text_on_one_line(content: NoteContent) -> None:
    text = to_json(content)
    assert text == to_json(from_json(text))
    assert "\n" not in text
    assert json.loads(text) == to_dict(content)


def test_empty_fields_are_left_out() -> None:
    assert to_dict(NoteContent(CardType.BASIC, "Why?")) == {"type": "basic", "question": "Why?"}
    assert "must" not in to_dict(FULL)["key_points"][1]


def test_a_zero_is_not_empty() -> None:
    content = NoteContent(CardType.BASIC, "Why?", difficulty=0, seconds=0)
    assert from_json(to_json(content)) == content


def test_text_stays_readable_in_the_database() -> None:
    assert "größer" in to_json(NoteContent(CardType.BASIC, "größer?"))


def test_fields_of_a_newer_version_are_passed_over() -> None:
    values = to_dict(FULL) | {"smell": "roses"}
    values["key_points"][0]["weight"] = 3
    assert from_dict(values) == FULL


@pytest.mark.parametrize("kind", list(CardType))
def test_types_go_by_their_names(kind: CardType) -> None:
    assert to_dict(NoteContent(kind, "Why?"))["type"] == kind.value
