"""The first line of a screen: what it is and what it is about, and something quiet at the right."""

from textual.content import Content
from textual.widget import Widget

from mlcards.tui.palette import MARKED, QUIET

_GAP = 2


class Headline(Widget):
    """One line; where it is too narrow, what is at the right goes first.

    Every text must have been made visible by who gives it.
    """

    DEFAULT_CSS = """
    Headline { height: 1; width: 1fr; }
    """
    ALLOW_SELECT = False

    def __init__(
        self,
        name: str,
        about: str = "",
        right: str = "",
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._named, self._about, self._right = name, about, right

    def say(self, name: str, about: str = "", right: str = "") -> None:
        """Say something else."""
        if (name, about, right) != (self._named, self._about, self._right):
            self._named, self._about, self._right = name, about, right
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        width = self.content_size.width
        left = Content.assemble((self._named, MARKED))
        if self._about:
            left += Content.assemble("  ", (self._about, "bold"))
        right = Content.styled(self._right, QUIET)
        if left.cell_length + _GAP + right.cell_length > width:
            return left.truncate(max(width, 1), ellipsis=True)
        return left.pad_right(width - left.cell_length - right.cell_length) + right
