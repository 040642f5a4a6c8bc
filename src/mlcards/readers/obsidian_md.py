"""Reads notes of Obsidian's Spaced Repetition plugin.

`question::answer` and `this:::that` on one line; `?` and `??` on a line of their own between the
sides of longer cards, which end at a blank line (or at a line `+++`, if the note has such lines);
`==gaps==` in a paragraph. A tag `#flashcards/science/physics` puts the cards below it into the
deck `science::physics::Name of the note`: each note keeps a deck of its own, for a deck is what
one file holds.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.text import one_line, plural
from mlcards.readers.decoding import head_text, one_break
from mlcards.readers.gaps import CHANGED, LARGEST_NUMBER, fits, gap
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    question_and_answer,
    read_within,
)
from mlcards.readers.markdown_lines import front_matter, split_block_id

ROOT_TAG = "flashcards"
"""The tag that marks notes with cards; what follows its `/` is the deck."""

_SCHEDULE = re.compile(r"[ \t]?<!--SR:(?:(?!-->).)*-->")
_CALLOUT = "> [!sr|card-metadata]"
_END_MARKER = "+++"
_TAG = re.compile(r"(?<![^\s])#([^\s#]+)")
_FIRST_TAGS = re.compile(r"\s*(?:#[^\s#]+\s+)*(?:#[^\s#]+(?=\s|$))\s*")
_CODE = re.compile(r"(`+)(?:(?!\1).)+\1")
_GAP = re.compile(
    r"==(?:(?P<n>\d{1,3});;)?(?P<hidden>[^\s=](?:[^=]|=(?!=)){0,2000}?)(?:;;(?P<hint>[^=;]{1,200}))?=="
    r"(?:\^\[(?P<hint2>[^\[\]]{1,200})\])?(?:\[\^(?P<seq>[0-9ahs]{1,20})\])?"
)
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(slots=True)
class _Block:
    """A card as it stands in the note.

    Attributes:
        kind: "::", ":::", "?", "??" or "==".
        line: where it starts, from 1.
        lines: its text.
        tag_line: the deck's tags that hold there.
    """

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a note has cards of the plugin beyond doubt: its tag, or its scheduling comments."""
    text = head_text(head)
    if "<!--SR:" in text:
        return True
    tags = [tag for tag in _TAG.findall(text) if _is_root(tag)]
    front = front_matter(text.split("\n"))
    return bool(tags) or any(_is_root(tag) for tag in front.values.get("tags", ()))


def read_obsidian(data: bytes, source: str) -> ReadResult:
    """Return the decks of a note; a block id at the end of a card is its id.

    Args:
        data: the note as it is on disk.
        source: its name as the person gave it.
    """
    return read_within(data, source, lambda text, report: _read(one_break(text), report))


def _read(text: str, report: Report) -> tuple[ForeignDeck, ...]:
    lines = text.split("\n")
    front = front_matter(lines)
    reading = _Reading(lines, front.end)
    blocks = list(reading.blocks())
    above = [tag for tag in front.values.get("tags", ()) if _is_root(tag)]
    places = [(0, [tag.removeprefix("#") for tag in above])] if above else []
    places += reading.tags
    if reading.tags and not above:
        places.insert(0, (0, reading.tags[0][1]))
    decks = Decks(report)
    scheduled = 0
    place = 0
    for block in blocks:
        while place + 1 < len(places) and places[place + 1][0] < block.line:
            place += 1
        tags = places[place][1] if places else []
        scheduled += any("<!--SR:" in line for line in block.lines)
        _add(block, tags, decks)
    scheduled += reading.lone_schedules
    if scheduled:
        report.warn(
            None,
            f"the schedules of {plural(scheduled, 'card')} are not brought along; these cards "
            "start as new ones",
            "schedule",
        )
    return decks.made()


class _Reading:
    """One pass over a note's lines."""

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self.lines = lines
        self.index = start
        self.tags: list[tuple[int, list[str]]] = []
        """Lines with tags of decks outside of cards, and those tags."""
        self.lone_schedules = 0
        self.by_marker = any(line.strip() == _END_MARKER for line in lines[start:])

    def blocks(self) -> Iterator[_Block]:
        """Yield the cards in their order."""
        held: list[str] = []
        held_from = 0
        kind = ""
        lines = self.lines
        while self.index < len(lines):
            line = lines[self.index]
            number = self.index + 1
            plain = line.strip()
            self.index += 1
            if line.startswith("<!--") and not line.startswith("<!--SR:"):
                self._skip_comment(line)
                continue
            ends = plain == _END_MARKER if self.by_marker else not plain
            if ends or (not plain and not kind):
                if kind:
                    yield _Block(kind, held_from, held)
                else:
                    self._note_tags(held, held_from)
                held, kind = [], ""
                continue
            if not held:
                held_from = number
            if not kind and (single := _separator(line)):
                self._note_tags(held, held_from)
                yield _Block(single, number, [line, *self._schedule_below()])
                held = []
                continue
            held.append(line)
            if plain in {"?", "??"} and len(held) > 1 and kind not in {"?", "??"}:
                kind = plain
            elif fence := _FENCE.match(line):
                held += self._code(fence[1])
            elif not kind and _gaps(line):
                kind = "=="
        if kind:
            yield _Block(kind, held_from, held)
        else:
            self._note_tags(held, held_from)

    def _skip_comment(self, line: str) -> None:
        while "-->" not in line and self.index < len(self.lines):
            line = self.lines[self.index]
            self.index += 1

    def _code(self, fence: str) -> list[str]:
        """Return the lines of fenced code, its end with them."""
        start = self.index
        while self.index < len(self.lines):
            self.index += 1
            if self.lines[self.index - 1].startswith(fence):
                break
        return list(self.lines[start : self.index])

    def _schedule_below(self) -> list[str]:
        """Return the scheduling comment below a card of one line, if there is one."""
        start = self.index
        if start < len(self.lines) and self.lines[start].startswith(_CALLOUT):
            while self.index < len(self.lines) and self.lines[self.index].startswith(">"):
                self.index += 1
            return [line.lstrip("> ") for line in self.lines[start + 1 : self.index]]
        if start < len(self.lines) and self.lines[start].startswith("<!--SR:"):
            self.index += 1
            return [self.lines[start]]
        return []

    def _note_tags(self, held: Sequence[str], first_line: int) -> None:
        """Remember the decks that text outside of cards names."""
        for number, line in enumerate(held, start=first_line):
            self.lone_schedules += line.startswith("<!--SR:")
            tags = [tag for tag in _TAG.findall(line) if _is_root(tag)] if "#" in line else []
            if tags:
                self.tags.append((number, tags))


def _add(block: _Block, place: Sequence[str], decks: Decks) -> None:
    """Add the note of a block, if it is one."""
    text = "\n".join(line.rstrip() for line in block.lines)
    text = _SCHEDULE.sub("", text)
    if _CALLOUT in text:
        text = text[: text.index(_CALLOUT)]
    text, block_id = split_block_id(text.rstrip())
    own = _FIRST_TAGS.match(text)
    tags = _TAG.findall(own[0]) if own else []
    if own:
        text = text[own.end() :]
    roots = [tag for tag in tags if _is_root(tag)] or list(place)
    others = [tag for tag in tags if not _is_root(tag)]
    title = _title(roots[0] if roots else "", file_title(decks.report.source))
    others += [_below_root(tag) for tag in roots[1:]]
    content = _content(block, text, each_once(others), decks.report)
    if content is not None:
        decks.add(title, ForeignNote(foreign_id(block_id), content, block.line), twice="warning")


def _content(block: _Block, text: str, tags: tuple[str, ...], report: Report) -> NoteContent | None:
    if block.kind == "==":
        return _cloze(text, tags, block.line, report)
    if block.kind in {"::", ":::"}:
        start = _outside_code(text, block.kind)
        question, answer = text[:start], text[start + len(block.kind) :]
    else:
        lines = text.split("\n")
        middle = next((i for i, line in enumerate(lines) if line.strip() == block.kind), 0)
        question, answer = "\n".join(lines[:middle]), "\n".join(lines[middle + 1 :])
    question, answer = question.strip(), answer.strip("\n").rstrip()
    if block.kind in {"::", ":::"}:
        answer = answer.strip()
    if not question:
        if answer:
            report.error(block.line, f'"{one_line(answer, 40)}" has no question', "missing")
        return None
    if not answer:
        report.warn(
            block.line, "this card has no answer; you will answer it in your own words", "answer"
        )
    return question_and_answer(question, answer, tags, both_ways=block.kind in {":::", "??"})


def _cloze(text: str, tags: tuple[str, ...], line: int, report: Report) -> NoteContent | None:
    pieces: list[str] = []
    done = number = 0
    changed = overlapping = False
    for found in _gaps(text):
        hint = found["hint"] or found["hint2"] or ""
        numbered = found["n"] or found["seq"] or ""
        overlapping = overlapping or not numbered.isdigit() and bool(numbered)
        number += 1
        at = int(numbered) if numbered.isdigit() else number
        if not 0 < at <= LARGEST_NUMBER:
            continue
        pieces += [text[done : found.start()], gap(at, found["hidden"], hint)]
        done = found.end()
        changed = changed or not (fits(found["hidden"]) and fits(hint))
    pieces.append(text[done:])
    if changed:
        report.warn(line, CHANGED, "gap")
    if overlapping:
        report.warn(line, "overlapping gaps (such as [^ash]) became plain ones, each a card", "gap")
    return NoteContent(CardType.CLOZE, "".join(pieces), tags=tags)


def _gaps(text: str) -> list[re.Match[str]]:
    """Return the gaps of a text that are not in code."""
    if "==" not in text:
        return []
    code = _code_spans(text)
    return [found for found in _GAP.finditer(text) if not _within(found.start(), code)]


def _separator(line: str) -> str:
    """Return what stands between the sides of a card on one line; empty where it is none."""
    if "::" not in line:
        return ""
    for separator in (":::", "::"):
        if _outside_code(line, separator) >= 0:
            return separator
    return ""


def _outside_code(text: str, separator: str) -> int:
    """Return where `separator` stands first outside of code; -1 where it does not."""
    code = _code_spans(text)
    start = text.find(separator)
    while start >= 0 and _within(start, code):
        start = text.find(separator, start + 1)
    return start


def _code_spans(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _CODE.finditer(text)] if "`" in text else []


def _within(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def _is_root(tag: str) -> bool:
    plain = tag.removeprefix("#").lower()
    return plain == ROOT_TAG or plain.startswith(f"{ROOT_TAG}/")


def _below_root(tag: str) -> str:
    return tag.removeprefix("#")[len(ROOT_TAG) :].strip("/") or ROOT_TAG


def _title(tag: str, file_name: str) -> str:
    levels = [level for level in tag.removeprefix("#").split("/")[1:] if level]
    if levels and levels[-1].casefold() == file_name.casefold():
        levels.pop()
    return clean_title("::".join([*levels, file_name]))
