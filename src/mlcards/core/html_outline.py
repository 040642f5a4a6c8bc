"""The blocks of a text while its HTML is read: lists, quotes and tables, some of them open.

Elements need not be closed, nor stand where they should: what an element means for those that
are open is decided here.
"""

from mlcards.core import markdown_blocks as blocks
from mlcards.core.html_elements import CELLS, LISTS, attributes, small_number
from mlcards.core.markdown_blocks import MOST_COLUMNS, Block

DEEPEST = 14
"""Lists, quotes and tables in one another; deeper ones are plain lines."""


class _Frame:
    """An element that holds blocks and is not closed yet.

    Attributes:
        kind: "root", "quote", "ul", "ol", "li", "table" or "cell".
        number: of a list's first item; how many columns a cell takes.
        items: of a list, each its blocks.
        rows: of a table, each its cells, each its blocks.
    """

    __slots__ = ("blocks", "items", "kind", "number", "rows")

    def __init__(self, kind: str, number: int = 1) -> None:
        self.kind = kind
        self.number = number
        self.blocks: list[Block] = []
        self.items: list[list[Block]] = []
        self.rows: list[list[list[Block]]] = []


class Outline:
    """The blocks so far: what is open, and what each open element holds."""

    def __init__(self) -> None:
        self.frames = [_Frame("root")]

    def finished(self) -> list[str]:
        """Close what is open; return the lines of Markdown."""
        self._unwind(1)
        return blocks.joined(self.frames[0].blocks)

    def add(self, block: Block) -> None:
        """Add a block to the innermost open element."""
        frame = self.frames[-1]
        if frame.kind not in LISTS:
            frame.blocks.append(block)
        elif frame.items and block.kind in LISTS:  # editors nest lists beside their item
            frame.items[-1].append(block)
        else:
            frame.items.append([block])

    def open(self, name: str, rest: str) -> None:
        """Open an element of `CONTAINERS`; `rest` is what stands behind its name."""
        if name in CELLS or name == "tr":
            self._leave("cell", barrier="table")
            self._leave_to_table()
            if self.frames[-1].kind == "table":
                self._open_in_table(name, rest)
        elif name == "li":
            self._leave("li", barrier="list")
            if self.frames[-1].kind not in LISTS:
                self._push(_Frame("ul"))
            if self.frames[-1].kind in LISTS:
                self._push(_Frame("li"))
        elif name in LISTS:
            start = small_number(attributes(rest).get("start", ""), 999_999)
            self._push(_Frame(LISTS[name], start))
        elif name != "caption":
            self._push(_Frame("table" if name == "table" else "quote"))

    def close(self, name: str) -> None:
        """Close the innermost element of this name, and all in it."""
        if name in CELLS or name == "tr":
            self._leave("cell", barrier="table")
        elif name == "li":
            self._leave("li", barrier="list")
        elif name == "table":
            self._leave("table", barrier="")
        elif name in LISTS:
            self._leave(LISTS[name])
        elif name == "blockquote":
            self._leave("quote")

    def _open_in_table(self, name: str, rest: str) -> None:
        rows = self.frames[-1].rows
        if name == "tr" or not rows:
            rows.append([])
        if name != "tr":
            span = attributes(rest).get("colspan", "") if rest else ""
            self.frames.append(_Frame("cell", small_number(span, MOST_COLUMNS)))

    def _push(self, frame: _Frame) -> None:
        if len(self.frames) < DEEPEST:
            self.frames.append(frame)

    def _leave_to_table(self) -> None:
        """Close what was opened in a table outside of its cells."""
        for index in range(len(self.frames) - 1, 0, -1):
            if self.frames[index].kind == "table":
                self._unwind(index + 1)
                return

    def _leave(self, kind: str, barrier: str = "cell") -> None:
        """Close the innermost frame of this kind, unless the barrier lies between."""
        for index in range(len(self.frames) - 1, 0, -1):
            found = self.frames[index].kind
            if found == kind:
                self._unwind(index)
                return
            if found == barrier or (barrier == "list" and (found in LISTS or found == "cell")):
                return

    def _unwind(self, index: int) -> None:
        """Close every frame from `index` on."""
        while len(self.frames) > index:
            frame = self.frames.pop()
            if frame.kind == "li":
                if frame.blocks:
                    self.frames[-1].items.append(frame.blocks)
            elif frame.kind == "cell":
                row = self.frames[-1].rows[-1]
                row += [frame.blocks, *([] for _ in range(frame.number - 1))]
            elif frame.kind == "table":
                for block in (*frame.blocks, *blocks.tabulated(frame.rows)):
                    self.add(block)
            elif frame.kind in LISTS:
                if frame.items:
                    apart = self._is_last(frame.kind)
                    self.add(blocks.listing(frame.kind, frame.items, frame.number, apart=apart))
            elif frame.blocks:
                self.add(blocks.quote(frame.blocks))

    def _is_last(self, kind: str) -> bool:
        frame = self.frames[-1]
        before = frame.items[-1] if frame.items else frame.blocks
        return bool(before) and before[-1].kind == kind
