"""Decks as a tree with counts that include the decks below."""

from collections.abc import Iterable, Mapping, Sequence

from mlcards.collection.first_views import DeckLine
from mlcards.core.errors import UsageError
from mlcards.core.queue import Counts


def deck_lines(
    decks: Iterable[tuple[int, str, str, Mapping[str, str]]],
    counts: Mapping[int, Counts],
    cards: Mapping[int, int] | None = None,
) -> tuple[DeckLine, ...]:
    """Return the lines of the tree: parents first, siblings by title.

    Args:
        decks: number, key, title and options of each.
        counts: what waits in each deck itself.
        cards: number of cards in each deck itself.
    """
    known = sorted(decks, key=lambda deck: (deck[2].casefold().split("::"), deck[0]))
    below: dict[str, Counts] = {}
    held: dict[str, int] = {}
    parents: set[str] = set()
    for deck, _key, title, _options in known:
        levels = title.split("::")
        for depth in range(1, len(levels) + 1):
            name = "::".join(levels[:depth])
            below[name] = below.get(name, Counts()) + counts.get(deck, Counts())
            held[name] = held.get(name, 0) + (cards or {}).get(deck, 0)
            if depth < len(levels):
                parents.add(name)
    return tuple(
        DeckLine(
            id=deck,
            key=key,
            title=title,
            name=title.rsplit("::", 1)[-1],
            depth=title.count("::"),
            has_children=title in parents,
            counts=below[title],
            cards=held[title],
            options=options,
        )
        for deck, key, title, options in known
    )


def clean_title(title: str) -> str:
    """Return a title as it is kept: without white space around its levels.

    Raises:
        UsageError: a level has no name.
    """
    levels = [level.strip() for level in title.split("::")]
    if not all(levels):
        raise UsageError(
            "A deck's title cannot be empty, nor a part of it.", "Write Parent::Child to nest it."
        )
    return "::".join(levels)


def below_or_same(title: str, top: str) -> bool:
    """Whether the deck `title` is `top` or lies below it."""
    return title == top or title.startswith(f"{top}::")


def waiting_in(lines: Iterable[DeckLine], titles: Sequence[str]) -> Counts:
    """Return what waits in some decks and those below them, each counted once."""
    top = [
        line
        for line in lines
        if line.title in titles
        and not any(other != line.title and below_or_same(line.title, other) for other in titles)
    ]
    return sum((line.counts for line in top), Counts())
