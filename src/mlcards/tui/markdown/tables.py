"""Tables: boxes with columns that share the width, or one record a row where it is too narrow."""

from collections.abc import Sequence

from mlcards.tui.markdown import styles
from mlcards.tui.markdown.styles import PLAIN, Line, Run, mix
from mlcards.tui.markdown.tree import Runs, Table
from mlcards.tui.markdown.wrap import padded, width_of, wrap

_LONGEST_WORD = 12
"""Words up to this length are not broken to make a column fit."""
_NARROW = 16


def draw_table(table: Table, width: int) -> list[Line]:
    """Return a table as lines of at most `width` cells."""
    columns = len(table.aligned)
    if not columns or not table.rows:
        return []
    rows = [
        [row[column] if column < len(row) else () for column in range(columns)]
        for row in table.rows
    ]
    rows[0] = [tuple((text, mix(styles.STRONG, style)) for text, style in cell) for cell in rows[0]]
    widths = _shares(rows, width - 3 * columns - 1)
    if widths is None:
        return _records(rows, width)
    return _box(rows, widths, table.aligned)


def _shares(rows: Sequence[Sequence[Runs]], room: int) -> list[int] | None:
    """Return the width of each column; None if words would have to be broken."""
    columns = range(len(rows[0]))
    wanted = [max(1, *(width_of(row[column]) for row in rows)) for column in columns]
    if sum(wanted) <= room:
        return wanted
    least = [max(1, *(_longest_word(row[column]) for row in rows)) for column in columns]
    spare = room - sum(least)
    if spare < 0:
        return None
    return _grown(least, wanted, spare)


def _grown(widths: list[int], wanted: Sequence[int], spare: int) -> list[int]:
    """Return `widths` with `spare` cells handed out, each to the column with most lines then."""
    widths = list(widths)
    for _ in range(spare):
        fullest = max(range(len(widths)), key=lambda column: wanted[column] / widths[column])
        widths[fullest] += widths[fullest] < wanted[fullest]
    return widths


def _longest_word(cell: Runs) -> int:
    words = "".join(text for text, _ in cell).split()
    return max((min(width_of([(word, PLAIN)]), _LONGEST_WORD) for word in words), default=1)


def _box(
    rows: Sequence[Sequence[Runs]], widths: Sequence[int], aligned: Sequence[str]
) -> list[Line]:
    drawn = [
        [wrap(cell, width) or [[]] for cell, width in zip(row, widths, strict=True)] for row in rows
    ]
    # Rows of several lines would run into each other without a line between them.
    ruled = any(len(cell) > 1 for row in drawn[1:] for cell in row)
    lines = [_rule(widths, "┌┬┐")]
    for index, row in enumerate(drawn):
        if index == 1 or (index > 1 and ruled):
            lines.append(_rule(widths, "├┼┤"))
        lines += _row(row, widths, aligned)
    lines.append(_rule(widths, "└┴┘"))
    return lines


def _rule(widths: Sequence[int], corners: str) -> Line:
    line = corners[1].join("─" * (width + 2) for width in widths)
    return [(corners[0] + line + corners[2], styles.FRAME)]


def _row(
    cells: Sequence[Sequence[Line]], widths: Sequence[int], aligned: Sequence[str]
) -> list[Line]:
    lines: list[Line] = []
    bar: Run = ("│", styles.FRAME)
    for index in range(max(map(len, cells))):
        line: Line = [bar]
        for cell, width, align in zip(cells, widths, aligned, strict=True):
            part = cell[index] if index < len(cell) else []
            line += [(" ", PLAIN), *padded(part, width, align=align), (" ", PLAIN), bar]
        lines.append(line)
    return lines


def _records(rows: Sequence[Sequence[Runs]], width: int) -> list[Line]:
    """Return each row as its first cell and, below it, the other cells behind their headings."""
    head, *body = rows
    if not body:
        return [line for cell in head for line in wrap(cell, width)]
    indent = 2 if width >= _NARROW else 0
    lines: list[Line] = []
    for row in body:
        if lines:
            lines.append([])
        for column, cell in enumerate(row):
            label = [*head[column], (": ", styles.STRONG)] if width_of(head[column]) else []
            drawn = wrap([*label, *cell], width - indent)
            for index, line in enumerate(drawn):
                mark = indent if column or index else 0
                lines.append([(" " * mark, PLAIN), *line] if mark else line)
    return lines
