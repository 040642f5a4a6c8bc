from datetime import date

import pytest
from rich.text import Text
from textual.content import Content

from mlcards.tui.format import (
    clock_text,
    date_text,
    day_text,
    days_away_text,
    duration_text,
    rich_shown,
    share_text,
    short_date_text,
    shown,
    shown_line,
)

HOSTILE = '[@click=app.quit]x[/] \x1b]52;c;x\x07 \u202e [foo="bar'
VISIBLE = '[@click=app.quit]x[/] ␛]52;c;x␇ � [foo="bar'


def test_text_from_decks_is_literal_and_visible() -> None:
    for text in (shown(HOSTILE), shown_line(HOSTILE), rich_shown(HOSTILE)):
        assert text.plain == VISIBLE
        assert not text.spans


def test_types_that_widgets_take_as_they_are() -> None:
    assert isinstance(shown("a"), Content)
    assert isinstance(shown_line("a"), Content)
    assert isinstance(rich_shown("a"), Text)


def test_lines() -> None:
    assert shown("a\nb").plain == "a\nb"
    assert shown_line("a\nb\tc").plain == "a b c"
    assert shown_line("a long line", 6).plain == "a lon…"
    assert rich_shown("a\nlong line", 6).plain == "a lon…"


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (-1, "0s"),
        (400, "0s"),
        (8_000, "8s"),
        (59_600, "1m"),
        (72_000, "1m 12s"),
        (599_000, "9m 59s"),
        (18 * 60_000, "18m"),
        (59 * 60_000 + 59_000, "1h"),
        (65 * 60_000, "1h 5m"),
        (30 * 3_600_000, "30h"),
    ],
)
def test_duration(milliseconds: int, text: str) -> None:
    assert duration_text(milliseconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-3, "0:00"), (0, "0:00"), (42.9, "0:42"), (725, "12:05"), (3723, "1:02:03")],
)
def test_clock(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_days() -> None:
    day = date(2026, 11, 22)
    assert day_text(day) == "Sunday 22 November"
    assert date_text(day) == "22 November"
    assert date_text(day, today=date(2026, 1, 1)) == "22 November"
    assert date_text(day, today=date(2027, 1, 1)) == "22 November 2026"
    assert short_date_text(day) == "22 Nov"
    assert short_date_text(date(2026, 9, 1)) == "1 Sep"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (17, "in 17 days"),
        (-3, "3 days ago"),
        (1200, "in 1,200 days"),
    ],
)
def test_days_away(days: int, text: str) -> None:
    assert days_away_text(days) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.001, "1 %"), (0.61, "61 %"), (0.999, "99 %"), (1, "100 %")],
)
def test_share(share: float, text: str) -> None:
    assert share_text(share) == text
