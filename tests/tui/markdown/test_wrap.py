from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mlcards.tui.markdown.wrap import fold, padded, width_of, wrap

RUNS = st.lists(
    st.tuples(
        st.text(alphabet="abc  日本、👩\u200d\u0301\ufe0f❤\n"), st.sampled_from(["", "bold", "x"])
    ),
    max_size=6,
).map(tuple)


def lines(text: str, width: int) -> list[str]:
    return ["".join(part for part, _ in line) for line in wrap([(text, "")], width)]


def test_breaks_at_spaces_and_drops_them_there() -> None:
    assert lines("one two  three", 8) == ["one two", "three"]
    assert lines("one  two", 8) == ["one  two"]


def test_breaks_where_it_is_asked_to() -> None:
    assert lines("a\nb\n\nc", 8) == ["a", "b", "", "c"]


def test_folds_a_long_word_on_lines_of_its_own() -> None:
    assert lines("a abcdefghij b", 4) == ["a", "abcd", "efgh", "ij b"]


def test_never_parts_a_wide_character_or_a_mark_from_its_letter() -> None:
    assert lines("日本語", 5) == ["日本", "語"]
    assert lines("ae\u0301ae\u0301", 2) == ["ae\u0301", "ae\u0301"]
    assert lines("👩\u200d👩x", 2) == ["👩\u200d👩", "x"]


def test_wide_text_goes_on_behind_narrow_text() -> None:
    assert lines("ab 日本語", 7) == ["ab 日本", "語"]
    assert lines("日本語abc", 7) == ["日本語", "abc"]


def test_no_line_begins_with_a_closing_sign() -> None:
    assert lines("日本語。", 6) == ["日本", "語。"]


def test_no_break_at_a_space_that_must_not_break() -> None:
    assert lines("aaa b\u00a0c", 5) == ["aaa", "b\u00a0c"]


def test_keeps_styles() -> None:
    runs = [("one t", "bold"), ("wo", "italic")]
    assert wrap(runs, 3) == [[("one", "bold")], [("t", "bold"), ("wo", "italic")]]


@given(RUNS, st.integers(2, 20))
def test_only_spaces_are_lost(runs: tuple[tuple[str, str], ...], width: int) -> None:
    drawn = wrap(runs, width)
    before = [(c, style) for text, style in runs for c in text if c not in " \n"]
    after = [(c, style) for line in drawn for text, style in line for c in text if c != " "]
    assert before == after
    assert all(width_of(line) <= width for line in drawn)


@given(RUNS, st.integers(2, 20), st.integers(2, 20))
def test_folding_code_loses_nothing(
    runs: tuple[tuple[str, str], ...], first: int, rest: int
) -> None:
    drawn = fold(runs, first, rest)
    assert "".join(t for line in drawn for t, _ in line) == "".join(t for t, _ in runs)
    assert width_of(drawn[0]) <= first
    assert all(width_of(line) <= rest for line in drawn[1:])


def test_fold_prefers_a_space_near_the_end() -> None:
    assert fold([("return sum(values)", "")], 12, 12) == [[("return ", "")], [("sum(values)", "")]]
    assert fold([("a bcdefghijkl", "")], 8, 8) == [[("a bcdefg", "")], [("hijkl", "")]]


def test_padded() -> None:
    assert padded([("ab", "x")], 5) == [("ab", "x"), ("   ", "")]
    assert padded([("ab", "x")], 5, align="right") == [("   ", ""), ("ab", "x")]
    assert padded([("ab", "x")], 5, align="center") == [(" ", ""), ("ab", "x"), ("  ", "")]
    assert padded([("日本", "x")], 3) == [("日本", "x")]
    assert cell_len("日本") == 4
