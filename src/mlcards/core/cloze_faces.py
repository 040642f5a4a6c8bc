"""The two sides of a cloze's card: its gaps as `[…]`, or filled and bold.

What a gap looks like depends on where it stands: within code nothing but the brackets would be
right, within a formula they have to be a part of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlcards.core.cloze import Gap, read_cloze
from mlcards.core.markdown_emphasis import emphasised
from mlcards.core.markdown_regions import Kind, region_around, regions_of

_NO_HINT = "…"
_WORDS = re.compile(r"\\(?:text[a-z]{0,10}|mbox|hbox)\s{0,5}\{([^{}]*+)\}")
"""Words in a formula."""
_NO_WORDS = re.compile(r"[\\{}$`^_&%#~\n]+")
"""What may not stand among them."""


class ClozeFace(NamedTuple):
    """Both sides as Markdown, and what is hidden as it is written."""

    question: str
    answer: str
    expected: str


class _Run(NamedTuple):
    """A stretch of the filled text; `hint` is None outside the gaps that are asked."""

    text: str
    hint: str | None = None


def cloze_face(text: str, number: int) -> ClozeFace:
    """Return the faces of the card that asks for the gaps of this number.

    A gap in a gap that is asked shows nothing of its own; several hidden texts are joined by
    commas.
    """
    runs = list(_runs(read_cloze(text), number))
    filled = "".join(run.text for run in runs)
    asked = _asked(runs)
    return ClozeFace(
        _question(filled, runs),
        emphasised(filled, asked),
        ", ".join(filled[start:end] for start, end in asked),
    )


def _runs(parts: Sequence[str | Gap], number: int) -> Iterator[_Run]:
    for part in parts:
        if isinstance(part, str):
            yield _Run(part)
        elif number in part.numbers:
            yield _Run("".join(run.text for run in _runs(part.inside, -1)), part.hint)
        else:
            yield from _runs(part.inside, number)


def _asked(runs: Sequence[_Run]) -> list[tuple[int, int]]:
    """Return where the gaps that are asked stand in the text of all runs."""
    places: list[tuple[int, int]] = []
    position = 0
    for run in runs:
        if run.hint is not None:
            places.append((position, position + len(run.text)))
        position += len(run.text)
    return places


def _question(filled: str, runs: Sequence[_Run]) -> str:
    """Return the runs with `[…]` for each gap; `filled` tells which of them is code."""
    regions = regions_of(filled)
    words = [found.span(1) for found in _WORDS.finditer(filled)]
    pieces: list[_Run] = []
    position = 0
    for run in runs:
        start, position = position, position + len(run.text)
        if run.hint is None:
            pieces.append(run)
            continue
        kind = region_around(regions, start, position)
        if kind is Kind.FORMULA:
            pieces.append(_Run(_in_formula(run.hint, worded=_is_in(words, start))))
        elif kind is not None:
            pieces.append(_Run(f"[{run.hint or _NO_HINT}]"))
        else:
            # A bracket behind which a parenthesis opens would be a link.
            close = "\\]" if filled[position : position + 1] == "(" else "]"
            pieces.append(_Run(f"[{run.hint or _NO_HINT}{close}", ""))
    return emphasised("".join(piece.text for piece in pieces), _asked(pieces))


def _is_in(spans: Sequence[tuple[int, int]], position: int) -> bool:
    found = bisect_right(spans, position, key=lambda span: span[0])
    return found > 0 and position <= spans[found - 1][1]


def _in_formula(hint: str, *, worded: bool) -> str:
    r"""Return a gap as a part of a formula; `worded` where it stands within `\text{…}`.

    A group of its own, so that it is one argument, and never an option, of a command before it.
    """
    plain = " ".join(_NO_WORDS.sub(" ", hint).split())
    if worded:
        return f"[{plain or _NO_HINT}]"
    if "\\" in hint and _is_group(hint):
        return f"{{[{hint}]}}"
    return f"{{[\\text{{{plain}}}]}}" if plain else "{[\\ldots]}"


def _is_group(hint: str) -> bool:
    """Whether a hint can stand in a formula as it is."""
    if "$" in hint or "`" in hint or "\n" in hint or hint.endswith("\\"):
        return False
    depth = 0
    for sign in re.findall(r"\\.|[{}]", hint):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0
