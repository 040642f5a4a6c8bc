"""Pieces of a formula and the spaces and parentheses that a reader needs between them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "ordinary",
    "binary",
    "relation",
    "open",
    "close",
    "comma",
    "word",
    "function",
    "fraction",
    "gap",
]

_SIGN_FOLLOWS = frozenset({None, "binary", "relation", "open", "comma"})
"""Kinds after which a minus is the sign of a number."""
_BINARY = frozenset("+−±∓×÷·⋅∗∘∪∩∧∨∖⊕⊖⊗⊘⊙⊎⊔⊓⋆")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂⨀")
_ORDINARY = frozenset("∂∇∞∅∀∃∄¬√∛∜∠⊤ℵ∎⋯⋮⋱…′□°%/!|\\∴∵")
_ATOM = re.compile(
    r"(?:\d[\d.,]*|[√∛∜]?(?:[∂∇]?[^\W\d_]|∞)(?:\w|[∞∂∇′…°⁺⁻⁼⁽⁾₊₋₌₍₎]|[\u0300-\u036f\u20d0-\u20ff])*"
    r"(?:\^(?:⟮\*?⟯|\w))*(?:⟮⟯)?|[√∛∜]?⟮\*?⟯)"
)
"""Outline of text that needs no parentheses in a fraction."""
_SUM = re.compile(r"[+−±=<>≤≥≈∑∏∫,/]|\b[a-z]{2,}\b")
"""What makes a numerator need parentheses."""
_UNDER_ROOT = re.compile(r"\d+|[^\W\d_][\u0300-\u036f]?[₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]*")
_CALCULATION = re.compile(r"[-+−·×/]")
_OUTLINED_DEPTH = 6
_INNER = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a formula as text, and the part it plays."""

    kind: Kind
    text: str


def piece_of(sign: str) -> Piece:
    """Return a sign with the part it plays in a formula."""
    first = sign[:1]
    kind: Kind = "ordinary"
    if first in _BINARY:
        kind = "binary"
    elif first in _LARGE:
        kind = "word"
    elif sign and sign in "([{⟨⌊⌈":
        kind = "open"
    elif sign and sign in ")]}⟩⌋⌉":
        kind = "close"
    elif sign and sign in ",;":
        kind = "comma"
    elif (
        len(sign) <= 2
        and first not in _ORDINARY
        and (first in "=<>" or sign == ":=" or (first and unicodedata.category(first) == "Sm"))
    ):
        kind = "relation"
    return Piece(kind, sign)


def joined(pieces: Sequence[Piece], *, tight: bool = False, leads: bool = False) -> str:
    """Return pieces with the spaces a reader expects; `tight` has none around operators.

    With `leads` something stands to the left, so a first minus is not the sign of a number.
    """
    text = ""
    before: Kind | None = "ordinary" if leads else None
    asked = False
    followers = _followers(pieces)
    for piece, after in zip(pieces, followers, strict=True):
        if piece.kind == "gap":
            if piece.text:
                text = text.rstrip(" ") + piece.text if text else text
            else:
                asked = True
            continue
        if piece.kind in {"close", "comma"}:
            text = text.rstrip(" ")
        operator = piece.kind in {"binary", "relation"}
        if (text or leads) and not text.endswith(" ") and _apart(before, piece.kind, asked, tight):
            text += " "
        text += f"({piece.text})" if _clings(before, piece.kind, after) else piece.text
        signed = piece.kind == "binary" and before in _SIGN_FOLLOWS
        if operator and not tight and after is not None and not signed:
            text += " "
        before, asked = piece.kind, False
    return text.rstrip(" ") if leads else text.strip(" ")


def _followers(pieces: Sequence[Piece]) -> list[Kind | None]:
    """Return for each piece the kind of the next one that is no gap."""
    kinds: list[Kind | None] = []
    after: Kind | None = None
    for piece in reversed(pieces):
        kinds.append(after)
        if piece.kind != "gap":
            after = piece.kind
    return kinds[::-1]


def _clings(before: Kind | None, kind: Kind, after: Kind | None) -> bool:
    """Tell whether a fraction's neighbours would be read as part of it."""
    return kind == "fraction" and (
        before in {"ordinary", "close", "fraction", "function"}
        or after in {"ordinary", "open", "word", "function", "fraction"}
    )


def _apart(before: Kind | None, kind: Kind, asked: bool, tight: bool) -> bool:  # noqa: FBT001
    """Tell whether a space stands between two pieces."""
    if before is None:
        return False
    if before == "comma":
        return asked and not tight
    if kind in {"binary", "relation"}:
        return not tight and before != "open"
    if before in {"binary", "relation", "open"} or kind in {"close", "comma"}:
        return False
    if kind in {"word", "function"}:
        return True
    if before in {"word", "function"}:
        return kind != "open" or asked
    return asked and not tight


def fraction(over: str, under: str) -> Piece:
    """Return a fraction on one line, its parts in parentheses where they need them."""
    over = f"({over})" if _SUM.search(_outline(over)[1:]) else over
    under = under if _ATOM.fullmatch(_outline(under)) else f"({under})"
    return Piece("fraction", f"{over}/{under}")


def under_root(text: str) -> str:
    """Return what stands under a root, in parentheses unless the sign plainly reaches over it."""
    return text if _UNDER_ROOT.fullmatch(text) else f"({text})"


def _outline(text: str) -> str:
    """Return `text` with each pair of parentheses reduced to ⟮⟯, or ⟮*⟯ around a calculation."""
    for _ in range(_OUTLINED_DEPTH):
        text = _INNER.sub(lambda m: "⟮*⟯" if _CALCULATION.search(m[1]) else "⟮⟯", text)
    return text
