"""How spans of time and events read, the same in the app and on the command line."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlcards.core.model import Review

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_MONTH = 30.4375
_YEAR = 365.25
_EVENTS = {"forget": "reset", "set-due": "moved", "imported": "import", "cram": "cram"}


def row_word(review: "Review") -> str:
    """Return what a row of the log is, in one short word: the rating, or what else happened."""
    if review.kind == "rating" and review.rating is not None:
        return review.rating.label
    return _EVENTS.get(review.kind, "other")


def interval_text(interval: timedelta) -> str:
    """Return how far away something is, as on the rating buttons: 10m, 1h, 3d, 2.1mo, 1.4y."""
    seconds = interval.total_seconds()
    if seconds <= 0:
        return "now"
    if seconds < _MINUTE:
        return "<1m"
    if (minutes := round(seconds / _MINUTE)) < 60:
        return f"{minutes}m"
    if (hours := round(seconds / _HOUR)) < 24:
        return f"{hours}h"
    days = seconds / _DAY
    if (whole := round(days)) < 31:
        return f"{whole}d"
    if (months := round(days / _MONTH, 1)) < 12:
        return f"{months:g}mo"
    return f"{max(round(days / _YEAR, 1), 1):g}y"
