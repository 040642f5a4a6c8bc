"""The life of a deck on SQLite and on PostgreSQL: imported, asked, rated, edited, counted."""

from pathlib import Path

from mlcards.collection.asking import next_cards
from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import Choices, plan_sources, sure
from mlcards.collection.import_report import DeckReport
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import read_sources
from mlcards.collection.tallying import tallies
from mlcards.collection.waiting import waiting
from mlcards.core.model import Rating
from mlcards.store.tallies import Tally
from support.clock import FakeClock
from support.collections import STATS, write_deck
from support.databases import OpenStore
from support.factories import a_collection


def imported(collection: Collection, path: Path) -> DeckReport:
    sources = read_sources([str(path)], known=collection.decks())
    (report,) = apply(collection, plan_sources(collection, sources), Choices(sure))
    return report.decks[0]


def test_the_life_of_a_deck(databases: OpenStore, tmp_path: Path, clock: FakeClock) -> None:
    collection = a_collection(databases(), clock)
    path = write_deck(tmp_path, STATS.replace("deck: Statistics", "deck: Maths::Statistics"))
    assert imported(collection, path).new == 3
    assert imported(collection, path).unchanged == 3
    asked = next_cards(collection, ["statistics"], None)
    assert len(asked) == 2
    recorder = Recorder(collection)
    first, second = asked
    assert recorder.record(first.card.id, Rating.EASY).review.after == first.preview[Rating.EASY]
    recorder.record(second.card.id, Rating.EASY)
    assert waiting(collection).counts.total == 0
    assert collection.undo(("rating",)) is not None
    assert waiting(collection).counts.total == 1
    on_top = "cards:\n  - id: top\n    question: Top?\n    answer: Yes\n"
    edited = path.read_text().split("  - id: auc")[0].replace("cards:\n", on_top)
    report = imported(collection, write_deck(tmp_path, edited))
    assert (report.new, report.unchanged, report.gone) == (1, 1, 2)
    found = tallies(collection)
    assert set(found.values()) == {Tally(suspended=0, orphaned=2, seen=1)}
    assert [line.cards for line in collection.deck_lines()] == [2, 2]
