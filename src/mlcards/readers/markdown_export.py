r"""Reads the Markdown that mlcards itself exports; `headings_md` hands it on to here.

````
# ML::Metrics

<!-- deck: metrics -->
<!-- language: en -->

What the deck is about.

## What is recall?

<!-- id: recall -->
<!-- type: interview -->
<!-- tags: metrics, roc -->

The answer, up to the next question or section.

**Hint:** Think of what was missed.

**Key points:**

- **must:** Names both parts
- Says when it matters

**Code:**

```
recall = hits / (hits + misses)
```
````

The comment below the title tells such a file from other notes; it gives the deck's id. Here a
question is what it says, with no number or id to be cut off, and only `##` starts one. A question
of several lines goes on below its heading, up to a line `**Answer:**`; where its first line is no
text (code, a table, a list), the heading is only `…`. What the sections are called, and how texts
stand in them that would be taken for something else, says `core.markdown_sections`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mlcards.core.deck_schema import DECK_KEYS, Key
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.markdown_sections import (
    BELOW,
    DECK_FACTS,
    Line,
    fact_value,
    outside_code,
    read_fact,
    read_rest,
    read_section,
    read_text,
    section_of,
)
from mlcards.core.model import NoteContent
from mlcards.core.notes import has_own_id
from mlcards.core.text import one_line
from mlcards.readers.card_values import CARD_FIELDS, BadValueError, checked
from mlcards.readers.gathering import Decks, Report, each_once, file_title, foreign_id, storable
from mlcards.readers.json_extras import deck_name, deck_title, exact_tags
from mlcards.readers.table_columns import fitting_type

_TITLE = "# "
_QUESTION = "## "
_DECK = re.compile(r"<!-- deck: (.*) -->[ \t]*")
_CORRECTION = {"verdict": "verdict", "claim": "article", "actually": "actually"}
"""The sections of a correction, and what each is of it."""
_DECK_FIELDS: Mapping[str, Key] = {key.name: key for key in DECK_KEYS if key.name in DECK_FACTS}


@dataclass(slots=True)
class _Part:
    """A deck or a card with the lines below it.

    Attributes:
        text: its title or question.
        line: where it stands, from 1.
        key: of a deck; None for a card.
        below: the lines.
    """

    text: str
    line: int
    key: str | None = None
    below: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """What stands below a label.

    Attributes:
        name: what it holds; empty for what stands before the first label.
        behind: what stands behind the label.
        below: the lines below it.
    """

    name: str
    behind: str
    below: list[Line] = field(default_factory=list)


def is_export(lines: Sequence[str]) -> bool:
    """Whether notes are what mlcards exported: a title with the comment of a deck below it."""
    first = [line for line in lines[:20] if line.strip()][:2]
    return len(first) == 2 and first[0].startswith(_TITLE) and bool(_DECK.fullmatch(first[1]))


def read_export(lines: Sequence[str], report: Report) -> tuple[ForeignDeck, ...]:
    """Return the decks of an export.

    Args:
        lines: of the file.
        report: where problems are told.
    """
    decks = Decks(report)
    part: _Part | None = None
    title = file_title(report.source)
    for index, (line, plain) in enumerate(outside_code(lines)):
        if plain and line.startswith(_QUESTION) and line[len(_QUESTION) :].strip():
            title = _finish(part, title, decks)
            part = _Part(line[len(_QUESTION) :], index + 1)
        elif plain and line.startswith(_TITLE) and is_export(lines[index : index + 20]):
            title = _finish(part, title, decks)
            part = _Part(line[len(_TITLE) :], index + 1, "")
        elif part is not None and part.key == "" and (found := _DECK.fullmatch(line)):
            part.key = deck_name(fact_value(found[1], str))
        elif part is not None:
            part.below.append((line, plain))
    _finish(part, title, decks)
    return decks.made()


def _finish(part: _Part | None, title: str, decks: Decks) -> str:
    """Add a part that has ended; return the title of the deck that the next card belongs to."""
    if part is None:
        return title
    if part.key is None:
        decks.add(title, _note(part, decks.report))
        return title
    title = deck_title(part.text) or title
    facts, below = _facts(part.below)
    about = _deck_values(facts, part.line, decks.report)
    description = storable(read_text(below))
    decks.describe(ForeignDeck(part.key, title, (), "", description=description, **about))
    return title


def _deck_values(facts: Mapping[str, str], line: int, report: Report) -> dict[str, Any]:
    about: dict[str, Any] = {}
    for name, key in _DECK_FIELDS.items():
        if name == "tags":
            about[name] = _tags(facts)
        elif name in facts:
            about[name] = _checked(key, fact_value(facts[name], str), line, report) or ""
    return about


def _note(part: _Part, report: Report) -> ForeignNote:
    report.check_size(sum(len(line) + 1 for line, _plain in part.below), part.line)
    facts, below = _facts(part.below)
    asked, sections = _sections(below)
    values: dict[str, Any] = {}
    if "answer" in sections:
        question = _question(part.text, asked)
    else:
        question, sections["answer"] = part.text.strip(), [_Section("", "", asked)]
    for name, found in sections.items():
        said = _joined([read_section(name, each.behind, each.below) for each in found])
        if said:
            values[name] = said
    correction = {key: values.pop(name, "") for name, key in _CORRECTION.items()}
    if any(correction.values()):
        values["correction"] = correction
    content = {
        name: value
        for name, said in {**values, "question": question, "type": _type(facts)}.items()
        if said and (value := _checked(CARD_FIELDS[name], said, part.line, report))
    }
    content.setdefault("question", question)
    content |= {"type": fitting_type(content, part.line, report), "tags": _tags(facts)}
    return ForeignNote(_id(facts), NoteContent(**content), part.line)


def _facts(below: list[Line]) -> tuple[dict[str, str], list[Line]]:
    """Return what the comments at the start say, and the lines after them."""
    facts: dict[str, str] = {}
    done = 0
    for index, (line, _plain) in enumerate(below):
        found = read_fact(line)
        if found:
            facts[found[0]] = found[1]
            done = index + 1
        elif line.strip():
            break
    return facts, below[done:]


def _sections(below: Sequence[Line]) -> tuple[list[Line], dict[str, list[_Section]]]:
    """Return the lines before the first section, and the sections by what they hold."""
    first = current = _Section("", "")
    sections: dict[str, list[_Section]] = {}
    for line, plain in below:
        found = section_of(line) if plain else None
        if found is None:
            current.below.append((line, plain))
        else:
            current = _Section(*found)
            sections.setdefault(current.name, []).append(current)
    return first.below, sections


def _question(heading: str, below: list[Line]) -> str:
    """Return a question that goes on below its heading."""
    if heading.strip() == BELOW:
        return read_text(below)
    rest = read_rest(below[1:] if below and not below[0][0].strip() else below)
    return f"{heading.strip()}\n{rest}" if rest.strip() else heading.strip()


def _joined(said: list[Any]) -> Any:
    """Return what several sections of one name say together: somebody may have added one."""
    if len(said) == 1:
        return said[0]
    if all(isinstance(one, list) for one in said):
        return [item for one in said for item in one]
    texts = [one for one in said if isinstance(one, str)]
    return "\n\n".join(filter(None, texts)) if len(texts) == len(said) else said[0]


def _checked(key: Key, said: object, line: int, report: Report) -> Any:
    """Return a value as a note holds it; None, and a warning, for what it cannot be."""
    try:
        return checked(key, said)
    except BadValueError as error:
        shown = f'"{one_line(said, 30)}" is left out: ' if isinstance(said, str) else "left out: "
        report.warn(line, f"{shown}{error}", "value")
        return None


def _type(facts: Mapping[str, str]) -> str:
    return str(fact_value(facts.get("type", ""), str))


def _tags(facts: Mapping[str, str]) -> tuple[str, ...]:
    tags = fact_value(facts.get("tags", ""), tuple)
    return exact_tags(list(tags)) or each_once(tags)


def _id(facts: Mapping[str, str]) -> str:
    written = fact_value(facts.get("id", ""), str)
    try:
        exact = checked(CARD_FIELDS["id"], written)
    except BadValueError:
        exact = ""
    return exact if exact and has_own_id(exact) else foreign_id(written)
