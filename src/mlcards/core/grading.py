"""From ticked key points to a suggested rating, and from a typed answer to what it missed."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mlcards.core.content import KeyPoint, Rating

DEFAULT_SECONDS = 90
"""Speaking time that still counts as fluent when a card names none."""
_WORD = re.compile(r"\w+|[^\w\s]")


def suggest(
    points: Sequence[KeyPoint],
    said: Collection[int],
    *,
    helped: bool = False,
    seconds: float | None = None,
    target: int | None = None,
) -> Rating:
    """Return the rating that the ticked key points speak for.

    A missed must point: Again. All must points but with help: Hard. All must points: Good. All
    points within the speaking time: Easy. A card that marks no point as must is passed with
    half of its points or more. A card without key points: Good, or Hard with help.

    Args:
        points: the card's key points.
        said: indices of those that were said.
        helped: whether the hint was opened before the answer.
        seconds: from question to answer shown; None when it was not measured.
        target: the card's speaking time in seconds; None for `DEFAULT_SECONDS`.
    """
    said = {index for index in said if 0 <= index < len(points)}
    if points:
        musts = [index for index, point in enumerate(points) if point.must]
        half = 2 * len(said) >= len(points)
        if not (all(index in said for index in musts) if musts else half):
            return Rating.AGAIN
    if helped:
        return Rating.HARD
    fluent = seconds is not None and seconds <= (target or DEFAULT_SECONDS)
    if points and len(said) == len(points) and fluent:
        return Rating.EASY
    return Rating.GOOD


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a comparison: "same" in both, "missing" from the typed, or "extra"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A typed answer beside the expected one.

    Attributes:
        pieces: in reading order.
        matched: share of the expected words that were typed, 0–1.
    """

    pieces: tuple[Piece, ...]
    matched: float


def compare(expected: str, typed: str) -> Comparison:
    """Return what of `expected` was typed, what is missing and what was typed besides.

    Case, accents written in another form and white space do not count; Markdown's marks are
    passed over.
    """
    wanted, given = _words(expected), _words(typed)
    matcher = difflib.SequenceMatcher(
        None, [_folded(word) for word in wanted], [_folded(word) for word in given], autojunk=False
    )
    pieces: list[Piece] = []
    same = 0
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            same += end - start
            pieces.append(Piece("same", " ".join(wanted[start:end])))
            continue
        if end > start:
            pieces.append(Piece("missing", " ".join(wanted[start:end])))
        if other_end > other_start:
            pieces.append(Piece("extra", " ".join(given[other_start:other_end])))
    return Comparison(tuple(pieces), same / len(wanted) if wanted else float(not given))


_LONGEST_COMPARED = 400
"""Words compared at most: the comparison is quadratic at worst."""


def _words(text: str) -> list[str]:
    plain = text.replace("**", "").replace("`", "")
    return _WORD.findall(unicodedata.normalize("NFC", plain))[:_LONGEST_COMPARED]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
