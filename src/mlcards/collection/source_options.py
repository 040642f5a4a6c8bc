"""What a person may choose about the reading of files, and how a table looks with it."""

from dataclasses import replace
from typing import BinaryIO

from mlcards.collection import source_files
from mlcards.collection.source_files import UnusableError
from mlcards.core.errors import UsageError
from mlcards.core.foreign import Problem
from mlcards.core.text import one_line
from mlcards.readers.options import (
    HeadingsOptions,
    QuizletOptions,
    ReadOptions,
    TableOptions,
    TablePreview,
)

__all__ = [
    "HeadingsOptions",
    "QuizletOptions",
    "ReadOptions",
    "TableOptions",
    "TablePreview",
    "columns_from",
    "preview_table",
    "table_fields",
]

_LEFT_OUT = frozenset(["", "-"])
_ASKING = frozenset(["question", "text"])


def table_fields() -> tuple[str, ...]:
    """Return what a column of a table can hold; besides, "" leaves it out."""
    from mlcards.readers.table_columns import FIELDS

    return FIELDS


def preview_table(
    table: bytes | str, name: str = "", options: ReadOptions | None = None
) -> TablePreview:
    """Return how a table would be read, from its start.

    Args:
        table: its bytes, or the path of its file.
        name: of the file, for problems; empty for the path.
        options: what was chosen so far.

    Raises:
        UsageError: an option is none.
    """
    from mlcards.readers.csv_table import sniff_table
    from mlcards.readers.decoding import LARGEST_FILE
    from mlcards.readers.registry import settled

    if isinstance(table, str):
        name = name or table
        try:
            with source_files.opened(table) as file:
                data = _all(file, LARGEST_FILE)
        except UnusableError as error:
            return TablePreview(problems=(Problem(name, None, str(error), code="unreadable"),))
    else:
        data = table
    found = sniff_table(data, settled(options or ReadOptions()).table)
    return replace(
        found, problems=tuple(replace(problem, source=name) for problem in found.problems)
    )


def columns_from(text: str) -> tuple[str, ...]:
    """Return what the columns of a table hold, as a person writes it on the command line.

    Either all in order, `question,answer,,tags` with nothing (or `-`) for what is left out, or by
    number from 1, `2=question,3=answer`. Other words for a field, such as `front`, are known too.

    Raises:
        UsageError: a field or a number is none, or no column is the question.
    """
    parts = [part.strip() for part in text.split(",")]
    if any("=" in part for part in parts):
        columns = _by_number(parts)
    else:
        columns = tuple(_field(part) for part in parts)
    if not _ASKING & set(columns):
        raise UsageError(
            f'No column of "{one_line(text, 60)}" is the question.',
            "Write question for the column that holds it.",
        )
    return columns


def _by_number(parts: list[str]) -> tuple[str, ...]:
    from mlcards.readers.table_shape import MOST_COLUMNS

    found: dict[int, str] = {}
    for part in filter(None, parts):
        number, equals, name = part.partition("=")
        place = int(number) if number.strip().isdecimal() and len(number) < 6 else 0
        if not equals or not 0 < place <= MOST_COLUMNS:
            raise UsageError(
                f'"{one_line(part, 40)}" names no column.',
                f"Write its number and what it holds, as in 2=question; 1 to {MOST_COLUMNS}.",
            )
        if place in found:
            raise UsageError(f"Column {place} is named twice.", "A column holds one field.")
        found[place] = _field(name.strip())
    return tuple(found.get(place, "") for place in range(1, max(found, default=0) + 1))


def _field(name: str) -> str:
    from mlcards.readers.table_columns import FIELDS, field_named

    if name in _LEFT_OUT:
        return ""
    field = field_named(name)
    if field:
        return field
    from difflib import get_close_matches

    near = get_close_matches(name.casefold()[:60], FIELDS, n=1, cutoff=0.5)
    hint = f'Did you mean "{near[0]}"? ' if near else ""
    raise UsageError(
        f'A column cannot hold "{one_line(name, 40)}".', f"{hint}Known are {', '.join(FIELDS)}."
    )


def _all(file: BinaryIO, most: int) -> bytes:
    return source_files.all_of(file, b"", most)
