"""Notes come, change, leave and come back; their cards keep what was learnt."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mlcards.core.errors import DatabaseError, StaleCardError
from mlcards.core.model import Card, CardId, Memory, NoteContent
from mlcards.store import cards, notes, orphans, own_answers
from mlcards.store.notes import NewNote, NoteRow
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.databases import OpenStore
from support.factories import a_cloze, a_content, a_reversed, a_schedule, add_deck

LEARNT = a_schedule()


def cards_of(store: Store) -> dict[str, Card]:
    """All cards by their part; for collections of one note."""
    with store.reading() as connection:
        numbers = connection.exec_driver_sql("SELECT id FROM cards ORDER BY id").scalars()
        found = [cards.get(connection, CardId(number)) for number in numbers]
    return {card.part: card for card in found}


def note_of(store: Store, deck: int = 1) -> NoteRow:
    with store.reading() as connection:
        (note,) = notes.of_deck(connection, deck)
    return note


def learn(store: Store, part: str) -> Card:
    """Give a card a schedule and marks; return it."""
    card = cards_of(store)[part]
    with store.writing() as connection:
        cards.set_schedule(connection, card, LEARNT, leech=True)
        cards.set_marks(connection, card.id, {"flag": 3})
    return cards_of(store)[part]


Edit = Callable[[Store, NoteContent], None]


def edit(store: Store, content: NoteContent, **place: object) -> None:
    note = note_of(store)
    with store.writing() as connection:
        notes.update(connection, [replace(note, content=content, **place)])  # type: ignore[arg-type]


def test_a_new_note_brings_its_cards_in_the_order_of_its_parts(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_content("One?"), a_reversed(), a_cloze("{{c2::b}} {{c1::a}} {{c10::j}}")])
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT part, position FROM cards ORDER BY position")
        assert [tuple(row) for row in found] == [
            ("main", 0),
            ("main", 100),
            ("backward", 101),
            ("c1", 200),
            ("c2", 201),
            ("c10", 202),
        ]


def test_a_note_without_cards_is_no_trouble(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_cloze("nothing hidden")])
    assert cards_of(store) == {}
    assert note_of(store).content == a_cloze("nothing hidden")


def test_two_notes_of_a_deck_cannot_share_a_key(databases: OpenStore) -> None:
    store = databases()
    deck = add_deck(store, 1)
    with pytest.raises(DatabaseError), store.writing() as connection:
        notes.insert(connection, deck, [NewNote("n0", 5, a_content("Again?"))])
    other = add_deck(store, 1, key="other", title="Other")
    assert other != deck


@pytest.mark.parametrize(
    ("before", "after", "part", "kept_as"),
    [
        (a_content("Why?"), a_content("Why not?", answer="Other."), "main", "main"),
        (a_content("AUC"), a_reversed("AUC"), "main", "main"),
        (a_reversed("AUC"), a_content("AUC"), "main", "main"),
        (a_reversed("AUC"), a_reversed("AUROC"), "backward", "backward"),
        (a_cloze("{{c1::a}} {{c2::b}}"), a_cloze("{{c2::bee}} and {{c3::c}}"), "c2", "c2"),
    ],
)
def test_an_edit_never_loses_progress(
    databases: OpenStore, before: NoteContent, after: NoteContent, part: str, kept_as: str
) -> None:
    store = databases()
    add_deck(store, [before])
    was = learn(store, part)
    edit(store, after)
    now = cards_of(store)[kept_as]
    assert (now.id, now.schedule, now.flag, now.leech) == (was.id, LEARNT, 3, True)
    assert not now.orphaned
    assert note_of(store).content == after


def test_parts_that_vanish_rest_and_come_back_as_they_were(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_cloze("{{c1::a}} {{c2::b}}")])
    was = learn(store, "c2")
    edit(store, a_cloze("{{c1::a}} b"))
    assert cards_of(store)["c2"].orphaned
    assert cards_of(store)["c2"].schedule == LEARNT
    assert not cards_of(store)["c1"].orphaned
    edit(store, a_cloze("{{c1::a}} {{c2::bee}} {{c3::c}}"))
    again = cards_of(store)
    assert again["c2"].id == was.id
    assert again["c2"].schedule == LEARNT
    assert not again["c2"].orphaned
    assert sorted(again) == ["c1", "c2", "c3"]


def test_a_note_that_left_its_file_rests_and_comes_back_as_it_was(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_reversed()])
    was = learn(store, "backward")
    with store.writing() as connection:
        orphans.put_aside(connection, [note_of(store).id])
    assert note_of(store).orphaned
    assert all(card.orphaned for card in cards_of(store).values())
    edit(store, a_reversed(answer="new words"), orphaned=False)
    assert not note_of(store).orphaned
    again = cards_of(store)["backward"]
    assert (again.id, again.schedule, again.orphaned) == (was.id, LEARNT, False)


def test_a_note_moves_to_another_deck_with_all_its_cards(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_cloze("{{c1::a}} {{c2::b}}")])
    other = add_deck(store, 0, key="other", title="Other")
    learn(store, "c1")
    edit(store, a_cloze("{{c1::a}} b"), deck_id=other, key="moved", position=7)
    note = note_of(store, other)
    assert (note.key, note.position, note.deck_key) == ("moved", 7, "other")
    assert {card.deck_id for card in cards_of(store).values()} == {other}
    assert cards_of(store)["c1"].schedule == LEARNT


def test_content_comes_back_as_it_was_written(databases: OpenStore) -> None:
    content = a_content(
        "Größe\x1b[31m?\u202e {{c1::x}} 'quoted' \"twice\" \\ :named %s %(x)s ?",
        tags=("a", "b"),
        article=(3,),
        difficulty=0,
    )
    store = databases()
    add_deck(store, [content])
    assert note_of(store).content == content
    with store.reading() as connection:
        assert notes.content_of(connection, note_of(store).id) == content


def test_notes_are_found_by_key_in_any_deck(databases: OpenStore) -> None:
    store = databases()
    one, two = add_deck(store, 3), add_deck(store, 2, key="other", title="Other")
    with store.reading() as connection:
        found = notes.by_keys(connection, ["n1", "n2", "absent", *map(str, range(1200))])
        assert sorted((row.deck_id, row.key) for row in found) == [
            (one, "n1"),
            (one, "n2"),
            (two, "n1"),
        ]
        assert notes.by_keys(connection, []) == []


def test_many_notes_at_once(databases: OpenStore) -> None:
    store = databases()
    deck = add_deck(store, 1300)
    with store.writing() as connection:
        orphans.put_aside(connection, [row.id for row in notes.of_deck(connection, deck)])
    with store.reading() as connection:
        assert all(row.orphaned for row in notes.of_deck(connection, deck))


def test_own_answers_are_kept_newest_first(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    note = note_of(store).id
    texts = ["I led a team.", "I led a team of two.", ""]
    with store.writing() as connection:
        for minutes, text in enumerate(texts):
            at = A_SUNDAY + timedelta(minutes=min(minutes, 1))
            own_answers.save(connection, note, text, at)
    with store.reading() as connection:
        found = own_answers.of_note(connection, note)
    assert [text for _at, text in found] == texts[::-1]
    assert found[-1][0] == A_SUNDAY


def test_memories_are_kept_to_the_last_digit(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, 1)
    memory = Memory(53.62691000000000123, 1 / 3 + 6)
    with store.writing() as connection:
        card = cards.get(connection, CardId(1))
        cards.set_schedule(connection, card, replace(LEARNT, memory=memory), leech=False)
    assert cards_of(store)["main"].schedule.memory == memory


def test_a_card_whose_text_changed_is_to_be_shown_anew(databases: OpenStore) -> None:
    store = databases()
    add_deck(store, [a_content()])
    shown = cards_of(store)["main"]
    edit(store, a_content("Edited?"))
    with pytest.raises(StaleCardError), store.writing() as connection:
        cards.set_schedule(connection, shown, LEARNT, leech=False)
    shown = cards_of(store)["main"]
    with store.writing() as connection:
        orphans.put_aside(connection, [note_of(store).id])
    with pytest.raises(StaleCardError), store.writing() as connection:
        cards.set_schedule(connection, shown, LEARNT, leech=False)
