import runpy
from pathlib import Path

import click
import pytest

from mlcards.cli.main import COMMANDS, group
from mlcards.config.spec import SETTINGS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "commands.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_up_to_date() -> None:
    updated = runpy.run_path(str(DOCS / "make_settings_table.py"))["updated"]
    assert updated(PAGE) == PAGE, "run python docs/make_settings_table.py"


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_stands_on_the_page(key: str) -> None:
    assert f"| `{key}` | " in PAGE
    assert SETTINGS[key].help in PAGE


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_its_options_stand_on_the_page(name: str) -> None:
    _, heading, section = PAGE.partition(f"\n## `mlcards {name}`\n")
    assert heading, f"docs/commands.md has no section for mlcards {name}"
    section = section.partition("\n## ")[0]
    ctx = click.Context(group)
    command = group.get_command(ctx, name)
    assert command is not None
    for words in mentioned(command, f"mlcards {name}"):
        assert words in section, f"the section of mlcards {name} leaves out {words}"


@pytest.mark.parametrize("name", ["--home", "--database", "--rollover", "--debug", "--version"])
def test_the_shared_options_stand_on_the_page(name: str) -> None:
    assert f"| `{name}" in PAGE


def mentioned(command: click.Command, words: str) -> list[str]:
    """Return what a section has to mention: subcommands and visible options."""
    mentions = [
        parameter.opts[-1]
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
    ]
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            mentions += [f"{words} {name}", *mentioned(below, f"{words} {name}")]
    return mentions
