"""Quizlet's copied text: no quoting, and separators a person may have chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ReadResult
from mlcards.readers.options import QuizletOptions
from mlcards.readers.quizlet_text import looks_like, read_quizlet
from support.reading import assert_read_or_refused


def read(text: str, sides: str | None = None, cards: str | None = None) -> ReadResult:
    return read_quizlet(text.encode(), "-", QuizletOptions(sides, cards))


def pairs(text: str, sides: str | None = None, cards: str | None = None) -> list[tuple[str, str]]:
    result = read(text, sides, cards)
    assert result.errors == ()
    return [(note.content.question, note.content.answer) for note in result.decks[0].notes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\nc\td\n", [("a", "b"), ("c", "d")]),
        ("a\tb;c\td", [("a", "b"), ("c", "d")]),
        ("bias - error of the mean\nvariance - spread\n", None),
        ("a, b\nc, d\n", [("a", "b"), ("c", "d")]),
        ("a: b\nc: d - e\n", [("a", "b"), ("c", "d - e")]),
        ('"a"\tsay "b"\n', [('"a"', 'say "b"')]),
        ("a\tb\tc\n", [("a", "b\tc")]),
        ("\n\n a \t b \n\n", [("a", "b")]),
        ("a\tb\r\nc\td", [("a", "b"), ("c", "d")]),
    ],
)
def test_separators_are_told_from_the_text(
    text: str, expected: list[tuple[str, str]] | None
) -> None:
    expected = expected or [("bias", "error of the mean"), ("variance", "spread")]
    assert pairs(text) == expected


def test_separators_may_be_chosen() -> None:
    text = "a::b\nand b;;c::d"
    assert pairs(text, "::", ";;") == [("a", "b\nand b"), ("c", "d")]
    assert pairs("a\\b|c\\d", "\\", "|") == [("a", "b"), ("c", "d")]
    assert pairs("a - b\n\n\nc - d\n\ne", " - ", "\\n\\n\\n") == [("a", "b"), ("c", "d\n\ne")]
    assert pairs("a,b\tc\n", "\\t") == [("a,b", "c")]


@pytest.mark.parametrize("bad", ["", "x" * 21])
def test_separators_that_are_none(bad: str) -> None:
    with pytest.raises(UsageError):
        read("a\tb", bad)
    with pytest.raises(UsageError):
        read("a\tb", "\t", bad)


def test_a_line_without_a_separator_belongs_to_the_card_above() -> None:
    result = read("a\tb\nmore\n\nc\td\n")
    assert [(n.line, n.content.answer) for n in result.decks[0].notes] == [(1, "b\nmore"), (4, "d")]
    assert [(p.line, p.severity) for p in result.problems] == [(2, "warning")]


def test_what_is_no_card_is_an_error_with_its_line() -> None:
    result = read("title\n\tno term\na\tb\nc\td\n" + "x\ty\n" * 20)
    assert result.decks == ()
    assert [problem.line for problem in result.errors] == [1, 2]


def test_a_term_without_definition_is_kept() -> None:
    result = read("a\t\nb\tc\n")
    assert [note.content.type for note in result.decks[0].notes] == ["personal", "basic"]
    assert [(p.line, p.code) for p in result.problems] == [(1, "answer")]


def test_pasted_text_has_a_title() -> None:
    assert read("a\tb\n").decks[0].title == "Pasted cards"


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)] * 2),
        min_size=1,
        max_size=5,
    )
)
def test_any_copied_text_is_read_back(cards: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{term}\t{definition}" for term, definition in cards)
    assert pairs(text, "\t", "\n") == cards


@given(st.text("a\t\n;-: ,", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(read(text))


@pytest.mark.parametrize(
    ("name", "head", "is_quizlet"),
    [
        ("-", b"a\tb\nc\td\n", True),
        ("set.txt", b"a\tb\n\nc\td", True),
        ("set.csv", b"a\tb\n", False),
        ("-", b"a\tb\tc\n", False),
        ("-", b'"a"\tb\n', False),
        ("-", b'a\t"b"\n', False),
        ("-", b"#separator:tab\n#html:x\ta\n", False),
        ("-", b"a\tb\nmore\n", False),
        ("-", b"", False),
        ("-", b"a\tb\nmore\nc\td\n", True),
        ("-", b"words\na\tb\nc\td\n", False),
        ("-", b"a\tb\nc\td\n\te\n", False),
    ],
)
def test_quizlet_is_recognised_only_where_a_table_would_say_the_same(
    name: str,
    head: bytes,
    is_quizlet: bool,  # noqa: FBT001
) -> None:
    assert looks_like(name, head) is is_quizlet
