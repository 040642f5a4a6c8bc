"""Each text format by example: what a file of it becomes, note by note, with every problem.

The expected values stand beside the samples; `REWRITE` in this file writes them anew, to be read
before they are kept.
"""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from mlcards.core.content_json import to_dict
from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.core.progress_json import to_dict as progress_to_dict
from mlcards.readers.registry import HEAD_BYTES, reader_for

GOLDEN = Path(__file__).parent / "golden"
REWRITE = False
SAMPLES = {
    "table.csv": "csv",
    "glossary.csv": "csv",
    "anki-notes.txt": "anki-text",
    "anki-plain.txt": "anki-text",
    "quizlet.txt": "quizlet",
    "hashcards.md": "hashcards",
    "obsidian.md": "obsidian",
    "headings.md": "md",
    "lists.md": "md",
    "deck.json": "json",
    "crowdanki.json": "crowdanki",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_as_expected(name: str) -> None:
    data = (GOLDEN / name).read_bytes()
    named = SAMPLES[name] if name == "quizlet.txt" else None
    reader = reader_for(name, data[:HEAD_BYTES], named)
    assert reader.name == SAMPLES[name]
    found = _plain(reader.read(data, name))
    expected = GOLDEN / f"{name}.expected.json"
    if REWRITE:
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    assert found == json.loads(expected.read_text())


def test_nothing_is_rewritten_unnoticed() -> None:
    assert not REWRITE


@pytest.mark.parametrize("name", SAMPLES)
def test_line_breaks_of_windows_change_nothing_but_the_hash(name: str) -> None:
    data = (GOLDEN / name).read_bytes()
    reader = reader_for(name, data[:HEAD_BYTES], SAMPLES[name])
    windows = data.replace(b"\n", b"\r\n")
    assert _plain(reader.read(windows, name)) == _plain(reader.read(data, name))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_bytes_have_the_same_hash(name: str) -> None:
    data = (GOLDEN / name).read_bytes()
    reader = reader_for(name, data[:HEAD_BYTES], SAMPLES[name])
    first, again = reader.read(data, name), reader.read(data, "elsewhere/" + name)
    assert [deck.content_hash for deck in first.decks] == [d.content_hash for d in again.decks]
    hashes = [deck.content_hash for deck in first.decks]
    assert len(set(hashes)) == len(hashes)
    assert all(len(value) == 64 for value in hashes)
    assert all(deck.source_path == name for deck in first.decks)


def _plain(result: ReadResult) -> dict[str, Any]:
    return {
        "decks": [
            {
                "key": deck.key,
                "title": deck.title,
                "line": deck.line,
                "complete": deck.complete,
                **({"description": deck.description} if deck.description else {}),
                **({"tags": list(deck.tags)} if deck.tags else {}),
                "notes": [_note(note) for note in deck.notes],
            }
            for deck in result.decks
        ],
        "problems": [str(problem) for problem in result.problems],
    }


def _note(note: ForeignNote) -> dict[str, Any]:
    values: dict[str, Any] = {"line": note.line, **to_dict(note.content)}
    if note.id:
        values["id"] = note.id
    if note.progress:
        values["progress"] = [_rounded(progress_to_dict(found)) for found in note.progress]
        assert all(p.last_at is None or p.last_at.tzinfo is UTC for p in note.progress)
    return values


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    if "memory" in values:
        values["memory"] = {name: round(value, 6) for name, value in values["memory"].items()}
    return values
