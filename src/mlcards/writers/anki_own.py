"""What the field holds that mlcards keeps for itself; see `core.anki_own`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlcards.core.anki_own import written
from mlcards.core.content_json import to_dict
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.progress_json import written_instant


class OwnFields:
    """Makes the fields of a package's notes, in their order."""

    def __init__(self, decks: Sequence[ForeignDeck]) -> None:
        self._decks = [_about(deck) for deck in decks]
        self._descriptions = [deck.description for deck in decks]
        """Those that no note has yet."""

    def field(
        self,
        guid: str,
        fields: Mapping[str, str],
        notes: Iterable[tuple[int | None, int, ForeignNote]],
    ) -> str:
        """Return what the field of a note holds.

        Args:
            guid: the note's.
            fields: its other fields by name, as they are before media get other names.
            notes: what it is made of: the card of each if there are several, the place of its
                deck, itself.
        """
        return written(guid, fields, [self._note(fields, *one) for one in notes])

    def _note(
        self, fields: Mapping[str, str], at: int | None, place: int, note: ForeignNote
    ) -> dict[str, Any]:
        places = {text: name for name, text in fields.items() if text}
        original = [
            [name, [places[text]] if text in places else text] for name, text in note.original
        ]
        hidden = [card.part for card in note.progress if card.suspended]
        values: dict[str, Any] = {
            "id": note.id,
            "media": note.media,
            "original": original,
            "kind": note.kind,
            "own_answers": [
                {"at": written_instant(at), "text": text} for at, text in note.own_answers
            ],
            "orphaned": note.orphaned,
            "leech": [card.part for card in note.progress if card.leech],
            "suspended": hidden if note.orphaned else (),
        }
        known: dict[str, Any] = {} if at is None else {"at": at}
        known["deck"] = self._deck(place)
        known["content"] = to_dict(note.content)
        return known | {name: value for name, value in values.items() if value}

    def _deck(self, place: int) -> Mapping[str, Any]:
        description, self._descriptions[place] = self._descriptions[place], ""
        about = self._decks[place]
        return about | {"description": description} if description else about


def _about(deck: ForeignDeck) -> dict[str, Any]:
    values = {
        "id": deck.key,
        "title": deck.title,
        "language": deck.language,
        "source": deck.source,
        "license": deck.license,
        "tags": list(deck.tags),
        "options": dict(deck.options),
    }
    return {name: value for name, value in values.items() if value}
