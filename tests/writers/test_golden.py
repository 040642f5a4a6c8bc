"""Each format by example: the file that a small set of decks becomes, byte for byte.

The expected files stand in `golden`; `REWRITE` in this file writes them anew, to be read before
they are kept.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import (
    CardType,
    Correction,
    FollowUp,
    KeyPoint,
    Memory,
    NoteContent,
    Phase,
    Rating,
)
from mlcards.readers.registry import reader_for
from mlcards.writers.registry import writer_for
from support.written import an_export

GOLDEN = Path(__file__).parent / "golden"
REWRITE = False
FORMATS = {
    "decks.yaml": "yaml",
    "decks.csv": "csv",
    "decks.tsv": "tsv",
    "decks.md": "md",
    "decks.json": "json",
    "reviews.csv": "reviews",
}

MONDAY = datetime(2026, 11, 16, 8, 30, 12, 345_000, UTC)
PICTURE = b"\x89PNG\r\n\x1a\nnot much of a picture"

RECALL = ForeignNote(
    "recall",
    NoteContent(
        CardType.BASIC,
        "Which denominator belongs to recall?",
        "`TP + FN`: everything that is really positive.",
        hint="Think of what was missed.",
        notes="![A table](confusion.png)",
        tags=("metrics", "examples"),
        sources=("Murphy 2022, ch. 5", "https://example.org/recall#x"),
        article=(3, 7),
        difficulty=1,
        checked="2026-10",
    ),
    progress=(
        ForeignProgress(
            "main",
            flag=2,
            leech=True,
            phase=Phase.REVIEW,
            due_day=date(2026, 11, 28),
            interval=10,
            reps=3,
            lapses=1,
            memory=Memory(10.25, 6.5),
            last_at=MONDAY + timedelta(days=2),
            whole=True,
            reviews=(
                ForeignReview(
                    MONDAY,
                    Rating.GOOD,
                    Phase.LEARNING,
                    timedelta(minutes=10),
                    5200,
                    id="019a8b1c-0000-7000-8000-000000000001",
                    day=date(2026, 11, 16),
                    utc_offset_s=3600,
                    step=1,
                ),
                ForeignReview(
                    MONDAY + timedelta(hours=1), None, Phase.NEW, timedelta(0), kind="forget"
                ),
                ForeignReview(
                    MONDAY + timedelta(days=2), Rating.EASY, Phase.REVIEW, timedelta(days=10)
                ),
            ),
        ),
    ),
    media=("confusion.png",),
    original=(("Front", "Which <b>denominator</b> …"), ("Back", "<code>TP + FN</code>")),
    kind="Basic",
)
AUC = ForeignNote("auc", NoteContent(CardType.REVERSED, "AUC", "Area under the ROC curve"))
BAYES = ForeignNote(
    "",
    NoteContent(
        CardType.CLOZE,
        "The posterior is {{c1::likelihood}} times {{c2::prior::before the data}}.",
        "Over the evidence: $P(D)$",
    ),
    progress=(ForeignProgress("c1", suspended=True), ForeignProgress("c2", buried=True)),
)
OVERFITTING = ForeignNote(
    "overfitting",
    NoteContent(
        CardType.INTERVIEW,
        'How do you notice "overfitting": and what do you do about it?',
        "The training error is far below the validation error.\n\n- simplify\n- regularise",
        key_points=(
            KeyPoint("Compares training with validation error", must=True),
            KeyPoint("Names a remedy: more data, say", must=True),
            KeyPoint("Says why more of the same features does not help"),
        ),
        listen_for="A remedy that fits the cause",
        red_flags=("Trusts the training error alone", "- drops the test set"),
        follow_ups=(FollowUp("Both are high. What now?", "Underfitting.\nA larger model."),),
        correction=Correction("dated", "It says *no*.", "Double descent:\n\n1. first\n2. second"),
        seconds=60,
        tags=("examples",),
    ),
)
FAILURE = ForeignNote(
    "failure",
    NoteContent(
        CardType.PERSONAL,
        "Tell me about a model of yours that failed.",
        framework=("What it was for", "What went wrong"),
        skeleton="At <place> our <model> …",
    ),
    own_answers=((MONDAY, "The one that\nforgot."),),
)
REVERSE_WORDS = ForeignNote(
    "reverse-words",
    NoteContent(
        CardType.CODING,
        "Reverse the words:\n\n```text\na b\n## not a heading\n```",
        code='def turned(text):\n\treturn " ".join(reversed(text.split()))',
        complexity="O(n) time and space",
        tests=('turned("a b") -> "b a"', "=SUM(A1)"),
        tags=("café, 😀", "no"),
    ),
)
GONE = ForeignNote("gone", NoteContent(CardType.BASIC, "Gone?", "Yes."), orphaned=True)
DECKS = (
    ForeignDeck("ml", "ML", (), "", description="All of it.", options=(("study.order", "mixed"),)),
    ForeignDeck(
        "metrics",
        "ML::Metrics & more",
        (RECALL, replace(AUC, content=replace(AUC.content, tags=("examples",)))),
        "",
        description="Numbers: what they say.\nAnd what not.",
        language="en",
        source="Written for a test",
        license="MIT",
        tags=("examples",),
    ),
    ForeignDeck(
        "one-of-each", "One of each", (BAYES, OVERFITTING, FAILURE, REVERSE_WORDS, GONE), ""
    ),
)


@pytest.mark.parametrize("name", FORMATS)
def test_decks_are_written_as_expected(name: str) -> None:
    file = BytesIO()
    media = {"confusion.png": PICTURE}
    export = an_export(*DECKS, read_media=lambda _deck, found: media.get(found))
    writer_for("-", FORMATS[name]).write(export, file)
    expected = GOLDEN / name
    if REWRITE:
        expected.write_bytes(file.getvalue())
    assert file.getvalue() == expected.read_bytes()


def test_nothing_is_rewritten_unnoticed() -> None:
    assert not REWRITE


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "reviews.csv"])
def test_the_files_are_read_without_a_problem(name: str) -> None:
    data = (GOLDEN / name).read_bytes()
    for place in (name, "-"):
        result = reader_for(place, data).read(data, name)
        assert result.problems == ()
        titles = [deck.title for deck in result.decks if deck.notes]
        assert titles == ["ML::Metrics & more", "One of each"]


@pytest.mark.parametrize("name", ["decks.yaml", "decks.csv", "decks.tsv", "decks.md"])
def test_tables_and_deck_files_hold_the_same_cards(name: str) -> None:
    data = (GOLDEN / name).read_bytes()
    found = reader_for(name, data).read(data, name).decks
    expected = [
        [(note.id, note.content) for note in deck.notes if not note.orphaned] for deck in DECKS[1:]
    ]
    assert [[(note.id, note.content) for note in deck.notes] for deck in found] == expected
