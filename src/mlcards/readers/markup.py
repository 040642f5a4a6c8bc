"""Whether a table's fields hold HTML, and what they say as Markdown."""

import re
from collections.abc import Iterable, Sequence

from mlcards.core.html_markdown import html_to_markdown
from mlcards.readers.decoding import one_break
from mlcards.readers.gathering import Report

LARGEST_HTML = 12 * 1024 * 1024
"""Characters of a file whose texts are HTML: they take longer than others."""

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


def check_html_size(text: str, report: Report) -> None:
    """Refuse a file with more HTML than can be turned into Markdown while a person waits.

    Raises:
        EnoughError: it is too large.
    """
    if len(text) > LARGEST_HTML:
        raise report.refuse(
            None,
            f"the file has more than {LARGEST_HTML // 1024**2} MB of HTML; split it, or export a "
            "deck package (.apkg)",
            "too-large",
        )


def field_text(cell: str, *, html: bool) -> str:
    r"""Return a field as Markdown, with `\n` for every line break."""
    return html_to_markdown(cell).strip() if html else one_break(cell)
