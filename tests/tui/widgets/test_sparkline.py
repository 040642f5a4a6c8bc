"""Columns of block characters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.tui.widgets.sparkline import NOTHING, columns

BLOCKS = " ▁▂▃▄▅▆▇█"


def heights(lines: list[list[str]]) -> list[int]:
    """How many eighths each column is high."""
    return [
        sum(0 if block == NOTHING else BLOCKS.index(block) for block in column)
        for column in zip(*lines, strict=True)
    ]


def test_the_largest_number_fills_the_height() -> None:
    assert columns([0, 1, 4, 8]) == [[NOTHING, "▁", "▄", "█"]]


def test_a_tall_picture_goes_on_in_the_line_above() -> None:
    assert columns([8, 4, 1], 2) == [["█", " ", " "], ["█", "█", "▂"]]


def test_nothing_at_all_is_drawn_as_nothing() -> None:
    assert columns([0, 0]) == [[NOTHING, NOTHING]]
    assert columns([]) == [[]]


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(1, 5))
def test_more_is_never_drawn_lower_and_something_never_as_nothing(
    numbers: list[int], height: int
) -> None:
    lines = columns(numbers, height)
    assert len(lines) == height
    drawn = heights(lines)
    assert [number > 0 for number in numbers] == [eighths > 0 for eighths in drawn]
    assert max(drawn) == (8 * height if any(numbers) else 0)
    pairs = sorted(zip(numbers, drawn, strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(pairs))


@pytest.mark.parametrize("height", [1, 3])
def test_the_bottom_line_says_where_nothing_is(height: int) -> None:
    assert columns([5, 0], height)[-1][1] == NOTHING
    assert all(line[1] == " " for line in columns([5, 0], height)[:-1])
