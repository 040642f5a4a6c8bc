r"""Pictures that Anki made of LaTeX: `[latex]…[/latex]`, `[$]…[/$]` and `[$$]…[/$$]`.

No field names them: Anki finds each again by the hash of its source. The formulas are kept as
text; the pictures only go along, so that an export to Anki shows them where no LaTeX is. Those of
a formula that has gaps in it are not found, for each card has its own.
"""

import hashlib
import html
import re
from collections.abc import Iterator, Mapping

from mlcards.core.formulas import LONGEST_FORMULA

PREFIX = "latex-"
"""How the names of all such pictures start."""

_OPENING = re.compile(r"\[(latex|\$\$?)\]", re.IGNORECASE)
_CLOSING: Mapping[str, re.Pattern[str]] = {
    "latex": re.compile(r"\[/latex\]", re.IGNORECASE),
    "$": re.compile(r"\[/\$\]"),
    "$$": re.compile(r"\[/\$\$\]"),
}
_SHELLS: Mapping[str, tuple[str, str]] = {
    "latex": ("", ""),
    "$": ("$", "$"),
    "$$": (r"\begin{displaymath}", r"\end{displaymath}"),
}
_BREAK = re.compile(r"<br ?/?>|<div>", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")


def latex_pictures(text: str) -> Iterator[str]:
    """Yield the names that pictures of the formulas in HTML would have, of either format."""
    for source in _sources(text):
        plain = html.unescape(_ELEMENT.sub("", _BREAK.sub("\n", source))).replace("\xa0", " ")
        digest = hashlib.sha1(plain.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
        yield f"{PREFIX}{digest}.png"
        yield f"{PREFIX}{digest}.svg"


def _sources(text: str) -> Iterator[str]:
    unclosed: set[str] = set()
    position = 0
    while opening := _OPENING.search(text, position):
        position = opening.end()
        kind = opening[1].lower()
        closing = None if kind in unclosed else _CLOSING[kind].search(text, position)
        if closing is None:
            unclosed.add(kind)
            continue
        if closing.start() - position <= LONGEST_FORMULA:
            before, behind = _SHELLS[kind]
            yield f"{before}{text[position : closing.start()]}{behind}"
        position = closing.end()
