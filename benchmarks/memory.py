"""Memory at the first card and after 500 flips, against a Textual hello world."""

import sys
from pathlib import Path

from benchmarks.filling import MARKER, NOW, fill
from benchmarks.measure import Row
from benchmarks.start import HELLO
from benchmarks.terminal import Terminal

_FLIPS = 500


def run(folder: Path) -> list[Row]:
    """Return the rows; sizes are of the whole process, in MB."""
    home = folder / "memory"
    fill(home, 4_000)
    (home / "config.toml").write_text("[study]\nnew_per_day = 9999\n")
    environ = {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOW.isoformat()}
    with Terminal([sys.executable, "-c", HELLO], {}) as terminal:
        terminal.until("Helloworldmarker")
        hello = terminal.memory()
    with Terminal([sys.executable, "-m", "mlcards", "study"], environ) as terminal:
        terminal.until(MARKER)
        first = terminal.memory()
        terminal.settle()
        for number in range(_FLIPS):
            terminal.press(" ")
            terminal.until("squared")
            terminal.press("4")
            terminal.until(MARKER)
            if number == 20:
                early = terminal.memory()
        late = terminal.memory()
    figures = (
        ("memory at the first card", first, hello, "hello world", "≤ 1.3"),
        ("memory, all loaded", early, hello, "hello world", "≤ 2.2"),
        ("memory after 500 flips", late, early, "after 20 flips", "flat"),
    )
    return [
        Row(name, f"{ours:.0f} MB", f"{theirs:.0f} MB {against}", ours / theirs, goal)
        for name, ours, theirs, against, goal in figures
    ]
