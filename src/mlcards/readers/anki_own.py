"""From the field that mlcards keeps for itself on Anki's notes back to its notes.

`core.anki_own` says what it holds. Nothing in it is trusted: what is not as it must be in every
part makes the note an ordinary one of Anki's.

What somebody changed in Anki since comes in:

- a field that shows one text of the note (its question, its hint …) replaces that text;
- of a field that shows something else (lists, sections put together, a field that was added)
  what it says now is added to the notes, below its name; what the note said itself stays;
- tags that were added or taken away are added or taken away.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mlcards.core.anki_own import FIELD, LEECH, TYPE_NAME, VERSION, anki_tag, digests
from mlcards.core.deck_schema import DECK_KEYS, Key
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import gap_numbers, has_own_id
from mlcards.readers.anki_cloze import read_gaps
from mlcards.readers.card_values import CARD_FIELDS, BadValueError, checked
from mlcards.readers.gathering import Report, each_once
from mlcards.readers.json_extras import (
    DECK_EXTRAS,
    NOTE_EXTRAS,
    deck_name,
    deck_title,
    exact_tags,
    plain_extras,
)
from mlcards.readers.table_columns import fitting_type

_LARGEST = 16 * 1024 * 1024
"""Characters of the field."""
_MOST_NOTES = 1000
_MOST_DECKS = 10_000
"""Decks that are remembered, so that what many notes say of one is read once."""
_DECK_FIELDS: Mapping[str, Key] = {
    key.name: key for key in DECK_KEYS if key.name not in {"deck", "id", "cards"}
}
_NUMBERED = re.compile(r"(.+) ([1-9][0-9]{0,2})")
_TEXTS = {
    "Front": "question",
    "Question": "question",
    "Text": "question",
    "Back": "answer",
    "Answer": "answer",
    "Extra": "answer",
    "Hint": "hint",
    "Notes": "notes",
}
"""What fields show, on notes that have nothing else."""
_SECTIONS = {
    "Question": "question",
    "Answer": "answer",
    "Hint": "hint",
    "Code": "code",
    "Complexity": "complexity",
    "Skeleton": "skeleton",
    "Listen for": "listen_for",
    "Notes": "notes",
}
"""What fields show on notes that have a field for everything."""


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note of mlcards as it comes back.

    Attributes:
        note: without progress and media.
        deck: its deck, without notes; `description` is empty on most.
        at: the card of Anki's note that it is; None where it is the whole note.
        leech: parts that were leeches.
        suspended: parts of a note whose text left its file that were suspended all the same.
        edited: whether any field was changed in Anki.
    """

    note: ForeignNote
    deck: ForeignDeck
    at: int | None
    leech: tuple[str, ...]
    suspended: tuple[str, ...]
    edited: bool

    def as_it_was(self, progress: ForeignProgress) -> ForeignProgress:
        """Return the progress of a card of this note with the marks that Anki has not."""
        part = progress.part
        hidden = part in self.suspended if self.note.orphaned else progress.suspended
        return replace(progress, leech=part in self.leech, suspended=hidden)


class _Fault(Exception):  # noqa: N818 - it is a finding about a field, not an error of ours
    """The field does not say what it must."""


class OwnReader:
    """Reads the fields of a package's notes."""

    def __init__(self) -> None:
        self._decks: dict[str, ForeignDeck] = {}

    def notes(
        self, type_name: str, guid: str, fields: Mapping[str, str], tags: Sequence[str]
    ) -> tuple[OwnNote, ...]:
        """Return the notes of mlcards that a note of Anki's is; none for an ordinary one.

        Args:
            type_name: of its note type.
            guid: as the package has it.
            fields: all of them, by name.
            tags: as Anki has them.
        """
        written = fields.get(FIELD, "")
        if not (type_name.startswith(TYPE_NAME) and written and len(written) <= _LARGEST):
            return ()
        try:
            values = _table(json.loads(written, parse_constant=_no_number))
            if values.get("mlcards") != VERSION or values.get("guid") != guid:
                return ()
            edited = _edited(values.get("fields"), fields)
            found = [self._note(item, fields) for item in _list(values.get("notes"))]
            if len({one.at for one in found}) != len(found):
                return ()
            found = [_with_edits(one, edited, fields, first=one is found[0]) for one in found]
        except (ValueError, RecursionError, BadValueError, _Fault):
            return ()
        return _with_tags(found, tags)

    def _note(self, item: object, fields: Mapping[str, str]) -> OwnNote:
        values = _table(item)
        at = values.get("at")
        if at is not None and (type(at) is not int or not 0 <= at < _MOST_NOTES):
            raise _Fault
        extras = {name: value for name, value in values.items() if name in NOTE_EXTRAS}
        if "original" in extras:
            extras["original"] = _original(extras["original"], fields)
        note_id = checked(CARD_FIELDS["id"], values.get("id", ""))
        if note_id and not has_own_id(note_id):
            raise _Fault
        note = ForeignNote(note_id, _content(values.get("content")), **_extras(extras, NOTE_EXTRAS))
        parts = [_parts(values.get(name, [])) for name in ("leech", "suspended")]
        return OwnNote(note, self._deck(values.get("deck")), at, parts[0], parts[1], edited=False)

    def _deck(self, item: object) -> ForeignDeck:
        name = json.dumps(item)
        known = self._decks.get(name)
        if known is None:
            known = _deck(_table(item))
            if len(self._decks) < _MOST_DECKS:
                self._decks[name] = known
        return known


# --------------------------------------------------------------------------------------- checks


def _no_number(_word: str) -> None:
    raise _Fault


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Fault
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list) or not 0 < len(value) <= _MOST_NOTES:
        raise _Fault
    return value


def _parts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise _Fault
    return tuple(value)


def _extras(values: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    report = Report("")
    found = plain_extras(values, known, 0, "", report)
    if report.problems:
        raise _Fault
    return found


def _original(value: object, fields: Mapping[str, str]) -> list[list[str]]:
    """Return the fields that a note had elsewhere; what stands in fields here is as they are."""
    pairs: list[list[str]] = []
    for pair in value if isinstance(value, list) else []:
        match pair:
            case [str(name), str(text)]:
                pairs.append([name, text])
            case [str(name), [str(place)]]:
                pairs.append([name, fields.get(place, "")])
            case _:
                raise _Fault
    return pairs


def _content(value: object) -> NoteContent:
    found: dict[str, Any] = {}
    for name, said in _table(value).items():
        key = CARD_FIELDS.get(name)
        if key is None or name in {"id", "text"}:
            raise _Fault
        tags = exact_tags(said) if name == "tags" else None
        found[name] = checked(key, said) if tags is None else tags
    if not found.get("question") or not isinstance(found.get("type"), CardType):
        raise _Fault
    if fitting_type(found, None, Report("")) is not found["type"]:
        raise _Fault
    return NoteContent(**found)


def _deck(values: Mapping[str, Any]) -> ForeignDeck:
    key, title = deck_name(values.get("id")), deck_title(values.get("title"))
    if not key or not title:
        raise _Fault
    found: dict[str, Any] = {}
    for name, field in _DECK_FIELDS.items():
        if name in values:
            tags = exact_tags(values[name]) if name == "tags" else None
            found[name] = checked(field, values[name]) if tags is None else tags
    options = {name: values[name] for name in ("options",) if name in values}
    return ForeignDeck(key, title, (), "", **found, **_extras(options, DECK_EXTRAS))


# ---------------------------------------------------------------------------------------- edits


def _edited(written: object, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the fields that are not as they were written."""
    before, now = _table(written), digests(fields)
    names = dict.fromkeys((*fields, *before))
    return tuple(name for name in names if before.get(name) != now.get(name))


def _with_edits(
    own: OwnNote, edited: Sequence[str], fields: Mapping[str, str], *, first: bool
) -> OwnNote:
    """Return a note with what was changed in Anki.

    Args:
        own: as it was.
        edited: names of the fields that were changed.
        fields: as they are now.
        first: whether fields that are no card's are this note's.
    """
    content = own.note.content
    texts: dict[str, Any] = {}
    more: list[str] = []
    for name in edited:
        plain = _name_for(name, own.at, first=first)
        if plain is None:
            continue
        shown = _shown(plain, own, fields)
        said = html_to_markdown(fields.get(name, ""))
        if shown == "question":
            texts[shown] = _question(said, fields[name], content)
        elif shown:
            texts[shown] = said
        elif said:
            more.append(f"**{name}** (changed in Anki):\n\n{said}")
    if not texts and not more:
        return replace(own, edited=bool(edited))
    changed = replace(content, **texts)
    notes = "\n\n".join(filter(None, (changed.notes, *more)))
    changed = replace(changed, notes=notes)
    values = {"question": changed.question, "answer": changed.answer, "code": changed.code}
    kind = fitting_type(values | {"type": changed.type}, None, Report(""))
    note = replace(own.note, content=replace(changed, type=kind))
    return replace(own, note=note, edited=True)


def _name_for(name: str, at: int | None, *, first: bool) -> str | None:
    """Return what a field is called on one card; None where it is another card's."""
    if at is None:
        return name
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return name if first else None
    return found[1] if int(found[2]) == at + 1 else None


def _shown(name: str, own: OwnNote, fields: Mapping[str, str]) -> str:
    """Return the text of a note that a field shows and nothing else does; empty for none."""
    if "Question" in fields:
        return _SECTIONS.get(name, "")
    shown = _TEXTS.get(name, "")
    if shown in {"question", "hint"} or (shown == "answer" and own.at is None):
        return shown
    content = own.note.content
    two_sides = NoteContent(
        content.type, content.question, content.answer, hint=content.hint, tags=content.tags
    )
    alone = two_sides if own.at is not None else replace(two_sides, notes=content.notes)
    if content != alone or own.note.own_answers:
        return ""
    return "" if content.hint and own.at is None and "Hint" not in fields else shown


def _question(said: str, field: str, content: NoteContent) -> str:
    """Return a question that was changed; one that cannot be asked makes the note an ordinary one.

    Raises:
        _Fault: it is empty, or a cloze whose gaps are not those that Anki asks.
    """
    if not said:
        raise _Fault
    if content.type is CardType.CLOZE:
        gaps = read_gaps(field)
        if not (gaps.whole and gaps.numbers) or list(gap_numbers(said)) != list(gaps.numbers):
            raise _Fault
    return said


def _with_tags(found: Sequence[OwnNote], tags: Sequence[str]) -> tuple[OwnNote, ...]:
    """Return notes with the tags that were added, without those that were taken away."""
    leech = [LEECH] if any(one.leech for one in found) else []
    written = {anki_tag(tag) for one in found for tag in one.note.content.tags}
    before = {_same_tag(tag) for tag in (*written, *leech)}
    now = {_same_tag(tag) for tag in tags}
    if before == now:
        return tuple(found)
    added = [tag for tag in tags if _same_tag(tag) not in before]
    return tuple(_retagged(found, added, now))


def _retagged(found: Sequence[OwnNote], added: Sequence[str], now: set[str]) -> Iterator[OwnNote]:
    for one in found:
        kept = [tag for tag in one.note.content.tags if _same_tag(anki_tag(tag)) in now]
        content = replace(one.note.content, tags=each_once([*kept, *added]))
        leech = one.leech if LEECH in now else ()
        yield replace(one, note=replace(one.note, content=content), leech=leech)


def _same_tag(tag: str) -> str:
    """Return what two tags share that are one to Anki."""
    return unicodedata.normalize("NFC", tag).casefold()
