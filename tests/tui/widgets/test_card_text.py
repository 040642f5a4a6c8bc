from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection
from textual.widgets import Static

from mlcards.tui.markdown import render
from mlcards.tui.widgets.card_text import CardText

CARD = """\
Precision is $\\frac{TP}{TP+FP}$: of what was flagged, the share that is **really** positive. More
words, to need more lines on a narrower screen than they do on one that is eighty cells wide.

| Metric | Formula |
|---|---|
| recall | `TP / (TP + FN)`, of what was there to be found, the share that was found |

```python
precision = true_positives / (true_positives + false_positives)  # no division by zero here
```

[@click=app.quit]quit[/] \x1b]52;c;x\x07
"""


class CardApp(App[None]):
    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield CardText(CARD, id="card", classes="face")
            yield Static("after it", id="after")


def on_screen(card: CardText) -> str:
    """Return the lines that the widget draws."""
    return "\n".join(card.render_line(y).text.rstrip() for y in range(card.size.height))


def as_rendered(text: str, width: int) -> str:
    return "\n".join(line.rstrip() for line in render(text, width).plain.split("\n"))


async def test_draws_at_its_width_and_again_when_that_changes() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        assert card.id == "card"
        assert card.has_class("face")
        assert card.size.width == 80
        assert on_screen(card) == as_rendered(CARD, 80)
        wide = card.size.height
        assert app.query_one("#after").region.y == wide

        await pilot.resize_terminal(60, 16)
        # A scroll bar takes two of the sixty cells, since the card is higher than the screen.
        assert card.size.width == 58
        assert card.size.height > wide
        assert on_screen(card) == as_rendered(CARD, 58)

        await pilot.resize_terminal(80, 24)
        assert on_screen(card) == as_rendered(CARD, 80)


async def test_other_text_and_ready_content() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        card.markdown = "- one\n- two"
        await pilot.pause()
        assert on_screen(card) == "• one\n• two"
        assert card.markdown == "- one\n- two"

        card.content = Content("[b]ready[/b] " + "word " * 20)
        await pilot.pause()
        assert card.size.height == 2
        assert on_screen(card).startswith("[b]ready[/b] word")
        assert card.markdown == ""
        assert not card.was_cut

        card.markdown = ""
        await pilot.pause()
        assert card.size.height == 0


async def test_nothing_is_mounted_and_nothing_can_be_clicked() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        assert not card.children
        y = next(y for y, line in enumerate(on_screen(card).split("\n")) if "app.quit" in line)
        for x in range(24):
            assert not card.get_style_at(x, y).meta.get("@click")
        await pilot.click(card, offset=(18, y))
        assert app.is_running
        assert app.return_code is None


async def test_says_whether_the_text_was_cut() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        before = card.was_cut
        card.markdown = "word " * 10_000
        await pilot.pause()
        assert (before, card.was_cut) == (False, True)
        assert "the rest is not shown" in on_screen(card)


async def test_selected_text_is_what_stands_on_the_screen() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        selection = Selection(Offset(0, 0), Offset(9, 0))
        assert card.get_selection(selection) == ("Precision", "\n")
        card.content = Content("ready made")
        await pilot.pause()
        assert card.get_selection(Selection(Offset(0, 0), Offset(5, 0))) == ("ready", "\n")


async def test_styles_are_known_to_every_theme() -> None:
    app = CardApp()
    async with app.run_test(size=(80, 24)) as pilot:
        card = app.query_one(CardText)
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            spans = render(CARD, 80).spans
            assert spans
            for span in spans:
                assert card._get_style(span.style) is not None
            assert on_screen(card) == as_rendered(CARD, 80)
