"""A file that was read for an import, and the media that came with it."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.foreign import ForeignDeck, Problem, ReadResult
from mlcards.core.text import one_line
from mlcards.readers.registry import Media, OpensMedia

if TYPE_CHECKING:
    from mlcards.collection.source_media import MediaBeside


class Held:
    """A file that came through standard input or a paste: its bytes, as long as needed."""

    def __init__(self, file: BinaryIO) -> None:
        """Keep `file`, which is open and seekable; it is closed when nobody needs this any more."""
        self.file = file
        weakref.finalize(self, file.close)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read, or a folder several files of which feed the same decks.

    It has decks only where it has no error.

    Attributes:
        name: as the person gave it; "-" for standard input.
        path: where it is; empty for standard input.
        unchanged: whether it is the very file that was imported last; its decks then stand here
            without their notes, for nobody needs to read them.
        format: name of the format it was read in; empty where it was not read.
        format_title: the same as a person is shown it.
        is_markdown: whether that is one for notes in Markdown.
        media: names of the files that come with it; `open_media` reads them.
        stamp: size and time of the file when it was read; None where it lies nowhere.
        held: the file itself where it lies nowhere and has media.
        opens_media: how its media are read; None where it has none within.
        beside: its media where they lie beside it; None where none do.
    """

    name: str
    decks: tuple[ForeignDeck, ...]
    problems: tuple[Problem, ...] = ()
    path: str = ""
    unchanged: bool = False
    format: str = ""
    format_title: str = ""
    is_markdown: bool = False
    media: tuple[str, ...] = ()
    stamp: tuple[int, int] | None = None
    held: Held | None = field(default=None, compare=False, repr=False)
    opens_media: OpensMedia | None = field(default=None, compare=False, repr=False)
    beside: "MediaBeside | None" = field(default=None, compare=False, repr=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the file out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def has_history(self) -> bool:
        """Whether any of its cards was ever rated in the program it comes from."""
        return ReadResult(self.decks).has_history


class NoMedia:
    """The media of a file that came without any."""

    names: tuple[str, ...] = ()

    def read(self, name: str, _deck: str = "", /) -> bytes:
        """Read nothing.

        Raises:
            NotFoundError: always.
        """
        raise NotFoundError(f"There is no file called {one_line(name, 60)}.")


@contextmanager
def open_media(source: Source) -> Iterator[Media]:
    """Give the media of a file that was read, to be read one by one; none for most formats.

    Raises:
        UsageError: the file is gone, or is another one by now.
    """
    if source.beside is not None:
        yield source.beside.opened()
    elif source.opens_media is None or not source.media:
        yield NoMedia()
    elif source.held is not None:
        source.held.file.seek(0)
        yield _told(source, source.opens_media, source.held.file)
    else:
        with _again(source) as file:
            if stamp_of(file) != source.stamp:
                raise UsageError(
                    f"{one_line(source.name)} was changed since it was read.", "Import it again."
                )
            yield _told(source, source.opens_media, file)


def _told(source: Source, opens: OpensMedia, file: BinaryIO) -> Media:
    try:
        return opens(file)
    except UsageError as error:
        raise UsageError(f"{one_line(source.name)}: {error.message}", error.hint) from error


def _again(source: Source) -> BinaryIO:
    try:
        return open_at_once(source.path)
    except OSError as error:
        raise UsageError(
            f"{one_line(source.name)} cannot be read again for its media: "
            f"{error.strerror or error}."
        ) from error


def open_at_once(name: str) -> BinaryIO:
    """Open a file for reading without waiting: it may be a pipe by now that nobody writes to.

    Raises:
        OSError: it cannot be opened.
        ValueError: its name is none.
    """

    def opener(path: str, flags: int) -> int:
        return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))

    return open(name, "rb", opener=opener)


def stored_path(path: str) -> str:
    r"""Return a path as text that a database takes: what is no UTF-8 in it as `\xff`."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def stamp_of(file: BinaryIO) -> tuple[int, int]:
    """Return what changes when an open file is written: its size, and the time of that."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def unread(name: str, message: str, path: str = "", code: str = "unreadable") -> Source:
    """Return the source for a file that could not be read."""
    return Source(name, (), (Problem(name, None, message, code=code),), path)
