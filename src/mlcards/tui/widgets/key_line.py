"""The line of keys at the bottom of a screen: what can be done here, each hint can be clicked."""

from collections.abc import Iterable

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

from mlcards.core.text import cell_width
from mlcards.tui.commands import Command
from mlcards.tui.palette import MARKED

_GAP = 2
"""Cells between two hints."""


class KeyLine(Widget):
    """One line of hints for commands; too long a line loses hints from its right end.

    A hint is shown when its command asks for it (`Command.hint`), its first key runs it on this
    screen and `check_action` allows it now; the line follows `refresh_bindings`. Clicking a hint
    runs it.

    Its rules stand in app.tcss: rules of its own would make the first frame come later.

    Attributes:
        commands: what is offered, in order.
        keep: action of the one command that stays at the right end however narrow it gets.
    """

    ALLOW_SELECT = False

    commands: reactive[tuple[Command, ...]] = reactive(())
    hovered: reactive[int | None] = reactive(None)

    def __init__(
        self,
        *groups: Iterable[Command],
        keep: str = "help",
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """Take the commands of one or more groups, in order."""
        super().__init__(id=id)
        self.keep = keep
        self.set_reactive(KeyLine.commands, tuple(row for group in groups for row in group))
        self._offered: tuple[Command, ...] = ()

    def on_mount(self) -> None:
        """Follow what the screen can do."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self._look()

    def watch_commands(self) -> None:
        """Show other commands."""
        if self.is_mounted:
            self._look()

    def render(self) -> Content:
        """Return the hints that fit."""
        parts: list[Content] = []
        for index, command in enumerate(self._fitting()):
            hint = Content.assemble((command.shown, MARKED), f" {command.label}")
            parts.append(hint.stylize("underline") if index == self.hovered else hint)
        return Content(" " * _GAP).join(parts)

    async def on_click(self, event: events.Click) -> None:
        """Run the command under the mouse."""
        offset = event.get_content_offset(self)
        index = None if offset is None else self._at(offset.x)
        if index is None:
            return
        event.stop()
        action = self._fitting()[index].action
        for active in self.screen.active_bindings.values():
            if active.binding.action == action:
                await self.app.run_action(action, active.node)
                return

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Underline the hint under the mouse."""
        offset = event.get_content_offset(self)
        self.hovered = None if offset is None else self._at(offset.x)

    def on_leave(self) -> None:
        """Underline nothing."""
        self.hovered = None

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen.is_attached and screen is self.screen:
            self._look()

    def _look(self) -> None:
        active = self.screen.active_bindings
        offered = tuple(
            row
            for row in self.commands
            if row.hint
            and (bound := active.get(row.keys.partition(",")[0])) is not None
            and bound.binding.action == row.action
        )
        if offered != self._offered:
            self._offered = offered
            self.refresh()

    def _fitting(self) -> tuple[Command, ...]:
        """Return the hints that fit, with the kept one."""
        room = self.content_size.width + _GAP
        kept = sum(_width(row) for row in self._offered if row.action == self.keep)
        fitting: list[Command] = []
        full = False
        for row in self._offered:
            if row.action == self.keep:
                fitting.append(row)
                kept = 0
                room -= _width(row)
            elif not full and _width(row) <= room - kept:
                fitting.append(row)
                room -= _width(row)
            else:
                full = True
        return tuple(fitting)

    def _at(self, x: int) -> int | None:
        """Return which hint lies at a cell of the line."""
        start = 0
        for index, row in enumerate(self._fitting()):
            if start <= x < start + _width(row) - _GAP:
                return index
            start += _width(row)
        return None


def _width(row: Command) -> int:
    """Return the cells of a hint with the gap after it."""
    return cell_width(row.shown) + 1 + cell_width(row.label) + _GAP
