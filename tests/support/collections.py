"""Small collections for tests of commands: a deck file, and a shelf of shipped decks."""

import json
from pathlib import Path

import pytest

NOON = "2026-11-22T12:00:00+00:00"
"""MLCARDS_NOW for most tests: noon, far from any rollover."""
HOSTILE = "\x1b]52;c;eA==\x07 \x1b[31m \u009b2J \u202e [/] [@click=app.quit]x[/]"
"""What no terminal may be sent: OSC 52, CSI, C1 and a bidi override; and Textual's markup."""
STATS = """\
deck: Statistics
cards:
  - id: roc
    question: What does a ROC curve show?
    answer: The true positive rate over the false positive rate.
    hint: Two rates.
    key_points:
      - {text: "Names the true positive rate", must: true}
      - Names the false positive rate
  - id: auc
    type: reversed
    question: AUC
    answer: area under the curve
"""


def write_deck(folder: Path, text: str = STATS, name: str = "stats.yaml") -> Path:
    """Write a deck file and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def hostile_deck() -> str:
    """Return the text of a deck file whose long texts are hostile; YAML carries them as escapes.

    Short texts such as the title cannot be: the reader refuses them. A person can still give a
    deck such a title.
    """
    evil = json.dumps(f"evil {HOSTILE}")
    return f"""\
deck: Evil
cards:
  - id: one
    question: {evil}
    answer: {evil}
    hint: {evil}
    notes: {evil}
    listen_for: {evil}
    key_points: [{evil}, {evil}, {evil}]
    red_flags: [{evil}]
    follow_ups: [{{question: {evil}, answer: {evil}}}]
"""


def ship(monkeypatch: pytest.MonkeyPatch, folder: Path, *texts: str) -> Path:
    """Let mlcards ship these decks and no others, so that a first start is quick."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        write_deck(folder, text, f"shipped{number}.yaml")
    monkeypatch.setattr("mlcards.collection.shipped.shipped_decks", lambda: folder)
    return folder
