"""The line of keys: what it offers, what it drops, what a click does."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.screen import Screen

from mlcards.tui.commands import Command, bindings
from mlcards.tui.widgets.key_line import KeyLine

COMMANDS = (
    Command("study", "enter", "⏎", "study", "Studies."),
    Command("more", "m", "m", "more new", "Adds."),
    Command("hidden", "x", "x", "hidden", "Not shown.", hint=False),
    Command("rate(3)", "3", "3", "Good", "Rates."),
)
OURS = (
    Command("help", "question_mark", "?", "help", "Helps."),
    Command("quit", "q", "q", "quit", "Leaves."),
)
UNBOUND = Command("unbound", "z", "z", "unbound", "No screen binds it.")


class LineScreen(Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(COMMANDS)]
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.allowed = True

    def compose(self) -> ComposeResult:
        yield KeyLine(COMMANDS, [UNBOUND], OURS)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.allowed if action == "more" else super().check_action(action, parameters)

    async def action_study(self) -> None:
        self.done.append("study")

    def action_more(self) -> None:
        self.done.append("more")

    def action_rate(self, number: int) -> None:
        self.done.append(f"rate {number}")


class LineApp(App[None]):
    CSS = "KeyLine { height: 1; width: 1fr; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(OURS)]

    def __init__(self) -> None:
        super().__init__()
        self.helped = 0

    def get_default_screen(self) -> LineScreen:
        return LineScreen()

    @property
    def line(self) -> str:
        return self.screen._compositor.render_strips()[0].text.rstrip()

    def action_help(self) -> None:
        self.helped += 1


def done(app: LineApp) -> list[str]:
    assert isinstance(app.screen, LineScreen)
    return app.screen.done


async def test_it_offers_what_is_bound_and_asks_for_a_hint() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)):
        assert app.line == "⏎ study  m more new  3 Good  ? help  q quit"


async def test_a_hint_whose_key_does_something_else_here_is_not_shown() -> None:
    quits = Command("quit", "m,ctrl+q", "m", "quit", "Here m adds.")
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.screen.query_one(KeyLine).commands = (*COMMANDS[:2], quits)
        await pilot.pause()
        assert app.line == "⏎ study  m more new"


async def test_narrow_it_drops_hints_from_the_right_but_keeps_help() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        seen = []
        for width in (43, 42, 35, 34, 27, 26, 16, 15, 6, 3):
            await pilot.resize_terminal(width, 3)
            await pilot.pause()
            seen.append(app.line)
        assert seen == [
            "⏎ study  m more new  3 Good  ? help  q quit",
            "⏎ study  m more new  3 Good  ? help",
            "⏎ study  m more new  3 Good  ? help",
            "⏎ study  m more new  ? help",
            "⏎ study  m more new  ? help",
            "⏎ study  ? help",
            "⏎ study  ? help",
            "⏎ study  ? help",
            "? help",
            "?",
        ]


async def test_it_follows_what_the_screen_allows() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        assert isinstance(app.screen, LineScreen)
        app.screen.allowed = False
        app.screen.refresh_bindings()
        await pilot.pause()
        assert app.line == "⏎ study  3 Good  ? help  q quit"


async def test_other_commands_replace_those_shown() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.screen.query_one(KeyLine).commands = (COMMANDS[3], *OURS)
        await pilot.pause()
        assert app.line == "3 Good  ? help  q quit"


async def test_a_click_on_a_hint_runs_its_command() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        for hint in ("study", "more new", "Good", "? help"):
            await pilot.click(offset=Offset(app.line.index(hint) + 1, 0))
        assert done(app) == ["study", "more", "rate 3"]
        assert app.helped == 1
        gap = app.line.index("  m more")
        await pilot.click(offset=Offset(gap, 0))
        await pilot.click(offset=Offset(70, 0))
        assert len(done(app)) == 3


async def test_the_hint_under_the_mouse_is_underlined() -> None:
    app = LineApp()
    async with app.run_test(size=(80, 3)) as pilot:
        line = app.screen.query_one(KeyLine)
        await pilot.hover(offset=Offset(12, 0))
        assert line.hovered == 1
        await pilot.hover(offset=Offset(70, 0))
        assert line.hovered is None
