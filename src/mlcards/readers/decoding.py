"""From the bytes of a text file to its text: byte-order marks, encodings, and what is no text."""

import re
from dataclasses import dataclass

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes; what the readers of text formats take."""
MOST_LINES = 2_000_000
"""Lines in a file: what keeps memory below half a gigabyte."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a zip file (an Excel workbook, say); save the sheet as CSV first"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save the sheet as CSV first"),
    (b"SQLite format 3\x00", "a database"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file; unpack it first"),
    (b"\x89PNG", "a picture"),
)
_WIDE_SAMPLE = 4096
_BREAK = re.compile("\r\n?")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_ABOVE_ASCII = re.compile("[^\x00-\x7f]")
_MOST_WEIGHED = 100_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the bytes of a file say.

    Attributes:
        text: without a byte-order mark, line breaks as they stand; None where it is no text.
        encoding: the one it was read in.
        line: where the trouble is; None where it is the whole file.
        trouble: why there is no text, or what was guessed; empty where all is well.
        code: the trouble's stable name; empty where there is none.
    """

    text: str | None
    encoding: str = "utf-8"
    line: int | None = None
    trouble: str = ""
    code: str = ""


def decode(
    data: bytes,
    largest: int = LARGEST_FILE,
    most_lines: int = MOST_LINES,
    *,
    guess: bool = True,
) -> Decoded:
    """Return the text of a file: UTF-8, or what its byte-order mark says.

    Args:
        data: the file as it is on disk.
        largest: bytes it may have.
        most_lines: lines it may have.
        guess: whether other bytes are read as UTF-16 or as cp1252, the encoding of older Windows
            programs, where they look like it; `trouble` then says so.
    """
    if len(data) > largest:
        limit = largest // 1024**2
        return _refused(f"the file is larger than {limit} MB; split it", "too-large")
    for start, what in _NO_TEXT:
        if data.startswith(start):
            return _refused(f"this is {what}, not a text file", "not-text")
    decoded = _decoded(data, guess=guess)
    text = decoded.text
    if text is None:
        return decoded
    if text.count("\n") + text.count("\r") - text.count("\r\n") > most_lines:
        return _refused(f"the file has more than {most_lines:,} lines; split it", "too-large")
    nul = text.find("\0")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        return _refused("a NUL character stands here; this is no text file", "not-text", line)
    return decoded


def one_break(text: str) -> str:
    r"""Return `text` with `\n` for every line break."""
    return _BREAK.sub("\n", text) if "\r" in text else text


def head_text(head: bytes) -> str:
    """Return the start of a file as text, as well as it can be told, to recognise its format.

    The last line is left out where it may be cut.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            text = head[len(mark) :].decode(encoding, "replace")
            break
    else:
        wide = _wide(head)
        text = head.decode(wide or "utf-8", "replace")
    text = one_break(text)
    cut = text.rfind("\n")
    return text[:cut] if cut > 0 and len(head) >= _WIDE_SAMPLE else text


def _decoded(data: bytes, *, guess: bool) -> Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                return _undecodable(error, encoding, data[len(mark) :])
    wide = _wide(data[:_WIDE_SAMPLE])
    if wide and guess:
        try:
            return Decoded(
                data.decode(wide), wide, None, f"read as {wide.upper()}, as it looks", "encoding"
            )
        except UnicodeDecodeError as error:
            return _undecodable(error, wide, data)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if guess and _is_windows(data):
            line = data.count(b"\n", 0, error.start) + 1
            return _windows(data, line)
        return _undecodable(error, "utf-8", data)


def _windows(data: bytes, line: int) -> Decoded:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        return _undecodable(error, "utf-8", data)
    return Decoded(
        text,
        "cp1252",
        line,
        "the file is not UTF-8; it was read as Windows-1252, so look at its accents and quotes",
        "encoding",
    )


def _is_windows(data: bytes) -> bool:
    """Whether bytes that are not UTF-8 are none of it, rather than UTF-8 with a flaw."""
    text = data.decode("utf-8", "surrogateescape")
    weighed = wrong = 0
    for found in _ABOVE_ASCII.finditer(text):
        weighed += 1
        wrong += bool(_ESCAPED_BYTE.match(found[0]))
        if weighed >= _MOST_WEIGHED:
            break
    return wrong * 2 >= weighed


def _wide(head: bytes) -> str:
    """Return the encoding of UTF-16 without a byte-order mark; empty where it is not that."""
    half = len(head) // 2
    if half < 2:
        return ""
    even, odd = head[0 : half * 2 : 2].count(0), head[1 : half * 2 : 2].count(0)
    if odd * 10 >= half * 4 and even * 10 < half:
        return "utf-16-le"
    if even * 10 >= half * 4 and odd * 10 < half:
        return "utf-16-be"
    return ""


def _undecodable(error: UnicodeDecodeError, encoding: str, data: bytes) -> Decoded:
    if encoding == "utf-8":
        return _refused(
            f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8",
            "encoding",
            data.count(b"\n", 0, error.start) + 1,
        )
    return _refused(f"the file is damaged: it is not {encoding.upper()} throughout", "encoding")


def _refused(trouble: str, code: str, line: int | None = None) -> Decoded:
    return Decoded(None, "", line, trouble, code)
