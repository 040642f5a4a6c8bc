"""The note types of the packages that mlcards writes, and how Anki's JSON has them.

Numbers, names of fields and names of templates never change: by them Anki knows a type again, so
that a newer package updates notes instead of doubling them. What is to change gets a new number.
(The field `mlcards` came later; a package from before is read without it.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from mlcards.core.anki_own import FIELD

_FIRST = 1_763_769_600_000
"""Number of the first type; Anki's are milliseconds since 1970, these a midnight's."""
_SEVERAL = _FIRST + 1_000
_MODIFIED = 1_763_769_600
"""Counted up when templates or looks change, so that Anki takes the newer ones."""
_LINE = "{{FrontSide}}\n\n<hr id=answer>\n\n"
MOST_CARDS = 100
"""Cards that a note of `several_cards` may have."""

_STYLE = """\
.card { font-family: sans-serif; font-size: 20px; line-height: 1.45; text-align: left;
  max-width: 44em; margin: 0 auto; padding: 0.5em; }
.cloze { font-weight: bold; color: #1a66d0; }
.nightMode .cloze { color: #8ab8ff; }
h3 { font-size: 0.85em; margin: 1.2em 0 0.2em; opacity: 0.7; }
pre, code { font-family: monospace; font-size: 0.9em; }
pre { white-space: pre-wrap; padding: 0.5em; border: 1px solid #8885; }
table { border-collapse: collapse; }
th, td { border: 1px solid #8888; padding: 0.2em 0.6em; }
blockquote { margin-left: 0; padding-left: 0.8em; border-left: 3px solid #8888; }
img { max-width: 100%; }
.small { font-size: 0.8em; opacity: 0.7; }
"""
_LATEX_BEFORE = (
    "\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n"
    "\\pagestyle{empty}\n\\begin{document}\n"
)
"""For notes from Anki that hold LaTeX of the old kind; mlcards itself runs none."""
_LATEX_AFTER = "\\end{document}"
_OWN: Mapping[str, Any] = {
    "description": "Kept by mlcards, which knows its card again by it",
    "plainText": True,
    "collapsed": True,
    "excludeFromSearch": True,
}
"""How newer versions of Anki treat the field that is nobody's to edit."""


@dataclass(frozen=True, slots=True)
class NoteType:
    """A kind of note.

    Attributes:
        id: Anki's number for it.
        fields: their names; the last one is shown on no card (see `core.anki_own`).
        templates: name, question and answer of each card.
        cloze: whether the one template makes a card for each gap.
    """

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]
    cloze: bool = False


def _if_filled(field: str, *, headed: bool = True, mark: str = "div") -> str:
    heading = f"<h3>{field}</h3>" if headed else ""
    return f"{{{{#{field}}}}}{heading}<{mark}>{{{{{field}}}}}</{mark}>{{{{/{field}}}}}\n"


_NOTES = _if_filled("Notes", headed=False)
_HINT = "{{#Hint}}<div>{{hint:Hint}}</div>{{/Hint}}"

BASIC = NoteType(
    _FIRST + 1,
    "mlcards basic",
    ("Front", "Back", "Hint", "Notes", FIELD),
    (("Card 1", f"{{{{Front}}}}\n{_HINT}", f"{_LINE}{{{{Back}}}}\n{_NOTES}"),),
)
REVERSED = NoteType(
    _FIRST + 2,
    "mlcards basic (and reversed card)",
    ("Front", "Back", "Notes", FIELD),
    (
        ("Card 1", "{{Front}}", f"{_LINE}{{{{Back}}}}\n{_NOTES}"),
        ("Card 2", "{{Back}}", f"{_LINE}{{{{Front}}}}\n{_NOTES}"),
    ),
)
CLOZE = NoteType(
    _FIRST + 3,
    "mlcards cloze",
    ("Text", "Extra", "Hint", "Notes", FIELD),
    (
        (
            "Cloze",
            f"{{{{cloze:Text}}}}\n{_HINT}",
            f"{{{{cloze:Text}}}}\n{_if_filled('Extra', headed=False)}{_NOTES}",
        ),
    ),
    cloze=True,
)
SECTIONS = (
    "Own answer",
    "Code",
    "Complexity",
    "Tests",
    "Steps",
    "Skeleton",
    "Key points",
    "Correction",
    "Listen for",
    "Red flags",
    "Follow-ups",
    "Notes",
    "Sources",
    "Details",
)
"""What may stand below an answer, in the order in which it is shown."""
INTERVIEW = NoteType(
    _FIRST + 4,
    "mlcards interview",
    ("Question", "Answer", "Hint", *SECTIONS, FIELD),
    (
        (
            "Card 1",
            f"{{{{Question}}}}\n{_HINT}",
            f"{_LINE}{{{{Answer}}}}\n{''.join(_if_filled(name) for name in SECTIONS)}",
        ),
    ),
)


@lru_cache(maxsize=MOST_CARDS)
def several_cards(count: int) -> NoteType:
    """Return the type of notes that are up to `count` cards, each with texts of its own."""
    numbers = range(1, count + 1)
    fields = [f"{name} {number}" for number in numbers for name in ("Front", "Back", "Hint")]
    templates = [
        (f"Card {number}", _question(number), f"{_LINE}{{{{Back {number}}}}}") for number in numbers
    ]
    return NoteType(_SEVERAL + count, f"mlcards {count} cards", (*fields, FIELD), tuple(templates))


def _question(number: int) -> str:
    front, hint = f"Front {number}", f"Hint {number}"
    shown = f"{{{{{front}}}}}\n{{{{#{hint}}}}}<div>{{{{hint:{hint}}}}}</div>{{{{/{hint}}}}}"
    return f"{{{{#{front}}}}}{shown}{{{{/{front}}}}}"


def as_json(note_type: NoteType) -> Mapping[str, Any]:
    """Return a note type as schema 11 has it."""
    return {
        "id": note_type.id,
        "name": note_type.name,
        "type": int(note_type.cloze),
        "mod": _MODIFIED,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "tmpls": [
            {
                "name": name,
                "ord": ordinal,
                "qfmt": question,
                "afmt": answer,
                "bqfmt": "",
                "bafmt": "",
                "did": None,
                "bfont": "",
                "bsize": 0,
            }
            for ordinal, (name, question, answer) in enumerate(note_type.templates)
        ],
        "flds": [
            {
                "name": name,
                "ord": ordinal,
                "sticky": False,
                "rtl": False,
                "font": "Arial",
                "size": 20,
                "media": [],
                **(_OWN if name == FIELD else {}),
            }
            for ordinal, name in enumerate(note_type.fields)
        ],
        "css": _STYLE,
        "latexPre": _LATEX_BEFORE,
        "latexPost": _LATEX_AFTER,
        "latexsvg": False,
        "req": _needed(note_type),
        "tags": [],
        "vers": [],
    }


def _needed(note_type: NoteType) -> Sequence[Any]:
    """Return the field that must be filled for each card, which old versions go by."""
    needed = []
    for ordinal, (_name, question, _answer) in enumerate(note_type.templates):
        asked = [at for at, name in enumerate(note_type.fields) if f"{{{{{name}}}}}" in question]
        needed.append([ordinal, "any", asked[:1] or [0]])
    return needed
