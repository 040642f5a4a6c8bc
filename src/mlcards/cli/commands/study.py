"""`mlcards study`: a session, in the app or as plain lines of text."""

import sys

import click

from mlcards.cli.commands.app import open_app
from mlcards.cli.completing import complete_deck
from mlcards.cli.context import Invocation
from mlcards.cli.opening import opened


@click.command("study")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=complete_deck)
@click.option("--plain", is_flag=True, help="Plain lines of text instead of the app.")
@click.pass_context
def command(ctx: click.Context, decks: tuple[str, ...], *, plain: bool) -> None:
    """Study what waits today, of all decks or of those named and the decks below them.

    --plain asks the same cards line by line, without colour or moving the cursor: for screen
    readers, dumb terminals and pipes. Type ? there for what can be typed.

    \b
    Examples:
      mlcards study
      mlcards study Statistics "Deep learning"
      mlcards study --plain
    """  # noqa: D301
    if not plain:
        open_app(ctx, decks, study=True)
        return
    from mlcards.cli.plain import PlainSession
    from mlcards.collection.asking import with_those_below
    from mlcards.collection.study import StudySession

    with opened(ctx.ensure_object(Invocation)) as collection:
        chosen = None
        if decks:
            tops = collection.find_decks(decks)
            chosen = [deck.id for deck in with_those_below(collection.decks(), tops)]
        PlainSession(collection, StudySession(collection, chosen), sys.stdin).run()
