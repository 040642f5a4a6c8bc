"""From what a person types to the deck they mean."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from mlcards.core.errors import NotFoundError
from mlcards.core.text import one_line


class Named(Protocol):
    """Something with a deck's names."""

    @property
    def key(self) -> str:
        """The stable name."""

    @property
    def title(self) -> str:
        """The name that is shown, with `::` between levels."""


D = TypeVar("D", bound=Named)


def find_deck(known: Sequence[D], name: str, *, whole: bool = False) -> D:
    """Return the deck called `name`: by key, title, last part of the title, or start of it.

    Args:
        known: all decks.
        name: as typed.
        whole: whether the start of a name is not enough, as for what cannot be taken back.

    Raises:
        NotFoundError: the name fits no deck, or more than one; it names the likeliest.
    """
    wanted = name.casefold().strip()

    def last(deck: D) -> str:
        return deck.title.rsplit("::", 1)[-1].casefold()

    ways: list[Callable[[D], bool]] = [
        lambda deck: deck.key.casefold() == wanted,
        lambda deck: deck.title.casefold() == wanted,
        lambda deck: last(deck) == wanted,
    ]
    if wanted and not whole:
        ways.append(
            lambda deck: last(deck).startswith(wanted) or deck.key.casefold().startswith(wanted)
        )
    for fits in ways:
        found = [deck for deck in known if fits(deck)]
        if len(found) == 1:
            return found[0]
        if found:
            titles = ", ".join(f'"{one_line(deck.title, 60)}"' for deck in found[:5])
            raise NotFoundError(
                f'"{one_line(name, 60)}" fits {len(found)} decks: {titles}.',
                "Name one by its key; mlcards decks lists them.",
            )
    raise NotFoundError(
        f'There is no deck "{one_line(name, 60)}".',
        _likeliest(known, wanted) or "mlcards decks lists them.",
    )


def _likeliest(known: Sequence[D], wanted: str) -> str | None:
    from difflib import get_close_matches

    names = {
        name: deck
        for deck in known
        for name in (deck.key.casefold(), deck.title.rsplit("::", 1)[-1].casefold())
    }
    near = get_close_matches(wanted, names, n=1)
    return f'Did you mean "{one_line(names[near[0]].title, 60)}"?' if near else None
