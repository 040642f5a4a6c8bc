import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.grading import DEFAULT_SECONDS, compare, suggest
from mlcards.core.model import KeyPoint, Rating
from support import strategies as some

MUST, NICE = KeyPoint("must", must=True), KeyPoint("nice")
AGAIN, HARD, GOOD, EASY = Rating
points = st.lists(st.sampled_from([MUST, NICE]), max_size=6)
said = st.sets(st.integers(0, 5))


@pytest.mark.parametrize(
    ("listed", "ticked", "seconds", "helped", "rating"),
    [
        ([MUST, MUST, NICE], {0}, 10, False, AGAIN),
        ([MUST, MUST, NICE], {0, 1}, 10, False, GOOD),
        ([MUST, MUST, NICE], {0, 1, 2}, 10, False, EASY),
        ([MUST, MUST, NICE], {0, 1, 2}, 91, False, GOOD),
        ([MUST, MUST, NICE], {0, 1, 2}, None, False, GOOD),
        ([MUST, MUST, NICE], {0, 1, 2}, 10, True, HARD),
        ([MUST, MUST, NICE], {1, 2}, 10, True, AGAIN),
        ([NICE, NICE, NICE], {0}, 10, False, AGAIN),
        ([NICE, NICE, NICE], {0, 2}, 10, False, GOOD),
        ([NICE, NICE], {1}, 10, False, GOOD),
        ([NICE, NICE], {0, 1}, 10, False, EASY),
        ([], set(), 10, False, GOOD),
        ([], set(), 10, True, HARD),
    ],
)
def test_the_rule(
    *, listed: list[KeyPoint], ticked: set[int], seconds: float | None, helped: bool, rating: Rating
) -> None:
    assert suggest(listed, ticked, helped=helped, seconds=seconds) is rating


def test_a_card_may_name_its_own_speaking_time() -> None:
    assert suggest([MUST], {0}, seconds=100, target=120) is EASY
    assert suggest([MUST], {0}, seconds=100, target=60) is GOOD
    assert suggest([MUST], {0}, seconds=DEFAULT_SECONDS) is EASY


@given(listed=points, few=said, more=said, helped=st.booleans(), seconds=st.floats(0, 200))
def test_saying_more_never_lowers_the_rating(
    *, listed: list[KeyPoint], few: set[int], more: set[int], helped: bool, seconds: float
) -> None:
    less = suggest(listed, few, helped=helped, seconds=seconds)
    assert suggest(listed, few | more, helped=helped, seconds=seconds) >= less


@given(points, said, st.floats(0, 200))
def test_help_never_raises_it(listed: list[KeyPoint], ticked: set[int], seconds: float) -> None:
    alone = suggest(listed, ticked, seconds=seconds)
    assert suggest(listed, ticked, helped=True, seconds=seconds) <= alone


@given(points, said)
def test_ticks_of_points_that_are_not_there_do_not_count(
    listed: list[KeyPoint], ticked: set[int]
) -> None:
    there = {index for index in ticked if index < len(listed)}
    assert suggest(listed, ticked, seconds=1) is suggest(listed, there, seconds=1)


@given(some.texts)
def test_the_expected_answer_matches_itself(text: str) -> None:
    comparison = compare(text, text)
    assert comparison.matched == 1
    assert {piece.kind for piece in comparison.pieces} <= {"same"}


@given(some.texts, some.texts)
def test_a_comparison_covers_both_texts(expected: str, typed: str) -> None:
    comparison = compare(expected, typed)
    assert 0 <= comparison.matched <= 1
    words = " ".join(piece.text for piece in comparison.pieces if piece.kind != "extra").split()
    assert words == " ".join(piece.text for piece in compare(expected, "").pieces).split()
    others = " ".join(piece.text for piece in comparison.pieces if piece.kind == "extra").split()
    alone = " ".join(piece.text for piece in compare("", typed).pieces).split()
    same = sum(len(piece.text.split()) for piece in comparison.pieces if piece.kind == "same")
    assert len(others) + same == len(alone)


def test_what_is_missing_and_what_is_extra() -> None:
    comparison = compare("area under the ROC curve", "the area below the curve")
    assert [(piece.kind, piece.text) for piece in comparison.pieces] == [
        ("extra", "the"),
        ("same", "area"),
        ("missing", "under"),
        ("extra", "below"),
        ("same", "the"),
        ("missing", "ROC"),
        ("same", "curve"),
    ]
    assert comparison.matched == 0.6


@pytest.mark.parametrize(
    ("expected", "typed"),
    [
        ("Naïve **Bayes**", "naïve bayes"),
        ("`pandas.merge`", "PANDAS.merge"),
        ("café", unicodedata.normalize("NFD", "café")),
        ("two  words\n", "two words"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_accents_and_marks_do_not_count(expected: str, typed: str) -> None:
    assert compare(expected, typed).matched == 1


def test_nothing_typed_matches_nothing() -> None:
    assert compare("an answer", "").matched == 0
    assert compare("", "").matched == 1
    assert compare("", "something").matched == 0


def test_a_very_long_answer_is_compared_in_reasonable_time() -> None:
    assert compare("word " * 100_000, "other " * 100_000).matched == 0
