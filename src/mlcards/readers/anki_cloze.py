"""Gaps in the text of an Anki note: `{{c1::hidden::hint}}`, one in another, of several numbers.

A note of mlcards has gaps that stand side by side with one number each. A text that has others
becomes one note for each number instead, with its two sides written out.
"""

import re
from collections.abc import Sequence
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
        numbers: of all gaps, sorted, each once.
        plain: whether each gap has one number and no gap is in another.
    """

    parts: Sequence[str | Gap]
    numbers: tuple[int, ...]
    plain: bool


def read_gaps(text: str) -> ClozeText:
    """Return the gaps of a text as Anki sees them; whatever is none stays text."""
    top: list[str | Gap] = []
    open_gaps: list[Gap] = []
    seen: set[int] = set()
    plain = True
    position = 0
    for mark in _MARK.finditer(text):
        numbers = _numbers(mark[1]) if mark[1] else ()
        if mark[1] and not numbers:
            continue
        _add(text[position : mark.start()], open_gaps, top)
        position = mark.end()
        if mark[1]:
            if len(open_gaps) < _DEEPEST:
                plain = plain and not open_gaps and len(numbers) == 1
                open_gaps.append(Gap(numbers))
                seen.update(numbers)
        elif open_gaps:
            gap = open_gaps.pop()
            (open_gaps[-1].inside if open_gaps else top).append(gap)
        else:
            top.append("}}")
    _add(text[position:], open_gaps, top)
    while open_gaps:  # never closed: no gap, but its text stays
        gap = open_gaps.pop()
        plain = False
        (open_gaps[-1].inside if open_gaps else top).extend(gap.inside)
    return ClozeText(top, tuple(sorted(_closed(top, seen))), plain)


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


def _closed(parts: Sequence[str | Gap], seen: set[int]) -> set[int]:
    """Return those numbers of `seen` that closed gaps have."""
    found: set[int] = set()
    left = [part for part in parts if isinstance(part, Gap)]
    while left and found != seen:
        gap = left.pop()
        found.update(gap.numbers)
        left += [part for part in gap.inside if isinstance(part, Gap)]
    return found


def _numbers(written: str) -> tuple[int, ...]:
    found = {int(number) for number in written.split(",") if 0 < len(number) < 6}
    return tuple(sorted(number for number in found if 0 < number <= _HIGHEST))
