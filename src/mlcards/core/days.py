"""Study days: a day ends at the rollover hour, on the wall clock where the person is.

The wall clock matters twice a year: an instant minus four hours is the wrong day on both nights
of a clock change (2026-03-29 04:10 in Berlin, 2026-10-25 03:30), so the subtraction is made on
local time and the result checked against the start of the day.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

DEFAULT_ROLLOVER = time(4, 0)


class DayRule(NamedTuple):
    """Decides which study day an instant belongs to.

    Attributes:
        rollover: wall-clock time at which a study day ends.
        zone: None means the machine's own zone (the TZ variable, else the system's), which
            knows its clock changes.
    """

    rollover: time = DEFAULT_ROLLOVER
    zone: tzinfo | None = None

    def study_day(self, instant: datetime) -> date:
        """Return the study day of `instant`: the last one that had started by then."""
        local = instant.astimezone(self.zone)
        ago = timedelta(hours=self.rollover.hour, minutes=self.rollover.minute)
        day = (local.replace(tzinfo=None) - ago).date()
        if instant < self.start(day):
            return day - timedelta(days=1)
        if instant >= self.start(day + timedelta(days=1)):
            return day + timedelta(days=1)
        return day

    def start(self, day: date) -> datetime:
        """Return the instant (UTC) at which `day` starts.

        Where the clock shows the rollover twice it is the first time; where it skips it, the
        first instant after the gap's length.
        """
        wall = datetime.combine(day, self.rollover)
        if self.zone is None:
            return wall.astimezone(UTC)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def end(self, day: date) -> datetime:
        """Return the instant (UTC) at which `day` ends and the next starts."""
        return self.start(day + timedelta(days=1))

    def utc_offset_s(self, instant: datetime) -> int:
        """Return the local offset from UTC at `instant`, in seconds."""
        offset = instant.astimezone(self.zone).utcoffset()
        return 0 if offset is None else int(offset.total_seconds())
