"""Asking the person at the terminal; questions go to stderr, so that answers stay apart."""

import sys

import click

from mlcards.core.text import visible


def on_a_terminal() -> bool:
    """Whether a person can be asked: they type, and see the question."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask_text(question: str) -> str:
    """Ask for a line of text.

    Raises:
        click.Abort: the person ended it (Ctrl-C, Ctrl-D).
    """
    sys.stderr.write(visible(question))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.rstrip("\n")


def ask_yes(question: str) -> bool:
    """Ask a question that is answered with y or n; Enter means no."""
    return ask_text(f"{question} [y/N] ").strip().casefold() in {"y", "yes"}
