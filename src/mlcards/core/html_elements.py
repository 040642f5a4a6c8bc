"""The elements of HTML and what each means on a card; attributes, read without a parser."""

import html
import re
from collections.abc import Mapping
from urllib.parse import unquote

from mlcards.core.markdown_text import BOLD, ITALIC, LOWERED, RAISED, STRUCK

STYLES = {
    "b": BOLD,
    "strong": BOLD,
    "mark": BOLD,
    "i": ITALIC,
    "em": ITALIC,
    "u": ITALIC,
    "ins": ITALIC,
    "cite": ITALIC,
    "dfn": ITALIC,
    "var": ITALIC,
    "s": STRUCK,
    "strike": STRUCK,
    "del": STRUCK,
    "sub": LOWERED,
    "sup": RAISED,
}
"""Elements that set a style."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SPANS = _names("span font")
"""Elements whose style sheet may set a style."""
PREFORMATTED = _names("pre listing xmp")
CODE_IN_LINE = _names("code tt kbd samp")
CODE = PREFORMATTED | CODE_IN_LINE
DIVISION = _names("div")
LINES = _names(
    """div section article aside header footer main nav center address figure figcaption details
    summary fieldset legend form dl dt dd body html option select optgroup hgroup"""
)
"""Elements that begin and end a line."""
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
PARAGRAPHS = HEADINGS | _names("p hr")
LISTS = {"ul": "ul", "ol": "ol", "menu": "ul", "dir": "ul"}
CELLS = _names("td th")
CONTAINERS = CELLS | LISTS.keys() | _names("li blockquote table caption tr")
MEDIA = _names("audio video source embed object")
UNSEEN = _names("script style title rp head template")
"""Elements whose text is not shown."""
KNOWN = (
    CODE
    | CONTAINERS
    | LINES
    | MEDIA
    | PARAGRAPHS
    | SPANS
    | STYLES.keys()
    | UNSEEN
    | _names(
        """a abbr acronym anki-mathjax area base basefont bdi bdo big br button canvas circle col
        colgroup data datalist defs ellipse frame frameset g iframe img input label line link map
        meta meter nobr noframes noscript output param path picture polygon polyline progress q rb
        rect rt rtc ruby slot small svg tbody text textarea tfoot thead time track tspan use wbr"""
    )
)
"""Whatever else stands between angle brackets is text, save what `is_known` knows."""

_OFFICE = re.compile(r"(?:o|w|v|m|st1):(?!:)")
"""How elements begin that word processors put into what is copied from them."""

_ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}+(?![0-9])|#[xX][0-9a-fA-F]{1,6}+(?![0-9a-fA-F])|[A-Za-z][A-Za-z0-9]{1,31});?"
)
"""A number that is longer than any character's is none: Python would count its digits forever."""
_ATTRIBUTE = re.compile(
    r"([A-Za-z][A-Za-z0-9:-]{0,40}+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++))"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|brush|highlight-source)[-:]\s*([a-z0-9+#_.-]{1,20})", re.IGNORECASE
)
_LANGUAGE_NAME = re.compile(r"[A-Za-z0-9+#_.-]{1,20}")
_SPACES = re.compile(r"\s+")
_LOOKS = (
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE), BOLD),
    (re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE), ITALIC),
    (re.compile(r"text-decoration[a-z-]*\s*:[^;]{0,60}line-through", re.IGNORECASE), STRUCK),
    (re.compile(r"vertical-align\s*:\s*sub", re.IGNORECASE), LOWERED),
    (re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE), RAISED),
)
_KEPT_SPACES = re.compile(
    r"white-space\s*:\s*(?:pre|pre-wrap|break-spaces)\s*(?:;|\Z)", re.IGNORECASE
)
_MONOSPACED = re.compile(
    r"font-family\s*:[^;]{0,99}?(?:mono|consolas|courier|menlo)", re.IGNORECASE
)
_LINKED = ("http://", "https://", "mailto:")


def is_known(name: str) -> bool:
    """Whether a name in lower case is an element's, and not only text between angle brackets."""
    return name in KNOWN or _OFFICE.match(name) is not None


def decoded(text: str) -> str:
    """Return `text` with its entities as the characters they stand for."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def attributes(rest: str) -> Mapping[str, str]:
    """Return the attributes that stand behind an element's name, by name in lower case."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest):
        found.setdefault(match[1].lower(), decoded(match[2] or match[3] or match[4] or ""))
    return found


def look_of(rest: str) -> int:
    """Return the style bits that an element's style sheet asks for."""
    if "style" not in rest.lower():
        return 0
    written = attributes(rest).get("style", "")[:2_000]
    look = 0
    for pattern, style in _LOOKS:
        if pattern.search(written):
            look |= style
    return look


def is_preformatted(rest: str) -> bool:
    """Whether a style sheet shows a division as code: so editors write what is copied from them."""
    if "white-space" not in rest.lower():
        return False
    written = attributes(rest).get("style", "")[:2_000]
    return bool(_KEPT_SPACES.search(written) and _MONOSPACED.search(written))


def language_of(rest: str) -> str:
    """Return the programming language that a code element names; empty where it names none."""
    if not rest:
        return ""
    found = attributes(rest)
    match = _LANGUAGE.search(found.get("class", "")[:500])
    if match:
        return match[1].lower()
    for name in ("lang", "data-lang", "data-language", "language"):
        if _LANGUAGE_NAME.fullmatch(found.get(name, "")):
            return found[name].lower()
    return ""


def media_name(source: str) -> str:
    """Return the name of a file as it is called, or the address of something on the web as it is.

    Of data that stands in the address itself, only the kind is given.
    """
    if source[:5].lower() == "data:":
        return source[:80].split(";", maxsplit=1)[0].split(",", maxsplit=1)[0]
    plain = _SPACES.sub(" ", source).strip()
    return plain if _SCHEME.match(plain) else unquote(plain)


def link_address(address: str) -> str:
    """Return the address of a link on the web or to a person; empty for any other."""
    plain = _SPACES.sub("", address)
    return plain if plain.lower().startswith(_LINKED) else ""


def small_number(text: str, most: int) -> int:
    """Return a number of 1 to `most`; 1 where `text` is none."""
    plain = text.strip()
    number = int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else 1
    return min(max(number, 1), most)
