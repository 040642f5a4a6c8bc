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
_JOINER = 0x200D
_EMOJI_SELECTOR = 0xFE0F
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def visible(text: str) -> str:
    """Return `text` with every control character and bidi override shown as a symbol.

    Line feeds and tabs stay. Joiners, variation selectors and the LRM/RLM marks stay too: emoji
    and right-to-left scripts need them.
    """
    return text.translate(_VISIBLE)


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` made visible on a single line, cut to `limit` characters with an ellipsis.

    `limit` is at least 1.
    """
    if limit is None:
        return " ".join(text.translate(_ONE_LINE).split())
    read = limit * 4  # enough for white space; a whole book need not be walked through
    line = " ".join(text[:read].translate(_ONE_LINE).split())
    if len(line) > limit or text[read:].strip():
        return line[: limit - 1].rstrip() + "…"
    return line


def plural(count: int, noun: str, plural_form: str | None = None) -> str:
    """Return "1 card", "2 cards"; `plural_form` where an s is not enough."""
    return f"{count:,} {noun if count == 1 else plural_form or noun + 's'}"


def cell_width(text: str) -> int:
    """Return how many terminal cells `text` takes: two for East Asian wide characters and emoji.

    Accents take none, an emoji joined of several takes two. `text` is one line, made visible.
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    width = last = 0
    joined = False
    for char in text:
        code = ord(char)
        if code == _JOINER:
            joined = last == 2
            continue
        if code == _EMOJI_SELECTOR:
            width, last = width + (last == 1), 2
            continue
        if category(char) in {"Mn", "Me", "Cf"} or 0x1160 <= code <= 0x11FF:
            continue
        if last == 2 and (joined or code in _SKIN_TONES):
            joined = False
            continue
        last = 2 if east_asian_width(char) in {"W", "F"} else 1
        width, joined = width + last, False
    return width


def pad_cells(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` with spaces up to `width` cells; `right` puts them before it."""
    spaces = " " * (width - cell_width(text))
    return spaces + text if right else text + spaces
