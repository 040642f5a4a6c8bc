from datetime import timedelta

import fsrs
import fsrs.scheduler
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.fuzz import choose, fuzz_range, seed_of

intervals = st.integers(1, 36500)
seeds = st.floats(0, 1, exclude_max=True)
loads = st.dictionaries(st.integers(1, 40), st.integers(0, 9))


@pytest.mark.parametrize("dice", [0.0, 0.25, 0.5, 0.75, 0.999999])
@given(interval=intervals, longest=intervals)
def test_the_range_is_that_of_the_library(interval: int, longest: int, dice: float) -> None:
    interval = min(interval, longest)
    low, high = fuzz_range(interval, longest)
    library = fsrs.Scheduler(maximum_interval=longest)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fsrs.scheduler, "random", lambda: dice)
        theirs = library._get_fuzzed_interval(interval=timedelta(days=interval)).days
    # theirs rounds a number below high + 1, so it sometimes oversteps its own range by a day
    assert low <= min(theirs, high)
    assert theirs <= high + 1
    if dice == 0.0:
        assert theirs == low


@given(intervals, intervals)
def test_the_range_holds_the_interval_and_is_never_too_long(interval: int, longest: int) -> None:
    interval = min(interval, longest)
    low, high = fuzz_range(interval, longest)
    assert 1 <= low <= interval <= high <= longest


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (8, (6, 10)), (46, (42, 50)), (498, (471, 525))],
)
def test_ranges(interval: int, expected: tuple[int, int]) -> None:
    assert fuzz_range(interval, 36500) == expected


@given(st.integers(1, 20), st.integers(0, 20), seeds, loads)
def test_the_least_loaded_day_of_the_range_is_taken(
    low: int, span: int, seed: float, load: dict[int, int]
) -> None:
    days = range(low, low + span + 1)
    chosen = choose(low, low + span, seed, load)
    assert chosen in days
    assert load.get(chosen, 0) == min(load.get(day, 0) for day in days)


def test_the_seed_reaches_every_one_of_equal_days() -> None:
    assert {choose(6, 10, n / 100, {}) for n in range(100)} == {6, 7, 8, 9, 10}
    assert {choose(6, 10, n / 100, {6: 1, 8: 1}) for n in range(100)} == {7, 9, 10}


def test_seeds_differ_by_card_and_repetition_and_stay() -> None:
    seeds = {seed_of(card, reps) for card in range(1, 40) for reps in range(10)}
    assert len(seeds) == 390
    assert all(0 <= seed < 1 for seed in seeds)
    assert 0.4 < sum(seeds) / len(seeds) < 0.6
    assert seed_of(7, 3) == 0.6666092004987639
