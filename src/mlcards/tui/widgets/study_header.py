"""The line above a card: its deck and marks, what is left today, and the card's clock."""

from typing import NamedTuple

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from mlcards.collection.first_views import CardView
from mlcards.core.content import Phase
from mlcards.core.queue import Counts
from mlcards.core.text import one_line
from mlcards.tui.format import clock_text
from mlcards.tui.palette import QUIET
from mlcards.tui.widgets.page import stage

_CLOCK = 5
"""Cells of a running time below an hour."""
_NARROW = 72
"""Cells below which the deck's name needs the room more than the badge: "new" is marked anyway."""
_GAP = "   "
_LEARNING = frozenset({Phase.LEARNING, Phase.RELEARNING})
_FLAG_STYLES = (
    "",
    "$text-error",
    "$text-warning",
    "$text-success",
    "$text-primary",
    "$text-secondary",
    "$text-accent",
    "$text-secondary",
)


class HeaderView(NamedTuple):
    """What the line says.

    Attributes:
        title: the deck's, with its parents.
        view: the card that is asked; None while none is.
        counts: what is left.
        practise: whether nothing is scheduled.
    """

    title: str = ""
    view: CardView | None = None
    counts: Counts | None = None
    practise: bool = False


class StudyHeader(Widget):
    """One line; its clock is refreshed apart from the rest."""

    DEFAULT_CSS = """
    StudyHeader {
        height: 1;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown = HeaderView()
        self._seconds = 0
        self._clock_at = 0

    def show(self, view: HeaderView) -> None:
        """Say something else."""
        if view != self._shown:
            self._shown = view
            self.refresh()

    def run_to(self, seconds: float) -> None:
        """Set the clock; only its cells are drawn, and only when it reads otherwise."""
        if int(seconds) == self._seconds:
            return
        self._seconds = int(seconds)
        self.refresh(Region(self._clock_at, 0, max(self.size.width - self._clock_at, 1), 1))

    def render(self) -> Content:
        """Return the line, the deck's name cut where room is short."""
        place = stage(self.size.width)
        right = self._right()
        self._clock_at = place.left + place.wide - self._clock().cell_length
        room = place.wide - right.cell_length - len(_GAP)
        badges = self._badges()
        name = self._deck_name(room - badges.cell_length)
        left = Content.assemble(" " * place.left, (name, "bold"), badges)
        gap = place.left + place.wide - left.cell_length - right.cell_length
        return left + Content(" " * max(gap, 1)) + right

    def _deck_name(self, room: int) -> str:
        """Return the deck's name, with its parents where there is room for them."""
        levels = [one_line(level) for level in self._shown.title.split("::")]
        full = " › ".join(levels)
        if Content(full).cell_length <= room:
            return full
        last = levels[-1]
        while last and Content(last).cell_length > max(room, 1):
            last = last[:-2].rstrip() + "…" if len(last) > 1 else ""
        return last

    def _badges(self) -> Content:
        view = self._shown.view
        if view is None:
            return Content("")
        badges: list[Content] = []
        if view.phase is Phase.NEW and self.size.width >= _NARROW:
            badges.append(Content.styled("NEW", "bold $text-primary"))
        if view.flag:
            style = _FLAG_STYLES[min(view.flag, len(_FLAG_STYLES) - 1)]
            badges.append(Content.styled(f"⚑ {view.flag}", f"bold {style}"))
        if view.leech:
            badges.append(Content.styled("! leech", "bold $text-warning"))
        return Content("").join(Content("  ") + badge for badge in badges)

    def _right(self) -> Content:
        clock = self._clock()
        counts = self._counts()
        return counts + Content(_GAP) + clock if counts and clock else counts + clock

    def _counts(self) -> Content:
        counts, view = self._shown.counts, self._shown.view
        if counts is None:
            return Content("")
        if self._shown.practise:
            return Content.styled(f"practice · {counts.total} left", QUIET)
        narrow = self.size.width < _NARROW
        asked = None if view is None else view.phase
        kinds = (
            ("new", counts.new, asked is Phase.NEW),
            (
                "learn" if narrow else "learning",
                counts.learning,
                asked in {Phase.LEARNING, Phase.RELEARNING},
            ),
            ("due", counts.due, asked is Phase.REVIEW),
        )
        return (
            Content(" · ")
            .stylize(QUIET)
            .join(
                Content.styled(f"{word} {number}", "bold underline" if now else QUIET)
                for word, number, now in kinds
                if number or now or not narrow
            )
        )

    def _clock(self) -> Content:
        view = self._shown.view
        if view is None:
            return Content("")
        time = clock_text(self._seconds).rjust(_CLOCK)
        target = view.content.seconds
        if target is None:
            return Content.styled(time, QUIET)
        goal = f" / {clock_text(target)}"
        if self._seconds > target:
            return Content.assemble((f"! {time}", "bold $text-warning"), (goal, QUIET))
        return Content.styled(f"  {time}{goal}", QUIET)
