"""Blocks of Markdown: paragraphs, lists, quotes and tables.

The cell of a table takes no line break, so each block can also be had on one line.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mlcards.core.markdown_text import Run, code_block, code_span, paragraph, table

MOST_COLUMNS = 30
"""A table with more columns is no table, but lines."""
_LISTS = frozenset({"ul", "ol"})


class Block(NamedTuple):
    """A finished block.

    Attributes:
        kind: "paragraph", "heading", "code", "rule", "quote", "table", "ul" or "ol".
        lines: of Markdown.
        inside: the blocks of each item of a list, or of a quote.
        number: of a list's first item.
    """

    kind: str
    lines: list[str]
    inside: "Sequence[Sequence[Block]]" = ()
    number: int = 1


RULE = Block("rule", ["***"])


def paragraph_block(lines: Sequence[Sequence[Run]], heading: int = 0) -> Block:
    """Return lines of runs as a paragraph, or as a heading of that level (1-6)."""
    written = paragraph(lines)
    if heading:
        text = " ".join(line.strip() for line in written)
        return Block("heading", [f"{'#' * heading} {text}"])
    return Block("paragraph", written)


def code(text: str, language: str = "") -> Block:
    """Return `text` as fenced code."""
    lines = [line.rstrip() for line in text.split("\n")]
    return Block("code", code_block("\n".join(lines).rstrip("\n"), language))


def quote(blocks: Sequence[Block]) -> Block:
    """Return a quotation."""
    lines = [f"> {line}" if line else ">" for line in joined(blocks)]
    return Block("quote", lines, (blocks,))


def listing(kind: str, items: Sequence[Sequence[Block]], start: int, *, apart: bool) -> Block:
    """Return a list.

    Args:
        kind: "ul" or "ol".
        items: the blocks of each item.
        start: number of the first item.
        apart: whether a list of the same kind stands right before it; its marks then differ.
    """
    lines: list[str] = []
    mark = {("ol", False): ".", ("ol", True): ")", ("ul", True): "+"}.get((kind, apart), "-")
    for number, blocks in enumerate(items, start=start):
        bullet = f"{number}{mark} " if kind == "ol" else f"{mark} "
        indent = " " * len(bullet)
        for index, line in enumerate(joined(blocks, in_item=True)):
            lines.append(f"{indent if index else bullet}{line}" if line else "")
    return Block(kind, lines, items, start)


def tabulated(rows: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
    """Return rows of cells as a table; as lines where one does not fit (code of many lines)."""
    filled = [row for row in rows if any(row)]
    cells = [[on_one_line(cell) for cell in row] for row in filled]
    width = max(map(len, cells), default=0)
    if 1 < width <= MOST_COLUMNS and all(None not in row for row in cells):
        return [Block("table", table([[cell or "" for cell in row] for row in cells]))]
    found: list[Block] = []
    for row, texts in zip(filled, cells, strict=True):
        if len(row) > 1 and None not in texts:
            line = " / ".join(text for text in texts if text)
            found.append(Block("paragraph", [line]))
        else:
            found += [block for cell in row for block in cell]
    return found


def joined(blocks: Sequence[Block], *, in_item: bool = False) -> list[str]:
    """Return the lines of blocks; `in_item` sets a list close to the text it belongs to."""
    if len(blocks) == 1:
        return blocks[0].lines
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
        part = _inline(block)
        if part is None:
            return None
        if part:
            parts.append(part)
    return " / ".join(parts)


def _inline(block: Block) -> str | None:
    match block.kind:
        case "paragraph":
            return " / ".join(line.strip() for line in block.lines)
        case "heading":
            return block.lines[0].lstrip("#").strip()
        case "rule":
            return ""
        case "code":
            return code_span(block.lines[1].strip()) if len(block.lines) == 3 else None
        case "table":
            return None
    texts = [on_one_line(blocks) for blocks in block.inside]
    if None in texts:
        return None
    if block.kind == "quote":
        return texts[0]
    bullets = (
        f"{number}. " if block.kind == "ol" else "• "
        for number in range(block.number, block.number + len(texts))
    )
    return " ".join(f"{bullet}{text}" for bullet, text in zip(bullets, texts, strict=True))
