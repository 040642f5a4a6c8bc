"""Starting the app, for `mlcards` and `mlcards study`, with as little before it as can be.

Nothing here loads click: without options there is nothing for it to read.
"""

import gc
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlcards.core.errors import MlcardsError

if TYPE_CHECKING:
    from mlcards.config.paths import Home
    from mlcards.config.settings import Settings


def app_at_once(environ: Mapping[str, str], *, study: bool) -> int | None:
    """Run the app without options; return its exit status.

    None leaves it to the full command, which has the sentences for what stands in the way.
    """
    if not can_draw(environ):
        return None
    from mlcards.config.paths import resolve_home
    from mlcards.config.settings import load_settings

    try:
        home = resolve_home(None, environ)
        settings = load_settings(home.config, {})
    except MlcardsError:
        return None
    url = environ.get("MLCARDS_DATABASE_URL") or None
    try:
        return run(home, settings, environ, database_url=url, study=study)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - never a traceback
        from mlcards.cli.main import tell_of

        return tell_of(error)


def run(
    home: "Home",
    settings: "Settings",
    environ: Mapping[str, str],
    *,
    database_url: str | None = None,
    titles: tuple[str, ...] = (),
    study: bool = False,
) -> int:
    """Run the app as `tui.app.run_app` does, garbage collection off until its first frame.

    What is made on the way there stays: looking through it again and again for garbage takes
    about a tenth of the time.
    """
    gc.disable()
    try:
        from mlcards.tui.app import run_app

        return run_app(
            home, settings, environ, database_url=database_url, titles=titles, study=study
        )
    finally:
        gc.enable()


def can_draw(environ: Mapping[str, str]) -> bool:
    """Whether there is a terminal that the app can draw on."""
    if environ.get("TERM") == "dumb":
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
