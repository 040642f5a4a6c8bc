from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from mlcards.collection.collection import Collection
from mlcards.collection.editing import Edited, edit_text, save_edit
from mlcards.collection.import_plans import Choices, Planned, never, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import read_sources
from mlcards.collection.study import StudySession
from mlcards.collection.taking_back import take_back
from mlcards.collection.views import Asked
from mlcards.core.errors import NotFoundError, StaleCardError
from mlcards.core.foreign import Problem
from mlcards.core.import_plan import NoteChange
from mlcards.core.model import Card, CardId, CardType, NoteContent, Rating
from mlcards.core.text import visible
from mlcards.store import cards, notes
from mlcards.store.notes import NoteRow
from mlcards.store.store import Store
from support.cards import CODING, FULL, NASTY, PERSONAL, a_nasty_note
from support.clock import FakeClock
from support.factories import a_cloze, a_collection, a_content, a_reversed, add_deck
from support.strategies import read_contents

FIRST = CardId(1)


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    return a_collection(store, clock)


def holding(collection: Collection, *contents: NoteContent) -> Collection:
    """The collection with these notes in one deck; their ids are n0, n1 …"""
    add_deck(collection.store, contents)
    return collection


def row(collection: Collection, note: int = 1) -> NoteRow:
    with collection.store.reading() as connection:
        return notes.get(connection, note)


def held(collection: Collection, note: int = 1) -> list[Card]:
    with collection.store.reading() as connection:
        return cards.of_notes(connection, [note])


def edit(
    collection: Collection, change: Callable[[str], str], card: CardId = FIRST
) -> Edited | tuple[Problem, ...]:
    shown = edit_text(collection, collection.card(card).note_id)
    text = change(shown)
    return save_edit(collection, card, text, shown)


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def wrong(result: Edited | tuple[Problem, ...]) -> list[tuple[int | None, str]]:
    assert isinstance(result, tuple)
    return [(problem.line, problem.message) for problem in result]


# The text


def test_a_card_is_shown_as_the_yaml_of_one_card(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer="One\nTwo", tags=("a", "b")))
    assert edit_text(collection, 1) == (
        "id: n0\nquestion: Why?\nanswer: |\n  One\n  Two\ntags: [a, b]\n"
    )


@pytest.mark.parametrize(
    "content",
    [FULL, PERSONAL, CODING, a_reversed(), a_cloze("A {{c1::b}}."), a_content(answer="  x\n y ")],
)
def test_text_that_was_not_changed_changes_nothing(
    collection: Collection, content: NoteContent
) -> None:
    holding(collection, content)
    assert edit(collection, lambda text: text) == Edited(changed=False)
    assert row(collection).content == content
    assert row(collection).base is None
    assert collection.undo() is None


@pytest.mark.parametrize("kind", list(CardType))
def test_hostile_text_is_edited_field_by_field(collection: Collection, kind: CardType) -> None:
    nasty = replace(a_nasty_note(kind), tags=("t",), checked="2026-11", correction=None)
    holding(collection, nasty)
    assert edit_text(collection, 1) == visible(edit_text(collection, 1))
    assert edit(collection, lambda text: f"{text}seconds: 77\n".replace("seconds: 60\n", "")) == (
        Edited(changed=True)
    )
    assert row(collection).content == replace(nasty, seconds=77)


@given(content=read_contents())
def test_any_card_can_be_shown_and_saved_as_it_is(content: NoteContent) -> None:
    from mlcards.collection.editing import _read, _written

    text = _written("n0", content)
    assert visible(text) == text
    note, problems = _read(text)
    assert note is not None, problems
    assert note.id == "n0"


# Saving


def test_an_edit_keeps_the_schedule_and_the_authors_text(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer="So.", tags=("t",)))
    Recorder(collection).record(FIRST, Rating.GOOD)
    before = collection.card(FIRST)
    assert edit(collection, swap("So.", "So it is.")) == Edited(changed=True)
    found = row(collection)
    assert found.content == a_content("Why?", answer="So it is.", tags=("t",))
    assert found.base == a_content("Why?", answer="So.", tags=("t",))
    assert collection.card(FIRST).schedule == before.schedule
    assert collection.card(FIRST).version != before.version


def test_the_key_stays_when_the_question_changes(collection: Collection) -> None:
    holding(collection, a_content("Why?"))
    edit(collection, swap("Why?", "How?"))
    assert (row(collection).key, row(collection).content.question) == ("n0", "How?")


def test_a_second_edit_keeps_the_authors_first_text(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer="So."))
    edit(collection, swap("So.", "One."))
    edit(collection, swap("One.", "Two."))
    assert row(collection).base == a_content("Why?", answer="So.")


def test_an_edit_back_to_the_authors_text_is_none(collection: Collection) -> None:
    written = a_content("Why?", answer="So.\n")  # the line break is no part of its YAML
    holding(collection, written)
    edit(collection, swap("So.", "One."))
    edit(collection, swap("One.", "So."))
    assert row(collection).content == written
    assert row(collection).base is None


def test_keys_left_out_become_empty(collection: Collection) -> None:
    holding(collection, a_content("Why?", hint="h", notes="n"))
    edit(collection, swap("hint: h\n", ""))
    assert row(collection).content == a_content("Why?", notes="n")


def test_a_type_may_change_and_cards_come_back_with_their_history(collection: Collection) -> None:
    holding(collection, a_reversed("AUC", "area"))
    backward = CardId(2)
    Recorder(collection).record(backward, Rating.GOOD)
    learned = collection.card(backward).schedule
    assert edit(collection, swap("type: reversed\n", "")) == Edited(changed=True, gone=1)
    assert [card.orphaned for card in held(collection)] == [False, True]
    assert edit(collection, lambda text: f"type: reversed\n{text}") == Edited(changed=True, new=1)
    assert collection.card(backward).schedule == learned
    assert not collection.card(backward).orphaned
    assert row(collection).base is None


def test_a_further_gap_is_a_further_card(collection: Collection) -> None:
    holding(collection, a_cloze("A {{c1::b}} c."))
    assert edit(collection, swap(" c.", " {{c2::c}}.")) == Edited(changed=True, new=1)
    assert [card.part for card in held(collection)] == ["c1", "c2"]


def test_what_was_imported_meanwhile_stays_where_it_was_not_edited(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer="So.", hint="h"))
    shown = edit_text(collection, 1)
    with collection.store.writing() as connection:
        now = a_content("Why?", answer="So.", hint="other")
        notes.update(connection, [replace(notes.get(connection, 1), content=now)])
    assert save_edit(collection, FIRST, shown.replace("So.", "Mine."), shown) == Edited(
        changed=True
    )
    assert row(collection).content == a_content("Why?", answer="Mine.", hint="other")
    assert row(collection).base == now


def test_a_card_of_another_type_by_now_is_stale(collection: Collection) -> None:
    holding(collection, a_content("A"))
    shown = edit_text(collection, 1)
    with collection.store.writing() as connection:
        gaps = a_cloze("A {{c1::b}}")
        notes.update(connection, [replace(notes.get(connection, 1), content=gaps)])
    with pytest.raises(StaleCardError):
        save_edit(collection, FIRST, shown.replace("A plot", "Mine"), shown)
    assert row(collection).content == gaps


def test_a_card_removed_meanwhile_is_said_to_be(collection: Collection) -> None:
    holding(collection, a_content("A"))
    shown = edit_text(collection, 1)
    with collection.store.writing() as connection:
        notes.delete(connection, [1])
    with pytest.raises(NotFoundError):
        save_edit(collection, FIRST, shown.replace("A plot", "Mine"), shown)


# Problems


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("id: n0\nquestion: Why?\nanwser: x\n", 3, 'unknown key "anwser"; did you mean answer?'),
        ("id: n0\nquestion: Why?\n", 1, "a basic card needs answer"),
        ("", 1, "a card has at least `question` and `answer`, but this is nothing"),
        ("id: n0\nquestion: a\n\nanswer: [\n", 4, "a bracket before this is not closed"),
        ("id: n0\nquestion: a\nanswer: b\n\nanswer: c\n", 5, "(first in line 3)"),
        ("id: n0\nquestion: a\n  answer: b\n", 3, "indented wrongly"),
        ("- question: a\n", 1, "but this is a list"),
        ("id: n0\nanswer: |\n  a\nb\n", 4, "not indented enough"),
        ("id: n0\nquestion: a\nanswer: b\n---\nquestion: c\n", 5, "without a colon"),
        ("id: n0\nquestion: a\nanswer: b\ntags: {a: b}\n", 4, "tags must be a list"),
        ("id: n0\nquestion: a\nanswer: b\ndeck: x\ncards: []\n", 4, 'unknown key "deck"'),
    ],
)
def test_problems_have_the_lines_of_the_text(
    collection: Collection, text: str, line: int, part: str
) -> None:
    holding(collection, a_content("Why?"))
    before = row(collection)
    found = wrong(edit(collection, lambda _shown: text))
    assert any(at == line and part in message for at, message in found), found
    assert not any(message.startswith("card ") for _at, message in found)
    assert row(collection) == before


@pytest.mark.parametrize("text", ["id: other\n", "", "id: N0\n"])
def test_an_id_stays_as_it_is(collection: Collection, text: str) -> None:
    holding(collection, a_content("Why?"))
    found = wrong(edit(collection, swap("id: n0\n", text)))
    assert found == [(1, 'the id must stay "n0": the card is known by it')]
    assert row(collection).base is None


def test_a_card_without_an_id_gets_none(collection: Collection, tmp_path: Path) -> None:
    bring(collection, tmp_path, cards_text(("Why?", "So.")))
    assert edit_text(collection, 1) == "question: Why?\nanswer: So.\ntags: [deck-tag]\n"
    ((line, message),) = wrong(edit(collection, lambda text: f"{text}id: mine\n"))
    assert line == 4
    assert message.startswith("this card has no id")


# Undo


def test_undo_takes_an_edit_back_also_after_a_restart(store: Store, clock: FakeClock) -> None:
    collection = holding(a_collection(store, clock), a_content("Why?", answer="So."))
    edit(collection, swap("So.", "One."))
    edit(collection, swap("One.", "Two."))
    other = a_collection(store, clock)
    undone = other.undo()
    assert undone is not None
    assert (undone.kind, undone.card, undone.question) == ("edit", FIRST, "Why?")
    assert row(other).content.answer == "One."
    assert row(other).base == a_content("Why?", answer="So.")
    other.undo()
    assert row(other).content.answer == "So."
    assert row(other).base is None
    assert other.undo() is None


def test_undo_brings_the_parts_back(collection: Collection) -> None:
    holding(collection, a_reversed())
    edit(collection, swap("type: reversed\n", ""))
    collection.undo()
    assert [card.orphaned for card in held(collection)] == [False, False]


def test_edits_and_ratings_are_taken_back_in_turn(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer="So."))
    session = StudySession(collection)
    edit(collection, swap("So.", "Mine."))
    session.refresh()
    assert isinstance(session.turn, Asked)
    assert session.turn.view.content.answer == "Mine."
    session.answer(Rating.GOOD)
    kinds = []
    while (undone := session.undo()) is not None:
        kinds.append(undone.kind)
    assert kinds == ["rating", "edit"]
    assert isinstance(session.turn, Asked)
    assert session.turn.view.content.answer == "So."


# The next import


def cards_text(*pairs: tuple[str, str], ids: bool = False) -> str:
    lines = ["deck: Mine", "tags: [deck-tag]", "cards:"]
    for number, (question, answer) in enumerate(pairs):
        lines += [f"  - id: c{number}"] if ids else []
        lines += [
            f"  {' ' if ids else '-'} question: {question}",
            f"    answer: {answer}",
        ]
    return "\n".join(lines) + "\n"


def planned(collection: Collection, folder: Path, text: str) -> list[Planned]:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return plan_sources(collection, read_sources([str(path)], known=collection.decks()))


def bring(
    collection: Collection,
    folder: Path,
    text: str,
    theirs: Callable[[NoteChange], bool] = never,
) -> list[Planned]:
    plan = planned(collection, folder, text)
    apply(collection, plan, Choices(theirs=theirs))
    return plan


@pytest.mark.parametrize("ids", [True, False])
def test_an_edited_answer_survives_the_import_of_a_changed_file(
    collection: Collection, tmp_path: Path, *, ids: bool
) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a"), ("B?", "b"), ids=ids))
    edit(collection, swap("answer: a", "answer: mine"))
    (plan,) = bring(collection, tmp_path, cards_text(("A?", "a"), ("B?", "new"), ids=ids))
    assert plan.conflicts == ()
    assert [row(collection, note).content.answer for note in (1, 2)] == ["mine", "new"]
    assert row(collection).content.tags == ("deck-tag",)
    edit(collection, swap("mine", "a"))
    assert row(collection).base is None


@pytest.mark.parametrize("ids", [True, False])
def test_an_edited_question_survives_too(
    collection: Collection, tmp_path: Path, *, ids: bool
) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a"), ("B?", "b"), ids=ids))
    edit(collection, swap("question: A?", "question: What is A?"))
    bring(collection, tmp_path, cards_text(("A?", "new"), ("B?", "b"), ids=ids))
    content = row(collection).content
    assert (content.question, content.answer) == ("What is A?", "new")
    assert not row(collection).orphaned


def test_both_changed_is_a_conflict_and_mine_stays(collection: Collection, tmp_path: Path) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a")))
    edit(collection, swap("answer: a", "answer: mine"))
    (plan,) = bring(collection, tmp_path, cards_text(("A?", "theirs")))
    assert [change.conflicts for change in plan.conflicts] == [("answer",)]
    assert row(collection).content.answer == "mine"


def test_both_changed_and_theirs_is_taken(collection: Collection, tmp_path: Path) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a")))
    edit(collection, swap("answer: a", "answer: mine"))
    bring(collection, tmp_path, cards_text(("A?", "theirs")), theirs=lambda _change: True)
    assert row(collection).content.answer == "theirs"
    assert row(collection).base is None


def test_undo_after_an_import_gives_the_authors_text_of_now(
    collection: Collection, tmp_path: Path
) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a")))
    edit(collection, swap("answer: a", "answer: mine\nhint: h"))
    bring(collection, tmp_path, cards_text(("A? # still A?", "theirs")).replace("# still A?", ""))
    collection.undo()
    content = row(collection).content
    assert (content.answer, content.hint) == ("theirs", "")
    assert row(collection).base is None


def test_undo_after_theirs_was_taken_leaves_theirs(collection: Collection, tmp_path: Path) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a")))
    edit(collection, swap("answer: a", "answer: mine"))
    bring(collection, tmp_path, cards_text(("A?", "theirs")), theirs=lambda _change: True)
    undone = collection.undo()
    assert undone is not None
    assert row(collection).content.answer == "theirs"
    assert row(collection).base is None


def test_an_edit_outlives_the_import_that_brought_the_text(
    collection: Collection, tmp_path: Path
) -> None:
    bring(collection, tmp_path, cards_text(("A?", "a")))
    bring(collection, tmp_path, cards_text(("A?", "b")))
    edit(collection, swap("answer: b", "answer: mine"))
    take_back(collection)
    assert row(collection).content.answer == "mine"
    assert row(collection).base is not None


def test_hostile_answers_are_kept_to_the_letter(collection: Collection) -> None:
    holding(collection, a_content("Why?", answer=NASTY, hint="h"))
    edit(collection, swap("hint: h", "hint: other"))
    assert row(collection).content.answer == NASTY
