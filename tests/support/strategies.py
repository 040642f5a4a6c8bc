"""Hypothesis strategies for the values of the core."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from mlcards.core.fsrs_parameters import LOWER_BOUNDS, UPPER_BOUNDS
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent, Rating
from mlcards.core.scheduling import SchedulingOptions

ratings = st.sampled_from(Rating)
instants = st.integers(1_577_836_800, 2_208_988_800).map(lambda s: datetime.fromtimestamp(s, UTC))
"""From 2020 to 2040, whole seconds."""

_MOMENT = timedelta(seconds=5)
gaps = st.one_of(
    st.timedeltas(_MOMENT, timedelta(hours=1)),
    st.timedeltas(_MOMENT, timedelta(days=2)),
    st.timedeltas(_MOMENT, timedelta(days=400)),
)
histories = st.lists(st.tuples(gaps, ratings), max_size=12)
"""Ratings of one card, each with the time since the one before."""

_short = st.sampled_from([timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=5)])
_long = st.sampled_from([timedelta(days=1), timedelta(hours=36), timedelta(days=3)])
short_steps = st.lists(_short, max_size=3).map(tuple)
steps = st.lists(st.one_of(_short, _long), max_size=3).map(tuple)

retentions = st.floats(0.70, 0.97)
parameters = st.tuples(
    *(st.floats(low, high) for low, high in zip(LOWER_BOUNDS, UPPER_BOUNDS, strict=True))
)
"""Any 21 numbers that the settings let through."""


def options(
    *,
    fuzz: bool | None = None,
    waits: st.SearchStrategy[tuple[timedelta, ...]] = steps,
    longest: st.SearchStrategy[int] | None = None,
) -> st.SearchStrategy[SchedulingOptions]:
    """What a person may choose, with the published parameters."""
    return st.builds(
        SchedulingOptions,
        desired_retention=retentions,
        learning_steps=waits,
        relearning_steps=waits,
        maximum_interval=longest or st.one_of(st.just(36500), st.integers(1, 400)),
        fuzz=st.booleans() if fuzz is None else st.just(fuzz),
    )


day_loads = st.dictionaries(st.integers(1, 100), st.integers(0, 30), max_size=40)
"""Cards due, by days from today."""

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)

contents = st.builds(
    NoteContent,
    type=st.sampled_from(CardType),
    question=texts,
    answer=texts,
    key_points=st.lists(st.builds(KeyPoint, texts, st.booleans()), max_size=3).map(tuple),
    listen_for=texts,
    red_flags=st.lists(texts, max_size=2).map(tuple),
    follow_ups=st.lists(st.builds(FollowUp, texts, texts), max_size=2).map(tuple),
    framework=st.lists(texts, max_size=2).map(tuple),
    skeleton=texts,
    code=texts,
    complexity=texts,
    tests=st.lists(texts, max_size=2).map(tuple),
    correction=st.none() | st.builds(Correction, texts, texts, texts),
    hint=texts,
    notes=texts,
    article=st.lists(st.integers(0, 50), max_size=2).map(tuple),
    difficulty=st.none() | st.integers(0, 5),
    seconds=st.none() | st.integers(0, 600),
    tags=st.lists(texts, max_size=2).map(tuple),
    sources=st.lists(texts, max_size=2).map(tuple),
    checked=texts,
)
"""Notes with every field, also the combinations no author would write."""
