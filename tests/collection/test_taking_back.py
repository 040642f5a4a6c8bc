"""Taking an import back leaves what was before it, and what the person did since."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import (
    ChangedMeanwhileError,
    Choices,
    Planned,
    plan_sources,
    sure,
)
from mlcards.collection.importing import CancelledError, apply
from mlcards.collection.recording import Recorder
from mlcards.collection.source import Source
from mlcards.collection.starting import ensure_started
from mlcards.collection.taking_back import (
    TakenBack,
    past_imports,
    preview_take_back,
    take_back,
)
from mlcards.core.errors import NotFoundError
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import CardId, Phase, Rating
from mlcards.store import cards, notes
from mlcards.store.store import Store
from support.clock import FakeClock
from support.collections import STATS, ship
from support.databases import OpenStore, few_examples, fresh_store
from support.factories import a_cloze, a_collection, a_content, a_reversed, some_settings
from support.imports import (
    a_deck,
    a_note,
    a_progress,
    a_review,
    all_cards,
    bring,
    everything,
    log_of,
    schedules_are_the_fold,
)


@pytest.fixture
def collection(databases: OpenStore, clock: FakeClock) -> Collection:
    return a_collection(databases(), clock)


def question(name: str, text: str) -> ForeignDeck:
    return a_deck(a_note(name, a_content(text)))


def only(collection: Collection) -> CardId:
    (card,) = all_cards(collection)
    return card.id


# What an import did


@pytest.mark.parametrize(
    ("before", "brought"),
    [
        ([], [a_deck("a", "b", title="ML::Deep::Nets")]),
        ([a_deck("a")], [a_deck("a", "b")]),
        ([a_deck("a")], [a_deck(a_note("a", a_content("Another?", hint="New")))]),
        ([a_deck("a", "b", "c")], [a_deck("c", "a", "b")]),
        ([a_deck("a", "b")], [a_deck("b")]),
        ([a_deck("a", "b"), a_deck("b")], [a_deck("a", "b")]),
        ([a_deck("a", "b")], [a_deck("b"), a_deck("a", title="Other")]),
        ([a_deck("a", description="Old")], [a_deck("a", description="New", tags=("x",))]),
        ([a_deck("a")], [a_deck("a", key="named")]),
        ([a_deck("a")], [a_deck("a", title="Newer", source_path="maths.yaml")]),
        ([a_deck(a_note("", a_content("Q?")))], [a_deck(a_note("now", a_content("Q?")))]),
        (
            [a_deck(a_note("c", a_cloze("{{c1::a}} {{c2::b}}")))],
            [a_deck(a_note("c", a_cloze("{{c1::a}} {{c3::b}}")))],
        ),
        ([a_deck("a")], [a_deck(a_note("a", a_reversed("What is a?")))]),
        ([a_deck("a")], [a_deck(a_note("a", progress=(a_progress(flag=3),)))]),
        (
            [a_deck("a")],
            [a_deck(a_note("a", a_content("A?"), kind="Basic", original=(("Front", "A?"),)))],
        ),
        ([], [a_deck(a_note("a", own_answers=((a_review(1).at, "Mine"),)))]),
        ([a_deck("a")], [a_deck(a_note("a", own_answers=((a_review(1).at, "Mine"),)))]),
        ([a_deck("a")], [a_deck("a", options=(("study.new_per_day", "3"),), title="Below::It")]),
        (
            [a_deck(a_note("", a_content("What is one?")), a_note("", a_content("Why two?")))],
            [a_deck(a_note("x", a_content("Why two?")), a_note("y", a_content("What is one?")))],
        ),
    ],
    ids=[
        *("new", "added", "changed", "shuffled", "gone", "revived", "moved", "described"),
        *("deck named", "deck renamed", "note named", "gaps", "type", "progress", "origin"),
        *("answered, new", "answered", "options", "two named"),
    ],
)
def test_what_an_import_did_is_undone(
    collection: Collection, before: list[ForeignDeck], brought: list[ForeignDeck]
) -> None:
    for deck in before:
        bring(collection, deck)
    was = everything(collection)
    bring(collection, *brought)
    brought_in = everything(collection)
    assert brought_in != was
    told = preview_take_back(collection)
    assert take_back(collection) == told
    assert everything(collection) == was
    schedules_are_the_fold(collection)
    bring(collection, *brought)
    assert pictured(everything(collection)) == pictured(brought_in)


def pictured(found: dict[str, list[dict[str, object]]]) -> object:
    """Everything without numbers that are nobody's business."""
    numbers = {"id", "deck_id", "note_id", "card_id", "import_id"}
    return {
        name: sorted(
            repr({key: value for key, value in row.items() if key not in numbers}) for row in rows
        )
        for name, rows in found.items()
    }


def test_all_imports_are_taken_back_newest_first(collection: Collection) -> None:
    pictures = [everything(collection)]
    bring(collection, a_deck("a", "b"))
    pictures.append(everything(collection))
    bring(collection, a_deck(a_note("a", progress=(a_progress(),)), "c"))
    pictures.append(everything(collection))
    bring(collection, a_deck("c"), a_deck("a", title="Other"))
    while len(pictures) > 0:
        take_back(collection)
        assert everything(collection) == pictures.pop()
    with pytest.raises(NotFoundError, match="no import"):
        take_back(collection)
    assert all(past.undone for past in past_imports(collection))


def test_only_the_newest_is_taken_back(collection: Collection) -> None:
    first = bring(collection, a_deck("a")).import_id
    second = bring(collection, a_deck("a", "b")).import_id
    with pytest.raises(NotFoundError, match="not the newest"):
        take_back(collection, first)
    assert [past.id for past in past_imports(collection)] == [second, first]
    assert take_back(collection, second).removed == 1
    assert take_back(collection, first).removed == 1


# What the person did since


def test_a_new_card_that_was_rated_is_put_aside_with_all_its_history(
    collection: Collection,
) -> None:
    bring(collection, a_deck(a_note("a", progress=(a_progress(),)), "b"))
    rated = next(card for card in all_cards(collection) if card.schedule.reps)
    Recorder(collection).record(rated.id, Rating.GOOD)
    was = collection.card(rated.id).schedule
    assert take_back(collection) == TakenBack(("decks",), removed=1, kept=1)
    (left,) = all_cards(collection)
    assert (left.id, left.orphaned, left.schedule) == (rated.id, True, was)
    assert len(log_of(collection, left.id)) == 4
    report = bring(collection, a_deck(a_note("a", progress=(a_progress(),)), "b"))
    assert (report.decks[0].revived, report.written.reviews) == (1, 0)
    assert collection.card(rated.id).schedule == was


def test_the_same_file_again_brings_back_what_was_taken_back(collection: Collection) -> None:
    """Also where a card that was rated kept the deck there."""
    file = a_deck("a", "b", content_hash="of the file")
    bring(collection, file)
    Recorder(collection).record(all_cards(collection)[0].id, Rating.GOOD)
    take_back(collection)
    (deck,) = bring(collection, file).decks
    assert (deck.new, deck.revived) == (1, 1)
    assert [card.orphaned for card in all_cards(collection)] == [False, False]


def test_a_rating_that_was_undone_keeps_no_card(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    Recorder(collection).record(only(collection), Rating.GOOD)
    collection.undo()
    assert take_back(collection).removed == 1
    assert all_cards(collection) == []


def test_a_rating_since_stays_on_a_card_that_was_there(
    collection: Collection, clock: FakeClock
) -> None:
    bring(collection, a_deck("a"))
    bring(collection, a_deck(a_note("a", progress=(a_progress(),))))
    card = only(collection)
    clock.advance(days=1)
    Recorder(collection).record(card, Rating.GOOD)
    take_back(collection)
    (row,) = log_of(collection, card)
    assert collection.card(card).schedule.last_at == row.at
    schedules_are_the_fold(collection)


def test_marks_that_were_set_since_stay(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    bring(collection, a_deck(a_note("a", progress=(a_progress(flag=2, suspended=True),))))
    card = only(collection)
    with collection.store.writing() as connection:
        cards.set_marks(connection, card, {"flag": 4})
    take_back(collection)
    assert (collection.card(card).flag, collection.card(card).suspended) == (4, False)


def edit(collection: Collection, note: int, hint: str) -> None:
    with collection.store.writing() as connection:
        row = notes.get(connection, note)
        notes.edit(connection, row, replace(row.content, hint=hint), row.base or row.content)


def test_an_edit_since_stands_on_the_authors_old_text(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    bring(collection, question("a", "Another?"))
    note = collection.card(only(collection)).note_id
    edit(collection, note, "Mine")
    take_back(collection)
    with collection.store.reading() as connection:
        row = notes.get(connection, note)
    assert row.content.hint == "Mine"
    assert row.base == a_content("What is a?")


def test_an_own_answer_since_keeps_a_new_card(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    card = only(collection)
    collection.save_own_answer(collection.card_view(card), "Mine")
    assert take_back(collection).kept == 1
    assert collection.card(card).orphaned
    assert collection.card_info(card).own_answers[0][1] == "Mine"


def test_an_edit_since_keeps_a_new_card(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    edit(collection, collection.card(only(collection)).note_id, "Mine")
    assert take_back(collection).kept == 1


def test_a_further_gap_that_was_rated_keeps_its_history(collection: Collection) -> None:
    bring(collection, a_deck(a_note("c", a_cloze("{{c1::a}}"))))
    bring(collection, a_deck(a_note("c", a_cloze("{{c1::a}} {{c2::b}}"))))
    second = all_cards(collection)[1]
    Recorder(collection).record(second.id, Rating.GOOD)
    take_back(collection)
    left = collection.card(second.id)
    assert (left.orphaned, left.schedule.reps) == (True, 1)


# What changed meanwhile


def test_a_deck_that_was_removed_since_stays_removed(collection: Collection) -> None:
    bring(collection, a_deck("a"), a_deck("x", title="Other"))
    bring(collection, a_deck("b"), a_deck("x", "a", title="Other"))
    maths = next(deck for deck in collection.decks() if deck.title == "Maths")
    moved = next(card for card in all_cards(collection) if card.deck_id != maths.id)
    collection.remove_deck(maths)
    take_back(collection)
    assert [deck.title for deck in collection.decks()] == ["Other"]
    assert moved.id in {card.id for card in all_cards(collection)}
    assert not any(card.orphaned for card in all_cards(collection))
    with collection.store.reading() as connection:
        assert {row.key for row in notes.of_deck(connection, moved.deck_id)} == {"a", "x"}


def test_all_decks_removed_since(collection: Collection) -> None:
    bring(collection, a_deck("a", "b", "c"))
    bring(collection, a_deck(a_note("a", progress=(a_progress(),)), a_note("b", a_content("X"))))
    for deck in collection.decks():
        collection.remove_deck(deck)
    take_back(collection)
    take_back(collection)
    assert everything(collection)["notes"] == []


def test_two_notes_that_became_one_are_two_again(collection: Collection) -> None:
    bring(collection, a_deck("a", "b"))
    bring(collection, a_deck("a", title="Other"))
    before = len(all_cards(collection))
    bring(collection, a_deck("b"))
    assert len(all_cards(collection)) == before - 1
    take_back(collection)
    assert len([card for card in all_cards(collection) if not card.orphaned]) == before


def test_two_that_became_one_when_a_deck_was_removed_since(collection: Collection) -> None:
    bring(collection, a_deck("a", "b"))
    bring(collection, a_deck("a", "o", title="Other"))
    bring(collection, a_deck("b"))
    other = next(deck for deck in collection.decks() if deck.title == "Other")
    collection.remove_deck(other)
    take_back(collection)
    assert [deck.title for deck in collection.decks()] == ["Maths"]


def test_a_note_that_came_again_under_the_old_key_stays(collection: Collection) -> None:
    """An import that cannot be taken back, as those of shipped decks, came in between."""
    bring(collection, a_deck("a", "x"))
    bring(collection, a_deck("x"), a_deck("a", title="Other"))
    bring(collection, a_deck("a", "x"), recorded=False)
    rated = [card for card in all_cards(collection) if not card.orphaned]
    for card in rated:
        Recorder(collection).record(card.id, Rating.GOOD)
    take_back(collection)
    assert {card.id for card in all_cards(collection)} >= {card.id for card in rated}
    schedules_are_the_fold(collection)


def test_a_deck_key_that_was_taken_since_stays_taken(collection: Collection) -> None:
    bring(collection, a_deck("a"))
    bring(collection, a_deck("a", key="named"))
    bring(collection, a_deck("z", title="Maths", key="maths"), recorded=False)
    take_back(collection)
    assert {deck.key for deck in collection.decks()} >= {"maths"}


# Imports that are not offered, and that never were


def test_imports_of_shipped_decks_are_not_offered(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ship(monkeypatch, tmp_path / "shipped", STATS)
    collection = a_collection(store, clock)
    ensure_started(collection)
    assert len(all_cards(collection)) == 3
    assert past_imports(collection) == []
    with pytest.raises(NotFoundError):
        take_back(collection)


def called_off(collection: Collection, planned: list[Planned], last: int) -> bool:
    """Import until the person was told `last` times how far it is; return whether it ended."""
    ticks = 0

    def tick(_done: int, _all: int) -> None:
        nonlocal ticks
        ticks += 1
        if ticks > last:
            raise CancelledError

    try:
        apply(collection, planned, Choices(sure), tick)
    except CancelledError:
        return False
    return True


def test_one_that_is_called_off_at_any_moment_changes_nothing(collection: Collection) -> None:
    bring(collection, a_deck("a", "b"), a_deck("c", title="Other"))
    planned = plan_sources(
        collection,
        [
            Source(
                "decks",
                (
                    a_deck("b", a_note("n", progress=(a_progress(),))),
                    a_deck(a_note("c", a_content("New?")), "a", title="Other"),
                    a_deck(*map(str, range(1001)), title="Large"),
                ),
            )
        ],
    )
    was = everything(collection, records=True)
    last = 0
    while not called_off(collection, planned, last):
        assert everything(collection, records=True) == was
        last += 1
    assert last >= 5
    assert len(all_cards(collection)) > 1001


def test_another_program_that_imported_meanwhile_is_noticed(
    databases: OpenStore, clock: FakeClock
) -> None:
    one, two = a_collection(databases(), clock), a_collection(databases(), clock)
    bring(one, a_deck("a"))
    planned = plan_sources(two, [Source("decks", (a_deck("a", "b"),))])
    take_back(one)
    with pytest.raises(ChangedMeanwhileError):
        apply(two, planned, Choices(sure))
    assert all_cards(two) == []


def test_a_deck_that_another_program_removed_meanwhile_is_noticed(
    databases: OpenStore, clock: FakeClock
) -> None:
    one, two = a_collection(databases(), clock), a_collection(databases(), clock)
    bring(one, a_deck("a"), a_deck("x", title="Other"))
    planned = plan_sources(
        two, [Source("decks", (a_deck("a", title="New", ids_everywhere=True, key="new"),))]
    )
    assert planned[0].decks[0].plan.changes[0].kind == "moved"  # type: ignore[union-attr]
    one.remove_deck(next(deck for deck in one.decks() if deck.title == "Maths"))
    was = everything(two, records=True)
    with pytest.raises(ChangedMeanwhileError):
        apply(two, planned, Choices(sure))
    assert everything(two, records=True) == was


# Anything


names = st.sampled_from(["a", "b", "c", "d", ""])
some_contents = st.one_of(
    st.sampled_from(["What is a?", "What is b?", "Why c?", "And what is d then?"]).map(a_content),
    st.sampled_from(["{{c1::a}}", "{{c2::a}} {{c1::b}}", "{{c3::c}}"]).map(a_cloze),
    st.sampled_from(["a", "b"]).map(a_reversed),
)


@st.composite
def some_decks(draw: st.DrawFn) -> tuple[ForeignDeck, ...]:
    titles = draw(
        st.lists(st.sampled_from(["A", "B", "A::x", "C"]), min_size=1, max_size=3, unique=True)
    )
    keys = st.sampled_from(["", "", "k", "l"])
    made: dict[str, ForeignDeck] = {}
    for title in titles:
        found = [
            a_note(
                draw(names),
                draw(some_contents),
                progress=draw(
                    st.sampled_from([(), (), _some_progress("main"), _some_progress("c2")])
                ),
                orphaned=draw(st.sampled_from([False] * 5 + [True])),
                own_answers=draw(st.sampled_from([(), (), ((a_review(2).at, "Mine"),)])),
                kind=draw(st.sampled_from(["", "Basic"])),
            )
            for _note in range(draw(st.integers(1, 4)))
        ]
        unique = {note.id or note.content.question: note for note in found}
        key = draw(keys)
        deck = a_deck(
            *unique.values(),
            title=title,
            complete=draw(st.sampled_from([True, True, False])),
            ids_everywhere=draw(st.sampled_from([False, False, True])),
            source_path=draw(st.sampled_from(["", "/nowhere/1.yaml", "/nowhere/2.yaml"])),
            **({"key": key} if key else {}),
        )
        made.setdefault(deck.key, deck)
    return tuple(made.values())


def _some_progress(part: str) -> tuple[object, ...]:
    return (
        a_progress(part),
        a_progress("backward", phase=Phase.NEW, flag=2, reviews=(), due_day=None, memory=None),
    )


@few_examples
@given(st.lists(some_decks(), max_size=4), some_decks(), st.lists(st.integers(0, 30), max_size=3))
def test_any_import_taken_back_leaves_what_was(
    before: list[tuple[ForeignDeck, ...]], brought: tuple[ForeignDeck, ...], rated: list[int]
) -> None:
    with fresh_store() as store:
        clock = FakeClock()
        collection = a_collection(store, clock, some_settings(study_bury_siblings=False))
        for decks_ in before:
            bring(collection, *decks_)
            schedules_are_the_fold(collection)
        for number in rated:
            live = [card for card in all_cards(collection) if not card.orphaned]
            if live:
                clock.advance(days=1)
                Recorder(collection).record(live[number % len(live)].id, Rating.GOOD)
        was = everything(collection)
        planned = plan_sources(collection, [Source("decks", brought)])
        joined = any(
            change.twin for deck in planned[0].decks if deck.plan for change in deck.plan.changes
        )
        (report,) = apply(collection, planned, Choices(sure))
        schedules_are_the_fold(collection)
        if report.import_id is None:
            return
        take_back(collection)
        schedules_are_the_fold(collection)
        if not joined:
            now = everything(collection)
            for name, rows in was.items():
                assert now[name] == rows


def test_imports_are_taken_back_one_after_the_other_where_cards_were_joined(
    collection: Collection,
) -> None:
    """A card that came in elsewhere before it left here is of that other import again."""
    bring(collection, a_deck("x", "y", title="From"))
    was = titles_and_cards(collection)
    bring(collection, a_deck("x", title="To"))
    both = titles_and_cards(collection)
    bring(collection, a_deck("y", title="From"))
    assert titles_and_cards(collection) not in (was, both)
    take_back(collection)
    assert titles_and_cards(collection) == both
    take_back(collection)
    assert titles_and_cards(collection) == was


def titles_and_cards(collection: Collection) -> list[tuple[str, str]]:
    """The notes that there are, with their decks."""
    with collection.store.reading() as connection:
        rows = [row for deck in collection.decks() for row in notes.of_deck(connection, deck.id)]
    return sorted((row.deck_key, row.key) for row in rows)
