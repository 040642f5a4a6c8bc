# ruff: noqa: E501 - the cards have long lines, as authors write them.
"""A dozen cards drawn at three widths, compared with what they looked like when it was right.

Run this file to draw them anew after an intended change, and read the difference.
"""

from pathlib import Path

import pytest
from rich.cells import cell_len

from mlcards.tui.markdown import render

WIDTHS = (80, 60, 40)
GOLDEN = Path(__file__).parent / "golden"

CARDS = {
    "plain": """\
Both start from the true positives; they differ in what they divide by.

Precision divides by everything the model flagged, recall by everything that was there to be found. So a filter that flags only what it is certain of is precise,
and one that flags everything has full recall.
""",
    "emphasis": """\
The **bias–variance** trade-off is *not* a law: ~~always~~ often, `max_depth` moves both. See [the guide](https://scikit-learn.org/stable/modules/cross_validation.html) or <https://example.org/a>, ***both at once***.
A line that ends in two spaces \x20
breaks here, and a backslash\\
breaks here too.
""",
    "bullets": """\
Ways to fight overfitting:

- more data, or data made by augmentation, which costs nothing but care about leaking labels
- regularisation
  - L1, which sets weights to zero
  - L2, which shrinks them
    - equal to a Gaussian prior
- early stopping

A loose list:

* first

  with a second paragraph
* second
""",
    "numbers": """\
9. Split before anything else is fitted, otherwise the test set leaks into the scaler
10. Fit on the training part only
11. Report once

- [x] stratified
- [ ] grouped by user, so that no user is on both sides of the split
""",
    "quote": """\
The article says:

> Recall is TP / (TP + FP), and that is where it is mistaken, since this is precision.
>
> - a point inside
>
> > and a quotation inside the quotation

It is TP / (TP + FN).
""",
    "code": """\
Leave-one-out target encoding:

```python
def encode(frame: pd.DataFrame, column: str, target: str) -> pd.Series:
    \"\"\"Return the mean of the target over the other rows of the same category.\"\"\"
    grouped = frame.groupby(column)[target]
    return (grouped.transform("sum") - frame[target]) / (grouped.transform("count") - 1)
```

    indented\x09code with a tab

```nosuchlanguage
[bold]left alone[/] <b>
```
""",
    "table": """\
| Metric | Formula | Range |
|:-------|:-------:|------:|
| Precision | `TP / (TP + FP)` | 0–1 |
| MCC | see **Matthews** | −1–1 |
| empty | | |
""",
    "wide_table": """\
| Optimiser | State per weight | Learning rate | When to prefer it over the others |
|---|---|---|---|
| SGD with momentum | one velocity | one for all, scheduled | image models with a long budget, where it generalises at least as well |
| AdamW | two moments | adapted per weight | transformers and sparse gradients; decoupled weight decay |
""",
    "wide_characters": """\
日本語の文章はスペースがないので、どこでも改行できますが、句読点は行頭に置けません。Latin words（など）stay whole.

- 정밀도와 재현율의 차이
- 👩\u200d👩\u200d👧 a family, ❤️ a heart, é composed, e\u0301 combined

| 言葉 | meaning |
|---|---|
| 精度 | precision |
| recall | 再現率 👍 |
""",
    "formulas": """\
Precision is $\\frac{TP}{TP+FP}$, the loss \\(\\mathcal{L} = -\\sum_i y_i \\log \\hat{y}_i\\), and $w_{t+1} = w_t - \\eta \\nabla L(w_t)$ the step. It costs $5 and $6; `$x_i$` is code and $\\unknown{x_i}$ is unknown.

$$
f(x) = \\begin{cases} x & x > 0 \\\\ \\alpha (e^x - 1) & \\text{otherwise} \\end{cases}
$$

\\[ A = \\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}, \\quad \\sigma(x) = \\frac{1}{1 + e^{-x}} \\]

- in a list: $O(n \\log n)$ against $O(n^2)$

| a | b |
|---|---|
| $\\alpha_1$ | $x \\in \\mathbb{R}^{m \\times n}$ |
""",
    "literal": """\
[bold]x[/] [@click=app.quit]press[/] [link=https://e.vil]y[/link] [/]

What does <b>bold</b> do, and vector<int> x? <script>alert(1)</script>

<div>a block</div>

Escape \x1b[31mred\x1b]52;c;SEVMTE8=\x07 and C1 \x9b31m, bidi \u202eevil\u2066, entities &#x202e; &#27; &lt;ok&gt;&amp;

[Recall]: TP / (TP + FN)

[a](javascript:alert(1)) [b](https://e.vil/\x1b]0;x) [c](https://real.example "A title")
""",
    "furniture": """\
# One idea
## and a part of it
### smaller

Text under them.

Setext
------

***

![ROC curve above the diagonal](img/roc.png) and ![](x.png)
""",
    "typical": """\
**Gradient boosting** fits each new tree to the *negative gradient* of the loss at the current prediction, so for squared error it fits the residuals. The learning rate $\\eta$ shrinks every step; more trees with a smaller one generalise better, up to a point.

1. Start with a constant, $F_0(x) = \\bar{y}$.
2. For each round compute $r_i = -\\frac{\\partial L}{\\partial F(x_i)}$ and fit a tree to it.
3. Add it: $F_m = F_{m-1} + \\eta h_m$.

| | Bagging | Boosting |
|---|---|---|
| reduces | variance | bias |
| trees | deep, independent | shallow, in sequence |

```python
model = HistGradientBoostingClassifier(learning_rate=0.05, max_iter=500, early_stopping=True)
model.fit(X_train, y_train)
```

> It overfits when run too long: stop on a validation set.
""",
}


def drawn(name: str) -> str:
    """Return a card at all widths; a dot ends each line, so that spaces there are seen."""
    parts = []
    for width in WIDTHS:
        lines = render(CARDS[name], width).plain.split("\n")
        parts.append(f"{'=' * width}\n" + "".join(f"{line}·\n" for line in lines))
    return "".join(parts)


@pytest.mark.parametrize("name", CARDS)
def test_card_looks_as_it_should(name: str) -> None:
    assert drawn(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.parametrize("width", [*range(4, 30), 40, 60, 80, 200])
def test_card_fits_every_width(name: str, width: int) -> None:
    lines = render(CARDS[name], width).plain.split("\n")
    assert max(map(cell_len, lines)) <= width


if __name__ == "__main__":
    for card in CARDS:
        (GOLDEN / f"{card}.txt").write_text(drawn(card), encoding="utf-8")
