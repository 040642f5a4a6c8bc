"""Spreading reviews: one seeded factor moves all four intervals, within bounds, in order.

Two cards learned together should not stay together for ever, so an interval is moved a little.
The ranges are FSRS's own (15 % of the part from 2.5 to 7 days, 10 % to 20, 5 % beyond, and a
day). Unlike fsrs's dice ours are seeded by card and repetition, so looking again never changes
what a button promises, and within the range the least loaded day is taken.
"""

import hashlib
from collections.abc import Mapping

_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, float("inf"), 0.05))
_SHORTEST = 2.5
"""Intervals (days) below this are left as they are."""


def seed_of(card_id: int, reps: int) -> float:
    """Return a number in [0, 1) that is always the same for a card and its repetition."""
    digest = hashlib.blake2b(f"{card_id}:{reps}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def fuzz_range(interval: int, longest: int) -> tuple[int, int]:
    """Return the shortest and the longest interval (days) that `interval` may become.

    Both are at least 1 and at most `longest`.
    """
    if interval < _SHORTEST:
        return interval, interval
    delta = 1.0 + sum(
        factor * max(min(interval, end) - start, 0.0) for start, end, factor in _RANGES
    )
    low = max(2, round(interval - delta))
    high = min(round(interval + delta), longest)
    return min(low, high), high


def choose(low: int, high: int, seed: float, load: Mapping[int, int]) -> int:
    """Return an interval in [low, high]: the least loaded, the seed deciding between equals.

    Args:
        low: shortest interval, days.
        high: longest interval, days.
        seed: in [0, 1), from `seed_of`.
        load: cards already due that many days from today; missing means none.
    """
    least = min(load.get(days, 0) for days in range(low, high + 1))
    best = [days for days in range(low, high + 1) if load.get(days, 0) == least]
    return best[int(seed * len(best))]
