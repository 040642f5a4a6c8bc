"""Clozes as Anki needs them: each gap ends where it ends here."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.cloze import gap_numbers
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.markdown_html import markdown_html
from mlcards.writers.anki_cloze import cloze_html


def written(text: str) -> str | None:
    return cloze_html(text, markdown_html(text))


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::a}} and {{c3::b::hint}}",
        "{{c1,2::several}} {{c2::numbers}}",
        "{{c1::one {{c2::in}} another}}",
        "{{c1::`f(x)`}} {x}} and }} outside",
    ],
)
def test_what_anki_reads_the_same_stays(text: str) -> None:
    assert written(text) == markdown_html(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{c1::{a}}}", "{{c1::{a}<span></span>}}"),
        ("{{c1::a::{h}}}", "{{c1::a::{h}<span></span>}}"),
        ("{{c1::`{x{a}}`}}", "{{c1::<code>{x{a}<span></span>}</code>}}"),
        ("{{c1::a {{c2::{b}}}}}", "{{c1::a {{c2::{b}<span></span>}}}}"),
        (r"{{c1::\text{x}}} $a$", r"{{c1::\text{x}<span></span>}} \(a\)"),
    ],
)
def test_braces_stay_apart_and_come_back(text: str, expected: str) -> None:
    assert written(text) == expected
    assert html_to_markdown(expected).replace(r"\(a\)", "$a$") == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$y={{c1::\frac{1}{2}}}$", r"\(y={{c1::\frac{1}{2} }}\)"),
        (r"{{c1::$\frac{e^{z}}{z}$}}", r"{{c1::\(\frac{e^{z} }{z}\)}}"),
        (r"$${{c2::a_{b_{c}}}}$$", r"<p>\[{{c2::a_{b_{c} } }}\]</p>"),
    ],
)
def test_braces_of_formulas_get_a_space(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    "text", ["{{c0::a}}", "{{c500::a}}", "{{c1::a}} {{c2::{{b}}}}", "{{c1::a}} {{c2::b"]
)
def test_what_anki_cannot_have_is_none(text: str) -> None:
    assert written(text) is None


def test_gaps_that_were_lost_on_the_way_are_none() -> None:
    assert cloze_html("{{c1::a}} {{c2::b}}", "{{c1::a}} b") is None
    assert cloze_html("{{c1::a}} b", "{{c1::a}} {{c2::b}}") is None


@given(
    st.lists(
        st.sampled_from(
            ["{{c1::", "{{c2::", "{{c1,3::", "{", "}", "}}", "::", "$", r"\frac", "`", "x", " "]
        ),
        max_size=14,
    ).map("".join)
)
def test_anki_ends_every_gap_at_the_first_two_braces(text: str) -> None:
    html = written(text)
    if html is None:
        return
    assert gap_numbers(html) == gap_numbers(text)
    rest = html
    while found := re.search(r"\{\{c[0-9,]+::(?:(?!\{\{c[0-9,]+::|\}\}).)*\}\}", rest, re.DOTALL):
        rest = rest[: found.start()] + rest[found.end() :]
    assert not re.search(r"\{\{c[0-9,]+::.*\}\}", rest, re.DOTALL)
    spaced = [html.replace("<span></span>", ""), markdown_html(text)]
    assert len({re.sub(r"(?<=\}) +(?=\})|<span></span>", "", each) for each in spaced}) == 1


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["\\(", "\\)", "<", "}", "{{c1::", "{{c1::{a}}} ", "}}", r"\\\\("]
)
def test_it_takes_time_that_grows_with_the_length(piece: str) -> None:
    html = "{{c1::" + piece * (200_000 // len(piece)) + "}}"
    assert cloze_html(html, html) is None or piece != "{{c1::"
