"""From bytes to a tree of plain texts, lists and tables: the part of YAML that a deck may use.

Deck files come from strangers, and YAML's loaders crash, hang or rewrite text on some of them.
So only its events are used, which take no recursion, and the tree is built here, within bounds:
scalars stay the text that was written, and anchors, aliases, tags and merge keys are refused.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from mlcards.core.text import one_line

LARGEST_FILE = (32 if hasattr(yaml, "CSafeLoader") else 4) * 1024 * 1024
"""Bytes; the loader that is pure Python takes a minute for what libyaml reads in seconds."""
DEEPEST = 32
"""Levels of lists and tables within each other."""
MOST_NODES = 1_500_000
"""Texts, lists and tables in a file: what keeps memory below half a gigabyte."""
MOST_DOCUMENTS = 1000
"""Decks in a file."""
MOST_FAULTS = 500
"""Faults kept; a file with more is broken throughout and the rest says nothing new."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MARKS = tuple(mark for mark, _encoding in _BYTE_ORDER_MARKS)
_SAMPLE = 64
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_EXTRA_BREAK = re.compile("[\x85\u2028\u2029]")
"""Line breaks to YAML, though not to an editor."""


class Node:
    """A place in the file; line and column count from 1."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


class Text(Node):
    """A scalar: the text that was written, and how (`style` is "", "'", '"', "|" or ">")."""

    __slots__ = ("style", "text")

    def __init__(self, line: int, column: int, text: str, style: str) -> None:
        self.line = line
        self.column = column
        self.text = text
        self.style = style

    @property
    def empty(self) -> bool:
        """Whether nothing stands here: no text at all, and no quotes either."""
        return not self.text and not self.style


class Items(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.items: list[Node] = []


class Table(Node):
    """Keys with their values.

    Attributes:
        entries: key and value by the key's text, in the file's order; of equal keys the first.
        repeated: keys that were there before.
        flow: whether it is written in braces.
    """

    __slots__ = ("entries", "flow", "repeated")

    def __init__(self, line: int, column: int, *, flow: bool) -> None:
        super().__init__(line, column)
        self.entries: dict[str, tuple[Text, Node]] = {}
        self.repeated: list[Text] = []
        self.flow = flow


class Lost(Node):
    """A value that could not be used; its fault has been told."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the file as YAML; line and column are None where it is the whole file."""

    line: int | None
    column: int | None
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the file; empty ones are left out.

    Attributes:
        whole: False where reading stopped within it, so that things may be missing.
    """

    root: Node
    line: int
    whole: bool = True


@dataclass(slots=True)
class Tree:
    """All documents of a file, and what is wrong with it."""

    documents: list[Document] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _StopReading(Exception):  # noqa: N818 - it is how a bound ends the reading, not an error
    """The file is over a bound; its fault has been told."""


def decode(data: bytes) -> tuple[str, str, bytes]:
    """Return the text of a file, its encoding and the byte-order mark it starts with.

    Raises:
        UnicodeDecodeError: the bytes are not what the mark (else UTF-8) says; `object` holds them
            without the mark.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding), encoding, mark
    return data.decode("utf-8"), "utf-8", b""


def read_tree(data: bytes) -> Tree:
    """Return the documents of a YAML file as trees, with every fault that could be found."""
    tree = Tree()
    if len(data) > LARGEST_FILE:
        limit = LARGEST_FILE // 1024**2
        tree.faults.append(
            Fault(None, None, f"the file is larger than {limit} MB; split it", "too-large")
        )
        return tree
    if data[:_SAMPLE].count(0) > _SAMPLE // 4 and not data.startswith(_MARKS):
        message = "the file looks like UTF-16 without a mark; save it as UTF-8"
        tree.faults.append(Fault(1, 1, message, "encoding"))
        return tree
    try:
        text, _encoding, _mark = decode(data)
    except UnicodeDecodeError as error:
        tree.faults.append(_undecodable(error))
        return tree
    strange = _UNPRINTABLE.search(text)
    if strange:
        tree.faults.append(_unprintable(text, strange.start()))
        return tree
    _Builder(text, tree).build()
    return tree


def _undecodable(error: UnicodeDecodeError) -> Fault:
    before = bytes(error.object[: error.start])
    if error.encoding.startswith("utf-8"):
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        return Fault(
            line,
            column,
            f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8",
            "encoding",
        )
    return Fault(None, None, f"the file is not {error.encoding} as its first bytes say", "encoding")


def _unprintable(text: str, index: int) -> Fault:
    line, column = _place(text, index)
    code = ord(text[index])
    return Fault(
        line,
        column,
        f"the character U+{code:04X} cannot stand in a YAML file; take it out",
        "character",
    )


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


class _Builder:
    """Builds the trees of one file from YAML's events."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.tree = tree
        self.stack: list[Items | Table] = []
        self.keys: list[Text | Lost | None] = []
        """For each list or table on the stack the key that waits for its value."""
        self.nodes = 0
        self.extra = [found.start() for found in _EXTRA_BREAK.finditer(text)]
        self.first: Node | None = None
        self.first_line = 1
        self.ended = 0

    def build(self) -> None:
        try:
            self._follow(yaml.parse(self.text, Loader=_LOADER))
        except _StopReading:
            self._keep_part()
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.tree.faults.append(self._syntax_fault(error))
            self._keep_part()

    def _follow(self, events: Iterator[Any]) -> None:
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._place_node(self._text(event))
            elif kind is MappingStartEvent:
                mark = event.start_mark
                flow = bool(event.flow_style)
                self._open(Table(self._line(mark), mark.column + 1, flow=flow), event)
            elif kind is SequenceStartEvent:
                mark = event.start_mark
                self._open(Items(self._line(mark), mark.column + 1), event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.stack.pop()
                self.keys.pop()
            else:
                self._seldom(kind, event)

    def _seldom(self, kind: type, event: Any) -> None:
        if kind is AliasEvent:
            mark = event.start_mark
            lost = Lost(self._line(mark), mark.column + 1)
            self._fault(lost, _ALIAS, "alias")
            self._place_node(lost)
        elif kind is DocumentStartEvent:
            self.first = None
            self.first_line = self._line(event.start_mark)
        elif kind is DocumentEndEvent:
            self._end_document()

    def _text(self, event: Any) -> Text:
        mark = event.start_mark
        text = Text(self._line(mark), mark.column + 1, event.value, event.style or "")
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(text, event)
        if text.style == '"' and _UNSTORABLE.search(text.text):
            self._fault(text, _UNSTORABLE_TEXT, "character")
        return text

    def _line(self, mark: Any) -> int:
        line: int = mark.line + 1
        return line - bisect_left(self.extra, mark.index) if self.extra else line

    def _open(self, node: Items | Table, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(node, event)
        self._place_node(node)
        if len(self.stack) >= DEEPEST:
            self._fault(node, f"lists and keys are nested more than {DEEPEST} deep", "too-deep")
            raise _StopReading
        self.stack.append(node)
        self.keys.append(None)

    def _refuse_marks(self, node: Node, event: Any) -> None:
        if event.anchor is not None:
            self._fault(node, _ANCHOR, "anchor")
        if event.tag is not None:
            self._fault(node, _TAG, "tag")

    def _place_node(self, node: Node) -> None:
        """Put a node where it belongs: first of its document, next of a list, or key or value."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._fault(node, "the file holds too many values; split it", "too-large")
            raise _StopReading
        if not self.stack:
            self.first = node
            return
        parent = self.stack[-1]
        if type(parent) is not Table:
            parent.items.append(node)  # type: ignore[union-attr]
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = node if type(node) is Text else self._lost_key(node)
            return
        self.keys[-1] = None
        if type(key) is not Text:
            return
        if parent.entries.setdefault(key.text, (key, node))[0] is not key:
            parent.repeated.append(key)

    def _lost_key(self, node: Node) -> Lost:
        if not isinstance(node, Lost):
            self._fault(node, _KEY, "key")
        return Lost(node.line, node.column)

    def _end_document(self) -> None:
        root = self.first
        if isinstance(root, Text) and root.empty:
            root = None
        if root is not None:
            self.tree.documents.append(Document(root, root.line))
        self.ended += 1
        if self.ended >= MOST_DOCUMENTS:
            self.first = None
            lost = Lost(self.first_line, 1)
            self._fault(lost, f"the file holds more than {MOST_DOCUMENTS:,} decks", "too-large")
            raise _StopReading

    def _keep_part(self) -> None:
        """Keep what was complete when reading stopped: a half-read card is taken out again."""
        root = self.first
        if root is None or not self.stack:
            return
        cards = self.stack[1] if len(self.stack) > 1 else None
        if isinstance(cards, Items) and isinstance(root, Table):
            if len(self.stack) > 2:
                cards.items.pop()
            last = next(reversed(root.entries.items()), None)
            if last is not None and last[1][1] is cards and not cards.items:
                del root.entries[last[0]]
        self.tree.documents.append(Document(root, root.line, whole=False))

    def _fault(self, node: Node, message: str, code: str) -> None:
        self.tree.faults.append(Fault(node.line, node.column, message, code))
        if len(self.tree.faults) >= MOST_FAULTS:
            raise _StopReading

    def _syntax_fault(self, error: Exception) -> Fault:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "it holds what cannot be read")
        began = getattr(error, "context_mark", None)
        if "end of stream" in problem and began is not None:
            mark = began
        if mark is None:
            return Fault(None, None, f"this is not YAML: {one_line(problem, 200)}", "syntax")
        advice = _advice(problem, self.text[mark.index : mark.index + 1])
        return Fault(self._line(mark), mark.column + 1, advice, "syntax")


_ALIAS = (
    "an alias (*name) cannot be used in a deck: write the value out, or put the text in quotes "
    "if it starts with *"
)
_ANCHOR = (
    "an anchor (&name) cannot be used in a deck: take it out, or put the text in quotes if it "
    "starts with &"
)
_TAG = (
    "a tag (!name) cannot be used in a deck: take it out, or put the text in quotes if it "
    "starts with !"
)
_KEY = "a list or braces cannot be a key: put a text that starts with { or [ in quotes"
_UNSTORABLE_TEXT = "the text holds a NUL or half a surrogate pair; write the character itself"

_TAB = "YAML cannot be indented with tabs; use spaces"
_ADVICE = (
    ("tab character", _TAB),
    (
        "mapping values are not allowed",
        'a text that holds ": " must be in quotes; or this line is indented wrongly',
    ),
    (
        "sequence entries are not allowed",
        'a list starts on a line of its own, and a text that starts with "- " must be in quotes',
    ),
    ("could not find expected ':'", "a key without a colon, or a text that is not indented enough"),
    (
        "expected key",
        "this does not fit here: check the indentation, and quotes within a quoted text",
    ),
    (
        "<block end>",
        "this does not fit here: check the indentation, and quotes within a quoted text",
    ),
    ("'-' indicator", "this does not fit here: check the indentation of the list"),
    ("',' or", "a list or braces opened before this are not closed; or a comma is missing"),
    ("end of stream", "what starts here never ends: a closing quote or bracket is missing"),
    ("invalid Unicode", "this \\u escape is no character; write the character itself"),
    ("node content", "a value is missing here, or a bracket before this is not closed"),
    ("escape", "an unknown \\ escape within double quotes: write \\\\, or use single quotes"),
    ("found undefined tag handle", 'a text that starts with "!" must be in quotes'),
    ("incompatible YAML", "this version of YAML is not known; take the %YAML line out"),
)


def _advice(problem: str, at: str) -> str:
    """Return what to do about a syntax error, for a person who did not write a parser."""
    if "cannot start any token" in problem:
        if at == "\t":
            return _TAB
        return f'a text that starts with "{at}" must be in quotes'
    for part, advice in _ADVICE:
        if part in problem:
            return advice
    return f"this is not YAML: {one_line(problem, 200)}"
