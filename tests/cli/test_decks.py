import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.cli.commands import decks
from support.collections import NOON, STATS, ship

Mlcards = Callable[..., Result]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(
        monkeypatch,
        tmp_path / "shipped",
        STATS,
        STATS.replace("deck: Statistics", "deck: Maths::Algebra"),
    )


def tree(mlcards: Mlcards) -> list[dict[str, Any]]:
    result = mlcards("decks", "--json", MLCARDS_NOW=NOON)
    assert result.exit_code == 0
    answer: list[dict[str, Any]] = json.loads(result.stdout)
    return answer


def titles(mlcards: Mlcards) -> list[str]:
    return [deck["title"] for deck in tree(mlcards)]


def test_the_tree(mlcards: Mlcards) -> None:
    assert mlcards("decks", MLCARDS_NOW=NOON).stdout.splitlines() == [
        "Deck        New  Learning  Review  Cards",
        "Maths         2         0       0      3",
        "  Algebra     2         0       0      3",
        "Statistics    2         0       0      3",
    ]


def test_json_counts_what_was_set_aside(mlcards: Mlcards, shelf: Path) -> None:
    cards = json.loads(mlcards("next", "Statistics", "--json", MLCARDS_NOW=NOON).stdout)
    mlcards("study", "--plain", "Statistics", input="s\n", MLCARDS_NOW=NOON)
    left = STATS.split("  - id: auc", maxsplit=1)[0]
    (shelf / "shipped0.yaml").write_text(left)
    statistics = tree(mlcards)[2]
    assert len(cards) == 2
    assert statistics == {
        "title": "Statistics",
        "key": "statistics",
        "name": "Statistics",
        "depth": 0,
        "new": 0,
        "learning": 0,
        "review": 0,
        "total": 0,
        "cards": 1,
        "seen": 0,
        "suspended": 1,
        "orphaned": 2,
        "options": {},
    }


def test_rename(mlcards: Mlcards) -> None:
    result = mlcards("decks", "rename", "stat", "Numbers", "--json", MLCARDS_NOW=NOON)
    assert json.loads(result.stdout) == {
        "title": "Numbers",
        "key": "statistics",
        "was": "Statistics",
    }
    assert titles(mlcards) == ["Maths", "Maths::Algebra", "Numbers"]


@pytest.mark.parametrize("title", ["", "Maths", "A::", "Statistics::Below"])
def test_a_title_that_cannot_be(mlcards: Mlcards, title: str) -> None:
    result = mlcards("decks", "rename", "statistics", title, MLCARDS_NOW=NOON)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Statistics" in titles(mlcards)


def test_move_below_another_and_to_the_top(mlcards: Mlcards) -> None:
    assert mlcards("decks", "move", "Statistics", "Maths", MLCARDS_NOW=NOON).exit_code == 0
    assert titles(mlcards) == ["Maths", "Maths::Algebra", "Maths::Statistics"]
    assert mlcards("decks", "move", "algebra", "--top", MLCARDS_NOW=NOON).exit_code == 0
    assert titles(mlcards) == ["Algebra", "Maths", "Maths::Statistics"]


def test_moving_takes_the_decks_below_along(mlcards: Mlcards) -> None:
    mlcards("decks", "move", "maths", "Statistics", MLCARDS_NOW=NOON)
    assert titles(mlcards) == ["Statistics", "Statistics::Maths", "Statistics::Maths::Algebra"]


@pytest.mark.parametrize("args", [(), ("Maths", "--top"), ("Nowhere",), ("algebra",)])
def test_a_move_that_cannot_be(mlcards: Mlcards, args: tuple[str, ...]) -> None:
    result = mlcards("decks", "move", "maths", *args, MLCARDS_NOW=NOON)
    assert result.exit_code in {1, 2}
    assert result.stderr
    assert titles(mlcards) == ["Maths", "Maths::Algebra", "Statistics"]


def test_an_unknown_deck_names_the_nearest(mlcards: Mlcards) -> None:
    result = mlcards("decks", "rename", "statistixs", "X", MLCARDS_NOW=NOON)
    assert result.exit_code == 1
    assert 'Did you mean "Statistics"?' in result.stderr


def test_remove_with_yes(mlcards: Mlcards) -> None:
    result = mlcards("decks", "remove", "maths", "--yes", "--json", MLCARDS_NOW=NOON)
    assert json.loads(result.stdout) == {"title": "Maths", "key": "maths", "cards": 3}
    assert titles(mlcards) == ["Statistics"]


def test_remove_asks_nobody_where_nobody_is(mlcards: Mlcards) -> None:
    result = mlcards("decks", "remove", "maths", input="Maths\n", MLCARDS_NOW=NOON)
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert "Maths" in titles(mlcards)


@pytest.mark.parametrize(
    ("typed", "status", "gone"), [("Maths\n", 0, True), ("maths\n", 1, False), ("", 130, False)]
)
def test_remove_asks_for_the_title(
    mlcards: Mlcards,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    status: int,
    *,
    gone: bool,
) -> None:
    monkeypatch.setattr(decks, "on_a_terminal", lambda: True)
    result = mlcards("decks", "remove", "maths", input=typed, MLCARDS_NOW=NOON)
    assert result.exit_code == status
    assert "3 cards" in result.stderr
    assert ("Maths" not in titles(mlcards)) is gone


def test_remove_needs_the_whole_name(mlcards: Mlcards) -> None:
    result = mlcards("decks", "remove", "mat", "--yes", MLCARDS_NOW=NOON)
    assert result.exit_code == 1
    assert "Maths" in titles(mlcards)


def test_options_are_set_shown_and_unset(mlcards: Mlcards) -> None:
    result = mlcards(
        "decks", "options", "statistics", "study.new_per_day=1", "leech.threshold=3",
        MLCARDS_NOW=NOON,
    )  # fmt: skip
    assert result.exit_code == 0
    assert result.stdout == "leech.threshold = 3\nstudy.new_per_day = 1\n"
    assert tree(mlcards)[2]["new"] == 1
    result = mlcards(
        "decks", "options", "statistics", "--unset", "study.new_per_day", "--json",
        MLCARDS_NOW=NOON,
    )  # fmt: skip
    assert json.loads(result.stdout)["options"] == {"leech.threshold": "3"}
    assert tree(mlcards)[2]["new"] == 2


def test_a_parent_s_options_hold_below_it(mlcards: Mlcards) -> None:
    mlcards("decks", "options", "maths", "study.new_per_day=0", MLCARDS_NOW=NOON)
    assert tree(mlcards)[1]["new"] == 0


@pytest.mark.parametrize(
    "args",
    [
        ("study.new_per_day=many",),
        ("study.new_per_dya=1",),
        ("day.rollover=05:00",),
        ("nonsense",),
        ("--unset", "nonsense"),
    ],
)
def test_options_that_cannot_be(mlcards: Mlcards, args: tuple[str, ...]) -> None:
    result = mlcards("decks", "options", "statistics", *args, MLCARDS_NOW=NOON)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert tree(mlcards)[2]["options"] == {}
