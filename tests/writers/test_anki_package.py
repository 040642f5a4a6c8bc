"""What is written as a package is read again as it was: notes, progress, media."""

import json
import sqlite3
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.days import DayRule
from mlcards.core.errors import MlcardsError
from mlcards.core.export import Export, ReadMedia, no_media
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import HIGHEST_FLAG, CardType, Memory, NoteContent, Phase, Rating
from mlcards.core.notes import parts_of
from mlcards.core.sm2 import memory_from_sm2
from mlcards.readers.anki_media import AnkiMedia
from mlcards.readers.anki_package import looks_like, read_anki_package
from mlcards.writers.anki_package import write_anki_package

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
UTC_DAYS = DayRule(zone=UTC)


def package(
    *decks: ForeignDeck, media: ReadMedia = no_media, days: DayRule = UTC_DAYS, now: datetime = NOW
) -> bytes:
    target = BytesIO()
    write_anki_package(Export(decks, now, days, media), target)
    return target.getvalue()


def read(data: bytes) -> dict[str, tuple[ForeignNote, ...]]:
    result = read_anki_package(BytesIO(data), "x.apkg")
    assert not result.errors, result.problems
    return {deck.title: deck.notes for deck in result.decks}


def deck(
    *notes: ForeignNote,
    title: str = "A::B",
    key: str = "",
    description: str = "",
    ids_everywhere: bool = True,
) -> ForeignDeck:
    return ForeignDeck(
        key or title, title, notes, "", description=description, ids_everywhere=ids_everywhere
    )


def note(name: str = "n", kind: CardType = CardType.BASIC, **values: Any) -> ForeignNote:
    progress, media = values.pop("progress", ()), values.pop("media", ())
    content = NoteContent(kind, **({"question": f"{name}?", "answer": "a"} | values))
    return ForeignNote(name, content, progress=progress, media=media)


def before(data: bytes, folder: Path) -> bytes:
    """The package as it was written before notes kept what mlcards knows of them."""
    path = folder / "older.db"
    source = zipfile.ZipFile(BytesIO(data))
    path.write_bytes(source.read("collection.anki2"))
    connection = sqlite3.connect(path)
    try:
        ((models,),) = connection.execute("SELECT models FROM col").fetchall()
        kinds = json.loads(models)
        for kind in kinds.values():
            assert kind["flds"].pop()["name"] == "mlcards"
        connection.execute("UPDATE col SET models = ?", [json.dumps(kinds)])
        for number, fields in connection.execute("SELECT id, flds FROM notes").fetchall():
            kept = fields.rpartition("\x1f")[0]
            connection.execute("UPDATE notes SET flds = ? WHERE id = ?", [kept, number])
        connection.commit()
    finally:
        connection.close()
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(path, "collection.anki2")
        archive.writestr("media", source.read("media"))
    return target.getvalue()


def rows(data: bytes, query: str, folder: Path) -> list[tuple[Any, ...]]:
    path = folder / "collection.db"
    path.write_bytes(zipfile.ZipFile(BytesIO(data)).read("collection.anki2"))
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


# ------------------------------------------------------------------------------- there and back

KINDS = [
    note("basic", question="**a** < b", answer="- x\n- y", tags=("t::u", "v")),
    note("hinted", hint="think of *this*"),
    note("both", CardType.REVERSED, notes="more\n\nof it"),
    note("gaps", CardType.CLOZE, question="{{c1::a}} b {{c3::c::d}}", answer="$x$", hint="h"),
    note("mine", CardType.PERSONAL, answer=""),
]


def test_plain_notes_come_back_whole() -> None:
    found = read(package(deck(*KINDS)))["A::B"]
    assert list(found) == KINDS


def test_a_package_from_before_is_read_as_any_other(tmp_path: Path) -> None:
    found = read(before(package(deck(*KINDS)), tmp_path))["A::B"]
    expected = [one.content for one in KINDS]
    expected[3] = replace(expected[3], answer=r"\(x\)")
    assert [one.content for one in found] == expected
    assert [one.id for one in found] == [one.id for one in KINDS]


@pytest.mark.parametrize("kind", [CardType.BASIC, CardType.INTERVIEW, CardType.CODING])
def test_all_text_of_a_rich_note_is_on_its_card(kind: CardType, tmp_path: Path) -> None:
    rich = note(
        "rich", kind, red_flags=("says never",), notes="small print", framework=("first", "then"),
        code="if a < b:\n    pass", sources=("https://a.b/c", "a book"),
        listen_for="clarity", complexity="$O(n)$", tests=("assert f(1) == 2",), seconds=90,
        skeleton="I <did> it", checked="2026-05", difficulty=2, article=(3, 4), hint="psst",
    )  # fmt: skip
    rich = replace(rich, own_answers=((NOW - DAY, "old one"), (NOW, "my own words")))
    data = package(deck(rich))
    assert list(read(data).values()) == [(rich,)]
    ((found,),) = read(before(data, tmp_path)).values()
    assert found.content.hint == "psst"
    for words in (
        "says never", "small print", "    pass", "a < b", "<https://a.b/c>", "a book", "2. then",
        "clarity", r"\(O(n)\)", "assert f(1) == 2", "90 seconds", r"I \<did> it", "2026-05",
        "difficulty 2", "article 3, 4", "my own words",
    ):  # fmt: skip
        assert words in found.content.answer
    assert "old one" not in found.content.answer


def test_decks_and_descriptions_come_back() -> None:
    data = package(
        deck(note("1"), title="A::B", description="about **it**"), deck(note("2"), title="面接")
    )
    result = read_anki_package(BytesIO(data), "x.apkg")
    assert {(one.title, one.description) for one in result.decks} == {
        ("A::B", "about **it**"),
        ("面接", ""),
    }


def test_new_cards_keep_their_order() -> None:
    names = [f"n{at}" for at in (5, 1, 4, 2, 3)]
    (found,) = read(package(deck(*map(note, names)))).values()
    assert [one.id for one in found] == names


# ------------------------------------------------------------------------------------- progress


@st.composite
def logs(draw: st.DrawFn) -> tuple[ForeignReview, ...]:
    """A log as a card may have it: from new through learning to review, and back."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + draw(st.timedeltas(timedelta(0), 30 * DAY))
    phase = Phase.NEW
    found: list[ForeignReview] = []
    for _ in range(draw(st.integers(1, 8))):
        at += draw(st.timedeltas(timedelta(milliseconds=2), 20 * DAY))
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        kind = draw(st.sampled_from(["rating"] * 9 + ["forget", "set-due"]))
        if phase is Phase.NEW and kind == "forget":
            kind = "rating"
        wait, rating, duration = timedelta(0), None, None
        if kind == "forget":
            phase = Phase.NEW
        elif kind == "set-due":
            phase, wait = Phase.REVIEW, draw(st.integers(1, 400)) * DAY
        else:
            rating = draw(st.sampled_from(Rating))
            duration = draw(st.none() | st.integers(1, 60_000))
            learnt = draw(st.booleans())
            unlearned = phase in {Phase.NEW, Phase.LEARNING}
            phase = Phase.REVIEW if learnt else Phase.LEARNING if unlearned else Phase.RELEARNING
            wait = (
                draw(st.integers(1, 3650)) * DAY
                if learnt
                else timedelta(seconds=draw(st.integers(1, 86_000)))
            )
        found.append(ForeignReview(at, rating, phase, wait, duration, kind))
    return tuple(found)


@st.composite
def states(draw: st.DrawFn, part: str = "main") -> ForeignProgress:
    """A card anywhere in its life, its log whole or not there."""
    log = draw(st.just(()) | logs())
    marks: dict[str, Any] = {
        "suspended": draw(st.booleans()),
        "flag": draw(st.integers(0, HIGHEST_FLAG)),
        "reviews": log,
    }
    marks["buried"] = not marks["suspended"] and draw(st.booleans())
    phase = log[-1].phase if log else draw(st.sampled_from(Phase))
    if phase is Phase.NEW:
        return ForeignProgress(part, **marks)
    in_review = phase is Phase.REVIEW
    on_a_day = in_review or draw(st.booleans())
    due_day = TODAY + draw(st.integers(-3000, 4000)) * DAY if on_a_day else None
    due_at = None if on_a_day else NOW + timedelta(seconds=draw(st.integers(-(10**7), 10**6)))
    rated = next((row.at for row in reversed(log) if row.kind == "rating"), None)
    return ForeignProgress(
        part,
        **marks,
        phase=phase,
        due_day=due_day,
        due_at=due_at,
        interval=draw(st.integers(int(phase is not Phase.LEARNING), 36_500)),
        reps=draw(st.integers(0, 500)),
        lapses=draw(st.integers(0, 50)),
        memory=Memory(draw(st.floats(0.001, 36_500)), draw(st.floats(1, 10))),
        last_at=rated or (NOW - draw(st.integers(0, 10**8)) * timedelta(seconds=1)),
        whole=_is_whole(log),
    )


def _is_whole(log: Sequence[ForeignReview]) -> bool:
    """Whether the ratings since the card was new are there, with nothing in their way."""
    start = max((at + 1 for at, row in enumerate(log) if row.kind == "forget"), default=0)
    ratings = [row for row in log[start:] if row.kind == "rating"]
    return bool(ratings) and log[start].kind == "rating"


zones = st.sampled_from([*(timezone(timedelta(hours=hours)) for hours in (-10, -5, 0, 5, 9, 13))])
rules = st.builds(
    lambda zone, hour: DayRule(datetime(2000, 1, 1, hour, tzinfo=UTC).time(), zone),
    zones,
    st.integers(0, 8),
)


@given(states(), rules)
def test_progress_comes_back(progress: ForeignProgress, days: DayRule) -> None:
    ((found,),) = read(package(deck(note("n", progress=(progress,))), days=days)).values()
    if progress == ForeignProgress("main"):
        assert found.progress == ()
        return
    (back,) = found.progress
    assert back.reviews == progress.reviews
    assert back == progress


@given(states("c2"), states("c1"))
def test_each_card_has_its_own(one: ForeignProgress, other: ForeignProgress) -> None:
    written = note("n", CardType.CLOZE, question="{{c1::a}} {{c2::b}}", progress=(one, other))
    ((found,),) = read(package(deck(written))).values()
    shifted = {state.part: len(state.reviews) for state in found.progress}
    for state in (one, other):
        assert shifted.get(state.part, 0) == len(state.reviews)


def test_reviews_of_one_instant_all_come() -> None:
    log = (ForeignReview(NOW - DAY, Rating.GOOD, Phase.LEARNING, timedelta(minutes=1)),)
    state = ForeignProgress(
        "main", phase=Phase.LEARNING, due_at=NOW, reviews=log, whole=True, last_at=NOW - DAY
    )
    notes = [note(f"n{at}", progress=(state,)) for at in range(300)]
    (found,) = read(package(deck(*notes))).values()
    instants = [one.progress[0].reviews[0].at for one in found]
    assert len(set(instants)) == 300
    assert max(instants) - min(instants) == timedelta(milliseconds=299)


def test_a_memory_made_from_an_ease_is_not_given_for_fsrs_s(tmp_path: Path) -> None:
    state = ForeignProgress(
        "main", phase=Phase.REVIEW, due_day=TODAY, interval=30, reps=4,
        memory=memory_from_sm2(2.15, 30), estimated=True,
    )  # fmt: skip
    data = package(deck(note("n", progress=(state,))))
    ((factor, kept),) = rows(data, "SELECT factor, data FROM cards", tmp_path)
    assert factor == 2150
    assert "s" not in json.loads(kept)
    ((found,),) = read(data).values()
    assert found.progress[0].estimated
    assert found.progress[0].memory == state.memory


def test_numbers_out_of_all_bounds_do_no_harm() -> None:
    state = ForeignProgress(
        "main", phase=Phase.REVIEW, due_day=date.max, interval=10**9, reps=10**30, lapses=-4,
        memory=Memory(float("nan"), 99.0),
    )  # fmt: skip
    early = replace(state, due_day=date.min, phase=Phase.RELEARNING)
    late = replace(
        state, due_day=None, due_at=datetime(9999, 1, 1, tzinfo=UTC), phase=Phase.LEARNING
    )
    notes = [note(f"n{at}", progress=(one,)) for at, one in enumerate((state, early, late))]
    (found,) = read(package(deck(*notes))).values()
    assert len(found) == 3


# ---------------------------------------------------------------------------- identity and media


def test_notes_that_were_one_in_anki_are_one_again(tmp_path: Path) -> None:
    progress = ForeignProgress("main", suspended=True)
    notes = [
        note("guid", hint="h"),
        note("guid 3", progress=(progress,)),
        note("gap c2"),
        note("other 2"),
    ]
    data = package(deck(*notes[:2]), deck(*notes[2:], title="C"))
    assert rows(data, "SELECT guid FROM notes ORDER BY id", tmp_path) == [
        ("guid",),
        ("gap",),
        ("other",),
    ]
    found = read(data)
    assert {one.id: one.content for one in found["A::B"]} == {
        one.id: one.content for one in notes[:2]
    }
    assert found["A::B"][1].progress == (progress,)
    assert [one.id for one in found["C"]] == ["gap c2", "other 2"]
    found = read(before(data, tmp_path))
    assert [one.id for one in found["A::B"]] == ["guid", "guid 3"]
    assert [one.id for one in found["C"]] == ["gap 2", "other 2"]


def test_own_ids_of_two_decks_are_two_notes_and_stay_the_same(tmp_path: Path) -> None:
    one = deck(note("1"), note(""), title="One", ids_everywhere=False)
    two = replace(one, key="two", title="Two")
    together = rows(package(one, two), "SELECT guid FROM notes ORDER BY id", tmp_path)
    assert len(set(together)) == 4
    assert rows(package(two), "SELECT guid FROM notes ORDER BY id", tmp_path) == together[2:]


def test_equal_ids_everywhere_are_told_apart(tmp_path: Path) -> None:
    data = package(deck(note("x")), deck(note("x"), title="C"), deck(note("id:~y"), title="D"))
    guids = [guid for (guid,) in rows(data, "SELECT guid FROM notes ORDER BY id", tmp_path)]
    assert guids[0] == "x"
    assert guids[2] == "~y"
    assert len(set(guids)) == 3


def test_a_text_from_anki_goes_back_as_it_was(tmp_path: Path) -> None:
    fields = (("Front", "<div>a <u>b</u></div>"), ("Back", "c&nbsp;<script>x()</script>"))
    written = replace(note("n", question="a *b*", answer="edited"), original=fields)
    data = package(deck(written))
    ((flds,),) = rows(data, "SELECT flds FROM notes", tmp_path)
    assert flds.split("\x1f")[:2] == ["<div>a <u>b</u></div>", "edited"]


def test_a_cloze_that_anki_would_see_otherwise_is_written_out(tmp_path: Path) -> None:
    for text in ("{{c0::a}} {{c7::b}}", r"{\{c2::x}} {{c1::a}}", "{{c1::a {{c2::b}} c"):
        gaps = note("n", CardType.CLOZE, question=text)
        last = ForeignProgress(parts_of(gaps.content)[-1], suspended=True)
        data = package(deck(replace(gaps, progress=(last,))))
        assert list(read(data).values()) == [(replace(gaps, progress=(last,)),)]
        ((*found,),) = read(before(data, tmp_path)).values()
        assert len(found) == len(parts_of(NoteContent(CardType.CLOZE, text)))
        assert found[0].id == "n"
        assert "**[…]**" in found[0].content.question


def test_media_come_along_and_clashing_names_are_told_apart() -> None:
    files = {("A", "a.png"): b"1", ("B", "a.png"): b"2", ("C", "a.png"): b"2", ("A", "b.mp3"): b"3"}
    decks = [
        deck(note(t, question="![x](a.png) [sound:b.mp3]", media=("a.png", "b.mp3")), title=t)
        for t in "ABC"
    ]
    data = package(*decks, media=lambda deck, name: files.get((deck.title, name)))
    media = AnkiMedia(BytesIO(data))
    found = read(data)
    shown = {title: notes[0].media[0] for title, notes in found.items()}
    assert shown["A"] == "a.png"
    assert shown["B"] == shown["C"] != "a.png"
    assert {media.read(name) for name in media.names} == {b"1", b"2", b"3"}
    assert [media.read(shown[title]) for title in "ABC"] == [b"1", b"2", b"2"]
    assert found["B"][0].content.question == f"![x]({shown['B']}) [sound:b.mp3]"


def test_names_that_are_not_safe_are_left_out() -> None:
    names = ("../a", "C:a", "b", "")
    data = package(deck(note("n", media=names)), media=lambda _deck, _name: b"x")
    assert zipfile.ZipFile(BytesIO(data)).read("media") == b'{"0": "b"}'


# ------------------------------------------------------------------------------------ the archive


def test_the_same_export_is_the_same_bytes() -> None:
    assert package(deck(*KINDS)) == package(deck(*KINDS))


def test_the_collection_comes_first_and_is_recognised() -> None:
    data = package(deck(note("n", media=("b",))), media=lambda _deck, _name: b"x")
    assert zipfile.ZipFile(BytesIO(data)).namelist() == ["collection.anki2", "0", "media"]
    assert looks_like("x", data[:4096])


def test_nothing_to_write_is_a_package_too(tmp_path: Path) -> None:
    assert rows(package(), "SELECT count(*) FROM notes", tmp_path) == [(0,)]


class Pipe(RawIOBase):
    """A file that can only be written to, from front to back."""

    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.data += bytes(data)
        return len(data)


def test_a_pipe_will_do() -> None:
    pipe: Any = Pipe()
    write_anki_package(Export((deck(*KINDS),), NOW, UTC_DAYS), pipe)
    assert len(read(pipe.data)["A::B"]) == len(KINDS)
    assert not pipe.closed


def test_no_room_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("mlcards.writers.anki_database._SCHEMA", "SELECT nothing FROM nowhere")
    with pytest.raises(MlcardsError, match="cannot be put together"):
        package(deck(note()))
    assert list(tmp_path.iterdir()) == []


@given(st.text(max_size=20), st.text(max_size=20), st.lists(st.text(max_size=8), max_size=3))
def test_any_text_is_written(question: str, title: str, tags: list[str]) -> None:
    written = note("n", question=question, answer=title, tags=tuple(tags))
    data = package(deck(written, title=title, key="k"))
    result = read_anki_package(BytesIO(data), "x.apkg")
    assert sum(len(one.notes) for one in result.decks) == 1
