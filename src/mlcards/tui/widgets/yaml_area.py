"""A place to edit YAML: lines keep their indentation."""

from textual import events

from mlcards.core.text import visible
from mlcards.tui.widgets.writing import Writing

_STEP = 2
_OPENERS = (":", "|", ">", "|-", ">-", "|2")
"""What ends a line whose text goes on below it, indented."""


class YamlArea(Writing):
    """A text area in which a new line starts where the one before did."""

    def on_key(self, event: events.Key) -> None:
        """Indent new lines; let tab go to the next step."""
        if event.key not in {"enter", "tab"}:
            return
        event.stop()
        event.prevent_default()
        start, end = sorted((self.selection.start, self.selection.end))
        line = self.document.get_line(start[0])[: start[1]]
        text = " " * (_STEP - start[1] % _STEP)
        if event.key == "enter":
            text = "\n" + self._indent(line)
        self.replace(text, start, end, maintain_selection_offset=False)

    def on_paste(self, event: events.Paste) -> None:
        """Indent what is pasted as the line it goes into."""
        text = visible(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        row, column = min(self.selection.start, self.selection.end)
        line = self.document.get_line(row)[:column]
        event.text = text.replace("\n", "\n" + line[: len(line) - len(line.lstrip(" "))])

    @staticmethod
    def _indent(line: str) -> str:
        spaces = len(line) - len(line.lstrip(" "))
        if line.rstrip().endswith(_OPENERS) and ":" in line:
            spaces += _STEP
        return " " * spaces
