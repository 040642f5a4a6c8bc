"""Front matter, fences, code spans and block ids, each in time proportional to the text."""

import pytest

from mlcards.readers.markdown_lines import (
    front_matter,
    outside_code,
    split_block_id,
    without_code,
)


@pytest.mark.parametrize(
    ("text", "values", "end"),
    [
        ("---\na b: x\n---\nrest", {"a b": ["x"]}, 3),
        ('---\nname = "M: x"\n---', {"name": ["M: x"]}, 3),
        ("+++\nab = 1\n+++\n", {"ab": ["1"]}, 3),
        ("---\ntags: [a, 'b c']\n---", {"tags": ["a", "b c"]}, 3),
        ("---\ntags:\n- a\n  - b\n---", {"tags": ["a", "b"]}, 5),
        ("---\n# note\n\nab: 1\n---", {"ab": ["1"]}, 5),
        ("---\n---\nx", {}, 2),
        ("---\nQ: a\n---", {}, 0),
        ("---\njust text\n---", {}, 0),
        ("---\nab: 1\n", {}, 0),
        ("\n---\nab: 1\n---", {}, 0),
        ("", {}, 0),
    ],
)
def test_front_matter(text: str, values: dict[str, list[str]], end: int) -> None:
    found = front_matter(text.split("\n"))
    assert found.end == end
    if end:
        assert found.values == values


def test_front_matter_has_a_first_value() -> None:
    found = front_matter(["---", "tags: [x, y]", "---"])
    assert (found.first("tags"), found.first("name")) == ("x", "")


@pytest.mark.parametrize(
    "written", ["tags: [a, '#b/c']", "tags: a, b/c", "tags: a b/c", "tag: a b/c"]
)
def test_front_matter_has_tags(written: str) -> None:
    assert front_matter(["---", written, "---"]).tags == ["a", "b/c"]


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("a\n```\nb\n```\nc", "ac"),
        ("a\n~~~ py\n```\nb\n~~~\nc", "ac"),
        ("````\n```\nb\n````\nc", "c"),
        ("```\nb", ""),
        ("   ```\nb\n   ```\nc", "c"),
        ("```a`b\nc", "```a`bc"),
    ],
)
def test_fences(text: str, outside: str) -> None:
    lines = text.split("\n")
    assert "".join(line for _index, line, plain in outside_code(lines) if plain) == outside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `b` c", "a \0\0\0 c"),
        ("`` ` `` x", "\0\0\0\0\0\0\0 x"),
        ("`a `` b", "`a `` b"),
        ("no", "no"),
        ("`a` `b`", "\0\0\0 \0\0\0"),
    ],
)
def test_code_spans(text: str, expected: str) -> None:
    assert without_code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a ^b-1", ("a", "b-1")),
        ("a\n^b", ("a", "b")),
        ("a^b", ("a^b", "")),
        ("a ^b c", ("a ^b c", "")),
        ("x" * 200 + " ^id  ", ("x" * 200, "id")),
        ("^id", ("", "id")),
    ],
)
def test_block_ids(text: str, expected: tuple[str, str]) -> None:
    assert split_block_id(text) == expected


def test_all_of_it_is_linear() -> None:
    without_code("`a``b```c" * 100_000)
    without_code("`" * 1_000_000)
    without_code("".join("`" * (1 + n % 500) + "x" for n in range(20_000)))
    front_matter(["---", *["ab: " + "x" * 1000] * 100_000])
    split_block_id(" ^a" * 1_000_000)
