"""Numbers as little columns of block characters."""

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
NOTHING = "·"
"""Stands where the number is 0: a lowest block would say that there is something."""


def columns(numbers: Sequence[int], height: int = 1) -> list[list[str]]:
    """Return a picture of `numbers`: its lines from the top, each with one character a number.

    The largest number fills the height; a number above 0 is never drawn as nothing.

    Args:
        numbers: 0 and more.
        height: lines; at least 1.
    """
    most = max(numbers, default=0)
    steps = [_steps(number, most, 8 * height) for number in numbers]
    lines = []
    for line in range(height):
        below = 8 * (height - 1 - line)
        lines.append([_EIGHTHS[min(max(step - below, 0), 8)] for step in steps])
    if lines:
        lines[-1] = [
            NOTHING if number <= 0 else block
            for number, block in zip(numbers, lines[-1], strict=True)
        ]
    return lines


def _steps(number: int, most: int, full: int) -> int:
    """Return how many eighths of a line a number is worth."""
    if number <= 0 or most <= 0:
        return 0
    return max(round(number * full / most), 1)
