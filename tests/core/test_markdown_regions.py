"""Code, formulas and addresses are found where Markdown has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.markdown_regions import Kind, region_around, regions_of

CODE, FORMULA, VERBATIM = Kind.CODE, Kind.FORMULA, Kind.VERBATIM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", [(CODE, "b")]),
        ("``a`b`` `c", [(CODE, "a`b")]),
        ("\\`a `b`", [(CODE, "b")]),
        ("a `b\n\nc` d", []),
        ("a `b\nc` d", [(CODE, "b\nc")]),
        ("- a ` b\n- `c`", [(CODE, "c")]),
        ("| a ` | b |\n|---|---|\n| `c` | d |", [(CODE, "c")]),
        ("# a `\n`b`", [(CODE, "b")]),
        ("> a `b\n> c`", [(CODE, "b\n> c")]),
        ("```py\na\n```\nb", [(CODE, "py\na\n")]),
        ("````\n```\n````", [(CODE, "\n```\n")]),
        ("~~~\n`a", [(CODE, "\n`a")]),
        ("> ```\n> a\nb `c`", [(CODE, "\n> a\n"), (CODE, "c")]),
        ("- ```\n  a\n  ```\n- b", [(CODE, "\n  a\n")]),
        ("``` a ``` b", [(CODE, " a ")]),
        ("$a_1$ and $$b$$", [(FORMULA, "a_1"), (FORMULA, "b")]),
        ("\\(a\\) \\[b = c\\]", [(FORMULA, "a"), (FORMULA, "b = c")]),
        ("$$\na `b`\n$$", [(FORMULA, "\na `b`\n")]),
        ("$$\na\n\nb\n$$", []),
        ("`$a$` $b$", [(CODE, "$a$"), (FORMULA, "b")]),
        ("$5 and 6$ x\\[0\\]", [(VERBATIM, "5 and 6"), (VERBATIM, "0")]),
        ("5$ and \\$6 $", []),
        ("[a](b) [c](d e)", [(VERBATIM, "b")]),
        ("<https://a> <b>", [(VERBATIM, "https://a")]),
        ("a\n\n    b\n    c", [(VERBATIM, "    b\n"), (VERBATIM, "    c")]),
        ("- a\n    - b", []),
        ("a\n    b", []),
    ],
)
def test_regions(text: str, expected: list[tuple[Kind, str]]) -> None:
    found = [(region.kind, text[region.inner : region.stop]) for region in regions_of(text)]
    assert found == expected


@given(st.text("ab`$\\()[]~>-#|* \n", max_size=60))
def test_regions_are_in_order_and_apart(text: str) -> None:
    position = 0
    for region in regions_of(text):
        assert position <= region.start <= region.inner <= region.stop <= region.end <= len(text)
        position = region.end


def test_what_is_around_a_place() -> None:
    regions = regions_of("a `bc` d")
    assert region_around(regions, 3, 4) is CODE
    assert region_around(regions, 3, 5) is CODE
    assert region_around(regions, 4, 4) is CODE
    assert region_around(regions, 2, 6) is None
    assert region_around(regions, 0, 8) is None
    assert region_around(regions, 4, 8) is VERBATIM
    assert region_around(regions, 0, 2) is None
    assert region_around(regions, 6, 6) is None
