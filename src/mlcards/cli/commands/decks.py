"""`mlcards decks`: the decks as a tree, and putting them in order."""

from typing import TYPE_CHECKING, Any

import click

from mlcards.cli import output
from mlcards.cli.asking import ask_text, on_a_terminal
from mlcards.cli.commands import orphans
from mlcards.cli.completing import complete_deck, complete_option
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import counts_json
from mlcards.config.spec import find
from mlcards.core.errors import MlcardsError, UsageError
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.core.model import Deck

_as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
_deck = click.argument("deck", shell_complete=complete_deck)


@click.group("decks", invoke_without_command=True)
@_as_json
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Show the decks as a tree, with what waits today and all their cards.

    A deck's numbers include the decks below it. A command takes a deck by its title, the last
    part of it, the start of that, or its key.

    \b
    Examples:
      mlcards decks
      mlcards decks --json
      mlcards decks rename stats "Statistics"
      mlcards decks options "Deep learning" study.new_per_day=5
      mlcards decks orphans
    """  # noqa: D301
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json stands after the subcommand.", ctx)
        return
    with opened(ctx.ensure_object(Invocation)) as collection:
        if as_json:
            output.emit_json(_tree_json(collection))
        else:
            _say_tree(collection)


@command.command("rename")
@_deck
@click.argument("title")
@_as_json
@pass_invocation
def rename(invocation: Invocation, deck: str, title: str, *, as_json: bool) -> None:
    """Give a deck another title; progress and the decks below it stay with it.

    Parent::Child as title puts it below another deck.

    \b
    Examples:
      mlcards decks rename stats "Statistics"
      mlcards decks rename stats "Maths::Statistics"
    """  # noqa: D301
    with opened(invocation) as collection:
        _retitle(collection, _one(collection, deck), title, as_json=as_json)


@command.command("move")
@_deck
@click.argument("parent", required=False, shell_complete=complete_deck)
@click.option("--top", is_flag=True, help="Out of its parent, to the top.")
@_as_json
@pass_invocation
def move(
    invocation: Invocation, deck: str, parent: str | None, *, top: bool, as_json: bool
) -> None:
    """Put a deck, with those below it, below another deck or to the top.

    \b
    Examples:
      mlcards decks move stats Maths
      mlcards decks move stats --top
    """  # noqa: D301
    if (parent is None) is not top:
        raise click.UsageError("Name the deck to put it below, or give --top.")
    with opened(invocation) as collection:
        moved = _one(collection, deck)
        name = moved.title.rsplit("::", 1)[-1]
        above = None if parent is None else _one(collection, parent)
        title = name if above is None else f"{above.title}::{name}"
        _retitle(collection, moved, title, as_json=as_json)


@command.command("remove")
@_deck
@click.option("--yes", is_flag=True, help="Do not ask.")
@_as_json
@pass_invocation
def remove(invocation: Invocation, deck: str, *, yes: bool, as_json: bool) -> None:
    """Delete a deck and those below it, with all their cards and reviews. It cannot be taken back.

    You are asked to type the deck's title, unless you say --yes.

    \b
    Examples:
      mlcards decks remove stats
      mlcards decks remove "Maths::Statistics" --yes
    """  # noqa: D301
    from mlcards.collection.naming import find_deck

    with opened(invocation) as collection:
        found = find_deck(collection.decks(), deck, whole=True)
        line = next(line for line in collection.deck_lines() if line.id == found.id)
        shown = one_line(found.title)
        what = f'"{shown}"' + (" and the decks below it" if line.has_children else "")
        if not yes:
            if not on_a_terminal():
                raise UsageError(f"Nobody can be asked whether {what} may go.", "Say --yes.")
            output.note(f"This deletes {what}: {plural(line.cards, 'card')} and all their reviews.")
            if ask_text("Type its title to go on: ").strip() != shown:
                raise MlcardsError("That is not its title; nothing was deleted.")
        deleted = collection.remove_deck(found)
        if as_json:
            output.emit_json({"title": found.title, "key": found.key, "cards": deleted})
        else:
            output.note(f"Deleted {what}: {plural(deleted, 'card')}.")


@command.command("options")
@_deck
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...", shell_complete=complete_option)
@click.option("--unset", multiple=True, metavar="KEY", help="Go back to what holds for all decks.")
@_as_json
@pass_invocation
def options(
    invocation: Invocation,
    deck: str,
    values: tuple[str, ...],
    unset: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Show or change the settings of a deck that differ from those of all; decks below follow.

    \b
    Examples:
      mlcards decks options stats
      mlcards decks options stats study.new_per_day=5 fsrs.desired_retention=0.95
      mlcards decks options stats --unset study.new_per_day
    """  # noqa: D301
    with opened(invocation) as collection:
        found = _one(collection, deck)
        chosen = dict(found.options)
        for key in unset:
            if chosen.pop(key, None) is None:
                find(key)
        for pair in values:
            key, equals, value = pair.partition("=")
            if not equals:
                raise click.UsageError(f'"{one_line(pair, 40)}" is not KEY=VALUE.')
            chosen[key.strip()] = value.strip()
        if values or unset:
            collection.set_deck_options(found, chosen)
        if as_json:
            output.emit_json({"title": found.title, "key": found.key, "options": chosen})
        elif chosen:
            for key, value in sorted(chosen.items()):
                output.say(f"{key} = {value}")
        else:
            output.note(f'"{one_line(found.title)}" has the settings of all decks.')


command.add_command(orphans.command)


def _one(collection: "Collection", name: str) -> "Deck":
    (found,) = collection.find_decks([name])
    return found


def _retitle(collection: "Collection", deck: "Deck", title: str, *, as_json: bool) -> None:
    collection.rename_deck(deck, title)
    now = next(other.title for other in collection.decks() if other.id == deck.id)
    if as_json:
        output.emit_json({"title": now, "key": deck.key, "was": deck.title})
    else:
        output.note(f'"{one_line(deck.title)}" is now "{one_line(now)}".')


def _say_tree(collection: "Collection") -> None:
    lines = collection.deck_lines()
    if not lines:
        output.note("There are no decks yet. Bring some in with: mlcards import PATH")
        return
    rows = [
        (
            "  " * line.depth + one_line(line.name),
            str(line.counts.new),
            str(line.counts.learning),
            str(line.counts.due),
            str(line.cards),
        )
        for line in lines
    ]
    output.say_table(("Deck", "New", "Learning", "Review", "Cards"), rows, right=(1, 2, 3, 4))


def _tree_json(collection: "Collection") -> list[dict[str, Any]]:
    from mlcards.collection.tallying import tallies

    found = tallies(collection)
    return [
        {
            "title": line.title,
            "key": line.key,
            "name": line.name,
            "depth": line.depth,
            **counts_json(line.counts),
            "cards": line.cards,
            "seen": found[line.id].seen,
            "suspended": found[line.id].suspended,
            "orphaned": found[line.id].orphaned,
            "options": dict(line.options),
        }
        for line in collection.deck_lines()
    ]
