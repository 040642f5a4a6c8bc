"""Whether a table's fields hold HTML, and what they say as Markdown."""

import re
from collections.abc import Iterable, Sequence

from mlcards.core.html_markdown import html_to_markdown
from mlcards.readers.decoding import one_break

_MARK = re.compile(
    r"<br\s*/?>|</(?:p|div|span|b|i|u|em|strong|a|ul|ol|li|table|tr|td|th|pre|code|sub|sup|h[1-6]"
    r"|font|blockquote)>|<img\s[^<>]{0,500}>|&(?:nbsp|lt|gt|amp|quot);",
    re.IGNORECASE,
)
_WEIGHED = 2000


def seems_html(rows: Iterable[Sequence[str]]) -> bool:
    """Whether these fields are HTML: at least half of the rows have an element that is closed.

    A deck about HTML names elements too, but seldom closes them in every other row.
    """
    seen = marked = 0
    for row in rows:
        if seen >= _WEIGHED:
            break
        seen += 1
        marked += any(_MARK.search(cell) for cell in row)
    return marked * 2 >= seen > 0


def field_text(cell: str, *, html: bool) -> str:
    r"""Return a field as Markdown, with `\n` for every line break."""
    return html_to_markdown(cell).strip() if html else one_break(cell)
