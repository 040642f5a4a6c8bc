r"""Writes decks as Markdown that is pleasant to read, and that mlcards reads back as they were.

A deck is a title, each card a heading with its answer below; what else a card says stands below
that, in sections with a label each. Comments, which no rendered page shows, keep ids, types and
tags, and what is known of the deck. `readers.markdown_export` says how all of it looks. What does
not come back:

- progress, options and media; a deck without cards, and cards that left their file;
- `\r` in a text, which becomes a line break, NUL and lone surrogates, which become U+FFFD;
- what a file of more than 8 MB holds, which no reader of Markdown takes.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from mlcards.core.content_json import to_dict
from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.markdown_sections import (
    BELOW,
    DECK_FACTS,
    LABELS,
    exact_lines,
    fact,
    section,
    text_lines,
)
from mlcards.core.model import CardType, NoteContent
from mlcards.writers.text_file import as_text, notes_of, writable

_NO_HEADING = re.compile(rf"`{{3}}|~{{3}}|[|>#]|[-*+][ \t]|\d{{1,9}}[.)][ \t]|{BELOW}$")
"""How the first of several lines starts where it is part of something larger."""
_BREAK = re.compile("\r\n?")


def write_markdown(export: Export, file: BinaryIO) -> None:
    """Write decks to an open file, which is left open."""
    with as_text(file) as out:
        between = ""
        for deck in export.decks:
            notes = notes_of(deck)
            if not notes:
                continue
            out.write(between)
            out.write(writable("\n\n".join(_head(deck))))
            for note in notes:
                out.write(writable("\n\n".join(("", *_card(note)))))
            between = "\n\n"
        if between:
            out.write("\n")


def _head(deck: ForeignDeck) -> Iterator[str]:
    yield f"# {deck.title}"
    facts = [fact("deck", deck.key)]
    facts += [fact(name, _plain(value)) for name in DECK_FACTS if (value := getattr(deck, name))]
    yield "\n".join(facts)
    if deck.description.strip():
        yield _block(_plain(deck.description))


def _card(note: ForeignNote) -> Iterator[str]:
    """Yield the blocks of a card, to be parted by empty lines."""
    values = {name: _plain(value) for name, value in to_dict(note.content).items()}
    answer = values.pop("answer", "")
    heading, rest = _asked(values.pop("question"))
    yield f"## {heading}"
    facts = _facts(note)
    if facts:
        yield "\n".join(facts)
    if rest:
        yield rest
        yield f"**{LABELS['answer']}:**"
    if answer:
        yield _block(answer)
    correction = values.pop("correction", None)
    if correction:
        values |= {
            "verdict": correction["verdict"],
            "claim": correction["article"],
            "actually": correction["actually"],
        }
    for name in LABELS:
        if values.get(name):
            yield from section(name, values[name])


def _asked(question: str) -> tuple[str, str]:
    """Return the heading of a question, and what of it stands below."""
    first, _break, rest = question.partition("\n")
    if first.strip() == first and first:
        if first == question:
            return first, ""
        lines = text_lines(rest, rest=True) if rest and not _NO_HEADING.match(first) else None
        if lines is not None:
            return first, "\n".join(lines)
    return BELOW, _block(question)


def _block(text: str) -> str:
    return "\n".join(text_lines(text) or exact_lines(text))


def _facts(note: ForeignNote) -> list[str]:
    content = note.content
    facts: dict[str, Any] = {
        "id": note.id,
        "type": "" if _goes_without_saying(content) else content.type.value,
        "tags": content.tags,
    }
    return [fact(name, value) for name, value in facts.items() if value]


def _goes_without_saying(content: NoteContent) -> bool:
    """Whether a card is taken for one of its type if none is given."""
    return (
        content.type is CardType.BASIC
        and bool(content.answer.strip())
        and "{{c" not in content.question
    )


def _plain(value: Any) -> Any:
    r"""Return a value of a note with `\n` for every line break in its texts."""
    if isinstance(value, str):
        return _BREAK.sub("\n", value)
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
