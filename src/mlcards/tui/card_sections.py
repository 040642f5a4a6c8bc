"""What stands on the two sides of a card, section by section, for each type of card.

Pure: from a `CardView` to headings and Markdown, free of any width or colour. `card_drawing` makes
lines of it.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from mlcards.collection.first_views import CardView
from mlcards.core.content import CardType, NoteContent

SAYS = "it says"
IN_FACT = "in fact"
"""The labels of a correction's two texts."""
_FENCE = r"(?m)^ {0,3}(`{3,}|~{3,})"


class Kind(StrEnum):
    """What a section holds; the value is its heading."""

    QUESTION = ""
    HINT = "Hint"
    ANSWER = "Answer"
    OWN = "Your answer"
    EXAMPLE = "An example"
    FRAMEWORK = "Steps to build your answer on"
    SKELETON = "A skeleton to fill in"
    CODE = "Code"
    COMPLEXITY = "Complexity"
    TESTS = "Tests"
    KEY_POINTS = "Key points"
    CORRECTION = "The article"
    LISTEN_FOR = "They listen for"
    RED_FLAGS = "Red flags"
    FOLLOW_UPS = "They may ask next"
    NOTES = "Notes"
    META = "Sources"


class Item(NamedTuple):
    """One text of a section, Markdown and untrusted.

    Attributes:
        label: a few words before it: a number, "it says".
        must: for a key point, whether the answer fails without it.
        answer: for a follow-up, what opens below it.
    """

    text: str
    label: str = ""
    must: bool = False
    answer: str = ""


class Section(NamedTuple):
    """A heading with its texts."""

    kind: Kind
    items: tuple[Item, ...]
    note: str = ""

    @property
    def heading(self) -> str:
        """The words above it."""
        return f"{self.kind.value}: {self.note}" if self.note else self.kind.value


class CardSections(NamedTuple):
    """A card taken apart, in reading order.

    Attributes:
        question: what is asked.
        hint: shown on request before the answer; empty where there is none.
        answer: the model answer; for a personal card the candidate's own.
        beside: what stands beside it where there is room, else below it; may be empty.
        below: everything after, over the full width.
        gapped: whether the question has a gap, which must stand out in it.
    """

    question: Section
    hint: str
    answer: tuple[Section, ...]
    beside: tuple[Section, ...]
    below: tuple[Section, ...]
    gapped: bool = False


def sections_of(view: CardView) -> CardSections:
    """Return the sections of a card."""
    content = view.content
    model = tuple(_model(view))
    own = (_section(Kind.OWN, view.own_answer),) if view.own_answer.strip() else ()
    personal = content.type is CardType.PERSONAL
    if personal and not own:
        model, own = (Section(Kind.OWN, ()), *model), ()
    elif personal:
        model, own = own, model
    return CardSections(
        question=_section(Kind.QUESTION, view.face.question),
        hint=content.hint,
        answer=model,
        beside=own,
        below=tuple(_below(content)),
        gapped=content.type is CardType.CLOZE,
    )


def whole_text(view: CardView) -> str:
    """Return all of a card as its author wrote it, for reading what is too long to be drawn."""
    parts = sections_of(view)
    written: list[str] = [parts.question.items[0].text]
    for section in (*parts.answer, *parts.beside, *parts.below):
        if section.items:
            written.append(f"── {section.heading} ──")
        for item in section.items:
            label = f"{item.label} " if item.label else ""
            written.append(label + item.text)
            if item.answer:
                written.append(item.answer)
    return "\n\n".join(written)


def _model(view: CardView) -> Iterator[Section]:
    """Yield what the deck offers as an answer."""
    content, face = view.content, view.face
    personal = content.type is CardType.PERSONAL
    if face.answer.strip():
        yield _section(Kind.EXAMPLE if personal else Kind.ANSWER, face.answer)
    if content.code.strip():
        yield _section(Kind.CODE, _fenced(content.code))
    if content.complexity.strip():
        yield _section(Kind.COMPLEXITY, content.complexity)
    if content.tests:
        yield _section(Kind.TESTS, _fenced("\n".join(content.tests)))
    if content.framework:
        steps = enumerate(content.framework, 1)
        yield Section(Kind.FRAMEWORK, tuple(Item(step, f"{n}.") for n, step in steps))
    if content.skeleton.strip():
        yield _section(Kind.SKELETON, content.skeleton)


def _below(content: NoteContent) -> Iterator[Section]:
    """Yield what helps to judge and to go on."""
    if content.key_points:
        points = tuple(Item(point.text, must=point.must) for point in content.key_points)
        yield Section(Kind.KEY_POINTS, points)
    if content.correction is not None:
        wrong, right = content.correction.article, content.correction.actually
        said = (Item(wrong, SAYS),) if wrong.strip() else ()
        verdict = content.correction.verdict
        yield Section(Kind.CORRECTION, (*said, Item(right, IN_FACT)), note=verdict)
    if content.listen_for.strip():
        yield _section(Kind.LISTEN_FOR, content.listen_for)
    if content.red_flags:
        yield Section(Kind.RED_FLAGS, tuple(Item(flag) for flag in content.red_flags))
    if content.follow_ups:
        asked = tuple(Item(more.question, answer=more.answer) for more in content.follow_ups)
        yield Section(Kind.FOLLOW_UPS, asked)
    if content.notes.strip():
        yield _section(Kind.NOTES, content.notes)
    if meta := tuple(Item(text) for text in _meta(content)):
        yield Section(Kind.META, meta)


def _meta(content: NoteContent) -> Iterator[str]:
    """Yield the small print: where it comes from, what it belongs to, when it was checked."""
    if content.sources:
        yield "; ".join(content.sources)
    facts = []
    if content.article:
        facts.append("article " + ", ".join(map(str, content.article)))
    if content.tags:
        facts.append(", ".join(content.tags))
    if content.checked:
        facts.append(f"checked {content.checked}")
    if facts:
        yield " · ".join(facts)


def _section(kind: Kind, text: str) -> Section:
    return Section(kind, (Item(text),))


def _fenced(code: str) -> str:
    """Return code as a Markdown block; one that its author fenced stays as it is."""
    if re.match(_FENCE, code):
        return code
    longest = max((len(fence) for fence in re.findall("`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}python\n{code.rstrip()}\n{fence}"
