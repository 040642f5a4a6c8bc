"""The formats that can be imported, as a person is shown and asked for them."""

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


def read_formats() -> tuple[ReadFormat, ...]:
    """Return the formats that can be imported, what leaves least doubt first."""
    from mlcards.readers.registry import READERS

    return tuple(ReadFormat(reader.name, reader.title, reader.suffixes) for reader in READERS)
