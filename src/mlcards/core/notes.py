"""From a note to its cards, and from a card to the face a person sees.

A note's parts are stable: "main" for its question, "backward" for the way back of a reversed
note, "c1", "c2" … for a cloze's gaps. A card is known by its note and its part, so editing the
text never loses progress, and a basic note that is made a reversed one keeps its card.
"""

from typing import NamedTuple

from mlcards.core.cloze import gap_numbers
from mlcards.core.content import CardType, NoteContent

__all__ = [
    "Face",
    "face_of",
    "gap_numbers",
    "has_own_id",
    "note_key",
    "parts_of",
]


class Face(NamedTuple):
    """The two sides of one card, as Markdown.

    Attributes:
        question: what is asked.
        answer: what is shown after it; may be empty for a personal card.
        expected: the text a typed answer is compared with; empty where there is none.
    """

    question: str
    answer: str
    expected: str


def parts_of(content: NoteContent) -> tuple[str, ...]:
    """Return the parts of a note, one for each card, in the order they are taught."""
    if content.type is CardType.REVERSED:
        return ("main", "backward")
    if content.type is CardType.CLOZE:
        numbers = sorted(set(gap_numbers(content.question)))
        return tuple(f"c{number}" for number in numbers)
    return ("main",)


def face_of(content: NoteContent, part: str) -> Face:
    """Return what a person sees of the card `part` of a note."""
    if content.type is CardType.REVERSED and part == "backward":
        return Face(content.answer, content.question, content.question)
    if content.type is CardType.CLOZE:
        return _cloze_face(content, part)
    if content.type is CardType.CODING:
        return Face(content.question, content.answer, content.code or content.answer)
    return Face(content.question, content.answer, content.answer)


def note_key(deck: str, note_id: str, content: NoteContent) -> str:
    """Return the stable name of a note within its deck: its id, else a hash of its question.

    The hash is of deck and question, so the answer can be edited freely; an edited question is
    found again by its likeness (see `core.import_matching`).
    """
    if note_id:
        return note_id
    import hashlib  # only importing needs it

    text = "\0".join((deck, content.type.value, " ".join(content.question.split())))
    return "~" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def has_own_id(key: str) -> bool:
    """Whether a note's key is one its author gave."""
    return not key.startswith("~")


def _cloze_face(content: NoteContent, part: str) -> Face:
    # Imported late: what finds code and formulas is of no use to most cards.
    from mlcards.core.cloze_faces import cloze_face

    number = int(part[1:]) if part[1:].isdigit() else 0
    question, answer, expected = cloze_face(content.question, number)
    if content.answer:
        answer = f"{answer}\n\n{content.answer}"
    return Face(question, answer, expected)
