r"""Gaps as Anki takes them: it ends one at the first `}}`, whatever was opened within.

So braces that belong to what a gap hides are kept apart: by a space in a formula, where it means
nothing to LaTeX, and elsewhere by an element that shows nothing. Gaps of several numbers
(`{{c1,2::…}}`) stay one gap; Anki knows them from its version 25 on.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from mlcards.core.cloze import Span, gap_spans

_HIGHEST = 499
"""The highest number of a gap in Anki."""
_SIGN = re.compile(r"\{\{c([0-9,]+)::|\}\}")
_DOUBLED = re.compile(r"\}(?=\})")
_APART = "<span></span>"
_ELEMENT = re.compile(r"<[^<>]*>")
_BRACKET = re.compile(rf"\\[()\[\]](?!{_APART})")
_CLOSING = {"\\(": "\\)", "\\[": "\\]"}


def cloze_html(question: str, html: str) -> str | None:
    """Return the HTML of a cloze such that Anki finds the gaps of the note; None if it cannot.

    Args:
        question: of the note, in Markdown.
        html: what was made of it.
    """
    html = _kept_apart(html)
    spans = gap_spans(html)
    if any(not 0 < number <= _HIGHEST for span in spans for number in span.numbers):
        return None
    same = _signs(spans) == _signs(gap_spans(question)) and spans == _anki_spans(html)
    return html if same else None


def _kept_apart(html: str) -> str:
    """Return HTML in which no braces within a gap end it before its own do."""
    spans = gap_spans(html)
    own = {place for span in spans for place in (span.stop, span.stop + 1)}
    elements = [found.span() for found in _ELEMENT.finditer(html)]
    formulas = list(_formulas(html))
    pieces: list[str] = []
    done = 0
    for start, end in _outermost(spans):
        for brace in _DOUBLED.finditer(html, start, end):
            at = brace.start()
            if at in own:
                continue
            if _is_within(elements, at):  # where nothing may be put
                return html
            pieces += [html[done : at + 1], " " if _is_within(formulas, at) else _APART]
            done = at + 1
    return "".join((*pieces, html[done:]))


def _formulas(html: str) -> Iterator[tuple[int, int]]:
    """Yield where the formulas of HTML stand."""
    opening: re.Match[str] | None = None
    for bracket in _BRACKET.finditer(html):
        if opening is None:
            opening = bracket if bracket[0] in _CLOSING else None
        elif bracket[0] == _CLOSING[opening[0]]:
            yield opening.start(), bracket.end()
            opening = None


def _is_within(places: Sequence[tuple[int, int]], at: int) -> bool:
    nearest = bisect_right(places, at, key=lambda place: place[0]) - 1
    return nearest >= 0 and at + 1 < places[nearest][1]


def _outermost(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    behind = 0
    for span in spans:
        if span.start >= behind:
            behind = span.end
            yield span.inner, behind


def _signs(spans: Sequence[Span]) -> list[tuple[int, ...]]:
    """Return the numbers of each gap where it opens, and nothing where it ends."""
    signs: list[tuple[int, tuple[int, ...]]] = []
    for span in spans:
        signs += [(span.start, span.numbers), (span.end, ())]
    return [numbers for _place, numbers in sorted(signs)]


def _anki_spans(html: str) -> list[Span]:
    """Return where Anki finds the gaps of a text, in the order they open; -1 where one is open."""
    found: list[Span] = []
    opened: list[re.Match[str]] = []
    for sign in _SIGN.finditer(html):
        if sign[1]:
            opened.append(sign)
        elif opened:
            found.append(_anki_span(opened.pop(), *sign.span()))
    found += [_anki_span(opening, -1, -1) for opening in opened]
    return sorted(found)


def _anki_span(opening: re.Match[str], stop: int, end: int) -> Span:
    numbers = {int(number) for number in opening[1].split(",") if number}
    return Span(*opening.span(), stop, end, tuple(sorted(numbers)))
