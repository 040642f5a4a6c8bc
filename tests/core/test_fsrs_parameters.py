import fsrs.scheduler

from mlcards.core import fsrs_parameters


def test_the_defaults_are_the_library_s() -> None:
    assert fsrs_parameters.DEFAULT_PARAMETERS == fsrs.scheduler.DEFAULT_PARAMETERS


def test_the_bounds_are_the_library_s() -> None:
    assert fsrs_parameters.LOWER_BOUNDS == fsrs.scheduler.LOWER_BOUNDS_PARAMETERS
    assert fsrs_parameters.UPPER_BOUNDS == fsrs.scheduler.UPPER_BOUNDS_PARAMETERS


def test_the_defaults_lie_within_the_bounds() -> None:
    bounds = zip(
        fsrs_parameters.LOWER_BOUNDS,
        fsrs_parameters.DEFAULT_PARAMETERS,
        fsrs_parameters.UPPER_BOUNDS,
        strict=True,
    )
    assert all(low <= default <= high for low, default, high in bounds)
