"""The line below a card: what space does, and once the answer is shown the four ratings."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from mlcards.core.content import Rating
from mlcards.tui.palette import MARKED, QUIET, RATINGS
from mlcards.tui.widgets.page import stage

_ROOMY = 76
"""Cells from which the ratings stand well apart."""
_WIDE = 100
"""Cells from which the words "forgotten" and "recalled" stand before the ratings."""


class Offer(StrEnum):
    """What can be done with the card; the value says what the marked key does."""

    NOTHING = ""
    SHOW = "show the answer"
    RATE = "rate"
    EARLY = "show it now"
    COMPARE = "show the answer beside what you typed"


class BarView(NamedTuple):
    """What the bar says.

    Attributes:
        offer: what can be done.
        suggested: the rating that space gives.
        intervals: how long each rating makes the card wait, as text; empty where nothing is
            scheduled or it is not yet known.
        note: a few words at the right end.
    """

    offer: Offer = Offer.NOTHING
    suggested: Rating = Rating.GOOD
    intervals: Mapping[Rating, str] = MappingProxyType({})
    note: str = ""


class RatingBar(Widget):
    """One line, as high whatever it says; every part of it can be clicked."""

    DEFAULT_CSS = """
    RatingBar {
        height: 1;
        width: 1fr;
    }
    """
    ALLOW_SELECT = False

    class Chosen(Message):
        """A rating was clicked; None where the click stands for space."""

        def __init__(self, rating: Rating | None) -> None:
            super().__init__()
            self.rating = rating

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown = BarView()

    @property
    def shown(self) -> BarView:
        """What it says now."""
        return self._shown

    def show(self, view: BarView) -> None:
        """Say something else."""
        if view != self._shown:
            self._shown = view
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        place = stage(self.size.width)
        line = Content(" " * place.left)
        for part, _rating, _click in self._parts():
            line += part
        note = self._shown.note
        room = place.left + place.wide - line.cell_length
        if note and len(note) < room:
            line += Content.styled(note.rjust(room), QUIET)
        return line

    def on_click(self, event: events.Click) -> None:
        """Report what was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = stage(self.size.width).left
        for part, rating, click in self._parts():
            if click and start <= offset.x < start + part.cell_length:
                event.stop()
                self.post_message(self.Chosen(rating))
                return
            start += part.cell_length

    def _parts(self) -> list[tuple[Content, Rating | None, bool]]:
        """Return the pieces of the line: text, the rating it gives, whether it can be clicked."""
        shown = self._shown
        if shown.offer is Offer.NOTHING:
            return []
        if shown.offer is not Offer.RATE:
            name = "ctrl+s" if shown.offer is Offer.COMPARE else "space"
            key = Content.assemble((f"▸ {name} ", MARKED), shown.offer.value)
            return [(key, None, True)]
        wide = self.size.width >= _WIDE
        gap = Content("     " if self.size.width >= _ROOMY else "")
        parts: list[tuple[Content, Rating | None, bool]] = []
        if wide:
            parts.append((Content.styled("forgotten ", QUIET), None, False))
        for rating in Rating:
            if rating is Rating.HARD:
                word = "   recalled " if wide else "  │"
                between = Content.styled(word if self.size.width >= _ROOMY else " │", QUIET)
                parts.append((between, None, False))
            elif parts and rating > Rating.HARD:
                parts.append((gap, None, False))
            parts.append((self._button(rating), rating, True))
        return parts

    def _button(self, rating: Rating) -> Content:
        marked = rating is self._shown.suggested
        style = f"bold {RATINGS[rating]}" if marked else RATINGS[rating]
        name = Content.assemble(
            ("▸ " if marked else "  ", MARKED),
            (f"{rating.value} {rating.label}", f"{style} underline" if marked else style),
        )
        interval = self._shown.intervals.get(rating)
        return name + Content.styled(f" {interval}", QUIET) if interval else name
