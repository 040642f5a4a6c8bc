"""What is made bold is bold, and nothing else is read in another way."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.markdown_emphasis import emphasised
from mlcards.tui.markdown.reading import read
from mlcards.tui.markdown.styles import Run
from mlcards.tui.markdown.tree import Block, Heading, Listing, Paragraph, Quote, Table

PIECES = [
    *("a", "b c", " ", " ", "7", ".", ",", "`x`", "``", "`", "$x$", "$y^2$", "$", "\\(z\\)"),
    *("*i*", "**b**", "*", "**", "_", "__", "~~", "[l](u)", "(", ")", "[", "]", "é", "词", "→"),
    *("\n", "\n\n", "\n- ", "\n> ", "\n# ", "\n```\n", "\\", "!", "|", "{", "}", "<"),
]
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
marked = st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=7)


def without_bold(runs: Iterable[Run]) -> list[Run]:
    """Return runs with those that differ in being bold alone as one."""
    found: list[Run] = []
    for text, style in runs:
        plain = " ".join(word for word in style.split() if word != "bold")
        if found and found[-1][1] == plain:
            found[-1] = (found[-1][0] + text, plain)
        elif text:
            found.append((text, plain))
    return found


def shape(blocks: Sequence[Block]) -> list[object]:
    """Return what a text shows, whatever of it is bold."""
    found: list[object] = []
    for block in blocks:
        match block:
            case Paragraph(runs):
                found.append(without_bold(runs))
            case Heading(level, runs):
                found.append((level, without_bold(runs)))
            case Quote(inside):
                found.append((">", shape(inside)))
            case Listing(items, start, tight):
                found.append((start, tight, [(item.done, shape(item.blocks)) for item in items]))
            case Table(rows):
                found.append([[without_bold(cell) for cell in row] for row in rows])
            case _:
                found.append(tuple(block))
    return found


@settings(max_examples=400)
@given(marked)
def test_all_but_what_is_bold_is_read_as_before(pieces: list[tuple[str, bool]]) -> None:
    text, places = "", []
    for piece, chosen in pieces:
        if chosen:
            places.append((len(text), len(text) + len(piece)))
        text += piece
    written = emphasised(text, places)
    assert written.replace("*", "") == text.replace("*", "")
    if written != text:
        assert shape(read(written)) == shape(read(text))


@pytest.mark.parametrize(
    ("before", "place", "after", "expected"),
    [
        ("a ", "b", " c", "a **b** c"),
        ("a", "b", "c", "a**b**c"),
        ("a", "(b)", " c", "a(b) c"),
        ("(", "b", ")", "(**b**)"),
        ("", " b ", "", " **b** "),
        ("", "a\nb", "", "**a**\n**b**"),
        ("", "- a\n- b", "", "- **a**\n- **b**"),
        ("", "> a\n\n1. b\n2. ", "c", "> **a**\n\n1. **b**\n2. c"),
        ("# ", "a", "", "# **a**"),
        ("", "1", ". a", "1. a"),
        ("", "---", "", "---"),
        ("a\n", "===", "", "a\n==="),
        ("| ", "a", " |\n|---|\n| b |", "| **a** |\n|---|\n| b |"),
        ("a | ", "b | c", "\n--|--|--\n", "a | b | c\n--|--|--\n"),
        ("", "P(a|b)", " = 1", "**P(a|b)** = 1"),
        ("*a ", "b", " c*", "*a **b** c*"),
        ("*", "a", "*", "*a*"),
        ("", "a*b", " c*", "a*b c*"),
        ("**a** (", "b", ")", "**a** (**b**)"),
        ("**a x", "b", "y c**", "**a xby c**"),
        ("", "snake_case", " a", "**snake_case** a"),
        ("_", "a_ b", "", "_a_ b"),
        ("", "[a](u)", "", "**[a](u)**"),
        ("", "[a]", "(u)", "[a](u)"),
        ("[", "a", "](u)", "[**a**](u)"),
        ("!", "[a](u)", "", "![a](u)"),
        ("", "a!", "[b](u)", "a![b](u)"),
        ("", "`a` and $b$", "", "**`a` and $b$**"),
        ("", "a\\", " b", "a\\ b"),
        ("", "\\*a\\*", " b", "**\\*a\\*** b"),
        ("", "$5", " a", "**$5** a"),
        ("", "$5", " or 6$", "$5 or 6$"),
        ("", "$$\na\n$$", "", "$$\na\n$$"),
        ("", "a\rb", "", "a\rb"),
        ("→", "a", "→", "→**a**→"),
        ("a", "→", "b", "a→b"),
    ],
)
def test_where_text_is_made_bold(before: str, place: str, after: str, expected: str) -> None:
    text = before + place + after
    assert emphasised(text, [(len(before), len(before) + len(place))]) == expected


def test_places_that_touch_are_one() -> None:
    assert emphasised("abc d", [(0, 1), (1, 3), (4, 5)]) == "**abc** **d**"


def test_nothing_to_make_bold() -> None:
    assert emphasised("abc", []) == "abc"
    assert emphasised("abc", [(1, 1)]) == "abc"
    assert emphasised("", []) == ""
