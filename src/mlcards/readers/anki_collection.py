"""What an Anki collection knows besides notes and cards: note types, decks, when it began.

Up to schema 11 it is JSON in the one row of `col`; schema 18 has tables with protobuf in them.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mlcards.readers.anki_limits import Limits, RefusedError
from mlcards.readers.anki_protobuf import BrokenMessageError, fields, numbers, texts
from mlcards.readers.anki_sqlite import Row, UntrustedDatabase

_CLOZE = 1
_OCCLUSION = 6
"""Number of the stock note type for pictures with masks."""
_OCCLUSION_MARK = "image-occlusion-canvas"
_LEVELS = "\x1f"
_LARGEST_TEMPLATE = 500_000
_NO_NUMBER = 1 << 62


@dataclass(frozen=True, slots=True)
class Template:
    """How one card of a note looks, as its author wrote it."""

    ordinal: int
    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields of a kind of note and the cards made from them.

    Attributes:
        cloze: whether one template makes a card for each gap.
        occlusion: whether its cards are pictures with masks.
        fields: their names, in order.
    """

    name: str
    cloze: bool
    occlusion: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """A deck: its title with `::` between levels, and its description as HTML."""

    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """What notes and cards refer to.

    Attributes:
        created: instant from which days are counted, in seconds since 1970.
        west: minutes that local time was behind UTC then; None where it is not known.
    """

    created: int
    west: int | None
    note_types: Mapping[int, NoteType]
    decks: Mapping[int, AnkiDeck]


def read_collection(database: UntrustedDatabase, limits: Limits) -> Collection:
    """Return what the collection knows besides notes and cards.

    Raises:
        RefusedError: it is damaged.
    """
    row = next(database.rows("col"), None)
    if row is None:
        raise RefusedError("this collection is empty; export it from Anki again", "damaged")
    created = row[0]
    try:
        if "notetypes" in database.tables:
            return Collection(
                created, _offset_of_config(database), _note_types(database), _decks(database)
            )
        conf, models, decks = (_json(value, limits) for value in row[1:4])
        return Collection(
            created,
            _offset(conf.get("creationOffset")),
            {key: _note_type(value) for key, value in _numbered(models)},
            {key: _deck(value) for key, value in _numbered(decks)},
        )
    except (BrokenMessageError, ValueError, RecursionError) as error:
        raise RefusedError(
            "the note types or decks in this package cannot be read; check the collection in Anki "
            "(Tools, Check Database), then export it again",
            "damaged",
        ) from error


# ------------------------------------------------------------------------------------ schema 18


def _note_types(database: UntrustedDatabase) -> dict[int, NoteType]:
    names: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for owner, ordinal, name in database.rows("fields"):
        names[owner].append((ordinal, name))
    templates: defaultdict[int, list[Template]] = defaultdict(list)
    for owner, ordinal, name, config in database.rows("templates"):
        found = texts(config)
        templates[owner].append(_template(ordinal, name, found.get(1, ""), found.get(2, "")))
    return {
        row[0]: _stored_note_type(row, names[row[0]], templates[row[0]])
        for row in database.rows("notetypes")
    }


def _stored_note_type(
    row: Row, names: list[tuple[int, str]], templates: list[Template]
) -> NoteType:
    found = numbers(row[2])
    ordered = tuple(sorted(templates, key=lambda template: template.ordinal))
    return NoteType(
        name=row[1],
        cloze=found.get(1, 0) == _CLOZE,
        occlusion=found.get(9, 0) == _OCCLUSION or _has_masks(ordered),
        fields=tuple(name for _ordinal, name in sorted(names)),
        templates=ordered,
    )


def _decks(database: UntrustedDatabase) -> dict[int, AnkiDeck]:
    found: dict[int, AnkiDeck] = {}
    for number, name, kind in database.rows("decks"):
        description = ""
        for field, value in fields(kind):
            if field == 1 and isinstance(value, bytes):
                description = texts(value).get(4, "")
        title = name.replace(_LEVELS, "::")
        found[number] = AnkiDeck(title, description)
    return found


def _offset_of_config(database: UntrustedDatabase) -> int | None:
    if "config" in database.tables:
        for key, value in database.rows("config"):
            if key == "creationOffset":
                written = value
                return _offset(int(written)) if written.lstrip("-").isdecimal() else None
    return None


# ------------------------------------------------------------------------------------ schema 11


def _json(value: object, limits: Limits) -> dict[str, Any]:
    written = value if isinstance(value, str) else ""
    if len(written) > limits.json:
        raise RefusedError(
            "the note types or decks in this package take more room than any collection's do",
            "too-large",
        )
    found = json.loads(written or "{}")
    return found if isinstance(found, dict) else {}


def _numbered(found: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    return [
        (int(key), value)
        for key, value in found.items()
        if key.lstrip("-").isdecimal() and len(key) < 20 and isinstance(value, dict)
    ]


def _note_type(model: Mapping[str, Any]) -> NoteType:
    names = sorted((_ordinal(field, at), _name(field)) for at, field in _dicts(model.get("flds")))
    templates = tuple(
        sorted(
            (
                _template(
                    _ordinal(found, at),
                    _name(found),
                    str(found.get("qfmt") or ""),
                    str(found.get("afmt") or ""),
                )
                for at, found in _dicts(model.get("tmpls"))
            ),
            key=lambda template: template.ordinal,
        )
    )
    return NoteType(
        name=_name(model),
        cloze=model.get("type") == _CLOZE,
        occlusion=model.get("originalStockKind") == _OCCLUSION or _has_masks(templates),
        fields=tuple(name for _ordinal, name in names),
        templates=templates,
    )


def _deck(deck: Mapping[str, Any]) -> AnkiDeck:
    description = deck.get("desc")
    return AnkiDeck(_name(deck), description if isinstance(description, str) else "")


def _dicts(values: object) -> list[tuple[int, dict[str, Any]]]:
    found = values if isinstance(values, list) else []
    return [(at, value) for at, value in enumerate(found) if isinstance(value, dict)]


def _name(found: Mapping[str, Any]) -> str:
    name = found.get("name")
    return name if isinstance(name, str) else ""


def _ordinal(found: Mapping[str, Any], at: int) -> int:
    ordinal = found.get("ord")
    return ordinal if isinstance(ordinal, int) and abs(ordinal) < _NO_NUMBER else at


# ------------------------------------------------------------------------------------------ both


def _template(ordinal: int, name: str, question: str, answer: str) -> Template:
    if len(question) > _LARGEST_TEMPLATE or len(answer) > _LARGEST_TEMPLATE:
        raise RefusedError("a card template in this package is longer than any real one", "hostile")
    return Template(ordinal, name, question, answer)


def _has_masks(templates: tuple[Template, ...]) -> bool:
    return any(_OCCLUSION_MARK in template.question for template in templates)


def _offset(minutes: object) -> int | None:
    """Return minutes west of UTC, where they are some zone's."""
    return minutes if isinstance(minutes, int) and abs(minutes) <= 14 * 60 else None
