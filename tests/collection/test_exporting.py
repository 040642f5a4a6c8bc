"""What leaves comes back: all unchanged here, and all there is to know in another collection."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.collection.collection import Collection
from mlcards.collection.exporting import ExportOptions, export, export_to, formats
from mlcards.collection.import_plans import Choices, plan_sources, sure
from mlcards.collection.import_report import FileReport
from mlcards.collection.importing import CancelledError, apply
from mlcards.collection.recording import Recorder
from mlcards.collection.shipped import shipped_files
from mlcards.collection.sources import read_data, read_sources
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import Phase, Rating
from mlcards.readers import decoding, json_tree, markdown_lines, yaml_tree
from mlcards.store import cards, notes
from mlcards.store.store import Store
from mlcards.writers.registry import WRITERS
from support.clock import FakeClock
from support.databases import OpenStore, few_examples, fresh_store
from support.factories import (
    a_cloze,
    a_collection,
    a_content,
    a_reversed,
    some_settings,
)
from support.imports import (
    BEGAN,
    DAY,
    a_deck,
    a_note,
    a_progress,
    all_cards,
    bring,
    everything,
    schedules_are_the_fold,
)
from support.strategies import ratings

PROGRESS = ExportOptions("json", progress=True)
CARDS = ("yaml", "csv", "tsv", "json", "apkg", "md")


@pytest.fixture
def collection(databases: OpenStore, clock: FakeClock) -> Collection:
    return a_collection(databases(), clock)


def some(collection: Collection) -> Collection:
    """Three decks with notes of several types, one of them put aside, some of them rated."""
    bring(
        collection,
        a_deck("a", "gone", a_note("r", a_reversed()), a_note("", a_content("No id?"))),
        a_deck(a_note("c", a_cloze("{{c1::x}} and {{c2::y}}")), title="Maths::Sets", tags=("t",)),
        a_deck("o", title="Other"),
    )
    bring(collection, a_deck("a", a_note("r", a_reversed()), a_note("", a_content("No id?"))))
    for card in all_cards(collection)[::2]:
        collection.clock.advance(minutes=30)  # type: ignore[attr-defined]
        Recorder(collection).record(card.id, Rating.GOOD)
    return collection


def written(collection: Collection, options: ExportOptions, *titles: str) -> bytes:
    file = io.BytesIO()
    decks = [deck for deck in collection.decks() if deck.title in titles]
    export_to(collection, decks, file, options)
    return file.getvalue()


def read(collection: Collection, data: bytes, name: str) -> FileReport:
    source = read_data(data, name, known=collection.decks())
    assert [str(problem) for problem in source.errors] == []
    (report,) = apply(collection, plan_sources(collection, [source]), Choices(sure))
    return report


# Into the same collection


@pytest.mark.parametrize("name", CARDS)
def test_an_import_of_the_export_is_all_unchanged(collection: Collection, name: str) -> None:
    some(collection)
    before = everything(collection)
    data = written(collection, ExportOptions(name))
    report = read(collection, data, f"out.{name}")
    assert sum(deck.unchanged for deck in report.decks) == 7
    for deck in report.decks:
        assert (deck.new, deck.changed, deck.gone, deck.moved) == (0, 0, 0, 0), deck.title
    assert report.written.reviews == 0
    after = everything(collection)
    for table in ("cards", "reviews", "own_answers", "actions"):
        assert after[table] == before[table]


@pytest.mark.parametrize("name", CARDS)
def test_a_deck_keeps_its_id_and_what_it_is_about(collection: Collection, name: str) -> None:
    cards = [a_note(name, a_content(f"{name}?", tags=("t",))) for name in ("a", "")]
    deck = a_deck(*cards, key="own-id", description="d", language="de", source="s", license="MIT")
    bring(collection, replace(deck, tags=("t",)))
    (before,) = collection.decks()
    report = read(collection, written(collection, ExportOptions(name)), f"out.{name}")
    assert [(deck.key, deck.unchanged) for deck in report.decks] == [("own-id", 2)]
    (after,) = collection.decks()
    assert replace(after, source_path="", content_hash="") == replace(
        before, source_path="", content_hash=""
    )


def test_a_table_is_another_deck_where_one_of_its_title_comes_too(collection: Collection) -> None:
    bring(collection, a_deck("a", key="own-id"))
    table = a_deck("b", title="Maths", source_path="maths.csv", described=False)
    report = bring(collection, a_deck("a", key="own-id"), table)
    assert [(deck.key, deck.new, deck.gone) for deck in report.decks] == [
        ("own-id", 0, 0),
        ("maths", 1, 0),
    ]


@pytest.mark.parametrize("name", ["json", "apkg"])
def test_an_import_of_the_export_with_progress_adds_nothing(
    collection: Collection, name: str
) -> None:
    some(collection)
    before = everything(collection)
    data = written(collection, ExportOptions(name, progress=True))
    report = read(collection, data, f"out.{name}")
    assert report.written.reviews == 0
    assert sum(deck.new + deck.changed + deck.gone for deck in report.decks) == 0
    after = everything(collection)
    for table in ("reviews", "own_answers"):
        assert after[table] == before[table]
    assert [without_place(row) for row in after["cards"]] == [
        without_place(row) for row in before["cards"]
    ]


def edit_here(collection: Collection, question: str, now: str) -> None:
    """Edit a question as a person would; its author's text stays known."""
    with collection.store.writing() as connection:
        (row,) = (
            row
            for deck in collection.decks()
            for row in notes.of_deck(connection, deck.id)
            if row.content.question == question
        )
        notes.edit(connection, row, replace(row.content, question=now), row.content)


@pytest.mark.parametrize("name", CARDS)
def test_a_question_that_was_edited_here_is_the_same_card(
    collection: Collection, name: str
) -> None:
    some(collection)
    edit_here(collection, "No id?", "Why should a card have a name of its own at all?")
    before = everything(collection)
    report = read(collection, written(collection, ExportOptions(name)), f"out.{name}")
    assert sum(deck.unchanged for deck in report.decks) == 7
    assert sum(deck.new + deck.changed + deck.gone for deck in report.decks) == 0
    assert everything(collection)["reviews"] == before["reviews"]


def test_what_its_author_wrote_goes_along_with_progress(
    collection: Collection, clock: FakeClock
) -> None:
    some(collection)
    edit_here(collection, "No id?", "Mine?")
    data = written(collection, ExportOptions("json", progress=True))
    before = everything(collection)["notes"]
    read(collection, data, "out.json")
    assert [row["base"] for row in everything(collection)["notes"]] == [
        row["base"] for row in before
    ]
    with fresh_store() as other:
        there = a_collection(other, clock)
        read(there, data, "out.json")
        (base,) = (row["base"] for row in everything(there)["notes"] if row["base"])
        assert "No id?" in base
        changed = a_deck(
            "a", a_note("r", a_reversed()), a_note("", a_content("No id?", hint="New"))
        )
        bring(there, changed)
        (row,) = (row for row in everything(there)["notes"] if "Mine?" in row["content"])
        assert "New" in row["content"]


def without_place(row: dict[str, Any]) -> dict[str, Any]:
    """A card's row without its place: those put aside are counted in a file that has them."""
    return {key: value for key, value in row.items() if key != "position"}


# Into another collection


def known(collection: Collection) -> object:
    """All there is to know of cards, without numbers that are nobody's business."""
    found = everything(collection)
    decks = {row["id"]: row["key"] for row in found["decks"]}
    notes = {row["id"]: (decks[row["deck_id"]], row["key"]) for row in found["notes"]}
    parts = {row["id"]: (*notes[row["note_id"]], row["part"]) for row in found["cards"]}
    hidden = {"id", "deck_id", "note_id", "card_id", "import_id", "source_path", "content_hash"}

    def plain(row: dict[str, Any], *more: str) -> dict[str, Any]:
        return {key: value for key, value in row.items() if key not in hidden | {*more}}

    return {
        "decks": sorted((plain(row) for row in found["decks"]), key=lambda row: row["key"]),
        "notes": sorted(
            (notes[row["id"]], *plain(row, "position", "base").items()) for row in found["notes"]
        ),
        "cards": sorted(
            (parts[row["id"]], repr(plain(row, "position")))
            for row in found["cards"]
            if not row["orphaned"] or row["reps"]
        ),
        "reviews": sorted(
            (parts[row["card_id"]], row["id"], repr(plain(row)))
            for row in found["reviews"]
            if not row["undone"]
        ),
        "answers": sorted(
            (notes[row["note_id"]], row["at"], row["text"]) for row in found["own_answers"]
        ),
    }


def test_json_with_progress_is_all_there_is_to_know(
    databases: OpenStore, store: Store, clock: FakeClock
) -> None:
    one = some(a_collection(databases(), clock))
    cards_ = all_cards(one)
    one.save_own_answer(one.card_view(cards_[0].id), "First")
    clock.advance(hours=1)
    one.save_own_answer(one.card_view(cards_[0].id), "Second\nline")
    with one.store.writing() as connection:
        marks = {"flag": 3, "suspended": 1, "leech": 1, "buried_on": one.today()}
        cards.set_marks(connection, cards_[-1].id, marks)
    maths = next(deck for deck in one.decks() if deck.title == "Maths")
    one.set_deck_options(maths, {"study.new_per_day": "3"})
    other = a_collection(store, clock)
    read(other, written(one, PROGRESS), "out.json")
    assert known(other) == known(one)
    schedules_are_the_fold(other)
    assert written(other, PROGRESS) == written(one, PROGRESS)


def test_settings_of_a_deck_without_cards_come_along(store: Store, clock: FakeClock) -> None:
    with fresh_store() as first:
        one = a_collection(first, clock)
        bring(one, a_deck("a", title="Above::Below"))
        one.set_deck_options(one.decks()[0], {"study.new_per_day": "1"})
        data = written(one, PROGRESS)
        package = written(one, ExportOptions("apkg", progress=True))
    other = a_collection(store, clock)
    read(other, data, "out.json")
    assert [deck.options for deck in other.decks()] == [{"study.new_per_day": "1"}, {}]
    read(other, package, "out.apkg")


def test_what_came_from_elsewhere_goes_on(store: Store, clock: FakeClock) -> None:
    """Rows of every kind, a card set due on the day it was rated, and one of long ago."""
    far = a_progress(
        reviews=(), whole=False, due_day=date(2199, 12, 31), last_at=BEGAN - 12_000 * DAY
    )
    guessed = a_progress(reviews=(), whole=False, due_day=date(1970, 1, 5), interval=30_000)
    notes = (
        a_note("a", progress=(a_progress(due_day=date(2026, 9, 5)),)),
        a_note("b", progress=(a_progress(due_day=date(2026, 9, 1)),)),
        a_note("c", progress=(a_progress(phase=Phase.NEW, due_day=None),)),
        a_note("d", progress=(a_progress(whole=False, reps=30),)),
        a_note("e", progress=(far,)),
        a_note("f", progress=(guessed,)),
        a_note("g", a_cloze("{{c1::a}}"), progress=(a_progress("c1"), a_progress("c4"))),
    )
    with fresh_store() as first:
        one = a_collection(first, clock)
        bring(one, a_deck(*notes))
        schedules_are_the_fold(one)
        data, wanted = written(one, PROGRESS), [card.schedule for card in all_cards(one)]
    other = a_collection(store, clock)
    read(other, data, "out.json")
    schedules_are_the_fold(other)
    dues = [(card.part, card.schedule.due_day) for card in all_cards(other)]
    assert [due for _part, due in dues] == [schedule.due_day for schedule in wanted]
    was = everything(other)
    read(other, data, "again.json")
    assert everything(other)["reviews"] == was["reviews"]


some_contents = st.one_of(
    st.sampled_from(["One?", "Two?", "Three?", "É\n  four?"]).map(a_content),
    st.sampled_from(["{{c1::a}}", "{{c2::a}} {{c1::b}}", "{{c2::a}}"]).map(a_cloze),
    st.sampled_from(["One?", "Two?"]).map(a_reversed),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ForeignDeck], list[tuple[int, float, Rating]]]:
    """Decks that were imported, some of them in two versions, and what was rated when."""
    decks = []
    for title in draw(st.lists(st.sampled_from(["A", "A::B", "C"]), min_size=1, unique=True)):
        for _version in range(draw(st.integers(1, 2))):
            notes = [
                a_note(draw(st.sampled_from(["", "", "x", "y"])), draw(some_contents))
                for _note in range(draw(st.integers(1, 3)))
            ]
            unlike = {note.content.question: note for note in notes}
            unique = {note.id or note.content.question: note for note in unlike.values()}
            decks.append(a_deck(*unique.values(), title=title))
    rated = st.tuples(st.integers(0, 9), st.floats(0.001, 60), ratings)
    return decks, draw(st.lists(rated, max_size=6))


@few_examples
@given(histories())
def test_any_history_moves_to_another_collection(
    history: tuple[list[ForeignDeck], list[tuple[int, float, Rating]]],
) -> None:
    decks, rated = history
    with fresh_store() as first, fresh_store() as second:
        clock = FakeClock()
        one = a_collection(first, clock, some_settings(study_bury_siblings=False))
        other = a_collection(second, clock, some_settings(study_bury_siblings=False))
        for deck in decks:
            bring(one, deck)
        for number, days, rating in rated:
            clock.advance(timedelta(days=days))
            found = all_cards(one)
            Recorder(one).record(found[number % len(found)].id, rating)
        read(other, written(one, PROGRESS), "out.json")
        assert known(other) == known(one)
        schedules_are_the_fold(other)


# Decks that ship


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_shipped_decks_come_back_from_yaml(path: Path, store: Store, clock: FakeClock) -> None:
    collection = a_collection(store, clock)
    (source,) = read_sources([str(path)])
    apply(collection, plan_sources(collection, [source]), Choices(sure))
    again = read_data(written(collection, ExportOptions("yaml")), "out.yaml")
    assert again.errors == ()

    def told(deck: ForeignDeck) -> object:
        return (
            replace(deck, notes=(), source_path="", content_hash="", line=1),
            [(note.id, note.content) for note in deck.notes],
        )

    assert [told(deck) for deck in again.decks] == [told(deck) for deck in source.decks]


# Which decks, and what is said


def test_only_named_decks_and_those_below(collection: Collection, tmp_path: Path) -> None:
    some(collection)
    maths = [deck for deck in collection.decks() if deck.title == "Maths"]
    report = export(collection, maths, str(tmp_path / "x.json"), ExportOptions(progress=True))
    assert (report.decks, report.notes) == (2, 5)
    sets = [deck for deck in collection.decks() if deck.title == "Maths::Sets"]
    report = export(collection, sets, str(tmp_path / "y.yaml"), ExportOptions())
    assert (report.decks, report.notes, report.cards, report.reviews) == (1, 1, 2, 0)
    assert report.format_title == "YAML deck"


def test_what_was_put_aside_goes_only_with_progress(collection: Collection) -> None:
    some(collection)
    assert b"What is gone?" not in written(collection, ExportOptions("json"))
    assert b"What is gone?" in written(collection, PROGRESS)


def test_reviews_are_counted(collection: Collection, tmp_path: Path) -> None:
    some(collection)
    rated = len(everything(collection)["reviews"])
    for name, options in {
        "a.json": ExportOptions(progress=True),
        "b.apkg": ExportOptions(progress=True),
        "c.csv": ExportOptions("reviews"),
    }.items():
        assert export(collection, (), str(tmp_path / name), options).reviews == rated


# What goes wrong


def test_a_file_that_is_too_large_to_come_back_is_told(
    collection: Collection, tmp_path: Path
) -> None:
    long = a_content("q?", answer="x" * 900_000)
    bring(collection, a_deck(*(a_note(f"n{number}", long) for number in range(10))))
    report = export(collection, [], str(tmp_path / "x.md"), ExportOptions())
    assert report.largest == 8 * 1024 * 1024
    (source,) = read_sources([str(tmp_path / "x.md")])
    assert [problem.code for problem in source.errors] == ["too-large"]
    file = io.BytesIO()
    assert export_to(collection, [], file, ExportOptions("md")).largest == report.largest
    assert export(collection, [], str(tmp_path / "x.yaml"), ExportOptions()).largest is None


def test_what_may_come_back_is_what_the_readers_take() -> None:
    bounds = {
        "yaml": yaml_tree.LARGEST_FILE,
        "csv": decoding.LARGEST_FILE,
        "tsv": decoding.LARGEST_FILE,
        "md": markdown_lines.LARGEST_NOTE,
        "json": json_tree.LARGEST_FILE * 2,
    }
    written_ = {writer.name: writer.largest for writer in WRITERS if writer.largest is not None}
    assert written_ == bounds


def test_every_format_is_offered() -> None:
    assert {found.name for found in formats()} == {*CARDS, "reviews"}


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("there.json", ExportOptions(), "there already"),
        (".", ExportOptions("json"), "is a folder"),
        ("x.unknown", ExportOptions(), "does not tell a format"),
        ("x.json", ExportOptions("nonsense"), "cannot be written"),
        ("x.yaml", ExportOptions(progress=True), "no room for progress"),
        ("missing/x.json", ExportOptions(), "No such file"),
        ("there.json/x.json", ExportOptions(), "Not a directory"),
        ("n" * 5000 + ".json", ExportOptions(), "too long"),
        ("nul\0.json", ExportOptions(), "null byte"),
        ("~nobody-of-this-name/x.json", ExportOptions(), "cannot be"),
    ],
    ids=[
        "there",
        "folder",
        "name",
        "format",
        "progress",
        "no folder",
        "file",
        "long",
        "nul",
        "home",
    ],
)
def test_what_cannot_be_written_is_refused(
    store: Store,
    clock: FakeClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    options: ExportOptions,
    words: str,
) -> None:
    collection = some(a_collection(store, clock))
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("there.json").write_text("mine")
    with pytest.raises(MlcardsError, match=words):
        export(collection, (), name, options)
    assert [path.name for path in folder.iterdir()] == ["there.json"]
    assert Path("there.json").read_text() == "mine"


def test_a_device_is_not_replaced(store: Store, clock: FakeClock, tmp_path: Path) -> None:
    collection = some(a_collection(store, clock))
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(MlcardsError):
        export(collection, (), str(pipe), ExportOptions(overwrite=True))
    assert pipe.is_fifo()


def test_nothing_to_export(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no cards"):
        export(collection, (), str(tmp_path / "x.json"), ExportOptions())
    assert not (tmp_path / "x.json").exists()


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch, room: int) -> Iterator[None]:
    """Let files take so many bytes only."""
    real = os.fdopen

    class Full(io.FileIO):
        left = room

        def write(self, data: Any) -> int:
            self.left -= len(data)
            if self.left < 0:
                raise OSError(28, "No space left on device")
            return super().write(data)

    def fdopen(descriptor: int, mode: str = "r", *args: Any) -> Any:
        if mode != "wb":
            return real(descriptor, mode, *args)
        return Full(descriptor, "wb")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fdopen", fdopen)
        yield


@pytest.mark.parametrize("name", [*CARDS, "reviews"])
def test_a_full_disk_leaves_what_was_there(
    store: Store, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    collection = some(a_collection(store, clock))
    folder = tmp_path / "out"
    folder.mkdir()
    target = folder / "x"
    target.write_text("mine")
    with full_disk(monkeypatch, 100), pytest.raises(MlcardsError, match="No space left"):
        export(collection, (), str(target), ExportOptions(name, overwrite=True))
    assert [path.name for path in folder.iterdir()] == ["x"]
    assert target.read_text() == "mine"
    export(collection, (), str(target), ExportOptions(name, overwrite=True))
    assert target.stat().st_size > 100


def test_one_that_is_called_off_leaves_nothing(
    store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    collection = some(a_collection(store, clock))
    folder = tmp_path / "out"
    folder.mkdir()
    ticks: list[tuple[int, int]] = []

    def tick(done: int, of: int) -> None:
        ticks.append((done, of))
        if done == of:
            raise CancelledError

    with pytest.raises(CancelledError):
        export(collection, (), str(folder / "x.json"), ExportOptions(), tick)
    assert ticks == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert list(folder.iterdir()) == []


def test_a_stream_needs_a_format(store: Store, clock: FakeClock) -> None:
    collection = some(a_collection(store, clock))
    with pytest.raises(UsageError):
        export_to(collection, (), io.BytesIO(), ExportOptions())


def test_a_link_goes_on_pointing_to_its_file(
    store: Store, clock: FakeClock, tmp_path: Path
) -> None:
    collection = some(a_collection(store, clock))
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    export(collection, (), str(link), ExportOptions(overwrite=True))
    assert link.is_symlink()
    assert target.read_text().startswith("{")
