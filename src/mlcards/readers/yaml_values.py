"""Keys of a YAML deck and their values: what `core.deck_schema` says of each, checked and read."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mlcards.core.deck_schema import (
    CORRECTION_KEYS,
    FOLLOW_UP_KEYS,
    LONGEST_LINE,
    MONTH,
    POINT_KEYS,
    Key,
    Kind,
    by_spelling,
)
from mlcards.core.model import Correction, FollowUp, KeyPoint
from mlcards.readers.decoding import one_break
from mlcards.readers.yaml_place import TRUTH, Place, shown, what
from mlcards.readers.yaml_tree import Items, Lost, Node, Table, Text

_POINT = by_spelling(POINT_KEYS)
_FOLLOW_UP = by_spelling(FOLLOW_UP_KEYS)
_CORRECTION = by_spelling(CORRECTION_KEYS)

_WHOLE = re.compile(r"[0-9]{1,6}")
_MONTH = re.compile(MONTH)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MISSING = object()


def read_keys(
    table: Table,
    keys: Sequence[Key],
    known: Mapping[str, Key],
    place: Place,
    *,
    whole: bool = True,
) -> dict[str, Any]:
    """Return the usable values of a table by the names of their keys; empty ones are left out."""
    values: dict[str, Any] = {}
    for spelling, (written, node) in table.entries.items():
        key = known.get(spelling)
        if key is None:
            place.say(written, _unknown(spelling, known), "unknown-key")
            continue
        if type(node) is Text and node.empty:
            value: Any = _MISSING
        elif type(node) is Lost:
            continue
        else:
            value = _READERS[key.kind](node, key, spelling, place)
        if value is _MISSING:
            continue
        if key.name in values:
            place.say(
                written,
                f"{spelling} is another name for {key.name}, which is there already",
                "duplicate-key",
            )
        values[key.name] = value
    for again in table.repeated:
        first = table.entries[again.text][0]
        place.say(
            again,
            f"the key {shown(again.text)} is there twice (first in line {first.line})",
            "duplicate-key",
        )
    if whole:
        _check_required(table, keys, values, place)
    return values


def _check_required(
    table: Table, keys: Sequence[Key], values: Mapping[str, object], place: Place
) -> None:
    for key in keys:
        if not key.required or key.name in values:
            continue
        there = [table.entries[s][1] for s in key.spellings if s in table.entries]
        if not there:
            place.say(table, f"{key.name} is missing", "missing")
        elif isinstance(there[0], Text) and not there[0].text.strip():
            place.say(there[0], f"{key.name} is empty", "missing")


def _unknown(written: str, known: Mapping[str, Key]) -> str:
    if written == "<<":
        return "merge keys (<<) cannot be used in a deck; write the keys out"
    message = f"unknown key {shown(written)}"
    lowered = written[:60].strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(lowered, known, n=1, cutoff=0.6)
    if near:
        return f"{message}; did you mean {near[0]}?"
    if len(written) > 40:
        return f'{message}; a text that holds ": " must be in quotes'
    return f"{message}; known are {', '.join(key for key in known if known[key].name == key)}"


def _part(
    table: Table, keys: Sequence[Key], known: Mapping[str, Key], name: str, place: Place
) -> dict[str, Any]:
    place.part = name
    values = read_keys(table, keys, known, place)
    place.part = ""
    return values


def _wrong(node: Node, key: Key, spelling: str, place: Place) -> object:
    """Report a value of the wrong kind."""
    return _reject(node, f"{spelling} must be {_wanted(key)}, not {what(node)}", place)


def _reject(node: Node, message: str, place: Place) -> object:
    place.say(node, message, "value")
    return _MISSING


def _wanted(key: Key) -> str:
    if key.kind is Kind.NUMBER:
        return f"a whole number from {key.least} to {key.most}"
    if key.kind is Kind.POINTS:
        return "a list of texts"
    return str(key.kind)


def _plain(node: Text) -> str:
    """Return a text as written; the line breaks that only end a block are no part of it.

    A carriage return is a line break like any other, as in all formats.
    """
    return one_break(node.text.rstrip("\n") if node.style in {"|", ">"} else node.text)


def _text(node: Node, key: Key, spelling: str, place: Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    text = _plain(node)
    return text if text and not text.isspace() else _MISSING


def _word(node: Node, key: Key, spelling: str, place: Place) -> object:
    """Return a text without blanks around it."""
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    return node.text.strip() or _MISSING


def _line(node: Node, key: Key, spelling: str, place: Place) -> object:
    text = _word(node, key, spelling, place)
    if not isinstance(text, str):
        return text
    if len(text) > LONGEST_LINE:
        return _reject(node, f"{spelling} is longer than {LONGEST_LINE} characters", place)
    if _CONTROL.search(text):
        return _reject(node, f"{spelling} must be one line without control characters", place)
    if key.name == "id" and text.startswith("~"):
        return _reject(node, "an id cannot start with ~", place)
    return text


def _choice(node: Node, key: Key, spelling: str, place: Place) -> object:
    word = _word(node, key, spelling, place)
    if not isinstance(word, str) or word in key.choices:
        return word
    near = difflib.get_close_matches(word[:40].lower(), key.choices, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(key.choices)}"
    return _reject(node, f"{spelling} {shown(word)} is not known; {hint}", place)


def _month(node: Node, key: Key, spelling: str, place: Place) -> object:
    month = _word(node, key, spelling, place)
    if not isinstance(month, str) or _MONTH.fullmatch(month):
        return month
    return _reject(node, f"{spelling} must be {key.kind}, not {shown(month)}", place)


def _flag(node: Node, key: Key, spelling: str, place: Place) -> object:
    word = node.text.strip().lower() if type(node) is Text else ""
    return TRUTH[word] if word in TRUTH else _wrong(node, key, spelling, place)


def _number(node: Node, key: Key, spelling: str, place: Place) -> object:
    text = _word(node, key, spelling, place)
    if not isinstance(text, str):
        return text
    number = int(text) if _WHOLE.fullmatch(text) else None
    if number is not None and key.least <= number <= key.most:
        return number
    return _reject(
        node,
        f"{spelling} must be a whole number from {key.least} to {key.most}, not {shown(text)}",
        place,
    )


def _numbers(node: Node, key: Key, spelling: str, place: Place) -> object:
    return _several(_number, node, key, spelling, place)


def _texts(node: Node, key: Key, spelling: str, place: Place) -> object:
    return _several(_item, node, key, spelling, place)


def _several(
    read: Callable[[Node, Key, str, Place], object],
    node: Node,
    key: Key,
    spelling: str,
    place: Place,
) -> object:
    """Return the values of a list, each read by `read`; a single value stands for a list of one."""
    if type(node) is Text:
        items: Sequence[Node] = (node,)
    elif type(node) is Items:
        items = node.items
    else:
        return _wrong(node, key, spelling, place)
    found = [read(item, key, spelling, place) for item in items]
    return tuple(value for value in found if value is not _MISSING) or _MISSING


def _labels(node: Node, key: Key, spelling: str, place: Place) -> object:
    """Return short texts, each once; a single text may hold several between commas."""
    if type(node) is Text:
        found: list[object] = [part.strip() for part in node.text.split(",")]
    elif type(node) is Items:
        found = [
            _line(item, key, spelling, place)
            if type(item) is Text
            else _item(item, key, spelling, place)
            for item in node.items
        ]
    else:
        return _wrong(node, key, spelling, place)
    return tuple(dict.fromkeys(tag for tag in found if tag and tag is not _MISSING)) or _MISSING


def _item(node: Node, key: Key, spelling: str, place: Place) -> object:
    """Return a text of a list."""
    if type(node) is Text:
        text = _plain(node)
        return text if text and not text.isspace() else _MISSING
    if type(node) is Lost:
        return _MISSING
    if type(node) is Table and _split_by_colon(node):
        return _reject(
            node,
            f'{spelling}: this text holds ": ", which YAML takes for a key; put it in quotes',
            place,
        )
    return _reject(node, f"{spelling} must be {_wanted(key)}, but one item is {what(node)}", place)


def _split_by_colon(table: Table) -> bool:
    """Whether a table is really a text that YAML cut at its colon."""
    if table.flow or len(table.entries) != 1:
        return False
    return all(isinstance(value, Text) for _key, value in table.entries.values())


def _points(node: Node, key: Key, spelling: str, place: Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    points: list[KeyPoint] = []
    for index, item in enumerate(node.items, start=1):
        if type(item) is Table and not (_split_by_colon(item) and "text" not in item.entries):
            values = _part(item, POINT_KEYS, _POINT, f"{spelling} {index}", place)
            points.append(KeyPoint(values.get("text", ""), values.get("must", False)))
            continue
        text = _item(item, key, spelling, place)
        if text is not _MISSING:
            points.append(KeyPoint(str(text)))
    return tuple(points) or _MISSING


def _questions(node: Node, key: Key, spelling: str, place: Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    found: list[FollowUp] = []
    for index, item in enumerate(node.items, start=1):
        if type(item) is Table:
            values = _part(item, FOLLOW_UP_KEYS, _FOLLOW_UP, f"{spelling} {index}", place)
            found.append(FollowUp(values.get("question", ""), values.get("answer", "")))
        elif type(item) is not Lost:
            _reject(item, f"{spelling} must be {key.kind}, but one item is {what(item)}", place)
    return tuple(found) or _MISSING


def _correction(node: Node, key: Key, spelling: str, place: Place) -> object:
    if type(node) is not Table:
        return _wrong(node, key, spelling, place)
    values = _part(node, CORRECTION_KEYS, _CORRECTION, spelling, place)
    return Correction(
        values.get("verdict", ""), values.get("article", ""), values.get("actually", "")
    )


def _cards(node: Node, key: Key, spelling: str, place: Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    if not node.items:
        return _reject(node, "the deck has no cards", place)
    return node


_READERS: Mapping[Kind, Callable[[Node, Key, str, Place], object]] = {
    Kind.TEXT: _text,
    Kind.LINE: _line,
    Kind.CHOICE: _choice,
    Kind.MONTH: _month,
    Kind.NUMBER: _number,
    Kind.NUMBERS: _numbers,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
    Kind.LABELS: _labels,
    Kind.POINTS: _points,
    Kind.QUESTIONS: _questions,
    Kind.CORRECTION: _correction,
    Kind.CARDS: _cards,
}
