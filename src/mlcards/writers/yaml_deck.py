"""Writes decks as YAML, as a person would: see docs/deck-format.md for what the keys are.

Decks come one after the other, a line `---` between them. All that `readers.yaml_deck` makes of
it is what went in, with these exceptions: progress, media and original fields have no place in a
deck file; a deck without cards is left out, and so are cards that left their file; a card
that has not what its type needs becomes one that it fits.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from mlcards.core.deck_keys import deck_key
from mlcards.core.deck_schema import CARD_KEYS, DECK_KEYS, NEEDED, Kind
from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.core.notes import gap_numbers
from mlcards.writers.text_file import as_text, notes_of
from mlcards.writers.yaml_text import block_text, flow_text, line_text

_AT_CARD = 4
"""Spaces before a card's keys."""
_WIDEST_POINT = 90
"""Characters of a key point in braces."""
_EMPTY_GAP = re.compile(r"(\{\{c\d{1,3}::)\s*(?=::|\}\})")


def write_yaml(export: Export, file: BinaryIO) -> None:
    """Write decks to an open file, which is left open."""
    with as_text(file) as out:
        between = ""
        for deck in export.decks:
            notes = notes_of(deck)
            if notes:
                out.write(between)
                out.writelines(f"{line}\n" for line in _deck(deck, notes))
                between = "\n---\n\n"


def card_text(note: ForeignNote) -> str:
    """Return one card as it stands in a deck, from the first column on, with all of its tags."""
    lines = "\n".join(_card(note, ())).split("\n")
    return "\n".join(line[_AT_CARD:] for line in lines) + "\n"


def _deck(deck: ForeignDeck, notes: Sequence[ForeignNote]) -> Iterator[str]:
    tags = _given(deck.tags, notes)
    values = {
        "deck": deck.title,
        "id": deck.key if deck.key != deck_key(deck.title) else "",
        "description": deck.description,
        "language": deck.language,
        "source": deck.source,
        "license": deck.license,
        "tags": tags,
    }
    for key in DECK_KEYS:
        if values.get(key.name):
            yield from _WRITERS[key.kind](key.name, values[key.name], 0)
    yield "cards:"
    for index, note in enumerate(notes):
        if index:
            yield ""
        dash = "  - "
        for line in _card(note, tags):
            yield dash + line[_AT_CARD:] if dash else line
            dash = ""


def _given(tags: Sequence[str], notes: Sequence[ForeignNote]) -> tuple[str, ...]:
    """Return those of a deck's tags that can stand at its head: the ones that all cards have.

    The reader gives them to every card, so a card that lacks one would gain it.
    """
    return tuple(tag for tag in tags if all(tag in note.content.tags for note in notes))


def _own(tags: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fewest of a card's tags from which the reader makes all of them, in order.

    It puts the deck's tags after the card's own, those left out that the card has itself.
    """
    for count in range(max(0, len(tags) - len(given)), len(tags)):
        own = tags[:count]
        if tags[count:] == tuple(tag for tag in given if tag not in own):
            return own
    return tags


def _card(note: ForeignNote, given: tuple[str, ...]) -> Iterator[str]:
    content = note.content
    kind = _fitting(content)
    if note.id:
        yield from _line("id", note.id, _AT_CARD)
    if kind is not CardType.BASIC:
        yield from _line("type", kind.value, _AT_CARD)
    for name, write in _FIELDS:
        value = getattr(content, name)
        if name == "tags":
            value = _own(value, given)
        if not value:
            continue
        if name == "question" and kind is CardType.CLOZE:
            yield from write("text", _EMPTY_GAP.sub(r"\1…", value), _AT_CARD)
        else:
            yield from write(name, value, _AT_CARD)


def _fitting(content: NoteContent) -> CardType:
    """Return the type that the reader takes the card for: its own wherever it has what it needs."""
    kind = content.type
    if kind is CardType.CLOZE:
        if gap_numbers(content.question):
            return kind
        kind = CardType.BASIC
    met = all(any(getattr(content, name).strip() for name in group) for group in NEEDED[kind])
    return kind if met else CardType.PERSONAL


# -------------------------------------------------------------------------------- kinds of values


def _line(name: str, value: str, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}: {line_text(value)}"


def _text(name: str, value: str, indent: int) -> Iterator[str]:
    if value.strip():
        yield f"{' ' * indent}{name}: {block_text(value, indent + 2)}"


def _number(name: str, value: int, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}: {value}"


def _flow(name: str, values: Iterable[object], indent: int) -> Iterator[str]:
    items = ", ".join(flow_text(item) if isinstance(item, str) else str(item) for item in values)
    yield f"{' ' * indent}{name}: [{items}]"


def _texts(name: str, values: Sequence[str], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}:"
    for text in values:
        yield f"{' ' * indent}  - {block_text(text, indent + 4)}"


def _points(name: str, points: Sequence[KeyPoint], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}:"
    dash = f"{' ' * indent}  - "
    for point in points:
        if not point.must:
            yield f"{dash}{block_text(point.text, indent + 4)}"
            continue
        braces = f"{{text: {flow_text(point.text)}, must: true}}"
        if len(braces) <= _WIDEST_POINT and "\n" not in point.text:
            yield f"{dash}{braces}"
        else:
            yield f"{dash}text: {block_text(point.text, indent + 6)}"
            yield f"{' ' * indent}    must: true"


def _questions(name: str, items: Sequence[FollowUp], indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}:"
    for item in items:
        yield f"{' ' * indent}  - question: {block_text(item.question, indent + 6)}"
        yield from _text("answer", item.answer, indent + 4)


def _correction(name: str, value: Correction, indent: int) -> Iterator[str]:
    yield f"{' ' * indent}{name}:"
    yield from _line("verdict", value.verdict, indent + 2)
    yield from _text("article", value.article, indent + 2)
    yield from _text("actually", value.actually, indent + 2)


_WRITERS: Mapping[Kind, Callable[[str, Any, int], Iterator[str]]] = {
    Kind.TEXT: _text,
    Kind.LINE: _line,
    Kind.MONTH: _line,
    Kind.NUMBER: _number,
    Kind.NUMBERS: _flow,
    Kind.TEXTS: _texts,
    Kind.LABELS: _flow,
    Kind.POINTS: _points,
    Kind.QUESTIONS: _questions,
    Kind.CORRECTION: _correction,
}
_FIELDS = tuple(
    (key.name, _WRITERS[key.kind]) for key in CARD_KEYS if key.name not in {"id", "type", "text"}
)
