"""Rows of notes, and the cards that follow from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from mlcards.core.content_json import from_json, to_json
from mlcards.core.model import NoteContent
from mlcards.core.notes import parts_of
from mlcards.store.schema import cards, decks, notes, own_answers

PARTS_APART = 100
"""Room between the positions of two notes, for the parts of the first."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the database has it, with the deck it lies in."""

    id: int
    deck_id: int
    deck_key: str
    key: str
    position: int
    content: NoteContent
    orphaned: bool


def of_deck(connection: sa.Connection, deck: int) -> list[NoteRow]:
    """Return a deck's notes, orphans too, in the file's order."""
    return _notes(connection, notes.c.deck_id == deck)


def by_keys(connection: sa.Connection, keys: Sequence[str]) -> list[NoteRow]:
    """Return the notes of any deck that have one of these keys."""
    return [
        note
        for start in range(0, len(keys), 500)
        for note in _notes(connection, notes.c.key.in_(keys[start : start + 500]))
    ]


def _notes(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[NoteRow]:
    found = connection.execute(
        sa.select(notes, decks.c.key.label("deck_key"))
        .join(decks, decks.c.id == notes.c.deck_id)
        .where(where)
        .order_by(notes.c.position, notes.c.id)
    )
    return [
        NoteRow(
            row.id,
            row.deck_id,
            row.deck_key,
            row.key,
            row.position,
            from_json(row.content),
            bool(row.orphaned),
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to insert."""

    key: str
    position: int
    content: NoteContent


def insert(connection: sa.Connection, deck: int, new: Sequence[NewNote]) -> None:
    """Insert notes with their cards."""
    if not new:
        return
    connection.execute(
        sa.insert(notes),
        [
            {
                "deck_id": deck,
                "key": note.key,
                "position": note.position,
                "content": to_json(note.content),
            }
            for note in new
        ],
    )
    ids = {
        row.key: row.id
        for row in connection.execute(
            sa.select(notes.c.id, notes.c.key).where(notes.c.deck_id == deck)
        )
    }
    added = [
        card
        for note in new
        for card in _cards(ids[note.key], deck, note.position, parts_of(note.content))
    ]
    if added:
        connection.execute(sa.insert(cards), added)


def _cards(note: int, deck: int, position: int, parts: Iterable[str]) -> list[dict[str, object]]:
    return [
        {
            "note_id": note,
            "deck_id": deck,
            "part": part,
            "position": position * PARTS_APART + min(index, PARTS_APART - 1),
        }
        for index, part in enumerate(parts)
    ]


def update(
    connection: sa.Connection,
    note: int,
    *,
    deck: int,
    key: str,
    position: int,
    content: NoteContent,
) -> None:
    """Change a note's text or place; its cards keep their schedules.

    Parts that are new get new cards; parts that vanished become orphans and come back if they
    do. A note that was an orphan is one no more.
    """
    connection.execute(
        sa.update(notes)
        .where(notes.c.id == note)
        .values(deck_id=deck, key=key, position=position, content=to_json(content), orphaned=0)
    )
    wanted = {str(card["part"]): card for card in _cards(note, deck, position, parts_of(content))}
    have = {
        row.part: row.id
        for row in connection.execute(
            sa.select(cards.c.id, cards.c.part).where(cards.c.note_id == note)
        )
    }
    for part, card in have.items():
        values: dict[str, object] = {
            "deck_id": deck,
            "orphaned": int(part not in wanted),
            "version": cards.c.version + 1,
        }
        if part in wanted:
            values["position"] = wanted[part]["position"]
        connection.execute(sa.update(cards).where(cards.c.id == card).values(values))
    added = [card for part, card in wanted.items() if part not in have]
    if added:
        connection.execute(sa.insert(cards), added)


def orphan(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Mark notes whose text left its file; nothing is deleted."""
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        connection.execute(sa.update(notes).where(notes.c.id.in_(chunk)).values(orphaned=1))
        connection.execute(
            sa.update(cards)
            .where(cards.c.note_id.in_(chunk))
            .values(orphaned=1, version=cards.c.version + 1)
        )


def content_of(connection: sa.Connection, note: int) -> NoteContent:
    """Return what a note says."""
    found = connection.execute(sa.select(notes.c.content).where(notes.c.id == note)).scalar_one()
    return from_json(found)


def save_own_answer(connection: sa.Connection, note: int, text: str, at: datetime) -> None:
    """Keep a version of the candidate's own answer; earlier ones stay."""
    connection.execute(sa.insert(own_answers).values(note_id=note, text=text, at=at))


def own_answers_of(connection: sa.Connection, note: int) -> list[tuple[datetime, str]]:
    """Return all versions of the own answer, newest first."""
    found = connection.execute(
        sa.select(own_answers.c.at, own_answers.c.text)
        .where(own_answers.c.note_id == note)
        .order_by(own_answers.c.at.desc(), own_answers.c.id.desc())
    )
    return [(row.at, row.text) for row in found]
