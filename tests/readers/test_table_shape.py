"""Cells are cut as RFC 4180 says; what breaks its rules is told with its line."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.readers import table_shape
from mlcards.readers.gathering import EnoughError, Report
from mlcards.readers.table_shape import guess_delimiter, read_rows, usual_width

cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.text('",;|\t\r\n ab', max_size=8)
tables = st.lists(st.lists(cells, min_size=1, max_size=4), max_size=6)


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    report = Report("t.csv")
    found = [row.cells for row in read_rows(text, delimiter, report)]
    assert report.problems == []
    return found


def problems(text: str, delimiter: str = ",") -> list[str]:
    report = Report("t.csv")
    with contextlib.suppress(EnoughError):
        read_rows(text, delimiter, report)
    return [str(problem) for problem in report.sorted()]


@given(
    tables,
    st.sampled_from(",;|\t:"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_any_table_that_csv_writes_is_read_back(
    table: list[list[str]], delimiter: str, quoting: int
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    expected = [row for row in table if row != [""]]
    assert [row for row in rows(file.getvalue(), delimiter) if row != [""]] == expected


@given(tables)
def test_it_agrees_with_the_csv_module(table: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(table)
    text = file.getvalue()
    expected = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    assert rows(text) == [row for row in expected if row != [""]]


@given(st.text('",;\r\n a', max_size=40), st.sampled_from(",;"))
def test_no_text_is_too_strange(text: str, delimiter: str) -> None:
    report = Report("t.csv")
    found = read_rows(text, delimiter, report)
    assert all(row.cells for row in found)
    assert [row.line for row in found] == sorted({row.line for row in found})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ('a,"b\r\nc"\n', [["a", "b\r\nc"]]),
        ('"a ""b""","c,d"\n', [['a "b"', "c,d"]]),
        ('a "b" c,5" disk\n', [['a "b" c', '5" disk']]),
        ("a,\n,b\n,\n", [["a", ""], ["", "b"], ["", ""]]),
        ('a,"b" \n"c"\t,d\n', [["a", "b"], ["c", "d"]]),
        ("\n\na,b\n\n", [["a", "b"]]),
        ("a\u2028b,c\x0bd\x85e\n", [["a\u2028b", "c\x0bd\x85e"]]),
        ('"",""\n', [["", ""]]),
        ("", []),
    ],
)
def test_cells(text: str, expected: list[list[str]]) -> None:
    assert rows(text) == expected


def test_rows_know_their_lines() -> None:
    found = read_rows('a,"1\n2\r\n3"\r\n\nb,"x\ry"\nc,d\n', ",", Report("t.csv"), first_line=5)
    assert [row.line for row in found] == [5, 9, 11]


def test_a_quote_within_a_quoted_cell_is_an_error_with_its_line_and_the_rest_is_read() -> None:
    text = 'a,b\nc,"d" e\n"x\ny"z,1\nf,g\n'
    assert [line.split(": ")[0] for line in problems(text)] == ["t.csv:2", "t.csv:4"]
    report = Report("t.csv")
    assert [row.cells for row in read_rows(text, ",", report)] == [["a", "b"], ["f", "g"]]


def test_an_unclosed_quote_that_takes_rows_with_it_is_an_error() -> None:
    found = problems('a,b\nc,"d\ne,f\ng,h\n')
    assert len(found) == 1
    assert found[0].startswith("t.csv:2: the quote that opens here is never closed")


def test_an_unclosed_quote_at_the_very_end_is_only_a_warning() -> None:
    report = Report("t.csv")
    found = read_rows('a|"b"\nc|"d ""e""\nf\n', "|", report)
    assert found[-1].cells == ["c", 'd "e"\nf\n']
    assert [(problem.line, problem.severity) for problem in report.problems] == [(2, "warning")]


def test_bounds() -> None:
    assert "200 cells" in problems("," * 300 + "\n")[0]
    assert "longer" in problems("a," + "x" * (1024 * 1024 + 1))[0]
    assert problems("a," + "x" * (1024 * 1024)) == []


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_shape, "MOST_CELLS", 10)
    assert problems("a,b\n" * 5) == []
    assert problems("a,b\n" * 6) == ["t.csv:6: the table has more than 10 cells; split it"]


def test_unclosed_quotes_take_linear_time() -> None:
    assert len(problems('"' + 'a,"' * 400_000)) == 1
    assert problems(('"a' * 300_000) + "\n") != []
    assert len(problems('x,"y"z\n' * 200_000)) == 501


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d\n", ","),
        ("a;b\nc;d,e\n", ";"),
        ("a, b|c\nd|e, f\n", "|"),
        ("one\ttwo, or three\nx\ty\n", "\t"),
        ('a|"x, y; z\n\n1, 2"\nb|"p, q"\n', "|"),
        ("question,answer\nWhat; why?,Because; so\n", ","),
        ("only words here\nand here\n", None),
        ("", None),
        ("rax\nrbx\nrcx\n", None),
    ],
)
def test_the_delimiter_is_recognised(text: str, expected: str | None) -> None:
    assert guess_delimiter(text) == expected


def test_the_delimiter_is_told_from_a_bounded_part() -> None:
    assert guess_delimiter("a;b\n" * 3 + "x,y,z\n" * 100_000) == ","
    assert guess_delimiter('a;b\na;"' + "b" * 3_000_000) == ";"
    assert guess_delimiter("a;b\n" * 200_000 + "c,d\n" * 900_000) == ";"


def test_the_usual_width_leaves_trailing_empty_cells_out() -> None:
    report = Report("t.csv")
    assert usual_width(read_rows("a,b,,\nc,d,,\ne,f,g,\n", ",", report)) == 2
    assert usual_width([]) == 0
