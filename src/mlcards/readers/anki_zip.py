"""The archive of an Anki package: which database in it counts, and its bytes, never more.

Nothing is extracted under a name from the archive: a `-journal` beside a database would be
rolled back into it. What is unpacked goes chunk by chunk where the caller says, and is counted.
"""

import hashlib
import json
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from mlcards.core.media_names import safe_media_name
from mlcards.readers.anki_limits import MEGABYTE, Deadline, Limits, RefusedError
from mlcards.readers.anki_protobuf import BrokenMessageError, fields, numbers, texts

_NEWEST, _MIDDLE, _OLDEST = "collection.anki21b", "collection.anki21", "collection.anki2"
_COLLECTION_OF = {1: _OLDEST, 2: _MIDDLE, 3: _NEWEST}
_MEDIA = "media"
_META = "meta"
_LARGEST_META = 1024
_CHUNK = 64 * 1024
_ZSTD_CHUNK = 1024
"""Fed at once: a few bytes can ask for megabytes."""
_LARGEST_WINDOW = 1 << 27
_FREE_GROWTH = 16 * MEGABYTE
_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    NotImplementedError,
    ValueError,
    EOFError,
    OverflowError,
    IndexError,
)


class Package:
    """An open package; close it with the file it was given.

    Attributes:
        collection: name of the member that holds the database.
    """

    def __init__(self, file: BinaryIO, limits: Limits, deadline: Deadline) -> None:
        self._limits = limits
        self._deadline = deadline
        with _refusing():
            _check_directory(file, limits)
            self._zip = zipfile.ZipFile(file)
        self._members = self._checked_members()
        version = self._version()
        self.collection = self._newest(version)
        self._is_compressed = self.collection == _NEWEST

    def collection_megabytes(self) -> float:
        """Return the size of the packed database."""
        return self._members[self.collection].compress_size / MEGABYTE

    def fingerprint(self) -> str:
        """Return a hash of what the archive says of its members: names, sizes and checksums."""
        digest = hashlib.sha256()
        for name, info in sorted(self._members.items()):
            told = f"{name}\0{info.CRC}\0{info.file_size}\0{info.compress_size}\0"
            digest.update(told.encode("utf-8", "backslashreplace"))
        return digest.hexdigest()

    def write_collection(self, path: Path) -> str:
        """Unpack the database to `path`, which is created; return the hash of its bytes."""
        digest = hashlib.sha256()
        try:
            with path.open("xb") as target:
                for chunk in self._unpacked(self.collection, self._limits.database):
                    digest.update(chunk)
                    target.write(chunk)
        except OSError as error:
            raise RefusedError(
                f"the package cannot be unpacked: {error.strerror or error}; is there room in "
                f"the folder for temporary files?"
            ) from error
        return digest.hexdigest()

    def media(self) -> tuple[dict[str, str], list[str]]:
        """Return the members that hold media files by the files' names, and the names refused.

        Raises:
            RefusedError: the list of media is damaged, or longer than any.
        """
        found: dict[str, str] = {}
        refused: list[str] = []
        for count, (member, name) in enumerate(self._media_map()):
            if count >= self._limits.members:
                raise _too_many(self._limits)
            safe = safe_media_name(name)
            if safe is None:
                refused.append(name)
            elif member in self._members:
                found.setdefault(safe, member)
        return found, refused

    def read_media(self, member: str, most: int) -> bytes:
        """Return what a member holds.

        Raises:
            RefusedError: it is damaged, or has more than `most` bytes.
        """
        return b"".join(self._unpacked(member, most, grows=False))

    # ------------------------------------------------------------------------------ members

    def _checked_members(self) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        infos = self._zip.infolist()
        if len(infos) > self._limits.members:
            raise _too_many(self._limits)
        for info in infos:
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or kind not in {0, stat.S_IFREG}:
                raise RefusedError(
                    "the package holds a folder or a link, which no Anki package does",
                    "hostile",
                )
            if info.filename in found:
                raise RefusedError(
                    "the package holds two files of one name, and which one counts is unclear",
                    "hostile",
                )
            found[info.filename] = info
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise RefusedError(
                    "the parts of this package overlap, which no Anki package's do", "hostile"
                )
            end = info.header_offset + 30 + info.compress_size
        return found

    def _version(self) -> int:
        """Return which generation the package says it is; 0 where it says nothing."""
        if _META not in self._members:
            return 0
        packed = b"".join(self._unpacked(_META, _LARGEST_META, zstd=False))
        try:
            return numbers(packed).get(1, 0)
        except BrokenMessageError as error:
            raise _damaged() from error

    def _newest(self, version: int) -> str:
        """Return the member to read: packages also hold an older one that only says "update"."""
        if version and version not in _COLLECTION_OF:
            raise RefusedError(
                "this package is of a newer kind than mlcards knows; in Anki, export it with "
                '"Support older Anki versions"',
                "too-new",
            )
        if version:
            wanted = _COLLECTION_OF[version]
            if wanted not in self._members:
                raise RefusedError(
                    f"the package should hold {wanted}, but does not; export it from Anki again",
                    "damaged",
                )
            return wanted
        for name in (_NEWEST, _MIDDLE, _OLDEST):
            if name in self._members:
                return name
        raise RefusedError("this is a zip file, but no Anki package: it has no collection in it")

    def _media_map(self) -> Iterator[tuple[str, str]]:
        """Yield member and name of each media file."""
        if _MEDIA not in self._members:
            return
        packed = b"".join(self._unpacked(_MEDIA, self._limits.json))
        try:
            if self._is_compressed:
                entries = (value for number, value in fields(packed) if number == 1)
                for index, entry in enumerate(entries):
                    yield str(index), texts(entry).get(1, "") if isinstance(entry, bytes) else ""
                return
            names = json.loads(packed or b"{}")
        except (ValueError, RecursionError) as error:
            raise _damaged("its list of media cannot be read") from error
        if not isinstance(names, dict):
            raise _damaged("its list of media is none")
        for member, name in names.items():
            if isinstance(name, str):
                yield member, name

    # -------------------------------------------------------------------------------- bytes

    def _unpacked(
        self, name: str, most: int, *, zstd: bool | None = None, grows: bool = True
    ) -> Iterator[bytes]:
        """Yield a member's bytes.

        Args:
            name: of the member.
            most: bytes that are read.
            zstd: whether it is compressed once more; None where that is as the package's kind.
            grows: whether few bytes may become many; see `Limits.growth`.
        """
        info = self._members[name]
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError("the package is encrypted; export it from Anki again", "damaged")
        if info.compress_type not in _METHODS:
            raise RefusedError(
                "the package is compressed in a way that Anki never uses; export it from Anki "
                "again",
                "hostile",
            )
        if grows:
            most = min(most, _FREE_GROWTH + info.compress_size * self._limits.growth)
        with _refusing(), self._zip.open(info) as source:
            plain = self._is_zstd(zstd)
            read = 0
            for chunk in _zstd(source) if plain else _chunks(source, _CHUNK):
                self._deadline.check()
                read += len(chunk)
                if read > most:
                    raise _too_large(name)
                yield chunk

    def _is_zstd(self, wanted: bool | None) -> bool:  # noqa: FBT001
        return self._is_compressed if wanted is None else wanted


def _chunks(source: IO[bytes], size: int) -> Iterator[bytes]:
    while chunk := source.read(size):
        yield chunk


def _zstd(source: IO[bytes]) -> Iterator[bytes]:
    """Yield what zstd data unpacks to; a frame that stops in its middle is an error."""
    import zstandard

    decoder = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW).decompressobj()
    try:
        for chunk in _chunks(source, _ZSTD_CHUNK):
            if decoder.eof:
                raise _damaged("there is more after its end")
            if plain := decoder.decompress(chunk):
                yield plain
    except zstandard.ZstdError as error:
        raise _damaged() from error
    if not decoder.eof or decoder.unused_data:
        raise _damaged("its end is missing")


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except RefusedError:
        raise
    except _BROKEN as error:
        raise _damaged() from error
    except OSError as error:
        raise RefusedError(f"the file cannot be read: {error.strerror or error}") from error


def _check_directory(file: BinaryIO, limits: Limits) -> None:
    """Refuse an archive whose list of members would itself be too much to read."""
    size = file.seek(0, 2)
    start = max(size - _LONGEST_END, 0)
    file.seek(start)
    tail = file.read(_LONGEST_END)
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < 22:
        raise RefusedError("this is no Anki package, or it was not downloaded to its end")
    while at >= 0:  # a comment may hold what looks like another end
        if len(tail) - at >= 22:
            count, length = struct.unpack_from("<10xHI", tail, at)
            if start + at >= 20:
                file.seek(start + at - 20)
                more = _large_directory(file, file.read(20))
                count, length = max(count, more[0]), max(length, more[1])
            if count > limits.members or (length > limits.directory and length <= size):
                raise _too_many(limits)
        at = tail.rfind(_END_OF_DIRECTORY, 0, at)
    file.seek(0)


def _large_directory(file: BinaryIO, locator: bytes) -> tuple[int, int]:
    """Return members and bytes of the directory as zip64 gives them; zeros where it does not."""
    if len(locator) < 20 or not locator.startswith(b"PK\x06\x07"):
        return 0, 0
    (offset,) = struct.unpack_from("<8xQ", locator)
    file.seek(min(offset, 1 << 62))
    record = file.read(56)
    if len(record) < 56:
        return 0, 0
    count, length = struct.unpack_from("<32xQQ", record)
    return count, length


def _damaged(detail: str = "") -> RefusedError:
    where = f" ({detail})" if detail else ""
    return RefusedError(
        f"the package is damaged{where}; download it or export it from Anki again", "damaged"
    )


def _too_large(name: str) -> RefusedError:
    return RefusedError(
        f"the file {name} in this package unpacks to more than it should; it may be made to do harm"
        if name != _MEDIA
        else "the list of media in this package is too long",
        "too-large",
    )


def _too_many(limits: Limits) -> RefusedError:
    return RefusedError(
        f"the package holds more than {limits.members:,} files; export its decks one by one",
        "too-large",
    )
