"""What an author wrote in a note, and the words for ratings, phases and types.

Part of `core.model`, apart from it because a first card needs no more: making the frozen
dataclasses of the rest takes a thirtieth of its time.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Rating(IntEnum):
    """How well a card was recalled. Again means forgotten; the other three mean recalled."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def label(self) -> str:
        """The word on the button."""
        return self.name.capitalize()


class Phase(StrEnum):
    """Where a card is in its life."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


class CardType(StrEnum):
    """What kind of note an author wrote."""

    BASIC = "basic"
    REVERSED = "reversed"
    CLOZE = "cloze"
    INTERVIEW = "interview"
    PERSONAL = "personal"
    CODING = "coding"


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing an interviewer listens for; `must` points decide between pass and fail."""

    text: str
    must: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question an interviewer asks next, with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Where the article is wrong, vague or dated (`article`), and what is right (`actually`)."""

    verdict: str
    article: str
    actually: str


@dataclass(frozen=True, slots=True)
class NoteContent:
    """All an author wrote in one note; every text is Markdown and untrusted.

    A cloze's `text` stands in `question` as written, with its `{{c1::…}}` gaps.
    """

    type: CardType
    question: str
    answer: str = ""
    key_points: tuple[KeyPoint, ...] = ()
    listen_for: str = ""
    red_flags: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    framework: tuple[str, ...] = ()
    skeleton: str = ""
    code: str = ""
    complexity: str = ""
    tests: tuple[str, ...] = ()
    correction: Correction | None = None
    hint: str = ""
    notes: str = ""
    article: tuple[int, ...] = ()
    difficulty: int | None = None
    seconds: int | None = None
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked: str = ""
