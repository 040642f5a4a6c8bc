"""Rows of notes, and the cards that follow from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mlcards.core.content_json import from_json, to_json
from mlcards.core.errors import NotFoundError
from mlcards.core.model import NoteContent
from mlcards.core.notes import parts_of
from mlcards.store.schema import actions, cards, decks, notes, own_answers, reviews

PARTS_APART = 100
"""Room between the positions of two notes, for the parts of the first."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the database has it, with the deck it lies in.

    Attributes:
        base: its author's text, where the person edited `content`; else None.
        origin: where it came from another program: its type's name there and its fields' names
            and HTML, as JSON; else empty.
    """

    id: int
    deck_id: int
    deck_key: str
    key: str
    position: int
    content: NoteContent
    orphaned: bool
    base: NoteContent | None = None
    origin: str = ""


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


def orphans(connection: sa.Connection) -> list[NoteRow]:
    """Return every note whose text left its file."""
    return _notes(connection, notes.c.orphaned == 1)


def by_numbers(connection: sa.Connection, ids: Sequence[int]) -> list[NoteRow]:
    """Return those of these notes that exist."""
    return [
        note
        for start in range(0, len(ids), 500)
        for note in _notes(connection, notes.c.id.in_(ids[start : start + 500]))
    ]


def positions(connection: sa.Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return the places of those of these notes that exist, by number."""
    return {
        int(row.id): int(row.position)
        for start in range(0, len(ids), 500)
        for row in connection.execute(
            sa.select(notes.c.id, notes.c.position).where(notes.c.id.in_(ids[start : start + 500]))
        )
    }


def get(connection: sa.Connection, note: int) -> NoteRow:
    """Return a note.

    Raises:
        NotFoundError: there is no note of that number.
    """
    found = find(connection, note)
    if found is None:
        raise NotFoundError(f"There is no note {note}.")
    return found


def find(connection: sa.Connection, note: int) -> NoteRow | None:
    """Return a note, or None."""
    found = _notes(connection, notes.c.id == note)
    return found[0] if found else None


def edited(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these notes the person edited."""
    return _which(connection, sa.select(notes.c.id).where(notes.c.base.is_not(None)), ids)


def existing(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these notes there are."""
    return _which(connection, sa.select(notes.c.id), ids)


def places_taken(
    connection: sa.Connection, deck_ids: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return the notes of these decks by deck and key."""
    found = connection.execute(
        sa.select(notes.c.id, notes.c.deck_id, notes.c.key).where(notes.c.deck_id.in_(deck_ids))
    )
    return {(row.deck_id, row.key): row.id for row in found}


def _which(
    connection: sa.Connection,
    query: sa.Select[Any],
    ids: Sequence[int],
) -> set[int]:
    return {
        int(number)
        for start in range(0, len(ids), 500)
        for number in connection.execute(
            query.where(notes.c.id.in_(ids[start : start + 500]))
        ).scalars()
    }


def edit(
    connection: sa.Connection, row: NoteRow, content: NoteContent, author: NoteContent
) -> None:
    """Write a person's text of a note where it is; `author` is what its author wrote."""
    update(
        connection,
        row.id,
        deck=row.deck_id,
        key=row.key,
        position=row.position,
        content=content,
        base=None if content == author else author,
        orphaned=row.orphaned,
    )


def adopt(connection: sa.Connection, found: Sequence[NoteRow]) -> None:
    """Take orphans in again, with the cards that their text has."""
    for start in range(0, len(found), 500):
        parts = {row.id: parts_of(row.content) for row in found[start : start + 500]}
        held = connection.execute(
            sa.select(cards.c.id, cards.c.note_id, cards.c.part).where(cards.c.note_id.in_(parts))
        )
        live = [row.id for row in held if row.part in parts[row.note_id]]
        connection.execute(sa.update(notes).where(notes.c.id.in_(parts)).values(orphaned=0))
        for first in range(0, len(live), 500):
            connection.execute(
                sa.update(cards)
                .where(cards.c.id.in_(live[first : first + 500]))
                .values(orphaned=0, version=cards.c.version + 1)
            )


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
            None if row.base is None else from_json(row.base),
            row.origin or "",
        )
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to insert; see `NoteRow`."""

    key: str
    position: int
    content: NoteContent
    origin: str = ""
    orphaned: bool = False
    base: NoteContent | None = None


def insert(
    connection: sa.Connection, deck: int, new: Sequence[NewNote], above: int = 0
) -> dict[str, int]:
    """Insert notes with their cards; return the notes' numbers by their keys.

    Args:
        connection: in a write transaction.
        deck: its number.
        new: the notes.
        above: numbers up to this one are not given again, although their notes may be gone.
    """
    if not new:
        return {}
    numbers = _next_numbers(connection, len(new), above)
    ids = {note.key: number for note, number in zip(new, numbers, strict=True)}
    connection.execute(
        sa.insert(notes),
        [
            {
                "id": ids[note.key],
                "deck_id": deck,
                "key": note.key,
                "position": note.position,
                "content": to_json(note.content),
                "origin": note.origin or None,
                "base": None if note.base is None else to_json(note.base),
                "orphaned": int(note.orphaned),
            }
            for note in new
        ],
    )
    added = [
        card
        for note in new
        for card in _cards(ids[note.key], deck, note.position, parts_of(note.content))
    ]
    gone = {ids[note.key] for note in new if note.orphaned}
    for card in added:
        card["orphaned"] = int(card["note_id"] in gone)
    if added:
        connection.execute(sa.insert(cards), added)
    return ids


def last_number(connection: sa.Connection) -> int:
    """Return the highest number of a note; 0 without any."""
    return connection.execute(sa.select(sa.func.max(notes.c.id))).scalar() or 0


def _next_numbers(connection: sa.Connection, count: int, above: int) -> list[int]:
    """Return numbers that no note has; asking for each row's after it is written costs more."""
    if connection.dialect.name == "postgresql":
        taken = "SELECT nextval(pg_get_serial_sequence('notes', 'id')) FROM generate_series(1, :n)"
        return list(connection.execute(sa.text(taken), {"n": count}).scalars())
    last = max(last_number(connection), above)
    return list(range(last + 1, last + 1 + count))


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
    base: NoteContent | None = None,
    orphaned: bool = False,
) -> list[int]:
    """Change a note's text or place; its cards keep their schedules.

    Parts that are new get new cards, whose numbers are returned; parts that vanished become
    orphans and come back if they do. A note that was an orphan is one no more, unless `orphaned`
    says so.
    """
    connection.execute(
        sa.update(notes)
        .where(notes.c.id == note)
        .values(
            deck_id=deck,
            key=key,
            position=position,
            content=to_json(content),
            base=None if base is None else to_json(base),
            orphaned=int(orphaned),
        )
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
            "orphaned": int(orphaned or part not in wanted),
            "version": cards.c.version + 1,
        }
        if part in wanted:
            values["position"] = wanted[part]["position"]
        connection.execute(sa.update(cards).where(cards.c.id == card).values(values))
    added = [
        card | {"orphaned": int(orphaned)} for part, card in wanted.items() if part not in have
    ]
    return _add_cards(connection, added)


def _add_cards(connection: sa.Connection, added: Sequence[Mapping[str, object]]) -> list[int]:
    if not added:
        return []
    found = connection.execute(
        sa.insert(cards).returning(cards.c.id, sort_by_parameter_order=True), added
    )
    return [int(number) for number in found.scalars()]


def add_vanished(connection: sa.Connection, parts: Sequence[tuple[int, str]]) -> list[int]:
    """Insert orphaned cards for parts that notes no longer have; return their numbers.

    Args:
        connection: in a write transaction.
        parts: each the number of its note and the part, of which there is no card yet.
    """
    decks_of = {
        int(row.id): int(row.deck_id)
        for start in range(0, len(parts), 500)
        for row in connection.execute(
            sa.select(notes.c.id, notes.c.deck_id).where(
                notes.c.id.in_([note for note, _part in parts[start : start + 500]])
            )
        )
    }
    return _add_cards(
        connection,
        [
            {"note_id": note, "deck_id": decks_of[note], "part": part, "position": 0, "orphaned": 1}
            for note, part in parts
        ],
    )


def free_keys(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Give notes passing keys before they get new ones: two may swap theirs."""
    for start in range(0, len(ids), 500):
        connection.execute(
            sa.update(notes)
            .where(notes.c.id.in_(ids[start : start + 500]))
            .values(key=sa.literal("~moving:") + sa.cast(notes.c.id, sa.Text))
        )


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


def delete(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Delete notes with their cards, reviews, actions and own answers."""
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        card_ids = sa.select(cards.c.id).where(cards.c.note_id.in_(chunk))
        connection.execute(sa.delete(actions).where(actions.c.card_id.in_(card_ids)))
        connection.execute(sa.delete(reviews).where(reviews.c.card_id.in_(card_ids)))
        connection.execute(sa.delete(own_answers).where(own_answers.c.note_id.in_(chunk)))
        connection.execute(sa.delete(cards).where(cards.c.note_id.in_(chunk)))
        connection.execute(sa.delete(notes).where(notes.c.id.in_(chunk)))


def merge_into(connection: sa.Connection, note: int, target: int) -> None:
    """Delete a note; its cards' reviews, actions and own answers become those of `target`.

    The schedules of `target` are to be folded anew.
    """
    parts = sa.select(cards.c.part, cards.c.id)
    mine = connection.execute(parts.where(cards.c.note_id == note)).all()
    theirs = {
        row.part: row.id for row in connection.execute(parts.where(cards.c.note_id == target))
    }
    for part, card in mine:
        if part not in theirs:
            moved = sa.update(cards).where(cards.c.id == card).values(note_id=target)
            connection.execute(moved)
            continue
        for table in (reviews, actions):
            connection.execute(
                sa.update(table).where(table.c.card_id == card).values(card_id=theirs[part])
            )
    connection.execute(
        sa.update(own_answers).where(own_answers.c.note_id == note).values(note_id=target)
    )
    delete(connection, [note])


def set_origin(connection: sa.Connection, note: int, origin: str) -> None:
    """Keep what another program called a note's type and fields; see `NoteRow`."""
    connection.execute(sa.update(notes).where(notes.c.id == note).values(origin=origin or None))


def content_of(connection: sa.Connection, note: int) -> NoteContent:
    """Return what a note says."""
    found = connection.execute(sa.select(notes.c.content).where(notes.c.id == note)).scalar_one()
    return from_json(found)
