"""Opening the app, for `mlcards` alone and `mlcards study`."""

from collections.abc import Sequence

import click

from mlcards.cli import starting
from mlcards.cli.context import Invocation
from mlcards.core.errors import UsageError


def open_app(ctx: click.Context, names: Sequence[str], *, study: bool = False) -> None:
    """Run the app until the person leaves it, and end the command with its status.

    Args:
        ctx: of the command.
        names: decks, as typed; all when empty.
        study: whether it starts with a session.

    Raises:
        UsageError: there is no terminal to open it on.
        NotFoundError: a name fits no deck, or several.
    """
    invocation = ctx.ensure_object(Invocation)
    if not starting.can_draw(invocation.environ):
        raise UsageError(
            "The app needs a terminal that it can draw on.",
            "mlcards study --plain asks the same cards in plain lines.",
        )
    settings = invocation.settings()
    titles = _titles(invocation, names) if names else ()
    status = starting.run(
        invocation.home,
        settings,
        invocation.environ,
        database_url=invocation.database_url,
        titles=titles,
        study=study,
    )
    if status:
        ctx.exit(status)


def _titles(invocation: Invocation, names: Sequence[str]) -> tuple[str, ...]:
    """Return the exact titles of decks, without opening the collection where that is enough."""
    from mlcards.cli.looking import look
    from mlcards.collection.naming import find_deck

    known = look(invocation).decks
    return tuple(find_deck(known, name).title for name in names)
