"""hashcards' dialect: Q:, A:, C: and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ReadResult
from mlcards.core.model import CardType
from mlcards.core.notes import parts_of
from mlcards.readers.hashcards_md import looks_like, read_hashcards
from support.reading import all_sides, assert_read_or_refused


def read(text: str, name: str = "deck.md") -> ReadResult:
    return read_hashcards(text.encode(), name)


def sides(text: str) -> list[tuple[str, str]]:
    return all_sides(read(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q: a\nA: b", [("a", "b")]),
        ("Q: a\nA: b\nQ: c\nA: d\n", [("a", "b"), ("c", "d")]),
        ("Q:\na\n\nb\nA:\n\nc\n\n\n", [("a\n\nb", "c")]),
        ("Q: a\nA: b\n---\nQ: c\nA: d\n---\n", [("a", "b"), ("c", "d")]),
        ("---\nQ: a\nA: b\n---\n", [("a", "b")]),
        ("Q: a\r\nA: b\r\n", [("a", "b")]),
        ("\ufeffQ: a\nA: b", [("a", "b")]),
        ("Q: a\n q: b\nA: c\n  A: d", [("a\n q: b", "c\n  A: d")]),
    ],
)
def test_questions_and_answers(text: str, expected: list[tuple[str, str]]) -> None:
    assert sides(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C: [a] b [c d]", "{{c1::a}} b {{c2::c d}}"),
        ("C:\n[a]\n\nb", "{{c1::a}}\n\nb"),
        (r"C: \[not\] [gap]", "[not] {{c1::gap}}"),
        ("C: ![alt](x.png) [gap]!", "![alt](x.png) {{c1::gap}}!"),
        ("C: [a [b] c]", "a {{c1::b}} c"),
        ("C: [$\\alpha$] and \\\\", "{{c1::$\\alpha$}} and \\\\"),
        ("C: [] [ ] [x]", "   {{c1::x}}"),
        ("C: a] [x", None),
    ],
)
def test_gaps(text: str, expected: str | None) -> None:
    result = read(text)
    if expected is None:
        assert [problem.code for problem in result.errors] == ["gap"]
        return
    content = result.decks[0].notes[0].content
    assert (content.type, content.question) == (CardType.CLOZE, expected)


@pytest.mark.parametrize("hidden", ["std::vector", "{{x}}", r"\frac{a}{b_{1}}", "a:", "::", "}"])
def test_a_gap_may_hide_the_signs_of_gaps(hidden: str) -> None:
    result = read(f"C: before [{hidden}] after")
    content = result.decks[0].notes[0].content
    assert parts_of(content) == ("c1",)
    plain = content.question.removeprefix("before {{c1::").removesuffix("}} after")
    assert plain.replace(" ", "") == hidden
    assert [problem.code for problem in result.problems] == ["gap"]


def test_all_faults_are_in_one_report() -> None:
    result = read(
        "A: nothing asked\n\n---\nQ: no answer\nQ: a\nA: b\nA: again\n---\nC: none\nA: no\n---\n"
        "Q:\nA: b\n---\nQ: last\n"
    )
    assert result.decks == ()
    assert [problem.line for problem in result.errors] == [1, 4, 7, 9, 10, 12, 15]


def test_text_outside_of_cards_is_told_once_a_paragraph() -> None:
    result = read("# Title\nwords\n\nmore\n\nQ: a\nA: b\n---\nend\n")
    assert len(result.decks[0].notes) == 1
    assert [(p.line, p.severity) for p in result.problems] == [
        (1, "warning"),
        (4, "warning"),
        (9, "warning"),
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('---\nname = "Medicine"\n---\nQ: a\nA: b\n', "Medicine::deck"),
        ("---\nname: Medicine\n---\nQ: a\nA: b\n", "Medicine::deck"),
        ('+++\nname = "Deck"\n+++\nQ: a\nA: b\n', "Deck"),
        ("---\nother = 1\n---\nQ: a\nA: b\n", "deck"),
        ("Q: a\nA: b\n", "deck"),
    ],
)
def test_the_title(text: str, title: str) -> None:
    assert read(text).decks[0].title == title


def test_lines_are_counted_below_the_front_matter() -> None:
    assert read('---\nname = "x"\n---\n\nQ: a\nA: b\n').decks[0].notes[0].line == 5


def test_an_answer_that_is_empty_is_told() -> None:
    result = read("Q: a\nA:\n")
    assert result.decks[0].notes[0].content.type is CardType.PERSONAL
    assert [problem.severity for problem in result.problems] == ["warning"]


@given(st.text("QAC: \n[]!\\-ab{}:", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(read(text))


@pytest.mark.parametrize(
    ("head", "is_hashcards"),
    [
        (b"Q: a\nA: b\n", True),
        (b"# Title\n\nQ: a\n\nA: b\n", True),
        (b"C: a [b]\n", True),
        (b'---\nname = "x"\n---\nC:\n[a]\n', True),
        (b"C: drive\n", False),
        (b"Q: only\n", False),
        (b"words\nC: a [b]\n", False),
        (b"## Heading?\ntext\n", False),
    ],
)
def test_it_is_recognised(head: bytes, is_hashcards: bool) -> None:  # noqa: FBT001
    assert looks_like("x.md", head) is is_hashcards
