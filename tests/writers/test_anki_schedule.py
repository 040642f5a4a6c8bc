"""What mlcards knows of a card in Anki's numbers, where reading it again would not tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.days import DayRule
from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.model import Memory, Phase, Rating
from mlcards.core.sm2 import memory_from_sm2
from mlcards.writers.anki_schedule import calendar_for, card_state, factor_of, review_rows

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = calendar_for((), DayRule(zone=UTC), NOW)
REVIEWED = ForeignProgress(
    "main",
    phase=Phase.REVIEW,
    due_day=date(2026, 11, 25),
    interval=8,
    reps=3,
    memory=Memory(8.0, 5.0),
)


def rated(*steps: tuple[Rating, Phase]) -> ForeignProgress:
    """A card with its whole log."""
    log = tuple(
        ForeignReview(NOW - (len(steps) - at) * DAY, rating, phase, 2 * DAY)
        for at, (rating, phase) in enumerate(steps)
    )
    return replace(REVIEWED, reviews=log, whole=True)


@given(st.floats(1, 10), st.floats(1, 10))
def test_the_harder_the_card_the_lower_its_ease(one: float, other: float) -> None:
    low, high = sorted((one, other))
    easier, harder = (
        factor_of(replace(REVIEWED, memory=Memory(8.0, difficulty))) for difficulty in (low, high)
    )
    assert 1300 <= harder <= easier <= 2700


@given(st.integers(1300, 3000), st.integers(1, 400))
def test_an_ease_that_became_a_memory_comes_back(factor: int, interval: int) -> None:
    memory = memory_from_sm2(factor / 1000, interval)
    progress = replace(REVIEWED, memory=memory, estimated=True, interval=interval)
    if 1 < memory.difficulty < 10:
        assert factor_of(progress) == factor
    assert memory_from_sm2(factor_of(progress) / 1000, interval).difficulty == pytest.approx(
        memory.difficulty, abs=0.01
    )


def test_a_whole_log_gives_the_ease_of_sm_2() -> None:
    learnt = ((Rating.GOOD, Phase.LEARNING), (Rating.GOOD, Phase.REVIEW))
    assert factor_of(rated(*learnt)) == 2500
    assert factor_of(rated(*learnt, (Rating.EASY, Phase.REVIEW))) == 2650
    assert factor_of(rated(*learnt, (Rating.AGAIN, Phase.RELEARNING))) == 2300
    relearnt = ((Rating.AGAIN, Phase.RELEARNING), (Rating.AGAIN, Phase.RELEARNING))
    assert factor_of(rated(*learnt, *relearnt)) == 2300
    assert factor_of(rated(*learnt, *[(Rating.HARD, Phase.REVIEW)] * 20)) == 1300


def test_a_card_in_learning_has_no_ease_and_steps_left() -> None:
    log = (ForeignReview(NOW, Rating.AGAIN, Phase.LEARNING, timedelta(minutes=1), step=0),)
    learning = ForeignProgress("main", phase=Phase.LEARNING, due_at=NOW, reviews=log, whole=True)
    state = card_state(learning, 1, CALENDAR, 0.9)
    assert (state.factor, state.left % 1000, state.queue) == (0, 2, 1)


def test_a_learning_step_of_days_waits_in_the_queue_of_days() -> None:
    learning = ForeignProgress("main", phase=Phase.LEARNING, due_day=date(2026, 11, 24))
    state = card_state(learning, 1, CALENDAR, 0.9)
    assert (state.kind, state.queue, state.due) == (1, 3, 2)


def test_state_that_came_without_ratings_is_a_manual_row() -> None:
    log = (
        ForeignReview(
            NOW - 3 * DAY, None, Phase.REVIEW, 9 * DAY, kind="imported", memory=Memory(9.0, 5.0)
        ),
        ForeignReview(NOW - DAY, Rating.GOOD, Phase.REVIEW, 20 * DAY),
        ForeignReview(NOW, Rating.AGAIN, Phase.REVIEW, DAY, kind="cram"),
    )
    rows = list(review_rows(replace(REVIEWED, reviews=log)))
    assert [(row.kind, row.ease, row.interval, row.last_interval) for row in rows] == [
        (4, 0, 9, 0),
        (1, 3, 20, 9),
        (3, 1, 1, 20),
    ]
    assert rows[0].factor
    assert not rows[2].factor


@pytest.mark.parametrize("hour", [0, 4, 23])
def test_days_are_counted_from_the_earliest_due_one(hour: int) -> None:
    days = DayRule(datetime(2000, 1, 1, hour, tzinfo=UTC).time(), UTC)
    early = replace(REVIEWED, due_day=date(2025, 1, 1))
    calendar = calendar_for((REVIEWED, early), days, NOW)
    assert calendar.number(date(2025, 1, 1)) == 0
    assert datetime.fromtimestamp(calendar.created, UTC) == datetime(2025, 1, 1, hour, tzinfo=UTC)


def test_a_card_that_is_relearned_has_a_day_to_go_on_with() -> None:
    """With none Anki shows no interval for Good, and asks the card again the same day."""
    relearned = replace(
        REVIEWED, phase=Phase.RELEARNING, due_day=None, due_at=NOW, interval=0, lapses=1
    )
    assert card_state(relearned, 1, CALENDAR, 0.9).interval == 1
