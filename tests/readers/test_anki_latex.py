"""Pictures of formulas are found by the hash that Anki calls them by."""

import pytest

from mlcards.core.formulas import LONGEST_FORMULA
from mlcards.readers.anki_latex import latex_pictures

SQUARE = "latex-76b2878564ab19b80abb21ba964abe90fe120846"


def test_the_name_is_of_the_source() -> None:
    assert list(latex_pictures("so [$]x^2[/$]!")) == [f"{SQUARE}.png", f"{SQUARE}.svg"]
    assert list(latex_pictures("[latex]$x^2$[/latex]")) == list(latex_pictures("[$]x^2[/$]"))
    assert list(latex_pictures("[LaTeX]<b>$x</b>^2$[/LATEX]")) == list(latex_pictures("[$]x^2[/$]"))


def test_elements_and_entities_are_as_anki_takes_them() -> None:
    found = list(latex_pictures("[latex]a<br>b &lt; c<div>d</div>[/latex] [$$]y&nbsp;z[/$$]"))
    assert found[::2] == [
        "latex-dcbbd742a69cc4c821c03c360274f4c6ec79a1d6.png",
        "latex-3984a5f850ace220016e1f89aa723bf7b5105ff9.png",
    ]


@pytest.mark.parametrize(
    "text", ["", "latex", "[latex]x", "[$]x[/latex]", f"[$]{'x' * (LONGEST_FORMULA + 1)}[/$]"]
)
def test_what_is_no_formula_has_no_picture(text: str) -> None:
    assert list(latex_pictures(text)) == []


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece",
    ["[latex]", "[$]", "[$][$$]", f"[$]{'<' * 1990}[/$]", "[$]<[/$]"],
    ids=["latex", "inline", "both", "elements", "formulas"],
)
def test_it_takes_time_that_grows_with_the_length(piece: str) -> None:
    list(latex_pictures(piece * (1_000_000 // len(piece))))
