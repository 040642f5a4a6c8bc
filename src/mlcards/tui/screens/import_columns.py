"""The columns of a table: what each holds, what stands between cells, whether names come first."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mlcards.collection.sources import (
    ReadOptions,
    TableOptions,
    TablePreview,
    preview_table,
    table_fields,
)
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, plural
from mlcards.tui.apart import apart
from mlcards.tui.commands import APP, IMPORT_COLUMNS, bindings
from mlcards.tui.importing.request import with_table
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.headline import Headline
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.table_grid import TableGrid

if TYPE_CHECKING:
    from mlcards.tui.app import MlcardsApp

_DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a pipe", ":": "a colon"}
_ASKING = frozenset(["question", "text"])
_USUAL = ("question", "answer", "tags", "deck", "hint", "notes", "id", "text", "type")
"""Fields that come first, the others after them."""


class ImportColumnsScreen(Screen[TableOptions | None]):
    """Gives back how the table is to be read, or None when that stays as it was."""

    CSS_PATH = "import_columns.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(IMPORT_COLUMNS)]
    AUTO_FOCUS = ""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012 - as Textual declares it
    app: "MlcardsApp"

    def __init__(self, table: bytes | str, name: str, options: ReadOptions) -> None:
        """Show a table: its bytes, or the path of its file."""
        super().__init__()
        self._table = table
        self._named = name
        self._options = options
        self._chosen = options.table or TableOptions()
        self._preview: TablePreview | None = None
        self._fields: list[str] = []
        self._own = self._chosen.columns is not None
        """Whether the person said what columns hold; else that is told from the table."""
        self._column = 0
        fields = table_fields()
        usual = [field for field in _USUAL if field in fields]
        self._choice = ["", *usual, *(field for field in fields if field not in usual)]

    def compose(self) -> ComposeResult:
        """Lay out the table, what is chosen and the keys."""
        yield Headline("Columns", self._named, id="title")
        yield Static(id="chosen")
        yield TableGrid(id="grid")
        yield KeyLine(IMPORT_COLUMNS, APP, id="keys", keep="close")

    def on_mount(self) -> None:
        """Look at the table."""
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        options = with_table(self._options, self._chosen)
        try:
            found = await apart(partial(preview_table, self._table, self._named, options))
        except MlcardsError as error:
            self.app.say_error(error)
            return
        self._preview = found
        self._fields = [*found.fields]
        self._column = min(self._column, max(len(self._fields) - 1, 0))
        self._show()

    def _show(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self.query_one(TableGrid).show(preview.columns, self._fields, preview.rows, self._column)
        lines = _chosen_lines(preview, self._fields, self._column)
        self.query_one("#chosen", Static).update(Content("\n").join(lines))

    # Keys --------------------------------------------------------------------------------------

    def action_column(self, by: int) -> None:
        """Choose another column."""
        self._column = min(max(self._column + by, 0), max(len(self._fields) - 1, 0))
        self._show()

    @on(TableGrid.Chosen)
    def _clicked(self, event: TableGrid.Chosen) -> None:
        """Choose a column; take it for something else when it was chosen already."""
        self._column = event.column
        if event.again:
            self.action_field(1)
        self._show()

    def action_field(self, by: int) -> None:
        """Take the column for something else."""
        if self._fields:
            now = self._choice.index(self._fields[self._column])
            self.action_set(self._choice[(now + by) % len(self._choice)])

    def action_set(self, field: str) -> None:
        """Take the column for this; another that held question or answer is free then."""
        if not self._fields:
            return
        if field in {"question", "answer", "id", "deck"}:
            self._fields = ["" if other == field else other for other in self._fields]
        self._fields[self._column] = field
        self._own = True
        self._show()

    def action_delimiter(self) -> None:
        """Try the next character between cells."""
        now = self._preview.delimiter if self._preview else None
        known = [*_DELIMITERS]
        following = known[(known.index(now) + 1) % len(known)] if now in _DELIMITERS else known[0]
        self._change(replace(self._chosen, delimiter=following, columns=None))

    def action_header(self) -> None:
        """Take the first row for names, or for a card."""
        if self._preview is not None:
            header = not self._preview.header
            columns = tuple(self._fields) if self._own else None
            self._change(replace(self._chosen, header=header, columns=columns))

    def _change(self, chosen: TableOptions) -> None:
        self._chosen = chosen
        self._own = chosen.columns is not None
        self._look()

    def action_use(self) -> None:
        """Plan with these columns."""
        if self._own and not _ASKING & set(self._fields):
            self.app.say("No column is the question: Q takes the marked one for it.")
            return
        columns = tuple(self._fields) if self._own else self._chosen.columns
        self.dismiss(replace(self._chosen, columns=columns))

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def _chosen_lines(preview: TablePreview, fields: Sequence[str], column: int) -> list[Content]:
    """Return what is chosen, in two lines, and a third for what is wrong."""
    between = preview.delimiter
    said = "nothing" if between is None else _DELIMITERS.get(between, f'"{one_line(between)}"')
    first = "the first row has names" if preview.header else "no row of names"
    lines = [Content.styled(f"{said} between cells · {first}", QUIET)]
    if fields:
        holds = fields[column].replace("_", " ") or "nothing: it is left out"
        name = one_line(preview.columns[column], 40)
        place = f"Column {column + 1} of {len(fields)}, {name}" if preview.header else name
        lines.append(Content.assemble((f"{place}: ", "bold"), (holds, MARKED)))
    if preview.problems:
        problem, number = preview.problems[0], len(preview.problems)
        # First what is never cut: on a narrow terminal there is no room for all of a sentence.
        count = f"{plural(number, 'problem')} · " if number > 1 else ""
        where = "" if problem.line is None else f"line {problem.line:,}: "
        words = f"{count}{where}{one_line(problem.message, 160)}"
        lines.append(Content.styled(words, "$text-warning"))
    return lines
