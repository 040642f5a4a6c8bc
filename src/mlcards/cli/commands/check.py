"""`mlcards check`: looks over deck files without importing them."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from mlcards.cli import output
from mlcards.cli.completing import read_format_option
from mlcards.cli.shapes import problem_json
from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from mlcards.collection.checking import CheckReport

_UNUSABLE = 2
_STDIN = "-"


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--fix-ids", is_flag=True, help="Write an id for every card that has none.")
@read_format_option
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(
    paths: tuple[str, ...], file_format: str | None, *, fix_ids: bool, as_json: bool
) -> int:
    """Look over deck files, or folders of them, without importing them.

    Errors keep a file out of a collection; warnings tell what could be better: cards too long to
    be good cards, the same question twice, links to cards that do not exist. The status is 2 when
    there are errors.

    --fix-ids writes an id into the file for each card that has none, so that the question can be
    edited without losing progress. The rest of the file stays as it is, byte for byte.

    \b
    Examples:
      mlcards check decks/
      mlcards check company.yaml --fix-ids
      mlcards check decks/ --json
    """  # noqa: D301
    from mlcards.collection.checking import check_paths

    written = _write_ids(paths, file_format) if fix_ids else None
    report = check_paths(paths, output.stdin_bytes(), file_format)
    if as_json:
        output.emit_json(
            {
                "files": report.files,
                "decks": len(report.decks),
                "notes": report.notes,
                "cards": report.cards,
                "errors": len(report.errors),
                "warnings": len(report.warnings),
                "ids_written": written or 0,
                "problems": [problem_json(problem) for problem in report.problems],
            }
        )
    else:
        _say(report)
    return _UNUSABLE if report.errors else 0


def _write_ids(paths: Sequence[str], file_format: str | None) -> int:
    """Write the ids that files lack; what keeps a file from it, the check tells."""
    from mlcards.collection.checking import fix_ids
    from mlcards.collection.sources import deck_files

    if _STDIN in paths:
        raise UsageError("Ids cannot be written into standard input.", "Name a file.")
    total = 0
    for path in [file for name in paths for file in deck_files(name)]:
        with suppress(NotFoundError, UsageError):
            fixed = fix_ids(path, file_format)
            total += fixed.written
            if fixed.written:
                output.note(f"{one_line(path)}: {plural(fixed.written, 'id')} written.")
            for problem in fixed.problems:
                if problem.code == "ids":
                    output.note(str(problem))
    return total


def _say(report: "CheckReport") -> None:
    for problem in report.problems:
        output.say(str(problem))
    found = [
        plural(len(problems), noun)
        for problems, noun in ((report.errors, "error"), (report.warnings, "warning"))
        if problems
    ]
    output.note(
        f"{plural(report.files, 'file')}, {plural(report.cards, 'card')}: "
        f"{' and '.join(found) or 'nothing to complain about'}."
    )
