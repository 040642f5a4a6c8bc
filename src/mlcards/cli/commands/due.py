"""`mlcards due`: what waits today."""

import click

from mlcards.cli import output
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.looking import look
from mlcards.cli.shapes import counts_json
from mlcards.collection.views import DeckLine, Glance
from mlcards.core.days import DayRule
from mlcards.core.text import plural

_COUNTS = ("New", "Learning", "Review")


@click.command("due")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--short", is_flag=True, help="Only the number of cards, for a shell prompt.")
@pass_invocation
def command(invocation: Invocation, *, as_json: bool, short: bool) -> None:
    """Show what waits today by deck: new cards, learning steps and reviews.

    --short answers with one number, 0 when nothing waits.

    \b
    Examples:
      mlcards due
      mlcards due --json
      PS1='[$(mlcards due --short)] \\$ '
    """  # noqa: D301
    if as_json and short:
        raise click.UsageError("--json and --short are two answers; name one.")
    seen = look(invocation)
    if short:
        output.say(str(seen.counts.total))
    elif as_json:
        days = DayRule(invocation.settings().rollover)
        output.emit_json(
            {
                "day": seen.today,
                "day_ends": days.end(seen.today),
                **counts_json(seen.counts),
                "decks": [_deck_json(line) for line in seen.decks],
            }
        )
    else:
        _say(seen)


def _say(seen: Glance) -> None:
    if not seen.counts.total:
        output.say("Nothing waits today.")
        return
    rows = [
        (
            "  " * line.depth + (line.name or line.title),
            str(line.counts.new),
            str(line.counts.learning),
            str(line.counts.due),
        )
        for line in seen.decks
        if line.counts.total
    ]
    counts = seen.counts
    rows.append(("All", str(counts.new), str(counts.learning), str(counts.due)))
    output.say_table(("Deck", *_COUNTS), rows, right=(1, 2, 3))
    output.note(f"{plural(counts.total, 'card')} waiting. Study with: mlcards")


def _deck_json(line: DeckLine) -> dict[str, object]:
    return {
        "title": line.title,
        "key": line.key,
        "depth": line.depth,
        **counts_json(line.counts),
    }
