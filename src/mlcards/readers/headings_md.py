"""Reads notes in which a question stands above its answer.

Three ways of keeping such notes are known, and the one that gives most questions is taken:

- headings: `## What is …?` with the text below it;
- bold lines: `**What is …?**` (also in a list, numbered, or with `Q:` before it);
- numbered lines: `1. What is …?` with the text below it.

A line asks with its question mark, with a `Q:`, or where its number goes on with those of the
questions before it. Headings above the questions become tags, as those of the front matter do. A
title `# …` names the deck, else the front matter's title or the file's name does. `{#name}` or
` ^name` after a question, or `<!-- id: name -->` below it, is its id.

What mlcards itself exported has more to go by; see `markdown_export`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import dedent

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.text import one_line
from mlcards.readers.decoding import head_text
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    question_and_answer,
)
from mlcards.readers.markdown_export import is_export, read_export
from mlcards.readers.markdown_lines import (
    front_matter,
    outside_code,
    read_note,
    split_block_id,
)
from mlcards.readers.options import HeadingsOptions

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_NAMED = re.compile(r"\{#([^\s{}]{1,100})[^{}\n]{0,100}\}")
_LONGEST_NAME = 210
_COMMENT = re.compile(r"[ \t]*<!--[ \t]*(id|tags)[ \t]*:([^<>\n]{1,300})-->[ \t]*")
_LABELLED = re.compile(r" {0,3}(?:[-*+][ \t]+)?([Qq](?:uestion)?[ \t]*\d{0,4}[.):])[ \t]+(\S.*)")
_NUMBERED = re.compile(r" {0,3}\d{1,4}[.)][ \t]+(\S.*)")
_BOLD = re.compile(
    r" {0,3}(?:[-*+][ \t]+|\d{1,4}[.)][ \t]+)?"
    r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1[ \t]*:?[ \t]*(.*)"
)
_LABEL = re.compile(r"(?:Q(?:uestion)?[ \t]*)?(?:\d{1,4}[ \t]*)?[.):][ \t]+", re.IGNORECASE)
_ONLY_LABEL = re.compile(r"(?:Q(?:uestion)?[ \t]*)?\d{0,4}[.):]?", re.IGNORECASE)
_SAYS_Q = re.compile(
    r"(?:\d{1,4}[.)][ \t]+)?Q(?:uestion)?[ \t]*(?:\d{0,4}:|\d{1,4}[.)])", re.IGNORECASE
)
"""A label that says that what follows is a question; "Q." alone may be a name's first letter."""
_DEMANDS = re.compile(
    r"(?:explain|describe|compare|discuss|derive|tell me|walk me|give an example)[ \t]+\S",
    re.IGNORECASE,
)
_NUMBER = re.compile(r" {0,3}(\*\*|__)?(\d{1,4})[.)][ \t]+(\*\*|__)?\S")
_ANSWER_LABEL = re.compile(
    r"(?:[-*+][ \t]+)?(?:"
    r"(\*\*|__)A(?:ns(?:wer)?)?[ \t]*\d{0,4}[ \t]*(?:[:.]\1|\1[ \t]*:)"
    r"|A(?:ns(?:wer)?)?[ \t]*\d{0,4}[ \t]*:"
    r"|A(?:ns(?:wer)?[ \t]*\d{0,4}|\d{1,4})\."
    r")[ \t]*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[?？]['\")*_\]]{0,4}$")
_MIDDLE = re.compile(r"[?？][ \t]+(?=\S)")
_NOTHING = (
    "no cards were found: a question is a heading, or a bold or numbered line that ends with a "
    "question mark; name the format if these are other cards"
)
_ASKING_COUNTS = 4
"""A heading that asks says as much about the level of questions as so many that do not."""


@dataclass(slots=True)
class _Asked:
    """A question with the lines below it.

    Attributes:
        line: where it stands, from 1.
        headings: the titles of the sections it stands in.
    """

    question: str
    line: int
    headings: tuple[str, ...]
    below: list[str] = field(default_factory=list)

    @property
    def answered(self) -> bool:
        """Whether anything stands below it."""
        return any(line.strip() for line in self.below)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that may start a card or a section.

    Attributes:
        index: of the line.
        level: of a heading; 0 for a bold or numbered line.
        text: without its marks.
        rest: what follows on the same line.
        length: lines it takes.
        asks: whether it is a question even without a question mark.
    """

    index: int
    level: int
    text: str
    rest: str = ""
    length: int = 1
    asks: bool = False


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a file is such notes beyond doubt: a line asks something, or a card has an id.

    So is what mlcards exported.
    """
    lines = head_text(head).split("\n")
    return is_export(lines) or any(map(_tells, lines))


def _tells(line: str) -> bool:
    if found := _COMMENT.fullmatch(line):
        return found[1] == "id"
    if found := _HEADING.match(line):
        return _asks(found[2])
    return _asking(0, line) is not None


def read_headings(data: bytes, source: str, options: HeadingsOptions | None = None) -> ReadResult:
    """Return the deck of such notes.

    Args:
        data: the notes as they are on disk.
        source: their name as the person gave it.
        options: what a person chose.

    Raises:
        UsageError: the level is none.
    """
    level = options.level if options else None
    if level is not None and not 1 <= level <= 6:
        raise UsageError(f"A heading's level is 1 to 6, not {level}.")
    return read_note(
        data,
        source,
        lambda lines, report: _read(lines, report, level),
        chosen=level,
        nothing=_NOTHING,
    )


def _read(lines: Sequence[str], report: Report, level: int | None) -> tuple[ForeignDeck, ...]:
    if level is None and is_export(lines):
        return read_export(lines, report)
    front = front_matter(lines)
    headings, asking = _marks(lines, front.end)
    cards = _cards(lines, headings, asking, level, report)
    title = _title(headings, cards) or clean_title(front.first("title"))
    title = title or file_title(report.source)
    decks = Decks(report)
    for card in cards:
        _add(card, title, front.tags, decks)
    return decks.made()


def _cards(
    lines: Sequence[str],
    headings: Sequence[_Mark],
    asking: Sequence[_Mark],
    level: int | None,
    report: Report,
) -> list[_Asked]:
    """Return the cards by headings of `level`, or by the way of writing that gives most."""
    if level is not None:
        return _by_headings(lines, headings, level, report)
    level = _question_level(lines, headings)
    told = _by_headings(lines, headings, level, Report(report.source))
    asked = _by_lines(lines, headings, asking)
    answered = sum(card.answered for card in asked)
    asks = sum(_asks(card.question) for card in told)
    if answered > asks and answered * 2 >= len(told):
        return asked
    return _by_headings(lines, headings, level, report)


def _marks(lines: Sequence[str], start: int) -> tuple[list[_Mark], list[_Mark]]:
    """Return the headings, and the bold and numbered lines that ask, outside of code."""
    headings: list[_Mark] = []
    asking: list[_Mark] = []
    numbers = _Numbers()
    before = ""
    for index, line, plain in outside_code(lines):
        if index < start or not plain:
            before = ""
        elif found := _HEADING.match(line):
            headings.append(_Mark(index, len(found[1]), _unclosed(found[2])))
            before = ""
        elif before and (found := _UNDERLINE.fullmatch(line)):
            level = 1 if "=" in found[1] else 2
            headings.append(_Mark(index - 1, level, before.strip(), length=2))
            before = ""
        else:
            mark = _asking(index, line)
            if numbers.go_on(line, asks=mark is not None):
                mark = _mark(index, line)
            if mark is not None:
                asking.append(mark)
            lone = index == start or not lines[index - 1].strip()
            before = line if lone and line.strip() and line[0] not in " \t>-*+|#" else ""
    return headings, asking


def _unclosed(text: str) -> str:
    """Return a heading's text without the `#` that may close it."""
    plain = text.strip()
    bare = plain.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else plain


def _asks(text: str) -> bool:
    """Whether a heading is a question; its id, if it has one, stands after it."""
    end = text[-_LONGEST_NAME:].rstrip()
    if named := _NAMED.search(end):
        end = end[: named.start()] if named.end() == len(end) else end
    return bool(_ASKS.search(split_block_id(end)[0].rstrip()))


def _asking(index: int, line: str) -> _Mark | None:
    """Return the bold or numbered line that asks something, or None."""
    mark = _mark(index, line)
    if mark is None:
        return None
    return mark if mark.asks or _asks(mark.text) else None


def _mark(index: int, line: str) -> _Mark | None:
    """Return the bold, labelled or numbered line as what it may be, a question."""
    if found := _BOLD.match(line):
        bold, rest = found[2], found[3]
        if _ONLY_LABEL.fullmatch(bold):
            return _Mark(index, 0, *_cut(rest), asks=bool(_SAYS_Q.match(f"{bold}:")))
        alone = not rest and line.lstrip(" ").startswith(found[1])
        asks = bool(_SAYS_Q.match(bold)) or (alone and bool(_DEMANDS.match(bold)))
        return _Mark(index, 0, bold.strip(" \t:"), rest, asks=asks)
    if found := _LABELLED.match(line):
        return _Mark(index, 0, *_cut(found[2]), asks=bool(_SAYS_Q.match(found[1])))
    if found := _NUMBERED.match(line):
        return _Mark(index, 0, *_cut(found[1]))
    return None


class _Numbers:
    """Finds the numbered lines that go on with the questions before them, though they ask nothing.

    A list within an answer starts again, so its numbers are followed as well.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], tuple[int, int]] = {}
        """Of each way of writing: the last question's number, and that of the list below it."""

    def go_on(self, line: str, *, asks: bool) -> bool:
        """Whether a line is the next question by its number.

        Args:
            line: of the notes, in their order.
            asks: whether it is one anyway.
        """
        found = _NUMBER.match(line)
        if found is None:
            return False
        style, number = (found[1] or "", found[3] or ""), int(found[2])
        question, item = self._last.get(style, (0, -1))
        is_item = not asks and number == item + 1
        is_next = not asks and not is_item and question > 0 and number == question + 1
        asked = asks or is_next
        self._last[style] = (number, -1) if asked else (question, number)
        return is_next


def _cut(text: str) -> tuple[str, str]:
    """Return a numbered line's question, and the answer that follows it on the same line."""
    found = _MIDDLE.search(text)
    return (text[: found.end()].rstrip(), text[found.end() :]) if found else (text.rstrip(), "")


def _title(headings: Sequence[_Mark], cards: Sequence[_Asked]) -> str:
    """Return the text of a lone `#` above all other headings that is no card; else nothing."""
    tops = [heading for heading in headings if heading.level == 1]
    if len(tops) != 1 or headings[0] is not tops[0] or _asks(tops[0].text):
        return ""
    if any(card.line == tops[0].index + 1 for card in cards):
        return ""
    return clean_title(tops[0].text)


def _question_level(lines: Sequence[str], headings: Sequence[_Mark]) -> int:
    """Return the level at which most headings ask, or have a text of their own."""
    worth: Counter[int] = Counter()
    for number, heading in enumerate(headings):
        end = headings[number + 1].index if number + 1 < len(headings) else len(lines)
        body = lines[heading.index + heading.length : end]
        worth[heading.level] += _ASKING_COUNTS * _asks(heading.text)
        worth[heading.level] += any(line.strip() for line in body)
    if len(worth) > 1 and worth[1] < _ASKING_COUNTS:
        del worth[1]  # a title with a few words below it
    return max(worth, key=lambda level: (worth[level], -level), default=2)


def _by_headings(
    lines: Sequence[str], headings: Sequence[_Mark], level: int, report: Report
) -> list[_Asked]:
    """Return a card for each heading of `level`, and for those above that ask themselves."""
    cards: list[_Asked] = []
    sections: list[tuple[int, str]] = []
    card: _Asked | None = None
    for number, heading in enumerate(headings):
        end = headings[number + 1].index if number + 1 < len(headings) else len(lines)
        body = list(lines[heading.index + heading.length : end])
        if heading.level > level:
            if card is not None:
                card.below += [*lines[heading.index : heading.index + heading.length], *body]
            elif any(line.strip() for line in body):
                _say_stray(heading, report)
            continue
        while sections and sections[-1][0] >= heading.level:
            sections.pop()
        told = any(line.strip() for line in body)
        if heading.level == level or (told and _asks(heading.text)):
            names = tuple(name for depth, name in sections if depth > 1)
            card = _Asked(heading.text, heading.index + 1, names, body)
            cards.append(card)
        else:
            card = None
            if told:
                _say_stray(heading, report)
        if heading.level < level:
            sections.append((heading.level, heading.text))
    return _worth_keeping(cards, report)


def _worth_keeping(cards: Sequence[_Asked], report: Report) -> list[_Asked]:
    """Return the cards that are answered, or ask at least; empty sections are reported."""
    kept: list[_Asked] = []
    for card in cards:
        if card.answered or _asks(card.question):
            kept.append(card)
        else:
            report.warn(
                card.line,
                f'nothing stands below "{one_line(card.question, 50)}"; it is left out',
                "answer",
            )
    return kept


def _by_lines(
    lines: Sequence[str], headings: Sequence[_Mark], asking: Sequence[_Mark]
) -> list[_Asked]:
    """Return a card for each of the bold or numbered lines that ask."""
    turns = sorted([*headings, *asking], key=lambda mark: mark.index)
    cards: list[_Asked] = []
    sections: list[tuple[int, str]] = []
    for number, mark in enumerate(turns):
        if mark.level:
            while sections and sections[-1][0] >= mark.level:
                sections.pop()
            sections.append((mark.level, mark.text))
            continue
        end = turns[number + 1].index if number + 1 < len(turns) else len(lines)
        names = tuple(name for depth, name in sections if depth > 1)
        below = [mark.rest, *dedent("\n".join(lines[mark.index + 1 : end])).split("\n")]
        cards.append(_Asked(mark.text, mark.index + 1, names, below))
    return cards


def _say_stray(heading: _Mark, report: Report) -> None:
    report.warn(
        heading.index + 1,
        f'the text below "{one_line(heading.text, 50)}" answers no question and is left out',
        "stray",
    )


def _add(card: _Asked, title: str, front_tags: Sequence[str], decks: Decks) -> None:
    question = card.question
    note_id = ""
    start = question.rfind("{#", -_LONGEST_NAME)
    if start >= 0 and (named := _NAMED.fullmatch(question, start)):
        question, note_id = question[:start].rstrip(), named[1]
    question, block_id = split_block_id(question)
    label = _LABEL.match(question)
    if label and label.end() < len(question):
        question = question[label.end() :]
    tags = [*front_tags, *card.headings]
    below = list(card.below)
    while below and (not below[0].strip() or _COMMENT.fullmatch(below[0])):
        comment = _COMMENT.fullmatch(below.pop(0))
        if comment and comment[1] == "id":
            note_id = comment[2].strip()
        elif comment:
            tags += comment[2].split(",")
    answer = _trimmed(below)
    decks.report.check_size(len(question) + len(answer), card.line)
    if labelled := _ANSWER_LABEL.match(answer):
        answer = answer[labelled.end() :].lstrip("\n")
    if not answer.strip():
        decks.report.warn(
            card.line, "this card has no answer; you will answer it in your own words", "answer"
        )
    decks.add(
        title,
        ForeignNote(
            foreign_id(note_id or block_id),
            question_and_answer(question.strip(), answer, each_once(tags)),
            card.line,
        ),
    )


def _trimmed(lines: Sequence[str]) -> str:
    """Return lines as a text, without empty ones and rules at its ends."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while first < last and lines[last - 1].strip() in {"", "---", "***", "___"}:
        last -= 1
    return "\n".join(line.rstrip() for line in lines[first:last])
