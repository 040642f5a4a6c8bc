"""The study screen in a terminal: a flip, a rating to the next card; against a Static update."""

import statistics
import sys
from pathlib import Path

from benchmarks.filling import MARKER, NOW, fill
from benchmarks.measure import Row, show_time
from benchmarks.terminal import Terminal

_TIMES = 60
_WARM = 5
_PLAIN = """
from textual.app import App
from textual.widgets import Static
class Plain(App):
    number = 0
    def compose(self):
        yield Static("Plainmarker0")
    def key_x(self):
        self.number += 1
        word = "Oddmarker" if self.number % 2 else "Evenmarker"
        self.query_one(Static).update("\\n".join(f"{word} {n}" for n in range(8)))
Plain().run()
"""


def run(folder: Path) -> list[Row]:
    """Return the rows."""
    plain = _plain()
    flips, rates = _study(folder / "screen")
    late = sorted(rates)[int(len(rates) * 0.95)]
    rows = []
    for name, value, goal in (
        ("flip: key to answer painted", statistics.median(flips), "≤ 3"),
        ("rating key to next card painted, median", statistics.median(rates), "≤ 15 ms"),
        ("rating key to next card painted, 95th percentile", late, "< 50 ms"),
    ):
        rows.append(
            Row(name, show_time(value), f"{show_time(plain)} Static update", value / plain, goal)
        )
    return rows


def _plain() -> float:
    times = []
    with Terminal([sys.executable, "-c", _PLAIN], {}) as terminal:
        terminal.until("Plainmarker0")
        terminal.settle()
        for number in range(1, _TIMES):
            terminal.press("x")
            times.append(terminal.until("Oddmarker" if number % 2 else "Evenmarker"))
            terminal.settle()
    return statistics.median(times[_WARM:])


def _study(home: Path) -> tuple[list[float], list[float]]:
    fill(home, 2_000)
    (home / "config.toml").write_text("[study]\nnew_per_day = 9999\n")
    environ = {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOW.isoformat()}
    flips, rates = [], []
    with Terminal([sys.executable, "-m", "mlcards", "study"], environ) as terminal:
        terminal.until(MARKER)
        terminal.settle(1.5)
        for _ in range(_TIMES):
            terminal.press(" ")
            flips.append(terminal.until("squared"))
            terminal.settle()
            terminal.press("4")
            rates.append(terminal.until(MARKER))
            terminal.settle()
    return flips[_WARM:], rates[_WARM:]
