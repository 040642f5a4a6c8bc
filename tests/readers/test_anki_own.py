"""Notes that mlcards wrote into a package come back as they were, or as Anki edited them."""

import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from mlcards.core.anki_own import digests
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.readers.anki_package import read_anki_package
from mlcards.writers.anki_note_types import INTERVIEW
from mlcards.writers.anki_package import write_anki_package
from support.strategies import read_decks
from support.written import as_kept, as_written

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TALK = NoteContent(
    CardType.INTERVIEW,
    "What is **recall**?",
    "TP / (TP + FN)",
    key_points=(KeyPoint("Names both", must=True), KeyPoint("Says when")),
    follow_ups=(FollowUp("And precision?", "TP / (TP + FP)"),),
    red_flags=("says never",),
    correction=Correction("wrong", "It says so.", "It is not"),
    hint="Think.",
    notes="More.",
    tags=("metrics", "two words"),
    article=(3, 4),
)
BASIC = NoteContent(CardType.BASIC, "q", "a")


def deck(*notes: ForeignNote, **values: Any) -> ForeignDeck:
    return replace(ForeignDeck("key", "A::B", notes, ""), **values)


def package(*decks: ForeignDeck) -> bytes:
    return as_written(write_anki_package, *decks)


def read(data: bytes) -> tuple[ForeignDeck, ...]:
    result = read_anki_package(BytesIO(data), "x.apkg")
    assert result.problems == ()
    return result.decks


def changed(data: bytes, folder: Path, *statements: tuple[str, *tuple[Any, ...]]) -> bytes:
    """The package after statements were run on its database."""
    path = folder / "changed.db"
    source = zipfile.ZipFile(BytesIO(data))
    path.write_bytes(source.read("collection.anki2"))
    connection = sqlite3.connect(path)
    for statement, *values in statements:
        connection.execute(statement, values)
    connection.commit()
    connection.close()
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(path, "collection.anki2")
        archive.writestr("media", source.read("media"))
    return target.getvalue()


def fields_of(data: bytes, folder: Path) -> list[str]:
    path = folder / "read.db"
    path.write_bytes(zipfile.ZipFile(BytesIO(data)).read("collection.anki2"))
    connection = sqlite3.connect(path)
    ((fields,),) = connection.execute("SELECT flds FROM notes").fetchall()
    connection.close()
    return str(fields).split("\x1f")


def edited(note: ForeignNote, folder: Path, **values: str) -> NoteContent:
    """What comes back of a note after fields of it were changed, by their number."""
    data = package(deck(note))
    fields = fields_of(data, folder)
    for name, value in values.items():
        fields[int(name.removeprefix("field"))] = value
    data = changed(data, folder, ("UPDATE notes SET flds = ?", "\x1f".join(fields)))
    ((found,),) = (one.notes for one in read(data))
    assert found.id == note.id
    return found.content


def told(one: ForeignDeck) -> tuple[Any, ...]:
    about = (one.key, one.title, one.description, one.language, one.source, one.license, one.tags)
    return (as_kept(about), one.ids_everywhere, [(n.id, as_kept(n.content)) for n in one.notes])


# --------------------------------------------------------------------------------- as they were


@settings(max_examples=60)
@given(read_decks())
def test_any_decks_come_back(decks: tuple[ForeignDeck, ...]) -> None:
    assert sorted(map(told, read(package(*decks)))) == sorted(map(told, decks))


def test_what_only_a_collection_knows_comes_back() -> None:
    note = ForeignNote(
        "talk",
        TALK,
        progress=(ForeignProgress("main", leech=True, flag=2),),
        media=("a.png",),
        original=(("Text", "What is <b>recall</b>?"), ("Other", "else")),
        kind="Mine",
        own_answers=((NOW, "I would say"),),
        orphaned=True,
    )
    about = deck(note, options=(("study.new_per_day", "3"),), tags=("x",), description="a *b*")
    assert [replace(one, source_path="", content_hash="", complete=True) for one in read(
        package(about)
    )] == [about]  # fmt: skip


def test_decks_of_one_title_stay_two() -> None:
    decks = [deck(ForeignNote("n", BASIC), key=key) for key in ("one", "two")]
    found = read(package(*decks))
    assert {(one.key, one.title) for one in found} == {("one", "A::B"), ("two", "A::B")}


# ------------------------------------------------------------------------------- edited in Anki


def test_a_field_that_shows_one_text_replaces_it(tmp_path: Path) -> None:
    found = edited(ForeignNote("n", TALK), tmp_path, field1="<b>TP</b> / all", field2="")
    assert found == replace(TALK, answer="**TP** / all", hint="")


def test_any_other_field_is_added_to_the_notes(tmp_path: Path) -> None:
    at = INTERVIEW.fields.index("Key points")
    found = edited(ForeignNote("n", TALK), tmp_path, **{f"field{at}": "<ul><li>new</li></ul>"})
    notes = "More.\n\n**Key points** (changed in Anki):\n\n- new"
    assert found == replace(TALK, notes=notes)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (replace(BASIC, notes="old"), replace(BASIC, notes="new")),
        (replace(BASIC, hint="h"), replace(BASIC, hint="h", notes="new")),
        (
            replace(BASIC, listen_for="x", notes="old"),
            replace(BASIC, listen_for="x", notes="old\n\n**Notes** (changed in Anki):\n\nnew"),
        ),
    ],
)
def test_notes_are_replaced_only_where_they_stand_alone(
    content: NoteContent, expected: NoteContent, tmp_path: Path
) -> None:
    assert edited(ForeignNote("n", content), tmp_path, field3="new") == expected


def test_gaps_of_a_cloze_may_change_and_must_stay_gaps(tmp_path: Path) -> None:
    note = ForeignNote("n", NoteContent(CardType.CLOZE, "{{c1::a}} b", sources=("s",)))
    found = edited(note, tmp_path, field0="{{c1::a}} {{c2::b}}")
    assert found == replace(note.content, question="{{c1::a}} {{c2::b}}")
    data = package(deck(note))
    fields = ["no gap", *fields_of(data, tmp_path)[1:]]
    data = changed(data, tmp_path, ("UPDATE notes SET flds = ?", "\x1f".join(fields)))
    ((found_note,),) = (one.notes for one in read_anki_package(BytesIO(data), "x").decks)
    assert found_note.content.question == "no gap"
    assert found_note.id != "n"


def test_cards_of_one_note_of_anki_are_edited_each_for_itself(tmp_path: Path) -> None:
    plain = ForeignNote("guid", replace(BASIC, hint="h"))
    rich = ForeignNote("guid 3", replace(BASIC, question="r", listen_for="x"))
    data = package(deck(plain, rich, ids_everywhere=True))
    assert [one.notes for one in read(data)] == [(plain, rich)]
    fields = fields_of(data, tmp_path)
    assert fields[3:6] == ["", "", ""]
    fields[1], fields[4], fields[6], fields[7] = "one", "nobody's", "R", "three"
    change = ("UPDATE notes SET flds = ?", "\x1f".join(fields))
    (found,) = read(changed(data, tmp_path, change))
    assert found.ids_everywhere
    first, third = (note.content for note in found.notes)
    assert first == replace(plain.content, answer="one")
    notes = "**Back 3** (changed in Anki):\n\nthree"
    assert third == replace(rich.content, question="R", notes=notes)


def test_tags_are_added_and_taken_away(tmp_path: Path) -> None:
    note = ForeignNote("n", replace(TALK, tags=("two words", "Gone", "é")))
    data = package(deck(note))
    tags = " two_words e\u0301 NEW "
    data = changed(data, tmp_path, ("UPDATE notes SET tags = ?", tags))
    assert read(data)[0].notes[0].content.tags == ("two words", "é", "NEW")


def test_a_copy_made_in_anki_is_another_note(tmp_path: Path) -> None:
    data = package(deck(ForeignNote("n", TALK)))
    copy = "INSERT INTO notes SELECT id + 1, 'copy', mid, mod, usn, tags, flds, sfld, csum, "
    cards = "INSERT INTO cards SELECT id + 1, nid + 1, did, ord, mod, usn, type, queue, due, ivl, "
    data = changed(
        data,
        tmp_path,
        (f"{copy} flags, data FROM notes",),
        (f"{cards} factor, reps, lapses, left, odue, odid, flags, data FROM cards",),
    )
    ((one, other),) = (found.notes for found in read(data))
    assert (one.id, one.content) == ("n", TALK)
    assert other.id == "copy"
    assert "mlcards" not in other.content.answer
    assert "mlcards" not in dict(other.original)


# ---------------------------------------------------------------------------------------- decks


def renamed(data: bytes, folder: Path, title: str, other: str) -> bytes:
    change = ("UPDATE col SET decks = replace(decks, ?, ?)", f'"{title}"', f'"{other}"')
    return changed(data, folder, change)


def test_a_deck_renamed_in_anki_is_the_same_deck(tmp_path: Path) -> None:
    data = renamed(package(deck(ForeignNote("n", BASIC))), tmp_path, "A::B", "A::C")
    (found,) = read(data)
    assert (found.key, found.title, found.ids_everywhere) == ("key", "A::C", False)


def test_a_note_moved_in_anki_stays_in_its_deck(tmp_path: Path) -> None:
    one = deck(*(ForeignNote(f"n{at}", replace(BASIC, question=f"q{at}")) for at in range(3)))
    two = deck(ForeignNote("n0", BASIC), key="two", title="Two")
    last, first = "(SELECT max(did) FROM cards)", "(SELECT min(id) FROM cards)"
    move = f"UPDATE cards SET did = {last} WHERE id = {first}"
    found = read(changed(package(one, two), tmp_path, (move,)))
    assert [told(deck) for deck in found] == [told(one), told(two)]


def test_notes_made_in_anki_join_the_deck_with_their_guid(tmp_path: Path) -> None:
    data = package(deck(ForeignNote("n", TALK), ForeignNote("m", BASIC)))
    last = "(SELECT max(id) FROM notes)"
    emptied = f"UPDATE notes SET guid = 'theirs', flds = substr(flds, 1, 4) WHERE id = {last}"
    (found,) = read(changed(data, tmp_path, (emptied,)))
    assert (found.key, found.ids_everywhere) == ("key", False)
    assert {note.id for note in found.notes} == {"n", "theirs"}


def test_a_whole_collection_of_anki_need_not_have_all_notes_of_a_deck() -> None:
    mine, theirs = deck(ForeignNote("n", BASIC)), deck(
        ForeignNote("guid", BASIC), key="two", title="Two", ids_everywhere=True
    )  # fmt: skip
    result = read_anki_package(BytesIO(package(mine, theirs)), "x.colpkg")
    assert {one.key: one.complete for one in result.decks} == {"key": False, "two": True}


def test_decks_from_anki_go_on_by_their_guids(tmp_path: Path) -> None:
    data = package(deck(ForeignNote("guid", BASIC), ids_everywhere=True))
    assert [(one.key, one.ids_everywhere) for one in read(data)] == [("key", True)]
    (found,) = read(renamed(data, tmp_path, "A::B", "C"))
    assert (found.title, found.ids_everywhere) == ("C", True)


# -------------------------------------------------------------------------------------- hostile


def own_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fields_of(package(deck(ForeignNote("n", TALK))), folder)[-1])
    return found


def with_own(folder: Path, own: str) -> ForeignNote:
    data = package(deck(ForeignNote("n", TALK)))
    fields = [*fields_of(data, folder)[:-1], own]
    result = read_anki_package(
        BytesIO(changed(data, folder, ("UPDATE notes SET flds = ?", "\x1f".join(fields)))), "x"
    )
    assert not result.errors
    ((found,),) = (one.notes for one in result.decks)
    return found


@pytest.mark.parametrize(
    "path",
    ["mlcards", "guid", "fields", "notes", "notes.0", "notes.0.id", "notes.0.deck",
     "notes.0.content", "notes.0.deck.id", "notes.0.deck.title", "notes.0.content.type",
     "notes.0.content.question", "notes.0.content.key_points", "notes.0.content.article",
     "notes.0.content.tags"],
)  # fmt: skip
@pytest.mark.parametrize("value", [None, 1e400, [], {}, [[]], {"x": 1}, "", "~x\x07", True])
def test_a_field_with_a_fault_makes_an_ordinary_note(
    path: str, value: object, tmp_path: Path
) -> None:
    own = own_of(tmp_path)
    *outer, name = path.split(".")
    place: Any = own
    for step in outer:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(name) if name.isdigit() else name] = value
    found = with_own(tmp_path, json.dumps(own))
    assert found.content.question in (TALK.question, value)
    assert found.id == "n" or len(found.id) == 24 or not found.id


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "own",
    ["x", "{", "[" * 100_000, '{"mlcards":' * 50_000, '{"mlcards": ' + "9" * 5000 + "}", "[1,2]"],
    ids=["text", "open", "lists", "tables", "number", "list"],
)
def test_what_is_no_such_field_does_no_harm(own: str, tmp_path: Path) -> None:
    found = with_own(tmp_path, own)
    assert len(found.id) == 24
    assert own not in found.content.answer


def test_a_hash_does_not_depend_on_how_a_letter_is_composed() -> None:
    assert digests({"a": "é", "b": ""}) == digests({"a": "e\u0301", "mlcards": "x"})
