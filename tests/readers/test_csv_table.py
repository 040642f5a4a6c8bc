"""Tables become decks: by the names of their columns, by their place, or as a person says."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint
from mlcards.readers import gathering
from mlcards.readers.csv_table import (
    looks_like,
    read_table,
    sniff_table,
)
from mlcards.readers.options import TableOptions
from support.reading import all_notes, all_sides, assert_read_or_refused, said


def read(text: str, **options: object) -> ReadResult:
    return read_table(text.encode(), "deck.csv", TableOptions(**options))  # type: ignore[arg-type]


def notes(text: str, **options: object) -> list[ForeignNote]:
    return all_notes(read(text, **options))


def sides(text: str, **options: object) -> list[tuple[str, str]]:
    return all_sides(read(text, **options))


@pytest.mark.parametrize(
    "text",
    [
        "Question,Answer\nq,a\n",
        "ANSWER;Front\na;q\n",
        "term\tdefinition\nq\ta\n",
        " q | a \nq|a\n",
        "Prompt,Response\r\nq,a\r\n",
        "back,front side\na,q",
        "x?,y\nq,a\n",
        "x?;y\nq;a",
        "sep=;\r\nx?;y\r\nq;a\r\n",
        "sep=,\nquestion,answer\nq,a",
    ],
)
def test_one_card_in_many_tables(text: str) -> None:
    assert [(q.strip(), a.strip()) for q, a in sides(text)][-1] == ("q", "a")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfquestion,answer\r\nWhy?,So\r\n",
        b"\xff\xfe" + "question\tanswer\r\nWhy?\tSo\r\n".encode("utf-16-le"),
        b"\xfe\xff" + "question;answer\nWhy?;So\n".encode("utf-16-be"),
    ],
)
def test_what_excel_writes(data: bytes) -> None:
    result = read_table(data, "x.csv")
    assert result.problems == ()
    assert result.decks[0].notes[0].content.question == "Why?"


def test_windows_1252_is_read_with_a_warning() -> None:
    result = read_table("question,answer\nÜber?,“Ja”\n".encode("cp1252"), "x.csv")
    assert result.decks[0].notes[0].content.answer == "“Ja”"
    assert [(p.severity, p.line, p.code) for p in result.problems] == [("warning", 2, "encoding")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Frage;Antwort\nWas?;Das\n", ("Was?", "Das")),
        ("Question;Re\u0301ponse\nQuoi ?;Ça\n", ("Quoi ?", "Ça")),
        ("问题,答案\n什么?,这\n", ("什么?", "这")),
        ("Category,Interview Question,Sample Answer\nml,q,a\n", ("q", "a")),
        ("question_id,question_text,answer_text\n7,q,a\n", ("q", "a")),
        ("Name,Answer,Tags\nq,a,ml\n", ("q", "a")),
        ("Question,Correct answer,Wrong answer\nq,a,b\n", ("q", "a")),
        ("Question,Topic\nq,ml\n", ("q", "")),
        ("questions\nq, and more?\n", ("q, and more?", "")),
    ],
)
def test_headers_as_people_write_them(text: str, expected: tuple[str, str]) -> None:
    assert sides(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "My questions,,\n,,\nQuestion,Answer,Tags\nq,a,ml\n",
        "# exported, 2024\n# by me\nQuestion,Answer,Tags\nq,a,ml\n",
    ],
)
def test_titles_and_comments_above_the_header_are_no_cards(text: str) -> None:
    result = read(text)
    assert [note.content.question for note in all_notes(result)] == ["q"]
    assert {problem.code for problem in result.problems} == {"title"}


def test_what_stands_above_cards_without_a_header_stays() -> None:
    assert len(sides("one,\ntwo,2\nthree,3\n")) == 3


def test_commas_within_sentences_cut_no_cells() -> None:
    text = "What is bias?\nWhat is a mean, and why?\nWhat is a median?\n"
    assert "nothing stands between" in said(read(text))[0]


def test_blanks_before_a_cell_in_quotes_are_no_text() -> None:
    text = 'question, answer, tags\n"q, 1", "a, ""1""" , ml\nq, "a" b, ml\n'
    assert sides(text) == [("q, 1", 'a, "1"'), ("q", ' "a" b')]


def test_a_row_without_a_header_is_no_header() -> None:
    assert sides("What is a term?,A word\nWhat is L1?,Lasso\n")[0][0] == "What is a term?"


def test_header_and_delimiter_may_be_chosen() -> None:
    assert sides("question,answer\nq,a\n", header=False)[0] == ("question", "answer")
    assert sides("Frage,Antwort\nq,a\n", header=True) == [("q", "a")]
    assert sides("q: a, b\n", delimiter=":") == [("q", " a, b")]
    assert sides("a;b,c\n", delimiter="comma") == [("a;b", "c")]
    assert sides("a,b\tc\n", delimiter="\\t") == [("a,b", "c")]


def test_columns_may_be_chosen() -> None:
    found = notes("x,What?,m,That\n", columns=("", "question", "tags", "answer"))
    assert found[0].content.question == "What?"
    assert found[0].content.answer == "That"
    assert found[0].content.tags == ("m",)


def test_the_same_file_read_another_way_is_another() -> None:
    hashes = [
        read("x,y\n", **options).decks[0].content_hash
        for options in ({}, {"header": None}, {"columns": ("answer", "question")}, {"html": True})
    ]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": ""},
        {"delimiter": "::"},
        {"delimiter": '"'},
        {"delimiter": "\n"},
        {"columns": ("question", "colour\x1b")},
    ],
)
def test_options_that_are_none_are_named(options: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        read("a,b\n", **options)
    assert "\x1b" not in str(caught.value)


def test_without_a_header_further_columns_are_notes_and_tags() -> None:
    found = notes("q1,a1,see the book,ml stats\nq2,a2,,deep-learning\n")
    assert found[0].content.notes == "see the book"
    assert found[0].content.tags == ("ml", "stats")
    assert found[1].content.tags == ("deep-learning",)


def test_all_fields_of_a_card_have_a_column() -> None:
    header = (
        "id,type,question,answer,key_points,listen_for,red_flags,follow_ups,framework,skeleton,"
        "code,complexity,tests,correction,hint,notes,article,difficulty,seconds,tags,sources,"
        "checked,deck"
    )
    row = [
        "x1", "coding", "q", "a", '["one", {"text": "two", "must": true}]', "l", "f1\nf2",
        '[{"question": "why", "answer": "so"}]', "1. s\n2. t", "sk", "code", "O(n)", "* t1",
        '{"verdict": "wrong", "actually": "right"}', "h", "n", "3, 4", "2", "60",
        '["two words", "x"]', "http://a\nhttp://b", "2026-11", "D::E",
    ]  # fmt: skip
    file = io.StringIO()
    csv.writer(file).writerow(row)
    result = read(f"{header}\n{file.getvalue()}")
    assert result.problems == ()
    assert result.decks[0].title == "D::E"
    note = result.decks[0].notes[0]
    content = note.content
    assert (note.id, content.type) == ("x1", CardType.CODING)
    assert content.key_points == (KeyPoint("one"), KeyPoint("two", must=True))
    assert content.red_flags == ("f1", "f2")
    assert content.framework == ("s", "t")
    assert content.tests == ("t1",)
    assert content.follow_ups == (FollowUp("why", "so"),)
    assert content.correction == Correction("wrong", "", "right")
    assert content.article == (3, 4)
    assert (content.difficulty, content.seconds, content.checked) == (2, 60, "2026-11")
    assert content.tags == ("two words", "x")
    assert content.sources == ("http://a", "http://b")


def test_values_that_cannot_be_are_left_out_with_a_warning() -> None:
    result = read(
        "question,answer,difficulty,type,seconds,checked,key_points\n"
        'q,a,9,quiz,soon,May,"[{""x"": 1}]"\n'
    )
    assert result.errors == ()
    assert [problem.line for problem in result.problems] == [2] * 5
    assert result.decks[0].notes[0].content.type is CardType.BASIC


@pytest.mark.parametrize(
    ("word", "number"), [("easy", 1), ("Medium", 2), ("HARD", 3), ("2", 2), ("expert", None)]
)
def test_difficulty_in_words(word: str, number: int | None) -> None:
    assert notes(f"q,a,difficulty\nx,y,{word}\n")[0].content.difficulty == number


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("q,a,", CardType.BASIC),
        ("q,a,Basic", CardType.BASIC),
        ("q,a,Basic (and reversed card)", CardType.REVERSED),
        ("q,a,interview", CardType.INTERVIEW),
        ("the {{c1::gap}},,", CardType.CLOZE),
        ("the {{c1::gap}},,Cloze", CardType.CLOZE),
        ("the {{c1::gap}},a,basic", CardType.BASIC),
        ("no gap,a,cloze", CardType.BASIC),
        ("q,,", CardType.PERSONAL),
        ("q,,personal", CardType.PERSONAL),
    ],
)
def test_the_type_is_said_or_seen(row: str, kind: CardType) -> None:
    assert notes(f"question,answer,type\n{row}\n")[0].content.type is kind


def test_several_columns_may_hold_one_text() -> None:
    found = notes("question,answer,notes,comment,tags,topic\nq,a,one,two,x,y\n")
    assert found[0].content.notes == "one\n\ntwo"
    assert found[0].content.tags == ("x", "y")


def test_columns_that_are_not_known_are_named() -> None:
    result = read("question,answer,mood,\nq,a,good,\n")
    assert said(result) == [
        'deck.csv:1: warning: 1 column left out: "mood"; rename what should come along'
    ]


def test_a_row_with_too_many_cells_is_put_together_where_that_is_safe() -> None:
    result = read("What is L1?,a penalty, like lasso\nWhat is L2?,ridge\nWhy?,so\n")
    assert result.decks[0].notes[0].content.answer == "a penalty, like lasso"
    assert [(p.line, p.severity, p.code) for p in result.problems] == [(1, "warning", "ragged")]


def test_elsewhere_it_is_an_error_with_its_line() -> None:
    result = read("question,answer,tags\nq,a,t\nx,y, and z,t\n")
    assert result.decks == ()
    assert [(p.line, p.code) for p in result.errors] == [(3, "ragged")]


def test_short_and_empty_rows_are_no_fault() -> None:
    text = "question,answer,tags\nq1,a1\n,,\n  \nq2,a2,,,\n"
    result = read(text)
    assert result.problems == ()
    assert [note.line for note in result.decks[0].notes] == [2, 5]


def test_all_problems_are_in_one_report() -> None:
    result = read(
        'id,question,answer\n1,,lost\n2,q,"a" b\n1,x,y\n1,z,w\n3,only,\n4,"two\nlines",\n5,,\n'
    )
    assert result.decks == ()
    assert said(result) == [
        "deck.csv:2: this row has no question",
        (
            "deck.csv:3: after the end of a cell in quotes there must be a comma or the end of "
            "the line; a quote within such a cell is written twice"
        ),
        'deck.csv:5: the id "1" is taken by the card in line 4; ids must differ',
        "deck.csv:6: warning: this card has no answer; you will answer it in your own words",
        "deck.csv:7: warning: this card has no answer; you will answer it in your own words",
    ]


def test_problems_are_counted_and_warnings_do_not_end_the_reading() -> None:
    bad = read("question,answer\n" + ',"x"y\n' * 2000)
    assert len(bad.problems) == 501
    assert bad.problems[-1].code == "more"
    warned = read("question,answer\n" + "q,\n" * 2000)
    assert len(warned.decks[0].notes) == 2000
    assert len(warned.problems) == 501
    assert "1,500 more warnings" in warned.problems[-1].message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the table is empty"),
        ("just words\nand more\n", "nothing stands between"),
        ("question,answer\n", "no cards"),
        ("a,b\n" * 3, ""),
        ("card_id,review_rating,review_datetime\n1,3,2026\n", "reviews"),
        ("hint,notes\n", ""),
    ],
)
def test_what_is_no_deck(text: str, words: str) -> None:
    result = read(text)
    if words:
        assert result.decks == ()
        assert words in str(result.errors[0])
    else:
        assert result.decks


def test_no_column_for_the_question() -> None:
    assert "no column is the question" in said(read("a,b\n", columns=("answer", "notes")))[0]


def test_html_is_told_from_the_cells_and_may_be_said() -> None:
    text = "L1,<b>Lasso</b>\nL2,<i>Ridge</i>\nplain,text\n"
    assert sides(text)[0] == ("L1", "**Lasso**")
    assert sides(text, html=False)[0] == ("L1", "<b>Lasso</b>")
    about = "What does <b> do?,It makes <b> bold\nWhat is <i>?,italics\nWhy a <p>?,paragraphs\n"
    assert sides(about)[0] == ("What does <b> do?", "It makes <b> bold")
    assert sides("L1,<b>Lasso\n", html=True) == [("L1", "**Lasso**")]


def test_the_deck_is_called_like_the_file() -> None:
    for name, title in [
        ("/tmp/ML terms.csv", "ML terms"),
        ("C:\\decks\\terms.v2.csv", "terms.v2"),
        ("-", "Pasted cards"),
        ("a::b .csv", "a::b"),
        (".csv", ".csv"),
        ("\x1b]0;x\x07.csv", "]0;x"),
    ]:
        assert read_table(b"x,y\n", name).decks[0].title == title


def test_titles_that_would_share_a_key_are_kept_apart() -> None:
    result = read("question,answer,deck\nq,a,C\nq,a,C++\nq,a,C#\nq,a, C \n")
    assert [(deck.title, len(deck.notes)) for deck in result.decks] == [
        ("C", 2),
        ("C++", 1),
        ("C#", 1),
    ]
    keys = [deck.key for deck in result.decks]
    assert keys[0] == "c"
    assert len(set(keys)) == 3


def test_ids_that_cannot_be_become_others() -> None:
    long = "x" * 300
    found = notes(f'id,question,answer\n~abc,q,a\n{long},q2,a\n"two\nlines",q3,a\n a ,q4,a\n')
    assert found[0].id == "id:~abc"
    assert found[1].id.startswith("id:")
    assert len(found[1].id) < 40
    assert "\n" not in found[2].id
    assert found[3].id == "a"
    assert notes(f"id,question,answer\n{long},q2,a\n")[0].id == found[1].id


def test_texts_stay_as_they_are() -> None:
    strange = "a\u2028b\x85c\x0bd\x0ce \x1b[31m \u202e tab\tend  "
    assert sides(f'question,answer\n"{strange}",  x \n') == [(strange, "  x ")]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")),
        ).filter(lambda row: bool(row[0].strip() and row[1].strip())),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(",;\t|"),
)
def test_any_cards_that_csv_writes_are_read_back(
    cards: list[tuple[str, str]], delimiter: str
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["question", "answer"])
    writer.writerows(cards)
    result = read_table(file.getvalue().encode(), "t.csv", TableOptions(delimiter, html=False))
    assert result.errors == ()
    found = [(n.content.question, n.content.answer) for n in result.decks[0].notes]
    assert found == cards


@given(st.binary(max_size=200) | st.text('",;\n\t|aq ', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert_read_or_refused(read_table(data, "t.csv"))
    sniff_table(data)


def test_the_preview_shows_what_would_be_read() -> None:
    preview = sniff_table(b"Term;Definition;Mood\nL1;Lasso;good\nL2;Ridge;\n")
    assert (preview.delimiter, preview.header, preview.html) == (";", True, False)
    assert preview.columns == ("Term", "Definition", "Mood")
    assert preview.fields == ("question", "answer", "")
    assert preview.rows == (("L1", "Lasso", "good"), ("L2", "Ridge", ""))
    assert preview.problems == ()


def test_the_preview_takes_choices() -> None:
    data = b"Term;Definition\nL1;Lasso\n"
    preview = sniff_table(data, TableOptions(header=False, columns=("answer", "question")))
    assert preview.columns == ("Column 1", "Column 2")
    assert preview.fields == ("answer", "question")
    assert len(preview.rows) == 2


def test_the_preview_is_bounded() -> None:
    data = b'a,"' + b"b\n" * 100_000 + b'"\n' + b"c,d\n" * 100_000
    preview = sniff_table(data)
    assert len(preview.rows) <= 20
    assert preview.problems == ()
    many = sniff_table(b"x,y\n" * 1_000_000)
    assert len(many.rows) == 20


def test_the_preview_says_why_there_is_none() -> None:
    assert "Excel" in str(sniff_table(b"PK\x03\x04").problems[0])
    assert "nothing stands between" in str(sniff_table(b"a word\n").problems[0])
    assert "never closed" in str(sniff_table(b'a,b\nc,"d\ne,f\n').problems[0])


@pytest.mark.parametrize(
    ("name", "head", "is_table"),
    [
        ("-", b"question,answer\n", True),
        ("-", b"Term\tDefinition\nx\ty\n", True),
        ("x.txt", b"a\tb\tc\nd\te\tf\n", True),
        ("-", b"a,b\nc,d\n", False),
        ("notes.md", b"| Question | Answer |\n", False),
        ("-", b"words", False),
        ("x.txt", b"foo bar; bar baz\nq; a\n", True),
        ("-", b'q\t"a"\nr\tb\n', True),
        ("-", b"x\ty\nr\tb\n", False),
        ("-", b"Questions\n1. What is bias?\n", False),
        ("-", b"int a;\nint b;\n", False),
        ("-", b"one; sentence\n", False),
        ("-", b"| a | b |\n| c | d |\n", False),
    ],
)
def test_a_table_is_recognised_only_beyond_doubt(name: str, head: bytes, is_table: bool) -> None:  # noqa: FBT001
    assert looks_like(name, head) is is_table


def test_too_many_cards_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_NOTES", 3)
    assert len(read("x,y\n" * 3).decks[0].notes) == 3
    result = read("x,y\n" * 4)
    assert result.decks == ()
    assert said(result) == ["deck.csv:4: the file has more than 3 cards; split it"]
