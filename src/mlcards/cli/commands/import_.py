"""`mlcards import`: deck files into the collection, and back out of it."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlcards.cli import output
from mlcards.cli.asking import ask_yes, on_a_terminal
from mlcards.cli.completing import complete_deck, read_format_option
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.import_choices import choose_conflicts, choose_matches
from mlcards.cli.import_history import say_history, take_back_newest
from mlcards.cli.import_words import DRY_RUN, say_arrived, say_expected, say_file
from mlcards.cli.opening import opened
from mlcards.cli.shapes import import_json
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.collection import Collection
    from mlcards.collection.import_plans import Choices, Planned
    from mlcards.collection.import_report import FileReport
    from mlcards.collection.sources import ReadOptions, Source

_UNUSABLE = 2
_LARGE = 1 << 20
"""Bytes from which reading takes long enough to be told."""
_MANY = 1000
"""Notes from which writing does."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The command's options, as given; None where it was not."""

    paths: tuple[str, ...]
    deck: str | None
    file_format: str | None
    dry_run: bool
    yes: bool
    theirs: bool
    progress: bool
    verbose: bool
    columns: str | None
    delimiter: str | None
    header: bool | None
    html: bool | None
    between_sides: str | None
    between_cards: str | None
    level: int | None
    undo: bool
    history: bool
    as_json: bool

    @property
    def asks(self) -> bool:
        """Whether the person is asked what is not sure."""
        return not (self.yes or self.dry_run or self.as_json) and on_a_terminal()


@click.command("import")
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@click.option(
    "--deck", metavar="NAME", shell_complete=complete_deck, help="The deck's title, not the file's."
)
@read_format_option
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing: take edited questions that are sure.")
@click.option(
    "--theirs", is_flag=True, help="Where you and the author edited a card, take the file's text."
)
@click.option(
    "--with-progress/--no-progress",
    "progress",
    default=True,
    help="Whether schedules and reviews come in where the file has them (they do).",
)
@click.option("-v", "--verbose", is_flag=True, help="Say what became of each card.")
@click.option(
    "--columns", metavar="LIST", help="Tables: what the columns hold, as in question,answer,,tags."
)
@click.option("--delimiter", metavar="CHAR", help="Tables: what stands between cells, or its name.")
@click.option(
    "--header/--no-header", default=None, help="Tables: whether the first row names the columns."
)
@click.option("--html/--no-html", default=None, help="Tables: whether the texts are HTML.")
@click.option(
    "--between-sides", metavar="TEXT", help="Quizlet: what stands between term and definition."
)
@click.option("--between-cards", metavar="TEXT", help="Quizlet: what stands between two cards.")
@click.option(
    "--level", type=click.IntRange(1, 6), help="Markdown: the level of headings that are questions."
)
@click.option("--undo", is_flag=True, help="Take the newest import back.")
@click.option("--history", is_flag=True, help="List the imports that were made.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_invocation
def command(invocation: Invocation, /, **given: Any) -> int:
    """Bring deck files, or folders of them, into your collection; - reads standard input.

    Each file comes in as a whole or, when something is wrong in it, not at all. Cards that you
    know keep their progress; those that left their file are put aside with their history. The
    whole import can be taken back, also days later.

    Where a question without an id was edited, you are asked whether it is the same card. With
    --yes that is taken where it is sure, and told; where nobody can be asked it is a new card.
    Where you and the author edited the same, you are asked whose text to keep: it is yours
    unless you say otherwise or --theirs.

    \b
    Examples:
      mlcards import decks/
      mlcards import company.yaml --dry-run -v
      mlcards import anki.apkg --no-progress
      mlcards import sheet.csv --columns question,answer,,tags --no-header
      curl -s https://example.org/stats.yaml | mlcards import - --deck Statistics
      mlcards import --history
      mlcards import --undo
    """  # noqa: D301
    wanted = _Wanted(**given)
    if wanted.undo or wanted.history:
        _refuse_paths(wanted)
        with opened(invocation, started=False) as collection:
            if wanted.history:
                say_history(collection, as_json=wanted.as_json)
            else:
                take_back_newest(
                    collection, ask=not wanted.yes, dry_run=wanted.dry_run, as_json=wanted.as_json
                )
        return 0
    if not wanted.paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    with opened(invocation, started=False) as collection:
        reports = _imported(collection, wanted)
    _say(reports, wanted)
    return _UNUSABLE if any(report.failed for report in reports) else 0


def _refuse_paths(wanted: _Wanted) -> None:
    if wanted.undo and wanted.history:
        raise click.UsageError("Give --undo or --history, not both.")
    if wanted.paths:
        name = "--undo" if wanted.undo else "--history"
        raise click.UsageError(f"{name} is for the imports that were made; it takes no PATH.")


def _imported(collection: "Collection", wanted: _Wanted) -> "list[FileReport]":
    from mlcards.collection.import_plans import plan_sources
    from mlcards.collection.importing import apply, preview

    with output.ProgressLine() as line:
        if sum(map(_size, wanted.paths)) >= _LARGE:
            line.show(f"Reading {', '.join(map(one_line, wanted.paths))} …")
        planned = plan_sources(collection, _read(collection, wanted))
    choices = _choices(planned, wanted)
    if wanted.dry_run:
        return preview(planned, choices)
    with output.ProgressLine() as line:
        tick = line.counting("Writing {} of {} notes", worth=_MANY)
        return apply(collection, planned, choices, tick)


def _size(path: str) -> int:
    with suppress(OSError, ValueError):
        return Path(path).stat().st_size
    return 0


def _read(collection: "Collection", wanted: _Wanted) -> "list[Source]":
    from mlcards.collection.sources import read_sources, titled

    known = collection.decks()
    options = _read_options(wanted)
    if wanted.deck is None:
        return read_sources(wanted.paths, output.stdin_bytes(), known=known, options=options)
    sources = read_sources(wanted.paths, output.stdin_bytes(), options=options)
    return titled(sources, wanted.deck, known)


def _read_options(wanted: _Wanted) -> "ReadOptions":
    """Return what was chosen for reading; None for each format that nothing was chosen for."""
    from mlcards.collection.sources import (
        HeadingsOptions,
        QuizletOptions,
        ReadOptions,
        TableOptions,
        columns_from,
    )

    columns = None if wanted.columns is None else columns_from(wanted.columns)
    table = TableOptions(wanted.delimiter, wanted.header, columns, wanted.html)
    quizlet = QuizletOptions(wanted.between_sides, wanted.between_cards)
    headings = HeadingsOptions(wanted.level)
    return ReadOptions(
        wanted.file_format,
        None if table == TableOptions() else table,
        None if headings == HeadingsOptions() else headings,
        None if quizlet == QuizletOptions() else quizlet,
        wanted.progress,
    )


def _choices(planned: "Sequence[Planned]", wanted: _Wanted) -> "Choices":
    """Return what the person decided; they are asked before anything is written."""
    from mlcards.collection.import_plans import Choices, never, sure

    same = choose_matches(planned) if wanted.asks else sure if wanted.yes else never
    if wanted.theirs:
        return Choices(same, lambda _change: True, wanted.progress)
    theirs = choose_conflicts(planned, same) if wanted.asks else never
    return Choices(same, theirs, wanted.progress)


def _say(reports: "Sequence[FileReport]", wanted: _Wanted) -> None:
    for report in reports:
        for problem in report.problems:
            output.note(str(problem))
        if not wanted.as_json:
            say_file(report, asks=wanted.dry_run and not wanted.yes, cards=wanted.verbose)
    if wanted.as_json:
        output.emit_json(import_json(reports, dry_run=wanted.dry_run, cards=wanted.verbose))
        return
    if wanted.dry_run:
        say_expected(reports)
        output.note(DRY_RUN)
        return
    say_arrived(reports)
    if wanted.asks:
        _offer_ids(reports)
        if any(report.import_id for report in reports):
            output.note("mlcards import --undo takes this import back.", "dim")


def _offer_ids(reports: "Sequence[FileReport]") -> None:
    """Offer to write ids into files, so that questions can be edited later."""
    from mlcards.collection.checking import fix_ids

    for report in reports:
        number = sum(deck.unidentified for deck in report.decks)
        if not number or not report.path or not report.path.lower().endswith((".yaml", ".yml")):
            continue
        output.note(
            f"{one_line(report.name)}: {plural(number, 'card')} without an id. With ids, progress "
            "stays when you edit a question."
        )
        if ask_yes("Write ids into the file?"):
            output.note(f"{plural(fix_ids(report.path).written, 'id')} written.")
