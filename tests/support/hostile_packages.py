"""Anki packages made to do harm, as `hostile_files` has texts.

`REFUSED` are small, `ODD` come in with the texts they are given with, `BIG` ask for more than they
may have.
"""

import io
import json
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import zstandard

from support.anki_packages import Draft, archive, modern_package, package, zstd

_MEGABYTE = 1024 * 1024
_NOTE_COLUMNS = "id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data"
_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
_DAY_MS = 86_400_000
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def draft(question: str = "q", answer: str = "a") -> Draft:
    """Return a collection with one basic note in a deck of that name."""
    made = Draft(decks={1: {"name": f"Deck {question[:20]}", "desc": ""}})
    made.note(question, answer)
    return made


def _plain(*statements: str) -> bytes:
    return draft().package(*statements)


def _with_member(name: str, data: bytes = b"x", mode: int = 0) -> bytes:
    target = io.BytesIO(_plain())
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(target, "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr(info, data)
    return target.getvalue()


def _patched(changes: Mapping[bytes, tuple[int, str, int]], data: bytes | None = None) -> bytes:
    """Return a package with a number written behind each mark, at an offset, in a struct format."""
    copy = bytearray(_plain() if data is None else data)
    for mark, (offset, how, number) in changes.items():
        at = copy.find(mark)
        while at >= 0:
            struct.pack_into(how, copy, at + offset, number)
            at = copy.find(mark, at + 1)
    return bytes(copy)


def _bad_name() -> bytes:
    """Return a package with a name that says it is UTF-8 and is not."""
    data = bytearray(_plain())
    at = data.find(_CENTRAL)
    struct.pack_into("<H", data, at + 8, 0x800)
    data[at + 46] = 0xFF
    return bytes(data)


def _damaged_page(*, to_itself: bool) -> bytes:
    """Return a package with a page of the database that is nonsense, or leads to itself."""
    made = draft()
    for number in range(2000):
        made.note(f"question {number}", "answer " * 5)
    data = bytearray(made.database())
    size = struct.unpack_from(">H", data, 16)[0] or 65536
    pages = len(data) // size
    inner = [page for page in range(1, pages) if data[page * size] == 5]
    page = inner[0] * size
    if to_itself:
        struct.pack_into(">I", data, page + 8, inner[0] + 1)
    else:
        data[page : page + 64] = b"\xff" * 64
    return package(bytes(data))


def _zstd_bomb(megabytes: int) -> bytes:
    compressor = zstandard.ZstdCompressor(level=1).compressobj()
    block = bytes(_MEGABYTE)
    parts = [compressor.compress(block) for _ in range(megabytes)]
    return b"".join([*parts, compressor.flush()])


def _overlapping(count: int) -> bytes:
    """Return an archive of many members that share one body of 10 MB."""
    made = io.BytesIO(archive({"collection.anki2": bytes(10 * _MEGABYTE)}))
    with zipfile.ZipFile(made) as file:
        info = file.infolist()[0]
    body = made.getvalue()[: 30 + len(info.filename) + info.compress_size]
    entries = []
    for number in range(count):
        name = b"collection.anki2" if number == 0 else b"%d" % number
        sizes = (info.CRC, info.compress_size, info.file_size, len(name))
        entries.append(
            struct.pack("<4s6H3I5H2I", _CENTRAL, 20, 20, 0, 8, 0, 0, *sizes, 0, 0, 0, 0, 0, 0)
            + name
        )
    central = b"".join(entries)
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, count % 65536, count % 65536, len(central), len(body), 0
    )
    return body + central + end


REFUSED: Mapping[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "text": lambda: b"deck: x\n",
    "half": lambda: _plain()[:600],
    "second half": lambda: _plain()[600:],
    "no collection": lambda: archive({"readme.txt": b"x"}),
    "no members": lambda: archive({}),
    "folder": lambda: _with_member("folder/"),
    "link": lambda: _with_member("link", b"/etc/passwd", 0o120777),
    "two collections": lambda: _with_member("collection.anki2", b"x"),
    "encrypted": lambda: _patched({_LOCAL: (6, "<H", 1), _CENTRAL: (8, "<H", 1)}),
    "bzip2": lambda: archive({"collection.anki2": draft().database()}, zipfile.ZIP_BZIP2),
    "lzma": lambda: archive({"collection.anki2": draft().database()}, zipfile.ZIP_LZMA),
    "unknown method": lambda: _patched({_LOCAL: (8, "<H", 77), _CENTRAL: (10, "<H", 77)}),
    "far offset": lambda: _patched({_CENTRAL: (42, "<I", 0xFFFFFFF0)}),
    "same offset": lambda: _patched({_CENTRAL: (42, "<I", 0)}),
    "far directory": lambda: _patched({b"PK\x05\x06": (16, "<I", 0xFFFFFFF0)}),
    "bad name": _bad_name,
    "bad checksum": lambda: _patched({_LOCAL: (14, "<I", 1), _CENTRAL: (16, "<I", 1)}),
    "overlapping": lambda: _overlapping(30_000),
    "newest missing": lambda: archive(
        {"meta": b"\x08\x03", "collection.anki2": draft().database()}
    ),
    "newer kind": lambda: archive({"meta": b"\x08\x09", "collection.anki2": draft().database()}),
    "broken meta": lambda: archive({"meta": b"\x08", "collection.anki2": draft().database()}),
    "decoy": lambda: draft(
        "Please update to the latest Anki version, then import the .apkg file again.", ""
    ).package(),
    "media deep": lambda: archive(
        {"collection.anki2": draft().database(), "media": b"[" * 100_000}
    ),
    "media a list": lambda: archive({"collection.anki2": draft().database(), "media": b"[]"}),
    "zstd cut": lambda: archive({"collection.anki21b": zstd(draft().database())[:-20]}),
    "zstd cut at a block": lambda: archive({"collection.anki21b": _zstd_bomb(1)[:-3]}),
    "zstd none": lambda: archive({"collection.anki21b": b"hello"}),
    "zstd bomb": lambda: archive({"collection.anki21b": _zstd_bomb(1024)}),
    "zstd bomb with its size": lambda: archive({"collection.anki21b": zstd(bytes(64 * _MEGABYTE))}),
    "zip bomb": lambda: archive({"collection.anki2": bytes(64 * _MEGABYTE)}),
    "no database": lambda: archive({"collection.anki2": b"hello"}),
    "empty database": lambda: archive({"collection.anki2": b""}),
    "damaged page": lambda: _damaged_page(to_itself=False),
    "page of itself": lambda: _damaged_page(to_itself=True),
    "endless view": lambda: _plain(
        "DROP TABLE notes",
        f"CREATE VIEW notes({_NOTE_COLUMNS}) AS {_ENDLESS} "
        "x, 'g', 1, 0, 0, '', 'q', 0, 0, 0, '' FROM n",
    ),
    "virtual table": lambda: _plain(
        "DROP TABLE notes", f"CREATE VIRTUAL TABLE notes USING fts5({_NOTE_COLUMNS})"
    ),
    "computed column": lambda: _plain(
        "DROP TABLE notes",
        "CREATE TABLE notes (id integer primary key, guid, mid, tags, data, "
        "flds GENERATED ALWAYS AS (hex(zeroblob(9999999))) VIRTUAL)",
        "INSERT INTO notes (id) VALUES (1000)",
    ),
    "no notes": lambda: _plain("DROP TABLE notes"),
    "no cards": lambda: _plain("DELETE FROM cards"),
    "no row": lambda: _plain("DELETE FROM col"),
    "other program's": lambda: _plain("DROP TABLE col", "CREATE TABLE col (a, b)"),
    "models deep": lambda: _plain(
        "UPDATE col SET models = replace(hex(zeroblob(50000)), '00', '[')"
    ),
    "models a long number": lambda: _plain(
        "UPDATE col SET models = '{\"1\":' || replace(hex(zeroblob(9000)), '0', '9') || '}'"
    ),
    "long field": lambda: _plain("UPDATE notes SET flds = hex(zeroblob(9000000))"),
}
"""By name; all get the ending .apkg."""


def _journal() -> bytes:
    return archive(
        {
            "collection.anki2": draft("journal").database(),
            "collection.anki2-journal": b"\xd9\xd5\x05\xf9 \xa1c\xd7" + b"\xff" * 4000,
            "collection.anki2-wal": b"\x37\x7f\x06\x82" + bytes(4000),
        }
    )


def _numbers() -> bytes:
    """Return a package whose cards have numbers beyond sense."""
    made = Draft(decks={1: {"name": "Numbers", "desc": ""}})
    huge = 1 << 62
    states: list[dict[str, Any]] = [
        {"due": huge, "ivl": huge, "factor": huge, "reps": huge, "lapses": huge},
        {"due": -huge, "ivl": -huge, "factor": -huge, "reps": -huge, "lapses": -huge},
        *(
            {"due": 1000, "ivl": 9, "reps": 3, "data": f'{{"s":{s},"d":{d},"dr":{s}}}'}
            for s, d in (
                ("NaN", "NaN"),
                ("0", "0"),
                ("-1", "5"),
                ("1e999", "5"),
                ("7", "-Infinity"),
            )
        ),
        {"due": 1000, "ivl": 9, "reps": 3, "data": "{" * 50_000},
    ]
    for number, state in enumerate(states):
        (card,) = made.note(f"number {number}", "a", type=2, queue=2, **state)
        if number < 2:
            for at in (-huge, -_DAY_MS, 0, 253_402_300_800_000, huge):
                made.review(card, at + number, 3, huge, factor=-huge)  # no two of one instant
    return made.package()


def _deep_decks() -> bytes:
    made = Draft(decks={1: {"name": "::".join("d" * 90), "desc": ""}})
    made.note("deep deck", "a")
    return made.package()


BAD_MEDIA = (
    *("../../evil.png", "/etc/evil.png", "a/b.png", "a\\b.png", "c:evil.png", "CON", "nul.png"),
    *(
        "a\x1b]0;x\x07.png",
        "b\u202e.png",
        "c\n.png",
        ".",
        "..",
        "",
        "x" * 300,
        "collection.anki2-wal",
    ),
)


def _media() -> bytes:
    shown = "".join(f'<img src="{name}">' for name in BAD_MEDIA)
    files = dict.fromkeys(BAD_MEDIA, b"evil") | {"good.png": b"good"}
    return draft("media", f'm<img src="good.png">{shown}').package(media=files)


ODD: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "journal": (_journal, "journal"),
    "numbers": (_numbers, "number 7"),
    "bytes that are no text": (
        lambda: draft("no text").package(
            "UPDATE notes SET flds = CAST(x'6E6F2074657874ff1F61' AS TEXT)"
        ),
        "no text\ufffd",
    ),
    "write ahead": (lambda: package(_write_ahead(draft("write ahead").database())), "write ahead"),
    "open tags": (lambda: draft("open tags", "<a " * 13_000).package(), "open tags"),
    "script": (
        lambda: draft("vector&lt;int&gt; <script>alert(1)</script>").package(),
        "vector\\<int>",
    ),
    "escape": (
        lambda: draft("e \x1b]52;c;eA==\x07 \u202e[/][@click=app.quit]x[/]").package(),
        "e \x1b]52;c;eA==\x07 \u202e",
    ),
    "escapes in HTML": (lambda: draft("h &#27;[31m &#x202e; &#x9b;2J").package(), "h "),
    "media": (_media, "media"),
    "deep decks": (_deep_decks, "deep deck"),
    "modern": (lambda: modern_package(draft("modern").database()), "modern"),
}
"""By name: a package, and what one of its questions says or starts with."""


def _write_ahead(database: bytes) -> bytes:
    return database[:18] + b"\2\2" + database[20:]


def many_cards(count: int = 100_000) -> bytes:
    """Return an honest package of very many notes."""
    made = Draft(decks={1: {"name": "Many", "desc": ""}})
    for number in range(count):
        made.note(f"question {number}", f"answer {number}")
    return made.package()


def media_bomb() -> bytes:
    """Return a package with a picture that unpacks to more than any."""
    return draft("bomb", '<img src="bomb.png">').package(media={"bomb.png": bytes(200 * _MEGABYTE)})


def media_map(count: int = 120_000) -> bytes:
    """Return a package with more names of media than any."""
    names = {str(number): f"{number}.png" for number in range(count)}
    return archive({"collection.anki2": draft().database(), "media": json.dumps(names).encode()})


BIG: Mapping[str, Callable[[], bytes]] = {
    "overlapping": lambda: _overlapping(65_000),
    "zstd of 4 GB": lambda: archive({"collection.anki21b": _zstd_bomb(4096)}, zipfile.ZIP_STORED),
    "media map": media_map,
}
