"""What keys ask for, done one after the other, also before there is a session to ask."""

from collections import deque
from collections.abc import Awaitable, Callable

Step = Callable[[], Awaitable[None] | None]
"""What a key does."""


class Steps:
    """Keeps the order of keys: what has to wait makes everything after it wait too."""

    def __init__(self, run: Callable[[Step], Awaitable[None]]) -> None:
        """Take what runs a step and deals with what goes wrong in it."""
        self._run = run
        self._held: deque[Step] = deque()
        self._released = False

    @property
    def held(self) -> bool:
        """Whether steps wait."""
        return bool(self._held)

    async def take(self, step: Step, *, at_once: bool = False) -> None:
        """Do a step, or hold it until `release`.

        Args:
            step: what to do.
            at_once: whether it can be done before `release`, where nothing waits before it.
        """
        if self._held or not (self._released or at_once):
            self._held.append(step)
        else:
            await self._run(step)

    async def release(self) -> None:
        """Do what was held, and hold nothing from now on."""
        self._released = True
        while self._held:
            await self._run(self._held[0])
            # While it runs it stays in the queue, so that what comes meanwhile lines up behind it.
            if self._held:
                self._held.popleft()

    def drop(self) -> None:
        """Forget what was held."""
        self._held.clear()
