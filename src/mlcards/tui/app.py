"""The app: shows a first frame at once, opens the collection behind it, and moves between screens.

What the first frame needs is read through `collection.glance`; SQLAlchemy, fsrs and the decks are
loaded in a thread after it is painted. Screens ask `opened()` for the collection and wait.

Home lies at the bottom of the stack; the other screens come on top of it and go again.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.app import App, InvalidThemeError
from textual.driver import Driver

from mlcards.bootstrap import clock as clock_of
from mlcards.collection.glance import glance
from mlcards.config.paths import Home
from mlcards.config.settings import Settings
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, visible
from mlcards.tui.commands import APP, bindings

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import RenderableType
    from textual.binding import BindingType
    from textual.screen import Screen

    from mlcards.collection.collection import Collection
    from mlcards.collection.views import Glance

_NAME_THE_WINDOW = "\x1b[22;0t\x1b]2;mlcards\x07"
_NAME_IT_AS_BEFORE = "\x1b[23;0t"
_START = "start"
_HOME = "home"
"""Names of the stacks of screens: a session that the app starts with has one of its own, so that
its first card need not wait for Home."""
_NOTICE_SECONDS = 5.0
_ERROR_SECONDS = 12.0


def run_app(
    home: Home,
    settings: Settings,
    environ: Mapping[str, str],
    *,
    database_url: str | None = None,
    titles: tuple[str, ...] = (),
    study: bool = False,
) -> int:
    """Run the app until the person leaves it; return the exit status.

    Args:
        home: the person's folder.
        settings: theirs.
        environ: for the clock.
        database_url: an SQLAlchemy URL instead of the file in `home`.
        titles: exact titles of the decks to study; all when empty.
        study: whether a session starts at once.

    Raises:
        MlcardsError: the collection could not be opened or used, or mlcards broke; the terminal
            is restored.
    """
    app = MlcardsApp(home, settings, environ, database_url=database_url, titles=titles, study=study)
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


def _seen(
    home: Home, settings: Settings, now: "datetime", titles: tuple[str, ...], *, card: bool
) -> "Glance | None":
    """Return what can be known before the collection is open; None when nothing can."""
    try:
        return glance(home.database, settings, now, titles, card=card)
    except Exception:  # noqa: BLE001 - a damaged file: opening it has the sentences for that
        return None


def _is_first_run(home: Home, seen: "Glance | None") -> bool:
    """Whether no deck was ever brought in; a file that cannot be read is no sign of that."""
    if seen is None or seen.decks or seen.shipped is not None:
        return False
    return seen.exists or not home.database.exists()


class Opened(NamedTuple):
    """An open collection, and whether it was empty until now."""

    collection: "Collection"
    was_empty: bool


class MlcardsApp(App[None]):
    """mlcards in the terminal.

    Attributes:
        home: the person's folder.
        settings: the person's, as they are now.
        environ: of this run.
        clock: gives now, aware, UTC.
        monotonic: gives seconds that only grow, for measuring how long a card takes.
        failure: the error that ended the app, if one did.
    """

    TITLE = "mlcards"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = ""
    DEFAULT_MODE = _START
    BINDINGS: ClassVar["list[BindingType]"] = [*bindings(APP)]

    def __init__(
        self,
        home: Home,
        settings: Settings,
        environ: Mapping[str, str],
        *,
        database_url: str | None = None,
        titles: tuple[str, ...] = (),
        study: bool = False,
    ) -> None:
        clock = clock_of(environ)
        seen = None
        if database_url is None:
            seen = _seen(home, settings, clock(), titles, card=study)
        first_run = _is_first_run(home, seen)
        study = study and not first_run
        # The screen at the bottom is not pushed, so its rules come with the app's.
        super().__init__(css_path=["app.tcss", f"screens/{'study' if study else 'home'}.tcss"])
        self.home = home
        self.settings = settings
        self.environ = environ
        self.clock: Callable[[], datetime] = clock
        self.monotonic: Callable[[], float] = monotonic
        self.failure: MlcardsError | None = None
        self._database_url = database_url
        self._titles = titles
        self._study_at_once = study
        self._first_run = first_run
        self._seen: Glance | None = seen
        self._opened: asyncio.Future[Collection] | None = None
        self._collection: Collection | None = None
        self._left = False

    # Starting ----------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Take the person's colours before anything is painted, and be ready to be ended."""
        loop = asyncio.get_running_loop()
        self._opened = loop.create_future()
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(signal.SIGTERM, self._asked_to_end)
        try:
            self.theme = self.settings.theme
        except InvalidThemeError:
            self.call_after_refresh(self._tell_of_theme)

    def get_default_screen(self) -> "Screen[None]":
        """Return what the person came for, with what a glance gives."""
        if self._study_at_once:
            from mlcards.tui.screens.study import StudyScreen

            return StudyScreen(self._titles, self._seen)
        from mlcards.tui.screens.home import HomeScreen

        return HomeScreen(self._seen)

    def on_mount(self) -> None:
        """Greet who is new, then open the collection."""
        if self._driver is not None:
            self._driver.write(_NAME_THE_WINDOW)
        if self._first_run:
            self._welcome()
        self.call_after_refresh(self._start_opening)

    def _welcome(self) -> None:
        from mlcards.tui.screens.welcome import WelcomeScreen

        self.push_screen(WelcomeScreen())

    def _start_opening(self) -> None:
        gc.enable()  # off since the program started (see `cli.starting`)
        self.run_worker(self._open(), name="opening")

    async def _open(self) -> None:
        try:
            opened = await asyncio.to_thread(self._opening)
        except MlcardsError as error:
            self.fail(error)
            return
        if self._opened is not None and not self._opened.done():
            self._opened.set_result(opened.collection)
        if opened.was_empty and self._seen is None and not self._study_at_once:
            self._welcome()

    def _opening(self) -> Opened:
        """Open the collection and take in the decks that ship; runs in a thread."""
        from mlcards.bootstrap import open_collection
        from mlcards.collection.starting import ensure_started

        collection = open_collection(
            self.home, self.settings, self.environ, database_url=self._database_url
        )
        try:
            was_empty = not collection.decks()
            ensure_started(collection)
        except BaseException:
            collection.store.close()
            raise
        self._collection = collection
        if self._left:
            collection.store.close()
        return Opened(collection, was_empty)

    # What screens ask --------------------------------------------------------------------------

    async def opened(self) -> "Collection":
        """Return the collection, waiting until it is open and holds the decks that ship."""
        if self._opened is None:
            raise RuntimeError("the app is not running")
        return await asyncio.shield(self._opened)

    @property
    def is_open(self) -> bool:
        """Whether `opened` returns at once."""
        return self._opened is not None and self._opened.done()

    def study(self, titles: tuple[str, ...] = (), *, practise: bool = False) -> None:
        """Study, or practise, decks over Home.

        Args:
            titles: exact titles, which stand for those below them too; all when empty.
            practise: whether schedules are left alone.
        """
        from mlcards.tui.screens.study import StudyScreen

        first = None
        if self._seen is not None and not self.is_open and not practise:
            first = _seen(self.home, self.settings, self.clock(), titles, card=True)
        self.push_screen(StudyScreen(titles, first, practise=practise))

    def go_home(self) -> None:
        """Leave every screen that lies over Home."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if self._study_at_once and self.current_mode == _START:
            self.call_later(self._swap_study_for_home)

    async def _swap_study_for_home(self) -> None:
        """Put Home at the bottom, where there is the session that the app started with."""
        if self.current_mode == _HOME:
            return
        seen = None
        if self._database_url is None:
            seen = _seen(self.home, self.settings, self.clock(), (), card=False)

        def home() -> "Screen[None]":
            from mlcards.tui.screens.home import HomeScreen

            return HomeScreen(seen)

        self.add_mode(_HOME, home)
        await self.switch_mode(_HOME)
        self.add_mode(_START, home)  # only modes that were added can be removed
        await self.remove_mode(_START)

    def change_settings(self, settings: Settings) -> None:
        """Let other settings hold from now on; writing them down is the caller's part."""
        self.settings = settings
        if self._collection is not None:
            self._collection.settings = settings

    def say(self, text: str) -> None:
        """Show a short notice."""
        self.notify(visible(text), timeout=_NOTICE_SECONDS, markup=False)

    def say_error(self, error: MlcardsError) -> None:
        """Show what could not be done and what to do about it; the screen goes on."""
        text = f"{error.message}\n{error.hint}" if error.hint else error.message
        self.notify(visible(text), severity="error", timeout=_ERROR_SECONDS, markup=False)

    def on_notify(self) -> None:
        """Let the notices go that were there before: two never cover what is read.

        Done when one arrives, since keys may ask for the next before the last is shown.
        """
        self.clear_notifications()

    # Leaving -----------------------------------------------------------------------------------

    def fail(self, error: MlcardsError) -> None:
        """End the app with an error; the command line prints it once the terminal is back."""
        self.failure = error
        self.exit(return_code=error.exit_code)

    def _asked_to_end(self) -> None:
        """Leave as by a key, so that the terminal is restored."""
        self.exit(return_code=128 + signal.SIGTERM)

    def on_unmount(self) -> None:
        """Close the collection."""
        self._left = True
        if self._driver is not None:
            self._driver.write(_NAME_IT_AS_BEFORE)
        if self._opened is not None:
            self._opened.cancel()
        if self._collection is not None:
            self._collection.store.close()

    # Errors of our own -------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """End the app with a sentence.

        Textual would print a traceback, and with it what decks hold, on the terminal.
        """
        from textual.worker import WorkerFailed

        from mlcards.tui.crash import crash_report

        cause = error.error if isinstance(error, WorkerFailed) else error
        if self.failure is None:
            self.failure = (
                cause
                if isinstance(cause, MlcardsError)
                else crash_report(cause, self.home.log, self.clock())
            )
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_renderables: "RenderableType") -> None:
        """End the app; the command line prints `failure`."""
        self._close_messages_no_wait()

    # Keys --------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Show the keys of the screen, and how ratings work."""
        from mlcards.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(type(self.screen).__name__))

    @on(Driver.SignalResume)
    def action_repaint(self) -> None:
        """Paint everything anew: another program wrote on the terminal."""
        self.screen.refresh(layout=True)

    def _tell_of_theme(self) -> None:
        name = one_line(self.settings.theme, 40)
        self.say(f'There is no theme "{name}"; this is {self.theme}. Set it with ui.theme.')
