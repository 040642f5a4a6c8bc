"""The formats that can be read, one row each."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO, Protocol

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ReadResult
from mlcards.core.text import one_line
from mlcards.readers.options import ReadOptions, TableOptions

HEAD_BYTES = 64 * 1024
"""How much of a file its format is told from."""

_KEYS_WITHIN = 4096
"""Where the keys of a YAML deck start, and the comment of an export's first deck: further down
such words may be anything's."""
_ZIP = b"PK\x03\x04"
_PLAIN = ReadOptions()


class Media(Protocol):
    """Media files that came with cards, read one by one.

    Attributes:
        names: of the files that are there, each safe to use as a name.
    """

    names: tuple[str, ...]

    def read(self, name: str, deck: str = "", /) -> bytes:
        """Return the bytes of a file.

        Args:
            name: of the file.
            deck: key of the deck that names it, for several may mean different files by one name.

        Raises:
            NotFoundError: there is none of this name.
            UsageError: it is damaged or too large.
        """


Recognises = Callable[[str, bytes], bool]
Reads = Callable[[bytes, str, ReadOptions], ReadResult]
OpensMedia = Callable[[BinaryIO], Media]
"""From an open file to its media; a `UsageError` where they cannot be read."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """How files are read that may be larger than memory: open, and sought through.

    Attributes:
        read: from the open file, its name and the options.
        mark: from the open file to a text that differs where its content does; empty where the
            file is damaged.
    """

    read: Callable[[BinaryIO, str, ReadOptions], ReadResult]
    mark: Callable[[BinaryIO], str]


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that can be read.

    Attributes:
        name: what a person writes after `--format`.
        title: what a person is shown.
        suffixes: endings of file names, in lower case.
        load: imports what recognises and reads it, for most runs of mlcards need none of them.
        packaged: the same for a format that is read from an open file.
        media: imports what opens the media of a file, for formats that may have any.
        takes: the field of `ReadOptions` that is for this format; empty for none.
        markdown: whether it is for notes in Markdown, of which many may belong to one deck, and
            many have no cards.
        progress: whether its files may hold schedules.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    load: Callable[[], tuple[Recognises, Reads]]
    packaged: Callable[[], Packaged] | None = None
    media: Callable[[], OpensMedia] | None = None
    takes: str = ""
    markdown: bool = False
    progress: bool = False

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether a file is in this format beyond doubt.

        Args:
            name: the file's name; "-" for standard input.
            head: its first `HEAD_BYTES`.
        """
        return self.load()[0](name, head)

    def read(self, data: bytes, source: str, options: ReadOptions = _PLAIN) -> ReadResult:
        """Return the decks and the problems of a file.

        Args:
            data: the file as it is on disk.
            source: its name as the person gave it.
            options: what the person chose; what is for other formats is not looked at.

        Raises:
            UsageError: an option is none.
        """
        return self.load()[1](data, source, options)

    def chosen(self, options: ReadOptions) -> str:
        """Return what of `options` changes how a file of this format is read; empty for nothing."""
        own = getattr(options, self.takes) if self.takes else None
        parts = [repr(own)] if own is not None and own != type(own)() else []
        if self.progress and not options.progress:
            parts.append("without progress")
        return ", ".join(parts)


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
        wanted = _ALSO.get(format, format)
        for reader in READERS:
            if reader.name == wanted:
                return reader
        raise UsageError(f'The format "{one_line(format, 40)}" is not known.', _known())
    found = recognised(name, head) or named_like(name)
    if found is not None:
        return found
    raise UsageError(
        f"{one_line(name)} is in no format that mlcards can tell.",
        f"{_known()} Choose the right one: --format, or f in the app.",
    )


def recognised(name: str, head: bytes) -> Reader | None:
    """Return the reader whose format a file is in by its content, beyond doubt; None for none."""
    if _is_own_markdown(head):
        return reader_for(name, head, "md")
    if _OWN_TABLE.match(head):
        return reader_for(name, head, "csv")
    like = named_like(name)
    asked = READERS if like is None or like.name != "csv" else _for_a_table(like, name, head)
    return next((reader for reader in asked if reader.recognises(name, head)), None)


def _for_a_table(table: Reader, name: str, head: bytes) -> Sequence[Reader]:
    """Return the readers that a file may be for which is named like a table.

    Its cells may hold whole notes and decks; only what is no table at all may be a YAML deck.
    """
    left_out = "yaml" if table.recognises(name, head) else ""
    return [one for one in READERS if not one.markdown and one.name != left_out]


def named_like(name: str) -> Reader | None:
    """Return the reader for a file by its name alone; None where that says nothing."""
    return next((reader for reader in READERS if name.lower().endswith(reader.suffixes)), None)


def known_suffixes() -> tuple[str, ...]:
    """Return the endings of the names of files that may be decks."""
    return tuple(suffix for reader in READERS for suffix in reader.suffixes)


def settled(options: ReadOptions) -> ReadOptions:
    """Return `options` with the format's own name, where another word for it was given.

    Raises:
        UsageError: the format is not known.
    """
    if options.file_format is None:
        return options
    table = options.table
    if options.file_format == "tsv":
        table = table or TableOptions()
        table = replace(table, delimiter=table.delimiter or "\t")
    reader = reader_for("", b"", options.file_format)
    return replace(options, file_format=reader.name, table=table)


def _known() -> str:
    return f"Known formats: {', '.join(reader.name for reader in READERS)}."


_ALSO = {"apkg": "anki", "colpkg": "anki", "tsv": "csv", "yml": "yaml", "markdown": "md"}
"""Words that mean a format, by its name."""
_MARKDOWN = (".md", ".markdown")
_OWN_TABLE = re.compile(rb"(?:\xef\xbb\xbf)?\"?deck\"?([,\t])\"?id\"?\1\"?type\"?\1")
"""How the header of a table starts that mlcards wrote."""
_DECK_KEY = re.compile(
    rb"^[ \t]*+(?:\{[ \t]*+)?[\"']?(deck|cards)[\"']?[ \t]*+:(?=[ \t\r\n]|$)", re.MULTILINE
)


def _is_yaml_deck(name: str, head: bytes) -> bool:
    if name.lower().endswith(_MARKDOWN):  # which may have such keys above its text
        return False
    plain = head[:_KEYS_WITHIN].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return plain.startswith((b"%YAML", b"# yaml-language-server:")) or bool(_DECK_KEY.search(plain))


def _is_own_markdown(head: bytes) -> bool:
    """Whether mlcards wrote it as Markdown: whatever its answers hold, it is nothing else."""
    if b"<!-- deck: " not in head[:_KEYS_WITHIN].replace(b"\0", b""):
        return False
    from mlcards.readers.decoding import head_text
    from mlcards.readers.markdown_export import is_export

    return is_export(head_text(head).split("\n"))


def _whatever(read: Callable[[bytes, str], ReadResult]) -> Reads:
    """Return how a format is read that takes no options."""
    return lambda data, source, _options: read(data, source)


def _is_package(name: str, head: bytes) -> bool:
    if not head.startswith(_ZIP):
        return False
    from mlcards.readers.anki_package import looks_like

    return looks_like(name, head)


def _read_package(data: bytes, source: str, options: ReadOptions) -> ReadResult:
    return _packaged().read(BytesIO(data), source, options)


def _anki() -> tuple[Recognises, Reads]:
    return _is_package, _read_package


def _packaged() -> Packaged:
    from mlcards.readers.anki_package import mark_of, read_anki_package

    return Packaged(
        lambda file, source, options: read_anki_package(file, source, progress=options.progress),
        mark_of,
    )


def _anki_media() -> OpensMedia:
    from mlcards.readers.anki_media import AnkiMedia

    return AnkiMedia


def _json_media() -> OpensMedia:
    from mlcards.readers.json_media import JsonMedia

    return JsonMedia


def _json() -> tuple[Recognises, Reads]:
    from mlcards.readers.json_deck import looks_like, read_json_deck

    return looks_like, _whatever(read_json_deck)


def _crowdanki() -> tuple[Recognises, Reads]:
    from mlcards.readers.crowdanki_json import looks_like, read_crowdanki

    return looks_like, _whatever(read_crowdanki)


def _anki_text() -> tuple[Recognises, Reads]:
    from mlcards.readers.anki_text import looks_like, read_anki_text

    return looks_like, _whatever(read_anki_text)


def _yaml() -> tuple[Recognises, Reads]:
    return _is_yaml_deck, _whatever(_read_yaml)


def _read_yaml(data: bytes, source: str) -> ReadResult:
    from mlcards.readers.yaml_deck import read_yaml

    return read_yaml(data, source)


def _hashcards() -> tuple[Recognises, Reads]:
    from mlcards.readers.hashcards_md import looks_like, read_hashcards

    return looks_like, _whatever(read_hashcards)


def _obsidian() -> tuple[Recognises, Reads]:
    from mlcards.readers.obsidian_md import looks_like, read_obsidian

    return looks_like, _whatever(read_obsidian)


def _csv() -> tuple[Recognises, Reads]:
    from mlcards.readers.csv_table import looks_like, read_table

    return looks_like, lambda data, source, options: read_table(data, source, options.table)


def _quizlet() -> tuple[Recognises, Reads]:
    from mlcards.readers.quizlet_text import looks_like, read_quizlet

    return looks_like, lambda data, source, options: read_quizlet(data, source, options.quizlet)


def _headings() -> tuple[Recognises, Reads]:
    from mlcards.readers.headings_md import looks_like, read_headings

    return looks_like, lambda data, source, options: read_headings(data, source, options.headings)


READERS: tuple[Reader, ...] = (
    Reader(
        "anki",
        "Anki package",
        (".apkg", ".colpkg"),
        _anki,
        _packaged,
        _anki_media,
        progress=True,
    ),
    Reader("json", "JSON deck", (".json",), _json, media=_json_media, progress=True),
    Reader("crowdanki", "CrowdAnki deck", (), _crowdanki),
    Reader("anki-text", "Anki notes as text", (), _anki_text),
    Reader("yaml", "YAML deck", (".yaml", ".yml"), _yaml),
    Reader("hashcards", "hashcards", (), _hashcards, markdown=True),
    Reader("obsidian", "Obsidian cards", (), _obsidian, markdown=True, progress=True),
    Reader("csv", "Table (CSV, TSV)", (".csv", ".tsv", ".tab"), _csv, takes="table"),
    Reader("quizlet", "Quizlet text", (), _quizlet, takes="quizlet"),
    Reader(
        "md",
        "Notes with questions",
        (*_MARKDOWN, ".txt"),
        _headings,
        takes="headings",
        markdown=True,
    ),
)
"""In the order in which they are asked: what leaves least doubt comes first."""
