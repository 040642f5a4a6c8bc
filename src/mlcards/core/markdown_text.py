"""Writing Markdown: plain text, emphasis, code, links and tables as lines that read back the same.

Characters that Markdown would take are escaped, but only where it would take them: `snake_case`,
`2 * 3` and a Windows path stay as they are.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

BOLD, ITALIC, STRUCK, LOWERED, RAISED = 1, 2, 4, 8, 16
"""Bits of `Run.style`."""

_MARKS = {BOLD: "**", STRUCK: "~~", ITALIC: "*"}
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_UNTIDY = re.compile(r"[\t\n\r\f\v]|  ")
_LONE_NBSP = re.compile(r"(?<=\S)\u00a0(?=\S)")
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


class Run(NamedTuple):
    """A stretch of text in one style.

    Attributes:
        text: plain text; Markdown where `written` is set (code, a formula, an image).
        style: bits such as `BOLD | ITALIC`.
        address: where a link leads; empty where there is none.
        written: whether `text` is Markdown already.
    """

    text: str
    style: int = 0
    address: str = ""
    written: bool = False


def paragraph(lines: Sequence[Sequence[Run]]) -> list[str]:
    """Return a paragraph's lines as Markdown; each but the last ends in a hard line break.

    White space is what HTML makes of it: any run of it is one space, none at the ends. Lines
    without text are left out.
    """
    tidy = [runs for line in lines if (runs := _tidied(line))]
    marked = any(run.style or run.written for runs in tidy for run in runs)
    plain = [run.text for runs in tidy for run in runs if not run.written]
    pairs = marked or sum(map(_paired, plain)) > 1
    written = [line for runs in tidy if (line := _line(runs, marked=marked, pairs=pairs))]
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
    return f"![{_BRACKETS.sub(_escape, text)}]({_target(name)})"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table of inline Markdown; the first row is its head, short rows are filled up."""
    width = max(map(len, rows))
    lines = [_row([*row, *[""] * (width - len(row))]) for row in rows]
    return [lines[0], "|" + " --- |" * width, *lines[1:]]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _target(address: str) -> str:
    plain = _SPACES.sub(" ", address).strip()
    if _AWKWARD.search(plain):
        return f"<{_ANGLES.sub(_escape, plain)}>"
    return plain


def _escape(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _paired(text: str) -> int:
    """Return how many characters there are that mean something only in pairs."""
    return text.count("*") + text.count("_") + text.count("`")


# --------------------------------------------------------------------------------- one line


def _tidied(line: Sequence[Run]) -> list[Run]:
    """Return runs without doubled, leading or trailing white space; equal neighbours are one."""
    found: list[Run] = []
    spaced = True
    for run in line:
        text, style, address, written = run
        if not written:
            if _UNTIDY.search(text):
                text = _SPACES.sub(" ", text)
            if "\u00a0" in text:
                text = _LONE_NBSP.sub(" ", text)
            if spaced and text[:1] == " ":
                text = text[1:]
        if text:
            spaced = text[-1] == " " and not written
            found.append(Run(text, style, address, written))
    while found and not found[-1].written:
        text, style, address, _ = found[-1]
        text = text.rstrip(" \u00a0")
        if text:
            found[-1] = Run(text, style, address)
            break
        found.pop()
    return _merged(found) if len(found) > 1 else found


def _merged(runs: Sequence[Run]) -> list[Run]:
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
            text = "".join(run.text for run in runs[start:end])
            found.append(Run(text, style, address))
        start = end
    return found


def _line(runs: Sequence[Run], *, marked: bool, pairs: bool) -> str:
    if len(runs) == 1 and not marked and not runs[0].address:  # most texts by far
        text = runs[0].text
        if _SPECIAL.search(text):
            text = _escaped(text, "", "", marked=False, pairs=pairs)
        return _guarded(text)
    if any(run.style & (LOWERED | RAISED) for run in runs):
        runs = _merged(list(map(_levelled, runs)))
    last = len(runs) - 1
    plain: list[Run] = []
    for index, run in enumerate(runs):
        text, style, address, is_markdown = run
        if not is_markdown and _SPECIAL.search(text):
            before, after = "." if index else "", "." if index < last else ""
            text = _escaped(text, before, after, marked=marked, pairs=pairs)
            run = Run(text, style, address)  # noqa: PLW2901
        plain.append(run)
    written = ""
    start = 0
    while start < len(plain):
        address = plain[start].address
        end = start + 1
        while end < len(plain) and plain[end].address == address:
            end += 1
        if address:
            if written.endswith("!"):
                written = f"{written[:-1]}\\!"  # else the link would be an image
            written += _link(plain[start:end], address)
        else:
            after = "[" if end < len(plain) else ""
            written += _emphasised(plain[start:end], 0, written[-1:], after)
        start = end
    first = plain[0]
    return written if first.written or first.style or first.address else _guarded(written)


def _link(runs: Sequence[Run], address: str) -> str:
    bracketed = [
        run
        if run.written
        else Run(_BRACKETS.sub(_escape, run.text.replace("\\](", "](")), run.style, address)
        for run in runs
    ]
    text = _emphasised(bracketed, 0, "[", "]")
    if not text.strip():
        return text
    target = _target(address)
    return f"<{target}>" if text == target else f"[{text}]({target})"


def _levelled(run: Run) -> Run:
    """Return a sub- or superscript as Unicode, else as `_(…)` or `^(…)`."""
    style = run.style & ~(LOWERED | RAISED)
    text = run.text.strip(" ")
    if style == run.style or run.written or not text:
        return Run(run.text, style, run.address, run.written)
    raised = bool(run.style & RAISED)
    letters = _UPPER if raised else _LOWER
    if all(letter in letters for letter in text):
        level = "".join(letters[letter] for letter in text)
    else:
        level = f"{'^' if raised else '_'}({text})"
    return Run(run.text.replace(text, level), style, run.address)


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
        open_styles = runs[start].style & ~done
        if not open_styles:
            written += runs[start].text
            start += 1
            continue
        style, end = _longest(runs, start, open_styles)
        following = after
        if end < len(runs):
            following = "*" if runs[end].style & ~done else runs[end].text[:1]
        text = _emphasised(runs[start:end], done | style, "*", "*")
        previous = written[-1:] or before
        written += _wrapped(text, style, previous, following, clash=written[-1:])
        start = end
    return written


def _longest(runs: Sequence[Run], start: int, styles: int) -> tuple[int, int]:
    """Return the style of `styles` that goes on longest from `start`, and where it ends."""
    best, furthest = 0, start
    for style in _MARKS:
        if not styles & style:
            continue
        end = start
        while end < len(runs) and runs[end].style & style:
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


def _guarded(line: str) -> str:
    """Return `line` so that its start makes it no heading, list, quote, rule or table."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    if found[0].isdigit():
        return f"{found[0]}\\{line[found.end() :]}"
    return f"\\{line}"


def _escaped(text: str, before: str, after: str, *, marked: bool, pairs: bool) -> str:
    """Return plain text so that Markdown reads it back.

    Args:
        text: on one line.
        before: a character that stands for what precedes it; empty for nothing.
        after: the same for what follows.
        marked: whether marks of ours stand in the same paragraph.
        pairs: whether the paragraph has two characters that could be a pair.
    """

    def escaped(match: re.Match[str]) -> str:
        found = match[0]
        if found[0] in "*_":
            if not pairs:
                return found
            left = text[match.start() - 1] if match.start() else before
            right = text[match.end()] if match.end() < len(text) else after
            if not _may_open(left, right, found[0]) and not (marked and found[0] == "*"):
                return found
            return "".join(f"\\{char}" for char in found)
        if found == "`" and not pairs:
            return found
        if found[0] == "~":
            return "".join(f"\\{char}" for char in found)
        return f"\\{found}"

    return _SPECIAL.sub(escaped, text)


def _may_open(left: str, right: str, mark: str) -> bool:
    """Whether a run of `mark` between these characters could begin emphasis (CommonMark 6.2)."""
    if not right or right.isspace():
        return False
    if not right.isalnum() and left.isalnum():
        return False
    return mark == "*" or not left.isalnum()
