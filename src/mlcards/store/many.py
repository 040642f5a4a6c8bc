"""Statements about many rows: a database takes only so many values at once."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

AT_ONCE = 500
"""Values in one statement; every SQLite takes 999."""

_Value = TypeVar("_Value")


def chunks(values: Sequence[_Value], size: int = AT_ONCE) -> Iterator[Sequence[_Value]]:
    """Yield `values` in pieces of `size`; the last may be shorter."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def rows_in(
    connection: sa.Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[Any],
    values: Sequence[Any],
) -> Iterator[sa.Row[Any]]:
    """Yield the rows of `query` whose `column` is one of `values`.

    The order that the query asks for holds within each piece of `AT_ONCE` values.
    """
    for chunk in chunks(values):
        yield from connection.execute(query.where(column.in_(chunk)))


def values_in(
    connection: sa.Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[Any],
    values: Sequence[Any],
) -> set[Any]:
    """Return the first column of what `rows_in` yields."""
    return {row[0] for row in rows_in(connection, query, column, values)}
