"""Matrices, cases and lined-up equations: rows of cells between brackets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

ENVIRONMENTS: Mapping[str, tuple[str, str]] = {
    "matrix": ("", ""),
    "smallmatrix": ("", ""),
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
    "cases": ("{", ""),
    "rcases": ("", "}"),
    "array": ("", ""),
    "aligned": ("", ""),
    "align": ("", ""),
    "alignat": ("", ""),
    "split": ("", ""),
    "gather": ("", ""),
    "gathered": ("", ""),
    "equation": ("", ""),
    "multline": ("", ""),  # codespell:ignore multline
}
EQUATIONS = frozenset(
    {
        "aligned",
        "align",
        "alignat",
        "split",
        "gather",
        "gathered",
        "equation",
        "multline",  # codespell:ignore multline
    }
)
"""Environments whose `&` only lines equations up."""
_TALL = {
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "{": "⎧⎪⎩",
    "}": "⎫⎪⎭",
    "|": "|||",
    "‖": "‖‖‖",
}


@dataclass(frozen=True, slots=True)
class Grid:
    """An environment's rows of cells, with the brackets around them."""

    rows: tuple[tuple[str, ...], ...]
    left: str
    right: str
    equations: bool

    def flat(self) -> str:
        """Return the rows on one line."""
        cases = self.left == "{" and not self.right
        between = "" if self.equations else ", " if cases else " "
        rows = (between.join(filter(None, row)).strip() for row in self.rows)
        inside = "; ".join(row for row in rows if row)
        space = " " if cases else ""
        return f"{self.left}{space}{inside}{self.right}"

    def lines(self) -> list[str]:
        """Return the rows as lines with their columns one below the other."""
        count = max((len(row) for row in self.rows), default=0)
        widths = [
            max((cell_len(row[column]) for row in self.rows if column < len(row)), default=0)
            for column in range(count)
        ]
        gap = "" if self.equations else "  "
        lines = []
        for index, row in enumerate(self.rows):
            cells = []
            for column, width in enumerate(widths):
                cell = row[column] if column < len(row) else ""
                # The left side of an equation ends, everything else starts, at its column.
                filler = " " * (width - cell_len(cell))
                cells.append(filler + cell if self.equations and column % 2 == 0 else cell + filler)
            inside = gap.join(cells)
            left, right = self._bracket(self.left, index), self._bracket(self.right, index)
            lines.append(f"{left} {inside} {right}" if left or right else inside)
        return lines

    def _bracket(self, sign: str, row: int) -> str:
        """Return the part of a bracket as high as all rows that stands in one of them."""
        last = len(self.rows) - 1
        if not sign or not last:
            return sign
        if sign in "{}" and last >= 2 and row == last // 2:
            return "⎨" if sign == "{" else "⎬"
        return _TALL[sign][0 if row == 0 else 2 if row == last else 1]


def beside(boxes: Sequence[list[str]]) -> list[str]:
    """Return boxes of lines next to each other, their middles on one line."""
    boxes = [box for box in boxes if any(line.strip() for line in box)]
    if not boxes:
        return []
    above = max((len(box) - 1) // 2 for box in boxes)
    height = above + max(len(box) - (len(box) - 1) // 2 for box in boxes)
    lines = [""] * height
    for position, box in enumerate(boxes):
        top = above - (len(box) - 1) // 2
        width = max(map(cell_len, box))
        for index in range(height):
            text = box[index - top] if 0 <= index - top < len(box) else ""
            lines[index] += " " * bool(position) + text + " " * (width - cell_len(text))
    return lines
