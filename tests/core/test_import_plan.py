"""Importing is a diff: progress follows identity through every edit of a file."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.import_matching import plan_batch, plan_import
from mlcards.core.import_plan import (
    ExistingDeck,
    ExistingNote,
    ImportPlan,
)
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import note_key

PRECISION = "Which denominator belongs to precision, and what does it count?"
RECALL = "Which denominator belongs to recall, and what does it count?"
DROPOUT = "Why is dropout switched off when a network predicts?"


def content(question: str, answer: str = "Because.", **fields: object) -> NoteContent:
    return NoteContent(CardType.BASIC, question, answer, **fields)  # type: ignore[arg-type]


def note(question: str, answer: str = "Because.", note_id: str = "") -> ForeignNote:
    return ForeignNote(note_id, content(question, answer))


def deck(*notes: ForeignNote, key: str = "d", content_hash: str = "") -> ForeignDeck:
    return ForeignDeck(key, key.upper(), notes, f"{key}.yaml", content_hash=content_hash)


def kept(*notes: ForeignNote, key: str = "d", first: int = 1) -> ExistingDeck:
    """The collection after importing these notes."""
    plan = plan_import(None, deck(*notes, key=key))
    return imported(plan, None, first)


def imported(plan: ImportPlan, before: ExistingDeck | None, first: int = 1) -> ExistingDeck:
    """What the collection holds once a plan was carried out."""
    notes = {n.id: n for n in before.notes} if before else {}
    free = max(notes, default=first - 1) + 1
    for change in plan.changes:
        if change.kind == "gone":
            assert change.note_id is not None
            notes[change.note_id] = replace(notes[change.note_id], orphaned=True)
            continue
        assert change.content is not None
        number = change.note_id
        if number is None:
            number, free = free, free + 1
        notes[number] = ExistingNote(
            number, change.key, plan.deck.key, change.content, change.position
        )
    keys = [n.key for n in notes.values()]
    assert len(keys) == len(set(keys)), "the database allows a key once in a deck"
    return ExistingDeck(plan.deck.key, plan.deck.title, tuple(notes.values()))


def kinds(plan: ImportPlan) -> list[tuple[str, int | None]]:
    return [(change.kind, change.note_id) for change in plan.changes]


def test_everything_is_new_in_a_new_deck() -> None:
    plan = plan_import(None, deck(note(RECALL), note(DROPOUT, note_id="x")))
    assert kinds(plan) == [("new", None), ("new", None)]
    assert (plan.new, plan.changed, plan.unchanged, plan.gone) == (2, 0, 0, 0)
    assert [change.key for change in plan.changes] == [
        note_key("d", "", content(RECALL)),
        "x",
    ]
    assert [change.position for change in plan.changes] == [0, 1]


def test_the_same_file_again_changes_nothing() -> None:
    notes = (note(RECALL), note(DROPOUT, note_id="x"))
    plan = plan_import(kept(*notes), deck(*notes))
    assert kinds(plan) == [("unchanged", 1), ("unchanged", 2)]
    assert not any(change.writes for change in plan.changes)


def test_an_edited_answer_is_a_change_of_the_same_note() -> None:
    plan = plan_import(kept(note(RECALL)), deck(note(RECALL, "Something else.")))
    assert kinds(plan) == [("changed", 1)]
    assert plan.changes[0].was == content(RECALL)
    assert plan.changes[0].content == content(RECALL, "Something else.")
    assert plan.changes[0].likeness is None


def test_an_edited_question_keeps_its_note_where_there_is_an_id() -> None:
    plan = plan_import(kept(note(RECALL, note_id="r")), deck(note(DROPOUT, note_id="r")))
    assert kinds(plan) == [("changed", 1)]
    assert plan.changes[0].sure


def test_a_note_that_left_is_gone_and_comes_back_as_itself() -> None:
    before = kept(note(RECALL), note(DROPOUT, note_id="x"))
    plan = plan_import(before, deck(note("Quite another thing?")))
    assert kinds(plan) == [("new", None), ("gone", 1), ("gone", 2)]
    after = imported(plan, before)
    again = plan_import(after, deck(note(RECALL), note(DROPOUT, "Edited.", note_id="x")))
    assert kinds(again) == [("unchanged", 1), ("changed", 2), ("gone", 3)]
    assert [change.revived for change in again.changes] == [True, True, False]
    assert again.changes[0].writes


def test_an_orphan_is_not_gone_a_second_time() -> None:
    before = kept(note(RECALL), note(DROPOUT))
    file = deck(note(RECALL))
    after = imported(plan_import(before, file), before)
    assert kinds(plan_import(after, file)) == [("unchanged", 1)]


def test_a_new_order_is_no_change_but_is_stored() -> None:
    plan = plan_import(kept(note(RECALL), note(DROPOUT)), deck(note(DROPOUT), note(RECALL)))
    assert kinds(plan) == [("unchanged", 2), ("unchanged", 1)]
    assert all(change.writes for change in plan.changes)


def test_the_very_same_file_does_not_undo_edits_made_in_the_collection() -> None:
    before = kept(note(RECALL, "As in the file."))
    edited = replace(
        before.notes[0], content=note(RECALL, "Edited.").content, base=before.notes[0].content
    )
    plan = plan_import(replace(before, notes=(edited,)), deck(note(RECALL, "As in the file.")))
    assert kinds(plan) == [("unchanged", 1)]
    assert plan.changes[0].content == edited.content
    assert plan.changes[0].base == edited.base
    assert not plan.changes[0].writes


class TestIds:
    def test_added_ids_keep_the_notes(self) -> None:
        before = kept(note(RECALL), note(DROPOUT))
        plan = plan_import(
            before, deck(note(RECALL, note_id="recall"), note(DROPOUT, note_id="dropout"))
        )
        assert kinds(plan) == [("unchanged", 1), ("unchanged", 2)]
        assert [change.key for change in plan.changes] == ["recall", "dropout"]
        assert all(change.writes for change in plan.changes)

    def test_removed_and_renamed_ids_keep_the_notes(self) -> None:
        before = kept(note(RECALL, note_id="recall"), note(DROPOUT, note_id="dropout"))
        plan = plan_import(before, deck(note(RECALL), note(DROPOUT, "New.", note_id="drop")))
        assert kinds(plan) == [("unchanged", 1), ("changed", 2)]

    def test_an_id_wins_over_an_equal_question(self) -> None:
        before = kept(note(RECALL, note_id="a"), note(DROPOUT, note_id="b"))
        plan = plan_import(before, deck(note(DROPOUT, note_id="a"), note(RECALL, note_id="b")))
        assert kinds(plan) == [("changed", 1), ("changed", 2)]

    def test_a_renamed_deck_keeps_notes_without_ids(self) -> None:
        before = kept(note(RECALL), note(DROPOUT), key="old")
        plan = plan_import(before, deck(note(RECALL), note(DROPOUT), key="new"))
        assert kinds(plan) == [("unchanged", 1), ("unchanged", 2)]
        assert plan.changes[0].key == note_key("new", "", content(RECALL))

    def test_equal_questions_prefer_the_equal_answer(self) -> None:
        before = kept(note(RECALL, "One.", "a"), note(RECALL, "Two.", "b"))
        plan = plan_import(before, deck(note(RECALL, "Two.", "c"), note(RECALL, "One.", "d")))
        assert kinds(plan) == [("unchanged", 2), ("unchanged", 1)]


class TestLikeness:
    def test_a_small_edit_of_the_question_is_sure(self) -> None:
        edited = RECALL.replace("count", "counts")
        plan = plan_import(
            kept(note(RECALL, "TP + FN: all real positives.")),
            deck(note(edited, "TP + FN: all real positives.")),
        )
        (change,) = plan.changes
        assert (change.kind, change.note_id, change.sure) == ("changed", 1, True)
        assert plan.proposals == (change,)
        assert change.likeness is not None
        assert 0.9 <= change.likeness < 1

    def test_a_larger_edit_is_proposed_but_not_sure(self) -> None:
        plan = plan_import(
            kept(
                note("Why is dropout switched off at test time?", "It averages many thin networks.")
            ),
            deck(
                note(
                    "Why does one switch dropout off at test time?",
                    "It averages very many thinned networks.",
                )
            ),
        )
        (change,) = plan.changes
        assert (change.kind, change.sure) == ("changed", False)

    def test_another_question_is_not_proposed(self) -> None:
        plan = plan_import(kept(note(RECALL)), deck(note("What is the kernel trick?", "A map.")))
        assert kinds(plan) == [("new", None), ("gone", 1)]
        assert plan.proposals == ()

    def test_the_most_alike_win(self) -> None:
        before = kept(note(PRECISION, "TP + FP"), note(RECALL, "TP + FN"))
        plan = plan_import(
            before,
            deck(
                note(RECALL.replace("Which", "What"), "TP + FN"),
                note(PRECISION.replace("Which", "What"), "TP + FP"),
            ),
        )
        assert kinds(plan) == [("changed", 2), ("changed", 1)]

    def test_a_note_with_an_id_that_vanished_is_not_guessed_at(self) -> None:
        plan = plan_import(kept(note(RECALL, note_id="r")), deck(note(f"{RECALL} Say.")))
        assert kinds(plan) == [("new", None), ("gone", 1)]

    def test_a_proposal_can_be_declined(self) -> None:
        before = kept(note(RECALL))
        plan = plan_import(before, deck(note(f"{RECALL} Say.")))
        assert kinds(plan) == [("changed", 1)]
        declined = plan.declining([plan.changes[0].key])
        assert kinds(declined) == [("new", None), ("gone", 1)]
        assert declined.changes[1].was == content(RECALL)
        assert plan.declining([]) == plan
        after = imported(declined, before)
        assert kinds(plan_import(after, deck(note(f"{RECALL} Say.")))) == [("unchanged", 2)]

    def test_a_question_that_comes_back_edited_is_the_one_put_aside(self) -> None:
        before = kept(note(RECALL), note(DROPOUT))
        aside = imported(plan_import(before, deck(note(DROPOUT))), before)
        plan = plan_import(aside, deck(note(DROPOUT), note(f"{RECALL} Say.")))
        assert kinds(plan) == [("unchanged", 2), ("changed", 1)]
        assert plan.proposals == (plan.changes[1],)
        assert plan.changes[1].revived
        declined = plan.declining([plan.changes[1].key])
        assert kinds(declined) == [("unchanged", 2), ("new", None)]

    def test_what_vanishes_now_comes_before_what_was_put_aside(self) -> None:
        first = kept(note(f"{RECALL} Once."))
        second = imported(plan_import(first, deck()), first)
        both = imported(plan_import(second, deck(note(DROPOUT))), second)
        (other,) = [held for held in both.notes if not held.orphaned]
        live = replace(other, content=content(f"{RECALL} Twice."))
        before = replace(both, notes=(*(n for n in both.notes if n.orphaned), live))
        plan = plan_import(before, deck(note(f"{RECALL} Thrice.")))
        assert kinds(plan) == [("changed", live.id)]

    def test_a_changed_type_is_the_same_note(self) -> None:
        turned = ForeignNote("", replace(content(RECALL), type=CardType.REVERSED))
        plan = plan_import(kept(note(RECALL)), deck(turned))
        assert kinds(plan) == [("changed", 1)]
        assert plan.changes[0].likeness == 1.0

    def test_many_edited_questions_find_their_notes(self) -> None:
        words = ["alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"]
        questions = [
            f"What does {a} say of {b} in case {n} of the {a}{b} table?"
            for n, (a, b) in enumerate((a, b) for a in words for b in words)
        ]
        before = kept(*(note(q) for q in questions))
        plan = plan_import(
            before, deck(*(note(q.replace("say of", "tell about")) for q in questions))
        )
        assert [change.note_id for change in plan.changes] == list(range(1, 65))


class TestMoves:
    def test_a_note_moves_to_another_deck_with_its_id(self) -> None:
        source = kept(note(RECALL, note_id="r"), note(DROPOUT, note_id="x"), key="a")
        target = kept(note(PRECISION, note_id="p"), key="b", first=10)
        plans = plan_batch(
            [
                (source, deck(note(DROPOUT, note_id="x"), key="a")),
                (target, deck(note(PRECISION, note_id="p"), note(RECALL, note_id="r"), key="b")),
            ]
        )
        assert kinds(plans[0]) == [("unchanged", 2)]
        assert kinds(plans[1]) == [("unchanged", 10), ("moved", 1)]
        assert (plans[1].changed, plans[1].new) == (1, 0)

    def test_a_deck_that_is_split_keeps_every_note(self) -> None:
        whole = kept(note(RECALL, note_id="r"), note(DROPOUT, note_id="x"), key="a")
        plans = plan_batch(
            [
                (None, deck(note(RECALL, note_id="r"), key="b")),
                (whole, deck(note(DROPOUT, note_id="x"), key="a")),
            ]
        )
        assert [kinds(plan) for plan in plans] == [[("moved", 1)], [("unchanged", 2)]]

    def test_an_orphan_of_another_deck_is_taken_in_with_its_edits(self) -> None:
        orphan = ExistingNote(7, "r", "a", content(RECALL), 0, orphaned=True)
        (plan,) = plan_batch([(None, deck(note(RECALL, "New.", "r"), key="b"))], [orphan])
        assert kinds(plan) == [("moved", 7)]
        assert plan.changes[0].revived
        assert plan.changes[0].content == content(RECALL, "New.")

    def test_an_equal_id_of_another_card_is_a_coincidence(self) -> None:
        orphan = ExistingNote(7, "q1", "a", content(RECALL, "TP + FN"), 0, orphaned=True)
        other = note("What is the kernel trick?", "A dot product in another space.", "q1")
        (plan,) = plan_batch([(None, deck(other, key="b"))], [orphan])
        assert kinds(plan) == [("new", None)]

    def test_a_note_that_is_still_in_its_deck_does_not_move(self) -> None:
        source = kept(note(RECALL, note_id="r"), key="a")
        plans = plan_batch(
            [
                (source, deck(note(RECALL, note_id="r"), key="a")),
                (None, deck(note(RECALL, note_id="r"), key="b")),
            ]
        )
        assert [kinds(plan) for plan in plans] == [[("unchanged", 1)], [("new", None)]]

    def test_a_note_moves_to_one_place_only(self) -> None:
        source = kept(note(RECALL, note_id="r"), key="a")
        plans = plan_batch(
            [
                (source, deck(note(DROPOUT), key="a")),
                (None, deck(note(RECALL, note_id="r"), key="b")),
                (None, deck(note(RECALL, note_id="r"), note(RECALL, note_id="r"), key="c")),
            ]
        )
        assert [kinds(plan) for plan in plans[1:]] == [
            [("moved", 1)],
            [("new", None), ("new", None)],
        ]


def test_equal_keys_within_a_file_are_told_apart() -> None:
    notes = (
        note(RECALL),
        note(RECALL, "Other."),
        note(RECALL, "Third."),
        note(DROPOUT, "", "x"),
        note(DROPOUT, "y", "x"),
        note(PRECISION, "z", "x+1"),
    )
    plan = plan_import(None, deck(*notes))
    keys = [change.key for change in plan.changes]
    assert len(set(keys)) == 6
    again = plan_import(imported(plan, None), deck(*notes))
    assert kinds(again) == [("unchanged", n) for n in range(1, 7)]


QUESTIONS = [
    "What is bias?",
    "Define variance.",
    "Why regularise?",
    "Name a kernel.",
    "What does ROC plot?",
    "How does boosting learn?",
    "State Bayes' rule.",
    "When does PCA fail?",
]


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[int, str, str]]:
    """A version of the file: some questions in some order, each with an answer and maybe an id."""
    order = draw(st.permutations(range(len(QUESTIONS))))
    return [
        (
            number,
            draw(st.sampled_from(["One.", "Two.", "Three, longer, with a reason."])),
            draw(st.sampled_from(["", f"id-{number}", f"other-{number}"])),
        )
        for number in order
    ]


@given(st.lists(edits(), min_size=1, max_size=6))
def test_edited_answers_orders_and_ids_never_lose_a_note(
    versions: list[list[tuple[int, str, str]]],
) -> None:
    state = kept(*(note(question) for question in QUESTIONS))
    for version in versions:
        plan = plan_import(
            state, deck(*(note(QUESTIONS[n], answer, own_id) for n, answer, own_id in version))
        )
        assert [change.note_id for change in plan.changes] == [n + 1 for n, _, _ in version]
        assert all(change.likeness is None for change in plan.changes)
        state = imported(plan, state)


notes_of_few = st.lists(
    st.builds(
        note,
        st.sampled_from(["What is it?", "What is this?", "Why?", "Why not, then?"]),
        st.sampled_from(["", "Yes.", "No."]),
        st.sampled_from(["", "a", "b", "~x", "a+1"]),
    ),
    max_size=6,
)


@given(st.lists(notes_of_few, max_size=4))
def test_no_file_is_too_odd(versions: Sequence[Sequence[ForeignNote]]) -> None:
    state: ExistingDeck | None = None
    for version in versions:
        plan = plan_import(state, deck(*version))
        assert [c.position for c in plan.changes if c.kind != "gone"] == list(range(len(version)))
        assert plan.new + plan.changed + plan.unchanged == len(version)
        numbers = [change.note_id for change in plan.changes if change.note_id is not None]
        assert len(numbers) == len(set(numbers))
        state = imported(plan, state)
        again = plan_import(state, deck(*version))
        assert {change.kind for change in again.changes} <= {"unchanged"}
