"""How many cards are due by study day, read day by day as the scheduler asks."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from mlcards.store import cards

if TYPE_CHECKING:
    from mlcards.store.store import Store


class DayLoad(Mapping[date, int]):
    """A mapping from study day to cards due, read once per day and then kept up by `moved`.

    One session keeps one, so that what it previews is what it gives.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._known: dict[date, int] = {}

    def __getitem__(self, day: date) -> int:
        known = self._known.get(day)
        if known is None:
            with self._store.reading() as connection:
                known = self._known[day] = cards.due_on(connection, day)
        return known

    def __iter__(self) -> Iterator[date]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def moved(self, before: date | None, after: date | None) -> None:
        """Note that a card moved from one day to another."""
        for day, step in ((before, -1), (after, 1)):
            if day is not None and day in self._known:
                self._known[day] += step

    def forget(self) -> None:
        """Read every day anew."""
        self._known.clear()
