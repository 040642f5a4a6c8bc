"""Note content as JSON and back: how the database keeps it, and JSON decks carry it.

Empty fields are left out. Reading is lenient towards fields that a newer version added.
"""

import json
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from mlcards.core.content import CardType, Correction, FollowUp, KeyPoint, NoteContent

_TEXTS = (
    "question",
    "answer",
    "listen_for",
    "skeleton",
    "code",
    "complexity",
    "hint",
    "notes",
    "checked",
)
_LISTS = ("red_flags", "framework", "tests", "article", "tags", "sources")
_NUMBERS = ("difficulty", "seconds")
_PLAIN = (*_TEXTS, *_NUMBERS, *_LISTS)
_plain_of = attrgetter(*_PLAIN)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def to_json(content: NoteContent) -> str:
    """Return `content` as one line of JSON, keys sorted, so that equal content is equal text."""
    return _ENCODER.encode(to_dict(content))


def from_json(text: str) -> NoteContent:
    """Return the content that `to_json` wrote."""
    return from_dict(json.loads(text))


def to_dict(content: NoteContent) -> dict[str, Any]:
    """Return `content` as plain values, empty fields left out."""
    values: dict[str, Any] = {"type": content.type.value}
    for name, value in zip(_PLAIN, _plain_of(content), strict=True):
        if value or value == 0:
            values[name] = list(value) if isinstance(value, tuple) else value
    if content.key_points:
        values["key_points"] = [
            {"text": point.text, "must": True} if point.must else {"text": point.text}
            for point in content.key_points
        ]
    if content.follow_ups:
        values["follow_ups"] = [
            {"question": item.question, "answer": item.answer} for item in content.follow_ups
        ]
    if content.correction is not None:
        values["correction"] = {
            "verdict": content.correction.verdict,
            "article": content.correction.article,
            "actually": content.correction.actually,
        }
    return values


def from_dict(values: dict[str, Any]) -> NoteContent:
    """Return the content that `to_dict` took apart."""
    given = {name: _READ[name](value) for name, value in values.items() if name in _READ}
    return NoteContent(**{"question": "", **given})


def _as_it_is(value: Any) -> Any:
    return value


def _key_points(values: list[dict[str, Any]]) -> tuple[KeyPoint, ...]:
    return tuple(KeyPoint(point["text"], point.get("must", False)) for point in values)


def _follow_ups(values: list[dict[str, Any]]) -> tuple[FollowUp, ...]:
    return tuple(FollowUp(item["question"], item["answer"]) for item in values)


def _correction(value: dict[str, Any] | None) -> Correction | None:
    if value is None:
        return None
    return Correction(value["verdict"], value["article"], value["actually"])


_READ: dict[str, Callable[[Any], Any]] = {
    "type": CardType,
    **dict.fromkeys((*_TEXTS, *_NUMBERS), _as_it_is),
    **dict.fromkeys(_LISTS, tuple),
    "key_points": _key_points,
    "follow_ups": _follow_ups,
    "correction": _correction,
}
"""How each field is read; a database has only those that are not empty."""
