"""Reads notes of Obsidian's Spaced Repetition plugin.

`question::answer` and `this:::that` on one line; `?` and `??` on a line of their own between the
sides of longer cards, which end at a blank line (or at a line `+++`, if the note has such lines);
`==gaps==` in a paragraph. Gaps in `**bold**` and in `{{braces}}` are cards where the plugin was
told so; a schedule below a paragraph that has no others says it was.

A tag `#flashcards/science/physics` puts the cards below it into the deck
`science::physics::Name of the note`: each note keeps a deck of its own, for a deck is what one
file holds. Other tags, before a card or in the front matter, are the cards' tags.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import parts_of
from mlcards.core.text import one_line, plural
from mlcards.readers.decoding import head_text
from mlcards.readers.gaps import CHANGED, LARGEST_NUMBER, fits, gap
from mlcards.readers.gathering import (
    Decks,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    question_and_answer,
)
from mlcards.readers.markdown_lines import (
    front_matter,
    read_note,
    split_block_id,
    without_code,
)
from mlcards.readers.obsidian_schedule import COMMENT, progress_of

ROOT_TAG = "flashcards"
"""The tag that marks notes with cards; what follows its `/` is the deck."""

_SCHEDULED = "<!--SR:"
_CALLOUT = "> [!sr|card-metadata]"
_END_MARKER = "+++"
_TAG = re.compile(r"(?<![^\s])#([^\s#]+)")
_FIRST_TAGS = re.compile(r"\s*(?:#[^\s#]+\s+)*(?:#[^\s#]+(?=\s|$))\s*")
_GAPS = {
    sign: re.compile(
        rf"{start}(?:(?P<n>\d{{1,3}});;)?(?P<hidden>(?!\s){inside}{{1,2000}}?)"
        rf"(?:;;(?P<hint>[^=;*{{}}]{{1,200}}))?{end}"
        r"(?:\^\[(?P<hint2>[^\[\]]{1,200})\])?(?:\[\^(?P<seq>[0-9ahs]{1,6})\])?"
    )
    for sign, start, inside, end in (
        ("==", "==", "(?:[^=]|=(?!=))", "=="),
        ("{{", r"\{\{", r"(?:[^{}]|\{(?!\{)|\}(?!\}))", r"\}\}"),
        ("**", r"\*\*", r"(?:[^*]|\*(?!\*))", r"\*\*"),
    )
}
"""By the signs that they start with; the first are always gaps."""
_USUAL = frozenset(["=="])
_BULLET = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
_FENCE = re.compile(r"(`{3,}|~{3,})")


@dataclass(slots=True)
class _Block:
    """A card as it stands in the note.

    Attributes:
        kind: "::", ":::", "?", "??" or "=="; empty where it is none.
        line: where it starts, from 1.
        lines: its text.
        signs: how its gaps start, one or more of `_GAPS`.
    """

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)
    signs: Collection[str] = _USUAL

    @property
    def scheduled(self) -> bool:
        """Whether a scheduling comment is in it: then the plugin took it for a card."""
        return any(_SCHEDULED in line for line in self.lines)


def looks_like(_name: str, head: bytes) -> bool:
    """Whether a note has cards of the plugin beyond doubt: its tag, or its scheduling comments."""
    text = head_text(head)
    if _SCHEDULED in text:
        return True
    tags = [tag for tag in _TAG.findall(text) if _is_root(tag)]
    front = front_matter(text.split("\n"))
    return bool(tags) or any(map(_is_root, front.tags))


def read_obsidian(data: bytes, source: str) -> ReadResult:
    """Return the decks of a note; a block id at the end of a card is its id.

    Args:
        data: the note as it is on disk.
        source: its name as the person gave it.
    """
    return read_note(data, source, _read)


def _read(lines: Sequence[str], report: Report) -> tuple[ForeignDeck, ...]:
    front = front_matter(lines)
    reading = _Reading(lines, front.end)
    blocks = reading.blocks()
    texts = ["\n".join(block.lines) for block in reading.scheduled]
    signs = [sign for sign in _GAPS if any(_find_gaps(text, sign) for text in texts)]
    if signs:
        reading = _Reading(lines, front.end, {*_USUAL, *signs})
        blocks = reading.blocks()
    for block in reading.scheduled:
        report.warn(
            block.line,
            "a schedule stands here, but no card: its sides are parted by ::, :::, ? or ?? and its "
            "gaps are ==so==",
            "schedule",
        )
    above = [tag for tag in front.tags if _is_root(tag)]
    own = [tag for tag in front.tags if not _is_root(tag)]
    places = reading.tags
    if above:
        places = [(0, above), *places]
    elif places:
        places = [(0, places[0][1]), *places]
    decks = Decks(report)
    place = unread = 0
    for block in blocks:
        while place + 1 < len(places) and places[place + 1][0] < block.line:
            place += 1
        unread += _add(block, places[place][1] if places else [], own, decks)
    if unread:
        report.warn(
            None,
            f"the schedules of {plural(unread, 'card')} could not be read; these start as new ones",
            "schedule",
        )
    return decks.made()


class _Reading:
    """One pass over a note's lines."""

    def __init__(self, lines: Sequence[str], start: int, signs: Collection[str] = _USUAL) -> None:
        self.lines = lines
        self.signs = signs
        self.index = start
        self.tags: list[tuple[int, list[str]]] = []
        """Lines with tags of decks outside of cards, and those tags."""
        self.found: list[_Block] = []
        self.scheduled: list[_Block] = []
        """What is no card here, but was one to the plugin."""
        self.after_card = False
        """Whether nothing but empty lines came since the last card."""
        self.by_marker = any(line.strip() == _END_MARKER for line in lines[start:])
        self.held = _Block("", 0)
        """The paragraph being read; of no kind as long as it is no card."""

    def blocks(self) -> list[_Block]:
        """Return the cards in their order."""
        while self.index < len(self.lines):
            line = self.lines[self.index]
            self.index += 1
            if line.startswith("<!--") and not line.startswith(_SCHEDULED):
                self._skip_comment(line)
            elif self._ends(line.strip()):
                self._finish()
            elif not self.held.kind and (kind := _separator(line)):
                self._finish()
                self._found(_Block(kind, self.index, [line, *self._schedule_below()]))
            else:
                self._hold(line)
        self._finish()
        return self.found

    def _ends(self, plain: str) -> bool:
        """Whether a line, stripped, ends a paragraph or a card."""
        if not plain:
            return not (self.by_marker and self.held.kind)
        return self.by_marker and plain == _END_MARKER

    def _found(self, block: _Block) -> None:
        self.found.append(block)
        self.after_card = True

    def _finish(self) -> None:
        """Take what was held: a card, or text that may name a deck."""
        held, self.held = self.held, _Block("", 0)
        if held.kind:
            self._found(held)
        elif held.lines:
            if held.lines[0].startswith(_SCHEDULED) and self.after_card:
                self.found[-1].lines.append(held.lines[0])
            elif held.scheduled:
                self.scheduled.append(held)
            self.after_card = False
            self._note_tags(held)

    def _hold(self, line: str) -> None:
        held = self.held
        if not held.lines:
            held.line = self.index
        held.lines.append(line)
        plain = line.strip()
        if plain in {"?", "??"} and len(held.lines) > 1 and held.kind not in {"?", "??"}:
            held.kind = plain
        elif fence := _FENCE.match(line):
            held.lines += self._code(fence[1])
        elif not held.kind and any(_find_gaps(line, sign) for sign in self.signs):
            held.kind, held.signs = "==", self.signs

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
        if start < len(self.lines) and self.lines[start].startswith(_SCHEDULED):
            self.index += 1
            return [self.lines[start]]
        return []

    def _note_tags(self, block: _Block) -> None:
        """Remember the decks that text outside of cards names."""
        for number, line in enumerate(block.lines, start=block.line):
            tags = [tag for tag in _TAG.findall(line) if _is_root(tag)] if "#" in line else []
            if tags:
                self.tags.append((number, tags))


def _add(block: _Block, place: Sequence[str], front_tags: Sequence[str], decks: Decks) -> int:
    """Add the note of a block, if it is one; return how many schedules could not be read."""
    text = "\n".join(line.rstrip() for line in block.lines)
    decks.report.check_size(len(text), block.line)
    comment = COMMENT.search(text)
    text = COMMENT.sub("", text)
    if _CALLOUT in text:
        text = text[: text.index(_CALLOUT)]
    text, block_id = split_block_id(text.rstrip())
    own = _FIRST_TAGS.match(text)
    tags = _TAG.findall(own[0]) if own else []
    if own:
        text = text[own.end() :]
    roots = [tag for tag in tags if _is_root(tag)] or list(place)
    others = [tag for tag in tags if not _is_root(tag)] + [_below_root(tag) for tag in roots[1:]]
    content = _content(block, text, each_once([*front_tags, *others]), decks.report)
    if content is None:
        return 0
    progress, unread = progress_of(comment[1], parts_of(content)) if comment else ((), 0)
    title = _title(roots[0] if roots else "", file_title(decks.report.source))
    note = ForeignNote(foreign_id(block_id), content, block.line, progress)
    decks.add(title, note, twice="warning")
    return unread


def _content(block: _Block, text: str, tags: tuple[str, ...], report: Report) -> NoteContent | None:
    if block.kind == "==":
        return _cloze(text, tags, block, report)
    if block.kind in {"::", ":::"}:
        start = _outside_code(text, block.kind)
        question, answer = text[:start], text[start + len(block.kind) :]
    else:
        lines = text.split("\n")
        middle = next((i for i, line in enumerate(lines) if line.strip() == block.kind), 0)
        question, answer = "\n".join(lines[:middle]), "\n".join(lines[middle + 1 :])
    question, answer = question.strip(), answer.strip("\n").rstrip()
    if block.kind in {"::", ":::"}:
        question, answer = _BULLET.sub("", question), answer.strip()
    if not question:
        if answer:
            report.error(block.line, f'"{one_line(answer, 40)}" has no question', "missing")
        return None
    if not answer:
        report.warn(
            block.line, "this card has no answer; you will answer it in your own words", "answer"
        )
    return question_and_answer(question, answer, tags, both_ways=block.kind in {":::", "??"})


def _cloze(text: str, tags: tuple[str, ...], block: _Block, report: Report) -> NoteContent:
    pieces: list[str] = []
    done = number = 0
    changed = overlapping = False
    matches = [found for sign in block.signs for found in _find_gaps(text, sign)]
    for found in sorted(matches, key=lambda found: found.start()):
        if found.start() < done:  # within another one
            continue
        hidden = text[slice(*found.span("hidden"))]
        hint = found["hint"] or found["hint2"] or ""
        numbered = found["n"] or found["seq"] or ""
        overlapping = overlapping or not (numbered or "1").isdecimal()
        number += 1
        at = int(numbered) if numbered.isdecimal() else number
        if not 0 < at <= LARGEST_NUMBER:
            at = number
        if at > LARGEST_NUMBER:
            continue
        pieces += [text[done : found.start()], gap(at, hidden, hint)]
        done = found.end()
        changed = changed or not (fits(hidden) and fits(hint))
    if changed:
        report.warn(block.line, CHANGED, "gap")
    if overlapping:
        report.warn(block.line, "overlapping gaps (such as [^ash]) became plain ones", "gap")
    return NoteContent(CardType.CLOZE, "".join([*pieces, text[done:]]), tags=tags)


def _find_gaps(text: str, sign: str) -> list[re.Match[str]]:
    """Return the gaps of a text; what they hide stands in the text itself, for it may be code."""
    return list(_GAPS[sign].finditer(without_code(text))) if sign in text else []


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
    return without_code(text).find(separator)


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
