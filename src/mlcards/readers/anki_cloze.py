"""Gaps in the text of an Anki note: `{{c1::hidden::hint}}`, one in another, of several numbers.

A note of mlcards has the same gaps, but for a few that hardly anybody writes: more than three in
one another, not closed, or with braces in them that open no gap. A text with such ones becomes a
note for each number instead, with its two sides written out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_MARK = re.compile(r"\{\{c([0-9,]{1,60})::|\}\}")
_DEEPEST = 10
"""Gaps in one another; Anki's own bound."""
_HIGHEST = 499


@dataclass(slots=True)
class Gap:
    """A gap: its numbers, what it hides (texts and gaps), and its hint."""

    numbers: tuple[int, ...]
    inside: "list[str | Gap]" = field(default_factory=list)
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ClozeText:
    """A text with gaps.

    Attributes:
        parts: texts and gaps, in order.
        numbers: those of each gap, in the order they open.
        whole: whether every gap is closed.
    """

    parts: Sequence[str | Gap]
    numbers: tuple[int, ...]
    whole: bool


def read_gaps(text: str) -> ClozeText:
    """Return the gaps of a text as Anki sees them; whatever is none stays text."""
    top: list[str | Gap] = []
    open_gaps: list[Gap] = []
    whole = True
    position = 0
    for mark in _MARK.finditer(text):
        numbers = _numbers(mark[1]) if mark[1] else ()
        if mark[1] and not numbers:
            continue
        _add(text[position : mark.start()], open_gaps, top)
        position = mark.end()
        if mark[1]:
            if len(open_gaps) < _DEEPEST:
                open_gaps.append(Gap(numbers))
            else:
                whole = False
        elif open_gaps:
            gap = open_gaps.pop()
            (open_gaps[-1].inside if open_gaps else top).append(gap)
        else:
            top.append("}}")
    _add(text[position:], open_gaps, top)
    while open_gaps:  # never closed: no gap, but its text stays
        gap = open_gaps.pop()
        whole = False
        (open_gaps[-1].inside if open_gaps else top).extend(gap.inside)
    return ClozeText(top, tuple(_numbers_in(top)), whole)


def written_out(cloze: ClozeText, number: int, *, revealed: bool) -> str:
    """Return the HTML of one side of the card `number`.

    Args:
        cloze: what `read_gaps` returned.
        number: of the gaps that are asked.
        revealed: whether they show what they hide.
    """
    return "".join(_written(part, number, revealed=revealed) for part in cloze.parts)


def without_gaps(cloze: ClozeText) -> str:
    """Return the HTML with every gap filled and nothing to show where they were."""
    return written_out(cloze, 0, revealed=True)


def _written(part: str | Gap, number: int, *, revealed: bool) -> str:
    if isinstance(part, str):
        return part
    if number in part.numbers and not revealed:
        return f"<b>[{part.hint or '…'}]</b>"
    inside = "".join(_written(inner, number, revealed=revealed) for inner in part.inside)
    return f"<b>{inside}</b>" if number in part.numbers else inside


def _add(text: str, open_gaps: Sequence[Gap], top: list[str | Gap]) -> None:
    if not text:
        return
    if not open_gaps:
        top.append(text)
        return
    gap = open_gaps[-1]
    if not text.startswith("image-occlusion:"):
        text, colons, hint = text.partition("::")
        if colons:
            gap.hint = hint
    gap.inside.append(text)


def _numbers_in(parts: Sequence[str | Gap]) -> Iterator[int]:
    for part in parts:
        if isinstance(part, Gap):
            yield from part.numbers
            yield from _numbers_in(part.inside)


def _numbers(written: str) -> tuple[int, ...]:
    found = {int(number) for number in written.split(",") if 0 < len(number) < 6}
    return tuple(sorted(number for number in found if 0 < number <= _HIGHEST))
