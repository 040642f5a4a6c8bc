"""Rows of the candidate's own answers: every version of every note's, none is written over."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from mlcards.store.many import chunks, rows_in, values_in
from mlcards.store.schema import own_answers


def save(
    connection: sa.Connection, note: int, text: str, at: datetime, imported: int | None = None
) -> None:
    """Keep a version of the candidate's own answer; earlier ones stay."""
    connection.execute(
        sa.insert(own_answers).values(note_id=note, text=text, at=at, import_id=imported)
    )


def of_note(connection: sa.Connection, note: int) -> list[tuple[datetime, str]]:
    """Return all versions of the own answer, newest first."""
    found = connection.execute(
        sa.select(own_answers.c.at, own_answers.c.text)
        .where(own_answers.c.note_id == note)
        .order_by(own_answers.c.at.desc(), own_answers.c.id.desc())
    )
    return [(row.at, row.text) for row in found]


def of_notes(
    connection: sa.Connection, ids: Sequence[int]
) -> dict[int, list[tuple[datetime, str]]]:
    """Return all versions of the own answers to these notes, oldest first."""
    found: dict[int, list[tuple[datetime, str]]] = {}
    query = sa.select(own_answers).order_by(own_answers.c.at, own_answers.c.id)
    for row in rows_in(connection, query, own_answers.c.note_id, ids):
        found.setdefault(row.note_id, []).append((row.at, row.text))
    return found


def answered_here(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return to which of these notes the person wrote answers of their own."""
    query = sa.select(own_answers.c.note_id).where(own_answers.c.import_id.is_(None)).distinct()
    return values_in(connection, query, own_answers.c.note_id, ids)


def adopt(connection: sa.Connection, imported: int, ids: Sequence[int]) -> None:
    """Make the own answers that an import brought to these notes the person's here."""
    for chunk in chunks(ids):
        connection.execute(
            sa.update(own_answers)
            .where(own_answers.c.import_id == imported, own_answers.c.note_id.in_(chunk))
            .values(import_id=None)
        )


def remove_imported(connection: sa.Connection, imported: int) -> None:
    """Delete the own answers that an import brought."""
    connection.execute(sa.delete(own_answers).where(own_answers.c.import_id == imported))
