"""Rows of notes, and the cards that follow from them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from mlcards.core.content_json import from_json, to_json
from mlcards.core.errors import NotFoundError
from mlcards.core.model import NoteContent
from mlcards.core.notes import parts_of
from mlcards.store.many import chunks, rows_in, values_in
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
        import_id: the import that brought it; None for a note of the person's own, or where that
            import was not to be taken back.
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
    import_id: int | None = None


_NOTES = (
    sa.select(notes, decks.c.key.label("deck_key"))
    .join(decks, decks.c.id == notes.c.deck_id)
    .order_by(notes.c.position, notes.c.id)
)
_PARTS = sa.select(cards.c.id, cards.c.note_id, cards.c.part, cards.c.position)
_UPDATE = (
    sa.update(notes)
    .where(notes.c.id == sa.bindparam("note"))
    .values(
        deck_id=sa.bindparam("new_deck"),
        key=sa.bindparam("new_key"),
        position=sa.bindparam("new_position"),
        content=sa.bindparam("new_content"),
        base=sa.bindparam("new_base"),
        origin=sa.bindparam("new_origin"),
        orphaned=sa.bindparam("new_orphaned"),
    )
)
_UPDATE_CARDS = (
    sa.update(cards)
    .where(cards.c.id == sa.bindparam("card"))
    .values(
        deck_id=sa.bindparam("new_deck"),
        position=sa.bindparam("new_position"),
        orphaned=sa.bindparam("new_orphaned"),
        version=cards.c.version + 1,
    )
)


def of_deck(connection: sa.Connection, deck: int) -> list[NoteRow]:
    """Return a deck's notes, orphans too, in the file's order."""
    return _where(connection, notes.c.deck_id == deck)


def by_keys(connection: sa.Connection, keys: Sequence[str]) -> list[NoteRow]:
    """Return the notes of any deck that have one of these keys."""
    return list(map(_note, rows_in(connection, _NOTES, notes.c.key, keys)))


def orphans(connection: sa.Connection) -> list[NoteRow]:
    """Return every note whose text left its file."""
    return _where(connection, notes.c.orphaned == 1)


def by_numbers(connection: sa.Connection, ids: Sequence[int]) -> list[NoteRow]:
    """Return those of these notes that exist."""
    return list(map(_note, rows_in(connection, _NOTES, notes.c.id, ids)))


def positions(connection: sa.Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return the places of those of these notes that exist, by number."""
    query = sa.select(notes.c.id, notes.c.position)
    return dict(map(tuple, rows_in(connection, query, notes.c.id, ids)))


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
    found = _where(connection, notes.c.id == note)
    return found[0] if found else None


def edited(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these notes the person edited."""
    query = sa.select(notes.c.id).where(notes.c.base.is_not(None))
    return values_in(connection, query, notes.c.id, ids)


def existing(connection: sa.Connection, ids: Sequence[int]) -> set[int]:
    """Return which of these notes there are."""
    return values_in(connection, sa.select(notes.c.id), notes.c.id, ids)


def arrivals(connection: sa.Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return the import that brought each of these notes, where one did."""
    query = sa.select(notes.c.id, notes.c.import_id).where(notes.c.import_id.is_not(None))
    return {int(row.id): int(row.import_id) for row in rows_in(connection, query, notes.c.id, ids)}


def brought_by(connection: sa.Connection, imported: int) -> list[int]:
    """Return the notes that an import brought and that are still there."""
    found = connection.execute(sa.select(notes.c.id).where(notes.c.import_id == imported))
    return sorted(found.scalars())


def adopt_imported(connection: sa.Connection, imported: int) -> None:
    """Make the notes that an import brought the collection's own."""
    connection.execute(sa.update(notes).where(notes.c.import_id == imported).values(import_id=None))


def places_taken(
    connection: sa.Connection, deck_ids: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return the notes of these decks by deck and key."""
    found = connection.execute(
        sa.select(notes.c.id, notes.c.deck_id, notes.c.key).where(notes.c.deck_id.in_(deck_ids))
    )
    return {(row.deck_id, row.key): row.id for row in found}


def edit(
    connection: sa.Connection, row: NoteRow, content: NoteContent, author: NoteContent
) -> None:
    """Write a person's text of a note where it is; `author` is what its author wrote."""
    base = None if content == author else author
    update(connection, [replace(row, content=content, base=base)])


def _where(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[NoteRow]:
    return list(map(_note, connection.execute(_NOTES.where(where))))


def _note(row: sa.Row[Any]) -> NoteRow:
    return NoteRow(
        row.id,
        row.deck_id,
        row.deck_key,
        row.key,
        row.position,
        from_json(row.content),
        bool(row.orphaned),
        None if row.base is None else from_json(row.base),
        row.origin or "",
        row.import_id,
    )


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to insert; see `NoteRow`."""

    key: str
    position: int
    content: NoteContent
    origin: str = ""
    orphaned: bool = False
    base: NoteContent | None = None
    import_id: int | None = None


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
                "import_id": note.import_id,
            }
            for note in new
        ],
    )
    _add_cards(connection, [card for note in new for card in _cards(ids[note.key], deck, note)])
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


def _cards(note: int, deck: int, row: NewNote | NoteRow) -> list[dict[str, Any]]:
    """Return the cards that follow from a note's text."""
    return [
        {
            "note_id": note,
            "deck_id": deck,
            "part": part,
            "position": row.position * PARTS_APART + min(index, PARTS_APART - 1),
            "orphaned": int(row.orphaned),
        }
        for index, part in enumerate(parts_of(row.content))
    ]


def update(connection: sa.Connection, rows: Sequence[NoteRow]) -> list[int]:
    """Write notes as these rows have them; their cards keep their schedules.

    Parts that are new get new cards, whose numbers are returned; parts that vanished become
    orphans and come back if they do, those of an orphaned note are orphans all.

    Args:
        connection: in a write transaction.
        rows: each with the number of a note that exists; what is written is all but `deck_key`
            and `import_id`.
    """
    made: list[int] = []
    for chunk in chunks(rows):
        connection.execute(_UPDATE, [_new_values(row) for row in chunk])
        held: defaultdict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        for card in rows_in(connection, _PARTS, cards.c.note_id, [row.id for row in chunk]):
            held[card.note_id][card.part] = card.id, card.position
        changed: list[dict[str, int]] = []
        added: list[dict[str, Any]] = []
        for row in chunk:
            wanted = {card["part"]: card for card in _cards(row.id, row.deck_id, row)}
            have = held[row.id]
            changed += [
                {
                    "card": card,
                    "new_deck": row.deck_id,
                    "new_position": wanted[part]["position"] if part in wanted else position,
                    "new_orphaned": int(row.orphaned or part not in wanted),
                }
                for part, (card, position) in have.items()
            ]
            added += [card for part, card in wanted.items() if part not in have]
        if changed:
            connection.execute(_UPDATE_CARDS, changed)
        made += _add_numbered(connection, added)
    return made


def _new_values(row: NoteRow) -> dict[str, Any]:
    return {
        "note": row.id,
        "new_deck": row.deck_id,
        "new_key": row.key,
        "new_position": row.position,
        "new_content": to_json(row.content),
        "new_base": None if row.base is None else to_json(row.base),
        "new_origin": row.origin or None,
        "new_orphaned": int(row.orphaned),
    }


def _add_cards(connection: sa.Connection, added: Sequence[Mapping[str, Any]]) -> None:
    if added:
        connection.execute(sa.insert(cards), added)


def _add_numbered(connection: sa.Connection, added: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert cards; return their numbers, which takes longer."""
    if not added:
        return []
    numbered = sa.insert(cards).returning(cards.c.id, sort_by_parameter_order=True)
    return [int(number) for number in connection.execute(numbered, added).scalars()]


def add_vanished(connection: sa.Connection, parts: Sequence[tuple[int, str]]) -> list[int]:
    """Insert orphaned cards for parts that notes no longer have; return their numbers.

    Args:
        connection: in a write transaction.
        parts: each the number of its note and the part, of which there is no card yet.
    """
    query = sa.select(notes.c.id, notes.c.deck_id)
    found = rows_in(connection, query, notes.c.id, [note for note, _part in parts])
    decks_of = {int(row.id): int(row.deck_id) for row in found}
    return _add_numbered(
        connection,
        [
            {"note_id": note, "deck_id": decks_of[note], "part": part, "position": 0, "orphaned": 1}
            for note, part in parts
        ],
    )


def free_keys(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Give notes passing keys before they get new ones: two may swap theirs."""
    passing = sa.literal("~moving:") + sa.cast(notes.c.id, sa.Text)
    for chunk in chunks(ids):
        connection.execute(sa.update(notes).where(notes.c.id.in_(chunk)).values(key=passing))


def delete(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Delete notes with their cards, reviews, actions and own answers."""
    for chunk in chunks(ids):
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


def content_of(connection: sa.Connection, note: int) -> NoteContent:
    """Return what a note says."""
    found = connection.execute(sa.select(notes.c.content).where(notes.c.id == note)).scalar_one()
    return from_json(found)
