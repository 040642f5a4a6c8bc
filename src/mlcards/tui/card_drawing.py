"""From the sections of a card to lines on a page.

One `CardDrawing` holds a card at one width and remembers what it has drawn, so that a tick draws
one section and not the card. Meaning is carried by signs and words; colour only supports them.
"""

import re
from collections.abc import Iterator

from textual.content import Content

from mlcards.core.text import cell_width, one_line, plural
from mlcards.tui.card_sections import IN_FACT, CardSections, Item, Kind, Section
from mlcards.tui.format import share_text
from mlcards.tui.markdown import render, was_cut
from mlcards.tui.markdown.wrap import wrap
from mlcards.tui.marks import Marks
from mlcards.tui.palette import HEADING, MARKED, QUIET, RULE
from mlcards.tui.widgets.page import (
    BLANK,
    COLUMN_GAP,
    TEXT_WIDTH,
    TWO_COLUMNS_FROM,
    PageLine,
    Stage,
    Target,
)

POINT = "point"
FOLLOW_UP = "follow-up"
OWN = "own"
REST = "rest"
"""The kinds of targets on a card's page."""

_MUST = "bold $text-warning"
_SAID = "bold $text-success"
_WRONG = "$text-error"
_RIGHT = "$text-success"
_PIECES = {
    "same": ("", "bold $text-success", ""),
    "missing": ("⟨", QUIET, "⟩"),
    "extra": ("~", f"strike {QUIET}", "~"),
}
"""The pieces of a comparison: the sign before, the style, the sign after."""
_LONGEST_COMPARISON = 40
"""Lines of a comparison that are shown."""
_LONGEST_RUN = 16
_RUN_ENDS = 5
"""Words of a longer run that are shown at either end."""
_BEFORE_CLOSING = r" ([.,;:!?)\]}])(?= |$|[.,;:!?)\]}])"
_AFTER_OPENING = r"([(\[{]) "
_NARROWEST = 24
"""Cells a text must keep for a label to stand beside it."""


class CardDrawing:
    """A card at one width."""

    def __init__(self, card: CardSections, place: Stage) -> None:
        self.card = card
        self.place = place
        self._texts: dict[tuple[str, int], tuple[Content, ...]] = {}
        self._sections: dict[tuple[Section, int], list[PageLine]] = {}

    def lines(self, marks: Marks) -> list[PageLine]:
        """Return the page as it stands with these marks."""
        lines = [*self._question()]
        if marks.hint and self.card.hint:
            lines += [BLANK, *self._labelled(Item(self.card.hint, Kind.HINT), QUIET)]
        if marks.flipped:
            lines += [BLANK, *self._answer(marks)]
        if self.was_cut(flipped=marks.flipped):
            cut = Content.styled("… too long to be shown whole: z opens all of it", QUIET)
            lines += [BLANK, PageLine(cut, Target(REST))]
        return lines

    def was_cut(self, *, flipped: bool) -> bool:
        """Whether a text that is shown is too long to be drawn whole."""
        width, card = self.place.text, self.card
        answer = (*card.answer, *card.beside, *card.below) if flipped else ()
        return any(
            was_cut(text, width)
            for section in (card.question, *answer)
            for item in section.items
            for text in (item.text, item.answer)
            if len(text) > width
        )

    def prepare(self) -> None:
        """Draw what stands behind the question, before it is asked for."""
        self.lines(Marks(flipped=True))

    # Sides -------------------------------------------------------------------------------------

    def _question(self) -> list[PageLine]:
        key = (self.card.question, self.place.text)
        found = self._sections.get(key)
        if found is None:
            texts = [item.text for item in self.card.question.items]
            lines = [line for text in texts for line in self._text(text, self.place.text)]
            # A gap is bold in itself: it has to stand out from the words around it.
            if not self.card.gapped:
                lines = [line.stylize_before("bold") for line in lines]
            found = self._sections[key] = [*map(PageLine, lines)]
        return found

    def _answer(self, marks: Marks) -> list[PageLine]:
        card = self.card
        lines: list[PageLine] = []
        if card.beside and self.place.wide + 2 * self.place.left >= TWO_COLUMNS_FROM:
            lines += self._columns()
        else:
            lines += self._stack((*card.answer, *card.beside), self.place.text)
        if marks.typed is not None:
            lines += [BLANK, *self._typed(marks)] if lines else [*self._typed(marks)]
        for section in card.below:
            if lines:
                lines.append(BLANK)
            lines += self._below(section, marks)
        return lines

    def _stack(self, sections: tuple[Section, ...], width: int) -> list[PageLine]:
        """Return sections below each other, the first under a line across."""
        lines: list[PageLine] = []
        for number, section in enumerate(sections):
            if number:
                lines.append(BLANK)
            head = _heading(section.heading, width=width)
            lines.append(head if number else _rule(section.heading, width))
            lines += self._body(section, width)
        return lines

    def _columns(self) -> list[PageLine]:
        """Return the answer and what belongs beside it in two columns."""
        width = (self.place.wide - COLUMN_GAP) // 2
        left = self._stack(self.card.answer, width)
        right = self._stack(self.card.beside, width)
        height = max(len(left), len(right))
        left += [BLANK] * (height - len(left))
        right += [BLANK] * (height - len(right))
        return [
            PageLine(
                one.content.pad_right(width + COLUMN_GAP - one.content.cell_length) + two.content
                if two.content
                else one.content,
                one.target or two.target,
            )
            for one, two in zip(left, right, strict=True)
        ]

    def _below(self, section: Section, marks: Marks) -> list[PageLine]:
        match section.kind:
            case Kind.KEY_POINTS:
                return self._key_points(section, marks)
            case Kind.FOLLOW_UPS:
                return self._follow_ups(section, marks)
            case Kind.META:
                return self._small_print(section)
            case _:
                heading = _heading(section.heading, width=self.place.text)
                return [heading, *self._body(section, self.place.text)]

    # Bodies ------------------------------------------------------------------------------------

    def _body(self, section: Section, width: int) -> list[PageLine]:
        found = self._sections.get((section, width))
        if found is None:
            found = self._sections[section, width] = [*self._drawn(section, width)]
        return found

    def _drawn(self, section: Section, width: int) -> Iterator[PageLine]:
        if not section.items:
            words = "You have not written one yet: n opens a place for it."
            for line in self._text(words, width):
                yield PageLine(line.stylize_before(QUIET), Target(OWN))
        for item in section.items:
            match section.kind:
                case Kind.FRAMEWORK:
                    yield from self._prefixed(item, f"{item.label} ", "$text-primary", width)
                case Kind.RED_FLAGS:
                    yield from self._prefixed(item, "✗ ", _WRONG, width)
                case Kind.CORRECTION if item.label == IN_FACT:
                    yield from self._labelled(item, _RIGHT, sign="✓")
                case Kind.CORRECTION:
                    yield from self._labelled(item, _WRONG, sign="✗")
                case _:
                    yield from map(PageLine, self._text(item.text, width))

    def _prefixed(self, item: Item, sign: str, style: str, width: int) -> Iterator[PageLine]:
        """Yield a text behind a sign, its further lines under its first word."""
        cells = cell_width(sign)
        for number, line in enumerate(self._text(item.text, width - cells)):
            before = Content.styled(sign, style) if not number else Content(" " * cells)
            yield PageLine(before + line)

    def _labelled(self, item: Item, style: str, sign: str = "") -> Iterator[PageLine]:
        """Yield a text behind its label, or below it where the page is narrow."""
        label = f"{sign} {item.label}" if sign else item.label
        room = self.place.text - _LABEL
        head = Content.styled(label, f"bold {style}")
        if room < _NARROWEST:
            yield PageLine(head)
            yield from self._prefixed(item, "  ", "", self.place.text)
            return
        for number, line in enumerate(self._text(item.text, room)):
            before = head if not number else Content("")
            yield PageLine(before.pad_right(_LABEL - before.cell_length) + line)

    def _key_points(self, section: Section, marks: Marks) -> list[PageLine]:
        items = section.items
        said = f"{len(marks.said)} of {len(items)} said"
        missing = sum(item.must for index, item in enumerate(items) if index not in marks.said)
        if missing and marks.said:
            said += f" · {missing} must missing" if missing == 1 else f" · {missing} musts missing"
        lines = [_heading(section.heading, said, self.place.text)]
        musts = any(item.must for item in items)
        for index, item in enumerate(items):
            lines += self._key_point(index, item, marks, musts=musts)
        return lines

    def _key_point(
        self, index: int, item: Item, marks: Marks, *, musts: bool
    ) -> Iterator[PageLine]:
        said = index in marks.said
        sign = Content.assemble(
            ("▸ ", MARKED) if index == marks.marked else "  ",
            ("✓ ", _SAID) if said else ("○ ", QUIET),
        )
        if musts:
            sign += Content.styled("◆ must  ", _MUST) if item.must else Content(" " * 8)
        cells = sign.cell_length
        for number, line in enumerate(self._text(item.text, self.place.text - cells)):
            before = sign if not number else Content(" " * cells)
            yield PageLine(before + line, Target(POINT, index))

    def _follow_ups(self, section: Section, marks: Marks) -> list[PageLine]:
        left = len(section.items) - len(marks.opened)
        note = "o opens the next answer" if left else ""
        lines = [_heading(section.heading, note, self.place.text)]
        for index, item in enumerate(section.items):
            target = Target(FOLLOW_UP, index)
            opened = index in marks.opened
            asked = self._prefixed(item, "▾ " if opened else "▸ ", QUIET, self.place.text)
            lines += [PageLine(line.content, target) for line in asked]
            if opened:
                answer = self._prefixed(Item(item.answer), "    ", "", self.place.text)
                lines += [PageLine(line.content, target) for line in answer]
        return lines

    def _small_print(self, section: Section) -> list[PageLine]:
        return [
            PageLine(line.stylize_before(QUIET))
            for item in section.items
            for line in _plain(item.text, self.place.text)
        ]

    def _typed(self, marks: Marks) -> list[PageLine]:
        """Return what was typed, beside what was expected where there is something to compare."""
        compared = marks.compared
        if compared is None:
            words = _plain_lines(marks.typed or "", self.place.text)
            return [_heading("You typed"), *map(PageLine, words[:_LONGEST_COMPARISON])]
        share = f"{share_text(compared.matched)} of the words"
        runs: list[tuple[str, str]] = []
        for piece in compared.pieces:
            before, style, after = _PIECES[piece.kind]
            runs += [(f"{before}{_tidy(piece.text)}{after}", style), (" ", "")]
        drawn = [Content.assemble(*line) for line in wrap(runs, self.place.text)]
        lines = [PageLine(line) for line in drawn[:_LONGEST_COMPARISON]]
        if len(drawn) > _LONGEST_COMPARISON:
            more = plural(len(drawn) - _LONGEST_COMPARISON, "line")
            lines.append(PageLine(Content.styled(f"… {more} more", QUIET)))
        legend: list[tuple[str, str]] = []
        for kind, word in (("same", "said"), ("missing", "missing"), ("extra", "said besides")):
            before, style, after = _PIECES[kind]
            legend += [(f"{before}{word}{after}", style), ("  ", "")]
        lines += [PageLine(Content.assemble(*line)) for line in wrap(legend, self.place.text)]
        return [_heading("You typed", share, self.place.text), *lines]

    def _text(self, markdown: str, width: int) -> tuple[Content, ...]:
        """Return Markdown as lines, drawn once."""
        found = self._texts.get((markdown, width))
        if found is None:
            found = tuple(render(markdown, width).split("\n", allow_blank=True))
            self._texts[markdown, width] = found
        return found


_LABEL = 11
"""Cells of a label that stands before its text."""


def _heading(words: str, note: str = "", width: int = TEXT_WIDTH) -> PageLine:
    """Return a section's heading, with a quiet note at the right end where it has room."""
    head = Content.styled(one_line(words, 80), HEADING).truncate(width, ellipsis=True)
    gap = width - head.cell_length - cell_width(note)
    if note and gap >= 2:
        head = head.pad_right(gap) + Content.styled(note, QUIET)
    return PageLine(head)


def _rule(words: str, width: int) -> PageLine:
    """Return a line across with words in it: where the answer begins."""
    word = f" {words.lower()} "
    rest = max(width - 2 - cell_width(word), 0)
    line = Content.assemble(("──", RULE), (word, HEADING), ("─" * rest, RULE))
    return PageLine(line.truncate(width))


def _tidy(text: str) -> str:
    """Return words of a comparison as one would write them, a long run cut in its middle."""
    words = one_line(text).split()
    if len(words) > _LONGEST_RUN:
        left = len(words) - 2 * _RUN_ENDS
        words = [*words[:_RUN_ENDS], f"… {left} words …", *words[-_RUN_ENDS:]]
    return re.sub(_AFTER_OPENING, r"\1", re.sub(_BEFORE_CLOSING, r"\1", " ".join(words)))


def _plain(text: str, width: int) -> list[Content]:
    """Return text on as many lines as it takes, nothing in it read as Markdown."""
    return [Content.assemble(*line) for line in wrap([(one_line(text), "")], width)]


def _plain_lines(text: str, width: int) -> list[Content]:
    """Return text line by line as it was typed."""
    return [
        content
        for line in text.strip().split("\n")
        for content in (_plain(line, width) or [Content("")])
    ]
