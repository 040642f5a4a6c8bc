"""The app in a real pseudo-terminal: what a hostile deck sends there, screen by screen."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.core.model import CardType
from mlcards.core.text import visible
from mlcards.store import decks, meta, notes
from mlcards.store.store import Store
from support.cards import NASTY, a_nasty_note
from support.clock import A_SUNDAY

HOSTILE = f"{NASTY}\x1b[7;977H\x1b]2;PWNED\x07\x1bP1$r\x1b\\"
"""Besides the usual: a cursor move, a title and a device control string no screen of ours has."""
OWN = re.compile(
    r"\x1b\[[0-9;:?><=$]*[A-Za-z]|\x1b\]2;(mlcards)?\x07|\x1b\]22;\w+\x07|\x1b\[[0-9;?]*\$p|\x1b_G[^\x1b]*\x1b\\"
)
"""What Textual and we say to a terminal on purpose."""
KEYS = (
    "\r",
    " ",
    "o",
    "x",
    "i",
    "\x1b",
    "n",
    "\x1b",
    "?",
    "\x1b",
    "3",
    " ",
    "b",
    "s",
    "u",
    "f",
    "q",
)


def a_hostile_home(tmp_path: Path) -> Path:
    store = Store.open_file(tmp_path / "mlcards.db")
    with store.writing() as connection:
        deck = decks.save(connection, "hostile", {"title": HOSTILE.replace("\n", " ")})
        notes.insert(
            connection,
            deck,
            [
                notes.NewNote(f"n{n}", n, a_nasty_note(kind, HOSTILE))
                for n, kind in enumerate(CardType)
            ],
        )
        meta.put(connection, SHIPPED, fingerprint())
    store.close()
    return tmp_path


@pytest.mark.parametrize("size", [(24, 80), (16, 60)])
def test_a_hostile_deck_commands_no_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    home = a_hostile_home(tmp_path)
    environ = {
        **os.environ,
        "MLCARDS_HOME": str(home),
        "MLCARDS_NOW": A_SUNDAY.isoformat(),
        "TERM": "xterm-256color",
    }
    child: Any = pexpect.spawn(
        sys.executable, ["-m", "mlcards"], env=environ, dimensions=size, timeout=30
    )
    seen = b""
    child.expect(b"All decks|study")
    seen += child.before + child.after
    for key in KEYS:
        child.send(key)
        while True:
            try:
                seen += child.read_nonblocking(65536, timeout=0.4)
            except pexpect.TIMEOUT:
                break
    child.send("\x11")
    child.expect(pexpect.EOF)
    seen += child.before
    child.close()
    assert child.exitstatus == 0
    for command in (
        "\x1b]52",
        "\x1bc",
        "\x1b[7;977H",
        "PWNED\x07",
        "\x1bP",
        "\x1b]8",
        "\x9b",
        "\u202e",
    ):
        assert command.encode() not in seen
    # Leaving may cut the last frame in the middle of a colour.
    whole = re.sub(r"\x1b\[[0-9;]*(?=\x1b|\Z)", "", seen.decode("utf-8"))
    rest = OWN.sub("", whole).replace("\r", "")
    assert rest == visible(rest)
    assert "PWNED" in rest
