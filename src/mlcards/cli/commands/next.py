"""`mlcards next`: the cards to ask, for programs that ask them their own way."""

import click

from mlcards.cli import output
from mlcards.cli.completing import complete_deck
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import next_json
from mlcards.core.model import Rating
from mlcards.core.text import one_line

_DEFAULT_LIMIT = 10


@click.command("next")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=complete_deck)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=_DEFAULT_LIMIT,
    show_default=True,
    metavar="N",
    help="How many cards at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, with all texts.")
@pass_invocation
def command(invocation: Invocation, decks: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Show the cards to ask next, in order, with the interval that each rating will give.

    The list is empty when nothing may be asked now; `mlcards due` tells what waits later today.
    `mlcards review` takes the ratings.

    \b
    Examples:
      mlcards next --json --limit 1
      mlcards next "Deep learning"
      mlcards next --json | jq -c '{card: .[0].card, rating: "good"}' | mlcards review
    """  # noqa: D301
    from mlcards.collection.asking import next_cards

    with opened(invocation) as collection:
        found = next_cards(collection, decks, limit)
        if as_json:
            output.emit_json([next_json(item, collection.days) for item in found])
            return
    if not found:
        output.note("Nothing may be asked now.")
        return
    from mlcards.core.scheduling import interval_of
    from mlcards.core.wording import interval_text

    rows = [
        (
            str(item.card.id),
            item.card.schedule.phase.value,
            one_line(item.view.deck_title.rsplit("::", 1)[-1], 24),
            one_line(item.view.face.question, 60),
            *(interval_text(interval_of(item.preview[rating])) for rating in Rating),
        )
        for item in found
    ]
    header = ("Card", "State", "Deck", "Question", *(rating.label for rating in Rating))
    output.say_table(header, rows, right=(0, 4, 5, 6, 7))
