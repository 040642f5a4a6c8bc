"""A deck's settings (its own, its parents', the person's), and the question they make."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from mlcards.config.settings import Settings
from mlcards.core.days import DayRule
from mlcards.core.queue import DeckLimits
from mlcards.store.gather import Question

T = TypeVar("T")


class DeckSettings:
    """Settings by deck: the nearest of the deck and the decks above it decides."""

    def __init__(
        self, settings: Settings, decks: Iterable[tuple[int, str, Mapping[str, str]]]
    ) -> None:
        """Take the person's settings, and each deck's number, title and own options."""
        self.general = settings
        self._titles: dict[int, str] = {}
        self._options: dict[str, Mapping[str, str]] = {}
        for deck, title, options in decks:
            self._titles[deck] = title
            if options:
                self._options[title] = options
        self._found: dict[int, Settings] = {}

    def of(self, deck: int) -> Settings:
        """Return the settings that hold for a deck."""
        if not self._options:
            return self.general
        found = self._found.get(deck)
        if found is None:
            merged: dict[str, str] = {}
            levels = self._titles.get(deck, "").split("::")
            for depth in range(1, len(levels) + 1):
                merged |= self._options.get("::".join(levels[:depth]), {})
            found = self.general.with_options(merged) if merged else self.general
            self._found[deck] = found
        return found

    def order(self, decks: Iterable[int]) -> str:
        """Return in which order the cards of `decks` come: theirs if they agree, else general."""
        return _agreed((self.of(deck).order for deck in decks), self.general.order)

    def learn_ahead(self, decks: Iterable[int]) -> timedelta:
        """Return how early learning cards of `decks` may come, decided as the order is."""
        return _agreed((self.of(deck).learn_ahead for deck in decks), self.general.learn_ahead)

    def question(self, days: DayRule, now: datetime, more_new: int = 0) -> Question:
        """Return what to look for at `now`."""
        today = days.study_day(now)
        general = self.general
        return Question(
            today=today,
            day_end=days.end(today),
            limits=DeckLimits(general.new_per_day, general.reviews_per_day),
            deck_limits=lambda deck: DeckLimits(
                self.of(deck).new_per_day, self.of(deck).reviews_per_day
            ),
            apart=lambda deck: self.of(deck).bury_siblings,
            weakest_first=lambda deck: self.of(deck).order == "weakest-first",
            more_new=more_new,
        )


def _agreed(wanted: Iterable[T], general: T) -> T:
    different = set(wanted)
    return different.pop() if len(different) == 1 else general


def parse_more_new(fact: str | None, today: str) -> int:
    """Return the further new cards asked for on the day `today`; they lapse with the day."""
    day, _, number = (fact or "").partition("=")
    return int(number) if day == today and number.isdecimal() else 0
