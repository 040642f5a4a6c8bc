from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.grading import compare
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.tui.card_drawing import FOLLOW_UP, OWN, POINT, REST, CardDrawing
from mlcards.tui.card_sections import sections_of
from mlcards.tui.marks import NO_MARKS, Marks
from mlcards.tui.widgets.page import PageLine, Target, stage
from support.cards import CODING, FORBIDDEN, FULL, PERSONAL, a_nasty_note, a_view

FLIPPED = Marks(flipped=True)


def draw(
    content: NoteContent = FULL, marks: Marks = FLIPPED, width: int = 80, **fields: Any
) -> list[PageLine]:
    return CardDrawing(sections_of(a_view(content, **fields)), stage(width)).lines(marks)


def text(lines: list[PageLine]) -> str:
    return "\n".join(line.content.plain for line in lines)


def test_the_question_does_not_move_at_the_flip() -> None:
    asked = draw(marks=NO_MARKS)
    assert text(asked) == "What is recall?"
    assert draw()[: len(asked)] == asked


def test_the_hint_shows_only_on_request() -> None:
    assert "think of misses" not in text(draw())
    assert "think of misses" in text(draw(marks=NO_MARKS._replace(hint=True)))


def test_key_points_say_how_many_were_said_and_which_must_is_missing() -> None:
    lines = draw(marks=FLIPPED._replace(said=frozenset({0}), marked=1))
    head = next(line for line in lines if line.content.plain.startswith("Key points"))
    assert head.content.plain.endswith("1 of 3 said · 1 must missing")
    points = [line.content.plain for line in lines if line.target and line.target.kind == POINT]
    assert points == [
        "  ✓ ◆ must  the denominator",
        "▸ ○ ◆ must  what it costs to miss one",
        "  ○         an example",
    ]


def test_nothing_is_called_missing_before_the_first_tick() -> None:
    assert "missing" not in text(draw())


def test_without_musts_no_column_is_left_for_them() -> None:
    content = replace(FULL, key_points=(KeyPoint("one"), KeyPoint("two")))
    assert "  ○ one" in text(draw(content))


def test_a_follow_ups_answer_opens_below_its_question() -> None:
    assert "harmonic" not in text(draw())
    opened = draw(marks=FLIPPED._replace(opened=frozenset({0})))
    lines = [line.content.plain for line in opened if line.target == Target(FOLLOW_UP, 0)]
    assert lines == ["▾ And F1?", "    The harmonic mean."]
    assert "▸ And accuracy?" in text(opened)


def test_the_article_is_never_quoted_without_what_is_right_below_it() -> None:
    lines = text(draw()).split("\n")
    says = next(n for n, line in enumerate(lines) if "It is precision." in line)
    assert lines[says].startswith("✗ it says")
    assert lines[says + 1].startswith("✓ in fact")
    assert lines[says - 1] == "The article: wrong"


def test_the_own_answer_stands_beside_the_model_answer_where_there_is_room() -> None:
    wide = text(draw(width=120, own_answer="I would say."))
    assert any("TP over" in line and "I would say." in line for line in wide.split("\n"))
    assert "── answer ──" in wide
    assert "── your answer ──" in wide


def test_the_own_answer_stands_below_where_there_is_no_room() -> None:
    lines = text(draw(width=119, own_answer="I would say.")).split("\n")
    assert lines.index("I would say.") > lines.index("TP over all positives.")


def test_an_unwritten_own_answer_can_be_clicked() -> None:
    lines = draw(PERSONAL)
    assert any(line.target == Target(OWN) and "n opens" in line.content.plain for line in lines)


def test_code_has_colours() -> None:
    coloured = [line.content for line in draw(CODING) if "def reverse" in line.content.plain]
    assert len({span.style for span in coloured[0].spans}) > 2


def test_a_comparison_says_by_sign_what_matched_what_is_missing_and_what_is_extra() -> None:
    compared = compare("TP over all positives", "TP over all negatives")
    marks = FLIPPED._replace(typed="TP over all negatives", compared=compared)
    lines = text(draw(marks=marks)).split("\n")
    head = next(n for n, line in enumerate(lines) if line.startswith("You typed"))
    assert lines[head].endswith("75 % of the words")
    assert lines[head + 1] == "TP over all ⟨positives⟩ ~negatives~"
    assert lines[head + 2].split() == ["said", "⟨missing⟩", "~said", "besides~"]


def test_what_was_typed_is_shown_where_there_is_nothing_to_compare_with() -> None:
    marks = FLIPPED._replace(typed="line one\nline [b]two[/b]")
    shown = text(draw(PERSONAL, marks))
    assert "You typed\nline one\nline [b]two[/b]" in shown


def test_a_long_comparison_is_cut() -> None:
    expected = " ".join(f"word{n}" for n in range(400))
    typed = " ".join(f"other{n}" for n in range(400))
    marks = FLIPPED._replace(typed=typed, compared=compare(expected, typed))
    shown = draw(NoteContent(CardType.BASIC, "Q", "A"), marks)
    assert len(shown) < 20
    assert "… 390 words …" in text(shown)


def test_punctuation_of_a_comparison_reads_as_written() -> None:
    marks = FLIPPED._replace(typed="x", compared=compare("TP / (TP + FP), always.", "x"))
    assert "⟨TP / (TP + FP), always.⟩" in text(draw(marks=marks))


def test_a_card_too_long_to_be_drawn_says_how_to_read_the_rest() -> None:
    content = NoteContent(CardType.BASIC, "Q", "word " * 6000)
    lines = draw(content)
    assert lines[-1].target == Target(REST)
    assert "z opens" in lines[-1].content.plain
    assert len(lines) < 400


def test_drawing_again_gives_the_same_lines() -> None:
    drawing = CardDrawing(sections_of(a_view()), stage(80))
    first = drawing.lines(FLIPPED)
    drawing.lines(FLIPPED._replace(said=frozenset({0, 1, 2}), opened=frozenset({0, 1})))
    again = drawing.lines(FLIPPED)
    assert text(again) == text(first)


@pytest.mark.parametrize("kind", list(CardType))
@pytest.mark.parametrize("width", [30, 60, 80, 140, 300])
def test_hostile_text_is_shown_literally(kind: CardType, width: int) -> None:
    part = {"cloze": "c1", "reversed": "forward"}.get(kind.value, "main")
    content = a_nasty_note(kind)
    marks = Marks(
        flipped=True,
        hint=True,
        said=frozenset({0}),
        marked=0,
        opened=frozenset({0}),
        typed=content.answer,
        compared=compare(content.answer, content.hint),
    )
    lines = draw(content, marks, width, part=part, own_answer=content.answer)
    shown = text(lines)
    assert not FORBIDDEN & set(shown)
    assert "[@click=app.quit]x[/]" in " ".join(shown.split()) or width == 30
    for line in lines:
        assert not any("click" in str(span.style) for span in line.content.spans)


TEXTS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("abc 日本語 👩 é * _ ` [ ] $ # | > - \n"),
    max_size=60,
)


@given(text_=TEXTS, width=st.integers(24, 320), said=st.sets(st.integers(0, 1)))
def test_every_line_fits_the_stage(text_: str, width: int, said: set[int]) -> None:
    place = stage(width)
    content = replace(
        FULL,
        question=text_,
        answer=text_,
        key_points=(KeyPoint(text_, must=True), KeyPoint(text_)),
        follow_ups=(FollowUp(text_, text_),),
        correction=Correction(text_, text_, text_),
        framework=(text_,),
        hint=text_,
        sources=(text_,),
    )
    marks = Marks(
        flipped=True,
        hint=True,
        said=frozenset(said),
        marked=0,
        opened=frozenset({0}),
        typed=text_,
        compared=compare("some words", text_),
    )
    for line in draw(content, marks, width, own_answer=text_):
        assert line.content.cell_length <= place.wide


@pytest.mark.parametrize("width", [20, 60, 80, 119, 120, 164, 300])
def test_the_stage_is_centred_and_inside_the_terminal(width: int) -> None:
    place = stage(width)
    assert place.left + place.wide <= width
    assert place.text <= min(place.wide, 100)
    assert abs(width - place.wide - 2 * place.left) <= 1
