"""A small deck in a file, as a person imports it before they change it."""

from pathlib import Path

from mlcards.collection.import_plans import Choices, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.sources import read_sources
from mlcards.config.paths import Home
from support.clock import FakeClock
from support.tui import look_into

CURVES = """\
deck: Curves
cards:
  - question: What does a ROC curve show over all thresholds of a classifier?
    answer: The true positive rate over the false positive rate.
  - question: What is precision?
    answer: TP / (TP + FP)
  - question: What is lift?
    answer: How much better than chance.
"""


def put_in(home: Home, path: Path, text: str) -> None:
    """Import a file as another mlcards would."""
    path.write_text(text, encoding="utf-8")
    collection = look_into(home, FakeClock())
    sources = read_sources([str(path)], known=collection.decks())
    apply(collection, plan_sources(collection, sources), Choices())
    collection.store.close()
