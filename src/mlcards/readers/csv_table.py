r"""Reads tables: CSV, TSV, or cells with any other single character between them.

Quoting is that of RFC 4180, read strictly, save that blanks may stand before a cell in quotes. A
header names the columns (`table_columns` says how), and titles may stand above it; without one the
columns are question, answer, notes and tags. Lists in a cell (key points, sources …) stand one to
a line, or as JSON. A first line `sep=;`, which Excel knows, names the delimiter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, Problem, ReadResult
from mlcards.core.text import one_line, plural
from mlcards.readers.decoding import decode, head_text
from mlcards.readers.gathering import (
    Decks,
    EnoughError,
    Report,
    clean_title,
    file_title,
    read_within,
)
from mlcards.readers.markup import check_html_size, seems_html
from mlcards.readers.options import TableOptions, TablePreview
from mlcards.readers.table_columns import DECK, FIELDS, RowReader, fields_by_name, fields_by_place
from mlcards.readers.table_shape import (
    DELIMITERS,
    Row,
    guess_delimiter,
    read_rows,
    shown_delimiter,
    usual_width,
)

PREVIEW_ROWS = 20
"""Rows of a `TablePreview`."""
DELIMITER_NAMES = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "space": " ",
    "\\t": "\t",
}
"""Delimiters that may be named instead of written."""

_PREVIEWED = 256 * 1024
_EXCEL_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n|$)")
_OWN_COLUMNS = (DECK, "id", "type")
_LONGEST_HEADER = 4096
_MOST_ABOVE = 10
"""Rows that may stand above the one that names the columns."""
_BREAK = re.compile(r"\r\n?|\n")
_TEXT_FIELDS = {"question", "answer", "notes", "hint", "text"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a table is read."""

    delimiter: str
    header: Row | None
    fields: tuple[str, ...]
    html: bool
    rows: Sequence[Row]

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(len(self.fields), len(self.header.cells) if self.header else 0)


def looks_like(name: str, head: bytes) -> bool:
    """Whether a file is a table beyond doubt: its header is known, or one sign cuts it evenly."""
    if name.lower().endswith((".md", ".markdown")):
        return False
    text = head_text(head)
    if _naming_delimiter(text):
        return True
    lines = [line for line in text.split("\n") if line.strip()]
    return any(_cuts_evenly(lines, sign) for sign in "\t;|")


def _cuts_evenly(lines: Sequence[str], sign: str) -> bool:
    """Whether a sign cuts all lines alike, as it hardly does in prose; code often ends with one.

    Two texts with a tab between may as well be copied out of Quizlet, save that it has no quotes.
    """
    if len({line.count(sign) for line in lines}) != 1 or sign not in lines[0]:
        return False
    if sign == "\t":
        return lines[0].count(sign) > 1 or any('\t"' in f"\t{line}" for line in lines)
    return len(lines) > 1 and all(all(map(str.strip, line.split(sign))) for line in lines)


def read_table(data: bytes, source: str, options: TableOptions | None = None) -> ReadResult:
    """Return the deck of a table, or its decks where a column names them.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it; the deck is called like it.
        options: what a person chose.

    Raises:
        UsageError: an option is none.
    """
    chosen = _checked(options or TableOptions())
    return read_within(
        data,
        source,
        lambda text, report: _read(text, report, chosen),
        chosen=chosen if chosen != TableOptions() else None,
    )


def sniff_table(data: bytes, options: TableOptions | None = None) -> TablePreview:
    """Return how a table would be read, from its first quarter of a megabyte.

    Raises:
        UsageError: an option is none.
    """
    chosen = _checked(options or TableOptions())
    report = Report("")
    decoded = decode(data)
    if decoded.text is None:
        report.problems.append(Problem("", decoded.line, decoded.trouble, code=decoded.code))
        return TablePreview(problems=report.sorted())
    text = decoded.text
    cut = len(text) > _PREVIEWED
    if cut:
        text = text[: text.rfind("\n", 0, _PREVIEWED) + 1] or text[:_PREVIEWED]
    try:
        shape = _shape(text, report, chosen)
    except EnoughError:
        return TablePreview(chosen.delimiter, problems=report.sorted())
    if cut and report.problems and report.problems[-1].code == "quote":
        report.problems.pop()  # the part may end within quotes
    names = shape.header.cells if shape.header else []
    width = max(len(names), len(shape.fields))
    return TablePreview(
        shape.delimiter,
        shape.header is not None,
        tuple(
            names[index].strip() if index < len(names) else f"Column {index + 1}"
            for index in range(width)
        ),
        (*shape.fields, *[""] * (width - len(shape.fields))),
        tuple(tuple(row.cells) for row in shape.rows[:PREVIEW_ROWS]),
        shape.html,
        report.sorted(),
    )


def _checked(options: TableOptions) -> TableOptions:
    """Return options with the delimiter as a character."""
    unknown = [name for name in options.columns or () if name and name not in FIELDS]
    if unknown:
        raise UsageError(
            f'A column cannot be "{one_line(unknown[0], 40)}".', f"Known are {', '.join(FIELDS)}."
        )
    if options.delimiter is None:
        return options
    delimiter = DELIMITER_NAMES.get(options.delimiter.strip().lower(), options.delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise UsageError(
            f'"{one_line(options.delimiter, 20)}" cannot stand between cells.',
            f"It is one character, or one of {', '.join(DELIMITER_NAMES)}.",
        )
    return TableOptions(delimiter, options.header, options.columns, options.html)


def _read(text: str, report: Report, options: TableOptions) -> tuple[ForeignDeck, ...]:
    shape = _shape(text, report, options)
    if shape.html:
        check_html_size(text, report)
    if shape.html and options.html is None:
        report.warn(None, "the texts are HTML; they were turned into Markdown", "html")
    if shape.header is not None:
        _say_unused(shape.header, shape.fields, shape.rows, report)
    title = file_title(report.source)
    decks = Decks(report)
    reader = RowReader(shape.fields, report, html=shape.html)
    width = shape.width
    for row in shape.rows:
        cells = row.cells if len(row.cells) <= width else _whole(row, shape, report)
        deck, note = reader.note(cells, row.line)
        if note is not None:
            decks.add((deck and clean_title(deck)) or title, note)
    return decks.made()


def _shape(text: str, report: Report, options: TableOptions) -> _Shape:
    """Return how the table is read: as was chosen, else as it looks."""
    excel = _EXCEL_LINE.match(text)
    first_line = 1
    if excel:
        text, first_line = text[excel.end() :], 2
    delimiter = (
        options.delimiter
        or (excel[1] if excel else None)
        or _naming_delimiter(text)
        or _unused_delimiter(text)
        or guess_delimiter(text)
    )
    if not text.strip():
        raise report.refuse(None, "the table is empty", "empty")
    if delimiter is None or delimiter in '"\r\n':
        raise report.refuse(
            None,
            "nothing stands between question and answer (a comma, semicolon, tab or pipe is "
            "looked for); name the delimiter",
            "delimiter",
        )
    rows = read_rows(text, delimiter, report, first_line)
    if not rows:
        raise report.refuse(None, "the table is empty", "empty")
    if _is_review_log(rows[0].cells):
        raise report.refuse(
            rows[0].line, "these are reviews, not cards; they cannot be imported here", "reviews"
        )
    rows = rows if options.header is False else _without_heading(rows, report)
    named = fields_by_name(rows[0].cells)
    header = options.header if options.header is not None else named is not None
    body = rows[1:] if header else rows
    fields = options.columns
    if fields is None and header and named is not None:
        fields = named
    if fields is None:
        width = usual_width(body[:1000])
        fields = fields_by_place([row.cells for row in body[:1000]], width)
    if not {"question", "text"} & set(fields):
        raise report.refuse(
            rows[0].line,
            f"no column is the question; cells are cut at {shown_delimiter(delimiter)}, so name "
            "another delimiter or say what the columns are",
            "columns",
        )
    html = options.html
    if html is None:
        html = not _is_own(rows[0]) and seems_html(row.cells for row in body)
    return _Shape(delimiter, rows[0] if header else None, fields, html, body)


def _naming_delimiter(text: str) -> str | None:
    """Return what cuts one of the first lines into names of columns; None where nothing does.

    Texts of many lines may hold tables themselves, which look more even than the cells around.
    """
    lines = [line for line in _BREAK.split(text[:_LONGEST_HEADER]) if line.strip()]
    for sign in DELIMITERS:
        for line in lines[: _MOST_ABOVE + 1]:
            cells = line.replace('"', "").split(sign)
            if len(cells) > 1 and fields_by_name(cells):
                return sign
            if not _stands_above(cells):
                break
    return None


def _unused_delimiter(text: str) -> str | None:
    """Return what cuts nothing, for a table whose first line names its only column; else None."""
    first = _BREAK.split(text[:_LONGEST_HEADER].lstrip(), maxsplit=1)[0]
    if not fields_by_name([first.replace('"', "")]):
        return None
    return next((sign for sign in DELIMITERS if sign not in text), None)


def _without_heading(rows: list[Row], report: Report) -> list[Row]:
    """Return the rows from the one that names the columns on, if only titles stand above it."""
    for index, row in enumerate(rows[: _MOST_ABOVE + 1]):
        if fields_by_name(row.cells):
            for above in rows[:index]:
                shown = one_line(" ".join(above.cells).strip(), 40)
                if shown:
                    report.warn(
                        above.line, f'"{shown}" stands above the header and is left out', "title"
                    )
            return rows[index:]
        if not _stands_above(row.cells):
            break
    return rows


def _stands_above(cells: Sequence[str]) -> bool:
    """Whether a row is a title or a comment, as people write above a table."""
    return cells[0].startswith("#") or sum(map(bool, map(str.strip, cells))) <= 1


def _is_own(first: Row) -> bool:
    """Whether a table is one that mlcards wrote, whose texts are Markdown."""
    return tuple(first.cells[: len(_OWN_COLUMNS)]) == _OWN_COLUMNS


def _is_review_log(names: Sequence[str]) -> bool:
    plain = {name.strip().lower() for name in names}
    return "card_id" in plain and bool({"rating", "review_rating"} & plain)


def _whole(row: Row, shape: _Shape, report: Report) -> Sequence[str]:
    """Return a row's cells, no more than there are columns.

    A row with more has its delimiter in a text that is not in quotes: where that can only be the
    last column's text, it is put together again.
    """
    width = shape.width
    cells = row.cells
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) <= width:
        return cells
    if width == len(shape.fields) and shape.fields[-1] in _TEXT_FIELDS:
        report.warn(
            row.line,
            f"this row has {plural(len(cells), 'cell')} instead of {width}; what stands in those "
            "too many was added to the last one",
            "ragged",
        )
        return [*cells[: width - 1], shape.delimiter.join(cells[width - 1 :])]
    report.error(
        row.line,
        f"this row has {plural(len(cells), 'cell')} instead of {width}; put a text that holds "
        f"{shown_delimiter(shape.delimiter)} in quotes",
        "ragged",
    )
    return cells


def _is_used(rows: Sequence[Row], index: int) -> bool:
    return any(len(row.cells) > index and row.cells[index].strip() for row in rows)


def _say_unused(header: Row, fields: Sequence[str], rows: Sequence[Row], report: Report) -> None:
    unused = [
        name.strip() or f"column {index + 1}"
        for index, name in enumerate(header.cells)
        if (index >= len(fields) or not fields[index]) and (name.strip() or _is_used(rows, index))
    ]
    if unused:
        names = ", ".join(f'"{one_line(name, 30)}"' for name in unused[:10])
        report.warn(
            header.line,
            f"{plural(len(unused), 'column')} left out: {names}; rename what should come along",
            "column",
        )
