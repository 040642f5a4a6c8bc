r"""Reads the Markdown that mlcards itself exports; `headings_md` hands it on to here.

```
# ML::Metrics

<!-- deck: metrics -->

What the deck is about.

## What is recall?

<!-- id: recall -->
<!-- type: interview -->
<!-- tags: metrics, roc -->

The answer, up to the next question or to

<!-- notes -->

All else that is known of the card.
```

The comment below the title tells such a file from other notes; it gives the deck's id. Here a
question is what it says, with no number or id to be cut off, and only `##` starts one. A question
of several lines goes on below its heading, up to a line `**Answer:**`; where its first line is no
text (code, a table, a list), the heading is only `…`. A line that would be taken for one of these
marks has a backslash before it, which is no part of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.core.text import one_line
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
)
from mlcards.readers.markdown_lines import outside_code
from mlcards.readers.table_columns import fitting_type

_TITLE = "# "
_QUESTION = "## "
_BELOW = "…"
_ANSWER = "**Answer:**"
_NOTES = "<!-- notes -->"
_DECK = re.compile(r"<!-- deck: (.*) -->[ \t]*")
_FACT = re.compile(r"<!-- (id|type|tags): (.*) -->[ \t]*")
_ESCAPED = re.compile(
    r"\\+(?:## |<!-- (?:deck|id|type|tags): |<!-- notes -->|\*\*Answer:\*\*[ \t]*$)"
)


@dataclass(slots=True)
class _Part:
    """A deck or a card with the lines below it.

    Attributes:
        text: its title or question.
        line: where it stands, from 1.
        key: of a deck; None for a card.
        below: each line, and whether it is outside of code.
    """

    text: str
    line: int
    key: str | None = None
    below: list[tuple[str, bool]] = field(default_factory=list)


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
    for index, line, plain in outside_code(lines):
        if plain and line.startswith(_QUESTION) and line[len(_QUESTION) :].strip():
            title = _finish(part, title, decks)
            part = _Part(line[len(_QUESTION) :], index + 1)
        elif plain and line.startswith(_TITLE) and is_export(lines[index : index + 20]):
            title = _finish(part, title, decks)
            part = _Part(line[len(_TITLE) :], index + 1, "")
        elif part is not None and part.key == "" and (found := _DECK.fullmatch(line)):
            part.key = foreign_id(found[1])
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
    title = clean_title(part.text) or title
    decks.describe(ForeignDeck(part.key, title, (), "", description=_text(part.below)))
    return title


def _note(part: _Part, report: Report) -> ForeignNote:
    facts, below = _facts(part.below)
    question = part.text.strip()
    before, notes = _cut(below, _NOTES)
    asked, answered = _cut(before, _ANSWER)
    if answered is not None:
        rest = _text(asked, rest=True)
        question = rest.strip("\n") if question == _BELOW else f"{part.text}\n{rest}".strip()
        before = answered
    answer = _text(before)
    more = _text(notes or [])
    report.check_size(len(question) + len(answer) + len(more), part.line)
    values = {"question": question, "answer": answer, "type": _type(facts, part.line, report)}
    content = NoteContent(
        fitting_type(values, part.line, report),
        question,
        answer,
        notes=more,
        tags=each_once(facts.get("tags", "").split(",")),
    )
    return ForeignNote(foreign_id(facts.get("id", "")), content, part.line)


def _facts(
    below: list[tuple[str, bool]],
) -> tuple[dict[str, str], list[tuple[str, bool]]]:
    """Return what the comments below a heading say, and the lines after them."""
    facts: dict[str, str] = {}
    done = 0
    for index, (line, _plain) in enumerate(below):
        found = _FACT.fullmatch(line)
        if found:
            facts[found[1]] = found[2].strip()
            done = index + 1
        elif line.strip():
            break
    return facts, below[done:]


def _cut(
    lines: list[tuple[str, bool]], mark: str
) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]] | None]:
    """Return the lines before a mark and those after it; None for these where it is not there."""
    for index, (line, plain) in enumerate(lines):
        if plain and line.rstrip() == mark:
            return lines[:index], lines[index + 1 :]
    return lines, None


def _text(lines: Sequence[tuple[str, bool]], *, rest: bool = False) -> str:
    """Return lines as a text, without the empty ones around it.

    Args:
        lines: each with whether it is outside of code.
        rest: whether it goes on a text, so that only one empty line at each end is not its own.
    """
    first, last = 0, len(lines)
    while first < last and not lines[first][0].strip() and not (rest and first):
        first += 1
    while first < last and not lines[last - 1][0].strip():
        last -= 1
    return "\n".join(
        line[1:] if plain and _ESCAPED.match(line) else line for line, plain in lines[first:last]
    )


def _type(facts: dict[str, str], line: int, report: Report) -> CardType | None:
    word = facts.get("type", "")
    if word and word not in list(CardType):
        report.warn(
            line,
            f'"{one_line(word, 30)}" is left out: type must be one of {", ".join(CardType)}',
            "value",
        )
    return CardType(word) if word in list(CardType) else None
