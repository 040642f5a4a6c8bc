"""The tree of decks: lines, columns, folding, scrolling, the mouse."""

from collections.abc import Sequence
from typing import Any

import pytest
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult

from mlcards.collection.tree import deck_lines
from mlcards.collection.views import DeckLine
from mlcards.core.queue import Counts
from mlcards.tui.widgets.deck_tree import DeckTree

Decks = Sequence[tuple[str, Counts]]
TWO_TOPS: Decks = [
    ("ML", Counts()),
    ("ML::Deep", Counts(new=2, due=19)),
    ("ML::Deep::CNN", Counts(due=1)),
    ("ML::Eval", Counts(new=3, learning=1, due=12)),
    ("Own", Counts(new=1)),
]


def lines_of(decks: Decks) -> tuple[DeckLine, ...]:
    numbered = list(enumerate(decks, 1))
    return deck_lines(
        ((number, f"d{number}", title, {}) for number, (title, _counts) in numbered),
        {number: counts for number, (_title, counts) in numbered},
    )


class TreeApp(App[None]):
    CSS = "DeckTree { width: 1fr; height: 1fr; }"

    def __init__(self, decks: Decks) -> None:
        super().__init__()
        self.decks = DeckTree(lines_of(decks), ("Nothing here.",))
        self.opened = 0

    def compose(self) -> ComposeResult:
        yield self.decks

    def on_deck_tree_opened(self) -> None:
        self.opened += 1

    @property
    def shown(self) -> list[str]:
        strips = self.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]


def chosen(app: TreeApp) -> tuple[str, ...]:
    return app.decks.titles


async def test_counts_hold_what_lies_below_and_stand_in_columns() -> None:
    app = TreeApp(TWO_TOPS)
    async with app.run_test(size=(44, 8)):
        assert app.shown == [
            " Decks                      new  learn  due",
            "▌  All decks                  6      1   32",
            " ▾ ML                         5      1   32",
            "   ▾ Deep                     2      0   20",
            "       CNN                    0      0    1",
            "     Eval                     3      1   12",
            "   Own                        1      0    0",
            "",
        ]


async def test_one_top_deck_stands_for_everything() -> None:
    app = TreeApp([("ML", Counts(new=1)), ("ML::Eval", Counts(new=2))])
    async with app.run_test(size=(44, 8)) as pilot:
        assert "All decks" not in "\n".join(app.shown)
        assert chosen(app) == ()
        await pilot.press("down")
        assert chosen(app) == ("ML::Eval",)


async def test_a_deck_whose_parent_is_missing_still_counts() -> None:
    app = TreeApp([("ML::Eval", Counts(due=2)), ("Own", Counts(due=3))])
    async with app.run_test(size=(44, 8)):
        assert app.shown[1].split() == ["▌", "All", "decks", "0", "0", "5"]
        assert app.decks.total == 5


async def test_keys_choose_fold_and_unfold() -> None:
    app = TreeApp(TWO_TOPS)
    async with app.run_test(size=(44, 10)) as pilot:
        await pilot.press("j", "down")
        assert chosen(app) == ("ML::Deep",)
        await pilot.press("space")
        assert "CNN" not in "\n".join(app.shown)
        assert app.shown[3].startswith("▌  ▸ Deep")
        await pilot.press("right", "down")
        assert chosen(app) == ("ML::Deep::CNN",)
        await pilot.press("left")
        assert chosen(app) == ("ML::Deep",)
        await pilot.press("left", "left", "left")
        assert [line.split()[-4] for line in app.shown[1:4]] == ["decks", "ML", "Own"]
        await pilot.press("G")
        assert chosen(app) == ("Own",)
        await pilot.press("g", "k")
        assert chosen(app) == ()


async def test_other_counts_keep_what_is_chosen_and_folded() -> None:
    app = TreeApp(TWO_TOPS)
    async with app.run_test(size=(44, 10)) as pilot:
        await pilot.press("down", "down", "space")
        app.decks.show(lines_of([*TWO_TOPS, ("A new one", Counts(due=1234))]))
        await pilot.pause()
        assert chosen(app) == ("ML::Deep",)
        assert "CNN" not in "\n".join(app.shown)
        assert "1,234" in app.shown[2]


async def test_a_chosen_deck_that_is_gone_leaves_everything_chosen() -> None:
    app = TreeApp(TWO_TOPS)
    async with app.run_test(size=(44, 10)) as pilot:
        await pilot.press("G")
        app.decks.show(lines_of(TWO_TOPS[:4]))
        assert chosen(app) == ()


async def test_hundreds_of_decks_scroll_and_the_bar_shows_where() -> None:
    app = TreeApp([(f"Deck {n:03}", Counts(due=n)) for n in range(400)])
    async with app.run_test(size=(50, 11)) as pilot:
        assert app.shown[1].endswith("┃")
        await pilot.press("G")
        assert chosen(app) == ("Deck 399",)
        assert "Deck 399" in app.shown[-1]
        assert app.shown[-1].endswith("┃")
        assert app.shown[1].endswith("│")
        await pilot.press("pageup")
        assert chosen(app) == ("Deck 390",)
        await pilot.press("pageup")
        assert chosen(app) == ("Deck 381",)
        await pilot.resize_terminal(50, 5)
        await pilot.pause()
        assert any("Deck 381" in line for line in app.shown)


async def test_the_wheel_scrolls_and_leaves_the_choice() -> None:
    app = TreeApp([(f"Deck {n:03}", Counts(due=n)) for n in range(40)])
    async with app.run_test(size=(50, 11)) as pilot:
        for _ in range(3):
            app.decks.post_message(events.MouseScrollDown(*WHEEL))
        await pilot.pause()
        assert "Deck 008" in app.shown[1]
        assert chosen(app) == ()
        for _ in range(9):
            app.decks.post_message(events.MouseScrollUp(*WHEEL))
        await pilot.pause()
        assert "All decks" in app.shown[1]


async def test_the_mouse_chooses_folds_and_opens() -> None:
    app = TreeApp(TWO_TOPS)
    async with app.run_test(size=(44, 10)) as pilot:
        await pilot.click(DeckTree, offset=(20, 5))
        assert chosen(app) == ("ML::Eval",)
        assert app.opened == 0
        await pilot.click(DeckTree, offset=(3, 3))
        assert chosen(app) == ("ML::Deep",)
        assert "CNN" not in "\n".join(app.shown)
        await pilot.click(DeckTree, offset=(20, 5), times=2)
        assert chosen(app) == ("Own",)
        assert app.opened == 1
        await pilot.click(DeckTree, offset=(20, 0))
        await pilot.click(DeckTree, offset=(20, 9))
        assert chosen(app) == ("Own",)


WHEEL: Any = (None, 5, 5, 0, 1, 0, False, False, False)
NASTY = [
    "[bold]x[/]",
    "[@click=app.quit]boom[/]",
    'a[1:2] [x="',
    "\x1b]52;c;eA==\x07\x1b[2J",
    "\x9d0;t\x9c\u202e\u2066",
    "深層学習と機械学習の面接で聞かれる質問とその答えの全部",
    "👩‍🔬 emoji 🧪",
    "e\u0301" * 60,
    "x" * 5000,
    "tab\tand\nline",
]


@pytest.mark.parametrize("width", [60, 44, 30])
async def test_any_name_stays_on_its_line_and_in_its_columns(width: int) -> None:
    app = TreeApp([(name, Counts(new=number)) for number, name in enumerate(NASTY)])
    async with app.run_test(size=(width, 13)):
        strips = app.screen._compositor.render_strips()
        rows = [strip.text for strip in strips[1:12]]
        assert all(cell_len(row) == width for row in rows)
        ends = {row.rstrip()[-6:] for row in rows if "All decks" not in row}
        assert ends == {"0    0"}
        assert not set("\x1b\x07\x9d\x9c\u202e\u2066\t") & set("".join(rows))
        assert "…" in "".join(rows)


async def test_no_decks_is_said_in_words() -> None:
    app = TreeApp([])
    async with app.run_test(size=(44, 4)) as pilot:
        assert app.shown[0] == " Nothing here."
        await pilot.press("down", "space", "left", "right", "G", "pagedown")
        await pilot.click(DeckTree, offset=(5, 1))
        assert chosen(app) == ()
        assert app.decks.chosen_counts == Counts()
