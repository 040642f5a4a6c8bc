"""The line of views."""

from textual.app import App, ComposeResult
from textual.geometry import Offset

from mlcards.tui.widgets.tab_line import Tab, TabLine

TABS = [
    Tab(name, name.title(), 1000 * number) for number, name in enumerate(("one", "two", "three"))
]


class Line(App[None]):
    def compose(self) -> ComposeResult:
        yield TabLine()


def text(app: App[None]) -> str:
    return app.screen._compositor.render_strips()[0].text.rstrip()


async def test_it_goes_round_and_a_click_chooses() -> None:
    async with Line().run_test(size=(60, 3)) as pilot:
        line = pilot.app.query_one(TabLine)
        line.show(TABS, "nowhere")
        await pilot.pause()
        assert line.chosen == "one"
        assert text(pilot.app) == "One 0  Two 1,000  Three 2,000"
        line.step(-1)
        assert line.chosen == "three"
        await pilot.click(offset=Offset(text(pilot.app).index("Two"), 0))
        assert line.chosen == "two"


async def test_the_chosen_tab_shows_however_narrow_it_is() -> None:
    async with Line().run_test(size=(16, 3)) as pilot:
        line = pilot.app.query_one(TabLine)
        line.show(TABS, "one")
        for label in ("One", "Two", "Three"):
            await pilot.pause()
            assert label in text(pilot.app)
            line.step(1)
        line.choose("three")
        await pilot.pause()
        await pilot.click(offset=Offset(0, 0))
        assert line.chosen == "two"


async def test_no_tabs_are_no_trouble() -> None:
    async with Line().run_test(size=(16, 3)) as pilot:
        line = pilot.app.query_one(TabLine)
        line.show([], "one")
        line.step(1)
        await pilot.click(offset=Offset(0, 0))
        assert line.chosen == ""
