r"""Gaps: which there are, and what they look like in text, code and formulas."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlcards.core.cloze import DEEPEST, Gap, gap_numbers, read_cloze
from mlcards.core.cloze_faces import cloze_face
from mlcards.core.notes import face_of, parts_of
from mlcards.tui import maths
from support.factories import a_cloze

BEFORE = re.compile(
    r"\{\{c(\d{1,3})::((?:(?!\{\{|\}\}|::).)*+)(?:::((?:(?!\{\{|\}\}).)*+))?\}\}", re.DOTALL
)
"""Gaps as they were before they could stand in one another."""

SIGNS = ["{{c1::", "{{c2::", "{{c1,3::", "{{", "}}", "{", "}", "::", "a", "b ", "\n"]
cloze_texts = st.lists(st.sampled_from(SIGNS), max_size=14).map("".join)


# ------------------------------------------------------------------------------- which there are


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("{{c1::a}", ()),
        ("{{c1::a {{c2::b}}", (2,)),
        ("{{c1}}", ()),
        ("{{c::a}}", ()),
        ("{{cx::a}}", ()),
        ("{{c1::}}", (1,)),
        ("{{c1::a::b::c}}", (1,)),
        ("{{c1::a\nb}}", (1,)),
        ("{{c1::f(x) = {x}}}", (1,)),
        ("{{c1234::a}}", ()),
        ("{{c1::a {{b}} c}}", ()),
        ("{{c1::a {{c2::b}} c}}", (1, 2)),
        ("{{c3::a {{c2::b {{c1::c}}}} d}}", (3, 2, 1)),
        ("{{c1::{{c2::{{c3::{{c4::a}}}}}}}}", (2, 3, 4)),
        ("{{c2,1,2::a}} {{c1::b}}", (1, 2, 1)),
        ("{{c1,::a}} {{c,1::a}} {{c1, 2::a}}", ()),
        ("{{c1::{{c1::a}}", (1,)),
        ("{{{c1::a}}} {{{c1::x {{{c2::b}}} y}}}", (1, 1, 2)),
        ("}}}} {{c1::a}}}}", (1,)),
    ],
)
def test_what_counts_as_a_gap(text: str, numbers: tuple[int, ...]) -> None:
    assert gap_numbers(text) == numbers


def test_what_a_gap_holds() -> None:
    inner = Gap((2,), ("b",), "inner")
    assert read_cloze("x {{c1::a {{c2::b::inner}} c::outer}} y") == (
        "x ",
        Gap((1,), ("a ", inner, " c"), "outer"),
        " y",
    )


@given(cloze_texts)
@example("{{c1::{a}}}")
@example("{{c1::{{{c2::a}} }}}")
def test_every_gap_that_there_was_is_there_still(text: str) -> None:
    before = [int(found[1]) for found in BEFORE.finditer(text)]
    now = list(gap_numbers(text))
    for number in set(before):
        assert now.count(number) >= before.count(number)
    if text.count("{{c") == 1 and before:
        assert now == before


@given(cloze_texts)
def test_nothing_is_lost_but_marks_and_hints(text: str) -> None:
    filled = cloze_face(text, 999).answer
    letters = re.sub(r"[^ab]", "", filled)
    if "::" not in re.sub(r"\{\{c[\d,]+::", "", text):
        assert letters == re.sub(r"[^ab]", "", text)
    assert filled == cloze_face(text, 999).question


@given(cloze_texts)
def test_gaps_are_at_most_three_deep(text: str) -> None:
    def depth(part: str | Gap) -> int:
        return 0 if isinstance(part, str) else 1 + max(map(depth, part.inside), default=0)

    assert max(map(depth, read_cloze(text))) <= DEEPEST


def test_braces_of_its_own_belong_to_a_gap() -> None:
    assert cloze_face(r"{{c1::\frac{1}{2}}} x", 1).expected == r"\frac{1}{2}"
    assert cloze_face(r"{{c1::\{a\}}} x", 1).expected == r"\{a\}"
    assert cloze_face(r"$\frac{{{c1::a}}}{b}$", 1).answer == r"$\frac{a}{b}$"
    assert cloze_face(r"{{c1::x^{{{c2::{2}}}}}}", 2).expected == "{2}"
    assert cloze_face("{{c1::{}} }", 1).expected == "{"
    fraction = r"\frac{e^{z_i}}{\sum_j e^{z_j}}"
    assert cloze_face(f"{{{{c1::{fraction}::hint}}}} x", 1).expected == fraction
    assert cloze_face(f"{{{{c1::a {{{{c2::{fraction}}}}} b}}}} x", 2).expected == fraction
    assert cloze_face(f"{{{{c1::a {{{{c2::{fraction}}}}}}}}} x", 1).expected == f"a {fraction}"
    assert cloze_face("{{c1::a {b}} c {d}} {{c2::e}}", 1).expected == "a {b"
    assert cloze_face("{{c1::a {b}} {{c2::c}}", 1).expected == "a {b"


@given(cloze_texts)
def test_every_part_hides_something(text: str) -> None:
    content = a_cloze(text)
    parts = parts_of(content)
    assert parts == tuple(f"c{number}" for number in sorted(set(gap_numbers(text))))
    for part in parts:
        assert "[" in face_of(content, part).question


# --------------------------------------------------------------------------------------- nesting


def test_gaps_within_gaps() -> None:
    text = "{{c1::Canberra was {{c2::founded::verb}} in 1913}}, {{c1,2::early}}."
    one, two = cloze_face(text, 1), cloze_face(text, 2)
    assert one.question == "**[…]**, **[…]**."
    assert one.answer == "**Canberra was founded in 1913**, **early**."
    assert one.expected == "Canberra was founded in 1913, early"
    assert two.question == "Canberra was **[verb]** in 1913, **[…]**."
    assert two.answer == "Canberra was **founded** in 1913, **early**."
    assert two.expected == "founded, early"


def test_three_levels() -> None:
    text = "{{c1::a {{c2::b {{c3::c}} d::two}} e}} f"
    assert [cloze_face(text, number).question for number in (1, 2, 3)] == [
        "**[…]** f",
        "a **[two]** e f",
        "a b **[…]** d e f",
    ]


def test_a_gap_in_one_of_the_same_number_shows_nothing_of_its_own() -> None:
    face = cloze_face("{{c1::a {{c1::b::h}} c}} d", 1)
    assert face.question == "**[…]** d"
    assert face.answer == "**a b c** d"
    assert face.expected == "a b c"


def test_neighbours_are_bold_together() -> None:
    face = cloze_face("{{c1::a}}{{c1::b::h}} c", 1)
    assert face.question == "**[…][h]** c"
    assert face.answer == "**ab** c"
    assert face.expected == "a, b"


# ------------------------------------------------------------------------------- where they stand


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("call `f({{c1::x::arg}})` now", "call `f([arg])` now", "call `f(x)` now"),
        ("``a`{{c1::x}}`` b", "``a`[…]`` b", "``a`x`` b"),
        (
            "```python\nx = {{c1::1}}\n```\n{{c1::one}}",
            "```python\nx = […]\n```\n**[…]**",
            "```python\nx = 1\n```\n**one**",
        ),
        ("- a\n\n  ~~~\n  {{c1::x}}\n  ~~~", "- a\n\n  ~~~\n  […]\n  ~~~", None),
        ("a\n\n    {{c1::x}} = 1", "a\n\n    […] = 1", None),
        ("`{{c1::x}}` and {{c1::y}}", "`[…]` and **[…]**", "`x` and **y**"),
        ("{{c1::`x`}} y", "**[…]** y", "**`x`** y"),
        ("a `{{c1::x` y}}", "a `[…]", "a `x` y"),
        (
            "see [a](http://{{c1::host}}/x) and <http://{{c1::b}}/>",
            "see [a](http://[…]/x) and <http://[…]/>",
            "see [a](http://host/x) and <http://b/>",
        ),
        ("costs ${{c1::5}} or 6$", "costs $[…] or 6$", "costs $5 or 6$"),
    ],
)
def test_code_and_addresses_get_no_stars(text: str, question: str, answer: str | None) -> None:
    face = cloze_face(text, 1)
    assert face.question == question
    assert face.answer == (answer or text.replace("{{c1::x}}", "x"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("${{c1::x}}$", "[…]"),
        ("$a = {{c1::x^2}} + b$", "a = […] + b"),
        ("$a = {{c1::x^2::what}}$", "a = [what]"),
        (r"$a = {{c1::x^2::\frac{?}{b}}}$", "a = [?/b]"),
        (r"$\frac{ {{c1::a}} }{b}$", "[…]/b"),
        (r"$\frac{1}{{{c1::a}}}$", "1/([…])"),
        (r"$x^{{c1::2}}$", "x^([…])"),
        (r"$\sqrt {{c1::2}}$", "√([…])"),
        (r"$a \\ {{c1::b}}$", "a\n[…]"),
        (r"$\text{if {{c1::x::so $ so}}} y$", "if [so so] y"),
        (r"$a = {{c1::\frac{1}{2}}} + {{c2::c}}$", "a = […] + c"),
        (r"$a_{{c1::i::its \ index}}$", "a_([its index])"),
        (r"$a + {{c1::b::{}}$", "a + […]"),
    ],
)
def test_a_formula_stays_one(text: str, shown: str) -> None:
    face = cloze_face(text, 1)
    assert face.question[0] == face.question[-1] == "$"
    assert "*" not in face.question + face.answer
    drawn = maths.formula_lines(face.question.strip("$"))
    assert drawn is not None
    assert "\n".join(drawn) == shown


@pytest.mark.parametrize("marks", ["$", "$$", ("\\(", "\\)"), ("\\[", "\\]"), ("$$\n", "\n$$")])
def test_every_kind_of_formula(marks: str | tuple[str, str]) -> None:
    opening, closing = marks if isinstance(marks, tuple) else (marks, marks)
    face = cloze_face(f"{opening}a = {{{{c1::x}}}} + 1{closing}", 1)
    assert face.question == f"{opening}a = {{[\\ldots]}} + 1{closing}"
    assert face.answer == f"{opening}a = x + 1{closing}"


def test_a_gap_around_a_formula_is_text() -> None:
    face = cloze_face("so {{c1::$a^2$}} it is", 1)
    assert face.question == "so **[…]** it is"
    assert face.answer == "so **$a^2$** it is"


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("pre{{c1::fix}}ed", "pre[…]ed", "pre**fix**ed"),
        ("f{{c1::x}}(y)", "f[…\\](y)", "f**x**(y)"),
        ("a {{c1::x}}(y)", "a […\\](y)", "a **x**(y)"),
        ("a {{c1:: b }} c", "a **[…]** c", "a  **b**  c"),
        ("a {{c1::*b* c}} d", "a **[…]** d", "a *b* c d"),
        ("**a {{c1::b}}**", "**a […]**", "**a b**"),
        ("A:\n{{c1::- a\n- b}}", "A:\n**[…]**", "A:\n- **a**\n- **b**"),
        ("- [ ] {{c1::a\n  b}}", "- [ ] **[…]**", "- [ ] **a**\n  **b**"),
        ("这是{{c1::词}}的", "这是[…]的", "这是**词**的"),
        ("a {{c1::}} b", "a **[…]** b", "a  b"),
        ("{{c1::a::*h*}} b", "[*h*] b", "**a** b"),
    ],
)
def test_what_cannot_be_bold_stays_plain(text: str, question: str, answer: str) -> None:
    face = cloze_face(text, 1)
    assert (face.question, face.answer) == (question, answer)


# ------------------------------------------------------------------------------------------ bounds

HOSTILE_GAPS = [
    *("{{c1::", "}}", "{{c1::{{c2::", "{{c1::a}}", "{", "{{", "{{c1::a{", "{{c1,", "{{c1,2::}}"),
    *(
        "{{c1::a::b}}",
        "{{c1::x}}*y* ",
        "{{c1::{{}}",
        "{}}",
        "{{c1::{a}}{",
        "{{c1::a}}b",
        "a:",
        "b{",
    ),
]
HOSTILE_MARKS = [
    *("`", "``` ", "$", "\\(", "\\[", "$$", "$$\n", "[](", "<a:", "*", "a *{{c1::b}}", "\\text{"),
    *("`{{c1::x}}` ", "$a {{c1::b}}$ ", "- {{c1::a}}\n", "> ", "\n", "    ", "\t", "# ", "|"),
    *("|-|\n", "{{c1::a\n}}", "{{c1::\\", "`a``b```c````", "~~~\n", "$\\text{{{c1::", "1. "),
    *("=\n", "-", "{{c1::[}}", "> $$\n", "    - a\n"),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("piece", "length"),
    [*((piece, 100_000) for piece in HOSTILE_GAPS), *((piece, 20_000) for piece in HOSTILE_MARKS)],
)
def test_takes_time_in_proportion_to_the_length(piece: str, length: int) -> None:
    for start, end in (("", ""), ("{{c1::", "}}")):
        text = start + (piece * length)[:length] + end
        started = time.process_time()
        cloze_face(text, 1)
        assert time.process_time() - started < 4


def test_many_faces_are_as_many_as_gaps() -> None:
    text = " ".join(f"{{{{c{number}::a}}}}" for number in range(1000))
    assert gap_numbers(text) == tuple(range(1000))
    assert all(one < two for one, two in pairwise(gap_numbers(text)))
