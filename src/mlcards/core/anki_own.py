r"""What mlcards keeps for itself on the notes of the Anki packages that it writes.

Each of its note types ends in a field `mlcards`, which no card shows. It holds one line of JSON:

```json
{"mlcards": 1, "guid": "9f…", "fields": {"Front": "3c0a91d2", "Back": "…"}, "notes": [
  {"deck": {"id": "metrics", "title": "ML::Metrics", "language": "en"}, "id": "recall",
   "content": {…}, "original": [["Text", ["Front"]]], "leech": ["main"]}]}
```

- `guid`: the note's; a copy that somebody makes in Anki gets another one, and is no note of ours.
- `fields`: a hash of each other field that is not empty, as it was written (`digest`).
- `notes`: the notes that it is; several where each card of a note of Anki's is a note here, and
  then `at` is each one's card, from 0.
- `deck` has the keys of a JSON deck, `description` only on the first note of each; `content` is
  `core.content_json`'s; `media`, `kind`, `own_answers` and `orphaned` are as in JSON decks, and
  `original` too, but a text that stands in a field of the same note is a list of that one name.
- `leech` and `suspended` name the parts that were so here, where Anki's marks say something else.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

FIELD = "mlcards"
"""Name of the field."""
TYPE_NAME = "mlcards "
"""How the names of mlcards' note types begin; Anki may add something at their end."""
VERSION = 1
LEECH = "leech"
"""The tag by which Anki knows a leech."""

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_START = re.compile(r"\s*\{\s*\"mlcards\"")
_REFERENCE = re.compile(r"[<>&]|\[(?=sound:|anki:)|\{(?=\{)", re.IGNORECASE)


def is_own(field: str) -> bool:
    """Whether a field without a name looks like this one."""
    return bool(_START.match(field))


def digest(field: str) -> str:
    """Return a short hash of a field, the same for all ways in which Unicode can spell it."""
    if not field.isascii():
        field = unicodedata.normalize("NFC", field)
    return hashlib.blake2b(field.encode("utf-8", "backslashreplace"), digest_size=4).hexdigest()


def digests(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the hashes of those of a note's fields that are not empty, by their names."""
    return {name: digest(value) for name, value in fields.items() if value and name != FIELD}


def anki_tag(tag: str) -> str:
    """Return a tag as Anki can have it: without white space; empty for none."""
    return _BLANKS.sub("_", tag.strip())


def written(guid: str, fields: Mapping[str, str], notes: Iterable[Mapping[str, Any]]) -> str:
    """Return what the field holds.

    It is ASCII, and nothing in it can be taken for an element, a sound or a gap: Anki changes
    how letters are composed, and looks for files and gaps in all fields.
    """
    values = {
        "mlcards": VERSION,
        "guid": guid,
        "fields": digests(fields),
        "notes": list(notes),
    }
    text = json.dumps(values, separators=(",", ":"))
    return _REFERENCE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
