"""Three-way merge of a note: nothing either side wrote is lost silently."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.merging import FIELDS, changed_fields, merge
from mlcards.core.model import CardType, NoteContent
from support.strategies import contents

BASE = NoteContent(CardType.BASIC, "What is recall?", "TP / (TP + FN)", hint="Of what is real.")


def test_each_side_changes_its_own_field() -> None:
    mine = replace(BASE, answer="TP over all real positives")
    theirs = replace(BASE, hint="")
    merged = merge(BASE, mine, theirs)
    assert merged.content == replace(mine, hint="")
    assert merged.conflicts == ()


def test_what_both_changed_stays_mine_and_is_named() -> None:
    mine = replace(BASE, answer="mine", hint="mine too")
    theirs = replace(BASE, answer="theirs")
    merged = merge(BASE, mine, theirs)
    assert merged.content == mine
    assert merged.conflicts == ("answer",)


def test_the_same_edit_on_both_sides_is_no_conflict() -> None:
    edited = replace(BASE, answer="the same")
    assert merge(BASE, replace(edited, hint="x"), edited).conflicts == ()


def test_another_type_of_card_is_taken_whole_or_not_at_all() -> None:
    mine = replace(BASE, answer="mine")
    theirs = NoteContent(CardType.CLOZE, "Recall is {{c1::TP / (TP + FN)}}")
    merged = merge(BASE, mine, theirs)
    assert merged.content == mine
    assert set(merged.conflicts) == {"type", "question", "answer", "hint"}


@given(contents, contents)
def test_one_sided_changes_win(base: NoteContent, other: NoteContent) -> None:
    assert merge(base, other, base).content == other
    assert merge(base, base, other).content == other
    assert merge(base, other, other).content == other
    assert merge(base, other, other).conflicts == ()


@given(contents, contents, contents)
def test_every_field_is_somebodys_and_conflicts_are_all_named(
    base: NoteContent, mine: NoteContent, theirs: NoteContent
) -> None:
    merged = merge(base, mine, theirs)
    for name in FIELDS:
        was, my, their = (getattr(content, name) for content in (base, mine, theirs))
        now = getattr(merged.content, name)
        if name in merged.conflicts:
            assert now == my
        elif mine.type is theirs.type:
            assert now == (their if my == was else my)
            assert my == was or their in (was, my)


@given(st.data())
def test_merging_again_with_the_authors_new_text_changes_nothing(data: st.DataObject) -> None:
    base, mine, theirs = (data.draw(contents) for _side in range(3))
    merged = merge(base, mine, theirs).content
    assert merge(theirs, merged, theirs).content == merged


def test_changed_fields_are_named_in_order() -> None:
    assert changed_fields(BASE, replace(BASE, hint="", answer="")) == ("answer", "hint")
