"""How values read on a screen: text from decks, durations, days.

`shown`, `shown_line` and `rich_shown` are the only ways in which text from the core reaches a
widget: Textual would run a plain `str` as markup and pass control characters to the terminal.
Nothing here reads the clock.
"""

from datetime import date

from rich.text import Text
from textual.content import Content

from mlcards.core.text import one_line, visible

_MINUTE = 60
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def shown(text: str) -> Content:
    """Return untrusted `text` for a widget: literal, control characters made visible."""
    return Content(visible(text))


def shown_line(text: str, limit: int | None = None) -> Content:
    """Return untrusted `text` for a widget on one line, cut to `limit` characters."""
    return Content(one_line(text, limit))


def rich_shown(text: str, limit: int | None = None) -> Text:
    """Return untrusted `text` on one line for cells and labels of a DataTable or a Tree.

    Those two show a `Content` wrongly and run a `str` as markup.
    """
    return Text(one_line(text, limit))


def duration_text(milliseconds: int) -> str:
    """Return time spent: 8s, 1m 12s, 18m, 1h 5m."""
    seconds = max(round(milliseconds / 1000), 0)
    if seconds < _MINUTE:
        return f"{seconds}s"
    if seconds < 10 * _MINUTE:
        minutes, rest = divmod(seconds, _MINUTE)
        return f"{minutes}m {rest}s" if rest else f"{minutes}m"
    hours, minutes = divmod(round(seconds / _MINUTE), 60)
    if not hours:
        return f"{minutes}m"
    return f"{hours}h {minutes}m" if minutes else f"{hours}h"


def clock_text(seconds: float) -> str:
    """Return a running time: 0:42, 12:05, 1:02:03. Parts of a second are not shown."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def day_text(day: date) -> str:
    """Return a day in full: Sunday 22 November."""
    return f"{_WEEKDAYS[day.weekday()]} {date_text(day)}"


def date_text(day: date, today: date | None = None) -> str:
    """Return a date: 9 December; with its year when `today` is given and lies in another year."""
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if today is None or today.year == day.year else f"{text} {day.year}"


def short_date_text(day: date) -> str:
    """Return a date for tables and axes: 9 Dec."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def days_away_text(days: int) -> str:
    """Return how far a day lies from today: today, tomorrow, in 17 days, yesterday, 3 days ago."""
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    return f"in {days:,} days" if days > 0 else f"{-days:,} days ago"


def share_text(share: float) -> str:
    """Return a share between 0 and 1 as a whole percentage: 61 %.

    Only a share of exactly nothing or everything reads 0 % or 100 %.
    """
    percent = round(share * 100)
    if percent >= 100 and share < 1:
        percent = 99
    if percent <= 0 and share > 0:
        percent = 1
    return f"{percent} %"
