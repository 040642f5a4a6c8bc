"""What mlcards exported as Markdown is read by its marks; hand edits do no harm."""

import pytest

from mlcards.core.foreign import ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.readers.headings_md import read_headings
from mlcards.readers.markdown_export import is_export

HEAD = "# D\n\n<!-- deck: key -->\n\n"


def read(text: str) -> ReadResult:
    return read_headings(text.encode(), "x.md")


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        (HEAD, True),
        ("\n\n# D\n<!-- deck: key -->", True),
        ("# D\n\ntext\n<!-- deck: key -->", False),
        ("## D\n<!-- deck: key -->", False),
        ("# D", False),
        ("", False),
    ],
)
def test_the_comment_below_the_title_tells(text: str, is_ours: bool) -> None:  # noqa: FBT001
    assert is_export(text.split("\n")) is is_ours


def test_a_hand_edited_file() -> None:
    result = read(
        f"{HEAD}About.\n## One\n<!-- id: one -->\n\nFirst.\n\n### Below\n# Part\nrest\n"
        "## Two\nand more\n**Answer:**\nSecond.\n<!-- notes -->\nNote.\n\n\n"
        "##\nno question\n"
    )
    assert result.problems == ()
    (deck,) = result.decks
    assert (deck.key, deck.title, deck.description) == ("key", "D", "About.")
    one, two = deck.notes
    assert (one.id, one.line) == ("one", 6)
    assert one.content.answer == "First.\n\n### Below\n# Part\nrest"
    assert two.content.question == "Two\nand more"
    assert two.content.answer == "Second."
    assert two.content.notes == "Note.\n\n\n##\nno question"


def test_a_card_without_an_answer_is_told_unless_it_is_personal() -> None:
    result = read(f"{HEAD}## One\n\n## Two\n<!-- type: personal -->\n")
    assert [problem.line for problem in result.problems] == [5]
    assert {note.content.type for note in result.decks[0].notes} == {CardType.PERSONAL}


def test_ids_that_are_there_twice_are_told() -> None:
    card = "## One\n<!-- id: x -->\na\n\n"
    result = read(HEAD + card + card)
    assert [problem.code for problem in result.errors] == ["duplicate-id"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "body",
    [
        "## q\n" + "\\" * 1_000_000,
        "## q\n" + "<!-- id: x --> " * 70_000,
        "## q\n" + "<!-- id: x -->" + " " * 1_000_000 + "x",
        "## q\n" + "**Answer:**\n" * 80_000,
        "# x\n" * 80_000,
        "## q\n" + "**Hint:** x\n" * 80_000,
        "## q\n" + "**Sources:**\n- x\n" * 50_000,
        "## q\n" + "- x\n" * 200_000,
        "## q\n**Sources:**\n```mlcards\n" + "[" * 500_000 + "\n```\n",
        "## q\n**Seconds:** " + "9" * 500_000,
    ],
    ids=[
        *("backslashes", "comments", "spaces", "answers", "titles", "hints", "lists", "items"),
        *("brackets", "digits"),
    ],
)
def test_hostile_files_end_soon(body: str) -> None:
    assert len(read(HEAD + body).decks) <= 1


def test_sections_written_by_hand() -> None:
    (deck,) = read(
        f"{HEAD}## One\n\nFirst.\n\n"
        "**Key points:** said\n- and listed\n  in two\n\n- **must:** last\n"
        "**Hint:** one\ntwo\n\n**Code:**\n\n```python\nx\n```\n**Hint:** three\n**Seconds:** 60\n"
    ).decks
    (content,) = (note.content for note in deck.notes)
    assert content.answer == "First."
    assert [(point.text, point.must) for point in content.key_points] == [
        ("said", False),
        ("and listed\nin two", False),
        ("last", True),
    ]
    assert content.hint == "one\ntwo\n\nthree"
    assert content.code == "```python\nx\n```"
    assert content.seconds == 60


@pytest.mark.parametrize(
    "section",
    [
        "**Seconds:** soon\x1b", "**Difficulty:** 9", "**Article questions:** 3, x",
        "**Checked:** today", "**Correction:** wrong", "**Key points:**\n\n```mlcards\n[1]\n```",
        "**Sources:**\n\n```mlcards\n[[]]\n```",
    ],
)  # fmt: skip
def test_what_a_section_cannot_say_is_told_and_left_out(section: str) -> None:
    result = read(f"{HEAD}## One\n\nFirst.\n\n{section}\n")
    assert [(problem.severity, problem.line) for problem in result.problems] == [("warning", 5)]
    assert "\x1b" not in str(result.problems[0])
    assert result.decks[0].notes[0].content == NoteContent(CardType.BASIC, "One", "First.")
