"""The formats that can be read, one row each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ReadResult
from mlcards.core.text import one_line

HEAD_BYTES = 4096
"""How much of a file its format is told from."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that can be read.

    Attributes:
        name: what a person writes after `--format`.
        title: what a person is shown.
        suffixes: endings of file names, in lower case.
        recognises: whether the first `HEAD_BYTES` of a file are in this format, beyond doubt.
        read: from a file's bytes and its name, as the person gave it, to its decks and problems.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], ReadResult]


def reader_for(name: str, head: bytes, format: str | None = None) -> Reader:  # noqa: A002
    """Return the reader for a file: the named format's, else by content, else by file name.

    Args:
        name: the file's name; "-" for standard input.
        head: its first `HEAD_BYTES`.
        format: what the person asked for, or None.

    Raises:
        UsageError: the named format is unknown, or none fits.
    """
    if format is not None:
        for reader in READERS:
            if reader.name == format:
                return reader
        raise UsageError(f'The format "{one_line(format, 40)}" is not known.', _known())
    for reader in READERS:
        if reader.recognises(head):
            return reader
    for reader in READERS:
        if name.lower().endswith(reader.suffixes):
            return reader
    raise UsageError(
        f"{one_line(name)} is in no format that mlcards can tell.",
        f"{_known()} Name the right one with --format.",
    )


def _known() -> str:
    return f"Known formats: {', '.join(reader.name for reader in READERS)}."


def _read_yaml(data: bytes, source: str) -> ReadResult:
    from mlcards.readers.yaml_deck import read_yaml

    return read_yaml(data, source)


_DECK_KEY = re.compile(
    rb"^[ \t]*\{?[ \t]*[\"']?(deck|cards)[\"']?[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE
)


def _is_yaml_deck(head: bytes) -> bool:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return plain.startswith((b"%YAML", b"# yaml-language-server:")) or bool(_DECK_KEY.search(plain))


READERS: tuple[Reader, ...] = (
    Reader("yaml", "YAML deck", (".yaml", ".yml"), _is_yaml_deck, _read_yaml),
)
