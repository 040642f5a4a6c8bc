"""Prints every figure, or those of the groups named: `python -m benchmarks start rating`."""

import platform
import sys
import tempfile
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import print_rows

GROUPS = {
    "start": "Start",
    "prompt": "Prompt",
    "rating": "Rating",
    "screen": "Study screen",
    "queue": "Queue and counts",
    "yaml_parse": "Reading",
    "importing": "Import of 50,000 notes",
    "memory": "Memory",
}


def main() -> None:
    """Run the groups one after the other, each in one process with its baseline."""
    chosen = sys.argv[1:] or list(GROUPS)
    print(
        f"Python {platform.python_version()}, Textual {version('textual')}, "
        f"SQLAlchemy {version('sqlalchemy')}, fsrs {version('fsrs')}"
    )
    with tempfile.TemporaryDirectory(prefix="mlcards-bench-") as folder:
        for name in chosen:
            print_rows(GROUPS[name], import_module(f"benchmarks.{name}").run(Path(folder)))


if __name__ == "__main__":
    main()
