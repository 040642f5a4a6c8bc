"""The command `mlcards`: which subcommands there are, and how every error ends.

`run` is the one place that turns errors into exit codes: 0 done, 1 could not be done, 2 wrong
usage or unusable input, 130 interrupted.
"""

import errno
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

import mlcards
from mlcards.cli import output
from mlcards.cli.context import shared_options, take_shared_options
from mlcards.core.errors import MlcardsError, UnreadableError
from mlcards.core.text import one_line

COMMANDS: dict[str, str] = {
    "study": "mlcards.cli.commands.study:command",
    "due": "mlcards.cli.commands.due:command",
    "decks": "mlcards.cli.commands.decks:command",
    "import": "mlcards.cli.commands.import_:command",
    "export": "mlcards.cli.commands.export:command",
    "check": "mlcards.cli.commands.check:command",
    "new": "mlcards.cli.commands.new:command",
    "next": "mlcards.cli.commands.next:command",
    "review": "mlcards.cli.commands.review:command",
    "undo": "mlcards.cli.commands.undo:command",
    "config": "mlcards.cli.commands.config:command",
    "completion": "mlcards.cli.commands.completion:command",
}
"""Subcommands and where they are; a module is loaded when its command is asked for."""
APP = "mlcards.cli.commands.app:open_app"
"""What `mlcards` alone calls, with the context and no decks."""
COMPLETE_VARIABLE = "_MLCARDS_COMPLETE"


class LazyGroup(click.Group):
    """A group whose commands are loaded from `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            self.commands[cmd_name] = take_shared_options(_load(COMMANDS[cmd_name]))
        return self.commands[cmd_name]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` start with; UsageError names the nearest."""
        if not ctx.resilient_parsing and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            raise click.UsageError(f'There is no command "{one_line(args[0], 40)}".{hint}', ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=shared_options(hidden=False),
)
@click.version_option(mlcards.__version__, message="mlcards %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Spaced repetition for machine-learning interviews, in the terminal.

    Without a command the app opens.

    \b
    Examples:
      mlcards
      mlcards import decks/
      mlcards export --to everything.json --with-progress
      mlcards config set study.new_per_day 15
      mlcards --home ~/cards config list
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if ctx.invoked_subcommand is None:
        _load(APP)(ctx, ())


def main() -> None:
    """Run the command line with the arguments of this process and leave with its status."""
    sys.exit(run(sys.argv[1:]))


def run(args: Sequence[str]) -> int:
    """Run one command line and return its exit status; errors end as sentences on stderr."""
    output.harden_streams()
    try:
        status = group.main(
            list(args), "mlcards", complete_var=COMPLETE_VARIABLE, standalone_mode=False
        )
        output.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - never a traceback
        status = tell_of(error, debug="--debug" in args)
    return status if type(status) is int else 0


def tell_of(error: BaseException, *, debug: bool = False) -> int:
    """Tell the person what went wrong, and return the exit status for it."""
    status = _explain(error)
    if debug:
        import traceback

        output.note("".join(traceback.format_exception(error)).rstrip())
    output.drop_unwritten()
    return status


def _explain(error: BaseException) -> int:
    """Tell the person what went wrong, and return the exit status for it."""
    match error:
        case click.Abort() | KeyboardInterrupt():
            return 130
        case BrokenPipeError():
            return 1
        case NoArgsIsHelpError():
            output.note(error.format_message())
            return 2
        case click.UsageError():
            _tell(error.format_message())
            output.note(f'See "{error.ctx.command_path if error.ctx else "mlcards"} --help".')
            return 2
        case click.ClickException():
            _tell(error.format_message())
            return error.exit_code
        case MlcardsError():
            if isinstance(error, UnreadableError):
                for problem in error.problems:
                    output.note(str(problem))
            _tell(error.message, error.hint)
            return error.exit_code
        case OSError(errno=errno.ENOSPC):
            _tell(output.unwritable(error).message)
            return 1
        case _:
            _tell(
                "something went wrong that mlcards should have handled: "
                f"{type(error).__name__}: {one_line(str(error), 300)}",
                "Run it again with --debug and report what it prints.",
            )
            return 1


def _tell(message: str, hint: str | None = None) -> None:
    output.note(f"mlcards: {message}")
    if hint:
        output.note(hint)


def _load(target: str) -> Any:
    """Return what a "module:attribute" names."""
    module, _, attribute = target.partition(":")
    return getattr(import_module(module), attribute)
