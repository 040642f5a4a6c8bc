"""Schedules, memories and logs of Anki in mlcards' words; what makes no sense is dropped."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from mlcards.core.foreign import ForeignProgress, ReadResult
from mlcards.core.model import Memory, Phase, Rating
from mlcards.readers.anki_package import read_anki_package
from mlcards.readers.anki_progress import calendar_of
from support.anki_packages import CREATED, Draft

DAY_0 = date(2020, 9, 13)
MS = 1000
START = (CREATED + 86_400) * MS
LEARN, REVIEW, RELEARN, CRAM, MANUAL, RESCHEDULED = range(6)


def read(draft: Draft, *, progress: bool = True) -> ReadResult:
    result = read_anki_package(BytesIO(draft.package()), "a.apkg", progress=progress)
    assert not result.errors, result.problems
    return result


def progress_of(
    rows: Sequence[tuple[int, int, int, int]] = (), **card: Any
) -> ForeignProgress | None:
    """Return what is read of one card; rows are (day, ease, interval, kind)."""
    draft = Draft(conf={"creationOffset": 0})
    (number,) = draft.note("q", "a", **card)
    for index, (day, ease, interval, kind) in enumerate(rows):
        factor = 0 if kind in {CRAM, MANUAL} else 2500
        at = START + day * 86_400 * MS + index
        draft.review(number, at, ease, interval, kind=kind, factor=factor)
    (note,) = read(draft).decks[0].notes
    return note.progress[0] if note.progress else None


def certain(found: ForeignProgress | None) -> ForeignProgress:
    assert found is not None
    return found


def test_a_new_card_has_no_progress() -> None:
    assert progress_of() is None


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({"queue": -1}, ForeignProgress("main", suspended=True)),
        ({"queue": -2}, ForeignProgress("main", buried=True)),
        ({"queue": -3}, ForeignProgress("main", buried=True)),
        ({"flags": 3}, ForeignProgress("main", flag=3)),
        ({"flags": 7}, ForeignProgress("main", flag=7)),
        ({"flags": 8}, None),
    ],
)
def test_marks(card: dict[str, int], expected: ForeignProgress | None) -> None:
    assert progress_of((), **card) == expected


def test_a_card_in_review() -> None:
    found = certain(progress_of(type=2, queue=2, due=30, ivl=12, factor=2500, reps=5, lapses=1))
    assert found.phase is Phase.REVIEW
    assert found.due_day == DAY_0 + timedelta(days=30)
    assert (found.interval, found.reps, found.lapses) == (12, 5, 1)
    assert found.estimated
    assert found.memory is not None
    assert found.memory.stability == pytest.approx(12)
    assert not found.whole


def test_a_learning_step_is_due_at_an_instant() -> None:
    at = CREATED + 90_000
    found = certain(progress_of(type=1, queue=1, due=at, ivl=0))
    assert found.phase is Phase.LEARNING
    assert found.due_at == datetime.fromtimestamp(at, UTC)
    assert found.due_day is None
    assert found.memory is None


def test_a_card_lent_to_a_filtered_deck_goes_home() -> None:
    draft = Draft()
    draft.decks[9] = {"name": "Cram", "dyn": 1}
    draft.note("q", "a", deck=9, type=2, queue=2, due=-100, odue=30, odid=1, ivl=3)
    (deck,) = read(draft).decks
    assert deck.title == "Default"
    assert deck.notes[0].progress[0].due_day == DAY_0 + timedelta(days=30)


def test_fsrs_s_own_memory_is_taken() -> None:
    data = json.dumps({"s": 12.5, "d": 4.25, "lrt": CREATED})
    found = certain(progress_of(type=2, queue=2, due=3, ivl=9, data=data))
    assert found.memory == Memory(12.5, 4.25)
    assert not found.estimated
    assert found.last_at == datetime.fromtimestamp(CREATED, UTC)


@pytest.mark.parametrize(
    "data",
    [
        '{"s": 0, "d": 5}',
        '{"s": NaN, "d": 5}',
        '{"s": 1e999, "d": 5}',
        '{"s": -1, "d": 5}',
        '{"s": 5, "d": 0}',
        '{"s": 5, "d": 11}',
        '{"s": "5", "d": 5}',
        '{"s": 5}',
        "[1]",
        "{",
        "[" * 9_000,
    ],
)
def test_a_memory_that_makes_no_sense_is_estimated_instead(data: str) -> None:
    found = certain(progress_of(type=2, queue=2, due=3, ivl=9, factor=2500, data=data))
    assert found.estimated
    assert found.memory is not None
    assert found.memory.stability == pytest.approx(9)


@pytest.mark.parametrize("huge", [2**62, -(2**62), 2**31])
def test_numbers_beyond_sense_are_bounded(huge: int) -> None:
    found = certain(
        progress_of(type=2, queue=2, due=huge, ivl=huge, factor=huge, reps=huge, lapses=huge)
    )
    assert 0 <= found.interval <= 36_500
    if found.memory is not None:
        assert 0 < found.memory.stability <= 36_500


def test_the_log_in_order() -> None:
    found = certain(
        progress_of(
            [(0, 3, -600, LEARN), (0, 3, 1, LEARN), (1, 1, -600, REVIEW), (1, 3, 1, RELEARN)],
            type=2, queue=2, due=9, ivl=1,
        )
    )  # fmt: skip
    assert [review.rating for review in found.reviews] == [
        Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.GOOD,
    ]  # fmt: skip
    assert [review.phase for review in found.reviews] == [
        Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING, Phase.REVIEW,
    ]  # fmt: skip
    assert found.reviews[0].wait == timedelta(minutes=10)
    assert found.reviews[1].wait == timedelta(days=1)
    assert found.reviews[0].at == datetime.fromtimestamp(START / MS, UTC)
    assert found.reviews[0].duration_ms == 4_000
    assert found.whole
    assert found.last_at == found.reviews[-1].at


def test_the_log_only_on_request() -> None:
    draft = Draft()
    (card,) = draft.note("q", "a", type=2, queue=2, due=3, ivl=2, factor=2500)
    draft.review(card, START, 3, 2)
    (without,) = read(draft, progress=False).decks[0].notes[0].progress
    assert without.reviews == ()
    assert without.phase is Phase.REVIEW


def test_manual_rows_are_no_ratings() -> None:
    draft = Draft()
    (card,) = draft.note("q", "a", type=2, queue=2, due=3, ivl=2)
    draft.review(card, START, 3, 1, kind=LEARN)
    draft.review(card, START + 1, 0, 5, kind=MANUAL, factor=2500)
    draft.review(card, START + 2, 0, 7, kind=RESCHEDULED, factor=2500)
    draft.review(card, START + 3, 3, 7, kind=CRAM, factor=0)
    draft.review(card, START + 4, 3, 7, kind=CRAM, factor=2500)
    (found,) = read(draft).decks[0].notes[0].progress
    assert [row.kind for row in found.reviews] == ["rating", "set-due", "set-due", "cram", "rating"]
    assert [row.at for row in found.counting] == [found.reviews[0].at, found.reviews[4].at]
    assert found.whole


def test_a_learning_card_that_was_moved_by_seconds_is_still_being_learnt() -> None:
    draft = Draft()
    (card,) = draft.note("q", "a", type=1, queue=1, due=START // 1000 + 700)
    draft.review(card, START, 3, -600, kind=LEARN)
    draft.review(card, START + 1, 0, -700, kind=MANUAL, factor=2500)
    (found,) = read(draft).decks[0].notes[0].progress
    assert [(row.kind, row.phase) for row in found.reviews] == [
        ("rating", Phase.LEARNING),
        ("set-due", Phase.LEARNING),
    ]
    draft = Draft()
    (card,) = draft.note("q", "a", type=3, queue=1, due=START // 1000 + 700)
    for step, (ease, interval, kind) in enumerate([(4, 5, LEARN), (1, -600, REVIEW)]):
        draft.review(card, START + step * 1000, ease, interval, kind=kind)
    draft.review(card, START + 1001, 0, -700, kind=MANUAL, factor=2500)
    (found,) = read(draft).decks[0].notes[0].progress
    assert (found.reviews[-1].kind, found.reviews[-1].phase) == ("set-due", Phase.RELEARNING)


def test_a_card_made_new_counts_from_there() -> None:
    rows = [(0, 3, 1, LEARN), (1, 3, 3, REVIEW), (5, 0, 0, MANUAL), (6, 3, 1, LEARN)]
    found = certain(progress_of(rows, type=2, queue=2, due=9, ivl=1))
    assert [row.kind for row in found.reviews] == ["rating", "rating", "forget", "rating"]
    assert len(found.counting) == 1
    assert found.whole


def test_a_second_start_of_learning_counts_as_made_new() -> None:
    rows = [(0, 3, 1, LEARN), (1, 3, 3, REVIEW), (6, 1, -60, LEARN), (6, 3, 1, LEARN)]
    found = certain(progress_of(rows, type=2, queue=2, due=9, ivl=1))
    assert [row.kind for row in found.reviews] == [
        "rating", "rating", "forget", "rating", "rating",
    ]  # fmt: skip
    assert len(found.counting) == 2
    assert found.whole


def test_a_log_without_its_beginning_is_not_whole() -> None:
    found = certain(progress_of([(1, 3, 3, REVIEW)], type=2, queue=2, due=9, ivl=3, factor=2500))
    assert not found.whole
    assert found.memory is not None


@pytest.mark.parametrize("at", [0, -1, 2**62, 1_000, 9_999_999_999_999])
def test_a_row_out_of_time_is_dropped(at: int) -> None:
    draft = Draft()
    (card,) = draft.note("q", "a", type=2, queue=2, due=3, ivl=2)
    draft.review(card, at, 3, 2)
    assert read(draft).decks[0].notes[0].progress[0].reviews == ()


@pytest.mark.parametrize(("ease", "kind"), [(0, REVIEW), (5, REVIEW), (-1, REVIEW), (3, 99)])
def test_a_row_that_is_none_is_dropped(ease: int, kind: int) -> None:
    found = certain(progress_of([(0, ease, 1, kind)], type=2, queue=2, due=9, ivl=1))
    assert found.reviews == ()


def test_rows_of_other_cards_are_left() -> None:
    draft = Draft()
    draft.note("q", "a", flags=1)
    draft.review(77, START, 3, 2)
    assert read(draft).decks[0].notes[0].progress[0].reviews == ()


@pytest.mark.parametrize(
    ("created", "west", "expected"),
    [
        (datetime(2026, 3, 1, 4, tzinfo=UTC), 0, date(2026, 3, 1)),
        (datetime(2026, 2, 28, 23, tzinfo=UTC), -300, date(2026, 3, 1)),
        (datetime(2026, 3, 1, 12, tzinfo=UTC), 480, date(2026, 3, 1)),
        (datetime(2026, 3, 1, 4, tzinfo=UTC), None, date(2026, 3, 1)),
        (datetime(2026, 2, 28, 17, tzinfo=UTC), None, date(2026, 3, 1)),  # 4:00 in Sydney
        (datetime(2026, 3, 1, 12, tzinfo=UTC), None, date(2026, 3, 1)),  # 4:00 in Seattle
    ],
)
def test_the_first_day_of_a_collection(created: datetime, west: int | None, expected: date) -> None:
    assert calendar_of(int(created.timestamp()), west).first == expected


def test_a_calendar_without_sense_has_no_days() -> None:
    calendar = calendar_of(2**62, None)
    assert calendar.day(2**62) is None
