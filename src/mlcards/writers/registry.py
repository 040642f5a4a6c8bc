"""The formats that can be written, one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from mlcards.core.errors import UsageError
from mlcards.core.export import Export
from mlcards.core.text import one_line

_MEGABYTE = 1024 * 1024
Writes = Callable[[Export, BinaryIO], None]
"""Writes an export to a file that is open, and leaves it open."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that can be written.

    Attributes:
        name: what a person writes after `--format`.
        title: what a person is shown.
        suffixes: endings of file names, in lower case; the first is the usual one.
        keeps_progress: whether it has room for schedules and reviews.
        keeps_media: whether pictures and sounds go along.
        keeps_cards: whether the cards themselves do; else what is known of them alone.
        load: imports what writes it.
        largest: bytes of a file up to which mlcards reads it again; None for any that it writes.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    load: Callable[[], Writes]
    keeps_progress: bool = False
    keeps_media: bool = False
    keeps_cards: bool = True
    largest: int | None = None

    def write(self, export: Export, file: BinaryIO) -> None:
        """Write decks to an open file."""
        self.load()(export, file)


def writer_for(name: str, format: str | None = None) -> Writer:  # noqa: A002
    """Return the writer for a file: the named format's, else by the file's name.

    Args:
        name: of the file; "-" for standard output.
        format: what the person asked for, or None.

    Raises:
        UsageError: the format is unknown, or the name tells none.
    """
    if format is not None:
        for writer in WRITERS:
            if writer.name == format:
                return writer
        raise UsageError(f'The format "{one_line(format, 40)}" cannot be written.', _known())
    if name == "-":
        raise UsageError("Standard output tells no format.", f"Name one with --format. {_known()}")
    for writer in WRITERS:
        if name.lower().endswith(writer.suffixes or ("\0",)):
            return writer
    raise UsageError(
        f"The name {one_line(name, 80)} does not tell a format.",
        f"{_known()} Name one with --format, or end the file's name in one.",
    )


def _known() -> str:
    return f"Formats: {', '.join(writer.name for writer in WRITERS)}."


def _yaml() -> Writes:
    from mlcards.writers.yaml_deck import write_yaml

    return write_yaml


def _csv() -> Writes:
    from mlcards.writers.csv_table import write_csv

    return write_csv


def _tsv() -> Writes:
    from mlcards.writers.csv_table import write_tsv

    return write_tsv


def _markdown() -> Writes:
    from mlcards.writers.markdown import write_markdown

    return write_markdown


def _json() -> Writes:
    from mlcards.writers.json_deck import write_json

    return write_json


def _reviews() -> Writes:
    from mlcards.writers.reviews_csv import write_reviews

    return write_reviews


def _anki() -> Writes:
    from mlcards.writers.anki_package import write_anki_package

    return write_anki_package


WRITERS: tuple[Writer, ...] = (
    Writer("yaml", "YAML deck", (".yaml", ".yml"), _yaml, largest=32 * _MEGABYTE),
    Writer("csv", "Table (CSV)", (".csv",), _csv, largest=32 * _MEGABYTE),
    Writer("tsv", "Table (TSV)", (".tsv", ".tab"), _tsv, largest=32 * _MEGABYTE),
    Writer("md", "Markdown", (".md", ".markdown"), _markdown, largest=8 * _MEGABYTE),
    Writer(
        "json",
        "JSON, everything",
        (".json",),
        _json,
        keeps_progress=True,
        keeps_media=True,
        largest=64 * _MEGABYTE,
    ),
    Writer("apkg", "Anki package", (".apkg",), _anki, keeps_progress=True, keeps_media=True),
    Writer("reviews", "Reviews as a table", (), _reviews, keeps_progress=True, keeps_cards=False),
)
"""In the order in which a person is offered them."""
