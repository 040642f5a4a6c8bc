"""Packages that real Anki writes are read whole: old and new, with media, schedules and history.

Anki's back end is a dependency of these tests alone. Where there is no build of it for the
Python or the machine that runs them, they are passed over.
"""

import html
import importlib
import itertools
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mlcards.core.foreign import ForeignNote, ForeignProgress, ReadResult
from mlcards.core.model import CardType, Phase
from mlcards.core.notes import face_of, parts_of
from mlcards.readers.anki_media import AnkiMedia
from mlcards.readers.anki_package import looks_like, read_anki_package
from mlcards.readers.gathering import foreign_id

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("anki.collection", reason="no build of Anki's back end for this machine")
    anki = importlib.import_module("anki.collection")
    stock = importlib.import_module("anki.stdmodels")

PLOT = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True)
class Written:
    """What was put into the collection, and the packages Anki wrote of it.

    Attributes:
        packages: by name.
        counts: notes, cards, reviews.
        cards: what Anki knows of each card, by GUID and ordinal.
        logs: its review log: instant in milliseconds and button, oldest first.
    """

    packages: Mapping[str, Path]
    counts: tuple[int, int, int]
    cards: Mapping[tuple[str, int], Mapping[str, Any]]
    logs: Mapping[tuple[str, int], Sequence[tuple[int, int]]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield _write(tmp_path_factory.mktemp("anki"))


def _write(folder: Path) -> Written:
    collection = anki.Collection(str(folder / "collection.anki2"))
    _fill(collection, folder)
    packages = {}
    for name, legacy in (("new.apkg", False), ("old.apkg", True)):
        packages[name] = folder / name
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=True, legacy=legacy
        )
        collection.export_anki_package(out_path=str(packages[name]), options=options, limit=None)
    packages["bare.apkg"] = folder / "bare.apkg"
    collection.export_anki_package(
        out_path=str(packages["bare.apkg"]),
        options=anki.ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=False
        ),
        limit=None,
    )
    notes, cards, reviews = (
        collection.db.scalar(f"SELECT count(*) FROM {table}")
        for table in ("notes", "cards", "revlog")
    )
    known: dict[tuple[str, int], Mapping[str, Any]] = {}
    logs: dict[tuple[str, int], Sequence[tuple[int, int]]] = {}
    for identity, number, ordinal, kind, interval, reps in collection.db.all(
        "SELECT n.guid, c.id, c.ord, c.type, c.ivl, c.reps FROM cards c JOIN notes n "
        "ON n.id = c.nid"
    ):
        guid = foreign_id(identity)
        known[guid, ordinal] = {"type": kind, "ivl": interval, "reps": reps}
        rows = collection.db.all("SELECT id, ease FROM revlog WHERE cid = ? ORDER BY id", number)
        logs[guid, ordinal] = [(at, ease) for at, ease in rows]
    for name, legacy in (("new.colpkg", False), ("old.colpkg", True)):
        packages[name] = folder / name
        collection.export_collection_package(str(packages[name]), include_media=True, legacy=legacy)
        if collection.db is None:
            collection.reopen()
    collection.close()
    return Written(packages, (notes, cards, reviews), known, logs)


def _fill(collection: Any, folder: Path) -> None:
    collection.set_config("fsrs", val=True)
    (folder / "plot π.png").write_bytes(PLOT)
    name = collection.media.add_file(str(folder / "plot π.png"))
    core = collection.decks.id("ML Interview::Core")
    models = collection.models

    def add(kind: str, *fields: str, tags: str = "", deck: int = core) -> Any:
        note = collection.new_note(models.by_name(kind))
        note.fields[: len(fields)] = list(fields)
        note.tags = tags.split()
        collection.add_note(note, deck)
        return note

    add("Basic", "What is the bias&ndash;variance <b>trade-off</b>?", "a", tags="ml::theory leech")
    add("Basic (and reversed card)", "L1 penalty", "Lasso")
    add("Basic (optional reversed card)", "L2 penalty", "Ridge", "")
    add("Basic (type in the answer)", "set of xs", "set(xs)")
    add("Cloze", "The {{c1::softmax}} of {{c2::logits::scores}}", r"\( \sum_i p_i = 1 \)")
    add("Cloze", "{{c1::a {{c2::b}} c}}", "nested")
    add("Basic", f'<img src="{name}">', "plot", deck=collection.decks.id("面接"))
    custom = models.new("Country")
    for field in ("Country", "Capital", "River"):
        models.add_field(custom, models.new_field(field))
    for number, (question, answer) in enumerate(
        (
            ("Capital of {{Country}}?", "{{FrontSide}}<hr id=answer>{{Capital}}"),
            ("{{#River}}River of {{Country}}?{{/River}}", "{{FrontSide}}<hr id=answer>{{River}}"),
        )
    ):
        template = models.new_template(f"T{number}")
        template["qfmt"], template["afmt"] = question, answer
        models.add_template(custom, template)
    models.add(custom)
    add("Country", "Peru", "Lima", "Rímac")
    add("Country", "Chad", "N'Djamena", "")
    _study(collection)


def _study(collection: Any) -> None:
    """Answer some cards in the learning steps and beyond; mark others."""
    collection.decks.select(collection.decks.id("ML Interview"))
    for rating in (GOOD, AGAIN, EASY, GOOD, HARD):
        card = collection.sched.getCard()
        card.start_timer()
        collection.sched.answerCard(card, rating)
    by_ordinal = collection.find_cards('"Country:Peru"')
    collection.sched.set_due_date(by_ordinal[:1], "12")
    collection.sched.suspend_cards(by_ordinal[1:])
    collection.set_user_flag_for_cards(5, collection.find_cards('"Front:L1*"')[:1])
    reviewed = collection.find_cards('"Front:L2*"')
    collection.sched.set_due_date(reviewed, "30!")
    collection.sched.schedule_cards_as_new(reviewed)


def read(written: Written, name: str) -> ReadResult:
    path = written.packages[name]
    with path.open("rb") as file:
        assert looks_like("x", file.read(4096))
        result = read_anki_package(file, name)
    assert not result.errors, result.problems
    return result


def notes_of(result: ReadResult) -> dict[str, ForeignNote]:
    return {note.id: note for deck in result.decks for note in deck.notes}


def by_question(result: ReadResult, start: str) -> ForeignNote:
    return next(
        note for note in notes_of(result).values() if note.content.question.startswith(start)
    )


ALL = ("new.apkg", "old.apkg", "new.colpkg", "old.colpkg")


@pytest.mark.parametrize("name", ALL)
def test_every_note_card_and_review_is_there(written: Written, name: str) -> None:
    notes, cards, reviews = written.counts
    assert (notes, cards) == (9, 13)
    assert reviews >= 7
    result = read(written, name)
    found = notes_of(result)
    assert {note_id.split(" ")[0] for note_id in found} == {guid for guid, _ in written.cards}
    assert len(found) == notes + 1  # one of two cards, which are notes of their own here
    assert sum(len(progress.reviews) for note in found.values() for progress in note.progress) == (
        reviews
    )
    assert {deck.title for deck in result.decks} == {"ML Interview::Core", "面接"}
    assert all(deck.complete == name.endswith("colpkg") for deck in result.decks)
    assert not result.problems


@pytest.mark.parametrize("name", ALL)
def test_note_types_become_card_types(written: Written, name: str) -> None:
    result = read(written, name)
    expected = {
        "What is the bias–variance **trade-off**?": CardType.BASIC,
        "L1 penalty": CardType.REVERSED,
        "L2 penalty": CardType.BASIC,
        "set of xs": CardType.BASIC,
        "The {{c1::softmax}} of {{c2::logits::scores}}": CardType.CLOZE,
        "{{c1::a {{c2::b}} c}}": CardType.CLOZE,
        "Capital of Peru?": CardType.BASIC,
        "River of Peru?": CardType.BASIC,
        "Capital of Chad?": CardType.BASIC,
    }
    for question, kind in expected.items():
        assert by_question(result, question).content.type is kind
    assert by_question(result, "set of xs").content.answer == "set(xs)"
    assert by_question(result, "The {{c1").content.answer == r"\(\sum_i p_i = 1\)"
    assert by_question(result, "River").id == by_question(result, "Capital of Peru").id + " 2"
    assert by_question(result, "What is").content.tags == ("leech", "ml::theory")


def progress_of(result: ReadResult, guid: str, ordinal: int) -> ForeignProgress | None:
    """Return what was read of a card that Anki calls so."""
    found = notes_of(result)
    for note_id, part in (
        (f"{guid} {ordinal + 1}", "main"),
        (guid, f"c{ordinal + 1}"),
        (guid, ("main", "backward")[ordinal]),
    ):
        if note_id in found:
            for progress in found[note_id].progress:
                if progress.part == part:
                    return progress
    return None


@pytest.mark.parametrize("name", ALL)
def test_schedules_and_logs_are_anki_s(written: Written, name: str) -> None:
    result = read(written, name)
    rated = 0
    for (guid, ordinal), card in written.cards.items():
        progress = progress_of(result, guid, ordinal)
        phase = tuple(Phase)[card["type"]]
        log = written.logs[guid, ordinal]
        if progress is None:
            assert phase is Phase.NEW
            assert not log
            continue
        assert progress.phase is phase
        assert [(review.at, review.rating or 0) for review in progress.reviews] == [
            (datetime.fromtimestamp(at / 1000, UTC), ease) for at, ease in log
        ]
        if phase is not Phase.NEW:
            rated += 1
            assert progress.reps == card["reps"]
            assert progress.interval == max(card["ivl"], 0)
            assert (progress.due_day or progress.due_at) is not None
            assert progress.memory is not None
            assert progress.whole == bool(progress.counting)
            assert progress.estimated != progress.whole
    assert rated >= 4


@pytest.mark.parametrize("name", ALL)
def test_marks_and_manual_changes(written: Written, name: str) -> None:
    result = read(written, name)
    (river,) = by_question(result, "River").progress
    assert river.suspended
    reversed_note = by_question(result, "L1")
    assert [progress.flag for progress in reversed_note.progress if progress.flag] == [5]
    (capital,) = by_question(result, "Capital of Peru").progress
    assert [review.kind for review in capital.reviews] == ["set-due"]
    assert capital.due_day is not None
    (forgotten,) = by_question(result, "L2").progress
    assert forgotten.phase is Phase.NEW
    assert [review.kind for review in forgotten.reviews][-1] == "forget"
    assert forgotten.counting == ()


@pytest.mark.parametrize("name", ALL)
def test_media_come_along(written: Written, name: str) -> None:
    result = read(written, name)
    assert result.media == ("plot π.png",)
    note = by_question(result, "![](")
    assert note.media == ("plot π.png",)
    assert note.content.question == "![](<plot π.png>)"
    with written.packages[name].open("rb") as file:
        media = AnkiMedia(file)
        assert media.names == ("plot π.png",)
        assert media.read("plot π.png") == PLOT


def test_all_kinds_of_package_agree(written: Written) -> None:
    results = [notes_of(read(written, name)) for name in ALL]
    assert all(result == results[0] for result in results)


def test_a_package_without_scheduling_has_no_progress(written: Written) -> None:
    result = read(written, "bare.apkg")
    assert not result.has_history
    assert not any(note.progress for note in notes_of(result).values())
    assert {problem.code for problem in result.problems} == {"missing-media"}


def test_reading_again_gives_the_same(written: Written) -> None:
    assert read(written, "new.apkg") == read(written, "new.apkg")


# ------------------------------------------------------------------------------------- clozes


def _nestings() -> list[str]:
    """Return texts in which gaps stand in one another in many ways, each closed."""
    found: list[str] = []
    for signs in itertools.product(("{{c1::", "{{c2::", "{{c1,3::", "}}"), repeat=6):
        depths = list(itertools.accumulate(1 if sign[0] == "{" else -1 for sign in signs))
        if depths[-1] == 0 and min(depths) == 0 and max(depths) <= 3:
            found.append("".join(f"{sign}{letter} " for sign, letter in zip(signs, "pqrstu")))  # noqa: B905
    return found


CLOZES = (
    "The {{c1::softmax}} of {{c2::logits::scores}}",
    "{{c1::a {{c2::b}} c}}",
    "{{c1,2::x}} and {{c2::y::hint}}",
    "{{c1::a::h {{c2::b}} c}}",
    "{{c1::a {{c1::b}} c}} d",
    "{{c2::a {{c1::b::inner}} c::outer}}",
    "{{c1::a::b::c}} {{c02::d}}",
    "{{c1::a {{c2::b {{c3::c}} d}} e}}",
    "{{c1::1 {{c2::2 {{c3::3 {{c4::4}} 3}} 2}} 1}} {{c4::five}}",
    "{{c1::a}}{{c1::b}} pre{{c2::fix}}ed f{{c3::x}}(y)",
    "<code>f({{c1::x::what}})</code> is {{c2::<code>g</code>}}",
    "<pre><code>def f({{c1::x}}):<br>    return {{c2::x}}</code></pre>",
    r"\(a = {{c1::\frac{1}{2} }} + {{c2::x^{2} }}\) and {{c3::\(y\)}}",
    r"\[\frac{ {{c1::a {{c2::b}} }} }{c}\]",
    "<ul><li>{{c1::a}}</li><li>b {{c2::<b>c</b> d}}</li></ul>",
    "{{c1::a<br>b}} c",
    "{{c1::a &lt; b &amp; c}} d",
    *_nestings(),
)


@pytest.fixture(scope="module")
def clozes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[int, Any]]]:
    """Return a package of cloze notes, and by GUID and ordinal what Anki shows on their cards."""
    folder = tmp_path_factory.mktemp("clozes")
    shown: dict[str, dict[int, Any]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collection = anki.Collection(str(folder / "collection.anki2"))
        kind = collection.models.by_name("Cloze")
        for text in CLOZES:
            note = collection.new_note(kind)
            note.fields[0] = text
            collection.add_note(note, collection.decks.id("Clozes"))
            shown[foreign_id(note.guid)] = {
                card.ord: (_plain(card.question()), _plain(card.answer()), text)
                for card in note.cards()
            }
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=False
        )
        package = folder / "clozes.apkg"
        collection.export_anki_package(out_path=str(package), options=options, limit=None)
        collection.close()
    return package, shown


def _plain(shown: str) -> str:
    """Return the letters of a side, of Anki's HTML or of Markdown; a gap as `[…]`."""
    text = re.sub(r"<style>.*?</style>", "", shown, flags=re.DOTALL)
    text = html.unescape(re.sub(r"</?[a-z][^<>]*>", " ", text)).replace("[...]", "[…]")
    text = text.replace(r"{[\ldots]}", "[…]").replace(r"\]", "]").replace(r"\[", "[")
    text = re.sub(r"(?m)^- |```|\$\$|\*\*|`", "", text)
    return "".join(re.sub(r"\\(?=[<&()])", "", text).split())


def test_cards_of_clozes_show_what_anki_shows(
    clozes: tuple[Path, dict[str, dict[int, Any]]],
) -> None:
    package, shown = clozes
    with package.open("rb") as file:
        result = read_anki_package(file, package.name)
    notes = notes_of(result)
    written_out = 0
    for guid, cards in shown.items():
        note = notes.get(guid)
        if note is None:
            written_out += 1
            faces = {
                ordinal: face_of(notes[f"{guid} c{ordinal + 1}"].content, "main")
                for ordinal in cards
            }
        else:
            assert note.content.type is CardType.CLOZE
            parts = parts_of(note.content)
            assert parts == tuple(f"c{ordinal + 1}" for ordinal in sorted(cards))
            faces = {int(part[1:]) - 1: face_of(note.content, part) for part in parts}
        for ordinal, (question, answer, text) in cards.items():
            face = faces[ordinal]
            assert (text, _plain(face.question)) == (text, question)
            assert (text, _plain(face.answer)) == (text, answer)
    assert written_out == 1  # four gaps in one another
    assert len(CLOZES) > 100
