"""A study session as plain lines of text: whole lines, no colour, no cursor, Markdown as written.

For screen readers, dumb terminals and pipes. What is asked and what a rating does is the same as
in the app: both drive a `StudySession`.
"""

import io
from collections.abc import Callable, Sequence
from typing import TextIO, TypeVar

from mlcards.cli import output
from mlcards.cli.card_lines import answer_lines, question_lines
from mlcards.collection.collection import Collection
from mlcards.collection.study import StudySession
from mlcards.collection.views import Answered, Asked, Finished, Waiting
from mlcards.core.errors import StaleCardError
from mlcards.core.grading import suggest
from mlcards.core.model import KeyPoint, Rating
from mlcards.core.queue import Counts
from mlcards.core.scheduling import interval_of
from mlcards.core.text import one_line, plural
from mlcards.core.wording import interval_text, row_word

_HELP = """\
Before the answer: Enter shows it.
After it: the numbers of the key points you said, then a rating:
  1 again, 2 hard, 3 good, 4 easy; Enter takes the one that is suggested
At any time:
  h  the hint
  n  write your own answer; a line with only a dot ends it
  b  bury: not again today
  s  suspend: not again at all
  f  the next flag
  u  undo the last action, also one of an earlier day
  q  end the session
  ?  this help"""
_RATINGS = {str(int(rating)): rating for rating in Rating} | {
    rating.name.lower(): rating for rating in Rating
}
_OF_A_CARD = frozenset("hnbsf")
T = TypeVar("T")
Said = tuple[int, ...]


class _Left(Exception):  # noqa: N818 - a way out, not an error
    """The card that was asked is asked no more, or the session ends."""


class PlainSession:
    """Runs one session over a stream of lines until the person, the day or the input ends it."""

    def __init__(self, collection: Collection, session: StudySession, stdin: TextIO) -> None:
        if isinstance(stdin, io.TextIOWrapper):
            stdin.reconfigure(errors="replace")
        self._collection = collection
        self._session = session
        self._stdin = stdin
        self._ended = False
        self._asked: Asked | None = None
        self._helped = False
        self._commands: dict[str, Callable[[], None]] = {
            "?": lambda: _say(_HELP),
            "h": self._hint,
            "n": self._own_answer,
            "b": self._bury,
            "s": self._suspend,
            "f": self._flag,
            "u": self._undo,
            "q": self._quit,
        }

    def run(self) -> None:
        """Ask until nothing is left, the person types q, or the input ends.

        Raises:
            DatabaseError: a rating could not be written; those before it are on disk.
        """
        turn = self._session.turn
        if not isinstance(turn, Finished):
            _say(f"{_waiting_text(turn.counts)} Type ? for help.")
        while not self._ended:
            turn = self._session.turn
            try:
                if isinstance(turn, Asked):
                    self._ask(turn)
                elif isinstance(turn, Waiting):
                    self._wait(turn)
                else:
                    self._finish()
            except _Left:
                continue
            except StaleCardError as error:
                _say(str(error))
        self._summarise()

    # One card ----------------------------------------------------------------------------------

    def _ask(self, asked: Asked) -> None:
        self._asked, self._helped = asked, False
        shown = self._collection.clock()
        _say("")
        for line in question_lines(asked.view):
            _say(line)
        self._read("Enter: answer.", lambda text: None if text else "answer")
        seconds = (self._collection.clock() - shown).total_seconds()
        content, helped = asked.view.content, self._helped
        for line in answer_lines(asked.view):
            _say(line)
        said, rating = self._tick(content.key_points)
        if rating is None:
            rating = self._rate(
                asked,
                suggest(
                    content.key_points,
                    said,
                    helped=helped,
                    seconds=seconds,
                    target=content.seconds,
                ),
            )
        answered = self._session.answer(
            rating,
            duration_ms=max(int((self._collection.clock() - shown).total_seconds() * 1000), 0),
            said=said if content.key_points else None,
        )
        _say(_outcome(answered))

    def _tick(self, points: Sequence[KeyPoint]) -> tuple[Said, Rating | None]:
        """Return the key points said, or the rating that was given without ticking any."""
        if not points:
            return (), None

        def read(text: str) -> tuple[Said, Rating | None] | None:
            if text in _RATINGS and not text.isdecimal():
                return (), _RATINGS[text]
            if text == "all":
                return tuple(range(len(points))), None
            numbers = text.replace(",", " ").split()
            known = {str(number + 1): number for number in range(len(points))}
            if not all(number in known for number in numbers):
                return None
            return tuple(sorted({known[number] for number in numbers})), None

        return self._read(
            f"Which did you say? Numbers from 1 to {len(points)}, all, or Enter for none.", read
        )

    def _rate(self, asked: Asked, suggestion: Rating) -> Rating:
        suggests = self._collection.settings.suggest_rating
        intervals = ", ".join(
            f"{int(rating)} {rating.name.lower()} {interval_text(interval_of(schedule))}"
            for rating, schedule in asked.preview.items()
        )
        beside = f" Enter: {suggestion.name.lower()}." if suggests else ""
        return self._read(
            f"Rate: {intervals}.{beside}",
            lambda text: suggestion if suggests and not text else _RATINGS.get(text),
        )

    def _wait(self, waiting: Waiting) -> None:
        self._asked = None
        away = waiting.until - self._collection.clock()
        _say("")
        chosen = self._read(
            f"The next card comes in {interval_text(away)}. Enter: look again. e: ask it now.",
            lambda text: text or "look" if text in {"", "e"} else None,
        )
        if chosen == "e":
            self._session.show_early()
        else:
            self._session.refresh()

    def _finish(self) -> None:
        """Leave room to take the last action back before the session ends."""
        self._asked = None
        _say("")
        self._read(
            "Nothing more waits today. Enter: end. u: undo.", lambda text: None if text else "end"
        )
        self._ended = True

    # Reading -----------------------------------------------------------------------------------

    def _read(self, question: str, meaning: Callable[[str], T | None]) -> T:
        """Ask until a line means something; lines that are commands are done on the way.

        Raises:
            _Left: a command took the card away, or the input ended.
        """
        while True:
            _say(question)
            text = self._line().strip().casefold()
            command = self._commands.get(text)
            if command is not None and self._asked is None and text in _OF_A_CARD:
                _say("No card is being asked.")
                continue
            if command is not None:
                command()
                self._check_still_asked()
                continue
            found = meaning(text)
            if found is not None:
                return found
            _say(f'"{one_line(text, 40)}" means nothing here; type ? for help.')

    def _line(self) -> str:
        line = self._stdin.readline()
        if not line:
            self._quit()
        return line

    def _check_still_asked(self) -> None:
        turn = self._session.turn
        if self._asked is None:
            return
        if not isinstance(turn, Asked) or turn.view.card != self._asked.view.card:
            raise _Left

    # Commands ----------------------------------------------------------------------------------

    def _hint(self) -> None:
        hint = self._asked.view.content.hint if self._asked else ""
        self._helped = self._helped or bool(hint)
        _say(f"Hint: {hint}" if hint else "There is no hint.")

    def _own_answer(self) -> None:
        _say("Write your answer; a line with only a dot ends it.")
        lines: list[str] = []
        while (line := self._stdin.readline()) and line.strip() != ".":
            lines.append(line.rstrip("\r\n"))
        self._session.save_own_answer("\n".join(lines))
        _say("Your answer is kept.")

    def _bury(self) -> None:
        self._session.bury()
        _say("Buried: it comes back tomorrow.")
        raise _Left

    def _suspend(self) -> None:
        self._session.suspend()
        _say("Suspended; u takes it back.")
        raise _Left

    def _flag(self) -> None:
        flag = self._session.flag()
        _say(f"Flag {flag}." if flag else "No flag.")

    def _undo(self) -> None:
        undone = self._session.undo()
        if undone is None:
            _say("There is nothing to take back.")
            return
        what = undone.rating.label if undone.rating else undone.kind
        _say(f"Taken back: {what}, {one_line(undone.question, 80)}")
        raise _Left

    def _quit(self) -> None:
        self._ended = True
        raise _Left

    # The end -----------------------------------------------------------------------------------

    def _summarise(self) -> None:
        summary = self._session.summary()
        _say("")
        if summary.reviews:
            given = ", ".join(
                f"{summary.ratings[rating]} {rating.name.lower()}"
                for rating in Rating
                if summary.ratings.get(rating)
            )
            _say(f"Done: {plural(summary.reviews, 'review')} ({given}).")
        if summary.asked:
            _say(f"Recalled: {summary.recalled} of {summary.asked} in review.")
        _say(f"Tomorrow: {_waiting_text(summary.tomorrow)}")


def _say(text: str) -> None:
    output.say(text)
    output.flush()


def _waiting_text(counts: Counts) -> str:
    return (
        f"{plural(counts.total, 'card')}: {counts.new} new, {counts.learning} learning, "
        f"{counts.due} to review."
    )


def _outcome(answered: Answered) -> str:
    review = answered.review
    parts = [f"{row_word(review)}: again in {interval_text(interval_of(review.after))}."]
    if answered.buried:
        parts.append(f"{plural(answered.buried, 'sibling')} hidden until tomorrow.")
    if answered.leech:
        parts.append("This card is a leech: rewriting it may help more than repeating it.")
    return " ".join(parts)
