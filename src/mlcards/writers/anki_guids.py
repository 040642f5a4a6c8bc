"""What Anki knows notes by, and which notes are cards of one note there.

A note that came from Anki goes back under its own GUID. Any other gets one made of its deck's key
and its own: the same at every export, another one for an equal id in another deck.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType
from mlcards.core.notes import note_key
from mlcards.writers.anki_fields import Member
from mlcards.writers.anki_note_types import MOST_CARDS

_NUMBERED = re.compile(r"(\S+) (c?)([1-9][0-9]{0,2})")
"""The id of a note that was one of several cards: see docs/adr/0006."""
_GUARD = "id:"
_GUARDED = "id:~"
"""How ids begin whose GUID begins with the mark of keys that mlcards makes."""
_SINGLE = frozenset({CardType.BASIC, CardType.PERSONAL})


class Guids:
    """Gives GUIDs, each once; one for a whole package."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def guid(self, deck: ForeignDeck, note: ForeignNote, wanted: str = "") -> str:
        """Return the GUID of a note.

        Args:
            deck: the note's.
            note: any.
            wanted: what Anki called it, where that is not its id.
        """
        guid = wanted or guid_of(deck, note)
        count = 0
        while guid in self._given:
            count += 1
            guid = _digest(deck.key, note_key(deck.key, note.id, note.content), str(count))
        self._given.add(guid)
        return guid


def guid_of(deck: ForeignDeck, note: ForeignNote) -> str:
    """Return the GUID that a note has or gets; two notes may come to the same one."""
    if deck.ids_everywhere and note.id:
        return _as_anki_has_it(note.id)
    return _digest(deck.key, note_key(deck.key, note.id, note.content))


def joined(decks: Iterable[ForeignDeck]) -> Mapping[tuple[int, str], Sequence[Member]]:
    """Return the notes that were one in Anki: all of them by the deck's place and id of each.

    Only notes of one card each are joined, for the others would not fit.
    """
    groups: defaultdict[str, dict[int, Member]] = defaultdict(dict)
    first: dict[str, Member] = {}
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for place, deck in enumerate(decks):
        for note in deck.notes if deck.ids_everywhere else ():
            if note.content.type not in _SINGLE:
                continue
            numbered = _NUMBERED.fullmatch(note.id)
            if numbered is None:
                first.setdefault(note.id, Member(0, place, note))
            elif int(numbered[3]) <= MOST_CARDS:
                ordinal = int(numbered[3]) - 1
                groups[numbered[1]].setdefault(ordinal, Member(ordinal, place, note))
                kinds[numbered[1]].add(numbered[2])
    members: dict[tuple[int, str], Sequence[Member]] = {}
    for base, found in groups.items():
        if len(kinds[base]) > 1:
            continue
        if kinds[base] == {""} and base in first:
            found[0] = first[base]
        group = [found[ordinal] for ordinal in sorted(found)]
        members |= {(member.place, member.note.id): group for member in group}
    return members


def joined_guid(member: ForeignNote) -> str:
    """Return the GUID of the note that a joined one is a card of."""
    found = _NUMBERED.fullmatch(member.id)
    return _as_anki_has_it(found[1] if found else member.id)


def _as_anki_has_it(note_id: str) -> str:
    return note_id.removeprefix(_GUARD) if note_id.startswith(_GUARDED) else note_id


def _digest(*names: str) -> str:
    written = "\0".join(names).encode("utf-8", "backslashreplace")
    return hashlib.blake2b(written, digest_size=12).hexdigest()
