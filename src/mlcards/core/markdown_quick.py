"""The HTML of simple Markdown, many times faster than by way of a parser.

Paragraphs and flat lists of words with bold, italic and code among them: most of what people
write on cards. Anything beyond, and anything doubtful, is left to `markdown_html`.
"""

import re

_BLANK_LINES = re.compile(r"\n(?: *\n)+")
_ITEM = re.compile(r"- (?! )")
_START = re.compile(r" *(?:[#>=+*-]|[0-9]{1,9}[.)]|:|\t)|    ")
"""What may make a line more than text; a list's own lines are looked at first."""
_WORDS = r"[^\W_](?:[^\\`*_\[\]<>&$|~\n]*[^\W_])?"
_PIECE = re.compile(
    r"`(?! )([^`\n]*[^`\n ])`"
    rf"|(?<![^\s(\"'])(?:\*\*({_WORDS})\*\*|\*({_WORDS})\*)(?![^\s).,;:!?\"'])"
)
"""Code, bold or italic that is that and nothing else, whatever stands around it."""
_MARK = re.compile(r"[\\`*_\[\]<>&$|~\x00-\x09\x0b-\x1f\x7f^]|[^\S \n]")
_SEVERAL_SPACES = re.compile(r"  +")


def quick_html(text: str) -> str | None:
    """Return `text` as HTML, or None where it takes a parser; line ends are line feeds."""
    blocks: list[str] = []
    was_list = False
    for block in _BLANK_LINES.split(text.strip("\n")):
        lines = block.split("\n")
        is_list = _ITEM.match(block) is not None
        if was_list and (is_list or block.startswith(" ")):
            return None  # the list goes on
        made = _list(lines) if is_list else _paragraph(lines)
        if made is None:
            return None
        was_list = is_list
        blocks.append(made)
    if len(blocks) == 1:
        return blocks[0].removeprefix("<p>").removesuffix("</p>")
    return "".join(blocks)


def inline_code(code: str) -> str:
    """Return code on one line; its spaces stay as many as they are."""
    if "  " in code:
        code = _SEVERAL_SPACES.sub(lambda found: "\u00a0" * (len(found[0]) - 1) + " ", code)
    return f"<code>{escaped(code)}</code>"


def escaped(text: str) -> str:
    """Return text whose characters mean nothing in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _list(lines: list[str]) -> str | None:
    items: list[str] = []
    for line in lines:
        if not _ITEM.match(line) or _START.match(line, 2):
            return None
        made = _inline(line[2:].rstrip(" "))
        if not made:
            return None
        items.append(f"<li>{made}</li>")
    return f"<ul>{''.join(items)}</ul>"


def _paragraph(lines: list[str]) -> str | None:
    parts: list[str] = []
    for line in lines:
        if _START.match(line):
            return None
        made = _inline(line.strip(" "))
        if made is None:
            return None
        parts += [made, "<br>" if line.endswith("  ") else " "]
    text = "".join(parts[:-1])
    return f"<p>{text}</p>" if text else ""


def _inline(line: str) -> str | None:
    if not _MARK.search(line):
        return line
    parts: list[str] = []
    position = 0
    for piece in _PIECE.finditer(line):
        parts.append(line[position : piece.start()])
        position = piece.end()
    parts.append(line[position:])
    if _MARK.search("".join(parts)):
        return None
    return _PIECE.sub(_piece, line)


def _piece(found: re.Match[str]) -> str:
    code, bold, italic = found.groups()
    if code is not None:
        return inline_code(code)
    return f"<b>{bold}</b>" if bold else f"<i>{italic}</i>"
