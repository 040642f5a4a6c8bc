"""Keys of decks without an id of their own."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.deck_keys import deck_key, keys_apart, keys_of


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("ML Engineer::Deep learning", "ml-engineer-deep-learning"),
        ("  Überraschung!  ", "überraschung"),
        ("R & D: what, why (and when)?", "r-d-what-why-and-when"),
        ("Deep learning — the “basics” | part 1", "deep-learning-the-basics-part-1"),
        ("Дек", "дек"),
        ("数学：代数", "数学-代数"),
        ("C", "c"),
    ],
)
def test_keys_of_ordinary_titles_are_their_words(title: str, key: str) -> None:
    assert deck_key(title) == key


def test_keys_stay_as_they_are_for_ever() -> None:
    assert deck_key("C++") == "c-f4dc9948"
    assert deck_key("???") == "deck-32e84994"


ALIKE = [
    "C",
    "C++",
    "C#",
    "C*",
    "F#",
    "F",
    "数学",
    "物理",
    "कि",
    "का",
    "🇫🇷",
    "🇩🇪",
    "???",
    "…",
    "A+B",
    "A-B",
]


def test_titles_that_say_different_things_have_different_keys() -> None:
    keys = {title: deck_key(title) for title in ALIKE}
    assert len(set(keys.values())) == len(ALIKE), keys


@pytest.mark.parametrize("other", ["c++", " C++ ", "C++ "])
def test_case_and_spaces_make_no_difference(other: str) -> None:
    assert deck_key(other) == deck_key("C++")


def test_a_file_name_of_a_mac_gives_the_same_key() -> None:
    assert deck_key(unicodedata.normalize("NFD", "Überraschung")) == "überraschung"


@given(titles=st.sets(st.text(min_size=1, max_size=4)), taken=st.sets(st.text(max_size=3)))
def test_keys_given_together_differ(titles: set[str], taken: set[str]) -> None:
    keys = keys_apart(titles, taken)
    assert keys.keys() == titles
    assert len({*keys.values(), *taken}) == len(keys) + len(taken)
    assert all(key in keys_of(title) for title, key in keys.items())
    assert keys_apart(sorted(titles, reverse=True), taken) == keys


def test_decks_that_exist_keep_their_keys() -> None:
    known = {"C++": "c", "a": "a", "Own": "chosen"}
    keys = keys_apart(["C++", "A", "a", "Own"], known=known)
    assert keys["C++"] == "c"
    assert keys["a"] == "a"
    assert keys["A"] not in known.values()
    assert keys["Own"] == "own"  # a key that its author gave is not made from its title
