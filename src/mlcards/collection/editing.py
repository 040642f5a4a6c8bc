"""Editing a card's text where it is asked: as the YAML of one card, without a deck around it.

The author's text is kept beside the person's, so that the next import knows both: what only the
author changed comes in, what the person wrote stays. An edit is an action like any other; `undo`
takes it back also after a restart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mlcards.collection.collection import Collection
from mlcards.core.content_json import from_dict, to_dict
from mlcards.core.errors import StaleCardError
from mlcards.core.foreign import ForeignNote, Problem
from mlcards.core.merging import changed_fields
from mlcards.core.model import CardId, CardType, NoteContent
from mlcards.core.notes import has_own_id, parts_of
from mlcards.core.text import one_line
from mlcards.store import cards, notes, reviews
from mlcards.store.notes import NoteRow

if TYPE_CHECKING:
    import sqlalchemy as sa

KIND = "edit"
"""What the action of an edit is called."""
SOURCE = "card"
"""What stands for a file's name in problems."""

_INDENT = 4
_HEAD = "deck: card\ncards:\n  -\n"
"""Makes a deck of a card whose lines are indented by `_INDENT`."""
_ABOVE = _HEAD.count("\n")
_NAME = re.compile(r'^card (?:1|".*?"): ')
_LINE = re.compile(r"(?<=in line )\d+")


@dataclass(frozen=True, slots=True)
class Edited:
    """What saving did.

    Attributes:
        changed: whether anything is other than before.
        new: cards that the note got, such as one for a further gap of a cloze.
        gone: cards it lost; they are put aside and come back with their part of the text.
    """

    changed: bool
    new: int = 0
    gone: int = 0


def edit_text(collection: Collection, note: int) -> str:
    """Return a note as a person edits it: the YAML of its card, all its tags included.

    Raises:
        NotFoundError: there is no such note.
    """
    with collection.store.reading() as connection:
        row = notes.get(connection, note)
    return _written(row.key, row.content)


def save_edit(
    collection: Collection, card: CardId, text: str, shown: str
) -> Edited | tuple[Problem, ...]:
    """Write down an edit of a card's note, or return what is wrong with it; then nothing changed.

    What stayed as it was shown stays as it is, whatever was imported meanwhile.

    Args:
        collection: where.
        card: the one that was edited; the action is remembered for it.
        text: as the person left it.
        shown: what `edit_text` gave.

    Raises:
        NotFoundError: the card was removed meanwhile.
        StaleCardError: it became another type of card meanwhile; nothing was written.
    """
    now, problems = _read(text)
    if now is None:
        return problems
    before, _problems = _read(shown)
    with collection.store.writing() as connection:
        row = notes.get(connection, cards.get(connection, card).note_id)
        wanted = before.id if before is not None else _id(row.key)
        if now.id != wanted:
            return (_about_id(text, wanted),)
        was = row.content if before is None else before.content
        fields = changed_fields(was, now.content)
        if not fields:
            return Edited(changed=False)
        if before is not None and _type(row) not in (before.content.type, None):
            raise StaleCardError("This card is of another type by now.", "Nothing was saved.")
        content = replace(row.content, **{name: getattr(now.content, name) for name in fields})
        base = row.base or row.content
        if _alike(row.key, content, base):
            content = base
        notes.edit(connection, row, content, base)
        what = {"was": to_dict(row.content), "base": _dict(row.base), "now": to_dict(content)}
        reviews.act(connection, KIND, card, collection.clock(), what)
    old, new = set(parts_of(row.content)), set(parts_of(content))
    return Edited(changed=True, new=len(new - old), gone=len(old - new))


def take_back_edit(connection: "sa.Connection", note: int, before: Mapping[str, Any]) -> None:
    """Give a note the text it had before an edit.

    Where something else changed it since, only the fields go back that still are as the edit left
    them: to the author's text of now where the edit was of the author's, else to what they were.

    Args:
        connection: in a write transaction.
        note: its number.
        before: what the action remembers.
    """
    row = notes.get(connection, note)
    was, now = from_dict(before["was"]), from_dict(before["now"])
    base = None if before["base"] is None else from_dict(before["base"])
    authors = row.base or row.content
    if row.content == now and authors == (base or was):
        notes.edit(connection, row, was, base or was)
        return
    fields = changed_fields(was, now)
    if "type" in fields or row.content.type is not now.type:
        return
    back: dict[str, Any] = {}
    for name in fields:
        if getattr(row.content, name) != getattr(now, name):
            continue
        own = base is not None and getattr(base, name) != getattr(was, name)
        back[name] = getattr(was if own else authors, name)
    notes.edit(connection, row, replace(row.content, **back), authors)


def _dict(content: NoteContent | None) -> dict[str, Any] | None:
    return None if content is None else to_dict(content)


# A card as text ---------------------------------------------------------------------------------


def _written(key: str, content: NoteContent) -> str:
    from mlcards.writers.yaml_deck import card_text

    return card_text(ForeignNote(_id(key), content))


def _read(text: str) -> tuple[ForeignNote | None, tuple[Problem, ...]]:
    """Return the card that a text is, or its problems with the text's own lines."""
    from mlcards.readers.yaml_deck import read_yaml

    lines = text.split("\n")
    body = "\n".join(" " * _INDENT + line if line else "" for line in lines)
    result = read_yaml(f"{_HEAD}{body}\n".encode(errors="replace"), SOURCE)
    found = [note for deck in result.decks for note in deck.notes]
    if found:
        return found[0], ()
    last = max(len(text.rstrip("\n").split("\n")), 1)
    return None, tuple(_own_place(problem, last) for problem in result.problems)


def _own_place(problem: Problem, last: int) -> Problem:
    """Return a problem as it is without the deck around the card."""
    line, column = problem.line, problem.column
    return replace(
        problem,
        line=None if line is None else min(max(line - _ABOVE, 1), last),
        column=None if column is None else max(column - _INDENT, 1),
        message=_LINE.sub(
            lambda found: str(max(int(found[0]) - _ABOVE, 1)), _NAME.sub("", problem.message, 1)
        ),
    )


def _about_id(text: str, wanted: str) -> Problem:
    lines = text.split("\n")
    line = next((n for n, line in enumerate(lines, 1) if line.startswith("id:")), 1)
    message = (
        f'the id must stay "{one_line(wanted, 60)}": the card is known by it'
        if wanted
        else "this card has no id; give it one in its file, where the next import finds it"
    )
    return Problem(SOURCE, line, message, code="id")


def _id(key: str) -> str:
    return key if has_own_id(key) else ""


def _type(row: NoteRow) -> CardType | None:
    """Return the type that a note is written as; None where it cannot be read back."""
    note, _problems = _read(_written(row.key, row.content))
    return None if note is None else note.content.type


def _alike(key: str, one: NoteContent, other: NoteContent) -> bool:
    """Whether two contents are the same to who reads them as text."""
    return one == other or _written(key, one) == _written(key, other)
