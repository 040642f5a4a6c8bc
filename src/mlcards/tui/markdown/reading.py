"""From the text of a card to its tree of blocks; bounded, literal where it is not Markdown.

markdown-it reads it, with HTML off (so it shows as written), no guessed links, and without
reference definitions, which would make a line like `[Recall]: TP / (TP + FN)` vanish. Plain
paragraphs need no parser: the first card on the screen does not wait for its import.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from mlcards.core.text import visible
from mlcards.tui.markdown.styles import PLAIN, Run
from mlcards.tui.markdown.tree import (
    Block,
    Blocks,
    Break,
    Code,
    Formula,
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Runs,
    Table,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_CHARACTERS = 20_000
MAX_SOURCE_LINES = 300

_MAX_NESTING = 20
_MAX_BRACKETS = 800
_MAX_MARKS = 4000
_MAX_COLUMNS = 60

_MARKS = re.compile(r"[\\`*_\[\]<>&$|~\x00-\x09\x0b-\x1f\x7f]|[^\S \n]")
_LINE_MARKS = re.compile(r"^(?: {4}| *(?:[#>=+-]|[0-9]{1,9}[.)]))", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n(?: *\n)+")
_LOOSE_JOINERS = r"(?:^|(?<=\s))[\u200d\ufe0e\ufe0f]+|(?<=[!-~])\u200d+|\u200d+(?=[ -~])"
_SOURCE_LINES = re.compile(rf"(?:[^\r\n]*+(?:\r\n|\r|\n)){{{MAX_SOURCE_LINES}}}")
_TASK = r"\[([ xX])\] "


def bounded(text: str) -> tuple[str, int]:
    """Return the part of `text` that is read, with one kind of line end, and the rest's length."""
    head = text[:MAX_CHARACTERS]
    if full := _SOURCE_LINES.match(head):
        head = full[0]
    rest = text[len(head) :].strip()
    return head.replace("\r\n", "\n").replace("\r", "\n"), len(rest)


@lru_cache(maxsize=64)
def read(text: str) -> Blocks:
    """Return the blocks of `text`, the first part of `bounded`; every text in them is visible."""
    if _is_plain(text):
        return _paragraphs(text)
    if _is_tangled(text):
        return as_written(text)
    tokens = _parser().parse(text)
    # The parser drops what is nested deeper: show it all unformatted instead.
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):
        return as_written(text)
    return tuple(_blocks(iter(tokens)))


def as_written(text: str) -> Blocks:
    """Return `text` unformatted, line by line."""
    return (Paragraph(((_shown(text, keep_lines=True), PLAIN),)),)


def _is_plain(text: str) -> bool:
    """Tell whether `text` is paragraphs and nothing else, so that parsing changes nothing."""
    return not (_MARKS.search(text) or _LINE_MARKS.search(text))


def _is_tangled(text: str) -> bool:
    """Tell whether `text` has more marks than a person writes: parsing could take seconds."""
    return (
        text.count("[") > _MAX_BRACKETS
        or sum(map(text.count, "*_`~<&\\$")) > _MAX_MARKS
        or any(line.count("|") > _MAX_COLUMNS for line in text.split("\n"))
    )


def _paragraphs(text: str) -> Blocks:
    """Return what the parser would make of plain text."""
    blocks = []
    for paragraph in _BLANK_LINES.split(text):
        lines = paragraph.strip(" \n").split("\n")
        joined = ""
        for line in lines[:-1]:
            joined += line.strip(" ") + ("\n" if line.endswith("  ") else " ")
        if joined := joined + lines[-1].strip(" "):
            blocks.append(Paragraph(((_shown(joined, keep_lines=True), PLAIN),)))
    return tuple(blocks)


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    # Imported late: see the module's docstring.
    from markdown_it import MarkdownIt

    from mlcards.core.markdown_formulas import formulas_plugin

    parser = MarkdownIt(
        "gfm-like", {"html": False, "linkify": False, "maxNesting": _MAX_NESTING}
    ).use(formulas_plugin)
    parser.disable(["reference", "html_block", "html_inline", "linkify"])
    return parser


def _shown(text: str, *, keep_lines: bool = False) -> str:
    """Return text that is safe and of definite width, its tabs (and line feeds) made spaces."""
    text = _definite(text).replace("\t", " ")
    return text if keep_lines else text.replace("\n", " ")


def _definite(text: str) -> str:
    """Return text made visible, without joiners that have nothing to join: widths differ there."""
    text = visible(text)
    return text if text.isascii() else re.sub(_LOOSE_JOINERS, "", text)


def _blocks(tokens: "Iterator[Token]") -> "Iterator[Block]":
    """Yield the blocks up to the token that closes the current one."""
    for token in tokens:
        if token.nesting < 0:
            return
        if token.nesting > 0:
            yield from _container(token, tokens)
        elif token.type in {"fence", "code_block"}:
            yield _code(token)
        elif token.type == "formula_block":
            yield _formula(token)
        elif token.type == "hr":
            yield Break()
        elif token.content:
            yield Paragraph(((_shown(token.content), PLAIN),))


def _container(opening: "Token", tokens: "Iterator[Token]") -> "Iterator[Block]":
    """Yield the block that `opening` begins and pass its closing token."""
    match opening.type:
        case "paragraph_open":
            yield Paragraph(_content(tokens))
        case "heading_open":
            yield Heading(int(opening.tag[1:]), _content(tokens))
        case "blockquote_open":
            yield Quote(tuple(_blocks(tokens)))
        case "bullet_list_open" | "ordered_list_open":
            yield _listing(opening, tokens)
        case "table_open":
            yield _table(tokens)
        case _:
            yield from _blocks(tokens)


def _code(token: "Token") -> Code:
    text = _definite(token.content.removesuffix("\n")).expandtabs(4)
    words = token.info.split()
    return Code(text, visible(words[0]) if words else "")


def _formula(token: "Token") -> Formula:
    closing = {"\\[": "\\]"}.get(token.markup, token.markup)
    return Formula(_definite(token.content), _shown(f"{token.markup} {token.content} {closing}"))


def _content(tokens: "Iterator[Token]") -> Runs:
    """Return the runs of the inline token that comes next and pass its closing token."""
    from mlcards.tui.markdown.inline import runs_of

    runs: list[Run] = []
    for token in tokens:
        if token.nesting < 0:
            break
        runs += [
            (_shown(text, keep_lines=True), style) for text, style in runs_of(token.children or [])
        ]
    return tuple(runs)


def _listing(opening: "Token", tokens: "Iterator[Token]") -> Listing:
    start = None if opening.type == "bullet_list_open" else int(opening.attrs.get("start", 1))
    items: list[Item] = []
    tight = True
    for token in tokens:
        if token.nesting < 0:
            break
        inside = list(_until_closed(tokens))
        tight = tight and not any(
            inner.type == "paragraph_open" and inner.level == token.level + 1 and not inner.hidden
            for inner in inside
        )
        items.append(_item(tuple(_blocks(iter(inside)))))
    return Listing(tuple(items), start, tight)


def _until_closed(tokens: "Iterator[Token]") -> "Iterator[Token]":
    depth = 1
    for token in tokens:
        depth += token.nesting
        if not depth:
            return
        yield token


def _item(blocks: Blocks) -> Item:
    """Return an entry; `[x]` or `[ ]` at its start makes it a task."""
    if not blocks or not isinstance(blocks[0], Paragraph) or not blocks[0].runs:
        return Item(blocks)
    (text, style), *rest = blocks[0].runs
    if style != PLAIN or not (found := re.match(_TASK, text)):
        return Item(blocks)
    first = Paragraph(((text[found.end() :], style), *rest))
    return Item((first, *blocks[1:]), done=found[1] != " ")


def _table(tokens: "Iterator[Token]") -> Table:
    rows: list[list[Runs]] = []
    aligned: list[str] = []
    for token in _until_closed(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            if token.type == "th_open":
                aligned.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
            rows[-1].append(())
        elif token.type == "inline" and rows and rows[-1]:
            rows[-1][-1] = _cell(token)
    return Table(tuple(map(tuple, rows)), tuple(aligned))


def _cell(token: "Token") -> Runs:
    from mlcards.tui.markdown.inline import runs_of

    return tuple((_shown(text), style) for text, style in runs_of(token.children or []))


def length_of(blocks: Sequence[Block]) -> int:
    """Return how many characters of text `blocks` hold."""
    return sum(map(_length, blocks))


def _length(block: Block) -> int:
    match block:
        case Paragraph(runs) | Heading(_, runs):
            return sum(len(text) for text, _ in runs)
        case Code(text) | Formula(text):
            return len(text)
        case Quote(blocks):
            return length_of(blocks)
        case Listing(items):
            return sum(length_of(item.blocks) for item in items)
        case Table(rows):
            return sum(len(text) for row in rows for cell in row for text, _ in cell)
        case Break():
            return 0
