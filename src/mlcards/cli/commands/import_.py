"""`mlcards import`: deck files into the collection."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from mlcards.cli import output
from mlcards.cli.asking import ask_yes, on_a_terminal
from mlcards.cli.completing import complete_deck
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import problem_json
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.collection.import_plans import Planned
    from mlcards.collection.import_report import DeckReport, FileReport
    from mlcards.core.import_plan import NoteChange

_UNUSABLE = 2


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option(
    "--deck", metavar="NAME", shell_complete=complete_deck, help="The deck's title, not the file's."
)
@click.option("--format", "file_format", metavar="F", help="The files' format, not the one told.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing: take edited questions that are sure.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    paths: tuple[str, ...],
    deck: str | None,
    file_format: str | None,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Bring deck files, or folders of them, into your collection; - reads standard input.

    Each file comes in as a whole or, when something is wrong in it, not at all. Cards that you
    know keep their progress; those that left their file are put aside with their history.

    Where a question without an id was edited, you are asked whether it is the same card. With
    --yes that is taken where it is sure, and told; where nobody can be asked it is a new card.

    \b
    Examples:
      mlcards import decks/
      mlcards import company.yaml --dry-run
      curl -s https://example.org/stats.yaml | mlcards import - --deck Statistics
    """  # noqa: D301
    from mlcards.collection.import_plans import never, plan_sources, sure
    from mlcards.collection.importing import apply, preview

    with opened(invocation, started=False) as collection:
        planned = plan_sources(collection, _read(collection, paths, deck, file_format))
        accept: Callable[[NoteChange], bool]
        if yes:
            accept = sure
        elif dry_run or as_json or not on_a_terminal():
            accept = never
        else:
            accept = _asked(planned)
        answer = preview(planned, accept) if dry_run else apply(collection, planned, accept)
        reports: list[FileReport] = []
        for report in answer:
            reports.append(report)
            for problem in report.problems:
                output.note(str(problem))
            if not as_json:
                _say(report, asks=dry_run and not yes)
    if as_json:
        output.emit_json({"dry_run": dry_run, "files": [_file_json(report) for report in reports]})
    elif dry_run:
        output.note("This was a dry run; nothing was changed.")
    elif not yes and on_a_terminal():
        _offer_ids(reports)
    return _UNUSABLE if any(report.failed for report in reports) else 0


def _read(
    collection: "Collection", paths: Sequence[str], deck: str | None, file_format: str | None
) -> Any:
    from mlcards.collection.sources import read_sources, titled

    known = collection.decks()
    if deck is None:
        return read_sources(paths, sys.stdin.buffer, file_format, known)
    return titled(read_sources(paths, sys.stdin.buffer, file_format), deck, known)


def _asked(planned: Sequence["Planned"]) -> "Callable[[NoteChange], bool]":
    """Ask of every edited question whether it is the card that left, and keep the answers."""
    taken = {
        (change.note_id, change.key)
        for item in planned
        for change in item.proposals
        if change.was and change.content and _same(change.was.question, change.content.question)
    }
    return lambda change: (change.note_id, change.key) in taken


def _same(was: str, now: str) -> bool:
    output.note("A question was edited, or one left and another came:")
    output.note(f"  was: {one_line(was, 300)}")
    output.note(f"  now: {one_line(now, 300)}")
    return ask_yes("Is it the same card, with your progress?")


def _say(report: "FileReport", *, asks: bool) -> None:
    for deck in report.decks:
        output.say(f"{one_line(deck.title)}: {_numbers(deck)}")
        _tell_matches(deck, asks=asks)
    if report.failed:
        errors = sum(1 for problem in report.problems if problem.severity == "error")
        output.note(f"{one_line(report.name)}: not imported, {plural(errors, 'error')}.", "red")


def _numbers(deck: "DeckReport") -> str:
    if not (deck.new or deck.changed or deck.gone or deck.revived):
        return f"all {deck.unchanged:,} unchanged"
    parts = [
        f"{deck.new:,} new",
        f"{deck.changed:,} changed",
        f"{deck.unchanged:,} unchanged",
        f"{deck.gone:,} gone",
    ]
    more = [
        f"{number:,} {what}"
        for number, what in ((deck.moved, "from another deck"), (deck.revived, "back again"))
        if number
    ]
    return ", ".join(parts) + (f" ({', '.join(more)})" if more else "")


def _tell_matches(deck: "DeckReport", *, asks: bool) -> None:
    for match in deck.matches:
        what = "taken for the same card" if match.taken else "taken for two cards"
        what = "you will be asked if it is the same card" if asks else what
        output.note(
            f'  edited, {match.likeness:.0%} alike, {what}: "{one_line(match.was, 80)}" → '
            f'"{one_line(match.question, 80)}"'
        )


def _offer_ids(reports: Sequence["FileReport"]) -> None:
    """Offer to write ids into files, so that questions can be edited later."""
    from mlcards.collection.checking import fix_ids

    for report in reports:
        number = sum(deck.unidentified for deck in report.decks)
        if not number or not report.path:
            continue
        output.note(
            f"{one_line(report.name)}: {plural(number, 'card')} without an id. With ids, progress "
            "stays when you edit a question."
        )
        if ask_yes("Write ids into the file?"):
            output.note(f"{plural(fix_ids(report.path).written, 'id')} written.")


def _file_json(report: "FileReport") -> dict[str, Any]:
    return {
        "file": report.name,
        "imported": not report.failed,
        "decks": [_deck_json(deck) for deck in report.decks],
        "problems": [problem_json(problem) for problem in report.problems],
    }


def _deck_json(deck: "DeckReport") -> dict[str, Any]:
    return {
        "title": deck.title,
        "key": deck.key,
        "new": deck.new,
        "changed": deck.changed,
        "unchanged": deck.unchanged,
        "gone": deck.gone,
        "moved": deck.moved,
        "revived": deck.revived,
        "matches": [
            {
                "question": match.question,
                "was": match.was,
                "likeness": round(match.likeness, 3),
                "taken": match.taken,
            }
            for match in deck.matches
        ],
    }
