"""Card text as a tree of blocks, free of any width: what is read once and drawn often."""

from dataclasses import dataclass
from typing import TypeAlias

from mlcards.tui.markdown.styles import Run

Runs: TypeAlias = tuple[Run, ...]
"""Text of one paragraph; a line feed in it is a line break its author asked for."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced or indented block; `language` is what its author wrote after the fence."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on lines of its own; `written` is its source with the delimiters."""

    source: str
    written: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted blocks."""

    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list; `done` is None unless it is a task."""

    blocks: "Blocks"
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `start` is its first number, or None for bullets; a tight one has no blank lines."""

    items: tuple[Item, ...]
    start: int | None
    tight: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its head, `aligned` says left, right or center a column."""

    rows: tuple[tuple[Runs, ...], ...]
    aligned: tuple[str, ...]


Block: TypeAlias = Paragraph | Heading | Code | Formula | Break | Quote | Listing | Table
Blocks: TypeAlias = tuple[Block, ...]
