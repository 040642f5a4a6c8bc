"""A page of lines that someone else made: for dialogs."""

from collections.abc import Callable, Sequence

from mlcards.tui.widgets.page import Page, PageLine, Stage

Draw = Callable[[int], Sequence[PageLine]]
"""From a width in cells to lines."""


class InfoPage(Page):
    """Shows what a function draws for the width there is; it has no margin of its own."""

    def __init__(self, draw: Draw, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._draw = draw

    def redraw(self) -> None:
        """Draw anew; the place on the page is kept."""
        self.rebuild()

    def read_on(self, pages: int) -> None:
        """Scroll by half pages."""
        half = max(self.size.height // 2, 1)
        self.scroll_relative(y=pages * half, animate=False)

    def lines_at(self, place: Stage) -> Sequence[PageLine]:
        """Return the lines."""
        return self._draw(place.text)

    @property
    def _stage(self) -> Stage:
        width = max(self.scrollable_content_region.width - 1, 1)
        return Stage(0, width, width)
