"""Pictures leave with their decks and come back to them, also where two have one name."""

from pathlib import Path

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.exporting import ExportOptions, export
from mlcards.collection.import_plans import Choices, never, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.sources import read_sources
from mlcards.config.settings import Settings
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.readers.json_media import JsonMedia
from mlcards.store.store import Store
from mlcards.writers.json_deck import write_json
from support.clock import FakeClock, FakeIds
from support.written import as_written

FILES = {"one": b"\x89PNG one", "two": b"\x89PNG two"}


@pytest.fixture
def collection(store: Store, clock: FakeClock, tmp_path: Path) -> Collection:
    return Collection(store, Settings(), clock, FakeIds(), media_folder=tmp_path / "media")


def a_deck(key: str) -> ForeignDeck:
    content = NoteContent(CardType.BASIC, f"{key}?", "![a](x.png)")
    note = ForeignNote("n", content, media=("x.png",))
    return ForeignDeck(key, key.title(), (note,), "")


def test_each_deck_keeps_its_own_file_of_a_name(collection: Collection, tmp_path: Path) -> None:
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    decks = [a_deck(key) for key in FILES]
    source.write_bytes(
        as_written(write_json, *decks, read_media=lambda deck, _name: FILES[deck.key])
    )
    read = read_sources([str(source)], known=())
    (report,) = apply(collection, plan_sources(collection, read), Choices(never))
    assert [deck.new for deck in report.decks] == [1, 1]
    export(collection, [], str(target), ExportOptions())
    with target.open("rb") as file:
        media = JsonMedia(file)
    assert {key: media.read("x.png", key) for key in FILES} == FILES
