"""What every reader gathers while it goes through a file: its problems, and its notes by deck."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from mlcards.core.collector import collector_at_rest
from mlcards.core.deck_keys import keys_apart
from mlcards.core.deck_schema import LONGEST_LINE
from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import has_own_id
from mlcards.core.text import one_line, plural
from mlcards.readers.decoding import LARGEST_FILE, MOST_LINES, decode

MOST_PROBLEMS = 500
"""Problems reported of one file; the last one says that there are more."""
MOST_NOTES = 100_000
"""Notes in a text file: what keeps time and memory within bounds."""
LARGEST_CARD = 1024 * 1024
"""Characters of the text that a card is read from."""
MOST_TAGS = 1000
"""Tags of a note."""
MOST_DECKS = 10_000
"""Decks in a file."""
PASTED = "Pasted cards"
"""Title of a deck that came without a file name."""

NOTHING = "no cards were found in this file"
"""What is said of a file that is well and has none."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_PATH = re.compile(r"[/\\]")


class EnoughError(Exception):
    """Reading on would tell nothing new; the report says why."""


@dataclass(slots=True)
class Report:
    """The problems of one file.

    Attributes:
        source: the file's name as the person gave it.
    """

    source: str
    problems: list[Problem] = field(default_factory=list)
    errors: int = 0
    unsaid: int = 0
    """Warnings beyond `MOST_PROBLEMS`."""

    def error(self, line: int | None, message: str, code: str, column: int | None = None) -> None:
        """Report what keeps the file out.

        Raises:
            EnoughError: it is one too many.
        """
        self.problems.append(Problem(self.source, line, message, column, code=code))
        self.errors += 1
        if self.errors >= MOST_PROBLEMS:
            more = "there are more problems; mend these first"
            self.problems.append(Problem(self.source, None, more, code="more"))
            raise EnoughError

    def refuse(self, line: int | None, message: str, code: str) -> EnoughError:
        """Report what ends the reading; to be raised by the caller."""
        self.problems.append(Problem(self.source, line, message, code=code))
        self.errors += 1
        return EnoughError()

    def check_size(self, characters: int, line: int) -> None:
        """Refuse a card that is longer than any card is.

        Raises:
            EnoughError: it is.
        """
        if characters > LARGEST_CARD:
            raise self.refuse(
                line, f"this card has more than {LARGEST_CARD:,} characters; split it", "too-large"
            )

    def warn(self, line: int | None, message: str, code: str, column: int | None = None) -> None:
        """Report what a person should know, though the file can be used."""
        if len(self.problems) - self.errors >= MOST_PROBLEMS:
            self.unsaid += 1
            return
        self.problems.append(Problem(self.source, line, message, column, "warning", code))

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in the file's order."""
        found = sorted(
            self.problems,
            key=lambda problem: (problem.code == "more", problem.line or 0, problem.column or 0),
        )
        if self.unsaid:
            more = f"there are {plural(self.unsaid, 'more warning')}"
            found.append(Problem(self.source, None, more, severity="warning", code="more"))
        return tuple(found)


def read_within(
    data: bytes,
    source: str,
    read: Callable[[str, Report], Sequence[ForeignDeck]],
    largest: int = LARGEST_FILE,
    most_lines: int = MOST_LINES,
    *,
    guess: bool = True,
    chosen: object = None,
    nothing: str = NOTHING,
) -> ReadResult:
    """Return what `read` makes of a file's text, with all its problems; any error keeps it out.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it; "-" for standard input.
        read: from the text and the report to the decks; it may raise `EnoughError`.
        largest: bytes the file may have.
        most_lines: lines the file may have.
        guess: whether another encoding than UTF-8 may be guessed; see `decode`.
        chosen: options that a person chose, if any: read another way, the same file is another.
        nothing: what is said of a file without cards.
    """
    report = Report(source)
    decks: Sequence[ForeignDeck] = ()
    decoded = decode(data, largest, most_lines, guess=guess)
    try:
        if decoded.text is None:
            raise report.refuse(decoded.line, decoded.trouble, decoded.code)
        if decoded.trouble:
            report.warn(decoded.line, decoded.trouble, decoded.code)
        with collector_at_rest():
            decks = read(decoded.text, report)
        if not decks and not report.errors:
            raise report.refuse(None, nothing, "empty")
    except EnoughError:
        decks = ()
    if report.errors:
        return ReadResult((), report.sorted())
    return ReadResult(hashed(decks, data, chosen), report.sorted())


@dataclass(slots=True)
class Decks:
    """The notes of a file, by deck, both in the order they came.

    Attributes:
        report: where what is wrong with ids and sizes is told.
        complete: whether the file has all notes of its decks; see `ForeignDeck`.
        most: notes that the file may have; None for `MOST_NOTES`.
        ids_everywhere: whether ids are unique among all decks; see `ForeignDeck`.
    """

    report: Report
    complete: bool = True
    most: int | None = None
    ids_everywhere: bool = False
    notes: dict[str, list[ForeignNote]] = field(default_factory=dict)
    about: dict[str, ForeignDeck] = field(default_factory=dict)
    count: int = 0
    taken: dict[tuple[str, str], int] = field(default_factory=dict)

    def describe(self, deck: ForeignDeck) -> None:
        """Give what is known of a deck beyond its title; its notes are added on their own."""
        self.about[deck.title] = deck

    def add(self, title: str, note: ForeignNote, *, twice: str = "error") -> None:
        """Add a note to the deck called `title`.

        Args:
            title: with `::` between levels; see `clean_title`.
            note: its id may be one that another note of the deck has.
            twice: what such an id is: an "error", or a "warning" and the note goes without.

        Raises:
            EnoughError: the file has too many notes, decks or problems.
        """
        if note.id:
            place = "" if self.ids_everywhere else title
            first = self.taken.get((place, note.id))
            if first is None:
                self.taken[place, note.id] = note.line
            else:
                note = self._said_twice(note, first, twice)
        if title not in self.notes:
            if len(self.notes) >= MOST_DECKS:
                raise self.report.refuse(
                    note.line, f"the file has more than {MOST_DECKS:,} decks", "too-large"
                )
            self.notes[title] = []
        self.notes[title].append(note)
        self.count += 1
        most = self.most or MOST_NOTES
        if self.count > most:
            raise self.report.refuse(
                note.line or None, f"the file has more than {most:,} cards; split it", "too-large"
            )

    def made(self) -> tuple[ForeignDeck, ...]:
        """Return the decks that have notes."""
        keys = self._keys()
        return tuple(
            replace(
                self.about.get(title) or ForeignDeck("", title, (), "", described=False),
                key=keys[title],
                notes=tuple(notes),
                source_path=self.report.source,
                line=notes[0].line or 1,
                complete=self.complete,
                ids_everywhere=self.ids_everywhere,
            )
            for title, notes in self.notes.items()
        )

    def _keys(self) -> dict[str, str]:
        """Return a key for each title: what is known of its deck may say one."""
        given = {title: deck.key for title, deck in self.about.items() if deck.key}
        others = [title for title in self.notes if title not in given]
        return given | keys_apart(others, given.values())

    def _said_twice(self, note: ForeignNote, first: int, severity: str) -> ForeignNote:
        where = f"the card in line {first}" if first else "another card"
        name = one_line(note.id, 40)
        if severity == "error":
            message = f'the id "{name}" is taken by {where}; ids must differ'
            self.report.error(note.line or None, message, "duplicate-id")
            return note
        message = f'the id "{name}" is taken by {where}; this card goes by its question'
        self.report.warn(note.line or None, message, "duplicate-id")
        return replace(note, id="")


def clean_title(text: str) -> str:
    """Return a deck's title that is one line with a name on every level; empty if none is left."""
    levels = [" ".join(_CONTROL.sub(" ", level).split()) for level in text.split("::")]
    title = "::".join(level for level in levels if level)
    return title if len(title) <= LONGEST_LINE else title[:LONGEST_LINE].rstrip(": ")


def file_title(source: str) -> str:
    """Return the title of a deck whose file does not say one: the file's name."""
    name = _PATH.split(source)[-1]
    stem = _SUFFIX.sub("", name) or name
    return clean_title(stem) if stem.strip("- .") else PASTED


def foreign_id(text: str) -> str:
    """Return a stable name from elsewhere as an id that a note may have; empty for none.

    A name that cannot be an id (too long, more than a line, or with the mark of ids that
    mlcards makes) becomes another one, always the same.
    """
    name = text.strip()
    if not name:
        return ""
    if len(name) > LONGEST_LINE - 3 or _CONTROL.search(name):
        digest = hashlib.blake2b(name.encode("utf-8", "backslashreplace"), digest_size=12)
        return f"id:{digest.hexdigest()}"
    return name if has_own_id(name) else f"id:{name}"


def storable(text: str) -> str:
    """Return `text` without what no database takes: NUL and lone surrogates, shown as U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


def question_and_answer(
    question: str, answer: str, tags: tuple[str, ...] = (), *, both_ways: bool = False
) -> NoteContent:
    """Return a note of two sides; one without an answer is to be answered in one's own words."""
    kind = CardType.REVERSED if both_ways else CardType.BASIC
    if not answer.strip():
        return NoteContent(CardType.PERSONAL, question, tags=tags)
    return NoteContent(kind, question, answer, tags=tags)


def each_once(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags cleaned, without empty ones, each once; no more than `MOST_TAGS`."""
    few = islice(dict.fromkeys(tags), MOST_TAGS)
    clean = (" ".join(_CONTROL.sub(" ", tag).split())[:LONGEST_LINE] for tag in few)
    return tuple(dict.fromkeys(tag for tag in clean if tag))


def hashed(
    decks: Sequence[ForeignDeck], data: bytes, chosen: object = None
) -> tuple[ForeignDeck, ...]:
    """Return `decks` with hashes of the file's bytes, one for each of several."""
    digest = hashlib.sha256(data).hexdigest()
    if chosen is not None:
        digest = hashlib.sha256(f"{digest}{chosen!r}".encode()).hexdigest()
    if len(decks) == 1:
        return (replace(decks[0], content_hash=digest),)
    return tuple(
        replace(deck, content_hash=hashlib.sha256(f"{digest}#{index}".encode()).hexdigest())
        for index, deck in enumerate(decks, start=1)
    )
