"""What the scheduler promises, over random histories, and the numbers FSRS-6 is known by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import fsrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlcards.core.errors import ClockError
from mlcards.core.fuzz import fuzz_range
from mlcards.core.model import Memory, Phase, Rating, Review, Schedule
from mlcards.core.scheduling import (
    LONGEST_BALANCED,
    Scheduler,
    SchedulingOptions,
    due_instant,
    interval_of,
)
from support import strategies as some
from support.clock import A_SUNDAY
from support.factories import UTC_DAYS, a_schedule, a_scheduler, replay

AGAIN, HARD, GOOD, EASY = Rating
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
History = list[tuple[timedelta, Rating]]
Load = dict[int, int]


def on_days(load: Load, now: datetime) -> Mapping[date, int]:
    today = UTC_DAYS.study_day(now)
    return {today + days * DAY: cards for days, cards in load.items()}


def state(
    scheduler: Scheduler, history: History, start: datetime, gap: timedelta
) -> tuple[Schedule, datetime]:
    """The schedule a history leads to, and an instant some time after its end."""
    log = replay(scheduler, history, start)
    if not log:
        return Schedule(), start + gap
    return log[-1].after, log[-1].at + gap


# What holds after any history ----------------------------------------------------------------


@given(some.options(), some.histories, some.instants, some.gaps, some.day_loads)
def test_what_is_previewed_is_what_happens(
    options: SchedulingOptions, history: History, start: datetime, gap: timedelta, load: Load
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    days = on_days(load, now)
    preview = scheduler.preview(7, before, now, days)
    another = Scheduler(options, UTC_DAYS)
    assert list(preview) == list(Rating)
    for rating in Rating:
        assert another.answer(7, before, rating, now, dict(days)) == preview[rating]


@given(some.options(), some.histories, some.instants, some.gaps, some.day_loads, some.ratings)
def test_every_schedule_is_sound(
    options: SchedulingOptions,
    history: History,
    start: datetime,
    gap: timedelta,
    load: Load,
    rating: Rating,
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    after = scheduler.answer(7, before, rating, now, on_days(load, now))
    due = due_instant(after, UTC_DAYS)
    assert due is not None
    assert due > now
    assert (after.due_day is None) != (after.due_at is None)
    assert after.memory is not None
    assert 1 <= after.memory.difficulty <= 10
    assert after.memory.stability >= 0.001
    assert after.reps == before.reps + 1
    lapsed = before.phase is Phase.REVIEW and rating is AGAIN
    assert after.lapses == before.lapses + lapsed
    assert after.last_at == now
    assert after.last_day == UTC_DAYS.study_day(now)
    assert (after.step is None) == (after.phase is Phase.REVIEW)
    assert after.phase is not Phase.NEW
    if after.phase is Phase.REVIEW:
        assert after.due_day is not None
        assert DAY <= interval_of(after) <= options.maximum_interval * DAY


@given(some.options(), some.histories, some.instants, some.gaps)
def test_a_better_rating_never_leaves_a_weaker_memory(
    options: SchedulingOptions, history: History, start: datetime, gap: timedelta
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    memories = [after.memory for after in scheduler.preview(7, before, now).values()]
    for worse, better in pairwise(memories):
        assert worse is not None
        assert better is not None
        assert worse.stability <= better.stability
        assert worse.difficulty >= better.difficulty


@given(some.options(fuzz=False, waits=some.short_steps), some.histories, some.instants, some.gaps)
def test_a_better_rating_is_never_due_earlier(
    options: SchedulingOptions, history: History, start: datetime, gap: timedelta
) -> None:
    assume(list(options.learning_steps) == sorted(options.learning_steps))
    assume(list(options.relearning_steps) == sorted(options.relearning_steps))
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    waits = [interval_of(after) for after in scheduler.preview(7, before, now).values()]
    assert waits == sorted(waits)


@given(
    some.options(fuzz=True, waits=some.short_steps, longest=st.just(36500)),
    some.histories,
    some.instants,
    some.gaps,
    some.day_loads,
)
def test_in_review_no_two_passing_buttons_give_the_same_day(
    options: SchedulingOptions, history: History, start: datetime, gap: timedelta, load: Load
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    assume(before.phase is Phase.REVIEW)
    preview = scheduler.preview(7, before, now, on_days(load, now))
    again, hard, good, easy = (interval_of(preview[rating]) for rating in Rating)
    assert again <= hard < good < easy


@given(some.options(fuzz=True), some.histories, some.instants, some.gaps, some.day_loads)
def test_in_review_the_order_holds_up_to_the_longest_interval(
    options: SchedulingOptions, history: History, start: datetime, gap: timedelta, load: Load
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    before, now = state(scheduler, history, start, gap)
    assume(before.phase is Phase.REVIEW)
    preview = scheduler.preview(7, before, now, on_days(load, now))
    longest = options.maximum_interval * DAY
    for worse, better in ((HARD, GOOD), (GOOD, EASY)):
        one, other = interval_of(preview[worse]), interval_of(preview[better])
        assert one < other or one == other == longest


@given(some.options(), some.histories, some.instants, some.gaps, some.retentions, some.ratings)
def test_higher_desired_retention_is_never_due_later(
    options: SchedulingOptions,
    history: History,
    start: datetime,
    gap: timedelta,
    other: float,
    rating: Rating,
) -> None:
    low, high = sorted((options.desired_retention, other))
    schedulers = [
        a_scheduler(
            desired_retention=wanted,
            learning_steps=options.learning_steps,
            relearning_steps=options.relearning_steps,
            maximum_interval=options.maximum_interval,
            fuzz=False,
        )
        for wanted in (low, high)
    ]
    before, now = state(schedulers[0], history, start, gap)
    relaxed, strict = (one.answer(7, before, rating, now) for one in schedulers)
    assert interval_of(strict) <= interval_of(relaxed)
    assert strict.memory == relaxed.memory


@given(some.options(), some.histories, some.instants, some.retentions)
def test_memory_knows_nothing_of_the_desired_retention(
    options: SchedulingOptions, history: History, start: datetime, other: float
) -> None:
    """Asked at the same instants; due dates differ, what is remembered does not."""
    one = replay(Scheduler(options, UTC_DAYS), history, start)
    two = replay(
        a_scheduler(desired_retention=other, learning_steps=(), fuzz=False), history, start
    )
    assert [review.after.memory for review in one] == [review.after.memory for review in two]


@given(some.options(), some.histories, some.instants)
def test_folding_the_log_rebuilds_the_schedule(
    options: SchedulingOptions, history: History, start: datetime
) -> None:
    scheduler = Scheduler(options, UTC_DAYS)
    log = replay(scheduler, history, start)
    bare = [_as_the_database_has_it(review) for review in log]
    for count in range(len(log) + 1):
        expected = log[count - 1].after if count else Schedule()
        assert scheduler.fold(bare[:count]) == expected


def _as_the_database_has_it(review: Review) -> Review:
    """A row of the log keeps no counts: the fold counts."""
    return replace(review, after=replace(review.after, reps=0, lapses=0))


@given(some.histories, some.instants, st.sets(st.integers(0, 11)))
def test_undone_rows_do_not_count(history: History, start: datetime, undone: set[int]) -> None:
    scheduler = a_scheduler()
    kept = [item for n, item in enumerate(history) if n not in undone]
    log = replay(scheduler, history, start)
    marked = [replace(review, undone=n in undone) for n, review in enumerate(log)]
    folded = scheduler.fold(marked)
    assert folded.reps == len(kept)
    assert folded == scheduler.fold([review for review in marked if not review.undone])


@given(some.histories, some.instants)
def test_a_log_folds_the_same_on_a_machine_with_other_parameters(
    history: History, start: datetime
) -> None:
    """Memory follows the parameters of the one who folds; phase and due were decided then."""
    log = replay(a_scheduler(), history, start)
    other = a_scheduler(parameters=(0.3, 1.5, 3.0, 9.0, *a_scheduler().options.parameters[4:]))
    folded = other.fold(log)
    assert folded.reps == len(log)
    if log:
        assert (folded.phase, folded.due_day) == (log[-1].after.phase, log[-1].after.due_day)
        assert folded.memory != log[-1].after.memory


@given(some.parameters, some.histories, some.gaps)
def test_any_parameters_that_settings_allow_work(
    parameters: tuple[float, ...], history: History, gap: timedelta
) -> None:
    scheduler = a_scheduler(parameters=parameters)
    before, now = state(scheduler, history, A_SUNDAY, gap)
    for after in scheduler.preview(7, before, now).values():
        assert after.memory is not None
        assert 1 <= after.memory.difficulty <= 10
        assert 0.001 <= after.memory.stability < float("inf")
        due = due_instant(after, UTC_DAYS)
        assert due is not None
        assert due > now


# Fuzz and load --------------------------------------------------------------------------------


@given(some.histories, some.instants, some.gaps, st.integers(1, 10**9))
def test_fuzz_stays_in_the_range_of_the_library(
    history: History, start: datetime, gap: timedelta, card: int
) -> None:
    plain, fuzzed = a_scheduler(fuzz=False), a_scheduler(fuzz=True)
    before, now = state(plain, history, start, gap)
    given_ = fuzzed.preview(card, before, now)
    least = timedelta(0)
    for rating, exact in plain.preview(card, before, now).items():
        wait = interval_of(given_[rating])
        if exact.phase is Phase.REVIEW:
            low, high = fuzz_range(interval_of(exact).days, 36500)
            bounds = (low * DAY, high * DAY)
            # a day more than the button before it, where that would leave the range
            assert bounds[0] <= wait <= max(bounds[1], least + DAY)
            least = wait
        else:
            assert wait == interval_of(exact)


@given(some.histories, some.instants, some.gaps, some.day_loads)
def test_the_least_loaded_day_is_taken(
    history: History, start: datetime, gap: timedelta, load: Load
) -> None:
    plain, fuzzed = a_scheduler(fuzz=False), a_scheduler(fuzz=True)
    before, now = state(plain, history, start, gap)
    assume(before.phase is Phase.REVIEW)
    preview = fuzzed.preview(7, before, now, on_days(load, now))
    low, high = fuzz_range(interval_of(plain.answer(7, before, HARD, now)).days, 36500)
    assume(high <= LONGEST_BALANCED)
    hard = interval_of(preview[HARD]).days
    assert low <= hard <= high
    assert load.get(hard, 0) == min(load.get(days, 0) for days in range(low, high + 1))


def test_long_intervals_do_not_look_at_the_load() -> None:
    before = a_schedule(memory=Memory(400.0, 5.0))
    scheduler = a_scheduler()

    class Untouchable(dict[date, int]):
        def get(self, *_args: object) -> int:
            raise AssertionError("asked for the load of a day years ahead")

    free = scheduler.answer(1, before, GOOD, A_SUNDAY)
    assert interval_of(free).days > LONGEST_BALANCED + 30
    assert scheduler.answer(1, before, GOOD, A_SUNDAY, Untouchable()) == free


def test_cards_learned_together_are_spread() -> None:
    scheduler = a_scheduler()
    before = a_schedule(memory=Memory(30.0, 5.0))
    days = {scheduler.answer(card, before, GOOD, A_SUNDAY).due_day for card in range(60)}
    assert len(days) > 5


def test_fuzz_of_a_card_changes_with_its_repetition_only() -> None:
    scheduler = a_scheduler()
    waits = {
        interval_of(scheduler.answer(1, a_schedule(reps=reps), GOOD, A_SUNDAY)).days
        for reps in range(3, 30)
    }
    assert len(waits) > 2
    again = scheduler.answer(1, a_schedule(reps=3), GOOD, A_SUNDAY + timedelta(hours=9))
    assert again.due_day == scheduler.answer(1, a_schedule(reps=3), GOOD, A_SUNDAY).due_day


def test_without_fuzz_every_button_gives_the_library_s_own_interval() -> None:
    """Also where two buttons come out equal."""
    scheduler = a_scheduler(fuzz=False, desired_retention=0.97)
    before = a_schedule(memory=Memory(1.0, 9.0), last_day=date(2026, 11, 21))
    library = fsrs.Scheduler(enable_fuzzing=False, desired_retention=0.97)
    card = fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=1.0,
        difficulty=9.0,
        due=A_SUNDAY,
        last_review=A_SUNDAY - DAY,
    )
    for rating in (HARD, GOOD, EASY):
        theirs, _log = library.review_card(card, fsrs.Rating(int(rating)), A_SUNDAY)
        ours = scheduler.answer(1, before, rating, A_SUNDAY)
        assert interval_of(ours) == theirs.due - A_SUNDAY


# Steps and limits -----------------------------------------------------------------------------


def test_the_steps_of_a_new_card() -> None:
    preview = a_scheduler(fuzz=False).preview(1, Schedule(), A_SUNDAY)
    assert interval_of(preview[AGAIN]) == 1 * MINUTE
    assert interval_of(preview[HARD]) == 5.5 * MINUTE
    assert interval_of(preview[GOOD]) == 10 * MINUTE
    assert interval_of(preview[EASY]) == 8 * DAY
    assert [preview[rating].step for rating in Rating] == [0, 0, 1, None]
    assert preview[GOOD].due_at == A_SUNDAY + 10 * MINUTE
    assert preview[EASY].due_day == date(2026, 11, 30)


def test_without_learning_steps_a_new_card_goes_straight_to_review() -> None:
    for after in a_scheduler(learning_steps=()).preview(1, Schedule(), A_SUNDAY).values():
        assert after.phase is Phase.REVIEW
        assert after.due_day is not None


def test_without_relearning_steps_a_lapse_stays_in_review() -> None:
    after = a_scheduler(relearning_steps=()).answer(1, a_schedule(), AGAIN, A_SUNDAY)
    assert (after.phase, after.step, after.lapses) == (Phase.REVIEW, None, 1)
    assert after.due_day is not None
    assert after.due_day > date(2026, 11, 22)


def test_a_lapse_goes_through_relearning() -> None:
    scheduler = a_scheduler()
    lapsed = scheduler.answer(1, a_schedule(), AGAIN, A_SUNDAY)
    assert (lapsed.phase, lapsed.step, lapsed.lapses) == (Phase.RELEARNING, 0, 1)
    assert lapsed.due_at == A_SUNDAY + 10 * MINUTE
    back = scheduler.answer(1, lapsed, GOOD, A_SUNDAY + 10 * MINUTE)
    assert (back.phase, back.lapses) == (Phase.REVIEW, 1)
    assert scheduler.answer(1, lapsed, AGAIN, A_SUNDAY + MINUTE).lapses == 1


def test_steps_of_days_are_due_from_the_start_of_a_study_day() -> None:
    scheduler = a_scheduler(learning_steps=(DAY, 3 * DAY))
    after = scheduler.answer(1, Schedule(), GOOD, A_SUNDAY)
    assert (after.phase, after.due_day, after.due_at) == (
        Phase.LEARNING,
        date(2026, 11, 25),
        None,
    )
    evening = datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert scheduler.answer(1, Schedule(), AGAIN, evening).due_day == date(2026, 11, 23)


def test_fewer_steps_than_the_card_s_own_let_it_graduate() -> None:
    learning = a_schedule(phase=Phase.LEARNING, step=4, due_day=None, due_at=A_SUNDAY)
    for scheduler in (a_scheduler(), a_scheduler(learning_steps=())):
        assert scheduler.answer(1, learning, GOOD, A_SUNDAY).phase is Phase.REVIEW


@pytest.mark.parametrize("longest", [1, 2, 3, 30])
def test_no_interval_is_longer_than_the_maximum(longest: int) -> None:
    scheduler = a_scheduler(maximum_interval=longest)
    before = a_schedule(memory=Memory(4000.0, 2.0))
    for card in range(30):
        for rating in (HARD, GOOD, EASY):
            assert interval_of(scheduler.answer(card, before, rating, A_SUNDAY)) <= longest * DAY


def test_the_end_of_the_calendar_is_no_error() -> None:
    now = datetime(9998, 6, 1, tzinfo=UTC)
    before = a_schedule(
        memory=Memory(30000.0, 1.0), last_at=now - 30 * DAY, last_day=(now - 30 * DAY).date()
    )
    after = a_scheduler(desired_retention=0.7).answer(1, before, EASY, now)
    assert after.due_day is not None
    assert due_instant(after, UTC_DAYS) is not None


# The clock ------------------------------------------------------------------------------------


@given(some.ratings, st.timedeltas(timedelta(0), DAY))
def test_a_clock_a_bit_back_counts_as_just_after_the_last_rating(
    rating: Rating, back: timedelta
) -> None:
    last = datetime(2026, 11, 22, 10, tzinfo=UTC)
    before = a_schedule(last_at=last, last_day=date(2026, 11, 22))
    after = a_scheduler().answer(1, before, rating, last - back)
    assert after.last_at is not None
    assert last < after.last_at <= last + timedelta(milliseconds=1)
    assert after.last_day == date(2026, 11, 22)
    due = due_instant(after, UTC_DAYS)
    assert due is not None
    assert due > last


@pytest.mark.parametrize("away", [-30 * DAY, -DAY - MINUTE, 29_221 * DAY, 36500 * DAY])
def test_a_clock_far_off_is_refused_with_a_sentence(away: timedelta) -> None:
    before = a_schedule()
    assert before.last_at is not None
    with pytest.raises(ClockError, match="Your clock says") as caught:
        a_scheduler().preview(1, before, before.last_at + away)
    assert caught.value.hint is not None


def test_a_study_day_before_the_last_one_counts_as_that() -> None:
    """After a flight west, or with the rollover moved, today may lie before the last rating's."""
    before = a_schedule(last_day=date(2026, 11, 23), last_at=A_SUNDAY - timedelta(hours=1))
    after = a_scheduler(fuzz=False).answer(1, before, GOOD, A_SUNDAY)
    assert after.last_day == date(2026, 11, 23)
    assert after.due_day == date(2026, 11, 23) + interval_of(after)


def test_the_load_is_looked_up_on_the_days_that_are_chosen_from() -> None:
    """Also when the card's last study day lies ahead of the clock's."""
    before = a_schedule(last_day=date(2026, 11, 23), last_at=A_SUNDAY - timedelta(hours=1))
    plain = a_scheduler(fuzz=False).answer(1, before, HARD, A_SUNDAY)
    assert plain.due_day is not None
    low, high = fuzz_range(interval_of(plain).days, 36500)
    assert low < high
    for free in range(low, high + 1):
        day = date(2026, 11, 23) + free * DAY
        load = {date(2026, 11, 20) + n * DAY: 9 for n in range(60)} | {day: 0}
        assert a_scheduler().answer(1, before, HARD, A_SUNDAY, load).due_day == day


# Numbers published with FSRS-6, through our scheduler with fuzz off ----------------------------


def test_interval_history() -> None:
    """py-fsrs `test_review_card`, ts-fsrs `ivl_history`: each review at the previous due."""
    ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3]
    scheduler = a_scheduler(fuzz=False)
    now, schedule = datetime(2022, 11, 29, 12, 30, tzinfo=UTC), Schedule()
    waits = []
    for rating in ratings:
        schedule = scheduler.answer(1, schedule, Rating(rating), now)
        waits.append(interval_of(schedule).days)
        due = due_instant(schedule, UTC_DAYS)
        assert due is not None
        now = max(now, due)
    assert waits == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


LONG_TERM = (*a_scheduler().options.parameters[:17], 0.0, 0.0, 0.0, 0.1542)


@pytest.mark.parametrize(
    ("parameters", "stability"),
    [(a_scheduler().options.parameters, 53.62691), (LONG_TERM, 53.335106)],
)
def test_memory_after_a_history(parameters: tuple[float, ...], stability: float) -> None:
    """py-fsrs `test_memo_state`, ts-fsrs long-term, fsrs-rs `test_memory_state`."""
    history = [(0, 1), (0, 3), (1, 3), (3, 3), (8, 3), (21, 3)]
    scheduler = a_scheduler(parameters=parameters, fuzz=False)
    log = replay(scheduler, [(days * DAY, Rating(rating)) for days, rating in history], A_SUNDAY)
    memory = log[-1].after.memory
    assert memory is not None
    assert memory.stability == pytest.approx(stability, abs=1e-4)
    assert memory.difficulty == pytest.approx(6.3574867, abs=1e-4)


@pytest.mark.parametrize(
    ("rating", "stability", "difficulty", "days"),
    [
        (AGAIN, 0.212, 6.4133, 0),
        (HARD, 1.2931, 5.11217071, 0),
        (GOOD, 2.3065, 2.11810397, 0),
        (EASY, 8.2956, 1.0, 8),
    ],
)
def test_first_repeat(rating: Rating, stability: float, difficulty: float, days: int) -> None:
    """ts-fsrs `first repeat`."""
    after = a_scheduler(fuzz=False).answer(1, Schedule(), rating, A_SUNDAY)
    assert after.memory is not None
    assert after.memory.stability == pytest.approx(stability, abs=1e-8)
    assert after.memory.difficulty == pytest.approx(difficulty, abs=1e-8)
    assert interval_of(after).days == days


@pytest.mark.parametrize(("retention", "days"), [(0.7, 9), (0.8, 3), (0.9, 1)])
def test_interval_by_desired_retention(retention: float, days: int) -> None:
    """fsrs-rs `test_next_interval`: a stability of one day."""
    published = a_scheduler().options.parameters
    scheduler = a_scheduler(
        parameters=(*published[:2], 1.0, *published[3:]),
        desired_retention=retention,
        learning_steps=(),
        fuzz=False,
    )
    after = scheduler.answer(1, Schedule(), GOOD, A_SUNDAY)
    assert after.memory is not None
    assert after.memory.stability == 1.0
    assert interval_of(after).days == days


@pytest.mark.parametrize(("days", "recall"), [(0, 1.0), (1, 0.9), (2, 0.84028935), (3, 0.7985001)])
def test_recall_with_a_decay_of_a_fifth(days: int, recall: float) -> None:
    """fsrs-rs `test_current_retrievability`."""
    scheduler = a_scheduler(parameters=(*a_scheduler().options.parameters[:20], 0.2))
    assert scheduler.retrievability_after(1.0, days) == pytest.approx(recall, abs=1e-6)


@pytest.mark.parametrize(
    ("days", "stability", "recall"),
    [
        (0, 1, 1.0),
        (1, 2, 0.9403443),
        (2, 3, 0.9253786),
        (3, 4, 0.9185229),
        (4, 4, 0.9),
        (5, 2, 0.8261359),
    ],
)
def test_the_forgetting_curve(days: int, stability: float, recall: float) -> None:
    """fsrs-rs `test_power_forgetting_curve`."""
    after = a_schedule(memory=Memory(stability, 5.0))
    assert after.last_day is not None
    found = a_scheduler().retrievability(after, after.last_day + days * DAY)
    assert found == pytest.approx(recall, abs=1e-6)


@given(st.floats(0.001, 36500), st.integers(0, 36500))
def test_recall_is_the_library_s(stability: float, days: int) -> None:
    library = fsrs.Scheduler()
    card = fsrs.Card(
        card_id=1,
        state=fsrs.State.Review,
        stability=stability,
        difficulty=5.0,
        due=A_SUNDAY,
        last_review=A_SUNDAY,
    )
    theirs = library.get_card_retrievability(card, A_SUNDAY + days * DAY)
    assert a_scheduler().retrievability_after(stability, days) == pytest.approx(theirs)


def test_recall_of_a_card_never_rated_is_unknown() -> None:
    assert a_scheduler().retrievability(Schedule(), date(2026, 11, 22)) is None


def test_recall_on_a_day_before_the_last_rating_is_certain() -> None:
    assert a_scheduler().retrievability(a_schedule(), date(2026, 11, 1)) == 1.0


@given(some.histories, some.instants, some.gaps, some.ratings)
def test_memory_is_the_library_s_when_days_are_counted_alike(
    history: History, start: datetime, gap: timedelta, rating: Rating
) -> None:
    """The library is handed midnights; all it makes of them must reach the schedule."""
    scheduler = a_scheduler(fuzz=False)
    library = fsrs.Scheduler(enable_fuzzing=False)
    card = fsrs.Card(card_id=1, due=start)
    for review in replay(scheduler, [*history, (gap, rating)], start):
        midnight = datetime.combine(review.day, datetime.min.time(), UTC)
        card, _log = library.review_card(card, fsrs.Rating(int(review.rating or 0)), midnight)
        assert review.after.memory == Memory(card.stability or 0, card.difficulty or 0)
        assert review.after.step == card.step
        assert review.after.phase.name == card.state.name.upper()
        wait = card.due - midnight
        assert interval_of(review.after) == (wait if wait < DAY else wait.days * DAY)
