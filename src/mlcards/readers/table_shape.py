"""Rows and cells of a table in a text file (RFC 4180), and what stands between the cells.

The cells are cut here rather than by the csv module: that one takes an unclosed quote for a cell
as long as the rest of the file, or refuses the blank after a closing quote, which spreadsheets
write; and its bounds hold for the whole process.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlcards.readers.gathering import Report

LARGEST_CELL = 1024 * 1024
"""Characters of one cell."""
MOST_COLUMNS = 200
"""Cells of one row."""
MOST_CELLS = 2_000_000
"""Cells of a table."""
DELIMITERS = "\t;|,"
"""What is tried where nobody says what stands between the cells, best first."""

_SAMPLE = 64 * 1024
"""Characters from which the delimiter is told."""
_SAMPLE_ROWS = 500
_LONGEST_SPACED = 5000
_MOST_TRIES = 1000
_LINE = re.compile(r"[^\r\n]*+")
_BREAK = re.compile(r"\r\n?|\n")
_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon", "|": "a pipe", " ": "a space"}


class Fault(NamedTuple):
    """What breaks the rules of quoting in a row.

    Attributes:
        line: where.
        message: what is wrong.
        unclosed: whether a quote took all the rest of the file.
        harmless: whether no other row can be lost by it.
    """

    line: int
    message: str
    unclosed: bool = False
    harmless: bool = False


class Row(NamedTuple):
    """A row and the line on which it starts, from 1."""

    line: int
    cells: list[str]
    fault: Fault | None = None


def read_rows(text: str, delimiter: str, report: Report, first_line: int = 1) -> list[Row]:
    r"""Return the rows of a table that are not empty, line breaks within cells as they stand.

    Args:
        text: the table.
        delimiter: one character, no quote and no line break.
        report: where rows that break the rules are told; they are left out.
        first_line: the number of the text's first line in its file.

    Raises:
        EnoughError: a bound was met, or there were too many problems.
    """
    rows: list[Row] = []
    cells = 0
    for row in _Scanner(text, delimiter, first_line).rows():
        cells += len(row.cells)
        if len(row.cells) > MOST_COLUMNS:
            raise report.refuse(
                row.line,
                f"this row has more than {MOST_COLUMNS} cells; is "
                f"{shown_delimiter(delimiter)} what stands between them?",
                "too-large",
            )
        if cells > MOST_CELLS:
            raise report.refuse(
                row.line, f"the table has more than {MOST_CELLS:,} cells; split it", "too-large"
            )
        if max(map(len, row.cells)) > LARGEST_CELL:
            report.error(
                row.line,
                f"a cell of this row is longer than {LARGEST_CELL:,} characters; a quote that is "
                "never closed may be why",
                "too-large",
            )
            continue
        if row.fault and not row.fault.harmless:
            report.error(row.fault.line, row.fault.message, "quote")
            continue
        if row.fault:
            report.warn(row.fault.line, row.fault.message, "quote")
        rows.append(row)
    return rows


def guess_delimiter(text: str, choices: str = DELIMITERS) -> str | None:
    """Return what most likely stands between the cells, or None where nothing seems to.

    Each candidate is tried on the start of the text; the one that cuts most rows into the same
    number of cells (two or more) wins. What leaves half of the rows whole does not stand between
    cells but within sentences.

    Args:
        text: the table, without what may stand above it.
        choices: candidates of one character, best first.
    """
    sample = _sample(text)
    best, found = 0.0, None
    for delimiter in choices:
        if delimiter not in sample:
            continue
        widths = _widths(sample, delimiter)
        if widths[1] * 2 >= widths.total():
            continue
        alike = max((count for width, count in widths.items() if width > 1), default=0)
        score = round(alike / max(widths.total(), 1), 1)
        if alike and (found is None or score > best):
            best, found = score, delimiter
    return found


def usual_width(rows: Sequence[Row]) -> int:
    """Return the number of columns most rows have, trailing empty cells left out.

    Of equally common numbers it is the larger one.
    """
    counts: Counter[int] = Counter()
    for row in rows:
        width = len(row.cells)
        while width > 1 and not row.cells[width - 1].strip():
            width -= 1
        counts[width] += 1
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def shown_delimiter(delimiter: str) -> str:
    """Return a delimiter as a sentence names it."""
    return _NAMES.get(delimiter, f'"{delimiter}"')


class _Scanner:
    """Cuts a text into rows in time proportional to its length; empty lines are left out."""

    def __init__(self, text: str, delimiter: str, line: int = 1) -> None:
        blank = " " if delimiter == "\t" else "\t" if delimiter == " " else " \t"
        self._text = text
        self._delimiter = delimiter
        self._line = line
        self._position = 0
        quoted = rf'"((?:[^"]++|"")*+)"[{blank}]*+'
        after = re.escape(delimiter)
        self._quoted = re.compile(quoted)
        self._rest = re.compile(rf"[^{after}\r\n]*+")
        self._cell = re.compile(rf'(?:{quoted}|((?!")[^{after}\r\n]*+))({after}|(?=[\r\n])|\Z)')
        """A cell that keeps the rules, with the delimiter after it."""
        self._blanks = re.compile(rf'[{blank}]++(?=")')
        self._cell_in_quotes = re.compile(
            rf'"(?:[^"\r\n]|""){{0,{_LONGEST_SPACED}}}+"[{blank}]*+(?:{after}|[\r\n]|\Z)'
        )
        self._tries = _MOST_TRIES

    def rows(self) -> Iterator[Row]:
        """Yield the rows."""
        text, end = self._text, len(self._text)
        while self._position < end:
            start = self._line
            whole = _LINE.match(text, self._position)
            if whole and '"' not in whole[0]:  # most rows by far
                row = Row(start, whole[0].split(self._delimiter, MOST_COLUMNS))
                self._position = whole.end()
            else:
                row = self._row()
            end_of_line = _BREAK.match(text, self._position)
            if end_of_line:
                self._position = end_of_line.end()
                self._line += 1
            if len(row.cells) > 1 or row.cells[0] or row.fault:
                yield row

    def _row(self) -> Row:
        """Return a row that has a quote in it."""
        start = self._line
        cells: list[str] = []
        fault: Fault | None = None
        while len(cells) <= MOST_COLUMNS:
            if self._text.startswith((" ", "\t"), self._position):
                self._skip_blanks()
            found = self._cell.match(self._text, self._position)
            if found is None:
                cell, broken = self._broken_cell()
                cells.append(cell)
                fault = fault or broken
                if not self._text.startswith(self._delimiter, self._position):
                    break
                self._position += 1
                continue
            quoted, plain, after = found.groups()
            if quoted is None:
                cells.append(plain)
            else:
                self._line += _breaks(quoted)
                cells.append(quoted.replace('""', '"'))
            self._position = found.end()
            if not after:
                break
        return Row(start, cells, fault)

    def _skip_blanks(self) -> None:
        """Pass the blanks that people put between a delimiter and a cell in quotes.

        Where the quotes are not those of a cell, they are text; a file full of such is left alone.
        """
        blanks = self._blanks.match(self._text, self._position) if self._tries else None
        if blanks is None:
            return
        if self._cell_in_quotes.match(self._text, blanks.end()):
            self._position = blanks.end()
        else:
            self._tries -= 1

    def _broken_cell(self) -> tuple[str, Fault]:
        """Return a cell whose quote is not closed, or that goes on after it."""
        opened = self._line
        found = self._quoted.match(self._text, self._position)
        if found is None:
            rest = self._text[self._position + 1 :]
            self._position = len(self._text)
            return rest.replace('""', '"'), _unclosed(opened, lost=self._delimiter in rest)
        self._line += _breaks(found[1])
        too_much = self._rest.match(self._text, found.end())
        self._position = too_much.end() if too_much else found.end()
        return found[1].replace('""', '"'), _continued(opened, self._line, self._delimiter)


def _unclosed(line: int, *, lost: bool) -> Fault:
    """Return the fault of a quote that is never closed; `lost` is whether cells follow it."""
    if lost:
        message = "the quote that opens here is never closed, so the rest cannot be read"
        return Fault(line, message, unclosed=True)
    message = "the quote that opens here is never closed; its cell ends with the file"
    return Fault(line, message, unclosed=True, harmless=True)


def _continued(opened: int, line: int, delimiter: str) -> Fault:
    where = f" that opened in line {opened}" if line > opened else ""
    return Fault(
        line,
        f"after the end of a cell in quotes{where} there must be {shown_delimiter(delimiter)} or "
        "the end of the line; a quote within such a cell is written twice",
    )


def _breaks(text: str) -> int:
    if "\r" in text:
        return text.count("\n") + text.count("\r") - text.count("\r\n")
    return text.count("\n")


def _sample(text: str) -> str:
    """Return the start of `text`, cut at the end of a line."""
    if len(text) <= _SAMPLE:
        return text
    end = text.rfind("\n", 0, _SAMPLE)
    return text[: end + 1] if end > 0 else text[:_SAMPLE]


def _widths(sample: str, delimiter: str) -> Counter[int]:
    """Return how many rows have how many cells; those that break the rules have none."""
    widths: Counter[int] = Counter()
    for row in _Scanner(sample, delimiter).rows():
        if row.fault is None or row.fault.unclosed:  # the sample may be cut within quotes
            widths[len(row.cells)] += 1
        else:
            widths[0] += 1
        if widths.total() >= _SAMPLE_ROWS:
            break
    return widths
