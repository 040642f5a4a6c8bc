"""Card text as a tree of blocks, free of any width: what is read once and drawn often.

Named tuples, since making nine frozen dataclasses would keep the first card waiting.
"""

from typing import NamedTuple, TypeAlias

from mlcards.tui.markdown.styles import Run

Runs: TypeAlias = tuple[Run, ...]
"""Text of one paragraph; a line feed in it is a line break its author asked for."""


class Paragraph(NamedTuple):
    """Running text."""

    runs: Runs


class Heading(NamedTuple):
    """A heading of level 1 to 6."""

    level: int
    runs: Runs


class Code(NamedTuple):
    """A fenced or indented block; `language` is what its author wrote after the fence."""

    text: str
    language: str = ""


class Formula(NamedTuple):
    """A formula on lines of its own; `written` is its source with the delimiters."""

    source: str
    written: str


class Break(NamedTuple):
    """A line across."""


class Quote(NamedTuple):
    """Quoted blocks."""

    blocks: "Blocks"


class Item(NamedTuple):
    """One entry of a list; `done` is None unless it is a task."""

    blocks: "Blocks"
    done: bool | None = None


class Listing(NamedTuple):
    """A list; `start` is its first number, or None for bullets; a tight one has no blank lines."""

    items: tuple[Item, ...]
    start: int | None
    tight: bool


class Table(NamedTuple):
    """A table; the first row is its head, `aligned` says left, right or center a column."""

    rows: tuple[tuple[Runs, ...], ...]
    aligned: tuple[str, ...]


Block: TypeAlias = Paragraph | Heading | Code | Formula | Break | Quote | Listing | Table
Blocks: TypeAlias = tuple[Block, ...]
