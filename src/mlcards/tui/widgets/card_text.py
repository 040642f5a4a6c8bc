"""The text of a card: one widget, drawn from `Content`, however long the card is."""

from dataclasses import replace

from textual.css.styles import RulesMap
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

from mlcards.tui.markdown import render, was_cut


class _Card(Visual):
    """Markdown that is wrapped anew for every width Textual asks for."""

    def __init__(self, markdown: str) -> None:
        self.markdown = markdown

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return the lines for `width`; they fit, so Textual has nothing to wrap."""
        rules: RulesMap = {**options.rules, "text_wrap": "nowrap", "text_overflow": "clip"}
        content = render(self.markdown, width)
        return content.render_strips(width, height, style, replace(options, rules=rules))

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width of the longest line when all of the container is used."""
        return render(self.markdown, container_width).get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at `width`."""
        return render(self.markdown, width).plain.count("\n") + 1 if self.markdown else 0


class CardText(Static):
    """Shows a card's Markdown at the width it has; as high as the text is.

    Updating costs about a Static update: there are no children and nothing is mounted.
    """

    DEFAULT_CSS = """
    CardText {
        width: 1fr;
        height: auto;
    }
    """

    def __init__(
        self,
        markdown: str = "",
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(_Card(markdown), markup=False, id=id, classes=classes)

    @property
    def markdown(self) -> str:
        """The Markdown shown, as its author wrote it; "" while other `content` is shown."""
        card = self.content
        return card.markdown if isinstance(card, _Card) else ""

    @markdown.setter
    def markdown(self, text: str) -> None:
        self.content = _Card(text)

    @property
    def was_cut(self) -> bool:
        """Whether the text is too long to be shown whole at the present width."""
        return was_cut(self.markdown, self.content_size.width)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it stands on the screen."""
        card = self.content
        if not isinstance(card, _Card):
            return super().get_selection(selection)
        return selection.extract(render(card.markdown, self.content_size.width).plain), "\n"
