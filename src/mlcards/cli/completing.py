"""What a shell offers on Tab: decks, with their cards as help, settings, formats.

It is quick, and silent when it fails.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from mlcards.cli.context import Invocation

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mlcards.collection.views import DeckLine

_ONE_WORD = re.compile(r"[\w.,+@%/-]+")
"""What every shell takes as one word without quotes."""


def complete_deck(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Return the decks whose name starts with what was typed.

    A deck is offered by its title where a shell takes that as one word, else by the last part of
    it, else by its key.
    """
    from click.shell_completion import CompletionItem

    from mlcards.core.text import one_line, plural

    try:
        items = []
        for line in _lines(ctx):
            name = _offered(line, incomplete)
            if name is not None:
                waiting = f"{plural(line.counts.total, 'card')} waiting"
                items.append(CompletionItem(name, help=f"{one_line(line.title, 60)}: {waiting}"))
    except Exception:  # noqa: BLE001 - a Tab is no place for errors; the command will tell them
        return []
    return items


def complete_option(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Return the settings that a deck may have for itself, ready for their value."""
    from click.shell_completion import CompletionItem

    from mlcards.config.spec import SETTINGS

    return [
        CompletionItem(f"{key}=", help=setting.help)
        for key, setting in SETTINGS.items()
        if setting.per_deck and key.startswith(incomplete)
    ]


def complete_read_format(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Return the formats that can be imported."""
    from mlcards.collection.formats import read_formats

    return _formats([(found.name, found.title) for found in read_formats()], incomplete)


read_format_option = click.option(
    "--format",
    "file_format",
    metavar="F",
    shell_complete=complete_read_format,
    help="The files' format, not the one told.",
)


def complete_written_format(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    """Return the formats that can be exported to."""
    from mlcards.collection.exporting import formats

    return _formats([(found.name, found.title) for found in formats()], incomplete)


def _formats(known: "Iterable[tuple[str, str]]", incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(name, help=title) for name, title in known if name.startswith(incomplete)
    ]


def _lines(ctx: click.Context) -> "Iterable[DeckLine]":
    from mlcards.collection.glance import glance

    invocation = ctx.find_object(Invocation) or Invocation()
    if invocation.database_url is not None:
        return _lines_of_a_server(invocation)
    return glance(
        invocation.home.database, invocation.settings(), invocation.clock(), card=False
    ).decks


def _lines_of_a_server(invocation: Invocation) -> "Iterable[DeckLine]":
    from mlcards.cli.opening import opened

    with opened(invocation, started=False) as collection:
        return collection.deck_lines()


def _offered(line: "DeckLine", incomplete: str) -> str | None:
    typed = incomplete.casefold()
    for name in _names(line):
        if name.casefold().startswith(typed) and _ONE_WORD.fullmatch(name):
            return name
    return None


def _names(line: "DeckLine") -> Iterator[str]:
    yield line.title
    yield line.name
    yield line.key
