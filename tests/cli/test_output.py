import io
import json
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.cli import output
from mlcards.core.errors import MlcardsError
from mlcards.core.text import cell_width, visible


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Full(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


class Unread(io.StringIO):
    def write(self, _text: str) -> int:
        raise BrokenPipeError


HOSTILE = "a\x1b[31mb\x9b2Jc\u202ed\x07"


def test_answers_and_notes_go_their_own_ways(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("answer")
    output.note("by the way")
    assert capsys.readouterr() == ("answer\n", "by the way\n")


def test_control_characters_are_shown_as_symbols(capsys: pytest.CaptureFixture[str]) -> None:
    output.say(HOSTILE)
    output.note(HOSTILE)
    out, err = capsys.readouterr()
    assert out == err == "a␛[31mb�2Jc�d␇\n"


def test_nothing_is_written_where_there_are_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    output.harden_streams()
    output.say("x")
    output.note("x")
    output.flush()


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", Full())
    with pytest.raises(MlcardsError, match="could not be written: No space left on device"):
        output.say("x")
    output.note("x")


def test_a_reader_that_left_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Unread())
    with pytest.raises(BrokenPipeError):
        output.say("x")


def test_a_stream_of_another_encoding_takes_every_text(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    output.harden_streams()
    output.say("né")
    output.flush()
    assert raw.getvalue() == rb"n\xe9" + b"\n"


# Colour


@pytest.mark.parametrize(
    ("stream", "env", "coloured"),
    [
        (Terminal, {"TERM": "xterm"}, True),
        (Terminal, {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (io.StringIO, {"TERM": "xterm"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    stream: type[io.StringIO],
    env: dict[str, str],
    coloured: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    stdout = stream()
    monkeypatch.setattr(sys, "stdout", stdout)
    output.say(HOSTILE, "bold")
    written = stdout.getvalue()
    assert written == (
        f"\x1b[1m{visible(HOSTILE)}\x1b[0m\n" if coloured else f"{visible(HOSTILE)}\n"
    )


# JSON


def test_json_is_one_ascii_document(capsys: pytest.CaptureFixture[str]) -> None:
    output.emit_json({"text": HOSTILE + "\x7fé"})
    out = capsys.readouterr().out
    assert out == visible(out)
    assert out.isascii()
    assert json.loads(out) == {"text": HOSTILE + "\x7fé"}


def test_json_lines_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    output.emit_json_line({"a": "x\ny"})
    output.emit_json_line({"a": 2})
    assert capsys.readouterr().out == '{"a": "x\\ny"}\n{"a": 2}\n'


def test_instants_are_written_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    berlin = timezone(timedelta(hours=1))
    output.emit_json_line(
        [
            datetime(2026, 11, 22, 8, tzinfo=berlin),
            datetime(2026, 1, 1, tzinfo=UTC),
            date(2026, 5, 4),
        ]
    )
    assert json.loads(capsys.readouterr().out) == [
        "2026-11-22T07:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-05-04",
    ]


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), object(), {1}])  # noqa: DTZ001
def test_what_has_no_place_in_json_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="has no place in JSON"):
        output.emit_json(value)


def test_not_a_number_has_no_place_either() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        output.emit_json(float("nan"))


@given(st.text())
def test_any_text_survives_json(text: str) -> None:
    assert json.loads(output._json([text], None)) == [text]


# Tables


def test_columns_are_aligned_by_terminal_cells() -> None:
    lines = output.table_lines(
        ["deck", "due"], [["統計", "3"], ["Café", "12"], ["👩‍🔬 ml", "145"]], right={1}
    )
    assert lines == [
        "deck   due",
        "統計     3",
        "Café    12",
        "👩‍🔬 ml  145",
    ]


def test_a_table_has_one_line_a_row_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    output.say_table(["a", "b"], [["x\ny\x1b[2J", "z\r"]])
    out = capsys.readouterr().out
    assert out.count("\n") == 2
    assert "\x1b" not in out


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1))
def test_second_columns_start_at_the_same_cell(rows: list[tuple[str, str]]) -> None:
    lines = output.table_lines(["", "#"], [(first, "#") for first, _ in rows])
    assert len({cell_width(line.rpartition("#")[0]) for line in lines}) == 1


def test_a_progress_line_is_rewritten_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.setenv("COLUMNS", "20")
    with output.ProgressLine() as line:
        line.show(f"Reading {HOSTILE} {'x' * 50}")
        line.show("Done")
    first, second, third, last = terminal.getvalue().split("\r")[1:]
    assert (first, second) == ("Reading a␛[31mb�2J…", "Done" + " " * 15)
    assert (third, last) == ("    ", "")


def test_a_progress_line_does_not_wrap_where_characters_are_wide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "20")
    output.ProgressLine().show("機械" * 30)
    assert cell_width(terminal.getvalue().lstrip("\r")) <= 19


def test_progress_is_counted_where_there_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(output.ProgressLine, "show", lambda _line, text: shown.append(text))
    tick = output.ProgressLine().counting("Writing {} of {} notes", worth=1000)
    for done in range(0, 2001, 10):
        tick(done, 2000)
    assert (len(shown), shown[-1]) == (101, "Writing 2,000 of 2,000 notes: 100 %")
    output.ProgressLine().counting("Writing {} of {}", worth=1000)(5, 999)
    output.ProgressLine().counting("Writing {} of {}", worth=0)(0, 0)
    assert shown[101:] == ["Writing 0 of 0: 100 %"]


@pytest.mark.parametrize("stream", [io.StringIO(), None])
def test_no_progress_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    with output.ProgressLine() as line:
        line.show("Reading")
    assert stream is None or stream.getvalue() == ""


def test_no_progress_on_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "dumb")
    output.ProgressLine().show("Reading")
    assert terminal.getvalue() == ""
