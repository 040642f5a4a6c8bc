"""What an Anki package may cost, and how it is refused when it asks for more."""

from dataclasses import dataclass
from time import process_time

MEGABYTE = 1024 * 1024


class RefusedError(Exception):
    """A package that is not read; the message is for the person who gave it.

    Attributes:
        message: what is wrong and what to do.
        code: a short stable name, as of a `Problem`.
    """

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading may take; the defaults are far beyond any real collection.

    Attributes:
        seconds: of work, for any package.
        seconds_a_megabyte: more for each megabyte of the compressed database.
        members: entries of the archive.
        directory: bytes of its list of entries.
        database: bytes of the database.
        growth: how many times a compressed part may grow, beyond the first 16 MB.
        json: bytes of a JSON text: note types, decks, the list of media.
        notes: of the package.
        cards: of the package.
        reviews: of the package.
        card: characters of one side of a card.
        text: characters of all cards together.
        media_file: bytes of one media file.
        media: bytes of all media files together.
    """

    seconds: float = 5.0
    seconds_a_megabyte: float = 3.0
    members: int = 100_000
    directory: int = 20 * MEGABYTE
    database: int = 512 * MEGABYTE
    growth: int = 100
    json: int = 8 * MEGABYTE
    notes: int = 200_000
    cards: int = 500_000
    reviews: int = 1_500_000
    card: int = 2_000_000
    text: int = 80_000_000
    media_file: int = 128 * MEGABYTE
    media: int = 8192 * MEGABYTE


class Deadline:
    """A stopwatch that says when reading has taken too much work.

    It counts what the processor does for this process, not the clock on the wall: whoever has a
    slow disk or a busy machine has done no harm.
    """

    def __init__(self, seconds: float) -> None:
        self.restart(seconds)

    def restart(self, seconds: float) -> None:
        """Allow so much from now on."""
        self._end = process_time() + seconds

    def extend(self, seconds: float) -> None:
        """Allow more time."""
        self._end += seconds

    def is_over(self) -> bool:
        """Whether the time is up."""
        return process_time() > self._end

    def check(self) -> None:
        """Go on while there is time.

        Raises:
            RefusedError: the time is up.
        """
        if self.is_over():
            raise too_slow()


def too_slow() -> RefusedError:
    """Return the refusal of a package that takes too long."""
    return RefusedError(
        "reading this package takes too long for its size, so it was given up; it may be damaged, "
        "or made to do harm",
        "too-slow",
    )
