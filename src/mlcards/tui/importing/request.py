"""What a person asked to import, and what became of reading and planning it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mlcards.collection.import_plans import Planned, plan_sources
from mlcards.collection.sources import (
    STDIN,
    ReadOptions,
    Source,
    TableOptions,
    read_data,
    read_sources,
    titled,
)
from mlcards.core.text import one_line, plural
from mlcards.tui.importing.plan_rows import Rows, rows_of

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection

TABLE = "csv"
"""The format whose columns a person may map."""
QUIZLET = "quizlet"
"""The format whose separators a person may choose."""
HEADINGS = "md"
"""The format of notes of which a person may say what headings are questions."""
_WHOLE = frozenset(["yaml", "json", "crowdanki", "anki"])
"""Formats in which even a paste is a whole deck, for it has a name there."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be imported, and how it is to be read.

    Attributes:
        paths: files and folders; empty for a paste.
        data: what was pasted; None for files.
        options: what was chosen about the reading.
        title: of the deck; empty for what the files say.
    """

    paths: tuple[str, ...] = ()
    data: bytes | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    title: str = ""

    @property
    def name(self) -> str:
        """What it is called on screen; safe to show."""
        if self.data is not None:
            return "pasted text"
        if len(self.paths) == 1:
            # The end of a path says more than its start.
            path = one_line(self.paths[0].rstrip("/") or "/")
            return path.rpartition("/")[2] or path
        return plural(len(self.paths), "file")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, ready to be looked at.

    Attributes:
        planned: what `apply` takes.
        rows: the lines of it.
        has_history: whether any file knows how its cards were learned.
        table: the one table among the files; None where there is none, or several.
    """

    planned: tuple[Planned, ...]
    rows: Rows
    has_history: bool
    table: Source | None

    @property
    def writes(self) -> bool:
        """Whether there is anything to import."""
        return any(deck.plan is not None for item in self.planned for deck in item.decks)

    @property
    def fails(self) -> bool:
        """Whether nothing can come in because of errors."""
        return not any(item.decks for item in self.planned)

    def has(self, file_format: str) -> bool:
        """Whether anything was read in a format."""
        return any(item.source.format == file_format for item in self.planned)

    @property
    def formats(self) -> str:
        """The formats that were told, for a person."""
        titles = dict.fromkeys(
            item.source.format_title for item in self.planned if item.source.format_title
        )
        return ", ".join(titles)


def prepare(collection: "Collection", request: Request) -> Prepared:
    """Read and plan; takes as long as the files are large, and writes nothing.

    Raises:
        MlcardsError: an option or the title is none, or the collection cannot be read.
    """
    known = collection.decks()
    again = () if request.title else known
    if request.data is not None:
        found = read_data(request.data, STDIN, known=again, options=request.options)
        sources = [found if found.format in _WHOLE else _some_cards(found)]
    else:
        sources = read_sources(request.paths, known=again, options=request.options)
    if request.title:
        sources = titled(sources, request.title, known)
    planned = tuple(plan_sources(collection, sources))
    return Prepared(
        planned, rows_of(planned), any(item.has_history for item in planned), _table(sources)
    )


def _some_cards(source: Source) -> Source:
    """Return pasted cards as some of their deck's: those that were pasted before stay."""
    decks = tuple(replace(deck, complete=False) for deck in source.decks)
    return replace(source, decks=decks)


def _table(sources: Sequence[Source]) -> Source | None:
    tables = [source for source in sources if source.format == TABLE]
    return tables[0] if len(tables) == 1 else None


def with_table(options: ReadOptions, table: TableOptions) -> ReadOptions:
    """Return options with another choice about tables."""
    return replace(options, table=table)
