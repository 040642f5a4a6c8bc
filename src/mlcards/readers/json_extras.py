"""What a JSON deck has beyond the keys of deck files: facts that only a collection knows.

A deck's `options` (a table of settings), `complete` and `ids_everywhere`; a note's `media` (names
of files), `original` (a list of pairs: a field's name and its HTML), `kind`, `own_answers` (a list
of `{"at": …, "text": …}`) and `orphaned`. Names and texts here come back exactly as they went.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mlcards.core.deck_schema import LONGEST_LINE
from mlcards.core.media_names import safe_media_path
from mlcards.core.notes import has_own_id
from mlcards.core.progress_json import read_instant
from mlcards.core.text import one_line
from mlcards.readers.gathering import (
    LARGEST_CARD,
    MOST_TAGS,
    Report,
    clean_title,
    foreign_id,
    storable,
)

_LONGEST_DECK_NAME = 1000
_LONGEST_SETTING = 1000
_MOST = 1000
"""Options of a deck; media files, fields and own answers of a note."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

Extras = Mapping[str, Callable[[object], Any]]
"""What is made of each value; it raises `ValueError` with what the value must be."""


def plain_extras(
    table: Mapping[str, Any], extras: Extras, line: int, name: str, report: Report
) -> dict[str, Any]:
    """Return those of `extras` that a table has; what they cannot be is reported.

    Args:
        table: a deck or a note.
        extras: which to take.
        line: where it starts.
        name: what it is called in a problem.
        report: where problems are told.
    """
    values: dict[str, Any] = {}
    for key, made in extras.items():
        if key not in table:
            continue
        try:
            values[key] = made(table[key])
        except ValueError as error:
            report.error(line or None, f"{name}: {key}: {one_line(str(error), 120)}", "value")
    return values


def deck_title(value: object) -> str:
    """Return a deck's title as it stands, or as near to it as a title can be; empty for none."""
    if not isinstance(value, str):
        return ""
    levels = [level.strip() for level in value.split("::")]
    title = "::".join(levels)
    return title if all(levels) and _is_line(title) else clean_title(value)


def deck_name(value: object) -> str:
    """Return a deck's id as it stands, or an id made from it; empty for none."""
    if not isinstance(value, str):
        return ""
    name = value.strip()
    exact = has_own_id(name) and _is_line(name, _LONGEST_DECK_NAME)
    return name if exact else foreign_id(name)


def exact_tags(value: object) -> tuple[str, ...] | None:
    """Return tags as they stand; None where one of them has to be cleaned."""
    if not isinstance(value, list) or len(value) > MOST_TAGS:
        return None
    if all(isinstance(tag, str) and _is_line(tag) for tag in value):
        return tuple(dict.fromkeys(value))
    return None


def _is_line(text: str, longest: int = LONGEST_LINE) -> bool:
    return 0 < len(text) <= longest and text == text.strip() and not _CONTROL.search(text)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it must be true or false")  # noqa: TRY004 - a fault of the file
    return value


def _options(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or len(value) > _MOST:
        raise ValueError("it must be a table of settings")
    for key, setting in value.items():
        if not _is_line(key) or not isinstance(setting, str) or len(setting) > _LONGEST_SETTING:
            raise ValueError("a setting is a short name with a text")
    return tuple((key, storable(setting)) for key, setting in value.items())


def _media(value: object) -> tuple[str, ...]:
    names = _list(value, "names of files")
    if not all(isinstance(name, str) and safe_media_path(name) for name in names):
        raise ValueError("it must be a list of names of files, without folders")
    return tuple(dict.fromkeys(map(str, names)))


def _original(value: object) -> tuple[tuple[str, str], ...]:
    pairs = _list(value, "pairs of a name and a text")
    fields: list[tuple[str, str]] = []
    for pair in pairs:
        match pair:
            case [str(name), str(text)] if len(name) + len(text) <= LARGEST_CARD:
                fields.append((storable(name), storable(text)))
            case _:
                raise ValueError("it must be a list of pairs of a name and a text")
    return tuple(fields)


def _kind(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_LINE:
        raise ValueError(f"it must be a text of at most {LONGEST_LINE} characters")
    return storable(value)


def _own_answers(value: object) -> tuple[tuple[datetime, str], ...]:
    answers: list[tuple[datetime, str]] = []
    for item in _list(value, "tables of at and text"):
        if not isinstance(item, dict) or set(item) != {"at", "text"}:
            raise ValueError("it must be a list of tables of at and text")
        at, text = read_instant(item["at"], "at"), item["text"]
        if at is None or not isinstance(text, str) or len(text) > LARGEST_CARD:
            raise ValueError("each must have at, an instant, and text")
        answers.append((at, storable(text)))
    return tuple(sorted(answers, key=lambda answer: answer[0]))


def _list(value: object, of: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > _MOST:
        raise ValueError(f"it must be a list of at most {_MOST:,} {of}")
    return value


DECK_EXTRAS: Extras = {"options": _options, "complete": _flag, "ids_everywhere": _flag}
NOTE_EXTRAS: Extras = {
    "media": _media,
    "original": _original,
    "kind": _kind,
    "own_answers": _own_answers,
    "orphaned": _flag,
}
