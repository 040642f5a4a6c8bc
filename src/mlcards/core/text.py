"""Making untrusted text safe to show; always the last step before any output.

Terminals obey control characters, and Textual hands them on (ESC, C1, bidi overrides). Stored
text stays as its author wrote it; what is shown passes through `visible` or `one_line`.
"""

_VISIBLE: dict[int, int] = (
    {code: 0x2400 + code for code in range(32) if code not in (9, 10)}  # C0, as its picture
    | {0x7F: 0x2421}  # DEL
    | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)  # C1
    | dict.fromkeys(
        [
            *range(0x202A, 0x202F),  # bidi embeddings and overrides
            *range(0x2066, 0x206A),  # bidi isolates
            0x2028,
            0x2029,
            *range(0xD800, 0xE000),  # lone surrogates
            *range(0xE0000, 0xE0080),  # invisible tag characters
        ],
        0xFFFD,
    )
)
_ONE_LINE = _VISIBLE | {9: 0x20, 10: 0x20}


def visible(text: str) -> str:
    """Return `text` with every control character and bidi override shown as a symbol.

    Line feeds and tabs stay. Joiners, variation selectors and the LRM/RLM marks stay too: emoji
    and right-to-left scripts need them.
    """
    return text.translate(_VISIBLE)


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` made visible on a single line, cut to `limit` characters with an ellipsis."""
    line = " ".join(text[: limit * 4 if limit else None].translate(_ONE_LINE).split())
    if limit is not None and len(line) > limit:
        return line[: max(limit - 1, 0)].rstrip() + "…"
    return line


def plural(count: int, noun: str, plural_form: str | None = None) -> str:
    """Return "1 card", "2 cards"; `plural_form` where an s is not enough."""
    return f"{count:,} {noun if count == 1 else plural_form or noun + 's'}"
