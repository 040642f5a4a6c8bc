"""Pictures beside notes in Markdown: what is taken, what is not, and how it leaves again."""

import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest

from mlcards.collection import source_media
from mlcards.collection.collection import Collection
from mlcards.collection.exporting import ExportOptions, export
from mlcards.collection.import_plans import Choices, never, plan_sources
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import apply
from mlcards.collection.sources import Source, read_sources
from mlcards.core.errors import MlcardsError
from mlcards.core.media_names import flat_media_name
from mlcards.readers.json_media import JsonMedia
from mlcards.store.store import Store
from support.clock import FakeClock
from support.factories import a_collection

RED, BLUE = b"red picture", b"blue picture"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is imported, and the working one, so that names are short."""
    found = tmp_path / "vault"
    found.mkdir()
    monkeypatch.chdir(found)
    return found


@pytest.fixture
def collection(store: Store, clock: FakeClock, tmp_path: Path) -> Collection:
    found = a_collection(store, clock)
    found.media_folder = tmp_path / "media"
    return found


def put(name: str, data: bytes = RED) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def notes(name: str, *shown: str) -> None:
    """A file of notes with a card whose answer shows these files."""
    pictures = " ".join(f"![]({one})" for one in shown)
    put(name, f"Q: What does {name} show?\nA: {pictures}\n".encode())


def read(name: str = ".") -> Source:
    (source,) = read_sources([name])
    assert not source.errors
    return source


def taken(source: Source) -> dict[str, bytes]:
    assert source.beside is not None
    media = source.beside.opened()
    return {name: media.read(name) for name in media.names}


def brought(collection: Collection, name: str = ".") -> FileReport:
    sources = read_sources([name], known=collection.decks())
    (report,) = apply(collection, plan_sources(collection, sources), Choices(never))
    return report


def test_files_beside_and_below_are_taken() -> None:
    put("notes/a.png")
    put("notes/plots/b.png", BLUE)
    put("top.png", b"top")
    put("my plot.png", b"space")
    put("unnamed.png")
    names = ["a.png", "plots/b.png", "@/top.png", "top.png", "my%20plot.png", "./a.png"]
    notes("notes/n.md", *names)
    source = read()
    assert taken(source) == {
        "a.png": RED,
        "./a.png": RED,
        "plots/b.png": BLUE,
        "@/top.png": b"top",
        "top.png": b"top",
        "my%20plot.png": b"space",
    }
    assert source.problems == ()
    assert source.decks[0].notes[0].media == tuple(names)


def test_nothing_outside_of_the_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    Path("out.png").symlink_to(tmp_path / "secret.png")
    Path("away").symlink_to(tmp_path)
    os.mkfifo("pipe.png")
    put("sub/down.png")
    outside = ["../secret.png", f"{tmp_path}/secret.png", "away/secret.png", "out.png"]
    notes("n.md", *outside, "pipe.png", "%2e%2e/secret.png", "secret.key")
    source = read("n.md")
    assert taken(source) == {}
    (problem,) = source.problems
    assert (problem.line, problem.severity, problem.code) == (2, "warning", "media")
    assert "6 files that cards show cannot be found beside the notes or below" in problem.message


def test_a_single_file_gets_what_lies_in_its_folder() -> None:
    put("top.png")
    put("notes/a.png")
    notes("notes/n.md", "a.png", "@/top.png")
    assert taken(read("notes/n.md")) == {"a.png": RED}


def test_a_link_within_the_folder_is_followed() -> None:
    put("real/a.png")
    Path("a.png").symlink_to("real/a.png")
    notes("n.md", "a.png")
    assert taken(read("n.md")) == {"a.png": RED}


def test_pictures_that_no_card_shows_stay() -> None:
    put("a.png")
    put("n.md", b"![](a.png) ![](gone.png)\n\nQ: one\nA: 1\n")
    source = read("n.md")
    assert taken(source) == {}
    assert [problem.code for problem in source.problems] == ["stray"]


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.png", b"x" * 10)
    put("b.png", b"x" * 11)
    notes("n.md", "a.png", "b.png")
    monkeypatch.setattr(source_media, "LARGEST_MEDIA", 10)
    media = read("n.md").beside
    assert media is not None
    assert len(media.opened().read("a.png")) == 10
    with pytest.raises(MlcardsError, match=r"b\.png is larger"):
        media.opened().read("b.png")
    monkeypatch.setattr(source_media, "LARGEST_MEDIA", 100)
    monkeypatch.setattr(source_media, "LARGEST_TOGETHER", 20)
    opened = media.opened()
    opened.read("a.png")
    with pytest.raises(MlcardsError, match="together"):
        opened.read("b.png")
    with pytest.raises(MlcardsError, match="no file"):
        opened.read("c.png")


def test_one_that_is_gone_by_now_is_told(collection: Collection) -> None:
    put("a.png")
    notes("n.md", "a.png")
    sources = read_sources(["n.md"])
    Path("a.png").unlink()
    (report,) = apply(collection, plan_sources(collection, sources), Choices(never))
    assert (report.decks[0].new, report.written.media) == (1, 0)
    assert [problem.code for problem in report.problems] == ["damaged-media"]


def test_a_picture_that_changed_or_came_later_comes_in(collection: Collection) -> None:
    put("a.png")
    notes("n.md", "a.png", "b.png")
    assert brought(collection).written.media == 1
    assert brought(collection).written.media == 0
    put("b.png", BLUE)
    assert brought(collection).written.media == 1
    put("a.png", b"another one")
    report = brought(collection)
    assert (report.written.media, report.decks[0].unchanged) == (1, 1)
    (source,) = read_sources(["."], known=collection.decks())
    assert source.unchanged


def test_notes_that_share_a_deck_bring_theirs() -> None:
    for name, data in (("a", RED), ("b", BLUE)):
        put(f"{name}/n.md", f"# Deck\n\n## What is {name}?\n![]({name}.png) ![](x.png)\n".encode())
        put(f"{name}/{name}.png", data)
        put(f"{name}/x.png", data)
    source = read()
    assert taken(source) == {"a.png": RED, "b.png": BLUE}
    (problem,) = source.problems
    assert "x.png means several files in this folder" in problem.message


def test_they_leave_and_come_back(
    collection: Collection, store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    put("plots/a.png")
    put("b.png", BLUE)
    put("c.mp3", b"sound")
    put("n.md", b"#flashcards\n\nWhich? ![p](plots/a.png)::![[b.png|200]] and ![](c.mp3)\n")
    brought(collection)
    for name in ("out.json", "out.apkg"):
        out = str(tmp_path / name)
        assert export(collection, (), out, ExportOptions()).media == 3
        assert brought(collection, out).decks[0].unchanged == 1
        other = a_collection(Store.open_file(tmp_path / f"{name}.db"), clock)
        other.media_folder = tmp_path / f"{name}-media"
        assert brought(other, out).written.media == 3
        again = str(tmp_path / f"again-{name}")
        assert export(other, (), again, ExportOptions()).media == 3
        other.store.close()
    with (tmp_path / "out.json").open("rb") as file:
        assert JsonMedia(file).read("plots/a.png") == RED


def test_names_are_flat_in_anki(collection: Collection, tmp_path: Path) -> None:
    put("plots/a.png")
    put("b.png", BLUE)
    put("c.mp3", b"sound")
    put("n.md", b"#flashcards\n\nWhich? ![p](plots/a.png)::![[b.png|200]] ![](c.mp3) ![[Note]]\n")
    brought(collection)
    export(collection, (), str(tmp_path / "out.apkg"), ExportOptions())
    with zipfile.ZipFile(tmp_path / "out.apkg") as archive:
        names = json.loads(archive.read("media"))
        archive.extract("collection.anki2", tmp_path)
    flat = flat_media_name("plots/a.png")
    assert sorted(names.values()) == ["b.png", "c.mp3", flat]
    connection = sqlite3.connect(tmp_path / "collection.anki2")
    ((fields,),) = connection.execute("SELECT flds FROM notes").fetchall()
    connection.close()
    assert fields.split("\x1f")[:2] == [
        f'Which? <img src="{flat}" alt="p">',
        '<img src="b.png"> [sound:c.mp3] ![[Note]]',
    ]
