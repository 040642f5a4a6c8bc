"""Texts as YAML scalars: bare where that is safe, else in quotes or as a block, always exact.

Other programs read these files too, so what YAML would take for a number, a date or a truth value
stands in quotes, though mlcards takes every scalar for the text it is. What cannot be seen
(control characters, bidi overrides, line breaks that only YAML knows) is written as an escape.
"""

import re
from collections.abc import Callable

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_NEEDS_QUOTES = re.compile(r"""[\s?:,\[\]{}#&*!|>'"%@`~=<.-]|.*(?:: |:$| #|\s$|[\t\n])""")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_NUMBER_OR_DATE = re.compile(r"[+\d][\d_.:,+\-a-fA-FxXoOtTzZ ]*")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPED = re.compile(f'[\\\\"\t\n]|{_UNSEEN.pattern}')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_LOST = re.compile("[\0\ud800-\udfff]")


def block_text(text: str, indent: int) -> str:
    """Return `text` as the value of a key, or as an item of a list, that is not in brackets.

    Args:
        text: not empty.
        indent: spaces before further lines; two more than the key or the item's dash has.
    """
    line = _on_one_line(text, _is_bare)
    return line or _block(text, indent) or _double_quoted(text)


def flow_text(text: str) -> str:
    """Return `text` on one line, fit for brackets and braces."""
    return _on_one_line(text, _is_bare_in_flow) or _double_quoted(text)


def line_text(text: str) -> str:
    """Return `text` on one line, as the value of a key."""
    return _on_one_line(text, _is_bare) or _double_quoted(text)


def _on_one_line(text: str, is_bare: Callable[[str], bool]) -> str:
    """Return `text` as it can be read without escapes, or nothing where it needs some."""
    if "\n" in text or "\t" in text or _UNSEEN.search(text):
        return ""
    if is_bare(text):
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "" if "'" in text else f"'{text}'"


def _is_bare(text: str) -> bool:
    return not (
        _NEEDS_QUOTES.match(text)
        or _NUMBER_OR_DATE.fullmatch(text)
        or (len(text) < 6 and text.lower() in _WORDS)
    )


def _is_bare_in_flow(text: str) -> bool:
    return not _NEEDS_QUOTES_IN_FLOW.search(text) and _is_bare(text)


def _block(text: str, indent: int) -> str:
    """Return `text` below a bar, or nothing where that would not keep it.

    The line breaks that end a block are no part of its text. A first line that starts with white
    space hides where the text begins, so the bar says it then.
    """
    if text.endswith("\n") or _UNSEEN.search(text) or not text.strip(" \t\n"):
        return ""
    if "\t" in text and "\n" not in text:
        return ""
    mark = "|2" if text[0] in " \t\n" else "|"
    before = " " * indent
    lines = (f"{before}{line}" if line else "" for line in text.split("\n"))
    return "\n".join((mark, *lines))


def _double_quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _LOST.match(char):
        return "\ufffd"
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
