"""Writing Markdown: plain text, emphasis, code, links and tables as lines that read back the same.

Characters that Markdown would take are escaped, but only where it would take them: `snake_case`,
`2 * 3` and a Windows path stay as they are.
"""

import re
from collections.abc import Sequence

BOLD, ITALIC, STRUCK, LOWERED, RAISED = 1, 2, 4, 8, 16
"""Bits of a run's style."""

Run = tuple[str, int, str, bool]
"""A stretch of text in one style: the text; its style's bits; where a link leads, empty where
there is none; whether the text is Markdown already (code, a formula, an image). A plain tuple,
for a big deck has millions of them."""

_MARKS = {BOLD: "**", STRUCK: "~~", ITALIC: "*"}
_LEVELS = LOWERED | RAISED
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_LONE_NBSP = re.compile(r"(?<=\S)\u00a0(?=\S)")
_RESERVED = re.compile(r"[\\*_`~<&\]]")
"""Whatever `_SPECIAL` can begin with; many times faster to look for."""
_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\Z)|\*+|_+|`|~~+|<(?=[A-Za-z/!?][^<>]*>)|&(?=#?\w{1,32};)|\](?=\()"
)
_BRACKETS = re.compile(r"[\[\]]")
_LINE_START = re.compile(
    r"(?:#{1,6}|[-+*])(?=[ \t]|\Z)|>|[-=|:_*][-=|: _*]*\Z|\[[^\[\]]{1,100}\]:"
    r"|\d{1,9}(?=[.)](?:[ \t]|\Z))"
)
_TICKS = re.compile(r"`+")
_GAP = re.compile(r"\{\{c\d")
_ANGLES = re.compile(r"[<>\\]")
_AWKWARD = re.compile(r"[ ()<>\\]")
_LOWER = dict(
    zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)
)
_UPPER = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzTABDEGHIJKLMNOPRUVW°",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂ°",
        strict=True,
    )
)


def paragraph(lines: Sequence[Sequence[Run]]) -> list[str]:
    """Return a paragraph's lines as Markdown; each but the last ends in a hard line break.

    White space is what HTML makes of it: any run of it is one space, none at the ends. Lines
    without text are left out.
    """
    if len(lines) == 1 and len(lines[0]) == 1:  # most paragraphs by far
        text, style, address, is_markdown = lines[0][0]
        if not (style or address or is_markdown or _is_untidy(text) or _RESERVED.search(text)):
            text = text.strip(" ")
            return [_guarded(text)] if text else []
    tidy = [runs for line in lines if (runs := _tidied(line))]
    marked = False
    plain = ""
    for runs in tidy:
        for text, style, _address, is_markdown in runs:
            if style or is_markdown:
                marked = True
            if not is_markdown:
                plain += text
    escapes = 0
    if _RESERVED.search(plain):
        escapes = _ESCAPE_PAIRS if marked or _is_paired(plain) else _ESCAPE
        escapes |= _ESCAPE_STARS if marked else 0
    written = [line for runs in tidy if (line := _line(runs, escapes))]
    if len(written) < 2:
        return written
    return [f"{line}  " for line in written[:-1]] + written[-1:]


def code_span(code: str) -> str:
    """Return `code`, which is one line, as inline code."""
    fence = "`" * (max(map(len, _TICKS.findall(code)), default=0) + 1)
    spaced = code[:1] == " " == code[-1:] and bool(code.strip(" "))
    pad = " " if spaced or code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def code_block(code: str, language: str = "") -> list[str]:
    """Return the lines of a fenced block."""
    fence = "`" * max(3, max(map(len, _TICKS.findall(code)), default=0) + 1)
    return [fence + language, *code.split("\n"), fence]


def image(description: str, name: str) -> str:
    """Return an image by the name of its file, or its address."""
    text = " ".join(description.replace("\\", " ").split())
    return f"![{_BRACKETS.sub(_backslashed, text)}]({_target(name)})"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table of inline Markdown; the first row is its head, short rows are filled up."""
    width = max(map(len, rows))
    lines = [_row([*row, *[""] * (width - len(row))]) for row in rows]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _row(cells: Sequence[str]) -> str:
    escaped = [cell.replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(escaped)} |"


def _target(address: str) -> str:
    plain = _SPACES.sub(" ", address).strip()
    return f"<{_ANGLES.sub(_backslashed, plain)}>" if _AWKWARD.search(plain) else plain


def _backslashed(match: re.Match[str]) -> str:
    return "".join(["\\" + char for char in match[0]])


# ------------------------------------------------------------------------------------- one line


def _tidied(line: Sequence[Run]) -> Sequence[Run]:
    """Return runs without doubled, leading or trailing white space; equal neighbours are one."""
    found: list[Run] = []
    spaced = True
    for text, style, address, written in line:
        if not written:
            if _is_untidy(text):
                text = _LONE_NBSP.sub(" ", _SPACES.sub(" ", text))  # noqa: PLW2901
            if spaced and text[:1] == " ":
                text = text[1:]  # noqa: PLW2901
        if text:
            spaced = text[-1] == " " and not written
            found.append((text, style, address, written))
    while found and not found[-1][3]:
        text, style, address, written = found[-1]
        stripped = text.rstrip(" \u00a0")
        if stripped:
            if stripped != text:
                found[-1] = (stripped, style, address, written)
            break
        found.pop()
    return found if len(found) < 2 else _merged(found)


def _is_untidy(text: str) -> bool:
    """Whether there is white space that is more than single spaces."""
    return (
        "\n" in text
        or "  " in text
        or "\u00a0" in text
        or "\t" in text
        or "\r" in text
        or "\f" in text
        or "\v" in text
    )


def _merged(runs: Sequence[Run]) -> Sequence[Run]:
    """Return runs with neighbours of one style made one."""
    found: list[Run] = []
    start = 0
    while start < len(runs):
        _, style, address, written = runs[start]
        end = start + 1
        while end < len(runs) and not written and runs[end][1:] == (style, address, False):
            end += 1
        if end - start == 1:
            found.append(runs[start])
        else:
            text = "".join([run[0] for run in runs[start:end]])
            found.append((text, style, address, False))
        start = end
    return found


def _line(runs: Sequence[Run], escapes: int) -> str:
    styles = 0
    for run in runs:
        styles |= run[1]
    if styles & _LEVELS:
        runs = _merged([_levelled(run) if run[1] & _LEVELS else run for run in runs])
    if escapes:
        runs = _escaped_runs(runs, escapes)
    text, style, address, is_markdown = runs[0]
    if len(runs) == 1 and not style and not address:  # most lines by far
        return text if is_markdown else _guarded(text)
    written = _with_links(runs)
    return written if is_markdown or style or address else _guarded(written)


def _with_links(runs: Sequence[Run]) -> str:
    written = ""
    start = 0
    while start < len(runs):
        address = runs[start][2]
        end = start + 1
        while end < len(runs) and runs[end][2] == address:
            end += 1
        if address:
            if written.endswith("!"):
                written = f"{written[:-1]}\\!"  # else the link would be an image
            written += _link(runs[start:end], address)
        else:
            after = "[" if end < len(runs) else ""
            written += _emphasised(runs[start:end], 0, written[-1:], after)
        start = end
    return written


def _link(runs: Sequence[Run], address: str) -> str:
    bracketed = [
        run
        if run[3]
        else (_BRACKETS.sub(_backslashed, run[0].replace("\\](", "](")), run[1], address, False)
        for run in runs
    ]
    text = _emphasised(bracketed, 0, "[", "]")
    if not text.strip():
        return text
    target = _target(address)
    return f"<{target}>" if text == target else f"[{text}]({target})"


def _levelled(run: Run) -> Run:
    """Return a sub- or superscript as Unicode, else as `_(…)` or `^(…)`."""
    whole, style, address, written = run
    text = whole.strip(" ")
    if written or not text:
        return (whole, style & ~_LEVELS, address, written)
    raised = bool(style & RAISED)
    letters = _UPPER if raised else _LOWER
    if letters.keys() >= set(text):
        level = "".join([letters[letter] for letter in text])
    else:
        level = f"{'^' if raised else '_'}({text})"
    return (whole.replace(text, level), style & ~_LEVELS, address, False)


# ------------------------------------------------------------------------------------- emphasis


def _emphasised(runs: Sequence[Run], done: int, before: str, after: str) -> str:
    """Return escaped runs of one address with their marks; the longest stretch is outermost.

    Args:
        runs: of one line.
        done: styles whose marks stand around all of them.
        before: the character before them; empty at the start of the line.
        after: the character after them; empty at its end.
    """
    written = ""
    start = 0
    while start < len(runs):
        open_styles = runs[start][1] & ~done
        if not open_styles:
            written += runs[start][0]
            start += 1
            continue
        style, end = _longest(runs, start, open_styles)
        following = after
        if end < len(runs):
            following = "*" if runs[end][1] & ~done else runs[end][0][:1]
        if end == start + 1 and open_styles == style:
            text = runs[start][0]
        else:
            text = _emphasised(runs[start:end], done | style, "*", "*")
        written += _wrapped(text, style, written[-1:] or before, following, clash=written[-1:])
        start = end
    return written


def _longest(runs: Sequence[Run], start: int, styles: int) -> tuple[int, int]:
    """Return the style of `styles` that goes on longest from `start`, and where it ends."""
    best, furthest = 0, start
    for style in _MARKS:
        if not styles & style:
            continue
        end = start
        while end < len(runs) and runs[end][1] & style:
            end += 1
        if end > furthest:
            best, furthest = style, end
    return best, furthest


def _wrapped(text: str, style: int, before: str, after: str, *, clash: str) -> str:
    """Return `text` between its marks, or bare where Markdown would not see them as marks."""
    mark = _MARKS[style]
    inner = text.strip(" \u00a0")
    if not inner or clash == mark[0] or (style == BOLD and _GAP.search(inner)):
        return text
    lead = text[: len(text) - len(text.lstrip(" \u00a0"))]
    tail = text[len(text.rstrip(" \u00a0")) :]
    opens = _is_word(inner[0]) or not _is_word(lead or before)
    closes = _is_word(inner[-1]) or not _is_word(tail or after)
    return f"{lead}{mark}{inner}{mark}{tail}" if opens and closes else text


def _is_word(text: str) -> bool:
    """Whether the character is neither white space nor punctuation; nothing is white space."""
    return text[:1].isalnum()


# -------------------------------------------------------------------------------------- escaping

_ESCAPE, _ESCAPE_PAIRS, _ESCAPE_STARS = 1, 3, 4
"""What to escape: what means something alone; also what does in pairs; also stars in any place,
for marks of ours stand in the same paragraph."""


def _is_paired(text: str) -> bool:
    """Whether there are two characters that could be a pair."""
    return text.count("*") + text.count("_") + text.count("`") > 1


def _guarded(line: str) -> str:
    """Return `line` so that its start makes it no heading, list, quote, rule or table."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    if found[0].isdigit():
        return f"{found[0]}\\{line[found.end() :]}"
    return f"\\{line}"


def _escaped_runs(runs: Sequence[Run], escapes: int) -> Sequence[Run]:
    last = len(runs) - 1
    found: list[Run] = []
    for index, run in enumerate(runs):
        text, style, address, written = run
        if written or not _RESERVED.search(text):
            found.append(run)
            continue
        before, after = "." if index else "", "." if index < last else ""
        found.append((_escaped(text, before, after, escapes), style, address, False))
    return found


def _escaped(text: str, before: str, after: str, escapes: int) -> str:
    """Return plain text so that Markdown reads it back.

    Args:
        text: on one line.
        before: a character that stands for what precedes it; empty for nothing.
        after: the same for what follows.
        escapes: bits of `_ESCAPE…`.
    """
    pairs = escapes & _ESCAPE_PAIRS == _ESCAPE_PAIRS

    def escaped(match: re.Match[str]) -> str:
        mark = match[0][0]
        if mark in "*_`" and not pairs:
            return match[0]
        if mark in "*_" and not (mark == "*" and escapes & _ESCAPE_STARS):
            left = text[match.start() - 1] if match.start() else before
            right = text[match.end()] if match.end() < len(text) else after
            if not _may_open(left, right, mark):
                return match[0]
        return _backslashed(match)

    return _SPECIAL.sub(escaped, text)


def _may_open(left: str, right: str, mark: str) -> bool:
    """Whether a run of `mark` between these characters could begin emphasis (CommonMark 6.2)."""
    if not right or right.isspace():
        return False
    if not right.isalnum() and left.isalnum():
        return False
    return mark == "*" or not left.isalnum()
