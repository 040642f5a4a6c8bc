"""A file's format is told from its content, then from its name, unless a person names it."""

import pytest

from mlcards.core.errors import UsageError
from mlcards.readers.registry import READERS, reader_for

DECK = b"# mine\ndeck: D\ncards:\n  - {q: Q, a: A}\n"


@pytest.mark.parametrize(
    "head",
    [
        DECK,
        b"\xef\xbb\xbf" + DECK,
        b"\xff\xfe" + DECK.decode().encode("utf-16-le"),
        b'{"deck": "D", "cards": []}',
        b"%YAML 1.2\n---\n",
        b"# yaml-language-server: $schema=x\n",
        b"description: x\r\ncards:\r\n",
    ],
)
def test_content_tells_yaml_whatever_the_name(head: bytes) -> None:
    assert reader_for("-", head).name == "yaml"
    assert reader_for("deck.csv", head).name == "yaml"


@pytest.mark.parametrize("name", ["a.yaml", "A.YML", "folder.d/a.yml"])
def test_the_name_tells_what_the_content_does_not(name: str) -> None:
    assert reader_for(name, b"").name == "yaml"


def test_a_format_that_is_named_wins() -> None:
    assert reader_for("notes.txt", b"anything", "yaml").name == "yaml"


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        reader_for("a.yaml", DECK, "docx\x1b[2J")
    assert "docx" in str(caught.value)
    assert "\x1b" not in str(caught.value)
    for reader in READERS:
        assert reader.name in str(caught.value)


@pytest.mark.parametrize("head", [b"", b"one,two\n1,2\n", b"the deck: of cards", b"\0\xff"])
def test_no_format_fits(head: bytes) -> None:
    with pytest.raises(UsageError, match="--format"):
        reader_for("notes", head)


def test_a_reader_reads() -> None:
    result = reader_for("-", DECK).read(DECK, "-")
    assert [deck.title for deck in result.decks] == ["D"]


def test_every_row_can_be_named_and_shown() -> None:
    names = [reader.name for reader in READERS]
    assert len(names) == len(set(names))
    for reader in READERS:
        assert reader.title
        assert all(suffix.startswith(".") and suffix.islower() for suffix in reader.suffixes)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("-", b'{\n  "format": "mlcards",\n  "decks": [{"title": "D", "notes": [', "json"),
        ("-", b'{"format": "mlcards", "decks": [{\n"cards": []', "json"),
        ("x.json", b'[{"question": "q"}]', "json"),
        ("deck.json", b'{\n    "__type__": "Deck",', "crowdanki"),
        ("x.txt", b"#separator:tab\n#html:true\n", "anki-text"),
        ("x.csv", b'#separator:tab\n#html:true\n#deck:D\na\t"\ndeck: x\n', "anki-text"),
        ("x.md", b"---\ndeck: D\n---\n## What?\n", "md"),
        ("x.md", b"Q: a\nA: b\n", "hashcards"),
        ("-", b"Q: a\nA: b\n", "hashcards"),
        ("x.md", b"#flashcards\na::b\n", "obsidian"),
        ("x.md", b"words only\n", "md"),
        ("x.txt", b"words only\n", "md"),
        ("-", b"## What?\ntext\n", "md"),
        ("x.csv", b"a|b\n", "csv"),
        ("X.TSV", b"", "csv"),
        ("-", b"term;definition\n", "csv"),
        ("-", b"a\tb\tc\nd\te\tf\n", "csv"),
        ("-", b"a\tb\nc\td\n", "quizlet"),
        ("set.txt", b"a\tb\nc\td\n", "quizlet"),
    ],
)
def test_text_formats_are_told_apart(name: str, head: bytes, expected: str) -> None:
    assert reader_for(name, head).name == expected


@pytest.mark.parametrize(
    "name", ["json", "crowdanki", "anki-text", "hashcards", "obsidian", "csv", "quizlet", "md"]
)
def test_each_text_format_can_be_asked_for(name: str) -> None:
    reader = reader_for("-", b"", name)
    assert reader.name == name
    assert reader.read(b"", "-").errors
