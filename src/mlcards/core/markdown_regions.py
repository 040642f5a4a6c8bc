"""Where in a Markdown text stands what is no running text: code, formulas, addresses.

It is no parser. Where a text could be read in two ways, as with `$5 and 6$` or lines that are
indented, the place is called verbatim: whoever adds marks of Markdown leaves it alone. It takes
time in proportion to the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from mlcards.core.formulas import CLOSING, DOLLARS, LONGEST_FORMULA, is_formula

LINE_START = re.compile(
    r"[ \t]*+(?:(?:>|(?:[-+*]|\d{1,9}[.)]|#{1,6})(?=[ \t]|\r?$))[ \t]*+)*+"
    r"(?:\[[ xX]\][ \t]++)?",
    re.MULTILINE,
)
"""What makes a line a quote, an entry of a list or a heading, and the box of a task."""

_FENCE = re.compile(r"`{3,}+(?=[^`\n]*$)|~{3,}+", re.MULTILINE)
_RULE = re.compile(r"[ \t\r\n]*| {0,3}[-=*_+>][-=*_+> \t\r\n]*")
_ROW = frozenset("|:- \t\r>")
_ENTRY = re.compile(r"[-+*\d]")
_DEEP = re.compile(r"[-+*>#.)](?: {5}| {0,4}\t)")
_INLINE = re.compile(r"\\[(\[]|\\.|`+|\$\$?|\]\(|<[A-Za-z][A-Za-z0-9+.-]{1,31}:", re.DOTALL)
_TICKS = re.compile(r"`+")
_TARGET = re.compile(
    r"\((?:<[^<>\n]{0,500}+>|[^\s()<>]{0,500}+(?:\([^\s()]{0,200}+\)[^\s()]{0,200}+){0,5})"
    r"(?:\s{1,9}(?:\"[^\"\n]{0,300}+\"|'[^'\n]{0,300}+'))?\s{0,9}\)"
)
_AUTOLINK = re.compile(r"<[^<> \t\r\n]{1,500}+>")


class Kind(Enum):
    """What a region is; `VERBATIM` is an address, or what could be more than one thing."""

    CODE = auto()
    FORMULA = auto()
    VERBATIM = auto()


class Region(NamedTuple):
    """A region with its delimiters; `inner` to `stop` is what stands between them.

    `block` says that it takes whole lines.
    """

    start: int
    inner: int
    stop: int
    end: int
    kind: Kind
    block: bool = False


def regions_of(text: str) -> list[Region]:
    """Return the regions of a text in order; none overlaps another."""
    return list(_Blocks(text).regions())


def region_around(regions: Sequence[Region], start: int, end: int) -> Kind | None:
    """Return the kind of the region that what stands from `start` to `end` is within.

    None outside of all; `VERBATIM` where it is partly within one.
    """
    for region in overlapping(regions, start, end):
        if region.inner <= start and end <= region.stop:
            return region.kind
        if not (start <= region.start and region.end <= end):
            return Kind.VERBATIM
    return None


def has_table(text: str) -> bool:
    """Whether a text has a table: a line of dashes and bars below one of as many cells."""
    if "|" not in text or "-" not in text:
        return False
    above = ""
    for line in text.split("\n"):
        if is_ruled(line) and _cells(line) == _cells(above):
            return True
        above = line
    return False


def is_ruled(line: str) -> bool:
    """Whether a line is one of dashes and bars, as below the head of a table."""
    return "-" in line and "|" in line and _ROW.issuperset(line)


def _cells(line: str) -> int:
    return line.strip(" \t\r>|").replace("\\|", "").count("|") + 1


def overlapping(regions: Sequence[Region], start: int, end: int) -> Sequence[Region]:
    """Return the regions that have a part between `start` and `end`, or these within them."""
    first = bisect_right(regions, start, key=lambda region: region.end)
    last = bisect_left(regions, end, key=lambda region: region.start)
    return regions[first:last]


class _Blocks:
    """One text on its way, line by line: blocks are found here, the inline regions in each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._start = self._end = 0
        """The paragraph, or what else is one run of inline text, that is being gathered."""
        self._quotes = 0
        self._blank = True
        self._in_list = False
        self._table = has_table(text)
        self._closings = _Closings(text)
        self._inline = _Inline(text)

    def regions(self) -> Iterator[Region]:
        text, position = self._text, 0
        while position < len(text):
            end = text.find("\n", position) + 1 or len(text)
            found = LINE_START.match(text, position, end)
            begin = found.end() if found else position
            region = self._block(position, begin)
            if region is not None:
                yield from self._paragraph()
                yield region
                end = max(end, region.end)
                self._start = self._end = end
                self._blank = True
            elif _RULE.fullmatch(text, position, end) and not self._is_below(position):
                yield from self._paragraph()
                self._start = self._end = end
                self._quotes, self._blank = 0, True
                if text[position] in "-+*_=":
                    self._in_list = text[position:end].strip() in {"-", "+", "*"}
            else:
                mark = text[position:begin]
                yield from self._line(mark, begin, end)
            position = end
        yield from self._paragraph()

    def _is_below(self, position: int) -> bool:
        """Whether a line that looks like a rule belongs to the text above it."""
        return self._text[position] == "=" and (self._quotes > 0 or self._in_list)

    def _line(self, mark: str, begin: int, end: int) -> Iterator[Region]:
        """Add a line to the paragraph, or begin another one with it."""
        quotes = mark.count(">")
        row = self._table and self._text.startswith("|", begin)
        empty = not self._text[begin:end].strip()
        goes_on = not (self._blank or self._in_list) and _goes_on(mark, empty=empty)
        listed = not goes_on and bool("#" in mark or _ENTRY.search(mark))
        if listed or row or (quotes > self._quotes and not goes_on):
            yield from self._paragraph()
            self._start = begin
        if self._blank or listed or quotes > self._quotes:
            self._quotes = quotes
        if listed and "#" not in mark:
            self._in_list = True
        elif self._blank and not mark:
            self._in_list = False
        self._end = end
        alone = listed and ("#" in mark or empty)
        if alone or row:
            yield from self._paragraph()
        self._blank = alone

    def _paragraph(self) -> Iterator[Region]:
        start, self._start = self._start, self._end
        if start < self._end:
            yield from self._inline.regions(start, self._end)

    # ------------------------------------------------------------------------- whole blocks

    def _block(self, position: int, begin: int) -> Region | None:
        """Return the region of the block that the line from `position` begins, if it does one.

        `begin` is where the line's text begins.
        """
        text = self._text
        indent = text[position:begin]
        if "#" not in indent and (fence := _FENCE.match(text, begin)):
            return self._fenced(indent, begin, fence.end())
        if self._is_indented(indent):
            end = text.find("\n", begin) + 1 or len(text)
            if text[position:end].strip():
                return Region(position, position, end, end, Kind.VERBATIM, block=True)
        elif "#" not in indent and text.startswith(("$$", "\\["), begin):
            return self._formula(indent, begin)
        return None

    def _is_indented(self, indent: str) -> bool:
        """Whether a line that begins so could be one of code."""
        if _DEEP.search(indent):
            return True
        if not self._blank or not indent.expandtabs(4).startswith("    "):
            return False
        return not (self._in_list and _ENTRY.search(indent))

    def _fenced(self, mark: str, begin: int, inner: int) -> Region:
        text = self._text
        sign, length = text[begin], inner - begin
        position = text.find("\n", inner) + 1 or len(text)
        while position < len(text):
            end = text.find("\n", position) + 1 or len(text)
            line = text[position:end].strip()
            out = not line.startswith(">") if ">" in mark else text[position] not in " \t\r\n"
            if mark.strip() and out:  # what the fence stands in has ended
                return Region(begin, inner, position, position, Kind.CODE, block=True)
            if ">" in mark:
                line = line.lstrip("> \t")
            if len(line) >= length and line == sign * len(line):
                return Region(begin, inner, position, end, Kind.CODE, block=True)
            position = end
        return Region(begin, inner, len(text), len(text), Kind.CODE, block=True)

    def _formula(self, mark: str, begin: int) -> Region | None:
        text = self._text
        stop = self._closings.find(text[begin : begin + 2], begin + 2)
        if stop < 0 or stop - begin > LONGEST_FORMULA + 2:
            return None
        end = text.find("\n", stop) + 1 or len(text)
        if text[stop + 2 : end].strip() or not text[begin + 2 : stop].strip():
            return None
        for line in text[begin : stop + 2].split("\n")[1:]:
            if ">" in mark:
                goes_on = line.lstrip().startswith(">")
            else:
                goes_on = bool(line.strip()) and (not mark.strip() or line[0] in " \t")
            if not goes_on:
                return None
        return Region(begin, begin + 2, stop, end, Kind.FORMULA, block=True)


def _goes_on(mark: str, *, empty: bool) -> bool:
    """Whether a paragraph goes on with a line that would begin another block elsewhere.

    `empty` says that nothing stands behind the mark.
    """
    entry = mark.strip()
    return (
        mark.expandtabs(4).startswith("    ")
        or (empty and entry[-1:] in {"-", "+", "*", ".", ")"})
        or (entry[:1].isdigit() and entry not in {"1.", "1)"})
    )


# ------------------------------------------------------------------------------ within a paragraph


class _Closings:
    """Finds what closes a formula; each search starts behind the last, so all take one walk."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, int] = {}

    def find(self, opening: str, start: int) -> int:
        """Return where what closes `opening` first stands from `start`; -1 for nowhere."""
        found = self._found.get(opening, 0)
        if 0 <= found < start:
            found = self._found[opening] = self._text.find(CLOSING[opening], start)
        return found


class _Inline:
    """Finds regions within paragraphs, which are given in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._closings = _Closings(text)

    def regions(self, start: int, end: int) -> Iterator[Region]:
        text, position = self._text, start
        ticks: dict[int, list[int]] | None = None
        while sign := _INLINE.search(text, position, end):
            at, position = sign.span()
            mark = sign[0]
            region = None
            if mark[0] == "`":
                if ticks is None:
                    ticks = _ticks(text, start, end)
                region = _code(at, position, ticks)
            elif mark in CLOSING or mark == "$":
                region = self._formula(mark, at, end)
                position -= region is None and mark == "$$"
            elif mark == "](":
                region = _verbatim(_TARGET.match(text, at + 1, end))
            elif mark[0] == "<":
                region = _verbatim(_AUTOLINK.match(text, at, end))
            if region is not None:
                yield region
                position = region.end

    def _formula(self, opening: str, at: int, end: int) -> Region | None:
        r"""Return the region of a formula; delimiters without signs of one are verbatim.

        The same rules as where formulas are drawn: `$5, we pay 10$` and `x\[0\]` are none.
        """
        text, inner = self._text, at + len(opening)
        if opening == "$":
            found = DOLLARS.match(text, at, end)
            stop = found.end(1) if found else -1
        else:
            stop = self._closings.find(opening, inner)
        behind = stop + len(opening)
        if stop < 0 or stop - inner > LONGEST_FORMULA or behind > end:
            return None
        source = text[inner:stop]
        if "`" in source or (opening == "$$" and not source.strip()):
            return None
        kind = Kind.FORMULA if is_formula(opening, source) else Kind.VERBATIM
        return Region(at, inner, stop, behind, kind)


def _ticks(text: str, start: int, end: int) -> dict[int, list[int]]:
    """Return where runs of backticks begin, by their length."""
    found: dict[int, list[int]] = {}
    for ticks in _TICKS.finditer(text, start, end):
        found.setdefault(len(ticks[0]), []).append(ticks.start())
    return found


def _code(at: int, inner: int, ticks: dict[int, list[int]]) -> Region | None:
    places = ticks.get(inner - at, [])
    following = bisect_left(places, inner)
    if following == len(places):
        return None
    stop = places[following]
    return Region(at, inner, stop, stop + inner - at, Kind.CODE)


def _verbatim(found: re.Match[str] | None) -> Region | None:
    if found is None:
        return None
    start, end = found.span()
    return Region(start, start + 1, end - 1, end, Kind.VERBATIM)
