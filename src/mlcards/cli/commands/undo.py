"""`mlcards undo`: takes back the last review."""

import click

from mlcards.cli import output
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import outcome_json
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line


@click.command("undo")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_invocation
def command(invocation: Invocation, *, as_json: bool) -> None:
    """Take back the last review. Run again, it takes back the one before.

    The card returns to where it was, and so do the cards of its note that the review hid.

    \b
    Examples:
      mlcards undo
      mlcards undo --json
    """  # noqa: D301
    with opened(invocation, started=False) as collection:
        undone = collection.undo(("rating",))
        if undone is None:
            raise MlcardsError("There is no review to take back.")
        schedule = collection.card(undone.card).schedule
        rating = undone.rating
        if as_json:
            output.emit_json(
                {
                    "review": undone.review,
                    "card": undone.card,
                    "rating": rating.name.lower() if rating else None,
                    "at": undone.at,
                    "question": undone.question,
                    **outcome_json(schedule, collection.days),
                }
            )
            return
    label = rating.label if rating else "the review"
    local = undone.at.astimezone()
    output.say(f"Taken back: {label} of {local:%Y-%m-%d %H:%M}, {one_line(undone.question, 80)}")
