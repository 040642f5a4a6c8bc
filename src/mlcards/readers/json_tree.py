"""JSON as a reader of decks needs it: each card knows its line, and nothing can be too much."""

import json
import re
from array import array
from collections.abc import Collection, Sequence
from json.decoder import JSONDecodeError
from typing import Any, NoReturn

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes."""
DEEPEST = 32
"""Tables that are followed into each other; within a card Python's own bound holds."""
_MOST_BRACKETS = 3_000_000
_MOST_TABLES = 700_000
_MOST_TEXTS = 4_000_000
_MOST_ITEMS = 1_000_000

_SPACE = re.compile(r"[ \t\r\n]*")
_TABLE = re.compile(r'\{\s*+"')


class JsonFault(Exception):  # noqa: N818 - it is a finding about a file, not an error of ours
    """What is wrong with a file as JSON, and where; line and column count from 1."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Table(dict[str, Any]):
    """An object of JSON, with the line on which it starts; 0 within one that was not followed."""

    __slots__ = ("line",)

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line


class Items(list[Any]):
    """A list that was followed, with the line on which each of its items starts."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines = array("L")


def line_of(items: Sequence[object], index: int) -> int | None:
    """Return the line on which an item of a list starts; None where that is not known."""
    return items.lines[index] if isinstance(items, Items) else None


def read_json(text: str, followed: Collection[str]) -> Any:
    """Return what a JSON text says, its objects as `Table`.

    Args:
        text: the whole file.
        followed: keys whose lists are followed, so that what is in them has its lines.

    Raises:
        JsonFault: it is no JSON, or more than a deck can be.
    """
    _check_bounds(text)
    parser = _Parser(text, followed)
    try:
        value, end = parser.value(parser.after_space(0), 0)
        end = parser.after_space(end)
    except JSONDecodeError as error:
        raise JsonFault(f"this is no JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise JsonFault("lists or tables are nested too deeply", parser.line) from None
    except ValueError as error:
        message = str(error) if "key" in str(error) else "a number here is too long"
        raise JsonFault(message, parser.line) from None
    if end != len(text):
        raise JsonFault("something follows after the end of the JSON", parser.line_at(end))
    return value


def _check_bounds(text: str) -> None:
    """Refuse texts that would become very much more than they are."""
    tables = 0
    for _found in _TABLE.finditer(text):
        tables += 1
        if tables > _MOST_TABLES:
            break
    if (
        tables > _MOST_TABLES
        or text.count("[") + text.count("{") > _MOST_BRACKETS
        or text.count('",') > _MOST_TEXTS
    ):
        raise JsonFault("the file has more parts than a deck can have; split it")


class _Parser:
    """Follows the outer tables itself and leaves what is in them to the json module."""

    def __init__(self, text: str, followed: Collection[str]) -> None:
        self.text = text
        self.followed = frozenset(followed)
        self.line = 1
        self.counted = 0
        self.decoder = json.JSONDecoder(object_pairs_hook=_table, parse_constant=_no_number)

    def after_space(self, position: int) -> int:
        found = _SPACE.match(self.text, position)
        return found.end() if found else position

    def line_at(self, position: int) -> int:
        """Return the line of a position; positions only ever grow."""
        self.line += self.text.count("\n", self.counted, position)
        self.counted = max(position, self.counted)
        return self.line

    def value(self, position: int, depth: int) -> tuple[Any, int]:
        first = self.text[position : position + 1]
        if first == "{":
            return self.table(position, depth)
        if first == "[" and depth == 0:
            return self.items(position, depth)
        self.line_at(position)
        return self.decoder.raw_decode(self.text, position)

    def table(self, position: int, depth: int) -> tuple[Table, int]:
        found = Table(self.line_at(position))
        if depth > DEEPEST:
            raise JsonFault("tables are nested too deeply", found.line)
        position = self.after_space(position + 1)
        if self.text.startswith("}", position):
            return found, position + 1
        while True:
            if not self.text.startswith('"', position):
                self._expected("a key in quotes", position)
            key, position = self.decoder.raw_decode(self.text, position)
            if key in found:
                raise JsonFault(f'the key "{key[:40]}" is there twice', self.line_at(position))
            position = self.after_space(position)
            if not self.text.startswith(":", position):
                self._expected("a colon", position)
            position = self.after_space(position + 1)
            if key in self.followed and self.text.startswith("[", position):
                found[key], position = self.items(position, depth)
            else:
                self.line_at(position)
                found[key], position = self.decoder.raw_decode(self.text, position)
            position = self.after_space(position)
            if self.text.startswith("}", position):
                return found, position + 1
            if not self.text.startswith(",", position):
                self._expected("a comma or the end of the table", position)
            position = self.after_space(position + 1)

    def items(self, position: int, depth: int) -> tuple[Items, int]:
        found = Items()
        position = self.after_space(position + 1)
        if self.text.startswith("]", position):
            return found, position + 1
        while True:
            found.lines.append(self.line_at(position))
            item, position = self.value(position, depth + 1)
            found.append(item)
            if len(found) > _MOST_ITEMS:
                raise JsonFault("a list here is longer than a deck can be", self.line)
            position = self.after_space(position)
            if self.text.startswith("]", position):
                return found, position + 1
            if not self.text.startswith(",", position):
                self._expected("a comma or the end of the list", position)
            position = self.after_space(position + 1)

    def _expected(self, what: str, position: int) -> NoReturn:
        raise JSONDecodeError(f"expected {what}", self.text, position)


def _table(pairs: list[tuple[str, Any]]) -> Table:
    found = Table()
    found.update(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice in one table")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no key and no number of JSON")
