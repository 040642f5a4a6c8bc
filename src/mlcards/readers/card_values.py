"""A card's fields from plain values (of JSON, of a table's cell) to those a note holds, checked.

What the fields are and may be is declared in `core.deck_schema`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from mlcards.core.deck_schema import (
    CARD_KEYS,
    CORRECTION_KEYS,
    FOLLOW_UP_KEYS,
    LONGEST_LINE,
    MONTH,
    POINT_KEYS,
    Key,
    Kind,
)
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint
from mlcards.readers.decoding import one_break
from mlcards.readers.gathering import each_once, storable

CARD_FIELDS: Mapping[str, Key] = {key.name: key for key in CARD_KEYS}
"""Every field of a card by its name; `id` is the note's, `text` is a cloze's question."""

_MONTH = re.compile(MONTH)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class BadValueError(ValueError):
    """A value that its field cannot have; the message says what it must be."""


def checked(key: Key, value: object) -> Any:
    """Return `value` as a note holds the field `key`; empty where it says nothing.

    Raises:
        BadValueError: it is something else than the field may be.
    """
    return _CHECKS[key.kind](key, value)


def _text(key: Key, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(key)
    return one_break(storable(value)) if value and not value.isspace() else ""


def _line(key: Key, value: object) -> str:
    line = _text(key, value).strip()
    if len(line) > LONGEST_LINE or _CONTROL.search(line):
        raise BadValueError(f"{key.name} must be one line of at most {LONGEST_LINE} characters")
    return line


def _choice(key: Key, value: object) -> CardType | str:
    word = _line(key, value)
    if word and word not in key.choices:
        raise BadValueError(f"{key.name} must be one of {', '.join(key.choices)}")
    return CardType(word) if word and key.name == "type" else word


def _month(key: Key, value: object) -> str:
    month = _line(key, value)
    if month and not _MONTH.fullmatch(month):
        raise _wrong(key)
    return month


def _number(key: Key, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not key.least <= value <= key.most:
        raise BadValueError(f"{key.name} must be a whole number from {key.least} to {key.most}")
    return value


def _numbers(key: Key, value: object) -> tuple[int, ...]:
    found = (_number(key, item) for item in _items(key, value))
    return tuple(number for number in found if number is not None)


def _flag(key: Key, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key)
    return value


def _texts(key: Key, value: object) -> tuple[str, ...]:
    found = (_text(key, item) for item in _items(key, value))
    return tuple(text for text in found if text.strip())


def _labels(key: Key, value: object) -> tuple[str, ...]:
    return each_once(_text(key, item) for item in _items(key, value))


def _points(key: Key, value: object) -> tuple[KeyPoint, ...]:
    points: list[KeyPoint] = []
    for item in _items(key, value):
        values = {"text": item} if isinstance(item, str) else _table(POINT_KEYS, key, item)
        text = _text(key, values.get("text", ""))
        if not text.strip():
            raise BadValueError(f"{key.name}: a point has no text")
        points.append(KeyPoint(text, bool(values.get("must", False))))
    return tuple(points)


def _questions(key: Key, value: object) -> tuple[FollowUp, ...]:
    found: list[FollowUp] = []
    for item in _items(key, value):
        values = _table(FOLLOW_UP_KEYS, key, item)
        if not values.get("question", "").strip():
            raise BadValueError(f"{key.name}: one of them has no question")
        found.append(FollowUp(values["question"], values.get("answer", "")))
    return tuple(found)


def _correction(key: Key, value: object) -> Correction | None:
    if value is None:
        return None
    values = _table(CORRECTION_KEYS, key, value)
    if not values.get("verdict") or not values.get("actually"):
        raise BadValueError(f"{key.name} must have verdict and actually")
    return Correction(values["verdict"], values.get("article", ""), values["actually"])


def _table(keys: tuple[Key, ...], key: Key, value: object) -> dict[str, Any]:
    known = {part.name: part for part in keys}
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise _wrong(key)
    return {name: checked(known[name], item) for name, item in value.items()}


def _items(key: Key, value: object) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(key)
    return value


def _wrong(key: Key) -> BadValueError:
    return BadValueError(f"{key.name} must be {key.kind}")


def _no_value(key: Key, _value: object) -> Any:
    raise _wrong(key)


_CHECKS: Mapping[Kind, Callable[[Key, object], Any]] = {
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
    Kind.CARDS: _no_value,
}
