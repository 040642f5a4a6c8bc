"""Likeness finds the edited note among many, within a fixed amount of work."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core import likeness as module
from mlcards.core.likeness import BUDGET, best_pairs, equal_pairs, likeness, normalised
from mlcards.core.model import CardType, NoteContent


def content(question: str, answer: str = "") -> NoteContent:
    return NoteContent(CardType.BASIC, question, answer)


def test_case_spacing_and_width_do_not_count() -> None:
    assert normalised(content("What  is\nＡUC?", "Area.")) == normalised(
        content("what is auc?", "area.")
    )


def test_equal_texts_are_wholly_alike_and_others_are_not() -> None:
    assert likeness("roc", "roc") == 1.0
    assert likeness("", "") == 1.0
    assert 0 < likeness("rock", "roc") < 1
    assert likeness("abc", "xyz") == 0.0


def test_below_the_least_it_is_nothing() -> None:
    assert likeness("abcdef", "abcxyz") == pytest.approx(0.5)
    assert likeness("abcdef", "abcxyz", least=0.75) == 0.0


@given(st.text("ab c", max_size=12), st.text("ab c", max_size=12), st.floats(0.1, 1))
def test_the_least_never_changes_what_passes_it(one: str, other: str, least: float) -> None:
    plain = likeness(one, other)
    assert likeness(one, other, least=least) == (plain if plain >= least else 0.0)


def test_each_note_is_paired_once_and_the_most_alike_first() -> None:
    old = [content("What is bias in a model?"), content("What is bias in the model?")]
    new = [content("What is bias in the models?"), content("What is bias in a big model?")]
    assert sorted((n, o) for n, o, _alike in best_pairs(new, old, 0.75)) == [(0, 1), (1, 0)]


@pytest.mark.parametrize("text", ["a" * 390, "ab " * 130], ids=["run", "words"])
def test_the_work_is_bounded(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work = 0

    def counting(one: str, other: str, *, least: float = 0.0) -> float:
        nonlocal work
        work += equal_pairs(Counter(one), Counter(other))
        return 0.0

    monkeypatch.setattr(module, "likeness", counting)
    monkeypatch.setattr(module, "_MOST_COMMON", 10_000)
    best_pairs(
        [content(f"{text} {n}") for n in range(400)],
        [content(f"{n} {text}") for n in range(400)],
        0.75,
    )
    assert 0 < work <= BUDGET


def test_a_deck_reworded_throughout_is_found_again() -> None:
    old = [content(f"What is {n} and {n % 11} in the ring?") for n in range(400)]
    new = [content(f"Say what is {n} and {n % 11} in the ring?") for n in range(400)]
    assert all(n == o for n, o, _alike in best_pairs(new, old, 0.75))
    moved = new[200:] + new[:200]
    pairs = {n: o for n, o, _alike in best_pairs(moved, old, 0.75)}
    assert pairs == {n: (n + 200) % 400 for n in range(400)}
