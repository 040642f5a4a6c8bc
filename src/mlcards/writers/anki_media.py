"""The media files of an Anki package: one folder for all decks, so two that share a name clash."""

import hashlib
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from mlcards.core.export import Export
from mlcards.core.media_names import LONGEST, flat_media_name, safe_media_path
from mlcards.core.media_references import REFERENCE, name_in

_LONGEST_SUFFIX = 20


class AnkiMedia:
    """Gives every file of an export a name of its own.

    The first of several files with one name keeps it; the others get a piece of their hash before
    the ending. Names that differ only in case clash as well: they do on many machines. Names are
    flat here (`flat_media_name`).
    """

    def __init__(self, export: Export) -> None:
        self._export = export
        self._renamed: dict[tuple[int, str], str] = {}
        """Other names of files by the deck's place and the name there."""
        self._files: dict[str, tuple[int, str]] = {}
        """Where the bytes are of each file of the package."""
        users: defaultdict[str, dict[tuple[int, str], None]] = defaultdict(dict)
        for place, deck in enumerate(export.decks):
            for note in deck.notes:
                for name in note.media:
                    if safe_media_path(name) == name:
                        users[flat_media_name(name).casefold()][place, name] = None
        clashing: list[tuple[int, str]] = []
        for found in users.values():
            if len(found) == 1:
                ((place, name),) = found
                self._files[flat_media_name(name)] = (place, name)
            else:
                clashing += found
        self._tell_apart(clashing, set(users))

    def renamed(self, place: int, html: str) -> str:
        """Return the HTML of a note of the deck at `place`, with the names its files have now."""
        if not self._renamed or ("[sound:" not in html and "<" not in html):
            return html

        def other(found: re.Match[str]) -> str:
            new = self._renamed.get((place, name_in(found)))
            if new is None:
                return found[0]
            if found[5]:
                return f"[sound:{new}]"
            shown = new.replace("%", "%25").replace("&", "&amp;").replace('"', "&quot;")
            return f'{found[1]}"{shown}"'

        return REFERENCE.sub(other, html)

    def write(self, archive: zipfile.ZipFile) -> None:
        """Add the files, one at a time, and the list of their names behind them."""
        names: dict[str, str] = {}
        for name, (place, own) in self._files.items():
            data = self._read(place, own)
            if data is None:
                continue
            member = str(len(names))
            archive.writestr(zipfile.ZipInfo(member), data)
            names[member] = name
        archive.writestr(zipfile.ZipInfo("media"), json.dumps(names))

    def _tell_apart(self, clashing: Sequence[tuple[int, str]], taken: set[str]) -> None:
        """Name the files whose names clash; equal ones of one name are one file.

        Args:
            clashing: by deck and name, in order.
            taken: names of files, caseless; the new ones are added.
        """
        given: dict[str, tuple[str, str]] = {}
        for place, name in clashing:
            data = self._read(place, name)
            if data is None:
                continue
            digest = hashlib.sha256(data).hexdigest()
            new = flat = flat_media_name(name)
            if given.setdefault(flat.casefold(), (flat, digest)) != (flat, digest):
                new = next(
                    other
                    for other in _names(flat, digest)
                    if given.get(other.casefold()) == (other, digest)
                    or other.casefold() not in taken
                )
                given[new.casefold()] = (new, digest)
                taken.add(new.casefold())
                self._renamed[place, flat] = new
            self._files.setdefault(new, (place, name))

    def _read(self, place: int, name: str) -> bytes | None:
        return self._export.read_media(self._export.decks[place], name)


def _names(name: str, digest: str) -> Iterator[str]:
    """Yield other names for a file, from its hash."""
    path = PurePosixPath(name)
    suffix = path.suffix if len(path.suffix) <= _LONGEST_SUFFIX else ""
    stem = name[: len(name) - len(suffix)]
    for length in range(8, len(digest) + 1):
        tail = f"-{digest[:length]}{suffix}"
        room = LONGEST - len(tail.encode())
        yield stem.encode()[:room].decode(errors="ignore") + tail
