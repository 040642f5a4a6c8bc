"""Anki's text exports: header lines first, then a table whose columns they explain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.core.model import CardType
from mlcards.readers.anki_text import looks_like, read_anki_text
from support.reading import all_notes, all_sides, assert_read_or_refused


def read(text: str) -> ReadResult:
    return read_anki_text(text.encode(), "export.txt")


def notes(text: str) -> list[ForeignNote]:
    return all_notes(read(text))


def sides(text: str) -> list[tuple[str, str]]:
    return all_sides(read(text))


@pytest.mark.parametrize(
    ("value", "sign"),
    [
        ("tab", "\t"),
        ("Comma", ","),
        ("semicolon", ";"),
        ("Pipe", "|"),
        ("colon", ":"),
        ("space", " "),
        (",", ","),
        ("|", "|"),
        ("\t", "\t"),
        ("Tab\t\t", "\t"),
        ("semicolon,,,", ";"),
    ],
)
def test_the_separator_by_name_or_itself(value: str, sign: str) -> None:
    assert sides(f"#separator:{value}\n#html:false\nq{sign}a\n") == [("q", "a")]


def test_without_a_separator_it_is_told_from_the_rows() -> None:
    assert sides("#html:false\nq;a, b\nx;y, z\n") == [("q", "a, b"), ("x", "y, z")]


def test_html_or_not() -> None:
    row = "<b>bold</b> &amp; x<br>y\ta\n"
    assert sides(f"#separator:tab\n#html:true\n{row}")[0][0] == "**bold** & x  \ny"
    assert sides(f"#separator:tab\n#html:false\n{row}")[0][0] == "<b>bold</b> &amp; x<br>y"
    assert sides(f"#separator:tab\n{row}")[0][0] == "**bold** & x  \ny"


def test_columns_of_guid_notetype_deck_and_tags() -> None:
    result = read(
        "#separator:tab\n#html:true\n#deck column:1\n#guid column:4\n#tags column:2\n"
        "#notetype column:5\nA::B\tx y\tq\tg1\tBasic\ta\n\tz\tq2\tg2\tBasic\ta2\n"
    )
    assert result.problems == ()
    assert [(deck.title, deck.complete) for deck in result.decks] == [
        ("A::B", False),
        ("export", False),
    ]
    first = result.decks[0].notes[0]
    assert (first.id, first.line, first.content.tags) == ("g1", 7, ("x", "y"))
    assert (first.content.question, first.content.answer) == ("q", "a")


def test_deck_tags_and_notetype_for_all() -> None:
    result = read(
        "#deck:My deck\n#tags:one two\n#notetype:Basic (and reversed card)\n#separator:,\nq,a\n"
    )
    assert result.decks[0].title == "My deck"
    content = result.decks[0].notes[0].content
    assert (content.type, content.tags) == (CardType.REVERSED, ("one", "two"))


def test_columns_may_be_named() -> None:
    found = notes("#separator:tab\n#html:false\n#columns:Front\tBack\tTags\nq\ta\tx y\n")
    assert found[0].content.tags == ("x", "y")
    assert found[0].content.answer == "a"


def test_the_old_first_line_of_tags() -> None:
    assert notes("tags:old ones\nq\ta\n")[0].content.tags == ("old", "ones")


def test_an_answer_beside_special_columns_is_no_tag() -> None:
    assert sides("#separator:tab\n#html:false\n#deck column:1\nD\tq\ta\n") == [("q", "a")]


def test_a_column_with_a_name_is_no_column_of_tags() -> None:
    text = "#separator:,\n#html:false\n#columns:Front,Back,Extra\nq,a,more\n"
    assert sides(text) == [("q", "a\n\nmore")]


def test_a_last_column_of_tags_is_recognised() -> None:
    found = notes("#separator:tab\n#html:false\nq\ta\tml::x\nq2\ta2\t\n")
    assert found[0].content.tags == ("ml::x",)
    assert found[0].content.answer == "a"


def test_header_keys_count_only_before_the_first_row() -> None:
    text = "#separator:tab\n#html:false\nq\ta\n#html:true\n#include <x>\tis C\n#deck:no\n"
    result = read(text)
    found = [note for deck in result.decks for note in deck.notes]
    assert [note.content.question for note in found] == ["q", "#include <x>"]
    assert result.decks[0].title == "export"
    assert [(p.line, p.severity, p.code) for p in result.problems] == [
        (4, "warning", "comment"),
        (6, "warning", "comment"),
    ]


def test_a_row_that_starts_with_a_hash_right_below_the_header_is_a_row() -> None:
    assert sides("#separator:tab\n#html:false\n#include <x>\tis C\n") == [("#include <x>", "is C")]
    assert sides("# a comment\n#separator:tab\n#html:false\nq\ta\n") == [("q", "a")]


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("Basic", CardType.BASIC, 1),
        ("basic-1a2b3", CardType.BASIC, 1),
        ("Basic (and reversed card)", CardType.REVERSED, 1),
        ("My reversed words", CardType.REVERSED, 1),
        ("Basic (type in the answer)", CardType.BASIC, 1),
        ("Something else", CardType.BASIC, 1),
        ("", CardType.BASIC, 1),
    ],
)
def test_note_types_by_name(name: str, kind: CardType, count: int) -> None:
    header = "#separator:tab\n#html:true\n#notetype column:1\n"
    found = notes(f"{header}{name}\tq\ta\n")
    assert [note.content.type for note in found] == [kind] * count
    assert (found[0].content.question, found[0].content.answer) == ("q", "a")


@pytest.mark.parametrize("html", ["true", "false"])
@pytest.mark.parametrize("name", ["Cloze", "My cloze type", ""])
def test_clozes(html: str, name: str) -> None:
    header = f"#separator:tab\n#html:{html}\n#notetype column:1\n"
    found = notes(f"{header}{name}\tThe {{{{c1::gap::hint}}}}\textra\n")
    assert found[0].content.type is CardType.CLOZE
    assert found[0].content.question == "The {{c1::gap::hint}}"
    assert found[0].content.answer == "extra"


@pytest.mark.parametrize("html", ["true", "false"])
def test_a_gap_in_a_basic_note_is_only_text(html: str) -> None:
    header = f"#separator:tab\n#html:{html}\n#notetype column:1\n"
    content = notes(f"{header}Basic\tThe {{{{c1::gap}}}}\ta\n")[0].content
    assert content.type is CardType.BASIC


@pytest.mark.parametrize("html", ["true", "false"])
def test_the_optional_reversed_card(html: str) -> None:
    header = f"#separator:tab\n#html:{html}\n#notetype:Basic (optional reversed card)\n"
    found = notes(f"{header}q\ta\ty\nq2\ta2\t\nq3\ta3\n")
    assert [note.content.type for note in found] == [
        CardType.REVERSED,
        CardType.BASIC,
        CardType.BASIC,
    ]
    assert found[0].content.answer == "a"


def test_further_fields_are_part_of_the_answer() -> None:
    header = "#separator:tab\n#html:false\n#notetype column:1\n"
    assert sides(f"{header}Mine\tq\ta\t\tb\n") == [("q", "a\n\nb")]


def test_picture_occlusion_is_left_out_with_a_warning() -> None:
    result = read("#separator:tab\n#html:true\n{{c1::image-occlusion:rect:left=1}}\tx\nq\ta\n")
    assert len(result.decks[0].notes) == 1
    assert [(p.line, p.code) for p in result.problems] == [(3, "occlusion")]


def test_a_guid_that_is_there_twice_names_one_note() -> None:
    result = read("#separator:tab\n#html:false\n#guid column:1\ng\tq\ta\ng\tx\ty\n")
    assert [note.id for note in result.decks[0].notes] == ["g", ""]
    assert [(p.line, p.severity) for p in result.problems] == [(5, "warning")]


def test_guids_that_cannot_be_ids_become_others() -> None:
    assert notes("#separator:tab\n#html:true\n#guid column:1\n~a\tq\ta\n")[0].id == "id:~a"


def test_a_card_export_comes_in_as_it_is_shown_and_is_explained() -> None:
    gap = '"The <span class=""cloze"" data-ordinal=""1"">[...]</span> falls"'
    full = '"The <span class=""cloze"" data-ordinal=""1"">variance</span> falls"'
    result = read(f"#separator:tab\n#html:true\nq\ta\n{gap}\t{full}\n")
    contents = [note.content for note in result.decks[0].notes]
    assert [(content.question, content.answer) for content in contents] == [
        ("q", "a"),
        (r"The [...] falls", "The variance falls"),
    ]
    (problem,) = result.problems
    assert (problem.line, problem.severity, problem.code) == (4, "warning", "card-export")
    assert "Notes in Plain Text" in problem.message


def test_pairs_that_are_there_both_ways_may_be_a_card_export() -> None:
    result = read("#separator:tab\n#html:false\nL1\tLasso\nLasso\tL1\n")
    assert len(result.decks[0].notes) == 2
    assert [(p.severity, p.code) for p in result.problems] == [("warning", "card-export")]
    same = read("#separator:tab\n#html:false\n#tags column:3\nL1\tLasso\t\nLasso\tL1\t\n")
    assert same.problems == ()


def test_quoting_and_line_breaks() -> None:
    text = '#separator:tab\n#html:false\n"a ""b""\nc"\t"tab\there"\n'
    assert sides(text) == [('a "b"\nc', "tab\there")]


def test_bad_numbers_of_columns_are_passed_over() -> None:
    for value in ("0", "-1", "x", "99999999999999999999", "5000", ""):
        assert sides(f"#separator:tab\n#html:false\n#tags column:{value}\nq\ta\n")
    assert sides("#separator:tab\n#html:false\n#guid column:7\nq\ta\n") == [("q", "a")]


def test_only_a_header_is_no_deck() -> None:
    assert "no cards" in str(read("#separator:tab\n#html:true\n").errors[0])


@given(st.text("#:\t\n abtag<>,;sphml{c1}", max_size=80).map(str.encode) | st.binary(max_size=80))
def test_any_export_is_read_or_refused(data: bytes) -> None:
    for header in (b"#separator:tab\n#html:true\n", b"#html:false\n", b""):
        assert_read_or_refused(read_anki_text(header + data, "x.txt"))


@pytest.mark.parametrize(
    ("head", "is_export"),
    [
        (b"#separator:tab\n#html:true\n", True),
        (b"\xef\xbb\xbf#html:true\n", True),
        (b"#tags column:3\n", True),
        (b"#deck:X\n", True),
        (b"# heading: one\n", False),
        (b"#include <x>\n", False),
        (b"question,answer\n", False),
        (b"# my cards\n\nq\ta\nr\tb\n", True),
        (b"tags:old\nq\ta\n", True),
        (b"# Notes\n\twords\n\tmore\n", False),
        (b"# Notes\nq\ta\nwords\n", False),
    ],
)
def test_an_export_is_recognised_by_its_first_line(head: bytes, is_export: bool) -> None:  # noqa: FBT001
    assert looks_like("x.txt", head) is is_export
