"""Notes in which questions stand above their answers: headings, bold lines, numbered lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.readers.headings_md import looks_like, read_headings
from mlcards.readers.options import HeadingsOptions
from support.reading import all_sides, assert_read_or_refused


def read(text: str, level: int | None = None) -> ReadResult:
    return read_headings(text.encode(), "notes.md", HeadingsOptions(level))


def notes(text: str, level: int | None = None) -> list[ForeignNote]:
    result = read(text, level)
    assert result.errors == ()
    return list(result.decks[0].notes)


def sides(text: str, level: int | None = None) -> list[tuple[str, str]]:
    return all_sides(read(text, level))


@pytest.mark.parametrize(
    "text",
    [
        "## q?\na\n",
        "# Deck\n## q?\n\na\n\n",
        "q?\n---\na",
        "q?\n===\n\na",
        "###### q? ######\na",
        "**q?**\na",
        "**q?** a",
        "__q?__: a",
        "- **q?**\n  a",
        "1. **q?** a",
        "**Q1: q?**\nA: a",
        "**Q:** q?\n\n**A:** a",
        "1. q?\n   a",
        "1) q? a",
        "Q1. q?\na",
        "Q: q?\na",
        "Question 12: q?\nAnswer: a",
        "## Q3. q?\nAns: a",
        "## q?\r\na\r\n",
    ],
)
def test_one_card_in_many_styles(text: str) -> None:
    assert sides(text) == [("q?", "a")]


def test_the_level_of_questions_is_told() -> None:
    by_sections = "# D\n## S\n### a?\nx\n### b?\ny\n## T\n### c\nz\n"
    assert [q for q, _a in sides(by_sections)] == ["a?", "b?", "c"]
    by_topics = "## Overfitting\nx\n### Details\ny\n## Bagging\nz\n"
    assert sides(by_topics) == [("Overfitting", "x\n### Details\ny"), ("Bagging", "z")]
    asking = "## a?\nx\n### Pros\n1\n### Cons\n2\n## b?\ny\n### Pros\n3\n### Cons\n4\n"
    assert [q for q, _a in sides(asking)] == ["a?", "b?"]


def test_the_level_may_be_chosen() -> None:
    text = "## S\n### a\nx\n### b\ny\n"
    assert [q for q, _a in sides(text, 2)] == ["S"]
    assert [q for q, _a in sides(text, 3)] == ["a", "b"]
    for level in (0, 7):
        with pytest.raises(UsageError):
            read(text, level)


def test_sections_are_tags_and_the_title_is_the_deck() -> None:
    result = read("# Deck\n## Trees\n### a?\nx\n## Nets\n### b?\ny\n")
    assert result.decks[0].title == "Deck"
    assert [note.content.tags for note in result.decks[0].notes] == [("Trees",), ("Nets",)]
    assert read("# One\n# Two\n## a?\nx\n").decks[0].title == "notes"
    assert read("# What?\nx\n").decks[0].title == "notes"


def test_code_has_no_headings_and_no_questions() -> None:
    text = "## a?\n```sh\n# b?\n## c?\n**d?**\n```\n~~~\n```\n# e?\n~~~\nend\n"
    assert sides(text) == [("a?", text.removeprefix("## a?\n").rstrip())]


def test_ids_and_tags() -> None:
    found = notes(
        "## a? {#one}\nx\n## b? ^two\ny\n## c?\n\n<!-- id: three -->\n<!-- tags: m, n o -->\nz\n"
    )
    assert [note.id for note in found] == ["one", "two", "three"]
    assert [note.content.question for note in found] == ["a?", "b?", "c?"]
    assert found[2].content.tags == ("m", "n o")
    assert found[2].content.answer == "z"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("## What?", True),
        ("## What? {#one}", True),
        ("## What? ^one", True),
        ("## Setting up {#one}", False),
        ("**What?** That.", True),
        ("1. What? That.", True),
        ("1. Do this.", False),
        ("## Bias\n<!-- id: bias -->", True),
        ("<!-- tags: a -->", False),
    ],
)
def test_notes_are_told_by_a_line_that_asks_or_an_id(text: str, told: bool) -> None:  # noqa: FBT001
    assert looks_like("-", f"# Notes\n\n{text}\n".encode()) is told


def test_headings_with_ids_ask_as_well() -> None:
    text = "## S\n\nwords\n\n### a? {#one}\nx\n## T\n\nwords\n\n### b? {#two}\ny\n"
    assert [q for q, _a in sides(text)] == ["a?", "b?"]


def test_an_id_that_is_there_twice_is_an_error() -> None:
    result = read("## a? {#x}\nx\n## b? {#x}\ny\n")
    assert [(p.line, p.code) for p in result.errors] == [(3, "duplicate-id")]


def test_questions_without_an_answer_are_kept_and_told() -> None:
    result = read("## a?\n## b?\nx\n## Empty\n## Full\ny\n")
    assert [n.content.question for n in result.decks[0].notes] == ["a?", "b?", "Full"]
    assert result.decks[0].notes[0].content.type == "personal"
    assert [(p.line, p.severity, p.code) for p in result.problems] == [
        (1, "warning", "answer"),
        (4, "warning", "answer"),
    ]


def test_text_that_answers_nothing_is_told() -> None:
    result = read("# Deck\nintro\n## S\nmore\n### a?\nx\n### b?\ny\n")
    assert [(p.line, p.code) for p in result.problems] == [(1, "stray"), (3, "stray")]


def test_numbered_answers_keep_their_lists() -> None:
    assert sides("1. q?\n\n   1. one\n   2. two\n2. r?\n    code\n\n  x\n") == [
        ("q?", "1. one\n2. two"),
        ("r?", "  code\n\nx"),
    ]
    assert sides("## a?\n1. first step\n2. second step\n")[0][1] == "1. first step\n2. second step"


@pytest.mark.parametrize(
    "text",
    [
        "1. What is X?\n\n   x\n\n2. Explain Y.\n\n   y\n",
        "**1. What is X?**\n\nx\n\n**2. Explain Y.**\n\ny\n",
        "1. **What is X?** x\n2. **Explain Y.** y\n",
        "**What is X?**\n\nx\n\n**Explain Y.**\n\ny\n",
        "Q1. What is X?\nA1. x\n\nQ2. Explain Y.\nAns. y\n",
        "**Q1: What is X?**\n**A1:** x\n\n**Q2: Explain Y.**\n**Answer**: y\n",
        "- Q: What is X?\n- A: x\n- Q: Explain Y.\n- A: y\n",
        "1. What is X?\n\tx\n2. Explain Y.\n\ty\n",
    ],
)
def test_questions_without_a_question_mark_are_no_part_of_the_answer_before(text: str) -> None:
    assert sides(text) == [("What is X?", "x"), ("Explain Y.", "y")]


@pytest.mark.parametrize(
    "text",
    [
        "1. What are the steps?\n\n1. Define it\n2. Solve it\n\n2. What then?\nx\n",
        "**1. What are the steps?**\n\n1. Define it\n2. Explain it\n\n**2. What then?**\nx\n",
        "**What are the steps?**\n\n- **Explain it**\n- **Discuss it:** so\n\n**What then?**\nx\n",
    ],
)
def test_a_list_in_an_answer_is_no_question(text: str) -> None:
    assert [question for question, _answer in sides(text)] == ["What are the steps?", "What then?"]


def test_front_matter_gives_title_and_tags() -> None:
    front = "---\ntitle: My deck\ntags: [ml, '#nn']\n---\n"
    (deck,) = read(f"{front}## Group\n### What?\nThat\n").decks
    assert (deck.title, deck.notes[0].content.tags) == ("My deck", ("ml", "nn", "Group"))
    assert read(f"{front}# Other\n## What?\nThat\n").decks[0].title == "Other"


def test_tabs_below_a_list_item_are_no_code() -> None:
    text = "1. What is X?\n\tx\n\t- y\n\t\t- z\n2. What is Y?\n\ty\n"
    assert sides(text)[0] == ("What is X?", "x\n- y\n\t- z")


def test_rules_between_questions_are_no_text() -> None:
    assert sides("## a?\nx\n\n---\n\n## b?\ny\n\n***\n") == [("a?", "x"), ("b?", "y")]


def test_a_table_or_list_above_a_rule_is_no_heading() -> None:
    assert sides("## a?\n| x | y |\n|---|---|\n| 1 | 2 |\n\n- item\n---\nend\n") == [
        ("a?", "| x | y |\n|---|---|\n| 1 | 2 |\n\n- item\n---\nend")
    ]


def test_notes_without_a_question() -> None:
    (problem,) = read("just words\n").errors
    assert problem.code == "empty"
    assert "a question is a heading" in problem.message


@given(st.text("#*_ \n?qa1.`~-=<!>{}^:", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for level in (None, 2):
        assert_read_or_refused(read(text, level))


@pytest.mark.parametrize(
    ("head", "is_notes"),
    [
        (b"# t\n## What?\n", True),
        (b"**Why?** so\n", True),
        ("## 何?\n".encode(), True),
        ("## 何？\n".encode(), True),
        (b"## Topic\n", False),
        (b"Why?\n", False),
    ],
)
def test_they_are_recognised(head: bytes, is_notes: bool) -> None:  # noqa: FBT001
    assert looks_like("-", head) is is_notes
