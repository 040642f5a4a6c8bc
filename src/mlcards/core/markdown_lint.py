"""Where Markdown would take characters that an author means to be read.

It is no parser: it knows code, formulas and the few ways in which plain text gets lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 20_000
"""Characters looked at: no more are shown either."""

_FENCE = re.compile(r" {0,3}(?:>\s?)*(```|~~~)")
_CODE = re.compile(r"(?<!`)(?:``(?!`)(?:[^`]|`(?!`)){1,500}``|`[^`]+`)(?!`)")
_FORMULA = re.compile(
    r"\$\$[^$]*\$\$|\$[^$\n]{1,300}\$|\\\([^\n]{1,300}?\\\)|\\\[[^\n]{1,300}?\\\]"
)
_ADDRESS = re.compile(r"\]\([^()\s]{0,500}\)|<[a-z]{2,10}:[^<>\s]{0,500}>|https?://[^\s<>]{1,500}")
_ESCAPED = re.compile(r"\\[*_<`\\]")
_DUNDER = re.compile(r"(?<!\w)__\w{1,60}__(?!\w)")
_DRIVE = re.compile(r"(?<!\w)[A-Za-z]:\\\w{1,60}")
_ELEMENT = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:\s[^<>\n]{0,100})?/?>")
_STARS = re.compile(r"\*+")
_BLANK = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Sections:
    """A text without its code, and its code blocks as lists of lines."""

    prose: str
    blocks: tuple[tuple[str, ...], ...]


def sections(text: str) -> Sections:
    """Return the prose and the fenced code blocks of a Markdown text."""
    prose: list[str] = []
    blocks: list[tuple[str, ...]] = []
    block: list[str] | None = None
    fence = ""
    for line in text[:LONGEST].split("\n"):
        mark = _FENCE.match(line)
        if block is None and mark:
            block, fence = [], mark[1]
        elif block is None:
            prose.append(line)
        elif mark and mark[1] == fence:
            blocks.append(tuple(block))
            block = None
        else:
            block.append(line)
    if block is not None:
        blocks.append(tuple(block))
    return Sections("\n".join(prose), tuple(blocks))


def eaten(prose: str, *, placeholders: bool = False) -> str | None:
    """Return the first piece of `prose` that Markdown would not show as written, or None.

    Args:
        prose: text without code blocks.
        placeholders: whether `<words>` in angle brackets are meant, as in a skeleton.
    """
    plain = prose
    for pattern in (_CODE, _FORMULA, _ADDRESS, _ESCAPED):
        plain = pattern.sub(" ", plain)
    patterns = [_DUNDER, _DRIVE] if placeholders else [_DUNDER, _DRIVE, _ELEMENT]
    for pattern in patterns:
        found = pattern.search(plain)
        if found:
            return found[0]
    for paragraph in _BLANK.split(plain):
        for piece in _starred(paragraph):
            return piece
    return None


def tables(prose: str) -> Iterator[tuple[int, int]]:
    """Yield columns and characters of the widest row of each table in `prose`."""
    columns = width = 0
    for line in (*prose.split("\n"), ""):
        row = line.strip()
        if row.startswith("|"):
            columns = max(columns, row.strip("|").replace("\\|", "").count("|") + 1)
            width = max(width, len(row))
        elif columns:
            yield columns, width
            columns = width = 0


def _starred(paragraph: str) -> Iterator[str]:
    """Yield what stands between two stars of which the first follows a letter, as in `2*P*R`."""
    opened: list[tuple[int, bool]] = []
    for stars in _STARS.finditer(paragraph):
        start, end = stars.span()
        before = paragraph[start - 1] if start else " "
        after = paragraph[end] if end < len(paragraph) else " "
        if opened and not before.isspace():
            at, within_word = opened.pop()
            if within_word:
                yield paragraph[at : min(end, at + 60)]
        elif not after.isspace():
            opened.append((start, before.isalnum() or before in ")]"))
