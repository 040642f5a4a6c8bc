"""What counts of another program's log, and what a result says of itself."""

from datetime import UTC, datetime, timedelta

from mlcards.core.foreign import (
    ForeignDeck,
    ForeignNote,
    ForeignProgress,
    ForeignReview,
    Problem,
    ReadResult,
)
from mlcards.core.model import CardType, NoteContent, Phase, Rating

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def row(day: int, kind: str = "rating") -> ForeignReview:
    rating = Rating.GOOD if kind in {"rating", "cram"} else None
    return ForeignReview(
        START + timedelta(days=day), rating, Phase.REVIEW, timedelta(days=1), kind=kind
    )


def test_ratings_since_the_card_was_made_new_count() -> None:
    log = (row(0), row(1, "forget"), row(2), row(3, "cram"), row(4, "set-due"), row(5))
    assert ForeignProgress("main", reviews=log).counting == (row(2), row(5))


def test_a_card_made_new_and_left_has_nothing_that_counts() -> None:
    assert ForeignProgress("main", reviews=(row(0), row(1, "forget"))).counting == ()


def test_a_result_knows_whether_there_is_history() -> None:
    content = NoteContent(CardType.BASIC, "q", "a")
    suspended = ForeignNote("a", content, progress=(ForeignProgress("main", suspended=True),))
    rated = ForeignNote("b", content, progress=(ForeignProgress("main", phase=Phase.REVIEW),))
    assert not ReadResult((ForeignDeck("d", "d", (suspended,), ""),)).has_history
    assert ReadResult((ForeignDeck("d", "d", (suspended, rated), ""),)).has_history


def test_warnings_are_no_errors() -> None:
    warning = Problem("f", None, "m", severity="warning")
    assert ReadResult((), (warning,)).errors == ()
