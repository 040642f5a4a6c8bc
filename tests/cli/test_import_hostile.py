"""Files made to harm, through the real command in a process of its own with bounds on what it uses.

What is refused is refused with its name and lines and status 2, and nothing anywhere is changed;
what is only strange comes in as it is written.
"""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import Result

from mlcards.collection import source_files
from mlcards.collection.import_plans import Choices, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.shipped import SHIPPED, fingerprint
from mlcards.collection.sources import open_media, read_sources
from mlcards.config.paths import Home
from mlcards.core.errors import UsageError
from mlcards.core.model import CardId, Rating
from mlcards.core.text import visible
from mlcards.store import meta
from mlcards.store.store import Store
from support import hostile_files, hostile_packages
from support.cards import FORBIDDEN
from support.clock import FakeClock
from support.collections import NOON, STATS, write_deck
from support.factories import a_collection
from support.hostile_files import Bad
from support.tui import driving

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds are those of Linux")

MEGABYTE = 1024 * 1024
MOST_MEMORY = 400 * MEGABYTE
"""Bytes a command may have in memory at its worst."""
SECONDS = 20
"""Of the processor that a command may take."""
PATIENCE = 90
"""Seconds after which a command that takes no time of the processor hangs."""
_BOUNDED = f"""
import resource, sys
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + (1 << 30),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
told = sys.argv.pop(1)
from mlcards.__main__ import main
try:
    main()
finally:
    memory = next(line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
    open(told, "w").write(memory.split()[1])
"""

Args = Sequence[str | bytes | Path]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status, its lines, and the bytes it had in memory at most."""

    status: int
    stdout: str
    stderr: str
    memory: int

    def told(self, name: str) -> list[str]:
        """Return the problems told of a file, without its name."""
        lines = [*self.stdout.split("\n"), *self.stderr.split("\n")]
        return [line[len(name) + 1 :] for line in lines if line.startswith(f"{name}:")]


class Place:
    """A home with decks and progress, and a folder beside it for hostile files."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.temporary = folder / "temporary"
        self.files = folder / "files"
        folder.mkdir(exist_ok=True)
        shutil.copytree(template, self.home)
        self.temporary.mkdir()
        self.files.mkdir()

    def run(self, *args: str | bytes | Path, stdin: bytes = b"") -> Ended:
        """Run mlcards where the files are, and hold what holds for every ending."""
        told = self.folder / "memory"
        done = subprocess.run(
            [sys.executable, "-c", _BOUNDED, str(told), *args],
            input=stdin,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=self.files,
            env={
                **{name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ},
                "MLCARDS_HOME": str(self.home),
                "MLCARDS_NOW": NOON,
                "TMPDIR": str(self.temporary),
                "LANG": "C.UTF-8",
            },
        )
        ended = Ended(
            done.returncode,
            done.stdout.decode("utf-8"),
            done.stderr.decode("utf-8"),
            int(told.read_text()) * 1024 if told.exists() else 0,
        )
        for text in (ended.stdout, ended.stderr):
            assert text == visible(text)
            assert "Traceback" not in text
            assert "should have handled" not in text
        assert ended.status in {0, 2}, ended.stderr[-2000:]
        assert ended.memory < MOST_MEMORY
        assert list(self.temporary.iterdir()) == []
        return ended

    def holds(self) -> dict[str, list[Any]]:
        """Return every row of every table, and the files of the home."""
        with closing(sqlite3.connect(self.home / "mlcards.db")) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            found: dict[str, list[Any]] = {
                name: sorted(database.execute(f'SELECT * FROM "{name}"'), key=repr)
                for (name,) in tables.fetchall()
            }
        paths = self.home.rglob("*")
        found["files"] = sorted(str(path.relative_to(self.home)) for path in paths)
        return found

    def texts(self) -> list[str]:
        """Return the questions, answers and titles of all decks."""
        ended = self.run("export", "--to", "-", "--format", "json")
        return [
            text
            for deck in json.loads(ended.stdout)["decks"]
            for note in [{"question": deck["title"]}, *deck["notes"]]
            for text in (note["question"], note.get("answer", ""))
        ]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a deck of which cards were reviewed."""
    folder = tmp_path_factory.mktemp("hostile") / "home"
    folder.mkdir()
    store = Store.open_file(folder / "mlcards.db")
    with store.writing() as connection:
        meta.put(connection, SHIPPED, fingerprint())
    collection = a_collection(store, FakeClock())
    source = write_deck(folder.parent)
    apply(collection, plan_sources(collection, read_sources([str(source)])), Choices())
    for card in (1, 2):
        Recorder(collection).record(CardId(card), Rating.GOOD)
    store.close()
    return folder


@pytest.fixture
def place(tmp_path: Path, template: Path) -> Place:
    return Place(tmp_path, template)


@pytest.fixture
def unchanged(place: Place) -> Iterator[None]:
    """Hold that the home is afterwards what it was before."""
    before = place.holds()
    yield
    assert place.holds() == before


def _packages() -> Mapping[str, Bad]:
    return {name: Bad(make()) for name, make in hostile_packages.REFUSED.items()}


KINDS: Mapping[str, tuple[str, Callable[[], Mapping[str, Bad]]]] = {
    kind: (suffix, lambda files=files: files)
    for kind, (suffix, files) in hostile_files.REFUSED.items()
} | {"packages": (".apkg", _packages)}


# What is refused


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", ["import", "check"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_is_refused_with_all_its_lines_and_changes_nothing(
    place: Place, kind: str, command: str
) -> None:
    suffix, make = KINDS[kind]
    files = {f"{name}{suffix}": bad for name, bad in make().items()}
    for name, bad in files.items():
        (place.files / name).write_bytes(bad.data)
    ended = place.run(command, *files)
    assert ended.status == 2
    for name, bad in files.items():
        told = ended.told(name)
        errors = [line for line in told if "warning: " not in line and "not imported" not in line]
        lines = {int(line.split(":")[0]) for line in errors if line[0].isdigit()}
        assert errors, name
        assert lines >= set(bad.lines), (name, told)
        assert len(told) <= 1002, name
        assert max(map(len, told)) < 1000, name
        if command == "import":
            assert "not imported, " in told[-1], name


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".md", ".json", ".txt"])
def test_big_texts_are_refused_for_little(place: Place, suffix: str) -> None:
    names = [name for name in hostile_files.BIG if name.endswith(suffix)]
    for name in names:
        (place.files / name).write_bytes(hostile_files.BIG[name]())
    ended = place.run("import", *names)
    assert ended.status == 2
    for name in names:
        assert "not imported, " in ended.told(name)[-1], name


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", hostile_packages.BIG)
def test_a_big_package_is_refused_for_little(place: Place, name: str) -> None:
    (place.files / "big.apkg").write_bytes(hostile_packages.BIG[name]())
    ended = place.run("import", "big.apkg")
    assert ended.status == 2
    assert "big.apkg: " in ended.stderr


def test_cards_come_in_without_a_media_file_that_is_too_large(place: Place) -> None:
    (place.files / "big.apkg").write_bytes(hostile_packages.media_bomb())
    ended = place.run("import", "big.apkg")
    assert ended.status == 0
    assert ended.stdout.endswith(": 1 new, 0 changed, 0 unchanged, 0 gone\n")
    assert "big.apkg: warning: The file bomb" in ended.stderr
    assert "The cards came in without it." in ended.stderr
    assert not list((place.home / "media").rglob("*.*"))


@pytest.mark.usefixtures("unchanged")
def test_a_hundred_thousand_notes_are_no_trouble(place: Place) -> None:
    (place.files / "many.apkg").write_bytes(hostile_packages.many_cards())
    ended = place.run("import", "many.apkg", "--dry-run")
    assert ended.status == 0
    assert "100,000 new" in ended.stdout


def test_what_is_good_comes_in_beside_what_is_not(place: Place) -> None:
    for kind, (suffix, make) in KINDS.items():
        (place.files / f"{kind}{suffix}").write_bytes(next(iter(make().values())).data)
    write_deck(place.files, STATS.replace("Statistics", "Good"), "good.yaml")
    ended = place.run("import", ".")
    assert ended.status == 2
    assert ended.stdout == "Good: 3 new, 0 changed, 0 unchanged, 0 gone\n"
    assert "Good" in place.texts()


def test_a_deck_with_progress_is_not_lost_to_a_broken_version(place: Place) -> None:
    before = place.holds()
    broken = write_deck(place.files, STATS.replace("answer:", "anser:", 1) + "  - 7\n")
    ended = place.run("import", broken)
    assert ended.status == 2
    assert place.holds() == before
    assert {line.split(":")[0] for line in ended.told(str(broken))} >= {"3", "5", "14"}


# What is odd


def test_odd_texts_come_in_as_they_are_written(place: Place) -> None:
    for name, odd in hostile_files.ODD.items():
        (place.files / name).write_bytes(odd.data)
    ended = place.run("import", *hostile_files.ODD)
    assert ended.status == 0, ended.stderr
    texts = set(place.texts())
    for name, odd in hostile_files.ODD.items():
        assert texts >= set(odd.texts), name
        assert bool(ended.told(name)) == odd.warned, name
    assert place.run("check", *hostile_files.ODD).status == 0


def test_odd_packages_come_in_and_their_cards_can_be_studied(place: Place) -> None:
    files = {f"{name}.apkg": made for name, made in hostile_packages.ODD.items()}
    for name, (make, _text) in files.items():
        (place.files / name).write_bytes(make())
    ended = place.run("import", *files)
    assert ended.status == 0, ended.stderr
    texts = place.texts()
    for name, (_make, expected) in files.items():
        assert any(text.startswith(expected) for text in texts), name
    kept = [path for path in (place.home / "media").rglob("*") if path.is_file()]
    assert all(len(path.name) == 64 for path in kept)
    assert [path for path in place.folder.rglob("*") if "evil" in path.name] == []
    with closing(sqlite3.connect(place.home / "mlcards.db")) as database:
        cards = [number for (number,) in database.execute("SELECT id FROM cards")]
    rated = "".join(f'{{"card": {card}, "rating": 3}}\n' for card in cards)
    reviewed = place.run("review", stdin=rated.encode())
    assert reviewed.status == 0, reviewed.stderr
    assert len(reviewed.stdout.splitlines()) == len(cards)


# What is no file, and names


def _odd_places(folder: Path) -> Iterator[str]:
    os.mkfifo(folder / "fifo.yaml")
    os.mkfifo(folder / "fifo.apkg")
    with socket.socket(socket.AF_UNIX) as made, pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)  # the name of a socket is short
        made.bind("socket.csv")
    links = {"zero.yaml": "/dev/zero", "random.apkg": "/dev/urandom", "loop.md": "loop.md"}
    for name, target in (links | {"gone.json": "nothing.json"}).items():
        (folder / name).symlink_to(target)
        yield name
    (folder / "empty").mkdir()
    (folder / "named.yaml").mkdir()
    (folder / "circle").mkdir()
    (folder / "circle" / "up").symlink_to("..")
    yield from ("fifo.yaml", "fifo.apkg", "socket.csv", "empty", "named.yaml", "circle")
    yield from ("/dev/null", "/dev/full", "/proc/self/mem", f"{'x' * 300}.yaml", "")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", ["import", "check"])
def test_what_is_no_file_is_refused_by_name(place: Place, command: str) -> None:
    names = list(_odd_places(place.files))
    ended = place.run(command, *names)
    assert ended.status == 2
    for name in names:
        assert ended.told(name), name


def test_a_folder_of_traps_still_gives_its_decks(place: Place) -> None:
    names = [name for name in _odd_places(place.files) if "/" not in name and name]
    (place.files / "circle" / "good.yaml").write_text(STATS.replace("Statistics", "Good"))
    ended = place.run("import", ".")
    assert ended.status == 2
    assert ended.stdout == "Good: 3 new, 0 changed, 0 unchanged, 0 gone\n"
    assert ended.told("fifo.yaml")
    assert ended.told("random.apkg")
    assert "socket.csv" in names


@pytest.mark.usefixtures("unchanged")
def test_an_endless_standard_input_is_refused(place: Place) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "mlcards", "import", "-"],
            stdin=endless,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "MLCARDS_HOME": str(place.home), "MLCARDS_NOW": NOON},
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"-: the file is larger than 64 MB")


HOSTILE_NAME = b"n\x1b]0;x\x07\n\xe2\x80\xae [nope][@click=app.quit]\xff"


def test_names_are_told_harmlessly(place: Place) -> None:
    (place.files / os.fsdecode(HOSTILE_NAME + b".yaml")).write_bytes(b"nothing: 1\n")
    (place.files / os.fsdecode(HOSTILE_NAME + b".apkg")).write_bytes(b"PK\x03\x04")
    for command in ("import", "check"):
        ended = place.run(command, HOSTILE_NAME + b".yaml", HOSTILE_NAME + b".apkg", b"\xff.csv")
        assert ended.status == 2
        text = ended.stdout + ended.stderr
        assert text.count("n\u241b]0;x\u2407 \ufffd [nope][@click=app.quit]\ufffd.yaml:1:1: ") == 3
        assert "[@click=app.quit]\ufffd.apkg: " in text
        assert "\ufffd.csv: there is no such file" in text


def test_a_name_that_is_no_text_does_not_keep_a_good_file_out(place: Place) -> None:
    folder = place.files / os.fsdecode(b"folder\xff")
    for name, text in {
        "deck.yaml": STATS.replace("Statistics", "In a folder"),
        "a.md": "# Notes\n\n## One?\n\n1\n",
        "b.md": "# Notes\n\n## Two?\n\n2\n",
    }.items():
        write_deck(folder, text, name)
    path = HOSTILE_NAME + b".csv"
    (place.files / os.fsdecode(path)).write_text("question,answer\nNamed oddly?,a\n")
    packed = HOSTILE_NAME + b".apkg"
    (place.files / os.fsdecode(packed)).write_bytes(hostile_packages.ODD["media"][0]())
    ended = place.run("import", path, packed, b"folder\xff")
    assert ended.status == 0, ended.stderr
    texts = place.texts()
    assert {"Named oddly?", "In a folder", "One?", "Two?"} <= set(texts)
    again = place.run("import", path, packed, b"folder\xff")
    assert again.status == 0
    assert again.stdout.count("unchanged") == again.stdout.count("\n") == 4
    assert ", 0 unchanged" not in again.stdout
    assert place.run("decks").status == place.run("import", "--history").status == 0


# What leaves and comes back


TEXTS: Mapping[str, str] = {
    "escape": "a \x1b]52;c;eA==\x07\x1b[31m \u009b2J \x7f",
    "bidi": "x \u202e y \u2066 z\u2028w \U000e0041",
    "emoji": "\U0001f469\u200d\U0001f4bb\u200f\u0301",
    "markup": '[/] [nope] [@click=app.quit]x[/] [foo="bar',
    "gaps": "a {{c1::b}} {{c2::d::e}} }}{{",
    "documents": "---\ndeck: x\ncards:\n---",
    "anki": "#separator:tab\n#html:true\n#tags:x",
    "excel": "sep=;",
    "quotes": '"a" \'b\' ""c"" "',
    "formula": "=1+1",
    "html": "<script>alert(1)</script> &lt;b&gt; &amp; vector<int> <!-- x",
    "obsidian": "[cloze] ==x== a::b a:::b\n?\n??\n<!--SR:!2024-01-01,1,250-->",
    "hashcards": "Q: x\nA: y\nC: [z]",
    "headings": "## no heading\n# no title\n1. no list",
    "fence": "```\nunclosed",
    "cells": "a\tb\tc;d,e|f",
    "yaml": "- a: [b\n  *c &d !e %f @g `h",
    "spaces": "  lead and trail  ",
    "formulas": "$\\frac{1}{2}$ \\(x\\) [latex]y[/latex] [sound:x.mp3]",
    "backslashes": "C:\\path\\*new* \\[ \\\\",
    "lines": "a\n\n\n\nb\n \nc",
    "no": "no",
    "octal": "010",
    "null": "~",
}
"""Texts that mean something to some format, to Textual or to a terminal."""


@pytest.mark.parametrize("file_format", ["yaml", "csv", "tsv", "md", "json", "apkg"])
def test_hostile_texts_leave_and_come_back_as_they_are(
    mlcards: Callable[..., Result],
    tmp_path: Path,
    template: Path,
    file_format: str,
) -> None:
    def run(home: str, *args: str | Path) -> str:
        at = {"MLCARDS_HOME": str(tmp_path / home), "MLCARDS_NOW": NOON}
        ended = mlcards(*map(str, args), **at)
        assert ended.exit_code == 0, ended.stderr
        return ended.stdout

    def notes_of(home: str, deck: str) -> list[Any]:
        (found,) = json.loads(run(home, "export", deck, "--to", "-", "--format", "json"))["decks"]
        return [found["title"], *found["notes"]]

    notes = [
        {"id": name, "question": f"{name} {text}", "answer": text, "notes": text, "tags": ["t"]}
        for name, text in TEXTS.items()
    ]
    notes.append({"id": "first", "question": TEXTS["excel"], "answer": TEXTS["hashcards"]})
    title = "Evil [nope] {{c1}} #tags"
    deck = {"format": "mlcards", "decks": [{"id": "evil", "title": title, "notes": notes}]}
    source, written = tmp_path / "source.json", tmp_path / f"deck.{file_format}"
    source.write_text(json.dumps(deck))
    for home in ("here", "there"):
        shutil.copytree(template, tmp_path / home)
    run("here", "import", source)
    before = notes_of("here", "evil")
    assert [note.get("notes") for note in before[1:]] == [*TEXTS.values(), None]
    run("here", "export", "evil", "--to", written)
    assert f": all {len(notes) + 1} unchanged\n" in run("here", "import", written)  # two gaps
    run("there", "import", written)
    assert notes_of("there", title) == before


# What the screens show


@pytest.mark.parametrize("name", ["escapes.yaml", "escape.csv", "jescape.json", "escape.apkg"])
async def test_the_screens_show_them_harmless(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    place = Place(tmp_path, template)
    odd = hostile_files.ODD.get(name)
    data = odd.data if odd else hostile_packages.ODD["escape"][0]()
    (place.files / name).write_bytes(data)
    (place.files / "bad.yaml").write_bytes(b'"\\e[2J[nope]": 1\n')
    monkeypatch.chdir(place.files)
    monkeypatch.setenv("HOME", str(tmp_path))
    seen = []
    async with driving(monkeypatch, Home(place.home)) as driver:
        for keys in (("i",), ("ctrl+o",), ("tab",), ("n",), ("escape",), ("enter",), ("tab",)):
            await driver.press(*keys)
            seen.append(driver.text)
            assert not FORBIDDEN & set(driver.text)
    assert any("1 new" in text for text in seen)
    assert any("left out for errors" in text for text in seen)


# What changes while it is read


class Growing:
    """An open file that always has more to give."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.given = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Give as much as is wanted, which may not be all."""
        assert 0 <= size <= 70 * MEGABYTE
        self.given += size
        return b"x" * size

    def fileno(self) -> int:
        return self._file.fileno()


def test_a_file_that_grows_is_read_up_to_a_bound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    growing = Growing(write_deck(tmp_path))
    monkeypatch.setattr(source_files, "opened", lambda _name: growing)
    (source,) = read_sources([str(tmp_path / "stats.yaml")])
    assert [problem.message for problem in source.errors] == [
        "the file is larger than 64 MB; split it"
    ]
    assert growing.given <= 64 * MEGABYTE + 1


def test_a_file_that_becomes_a_pipe_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write_deck(tmp_path)
    look = Path.stat

    def look_then_change(self: Path, **how: Any) -> os.stat_result:
        found = look(self, **how)
        if self == path:
            path.unlink()
            os.mkfifo(path)
        return found

    monkeypatch.setattr(Path, "stat", look_then_change)
    (source,) = read_sources([str(path)])
    assert "no file but a pipe" in source.errors[0].message


@pytest.mark.parametrize("change", ["gone", "pipe", "other"])
def test_a_package_that_changes_before_its_media_are_read(
    tmp_path: Path, template: Path, change: str
) -> None:
    place = Place(tmp_path, template)
    path = place.files / "media.apkg"
    path.write_bytes(hostile_packages.ODD["media"][0]())
    sources = read_sources([str(path)])
    path.unlink()
    if change == "pipe":
        os.mkfifo(path)
    if change == "other":
        path.write_bytes(hostile_packages.draft().package())
    with pytest.raises(UsageError, match=r"media\.apkg"), open_media(sources[0]):
        pass


def test_a_name_with_a_nul_is_refused() -> None:
    for name in ("a\0b.yaml", "\0"):
        (source,) = read_sources([name])
        assert len(source.errors) == 1
