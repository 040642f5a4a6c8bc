"""The media of all decks as files named by the hash of their bytes: each lies there once.

A deck's author chooses names, so names never become paths; the database says which file a deck
means by a name (`store.media`).
"""

import hashlib
import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from mlcards.config.safe_file import sync_folder
from mlcards.core.errors import MlcardsError


class MediaFiles:
    """A folder of files, made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep a file and return its hash; when this returns it is on disk.

        Raises:
            MlcardsError: it cannot be written.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists() and path.stat().st_size == len(data):
            return digest
        try:
            for folder in (self.folder, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise MlcardsError(
                f"A media file cannot be kept: {error.strerror or error}.", "Nothing was imported."
            ) from None
        sync_folder(path.parent)
        return digest

    def read(self, digest: str) -> bytes | None:
        """Return a file's bytes; None where it is missing or damaged."""
        try:
            data = self._path(digest).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def sweep(self, wanted: Collection[str]) -> int:
        """Delete the files whose hash is not wanted; return how many."""
        removed = 0
        for path in self.folder.glob("??/*"):
            if path.name not in wanted:
                with suppress(OSError):
                    path.unlink()
                    removed += 1
        return removed

    def _path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest
