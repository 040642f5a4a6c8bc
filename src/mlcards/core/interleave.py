"""Mixing lists so that topics and new cards are spread instead of coming in a block."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def round_robin(lists: Sequence[Sequence[T]]) -> list[T]:
    """Return one of each list in turn, each list's own order kept, as evenly as they last."""
    placed = [
        ((index + 0.5) / len(items), turn, item)
        for turn, items in enumerate(lists)
        for index, item in enumerate(items)
    ]
    placed.sort(key=lambda place: place[:2])
    return [item for _place, _turn, item in placed]


def share(available: Sequence[int], limit: int) -> list[int]:
    """Return how many of `limit` each of several stocks gives, as equally as they can.

    Earlier stocks give the one more where it does not divide.
    """
    given = [0] * len(available)
    left = min(limit, sum(available))
    while left > 0:
        open_stocks = [n for n, stock in enumerate(available) if given[n] < stock]
        each = max(left // len(open_stocks), 1)
        for n in open_stocks:
            step = min(each, available[n] - given[n], left)
            given[n] += step
            left -= step
    return given
