"""What the card info dialog says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mlcards.collection.views import CardInfo
from mlcards.core.model import NEW_SCHEDULE, CardId, Memory, Phase, Rating, Review, ReviewId
from mlcards.tui.screens.card_info import Looked, info_lines
from support.cards import FORBIDDEN, FULL, NASTY, a_view
from support.factories import a_schedule

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def review(at: datetime = NOW, **fields: Any) -> Review:
    plain = Review(
        ReviewId("r"),
        CardId(1),
        Rating.GOOD,
        at,
        at.date(),
        a_schedule(last_day=at.date(), due_day=at.date() + timedelta(days=8)),
        duration_ms=12_000,
        said=(0, 2),
    )
    return replace(plain, **fields)


def looked(**fields: Any) -> Looked:
    info = CardInfo(
        view=a_view(flag=2, leech=True),
        schedule=a_schedule(lapses=2, reps=7, memory=Memory(12.3, 5.14)),
        suspended=True,
        recall=0.93,
        due=NOW,
        reviews=(review(),),
        own_answers=((NOW, "mine"), (NOW, "older")),
    )
    page: dict[str, Any] = {"intervals": {}, "today": TODAY, "due": TODAY, "now": NOW}
    names = CardInfo.__slots__
    info = replace(info, **{name: fields.pop(name) for name in [*fields] if name in names})
    return Looked(info, **(page | fields))


def text(what: Looked, width: int = 76) -> str:
    lines = info_lines(what, width)
    return "\n".join(line.content.plain.rstrip() for line in lines)


def test_it_tells_the_memory() -> None:
    said = text(looked())
    assert "Stability   12 days, until recall falls to 90 %" in said
    assert "Difficulty  5.1 of 10" in said
    assert "Recall now  93 %" in said
    assert "Due         today" in said
    assert "Asked       7 times, forgotten 2" in said
    assert "Evaluation · interview · flag 2 · leech · suspended" in said
    assert "Own answer: 2 versions, the last of 22 November" in said


def test_a_new_card_has_no_memory_and_no_history() -> None:
    said = text(looked(schedule=NEW_SCHEDULE, recall=None, due=None, reviews=(), own_answers=()))
    assert "New: it was never rated." in said
    assert "No ratings yet." in said
    assert "Own answer" not in said


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 20), "now, since 2 days ago"),
        (date(2026, 11, 23), "tomorrow, 23 November"),
        (date(2027, 1, 2), "in 41 days, 2 January 2027"),
    ],
)
def test_it_tells_when_the_card_is_due(due: date, said: str) -> None:
    instant = datetime(due.year, due.month, due.day, 4, tzinfo=UTC)
    what = replace(looked(), due=due)
    what = replace(what, info=replace(what.info, due=instant))
    assert f"Due         {said}" in text(what)


def test_a_learning_step_is_told_by_the_second() -> None:
    soon = NOW + timedelta(seconds=462)
    schedule = a_schedule(phase=Phase.LEARNING, due_day=None, due_at=soon)
    what = looked(schedule=schedule)
    what = replace(what, info=replace(what.info, due=soon))
    assert "Due         in 7:42" in text(what)


def test_what_each_rating_would_give_is_there_only_for_a_card_that_is_asked() -> None:
    intervals = dict(zip(Rating, map(timedelta, (0.01, 3, 8, 17)), strict=True))
    assert "1 Again 14m   2 Hard 3d   3 Good 8d   4 Easy 17d" in text(looked(intervals=intervals))
    assert "1 Again" not in text(looked())


def test_a_row_of_history_has_day_time_rating_interval_and_time_taken() -> None:
    row = next(line for line in text(looked()).split("\n") if "→" in line)
    assert " ".join(row.split()) == "22 Nov 10:00 Good → 8d 12s 2 points said"


def test_a_row_tells_the_time_where_the_person_was() -> None:
    rows = text(looked(reviews=(review(utc_offset_s=-5 * 3600),)))
    assert "05:00" in rows


def test_a_row_that_was_taken_back_says_so() -> None:
    rows = text(looked(reviews=(review(undone=True), review()))).split("\n")
    marked = [line for line in rows if "→" in line]
    assert marked[0].endswith("taken back")
    assert "taken back" not in marked[1]


def test_a_row_of_another_kind_is_named() -> None:
    assert "moved" in text(looked(reviews=(review(kind="set-due"),)))


def test_a_long_history_is_bounded() -> None:
    lines = info_lines(looked(reviews=(review(),) * 2000), 76)
    assert len(lines) < 600
    assert "… 1,500 older rows" in lines[-3].content.plain


@pytest.mark.parametrize("width", [48, 60, 76, 100])
def test_lines_fit_and_hostile_text_is_literal(width: int) -> None:
    view = a_view(replace(FULL, question=NASTY * 9))._replace(deck_title=NASTY, part=NASTY)
    what = looked(view=view, reviews=(review(kind=NASTY), review(undone=True)))
    lines = info_lines(what, width)
    said = "\n".join(line.content.plain for line in lines)
    assert not FORBIDDEN & set(said)
    assert "[/nope]" in said
    assert max(line.content.cell_length for line in lines) <= width
