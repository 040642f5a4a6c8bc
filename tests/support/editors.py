"""An app with nothing but one editor."""

from typing import Any

from textual.app import App
from textual.screen import Screen

NOTHING: Any = object()
"""What an editor has given that is still open."""


class Editing(App[None]):
    """Shows an editor, and keeps what it gives back."""

    CSS = "KeyLine { height: 1; }"

    def __init__(self, editor: Screen[Any]) -> None:
        super().__init__()
        self.given: Any = NOTHING
        self.editor = editor

    def on_mount(self) -> None:
        self.push_screen(self.editor, self._take)

    def _take(self, given: Any) -> None:
        self.given = given

    @property
    def seen(self) -> str:
        """What stands on the screen."""
        strips = self.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)

    async def leave_changed(self, *keys: str) -> None:
        """Change the text by the keys, and leave: only the second esc in a row does."""
        async with self.run_test(size=(80, 24)) as pilot:
            for key in keys:
                await pilot.press(key, "escape")
                assert self.given is NOTHING
                assert "ctrl+s keeps it, esc again drops it" in self.seen
            await pilot.press("escape")
            assert self.given is None
