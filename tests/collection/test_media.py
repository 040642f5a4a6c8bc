"""Pictures and sounds come with decks, lie there once, and go when nobody means them any more."""

from pathlib import Path

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.exporting import ExportOptions, export
from mlcards.collection.import_plans import Choices, plan_sources, sure
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import CancelledError, Tick, apply, sweep_media
from mlcards.collection.media_files import MediaFiles
from mlcards.collection.sources import read_sources
from mlcards.collection.taking_back import take_back
from mlcards.readers import anki_media
from mlcards.readers.anki_limits import Limits
from mlcards.store import media
from mlcards.store.store import Store
from support.anki_packages import Draft, package, write
from support.clock import FakeClock
from support.databases import OpenStore
from support.factories import a_collection, add_deck
from support.imports import all_cards, everything

RED, BLUE = b"red picture", b"blue picture"


@pytest.fixture
def collection(store: Store, clock: FakeClock, tmp_path: Path) -> Collection:
    found = a_collection(store, clock)
    found.media_folder = tmp_path / "media"
    return found


def a_package(folder: Path, name: str, files: dict[str, bytes], *pictures: str) -> Path:
    """A package whose deck is called like it, with a note for each picture."""
    draft = Draft(decks={1: {"name": Path(name).stem, "desc": ""}})
    for picture in pictures:
        draft.note(
            f"What is {picture} in {name}?", f'<img src="{picture}">', guid=f"{name}{picture}"
        )
    return write(folder, name, package(draft.database(), media=files))


def brought(collection: Collection, path: Path, tick: Tick | None = None) -> FileReport:
    sources = read_sources([str(path)], known=collection.decks())
    assert not sources[0].errors
    (report,) = apply(collection, plan_sources(collection, sources), Choices(sure), tick)
    return report


def kept(collection: Collection) -> list[bytes]:
    """What lies in the folder, sorted; every name is the hash of its file."""
    folder = collection.media_folder
    assert folder is not None
    names = [path.name for path in folder.rglob("*") if path.is_file()]
    found = [MediaFiles(folder).read(name) for name in names]
    assert None not in found
    return sorted(data for data in found if data is not None)


def meant(collection: Collection, title: str, name: str) -> bytes | None:
    assert collection.media_folder is not None
    deck = next(deck for deck in collection.decks() if deck.title == title)
    with collection.store.reading() as connection:
        row = media.of_deck(connection, deck.id).get(name)
    return None if row is None else MediaFiles(collection.media_folder).read(row.hash)


def test_files_are_kept_by_their_hash(collection: Collection, tmp_path: Path) -> None:
    path = a_package(
        tmp_path, "one.apkg", {"a.png": RED, "b.png": RED, "not.png": b"?"}, "a.png", "b.png"
    )
    report = brought(collection, path)
    assert report.written.media == 2
    assert kept(collection) == [RED]
    assert meant(collection, "one", "b.png") == RED
    assert collection.media_folder is not None
    assert collection.media_folder.stat().st_mode & 0o077 == 0


def test_one_name_means_another_file_in_another_deck(
    collection: Collection, tmp_path: Path
) -> None:
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    brought(collection, a_package(tmp_path, "two.apkg", {"a.png": BLUE}, "a.png"))
    assert meant(collection, "one", "a.png") == RED
    assert meant(collection, "two", "a.png") == BLUE
    assert kept(collection) == [BLUE, RED]


def test_the_same_again_adds_nothing(collection: Collection, tmp_path: Path) -> None:
    path = a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png")
    brought(collection, path)
    was = everything(collection)
    assert brought(collection, path).written.media == 0
    assert (everything(collection), kept(collection)) == (was, [RED])


def test_a_file_that_is_missing_is_no_hindrance(collection: Collection, tmp_path: Path) -> None:
    path = a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png", "gone.png")
    assert brought(collection, path).written.media == 1
    assert len(all_cards(collection)) == 2
    assert meant(collection, "one", "gone.png") is None


def test_cards_come_in_without_a_file_over_the_limit(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_media, "Limits", lambda: Limits(media_file=50))
    path = a_package(tmp_path, "one.apkg", {"a.png": RED, "b.png": b"x" * 60}, "a.png", "b.png")
    report = brought(collection, path)
    assert [problem.severity for problem in report.problems] == ["warning"]
    assert "b.png" in str(report.problems[0])
    assert (len(all_cards(collection)), report.written.media) == (2, 1)
    assert kept(collection) == [RED]


def test_a_package_of_bad_files_is_not_tried_to_its_end(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anki_media, "Limits", lambda: Limits(media_file=5))
    names = [f"{number}.png" for number in range(9)]
    path = a_package(tmp_path, "one.apkg", dict.fromkeys(names, b"x" * 60), *names)
    report = brought(collection, path)
    assert len(report.problems) == 5
    assert "No more media of this deck were tried." in report.problems[-1].message
    assert len(all_cards(collection)) == 9


def test_one_that_is_called_off_leaves_no_file(collection: Collection, tmp_path: Path) -> None:
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    seen: list[bytes] = []

    def tick(_done: int, _all: int) -> None:
        seen[:] = kept(collection)
        if len(seen) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        brought(collection, a_package(tmp_path, "two.apkg", {"a.png": BLUE}, "a.png"), tick)
    assert seen == [BLUE, RED]
    assert kept(collection) == [RED]


def test_a_deck_that_is_removed_takes_its_files_along(
    collection: Collection, tmp_path: Path
) -> None:
    brought(
        collection, a_package(tmp_path, "one.apkg", {"a.png": RED, "c.png": b"c"}, "a.png", "c.png")
    )
    brought(collection, a_package(tmp_path, "two.apkg", {"a.png": RED}, "a.png"))
    first, second = collection.decks()
    collection.remove_deck(first)
    assert kept(collection) == [RED]
    collection.remove_deck(second)
    assert kept(collection) == []


def test_taking_back_sweeps_what_came(collection: Collection, tmp_path: Path) -> None:
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    brought(collection, a_package(tmp_path, "two.apkg", {"a.png": BLUE}, "a.png"))
    take_back(collection)
    assert kept(collection) == [RED]


def test_taking_back_brings_the_old_file_again(collection: Collection, tmp_path: Path) -> None:
    """Its name meant another file for a while, and what was not needed was swept in between."""
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    was = everything(collection)
    brought(
        collection,
        a_package(tmp_path, "one.apkg", {"a.png": BLUE, "b.png": b"b"}, "a.png", "b.png"),
    )
    assert meant(collection, "one", "a.png") == BLUE
    sweep_media(collection)
    take_back(collection)
    assert everything(collection) == was
    assert meant(collection, "one", "a.png") == RED
    assert kept(collection) == [RED]


def test_an_export_carries_them(collection: Collection, tmp_path: Path, clock: FakeClock) -> None:
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png", "gone.png"))
    for name in ("out.json", "out.apkg"):
        report = export(collection, (), str(tmp_path / name), ExportOptions())
        assert report.media == 1
        other = a_collection(Store.open_file(tmp_path / f"{name}.db"), clock)
        other.media_folder = tmp_path / f"{name}-media"
        assert brought(other, tmp_path / name).written.media == 1
        assert kept(other) == [RED]
        assert meant(other, "one", "a.png") == RED
        other.store.close()


def test_a_file_that_was_damaged_is_mended_by_the_next_import(
    collection: Collection, tmp_path: Path
) -> None:
    brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    assert collection.media_folder is not None
    (path,) = (found for found in collection.media_folder.rglob("*") if found.is_file())
    path.write_bytes(RED[:3])
    assert meant(collection, "one", "a.png") is None
    brought(collection, a_package(tmp_path, "two.apkg", {"x.png": RED}, "x.png"))
    assert meant(collection, "one", "a.png") == RED


def test_without_a_folder_only_the_cards_come(
    databases: OpenStore, clock: FakeClock, tmp_path: Path
) -> None:
    collection = a_collection(databases(), clock)
    report = brought(collection, a_package(tmp_path, "one.apkg", {"a.png": RED}, "a.png"))
    assert (report.written.media, len(all_cards(collection))) == (0, 1)
    out = export(collection, (), str(tmp_path / "out.json"), ExportOptions())
    assert out.media == 0
    take_back(collection)
    assert all_cards(collection) == []


def test_rows_of_media_on_both_databases(databases: OpenStore) -> None:
    store = databases()
    deck = add_deck(store, 1)
    rows = [media.MediaRow(f"{n}.png", f"{n % 7}", n) for n in range(1200)]
    with store.writing() as connection:
        media.put(connection, deck, rows)
        media.put(connection, deck, [media.MediaRow("3.png", "new", 1)])
        found = media.of_deck(connection, deck)
        assert len(found) == 1200
        assert found["3.png"].hash == "new"
        assert media.hashes(connection) == {*map(str, range(7)), "new"}
