"""Help: the keys of the screen it was asked on, how ratings work, and where files are."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mlcards.core.text import cell_width, one_line, plural
from mlcards.core.wording import interval_text
from mlcards.tui.commands import (
    APP,
    DECKS,
    EDIT,
    EDITABLE,
    END,
    EXPORT,
    EXPORT_FILE,
    HELP,
    HOME,
    IMPORT_COLUMNS,
    IMPORT_FORMAT,
    IMPORT_NAME,
    IMPORT_PAST,
    IMPORT_PASTE,
    IMPORT_PICK,
    IMPORT_PLAN,
    IMPORT_PROGRESS,
    IMPORT_READING,
    IMPORT_REPORT,
    LINES,
    OWN_ANSWER,
    PUT_ASIDE,
    RATING_RULE,
    READING,
    STUDY,
    TYPING,
    WELCOME,
    Command,
    bindings,
)
from mlcards.tui.format import share_text
from mlcards.tui.palette import MARKED
from mlcards.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from mlcards.config.settings import Settings
    from mlcards.tui.app import MlcardsApp

SCREENS: dict[str, tuple[str, tuple[Command, ...]]] = {
    "HomeScreen": ("the decks", (*HOME, *DECKS)),
    "WelcomeScreen": ("the first start", WELCOME),
    "StudyScreen": ("a card", (*STUDY, *TYPING)),
    "EndScreen": ("the end of a session", END),
    "OwnAnswerScreen": ("your own answer", OWN_ANSWER),
    "EditScreen": ("a card's text", EDIT),
    "ExportScreen": ("writing decks into a file", (*EXPORT, *EXPORT_FILE)),
    "OrphansScreen": ("cards that were put aside", (*PUT_ASIDE, *LINES)),
    "CardInfoScreen": ("a card's history", (*READING, *EDITABLE)),
    "WholeTextScreen": ("a long card", (*READING, *EDITABLE)),
    "ImportPickScreen": ("what to import", IMPORT_PICK),
    "ImportPlanScreen": ("what an import will do", (*IMPORT_PLAN, *LINES)),
    "ImportPasteScreen": ("text to import", IMPORT_PASTE),
    "ImportNameScreen": ("a deck's name", IMPORT_NAME),
    "ImportFormatScreen": ("the format of a file", (*IMPORT_FORMAT, *LINES)),
    "ImportReadingScreen": ("how text is read", IMPORT_READING),
    "ImportProgressScreen": ("an import on its way", IMPORT_PROGRESS),
    "ImportColumnsScreen": ("the columns of a table", IMPORT_COLUMNS),
    "ImportReportScreen": ("what was imported", (*IMPORT_REPORT, *LINES)),
    "PastImportsScreen": ("imports made so far", (*IMPORT_PAST, *LINES)),
}
"""What each screen is called here and its commands, by the name of its class."""

_WIDEST = 100
_LEAST = 30
_INDENT = 2
_KEY_NAMES = {
    "question_mark": "?",
    "enter": "⏎",
    "escape": "esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
_RATINGS = (
    ("Again", "You could not say it. The card comes back within minutes."),
    ("Hard", "You recalled it, with trouble."),
    ("Good", "You recalled it."),
    ("Easy", "You recalled it at once, and all of it."),
)
_UNDO = (
    "u takes back the last rating, bury, suspend, flag or edit, and pressed again the one before; "
    "on the decks too, and after a restart. Nothing is ever deleted by it."
)


class HelpScreen(Screen[None]):
    """A page that scrolls; any of the keys that open or leave things closes it."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(HELP)]
    AUTO_FOCUS = ""
    app: "MlcardsApp"

    def __init__(self, about: str) -> None:
        """Explain the screen whose class is named `about`."""
        super().__init__()
        self._name, self._commands = SCREENS.get(about, ("the app", ()))

    def compose(self) -> ComposeResult:
        """Lay out the page and its keys."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="text")
        yield KeyLine(HELP, id="keys", keep="close")

    def on_resize(self, event: events.Resize) -> None:
        """Set the text anew for the width there is."""
        width = max(min(event.size.width - 5, _WIDEST), _LEAST)
        self.query_one("#text", Static).update(Content("\n").join(self._lines(width)))

    def action_close(self) -> None:
        """Go back."""
        self.app.pop_screen()

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def action_page(self, pages: int) -> None:
        """Scroll by pages; a line stays in sight."""
        page = self.query_one(VerticalScroll)
        step = pages * max(page.size.height - 1, 1)
        page.scroll_relative(y=step, animate=False, immediate=True)

    # The text ----------------------------------------------------------------------------------

    def _lines(self, width: int) -> Iterator[Content]:
        settings = self.app.settings
        if self._commands:
            yield from _heading(f"Keys: {self._name}")
            yield from _table(_keys(self._commands), width)
        yield from _heading("Keys everywhere")
        yield from _table(_keys(APP), width)
        yield from _heading("The four ratings")
        yield from _table(_RATINGS, width)
        yield from _heading("The rating that is suggested")
        yield from _paragraphs(RATING_RULE, width)
        yield from _heading("When a card comes again")
        yield from _paragraphs(_when(settings), width)
        yield from _heading("Taking back")
        yield from _paragraphs([_UNDO], width)
        yield from _heading("Your files")
        yield from _table(self._files(), width)

    def _files(self) -> Iterable[tuple[str, str]]:
        home = self.app.home
        yield "Folder", one_line(str(home.directory))
        yield "Collection", one_line(home.database.name)
        yield "Settings", f"{one_line(home.config.name)}; mlcards config list explains them"
        yield "Backups", one_line(home.backups.name)
        yield "Logs", one_line(home.log.name)


def _when(settings: "Settings") -> Iterable[str]:
    retention = share_text(settings.desired_retention)
    yield (
        "The time beside each rating is when the card will come again if you give it: exactly "
        f"that, nothing is changed afterwards. It is the day on which your chance of recall will "
        f"have fallen to {retention} (fsrs.desired_retention)."
    )
    if settings.learning_steps:
        yield (
            f"A new card first comes again after {_steps(settings.learning_steps)}, then after "
            "days (fsrs.learning_steps). Within a session such cards come by themselves."
        )
    if settings.relearning_steps:
        yield (
            f"A card you forgot comes again after {_steps(settings.relearning_steps)}, then after "
            "days (fsrs.relearning_steps)."
        )
    if settings.leech_threshold:
        yield (
            f"A card forgotten {plural(settings.leech_threshold, 'time')} is marked as a leech "
            "(!). It is still asked. Rewriting it or splitting it helps more than repeating it."
        )
    yield (
        f"A study day ends at {settings.rollover:%H:%M} (day.rollover); what you study before "
        "that still counts for the day before."
    )


def _steps(steps: Iterable[timedelta]) -> str:
    return " and ".join(interval_text(step) for step in steps)


def _heading(text: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(text, MARKED)


def _keys(commands: Iterable[Command]) -> Iterable[tuple[str, str]]:
    for command in commands:
        yield " ".join(_KEY_NAMES.get(key, key) for key in command.keys.split(",")), command.help


def _table(rows: Iterable[tuple[str, str]], width: int) -> Iterator[Content]:
    """Yield words in bold with their sentences beside them, longer ones below themselves."""
    rows = list(rows)
    column = max(cell_width(word) for word, _sentence in rows) + 2
    for word, sentence in rows:
        wrapped = Content(sentence).wrap(max(width - column - _INDENT, 10))
        for number, line in enumerate(wrapped):
            left = word + " " * (column - cell_width(word)) if number == 0 else " " * column
            yield Content.assemble(" " * _INDENT, (left, "bold"), line)


def _paragraphs(sentences: Iterable[str], width: int) -> Iterator[Content]:
    for number, sentence in enumerate(sentences):
        if number:
            yield Content("")
        for line in Content(sentence).wrap(max(width - _INDENT, 10)):
            yield Content(" " * _INDENT) + line
