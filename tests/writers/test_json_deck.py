"""JSON keeps everything: what is read back is equal to what was written."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import CardType, Memory, NoteContent, Phase, Rating
from mlcards.core.notes import parts_of
from mlcards.readers.json_deck import read_json_deck
from mlcards.readers.json_media import JsonMedia
from mlcards.readers.json_tree import LARGEST_FILE
from mlcards.writers import json_deck
from mlcards.writers.json_deck import write_json
from support.strategies import hostile_lines, hostile_texts, instants, read_decks
from support.written import as_kept, as_written

AT = datetime(2026, 11, 22, 10, 0, 0, 123_000, UTC)
REVIEW = ForeignReview(
    at=AT,
    rating=Rating.GOOD,
    phase=Phase.REVIEW,
    wait=timedelta(days=3),
    duration_ms=4200,
    id="0192f3c4-5678-7abc-8def-0123456789ab",
    day=date(2026, 11, 22),
    utc_offset_s=3600,
    said=(0, 2),
)
IMPORTED = ForeignReview(
    at=AT - timedelta(days=9),
    rating=None,
    phase=Phase.REVIEW,
    wait=timedelta(days=9),
    kind="imported",
    memory=Memory(12.5, 4.25),
    reps=7,
    lapses=1,
)
PROGRESS = ForeignProgress(
    "main",
    suspended=True,
    flag=3,
    leech=True,
    phase=Phase.REVIEW,
    due_day=date(2026, 11, 25),
    interval=3,
    reps=8,
    lapses=1,
    memory=Memory(14.125, 4.5),
    last_at=AT,
    reviews=(IMPORTED, REVIEW),
    whole=True,
)
NOTE = ForeignNote(
    "n",
    NoteContent(CardType.BASIC, "q", "![](x.png)", tags=("t",)),
    progress=(PROGRESS,),
    media=("x.png",),
    original=(("Front", "<b>q</b>"), ("Back", '<img src="x.png">\r\n')),
    kind="Basic (and mine)",
    own_answers=((AT, "I would\r\n say"), (AT + timedelta(days=1), "")),
    orphaned=True,
    base=NoteContent(CardType.BASIC, "q, as its author asks", "a", tags=("t",)),
)
DECK = ForeignDeck(
    "d",
    "D",
    (NOTE,),
    "",
    description="about",
    tags=("x",),
    complete=False,
    ids_everywhere=True,
    options=(("study.new_per_day", "3"),),
)


def read(data: bytes) -> tuple[ForeignDeck, ...]:
    result = read_json_deck(data, "x.json")
    assert result.problems == ()
    return tuple(
        replace(
            deck,
            source_path="",
            content_hash="",
            line=1,
            notes=tuple(replace(note, line=0) for note in deck.notes),
        )
        for deck in result.decks
    )


def test_everything_comes_back() -> None:
    parent = ForeignDeck("p", "Parent", (), "", options=(("study.order", "mixed"),))
    assert read(as_written(write_json, parent, DECK)) == (parent, DECK)


def _noted(draw: st.DrawFn, note: ForeignNote) -> ForeignNote:
    """Add what a collection knows."""
    parts = draw(st.lists(st.sampled_from(parts_of(note.content)), unique=True))
    return replace(
        note,
        content=as_kept(note.content),
        progress=tuple(replace(PROGRESS, part=part) for part in parts),
        original=draw(st.just(()) | st.just((("Front", draw(hostile_texts)),))),
        kind=draw(hostile_lines),
        own_answers=tuple(
            sorted(draw(st.dictionaries(instants, hostile_texts, max_size=2)).items())
        ),
        orphaned=draw(st.booleans()),
        base=draw(st.sampled_from([None, NOTE.base])),
    )


@st.composite
def whole_decks(draw: st.DrawFn) -> tuple[ForeignDeck, ...]:
    """Decks with all that a collection knows of them."""
    return tuple(
        replace(
            as_kept(replace(deck, notes=())),
            key=deck.key,
            title=deck.title,
            notes=tuple(_noted(draw, note) for note in deck.notes),
            complete=draw(st.booleans()),
            options=tuple(draw(st.dictionaries(hostile_lines, hostile_texts, max_size=2)).items()),
        )
        for deck in draw(read_decks())
    )


@settings(max_examples=50)
@given(whole_decks())
def test_any_decks_come_back(decks: tuple[ForeignDeck, ...]) -> None:
    assert read(as_written(write_json, *decks)) == decks


def test_a_note_takes_a_line_of_ascii() -> None:
    data = as_written(write_json, replace(DECK, notes=(NOTE, replace(NOTE, id="m"))))
    assert data.isascii()
    lines = data.decode().splitlines()
    assert lines[0] == '{"format":"mlcards","version":1,"decks":['
    assert [line[:9] for line in lines[2:4]] == ['{"id":"n"', '{"id":"m"']
    assert json.loads(data)["decks"][0]["notes"][0]["cards"][0]["flag"] == 3


def test_what_says_nothing_is_left_out() -> None:
    plain = ForeignDeck("d", "D", (ForeignNote("", NoteContent(CardType.BASIC, "q", "a")),), "")
    assert json.loads(as_written(write_json, plain)) == {
        "format": "mlcards",
        "version": 1,
        "decks": [
            {
                "id": "d",
                "title": "D",
                "notes": [{"type": "basic", "question": "q", "answer": "a"}],
            }
        ],
        "media": [],
    }


def test_media_go_with_it() -> None:
    files = {("d", "x.png"): b"\x89PNG\0\xff"}
    data = as_written(
        write_json,
        replace(DECK, notes=(NOTE, NOTE, replace(NOTE, media=("gone.png",)))),
        read_media=lambda deck, name: files.get((deck.key, name)),
    )
    media = JsonMedia(BytesIO(data))
    assert media.names == ("x.png",)
    assert media.read("x.png") == files["d", "x.png"]
    assert len(json.loads(data)["media"]) == 1


def test_writer_and_reader_agree_on_the_largest_file() -> None:
    assert json_deck.LARGEST_FILE == 2 * LARGEST_FILE


def test_the_whole_stays_within_what_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    names = tuple(f"{number}.png" for number in range(10))
    deck = replace(DECK, notes=(replace(NOTE, media=names),))

    def data_for(largest: int) -> bytes:
        monkeypatch.setattr(json_deck, "LARGEST_FILE", largest)
        return as_written(
            write_json, deck, read_media=lambda _deck, name: bytes(1000 - int(name[0]))
        )

    without = len(data_for(0))
    for room, count in ((0, 0), (1300, 0), (1450, 1), (5000, 3), (13_000, 9), (20_000, 10)):
        data = data_for(without + room)
        assert len(data) <= without + room
        assert len(json.loads(data)["media"]) == count
        assert read(data)[0].notes[0].media == names


def test_a_review_log_in_its_order() -> None:
    found = read(as_written(write_json, DECK))[0].notes[0].progress[0]
    assert found.reviews == (IMPORTED, REVIEW)
