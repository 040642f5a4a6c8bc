"""Facts, texts and sections are read as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.markdown_sections import (
    exact_lines,
    fact,
    fact_value,
    outside_code,
    read_fact,
    read_section,
    read_text,
    section,
    section_of,
    text_lines,
)
from support.strategies import hostile_lines, said_texts
from support.written import as_kept

texts = said_texts.map(as_kept)


@given(st.sampled_from(["id", "deck"]), hostile_lines)
def test_facts(name: str, value: str) -> None:
    found = read_fact(fact(name, value))
    assert found is not None
    assert (found[0], fact_value(found[1], str)) == (name, value)


@given(st.lists(hostile_lines, min_size=1, max_size=3, unique=True).map(tuple))
def test_lists_of_facts(values: tuple[str, ...]) -> None:
    found = read_fact(fact("tags", values))
    assert found is not None
    assert fact_value(found[1], tuple) == values


@given(texts)
def test_texts_end_where_they_end_and_hold_no_marks(text: str) -> None:
    lines = text_lines(text) or exact_lines(text)
    *seen, last = outside_code([*lines, "**Hint:**"])
    assert last == ("**Hint:**", True)
    assert not any(plain and (section_of(line) or line.startswith("## ")) for line, plain in seen)
    assert read_text(seen) == text


@given(st.sampled_from(["notes", "hint", "code", "verdict"]), texts)
def test_sections_of_text(name: str, text: str) -> None:
    assert _back(name, text) == text


@given(
    st.sampled_from(["red_flags", "tests", "framework"]), st.lists(texts, min_size=1, max_size=3)
)
def test_sections_of_lists(name: str, items: list[str]) -> None:
    assert _back(name, items) == items


def _back(name: str, value: object) -> object:
    lines = "\n\n".join(section(name, value)).split("\n")
    found = section_of(lines[0])
    assert found is not None
    assert found[0] == name
    return read_section(*found, list(outside_code(lines[1:])))


@pytest.mark.parametrize(
    "line", ["**Hint:**x", "**hint:** x", " **Hint:** x", "**Hint: **", "Hint:"]
)
def test_what_is_no_label(line: str) -> None:
    assert section_of(line) is None
