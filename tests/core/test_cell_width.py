import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.text import cell_width, pad_cells


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("recall", 6),
        ("naïve", 5),
        ("nai\u0308ve", 5),
        ("統計", 4),
        ("ｗｉｄｅ", 8),
        ("ﾊﾝｶｸ", 4),
        ("한국", 4),
        ("\u1112\u1161\u11ab", 2),  # one syllable as three letters
        ("हिन्दी", 5),
        ("ع\u200dع", 2),
        ("🙂", 2),
        ("👍🏽", 2),
        ("👩‍🔬", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("❤️", 2),
        ("❤", 1),
        ("🇩🇪", 2),
        ("a\u200bb", 2),
        ("␛", 1),
    ],
)
def test_cells_of_a_text(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "left", "right"), [("ab", "ab  ", "  ab"), ("統", "統  ", "  統"), ("abcde",) * 3]
)
def test_padding_counts_cells(text: str, left: str, right: str) -> None:
    assert pad_cells(text, 4) == left
    assert pad_cells(text, 4, right=True) == right


@given(st.text(alphabet=st.characters(codec="utf-8")), st.integers(0, 40))
def test_padded_text_is_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_width(pad_cells(text, width)) == max(width, cell_width(text))
