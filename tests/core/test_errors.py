import pytest

from mlcards.core import errors
from mlcards.core.errors import MlcardsError, UnreadableError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.MlcardsError, 1),
        (errors.UsageError, 2),
        (errors.ConfigError, 2),
        (errors.UnreadableError, 2),
        (errors.NotFoundError, 1),
        (errors.StaleCardError, 1),
        (errors.ClockError, 1),
        (errors.DatabaseError, 1),
    ],
)
def test_exit_statuses_are_those_of_the_command_line(
    error: type[MlcardsError], status: int
) -> None:
    assert error("It could not be done.").exit_code == status


def test_an_error_reads_as_message_and_hint() -> None:
    assert str(MlcardsError("It is full.", "Make room.")) == "It is full. Make room."
    assert str(MlcardsError("It is full.")) == "It is full."


def test_unreadable_carries_every_problem() -> None:
    error = UnreadableError("2 files cannot be used.", ["one", "two"])
    assert error.problems == ("one", "two")
