"""From blocks to lines of a given width.

What draws code and tables is imported when there are some: a first card seldom has any.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from mlcards.tui.markdown import styles
from mlcards.tui.markdown.reading import length_of
from mlcards.tui.markdown.styles import PLAIN, Line, Run, mix
from mlcards.tui.markdown.tree import (
    Block,
    Break,
    Code,
    Formula,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Table,
)
from mlcards.tui.markdown.wrap import width_of, wrap

MAX_LINES = 300
MAX_BLOCKS = 200
MAX_CELLS = 200
MAX_COLOURED = 4000
"""Characters of code in a text that get colours: a lexer can be made to take quadratic time."""

_NARROW = 10
"""Cells that must be left for text where something is indented."""
_BULLETS = ("•", "◦", "‣")
_BAR = "│ "

Lines: TypeAlias = list[Line]


class Budget:
    """How much may still be drawn, and how many characters were left out for it."""

    def __init__(
        self,
        *,
        blocks: int = MAX_BLOCKS,
        cells: int = MAX_CELLS,
        lines: int = MAX_LINES,
        hidden: int = 0,
    ) -> None:
        self.blocks = blocks
        self.cells = cells
        self.lines = lines
        self.coloured = MAX_COLOURED
        self.hidden = hidden

    @classmethod
    def unlimited(cls) -> "Budget":
        """Return a budget that nothing exceeds."""
        return cls(blocks=1 << 60, cells=1 << 60, lines=1 << 60)


def draw(blocks: Sequence[Block], width: int, budget: Budget) -> Lines:
    """Return `blocks` as lines of at most `width` cells and at most `budget.lines` of them."""
    lines = _draw_all(blocks, width, budget)
    for line in lines[budget.lines :]:
        written = "".join(text for text, style in line if style != styles.FRAME)
        budget.hidden += len(written.strip())
    return lines[: budget.lines]


def _draw_all(
    blocks: Sequence[Block], width: int, budget: Budget, *, depth: int = 0, tight: bool = False
) -> Lines:
    lines: Lines = []
    for block in blocks:
        if budget.blocks <= 0:
            budget.hidden += length_of([block])
            continue
        drawn = _draw_one(block, width, budget, depth)
        if lines and drawn and not tight:
            lines.append([])
        lines += drawn
    return lines


def _draw_one(block: Block, width: int, budget: Budget, depth: int) -> Lines:
    match block:
        case Quote(blocks):
            return _inside(
                _BAR, _BAR, styles.FRAME, width, lambda room: _draw_all(blocks, room, budget)
            )
        case Listing():
            return _draw_list(block, width, budget, depth)
        case _:
            budget.blocks -= 1
            return _draw_leaf(block, width, budget)


def _draw_leaf(block: Block, width: int, budget: Budget) -> Lines:
    match block:
        case Paragraph(runs):
            return wrap(runs, width)
        case Heading(level, runs):
            style = styles.HEADINGS[min(level, len(styles.HEADINGS)) - 1]
            return wrap([(text, mix(style, over)) for text, over in runs], width)
        case Code(text, language):
            kept, hidden = _first_lines(text, budget.lines)
            budget.hidden += hidden
            budget.coloured -= len(kept)
            from mlcards.tui.markdown.code import draw_code

            return draw_code(kept, language, width, coloured=budget.coloured >= 0)
        case Formula():
            return _draw_formula(block, width)
        case Table():
            from mlcards.tui.markdown.tables import draw_table

            return draw_table(_first_rows(block, budget), width)
        case Break():
            return [[("─" * width, styles.FRAME)]]
        case _:
            return []


def _first_lines(text: str, count: int) -> tuple[str, int]:
    """Return the first `count` lines and how many characters the others have."""
    lines = text.split("\n", count) if count < len(text) else [text]
    if len(lines) <= count:
        return text, 0
    return "\n".join(lines[:count]), len(lines[count])


def _first_rows(table: Table, budget: Budget) -> Table:
    """Return the rows whose cells the budget allows, and charge it; the head always is."""
    columns = max(len(table.aligned), 1)
    count = max(budget.cells // columns, 1)
    kept = Table(table.rows[:count], table.aligned)
    budget.cells -= columns * len(kept.rows)
    budget.hidden += length_of([table]) - length_of([kept])
    return kept


def _draw_list(listing: Listing, width: int, budget: Budget, depth: int) -> Lines:
    digits = 0
    if listing.start is not None:
        digits = len(str(listing.start + max(len(listing.items) - 1, 0)))
    lines: Lines = []
    for position, item in enumerate(listing.items):
        if budget.blocks <= 0:
            budget.hidden += length_of(item.blocks)
            continue
        marker = _marker(listing, item, position, digits, depth)
        drawn = _draw_item(item, marker, width, budget, depth, listing.tight)
        if lines and drawn and not listing.tight:
            lines.append([])
        lines += drawn
    return lines


def _marker(listing: Listing, item: Item, position: int, digits: int, depth: int) -> str:
    task = "" if item.done is None else "[x] " if item.done else "[ ] "
    if listing.start is not None:
        return f"{listing.start + position}. ".rjust(digits + 2) + task
    return task or f"{_BULLETS[min(depth, len(_BULLETS) - 1)]} "


def _draw_item(
    item: Item,
    marker: str,
    width: int,
    budget: Budget,
    depth: int,
    tight: bool,  # noqa: FBT001
) -> Lines:
    return _inside(
        marker,
        " " * len(marker),
        styles.MARKER,
        width,
        lambda room: _draw_all(item.blocks, room, budget, depth=depth + 1, tight=tight),
    )


def _inside(first: str, rest: str, style: str, width: int, inner: Callable[[int], Lines]) -> Lines:
    """Return inner lines behind a prefix, or below it where it would leave them no room."""
    room = width - len(first)
    if room < _NARROW:
        alone: Line = [(first.strip(), style)]
        return wrap(alone, width) + inner(width)
    lines = inner(room) or [[]]
    return [
        [(prefix if line else prefix.rstrip(), style), *line]
        for prefix, line in zip([first] + [rest] * (len(lines) - 1), lines, strict=True)
    ]


def _draw_formula(block: Formula, width: int) -> Lines:
    # Imported with the first formula: most cards have none.
    from mlcards.tui import maths

    indent = 2 if width >= _NARROW else 0
    rows = maths.formula_lines(block.source)
    if rows is None:
        return wrap([(block.written, PLAIN)], width)
    lines: Lines = [[(" " * indent + row, PLAIN)] if row else [] for row in rows]
    if all(width_of(line) <= width for line in lines):
        return lines
    flat: Run = (maths.formula(block.source) or block.written, PLAIN)
    return wrap([flat], width)
