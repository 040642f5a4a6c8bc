"""A card's question on one line: in lists, notices and headings."""

from mlcards.core.text import one_line
from mlcards.tui.markdown import render

_READ = 1000
"""Characters of a question that are read for its first words."""


def quoted(markdown: str, limit: int) -> str:
    """Return Markdown as plain words on one line, cut to `limit` characters."""
    return one_line(render(markdown[:_READ], _READ).plain, limit)
