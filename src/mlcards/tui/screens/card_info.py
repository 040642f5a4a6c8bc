"""Card info: what the memory model knows of a card, what each rating would do, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import ModalScreen

from mlcards.collection.views import CardInfo
from mlcards.core.model import Phase, Rating, Review, Schedule
from mlcards.core.text import one_line, pad_cells, plural
from mlcards.core.wording import interval_text, row_word
from mlcards.tui.commands import EDITABLE, READING, bindings
from mlcards.tui.format import (
    clock_text,
    date_text,
    days_away_text,
    duration_text,
    share_text,
    short_date_text,
)
from mlcards.tui.markdown.wrap import wrap
from mlcards.tui.palette import HEADING, QUIET
from mlcards.tui.quoting import quoted
from mlcards.tui.widgets.info_page import InfoPage
from mlcards.tui.widgets.key_line import KeyLine
from mlcards.tui.widgets.page import BLANK, PageLine

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.core.model import CardId

_LABEL = 12
_FEW = 4
_LONGEST_QUESTION = 400
"""Lines and characters of a question that are shown."""
_ROOMY = 70
"""Cells from which a row of history tells the time taken and what was said."""
_LONGEST_LOG = 500
"""Rows of history that are shown."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything the dialog says.

    Attributes:
        info: the card's memory and history.
        intervals: how long each rating would make it wait; empty for a card that is not asked.
        today: the study day it is.
        due: the study day from which it may be asked.
        now: the instant it is.
    """

    info: CardInfo
    intervals: Mapping[Rating, timedelta]
    today: date
    due: date | None
    now: datetime


def look_up(
    collection: "Collection", card: "CardId", preview: Mapping[Rating, Schedule] | None = None
) -> Looked:
    """Return what is known of a card.

    Args:
        collection: where it is.
        card: its number.
        preview: what each rating will give, where the card is being asked.

    Raises:
        NotFoundError: there is no such card.
    """
    from mlcards.core.scheduling import interval_of

    info = collection.card_info(card)
    return Looked(
        info=info,
        intervals={rating: interval_of(after) for rating, after in (preview or {}).items()},
        today=collection.today(),
        due=None if info.due is None else collection.days.study_day(info.due),
        now=collection.clock(),
    )


def info_lines(looked: Looked, width: int) -> list[PageLine]:
    """Return the dialog's lines at a width."""
    info = looked.info
    view = info.view
    question = quoted(view.face.question, _LONGEST_QUESTION)
    lines = [PageLine(line.stylize_before("bold")) for line in _wrapped(question, width)]
    lines += [PageLine(line.stylize_before(QUIET)) for line in _wrapped(_marks(info), width)]
    lines += [BLANK, *_memory(looked)]
    if looked.intervals:
        lines += [BLANK, _heading("Each rating would make it wait"), _ratings(looked)]
    lines += [BLANK, *_history(info.reviews, looked.today, width)]
    if info.own_answers:
        versions = plural(len(info.own_answers), "version")
        last = info.own_answers[0][0].astimezone().date()
        text = f"Own answer: {versions}, the last of {date_text(last, looked.today)}"
        lines += [BLANK, PageLine(Content.styled(text, QUIET))]
    return lines


def _wrapped(text: str, width: int) -> list[Content]:
    """Return a line of text on a few lines at most."""
    lines = [Content.assemble(*line) for line in wrap([(text, "")], width)]
    return lines if len(lines) <= _FEW else [*lines[: _FEW - 1], Content("…")]


def _marks(info: CardInfo) -> str:
    view = info.view
    marks = [one_line(view.deck_title.replace("::", " › ")), view.type.value]
    if view.part != "main":
        marks.append(one_line(view.part, 20))
    marks += [f"flag {view.flag}"] if view.flag else []
    marks += ["leech"] if view.leech else []
    marks += ["suspended"] if info.suspended else []
    return " · ".join(marks)


def _memory(looked: Looked) -> list[PageLine]:
    info = looked.info
    schedule = info.schedule
    if schedule.memory is None or schedule.phase is Phase.NEW:
        return [_heading("Memory"), PageLine(Content("New: it was never rated."))]
    memory = schedule.memory
    days = plural(max(round(memory.stability), 1), "day")
    stability = f"{memory.stability:.1f} days" if memory.stability < 10 else days
    facts = [
        ("Stability", f"{stability}, until recall falls to 90 %"),
        ("Difficulty", f"{memory.difficulty:.1f} of 10"),
        ("Recall now", "" if info.recall is None else share_text(info.recall)),
        ("Due", _due(looked)),
        ("Phase", schedule.phase.value),
        ("Asked", f"{plural(schedule.reps, 'time')}, forgotten {schedule.lapses}"),
    ]
    return [
        _heading("Memory"),
        *(
            PageLine(Content.assemble((pad_cells(label, _LABEL), QUIET), value))
            for label, value in facts
            if value
        ),
    ]


def _due(looked: Looked) -> str:
    due, day = looked.info.due, looked.due
    if due is None or day is None:
        return ""
    if looked.info.schedule.due_at is not None and due > looked.now:
        return f"in {clock_text((due - looked.now).total_seconds())}"
    if day <= looked.today:
        late = (looked.today - day).days
        return f"now, since {days_away_text(-late)}" if late else "today"
    return f"{days_away_text((day - looked.today).days)}, {date_text(day, looked.today)}"


def _ratings(looked: Looked) -> PageLine:
    parts = [
        f"{rating.value} {rating.label} {interval_text(looked.intervals[rating])}"
        for rating in Rating
    ]
    return PageLine(Content("   ".join(parts)))


def _history(reviews: Sequence[Review], today: date, width: int) -> list[PageLine]:
    if not reviews:
        return [_heading("History"), PageLine(Content.styled("No ratings yet.", QUIET))]
    lines = [_heading("History, newest first")]
    lines += [PageLine(_row(review, today, width)) for review in reviews[:_LONGEST_LOG]]
    if len(reviews) > _LONGEST_LOG:
        more = plural(len(reviews) - _LONGEST_LOG, "older row")
        lines.append(PageLine(Content.styled(f"… {more}", QUIET)))
    return lines


def _row(review: Review, today: date, width: int) -> Content:
    """Return one row: day and time, rating, the interval it gave, time taken, what became of it."""
    from mlcards.core.scheduling import interval_of

    local = review.at.astimezone(timezone(timedelta(seconds=review.utc_offset_s)))
    day = short_date_text(review.day)
    if review.day.year != today.year:
        day += f" {review.day.year}"
    what = row_word(review)
    gave = interval_text(interval_of(review.after))
    text = f"{pad_cells(day, 12)}{local:%H:%M}  {pad_cells(what, 7)} → {pad_cells(gave, 6)}"
    if width >= _ROOMY:
        took = "" if review.duration_ms is None else duration_text(review.duration_ms)
        said = "" if review.said is None else f"{plural(len(review.said), 'point')} said"
        text += f"{pad_cells(took, 8)}{said}"
    if review.undone:
        return Content.assemble((text.rstrip(), f"strike {QUIET}"), "  taken back")
    return Content(text)


def _heading(words: str) -> PageLine:
    return PageLine(Content.styled(words, HEADING))


class CardInfoScreen(ModalScreen[str | None]):
    """What is known of one card; gives back "edit" where the person wants to change its text."""

    CSS_PATH = "card_info.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(READING, EDITABLE)]
    AUTO_FOCUS = ""

    def __init__(self, looked: Looked) -> None:
        super().__init__()
        self._looked = looked

    def compose(self) -> ComposeResult:
        """Lay out one framed page and its keys."""
        from textual.containers import Vertical

        with Vertical(id="frame"):
            yield InfoPage(lambda width: info_lines(self._looked, width), id="info")
            yield KeyLine(READING, EDITABLE, keep="close")

    def on_mount(self) -> None:
        """Name the frame."""
        self.query_one("#frame").border_title = Content(" Card ")

    def action_edit(self) -> None:
        """Go on to the editor."""
        self.dismiss("edit")

    def action_scroll(self, pages: int) -> None:
        """Scroll by pages."""
        page = self.query_one(InfoPage)
        page.scroll_relative(y=pages * max(page.size.height - 1, 1), animate=False)

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(InfoPage).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
