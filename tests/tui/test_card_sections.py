from dataclasses import replace

import pytest

from mlcards.collection.views import CardView
from mlcards.core.model import CardType, Correction, NoteContent
from mlcards.tui.card_sections import IN_FACT, SAYS, Kind, sections_of, whole_text
from support.cards import FULL, PERSONAL, a_view


def kinds(shown: CardView) -> list[Kind]:
    parts = sections_of(shown)
    return [part.kind for part in (*parts.answer, *parts.beside, *parts.below)]


def test_an_interview_card_has_its_sections_in_the_order_they_help() -> None:
    assert kinds(a_view(own_answer="mine")) == [
        Kind.ANSWER,
        Kind.OWN,
        Kind.KEY_POINTS,
        Kind.CORRECTION,
        Kind.LISTEN_FOR,
        Kind.RED_FLAGS,
        Kind.FOLLOW_UPS,
        Kind.NOTES,
        Kind.META,
    ]


def test_empty_parts_leave_no_headings() -> None:
    assert kinds(a_view(NoteContent(CardType.BASIC, "Q", "A"))) == [Kind.ANSWER]


def test_the_own_answer_stands_beside_the_model_answer() -> None:
    parts = sections_of(a_view(own_answer="mine"))
    assert [part.items[0].text for part in parts.answer] == ["TP over all positives."]
    assert [part.items[0].text for part in parts.beside] == ["mine"]


def test_a_blank_own_answer_is_none() -> None:
    assert sections_of(a_view(own_answer=" \n")).beside == ()


def test_a_personal_card_invites_to_write_the_answer() -> None:
    parts = sections_of(a_view(PERSONAL))
    assert [part.kind for part in parts.answer] == [Kind.OWN, Kind.FRAMEWORK, Kind.SKELETON]
    assert parts.answer[0].items == ()
    assert parts.beside == ()


def test_the_own_answer_is_the_answer_of_a_personal_card() -> None:
    parts = sections_of(a_view(PERSONAL, own_answer="Because."))
    assert [part.items[0].text for part in parts.answer] == ["Because."]
    assert [part.kind for part in parts.beside] == [Kind.FRAMEWORK, Kind.SKELETON]


def test_an_answer_in_a_personal_deck_is_an_example() -> None:
    parts = sections_of(a_view(replace(PERSONAL, answer="I would say…"), own_answer="Because."))
    assert parts.beside[0].kind is Kind.EXAMPLE


def test_the_steps_of_a_framework_are_numbered() -> None:
    framework = sections_of(a_view(PERSONAL)).answer[1]
    assert [item.label for item in framework.items] == ["1.", "2."]


def test_a_coding_card_shows_code_complexity_and_tests() -> None:
    content = NoteContent(
        CardType.CODING, "Q", "A", code="x = 1", complexity="O(1)", tests=("(1) -> 1", "(2) -> 2")
    )
    assert kinds(a_view(content)) == [Kind.ANSWER, Kind.CODE, Kind.COMPLEXITY, Kind.TESTS]
    code, tests = (sections_of(a_view(content)).answer[n].items[0].text for n in (1, 3))
    assert code == "```python\nx = 1\n```"
    assert tests == "```python\n(1) -> 1\n(2) -> 2\n```"


def test_code_that_holds_fences_does_not_break_out_of_its_block() -> None:
    content = NoteContent(CardType.CODING, "Q", code='s = "````"\nt = "```"')
    code = sections_of(a_view(content)).answer[0].items[0].text
    assert code.startswith("`````python\n")
    assert code.endswith("\n`````")


def test_code_that_is_fenced_already_stays_as_it_is() -> None:
    content = NoteContent(CardType.CODING, "Q", code="```sql\nSELECT 1\n```")
    assert sections_of(a_view(content)).answer[0].items[0].text == "```sql\nSELECT 1\n```"


def test_a_reversed_card_asks_the_other_way_round() -> None:
    content = NoteContent(CardType.REVERSED, "AUC", "area under the curve")
    parts = sections_of(a_view(content, part="backward"))
    assert parts.question.items[0].text == "area under the curve"
    assert parts.answer[0].items[0].text == "AUC"


def test_a_cloze_hides_its_gap() -> None:
    content = NoteContent(CardType.CLOZE, "Recall is {{c1::TP / P::a ratio}}.")
    parts = sections_of(a_view(content, part="c1"))
    assert parts.gapped
    assert "TP" not in parts.question.items[0].text
    assert "**TP / P**" in parts.answer[0].items[0].text


def test_a_correction_never_stands_without_what_is_right() -> None:
    correction = next(part for part in sections_of(a_view()).below if part.kind is Kind.CORRECTION)
    assert correction.heading == "The article: wrong"
    assert [item.label for item in correction.items] == [SAYS, IN_FACT]


def test_a_correction_that_quotes_nothing_says_only_what_is_right() -> None:
    content = replace(FULL, correction=Correction("dated", "", "It is 2026."))
    correction = next(
        part for part in sections_of(a_view(content)).below if part.kind is Kind.CORRECTION
    )
    assert [item.label for item in correction.items] == [IN_FACT]


def test_the_small_print_names_source_article_tags_and_date() -> None:
    meta = sections_of(a_view()).below[-1]
    assert [item.text for item in meta.items] == [
        "a book; a page",
        "article 30, 40 · metrics, recall · checked 2026-11",
    ]


@pytest.mark.parametrize("kind", list(CardType))
def test_the_whole_text_holds_everything_an_author_wrote(kind: CardType) -> None:
    content = replace(
        FULL,
        type=kind,
        framework=("a step",),
        skeleton="a <frame>",
        code="code()",
        complexity="O(1)",
        tests=("t",),
        question="What is {{c1::recall}}?" if kind is CardType.CLOZE else FULL.question,
    )
    part = {"cloze": "c1", "reversed": "forward"}.get(kind.value, "main")
    text = whole_text(a_view(content, part=part, own_answer="mine"))
    for written in (
        "TP over all positives.", "mine", "the denominator", "an example", "the costly error",
        "swaps the two", "And F1?", "The harmonic mean.", "It is precision.", "It is not.",
        "a note", "a book", "a step", "a <frame>", "code()", "O(1)",
    ):  # fmt: skip
        assert written in text
