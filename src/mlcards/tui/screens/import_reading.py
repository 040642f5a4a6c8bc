"""What a person says about text that holds its cards without marks: Quizlet's, and notes."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from mlcards.collection.sources import HeadingsOptions, QuizletOptions, ReadOptions
from mlcards.core.text import one_line
from mlcards.tui.commands import IMPORT_READING, bindings
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.key_line import KeyLine

_LONGEST = 20
"""Characters of a separator, as the reader has it."""


@dataclass(frozen=True, slots=True)
class _Question:
    """One line of the form: what is asked, and what can be written there."""

    label: str
    value: str
    longest: int = _LONGEST
    allowed: str | None = None


class ReadingInput(Input):
    """A line for an answer; what stands in it counts as it is, with its spaces."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_READING)]

    def on_paste(self, event: events.Paste) -> None:
        """Write tabs and line breaks as they are written here."""
        event.text = one_line(_written(event.text))

    def action_use(self) -> None:
        """Hand in what was said."""
        screen = self.screen
        assert isinstance(screen, ImportReadingScreen)  # noqa: S101 - it stands on no other
        screen.use()

    def action_other(self) -> None:
        """Go to the other line."""
        self.screen.focus_next(ReadingInput)

    def action_close(self) -> None:
        """Hand in nothing."""
        self.screen.dismiss(None)


class ImportReadingScreen(ModalScreen[ReadOptions | None]):
    """Gives back the options with what was said, or None when they stay as they were."""

    CSS_PATH = "import_reading.tcss"
    AUTO_FOCUS = "ReadingInput"

    def __init__(self, options: ReadOptions, *, quizlet: bool) -> None:
        """Ask for what stands between cards and their sides, else for the level of headings."""
        super().__init__()
        self._options = options
        self._questions: tuple[_Question, ...]
        self._quizlet = quizlet
        if quizlet:
            said = options.quizlet or QuizletOptions()
            self._name = "What stands between"
            self._how = r"\t is a tab, \n a line break. Empty: told from the text."
            self._questions = (
                _Question("term and definition", _written(said.between_sides or "")),
                _Question("one card and the next", _written(said.between_cards or "")),
            )
        else:
            level = (options.headings or HeadingsOptions()).level
            self._name = "Headings that are questions"
            self._how = "1 for # to 6 for ######. Empty: told from the text."
            self._questions = (_Question("level", str(level or ""), 1, "[1-6]?"),)

    def compose(self) -> ComposeResult:
        """Lay out a line for each answer, and the keys."""
        width = max(len(question.label) for question in self._questions)
        with Vertical(id="frame"):
            for question in self._questions:
                with Horizontal(classes="asked"):
                    yield Static(Content.styled(question.label.ljust(width + 2), QUIET))
                    yield ReadingInput(
                        question.value,
                        compact=True,
                        max_length=question.longest,
                        restrict=question.allowed,
                    )
            yield Static(Content.styled(self._how, QUIET), id="how")
            rows = [row for row in IMPORT_READING if self._quizlet or row.action != "other"]
            yield KeyLine(rows, keep="close")

    def on_mount(self) -> None:
        """Name the frame."""
        self.query_one("#frame").border_title = Content(f" {self._name} ")

    def use(self) -> None:
        """Give back what was said."""
        said = [line.value for line in self.query(ReadingInput)]
        if self._quizlet:
            sides, cards = (text or None for text in said)
            chosen = QuizletOptions(sides, cards)
            options = replace(self._options, quizlet=None if chosen == QuizletOptions() else chosen)
        else:
            level = int(said[0]) if said[0] else None
            headings = HeadingsOptions(level) if level else None
            options = replace(self._options, headings=headings)
        self.dismiss(options if options != self._options else None)


def _written(separator: str) -> str:
    """Return a separator as it is written in a line."""
    return separator.replace("\t", "\\t").replace("\n", "\\n")
