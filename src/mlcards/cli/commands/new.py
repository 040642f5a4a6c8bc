"""`mlcards new`: a deck file to begin with."""

from pathlib import Path

import click

from mlcards.cli import output
from mlcards.core.text import one_line


@click.command("new")
@click.argument("file", type=click.Path())
def command(file: str) -> None:
    """Write a commented starter deck into FILE, ready to edit; a file that exists is left alone.

    Its first line lets editors complete the keys and mark mistakes.

    \b
    Examples:
      mlcards new company.yaml
    """  # noqa: D301
    from mlcards.collection.starter import write_starter

    write_starter(Path(file))
    name = one_line(file)
    output.note(f"{name} is written. Edit it, look it over with: mlcards check {name}")
    output.note(f"Bring it in with: mlcards import {name}")
