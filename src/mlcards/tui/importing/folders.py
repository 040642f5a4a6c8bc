"""The folders and files that a person picks from, and from a typed path to a place.

Names of files are untrusted: they are shown through `core.text` and never read back from what is
shown. `Listing.find` knows which entry a shown name stands for.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mlcards.core.text import one_line

MOST = 2000
"""Entries of a folder that are listed."""
_LOOKED_AT = 100_000
"""Entries of a folder that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a folder.

    Attributes:
        name: as the system has it; untrusted.
        folder: whether it can be gone into.
        known: whether its name is that of a file with cards.
        size: of a file, in bytes.
    """

    name: str
    folder: bool
    known: bool = False
    size: int = 0

    @property
    def shown(self) -> str:
        """The name on one line, safe to show."""
        return one_line(self.name)


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder: folders first, then files with cards, then all others.

    Attributes:
        path: of the folder, absolute.
        entries: at most `MOST`, those that are hidden among the last of their kind.
        more: how many are left out; None where nobody counted.
        trouble: why it cannot be looked into; empty where it can.
    """

    path: str
    entries: tuple[Entry, ...] = ()
    more: int | None = 0
    trouble: str = ""

    @property
    def known(self) -> int:
        """Files with cards."""
        return sum(entry.known for entry in self.entries)

    def find(self, shown: str) -> Entry | None:
        """Return the entry whose name is shown like this."""
        return next((entry for entry in self.entries if entry.shown == shown), None)

    def matching(self, start: str) -> list[Entry]:
        """Return the entries that a person may mean by the start of a name.

        Those that begin so come first, then those that have it somewhere. Hidden ones are only
        meant by a dot.
        """
        wanted = start.casefold()
        hidden = start.startswith(".")
        offered = [entry for entry in self.entries if hidden or not entry.name.startswith(".")]
        if not wanted:
            return offered
        begin = [entry for entry in offered if entry.shown.casefold().startswith(wanted)]
        return begin + [
            entry
            for entry in offered
            if wanted in entry.shown.casefold() and not entry.shown.casefold().startswith(wanted)
        ]

    def completed(self, start: str) -> str:
        """Return the longest text with which all names go on that begin with `start`."""
        names = [
            entry.shown
            for entry in self.entries
            if entry.shown.startswith(start) and (start or not entry.name.startswith("."))
        ]
        if not names:
            names = [
                e.shown for e in self.entries if e.shown.casefold().startswith(start.casefold())
            ]
        return _common_start(names) if names else start


def _common_start(names: Sequence[str]) -> str:
    """Return the longest text with which all names begin."""
    low, high = min(names), max(names)
    end = next(
        (n for n, pair in enumerate(zip(low, high, strict=False)) if pair[0] != pair[1]), None
    )
    return low[:end]


def list_folder(path: str, suffixes: Sequence[str]) -> Listing:
    """Return what is in a folder; may take long, and never raises.

    Args:
        path: absolute.
        suffixes: endings of the names of files with cards, in lower case.
    """
    endings = tuple(suffixes)
    entries: list[Entry] = []
    seen = 0
    try:
        with os.scandir(path) as found:
            for item in found:
                seen += 1
                if seen > _LOOKED_AT:
                    break
                entries.append(_entry(item, endings))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return Listing(path, trouble=reason or str(error))
    entries.sort(key=_order)
    more = None if seen > _LOOKED_AT else max(len(entries) - MOST, 0)
    return Listing(path, tuple(entries[:MOST]), more)


def _entry(item: "os.DirEntry[str]", endings: tuple[str, ...]) -> Entry:
    try:
        folder = item.is_dir()
        size = 0 if folder else item.stat().st_size
    except (OSError, ValueError):
        folder, size = False, 0
    known = not folder and item.name.lower().endswith(endings)
    return Entry(item.name, folder, known, size)


def _order(entry: Entry) -> tuple[bool, bool, bool, str, str]:
    hidden = entry.name.startswith(".")
    return hidden, not entry.folder, not entry.known, entry.name.casefold(), entry.name


def shown_folder(path: str) -> str:
    """Return a folder as it is written in the line: with ~ for the person's own, and a slash."""
    own = os.path.expanduser("~")  # noqa: PTH111 - Path.expanduser may raise
    if own not in {"~", os.sep} and (path == own or path.startswith(own + os.sep)):
        path = "~" + path[len(own) :]
    text = one_line(path)
    return text if text.endswith(os.sep) else text + os.sep


def split_typed(typed: str) -> tuple[str, str]:
    """Return what was typed as a folder, with its slash, and the start of a name in it."""
    head, slash, rest = typed.rpartition(os.sep)
    if typed == "~":
        return "~" + os.sep, ""
    return head + slash, rest


def absolute(typed: str, base: str) -> str:
    """Return a typed path in full; `base` is the folder it counts from."""
    return os.path.normpath(os.path.join(base, os.path.expanduser(typed)))  # noqa: PTH111, PTH118


def parent_of(path: str) -> str:
    """Return the folder that a folder is in; itself at the top."""
    return str(Path(path).parent)


def from_paste(text: str) -> str | None:
    """Return the path that a pasted text is, as terminals give it for a dropped file.

    None where it is some other text.
    """
    line = text.strip()
    if not line or "\n" in line or "\t" in line or len(line) > 4096:
        return None
    if line[0] == line[-1] and line[0] in "'\"" and len(line) > 2:
        line = line[1:-1]
    if line.startswith("file://"):
        line = unquote(urlsplit(line).path)
    plain = line.replace("\\ ", " ")
    if not plain.startswith(("/", "~", "./", "../")):
        return None
    return plain
