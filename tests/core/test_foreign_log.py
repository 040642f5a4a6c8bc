"""Progress from elsewhere becomes rows of the log, once, and puts the card where it was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.foreign_log import SAME_MOMENT, Joined, join, row_id
from mlcards.core.model import CardId, Memory, Phase, Rating, Review, Schedule
from support.factories import UTC_DAYS, a_scheduler
from support.strategies import ratings

CARD = CardId(7)
START = datetime(2024, 3, 1, 10, tzinfo=UTC)
NOW = datetime(2030, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def rated(
    days: float, rating: Rating, wait: timedelta, phase: Phase = Phase.REVIEW
) -> ForeignReview:
    return ForeignReview(START + timedelta(days=days), rating, phase, wait, 4000)


def joined(progress: ForeignProgress, log: tuple[Review, ...] = ()) -> Joined:
    return join(progress, log, CARD, a_scheduler(), "note\0main", NOW)


def rows(found: Joined) -> tuple[Review, ...]:
    return tuple(row.review for row in found.rows)


WHOLE = ForeignProgress(
    "main",
    phase=Phase.REVIEW,
    due_day=date(2024, 3, 14),
    interval=9,
    reps=3,
    memory=Memory(9.0, 5.0),
    reviews=(
        rated(0, Rating.GOOD, timedelta(minutes=10), Phase.LEARNING),
        rated(0.01, Rating.GOOD, 3 * DAY),
        rated(4, Rating.GOOD, 9 * DAY),
    ),
    whole=True,
)


def test_a_whole_log_is_folded_by_our_own_parameters() -> None:
    found = joined(WHOLE)
    assert [row.review.kind for row in found.rows] == ["rating"] * 3
    assert [row.phase_before for row in found.rows] == [Phase.NEW, Phase.LEARNING, Phase.REVIEW]
    assert found.schedule.due_day == WHOLE.due_day
    assert found.schedule.reps == 3
    assert found.schedule.memory != WHOLE.memory
    scheduler = a_scheduler()
    memory = Schedule()
    for review in rows(found):
        memory = scheduler.after_row(memory, review)
    assert found.schedule == memory


def test_a_part_of_a_log_gives_way_to_the_other_programs_memory() -> None:
    found = joined(replace(WHOLE, whole=False, reps=12, lapses=2))
    assert rows(found)[-1].kind == "imported"
    assert found.schedule.memory == WHOLE.memory
    assert (found.schedule.reps, found.schedule.lapses) == (12, 2)
    assert found.schedule.due_day == WHOLE.due_day


def test_without_any_log_the_last_rating_is_guessed_from_the_interval() -> None:
    found = joined(replace(WHOLE, whole=False, reviews=()))
    assert found.schedule.last_day == date(2024, 3, 5)
    assert found.schedule.due_day == WHOLE.due_day


def test_a_card_that_lies_on_another_day_is_put_there() -> None:
    found = joined(replace(WHOLE, due_day=date(2024, 5, 1)))
    assert [review.kind for review in rows(found)][-1] == "set-due"
    assert found.schedule.due_day == date(2024, 5, 1)
    assert found.schedule.reps == 3


def test_a_card_that_was_made_new_is_new_with_its_history() -> None:
    found = joined(ForeignProgress("main", phase=Phase.NEW, reviews=WHOLE.reviews))
    assert rows(found)[-1].kind == "forget"
    assert found.schedule == Schedule()
    assert len(found.rows) == 4


def test_a_cram_and_a_row_that_sets_a_day_change_no_memory() -> None:
    extra = (
        ForeignReview(START + 5 * DAY, Rating.AGAIN, Phase.REVIEW, 9 * DAY, None, "cram"),
        ForeignReview(START + 6 * DAY, None, Phase.REVIEW, 20 * DAY, None, "set-due"),
    )
    progress = replace(WHOLE, reviews=(*WHOLE.reviews, *extra), due_day=date(2024, 3, 27))
    found = joined(progress)
    assert found.schedule.memory == joined(WHOLE).schedule.memory
    assert found.schedule.due_day == date(2024, 3, 27)
    assert found.schedule.reps == 3


def test_a_rating_here_after_the_import_stands() -> None:
    first = joined(WHOLE)
    scheduler = a_scheduler()
    now = datetime(2024, 3, 14, 9, tzinfo=UTC)
    after = scheduler.answer(CARD, first.schedule, Rating.GOOD, now)
    mine = Review(row_id(now, "mine"), CARD, Rating.GOOD, now, UTC_DAYS.study_day(now), after)
    again = joined(WHOLE, (*rows(first), mine))
    assert again.rows == ()
    later = replace(
        WHOLE, reviews=(*WHOLE.reviews, rated(8, Rating.HARD, 11 * DAY)), due_day=date(2024, 3, 20)
    )
    merged = joined(later, (*rows(first), mine))
    assert [row.review.rating for row in merged.rows] == [Rating.HARD]
    assert merged.schedule.due_day == after.due_day
    assert merged.schedule.reps == 5


@st.composite
def progresses(draw: st.DrawFn) -> ForeignProgress:
    """What another program may know of a card, sensible or not."""
    at = START
    log: list[ForeignReview] = []
    for _row in range(draw(st.integers(0, 8))):
        at += draw(st.timedeltas(timedelta(seconds=10), timedelta(days=200)))
        kind = draw(st.sampled_from(["rating"] * 6 + ["cram", "forget", "set-due"]))
        phase = draw(st.sampled_from([Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING]))
        wait = draw(st.one_of(st.timedeltas(timedelta(0), DAY), st.integers(1, 400).map(_days)))
        rating = draw(ratings) if kind in {"rating", "cram"} else None
        log.append(
            ForeignReview(at, rating, Phase.NEW if kind == "forget" else phase, wait, kind=kind)
        )
    phase = draw(st.sampled_from(Phase))
    is_new = phase is Phase.NEW
    on_day = draw(st.booleans())
    memories = st.builds(Memory, st.floats(0.01, 3000), st.floats(1, 10))
    return ForeignProgress(
        "main",
        phase=phase,
        due_day=None
        if is_new or not on_day
        else draw(st.dates(date(2024, 3, 2), date(2030, 1, 1))),
        due_at=None if is_new or on_day else at + draw(st.timedeltas(timedelta(0), DAY)),
        interval=0 if is_new else draw(st.integers(0, 500)),
        reps=draw(st.integers(0, 50)),
        lapses=draw(st.integers(0, 5)),
        memory=None if is_new else draw(st.one_of(st.none(), memories)),
        last_at=at if draw(st.booleans()) and log else None,
        reviews=tuple(log),
        whole=bool(log) and draw(st.booleans()),
    )


def _days(number: int) -> timedelta:
    return timedelta(days=number)


@given(progresses())
def test_the_schedule_is_the_fold_of_the_log(progress: ForeignProgress) -> None:
    found = joined(progress)
    assert a_scheduler().fold(rows(found)) == found.schedule
    assert list(rows(found)) == sorted(rows(found), key=lambda review: review.at)


@given(progresses())
def test_the_same_again_adds_nothing(progress: ForeignProgress) -> None:
    found = joined(progress)
    again = joined(progress, rows(found))
    assert again.rows == ()
    assert again.schedule == found.schedule


@given(progresses())
def test_the_card_is_due_when_the_other_program_has_it_due(progress: ForeignProgress) -> None:
    found = joined(progress)
    if progress.phase is Phase.NEW or found.schedule.memory is None or not found.rows:
        return
    schedule = found.schedule
    if schedule.due_at is None or progress.due_at is None:
        assert (schedule.due_day, schedule.due_at) == (progress.due_day, progress.due_at)
    else:
        assert abs(schedule.due_at - progress.due_at) < SAME_MOMENT


def test_a_program_that_counts_seconds_moves_no_card_that_is_being_learnt() -> None:
    at = START + timedelta(milliseconds=417)
    learning = ForeignReview(at, Rating.GOOD, Phase.LEARNING, timedelta(minutes=10))
    due = (at + timedelta(minutes=10)).replace(microsecond=0)
    progress = ForeignProgress(
        "main", phase=Phase.LEARNING, due_at=due, reviews=(learning,), whole=True
    )
    assert [review.kind for review in rows(joined(progress))] == ["rating"]
    moved = replace(progress, due_at=due + timedelta(minutes=1))
    assert [review.kind for review in rows(joined(moved))] == ["rating", "set-due"]


@given(progresses(), st.integers(0, 8))
def test_a_log_in_two_parts_is_the_log_at_once(progress: ForeignProgress, cut: int) -> None:
    """Somebody imports, goes on with the other program, and imports again."""
    progress = replace(progress, whole=True)
    early = replace(progress, reviews=progress.reviews[:cut])
    part = joined(early)
    both = joined(progress, rows(part))
    ratings_of = [row for row in (*rows(part), *rows(both)) if row.kind == "rating"]
    assert len(ratings_of) == sum(row.kind == "rating" for row in progress.reviews)


@given(progresses())
def test_any_card_can_be_rated_next(progress: ForeignProgress) -> None:
    found = joined(progress)
    now = max(NOW, (found.schedule.last_at or NOW) + timedelta(minutes=1))
    for after in a_scheduler().preview(CARD, found.schedule, now).values():
        assert after.memory is not None


def test_ids_are_the_same_on_every_machine_and_are_uuids_of_version_7() -> None:
    from uuid import UUID

    one = row_id(START, "a")
    assert one == row_id(START, "a") != row_id(START, "b")
    assert UUID(one).version == 7
    assert int(UUID(one)) >> 80 == int(START.timestamp() * 1000)
    assert row_id(START, "z") < row_id(START + timedelta(milliseconds=1), "a")
