"""Cards as screens show them: one that has everything, one of each type, and hostile ones."""

from dataclasses import replace
from typing import Any

from mlcards.collection.views import CardView
from mlcards.core.model import (
    CardId,
    CardType,
    Correction,
    FollowUp,
    KeyPoint,
    NoteContent,
    Phase,
)

FULL = NoteContent(
    CardType.INTERVIEW,
    "What is recall?",
    "TP over all positives.",
    key_points=(
        KeyPoint("the denominator", must=True),
        KeyPoint("what it costs to miss one", must=True),
        KeyPoint("an example"),
    ),
    listen_for="the costly error",
    red_flags=("swaps the two", "calls it accuracy"),
    follow_ups=(
        FollowUp("And F1?", "The harmonic mean."),
        FollowUp("And accuracy?", "All that is right."),
    ),
    correction=Correction("wrong", "It is precision.", "It is not."),
    hint="think of misses",
    notes="a note",
    article=(30, 40),
    tags=("metrics", "recall"),
    sources=("a book", "a page"),
    checked="2026-11",
    seconds=60,
)
PERSONAL = NoteContent(
    CardType.PERSONAL,
    "Why us?",
    framework=("what they do", "why it fits"),
    skeleton="I like <company>.",
)
CODING = NoteContent(
    CardType.CODING,
    "Reverse a list.",
    "Two pointers.",
    code="def reverse(items):\n    return items[::-1]",
    complexity="O(n)",
    tests=("([1, 2]) -> [2, 1]",),
)
NASTY = (
    "\x1b]52;c;eA==\x07\x1b[31m\x1bc\x9b2J\x9d0;x\x9c\x7f\x00\x0e \u202e\u2066\u2028 "
    '[/] [/nope] [foo="bar [@click=app.quit]x[/] [link=http://x]y[/link] `\x1b[2J`'
)
"""Escape sequences in both forms, bidi overrides, and text that Textual would run as markup."""
FORBIDDEN = (
    {chr(code) for code in range(32) if code != 10}
    | {chr(code) for code in range(0x7F, 0xA0)}
    | {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)}
)
"""What must not be on any screen."""


def a_view(content: NoteContent = FULL, **fields: Any) -> CardView:
    """A new card of the deck Evaluation."""
    values: dict[str, Any] = {"part": "main", "phase": Phase.NEW, "own_answer": ""}
    return CardView(CardId(1), 1, 1, "Evaluation", content=content, **(values | fields))


def a_nasty_note(kind: CardType = CardType.INTERVIEW, text: str = NASTY) -> NoteContent:
    """A note that holds `text` in every field."""
    question = f"{text} {{{{c1::{text}::{text}}}}}" if kind is CardType.CLOZE else text
    return replace(
        FULL,
        type=kind,
        question=question,
        answer=text,
        key_points=(KeyPoint(text, must=True), KeyPoint(text)),
        listen_for=text,
        red_flags=(text,),
        follow_ups=(FollowUp(text, text),),
        correction=Correction(text, text, text),
        hint=text,
        notes=text,
        tags=(text,),
        sources=(text,),
        checked=text,
        framework=(text,),
        skeleton=text,
        code=text,
        complexity=text,
        tests=(text,),
    )
