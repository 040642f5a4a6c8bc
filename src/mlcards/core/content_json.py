"""Note content as JSON and back: how the database keeps it, and JSON decks carry it.

Empty fields are left out. Reading is lenient towards fields that a newer version added.
"""

import json
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
_PLAIN = (*_TEXTS, *_NUMBERS)
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
    for name in _PLAIN:
        value = getattr(content, name)
        if value not in ("", None):
            values[name] = value
    for name in _LISTS:
        if items := getattr(content, name):
            values[name] = list(items)
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
    correction = values.get("correction")
    plain: dict[str, Any] = {name: values.get(name, "") for name in _TEXTS}
    plain |= {name: values.get(name) for name in _NUMBERS}
    plain |= {name: tuple(values.get(name, ())) for name in _LISTS}
    return NoteContent(
        type=CardType(values["type"]),
        **plain,
        key_points=tuple(
            KeyPoint(point["text"], point.get("must", False))
            for point in values.get("key_points", ())
        ),
        follow_ups=tuple(
            FollowUp(item["question"], item["answer"]) for item in values.get("follow_ups", ())
        ),
        correction=None
        if correction is None
        else Correction(correction["verdict"], correction["article"], correction["actually"]),
    )
