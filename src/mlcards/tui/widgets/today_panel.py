"""What today and the next two weeks bring, beside the decks or in two lines below them."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mlcards.core.text import one_line, plural
from mlcards.tui.format import share_text
from mlcards.tui.palette import MARKED, QUIET
from mlcards.tui.widgets.sparkline import columns

if TYPE_CHECKING:
    from mlcards.collection.views import Today

_LATER = "$text-secondary"
_DAY_LETTERS = "MTWTFSS"
_CHART_HEIGHT = 3
_ROOM_FOR_CHART = 17
"""Lines from which the chart is drawn tall."""
_LABEL = 9
"""Cells of the words before the figures."""
_WEAKEST_TOPIC = 24
_TWO_LINES = 2
_HOURS_FROM = 90
"""Minutes from which hours are named."""


class PanelView(NamedTuple):
    """What the panel says.

    Attributes:
        day: the study day it is.
        waiting: cards that wait today; None while that is not known.
        figures: all else; None until the collection is open.
        next_card: when the next card comes, in words; empty when nothing is scheduled.
    """

    day: date | None = None
    waiting: int | None = None
    figures: "Today | None" = None
    next_card: str = ""


class TodayPanel(Widget):
    """A picture of a `PanelView`: a column of lines, or two lines where it is that low."""

    ALLOW_SELECT = False

    def __init__(self, view: PanelView) -> None:
        super().__init__()
        self._view = view

    def show(self, view: PanelView) -> None:
        """Say something else."""
        if view != self._view:
            self._view = view
            self.refresh(layout=True)

    def get_content_height(self, _container: Size, _viewport: Size, width: int) -> int:
        """Return the lines of the column, for a panel that is as high as it likes."""
        return len(_long(self._view, width, 0))

    def render(self) -> Content:
        """Return the lines, as many as the panel has room for."""
        if self.size.height == _TWO_LINES:
            return Content("\n").join(_short(self._view, self.size.width))
        return Content("\n").join(_long(self._view, self.size.width, self.size.height))


def _long(view: PanelView, width: int, height: int) -> list[Content]:
    lines = [Content.styled("Today", QUIET), *_work(view)]
    figures = view.figures
    if figures is None or view.day is None:
        return lines
    lines += [Content(""), *_chart(figures, view.day, height), Content("")]
    for label, value in _figures(figures):
        lines += _labelled(label, value, width)
    return lines


def _work(view: PanelView) -> list[Content]:
    """Return what is to be done today, or what there is to do when nothing is."""
    if view.waiting is None:
        return [Content.styled("opening your collection …", QUIET)]
    figures = view.figures
    if view.waiting:
        about = f", about {_minutes(figures.minutes)}" if figures else ""
        lines = [Content.assemble((plural(view.waiting, "card"), "bold"), about)]
        if figures and figures.done:
            lines.append(Content.styled(f"{figures.done:,} done so far", QUIET))
        return lines
    if figures is None:
        return [Content.styled("Nothing waits today.", "bold")]
    done = f"✓ All done today: {plural(figures.done, 'rating')}." if figures.done else ""
    lines = [Content.styled(done or "Nothing waits today.", "bold $text-success")]
    if view.next_card:
        lines.append(Content(f"The next card comes {view.next_card}."))
    if figures.more_new:
        more = f" more new cards, of {figures.more_new:,}"
        lines.append(Content.assemble(("m", MARKED), more))
    if figures.more_new or view.next_card:
        lines.append(Content.assemble(("c", MARKED), " practise; schedules stay"))
    return lines


def _chart(figures: "Today", day: date, height: int) -> list[Content]:
    """Return the load of the next days as columns, today marked, with what they mean."""
    load = figures.load
    tall = _CHART_HEIGHT if height >= _ROOM_FOR_CHART else 1
    days = [_DAY_LETTERS[(day + timedelta(days=n)).weekday()] for n in range(len(load))]
    most = f" · at most {max(load, default=0):,} a day"
    return [
        Content.styled(f"Next {len(load)} days", QUIET),
        *(_spread(line, " ") for line in columns(load, tall)),
        _spread(days, " ", later=QUIET),
        Content.assemble(("▲ today", MARKED), (most, QUIET)),
    ]


def _spread(characters: list[str], gap: str, later: str = _LATER) -> Content:
    """Return one character a day, the first in the colour of today."""
    first, *rest = characters
    return Content.assemble((first, MARKED), (gap + gap.join(rest), later))


def _figures(figures: "Today") -> Iterable[tuple[str, str]]:
    streak = plural(figures.streak, "day") if figures.streak else "starts with a card"
    recall = "not known yet" if figures.recall is None else f"{share_text(figures.recall)}, 30 days"
    yield "Streak", streak
    yield "Recall", recall
    if figures.weakest:
        yield "Weakest", _weakest(figures)


def _labelled(label: str, value: str, width: int) -> list[Content]:
    """Return a figure after its word; a long one goes on below itself."""
    wrapped = Content(value).wrap(max(width - _LABEL, 8))
    return [
        Content.assemble((label.ljust(_LABEL) if number == 0 else " " * _LABEL, QUIET), line)
        for number, line in enumerate(wrapped)
    ]


def _short(view: PanelView, width: int) -> list[Content]:
    figures = view.figures
    if figures is None:
        return [_work(view)[0], Content("")]
    first = [_work(view)[0]]
    if view.waiting:
        if figures.done:
            first.append(Content(f"{figures.done:,} done"))
    else:
        if view.next_card:
            first.append(Content(f"next card {view.next_card}"))
        if figures.more_new:
            first.append(Content.assemble(("m", MARKED), " more new"))
    if figures.streak:
        first.append(Content(f"streak {plural(figures.streak, 'day')}"))
    known = "not known yet" if figures.recall is None else share_text(figures.recall)
    first.append(Content(f"recall {known}"))
    chart = Content.assemble(
        _spread(columns(figures.load)[0], ""),
        (f" next {len(figures.load)} days, today first", QUIET),
    )
    second = [chart]
    if figures.weakest:
        second.append(Content(f"weakest: {_weakest(figures)}"))
    return [_fitting(first, width), _fitting(second, width)]


def _fitting(parts: list[Content], width: int) -> Content:
    """Return the parts with dots between, as many as fit on a line."""
    line = parts[0]
    for part in parts[1:]:
        longer = line + Content.styled(" · ", QUIET) + part
        if longer.cell_length > width:
            break
        line = longer
    return line


def _weakest(figures: "Today") -> str:
    return ", ".join(one_line(topic, _WEAKEST_TOPIC) for topic in figures.weakest)


def _minutes(minutes: int) -> str:
    if minutes < _HOURS_FROM:
        return plural(max(minutes, 1), "minute")
    return plural(round(minutes / 60), "hour")
