import pytest

from mlcards.core.leech import becomes_leech


@pytest.mark.parametrize(
    ("threshold", "spoken_at"),
    [
        (8, [8, 12, 16, 20]),
        (7, [7, 11, 15, 19]),
        (4, [4, 6, 8, 10, 12, 14, 16, 18, 20]),
        (1, list(range(1, 21))),
        (20, [20]),
        (0, []),
    ],
)
def test_at_the_threshold_and_every_half_of_it_after(threshold: int, spoken_at: list[int]) -> None:
    assert [lapses for lapses in range(21) if becomes_leech(lapses, threshold)] == spoken_at
