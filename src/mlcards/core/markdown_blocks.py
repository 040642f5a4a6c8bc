"""Blocks of Markdown: paragraphs, lists, quotes and tables, each as lines and as one line.

The one line is for the cell of a table, which takes no line breaks.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mlcards.core.markdown_text import Run, code_block, code_span, paragraph, table

MOST_COLUMNS = 30
"""A table with more columns is no table, but lines."""
_ORDERED = "ol"
_LISTS = frozenset({"ul", "ol"})


class Block(NamedTuple):
    """A finished block.

    Attributes:
        kind: "paragraph", "heading", "code", "rule", "quote", "table", "ul" or "ol".
        lines: of Markdown.
        inline: the same on one line; None where that cannot be.
    """

    kind: str
    lines: list[str]
    inline: str | None


RULE = Block("rule", ["***"], "")


def paragraph_block(lines: Sequence[Sequence[Run]], heading: int = 0) -> Block:
    """Return lines of runs as a paragraph, or as a heading of that level (1–6)."""
    written = paragraph(lines)
    if heading:
        text = " ".join(line.strip() for line in written)
        return Block("heading", [f"{'#' * heading} {text}"], text)
    return Block("paragraph", written, " / ".join(line.strip() for line in written))


def code(text: str, language: str = "") -> Block:
    """Return `text` as fenced code."""
    lines = [line.rstrip() for line in text.split("\n")]
    inline = code_span(lines[0].strip()) if len(lines) == 1 else None
    return Block("code", code_block("\n".join(lines).rstrip("\n"), language), inline)


def quote(blocks: Sequence[Block]) -> Block:
    """Return a quotation."""
    lines = [f"> {line}" if line else ">" for line in joined(blocks)]
    return Block("quote", lines, on_one_line(blocks))


def listing(kind: str, items: Sequence[Sequence[Block]], start: int, *, apart: bool) -> Block:
    """Return a list.

    Args:
        kind: "ul" or "ol".
        items: the blocks of each item.
        start: number of the first item.
        apart: whether a list of the same kind stands right before it; its marks then differ.
    """
    lines: list[str] = []
    inline: list[str] = []
    whole = True
    for number, blocks in enumerate(items, start=start):
        if kind == _ORDERED:
            bullet = brief = f"{number}{')' if apart else '.'} "
        else:
            bullet, brief = "+ " if apart else "- ", "• "
        indent = " " * len(bullet)
        for index, line in enumerate(joined(blocks, in_item=True)):
            lines.append(f"{indent if index else bullet}{line}" if line else "")
        text = on_one_line(blocks)
        whole = whole and text is not None
        inline.append(f"{brief}{text}")
    return Block(kind, lines, " ".join(inline) if whole else None)


def tabulated(rows: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
    """Return rows of cells as a table; as lines where one does not fit (code of many lines)."""
    filled = [row for row in rows if any(row)]
    cells = [[on_one_line(cell) for cell in row] for row in filled]
    width = max(map(len, cells), default=0)
    if 1 < width <= MOST_COLUMNS and all(None not in row for row in cells):
        return [Block("table", table([[cell or "" for cell in row] for row in cells]), None)]
    found: list[Block] = []
    for row, texts in zip(filled, cells, strict=True):
        if len(row) > 1 and None not in texts:
            line = " / ".join(text for text in texts if text)
            found.append(Block("paragraph", [line], line))
        else:
            found += [block for cell in row for block in cell]
    return found


def joined(blocks: Sequence[Block], *, in_item: bool = False) -> list[str]:
    """Return the lines of blocks; `in_item` sets a list close to the text it belongs to."""
    lines: list[str] = []
    for index, block in enumerate(blocks):
        close = in_item and block.kind in _LISTS and blocks[index - 1].kind == "paragraph"
        if index and not close:
            lines.append("")
        lines += block.lines
    return lines


def on_one_line(blocks: Sequence[Block]) -> str | None:
    """Return blocks as one line; None where that cannot be."""
    parts: list[str] = []
    for block in blocks:
        if block.inline is None:
            return None
        if block.inline:
            parts.append(block.inline)
    return " / ".join(parts)
