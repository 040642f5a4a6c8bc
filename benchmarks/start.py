"""From the command to the first card on the terminal, against a Textual hello world."""

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

from benchmarks.filling import MARKER, NOW, fill
from benchmarks.measure import Row, alternate, compared

_HELLO = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Hello(App):\n"
    "    def compose(self):\n"
    "        yield Static('Helloworldmarker')\n"
    "Hello().run()\n"
)
_TIMEOUT = 20.0


def run(folder: Path) -> list[Row]:
    """Return the rows for 10 and for 100,000 cards."""
    rows = []
    for size in (10, 100_000):
        home = folder / f"start-{size}"
        fill(home, size)
        environ = {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOW.isoformat()}
        ours, theirs = alternate(
            lambda environ=environ: painted(
                [sys.executable, "-m", "mlcards", "study"], MARKER, environ
            ),
            lambda: painted([sys.executable, "-c", _HELLO], "Helloworldmarker", {}),
            rounds=9,
        )
        rows.append(
            compared(f"first card painted, {size:,} cards", ours, theirs, "hello world", "≤ 1.15")
        )
    return rows


def painted(command: list[str], marker: str, environ: dict[str, str]) -> float:
    """Return seconds from starting `command` in a terminal until `marker` is written to it."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(environ, TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(command[0], command)
    seen = b""
    try:
        while marker.encode() not in seen:
            ready, _, _ = select.select([terminal], [], [], _TIMEOUT)
            if not ready:
                raise TimeoutError(f"{command} painted no {marker} in {_TIMEOUT} s")
            seen = seen[-4096:] + os.read(terminal, 65536)
        return time.perf_counter() - begin
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
