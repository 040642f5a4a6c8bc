"""SM-2's numbers give the memory that fsrs-rs gives (its published test vectors)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.sm2 import memory_from_sm2


@pytest.mark.parametrize(
    ("ease", "interval", "retention", "stability", "difficulty"),
    [
        (2.5, 10, 0.9, 10.0, 6.9140563),
        (2.5, 10, 0.8, 3.01572, 9.393428),
        (2.5, 10, 0.95, 24.841097, 1.2974405),
        (1.3, 20, 0.9, 20.0, 10.0),
    ],
)
def test_published_vectors(
    ease: float, interval: float, retention: float, stability: float, difficulty: float
) -> None:
    memory = memory_from_sm2(ease, interval, retention)
    assert memory.stability == pytest.approx(stability, rel=1e-5)
    assert memory.difficulty == pytest.approx(difficulty, rel=1e-5)


@given(st.floats(1.01, 20), st.floats(0.0001, 100_000), st.floats(0.5, 0.99))
def test_any_numbers_give_a_memory_that_fsrs_takes(
    ease: float, interval: float, retention: float
) -> None:
    memory = memory_from_sm2(ease, interval, retention)
    assert 0 < memory.stability <= 36_500
    assert 1 <= memory.difficulty <= 10
    assert math.isfinite(memory.stability)
