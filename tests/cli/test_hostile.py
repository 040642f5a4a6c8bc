"""Every command through a pseudo-terminal, over a deck and names that attack terminals."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from mlcards.cli import main
from mlcards.collection.import_plans import Choices, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.collection.sources import read_sources
from mlcards.core.model import CardId, Rating
from mlcards.store import meta
from mlcards.store.store import Store
from support.clock import FakeClock
from support.collections import HOSTILE, NOON, STATS, hostile_deck, write_deck
from support.factories import a_collection
from support.terminal import assert_harmless

Run = Callable[..., str]
EVIL_NAME = f"evil {HOSTILE}".replace("/", "|")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a hostile deck of a hostile title, one card reviewed and answered."""
    folder = tmp_path / "home"
    folder.mkdir()
    store = Store.open_file(folder / "mlcards.db")
    with store.writing() as connection:
        meta.put(connection, SHIPPED, fingerprint())
    collection = a_collection(store, FakeClock())
    source = write_deck(tmp_path / "decks", hostile_deck(), f"{EVIL_NAME}.yaml")
    list(apply(collection, plan_sources(collection, read_sources([str(source)])), Choices()))
    (deck,) = collection.decks()
    collection.rename_deck(deck, f"evil {HOSTILE}")
    collection.save_own_answer(collection.card_view(CardId(1)), HOSTILE)
    Recorder(collection).record(CardId(1), Rating.AGAIN)
    store.close()
    return folder


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return all that a command sends to its terminal; what is typed comes through a pipe."""
    monkeypatch.chdir(home.parent)
    for name, value in {"NO_COLOR": "1", "MLCARDS_HOME": str(home), "MLCARDS_NOW": NOON}.items():
        monkeypatch.setenv(name, value)

    def run(*args: str, typed: str = "") -> str:
        ours, theirs = pty.openpty()
        seen: list[bytes] = []
        reader = Thread(target=lambda: seen.extend(iter(lambda: _read(ours), b"")))
        reader.start()
        with monkeypatch.context() as patched, os.fdopen(theirs, "w", encoding="utf-8") as terminal:
            patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
            patched.setattr("sys.stdout", terminal)
            patched.setattr("sys.stderr", terminal)
            main.run(list(args))
        reader.join(timeout=30)
        os.close(ours)
        shown = b"".join(seen)
        assert b"Traceback" not in shown
        assert_harmless(shown)
        return shown.decode()

    return run


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO when the other side is closed
        return b""


@pytest.mark.parametrize(
    "args",
    [
        ("due",),
        ("due", "--json"),
        ("decks",),
        ("decks", "--json"),
        ("next",),
        ("next", "--json"),
        ("undo",),
        ("undo", "--json"),
        ("decks", "rename", "evil", f"worse {HOSTILE}"),
        ("decks", "options", "evil", f"{HOSTILE}=1"),
        ("decks", "options", "evil", f"study.order={HOSTILE}"),
        ("decks", "move", "evil", HOSTILE),
        ("decks", "remove", "evil"),
        ("decks", "remove", f"evil {HOSTILE}", "--yes"),
        ("study", "--plain", HOSTILE),
        ("import", "decks"),
        ("import", "decks", "--json", "--dry-run"),
        ("import", f"missing {HOSTILE}"),
        ("import", "-", "--format", HOSTILE),
        ("import", "-", "--deck", HOSTILE),
        ("import", "decks", "--dry-run", "-v"),
        ("import", "-", "--columns", HOSTILE),
        ("import", "-", "--delimiter", HOSTILE),
        ("import", "--history"),
        ("import", "--history", "--json"),
        ("import", "--undo", "--yes"),
        ("import", "--undo", "--yes", "--json"),
        ("decks", "orphans"),
        ("decks", "orphans", HOSTILE),
        ("export", "--to", f"all {HOSTILE}.json".replace("/", "|")),
        ("export", "--to", f"no folder {HOSTILE}/x.json"),
        ("export", "--to", HOSTILE, "--format", HOSTILE),
        ("export", "--to", "-", "--format", "yaml"),
        ("export", "--to", "-", "--format", "csv"),
        ("export", "--to", "-", "--format", "apkg"),
        ("check", "decks"),
        ("check", "decks", "--json"),
        ("check", "decks", "--fix-ids"),
        ("check", f"missing {HOSTILE}"),
        ("new", f"new {HOSTILE}".replace("/", "|")),
        ("new", f"no folder {HOSTILE}/x"),
        ("review", HOSTILE),
    ],
    ids=lambda args: " ".join(args)[:30].encode("unicode_escape").decode(),
)
def test_no_command_lets_them_through(run: Run, args: tuple[str, ...]) -> None:
    assert run(*args, typed=STATS)


def test_a_session_shows_them_harmless(run: Run) -> None:
    seen = run("study", "--plain", typed=f"h\nf\n{HOSTILE}\n\n1 2\n{HOSTILE}\n3\nu\nq\n")
    assert seen.count("evil") > 10
    assert "Done: 0" not in seen


@pytest.mark.parametrize("line", [HOSTILE, f'{{"{HOSTILE}": 1}}', f'{{"card": "{HOSTILE}"}}'])
def test_hostile_reviews_are_refused_harmlessly(run: Run, line: str) -> None:
    escaped = line.replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    assert "Line 1: " in run("review", typed=f"{line}\n")
    assert "Line 1: " in run("review", typed=f"{escaped}\n")


def test_a_broken_hostile_file_is_told_harmlessly(run: Run, home: Path) -> None:
    text = hostile_deck().replace("answer:", f'"{HOSTILE}":'.replace("\x1b", "\\e"))
    (home.parent / "decks" / "broken.yaml").write_text(text.replace("\x07", "\\a"))
    assert "broken.yaml" in run("check", "decks")
    assert "broken.yaml" in run("import", "decks")


def test_answers_come_one_by_one_as_reviews_are_durable(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "mlcards", "review"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "MLCARDS_HOME": str(home), "MLCARDS_NOW": NOON},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for _ in range(3):
        process.stdin.write(b'{"card": 1, "rating": 3}\n')
        process.stdin.flush()
        assert b'"review"' in process.stdout.readline()
    process.kill()
    process.wait(timeout=30)
    process.stdin.close()
    process.stdout.close()
    store = Store.open_file(home / "mlcards.db")
    assert a_collection(store).card(CardId(1)).schedule.reps == 4
    store.close()
