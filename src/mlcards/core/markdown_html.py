r"""Markdown turned into the HTML that flashcard programs keep; `html_markdown` turned round.

Nothing of a text reaches the HTML as markup but what Markdown made of it: whatever looks like an
element, an entity or a formula's bracket and is none is written so that it shows as it stands.

- Formulas (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`) are given between `\(…\)` and `\[…\]`.
- Gaps (`{{c1::…}}`) and sound references (`[sound:a.mp3]`) stay as written.
- `x^(…)` and `x_(…)`, as `html_to_markdown` writes what has no letters of its own, are raised and
  lowered.

`html_to_markdown(markdown_html(text)) == text` for ordinary text: paragraphs on one line each
(or with hard line breaks), `*`, `**` and `~~` around words, code, links to the web, images, tight
lists with `-` or `1.`, quotes, headings with `#`, tables without alignment, fenced code.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from mlcards.core.html_elements import link_address
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.markdown_formulas import formulas_plugin
from mlcards.core.markdown_quick import escaped, inline_code, quick_html

LONGEST = 200_000
"""Characters that are parsed; a longer text is given as it is written, line by line."""

_MAX_NESTING = 20
_MAX_BRACKETS = 1_500
_MAX_MARKS = 20_000
_MAX_COLUMNS = 120
"""Beyond these it is no text that a person wrote, and parsing it could take minutes."""

_RESERVED = re.compile(r"[&<>\\\[^_]")
_TAKEN = re.compile(r"\\(?=[(\[])|\[(?=\$\$?\]|latex\])", re.IGNORECASE)
"""What formulas begin with in Anki, where a text has it and means none."""
_LEVEL = re.compile(r"(?<=[\w)\]])([_^])\(([^()\s]{1,40})\)")
_APART = "<span></span>"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#_.-]{1,20}")


def markdown_html(text: str) -> str:
    """Return Markdown `text` as HTML.

    A text of one paragraph is given bare, as fields of flashcards have it. Images are named as
    their files are called.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    quick = quick_html(text)
    return _parsed(text) if quick is None else quick


def _parsed(text: str) -> str:
    if _is_tangled(text):
        return _as_written(text)
    tokens = _parser().parse(text)
    # The parser drops what is nested deeper: give it all unformatted instead.
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):
        return _as_written(text)
    return _blocks(tokens)


def code_html(code: str, language: str = "") -> str:
    """Return a block of code."""
    named = f' class="language-{language}"' if _LANGUAGE.fullmatch(language) else ""
    return f"<pre><code{named}>{escaped(code)}</code></pre>"


class _Parser(MarkdownIt):
    """A parser that leaves addresses as they are written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = _Parser("gfm-like", {"html": False, "linkify": False, "maxNesting": _MAX_NESTING}).use(
        formulas_plugin
    )
    return parser.disable(["reference", "html_block", "html_inline", "linkify"])


def _is_tangled(text: str) -> bool:
    return (
        len(text) > LONGEST
        or text.count("[") > _MAX_BRACKETS
        or sum(map(text.count, "*_`~<&\\$")) > _MAX_MARKS
        or any(line.count("|") > _MAX_COLUMNS for line in text.split("\n"))
    )


# ----------------------------------------------------------------------------------- plain texts


def _as_written(text: str) -> str:
    """Return `text` unformatted, line by line."""
    return "<br>".join([_said(line) for line in text.split("\n")])


def _quoted(text: str) -> str:
    return escaped(text).replace('"', "&quot;")


def _said(text: str) -> str:
    """Return text that means nothing but itself."""
    if not _RESERVED.search(text):
        return text
    return _TAKEN.sub(rf"\g<0>{_APART}", _levelled(escaped(text)))


def _levelled(text: str) -> str:
    """Return `text` with its sub- and superscripts, such as read back the same."""
    return _LEVEL.sub(_level, text) if "_(" in text or "^(" in text else text


def _level(found: re.Match[str]) -> str:
    name = "sup" if found[1] == "^" else "sub"
    written = f"<{name}>{found[2]}</{name}>"
    return written if html_to_markdown(written) == found[0] else found[0]


# --------------------------------------------------------------------------------------- blocks


def _blocks(tokens: Sequence[Token]) -> str:
    bare = len(tokens) == 3 and tokens[0].type == "paragraph_open"
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts.append(_inline(token.children or []))
        elif token.type in {"paragraph_open", "paragraph_close"} and (bare or token.hidden):
            continue
        elif token.nesting:
            parts.append(_mark(token))
        else:
            parts.append(_leaf_block(token))
    return "".join(parts)


def _mark(token: Token) -> str:
    """Return the element that a token opens or closes."""
    if token.nesting < 0:
        return f"</{token.tag}>"
    shown = [
        f' {name}="{_quoted(str(value))}"'
        for name, value in token.attrs.items()
        if name in {"start", "style"}
    ]
    return f"<{token.tag}{''.join(shown)}>"


def _leaf_block(token: Token) -> str:
    match token.type:
        case "fence" | "code_block":
            words = token.info.split()
            return code_html(token.content.removesuffix("\n"), words[0] if words else "")
        case "formula_block":
            return f"<p>{_formula(token)}</p>"
        case "hr":
            return "<hr>"
    return f"<p>{_said(token.content)}</p>" if token.content else ""


# --------------------------------------------------------------------------------------- inline


def _inline(tokens: Sequence[Token]) -> str:
    parts: list[str] = []
    links: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            opening, closing = _link(token)
            links.append(closing)
            parts.append(opening)
        elif token.type == "link_close":
            parts.append(links.pop())
        else:
            parts.append(_INLINE.get(token.type, _other)(token))
    return "".join(parts)


def _link(token: Token) -> tuple[str, str]:
    """Return what stands before and behind a link's text: only links to the web can be clicked."""
    address, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
    if not link_address(address):
        return "", f" ({_said(address)})" if address else ""
    told = f' title="{_quoted(title)}"' if title else ""
    return f'<a href="{_quoted(address)}"{told}>', "</a>"


def _image(token: Token) -> str:
    source, title = str(token.attrs.get("src", "")), str(token.attrs.get("title", ""))
    if not _SCHEME.match(source):
        source = source.replace("%", "%25")  # names of files are read as parts of addresses
    text = "".join(_words(token.children or []))
    told = f' alt="{_quoted(text)}"' if text else ""
    told += f' title="{_quoted(title)}"' if title else ""
    return f'<img src="{_quoted(source)}"{told}>'


def _words(tokens: Sequence[Token]) -> list[str]:
    return [
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in tokens
        if token.type != "image"
    ]


def _code(token: Token) -> str:
    return inline_code(token.content.replace("\n", " "))


def _formula(token: Token) -> str:
    source = " ".join(token.content.split())
    opening, closing = ("\\(", "\\)") if token.markup in {"$", "\\("} else ("\\[", "\\]")
    if closing in source:
        return _said(f"{token.markup}{source}{_CLOSING[token.markup]}")
    return f"{opening}{escaped(source)}{closing}"


def _text(token: Token) -> str:
    return _said(token.content)


def _other(token: Token) -> str:
    if token.nesting:
        name = _SHORT.get(token.tag, token.tag)
        return f"<{name}>" if token.nesting > 0 else f"</{name}>"
    return _said(token.content)


_CLOSING = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_SHORT = {"strong": "b", "em": "i"}
_INLINE: Mapping[str, Callable[[Token], str]] = {
    "text": _text,
    "softbreak": lambda _token: " ",
    "hardbreak": lambda _token: "<br>",
    "code_inline": _code,
    "formula": _formula,
    "image": _image,
}
