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
