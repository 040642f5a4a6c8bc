"""The study screen, by its keys: what is written down, and what can be read on the screen."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.geometry import Offset

from mlcards.collection.study import StudySession
from mlcards.core.errors import DatabaseError
from mlcards.core.model import CardId, CardType, NoteContent, Rating, Review
from mlcards.store import cards, reviews
from mlcards.tui.card_drawing import FOLLOW_UP, OWN, POINT
from mlcards.tui.screens.card_info import CardInfoScreen
from mlcards.tui.screens.end import EndScreen
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.own_answer import OwnAnswerScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.screens.whole_text import WholeTextScreen
from mlcards.tui.widgets.card_page import CardPage
from mlcards.tui.widgets.page import Page, Target
from mlcards.tui.widgets.rating_bar import RatingBar
from mlcards.tui.widgets.study_header import StudyHeader
from support.cards import CODING, FORBIDDEN, FULL, PERSONAL, a_nasty_note
from support.clock import FakeClock
from support.factories import a_content, some_settings
from support.tui import SIZES, Driver, a_home, driving, look_into

Study = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Give a way to study a deck that holds these notes."""

    def start(*notes: NoteContent, **how: Any) -> AbstractAsyncContextManager[Driver]:
        decks = how.pop("decks", [("Evaluation", notes)])
        home = a_home(tmp_path, *decks)
        return driving(monkeypatch, home, study=True, **how)

    return start


def screen(driver: Driver) -> StudyScreen:
    shown = driver.app.screen
    assert isinstance(shown, StudyScreen)
    return shown


def log(driver: Driver, card: int = 1) -> list[Review]:
    collection = look_into(driver.app.home, driver.clock)
    with collection.store.reading() as connection:
        found = reviews.of_card(connection, CardId(card))
    collection.store.close()
    return found


def card_of(driver: Driver, card: int = 1) -> Any:
    collection = look_into(driver.app.home, driver.clock)
    with collection.store.reading() as connection:
        found = cards.get(connection, CardId(card))
    collection.store.close()
    return found


TWO = (a_content("Q one?", answer="A one."), a_content("Q two?", answer="A two."))
NO_STEPS = some_settings(fsrs_learning_steps=())


# Asking and rating ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_is_asked_shown_and_rated(study: Study, size: tuple[int, int]) -> None:
    async with study(*TWO, size=size) as driver:
        assert "Q one?" in driver.text
        assert "A one." not in driver.text
        await driver.press("space")
        assert "A one." in driver.text
        await driver.press("3")
        assert "Q two?" in driver.text
        assert "A two." not in driver.text
        assert [review.rating for review in log(driver)] == [Rating.GOOD]


async def test_the_intervals_on_screen_are_those_that_are_given(study: Study) -> None:
    async with study(*TWO, settings=NO_STEPS) as driver:
        await driver.press("space")
        line = next(line for line in driver.lines if "1 Again" in line)
        await driver.press("4")
        days = (log(driver)[0].after.due_day - card_of(driver).schedule.last_day).days
        assert f"4 Easy {days}d" in line


async def test_enter_does_what_space_does(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("enter", "enter")
        assert [review.rating for review in log(driver)] == [Rating.GOOD]


async def test_a_rating_before_the_answer_is_not_taken(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("3")
        assert driver.notices == ["Space shows the answer first."]
        assert log(driver) == []
        assert "Q one?" in driver.text


async def test_keys_pressed_ahead_are_done_in_order(study: Study) -> None:
    async with study(*TWO, settings=NO_STEPS) as driver:
        await driver.pilot.press("space", "1", "space", "4", "space")
        await driver.settle()
        assert [review.rating for review in log(driver, 2)] == [Rating.EASY]
        assert next(review.rating for review in log(driver, 1)) is Rating.AGAIN


async def test_the_question_does_not_move_when_the_answer_appears(study: Study) -> None:
    async with study(*TWO) as driver:
        before = driver.lines
        await driver.press("space")
        after = driver.lines
        row = next(n for n, line in enumerate(before) if "Q one?" in line)
        assert before[: row + 1] == after[: row + 1]
        assert len(before) == len(after)


async def test_the_header_marks_the_kind_of_card_by_more_than_colour(study: Study) -> None:
    async with study(*TWO) as driver:
        header = driver.app.screen.query_one(StudyHeader).render()
        marked = [span for span in header.spans if "underline" in str(span.style)]
        assert [header.plain[span.start : span.end] for span in marked] == ["new 2"]
        assert "NEW" in header.plain


async def test_flag_and_leech_are_signs_and_words(study: Study) -> None:
    async with study(*TWO) as driver:
        collection = await driver.app.opened()
        with collection.store.writing() as connection:
            cards.set_marks(connection, CardId(1), {"leech": 1})
        await driver.press("f")
        assert "⚑ 1" in driver.lines[0]
        assert "! leech" in driver.lines[0]


async def test_the_time_on_a_card_is_written_down(study: Study) -> None:
    async with study(*TWO) as driver:
        driver.watch.advance(12.5)
        await driver.press("space")
        driver.watch.advance(2)
        await driver.press("3")
        assert log(driver)[0].duration_ms == 14_500


async def test_time_away_from_the_keys_is_counted_up_to_five_minutes(study: Study) -> None:
    async with study(*TWO) as driver:
        driver.watch.advance(3600)
        await driver.press("space", "3")
        assert log(driver)[0].duration_ms == 300_000


async def test_the_clock_runs_to_the_answer_and_says_when_it_is_over(study: Study) -> None:
    async with study(FULL, *TWO) as driver:
        driver.watch.advance(42)
        screen(driver)._tick()
        await driver.pilot.pause()
        assert "  0:42 / 1:00" in driver.lines[0]
        driver.watch.advance(20)
        await driver.press("space")
        driver.watch.advance(100)
        screen(driver)._tick()
        await driver.pilot.pause()
        assert "! 1:02 / 1:00" in driver.lines[0].replace("!  1", "! 1")


async def test_a_rating_that_cannot_be_written_leaves_the_card(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_how: object) -> None:
        raise DatabaseError("The disk is full.", "Make room, then rate again.")

    async with study(*TWO) as driver:
        await driver.press("space")
        with monkeypatch.context() as patched:
            patched.setattr(StudySession, "answer", full)
            await driver.press("3")
        assert any("The disk is full." in notice for notice in driver.notices)
        assert "A one." in driver.text
        await driver.press("3")
        assert len(log(driver)) == 1


async def test_a_card_that_another_window_rated_is_shown_anew(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("space")
        other = look_into(driver.app.home, driver.clock)
        StudySession(other).answer(Rating.EASY)
        other.store.close()
        await driver.press("3")
        assert len(log(driver)) == 1
        assert driver.notices
        assert "A one." not in driver.text


@pytest.mark.parametrize("key", ["3", "space", "b", "s", "f"])
async def test_what_is_done_never_reaches_another_card_than_the_one_shown(
    study: Study, key: str
) -> None:
    async with study(*TWO) as driver:
        await driver.press("space")
        sitting = screen(driver)._sitting
        assert sitting is not None
        assert sitting._study is not None
        sitting._study.bury()
        await driver.press(key)
        assert log(driver, 1) == log(driver, 2) == []
        other = card_of(driver, 2)
        assert (other.flag, other.suspended, other.buried_on) == (0, False, None)
        assert "Q two?" in driver.text
        assert driver.notices == ["This card is no longer asked. Here is the one that is."]


# Suggestions ---------------------------------------------------------------------------------


async def test_ticks_suggest_a_rating_that_space_gives(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        driver.watch.advance(70)
        await driver.press("space")
        assert "▸ 1 Again" in driver.text
        await driver.press("x", "x")
        assert "2 of 3 said" in driver.text
        assert "▸ 3 Good" in driver.text
        await driver.press("space")
        review = log(driver)[0]
        assert review.rating is Rating.GOOD
        assert review.said == (0, 1)


async def test_all_points_within_the_time_suggest_easy(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        driver.watch.advance(30)
        await driver.press("space", "X")
        assert "▸ 4 Easy" in driver.text
        await driver.press("X")
        assert "0 of 3 said" in driver.text


async def test_help_by_the_hint_suggests_hard(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        await driver.press("h")
        assert "think of misses" in driver.text
        await driver.press("space", "X")
        assert "▸ 2 Hard" in driver.text


async def test_without_suggestions_good_is_marked(study: Study) -> None:
    settings = some_settings(study_suggest_rating=False)
    async with study(FULL, *TWO, settings=settings) as driver:
        await driver.press("h", "space")
        assert "▸ 3 Good" in driver.text


async def test_a_card_without_points_says_nothing_of_them(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("space", "3")
        assert log(driver)[0].said is None


async def test_a_card_without_a_hint_or_points_says_so(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("h")
        assert driver.notices == ["This card has no hint."]
        await driver.press("x")
        assert driver.notices == ["This card has no key points."]
        await driver.press("o")
        assert driver.notices == ["This card has no follow-ups."]


async def test_a_point_out_of_sight_is_brought_into_sight_before_it_is_ticked(study: Study) -> None:
    long = replace(FULL, answer="\n\n".join(["A paragraph."] * 30))
    async with study(long, *TWO) as driver:
        await driver.press("space", "x")
        assert "the denominator" in driver.text
        assert "✓" not in driver.text
        await driver.press("x")
        assert "✓ ◆ must  the denominator" in driver.text


async def test_down_scrolls_a_long_answer_before_it_moves_between_points(study: Study) -> None:
    long = replace(FULL, answer="\n\n".join(["A paragraph."] * 30))
    async with study(long, *TWO) as driver:
        await driver.press("space")
        page = driver.app.screen.query_one(CardPage)
        await driver.press("down", "j")
        assert page.scroll_offset.y == 2
        assert page.marks.marked == 0


async def test_points_can_be_moved_between_and_clicked(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        await driver.press("space", "j")
        assert "▸ ○ ◆ must  what it costs" in driver.text
        await driver.press("k", "k")
        assert "▸ ○ ◆ must  the denominator" in driver.text
        await click(driver, Target(POINT, 2))
        assert "✓         an example" in driver.text
        await click(driver, Target(POINT, 2))
        assert "○         an example" in driver.text


async def test_selecting_text_by_mouse_ticks_nothing(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        await driver.press("space")
        y = row_of(driver, Target(POINT, 0))
        await driver.pilot.mouse_down(offset=Offset(5, y))
        await driver.pilot.hover(offset=Offset(30, y))
        await driver.pilot.mouse_up(offset=Offset(30, y))
        await driver.settle()
        assert "0 of 3 said" in driver.text
        assert driver.app.screen.get_selected_text()


async def click(driver: Driver, target: Target) -> None:
    """Click the first line that stands for a target."""
    await driver.pilot.click(offset=Offset(8, row_of(driver, target)))
    await driver.settle()


def row_of(driver: Driver, target: Target) -> int:
    page = driver.app.screen.query_one(Page)
    return page.content_region.y + page.line_of(target).start - page.scroll_offset.y


async def test_ratings_and_the_flip_can_be_clicked(study: Study) -> None:
    async with study(*TWO) as driver:
        bar = driver.app.screen.query_one(RatingBar)
        await driver.pilot.click(bar, offset=Offset(8, 1))
        await driver.settle()
        assert "A one." in driver.text
        easy = driver.lines[bar.content_region.y].index("4 Easy")
        await driver.pilot.click(offset=Offset(easy + 1, bar.content_region.y))
        await driver.settle()
        assert [review.rating for review in log(driver)] == [Rating.EASY]


# Follow-ups, typing, own answers -------------------------------------------------------------


async def test_follow_ups_open_one_by_one(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        await driver.press("space", "o")
        assert "The harmonic mean." in driver.text
        assert "All that is right." not in driver.text
        await driver.press("o")
        assert "All that is right." in driver.text
        await click(driver, Target(FOLLOW_UP, 0))
        assert "The harmonic mean." not in driver.text


async def test_a_typed_answer_is_compared_at_the_flip(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("t")
        await driver.write("A three")
        assert "A one." not in driver.text
        assert "Q one?" in driver.text
        await driver.press("ctrl+s")
        assert "You typed" in driver.text
        assert "A ⟨one.⟩ ~three~" in driver.text
        await driver.press("3")
        assert "You typed" not in driver.text


async def test_letters_that_are_keys_elsewhere_are_typed(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("t")
        await driver.write("q u b s 1 ?")
        assert "q u b s 1 ?" in driver.text
        assert log(driver) == []
        assert driver.shows(StudyScreen)


async def test_typing_can_be_put_away_and_taken_up_again(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("t")
        await driver.write("some words")
        await driver.press("escape")
        assert "some words" not in driver.text
        assert driver.shows(StudyScreen)
        await driver.press("t")
        assert "some words" in driver.text
        await driver.press("f2", "3", "t")
        assert "some words" not in driver.text


async def test_nothing_typed_is_nothing_compared(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("t", "space", "ctrl+s")
        assert "A one." in driver.text
        assert "You typed" not in driver.text


async def test_the_answer_cannot_be_typed_once_it_is_shown(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("space", "t")
        assert driver.notices == ["The answer is shown already."]


async def test_an_own_answer_is_kept_and_shown(study: Study) -> None:
    async with study(PERSONAL, *TWO) as driver:
        await driver.press("space", "n")
        assert driver.shows(OwnAnswerScreen)
        await driver.write("Because I would")
        await driver.press("ctrl+s")
        assert "Because I would" in driver.text
        assert driver.notices == ["Your answer is kept."]
        collection = await driver.app.opened()
        assert collection.card_view(CardId(1)).own_answer == "Because I would"
        await driver.press("3", "space", "3", "space", "3", "space")
        assert "Because I would" in driver.text


async def test_an_invitation_to_write_can_be_clicked(study: Study) -> None:
    async with study(PERSONAL, *TWO) as driver:
        await driver.press("space")
        await click(driver, Target(OWN))
        assert driver.shows(OwnAnswerScreen)


# Taking back, hiding, marking ----------------------------------------------------------------


async def test_undo_takes_back_one_after_the_other(study: Study) -> None:
    async with study(*TWO, settings=NO_STEPS) as driver:
        await driver.press("space", "1", "f")
        await driver.press("u")
        assert "Flag taken back" in driver.notices[0]
        assert "⚑" not in driver.lines[0]
        await driver.press("u")
        assert driver.notices[0].startswith("Again taken back: Q one?")
        assert "Q one?" in driver.text
        assert [review.undone for review in log(driver)] == [True]
        await driver.press("u")
        assert driver.notices == ["There is nothing to take back."]


async def test_undo_reaches_into_earlier_sessions(study: Study) -> None:
    clock = FakeClock()
    async with study(*TWO, clock=clock, settings=NO_STEPS) as driver:
        collection = await driver.app.opened()
        StudySession(collection).answer(Rating.HARD)
        clock.advance(days=1)
        screen(driver)._tick()
        await driver.settle()
        await driver.press("u")
        assert driver.notices[0].startswith("Hard of 22 November taken back: Q one?")
        assert "Q one?" in driver.text


@pytest.mark.parametrize(("key", "said"), [("b", "Buried until"), ("s", "Suspended until")])
async def test_hiding_a_card_says_how_to_take_it_back(study: Study, key: str, said: str) -> None:
    async with study(*TWO) as driver:
        await driver.press(key)
        assert driver.notices[0].startswith(said)
        assert "u takes it back" in driver.notices[0]
        assert "Q two?" in driver.text
        await driver.press("u")
        assert "Q one?" in driver.text
        assert not card_of(driver).suspended
        assert card_of(driver).buried_on is None


async def test_a_flag_leaves_the_card_as_it_is_shown(study: Study) -> None:
    async with study(FULL, *TWO, size=(80, 45)) as driver:
        await driver.press("space", "x", "f")
        assert "⚑ 1" in driver.lines[0]
        assert "1 of 3 said" in driver.text
        await driver.press("f", "f", "f", "f")
        assert "⚑" not in driver.lines[0]
        assert card_of(driver).flag == 0


async def test_a_leech_is_told_and_not_suspended(study: Study) -> None:
    settings = some_settings(leech_threshold=1, fsrs_learning_steps=())
    clock = FakeClock()
    async with study(*TWO, settings=settings, clock=clock) as driver:
        await driver.press("space", "3")
        clock.advance(days=60)
        screen(driver)._tick()
        await driver.settle()
        while "Q one?" not in driver.text:
            await driver.press("space", "4")
        await driver.press("space", "1")
        assert any("Forgotten 1 time:" in notice for notice in driver.notices)
        assert card_of(driver).leech
        assert not card_of(driver).suspended


async def test_card_info_tells_the_memory_and_what_each_rating_would_do(study: Study) -> None:
    async with study(*TWO, settings=NO_STEPS) as driver:
        await driver.press("space")
        bar = next(line for line in driver.lines if "1 Again" in line)
        await driver.press("i")
        assert driver.shows(CardInfoScreen)
        assert "New: it was never rated." in driver.text
        easy = bar.split("4 Easy ")[1].split()[0]
        assert f"4 Easy {easy}" in driver.text
        await driver.press("escape")
        assert driver.shows(StudyScreen)
        assert "A one." in driver.text


async def test_time_in_a_dialog_is_not_time_on_the_card(study: Study) -> None:
    async with study(*TWO) as driver:
        driver.watch.advance(10)
        await driver.press("i")
        driver.watch.advance(100)
        await driver.press("escape", "space", "3")
        assert log(driver)[0].duration_ms == 10_000


async def test_a_long_card_opens_whole(study: Study) -> None:
    long = a_content("Q?", answer="word " * 6000 + "the very end")
    async with study(long, *TWO) as driver:
        await driver.press("z")
        assert driver.notices == ["All of this card is shown already."]
        await driver.press("space", "z")
        assert driver.shows(WholeTextScreen)
        await driver.press("j", "space", "escape")
        assert driver.shows(StudyScreen)


async def test_a_short_card_has_no_whole_text_to_open(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("z")
        assert driver.notices == ["All of this card is shown already."]


# Waiting, days, the clock --------------------------------------------------------------------

WAITING = some_settings(study_learn_ahead=0)


async def test_a_wait_counts_down_and_ends_by_itself(study: Study) -> None:
    clock = FakeClock()
    async with study(TWO[0], settings=WAITING, clock=clock) as driver:
        await driver.press("space", "1")
        assert "comes in 1:00." in driver.text
        clock.advance(seconds=25)
        screen(driver)._tick()
        await driver.settle()
        assert "comes in 0:35." in driver.text
        clock.advance(seconds=35)
        screen(driver)._tick()
        await driver.settle()
        assert "Q one?" in driver.text


async def test_a_wait_can_be_ended_early(study: Study) -> None:
    async with study(TWO[0], settings=WAITING) as driver:
        await driver.press("space", "1", "space")
        assert "Q one?" in driver.text
        assert "A one." not in driver.text


async def test_undo_works_while_waiting(study: Study) -> None:
    async with study(TWO[0], settings=WAITING) as driver:
        await driver.press("space", "1", "u")
        assert "Q one?" in driver.text
        assert [review.undone for review in log(driver)] == [True]


async def test_other_keys_do_nothing_while_waiting(study: Study) -> None:
    async with study(TWO[0], settings=WAITING) as driver:
        await driver.press("space", "1")
        await driver.press("3", "x", "X", "j", "k", "t", "h", "n", "o", "f", "b", "s", "i", "z")
        assert "comes in 1:00." in driver.text
        assert driver.shows(StudyScreen)


async def test_a_new_study_day_is_noticed(study: Study) -> None:
    clock = FakeClock()
    async with study(*TWO, clock=clock, settings=NO_STEPS) as driver:
        await driver.press("space", "3")
        clock.advance(days=30)
        screen(driver)._tick()
        await driver.settle()
        assert driver.notices[0].startswith("A new study day began")
        await driver.press("space")
        clock.advance(days=30)
        screen(driver)._tick()
        await driver.settle()
        assert "1 Again" in driver.text
        await driver.press("3")
        assert any("A new study day began" in notice for notice in driver.notices)


async def test_a_clock_that_went_back_is_a_sentence(study: Study) -> None:
    clock = FakeClock()
    async with study(*TWO, clock=clock, settings=NO_STEPS) as driver:
        await driver.press("space", "3", "u", "escape")
        clock.advance(days=-400)
        before = len(log(driver))
        driver.app.study(())
        await driver.settle()
        await driver.press("space", "3")
        assert len(log(driver)) == before


# Starting, leaving, other runs ---------------------------------------------------------------


async def test_the_first_card_can_be_turned_before_the_collection_is_open(study: Study) -> None:
    opening = Event()
    async with study(*TWO, opening=opening) as driver:
        assert "Q one?" in driver.text
        assert "new 2" in driver.lines[0]
        await driver.pilot.press("space")
        await driver.pilot.pause()
        assert "A one." in driver.text
        await driver.pilot.press("4", "space", "1")
        await driver.pilot.pause()
        assert "A one." in driver.text
        opening.set()
        await driver.settle()
        assert [review.rating for review in log(driver, 1)] == [Rating.EASY]
        assert [review.rating for review in log(driver, 2)] == [Rating.AGAIN]


async def test_intervals_appear_when_the_collection_is_open(study: Study) -> None:
    opening = Event()
    async with study(*TWO, opening=opening) as driver:
        await driver.pilot.press("space")
        await driver.pilot.pause()
        assert "1 Again" in driver.text
        assert "1 Again 1m" not in driver.text
        opening.set()
        await driver.settle()
        assert "1 Again 1m" in driver.text
        assert "A one." in driver.text


async def test_a_rating_never_reaches_another_card_than_the_one_shown(
    study: Study, tmp_path: Path
) -> None:
    opening = Event()
    async with study(*TWO, opening=opening) as driver:
        await driver.pilot.press("space", "3")
        await driver.pilot.pause()
        other = look_into(driver.app.home, driver.clock)
        StudySession(other).suspend()
        other.store.close()
        opening.set()
        await driver.settle()
        assert "Q two?" in driver.text
        assert log(driver, 1) == log(driver, 2) == []


async def test_only_the_decks_that_were_named_are_asked(study: Study) -> None:
    decks = [("ML", 1), ("ML::Eval", 1), ("ML::Evaluation", 1), ("Other", 1)]
    async with study(decks=decks, titles=("ML::Eval",)) as driver:
        assert "ML::Eval: question" in driver.text
        assert "new 1 " in driver.lines[0]
        await driver.press("space", "4")
        assert driver.shows(EndScreen)


async def test_escape_goes_back_to_the_decks(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("space", "3", "escape")
        assert driver.shows(HomeScreen)
        assert len(log(driver)) == 1


async def test_practice_writes_nothing(study: Study) -> None:
    async with study(*TWO) as driver:
        await driver.press("escape")
        driver.app.study((), practise=True)
        await driver.settle()
        assert "practice · 2 left" in driver.lines[0]
        await driver.press("space")
        assert "nothing is scheduled" in driver.text
        assert "1 Again 1m" not in driver.text
        for key in ("u", "b", "s", "f"):
            await driver.press(key)
            assert driver.notices[0].startswith("Practice")
        await driver.press("1", "space", "3", "space", "3")
        assert driver.shows(EndScreen)
        assert "3 answers, 1 of them Again." in driver.text
        assert log(driver, 1) == log(driver, 2) == []


async def test_every_key_can_be_pressed_at_any_time(study: Study) -> None:
    keys = "1 2 3 4 x X j k down up pagedown pageup h o u b s f z space enter 5 9 home end tab"
    async with study(FULL, PERSONAL, CODING, *TWO) as driver:
        for _ in range(3):
            await driver.press(*keys.split())
            if not driver.shows(StudyScreen):
                break
        assert driver.app.is_running


# Sizes and hostile text ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(CardType))
async def test_a_hostile_deck_is_shown_literally(study: Study, kind: CardType) -> None:
    decks = [("[@click=app.quit]x[/] \x1b[31m", [a_nasty_note(kind), TWO[0]])]
    async with study(decks=decks, size=(100, 60)) as driver:
        await driver.press("h")
        seen = driver.text
        await driver.press("t")
        await driver.write("x")
        await driver.press("ctrl+s", "X", "o")
        seen += driver.text
        await driver.press("pagedown")
        seen += driver.text
        await driver.press("i")
        seen += driver.text
        await driver.press("escape", "n")
        await driver.write("y")
        seen += driver.text
        await driver.press("ctrl+s", "f", "u")
        seen += driver.text
        await driver.press("space", "1", "u")
        seen += driver.text + "".join(driver.notices)
        assert not FORBIDDEN & set(seen)
        assert "[@click=app.quit]" in seen
        assert driver.app.is_running


@pytest.mark.parametrize("kind", list(CardType))
async def test_clicks_on_hostile_text_run_nothing(study: Study, kind: CardType) -> None:
    async with study(a_nasty_note(kind), TWO[0], size=(100, 60)) as driver:
        await driver.press("space")
        for y in range(2, 56, 3):
            await driver.pilot.click(offset=Offset(10, y))
        await driver.settle()
        assert driver.app.is_running
        assert log(driver) == []


async def test_a_resize_keeps_the_card_and_what_was_done_with_it(study: Study) -> None:
    async with study(FULL, *TWO, size=(140, 45)) as driver:
        await driver.press("space", "x")
        for width, height in [(60, 16), (80, 24), (300, 80), (20, 8), (140, 45)]:
            await driver.resize(width, height)
            assert max(len(line) for line in driver.lines) <= width
        assert "1 of 3 said" in driver.text


async def test_on_a_small_terminal_the_answer_comes_into_sight(study: Study) -> None:
    long = a_content("\n\n".join(f"Line {n}." for n in range(12)), answer="The answer.")
    async with study(long, *TWO, size=(60, 16)) as driver:
        await driver.press("space")
        assert "The answer." in driver.text


async def test_keys_are_told_on_the_smallest_terminal(study: Study) -> None:
    async with study(*TWO, size=(60, 16)) as driver:
        assert "? keys" in driver.lines[-1]
        await driver.press("space")
        assert "4 Easy" in driver.lines[-1]


def test_the_first_frame_loads_nothing_it_does_not_need() -> None:
    heavy = "sqlalchemy fsrs yaml markdown_it pygments textual.widgets._text_area"
    code = (
        "import sys, mlcards.tui.screens.study; "
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
