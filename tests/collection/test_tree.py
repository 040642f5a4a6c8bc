import pytest

from mlcards.collection.tree import below_or_same, deck_lines
from mlcards.core.queue import Counts

DECKS = [
    (1, "ml", "ML", {}),
    (2, "eval", "ML::Evaluation", {"study.new_per_day": "3"}),
    (3, "deep", "ML::Deep", {}),
    (4, "cnn", "ML::Deep::CNN", {}),
    (5, "mine", "Mine", {}),
]
COUNTS = {2: Counts(1, 2, 3), 4: Counts(10, 0, 0), 5: Counts(0, 0, 7)}


def test_parents_come_first_and_count_what_lies_below() -> None:
    lines = deck_lines(DECKS, COUNTS, {2: 5, 3: 1, 4: 10})
    assert [(line.title, line.name, line.depth, line.has_children) for line in lines] == [
        ("Mine", "Mine", 0, False),
        ("ML", "ML", 0, True),
        ("ML::Deep", "Deep", 1, True),
        ("ML::Deep::CNN", "CNN", 2, False),
        ("ML::Evaluation", "Evaluation", 1, False),
    ]
    assert [line.counts for line in lines] == [
        Counts(0, 0, 7),
        Counts(11, 2, 3),
        Counts(10, 0, 0),
        Counts(10, 0, 0),
        Counts(1, 2, 3),
    ]
    assert [line.cards for line in lines] == [0, 16, 11, 10, 5]


def test_a_line_knows_its_deck() -> None:
    line = deck_lines(DECKS, COUNTS)[-1]
    assert (line.id, line.key, line.options) == (2, "eval", {"study.new_per_day": "3"})


def test_a_line_s_share_of_a_tree_is_counted_once_for_each_level() -> None:
    lines = deck_lines(DECKS, COUNTS)
    tops = [line.counts.total for line in lines if line.depth == 0]
    assert sum(tops) == sum(counts.total for counts in COUNTS.values())


def test_no_decks_no_lines() -> None:
    assert deck_lines([], {}) == ()


@pytest.mark.parametrize(
    ("title", "top", "below"),
    [
        ("ML", "ML", True),
        ("ML::Deep", "ML", True),
        ("ML::Deep::CNN", "ML", True),
        ("MLOps", "ML", False),
        ("ML", "ML::Deep", False),
        ("ML:Deep", "ML", False),
    ],
)
def test_what_lies_below(*, title: str, top: str, below: bool) -> None:
    assert below_or_same(title, top) is below
