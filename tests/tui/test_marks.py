"""What keys make of the marks on a card."""

from dataclasses import replace

from mlcards.core.model import FollowUp, KeyPoint
from mlcards.tui.marks import NO_MARKS, Marks
from support.cards import FULL, a_view
from support.factories import a_content

FLIPPED = Marks(flipped=True, marked=0)


def test_a_tick_marks_the_next_point_and_the_last_one_stays_marked() -> None:
    ticked = FLIPPED.with_point(0, 2)
    assert ticked.said == {0}
    assert ticked.marked == 1
    last = ticked.with_point(1, 2)
    assert last.said == {0, 1}
    assert last.marked == 1


def test_a_tick_that_is_taken_away_leaves_its_point_marked() -> None:
    marks = FLIPPED.with_point(0, 3).with_point(0, 3)
    assert marks == FLIPPED


def test_all_points_are_ticked_or_none() -> None:
    every = FLIPPED.with_point(1, 3).with_all_points(3)
    assert every.said == {0, 1, 2}
    assert every.with_all_points(3).said == frozenset()


def test_follow_ups_open_one_after_the_other() -> None:
    assert NO_MARKS.next_follow_up(0) is None
    assert NO_MARKS.next_follow_up(2) == 0
    marks = NO_MARKS.with_follow_up(1)
    assert marks.next_follow_up(2) == 0
    assert marks.with_follow_up(0).next_follow_up(2) is None
    assert marks.with_follow_up(1) == NO_MARKS


def test_the_flip_marks_the_first_point_only_where_there_is_one() -> None:
    assert NO_MARKS.flip(a_view(FULL)) == FLIPPED
    assert NO_MARKS.flip(a_view(a_content("Q?"))).marked is None


def test_the_flip_compares_what_was_typed_with_what_is_expected() -> None:
    card = a_view(a_content("Q?", answer="one two"))
    compared = NO_MARKS.flip(card, "one").compared
    assert compared is not None
    assert compared.matched == 0.5
    assert NO_MARKS.flip(card).compared is None


def test_after_an_edit_only_marks_that_still_mean_something_are_left() -> None:
    short = replace(
        a_content("Q?", answer="one"), key_points=(KeyPoint("a"),), follow_ups=(FollowUp("b", "c"),)
    )
    before = Marks(
        flipped=True, said=frozenset({0, 2}), marked=2, opened=frozenset({0, 1}), typed="one"
    )
    after = before.after_edit(a_view(short))
    assert after.said == {0}
    assert after.marked == 0
    assert after.opened == {0}
    assert after.compared is not None
    assert after.compared.matched == 1
    assert before.after_edit(a_view(a_content("Q?"))).marked is None
