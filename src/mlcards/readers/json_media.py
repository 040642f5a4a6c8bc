"""Media files within a JSON deck: `"media": [{"deck": "…", "name": "x.png", "data": "…"}]`.

The list stands beside the decks, at the end of the file; `data` is Base64. The same file may
belong to several decks, and a name may mean another file in each; `deck` is the deck's id.
"""

import base64
import binascii
from typing import Any, BinaryIO

from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.media_names import safe_media_path
from mlcards.core.text import one_line
from mlcards.readers.decoding import decode
from mlcards.readers.gathering import Report
from mlcards.readers.json_extras import deck_name
from mlcards.readers.json_tree import LARGEST_FILE, JsonFault, Table, line_of, read_json

_MOST_FILES = 30_000
_KEYS = {"deck", "name", "data"}


class JsonMedia:
    """The media files of a JSON deck.

    Attributes:
        names: of the files that are there, each safe to use as a name.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Read the list of media.

        Args:
            file: a JSON deck, open for reading; it stays the caller's to close.

        Raises:
            UsageError: it is none, or a damaged one.
        """
        data = file.read(LARGEST_FILE * 2 + 1)
        decoded = decode(data, LARGEST_FILE * 2, guess=False)
        if decoded.text is None:
            raise UsageError(f"The media cannot be read: {decoded.trouble}.")
        try:
            root = read_json(decoded.text, ("media",))
        except JsonFault as fault:
            raise UsageError(f"The media cannot be read: {fault.message}.") from None
        report = Report("")
        listed = root.get("media", []) if isinstance(root, Table) else []
        self.names = tuple(media_names(listed, report))
        if report.errors:
            raise UsageError(f"The media cannot be read: {report.problems[0].message}.")
        self._data: dict[tuple[str, str], str] = {}
        """By deck and name; the first of a name also by no deck."""
        for item in listed:
            for deck in (deck_name(item.get("deck")), ""):
                self._data.setdefault((deck, item["name"]), item["data"])

    def read(self, name: str, deck: str = "", /) -> bytes:
        """Return the bytes of a file, which may be of any kind whatever its name says.

        Args:
            name: of the file.
            deck: key of the deck that names it; where the list has none for it, the first of
                this name is meant.

        Raises:
            NotFoundError: there is none of this name.
            UsageError: it is damaged.
        """
        data = self._data.get((deck, name), self._data.get(("", name)))
        if data is None:
            raise NotFoundError(f"The deck has no file called {one_line(name, 60)}.")
        try:
            return base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError):
            raise UsageError(
                f"The file {one_line(name, 60)} cannot be read: it is no Base64."
            ) from None


def media_names(listed: Any, report: Report) -> list[str]:
    """Return the names of a list of media files, each once; what is wrong is reported."""
    if not isinstance(listed, list) or len(listed) > _MOST_FILES:
        report.error(None, f"media must be a list of at most {_MOST_FILES:,} files", "media")
        return []
    names: dict[str, None] = {}
    for index, item in enumerate(listed):
        line = line_of(listed, index)
        if not isinstance(item, Table) or set(item) - _KEYS or not _is_file(item):
            report.error(line, "media must be a list of tables of deck, name and data", "media")
        elif safe_media_path(item["name"]) != item["name"]:
            shown = one_line(item["name"], 40)
            report.error(line, f'"{shown}" cannot be the name of a media file', "media")
        else:
            names[item["name"]] = None
    return list(names)


def _is_file(item: Table) -> bool:
    return isinstance(item.get("name"), str) and isinstance(item.get("data"), str)
