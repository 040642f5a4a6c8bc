"""Measuring how long a card takes, by a clock that is handed in."""

from collections.abc import Callable

LONGEST_PAUSE = 300.0
"""Seconds without a key after which the person is taken to be away."""


class Stopwatch:
    """Runs from `start`; stands still while paused, and after five minutes without a touch."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Take a clock that only goes forward, in seconds."""
        self._monotonic = monotonic
        self._counted = 0.0
        self._touched = monotonic()
        self._paused = False

    def start(self) -> None:
        """Begin at 0."""
        self._counted = 0.0
        self._touched = self._monotonic()

    def touch(self) -> None:
        """Note that the person is there."""
        self._counted = self.seconds
        self._touched = self._monotonic()

    def pause(self) -> None:
        """Stand still."""
        self.touch()
        self._paused = True

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self._touched = self._monotonic()

    @property
    def seconds(self) -> float:
        """What was counted so far."""
        if self._paused:
            return self._counted
        return self._counted + min(self._monotonic() - self._touched, LONGEST_PAUSE)

    @property
    def milliseconds(self) -> int:
        """The same as a whole number, for the log."""
        return round(self.seconds * 1000)
