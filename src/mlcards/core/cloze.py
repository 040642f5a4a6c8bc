r"""Gaps in the text of a cloze: `{{c1::hidden::hint}}`, in one another, of several numbers.

As in Anki, the first `::` directly in a gap begins its hint, and a gap ends at the next `}}`.
Unlike there, that is not so where these braces belong to some opened within the gap: of
`{{c1::\frac{1}{2}}}` the whole fraction is hidden. Where they do not match, the next `}}` it is.
A gap that is not closed, or has `{{` in it that opens no gap, is text.
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


class Span(NamedTuple):
    """Where a gap stands in its text: `inner` to `stop` is what it hides, with its hint.

    Attributes:
        start: of its opening.
        inner: where that ends.
        stop: where the two braces that end it stand.
        end: behind these.
        numbers: as in `Gap`.
    """

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
    return _parts(text, deque(gap_spans(text)), 0, len(text))


def gap_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a cloze text's gaps, in the order they open; empty if it has none.

    A gap of several numbers gives them all.
    """
    return tuple(number for span in gap_spans(text) for number in span.numbers)


def gap_spans(text: str) -> list[Span]:
    """Return where the gaps of a text stand, in the order they open."""
    found: list[Span] = []
    if "{{c" not in text:
        return found
    opened: list[_Open] = []
    position = 0
    while sign := _SIGN.search(text, position):
        position = sign.end()
        if sign[1]:
            del opened[: len(opened) - DEEPEST + 1]
            opened.append(_Open(sign))
        elif sign[2]:
            opened.clear()
        elif opened and sign[0] == "{":
            opened[-1].braces += 1
        elif opened:
            position = _close(text, opened, sign, found)
    found.sort()
    return found


def _close(text: str, opened: list[_Open], sign: re.Match[str], found: list[Span]) -> int:
    """Close as many gaps as closing braces do; return where to read on."""
    start, end = sign.span()
    while opened and end - start >= 2:
        gap = opened.pop()
        own = min(gap.braces, end - start - 2)
        if own < gap.braces and (later := _balanced_end(text, start, gap.braces)):
            stop, end = later
        else:
            stop = start + own
        start = stop + 2
        found.append(Span(gap.start, gap.inner, stop, start, gap.numbers))
    if opened:
        opened[-1].braces = max(0, opened[-1].braces - (end - start))
    return end


def _balanced_end(text: str, start: int, braces: int) -> tuple[int, int] | None:
    """Return where a gap ends if all its own braces are closed before, and those that end it do.

    It is looked for up to the next gap only, so that no text is walked through often.

    Args:
        text: of the cloze.
        start: of the first closing braces.
        braces: that are open there.
    """
    for sign in _SIGN.finditer(text, start):
        count = len(sign[0])
        if sign[1] or sign[2]:
            return None
        if sign[0] == "{":
            braces += 1
        elif braces >= count:
            braces -= count
        else:
            return (sign.start() + braces, sign.end()) if count - braces >= 2 else None
    return None


def _parts(text: str, spans: deque[Span], start: int, end: int) -> tuple[str | Gap, ...]:
    """Return what stands from `start` to `end`, taking the gaps there off `spans`."""
    parts: list[str | Gap] = []
    while spans and spans[0].start < end:
        span = spans.popleft()
        parts += [text[start : span.start], _gap(text, spans, span)]
        start = span.end
    return (*parts, text[start:end])


def _gap(text: str, spans: deque[Span], span: Span) -> Gap:
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
