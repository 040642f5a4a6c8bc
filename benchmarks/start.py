"""From the command to the first card, and to Home, against a Textual hello world."""

import sys
from pathlib import Path

from benchmarks.filling import MARKER, NOW, fill
from benchmarks.measure import Row, alternate, compared
from benchmarks.terminal import Terminal

HELLO = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Hello(App):\n"
    "    def compose(self):\n"
    "        yield Static('Helloworldmarker')\n"
    "Hello().run()\n"
)


def run(folder: Path) -> list[Row]:
    """Return the rows for 10 and for 100,000 cards."""
    rows = []
    for size in (10, 100_000):
        home = folder / f"start-{size}"
        fill(home, size)
        environ = {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOW.isoformat()}
        for what, words, marker in (("first card", ["study"], MARKER), ("Home", [], "Topic 00")):
            ours, theirs = alternate(
                lambda words=words, marker=marker, environ=environ: painted(
                    [sys.executable, "-m", "mlcards", *words], marker, environ
                ),
                lambda: painted([sys.executable, "-c", HELLO], "Helloworldmarker", {}),
                rounds=9,
            )
            name = f"{what} painted, {size:,} cards"
            rows.append(compared(name, ours, theirs, "hello world", "≤ 1.15"))
    return rows


def painted(command: list[str], marker: str, environ: dict[str, str]) -> float:
    """Return seconds from starting `command` in a terminal until `marker` is written to it."""
    with Terminal(command, environ) as terminal:
        return terminal.until(marker)
