"""The list that draws only what is in sight."""

from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Offset

from mlcards.tui.widgets.row_list import RowList


class Rows(App[None]):
    def compose(self) -> ComposeResult:
        yield RowList()


def lines(app: App[None]) -> list[str]:
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


def row(index: int, _width: int) -> Content:
    return Content(f"row [b]{index}[/b]")


async def test_it_draws_what_is_in_sight_and_follows_the_chosen_row() -> None:
    async with Rows().run_test(size=(30, 5)) as pilot:
        rows = pilot.app.query_one(RowList)
        rows.show(1000, row)
        await pilot.pause()
        assert lines(pilot.app)[0].startswith("▌row [b]0[/b]")
        rows.last()
        await pilot.pause()
        assert lines(pilot.app)[-1].startswith("▌row [b]999[/b]")
        rows.page(-1)
        await pilot.pause()
        assert rows.chosen == 995
        rows.choose(-5)
        assert rows.chosen == 0


async def test_the_mouse_chooses_scrolls_and_opens() -> None:
    async with Rows().run_test(size=(30, 5)) as pilot:
        rows = pilot.app.query_one(RowList)
        rows.show(100, row)
        await pilot.pause()
        await pilot.click(offset=Offset(3, 2))
        assert rows.chosen == 2
        rows._scroll_rows(50)
        await pilot.pause()
        assert lines(pilot.app)[0].startswith(" row [b]50[/b]")
        await pilot.click(offset=Offset(3, 4))
        assert rows.chosen == 54


async def test_nothing_is_said_where_there_is_nothing() -> None:
    async with Rows().run_test(size=(30, 5)) as pilot:
        rows = pilot.app.query_one(RowList)
        rows.show(0, row, nothing=[Content("Empty [/].")])
        await pilot.pause()
        assert lines(pilot.app)[0] == " Empty [/]."
        assert rows.chosen is None
        rows.move(1)
        await pilot.click(offset=Offset(3, 0))
        assert rows.chosen is None


async def test_wide_characters_stay_aligned_with_the_bar() -> None:
    async with Rows().run_test(size=(20, 4)) as pilot:
        rows = pilot.app.query_one(RowList)
        rows.show(50, lambda index, _width: Content("深層学習" * (index % 4 + 1)))
        await pilot.pause()
        strips = pilot.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {20}
        assert {strip.text[-1] for strip in strips} <= {"┃", "│"}
