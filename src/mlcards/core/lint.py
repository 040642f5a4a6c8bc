"""What makes a deck hard to learn from, though it can be read: card style as rules.

The limits come from what a person can recall in one breath (an atomic card), say in two minutes
(an interview card) and see in a terminal of 80 columns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlcards.core.cloze import gap_spans
from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem
from mlcards.core.markdown_lint import eaten, sections, tables
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import face_of, gap_numbers, parts_of
from mlcards.core.text import one_line, plural

ATOMIC_WORDS = 60
ATOMIC_LINES = 6
SPOKEN_WORDS = 170
QUESTION_WORDS = 80
CODE_LINES = 30
CODE_COLUMNS = 76
TABLE_COLUMNS = 4
TABLE_WIDTH = 64
KEY_POINTS = range(3, 8)

_ATOMIC = {CardType.BASIC, CardType.REVERSED, CardType.CLOZE}
_LONGEST_CLOZE = 5000
"""Characters up to which a cloze is weighed: it is cut into faces once for each gap."""
_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\(card:([^()\s]{1,200})\)")
_GAP_START = re.compile(r"\{\{c\d{1,3}(?:,\d{1,3})*+::")


@dataclass(frozen=True, slots=True)
class _Finding:
    code: str
    message: str
    severity: str = "warning"


def lint(decks: Sequence[ForeignDeck], *, links: bool = True) -> list[Problem]:
    """Return what could be better in `decks`, which are taken to be all that belong together.

    Args:
        decks: as a reader gave them.
        links: whether links to cards that none of the decks has are reported; pass False when
            some files could not be read.
    """
    ids = {note.id for deck in decks for note in deck.notes if note.id}
    problems = list(_repeated(decks))
    for deck in decks:
        for note in deck.notes:
            problems += [_problem(deck, note, finding) for finding in _findings(note.content)]
            if links:
                problems += [
                    _problem(
                        deck,
                        note,
                        _Finding(
                            "dead-link", f"links to {_quoted(link)}, a card that does not exist"
                        ),
                    )
                    for link in _links(note.content)
                    if link not in ids
                ]
    return problems


def _problem(deck: ForeignDeck, note: ForeignNote, finding: _Finding) -> Problem:
    name = one_line(note.id or note.content.question, 50)
    return Problem(
        deck.source_path,
        note.line or None,
        f'card "{name}": {finding.message}',
        severity=finding.severity,
        code=finding.code,
    )


def _quoted(text: str) -> str:
    return f'"{one_line(text, 50)}"'


# ------------------------------------------------------------------------------ among cards


def _repeated(decks: Sequence[ForeignDeck]) -> Iterator[Problem]:
    files: dict[str, ForeignDeck] = {}
    questions: dict[str, tuple[ForeignDeck, ForeignNote]] = {}
    for deck in decks:
        other = files.setdefault(deck.key, deck)
        if other is not deck:
            yield Problem(
                deck.source_path,
                deck.line,
                f"the deck {_quoted(deck.key)} is in {one_line(other.source_path)} too; importing "
                "one takes the other's cards out: give each an id of its own",
                severity="warning",
                code="duplicate-deck",
            )
        ids: dict[str, ForeignNote] = {}
        for note in deck.notes:
            if note.id and ids.setdefault(note.id, note) is not note:
                place = f"line {ids[note.id].line}"
                yield _problem(
                    deck,
                    note,
                    _Finding("duplicate-id", f"this id is taken by the card in {place}", "error"),
                )
            question = " ".join(note.content.question.casefold().split())
            first_deck, first = questions.setdefault(question, (deck, note))
            if question and first is not note:
                place = f"{one_line(first_deck.source_path)}:{first.line}"
                yield _problem(
                    deck, note, _Finding("duplicate-question", f"asks the same as {place}")
                )


def _links(content: NoteContent) -> list[str]:
    found = [link for _name, text in _texts(content) for link in _LINK.findall(text)]
    return list(dict.fromkeys(found))


# ------------------------------------------------------------------------------ within a card


def _findings(content: NoteContent) -> Iterator[_Finding]:
    yield from _lengths(content)
    yield from _gaps(content)
    yield from _checklist(content)
    yield from _code(content.code.split("\n"), "code")
    for name, text in _texts(content):
        parts = sections(text)
        for block in parts.blocks:
            yield from _code(block, f"code in {name}")
        for columns, width in tables(parts.prose):
            yield from _table(name, columns, width)
        piece = eaten(parts.prose, placeholders=name in {"skeleton", "framework"})
        if piece is not None:
            yield _Finding(
                "markdown",
                f"{name}: Markdown takes parts of {_quoted(piece)} away; put it in `backticks`",
            )


def _lengths(content: NoteContent) -> Iterator[_Finding]:
    words = len(content.answer.split())
    if content.type in _ATOMIC:
        lines = sum(bool(line.strip()) for line in content.answer.split("\n"))
        if words > ATOMIC_WORDS:
            yield _Finding(
                "long-answer",
                f"the answer has {words} words, more than the {ATOMIC_WORDS} of one idea: split it",
            )
        elif lines > ATOMIC_LINES:
            yield _Finding(
                "long-answer",
                f"the answer has {lines} lines, more than the {ATOMIC_LINES} of one idea: split it",
            )
    elif words > SPOKEN_WORDS:
        yield _Finding(
            "long-answer",
            f"the answer has {words} words, more than the {SPOKEN_WORDS} of two minutes: cut it",
        )
    words = len(content.question.split())
    if words > QUESTION_WORDS:
        yield _Finding(
            "long-question",
            f"the question has {words} words, more than {QUESTION_WORDS}: shorten it",
        )


def _gaps(content: NoteContent) -> Iterator[_Finding]:
    text = content.question
    starts = len(_GAP_START.findall(text))
    if content.type is not CardType.CLOZE:
        if starts:
            yield _Finding(
                "stray-gap", "a gap {{c1::…}} is shown as written here; add `type: cloze`"
            )
        return
    if starts > len(gap_spans(text)):
        yield _Finding(
            "stray-gap", "a gap {{c1::…}} is not closed, has {{ in it, or lies too deep in others"
        )
    if len(text) > _LONGEST_CLOZE:
        return
    numbers = gap_numbers(text)
    for part in parts_of(content):
        face = face_of(NoteContent(CardType.CLOZE, text), part)
        marks = len("**[…]**") * numbers.count(int(part[1:]))
        if len(face.expected) > len(face.question) - marks:
            yield _Finding("cloze-hides-most", f"gap {part} hides more than it leaves")


def _checklist(content: NoteContent) -> Iterator[_Finding]:
    if content.type not in _ATOMIC:
        count = len(content.key_points)
        if count not in KEY_POINTS:
            yield _Finding(
                "key-points",
                f"{plural(count, 'key point')}; {KEY_POINTS.start} to {KEY_POINTS.stop - 1} can be "
                "ticked off from memory",
            )
        if count and not any(point.must for point in content.key_points):
            yield _Finding(
                "no-must",
                "no key point is marked `must: true`, so none decides between pass and fail",
            )
    for index, item in enumerate(content.follow_ups, start=1):
        if not item.answer.strip():
            yield _Finding("follow-up-answer", f"follow_ups {index} has no answer")


def _code(lines: Sequence[str], name: str) -> Iterator[_Finding]:
    count = len(lines) - (not lines[-1]) if lines else 0
    width = max(map(len, lines), default=0)
    if count > CODE_LINES:
        yield _Finding("long-code", f"{name} has {count} lines, more than {CODE_LINES}")
    if width > CODE_COLUMNS:
        yield _Finding("wide-code", f"{name} is {width} columns wide, more than {CODE_COLUMNS}")


def _table(name: str, columns: int, width: int) -> Iterator[_Finding]:
    if columns > TABLE_COLUMNS:
        yield _Finding(
            "wide-table",
            f"{name}: a table of {columns} columns, more than {TABLE_COLUMNS}: make it a list",
        )
    elif width > TABLE_WIDTH:
        yield _Finding(
            "wide-table",
            f"{name}: a table {width} characters wide, more than {TABLE_WIDTH}: shorten it",
        )


def _texts(content: NoteContent) -> Iterator[tuple[str, str]]:
    """Yield every Markdown text of a note with its key."""
    yield "text" if content.type is CardType.CLOZE else "question", content.question
    for name in ("answer", "listen_for", "skeleton", "complexity", "hint", "notes"):
        yield name, getattr(content, name)
    for name in ("red_flags", "framework"):
        for text in getattr(content, name):
            yield name, text
    for point in content.key_points:
        yield "key_points", point.text
    for item in content.follow_ups:
        yield "follow_ups", item.question
        yield "follow_ups", item.answer
    if content.correction:
        yield "correction", content.correction.article
        yield "correction", content.correction.actually
