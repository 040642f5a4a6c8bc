"""Which state the decks that ship are in, told without reading them."""

import os
from pathlib import Path

import mlcards
from mlcards.config.paths import shipped_decks
from mlcards.core.errors import NotFoundError

SHIPPED = "shipped"
"""Name of the fact that tells which state of the shipped decks was taken in."""

SHIPPED_SOURCE = "shipped:"
"""Stands before the file's name as a shipped deck's source: its folder differs by machine."""


def fingerprint() -> str:
    """Return a text that changes with the files of the shipped decks; empty when there are none.

    It is made of the version and of what the folder says of its files: reading them all would
    take longer than a shell prompt may take.
    """
    try:
        with os.scandir(shipped_decks()) as entries:
            files = [(entry.name, entry.stat()) for entry in entries if _is_deck(entry.name)]
    except (NotFoundError, OSError):
        return ""
    marks = sorted(f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in files)
    return "; ".join([mlcards.__version__, *marks]) if marks else ""


def shipped_files() -> list[Path]:
    """Return the files of the shipped decks, in the order of their names."""
    return sorted(path for path in shipped_decks().iterdir() if _is_deck(path.name))


def _is_deck(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))
