"""Code blocks: syntax colours, a bar at the left, long lines continued and marked."""

from functools import lru_cache
from typing import TYPE_CHECKING

from mlcards.tui.markdown import styles
from mlcards.tui.markdown.styles import PLAIN, Line, Run, mix
from mlcards.tui.markdown.wrap import fold, padded

if TYPE_CHECKING:
    from pygments.token import _TokenType

_BAR = "▏"
_CONTINUED = "↪"
_NARROW = 8
_ALIASES = {
    "py": "python",
    "py3": "python",
    "python3": "python",
    "ipython": "python",
    "sh": "bash",
    "shell": "bash",
    "zsh": "bash",
    "shell-session": "bash",
    "console": "bash",
    "js": "javascript",
    "ts": "javascript",
    "typescript": "javascript",
    "c++": "cpp",
    "cu": "cuda",
    "rs": "rust",
    "golang": "go",
    "yml": "yaml",
    "docker": "dockerfile",
    "latex": "tex",
    "patch": "diff",
    "postgres": "postgresql",
}
_LANGUAGES = frozenset(
    {
        "bash",
        "c",
        "cpp",
        "css",
        "cuda",
        "diff",
        "dockerfile",
        "go",
        "html",
        "ini",
        "javascript",
        "json",
        "julia",
        "kotlin",
        "postgresql",
        "pycon",
        "python",
        "r",
        "rust",
        "scala",
        "sql",
        "tex",
        "toml",
        "xml",
        "yaml",
    }
)
"""The lexers that are tried, none of them slow on text made for it (as those for Java and make
are); any other language is shown without colours."""


def draw_code(text: str, language: str, width: int, *, coloured: bool) -> list[Line]:
    """Return a block of code, every line filled to `width` cells of its background."""
    name = _language(language) if coloured else ""
    return [part for line in _lines(text, name) for part in _draw_line(line, width)]


def _draw_line(line: Line, width: int) -> list[Line]:
    """Return one line of code behind the bar, folded where it is too long."""
    if width < _NARROW:
        return [padded(part, width, styles.CODE_GROUND) for part in fold(line, width, width)]
    bar: Run = (_BAR, mix(styles.CODE_GROUND, styles.FRAME))
    drawn: list[Line] = []
    for index, part in enumerate(fold(line, width - 2, width - 3)):
        mark: Run = (f"{_CONTINUED} " if index else " ", bar[1])
        drawn.append(padded([bar, mark, *part], width, styles.CODE_GROUND))
    return drawn


def _language(written: str) -> str:
    """Return the lexer for what an author wrote after the fence, or "" for no colours."""
    name = written.strip("{}.").lower()
    name = _ALIASES.get(name, name)
    return name if name in _LANGUAGES else ""


@lru_cache(maxsize=64)
def _lines(text: str, language: str) -> tuple[Line, ...]:
    """Return the lines of `text` in the colours of its language."""
    if not language:
        return tuple([(line, styles.CODE_GROUND)] for line in text.split("\n"))
    lines: list[Line] = [[]]
    for piece, style in _tokens(text, language):
        first, *others = piece.split("\n")
        _append(lines[-1], first, style)
        for part in others:
            lines.append([])
            _append(lines[-1], part, style)
    return tuple(lines)


def _append(line: Line, text: str, style: str) -> None:
    if not text:
        return
    if line and line[-1][1] == style:
        line[-1] = (line[-1][0] + text, style)
    else:
        line.append((text, style))


def _tokens(text: str, language: str) -> list[Run]:
    """Return `text` as runs in the colours of Textual's own theme for code."""
    # Imported with the first coloured block: Pygments is not needed for the first card.
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    runs = [(piece, _style_of(kind)) for kind, piece in lexer.get_tokens(text)]
    # A lexer may drop what it takes for a byte order mark.
    if "".join(piece for piece, _ in runs) != text:
        return [(text, styles.CODE_GROUND)]
    return runs


@lru_cache(maxsize=256)
def _style_of(kind: "_TokenType") -> str:
    """Return the style of a kind of token: its own, else that of the kind it belongs to."""
    from textual.highlight import HighlightTheme

    own: _TokenType | None = kind
    while own is not None and own not in HighlightTheme.STYLES:
        own = own.parent
    return mix(styles.CODE_GROUND, HighlightTheme.STYLES[own] if own is not None else PLAIN)
