"""`mlcards due --short`, CPU time, against a bare script that counts with sqlite3."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.filling import NOW, fill
from benchmarks.measure import Row, alternate, compared

_BARE = (
    "import sqlite3, sys\n"
    "c = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)\n"
    "print(c.execute('SELECT count(*) FROM cards WHERE due_day <= 20000').fetchone()[0])\n"
)


def run(folder: Path) -> list[Row]:
    """Return the row."""
    home = folder / "prompt"
    database = fill(home, 1_000)
    environ = {**os.environ, "MLCARDS_HOME": str(home), "MLCARDS_NOW": NOW.isoformat()}
    command = Path(sys.executable).with_name("mlcards")
    ours, theirs = alternate(
        lambda: cpu([str(command), "due", "--short"], environ),
        lambda: cpu([sys.executable, "-c", _BARE, str(database)], environ),
        rounds=25,
    )
    return [compared("mlcards due --short, CPU", ours, theirs, "bare script", "≤ 1.7")]


def cpu(command: list[str], environ: dict[str, str]) -> float:
    """Return the CPU seconds that `command` took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environ, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
