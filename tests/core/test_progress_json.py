"""A card's progress goes into JSON and comes back; what makes no sense is refused."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignProgress, ForeignReview
from mlcards.core.model import HIGHEST_FLAG, Memory, Phase, Rating
from mlcards.core.progress_json import from_dict, to_dict

instants = st.integers(0, 7_258_118_399_000).map(
    lambda ms: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
memories = st.none() | st.builds(Memory, st.floats(0.001, 10**6), st.floats(1, 10))
ratings = st.builds(
    ForeignReview,
    at=instants,
    rating=st.sampled_from(Rating),
    phase=st.sampled_from(Phase),
    wait=st.integers(0, 10**9).map(lambda seconds: timedelta(seconds=seconds)),
    duration_ms=st.none() | st.integers(0, 10**6),
    kind=st.sampled_from(["rating", "cram"]),
    id=st.sampled_from(["", "0192f3c4-5678-7abc-8def-0123456789ab", "0001"]),
    day=st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    utc_offset_s=st.none() | st.integers(-86_400, 86_400),
    said=st.none() | st.lists(st.integers(0, 9), max_size=3).map(tuple),
    step=st.none() | st.integers(0, 9),
)
others = st.builds(
    ForeignReview,
    at=instants,
    rating=st.none(),
    phase=st.sampled_from(Phase),
    wait=st.just(timedelta(0)),
    kind=st.sampled_from(["forget", "set-due", "imported"]),
    memory=memories,
    reps=st.integers(0, 1000),
    lapses=st.integers(0, 1000),
)
progresses = st.builds(
    ForeignProgress,
    part=st.sampled_from(["main", "backward", "c1", "c12"]),
    suspended=st.booleans(),
    buried=st.booleans(),
    flag=st.integers(0, HIGHEST_FLAG),
    leech=st.booleans(),
    phase=st.sampled_from(Phase),
    due_day=st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    due_at=st.none() | instants,
    interval=st.integers(0, 36_500),
    reps=st.integers(0, 1000),
    lapses=st.integers(0, 1000),
    memory=memories,
    estimated=st.booleans(),
    last_at=st.none() | instants,
    reviews=st.lists(ratings | others, max_size=3, unique_by=lambda review: review.at).map(
        lambda reviews: tuple(sorted(reviews, key=lambda review: review.at))
    ),
    whole=st.booleans(),
)


@given(progresses)
def test_all_of_it_comes_back(progress: ForeignProgress) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(progress)))) == progress


def test_what_says_nothing_is_left_out() -> None:
    assert to_dict(ForeignProgress("main")) == {"part": "main", "phase": "new"}


def test_instants_of_any_zone_become_utc() -> None:
    found = from_dict({"part": "main", "last_at": "2026-11-22T11:00:00+01:00"})
    assert found.last_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert found.last_at.tzinfo is UTC


AT = "2026-11-22T10:00:00Z"


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {},
        {"part": "c"},
        {"part": 1},
        {"part": "main", "colour": "red"},
        {"part": "main", "flag": 8},
        {"part": "main", "flag": True},
        {"part": "main", "suspended": 1},
        {"part": "main", "phase": "old"},
        {"part": "main", "phase": []},
        {"part": "main", "due_day": "2026-02-30"},
        {"part": "main", "due_day": 5},
        {"part": "main", "due_day": "0001-01-01"},
        {"part": "main", "due_at": "2026-11-22T10:00:00"},
        {"part": "main", "due_at": "9999-12-31T23:59:59-23:00"},
        {"part": "main", "due_at": "now"},
        {"part": "main", "interval": -1},
        {"part": "main", "interval": 2**62},
        {"part": "main", "reps": 1.5},
        {"part": "main", "memory": 3},
        {"part": "main", "memory": {"stability": 1}},
        {"part": "main", "memory": {"stability": 0, "difficulty": 5}},
        {"part": "main", "memory": {"stability": float("nan"), "difficulty": 5}},
        {"part": "main", "memory": {"stability": 1e999, "difficulty": 5}},
        {"part": "main", "memory": {"stability": 1, "difficulty": 11}},
        {"part": "main", "reviews": {}},
        {"part": "main", "reviews": [1]},
        {"part": "main", "reviews": [{"rating": 3}]},
        {"part": "main", "reviews": [{"at": AT}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 5}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "kind": "guess"}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "kind": []}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "wait_s": 10**12}]},
        {"part": "main", "leech": "yes"},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "wait": 1}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "id": "x" * 65}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "id": "\x1b[2J"}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "id": 5}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "day": "today"}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "utc_offset_s": 86_401}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "utc_offset_s": None}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "said": 1}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "said": [True]}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "said": [-1]}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "said": [0] * 1001}]},
        {"part": "main", "reviews": [{"at": AT, "rating": 3, "step": -1}]},
        {"part": "main", "reviews": [{"at": AT, "kind": "imported", "memory": {}}]},
        {"part": "main", "reviews": [{"at": AT, "kind": "imported", "reps": -1}]},
        {"part": "main", "reviews": [{"at": AT, "kind": "imported", "lapses": "x"}]},
        {"part": "main", "reviews": [{"at": "1960-01-01T00:00:00Z", "rating": 3}]},
    ],
)
def test_what_makes_no_sense_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_dict(values)
