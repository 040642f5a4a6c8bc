"""Where formulas are found in card text, and where dollars are money."""

import pytest

from mlcards.tui.markdown import render


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("$x_i$ and $y^2$", "xᵢ and y²"),
        ("$a_1 * b_2 * c$", "a₁ * b₂ * c"),
        (r"\(x^2\)", "x²"),
        (r"**$\alpha$** _\(\beta\)_", "α β"),
        (r"[$\alpha$](http://x.y)", "α (http://x.y)"),
        (r"so $$x^2$$ inline", "so x² inline"),
        (r"so \[x^2\] inline", "so x² inline"),
        (r"($x$), “$y$”.", "(x), “y”."),
        ("$\\alpha +\n\\beta$", "α + β"),
    ],
)
def test_formulas_are_read(text: str, drawn: str) -> None:
    assert render(text, 60).plain == drawn


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "$5, we pay 10$",
        "$5-10 and then 20$ more",
        "from $100 to $200.",
        "US$5 or 6 US$",
        "$HOME/$PATH",
        "$HOME and foo$",
        "a $ b $ c",
        "$ x$ $x $",
        "$$",
        "$$$$",
        "$x",
        r"\(x",
        "100$",
        "$a$b",
    ],
)
def test_dollars_of_other_kinds_stay(text: str) -> None:
    assert render(text, 60).plain == text.replace(r"\(", "(")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("`$x_i$` stays", "$x_i$ stays"),
        ("cost $x `a$`", "cost $x a$"),
        (r"\$x_i\$", "$x_i$"),
        (r"x\[0\] and \(not maths\)", "x[0] and (not maths)"),
        (r"\\(x\\)", r"\(x\)"),
    ],
)
def test_code_and_escapes_stay(text: str, drawn: str) -> None:
    assert render(text, 60).plain == drawn


def test_formulas_stay_out_of_fences() -> None:
    assert "$x_i$" in render("```\n$x_i$\n$$\ny\n$$\n```", 60).plain
    assert "$x_i$" in render("    $x_i$", 60).plain


def test_a_formula_in_a_table_and_a_list() -> None:
    drawn = render("| a |\n|---|\n| $x_1$ |\n\n- $$\n  y_1\n  $$\n- $z_1$", 60).plain
    assert "x₁" in drawn
    assert "•   y₁" in drawn
    assert "• z₁" in drawn


@pytest.mark.parametrize(
    "text",
    [
        "Before\n$$\na = b\n- c\n$$\nafter",
        "Before\n\n$$a = b - c$$\n\nafter",
        "Before\n\\[\na\n=\nb - c\n\\]\nafter",
    ],
)
def test_a_formula_on_lines_of_its_own(text: str) -> None:
    assert render(text, 60).plain == "Before\n\n  a = b − c\n\nafter"


def test_an_unclosed_formula_is_text() -> None:
    assert render("$$\na = b", 60).plain == "$$ a = b"
    assert render("$$\na\n\nb\n$$", 60).plain == "$$ a\n\nb $$"
    assert render("> $$\n> a\n\nb $$", 60).plain == "│ $$ a\n\nb $$"


def test_what_cannot_be_read_stays_as_written() -> None:
    assert render(r"$\frac{a$ b", 60).plain == r"$\frac{a$ b"
    assert render("$$\n\\frac{a\n$$", 60).plain == r"$$ \frac{a $$"
    long = "x+" * 1001
    assert "".join(render(f"${long}$", 60).plain.split()) == f"${long}$"


def test_a_matrix_wider_than_the_screen_is_written_on_one_line() -> None:
    text = r"$$ A = \begin{pmatrix} first & second \\ third & fourth \end{pmatrix} $$"
    assert "⎛ first  second ⎞" in render(text, 40).plain
    assert render(text, 16).plain.split("\n") == ["A = (first", "second; third", "fourth)"]
