"""Card text in Markdown, drawn as one Textual `Content` whose lines already fit the width.

Deck text is hostile until shown here: it is bounded before it is parsed, its control characters
are made visible, nothing in it is markup, and no link can be clicked.
"""

from functools import lru_cache
from typing import NamedTuple

from textual.content import Content, Span

from mlcards.core.text import visible
from mlcards.tui.markdown import styles
from mlcards.tui.markdown.drawing import Budget, draw
from mlcards.tui.markdown.reading import as_written, bounded, read
from mlcards.tui.markdown.styles import Line
from mlcards.tui.markdown.wrap import wrap

__all__ = ["MIN_WIDTH", "render", "warm_up", "was_cut"]

MIN_WIDTH = 4
"""Cells below which a width is taken as this: a wide character and its mark must fit."""


class _Drawn(NamedTuple):
    content: Content
    cut: bool


def render(text: str, width: int, *, truncate: bool = True) -> Content:
    """Return Markdown `text` as lines of at most `width` cells, styled by theme variables.

    A text beyond the bounds (20,000 characters or 300 lines of source; 300 lines, 200 blocks,
    200 table cells drawn) ends in a line that says how much is missing. With `truncate` off all
    of it is drawn: what is too long to be parsed appears as its author wrote it, and takes time
    in proportion to its length.
    """
    width = max(width, MIN_WIDTH)
    head, beyond = bounded(text)
    if truncate:
        return _drawn(head, beyond, width).content
    blocks = as_written(text) if beyond else read(head)
    return _assembled(draw(blocks, width, Budget.unlimited()))


def was_cut(text: str, width: int) -> bool:
    """Tell whether `render` leaves out a part of `text` at this width."""
    return _drawn(*bounded(text), max(width, MIN_WIDTH)).cut


def warm_up() -> None:
    """Import what formatted cards need; call it off the main thread, after the first frame."""
    render("**a** `b` $\\alpha$\n\n```python\nc\n```", 80)


@lru_cache(maxsize=128)
def _drawn(head: str, beyond: int, width: int) -> _Drawn:
    """Return `head` drawn; a card has some twenty texts and is asked for each again and again."""
    budget = Budget(hidden=beyond)
    lines = draw(read(head), width, budget)
    if budget.hidden:
        notice = f"… the rest is not shown ({budget.hidden:,} more characters)"
        lines += wrap([(notice, styles.NOTICE)], width)
    return _Drawn(_assembled(lines), cut=bool(budget.hidden))


def _assembled(lines: list[Line]) -> Content:
    """Return lines as one Content; neighbours of one style become one span."""
    parts: list[str] = []
    spans: list[Span] = []
    position = 0
    for number, line in enumerate(lines):
        if number:
            parts.append("\n")
            position += 1
        for text, style in line:
            end = position + len(text)
            if style:
                last = spans[-1] if spans else None
                if last is not None and last.end == position and last.style == style:
                    spans[-1] = Span(last.start, end, style)
                else:
                    spans.append(Span(position, end, style))
            parts.append(text)
            position = end
    return Content(visible("".join(parts)), spans)
