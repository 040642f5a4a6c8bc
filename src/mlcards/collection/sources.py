"""Deck files as an import takes them: files, folders of files, standard input; read or refused."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, Problem
from mlcards.core.model import Deck
from mlcards.core.notes import deck_key
from mlcards.core.text import one_line
from mlcards.readers.registry import HEAD_BYTES, reader_for

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; readers may ask for less."""
STDIN = "-"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read; it has decks only where it has no error.

    Attributes:
        name: as the person gave it; "-" for standard input.
        path: where it is; empty for standard input.
        unchanged: whether it is the very file that was imported last; its deck then stands here
            without its notes, for nobody needs to read them.
    """

    name: str
    decks: tuple[ForeignDeck, ...]
    problems: tuple[Problem, ...] = ()
    path: str = ""
    unchanged: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the file out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read_sources(
    paths: Sequence[str],
    stdin: BinaryIO | None = None,
    file_format: str | None = None,
    known: Sequence[Deck] = (),
) -> list[Source]:
    """Read files, and folders for the deck files in them; what cannot be read has a problem.

    Args:
        paths: as given; "-" is `stdin`.
        stdin: for "-".
        file_format: of all files; None to tell it from their content, then their name.
        known: decks that need not be read again if their file did not change.

    Raises:
        UsageError: the format is not known.
    """
    if file_format is not None:
        reader_for(STDIN, b"", file_format)
    found: list[Source] = []
    seen: set[str] = set()
    for name in paths:
        files = deck_files(name)
        if not files:
            found.append(_unread(name, f"no deck files ({', '.join(_SUFFIXES)}) in this folder"))
        for path in files:
            real = os.path.realpath(path) if path != STDIN else STDIN
            if real in seen:
                continue
            seen.add(real)
            found.append(_read(path, stdin, file_format, known))
    return _apart(found)


def read_data(
    data: bytes,
    name: str,
    file_format: str | None = None,
    path: str = "",
    known: Sequence[Deck] = (),
) -> Source:
    """Read what a file holds.

    Args:
        data: its bytes.
        name: of the file, for problems and for telling its format.
        file_format: None to tell it.
        path: where it is.
        known: as for `read_sources`.
    """
    content_hash = hashlib.sha256(data).hexdigest()
    same = next((deck for deck in known if deck.content_hash == content_hash), None)
    if same is not None:
        deck = ForeignDeck(same.key, same.title, (), path, content_hash=content_hash)
        return Source(name, (deck,), path=path, unchanged=True)
    try:
        reader = reader_for(name, data[:HEAD_BYTES], file_format)
    except UsageError as error:
        return _unread(name, f"its format cannot be told. {error.hint or ''}".strip(), path)
    result = reader.read(data, name)
    read = () if result.errors else result.decks
    return Source(
        name, tuple(replace(deck, source_path=path) for deck in read), result.problems, path
    )


def titled(sources: Iterable[Source], title: str, known: Sequence[Deck] = ()) -> list[Source]:
    """Return `sources` as the deck called `title`, whatever the files say.

    Args:
        sources: files of one deck each.
        title: of the deck; one that exists keeps its key.
        known: the decks that exist.

    Raises:
        UsageError: the title is empty.
    """
    levels = [level.strip() for level in title.split("::")]
    if not all(levels):
        raise UsageError("A deck's title cannot be empty.", "Write Parent::Child to nest it.")
    clean = "::".join(levels)
    key = next((deck.key for deck in known if deck.title == clean), deck_key(clean))
    return _apart(
        [
            replace(
                source,
                decks=tuple(replace(deck, key=key, title=clean) for deck in source.decks),
            )
            for source in sources
        ]
    )


def deck_files(name: str) -> list[str]:
    """Return the files that a path stands for: itself, or the deck files in a folder, sorted."""
    if name == STDIN or not os.path.isdir(name):  # noqa: PTH112 - Path.is_dir may raise
        return [name]
    found: list[str] = []
    for folder, below, files in os.walk(name):
        below[:] = sorted(other for other in below if not other.startswith("."))
        found += [
            str(Path(folder, file))
            for file in files
            if file.lower().endswith(_SUFFIXES) and not file.startswith(".")
        ]
    return sorted(found)


def _read(
    name: str, stdin: BinaryIO | None, file_format: str | None, known: Sequence[Deck]
) -> Source:
    if not name:
        return _unread(name, "the name of a file is empty")
    try:
        if name == STDIN:
            if stdin is None:
                return _unread(name, "there is no standard input to read")
            data, path = stdin.read(LARGEST_FILE + 1), ""
        else:
            path = str(Path(name).absolute())
            with Path(name).open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return _unread(name, "there is no such file or folder")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return _unread(name, f"the file cannot be read: {reason or error}")
    if len(data) > LARGEST_FILE:
        return _unread(name, f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it")
    return read_data(data, name, file_format, path, known)


def _unread(name: str, message: str, path: str = "") -> Source:
    return Source(name, (), (Problem(name, None, message, code="unreadable"),), path)


def _apart(sources: Sequence[Source]) -> list[Source]:
    """Keep a deck that stands in two files out of the second: each would make the other's gone."""
    first: dict[str, str] = {}
    kept: list[Source] = []
    for source in sources:
        problems: list[Problem] = []
        for deck in source.decks:
            if deck.key in first:
                problems.append(_twice(source, deck, first[deck.key]))
            first.setdefault(deck.key, source.name)
        decks_kept = () if problems else source.decks
        kept.append(replace(source, decks=decks_kept, problems=(*source.problems, *problems)))
    return kept


def _twice(source: Source, deck: ForeignDeck, other: str) -> Problem:
    return Problem(
        source.name,
        deck.line,
        f'the deck "{one_line(deck.title, 60)}" is also in {one_line(other)}; put all its cards '
        "into one file, or give one of the two another title or id",
        code="duplicate-deck",
    )
