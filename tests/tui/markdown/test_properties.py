"""What holds for every text, whoever wrote it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.highlight import HighlightTheme

from mlcards.tui import markdown
from mlcards.tui.markdown import reading, render, styles, was_cut
from mlcards.tui.markdown.tree import Paragraph

FRAGMENTS = st.sampled_from(
    [
        *"*_`~[]()<>&$|\\#>-+=!:\n\t ",
        *("\n\n", "\n- ", "\n> ", "\n1. ", "\n```python\n", "\n```\n", "\n    ", "\n| a | b |\n"),
        *("|---|:-:|\n", "$$", "\\(", "\\)", "\\[", "\\]", "\\frac{", "^{", "_{", "}", "![", "]("),
        *("[bold]", "[/]", "[@click=app.quit]", "&#x202e;", "&#10;", "&#9;", "&lt;", "<b>", "  \n"),
        *("\x1b[31m", "\x07", "\x9b", "\u202e", "\u2028", "\ud800", "\r", "\r\n", "\x00", "\ufeff"),
        *(
            "日本語",
            "、",
            "👩\u200d👩",
            "❤\ufe0f",
            "e\u0301",
            "\u200d",
            "\ufe0f",
            "\u0301",
            "\u00a0",
        ),
        *("word", "longerword", "https://example.org/a/b?c=d", "x" * 50, "日" * 40),
    ]
)
HOSTILE = st.lists(st.one_of(FRAGMENTS, st.text(max_size=8)), max_size=40).map("".join)
WIDTHS = st.integers(markdown.MIN_WIDTH, 100)


def forbidden(text: str) -> set[str]:
    """Return the characters of `text` that a terminal must not get."""
    bidi = {*map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])}
    return {
        character
        for character in text
        if character != "\n"
        and (
            unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
            or character in bidi
            or 0xE0000 <= ord(character) < 0xE0080
        )
    }


@given(HOSTILE, WIDTHS)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    lines = render(text, width).plain.split("\n")
    assert max(map(cell_len, lines)) <= width


@given(HOSTILE, WIDTHS)
def test_nothing_reaches_the_terminal_that_it_would_obey(text: str, width: int) -> None:
    assert not forbidden(render(text, width).plain)


@given(HOSTILE, WIDTHS)
def test_styles_are_of_the_theme_and_cannot_be_clicked(text: str, width: int) -> None:
    content = render(text, width)
    for span in content.spans:
        assert 0 <= span.start < span.end <= len(content.plain)
        assert isinstance(span.style, str)
        assert is_of_theme(span.style), span.style


@given(HOSTILE, WIDTHS)
def test_uncut_text_is_drawn_the_same_without_bounds(text: str, width: int) -> None:
    assert not was_cut(text, width)
    assert render(text, width, truncate=False).is_same(render(text, width))


@given(st.lists(st.from_regex(r"[^\W_]{1,30}", fullmatch=True), min_size=1), st.data(), WIDTHS)
def test_words_of_plain_paragraphs_survive_in_order(
    words: list[str], data: st.DataObject, width: int
) -> None:
    gaps = st.sampled_from([" ", "  ", "\n", "  \n", "\n\n"])
    text = "".join(word + data.draw(gaps) for word in words)
    drawn = render(text, width).plain
    assert "".join(drawn.split()) == "".join(words)


@given(st.text(alphabet="ab.,;:'\"!?@%^(){}/ 1日é\n\u0301-#+=>"))
def test_plain_text_is_read_as_the_parser_reads_it(text: str) -> None:
    if not reading._is_plain(text):
        return
    parsed = reading._blocks(iter(reading._parser().parse(text)))
    assert [joined(block) for block in reading._paragraphs(text)] == [*map(joined, parsed)]


def joined(block: object) -> str:
    assert isinstance(block, Paragraph)
    return "".join(text for text, style in block.runs if style == "")


ATTRIBUTES = {"bold", "italic", "underline", "strike", "reverse", "dim"}


def is_of_theme(style: str) -> bool:
    """Tell whether a style names no colour of its own and does nothing but style."""
    return all(
        word == "on" or word in ATTRIBUTES or re.fullmatch(r"\$[a-z-]+|\d+%", word)
        for word in style.split()
    )


def test_all_styles_are_of_the_theme() -> None:
    own = [value for value in vars(styles).values() if isinstance(value, str) and "$" in value]
    code = [styles.mix(styles.CODE_GROUND, style) for style in HighlightTheme.STYLES.values()]
    assert own
    assert all(map(is_of_theme, [*code, *styles.HEADINGS, styles.CODE, styles.ADDRESS]))
    assert not is_of_theme("red")
    assert not is_of_theme("$primary on #102030")
    assert not is_of_theme("@click=app.quit")


@pytest.mark.parametrize(
    ("under", "over", "mixed"),
    [
        ("", "", ""),
        ("bold", "italic", "bold italic"),
        ("bold", "$a on $b", "bold $a on $b"),
        ("$a on $b", "bold", "$a bold on $b"),
        ("on $a", "$c on $b 10%", "$c on $b 10%"),
    ],
)
def test_a_style_inside_another(under: str, over: str, mixed: str) -> None:
    assert styles.mix(under, over) == mixed
