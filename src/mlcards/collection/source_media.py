"""Pictures and sounds that lie beside notes in Markdown, which name them.

A file of notes may be anybody's, so it gets only what lies with it: below the folder that is
imported (for a single file, below the one it lies in), by a path that leads down, no link out of
there, a picture, sound or film by its name, and within bounds.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from unicodedata import normalize
from urllib.parse import unquote

from mlcards.collection.source import open_at_once
from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.foreign import ForeignDeck, Problem
from mlcards.core.text import one_line, plural
from mlcards.readers.markdown_lines import LARGEST_NOTE
from mlcards.readers.markdown_media import Shown, media_shown

LARGEST_MEDIA = 32 * 1024 * 1024
"""Bytes of one file."""
LARGEST_TOGETHER = 512 * 1024 * 1024
"""Bytes of all files that come with one source."""

_NAMED = 3
_ROOT = "@/"
"""How hashcards starts a name that is meant from the top folder."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that lies beside notes.

    Attributes:
        path: where it is; no part of it is a link.
        size: in bytes.
        changed: time of its last change.
    """

    path: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class MediaBeside:
    """The media of one file of notes, or of several.

    Attributes:
        files: that are there, by the names that the notes have for them.
        missing: what the notes show and is not there.
    """

    files: Mapping[str, Beside]
    missing: tuple[Shown, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files that are there."""
        return tuple(sorted(self.files))

    @property
    def mark(self) -> str:
        """A text that differs where one of the files does; empty where there are none."""
        found = [(name, self.files[name].size, self.files[name].changed) for name in self.names]
        return repr(found) if found else ""

    def shown_by(self, decks: Iterable[ForeignDeck]) -> "MediaBeside":
        """Return those of the media that cards show."""
        wanted = {name for deck in decks for note in deck.notes for name in note.media}
        return MediaBeside(
            {name: found for name, found in self.files.items() if name in wanted},
            tuple(shown for shown in self.missing if shown.name in wanted or not shown.below),
        )

    def problems(self, source: str) -> tuple[Problem, ...]:
        """Return the warning that some of the media that cards show are not there, if they are."""
        if not self.missing:
            return ()
        names = ", ".join(one_line(shown.name, 60) for shown in self.missing[:_NAMED])
        more = ", …" if len(self.missing) > _NAMED else ""
        message = (
            f"{plural(len(self.missing), 'file')} that cards show cannot be found beside the notes "
            f"or below: {names}{more}"
        )
        line = self.missing[0].line
        return (Problem(source, line, message, severity="warning", code="media"),)

    def joined(self, others: Iterable["MediaBeside"]) -> tuple["MediaBeside", list[str]]:
        """Return the media of all these, without the names that mean several files, and those."""
        files = dict(self.files)
        clashing: dict[str, None] = {}
        for other in others:
            for name, found in other.files.items():
                if files.setdefault(name, found) != found:
                    clashing[name] = None
        kept = {name: found for name, found in files.items() if name not in clashing}
        return MediaBeside(kept), list(clashing)

    def opened(self) -> "OpenedBeside":
        """Return what reads the files."""
        return OpenedBeside(self)


class OpenedBeside:
    """Reads media that lie beside notes, one by one.

    Attributes:
        names: of the files that are there.
    """

    def __init__(self, beside: MediaBeside) -> None:
        """Start with nothing read."""
        self.names = beside.names
        self._files = beside.files
        self._left = LARGEST_TOGETHER

    def read(self, name: str, _deck: str = "", /) -> bytes:
        """Return the bytes of a file.

        Raises:
            NotFoundError: there is none of this name.
            UsageError: it is too large, or cannot be read.
        """
        found = self._files.get(name)
        if found is None:
            raise NotFoundError(f"There is no file called {one_line(name, 60)}.")
        most = min(LARGEST_MEDIA, self._left)
        try:
            with open_at_once(found.path) as file:
                data = file.read(most + 1) if S_ISREG(os.fstat(file.fileno()).st_mode) else None
        except OSError as error:
            raise UsageError(
                f"{one_line(name, 60)} cannot be read: {error.strerror or error}."
            ) from None
        if data is None:
            raise UsageError(f"{one_line(name, 60)} is no file any more.")
        if len(data) > most:
            raise UsageError(
                f"{one_line(name, 60)} is larger than {LARGEST_MEDIA // 1024**2} MB, or all files "
                f"together are larger than {LARGEST_TOGETHER // 1024**2} MB."
            )
        self._left -= len(data)
        return data


def media_beside(data: bytes, path: str, folder: str) -> MediaBeside:
    """Return the media that a file of notes shows and that lie with it.

    Args:
        data: the file as it is on disk.
        path: of the file.
        folder: that is imported; nothing outside of it is taken.
    """
    root = os.path.realpath(folder)
    near = os.path.realpath(Path(path).parent)
    files: dict[str, Beside] = {}
    missing: list[Shown] = []
    for shown in media_shown(data[:LARGEST_NOTE].decode("utf-8", "replace")):
        found = _found(shown.name, near, root) if shown.below else None
        if found is None:
            missing.append(shown)
        else:
            files[shown.name] = found
    return MediaBeside(files, tuple(missing))


def _found(name: str, near: str, root: str) -> Beside | None:
    """Return the file that a name means: beside the notes, else from the top folder."""
    places = [near, root]
    if name.startswith(_ROOT):
        name, places = name.removeprefix(_ROOT), [root]
    for place in dict.fromkeys(places):
        for written in dict.fromkeys([name, unquote(name), normalize("NFD", name)]):
            found = _inside(os.path.join(place, written), root)  # noqa: PTH118 - Path drops "./"
            if found is not None:
                return found
    return None


def _inside(path: str, root: str) -> Beside | None:
    """Return a regular file that lies below `root`, links followed; else None."""
    try:
        real = os.path.realpath(path)
        if not Path(real).is_relative_to(root):
            return None
        about = Path(real).lstat()
    except (OSError, ValueError):  # there is none, or its name is none
        return None
    if not S_ISREG(about.st_mode):
        return None
    return Beside(real, about.st_size, about.st_mtime_ns)
