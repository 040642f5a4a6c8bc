"""The panel beside the decks: what it says of each state of a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from textual.app import App, ComposeResult

from mlcards.collection.views import Today
from mlcards.core.queue import Counts
from mlcards.tui.widgets.today_panel import PanelView, TodayPanel

SUNDAY = date(2026, 11, 22)
FIGURES = Today(
    counts=Counts(new=5, learning=1, due=50),
    minutes=18,
    done=12,
    load=(56, 30, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    streak=6,
    recall=0.912,
    weakest=("ROC", "SQL keys", "Fourier"),
    next_due=datetime(2026, 11, 23, 4, tzinfo=UTC),
    more_new=85,
)
NOTHING_LEFT = replace(FIGURES, counts=Counts(), minutes=0, load=(0, *FIGURES.load[1:]))
NEVER_STUDIED = replace(
    NOTHING_LEFT, done=0, streak=0, recall=None, weakest=(), next_due=None, more_new=0
)


class PanelApp(App[None]):
    def __init__(self, view: PanelView) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        panel = TodayPanel(self.view)
        panel.styles.height = "100%"
        yield panel


async def said(view: PanelView, width: int = 30, height: int = 20) -> list[str]:
    """The lines of the panel at a size."""
    app = PanelApp(view)
    async with app.run_test(size=(width, height)):
        return [line.text.rstrip() for line in app.screen._compositor.render_strips()]


def a_view(figures: Today, next_card: str = "tomorrow") -> PanelView:
    return PanelView(SUNDAY, figures.counts.total, figures, next_card)


async def test_it_says_what_is_to_be_done_and_what_was() -> None:
    lines = await said(a_view(FIGURES))
    assert lines[:3] == ["Today", "56 cards, about 18 minutes", "12 done so far"]


async def test_the_load_stands_over_its_days_with_today_marked() -> None:
    lines = await said(a_view(FIGURES))
    start = lines.index("Next 14 days")
    chart, days, legend = lines[start + 1 : start + 4], lines[start + 4], lines[start + 5]
    assert days == "S M T W T F S S M T W T F S"
    assert [line[0] for line in chart] == ["█", "█", "█"]
    assert chart[2][4] == "·"
    assert legend == "▲ today · at most 56 a day"


async def test_figures_stand_beside_their_words() -> None:
    lines = await said(a_view(FIGURES))
    assert "Streak   6 days" in lines
    assert "Recall   91 %, 30 days" in lines
    assert "Weakest  ROC, SQL keys," in lines
    assert lines[lines.index("Weakest  ROC, SQL keys,") + 1] == "         Fourier"


async def test_what_is_not_known_is_said_in_words() -> None:
    lines = await said(a_view(NEVER_STUDIED, ""))
    assert lines[1] == "Nothing waits today."
    assert "Recall   not known yet" in lines
    assert "Streak   starts with a card" in lines
    assert not any("Weakest" in line or line.startswith(("m ", "c ")) for line in lines)


async def test_when_nothing_is_left_it_says_what_comes_and_what_can_be_done() -> None:
    lines = await said(a_view(NOTHING_LEFT))
    assert lines[1:5] == [
        "✓ All done today: 12 ratings.",
        "The next card comes tomorrow.",
        "m more new cards, of 85",
        "c practise; schedules stay",
    ]


async def test_before_the_collection_is_open_it_says_what_a_glance_knows() -> None:
    assert (await said(PanelView(SUNDAY, 56)))[:3] == ["Today", "56 cards", ""]
    assert (await said(PanelView()))[1] == "opening your collection …"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "1 minute"), (1, "1 minute"), (89, "89 minutes"), (100, "2 hours"), (3000, "50 hours")],
)
async def test_long_work_is_named_in_hours(minutes: int, words: str) -> None:
    lines = await said(a_view(replace(FIGURES, minutes=minutes)), width=60)
    assert lines[1] == f"56 cards, about {words}"


async def test_two_lines_hold_as_much_as_fits() -> None:
    assert await said(a_view(FIGURES), 100, 2) == [
        "56 cards, about 18 minutes · 12 done · streak 6 days · recall 91 %",
        "█▄·▁▁▁▁▁▁▁▁▁▁▁ next 14 days, today first · weakest: ROC, SQL keys, Fourier",
    ]
    assert await said(a_view(FIGURES), 50, 2) == [
        "56 cards, about 18 minutes · 12 done",
        "█▄·▁▁▁▁▁▁▁▁▁▁▁ next 14 days, today first",
    ]


async def test_two_lines_say_that_nothing_is_left() -> None:
    first, _second = await said(a_view(NOTHING_LEFT), 100, 2)
    assert first.startswith("✓ All done today: 12 ratings. · next card tomorrow · m more new")


async def test_topics_are_shown_as_they_are_written() -> None:
    nasty = "[bold]\x1b[31m[/nope]\u202e"
    lines = await said(a_view(replace(FIGURES, weakest=(nasty,))), width=60)
    assert "Weakest  [bold]␛[31m[/nope]\ufffd" in lines
