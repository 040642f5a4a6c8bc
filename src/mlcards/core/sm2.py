"""From SM-2's numbers to FSRS's, for a card that comes with an ease but no history."""

import math
from collections.abc import Sequence

from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS
from mlcards.core.model import Memory

_LEAST_STABILITY = 0.001
_MOST_STABILITY = 36_500.0


def memory_from_sm2(
    ease: float,
    interval: float,
    retention: float = 0.9,
    parameters: Sequence[float] = DEFAULT_PARAMETERS,
) -> Memory:
    """Return the memory that makes FSRS give about the intervals that SM-2 gave.

    The interval is taken for the time at which recall fell to `retention`, and the difficulty
    is the one with which a Good would now lengthen it by the ease.

    Args:
        ease: the factor by which a Good multiplies the interval, such as 2.5; above 1.
        interval: days, above 0.
        retention: the recall that the intervals led to, above 0 and below 1.
        parameters: FSRS-6's.
    """
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    stability = max(interval, _LEAST_STABILITY) * factor / (retention ** (1 / decay) - 1)
    stability = min(max(stability, _LEAST_STABILITY), _MOST_STABILITY)
    growth = (
        math.exp(parameters[8])
        * stability ** -parameters[9]
        * math.expm1((1 - retention) * parameters[10])
    )
    difficulty = 11 - (ease - 1) / growth
    return Memory(stability, min(max(difficulty, 1.0), 10.0))
