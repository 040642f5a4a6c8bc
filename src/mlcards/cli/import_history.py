"""The imports that were made, and taking the newest one back."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from mlcards.cli import output
from mlcards.cli.asking import ask_yes, on_a_terminal
from mlcards.cli.import_words import DRY_RUN
from mlcards.cli.shapes import past_import_json, taken_back_json
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.collection import Collection
    from mlcards.collection.taking_back import PastImport, TakenBack

_NAMED = 3
_STDIN = "-"


def say_history(collection: "Collection", *, as_json: bool) -> None:
    """List the imports that are remembered, newest first."""
    from mlcards.collection.taking_back import past_imports

    found = past_imports(collection)
    if as_json:
        output.emit_json([past_import_json(past) for past in found])
    elif not found:
        output.note("No import was made yet.")
    else:
        output.say_table(
            ("When", "New", "Changed", "Gone", "Reviews", "Files"),
            [
                (
                    _when(past),
                    f"{past.new:,}",
                    f"{past.changed:,}",
                    f"{past.gone:,}",
                    f"{past.reviews:,}",
                    _files(past.sources) + (" (taken back)" if past.undone else ""),
                )
                for past in found
            ],
            right=(1, 2, 3, 4),
        )


def take_back_newest(collection: "Collection", *, ask: bool, dry_run: bool, as_json: bool) -> None:
    """Take back the newest import that was not yet, or only say what that would do.

    Raises:
        NotFoundError: there is none.
        UsageError: it has to be asked, and nobody is there.
        MlcardsError: the person said no.
    """
    from mlcards.collection.taking_back import past_imports, preview_take_back, take_back

    newest = next((past for past in past_imports(collection) if not past.undone), None)
    if newest is None:
        raise NotFoundError("There is no import to take back.")
    if dry_run:
        _tell(newest, preview_take_back(collection), dry_run=True, as_json=as_json)
        return
    if ask:
        if not on_a_terminal():
            raise UsageError(
                f"Nobody can be asked whether the import of {_files(newest.sources)} may be taken "
                "back.",
                "Say --yes.",
            )
        _explain(newest, preview_take_back(collection))
        if not ask_yes("Take it back?"):
            raise MlcardsError("Nothing was taken back.")
    _tell(newest, take_back(collection, newest.id), dry_run=False, as_json=as_json)


def _tell(past: "PastImport", taken: "TakenBack", *, dry_run: bool, as_json: bool) -> None:
    """Say what taking an import back did, or in a dry run would do."""
    if as_json:
        output.emit_json(taken_back_json(past.id, taken, dry_run=dry_run))
        return
    did = [
        f"{plural(taken.removed, 'card')} removed",
        f"{taken.restored:,} as before",
        f"{taken.kept:,} kept aside because you used them since",
    ]
    output.say(f"Taken back: {_files(taken.sources)}. {', '.join(did if taken.kept else did[:2])}.")
    if dry_run:
        output.note(DRY_RUN)


def _explain(past: "PastImport", would: "TakenBack") -> None:
    """Say what taking an import back will mean."""
    said = [
        f"{number:,} {what}"
        for number, what in ((past.new, "new"), (past.changed, "changed"), (past.gone, "gone"))
        if number
    ]
    if past.reviews:
        said.append(plural(past.reviews, "review"))
    brought = ", ".join(said) or "nothing new"
    output.note(f"The newest import, {_files(past.sources)} on {_when(past)}: {brought}.")
    if would.removed:
        output.note(f"{plural(would.removed, 'card')} will go.")
    if would.kept:
        output.note(
            f"{plural(would.kept, 'card')} that you rated, edited or answered since will be put "
            "aside with their history."
        )
    if would.restored:
        output.note(f"{plural(would.restored, 'card')} will be as before.")


def _when(past: "PastImport") -> str:
    return f"{past.at.astimezone():%Y-%m-%d %H:%M}"


def _files(names: "Sequence[str]") -> str:
    shown = ", ".join(one_line(_short(name), 60) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more:,} more" if more > 0 else shown


def _short(name: str) -> str:
    """Return what a person knows a file by: its path may be as long as the line."""
    return "standard input" if name == _STDIN else PurePath(name).name or name
