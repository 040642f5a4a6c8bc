"""Timing two things in turn, and printing what came out."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, against what, and the goal for their ratio."""

    name: str
    measured: str
    baseline: str
    ratio: float
    goal: str


def seconds(call: Callable[[], object]) -> float:
    """Return how long `call` takes, wall clock."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def alternate(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """Return the medians of two measurements made in turn, after one unmeasured round."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def show_time(value: float) -> str:
    """Return a time in the unit that suits it."""
    if value < 1e-3:
        return f"{value * 1e6:.0f} µs"
    return f"{value * 1e3:.2f} ms" if value < 0.1 else f"{value:.2f} s"


def compared(name: str, ours: float, theirs: float, against: str, goal: str) -> Row:
    """Return the row of two times."""
    return Row(name, show_time(ours), f"{show_time(theirs)} {against}", ours / theirs, goal)


def print_rows(title: str, rows: list[Row]) -> None:
    """Print one group of figures."""
    print(f"\n{title}")
    for row in rows:
        print(
            f"  {row.name:<52} {row.measured:>10}  / {row.baseline:<38}"
            f" = {row.ratio:7.2f}   goal {row.goal}"
        )
