"""Decks, deck options and settings as the JSON of an Anki collection of schema 11."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mlcards.core.foreign import ForeignDeck
from mlcards.core.markdown_html import markdown_html
from mlcards.writers.anki_schedule import Calendar

_LEVELS = "::"
_DEFAULT = 1
"""Number of the deck and of the options that every collection has."""
_DEFAULT_NAME = "Default"
_NAMELESS = "mlcards"
_RETENTION = "fsrs.desired_retention"
_USUAL_RETENTION = 0.9
_OPTIONS: Mapping[str, Any] = {
    "id": _DEFAULT,
    "name": _DEFAULT_NAME,
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "dyn": False,
    "new": {
        "bury": False,
        "delays": [1.0, 10.0],
        "initialFactor": 2500,
        "ints": [1, 4, 0],
        "order": 1,
        "perDay": 20,
    },
    "rev": {
        "bury": False,
        "ease4": 1.3,
        "ivlFct": 1.0,
        "maxIvl": 36500,
        "perDay": 200,
        "hardFactor": 1.2,
    },
    "lapse": {"delays": [10.0], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
}


class Decks:
    """The decks of a package by title; parents that are none of them are there as well."""

    def __init__(self, decks: Sequence[ForeignDeck], first: int, modified: int) -> None:
        """Number the decks.

        Args:
            decks: as they leave.
            first: the number of the first; the others follow.
            modified: seconds since 1970.
        """
        self._modified = modified
        self._about: dict[str, str] = {}
        self._retentions: dict[str, float] = {}
        self._numbers = {_DEFAULT_NAME: _DEFAULT}
        for deck in decks:
            title = _title(deck)
            levels = title.split(_LEVELS)
            for depth in range(1, len(levels) + 1):
                parent = _LEVELS.join(levels[:depth])
                self._numbers.setdefault(parent, first + len(self._numbers))
            if deck.description.strip():
                self._about.setdefault(title, markdown_html(deck.description))
            wanted = _retention(deck)
            if wanted is not None:
                self._retentions[title] = wanted

    def number(self, deck: ForeignDeck) -> int:
        """Return the number of a deck."""
        return self._numbers[_title(deck)]

    def retention(self, deck: ForeignDeck) -> float:
        """Return the recall that a deck is scheduled for: its own setting or a parent's."""
        levels = _title(deck).split(_LEVELS)
        for depth in range(len(levels), 0, -1):
            found = self._retentions.get(_LEVELS.join(levels[:depth]))
            if found is not None:
                return found
        return _USUAL_RETENTION

    def as_json(self) -> str:
        """Return what the collection says of its decks."""
        return json.dumps({str(number): self._deck(name) for name, number in self._numbers.items()})

    def _deck(self, name: str) -> Mapping[str, Any]:
        nothing_today = [0, 0]
        return {
            "id": self._numbers[name],
            "name": name,
            "mod": self._modified,
            "usn": -1,
            "lrnToday": nothing_today,
            "revToday": nothing_today,
            "newToday": nothing_today,
            "timeToday": nothing_today,
            "collapsed": False,
            "browserCollapsed": False,
            "desc": self._about.get(name, ""),
            "dyn": 0,
            "conf": _DEFAULT,
            "extendNew": 0,
            "extendRev": 0,
        }


def deck_options() -> str:
    """Return the options of decks: Anki's usual ones, for nothing is said of them."""
    return json.dumps({str(_DEFAULT): _OPTIONS})


def settings(calendar: Calendar, note_type: int, next_position: int) -> str:
    """Return the settings of the collection that an importing program reads its days by."""
    return json.dumps(
        {
            "schedVer": 2,
            "sched2021": True,
            "creationOffset": calendar.west,
            "rollover": calendar.days.rollover.hour,
            "nextPos": next_position,
            "curDeck": _DEFAULT,
            "activeDecks": [_DEFAULT],
            "curModel": note_type,
            "sortType": "noteFld",
            "sortBackwards": False,
            "newSpread": 0,
            "collapseTime": 1200,
            "timeLim": 0,
            "estTimes": True,
            "dueCounts": True,
            "addToCur": True,
            "dayLearnFirst": False,
        }
    )


def _title(deck: ForeignDeck) -> str:
    levels = [level.strip() for level in deck.title.split(_LEVELS)]
    return _LEVELS.join(level for level in levels if level) or _NAMELESS


def _retention(deck: ForeignDeck) -> float | None:
    written = dict(deck.options).get(_RETENTION, "")
    try:
        found = float(written)
    except ValueError:
        return None
    return found if 0 < found < 1 else None
