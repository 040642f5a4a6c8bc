"""What every reader produces: decks and notes from elsewhere, and the problems met on the way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mlcards.core.model import Memory, NoteContent, Phase, Rating
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
class ForeignReview:
    """One row of another program's review log.

    Attributes:
        at: the instant, UTC, to the millisecond; two rows of a card never share one.
        rating: None for a row that is no rating.
        phase: the phase it led to.
        wait: how long the card was to wait then; seconds in learning, else whole days.
        duration_ms: None when unknown.
        kind: "rating"; "cram" for a rating that was not to change the schedule; "forget" for a
            card made new again; "set-due" for one moved to another day; "imported" for a state
            that came without the ratings that led to it.
        id: the row's own, where the log is mlcards'.
        day: the study day it counted for; None to tell it from `at`.
        utc_offset_s: the machine's offset from UTC then; None when unknown.
        said: indices of the key points that were ticked; None when unknown.
        step: index of the learning step it led to; None when unknown.
        memory: of an "imported" row.
        reps: ratings up to an "imported" row.
        lapses: the same for lapses.
    """

    at: datetime
    rating: Rating | None
    phase: Phase
    wait: timedelta
    duration_ms: int | None = None
    kind: str = "rating"
    id: str = ""
    day: date | None = None
    utc_offset_s: int | None = None
    said: tuple[int, ...] | None = None
    step: int | None = None
    memory: Memory | None = None
    reps: int = 0
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class ForeignProgress:
    """What another program knows of one card of a note.

    Attributes:
        part: which card; see `core.notes`.
        suspended: hidden until the person says otherwise.
        buried: hidden on the day of the export.
        flag: 0 for none, else 1 to `core.model.HIGHEST_FLAG`.
        leech: marked as one.
        phase: where it is in its life.
        due_day: from when it may be asked, for intervals of a day and more.
        due_at: the same for a learning step.
        interval: days between the last rating and the next; 0 where that is less than a day.
        reps: ratings so far.
        lapses: times it was forgotten in review.
        memory: the program's own, or an estimate; None where it knows nothing.
        estimated: whether `memory` was made from an ease and an interval.
        last_at: instant of the last rating; None when unknown.
        reviews: its log, oldest first; empty where it is missing or was not asked for.
        whole: whether the log goes back to the card's first rating since it was new, so that its
            memory can be folded from it; else `memory` says more.
    """

    part: str
    suspended: bool = False
    buried: bool = False
    flag: int = 0
    leech: bool = False
    phase: Phase = Phase.NEW
    due_day: date | None = None
    due_at: datetime | None = None
    interval: int = 0
    reps: int = 0
    lapses: int = 0
    memory: Memory | None = None
    estimated: bool = False
    last_at: datetime | None = None
    reviews: tuple[ForeignReview, ...] = ()
    whole: bool = False

    @property
    def counting(self) -> tuple[ForeignReview, ...]:
        """The ratings that made today's memory: those since the card was last made new."""
        start = 0
        for index, review in enumerate(self.reviews):
            if review.kind == "forget":
                start = index + 1
        return tuple(review for review in self.reviews[start:] if review.kind == "rating")


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """A note as a file has it.

    Attributes:
        id: the author's explicit id; empty where the file gives none.
        content: what it says.
        line: where it starts in the file, from 1.
        progress: of its cards that have any, at most one for each part.
        media: names of the files it shows or plays, as they stand in its text.
        original: names and HTML of the fields it was made from, where that is another text.
        kind: name of the note type it had there.
        own_answers: the person's own answers with the instants they were saved, oldest first.
        orphaned: whether its text had left its file; only mlcards' own exports say so.
        base: its author's text, where a person edited `content`; only mlcards' own exports know.
    """

    id: str
    content: NoteContent
    line: int = 0
    progress: tuple[ForeignProgress, ...] = ()
    media: tuple[str, ...] = ()
    original: tuple[tuple[str, str], ...] = ()
    kind: str = ""
    own_answers: tuple[tuple[datetime, str], ...] = ()
    orphaned: bool = False
    base: NoteContent | None = None

    @property
    def written(self) -> NoteContent:
        """What its author wrote, by which it is known."""
        return self.base or self.content


@dataclass(frozen=True, slots=True)
class ForeignDeck:
    """A deck as a file has it.

    Attributes:
        key: explicit id, else made from the title (`deck_key`).
        title: with `::` between levels.
        source_path: the file it came from.
        content_hash: hash of the bytes it was read from; equal means nothing changed.
        complete: whether the file has all notes of the deck; else those that it does not have
            are not gone, only elsewhere.
        ids_everywhere: whether its notes' ids are unique among all decks, as Anki's GUIDs are.
        options: settings the deck overrides, by setting key; only mlcards' own exports have any.
        described: whether the file would say the deck's id, description and the like if it had
            any; a table or notes in Markdown have no place for them, so those here stay.
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
    complete: bool = True
    ids_everywhere: bool = False
    options: tuple[tuple[str, str], ...] = ()
    described: bool = True

    @property
    def has_history(self) -> bool:
        """Whether any card was ever rated in the program it comes from."""
        return any(
            progress.reviews or progress.phase is not Phase.NEW
            for note in self.notes
            for progress in note.progress
        )


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that one file gave: its decks (empty when an error keeps it out) and its problems.

    Attributes:
        media: names of the files that come with it, each safe to use as a name.
    """

    decks: tuple[ForeignDeck, ...]
    problems: tuple[Problem, ...] = ()
    media: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the file out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def has_history(self) -> bool:
        """Whether any card was ever rated in the program it comes from."""
        return any(deck.has_history for deck in self.decks)
