"""Media files of an Anki package, read one by one when somebody wants them."""

from typing import BinaryIO

from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.media_names import flat_media_name
from mlcards.core.text import one_line
from mlcards.readers.anki_limits import Deadline, Limits, RefusedError
from mlcards.readers.anki_zip import Package

_SECONDS_EACH = 30.0


class AnkiMedia:
    """The media files of an open package. Nothing is written anywhere.

    Attributes:
        names: of the files that are there, each safe to use as a name, in Unicode's form NFC.
    """

    def __init__(self, file: BinaryIO, limits: Limits | None = None) -> None:
        """Look at the list of media.

        Args:
            file: a package, open for reading and seekable; it stays the caller's to close.
            limits: what reading may take.

        Raises:
            UsageError: it is no Anki package, or a damaged one.
        """
        self._limits = limits or Limits()
        self._left = self._limits.media
        self._deadline = Deadline(self._limits.seconds)
        try:
            self._package = Package(file, self._limits, self._deadline)
            self._members, _refused = self._package.media()
        except RefusedError as error:
            raise UsageError(f"The media cannot be read: {error.message}.") from error
        self.names = tuple(sorted(self._members))

    def read(self, name: str, _deck: str = "", /) -> bytes:
        """Return the bytes of a file, which may be of any kind whatever its name says.

        A name means one file, whichever deck it is for. One with a folder means the file that has
        its flat name here.

        Raises:
            NotFoundError: there is none of this name.
            UsageError: it is damaged or too large, or all that was read is too much.
        """
        member = self._members.get(name) or self._members.get(flat_media_name(name))
        if member is None:
            raise NotFoundError(f"The package has no file called {one_line(name, 60)}.")
        self._deadline.restart(_SECONDS_EACH)
        try:
            data = self._package.read_media(member, min(self._limits.media_file, self._left))
        except RefusedError as error:
            raise UsageError(
                f"The file {one_line(name, 60)} cannot be read: {error.message}."
            ) from error
        self._left -= len(data)
        return data
