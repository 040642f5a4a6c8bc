"""Making parts of a Markdown text bold without changing how anything else of it is read.

CommonMark decides by the characters around `**` whether it is a mark at all, pairs it with others
in the paragraph, and never beyond the end of one. What cannot be made bold for sure stays as it
is: bold helps to find the place, stars that are shown would be in the way.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from unicodedata import category

from mlcards.core.markdown_regions import LINE_START, Region, is_ruled, overlapping, regions_of

_MARK = "**"
_RULE = re.compile(r"[-=:|+*_> \t\r]*")
"""A line of nothing but these may be a rule, or what makes the lines above it a table."""
_ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
_LOOSE = re.compile(r"[*`]|~~|(?<!\w)_|_(?!\w)")
"""What could be a mark of Markdown, and pair with one elsewhere."""
_STARS = re.compile(
    r"(?:(?<!\S)|(?<![\w*])(?=\*{1,2}\w))(\*{1,2})(?=[^\s*])[^*\n]*+(?<=\S)\1"
    r"(?:(?!\S)|(?<=\w\*)(?![\w*])|(?<=\w\*\*)(?![\w*]))"
    r"|\*+|\\."
)
"""Text between stars that are a pair for certain; else stars that could be anything."""
_BLANK = re.compile(r"\n[ \t\r]*+\n")
_BRACKETS = re.compile(r"[\[\]]")


def emphasised(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return `text` with these places bold, where that is safe.

    A place of several lines is made bold line by line, so a list stays one.

    Args:
        text: Markdown.
        places: start and end of each, in order, none overlapping another.
    """
    page = _Page(text)
    pieces: list[str] = []
    done = 0
    for start, end in _merged(places):
        for first, last in page.lines(start, end):
            if page.is_safe(first, last):
                pieces += [text[done:first], _MARK, text[first:last], _MARK]
                done = last
    return "".join([*pieces, text[done:]])


def _merged(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the places, those that touch as one: marks next to marks would be others."""
    merged: tuple[int, int] | None = None
    for start, end in places:
        if merged is not None and merged[1] == start:
            merged = (merged[0], end)
            continue
        if merged is not None:
            yield merged
        merged = (start, end)
    if merged is not None:
        yield merged


class _Page:
    """A text, and what has to be known of it as a whole."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._regions = regions_of(text)
        self._stars = self._open_stars() if "*" in text else ([], [])
        self._dollars = text.count("$")
        self._table = any(map(is_ruled, text.split("\n")))

    def lines(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of a place that lie on one line each, marks of blocks left out."""
        text = self._text
        position = text.rfind("\n", 0, start) + 1
        while position < end:
            stop = text.find("\n", position)
            stop = len(text) if stop < 0 else stop
            first, last = max(start, position), min(end, stop)
            if _RULE.fullmatch(text, position, stop) is None:
                mark = LINE_START.match(text, position, stop)
                first = max(first, mark.end() if mark else first)
                part = text[first:last]
                if written := part.strip():
                    first += part.index(written)
                    yield first, first + len(written)
            position = stop + 1

    def _open_stars(self) -> tuple[list[int], list[int]]:
        """Return where stars stand that could pair with marks behind them, and up to where.

        The second number is the furthest of those up to there.
        """
        text = _without(self._text, 0, len(self._text), self._regions, same_length=True)
        blanks = [found.start() for found in _BLANK.finditer(text)]
        starts: list[int] = []
        ends: list[int] = []
        for stars in _STARS.finditer(text):
            start, end = stars.span()
            if stars[0][0] == "\\":
                continue
            if not stars[1]:
                following = bisect_left(blanks, end)
                end = blanks[following] if following < len(blanks) else len(text)
            starts.append(start)
            ends.append(max(end, ends[-1] if ends else 0))
        return starts, ends

    def _are_stars_open(self, position: int) -> bool:
        """Whether marks at `position` could pair with stars before them."""
        starts, ends = self._stars
        index = bisect_left(starts, position) - 1
        return index >= 0 and ends[index] > position

    def is_safe(self, start: int, end: int) -> bool:
        """Whether marks around what stands there do what they should and nothing else."""
        text = self._text
        before, after = text[start - 1 : start], text[end : end + 1]
        regions = overlapping(self._regions, start, end)
        if any(region.block or region.start < start or region.end > end for region in regions):
            return False
        inside = _ESCAPE.sub(".", _without(text, start, end, regions))
        if _LOOSE.search(inside) or not _is_balanced(inside) or "\r" in inside:
            return False
        # A bar may make a table of what seems to be none yet.
        if ("$" in inside and self._dollars > 1) or ("|" in text[start:end] and self._table):
            return False
        if not _do_not_clash(before, text[start], inside[-1], after):
            return False
        opens, closes = _is_mark(before, text[start]), _is_mark(after, inside[-1])
        if None in {opens, closes}:
            return False
        return (opens and closes) or not self._are_stars_open(start)


def _do_not_clash(before: str, first: str, last: str, after: str) -> bool:
    r"""Whether marks between these characters take nothing away from what stands around them.

    `last` is a full stop for a region or an escaped character.
    """
    if before in {"*", "_", "~", "\\", "&", "$"} or after in {"*", "_", "~", "$"}:
        return False
    if last == "\\" or (last == "]" and after == "("):
        return False
    return f"{before}{first}" not in {"![", "]("} and f"{last}{after}" != "!["


def _is_mark(outside: str, inside: str) -> bool | None:
    """Whether stars between these characters are a mark (CommonMark 6.2).

    False where they could be one of both sides, which pairs with whatever stands before; None
    where they could be none.
    """
    if not outside or outside in " \t\n\f\r" or category(outside) == "Zs":
        return True
    if _is_punctuation(outside):
        return category(inside)[0] in "LN"
    return False if category(inside)[0] in "LN" else None


def _without(
    text: str, start: int, end: int, regions: Sequence[Region], *, same_length: bool = False
) -> str:
    """Return a part of the text with a full stop for each region, or one for each character."""
    pieces: list[str] = []
    for region in regions:
        pieces += [
            text[start : region.start],
            "." * (region.end - region.start if same_length else 1),
        ]
        start = region.end
    return "".join([*pieces, text[start:end]])


def _is_balanced(text: str) -> bool:
    """Whether every bracket has its other half."""
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return False
    return depth == 0


def _is_punctuation(char: str) -> bool:
    return category(char)[0] == "P" or (char.isascii() and category(char)[0] == "S")
