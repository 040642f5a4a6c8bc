r"""Formulas as they stand in the HTML of flashcards, turned into those of Markdown.

Anki has `\(…\)` and `\[…\]`, and of old `[$]…[/$]`, `[$$]…[/$$]` and `[latex]…[/latex]`, which may
hold any LaTeX, text with formulas as well.
"""

import re

from mlcards.core.formulas import LONGEST_FORMULA
from mlcards.core.html_elements import decoded

CLOSING = {"\\(": "\\)", "\\[": "\\]", "[$]": "[/$]", "[$$]": "[/$$]", "[latex]": "[/latex]"}
"""What closes a formula by what opens it, in lower case."""
LONGEST_SOURCE = 2 * LONGEST_FORMULA
"""Characters of HTML that a formula may take."""

_SPACES = re.compile(r"\s+")
_BREAKING = re.compile(r"<(?:br|/?div|/?p)\b[^<>]*>", re.IGNORECASE)
_ELEMENT = re.compile(r"</?[A-Za-z][^<>]*>|<!--|-->")
_LATEX_SHELLS = (
    ("\\begin{displaymath}", "\\end{displaymath}"),
    ("\\begin{math}", "\\end{math}"),
)


def formula(opening: str, html: str) -> str:
    """Return a formula in Markdown; empty where it is none, for being empty or too long.

    Args:
        opening: what it begins with, of `CLOSING`.
        html: what stands behind that, at most `LONGEST_SOURCE` characters.
    """
    plain = _ELEMENT.sub("", _BREAKING.sub(" ", html))
    plain = _SPACES.sub(" ", decoded(plain)).strip()
    if not plain or len(plain) > LONGEST_FORMULA:
        return ""
    if opening == "[latex]":
        opening, plain = _latex(plain)
    if opening in {"\\(", "[$]"}:
        return f"\\({plain}\\)"
    return f"\\[ {plain} \\]" if opening else plain


def _latex(source: str) -> tuple[str, str]:
    """Return how `[latex]` source opens as a formula (empty: it is text), and what stands in it."""
    for dollars, opening in (("$$", "\\["), ("$", "\\(")):
        inner = source.removeprefix(dollars).removesuffix(dollars)
        if len(source) - len(inner) == 2 * len(dollars) and "$" not in inner:
            return opening, inner.strip()
    if "$" in source or "\\(" in source or "\\[" in source:
        return "", source
    for begin, end in _LATEX_SHELLS:
        if source.startswith(begin) and source.endswith(end):
            source = source[len(begin) : -len(end)].strip()
    return "\\[", source
