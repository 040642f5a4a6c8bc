"""The editor of the own answer."""

from collections.abc import Awaitable, Callable

from textual import events

from mlcards.core.errors import DatabaseError
from mlcards.tui.screens.own_answer import OwnAnswerScreen
from mlcards.tui.widgets.writing import Writing
from support.cards import FORBIDDEN, NASTY
from support.editors import NOTHING, Editing

Save = Callable[[str], Awaitable[None]]


def editing(text: str, save: Save, question: str = "Q?") -> Editing:
    return Editing(OwnAnswerScreen(question, text, save))


def keeping(kept: list[str]) -> Save:
    async def save(text: str) -> None:
        kept.append(text)

    return save


async def full(_text: str) -> None:
    raise DatabaseError("The disk is full.", "Make room.")


async def test_what_is_written_is_kept() -> None:
    kept: list[str] = []
    app = editing("Before.", keeping(kept))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "N", "o", "w", "ctrl+s")
        assert app.given == "Before. Now"
        assert kept == ["Before. Now"]


async def test_an_unchanged_text_is_left_at_once() -> None:
    app = editing("Before.", keeping([]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        assert app.given is None


async def test_a_changed_text_is_left_only_at_the_second_press() -> None:
    kept: list[str] = []
    await editing("Before.", keeping(kept)).leave_changed("x", "y")
    assert kept == []


async def test_a_text_that_cannot_be_kept_stays_in_the_editor() -> None:
    app = editing("", full)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("a", "b", "f2")
        await pilot.pause()
        assert app.given is NOTHING
        assert app.screen.query_one(Writing).text == "ab"
        assert [notice.message for notice in app._notifications] == ["The disk is full. Make room."]


async def test_an_emptied_text_is_kept_as_empty() -> None:
    kept: list[str] = []
    app = editing("a", keeping(kept))
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("backspace", "ctrl+s")
        assert kept == [""]
        assert app.given == ""


async def test_hostile_text_is_shown_literally() -> None:
    app = editing(NASTY, keeping([]), question=NASTY)
    async with app.run_test(size=(100, 30)):
        assert not FORBIDDEN & set(app.seen)
        assert "[@click=app.quit]x[/]" in app.seen


async def test_pasted_control_characters_become_visible() -> None:
    app = editing("", keeping([]))
    async with app.run_test(size=(80, 24)) as pilot:
        editor = app.screen.query_one(Writing)
        app.post_message(events.Paste("a\x1b[31mb\r\nc"))
        await pilot.pause()
        assert editor.text == "a␛[31mb\nc"
