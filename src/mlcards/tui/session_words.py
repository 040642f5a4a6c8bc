"""The sentences of a study session: what was done, what was taken back, how long to wait."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from mlcards.core.text import one_line, plural
from mlcards.tui.format import clock_text, date_text, days_away_text
from mlcards.tui.quoting import quoted

if TYPE_CHECKING:
    from mlcards.collection.views import Answered, Undone

_QUESTION = 48
"""Characters of a question that are quoted."""


def undone_text(undone: "Undone", day: date, today: date) -> str:
    """Return what was taken back.

    Args:
        undone: the action.
        day: the study day it was on.
        today: the study day it is.
    """
    when = "" if day == today else f" of {date_text(day, today)}"
    what = {
        "rating": f"{undone.rating.label if undone.rating else 'Rating'}{when} taken back",
        "bury": f"Bury{when} taken back",
        "suspend": f"Suspend{when} taken back",
        "flag": f"Flag{when} taken back",
        "edit": f"Edit{when} taken back",
    }.get(undone.kind, f"{one_line(undone.kind, 20).capitalize()}{when} taken back")
    return f"{what}: {quoted(undone.question, _QUESTION)}"


def leech_text(answered: "Answered") -> str:
    """Return what to say when a card becomes a leech."""
    times = plural(answered.review.after.lapses, "time")
    return (
        f"Forgotten {times}: this card is a leech. Rewriting it or splitting it helps more "
        "than repeating it. It is not suspended."
    )


def flag_text(flag: int) -> str:
    """Return what to say after the flag key."""
    return f"Flag {flag}. u takes it back." if flag else "No flag. u brings it back."


def wait_text(until: datetime, now: datetime) -> str:
    """Return how long a wait still is, as m:ss; seconds are rounded up, so it ends at 0:00."""
    seconds = -int(-(until - now).total_seconds() // 1)
    return clock_text(max(seconds, 0))


def next_due_text(day: date, until: datetime, now: datetime, today: date) -> str:
    """Return when the next card comes: in 12 minutes, tomorrow, in 3 days.

    Args:
        day: the study day of `until`.
        until: when it comes.
        now: the instant it is.
        today: the study day it is.
    """
    if day > today:
        away = days_away_text((day - today).days)
        return away if (day - today).days == 1 else f"{away}, on {date_text(day, today)}"
    minutes = max(-int(-(until - now).total_seconds() // 60), 0)
    if minutes < 1:
        return "now"
    if minutes < 90:
        return f"in {minutes} minute{'' if minutes == 1 else 's'}"
    return f"in {round(minutes / 60)} hours"
