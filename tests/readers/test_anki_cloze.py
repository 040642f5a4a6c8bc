"""Gaps are found as Anki finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.readers.anki_cloze import read_gaps, without_gaps, written_out


@pytest.mark.parametrize(
    ("text", "numbers", "whole"),
    [
        ("a", (), True),
        ("{{c1::a}} {{c2::b::hint}} {{c1::c}}", (1, 2, 1), True),
        ("{{c2::a {{c1::b}} c}}", (2, 1), True),
        ("{{c3,1,3::a}}", (1, 3), True),
        ("{{c1::a", (), False),
        ("{{c0::a}} {{c::a}} {{c1:a}} {{d1::a}}", (), True),
        ("{{c1::a {{c2::b}}", (2,), False),
        ("{{c999::a}}", (), True),
        ("{{c1::" * 11 + "}}" * 11, (1,) * 10, False),
    ],
)
def test_numbers(text: str, numbers: tuple[int, ...], whole: bool) -> None:  # noqa: FBT001
    found = read_gaps(text)
    assert found.numbers == numbers
    assert found.whole == whole


@pytest.mark.parametrize(
    ("text", "number", "asked", "shown"),
    [
        ("{{c1::a}} b", 1, "<b>[…]</b> b", "<b>a</b> b"),
        ("{{c1::a::h}} {{c2::b}}", 1, "<b>[h]</b> b", "<b>a</b> b"),
        ("{{c1::a {{c2::b}} c}}", 1, "<b>[…]</b>", "<b>a b c</b>"),
        ("{{c1::a {{c2::b}} c}}", 2, "a <b>[…]</b> c", "a <b>b</b> c"),
        ("{{c1,2::a}} {{c2::b}}", 1, "<b>[…]</b> b", "<b>a</b> b"),
        ("a }} {{c1::b}}", 1, "a }} <b>[…]</b>", "a }} <b>b</b>"),
    ],
)
def test_sides_of_a_card(text: str, number: int, asked: str, shown: str) -> None:
    found = read_gaps(text)
    assert written_out(found, number, revealed=False) == asked
    assert written_out(found, number, revealed=True) == shown


@given(st.lists(st.sampled_from(["{{c1::", "{{c2,3::", "}}", "a", "b "]), max_size=12))
def test_no_text_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    letters = [letter for letter in text if letter in "ab"]
    shown = without_gaps(read_gaps(text)).replace("<b>", "").replace("</b>", "")
    assert [letter for letter in shown if letter in "ab"] == letters


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["{{c1::", "}}", "{{c1::a}}", "{{c1::a::", "{{c1,", "{{"])
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    without_gaps(read_gaps(piece * 100_000))
