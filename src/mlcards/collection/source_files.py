"""From what a person names to files: folders walked, odd files refused, pipes within bounds."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from mlcards.collection.source import Held, open_at_once
from mlcards.core.errors import UsageError
from mlcards.core.text import one_line
from mlcards.readers.registry import known_suffixes

STDIN = "-"
LARGEST_PIPED = 512 * 1024 * 1024
"""Bytes of a package that comes through standard input."""
MOST_FILES = 20_000
"""Files of a folder that may be decks."""
DEEPEST = 64
"""Folders within folders that are walked."""

_MOST_ENTRIES = 1_000_000
_IN_MEMORY = 32 * 1024 * 1024
_CHUNK = 1024 * 1024
_LEFT_OUT = (".", "~$")
"""How names start that are hidden, or an office program's lock."""
_KINDS = (
    (stat.S_ISFIFO, "a pipe; give its text to standard input and name -"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class UnusableError(Exception):
    """A file that is not read; the message says why, without its name."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a folder.

    Attributes:
        paths: those that may be decks by their names, sorted.
        closed: folders that could not be looked into.
    """

    paths: tuple[str, ...]
    closed: tuple[str, ...] = ()


def is_folder(name: str) -> bool:
    """Whether a name is that of a folder; a name that cannot be one is none."""
    return name != STDIN and os.path.isdir(name)  # noqa: PTH112 - Path.is_dir may raise


def walk(folder: str) -> Found:
    """Return the files of a folder and those below it that may be decks.

    Hidden files and folders are left out. Links to files are followed, links to folders are not:
    they may lead in circles, or out of the folder.

    Raises:
        UsageError: there are too many.
    """
    found: list[str] = []
    closed: list[str] = []
    suffixes = known_suffixes()
    seen = 0

    def keep(error: OSError) -> None:
        closed.append(str(error.filename or folder))

    root = folder.rstrip(os.sep).count(os.sep)
    for place, below, files in os.walk(folder, onerror=keep):
        below[:] = sorted(other for other in below if not other.startswith("."))
        if place.rstrip(os.sep).count(os.sep) - root >= DEEPEST:
            below.clear()
        seen += len(below) + len(files)
        found += [
            str(Path(place, file))
            for file in files
            if file.lower().endswith(suffixes) and not file.startswith(_LEFT_OUT)
        ]
        if len(found) > MOST_FILES or seen > _MOST_ENTRIES:
            raise UsageError(
                f"{one_line(folder)} has more than {MOST_FILES:,} files.",
                "Name a folder further down, or the files.",
            )
    return Found(tuple(sorted(found)), tuple(sorted(closed)))


def deck_files(name: str) -> list[str]:
    """Return the files that a path stands for: itself, or those of a folder, sorted.

    Raises:
        UsageError: there are too many.
    """
    return list(walk(name).paths) if is_folder(name) else [name]


def opened(name: str) -> BinaryIO:
    """Open a file for reading.

    Raises:
        UnusableError: it cannot be, or reading it might never end.
    """
    if not name:
        raise UnusableError("the name of a file is empty")
    try:
        _check_kind(Path(name).stat())
        file = open_at_once(name)
    except FileNotFoundError:
        raise UnusableError("there is no such file or folder") from None
    except (OSError, ValueError) as error:
        raise unreadable(error) from error
    try:
        _check_kind(os.fstat(file.fileno()))  # another one may lie there by now
    except UnusableError:
        file.close()
        raise
    return file


def _check_kind(found: os.stat_result) -> None:
    for is_kind, what in _KINDS:
        if is_kind(found.st_mode):
            raise UnusableError(f"this is no file but {what}")


def all_of(file: BinaryIO, start: bytes, most: int) -> bytes:
    """Return `start` and what follows it in an open file.

    Raises:
        UnusableError: that is more than `most` bytes, or it cannot be read.
    """
    data = start + read_from(file, max(most + 1 - len(start), 0))
    if len(data) > most:
        raise UnusableError(f"the file is larger than {most // 1024**2} MB; split it")
    return data


def read_from(file: BinaryIO, size: int) -> bytes:
    """Return the next `size` bytes of an open file, fewer only at its end.

    Raises:
        UnusableError: it cannot be read.
    """
    try:
        return file.read(size)
    except (OSError, ValueError) as error:
        raise unreadable(error) from error


def held(file: BinaryIO, start: bytes) -> Held:
    """Return `start` and what follows it, kept where it can be sought through.

    Raises:
        UnusableError: that is too much, or it cannot be kept.
    """
    import tempfile

    kept = cast("BinaryIO", tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="mlcards-"))  # noqa: SIM115 - `Held` closes it
    found = Held(kept)
    size = 0
    chunk = start
    try:
        while chunk:
            size += len(chunk)
            if size > LARGEST_PIPED:
                raise UnusableError(
                    f"this is more than {LARGEST_PIPED // 1024**2} MB; save it and name the file"
                )
            kept.write(chunk)
            chunk = file.read(_CHUNK)
        kept.seek(0)
    except OSError as error:
        raise unreadable(error) from error
    return found


def unreadable(error: OSError | ValueError) -> UnusableError:
    """Return the refusal of a file that the system does not give."""
    reason = error.strerror if isinstance(error, OSError) else None
    return UnusableError(f"the file cannot be read: {reason or error}")
