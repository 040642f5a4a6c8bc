"""`mlcards decks orphans`: the cards whose text left its file, and deleting them for good."""

from typing import TYPE_CHECKING

import click

from mlcards.cli import output
from mlcards.cli.asking import ask_yes, on_a_terminal
from mlcards.cli.completing import complete_deck
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import orphan_json
from mlcards.core.errors import MlcardsError, UsageError
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.orphans import OrphanLine


@click.command("orphans")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=complete_deck)
@click.option("--remove", is_flag=True, help="Delete them, with their reviews, for good.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_invocation
def command(
    invocation: Invocation, decks: tuple[str, ...], *, remove: bool, yes: bool, as_json: bool
) -> None:
    """List the cards whose text left its file: they are not asked, and keep their history.

    They come back when their text does. With --remove they are deleted, which cannot be taken
    back; you are asked, unless you say --yes.

    \b
    Examples:
      mlcards decks orphans
      mlcards decks orphans Statistics --json
      mlcards decks orphans Statistics --remove
    """  # noqa: D301
    from mlcards.collection.orphans import orphans, remove_orphans

    with opened(invocation) as collection:
        chosen = collection.find_decks(decks) if decks else []
        lines = orphans(collection, chosen)
        if not remove:
            _say(lines, as_json=as_json)
            return
        if lines and not yes:
            _ask(lines)
        deleted = remove_orphans(collection, [line.note for line in lines])
    if as_json:
        output.emit_json({"notes": len(lines), "cards": deleted})
    elif lines:
        output.note(f"Deleted: {plural(deleted, 'card')} and all their reviews.")
    else:
        _say(lines, as_json=False)


def _ask(lines: "Sequence[OrphanLine]") -> None:
    """Ask whether they may be deleted; MlcardsError where they may not."""
    cards = plural(sum(line.cards for line in lines), "card")
    if not on_a_terminal():
        raise UsageError(f"Nobody can be asked whether {cards} may go.", "Say --yes.")
    reviews = plural(sum(line.reviews for line in lines), "review")
    output.note(
        f"This deletes {cards} whose text left its file, and the {reviews} you gave them. It "
        "cannot be taken back."
    )
    if not ask_yes("Delete them?"):
        raise MlcardsError("Nothing was deleted.")


def _say(lines: "Sequence[OrphanLine]", *, as_json: bool) -> None:
    if as_json:
        output.emit_json([orphan_json(line) for line in lines])
    elif not lines:
        output.note("There are no cards whose text left its file.")
    else:
        output.say_table(
            ("Deck", "Question", "Cards", "Reviews", "Last asked"),
            [
                (
                    one_line(line.deck_title),
                    one_line(line.question, 60),
                    f"{line.cards:,}",
                    f"{line.reviews:,}",
                    str(line.last_day or "never"),
                )
                for line in lines
            ],
            right=(2, 3),
        )
