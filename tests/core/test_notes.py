from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import (
    face_of,
    gap_numbers,
    has_own_id,
    note_key,
    parts_of,
)
from support import strategies as some
from support.factories import a_cloze, a_content, a_reversed

CLOZE = "{{c1::Precision}} is {{c2::TP / (TP + FP)::a ratio}}, unlike {{c1::recall}}."


@given(some.contents)
def test_every_part_has_a_face_and_no_part_is_there_twice(content: NoteContent) -> None:
    parts = parts_of(content)
    assert len(set(parts)) == len(parts)
    for part in parts:
        face_of(content, part)


@given(some.contents, some.texts, st.lists(some.texts).map(tuple))
def test_parts_do_not_depend_on_anything_but_type_and_question(
    content: NoteContent, answer: str, tags: tuple[str, ...]
) -> None:
    edited = replace(content, answer=answer, tags=tags, hint=answer, code=answer)
    assert parts_of(edited) == parts_of(content)


@pytest.mark.parametrize(
    "kind", [CardType.BASIC, CardType.INTERVIEW, CardType.PERSONAL, CardType.CODING]
)
def test_one_question_has_one_part(kind: CardType) -> None:
    assert parts_of(a_content(type=kind)) == ("main",)


def test_a_reversed_note_is_asked_both_ways() -> None:
    content = a_reversed("AUC", "area under the curve")
    assert parts_of(content) == ("main", "backward")
    forward, backward = (face_of(content, part) for part in parts_of(content))
    assert (forward.question, forward.answer) == ("AUC", "area under the curve")
    assert (backward.question, backward.answer) == ("area under the curve", "AUC")
    assert (forward.expected, backward.expected) == ("area under the curve", "AUC")


def test_making_a_note_reversed_keeps_its_card() -> None:
    basic, both = a_content("AUC"), a_reversed("AUC")
    assert parts_of(both)[0] == parts_of(basic)[0]
    assert face_of(both, "main").question == face_of(basic, "main").question


def test_a_cloze_has_a_part_for_each_number() -> None:
    assert parts_of(a_cloze(CLOZE)) == ("c1", "c2")
    assert gap_numbers(CLOZE) == (1, 2, 1)
    assert parts_of(a_cloze("{{c10::ten}} {{c2::two}} {{c02::zwei}}")) == ("c2", "c10")
    assert parts_of(a_cloze("nothing hidden")) == ()


def test_the_faces_of_a_cloze() -> None:
    one, two = (face_of(a_cloze(CLOZE), part) for part in ("c1", "c2"))
    assert one.question == "**[…]** is TP / (TP + FP), unlike **[…]**."
    assert one.answer == "**Precision** is TP / (TP + FP), unlike **recall**."
    assert one.expected == "Precision, recall"
    assert two.question == "Precision is **[a ratio]**, unlike recall."
    assert two.answer == "Precision is **TP / (TP + FP)**, unlike recall."
    assert two.expected == "TP / (TP + FP)"


def test_an_answer_of_a_cloze_stands_below_it() -> None:
    content = replace(a_cloze("{{c1::a}} b"), answer="Because.")
    assert face_of(content, "c1").answer == "**a** b\n\nBecause."


def test_coding_expects_its_code() -> None:
    content = a_content(type=CardType.CODING, code="def f(): ...", answer="Like so.")
    assert face_of(content, "main").expected == "def f(): ..."
    assert face_of(replace(content, code=""), "main").expected == "Like so."


def test_an_author_s_id_is_the_key() -> None:
    assert note_key("eval", "roc-curve", a_content()) == "roc-curve"
    assert has_own_id("roc-curve")


@given(some.contents, some.texts, some.texts)
def test_without_an_id_the_key_is_of_deck_type_and_question_alone(
    content: NoteContent, answer: str, hint: str
) -> None:
    key = note_key("eval", "", content)
    assert not has_own_id(key)
    assert note_key("eval", "", replace(content, answer=answer, hint=hint, tags=("new",))) == key
    assert note_key("eval", "", replace(content, question=content.question + " more")) != key
    assert note_key("other", "", content) != key


def test_white_space_in_a_question_does_not_change_its_key() -> None:
    one = a_content("What is\n  a ROC curve? ")
    assert note_key("eval", "", one) == note_key("eval", "", a_content("What is a ROC curve?"))


def test_keys_of_notes_without_ids_stay_as_they_are_for_ever() -> None:
    assert note_key("eval", "", a_content()) == "~3c108d3f7980c5ed3b72a60f"
