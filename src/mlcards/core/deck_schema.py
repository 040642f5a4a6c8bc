"""Every key of a deck file, declared once: the reader checks by it, editors and docs are fed by it.

Nothing here reads or writes; it is data, and the three things made from it: look-up tables, the
JSON Schema (`json_schema`) and the tables of docs/deck-format.md (`reference_tables`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mlcards.core.model import CardType


class Kind(StrEnum):
    """What stands behind a key; the value is how a message or a table says it."""

    TEXT = "a text"
    LINE = "a short text on one line"
    CHOICE = "one of the known words"
    MONTH = "a month as YYYY-MM"
    NUMBER = "a whole number"
    NUMBERS = "a list of whole numbers"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    LABELS = "a list of short texts"
    POINTS = "a list of texts or of {text, must}"
    QUESTIONS = "a list of {question, answer}"
    CORRECTION = "a mapping of verdict, article and actually"
    CARDS = "a list of cards"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a deck file.

    Attributes:
        meaning: one phrase for the docs and for an editor's completion.
        aliases: other spellings that are read as this key.
        required: whether it must be there whatever the card's type; see also `NEEDED`.
        types: the card types it is made for; empty means all.
        choices: the allowed words of a `Kind.CHOICE`.
        least: smallest allowed number.
        most: largest allowed number.
    """

    name: str
    kind: Kind
    meaning: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    types: tuple[CardType, ...] = ()
    choices: tuple[str, ...] = ()
    least: int = 1
    most: int = 9999

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)


LONGEST_LINE = 200
"""Characters that an id, a title or another short text may have."""
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
"""The pattern of a `Kind.MONTH`."""

_QUESTION = ("q", "front")
_ANSWER = ("a", "back")

DECK_KEYS: tuple[Key, ...] = (
    Key(
        "deck",
        Kind.LINE,
        "title of the deck; `Parent::Child` puts it under a parent",
        required=True,
    ),
    Key("id", Kind.LINE, "stable name of the deck; made from the title where it is not given"),
    Key("description", Kind.TEXT, "what the deck is about, as Markdown"),
    Key("language", Kind.LINE, "language of the cards, such as `en` or `de`"),
    Key("source", Kind.TEXT, "where the deck comes from"),
    Key("license", Kind.LINE, "under which terms it may be passed on, such as `MIT`"),
    Key("tags", Kind.LABELS, "given to every card of the deck"),
    Key("cards", Kind.CARDS, "the cards, in the order they are learned", required=True),
)

CARD_KEYS: tuple[Key, ...] = (
    Key(
        "id",
        Kind.LINE,
        "stable name of the card within its deck; keeps progress when the question is edited",
    ),
    Key(
        "type",
        Kind.CHOICE,
        "what kind of card it is; `basic` where it is not given",
        choices=tuple(CardType),
    ),
    Key("question", Kind.TEXT, "what is asked, as Markdown", aliases=_QUESTION),
    Key("answer", Kind.TEXT, "what is shown afterwards, as Markdown", aliases=_ANSWER),
    Key(
        "text",
        Kind.TEXT,
        "the sentence of a cloze, with `{{c1::hidden::hint}}` around each gap",
        types=(CardType.CLOZE,),
    ),
    Key(
        "key_points",
        Kind.POINTS,
        "what an interviewer listens for; the checklist you tick after "
        "answering. `must: true` marks the points without which the answer fails",
    ),
    Key("listen_for", Kind.TEXT, "what separates a strong answer from a fair one"),
    Key("red_flags", Kind.TEXTS, "what sinks an answer"),
    Key("follow_ups", Kind.QUESTIONS, "what an interviewer asks next"),
    Key("framework", Kind.TEXTS, "steps to build your own answer on", types=(CardType.PERSONAL,)),
    Key(
        "skeleton",
        Kind.TEXT,
        "an example of your own answer, with `<placeholders>`",
        types=(CardType.PERSONAL,),
    ),
    Key("code", Kind.TEXT, "the solution", types=(CardType.CODING,)),
    Key("complexity", Kind.TEXT, "time and space the solution takes", types=(CardType.CODING,)),
    Key(
        "tests",
        Kind.TEXTS,
        'examples of input and result, such as `("ab", "ba") -> True`',
        types=(CardType.CODING,),
    ),
    Key(
        "correction",
        Kind.CORRECTION,
        "where the article behind the card is wrong, vague or dated, and what is right",
    ),
    Key("hint", Kind.TEXT, "shown before the answer when you ask for it"),
    Key("notes", Kind.TEXT, "shown below the answer"),
    Key("article", Kind.NUMBERS, "numbers of the article's questions that the card serves"),
    Key(
        "difficulty",
        Kind.NUMBER,
        "1 for a first call, 2 for the core of an interview, 3 for probing questions",
        least=1,
        most=3,
    ),
    Key("seconds", Kind.NUMBER, "speaking time to aim for, in seconds", least=1, most=3600),
    Key("tags", Kind.LABELS, "subjects, for searching and statistics"),
    Key("sources", Kind.TEXTS, "where the facts come from"),
    Key("checked", Kind.MONTH, "when the facts were last checked"),
)

POINT_KEYS: tuple[Key, ...] = (
    Key("text", Kind.TEXT, "the point, checkable by yes or no", required=True),
    Key("must", Kind.FLAG, "whether the answer fails without it; `false` where it is not given"),
)

FOLLOW_UP_KEYS: tuple[Key, ...] = (
    Key("question", Kind.TEXT, "what is asked next", aliases=_QUESTION, required=True),
    Key("answer", Kind.TEXT, "a short answer", aliases=_ANSWER),
)

CORRECTION_KEYS: tuple[Key, ...] = (
    Key("verdict", Kind.LINE, "`wrong`, `misleading`, `incomplete` or `dated`, say", required=True),
    Key("article", Kind.TEXT, "what the article claims, in your own words"),
    Key("actually", Kind.TEXT, "what is right", required=True),
)

NEEDED: Mapping[CardType, tuple[tuple[str, ...], ...]] = {
    CardType.BASIC: (("question",), ("answer",)),
    CardType.REVERSED: (("question",), ("answer",)),
    CardType.CLOZE: (("text", "question"),),
    CardType.INTERVIEW: (("question",), ("answer",)),
    CardType.PERSONAL: (("question",),),
    CardType.CODING: (("question",), ("answer", "code")),
}
"""What a card of each type must have: of every group at least one key."""


def by_spelling(keys: tuple[Key, ...]) -> dict[str, Key]:
    """Return the keys by each of their spellings."""
    return {spelling: key for key in keys for spelling in key.spellings}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7, which editors know best) of a deck file.

    It knows the same keys as the reader, seen through an editor's YAML: a text may look like a
    number or a boolean there, and a key without a value is null. What needs more than a schema
    (gaps in a cloze, equal ids) only the reader checks.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mlcards deck",
        "description": "One deck of flashcards for mlcards.",
        **_object(DECK_KEYS),
        "definitions": {
            "card": _object(CARD_KEYS)
            | {"description": "One card.", "allOf": [_needs(kind) for kind in CardType]},
            "key_point": _object(POINT_KEYS),
            "follow_up": _object(FOLLOW_UP_KEYS),
            "correction": _object(CORRECTION_KEYS),
        },
    }


def schema_text() -> str:
    """Return the JSON Schema as the file deck.schema.json holds it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def reference_tables() -> dict[str, str]:
    """Return the Markdown tables of docs/deck-format.md, by the name of their place."""
    return {
        "deck": _table(DECK_KEYS),
        "card": _table(CARD_KEYS),
        "key_points": _table(POINT_KEYS),
        "follow_ups": _table(FOLLOW_UP_KEYS),
        "correction": _table(CORRECTION_KEYS),
        "types": _types_table(),
    }


_WORDS = ["string", "number", "boolean"]
_MAYBE = [*_WORDS, "null"]
_PLAIN: Mapping[Kind, dict[str, Any]] = {
    Kind.TEXT: {"type": _MAYBE},
    Kind.LINE: {"type": _MAYBE, "maxLength": LONGEST_LINE},
    Kind.MONTH: {"type": ["string", "null"], "pattern": MONTH},
    Kind.FLAG: {"enum": [True, False, "true", "false", "yes", "no", "on", "off"]},
    Kind.TEXTS: {"type": [*_MAYBE, "array"], "items": {"type": _WORDS}},
    Kind.LABELS: {"type": [*_MAYBE, "array"], "items": {"type": _WORDS, "maxLength": LONGEST_LINE}},
    Kind.POINTS: {
        "type": ["array", "null"],
        "items": {"anyOf": [{"type": _WORDS}, {"$ref": "#/definitions/key_point"}]},
    },
    Kind.QUESTIONS: {"type": ["array", "null"], "items": {"$ref": "#/definitions/follow_up"}},
    Kind.CORRECTION: {"anyOf": [{"$ref": "#/definitions/correction"}, {"type": "null"}]},
    Kind.CARDS: {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/card"}},
}


def _value(key: Key) -> dict[str, Any]:
    number = {"type": ["integer", "null"], "minimum": key.least, "maximum": key.most}
    if key.kind is Kind.NUMBER:
        value: dict[str, Any] = number
    elif key.kind is Kind.NUMBERS:
        value = number | {"type": ["array", "integer", "null"]}
        value["items"] = number | {"type": "integer"}
    elif key.kind is Kind.CHOICE:
        value = {"enum": [*key.choices, None]}
    else:
        value = dict(_PLAIN[key.kind])
    if key.required and isinstance(value.get("type"), list):
        value["type"] = [name for name in value["type"] if name != "null"]
    return {"description": _sentence(key.meaning), **value}


def _object(keys: tuple[Key, ...]) -> dict[str, Any]:
    described = {
        spelling: _value(key) if spelling == key.name else _also(key)
        for key in keys
        for spelling in key.spellings
    }
    required = [key.name for key in keys if key.required and not key.aliases]
    either = [_one_of(key.spellings) for key in keys if key.required and key.aliases]
    return (
        {"type": "object", "additionalProperties": False, "properties": described}
        | ({"required": required} if required else {})
        | ({"allOf": either} if either else {})
    )


def _also(key: Key) -> dict[str, Any]:
    return _value(key) | {"description": f"Another name for {key.name}: {key.meaning}."}


def _one_of(spellings: tuple[str, ...]) -> dict[str, Any]:
    return {"anyOf": [{"required": [spelling]} for spelling in spellings]}


def _needs(kind: CardType) -> dict[str, Any]:
    """Return the condition that a card of this type has what it needs."""
    is_it: dict[str, Any] = {"properties": {"type": {"enum": [kind.value]}}}
    if kind is CardType.BASIC:
        is_it = {"properties": {"type": {"enum": [kind.value, None]}}}
    else:
        is_it["required"] = ["type"]
    known = by_spelling(CARD_KEYS)
    groups = [
        _one_of(tuple(spelling for name in group for spelling in known[name].spellings))
        for group in NEEDED[kind]
    ]
    unfit = [key.name for key in CARD_KEYS if key.name == "text" and kind not in key.types]
    return {
        "if": is_it,
        "then": {"allOf": groups} | {"properties": dict.fromkeys(unfit, False)},
    }


def _sentence(phrase: str) -> str:
    return f"{phrase[0].upper()}{phrase[1:]}."


def _kind_in_words(key: Key) -> str:
    if key.kind is Kind.CHOICE:
        return ", ".join(f"`{word}`" for word in key.choices)
    if key.kind is Kind.NUMBER:
        return f"{key.kind} from {key.least} to {key.most}"
    return str(key.kind)


def _table(keys: tuple[Key, ...]) -> str:
    rows = ["| key | value | meaning |", "| --- | --- | --- |"]
    for key in keys:
        name = f"`{key.name}`" + "".join(f", `{alias}`" for alias in key.aliases)
        if key.required:
            name += " (required)"
        meaning = _sentence(key.meaning)
        if key.types:
            meaning += f" For {' and '.join(f'`{kind}`' for kind in key.types)} cards."
        rows.append(f"| {name} | {_kind_in_words(key)} | {meaning} |")
    return "\n".join(rows)


_TYPE_MEANINGS: Mapping[CardType, str] = {
    CardType.BASIC: "one question, one answer",
    CardType.REVERSED: "asked both ways: the question for the answer, and the answer for the "
    "question",
    CardType.CLOZE: "a sentence with gaps; each gap number is a card of its own",
    CardType.INTERVIEW: "an interview question you answer aloud, graded by its key points",
    CardType.PERSONAL: "a question about you or the company: you write the answer, the card "
    "helps you build it",
    CardType.CODING: "a task, its solution in code and what it costs",
}


def _types_table() -> str:
    rows = ["| type | is | needs |", "| --- | --- | --- |"]
    rows += [
        f"| `{kind}` | {_TYPE_MEANINGS[kind]} | {_needs_in_words(kind)} |" for kind in CardType
    ]
    return "\n".join(rows)


def _needs_in_words(kind: CardType) -> str:
    def words() -> Iterator[str]:
        for group in NEEDED[kind]:
            yield " or ".join(f"`{name}`" for name in group)

    return ", ".join(words())
