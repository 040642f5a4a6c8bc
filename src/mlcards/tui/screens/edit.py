"""Edit: a card's text, as it stands in a deck file."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mlcards.collection.views import CardView
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, plural, visible
from mlcards.tui.commands import EDIT, bindings
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.yaml_area import YamlArea

if TYPE_CHECKING:
    from mlcards.collection.editing import Edited
    from mlcards.core.foreign import Problem
    from mlcards.tui.app import MlcardsApp

Save = Callable[[str], Awaitable["Edited | tuple[Problem, ...]"]]
"""Keeps a text, or gives back what is wrong with it; raises MlcardsError when it could not."""

Done = Callable[["Edited | None"], None]
"""Told what saving did; None when nothing was saved."""

_MOST_PROBLEMS = 4
_WARNING = "bold $text-warning"
_TITLE = 200


async def open_editor(app: "MlcardsApp", view: CardView, done: Done) -> None:
    """Edit a card that no session asks.

    Raises:
        NotFoundError: it was removed meanwhile.
    """
    from mlcards.collection.editing import edit_text, save_edit

    collection = await app.opened()
    shown = await asyncio.to_thread(edit_text, collection, view.note)

    async def save(text: str) -> "Edited | tuple[Problem, ...]":
        return await asyncio.to_thread(save_edit, collection, view.card, text, shown)

    app.push_screen(EditScreen(view.deck_title, shown, save), done)


class EditScreen(Screen["Edited | None"]):
    """Gives back what saving did, or None when nothing was saved.

    What could not be saved stays in the editor, so no text is lost.
    """

    CSS_PATH = "edit.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(EDIT)]
    AUTO_FOCUS = "YamlArea"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self, deck_title: str, text: str, save: Save) -> None:
        """Take the text that `collection.editing.edit_text` gave, and what saves it."""
        super().__init__()
        self._deck = one_line(deck_title.replace("::", " › "), _TITLE)
        self._before = visible(text)
        self._save = save
        self._saving = False
        self._asked = False

    def compose(self) -> ComposeResult:
        """Lay out the editor, what is wrong, and the keys."""
        yield Headline("Edit", self._deck, "its progress stays", id="headline")
        with Container(id="page"):
            yield YamlArea(self._before, id="text")
            yield Static(id="said")
        yield KeyLine(EDIT, id="keys", keep="close")

    def on_text_area_changed(self) -> None:
        """Take back the question whether to leave."""
        if self._asked:
            self._asked = False
            self._say()

    async def action_save(self) -> None:
        """Keep the text and go back, or list what is wrong with it."""
        if self._saving:
            return
        self._saving = True
        try:
            result = await self._save(self.query_one(YamlArea).text)
        except MlcardsError as error:
            self.app.say_error(error)
            return
        finally:
            self._saving = False
        if isinstance(result, tuple):
            self._list(result)
        else:
            self.dismiss(result)

    def action_close(self) -> None:
        """Go back; a changed text is let go only at the second press."""
        if self.query_one(YamlArea).text != self._before and not self._asked:
            self._asked = True
            self._say(
                Content.styled("It is changed: ctrl+s keeps it, esc again drops it.", _WARNING)
            )
            return
        self.dismiss(None)

    def _list(self, problems: "Sequence[Problem]") -> None:
        """List problems, and go to the first."""
        self._asked = False
        lines = [_line(problem) for problem in problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            more = plural(len(problems) - _MOST_PROBLEMS, "more problem")
            lines.append(Content.styled(f"… and {more}", QUIET))
        self._say(*lines)
        first = problems[0]
        if first.line is not None:
            area = self.query_one(YamlArea)
            row = min(first.line, area.document.line_count) - 1
            column = min((first.column or 1) - 1, len(area.document.get_line(row)))
            area.move_cursor((row, column), center=True)

    def _say(self, *lines: Content) -> None:
        self.query_one("#said", Static).update(Content("\n").join(lines))


def _line(problem: "Problem") -> Content:
    where = "" if problem.line is None else f"line {problem.line}  "
    return Content.assemble((where, MARKED), one_line(problem.message, 400))
