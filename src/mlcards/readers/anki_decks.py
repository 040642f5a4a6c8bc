"""Which of mlcards' decks the notes of a package go into.

Anki's decks are known by their titles. A note that mlcards wrote goes back into the deck it came
from, which is called as the Anki deck is in which most of its notes are now: renaming a deck in
Anki renames it here. Notes whose id is their GUID, and those that were made in Anki, go where
Anki has them.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mlcards.core.foreign import ForeignDeck
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.markdown_html import markdown_html
from mlcards.readers.anki_collection import Collection
from mlcards.readers.anki_notes import Made
from mlcards.readers.gathering import Decks, Report, clean_title, file_title

_LONGEST_DESCRIPTION = 20_000
_OWN = "\0"
"""Before a deck's key: how its group is called. No title has it."""


@dataclass(slots=True)
class _Home:
    """A deck of mlcards' that notes came from.

    Attributes:
        about: what is known of it, without notes.
        titles: of the Anki decks that its notes are in now, with how many.
        named: whether any of its notes has an id that is no GUID, or none.
    """

    about: ForeignDeck
    titles: Counter[str] = field(default_factory=Counter)
    named: bool = False

    @property
    def title(self) -> str:
        """What it is called in Anki now."""
        return self.titles.most_common(1)[0][0]


class DeckSorter:
    """Sorts the notes of one package."""

    def __init__(self, collection: Collection, report: Report, most: int) -> None:
        """Begin.

        Args:
            collection: its decks.
            report: where problems are told.
            most: notes that there may be.
        """
        self._collection = collection
        self._report = report
        self._most = most
        self._titles: dict[int, str] = {}
        """Of Anki's decks, by number."""
        self._homes: dict[str, _Home] = {}
        """By key."""

    def sorted(self, made: Sequence[Made]) -> tuple[ForeignDeck, ...]:
        """Return the decks, the notes of each in the order in which new ones are to come."""
        self._titles = {number: self._title(number) for number in {one.deck for one in made}}
        self._find_homes(made)
        groups: defaultdict[str, list[Made]] = defaultdict(list)
        settled = self._settled()
        for one in made:
            title = self._titles[one.deck]
            named = one.home is not None and not one.by_guid
            key = one.home.key if one.home and named else settled.get(title)
            groups[title if key is None else f"{_OWN}{key}"].append(one)
        decks = Decks(self._report, most=self._most)
        for name in sorted(groups):
            notes = sorted(groups[name], key=lambda one: one.place)
            decks.about[name] = self._about(name, notes)
            for one in notes:
                decks.add(name, one.note, twice="warning")
        return tuple(
            replace(deck, ids_everywhere=not name.startswith(_OWN))
            for name, deck in zip(decks.notes, decks.made(), strict=True)
        )

    def _title(self, number: int) -> str:
        known = self._collection.decks.get(number)
        return (clean_title(known.title) if known else "") or file_title(self._report.source)

    def _find_homes(self, made: Sequence[Made]) -> None:
        for one in made:
            if one.home is None:
                continue
            home = self._homes.setdefault(one.home.key, _Home(one.home))
            home.titles[self._titles[one.deck]] += 1
            home.named = home.named or not one.by_guid
            if one.home.description and not home.about.description:
                home.about = replace(home.about, description=one.home.description)

    def _settled(self) -> dict[str, str]:
        """Return the key of the deck that notes of Anki's own join, by the title of theirs."""
        keys: dict[str, str] = {}
        for key, home in self._homes.items():
            if home.named:
                keys.setdefault(home.title, key)
        return keys

    def _about(self, name: str, notes: Sequence[Made]) -> ForeignDeck:
        """Return what is known of a deck; the key is empty where its title has to make it."""
        home = self._homes.get(name.removeprefix(_OWN))
        title = name
        if name.startswith(_OWN) and home is not None:
            title = home.title
        else:
            keys = Counter(one.home.key for one in notes if one.home is not None)
            found = [self._homes[key] for key, _count in keys.most_common(1)]
            home = next((one for one in found if not one.named and one.title == title), None)
        about = home.about if home else ForeignDeck("", title, (), "", described=False)
        exact = about.title if clean_title(about.title) == title else title
        described = self._description(title, about.description)
        return replace(about, title=exact, description=described)

    def _description(self, title: str, known: str) -> str:
        """Return a deck's description: the one that is known unless Anki's says something else."""
        for number, there in self._titles.items():
            deck = self._collection.decks.get(number)
            if there == title and deck is not None and deck.description:
                text = html_to_markdown(deck.description[:_LONGEST_DESCRIPTION])
                return known if html_to_markdown(markdown_html(known)) == text else text
        return known
