import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.text import one_line, plural, visible

anything = st.text(st.characters())
"""Every code point, lone surrogates too."""
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def dangerous(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in BIDI


@given(anything)
def test_what_is_visible_obeys_nothing(text: str) -> None:
    assert not [char for char in visible(text) if dangerous(char) and char not in "\n\t"]


@given(anything, st.none() | st.integers(1, 30))
def test_one_line_is_one_line_of_harmless_text(text: str, limit: int | None) -> None:
    line = one_line(text, limit)
    assert not [char for char in line if dangerous(char)]
    assert line == line.strip()
    assert limit is None or len(line) <= limit


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b2J", "\ufffd2J"),
        ("a\x7fb\x00c", "a␡b␀c"),
        ("a\u202egpj.exe", "a\ufffdgpj.exe"),
        ("one\u2028two", "one\ufffdtwo"),
        ("tag\U000e0041", "tag\ufffd"),
        ("bad \udc80 byte", "bad \ufffd byte"),
    ],
)
def test_controls_show_as_symbols(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@pytest.mark.parametrize(
    "text", ["👩‍🔬", "❤️", "سلام\u200f", "क्षि", "naïve", "a\tb\nc", "e\u0301", "日本語"]
)
def test_scripts_and_emoji_stay(text: str) -> None:
    assert visible(text) == text


@given(anything)
def test_visible_twice_is_visible_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_one_line_shortens_with_an_ellipsis() -> None:
    assert one_line("alpha beta gamma", 11) == "alpha beta…"
    assert one_line("alpha beta", 10) == "alpha beta"
    assert one_line(" alpha\n\n beta\tgamma ") == "alpha beta gamma"


def test_one_line_says_when_it_left_something_out() -> None:
    assert one_line("alpha" + " " * 100 + "omega", 10) == "alpha…"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (12345, "12,345 cards")]
)
def test_plural(count: int, said: str) -> None:
    assert plural(count, "card") == said


def test_plural_of_irregular_nouns() -> None:
    assert plural(2, "day to go", "days to go") == "2 days to go"
