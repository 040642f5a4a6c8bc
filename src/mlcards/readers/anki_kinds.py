"""Note types of Anki with their templates parsed, once for all notes of the type.

Here it is decided, from the templates alone, what becomes of a type's cards: whether two of them
are the two ways of one note, and what an answer shows besides its question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mlcards.readers import anki_templates as templates
from mlcards.readers.anki_collection import NoteType
from mlcards.readers.anki_references import may_name_media
from mlcards.readers.anki_templates import Condition, Field, Node

_SPECIAL = frozenset({"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"})
_MOST_NODES = 60


class ParsedTemplate(NamedTuple):
    """A template, parsed."""

    name: str
    question: tuple[Node, ...]
    answer: tuple[Node, ...]


class Mirror(NamedTuple):
    """Two templates that ask for each other: the two sides, and what both show besides."""

    front: tuple[Node, ...]
    back: tuple[Node, ...]
    besides: tuple[Node, ...]


@dataclass(slots=True)
class Kind:
    """A note type, its templates parsed.

    Attributes:
        cards: by ordinal; a cloze has one, for all its gaps.
        names: of the fields.
        special: whether a template shows more than fields.
        by_gap: whether a template shows something with some gaps only.
        illustrated: what its templates show, where they name media of their own.
    """

    note_type: NoteType
    cards: Mapping[int, ParsedTemplate]
    mirror: Mirror | None
    names: tuple[str, ...]
    special: bool
    by_gap: bool = False
    illustrated: tuple[Node, ...] = ()


def compiled(note_type: NoteType) -> Kind:
    """Return a note type with its templates parsed."""
    cards: dict[int, ParsedTemplate] = {}
    for template in note_type.templates:
        question, answer = templates.question_and_answer(template.question, template.answer)
        if note_type.cloze:
            answer = _without(answer, question)
        cards.setdefault(template.ordinal, ParsedTemplate(template.name, question, answer))
    nodes = tuple(node for card in cards.values() for node in (*card.question, *card.answer))
    shown = templates.names_in(nodes)
    sources = "".join(template.question + template.answer for template in note_type.templates)
    return Kind(
        note_type,
        cards,
        None if note_type.cloze else _mirror(cards),
        note_type.fields,
        bool(shown & _SPECIAL - set(note_type.fields)),
        any(templates.is_gap(name) for name in shown - set(note_type.fields)),
        nodes if may_name_media(sources) else (),
    )


def without_templates(width: int) -> Kind:
    """Return a kind for notes whose type is missing: the first field asks for the others."""
    names = tuple(f"Field {number}" for number in range(1, width + 1))
    answer: list[Node] = []
    for name in names[1:]:
        answer += [Field(name, ()), "<br>"]
    card = ParsedTemplate("Card 1", (Field(names[0], ()),), tuple(answer))
    note_type = NoteType("", cloze=False, occlusion=False, fields=names, templates=())
    return Kind(note_type, {0: card}, None, names, special=False)


def _without(answer: Sequence[Node], question: Sequence[Node]) -> tuple[Node, ...]:
    """Return a cloze's answer without what the question shows already, and without its text."""
    texts = set(templates.cloze_fields(question))
    return tuple(
        node
        for node in answer
        if node not in question
        and not (isinstance(node, Field) and "cloze" in node.filters and node.name in texts)
    )


def _mirror(cards: Mapping[int, ParsedTemplate]) -> Mirror | None:
    """Return the two sides of a note type whose second template turns the first round."""
    if set(cards) != {0, 1}:
        return None
    first, second = cards[0], cards[1]
    if _has_hints(first.question) or _has_hints(second.question):
        return None
    front = templates.signature(first.question, asked=True)
    back = templates.signature(second.question, asked=True)
    if not front or not back or front == back:
        return None
    for besides in _after(first.answer, back):
        rest = templates.signature(besides, asked=False)
        for other in _after(second.answer, front):
            if rest == templates.signature(other, asked=False):
                return Mirror(first.question, second.question, besides)
    return None


def _after(nodes: tuple[Node, ...], wanted: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    """Yield what may stand behind those nodes at the start that show just what is wanted."""
    for end in range(1, min(len(nodes), _MOST_NODES) + 1):
        if templates.signature(nodes[:end], asked=False) == wanted:
            yield nodes[end:]


def _has_hints(nodes: Sequence[Node]) -> bool:
    return any(
        (isinstance(node, Field) and "hint" in node.filters)
        or (isinstance(node, Condition) and _has_hints(node.nodes))
        for node in nodes
    )
