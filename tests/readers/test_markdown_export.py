"""What mlcards exported as Markdown is read by its marks; hand edits do no harm."""

import pytest

from mlcards.core.foreign import ReadResult
from mlcards.core.model import CardType
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
    ],
    ids=["backslashes", "comments", "spaces", "answers", "titles"],
)
def test_hostile_files_end_soon(body: str) -> None:
    assert len(read(HEAD + body).decks) <= 1
