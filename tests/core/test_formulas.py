"""What is a formula and what is money, and how the plugin finds one in Markdown."""

import pytest
from markdown_it import MarkdownIt

from mlcards.core.formulas import DOLLARS, LONGEST_FORMULA, is_formula
from mlcards.core.markdown_formulas import formulas_plugin


@pytest.mark.parametrize(
    ("opening", "source"),
    [("$", "x"), ("$", "2^n + 1"), ("$", "a < b"), ("\\(", "a + b"), ("\\[", "x^2"), ("$$", "a b")],
)
def test_these_are_formulas(opening: str, source: str) -> None:
    assert is_formula(opening, source)


@pytest.mark.parametrize(
    ("opening", "source"),
    [("$", " "), ("$", "5, we pay 10"), ("$", "5 - 6"), ("\\[", "0"), ("$$", "\n"), ("$$", "`a`")],
)
def test_these_are_none(opening: str, source: str) -> None:
    assert not is_formula(opening, source)


def test_single_dollars_stand_at_the_edges_of_words() -> None:
    assert DOLLARS.match("$x$.")
    assert not any(DOLLARS.match(text) for text in ["$x$y", "$ x$", "$x $", "$$x$$", "$a`b`$"])
    assert DOLLARS.match(f"${'x' * LONGEST_FORMULA}$")
    assert not DOLLARS.match(f"${'x' * (LONGEST_FORMULA + 1)}$")


def test_the_plugin_gives_the_source_as_it_is_written() -> None:
    parser = MarkdownIt().use(formulas_plugin)
    tokens = parser.parse("a $x_1 * y_2$ `$z_3$`\n\n$$\n\\frac{a}\n{b}\n$$")
    inline = [(token.type, token.content) for token in tokens[1].children or []]
    assert ("formula", "x_1 * y_2") in inline
    assert ("code_inline", "$z_3$") in inline
    assert (tokens[-1].type, tokens[-1].content) == ("formula_block", "\\frac{a}\n{b}")
    assert tokens[-1].markup == "$$"
