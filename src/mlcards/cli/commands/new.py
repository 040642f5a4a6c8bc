"""`mlcards new`: a deck file to begin with."""

import shlex
from pathlib import Path

import click

from mlcards.cli import output
from mlcards.core.text import one_line


@click.command("new")
@click.argument("file", type=click.Path())
def command(file: str) -> None:
    """Write a commented starter deck into FILE, ready to edit; a file that exists is left alone.

    Its first line lets editors complete the keys and mark mistakes. - is standard output.

    \b
    Examples:
      mlcards new company.yaml
    """  # noqa: D301
    from mlcards.collection.starter import schema_path, starter_deck, write_starter

    if file == "-":
        output.say(starter_deck("My deck", schema_path()).rstrip("\n"))
        return
    write_starter(Path(file))
    name = shlex.quote(one_line(file))
    output.note(f"{one_line(file)} is written. Edit it, look it over with: mlcards check {name}")
    output.note(f"Bring it in with: mlcards import {name}")
