"""Gaps of cloze notes as mlcards writes them: `{{c1::hidden::hint}}`."""

import re

LARGEST_NUMBER = 999
"""The highest number a gap may have."""

CHANGED = "a gap here holds signs that end a gap (`::`, `{{` or `}}`); they got a space between"
"""What is said of a gap that does not fit."""

_TAKEN = re.compile(r"(?<=:)(?=:)|(?<=\{)(?=\{)|(?<=\})(?=\})")


def gap(number: int, hidden: str, hint: str = "") -> str:
    """Return a gap; `hidden` and `hint` must pass `fits` to come back as they are.

    Signs in them that would end the gap are kept apart by a space.
    """
    hidden = _TAKEN.sub(" ", hidden)
    hint = _TAKEN.sub(" ", hint)
    if hidden.endswith((":", "}")):
        hidden += " "
    if hint.endswith("}"):
        hint += " "
    return f"{{{{c{number}::{hidden}::{hint}}}}}" if hint else f"{{{{c{number}::{hidden}}}}}"


def fits(text: str) -> bool:
    """Whether `text` can be hidden, or be a hint, without a change."""
    return not _TAKEN.search(text) and not text.endswith((":", "}"))
