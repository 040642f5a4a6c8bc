"""What a person is asked before an import: is it the same card, and whose text stays."""

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from mlcards.cli import output
from mlcards.cli.asking import ask_text, ask_yes
from mlcards.core.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlcards.collection.import_plans import Planned
    from mlcards.core.import_plan import NoteChange

    Chooses = Callable[[NoteChange], bool]

_SHOWN = 300
_BEFORE = 40
"""Characters shown before the first that differs."""
_KEEP = frozenset(["", "k", "keep"])
_TAKE = frozenset(["t", "take"])


def choose_matches(planned: "Sequence[Planned]") -> "Chooses":
    """Ask of every edited question whether it is the card that left; return the answers."""
    return _answers(
        change
        for item in planned
        for change in item.proposals
        if change.was and change.content and _same(change.was.question, change.content.question)
    )


def choose_conflicts(planned: "Sequence[Planned]", same: "Chooses") -> "Chooses":
    """Ask of every card that was edited on both sides whose text stays; return the answers.

    Args:
        planned: the import.
        same: the answers about edited questions; who is not the same card has no conflict.
    """
    return _answers(
        change
        for item in planned
        for change in item.conflicts
        if (change.likeness is None or same(change)) and _theirs(change)
    )


def _answers(yes: "Iterable[NoteChange]") -> "Chooses":
    taken = {(change.note_id, change.key) for change in yes}
    return lambda change: (change.note_id, change.key) in taken


def _same(was: str, now: str) -> bool:
    output.note("A question was edited, or one left and another came:")
    output.note(f"  was: {one_line(was, _SHOWN)}")
    output.note(f"  now: {one_line(now, _SHOWN)}")
    return ask_yes("Is it the same card, with your progress?")


def _theirs(change: "NoteChange") -> bool:
    """Show both sides of a card, and return whether the file's is taken."""
    if change.was is None or change.note is None:
        return False
    output.note(f'You and the author edited "{one_line(change.was.question, 80)}":')
    for name in change.conflicts:
        mine = _text(getattr(change.was, name))
        theirs = _text(getattr(change.note.content, name))
        start = _first_difference(mine, theirs)
        label = name.replace("_", " ")
        output.note(f"  {label}, yours:      {_excerpt(mine, start)}")
        output.note(f"  {label}, the file's: {_excerpt(theirs, start)}")
    while True:
        answer = ask_text("[k]eep mine or [t]ake the file's? [k] ").strip().casefold()
        if answer in _KEEP | _TAKE:
            return answer in _TAKE


def _text(value: Any) -> str:
    """Return what a field of a note says, for a person to compare."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return " / ".join(map(_text, value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(part.name, getattr(value, part.name)) for part in fields(value)]
        return " ".join(filter(None, (_part(name, said) for name, said in parts)))
    return one_line(str(value))


def _part(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"({name})" if value else ""
    return _text(value)


def _first_difference(mine: str, theirs: str) -> int:
    pairs = enumerate(zip(mine, theirs, strict=False))
    shorter = min(len(mine), len(theirs))
    return next((place for place, (one, other) in pairs if one != other), shorter)


def _excerpt(text: str, start: int) -> str:
    """Return a line of `text` in which the character at `start` can be seen."""
    if not text:
        return "(empty)"
    cut = start - _BEFORE if start > _SHOWN // 2 else 0
    return ("…" if cut else "") + one_line(text[cut:], _SHOWN)
