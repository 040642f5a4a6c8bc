"""Driving the app in tests: a home with decks, a clock that a test moves, keys and visible text."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from mlcards.collection.collection import Collection
from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.config.paths import Home
from mlcards.config.settings import Settings
from mlcards.core.model import NoteContent
from mlcards.store import meta
from mlcards.store.store import Store
from mlcards.tui.app import MlcardsApp, Opened
from support.clock import FakeClock
from support.factories import a_collection, add_deck

_HOPS = 3
"""A key goes from the app to the screen and back; a screen that reports goes once more."""
SIZES = [(80, 24), (60, 16), (140, 45)]


class FakeWatch:
    """A monotonic clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


def a_home(folder: Path, *decks: tuple[str, Sequence[NoteContent] | int]) -> Home:
    """A home that holds decks by title, and none of those that ship."""
    home = Home(folder / "home")
    home.directory.mkdir()
    store = Store.open_file(home.database)
    for number, (title, contents) in enumerate(decks):
        add_deck(store, contents, key=f"deck{number}", title=title)
    with store.writing() as connection:
        meta.put(connection, SHIPPED, fingerprint())
    store.close()
    return home


def look_into(home: Home, clock: FakeClock, settings: Settings | None = None) -> Collection:
    """The collection of a home, as another program would open it; its store is to be closed."""
    return a_collection(Store.open_file(home.database), clock, settings)


@dataclass
class Driver:
    """The app with hands on its keys and eyes on its screen."""

    app: MlcardsApp
    pilot: Pilot[None]
    clock: FakeClock
    watch: FakeWatch

    async def settle(self) -> None:
        """Wait until everything that was started is done and painted."""
        for _ in range(_HOPS):
            await self._barrier()
        while any(not worker.is_finished for worker in self.app.workers):
            await self.app.workers.wait_for_complete()
            await self._barrier()
        await self.pilot.pause(0)

    async def _barrier(self) -> None:
        """Wait until the app and its screen have worked off what was posted to them."""
        reached = asyncio.Event()
        self.app.call_later(reached.set)
        while not reached.is_set():
            if self.app._exit or self.app._exception is not None:
                return
            await asyncio.sleep(0)
        await self.pilot._wait_for_screen()

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Type text into what has the focus."""
        names = {" ": "space", ".": "full_stop", ",": "comma", "\n": "enter"}
        await self.pilot.press(*(names.get(char, char) for char in text))
        await self.settle()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, and wait until the screen has it."""
        await self.pilot.resize_terminal(width, height)
        while self.app.screen._compositor.size != (width, height):  # noqa: ASYNC110 - Textual has no event for it
            await asyncio.sleep(0.001)
        await self.settle()

    def shows(self, kind: type[Screen[Any]]) -> bool:
        """Whether a screen of this kind lies on top."""
        return isinstance(self.app.screen, kind)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def lines(self) -> list[str]:
        """The same by line."""
        return self.text.split("\n")

    @property
    def notices(self) -> list[str]:
        """The notices that are shown."""
        return [notice.message for notice in self.app._notifications]


def an_app(
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    *,
    settings: Settings | None = None,
    clock: FakeClock | None = None,
    titles: tuple[str, ...] = (),
    study: bool = False,
    database_url: str | None = None,
) -> tuple[MlcardsApp, FakeClock, FakeWatch]:
    """The app on a home, with clocks that stand still."""
    now, watch = clock or FakeClock(), FakeWatch()
    # Pilot waits by the wall clock for what `settle` waits for by asking.
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.001)
    # Cursors blink by it too: half of all pictures would lack one on a slow machine.
    for kind in (Input, TextArea):
        monkeypatch.setattr(kind.cursor_blink, "_default", False)
    monkeypatch.setattr("mlcards.bootstrap.clock", lambda _environ: now)
    monkeypatch.setattr("mlcards.tui.app.clock_of", lambda _environ: now)
    app = MlcardsApp(
        home, settings or Settings(), {}, database_url=database_url, titles=titles, study=study
    )
    app.monotonic = watch
    return app, now, watch


@asynccontextmanager
async def driving(
    monkeypatch: pytest.MonkeyPatch,
    home: Home,
    *,
    size: tuple[int, int] = (80, 24),
    opening: Event | None = None,
    settings: Settings | None = None,
    clock: FakeClock | None = None,
    titles: tuple[str, ...] = (),
    study: bool = False,
    database_url: str | None = None,
) -> AsyncIterator[Driver]:
    """Run the app on a home, with clocks that stand still.

    With `opening` the collection opens only when that is set; `settle` waits for it.
    """
    if opening is not None:
        open_now = MlcardsApp._opening

        def open_later(app: MlcardsApp) -> Opened:
            opening.wait(10)
            return open_now(app)

        monkeypatch.setattr(MlcardsApp, "_opening", open_later)
    app, now, watch = an_app(
        monkeypatch,
        home,
        settings=settings,
        clock=clock,
        titles=titles,
        study=study,
        database_url=database_url,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot, now, watch)
        if opening is None:
            await driver.settle()
        else:
            await pilot.pause()
        try:
            yield driver
        finally:
            if opening is not None:
                opening.set()
