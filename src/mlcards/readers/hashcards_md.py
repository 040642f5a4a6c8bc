"""Reads hashcards' Markdown: `Q:` and `A:` for two sides, `C:` for a text with `[gaps]`.

Cards end where the next one starts or at a line `---`. The deck is called like the file; where
the front matter has a `name`, the file is a part of that deck: `name::file`, for several files
may share a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.text import one_line
from mlcards.readers.decoding import head_text
from mlcards.readers.gaps import CHANGED, LARGEST_NUMBER, fits, gap
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    file_title,
    question_and_answer,
)
from mlcards.readers.markdown_lines import front_matter, read_note

_START = re.compile(r"^[QC]:", re.MULTILINE)
_ANSWER = re.compile(r"^A:", re.MULTILINE)
_BRACKET_GAP = re.compile(r"(?<![!\\])\[[^\[\]\n]+\]")
_PIECES = re.compile(r"\\[\[\]]|!\[|[\[\]]")


@dataclass(slots=True)
class _Card:
    """A card being read: `kind` is "Q" until its answer starts, then "A"; or "C"."""

    kind: str
    line: int
    first: list[str]
    second: list[str]


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a file is hashcards' beyond doubt: it has `Q:` with `A:`, or starts with a `C:`."""
    lines = head_text(head).split("\n")
    body = "\n".join(lines[front_matter(lines).end :])
    start = _START.search(body)
    if start is None:
        return False
    if start[0] == "Q:" and _ANSWER.search(body, start.end()):
        return True
    return (
        start[0] == "C:" and not body[: start.start()].strip() and bool(_BRACKET_GAP.search(body))
    )


def read_hashcards(data: bytes, source: str) -> ReadResult:
    """Return the deck of a hashcards file.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it.
    """
    return read_note(data, source, _read)


def _read(lines: Sequence[str], report: Report) -> tuple[ForeignDeck, ...]:
    front = front_matter(lines)
    title = _title(front.first("name"), file_title(report.source))
    decks = Decks(report)
    card: _Card | None = None
    stray = False
    for number, line in enumerate(lines[front.end :], start=front.end + 1):
        mark = line[:2] if line[:2] in {"Q:", "A:", "C:"} else ""
        if mark == "A:":
            card = _answered(card, line, number, report)
        elif mark or line.strip() == "---":
            _finish(card, title, decks)
            card = _Card(mark[0], number, [line[2:]], []) if mark else None
        elif card is not None:
            (card.second if card.kind == "A" else card.first).append(line)
        else:
            if line.strip() and not stray:
                report.warn(
                    number,
                    f'"{one_line(line, 40)}" belongs to no card and is left out; a card starts '
                    "with Q: or C:",
                    "stray",
                )
            stray = bool(line.strip())
    _finish(card, title, decks)
    return decks.made()


def _title(name: str, file_name: str) -> str:
    name = clean_title(name)
    if not name or name.casefold() == file_name.casefold():
        return name or file_name
    return clean_title(f"{name}::{file_name}")


def _answered(card: _Card | None, line: str, number: int, report: Report) -> _Card | None:
    """Return the card that an `A:` line goes on, or report that it answers nothing."""
    if card is None:
        report.error(number, "this A: answers nothing; put a Q: before it", "answer")
        return _Card("A", number, [], [line[2:]])
    if card.kind == "Q":
        card.kind = "A"
        card.second.append(line[2:])
        return card
    what = "a second A:" if card.kind == "A" else "an A: within a cloze"
    report.error(
        number, f"{what} for the card of line {card.line}; start the next card with Q:", "answer"
    )
    card.second.append(line[2:])
    return card


def _finish(card: _Card | None, title: str, decks: Decks) -> None:
    """Add a card that has ended."""
    if card is None:
        return
    first = "\n".join(card.first).strip()
    second = "\n".join(card.second).strip()
    report = decks.report
    report.check_size(len(first) + len(second), card.line)
    if card.kind == "C":
        content = _cloze(first, card.line, report)
        if content is not None:
            decks.add(title, ForeignNote("", content, card.line))
        return
    if card.kind == "Q":
        report.error(card.line, f'"{one_line(first, 40)}" has no A: line', "answer")
    elif not first:
        if card.first:  # else its A: was reported
            report.error(card.line, "this Q: has no question", "missing")
    else:
        if not second:
            report.warn(
                card.line, "this card has no answer; you will answer it in your own words", "answer"
            )
        decks.add(title, ForeignNote("", question_and_answer(first, second), card.line))


def _cloze(text: str, line: int, report: Report) -> NoteContent | None:
    r"""Return the note of a text with `[gaps]`; images keep their brackets, `\[` is a bracket."""
    pieces: list[str] = []
    opened: int | None = None
    """Where in `pieces` the gap starts that is being read."""
    done = number = 0
    in_image = changed = False
    for found in _PIECES.finditer(text):
        pieces.append(text[done : found.start()])
        done = found.end()
        sign = found[0]
        if sign == "![":
            in_image = True
            pieces.append(sign)
        elif sign == "]" and in_image:
            in_image = False
            pieces.append(sign)
        elif sign == "[":
            opened = len(pieces)
        elif sign == "]":
            if opened is not None and number < LARGEST_NUMBER:
                hidden = "".join(pieces[opened:])
                if hidden.strip():
                    number += 1
                    changed = changed or not fits(hidden)
                    pieces[opened:] = [gap(number, hidden)]
            opened = None
        else:
            pieces.append(sign[1])
    pieces.append(text[done:])
    if not number:
        report.error(
            line, "this C: has no gap; put [brackets] around what is to be recalled", "gap"
        )
        return None
    if changed:
        report.warn(line, CHANGED, "gap")
    return NoteContent(CardType.CLOZE, "".join(pieces))
