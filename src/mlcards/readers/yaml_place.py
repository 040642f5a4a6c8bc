"""Where in a YAML deck something stands and what it is, as a problem says it."""

import re

from mlcards.core.text import one_line
from mlcards.readers.gathering import Report
from mlcards.readers.yaml_tree import Items, Node, Table, Text

TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""What YAML takes for yes and no."""
_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9]*)?([eE][-+]?[0-9]+)?")


class Place:
    """What is being read: knows how to name itself in a problem."""

    __slots__ = ("index", "part", "report", "table")

    def __init__(self, report: Report, table: Table | None, index: int = 0) -> None:
        self.report = report
        self.table = table
        self.index = index
        """Number of the card in its deck, from 1; 0 for the deck itself."""
        self.part = ""
        """Which part of it, such as "follow_ups 2"."""

    def say(self, node: Node, message: str, code: str) -> None:
        """Report what is wrong with a value or a key."""
        self.report.error(node.line, f"{self._name()}{message}", code, node.column)

    def _name(self) -> str:
        name = f"{self._card()}: " if self.index else ""
        return f"{name}{self.part}: " if self.part else name

    def _card(self) -> str:
        entries = self.table.entries if self.table else {}
        for key in ("id", "question", "q", "front", "text"):
            value = entries[key][1] if key in entries else None
            if isinstance(value, Text) and value.text.strip():
                return f'card "{one_line(value.text, 50)}"'
        return f"card {self.index}"


def shown(text: str) -> str:
    """Return a word of the file in quotes."""
    return f'"{one_line(text, 40)}"'


def what(node: Node) -> str:
    """Return what stands there, for "…, not a number"."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Text) and not node.style:
        if _NUMBER.fullmatch(node.text[:40]):
            return "a number"
        if node.text.lower() in TRUTH:
            return f'"{node.text}"'
        if not node.text:
            return "nothing"
    return "a text"
