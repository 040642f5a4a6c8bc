"""What every reader produces: decks and notes from elsewhere, and the problems met on the way."""

from dataclasses import dataclass

from mlcards.core.model import NoteContent
from mlcards.core.text import one_line


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, at a place a person can go to.

    Attributes:
        source: the file's name as the person gave it; "-" for standard input.
        line: counted from 1; None where it concerns the whole file.
        message: what is wrong and how to mend it, one sentence, any deck text in it untrusted.
        column: counted from 1.
        severity: "error" keeps the file out; "warning" does not.
        code: a short stable name of the rule, for tools ("duplicate-id").
    """

    source: str
    line: int | None
    message: str
    column: int | None = None
    severity: str = "error"
    code: str = ""

    def __str__(self) -> str:
        place = [one_line(self.source)]
        if self.line is not None:
            place.append(str(self.line))
            if self.column is not None:
                place.append(str(self.column))
        mark = "" if self.severity == "error" else f"{self.severity}: "
        return f"{':'.join(place)}: {mark}{one_line(self.message)}"


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """A note as a file has it.

    Attributes:
        id: the author's explicit id; empty where the file gives none.
        content: what it says.
        line: where it starts in the file, from 1.
    """

    id: str
    content: NoteContent
    line: int = 0


@dataclass(frozen=True, slots=True)
class ForeignDeck:
    """A deck as a file has it.

    Attributes:
        key: explicit id, else made from the title (`deck_key`).
        title: with `::` between levels.
        source_path: the file it came from.
        content_hash: hash of the bytes it was read from; equal means nothing changed.
    """

    key: str
    title: str
    notes: tuple[ForeignNote, ...]
    source_path: str
    description: str = ""
    language: str = ""
    source: str = ""
    license: str = ""
    tags: tuple[str, ...] = ()
    content_hash: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that one file gave: its decks (empty when an error keeps it out) and its problems."""

    decks: tuple[ForeignDeck, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the file out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")
