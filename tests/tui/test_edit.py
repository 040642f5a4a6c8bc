"""Editing a card where it is asked."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from mlcards.collection.editing import Edited
from mlcards.config.paths import Home
from mlcards.core.errors import DatabaseError
from mlcards.core.foreign import Problem
from mlcards.core.model import CardId, NoteContent
from mlcards.tui.screens.edit import EditScreen
from mlcards.tui.screens.end import EndScreen
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.widgets.yaml_area import YamlArea
from support.cards import FORBIDDEN, FULL, a_nasty_note
from support.editors import NOTHING, Editing
from support.factories import a_cloze, a_content, a_reversed, some_settings
from support.tui import SIZES, Driver, a_home, driving, look_into

AUC = a_content("What is AUC?", answer="An area.")
Result = Edited | tuple[Problem, ...]


def editor(driver: Driver) -> YamlArea:
    return driver.app.screen.query_one(YamlArea)


async def rewrite(driver: Driver, old: str, new: str) -> None:
    """Open the editor, put one text for another, and save."""
    await driver.press("e")
    assert driver.shows(EditScreen)
    area = editor(driver)
    assert old in area.text
    area.load_text(area.text.replace(old, new))
    await driver.press("ctrl+s")


def stored(home: Home, driver: Driver, card: int = 1) -> NoteContent:
    collection = look_into(home, driver.clock)
    content = collection.card_view(CardId(card)).content
    collection.store.close()
    return content


# In a session


@pytest.mark.parametrize("size", SIZES)
async def test_the_question_side_stays_and_shows_the_new_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, size=size, study=True) as driver:
        await rewrite(driver, "What is AUC?", "What is the AUC?")
        assert driver.shows(StudyScreen)
        assert "What is the AUC?" in driver.text
        assert "An area." not in driver.text
        assert driver.notices == ["Saved. u takes it back."]
        await driver.press("space")
        assert "An area." in driver.text
        assert stored(home, driver).question == "What is the AUC?"


@pytest.mark.parametrize("size", SIZES)
async def test_the_answer_side_stays_too_and_the_card_can_be_rated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC, a_content("Next?")]))
    async with driving(monkeypatch, home, size=size, study=True) as driver:
        await driver.press("space")
        await rewrite(driver, "An area.", "The area under it.")
        assert "The area under it." in driver.text
        await driver.press("3")
        assert "Next?" in driver.text
        assert "changed" not in " ".join(driver.notices)
        collection = look_into(home, driver.clock)
        assert collection.card(CardId(1)).schedule.reps == 1
        collection.store.close()


async def test_undo_takes_it_back_in_the_session_and_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, study=True) as driver:
        await rewrite(driver, "AUC", "A B C")
        await driver.press("u")
        assert "What is AUC?" in driver.text
        assert driver.notices == ["Edit taken back: What is AUC?"]
        await rewrite(driver, "AUC", "A B C")
        await driver.press("escape")
    async with driving(monkeypatch, home, clock=driver.clock) as driver:
        assert driver.shows(HomeScreen)
        await driver.press("u")
        assert driver.notices == ["Edit taken back: What is AUC?"]
        assert stored(home, driver) == AUC


async def test_ticks_of_points_that_are_gone_are_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [FULL]))
    async with driving(monkeypatch, home, size=(140, 45), study=True) as driver:
        await driver.press("space", "X", "o")
        await rewrite(driver, "  - an example\n", "")
        assert "2 of 2 said" in driver.text
        await rewrite(driver, "key_points:", "follow_ups: []\nkey_points:")
        assert driver.shows(EditScreen)  # the key is there twice
        assert "follow_ups" in driver.text
        await driver.press("escape", "escape")
        assert driver.shows(StudyScreen)
        await driver.press("3")
        assert "learning 1" in driver.text


async def test_a_typed_answer_is_compared_with_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, size=(140, 45), study=True) as driver:
        await driver.press("t")
        await driver.write("An area")
        await driver.press("ctrl+s")
        await rewrite(driver, "An area.", "An area under a curve.")
        assert "An area ⟨under a curve.⟩" in driver.text


async def test_a_card_that_left_the_text_gives_way_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [a_cloze("A {{c1::b}} and {{c2::c}}."), a_content("Next?")]
    home = a_home(tmp_path, ("Evaluation", notes))
    async with driving(monkeypatch, home, study=True) as driver:
        await rewrite(driver, "{{c1::b}}", "b")
        assert driver.notices == [
            "The text has this card no more: it is put aside. u takes the edit back."
        ]
        assert "A b and" in driver.text or "Next?" in driver.text
        await driver.press("u")
        assert driver.notices[0].startswith("Edit taken back")
        assert stored(home, driver) == notes[0]


async def test_the_way_back_of_a_reversed_card_is_edited_as_its_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [a_reversed("AUC", "area")]))
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("e")
        assert editor(driver).text == "id: n0\ntype: reversed\nquestion: AUC\nanswer: area\n"


async def test_cards_can_be_edited_while_practising(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home) as driver:
        await driver.press("c", "space")
        await rewrite(driver, "An area.", "New.")
        assert "New." in driver.text
        await driver.press("1")
        assert driver.shows(StudyScreen)
        await driver.press("space")
        assert "New." in driver.text


async def test_a_card_is_edited_from_its_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("space", "i")
        await rewrite(driver, "An area.", "New.")
        assert driver.shows(StudyScreen)
        assert "New." in driver.text


async def test_a_card_too_long_to_be_shown_is_edited_where_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [a_content("Why?", answer="line\n" * 2000)]))
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("space", "z")
        await rewrite(driver, "Why?", "How?")
        assert driver.shows(StudyScreen)
        assert "How?" in driver.text


async def test_a_hard_card_is_edited_from_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    settings = some_settings(fsrs_learning_steps=())
    async with driving(monkeypatch, home, study=True, settings=settings) as driver:
        await driver.press("space", "1")
        assert driver.shows(EndScreen)
        await driver.press("enter")
        await rewrite(driver, "What is AUC?", "What is the AUC?")
        assert driver.shows(EndScreen)
        assert "What is the AUC?" in driver.text
        assert stored(home, driver).question == "What is the AUC?"


async def test_nothing_is_said_when_nothing_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("e", "ctrl+s")
        assert driver.shows(StudyScreen)
        await driver.press("e", "escape")
        assert driver.shows(StudyScreen)
        assert driver.notices == []


async def test_problems_are_listed_and_the_text_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", [AUC]))
    async with driving(monkeypatch, home, study=True) as driver:
        await rewrite(driver, "answer:", "anwser:")
        assert driver.shows(EditScreen)
        assert 'line 3  unknown key "anwser"; did you mean answer?' in driver.text
        assert "anwser: An area." in editor(driver).text
        assert stored(home, driver) == AUC


@pytest.mark.parametrize("size", SIZES)
async def test_a_hostile_card_is_shown_literally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    home = a_home(tmp_path, ("[@click=app.quit]x[/] \x1b]0;x\x07\u202e", [a_nasty_note()]))
    async with driving(monkeypatch, home, size=size, study=True) as driver:
        await driver.press("e")
        assert driver.shows(EditScreen)
        assert not FORBIDDEN & set(driver.text)
        assert "[@click=app.quit]x[/]" in driver.text
        await driver.press("ctrl+s")
        assert not FORBIDDEN & set(driver.text)


# The screen by itself


class EditingCard(Editing):
    """The editor of a card, and what it says goes wrong."""

    def __init__(self, save: Callable[[str], Awaitable[Result]]) -> None:
        super().__init__(EditScreen("Deck", "question: a\nanswer: |\n  b\n", save))
        self.said: list[str] = []

    def say_error(self, error: Exception) -> None:
        self.said.append(str(error))

    @property
    def area(self) -> YamlArea:
        return self.editor.query_one(YamlArea)


async def full(_text: str) -> Result:
    raise DatabaseError("The disk is full.", "Make room.")


async def five_wrong(_text: str) -> Result:
    return tuple(Problem("card", 2, f"wrong \x1b[31m [/] {n}", column=3) for n in range(6))


async def test_a_changed_text_is_left_only_at_the_second_press() -> None:
    await EditingCard(full).leave_changed("x", "y")


async def test_a_text_that_cannot_be_kept_stays() -> None:
    app = EditingCard(full)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "f2")
        assert app.said == ["The disk is full. Make room."]
        assert app.area.text.startswith("xquestion")
        assert app.given is NOTHING


async def test_many_problems_are_a_few_lines_and_the_cursor_goes_to_the_first() -> None:
    app = EditingCard(five_wrong)
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("ctrl+s")
        assert app.seen.count("line 2") == 4
        assert "… and 2 more problems" in app.seen
        assert not FORBIDDEN & set(app.seen)
        assert app.area.cursor_location == (1, 2)


async def test_new_lines_keep_the_indentation() -> None:
    app = EditingCard(full)
    async with app.run_test(size=(80, 24)) as pilot:
        app.area.move_cursor((2, 3))
        await pilot.press("enter", "c")
        assert app.area.text == "question: a\nanswer: |\n  b\n  c\n"
        app.area.move_cursor((1, 9))
        await pilot.press("enter", "d")
        assert app.area.text == "question: a\nanswer: |\n  d\n  b\n  c\n"
        app.area.move_cursor((0, 11))
        await pilot.press("enter", "tab", "e")
        assert app.area.text.startswith("question: a\n  e\nanswer")


async def test_what_is_pasted_is_indented_and_made_visible() -> None:
    app = EditingCard(full)
    async with app.run_test(size=(80, 24)) as pilot:
        app.area.move_cursor((2, 3))
        app.post_message(events.Paste("1\r\n2\x1b[31m\r\n\r\n3"))
        await pilot.pause()
        assert app.area.text == "question: a\nanswer: |\n  b1\n  2␛[31m\n  \n  3\n"
