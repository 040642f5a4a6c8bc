"""`mlcards export`: decks into a file that another program, or another mlcards, can read."""

import sys
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, TextIO, cast

import click

from mlcards.cli import output
from mlcards.cli.completing import complete_deck, complete_written_format
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import export_json
from mlcards.core.errors import MlcardsError, UsageError
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from mlcards.collection.collection import Collection
    from mlcards.collection.exporting import ExportOptions, ExportReport
    from mlcards.core.model import Deck

_STDOUT = "-"
_IN_MEMORY = 16 << 20
_MEGABYTE = 1 << 20
_MANY = 10
"""Decks from which reading takes long enough to be told."""


@click.command("export")
@click.argument("decks", nargs=-1, metavar="[DECK]...", shell_complete=complete_deck)
@click.option(
    "--to",
    "path",
    required=True,
    metavar="FILE",
    type=click.Path(),
    help="The file; - writes to standard output.",
)
@click.option(
    "--format",
    "file_format",
    metavar="F",
    shell_complete=complete_written_format,
    help="Its format, not the one that its name tells.",
)
@click.option("--with-progress", is_flag=True, help="With schedules, reviews and own answers.")
@click.option(
    "--for-spreadsheets",
    is_flag=True,
    help="Tables: disarm cells that a spreadsheet would run as formulas.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    decks: tuple[str, ...],
    path: str,
    file_format: str | None,
    *,
    with_progress: bool,
    for_spreadsheets: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write decks, and those below them, to a file; without a name all of them.

    Formats: yaml, csv, tsv, md, json, apkg for Anki, and reviews, a table of all ratings. json
    and apkg have room for your progress. A file that is there is left alone, unless you say
    --force; when something goes wrong it stays as it was.

    \b
    Examples:
      mlcards export --to everything.json --with-progress
      mlcards export Statistics --to stats.yaml
      mlcards export "Deep learning" Statistics --to cards.apkg
      mlcards export Statistics --to - --format csv | head
    """  # noqa: D301
    from mlcards.collection.exporting import ExportOptions, export, formats

    if as_json and path == _STDOUT:
        raise click.UsageError("--json and --to - both want standard output.")
    options = ExportOptions(file_format, with_progress, for_spreadsheets, force)
    with opened(invocation) as collection:
        chosen = collection.find_decks(decks) if decks else []
        if path == _STDOUT:
            report = _to_stdout(collection, chosen, options)
        else:
            with output.ProgressLine() as line:
                tick = line.counting("Reading {} of {} decks", worth=_MANY)
                report = export(collection, chosen, path, options, tick)
    if as_json:
        name = next(found.name for found in formats() if found.title == report.format_title)
        output.emit_json(export_json(report, name))
    else:
        _tell(report)
    _warn(report)


def _to_stdout(
    collection: "Collection", decks: "list[Deck]", options: "ExportOptions"
) -> "ExportReport":
    """Write to standard output, once it is known that all of it can be written."""
    from mlcards.collection.exporting import export_to

    stream: TextIO | None = sys.stdout
    if stream is None:
        raise MlcardsError("There is no standard output to write to.", "Name a file with --to.")
    with SpooledTemporaryFile(_IN_MEMORY) as opened_file:
        file = cast("BinaryIO", opened_file)
        report = export_to(collection, decks, file, options)
        file.seek(0)
        if stream.isatty():
            _show(file, report)
        else:
            output.flush()
            try:
                copyfileobj(file, stream.buffer)
            except BrokenPipeError:
                raise
            except OSError as error:
                raise output.unwritable(error) from None
    return report


def _show(file: BinaryIO, report: "ExportReport") -> None:
    """Show an export on a terminal, made harmless as all that comes from decks."""
    data = file.read()
    if b"\0" in data:
        raise UsageError(
            f"{report.format_title}: that is nothing for a terminal.",
            "Name a file with --to, or send it on through a pipe.",
        )
    output.say(data.decode("utf-8", "replace").rstrip("\n"))


def _tell(report: "ExportReport") -> None:
    cards, decks = plural(report.cards, "card"), plural(report.decks, "deck")
    what = f"{cards} in {decks}"
    if report.reviews_alone:
        what = f"{plural(report.reviews, 'review')} of {what}"
    extra = [
        plural(number, name)
        for number, name in ((report.reviews, "review"), (report.media, "media file"))
        if number and not report.reviews_alone
    ]
    where = "" if report.path == _STDOUT else f" to {one_line(report.path)}"
    more = f", with {' and '.join(extra)}" if extra else ""
    output.note(f"Written{where} ({report.format_title}): {what}{more}.")


def _warn(report: "ExportReport") -> None:
    if report.largest is not None:
        output.note(
            f"That is more than the {report.largest // _MEGABYTE} MB of such a file that an import "
            "takes. Export fewer decks at a time if they are to come back.",
            "yellow",
        )
