r"""Gaps in the text of a cloze: `{{c1::hidden::hint}}`, in one another, of several numbers.

As in Anki, the first `::` directly in a gap begins its hint, and a gap ends at the next `}}`;
but of three braces or more it keeps those that its own opening braces need, so that
`{{c1::\frac{1}{2}}}` hides the whole fraction. A gap that is not closed, or has `{{` in it that
opens no gap, is text.
"""

import re
from collections import deque
from typing import NamedTuple

DEEPEST = 3
"""Gaps in one another; of more, the outermost are text."""

_SIGN = re.compile(
    r"\{\{c(\d{1,3}(?:,\d{1,3}){0,19})::"
    r"|(\{)(?=\{(?!\{c\d{1,3}(?:,\d{1,3}){0,19}::))"
    r"|\{|\}+"
)
"""An opening (its numbers), the first of two braces that open nothing, or other braces."""


class Gap(NamedTuple):
    """A gap.

    Attributes:
        numbers: sorted, each once; the gap is hidden on the cards of all of them.
        inside: what it hides: texts and gaps, in order.
        hint: shown in its place; may be empty.
    """

    numbers: tuple[int, ...]
    inside: "tuple[str | Gap, ...]"
    hint: str


class _Span(NamedTuple):
    """Where a gap stands: its opening, its inside, its end."""

    start: int
    inner: int
    stop: int
    end: int
    numbers: tuple[int, ...]


class _Open:
    """A gap that is not closed yet; `braces` of its own are open."""

    __slots__ = ("braces", "inner", "numbers", "start")

    def __init__(self, sign: re.Match[str]) -> None:
        self.start, self.inner = sign.span()
        self.numbers = tuple(sorted(set(map(int, sign[1].split(",")))))
        self.braces = 0


def read_cloze(text: str) -> tuple[str | Gap, ...]:
    """Return the texts and gaps of a cloze, in order; texts may be empty."""
    return _parts(text, deque(_spans(text)), 0, len(text))


def gap_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a cloze text's gaps, in the order they open; empty if it has none.

    A gap of several numbers gives them all.
    """
    return tuple(number for span in _spans(text) for number in span.numbers)


def _spans(text: str) -> list[_Span]:
    """Return where the gaps of a text stand, in the order they open."""
    found: list[_Span] = []
    if "{{c" not in text:
        return found
    opened: list[_Open] = []
    for sign in _SIGN.finditer(text):
        if sign[1]:
            del opened[: len(opened) - DEEPEST + 1]
            opened.append(_Open(sign))
        elif sign[2]:
            opened.clear()
        elif opened and sign[0] == "{":
            opened[-1].braces += 1
        elif opened:
            _close(opened, *sign.span(), found)
    found.sort()
    return found


def _close(opened: list[_Open], start: int, end: int, found: list[_Span]) -> None:
    """Close as many gaps as the closing braces from `start` to `end` do."""
    while opened and end - start >= 2:
        gap = opened.pop()
        stop = start + min(gap.braces, end - start - 2)
        found.append(_Span(gap.start, gap.inner, stop, start := stop + 2, gap.numbers))
    if opened:
        opened[-1].braces = max(0, opened[-1].braces - (end - start))


def _parts(text: str, spans: deque[_Span], start: int, end: int) -> tuple[str | Gap, ...]:
    """Return what stands from `start` to `end`, taking the gaps there off `spans`."""
    parts: list[str | Gap] = []
    while spans and spans[0].start < end:
        span = spans.popleft()
        parts += [text[start : span.start], _gap(text, spans, span)]
        start = span.end
    return (*parts, text[start:end])


def _gap(text: str, spans: deque[_Span], span: _Span) -> Gap:
    inside: list[str | Gap] = []
    hint = ""
    for part in _parts(text, spans, span.inner, span.stop):
        if isinstance(part, Gap):
            inside.append(part)
            continue
        hidden, colons, behind = part.partition("::")
        inside.append(hidden)
        hint = behind if colons else hint
    return Gap(span.numbers, tuple(inside), hint)
