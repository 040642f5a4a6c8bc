r"""Formulas in LaTeX notation as readable Unicode: `\frac{TP}{TP+FP}` becomes TP/(TP + FP).

Not typesetting: what has no sign in Unicode stays legible text (`e^(zᵢ)`), and a command nobody
knows stays as it was written. Nothing is run, and no text of a formula is lost.
"""

from functools import lru_cache

from mlcards.tui.maths.grid import Grid, beside
from mlcards.tui.maths.reader import Reader, UnreadableError

__all__ = ["MAX_LENGTH", "formula", "formula_lines"]

MAX_LENGTH = 2000
"""Characters of a formula that is still read."""


@lru_cache(maxsize=512)
def formula(source: str) -> str | None:
    """Return a formula on one line; None if it is too long, too deep or its braces do not match.

    `source` comes without its delimiters.
    """
    parts = _parts(source)
    if parts is None:
        return None
    flat = [part.flat() if isinstance(part, Grid) else part for part in parts]
    words = " ".join("; " if part == "\n" else part for part in flat).split()
    return " ".join(words).replace(" ; ", "; ") or None


@lru_cache(maxsize=128)
def formula_lines(source: str) -> tuple[str, ...] | None:
    """Return a formula with its cases and matrices row by row; None as for `formula`."""
    parts = _parts(source)
    if parts is None:
        return None
    lines: list[str] = []
    row: list[list[str]] = []
    for part in parts:
        if part == "\n":
            lines += beside(row)
            row = []
        else:
            row.append(part.lines() if isinstance(part, Grid) else [part])
    lines += beside(row)
    return tuple(line.rstrip() for line in lines) if any(map(str.strip, lines)) else None


def _parts(source: str) -> list[str | Grid] | None:
    """Return text, environments and line feeds of a formula in order; None if unreadable."""
    if len(source) > MAX_LENGTH:
        return None
    try:
        return Reader(source).whole()
    except UnreadableError:
        return None
