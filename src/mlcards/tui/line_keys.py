"""The actions behind the keys of `commands.LINES`, for screens with one list."""

from textual.widget import Widget

from mlcards.tui.widgets.row_list import RowList


class LineKeys:
    """Mixed into a screen that has one `RowList`; moves what is chosen in it."""

    @property
    def rows(self) -> RowList:
        """The list."""
        assert isinstance(self, Widget)  # noqa: S101 - it is mixed into screens
        return self.query_one(RowList)

    def action_move(self, by: int) -> None:
        """Choose the line some lines on."""
        self.rows.move(by)

    def action_page(self, pages: int) -> None:
        """Choose the line some pages on."""
        self.rows.page(pages)

    def action_first(self) -> None:
        """Choose the first line."""
        self.rows.choose(0)

    def action_last(self) -> None:
        """Choose the last line."""
        self.rows.last()
