"""The page a card stands on: its question, and what is shown of its answer."""

from collections.abc import Sequence

from textual.content import Content

from mlcards.collection.first_views import CardView
from mlcards.tui.card_drawing import POINT, CardDrawing
from mlcards.tui.card_sections import sections_of
from mlcards.tui.marks import NO_MARKS, Marks
from mlcards.tui.widgets.page import BLANK, Page, PageLine, Stage, Target

_ROOMY = 20
"""Lines of a terminal from which a blank one stands above the text."""
_LEAST_OF_ANSWER = 3
"""Lines of an answer that must be in sight after the flip."""


class CardPage(Page):
    """Shows a card, or a few sentences while there is none. One widget for every card."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._view: CardView | None = None
        self._marks = NO_MARKS
        self._drawing: CardDrawing | None = None
        self._sentences: Sequence[Content] = ()

    @property
    def marks(self) -> Marks:
        """What was done with the card so far."""
        return self._marks

    def show(self, view: CardView, marks: Marks = NO_MARKS) -> None:
        """Show a card from its top."""
        self._view, self._marks, self._drawing = view, marks, None
        self.rebuild(top=True)

    def update(self, view: CardView) -> None:
        """Show the same card anew, its text changed; the place on the page is kept."""
        self._view, self._drawing = view, None
        self.rebuild()

    def mark(self, marks: Marks) -> None:
        """Show the same card with other marks; what was in sight stays where it is."""
        flipped = marks.flipped and not self._marks.flipped
        begins = len(self._lines)
        self._marks = marks
        self.rebuild()
        if flipped:
            height = self.scrollable_content_region.height
            if begins + _LEAST_OF_ANSWER > self.scroll_offset.y + height:
                self.scroll_to(y=max(begins - 1, 0), animate=False)

    def say(self, *sentences: Content) -> None:
        """Show sentences instead of a card."""
        fresh = self._view is not None
        self._view, self._drawing, self._sentences = None, None, sentences
        self.rebuild(top=fresh)

    def prepare(self) -> None:
        """Draw the answer while the person reads the question, so that the flip is quick."""
        if self._drawing is not None and not self._marks.flipped:
            self._drawing.prepare()

    @property
    def was_cut(self) -> bool:
        """Whether some text that is shown is too long to be shown whole."""
        drawing = self._drawing
        return drawing is not None and drawing.was_cut(flipped=self._marks.flipped)

    def in_sight(self, point: int) -> bool:
        """Whether a key point's first line is on the screen."""
        lines = self.line_of(Target(POINT, point))
        top = self.scroll_offset.y
        return bool(lines) and top <= lines.start < top + self.scrollable_content_region.height

    def reveal_target(self, kind: str, number: int) -> None:
        """Bring a key point or a follow-up into sight."""
        self.reveal(self.line_of(Target(kind, number)))

    def lines_at(self, place: Stage) -> Sequence[PageLine]:
        """Return the card's lines, or the sentences."""
        above = [BLANK] if self.app.size.height >= _ROOMY else []
        if self._view is None:
            return [*above, *map(PageLine, self._sentences)]
        if self._drawing is None or self._drawing.place != place:
            self._drawing = CardDrawing(sections_of(self._view), place)
        return [*above, *self._drawing.lines(self._marks)]
