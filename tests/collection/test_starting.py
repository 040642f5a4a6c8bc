from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.exporting import ExportOptions, export
from mlcards.collection.import_plans import ChangedMeanwhileError, Choices, plan_sources
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import apply
from mlcards.collection.shipped import fingerprint
from mlcards.collection.sources import Source, read_sources
from mlcards.collection.starting import ensure_started
from mlcards.store import notes
from mlcards.store.store import Store
from support.clock import FakeClock
from support.collections import STATS, ship, write_deck
from support.factories import a_collection

OTHER = STATS.replace("Statistics", "Other")


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    return a_collection(store, clock)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped", STATS, OTHER)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def unread() -> None:
        def refuse(*_args: object) -> None:
            raise AssertionError("the decks were read again")

        monkeypatch.setattr("mlcards.collection.starting.import_shipped", refuse)

    return unread


def titles(collection: Collection) -> list[str]:
    return [deck.title for deck in collection.decks()]


def test_a_new_collection_gets_the_decks_that_ship(collection: Collection, shelf: Path) -> None:
    reports = ensure_started(collection)
    assert [deck.new for report in reports for deck in report.decks] == [3, 3]
    assert titles(collection) == ["Other", "Statistics"]


def test_a_normal_start_reads_none_of_them(
    collection: Collection, shelf: Path, unread: Callable[[], None]
) -> None:
    ensure_started(collection)
    unread()
    assert ensure_started(collection) == []


def test_a_changed_deck_is_followed(collection: Collection, shelf: Path) -> None:
    ensure_started(collection)
    write_deck(shelf, STATS.replace("The true", "A true, and longer,"), "shipped0.yaml")
    reports = ensure_started(collection)
    counted = [(deck.title, deck.changed) for report in reports for deck in report.decks]
    assert counted == [("Statistics", 1), ("Other", 0)]


def test_a_removed_deck_does_not_come_back(collection: Collection, shelf: Path) -> None:
    ensure_started(collection)
    collection.remove_deck(collection.find_decks(["Statistics"])[0])
    write_deck(shelf, STATS.replace("The true", "A true, and longer,"), "shipped0.yaml")
    ensure_started(collection)
    assert titles(collection) == ["Other"]


def test_a_deck_a_person_made_their_own_is_left_alone(
    collection: Collection, shelf: Path, tmp_path: Path
) -> None:
    ensure_started(collection)
    mine = write_deck(tmp_path / "mine", STATS.replace("The true", "My own true"))
    list(apply(collection, plan_sources(collection, read_sources([str(mine)])), Choices()))
    write_deck(shelf, STATS.replace("The true", "A true, and longer,"), "shipped0.yaml")
    ensure_started(collection)
    (deck,) = collection.find_decks(["Statistics"])
    assert deck.source_path == str(mine)


@pytest.mark.parametrize("name", ["json", "yaml", "csv", "md", "apkg"])
def test_a_deck_stays_the_shipped_one_when_its_export_comes_home(
    collection: Collection, shelf: Path, tmp_path: Path, name: str
) -> None:
    ensure_started(collection)
    (deck,) = collection.find_decks(["Statistics"])
    collection.rename_deck(deck, "Mine")
    path = str(tmp_path / f"all.{name}")
    export(collection, [], path, ExportOptions())
    known = collection.decks()
    apply(collection, plan_sources(collection, read_sources([path], known=known)), Choices())
    assert collection.decks() == known
    write_deck(shelf, STATS.replace("The true", "A true, and longer,"), "shipped0.yaml")
    reports = ensure_started(collection)
    assert [deck.changed for report in reports for deck in report.decks] == [1, 0]
    assert titles(collection) == ["Mine", "Other"]


@pytest.mark.parametrize("first", ["shipped", "export"])
def test_it_stays_the_shipped_one_on_another_machine_with_what_was_edited(
    collection: Collection, shelf: Path, tmp_path: Path, clock: FakeClock, first: str
) -> None:
    ensure_started(collection)
    with collection.store.writing() as connection:
        row = notes.get(connection, 1)
        edited = replace(row.content, hint="mine")
        notes.edit(connection, row, edited, row.content)
    path = str(tmp_path / "all.json")
    export(collection, [], path, ExportOptions(progress=True))
    other = a_collection(Store.open_file(tmp_path / "other.db"), clock)
    if first == "shipped":
        ensure_started(other)
    apply(other, plan_sources(other, read_sources([path])), Choices())
    ensure_started(other)
    write_deck(shelf, STATS.replace("The true", "A true, and longer,"), "shipped0.yaml")
    reports = ensure_started(other)
    assert [deck.changed for report in reports for deck in report.decks] == [1, 0]
    with other.store.reading() as connection:
        (deck,) = other.find_decks(["Statistics"])
        hints = [row.content.hint for row in notes.of_deck(connection, deck.id)]
    assert hints.count("mine") == 1
    other.store.close()


def test_without_decks_that_ship_nothing_happens(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ship(monkeypatch, tmp_path / "empty")
    assert fingerprint() == ""
    assert ensure_started(collection) == []


def test_the_fingerprint_follows_the_version(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    before = fingerprint()
    monkeypatch.setattr("mlcards.__version__", "99.0")
    assert fingerprint() != before


@pytest.mark.parametrize(("conflicts", "succeeds"), [(1, True), (4, True), (5, False)])
def test_another_that_starts_at_the_same_time_is_no_hindrance(
    collection: Collection,
    shelf: Path,
    monkeypatch: pytest.MonkeyPatch,
    conflicts: int,
    *,
    succeeds: bool,
) -> None:
    left = [None] * conflicts

    def apply_late(*args: Any, **options: Any) -> list[FileReport]:
        if left:
            left.pop()
            raise ChangedMeanwhileError(Source("x.yaml", ()))
        return apply(*args, **options)

    monkeypatch.setattr("mlcards.collection.starting.apply", apply_late)
    with nullcontext() if succeeds else pytest.raises(ChangedMeanwhileError):
        ensure_started(collection)
    assert bool(titles(collection)) is succeeds
