"""The formats that can be imported and exported, as a person is shown and asked for them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadFormat:
    """A format that can be read.

    Attributes:
        name: what `ReadOptions.file_format` takes.
        title: what a person is shown.
        suffixes: endings of the names of such files, in lower case; empty where its files share
            theirs with another format.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that can be written.

    Attributes:
        name: what a person writes after `--format`.
        title: what a person is shown.
        suffixes: endings of file names, the usual one first; none where it has no usual one.
        keeps_progress: whether it has room for schedules and reviews.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    keeps_progress: bool


def read_formats() -> tuple[ReadFormat, ...]:
    """Return the formats that can be imported, what leaves least doubt first."""
    from mlcards.readers.registry import READERS

    return tuple(ReadFormat(reader.name, reader.title, reader.suffixes) for reader in READERS)


def formats() -> tuple[ExportFormat, ...]:
    """Return the formats that can be written, in the order in which they are offered."""
    from mlcards.writers.registry import WRITERS

    return tuple(
        ExportFormat(writer.name, writer.title, writer.suffixes, writer.keeps_progress)
        for writer in WRITERS
    )
