"""Bytes become text, or a sentence that says why not and where."""

import pytest

from mlcards.readers.decoding import decode, head_text, one_break

TEXT = "Frage,Überanpassung\nwas?,naïve “quotes”\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + TEXT.encode("utf-32-le"), "utf-32-le"),
        (b"\x00\x00\xfe\xff" + TEXT.encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_unicode_is_read_without_a_word(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.trouble) == (TEXT, encoding, "")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_guessed_and_said(encoding: str) -> None:
    text = "question,answer\nWhat?,That.\n"
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert encoding.upper() in decoded.trouble


def test_windows_1252_is_guessed_and_said_with_its_line() -> None:
    decoded = decode(TEXT.encode("cp1252"))
    assert decoded.text == TEXT
    assert decoded.line == 1
    assert "Windows-1252" in decoded.trouble
    assert decoded.code == "encoding"


def test_one_bad_byte_in_utf8_is_no_windows_1252() -> None:
    data = "é è ê ü\n".encode() + b"a \xff b\n"
    decoded = decode(data)
    assert decoded.text is None
    assert decoded.line == 2
    assert "0xff" in decoded.trouble


def test_bytes_that_windows_1252_has_not_are_refused() -> None:
    decoded = decode(b"ok\n\x81\x8d\n")
    assert decoded.text is None
    assert decoded.line == 2


def test_nothing_is_guessed_where_that_is_not_wanted() -> None:
    assert decode("café".encode("cp1252"), guess=False).text is None
    assert decode("abcd".encode("utf-16-le"), guess=False).text is None


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"\xd0\xcf\x11\xe0rest", "Office"),
        (b"SQLite format 3\x00", "database"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\x1f\x8b", "gzip"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, word: str) -> None:
    decoded = decode(data)
    assert decoded.text is None
    assert word in decoded.trouble


def test_a_nul_is_refused_with_its_line() -> None:
    decoded = decode(b"a\nb\nc\0d\n")
    assert (decoded.text, decoded.line, decoded.code) == (None, 3, "not-text")


def test_a_damaged_utf16_file_is_refused() -> None:
    decoded = decode(b"\xff\xfea")
    assert decoded.text is None
    assert "UTF-16" in decoded.trouble


def test_too_many_bytes_or_lines_are_refused() -> None:
    assert decode(b"abc", largest=2).code == "too-large"
    assert decode(b"\n" * 2_000_001).code == "too-large"
    assert decode(b"\r\n" * 1_500_000).text is not None


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"").text == ""
    assert decode(b"\xef\xbb\xbf").text == ""


def test_line_breaks_become_one_kind() -> None:
    assert one_break("a\r\nb\rc\nd\u2028e") == "a\nb\nc\nd\u2028e"


def test_the_head_loses_its_last_line_only_if_it_may_be_cut() -> None:
    assert head_text(b"a\r\nb") == "a\nb"
    long = b"first\n" + b"x" * 5000
    assert head_text(long[:4096]) == "first"
    assert head_text(b"\xff\xfe" + "a\nb".encode("utf-16-le")) == "a\nb"
    assert head_text("ab".encode("utf-16-le") * 3).startswith("ab")
    assert head_text(b"\xff") == "\ufffd"
