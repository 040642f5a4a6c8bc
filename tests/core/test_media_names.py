"""Only names that are one part of a path on every system pass."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.media_names import LONGEST, flat_media_name, safe_media_name, safe_media_path


@pytest.mark.parametrize("name", ["a.png", "plot π.png", "_logo.svg", "面接.mp3", "a b (1).jpg"])
def test_usual_names_stay(name: str) -> None:
    assert safe_media_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", ".", "..", "../a.png", "a/b.png", "a\\b.png", "C:a.png", "a.png:stream"),
        *("/etc/passwd", ".bashrc", "a\0.png", "a\n.png", "a\x1b[31m.png", "a\u202egnp.exe"),
        *("CON", "nul.txt", "COM1.png", "a.", "x" * 300, "é" * 128, "\ud800.png"),
    ],
)
def test_unsafe_names_do_not(name: str) -> None:
    assert safe_media_name(name) is None


def test_equal_names_have_one_form() -> None:
    assert safe_media_name("e\u0301.png") == "é.png"


@given(st.text(max_size=40))
def test_what_passes_is_one_short_part_of_a_path(name: str) -> None:
    safe = safe_media_name(name)
    if safe is not None:
        assert not set("/\\:\0\n") & set(safe)
        assert safe not in {"", ".", ".."}
        assert len(safe.encode()) <= LONGEST
        assert unicodedata.is_normalized("NFC", safe)
        assert safe_media_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "flat"),
    [
        ("a.png", "a.png"),
        ("./a.png", "a.png"),
        ("plots/deep/a.png", "plots-deep-a.png"),
        ("@/plots/a.png", "@-plots-a.png"),
    ],
)
def test_names_with_folders(name: str, flat: str) -> None:
    assert safe_media_path(name) == name
    assert flat_media_name(name) == flat
    assert safe_media_name(flat) == flat


@pytest.mark.parametrize(
    "name",
    ["", ".", "./", "../a.png", "a/../b.png", "/a.png", "a//b.png", "a/.b/c.png", "a/" * 200 + "b"],
)
def test_names_that_lead_elsewhere(name: str) -> None:
    assert safe_media_path(name) is None
