"""What is said before (or after) every command: whose collection, and when a day ends.

What only some commands need is imported when they ask, so that `mlcards --version` is quick.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from mlcards.bootstrap import Clock
    from mlcards.config.paths import Home
    from mlcards.config.settings import Settings


@dataclass(frozen=True, slots=True)
class Invocation:
    """The options that all commands share, as given; commands get it by `pass_invocation`.

    Attributes:
        home_option: --home; None when not given.
        database_option: --database; None when not given.
        rollover: --rollover, already checked; None when not given.
    """

    home_option: str | None = None
    database_option: str | None = None
    rollover: str | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def home(self) -> "Home":
        """The person's folder; it need not exist yet."""
        from mlcards.config.paths import resolve_home

        return resolve_home(self.home_option, self.environ)

    @property
    def database_url(self) -> str | None:
        """An SQLAlchemy URL; None for the file in the home."""
        return self.database_option or self.environ.get("MLCARDS_DATABASE_URL") or None

    @property
    def overrides(self) -> dict[str, str]:
        """Settings given on the command line, by key."""
        return {} if self.rollover is None else {"day.rollover": self.rollover}

    @property
    def clock(self) -> "Clock":
        """The clock of this run."""
        from mlcards.bootstrap import clock

        return clock(self.environ)

    def settings(self) -> "Settings":
        """Return the person's settings; ConfigError where the file is wrong."""
        from mlcards.config.settings import load_settings

        return load_settings(self.home.config, self.overrides)


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)
"""Decorator: hands the `Invocation` to a command as its first argument."""


def shared_options(*, hidden: bool) -> list[click.Option]:
    """Return fresh options for a command, that fill its `Invocation`."""

    def option(*names: str, **rest: Any) -> click.Option:
        return click.Option(names, expose_value=False, hidden=hidden, **rest)

    return [
        option(
            "home_option",
            "--home",
            metavar="DIR",
            callback=_remember,
            shell_complete=_complete_folder,
            help="The folder with your collection. [env: MLCARDS_HOME]",
        ),
        option(
            "database_option",
            "--database",
            metavar="URL",
            callback=_remember,
            help="A database instead of the file in that folder. [env: MLCARDS_DATABASE_URL]",
        ),
        option(
            "rollover",
            "--rollover",
            metavar="HH:MM",
            callback=_remember_rollover,
            help="When a study day ends, instead of the setting day.rollover.",
        ),
        option("--debug", is_flag=True, help="Show where an error comes from."),
    ]


def take_shared_options(command: click.Command) -> click.Command:
    """Let a command, and all below it, take the shared options too; return the command.

    So that `mlcards due --home DIR` means what `mlcards --home DIR due` means.
    """
    known = {name for parameter in command.params for name in parameter.opts}
    command.params += [
        option for option in shared_options(hidden=True) if not known.intersection(option.opts)
    ]
    if isinstance(command, click.Group):
        for below in command.commands.values():
            take_shared_options(below)
    return command


def _remember(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        given: dict[str, Any] = {str(parameter.name): value}
        ctx.obj = replace(ctx.ensure_object(Invocation), **given)


def _remember_rollover(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None and not ctx.resilient_parsing:
        from mlcards.config.spec import ROLLOVER

        ROLLOVER.parse(value)
    _remember(ctx, parameter, value)


def _complete_folder(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]
