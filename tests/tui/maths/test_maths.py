"""Formulas as a reader sees them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mlcards.tui.maths import MAX_LENGTH, formula, formula_lines


@pytest.mark.parametrize(
    ("source", "text"),
    [
        # fractions and roots
        (r"\frac{TP}{TP+FP}", "TP/(TP + FP)"),
        (r"\frac12 x", "(1/2) x"),
        (r"x\frac{1}{2}", "x(1/2)"),
        (r"\frac{P(B\mid A)P(A)}{P(B)}", "P(B | A)P(A)/P(B)"),
        (r"\frac{1}{n(n-1)}", "1/(n(n − 1))"),
        (r"\frac{x}{2y}", "x/(2y)"),
        (r"\frac{\sin x}{x}", "(sin x)/x"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"\log\frac{p}{q}", "log (p/q)"),
        (r"\sqrt{2}, \sqrt{d_k}, \sqrt{x^2}", "√2, √dₖ, √(x²)"),
        (r"\sqrt[3]{x} + \sqrt[n]{xy}", "∛x + ⁿ√(xy)"),
        (r"\binom{n}{k}", "(n choose k)"),
        # scripts
        (r"x_{t-1}^{2}", "xₜ₋₁²"),
        (r"e^{-\frac{(x-\mu)^2}{2\sigma^2}}", "e^(−(x − μ)²/(2σ²))"),
        (r"w_\theta^{q}", "w_θ^q"),
        (r"W^{(l)}, x^{(i_0)}", "W⁽ˡ⁾, x^(i₀)"),
        (r"A^\top, A^T, A^{-1}, A^*", "Aᵀ, Aᵀ, A⁻¹, A*"),
        (r"f'(x), f''", "f′(x), f′′"),
        (r"90^\circ", "90°"),
        (r"^2", "²"),
        # operators and spaces
        ("a=-1+b", "a = −1 + b"),
        (r"-x, (-x), a \cdot -b", "−x, (−x), a · −b"),
        (r"\theta \leftarrow \theta - \eta \nabla_\theta L(\theta)", "θ ← θ − η ∇_θ L(θ)"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"-\sum_i y_i \log \hat{y}_i", "−∑ᵢ yᵢ log ŷᵢ"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\arg\max_\theta L", "arg max_θ L"),
        (r"\operatorname*{argmin}_w f", "argmin_w f"),
        (r"\int p(x)\,dx", "∫ p(x) dx"),
        (r"a\quad b", "a b"),
        (r"\frac{\partial L}{\partial w}", "∂L/∂w"),
        (r"x \not= y, x \neq y", "x ≠ y, x ≠ y"),
        (r"\|x\|_2, \lvert x \rvert", "‖x‖₂, |x|"),
        (r"\left\| w \right\|^2", "‖w‖²"),
        (r"\{x \mid x \in S\}", "{x | x ∈ S}"),
        (r"a := b", "a := b"),
        (r"(a,-b), f(x,y), x_{i,j}", "(a,−b), f(x,y), x_(i,j)"),
        (r"\lim_{x\to 0} f", "lim_(x→0) f"),
        (r"\xrightarrow{d} N, \overset{d}{\to}, \underbrace{a+b}_{n}", "→ᵈ N, →ᵈ, (a + b)ₙ"),
        (r"a \equiv b \pmod n", "a ≡ b (mod n)"),
        # letters
        (r"\alpha\beta\Gamma\varepsilon", "αβΓε"),
        (r"\mathbb{R}^n, \mathbb{E}, \mathcal{L}, \mathfrak{g}", "ℝⁿ, 𝔼, ℒ, 𝔤"),
        (r"\mathbf{w}, \boldsymbol\Sigma, \mathbf{1}", "𝐰, 𝚺, 𝟏"),
        (r"\hat{y}, \bar{x}, \tilde{x}, \vec{v}, \hat{\theta}", "ŷ, x̄, x̃, v⃗, θ̂"),
        (r"\overline{AB}, \widehat{AB}", "A̅B̅, hat(AB)"),
        (r"\mathrm{Var}(X), \text{if } x > 0", "Var(X), if x > 0"),
        (r"\text{50\% of \$5_a}", "50% of $5_a"),
        # as written
        (r"\unknown{a_b} + 1", r"\unknown{a_b} + 1"),
        (r"\unknown x", r"\unknown x"),
        (r"10{,}000", "10,000"),
        (r"50\%, \$5, a\_b, \#1", "50%, $5, a_b, #1"),
        # environments on one line
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a b; c d)"),
        (r"\begin{cases} x & x>0 \\ 0 & \text{else} \end{cases}", "{ x, x > 0; 0, else"),
        (r"\begin{aligned} a &= b \\ &= c \end{aligned}", "a = b; = c"),
        (r"\frac{\begin{matrix}a\\b\end{matrix}}{2}", "a; b/2"),
        (r"a \\ b", "a; b"),
    ],
)
def test_formula(source: str, text: str) -> None:
    assert formula(source) == text


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}",
            ["f(x) = ⎧ x  x > 0", "       ⎩ 0  otherwise"],
        ),
        (
            r"A = \begin{bmatrix} 1 & 22 \\ 3 & 4 \\[2pt] 5 & 6 \end{bmatrix} x",
            ["    ⎡ 1  22 ⎤", "A = ⎢ 3  4  ⎥ x", "    ⎣ 5  6  ⎦"],
        ),
        (r"\begin{vmatrix} a \\ b \end{vmatrix}", ["| a |", "| b |"]),
        (r"\begin{pmatrix} a \end{pmatrix}", ["( a )"]),
        (
            r"\begin{cases} a \\ b \\ c \end{cases}",
            ["⎧ a", "⎨ b", "⎩ c"],
        ),
        (
            r"\begin{align*} ab &= c \\ &= -d \end{align*}",
            ["ab = c", "   = −d"],
        ),
        (r"\begin{array}{cc} 日本 & b \\ c & d \end{array}", ["日本  b", "c     d"]),
        (r"a = b \\ c = d", ["a = b", "c = d"]),
        (r"x", ["x"]),
    ],
)
def test_formula_on_lines(source: str, lines: list[str]) -> None:
    assert formula_lines(source) == tuple(lines)


@pytest.mark.parametrize(
    "source",
    [
        "",
        " ",
        r"\,",
        "{a",
        "a}",
        r"\frac{a}",
        r"\frac{",
        r"\frac{" * 300,
        "{" * 1000 + "}" * 1000,
        "x" * (MAX_LENGTH + 1),
        r"\begin{unheard} a \end{unheard}",
        r"\begin{cases} a",
        r"\begin{cases} a \end{matrix}",
        r"\begin",
        r"\left",
        r"\sqrt[2",
        "x^",
        "x_}",
        "^" * 1999,
    ],
    ids=range(19),
)
def test_what_cannot_be_read_is_left_to_the_caller(source: str) -> None:
    assert formula(source) is None
    assert formula_lines(source) is None


@pytest.mark.parametrize(
    "source",
    [
        "(" * 900 + ")" * 900,
        r"\overline{" * 20 + "a" * 500 + "}" * 20,
        r"\frac{" * 20 + "(" * 800 + ")" * 800 + "}{x}" * 20,
        r"\hat" * 20 + "x",
        r"\x{" * 450 + "}" * 450,
        "a " * 900,
        "'" * 1999,
        "a" * 900 + r"\frac{" + "b" * 900 + "}{c}",
    ],
    ids=range(8),
)
def test_laborious_formulas_stay_small(source: str) -> None:
    text = formula(source)
    assert text is not None
    assert len(text) <= 30 * len(source)


LETTERS = st.sampled_from("abcxyzABC0123")
ATOMS = st.one_of(
    LETTERS, st.sampled_from([r"\alpha ", r"\sum ", r"\log ", "+", "-", "=", " ", r"\,"])
)


def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return formulas that hold `inner` formulas in every kind of structure."""
    group = inner.map(lambda text: f"{{x{text}}}")
    return st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(group, group).map(lambda two: rf"\frac{two[0]}{two[1]}"),
        group.map(lambda text: f"y_{text}"),
        group.map(lambda text: f"y^{text}"),
        group.map(lambda text: rf"\sqrt{text}"),
        group.map(lambda text: rf"\mathbf{text}"),
        LETTERS.map(lambda text: rf"\unknown{{x{text}}}"),
        inner.map(lambda text: rf"\left({text}\right)"),
        st.tuples(inner, inner).map(
            lambda two: rf"\begin{{pmatrix}}{two[0]}&x\\{two[1]}\end{{pmatrix}}"
        ),
    )


FORMULAS = st.recursive(ATOMS, around, max_leaves=12)


def letters_of(source: str) -> list[str]:
    """Return the letters and digits of a formula's source that are not part of a command."""
    plain = source
    for name in ("begin{pmatrix}", "end{pmatrix}", "frac", "sqrt", "mathbf", "left", "right"):
        plain = plain.replace("\\" + name, "")
    for name in ("alpha", "sum"):
        plain = plain.replace("\\" + name, "")
    return [sign for sign in plain if sign.isascii() and sign.isalnum()]


@given(FORMULAS)
def test_no_letter_is_lost(source: str) -> None:
    text = formula(source)
    if text is None:
        assert not letters_of(source)
        return
    flat = unicodedata.normalize("NFKC", text)
    assert [sign for sign in flat if sign.isascii() and sign.isalnum()] == letters_of(source)


@given(st.text(alphabet="ab{}_^\\ &'$[]()+-=~frcsqtlehigdn", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    text, lines = formula(source), formula_lines(source)
    assert text is None or (text.strip() and "\n" not in text)
    assert lines is None or all("\n" not in line for line in lines)


@given(st.lists(st.lists(st.text(alphabet="ab日", max_size=4), min_size=2, max_size=3), max_size=4))
def test_columns_of_a_matrix_line_up(rows: list[list[str]]) -> None:
    inside = r"\\".join("&".join(row) for row in rows)
    lines = formula_lines(rf"\begin{{bmatrix}}{inside}\end{{bmatrix}}")
    if lines is not None:
        assert len({cell_len(line) for line in lines}) == 1
