"""Archives made to do harm are refused with a sentence, and nothing in them is ever extracted."""

import io
import json
import struct
import time
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.foreign import ReadResult
from mlcards.readers.anki_limits import Limits
from mlcards.readers.anki_media import AnkiMedia
from mlcards.readers.anki_package import read_anki_bytes
from support.anki_packages import Draft, archive, modern_package, package, zstd

MEGABYTE = 1024 * 1024


def refused(data: bytes, source: str = "a.apkg") -> ReadResult:
    """Return the result of reading what must be refused, with one sentence and nothing else."""
    result = read_anki_bytes(data, source)
    assert result.decks == ()
    assert result.media == ()
    (problem,) = result.problems
    assert problem.severity == "error"
    assert problem.source == source
    assert problem.message
    assert "Traceback" not in problem.message
    return result


def database() -> bytes:
    draft = Draft()
    draft.note("q", "a")
    return draft.database()


def with_member(name: str, data: bytes = b"x", mode: int = 0) -> bytes:
    """Return a good package with one more member."""
    target = io.BytesIO(package(database()))
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(target, "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr(info, data)
    return target.getvalue()


def patched(data: bytes, change: Callable[[bytearray], None]) -> bytes:
    copy = bytearray(data)
    change(copy)
    return bytes(copy)


def _encrypted(data: bytearray) -> None:
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)


def _method(number: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            at = data.find(mark)
            while at >= 0:
                struct.pack_into("<H", data, at + offset, number)
                at = data.find(mark, at + 1)

    return change


def _offsets(data: bytearray) -> None:
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 42, 0)
        at = data.find(b"PK\x01\x02", at + 1)


def _name(data: bytearray) -> None:
    """Make a name that says it is UTF-8 and is not."""
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 0x800)
    data[at + 46] = 0xFF


def _checksum(data: bytearray) -> None:
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 16, 1)
    struct.pack_into("<I", data, data.find(b"PK\x03\x04") + 14, 1)


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"deck: x\ncards: []\n",
    "half": lambda: package(database())[:600],
    "without its first half": lambda: package(database())[600:],
    "no collection": lambda: archive({"readme.txt": b"x"}),
    "empty archive": lambda: archive({}),
    "collection in a folder": lambda: archive({"x/collection.anki2": database()}),
    "folder": lambda: with_member("folder/"),
    "link": lambda: with_member("link", b"/etc/passwd", 0o120777),
    "device": lambda: with_member("tty", b"", 0o020666),
    "two of a name": lambda: with_member("collection.anki2", database()),
    "encrypted": lambda: patched(package(database()), _encrypted),
    "bzip2": lambda: archive({"collection.anki2": database()}, zipfile.ZIP_BZIP2),
    "lzma": lambda: archive({"collection.anki2": database()}, zipfile.ZIP_LZMA),
    "unknown method": lambda: patched(package(database()), _method(77)),
    "overlapping": lambda: patched(package(database()), _offsets),
    "broken name": lambda: patched(package(database()), _name),
    "broken checksum": lambda: patched(package(database()), _checksum),
    "newer kind": lambda: archive({"meta": b"\x08\x04", "collection.anki2": database()}),
    "newest missing": lambda: archive({"meta": b"\x08\x03", "collection.anki2": database()}),
    "broken meta": lambda: archive({"meta": b"\x08", "collection.anki2": database()}),
    "long meta": lambda: archive({"meta": bytes(5_000), "collection.anki2": database()}),
    "media no JSON": lambda: archive({"collection.anki2": database(), "media": b"{"}),
    "media a list": lambda: archive({"collection.anki2": database(), "media": b"[]"}),
    "media deep": lambda: archive({"collection.anki2": database(), "media": b"[" * 100_000}),
    "media long": lambda: archive({"collection.anki2": database(), "media": b" " * 9 * MEGABYTE}),
    "media no protobuf": lambda: archive(
        {"collection.anki21b": zstd(database()), "media": zstd(b"\x0a\xff")}
    ),
    "media no zstd": lambda: archive({"collection.anki21b": zstd(database()), "media": b"{}"}),
    "no zstd": lambda: archive({"collection.anki21b": database()}),
    "half of a zstd frame": lambda: archive({"collection.anki21b": zstd(database())[:-20]}),
    "more after a zstd frame": lambda: archive({"collection.anki21b": zstd(database()) + b"x"}),
    "zstd bomb": lambda: archive({"collection.anki21b": _zstd_bomb(1024)}),
    "zstd bomb with its size": lambda: archive({"collection.anki21b": zstd(bytes(64 * MEGABYTE))}),
    "deflate bomb": lambda: archive({"collection.anki2": bytes(64 * MEGABYTE)}),
    "no database": lambda: archive({"collection.anki2": b"hello"}),
    "empty database": lambda: archive({"collection.anki2": b""}),
}  # fmt: skip


def _zstd_bomb(megabytes: int) -> bytes:
    """Return a small frame that unpacks to so much, without saying how much."""
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    block = bytes(MEGABYTE)
    parts = [compressor.compress(block) for _ in range(megabytes)]
    return b"".join([*parts, compressor.flush()])


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_sentence(name: str) -> None:
    refused(HOSTILE[name]())


def test_too_many_members_are_refused_before_they_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_args: object) -> None:
        raise AssertionError("the directory was read")

    large = bytearray(22)
    struct.pack_into("<4s4xHHII", large, 0, b"PK\x05\x06", 65_000, 65_000, 30 * MEGABYTE, 0)
    monkeypatch.setattr("zipfile.ZipFile", never)
    refused(bytes(31 * MEGABYTE) + bytes(large))


def test_a_journal_beside_the_collection_changes_nothing() -> None:
    draft = Draft()
    draft.note("q", "a")
    members = {"collection.anki2": draft.database(), "media": b"{}"}
    plain = read_anki_bytes(archive(members), "a.apkg")
    for suffix in ("-journal", "-wal", "-shm"):
        more = members | {f"collection.anki2{suffix}": b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" * 99}
        assert read_anki_bytes(archive(more), "a.apkg") == plain


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert read_anki_bytes(package(database()), "a.apkg").decks
    refused(HOSTILE["zstd bomb"]())
    refused(HOSTILE["no database"]())
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    result = refused(package(database()))
    assert "No space left" in result.problems[0].message


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    draft = Draft()
    draft.note("q", "a", flags=1)
    whole = bytearray(
        modern_package(draft.database()) if data.draw(st.booleans()) else draft.package()
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    result = read_anki_bytes(bytes(whole), "a.apkg")
    assert result.decks or result.errors


# ---------------------------------------------------------------------------------------- media


def media_of(data: bytes, limits: Limits | None = None) -> AnkiMedia:
    return AnkiMedia(io.BytesIO(data), limits)


def test_a_file_has_time_of_its_own_however_long_the_notes_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    media = media_of(package(database(), media={"a.png": b"a"}))
    much_later = time.process_time() + 10_000
    monkeypatch.setattr("mlcards.readers.anki_limits.process_time", lambda: much_later)
    assert media.read("a.png") == b"a"


FILES = {"a.png": b"\x89PNG" * 100, "b c.mp3": b"", "é.svg": bytes(range(256)) * 50}


@pytest.mark.parametrize("make", [package, modern_package])
def test_media_are_read_by_name(make: Callable[..., bytes]) -> None:
    media = media_of(make(database(), media=FILES))
    assert media.names == tuple(sorted(FILES))
    assert {name: media.read(name) for name in media.names} == FILES


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(NotFoundError):
        media_of(package(database())).read("a.png")


def test_media_have_bounds_each_and_together() -> None:
    data = package(database(), media={"a": bytes(600), "b": bytes(600)})
    with pytest.raises(UsageError):
        media_of(data, Limits(media_file=500)).read("a")
    media = media_of(data, Limits(media=1_000))
    assert len(media.read("a")) == 600
    with pytest.raises(UsageError):
        media.read("b")


def test_a_file_that_is_damaged_is_an_error() -> None:
    members = {
        "collection.anki21b": zstd(database()),
        "media": zstd(b"\x0a\x03\x0a\x01a"),
        "0": b"x",
    }
    with pytest.raises(UsageError):
        media_of(archive(members)).read("a")


def test_a_list_that_names_what_is_not_there_is_passed_over() -> None:
    names = {"0": "a.png", "7": "b.png", "collection.anki2": "c.png", "x": 5}
    members = {"collection.anki2": database(), "media": json.dumps(names).encode(), "0": b"x"}
    assert media_of(archive(members)).names == ("a.png", "c.png")


def test_no_package_has_no_media() -> None:
    with pytest.raises(UsageError):
        media_of(b"hello")
