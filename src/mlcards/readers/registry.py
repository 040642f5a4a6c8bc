"""The formats that can be read, one row each."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ReadResult
from mlcards.core.text import one_line

HEAD_BYTES = 4096
"""How much of a file its format is told from."""


Recognises = Callable[[str, bytes], bool]
Reads = Callable[[bytes, str], ReadResult]


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that can be read.

    Attributes:
        name: what a person writes after `--format`.
        title: what a person is shown.
        suffixes: endings of file names, in lower case.
        load: imports what recognises and reads it, for most runs of mlcards need none of them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    load: Callable[[], tuple[Recognises, Reads]]

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file is in this format beyond doubt.

        Args:
            name: the file's name; "-" for standard input.
            head: its first `HEAD_BYTES`.
        """
        return self.load()[0](name, head)

    def read(self, data: bytes, source: str) -> ReadResult:
        """Return the decks and the problems of a file.

        Args:
            data: the file as it is on disk.
            source: its name as the person gave it.
        """
        return self.load()[1](data, source)


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
        if reader.recognises(name, head):
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


_MARKDOWN = (".md", ".markdown")
_DECK_KEY = re.compile(
    rb"^[ \t]*\{?[ \t]*[\"']?(deck|cards)[\"']?[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE
)


def _is_yaml_deck(name: str, head: bytes) -> bool:
    if name.lower().endswith(_MARKDOWN):  # which may have such keys above its text
        return False
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return plain.startswith((b"%YAML", b"# yaml-language-server:")) or bool(_DECK_KEY.search(plain))


def _json() -> tuple[Recognises, Reads]:
    from mlcards.readers.json_deck import looks_like, read_json_deck

    return looks_like, read_json_deck


def _crowdanki() -> tuple[Recognises, Reads]:
    from mlcards.readers.crowdanki_json import looks_like, read_crowdanki

    return looks_like, read_crowdanki


def _anki_text() -> tuple[Recognises, Reads]:
    from mlcards.readers.anki_text import looks_like, read_anki_text

    return looks_like, read_anki_text


def _yaml() -> tuple[Recognises, Reads]:
    return _is_yaml_deck, _read_yaml


def _read_yaml(data: bytes, source: str) -> ReadResult:
    from mlcards.readers.yaml_deck import read_yaml

    return read_yaml(data, source)


def _hashcards() -> tuple[Recognises, Reads]:
    from mlcards.readers.hashcards_md import looks_like, read_hashcards

    return looks_like, read_hashcards


def _obsidian() -> tuple[Recognises, Reads]:
    from mlcards.readers.obsidian_md import looks_like, read_obsidian

    return looks_like, read_obsidian


def _csv() -> tuple[Recognises, Reads]:
    from mlcards.readers.csv_table import looks_like, read_table

    return looks_like, read_table


def _quizlet() -> tuple[Recognises, Reads]:
    from mlcards.readers.quizlet_text import looks_like, read_quizlet

    return looks_like, read_quizlet


def _headings() -> tuple[Recognises, Reads]:
    from mlcards.readers.headings_md import looks_like, read_headings

    return looks_like, read_headings


READERS: tuple[Reader, ...] = (
    Reader("json", "JSON deck", (".json",), _json),
    Reader("crowdanki", "CrowdAnki deck", (), _crowdanki),
    Reader("anki-text", "Anki notes as text", (), _anki_text),
    Reader("yaml", "YAML deck", (".yaml", ".yml"), _yaml),
    Reader("hashcards", "hashcards", (), _hashcards),
    Reader("obsidian", "Obsidian cards", (), _obsidian),
    Reader("csv", "Table (CSV, TSV)", (".csv", ".tsv", ".tab"), _csv),
    Reader("quizlet", "Quizlet text", (), _quizlet),
    Reader("md", "Notes with questions", (*_MARKDOWN, ".txt"), _headings),
)
"""In the order in which they are asked: what leaves least doubt comes first."""
