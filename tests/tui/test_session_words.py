from datetime import UTC, date, datetime, timedelta

import pytest

from mlcards.collection.views import Answered, Undone
from mlcards.core.model import CardId, Rating, Review, ReviewId
from mlcards.tui.session_words import (
    flag_text,
    leech_text,
    next_due_text,
    undone_text,
    wait_text,
)
from support.factories import a_schedule

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def undone(kind: str, rating: Rating | None = None) -> Undone:
    return Undone(kind, CardId(1), NOW, "What is\n\x1b[31mrecall?", rating)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (undone("rating", Rating.HARD), "Hard taken back: "),
        (undone("bury"), "Bury taken back: "),
        (undone("suspend"), "Suspend taken back: "),
        (undone("flag"), "Flag taken back: "),
        (undone("edit"), "Edit taken back: "),
        (undone("rename"), "Rename taken back: "),
    ],
)
def test_an_undo_says_what_was_taken_back(what: Undone, said: str) -> None:
    text = undone_text(what, TODAY, TODAY)
    assert text.startswith(said)
    assert text.endswith("What is ␛[31mrecall?")


def test_an_undo_of_an_earlier_day_names_the_day() -> None:
    text = undone_text(undone("rating", Rating.GOOD), date(2026, 11, 20), TODAY)
    assert text.startswith("Good of 20 November taken back: ")


def test_a_leech_is_told_how_often_and_that_it_stays() -> None:
    after = a_schedule(lapses=8)
    review = Review(ReviewId("r"), CardId(1), Rating.AGAIN, NOW, TODAY, after)
    text = leech_text(Answered(review, 0, leech=True))
    assert "8 times" in text
    assert "leech" in text
    assert "not suspended" in text


def test_a_flag_names_the_key_that_takes_it_back() -> None:
    assert flag_text(2) == "Flag 2. u takes it back."
    assert "u brings it back" in flag_text(0)


@pytest.mark.parametrize(
    ("left", "text"),
    [(462.0, "7:42"), (0.2, "0:01"), (0, "0:00"), (-5, "0:00"), (59.001, "1:00")],
)
def test_a_wait_counts_down_to_nothing(left: float, text: str) -> None:
    assert wait_text(NOW + timedelta(seconds=left), NOW) == text


@pytest.mark.parametrize(
    ("after", "text"),
    [
        (timedelta(seconds=20), "in 1 minute"),
        (timedelta(minutes=12), "in 12 minutes"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(0), "now"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=3), "in 3 days, on 25 November"),
    ],
)
def test_the_next_card_is_told_as_far_away_as_it_is(after: timedelta, text: str) -> None:
    until = NOW + after
    assert next_due_text(until.date(), until, NOW, TODAY) == text
