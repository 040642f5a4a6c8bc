"""Errors a person can cause or meet: each knows its sentence, its hint and its exit code."""

from collections.abc import Sequence


class MlcardsError(Exception):
    """Something could not be done; the message says what and where, the hint what to do.

    Attributes:
        message: one sentence, written for a person.
        hint: what to do about it, or None.
        exit_code: the exit status of a command that ends with it.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class UsageError(MlcardsError):
    """Wrong usage or unusable input: exit status 2."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting that is unknown or has a value it cannot have."""


class NotFoundError(MlcardsError):
    """A deck, card or file that was named does not exist."""


class StaleCardError(MlcardsError):
    """The card changed since it was shown (another window, a new study day): show it anew."""


class ClockError(MlcardsError):
    """The machine's clock says something that cannot be."""


class DatabaseError(MlcardsError):
    """The database cannot be used: missing rights, no space, damaged, or from a newer version."""


class UnreadableError(UsageError):
    """Files that could not be used; carries every problem found, in file order."""

    def __init__(
        self, message: str, problems: Sequence[object] = (), hint: str | None = None
    ) -> None:
        super().__init__(message, hint)
        self.problems = tuple(problems)
