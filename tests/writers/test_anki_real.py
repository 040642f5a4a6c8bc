"""Packages that mlcards writes are imported by real Anki: notes, decks, schedules, history.

Anki's back end is a dependency of these tests alone. Where there is no build of it for the
Python or the machine that runs them, they are passed over.
"""

import html
import importlib
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from mlcards.core.days import DayRule
from mlcards.core.export import Export, ReadMedia, no_media
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
from mlcards.core.notes import face_of
from mlcards.readers.anki_media import AnkiMedia
from mlcards.readers.anki_package import read_anki_package
from mlcards.writers.anki_package import write_anki_package

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("anki.collection", reason="no build of Anki's back end for this machine")
    anki = importlib.import_module("anki.collection")

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
DAYS = DayRule()
"""Anki goes by the machine's zone, so these tests do too."""
TODAY = DAYS.study_day(NOW)
DAY = timedelta(days=1)
LATEX_PICTURE = "latex-76b2878564ab19b80abb21ba964abe90fe120846.png"
"""What Anki calls the picture of `[$]x^2[/$]`."""
PLOT, OTHER_PLOT = b"\x89PNG plot", b"\x89PNG another"


@dataclass(frozen=True)
class Imported:
    """What Anki has after imports.

    Attributes:
        notes: tags and fields by GUID, fields without what mlcards keeps for itself and without
            empty ones at the end.
        cards: columns by GUID and ordinal; `due` is a date where Anki counts days.
        logs: the review log's rows by GUID and ordinal.
        media: names and bytes.
        counts: of the last import: new, updated, duplicate and conflicting notes.
    """

    notes: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    cards: Mapping[tuple[str, int], Mapping[str, Any]]
    logs: Mapping[tuple[str, int], Sequence[tuple[int, ...]]]
    decks: frozenset[str]
    media: Mapping[str, bytes]
    counts: tuple[int, int, int, int]


class Anki:
    """A fresh collection of real Anki's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.collection = anki.Collection(str(folder / "collection.anki2"))

    def close(self) -> None:
        self.collection.close()

    def imports(self, package: bytes, *, scheduling: bool = True) -> Imported:
        path = self._folder / "in.apkg"
        path.write_bytes(package)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            response = self.collection.import_anki_package(
                anki.ImportAnkiPackageRequest(
                    package_path=str(path),
                    options=anki.ImportAnkiPackageOptions(with_scheduling=scheduling),
                )
            )
            log = response.log
            return self.found(
                (len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))
            )

    def exports(self) -> bytes:
        path = self._folder / "out.apkg"
        options = anki.ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=False, with_media=True, legacy=False
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.collection.export_anki_package(out_path=str(path), options=options, limit=None)
        return path.read_bytes()

    def found(self, counts: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Imported:
        collection = self.collection
        notes = {
            guid: (tuple(tags.split()), _shown(fields))
            for guid, tags, fields in collection.db.all("SELECT guid, tags, flds FROM notes")
        }
        cards, logs = {}, {}
        cutoff = datetime.fromtimestamp(collection.sched.day_cutoff, UTC)
        today = DAYS.study_day(cutoff - DAY / 2)
        names = ("kind", "queue", "due", "ivl", "factor", "reps", "lapses", "flags")
        for guid, ordinal, number, deck, data, *values in collection.db.all(
            "SELECT n.guid, c.ord, c.id, c.did, c.data, c.type, c.queue, c.due, c.ivl, c.factor, "
            "c.reps, c.lapses, c.flags FROM cards c JOIN notes n ON n.id = c.nid"
        ):
            card = dict(zip(names, values, strict=True))
            if card["kind"] and card["due"] < 1_000_000:
                card["due"] = today + (card["due"] - collection.sched.today) * DAY
            state = collection.get_card(number).memory_state
            cards[guid, ordinal] = card | {
                "deck": collection.decks.name(deck),
                "memory": state and (state.stability, state.difficulty),
                "data": data,
            }
            rows = collection.db.all(
                "SELECT id, ease, ivl, lastIvl, time, type FROM revlog WHERE cid = ? ORDER BY id",
                number,
            )
            logs[guid, ordinal] = [tuple(row) for row in rows]
        folder = Path(collection.media.dir())
        media = {name: (folder / name).read_bytes() for name in sorted(os.listdir(folder))}  # noqa: PTH208
        decks = frozenset(deck.name for deck in collection.decks.all_names_and_ids())
        return Imported(notes, cards, logs, decks, media, counts)


def _shown(fields: str) -> tuple[str, ...]:
    *shown, last = fields.split("\x1f")
    if not last.startswith('{"mlcards"'):
        shown.append(last)
    return tuple("\x1f".join(shown).rstrip("\x1f").split("\x1f"))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Anki]:
    collection = Anki(tmp_path / "fresh")
    yield collection
    collection.close()


def package(
    *decks: ForeignDeck, now: datetime = NOW, media: ReadMedia = no_media, days: DayRule = DAYS
) -> bytes:
    target = BytesIO()
    write_anki_package(Export(decks, now, days, media), target)
    return target.getvalue()


def deck(*notes: ForeignNote, title: str = "ML::Core", key: str = "core") -> ForeignDeck:
    return ForeignDeck(key, title, notes, "", ids_everywhere=True)


def note(name: str, *, kind: CardType = CardType.BASIC, **values: Any) -> ForeignNote:
    progress, media = values.pop("progress", ()), values.pop("media", ())
    content = NoteContent(**({"type": kind, "question": f"{name}?", "answer": "A"} | values))
    return ForeignNote(name, content, progress=progress, media=media)


def rated(days_ago: float, rating: Rating, phase: Phase, wait: timedelta) -> ForeignReview:
    return ForeignReview(NOW - timedelta(days=days_ago), rating, phase, wait, 4_000)


LOG = (
    rated(20, Rating.GOOD, Phase.LEARNING, timedelta(minutes=10)),
    rated(19.99, Rating.GOOD, Phase.REVIEW, 2 * DAY),
    rated(17, Rating.EASY, Phase.REVIEW, 9 * DAY),
    rated(8, Rating.AGAIN, Phase.RELEARNING, timedelta(minutes=10)),
    rated(7.99, Rating.GOOD, Phase.REVIEW, 12 * DAY),
)
REVIEWED = ForeignProgress(
    "main",
    phase=Phase.REVIEW,
    due_day=TODAY + 4 * DAY,
    interval=12,
    reps=5,
    lapses=1,
    memory=Memory(11.5, 6.25),
    last_at=LOG[-1].at,
    reviews=LOG,
    whole=True,
    flag=3,
)


def test_notes_of_every_type_arrive(fresh: Anki) -> None:
    point = KeyPoint("say `this`", must=True)
    found = fresh.imports(
        package(
            deck(
                note("basic", question="**Bias** < variance?", tags=("ml::theory", "two words")),
                note("both", kind=CardType.REVERSED, answer="B", notes="n"),
                note("gaps", kind=CardType.CLOZE, question="{{c1::a}} and {{c3::b::hint}}"),
                note("talk", kind=CardType.INTERVIEW, key_points=(point,)),
                note("mine", kind=CardType.PERSONAL, answer=""),
            ),
            deck(note("else"), title="面接", key="other"),
        )
    )
    assert found.counts == (6, 0, 0, 0)
    assert found.decks >= {"ML", "ML::Core", "面接"}
    assert found.notes["basic"] == (
        ("ml::theory", "two_words"),
        ("<b>Bias</b> &lt; variance?", "A"),
    )
    assert found.notes["both"][1] == ("both?", "B", "n")
    assert found.notes["gaps"][1] == ("{{c1::a}} and {{c3::b::hint}}", "A")
    assert "<li>say <code>this</code> <i>(must)</i></li>" in found.notes["talk"][1][9]
    expected = {"basic": 1, "both": 2, "gaps": 2, "talk": 1, "mine": 1, "else": 1}
    assert len(found.cards) == sum(expected.values())
    assert {ordinal for guid, ordinal in found.cards if guid == "gaps"} == {0, 2}
    assert found.cards["else", 0]["deck"] == "面接"
    assert [found.cards[name, 0]["due"] for name in expected] == [1, 2, 3, 4, 5, 6]
    assert all(card["kind"] == 0 for card in found.cards.values())


@pytest.mark.parametrize(
    ("question", "hidden"),
    [
        ("{{c1,2::a}} {{c4::b::hint}}", {0: "a", 1: "a", 3: "b"}),
        (r"$y={{c1::\frac{e^{z}}{\sum_j e^{z_j}}}}$", {0: r"\frac{e^{z}}{\sum_je^{z_j}}"}),
        (r"{{c1::$\frac{e^{z}}{z}$}} {{c2::x}}", {0: r"\(\frac{e^{z}}{z}\)", 1: "x"}),
        ("{{c1::{a}}} {{c2::`{b{c}}`}}", {0: "{a}", 1: "{b{c}}"}),
        ("{{c1::a {{c2::b{c}}}}}", {0: "ab{c}", 1: "b{c}"}),
        ("x\n```\n{{c1::{'a':{'b':1}}}}\n```", {0: "{'a':{'b':1}}"}),
    ],
)
def test_gaps_hide_the_same_in_anki(fresh: Anki, question: str, hidden: dict[int, str]) -> None:
    gaps = note("gaps", kind=CardType.CLOZE, question=question, answer="")
    found = fresh.imports(package(deck(gaps)))
    assert {ordinal for _guid, ordinal in found.cards} == set(hidden)
    for number in fresh.collection.find_cards(""):
        card = fresh.collection.get_card(number)
        asked, shown = (
            "".join(re.sub(r"<style>.*</style>|<[^>]*>", "", side, flags=re.DOTALL).split())
            for side in (card.question(), card.answer())
        )
        before, _gap, behind = re.split(r"(\[\.\.\.\]|\[hint\])", html.unescape(asked))
        assert html.unescape(shown) == before + hidden[card.ord] + behind
    (back,) = read_anki_package(BytesIO(fresh.exports()), "x.apkg").decks[0].notes
    assert back.content.type is CardType.CLOZE
    for ordinal, text in hidden.items():
        face = face_of(back.content, f"c{ordinal + 1}")
        assert as_dollars(face.expected.replace(" ", "").strip("`")) == as_dollars(text)


def as_dollars(text: str) -> str:
    return text.replace(r"\(", "$").replace(r"\)", "$")


def test_schedules_and_history_arrive(fresh: Anki) -> None:
    found = fresh.imports(
        package(
            deck(
                note("reviewed", progress=(REVIEWED,)),
                note("hidden", progress=(replace(REVIEWED, suspended=True, reviews=()),)),
                note("later", progress=(replace(REVIEWED, buried=True, reviews=()),)),
                note("new", progress=(ForeignProgress("main", suspended=True, flag=1),)),
                note(
                    "learning",
                    progress=(
                        ForeignProgress(
                            "main",
                            phase=Phase.LEARNING,
                            due_at=NOW + timedelta(minutes=9),
                            reps=1,
                            memory=Memory(0.5, 5.0),
                        ),
                    ),
                ),
                note(
                    "overdue", progress=(replace(REVIEWED, due_day=TODAY - 40 * DAY, reviews=()),)
                ),
            )
        )
    )
    card = found.cards["reviewed", 0]
    assert card["due"] == TODAY + 4 * DAY
    assert (card["kind"], card["queue"], card["ivl"], card["reps"]) == (2, 2, 12, 5)
    assert (card["lapses"], card["flags"], card["factor"]) == (1, 3, 2450)
    assert card["memory"] == pytest.approx((11.5, 6.25))
    assert '"decay":0.154' in card["data"]
    assert [row[0] for row in found.logs["reviewed", 0]] == [
        int(review.at.timestamp() * 1000) for review in LOG
    ]
    assert [row[1:] for row in found.logs["reviewed", 0]] == [
        (3, -600, 0, 4_000, 0),
        (3, 2, -600, 4_000, 0),
        (4, 9, 2, 4_000, 1),
        (1, -600, 9, 4_000, 1),
        (3, 12, -600, 4_000, 2),
    ]
    assert (found.cards["hidden", 0]["queue"], found.cards["later", 0]["queue"]) == (-1, -2)
    new = found.cards["new", 0]
    assert (new["kind"], new["queue"], new["flags"]) == (0, -1, 1)
    learning = found.cards["learning", 0]
    assert (learning["kind"], learning["queue"]) == (1, 1)
    assert learning["due"] == int(NOW.timestamp()) + 540
    assert found.cards["overdue", 0]["due"] == TODAY - 40 * DAY


def test_without_scheduling_all_cards_are_new(fresh: Anki) -> None:
    found = fresh.imports(package(deck(note("reviewed", progress=(REVIEWED,)))), scheduling=False)
    card = found.cards["reviewed", 0]
    assert (card["kind"], card["queue"], card["ivl"], card["reps"]) == (0, 0, 0, 0)
    assert found.notes["reviewed"][1] == ("reviewed?", "A")
    assert not any(found.logs.values())


def test_importing_again_adds_nothing_and_a_newer_export_updates(fresh: Anki) -> None:
    own = replace(deck(note("1", progress=(REVIEWED,)), note("")), ids_everywhere=False)
    other = replace(own, key="other", title="Other")
    first = fresh.imports(package(own, other))
    assert first.counts == (4, 0, 0, 0)
    again = fresh.imports(package(own, other))
    assert again.counts[0] == 0
    assert (again.notes, again.cards, again.logs) == (first.notes, first.cards, first.logs)
    edited = replace(own, notes=(note("1", answer="Edited", progress=(REVIEWED,)), note("")))
    later = fresh.imports(package(edited, now=NOW + DAY))
    assert later.counts[0] == later.counts[3] == 0
    assert len(later.notes) == 4
    assert sum(fields[1] == "Edited" for _tags, fields in later.notes.values()) == 1
    assert later.logs == first.logs


def test_media_of_one_name_stay_two_files(fresh: Anki) -> None:
    one, two = (
        deck(note(name, question="![a](plot.png)", media=("plot.png",)), title=name, key=name)
        for name in ("one", "two")
    )
    files = {"one": PLOT, "two": OTHER_PLOT}
    found = fresh.imports(package(one, two, media=lambda deck, _name: files[deck.key]))
    assert set(found.media.values()) == {PLOT, OTHER_PLOT}
    for name, data in files.items():
        (shown,) = [file for file in found.media if f'src="{file}"' in found.notes[name][1][0]]
        assert found.media[shown] == data


def test_what_anki_would_take_otherwise_is_intact(fresh: Anki) -> None:
    texts = [
        "x\x1fy\x00z \ud800",
        "{{Front}} {{FrontSide}} {{#a}}",
        "<script>alert(1)</script> &lt; <b>",
        r"\\(no formula\\)",
        "[latex]a[/latex]",
        '"quotes" \' and \u202e',
    ]
    found = fresh.imports(
        package(deck(*[note(f"n{at}", question=text) for at, text in enumerate(texts)]))
    )
    assert found.counts == (6, 0, 0, 0)
    assert found.notes["n0"][1][0] == "x\u241fy\ufffdz \ufffd"
    assert found.notes["n1"][1][0] == texts[1]
    assert found.notes["n2"][1][0].startswith("&lt;script&gt;alert(1)&lt;/script&gt;")
    assert found.notes["n0"][1][1] == "A"


def test_names_of_decks_that_anki_has_ideas_about(fresh: Anki) -> None:
    titles = ["Default", "C", "C++", "a", "A", "X::Y::Z"]
    found = fresh.imports(package(*[deck(note(title), title=title, key=title) for title in titles]))
    assert found.counts == (6, 0, 0, 0)
    assert found.cards["Default", 0]["deck"] == "Default"
    assert found.cards["C++", 0]["deck"] == "C++"
    assert found.cards["X::Y::Z", 0]["deck"] == "X::Y::Z"
    assert found.cards["a", 0]["deck"] != found.cards["A", 0]["deck"]


# --------------------------------------------------------------- there and back: Anki's own cards


def fill(collection: Any, folder: Path) -> None:
    """Put cards of all kinds into a collection, some of them studied."""
    (folder / "a b.png").write_bytes(PLOT)
    (folder / LATEX_PICTURE).write_bytes(OTHER_PLOT)
    for name in ("a b.png", LATEX_PICTURE):
        collection.media.add_file(str(folder / name))
    models = collection.models
    core = collection.decks.id("ML::Core")

    def add(kind: str, guid: str, *fields: str, tags: str = "", deck: int = 1) -> Any:
        note = collection.new_note(models.by_name(kind))
        note.fields[: len(fields)] = list(fields)
        note.tags, note.guid = tags.split(), guid
        collection.add_note(note, deck)
        return note

    custom = models.new("Country")
    for field in ("Country", "Capital", "River"):
        models.add_field(custom, models.new_field(field))
    for asked in ("Capital", "River"):
        template = models.new_template(asked)
        template["qfmt"] = f"{asked} of {{{{Country}}}}?"
        template["afmt"] = f"{{{{FrontSide}}}}<hr id=answer>{{{{{asked}}}}}"
        models.add_template(custom, template)
    models.add(custom)
    add("Basic", "~basic", "What is <u>bias</u>?<br>", "a&nbsp;<span>b</span>", tags="a::b leech")
    seen = add("Basic", "s", "Seen?", '<img src="a b.png" width="9">', deck=core)
    add("Basic (and reversed card)", "r", "L1", "Lasso")
    add("Cloze", "c", "{{c1::a}} <i>b</i> {{c2::c::d}}", "<b>e</b>")
    add("Country", "p", "Peru", "Lima", "Rímac", deck=core)
    add("Basic", "l", "[$]x^2[/$]", "no picture: [latex]y[/latex]")
    old = add("Basic", "e", "Old ease", "x")
    collection.db.execute(
        "UPDATE cards SET type = 2, queue = 2, due = 3, ivl = 12, factor = 2300, reps = 3, "
        "lapses = 1, flags = 2 WHERE nid = ?",
        seen.id,
    )
    collection.db.execute(
        "UPDATE cards SET type = 2, queue = -1, due = -9, ivl = 30, factor = 2150, reps = 9 "
        "WHERE nid = ?",
        old.id,
    )
    (card,) = collection.db.list("SELECT id FROM cards WHERE nid = ?", seen.id)
    start = int((NOW - 20 * DAY).timestamp()) * 1000
    insert = "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)"
    for at, row in {
        start: (3, -600, 0, 0, 5_000, 0),
        start + 600_000: (3, 5, -600, 0, 3_000, 0),
        start + 432_000_000: (1, -600, 5, 2300, 7_000, 1),
        start + 432_600_000: (3, 12, -600, 2300, 2_000, 2),
    }.items():
        collection.db.execute(insert, at, card, *row)


def test_cards_from_anki_go_back_as_they_came(fresh: Anki, tmp_path: Path) -> None:
    home = Anki(tmp_path / "home")
    fill(home.collection, tmp_path)
    original = home.found()
    source = BytesIO(home.exports())
    media = AnkiMedia(source)
    decks = [
        replace(deck, ids_everywhere=True) for deck in read_anki_package(source, "x.apkg").decks
    ]
    written = package(*decks, media=lambda _deck, name: media.read(name))
    found = fresh.imports(written)
    assert found.counts == (7, 0, 0, 0)
    assert found.notes.keys() == original.notes.keys()
    for guid, (tags, fields) in original.notes.items():
        assert found.notes[guid][0] == tags
        if guid != "p":
            assert found.notes[guid][1] == fields
    assert found.notes["p"][1] == ("Capital of Peru?", "Lima", "", "River of Peru?", "Rímac")
    assert found.cards.keys() == original.cards.keys()
    for identity, card in original.cards.items():
        names = ["deck", "kind", "queue", "ivl", "factor", "reps", "lapses", "flags", "memory"]
        names += ["due"] if card["kind"] else []
        assert [found.cards[identity][name] for name in names] == [card[name] for name in names]
    assert found.logs == original.logs
    assert found.media == original.media
    assert set(found.media) == {"a b.png", LATEX_PICTURE}
    back = home.imports(written)
    home.close()
    assert back.counts[:2] == (0, 0)
    assert (back.notes, back.cards, back.logs) == (original.notes, original.cards, original.logs)


# --------------------------------------------------------------------- there, edited, and back

TALK = NoteContent(
    CardType.INTERVIEW,
    "What is \u00e9 or e\u0301?",
    "Both\n\n- are **letters**",
    key_points=(KeyPoint("Names {{both}}", must=True), KeyPoint("Says {{c1::x}} & <b>")),
    follow_ups=(FollowUp("And now?", "```python\nx = 1\n```"),),
    correction=Correction("dated", "Then", "Now"),
    tags=("two words", "Zeta", "alpha"),
    hint="Think",
    sources=("https://a.b/c",),
)


def own_deck() -> ForeignDeck:
    """A deck of mlcards' own, with a card of every kind."""
    notes = (
        ForeignNote("talk", TALK, progress=(REVIEWED,)),
        note("both", kind=CardType.REVERSED, notes="n", hint="h"),
        note("gaps", kind=CardType.CLOZE, question="{{c1::a}} and {{c3::b::hint}}", notes="x"),
        note("open", kind=CardType.CLOZE, question="{{c1::a {{c2::b}} c"),
        ForeignNote("", NoteContent(CardType.PERSONAL, "Why us?", framework=("one", "two"))),
    )
    return ForeignDeck(
        "core", "ML::Core", notes, "", description="about *it*", language="en", tags=("x",)
    )


def read_own(data: bytes) -> ForeignDeck:
    result = read_anki_package(BytesIO(data), "x.apkg")
    assert result.problems == ()
    (found,) = result.decks
    return replace(found, source_path="", content_hash="", complete=True)


def test_notes_come_back_through_anki_as_they_were(fresh: Anki) -> None:
    written = package(own_deck())
    assert read_own(written) == own_deck()
    assert fresh.imports(written).counts == (5, 0, 0, 0)
    found = read_own(fresh.exports())
    assert replace(found, notes=()) == replace(own_deck(), notes=())
    assert [(one.id, one.content) for one in found.notes] == [
        (one.id, one.content) for one in own_deck().notes
    ]
    (progress,) = found.notes[0].progress
    assert progress.reviews == REVIEWED.reviews
    assert fresh.imports(written).counts[:2] == (0, 0)


def test_what_was_edited_in_anki_comes_in_and_nothing_is_lost(fresh: Anki) -> None:
    fresh.imports(package(own_deck()))
    collection = fresh.collection
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        talk, gaps = (
            collection.get_note(collection.find_notes(f'"note:mlcards {kind}" {words}')[0])
            for kind, words in (("interview", "Both"), ("cloze", ""))
        )
        talk["Answer"] = "<b>One</b> of them"
        talk["Red flags"] = "<ul><li>mumbles</li></ul>"
        talk.tags = [*talk.tags, "mine"]
        gaps["Text"] = gaps["Text"].replace("and", "or")
        collection.update_note(talk)
        collection.update_note(gaps)
        collection.decks.rename(collection.decks.id("ML::Core"), "ML::Kernel")
    found = read_own(fresh.exports())
    assert (found.key, found.title, found.ids_everywhere) == ("core", "ML::Kernel", False)
    contents = {one.id: one.content for one in found.notes}
    assert contents["talk"] == replace(
        TALK,
        answer="**One** of them",
        notes="**Red flags** (changed in Anki):\n\n- mumbles",
        tags=(*TALK.tags, "mine"),
    )
    kept = {one.id: one.content for one in own_deck().notes}
    assert contents["gaps"] == replace(kept["gaps"], question="{{c1::a}} or {{c3::b::hint}}")
    for name in ("both", "open", ""):
        assert contents[name] == kept[name]
