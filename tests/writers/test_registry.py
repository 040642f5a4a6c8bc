"""A writer is found by the format's name or the file's, and writes to a file that stays open."""

from io import BytesIO

import pytest

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.readers.registry import READERS, reader_for
from mlcards.writers.registry import WRITERS, Writer, writer_for
from support.written import an_export

DECK = ForeignDeck(
    "d", "D", (ForeignNote("n", NoteContent(CardType.BASIC, "What is q?", "a")),), ""
)
each = pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)


@pytest.mark.parametrize(
    ("name", "writer"),
    [
        ("a.yaml", "yaml"),
        ("A.YML", "yaml"),
        ("a.csv", "csv"),
        ("a.tab", "tsv"),
        ("dir.csv/a.md", "md"),
        ("a.json", "json"),
        ("a.apkg", "apkg"),
    ],
)
def test_the_name_of_the_file_tells(name: str, writer: str) -> None:
    assert writer_for(name).name == writer
    assert writer_for(name, "reviews").name == "reviews"


@pytest.mark.parametrize("name", ["-", "", "deck", "a.docx", "reviews"])
def test_a_name_that_tells_nothing(name: str) -> None:
    with pytest.raises(UsageError, match="--format") as caught:
        writer_for(name)
    for writer in WRITERS:
        assert writer.name in str(caught.value)


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="docx") as caught:
        writer_for("a.yaml", "docx\x1b[2J")
    assert "\x1b" not in str(caught.value)
    assert "yaml" in str(caught.value)


def test_rows_differ_in_name_and_suffix() -> None:
    names = [writer.name for writer in WRITERS]
    suffixes = [suffix for writer in WRITERS for suffix in writer.suffixes]
    assert len(set(names)) == len(names)
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@each
def test_a_file_stays_open_and_what_is_in_it_stays(writer: Writer) -> None:
    file = BytesIO()
    writer.write(an_export(DECK), file)
    written = file.getvalue()
    assert written
    assert not file.closed
    writer.write(an_export(DECK), file)
    assert file.getvalue().startswith(written)


@each
def test_nothing_to_write_is_no_error(writer: Writer) -> None:
    writer.write(an_export(), BytesIO())


@pytest.mark.parametrize(
    "writer", [writer for writer in WRITERS if writer.name != "reviews"], ids=lambda w: w.name
)
def test_what_is_written_is_recognised_and_read(writer: Writer) -> None:
    file = BytesIO()
    writer.write(an_export(DECK), file)
    data = file.getvalue()
    assert any(suffix in reader.suffixes for reader in READERS for suffix in writer.suffixes)
    for name in ("-", f"deck{writer.suffixes[0]}"):
        result = reader_for(name, data[:4096]).read(data, f"D{writer.suffixes[0]}")
        assert result.errors == ()
        (deck,) = result.decks
        assert deck.title == "D"
        (note,) = deck.notes
        assert (note.content.question, note.content.answer) == ("What is q?", "a")
