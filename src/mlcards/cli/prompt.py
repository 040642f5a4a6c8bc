"""The number for a shell prompt, in the time a bare interpreter takes.

It runs at every prompt a person sees, so the last answer is kept beside the database, with what
it was made from: the study day, the time zone, and size and time of every file that was read.
While these hold, nothing but them is looked at. Nothing heavy is imported on that path, not even
`dataclasses` or `pathlib`. Whatever is out of the ordinary is left to the full command, which has
the sentences for it.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ANSWER_FILE = "due.cache"
"""Name of the file, in the home, that keeps the last answer."""
_ZONE_FILE = "/etc/localtime"
_SETTLED_NS = 100_000_000
_SETTLED_COARSE_NS = 3_000_000_000
"""A file changed less than this before could change again within one tick of its times."""


def short_count(environ: "Mapping[str, str]") -> str | None:
    """Return how many cards wait today, "0" for none; None where only the full command can tell.

    It is the number that `mlcards due` ends with.
    """
    if environ.get("MLCARDS_DATABASE_URL"):
        return None
    from mlcards.bootstrap import clock
    from mlcards.core.errors import MlcardsError

    try:
        now = clock(environ)()
        folder = _likely_home(environ)
        return (folder and _kept(folder, now, environ)) or _counted(now, environ)
    except MlcardsError:
        return None


def _likely_home(environ: "Mapping[str, str]") -> str | None:
    """Return where the home most often is; None where that takes `config.paths` to find out."""
    chosen = environ.get("MLCARDS_HOME", "")
    if chosen.strip():
        # pathlib, here and below, takes longer to load than all the rest
        return os.path.abspath(os.path.expanduser(chosen))  # noqa: PTH100, PTH111
    data = environ.get("XDG_DATA_HOME", "")
    person = environ.get("HOME", "")
    if data or not person or sys.platform != "linux":
        return f"{data}/mlcards" if data.startswith("/") and sys.platform == "linux" else None
    return f"{person}/.local/share/mlcards"


def _kept(folder: str, now: "datetime", environ: "Mapping[str, str]") -> str | None:
    """Return the answer kept in `folder`, if all that it was made from is as it was."""
    try:
        with open(f"{folder}/{ANSWER_FILE}", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - as above
            count, start, end, zone, *files = file.read().split("\n")
        same = (
            float(start) <= now.timestamp() < float(end)
            and zone == repr(environ.get("TZ"))
            and all(_state(path) == state for state, _, path in map(_parted, files))
        )
    except (OSError, ValueError):
        return None
    return count if same and count.isdigit() and files else None


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition("\t")


def _state(path: str) -> str:
    """Return what tells one state of a file from another; an empty file counts as missing."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return "-"
    if not found.st_size:
        return "-"
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _counted(now: "datetime", environ: "Mapping[str, str]") -> str | None:
    """Count anew, and keep the answer for the next prompt."""
    from mlcards.collection.glance import glance
    from mlcards.collection.shipped import fingerprint, shipped_files
    from mlcards.config.paths import resolve_home
    from mlcards.config.settings import load_settings
    from mlcards.core.days import DayRule

    home = resolve_home(None, environ)
    database = str(home.database)
    read = [database, f"{database}-wal", str(home.config), _ZONE_FILE]
    shipped = [str(path) for path in shipped_files()]
    if shipped:
        read += [os.path.dirname(shipped[0]), *shipped]  # noqa: PTH120 - as above
    states = [f"{_state(path)}\t{path}" for path in read]
    settings = load_settings(home.config, {})
    seen = glance(home.database, settings, now, card=False)
    if not seen.exists or seen.shipped != fingerprint():
        return None
    count = str(seen.counts.total)
    days = DayRule(settings.rollover)
    span = [repr(days.start(seen.today).timestamp()), repr(days.end(seen.today).timestamp())]
    _keep(str(home.directory), [count, *span, repr(environ.get("TZ")), *states])
    return count


def _keep(folder: str, lines: list[str]) -> None:
    """Write the answer down, unless a file it was made from changed a moment ago.

    Within one tick of the file system's clock a file can change twice and look the same, so the
    answer is kept only once they have settled.
    """
    from contextlib import suppress

    if any("\n" in line for line in lines):
        return
    fresh = f"{folder}/{ANSWER_FILE}.{os.getpid()}"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write("\n".join(lines))
        if _settled(lines[4:], os.stat(fresh).st_mtime_ns):  # noqa: PTH116 - as above
            os.replace(fresh, f"{folder}/{ANSWER_FILE}")  # noqa: PTH105 - as above
            return
    except OSError:
        pass
    with suppress(OSError):
        os.unlink(fresh)  # noqa: PTH108 - as above


def _settled(states: list[str], now_ns: int) -> bool:
    newest = max((int(state.split(" ")[0]) for state in states if state[0] != "-"), default=0)
    coarse = not newest % 1_000_000_000
    return now_ns - newest > (_SETTLED_COARSE_NS if coarse else _SETTLED_NS)
