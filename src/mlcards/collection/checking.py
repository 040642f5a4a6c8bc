"""Checking deck files without importing them, and writing the ids they lack."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from mlcards.collection import source_files
from mlcards.collection.source_files import UnusableError
from mlcards.collection.source_reading import LARGEST_FILE
from mlcards.collection.sources import STDIN, read_sources
from mlcards.config.safe_file import replace_file
from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.foreign import ForeignDeck, Problem
from mlcards.core.lint import lint
from mlcards.core.notes import parts_of
from mlcards.core.text import one_line

_DUPLICATE_DECK = "duplicate-deck"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Attributes:
        files: how many files were read.
        decks: those without an error, in the order of the files.
        problems: sorted by file, in the order the files were named, and by line.
    """

    files: int
    decks: tuple[ForeignDeck, ...]
    problems: tuple[Problem, ...]

    @property
    def notes(self) -> int:
        """Number of notes in the decks."""
        return sum(len(deck.notes) for deck in self.decks)

    @property
    def cards(self) -> int:
        """Number of cards that the notes make."""
        return sum(len(parts_of(note.content)) for deck in self.decks for note in deck.notes)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that would keep a file out of the collection."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that would not."""
        return tuple(problem for problem in self.problems if problem.severity != "error")


@dataclass(frozen=True, slots=True)
class FixReport:
    """What became of a file that lacked ids.

    Attributes:
        written: how many ids came in.
        problems: why the file, or cards of it, were left alone.
    """

    name: str
    written: int
    problems: tuple[Problem, ...] = ()


def check_paths(
    paths: Sequence[Path | str], stdin: BinaryIO | None = None, file_format: str | None = None
) -> CheckReport:
    """Read deck files and report everything that is wrong or could be better.

    Links between cards are checked only where every file could be read.

    Args:
        paths: files, folders to be walked for deck files, or "-" for `stdin`.
        stdin: for "-".
        file_format: of all files; None to tell it from their content, then their name.

    Raises:
        UsageError: the format is not known.
    """
    sources = read_sources([str(path) for path in paths], stdin, file_format, merge=False)
    decks = tuple(
        replace(deck, source_path=source.name) for source in sources for deck in source.decks
    )
    whole = not any(source.errors for source in sources)
    problems = [problem for source in sources for problem in source.problems]
    problems += lint(decks, links=whole)
    order = {source.name: number for number, source in enumerate(sources)}
    problems.sort(key=lambda p: (order.get(p.source, -1), p.line or 0, p.column or 0))
    return CheckReport(len(sources), decks, tuple(problems))


def fix_ids(path: Path | str, file_format: str | None = None) -> FixReport:
    """Write an id into the file for each card that has none; the rest stays byte for byte.

    A second time it finds nothing to do. A file with errors is left alone.

    Args:
        path: of the file.
        file_format: None to tell it.

    Raises:
        NotFoundError: there is no such file.
        UsageError: the file is not read as YAML, or cannot be read.
        MlcardsError: it cannot be written.
    """
    from mlcards.readers.registry import HEAD_BYTES, reader_for
    from mlcards.readers.yaml_ids import with_ids

    name = str(path)
    if name == STDIN:
        raise UsageError("Ids cannot be written into standard input.", "Name a file.")
    try:
        with source_files.opened(name) as file:
            head = source_files.read_from(file, HEAD_BYTES)
            if reader_for(name, head, file_format).name != "yaml":
                raise UsageError(
                    f"{one_line(name)} is no YAML deck, so no ids can be written into it."
                )
            data = source_files.all_of(file, head, LARGEST_FILE)
    except UnusableError as error:
        if not os.path.lexists(name):
            raise NotFoundError(f"There is no file {one_line(name)}.") from None
        raise UsageError(f"{one_line(name)}: {error}.") from None
    edited = with_ids(data, name)
    if edited.written:
        replace_file(Path(path), edited.data)
    return FixReport(name, edited.written, edited.problems)
