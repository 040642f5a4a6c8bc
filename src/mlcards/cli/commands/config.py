"""`mlcards config`: the settings, what they do, and changing them."""

from typing import TYPE_CHECKING, Any

import click

from mlcards.cli import output
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.config import paths
from mlcards.config.kinds import Choice, Flag
from mlcards.config.settings import Settings, save_setting, unset
from mlcards.config.spec import SETTINGS, Setting, find

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


def _complete_key(
    _ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(key, help=setting.help)
        for key, setting in SETTINGS.items()
        if key.startswith(incomplete)
    ]


def _complete_value(
    ctx: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    setting = SETTINGS.get(ctx.params.get("key", ""))
    words: tuple[str, ...] = ()
    if setting is not None and isinstance(setting.kind, Choice):
        words = setting.kind.choices
    elif setting is not None and isinstance(setting.kind, Flag):
        words = ("true", "false")
    return [CompletionItem(word) for word in words if word.startswith(incomplete)]


_key = click.argument("key", shell_complete=_complete_key)


@click.group("config", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show and change settings. Without a command it lists them.

    \b
    Examples:
      mlcards config list
      mlcards config set study.new_per_day 15
    """  # noqa: D301
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@command.command("list")
@_as_json
@pass_invocation
def list_(invocation: Invocation, *, as_json: bool) -> None:
    """Show every setting: its value, what it does and what is allowed.

    \b
    Examples:
      mlcards config list
      mlcards config list --json
    """  # noqa: D301
    settings = invocation.settings()
    if as_json:
        output.emit_json([_described(setting, settings) for setting in SETTINGS.values()])
        return
    for setting in SETTINGS.values():
        text = setting.text(settings.value(setting)) or '""'
        mark = "" if setting.key in settings.chosen else "  (default)"
        output.say(f"{setting.key} = {text}{mark}", "" if mark else "bold")
        output.say(f"    {setting.help}")
        output.say(f"    Allowed: {setting.allowed}.{_default_beside(setting, settings)}")


@command.command("get")
@_key
@_as_json
@pass_invocation
def get(invocation: Invocation, key: str, *, as_json: bool) -> None:
    """Show the value of one setting.

    \b
    Examples:
      mlcards config get day.rollover
    """  # noqa: D301
    setting = find(key)
    settings = invocation.settings()
    if as_json:
        output.emit_json(_described(setting, settings))
    else:
        output.say(setting.text(settings.value(setting)))


# A value such as -1 is no option: it is refused with what is allowed.
@command.command("set", context_settings={"ignore_unknown_options": True})
@_key
@click.argument("value", nargs=-1, required=True, shell_complete=_complete_value)
@_as_json
@pass_invocation
def set_(invocation: Invocation, key: str, value: tuple[str, ...], *, as_json: bool) -> None:
    """Change one setting; the rest of config.toml stays as you wrote it.

    \b
    Examples:
      mlcards config set study.order weakest-first
      mlcards config set fsrs.learning_steps 1m 10m
      mlcards config set study.minutes_per_day none
    """  # noqa: D301
    setting = find(key)
    chosen = setting.parse(" ".join(value))
    home = invocation.home
    paths.create(home)
    save_setting(home.config, key, setting.text(chosen))
    if as_json:
        output.emit_json({"key": key, "value": setting.plain(chosen)})
    else:
        output.note(f"{key} is now {setting.text(chosen) or 'empty'}.")


@command.command("unset")
@_key
@_as_json
@pass_invocation
def unset_(invocation: Invocation, key: str, *, as_json: bool) -> None:
    """Go back to the default of one setting.

    \b
    Examples:
      mlcards config unset study.order
    """  # noqa: D301
    stood = unset(invocation.home.config, key)
    setting = SETTINGS.get(key)
    if as_json:
        default = setting.plain(setting.default) if setting else None
        output.emit_json({"key": key, "value": default, "was_set": stood})
    elif setting is None:
        output.note(f"{key} is no longer in the file.")
    else:
        default_text = setting.text(setting.default)
        output.note(f"{key} is {'now' if stood else 'already'} its default, {default_text}.")


def _default_beside(setting: Setting[Any], settings: Settings) -> str:
    if setting.key not in settings.chosen:
        return ""
    return f" Default: {setting.text(setting.default)}."


def _described(setting: Setting[Any], settings: Settings) -> dict[str, object]:
    return {
        "key": setting.key,
        "value": setting.plain(settings.value(setting)),
        "default": setting.plain(setting.default),
        "is_set": setting.key in settings.chosen,
        "allowed": setting.allowed,
        "help": setting.help,
        "per_deck": setting.per_deck,
    }
