"""The signs of formulas: commands, scripts, accents and alphabets as Unicode has them.

The table of commands is unicodeit's; `_OWN` corrects it where its sign is wide, rare or missing.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡᵀ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
_BARE_SUPERSCRIPTS = frozenset("′″‴*∗°†")
"""Signs that stand high by themselves."""

ACCENTS: Mapping[str, str] = {
    "not": "\u0338",
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
}
_LONG = frozenset({"overline", "underline", "not"})
"""Accents that reach over several signs."""

ALPHABETS: Mapping[str, str] = {
    "mathbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT",
    "mathscr": "SCRIPT",
    "mathfrak": "FRAKTUR",
    "mathbf": "BOLD",
    "boldsymbol": "BOLD",
    "bm": "BOLD",
    "symbf": "BOLD",
}
_OWN: Mapping[str, str] = {
    "dots": "…",
    "dotsc": "…",
    "dotsb": "⋯",
    "mid": "|",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "|": "‖",
    "Vert": "‖",
    "lVert": "‖",
    "rVert": "‖",
    "langle": "⟨",
    "rangle": "⟩",
    "{": "{",
    "}": "}",
    "lbrace": "{",
    "rbrace": "}",
    "%": "%",
    "$": "$",
    "#": "#",
    "&": "&",
    "_": "_",
    "Box": "□",
    "cdot": "·",
    "prime": "′",
    "top": "⊤",
    "implies": "⇒",
    "iff": "⇔",
    "impliedby": "⇐",
    "epsilon": "ε",
    "varepsilon": "ε",
    "setminus": "∖",
    "ast": "∗",
    "colon": ":",
    "backslash": "\\",
    "slash": "/",
}


def symbol_of(name: str) -> str | None:
    """Return the sign of a command (without its backslash), or None for one nobody knows."""
    return _OWN[name] if name in _OWN else _symbols().get(name)


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    # Loaded with the first formula that needs a symbol: most cards have none.
    from unicodeit.data import REPLACEMENTS  # type: ignore[import-untyped]

    return {
        command[1:]: sign
        for command, sign in REPLACEMENTS
        if len(sign) == 1 and re.fullmatch(r"\\[A-Za-z]+", command)
    }


def scripted(mark: str, text: str) -> str:
    """Return `text` raised (`^`) or lowered (`_`), in Unicode where all of it can be."""
    table = _SUPERSCRIPTS if mark == "^" else _SUBSCRIPTS
    if text and all(sign in table for sign in text):
        return "".join(table[sign] for sign in text)
    if mark == "^" and text and set(text) <= _BARE_SUPERSCRIPTS:
        return text
    if mark == "^" and text in {"∘", "○"}:
        return "°"
    if cell_len(text) == 1 or (text.startswith("(") and text.find(")") == len(text) - 1):
        return mark + text
    return f"{mark}({text})"


def accented(name: str, text: str) -> str:
    """Return `text` under an accent: combined with one sign, spelled out before several."""
    mark = ACCENTS[name]
    if name in _LONG and text:
        marked = "".join(sign if unicodedata.combining(sign) else sign + mark for sign in text)
        return unicodedata.normalize("NFC", marked)
    letters = [sign for sign in text if not unicodedata.combining(sign)]
    if len(letters) == 1:
        return unicodedata.normalize("NFC", text + mark)
    if name == "bar" and text.isalnum():
        return "".join(sign + "\u0305" for sign in text)
    return f"{name.removeprefix('wide')}({text})"


def letter(sign: str, alphabet: str) -> str:
    """Return a letter or digit in a mathematical alphabet, where Unicode has it."""
    if sign.isascii() and sign.isalpha():
        size = "CAPITAL" if sign.isupper() else "SMALL"
        names = [f"{alphabet} {size} {sign.upper()}"]
        if alphabet == "FRAKTUR":
            names.append(f"BLACK-LETTER {size} {sign.upper()}")
    elif sign.isdigit() and sign.isascii():
        names = [f"{alphabet} {unicodedata.name(sign)}"]
    elif "GREEK" in (name := unicodedata.name(sign, "")) and "LETTER" in name:
        names = [f"{alphabet} {name.removeprefix('GREEK ').replace('LETTER ', '')}"]
    else:
        return sign
    for name in names:
        for full in (f"MATHEMATICAL {name}", name):
            try:
                return unicodedata.lookup(full)
            except KeyError:
                continue
    return sign
