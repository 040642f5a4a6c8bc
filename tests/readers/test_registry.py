"""A file's format is told from its content, then from its name, unless a person names it."""

import pytest

from mlcards.core.errors import UsageError
from mlcards.readers.options import QuizletOptions, ReadOptions, TableOptions
from mlcards.readers.registry import (
    HEAD_BYTES,
    READERS,
    known_suffixes,
    named_like,
    reader_for,
    recognised,
    settled,
)
from support.anki_packages import Draft, archive

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


@pytest.mark.parametrize(
    "cell", ["deck: x\ncards:", "Q: x\nA: y", "a::b <!--SR:!2024-01-01,1,250-->", "#flashcards"]
)
def test_a_table_stays_one_whatever_its_cells_hold(cell: str) -> None:
    other = f'question,answer\n"{cell}",a\n'.encode()
    assert reader_for("table.csv", other).name == "csv"
    for sign in ",\t":
        own = sign.join(['"deck"', '"id"', '"type"', '"question"']) + f'\n"D","","","{cell}"\n'
        assert reader_for("-", own.encode()).name == "csv"


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


PACKAGE = Draft().package()
MEDIA_FIRST = archive({"0": b"x" * 100, "collection.anki2": b"", "media": b"{}"})
WORKBOOK = archive({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""})


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("x.apkg", PACKAGE, "anki"),
        ("x.csv", PACKAGE, "anki"),
        ("-", PACKAGE, "anki"),
        ("x.COLPKG", MEDIA_FIRST[:60], "anki"),
        ("-", MEDIA_FIRST[:60], "anki"),
        ("x.zip", MEDIA_FIRST[:60], None),
        ("-", WORKBOOK, None),
        ("x.csv", WORKBOOK, None),
        ("x.apkg", b"no zip file", None),
    ],
    ids=[
        "apkg",
        "package-named-csv",
        "package-from-stdin",
        "media-first",
        "media-first-from-stdin",
        "media-first-named-zip",
        "workbook-from-stdin",
        "workbook-named-csv",
        "no-zip",
    ],
)
def test_packages_are_told_by_their_start(name: str, data: bytes, expected: str | None) -> None:
    found = recognised(name, data)
    assert (found and found.name) == expected


@pytest.mark.parametrize("name", ["x.md", "-", "x.txt", "x.csv"])
@pytest.mark.parametrize(
    "answer",
    ["Q: x\nA: y", "#flashcards", "a::b\n<!--SR:!2026-01-01,1,250-->", "deck: D\ncards:", "C: [x]"],
)
def test_what_mlcards_exported_stays_that_whatever_its_answers_hold(name: str, answer: str) -> None:
    head = f"# D\n\n<!-- deck: d -->\n\n## q\n\n{answer}\n"
    for data in (head.encode(), b"\xef\xbb\xbf" + head.replace("\n", "\r\n").encode()):
        assert reader_for(name, data).name == "md"
    assert reader_for("-", head.encode(), "hashcards").name == "hashcards"
    (note,) = reader_for(name, head.encode()).read(head.encode(), name).decks[0].notes
    assert note.content.answer == answer


def test_a_word_far_down_makes_no_yaml_deck() -> None:
    text = b"question;answer\n" + b"a;b\n" * 2000 + b'c;"\ncards:\n"\n'
    assert len(text) < HEAD_BYTES
    assert reader_for("-", text).name == "csv"


@pytest.mark.parametrize(
    "piece", [b" ", b"\t", b"{ ", b"#", b"==a", b"<!--", b"1. a", b"- **a", b"::"]
)
@pytest.mark.timeout(5)
def test_telling_takes_time_that_grows_with_the_length(piece: bytes) -> None:
    head = piece * (HEAD_BYTES // len(piece))
    for end in (b"", b"\n", b"x\n"):
        recognised("-", head[: HEAD_BYTES - 2] + end)


def test_other_words_for_formats() -> None:
    words = {"apkg": "anki", "colpkg": "anki", "tsv": "csv", "yml": "yaml", "markdown": "md"}
    assert {word: reader_for("-", b"", word).name for word in words} == words
    assert settled(ReadOptions("apkg")) == ReadOptions("anki")
    assert settled(ReadOptions()) == ReadOptions()
    tabs = TableOptions("\t", header=False)
    assert settled(ReadOptions("tsv", TableOptions(header=False))) == ReadOptions("csv", tabs)
    commas = TableOptions(",")
    assert settled(ReadOptions("tsv", commas)).table == commas
    with pytest.raises(UsageError):
        settled(ReadOptions("docx"))


def test_names_alone_say_something() -> None:
    assert ".colpkg" in known_suffixes()
    found = named_like("A.APKG")
    assert found is not None
    assert found.name == "anki"
    assert named_like("apkg") is None


def test_only_what_changes_the_reading_counts() -> None:
    plain = ReadOptions(table=TableOptions(), quizlet=QuizletOptions())
    assert not any(reader.chosen(plain) for reader in READERS)
    without = [reader.name for reader in READERS if reader.chosen(ReadOptions(progress=False))]
    assert without == ["anki", "json", "obsidian"]
    tables = [reader for reader in READERS if reader.chosen(ReadOptions(table=TableOptions(";")))]
    assert [reader.name for reader in tables] == ["csv"]
