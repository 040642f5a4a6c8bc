"""Importing 50,000 notes from an Anki package, a table and a YAML deck: time and peak memory.

Each import runs in a process of its own, so that its peak is its own; what is timed is reading,
planning and writing into an empty collection, the process' start left out. CPU time, of all
threads: what else the machine does would count otherwise, for an import is too long to be measured
in alternation. Anki's back end takes the same package and the same table.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Row, show_time

if TYPE_CHECKING:
    from collections.abc import Callable

NOTES = 50_000
_CHILD = "benchmarks.importing_child"


def run(folder: Path) -> list[Row]:
    """Return the rows."""
    table = folder / "cards.csv"
    table.write_text(
        "question,answer,tags\n"
        + "".join(
            f'"What does metric {n} measure, and <b>when</b> is it misleading?",'
            f'"The share of predicted positives that are right, in case {n}.",metrics formula\n'
            for n in range(NOTES)
        )
    )
    package = folder / "cards.apkg"
    anki_table = _child("anki-csv", table, package)
    anki_package = _child("anki-apkg", package)
    deck = folder / "deck.yaml"
    deck.write_text(_deck("The share of predicted positives."))
    loader = _child("load-yaml", deck)
    rows: list[Row] = []
    for title, path, baseline, against, goals in (
        ("apkg", package, anki_package, "Anki", ("≤ 1.5", "≤ 0.6")),
        ("CSV", table, anki_table, "Anki", ("≤ 0.3", "")),
        ("YAML", deck, loader, "CSafeLoader", ("≤ 0.4 read", "")),
    ):
        ours = _child("mlcards", path, folder / f"home-{title}")
        rows += _rows(f"import {title}, {NOTES:,} notes", ours, baseline, against, goals)
        again = _child("mlcards", path, folder / f"home-{title}")
        rows.append(
            Row(
                f"the same {title} again",
                show_time(again["seconds"]),
                f"{show_time(ours['seconds'])} the first time",
                again["seconds"] / ours["seconds"],
                "≤ 0.03",
            )
        )
    deck.write_text(_deck("The share of predicted positives that are right."))
    changed = _child("mlcards", deck, folder / "home-YAML")
    rows.append(
        Row(
            "the same YAML, every answer edited",
            show_time(changed["seconds"]),
            f"{show_time(ours['seconds'])} the first time",
            changed["seconds"] / ours["seconds"],
            "–",
        )
    )
    return rows


def _deck(answer: str) -> str:
    return "deck: Large\ncards:\n" + "".join(
        f"  - id: card-{n}\n"
        f'    question: "What does metric {n} measure, and when is it misleading?"\n'
        f"    answer: |\n      {answer}\n      Case {n}.\n"
        "    tags: [metrics, formula]\n"
        for n in range(NOTES)
    )


def _rows(
    name: str,
    ours: dict[str, float],
    theirs: dict[str, float],
    against: str,
    goals: tuple[str, str],
) -> list[Row]:
    show: dict[str, Callable[[float], str]] = {
        "seconds": show_time,
        "peak_mb": lambda value: f"{value:.0f} MB",
    }
    return [
        Row(
            f"{name}: {what}",
            show[figure](ours[figure]),
            f"{show[figure](theirs[figure])} {against}",
            ours[figure] / theirs[figure],
            goal or "–",
        )
        for (what, figure), goal in zip(
            (("time", "seconds"), ("peak memory", "peak_mb")), goals, strict=True
        )
    ]


def _child(*arguments: object) -> dict[str, float]:
    words = [sys.executable, "-m", _CHILD, *map(str, arguments)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
