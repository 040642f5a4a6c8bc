import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from support.collections import NOON, STATS, ship, write_deck

Mlcards = Callable[..., Result]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    nested = STATS.replace("deck: Statistics", "deck: Statistics::Tests\nid: tests")
    return ship(monkeypatch, tmp_path / "shipped", STATS, nested)


def test_a_new_home_gets_the_decks_that_ship_and_counts_them(mlcards: Mlcards, home: Path) -> None:
    result = mlcards("due", MLCARDS_NOW=NOON)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Deck        New  Learning  Review",
        "Statistics    4         0       0",
        "  Tests       2         0       0",
        "All           4         0       0",
    ]
    assert "6 new cards" in result.stderr
    assert (home / "mlcards.db").exists()


def test_the_second_time_nothing_is_told_of_them(mlcards: Mlcards) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert "new cards" not in mlcards("due", MLCARDS_NOW=NOON).stderr


def test_json_has_the_day_its_end_and_all_decks(mlcards: Mlcards) -> None:
    answer = json.loads(mlcards("due", "--json", MLCARDS_NOW=NOON).stdout)
    assert answer["day"] == "2026-11-22"
    assert answer["day_ends"].endswith("Z")
    assert (answer["new"], answer["learning"], answer["review"], answer["total"]) == (4, 0, 0, 4)
    assert [deck["title"] for deck in answer["decks"]] == ["Statistics", "Statistics::Tests"]
    assert answer["decks"][1] == {
        "title": "Statistics::Tests",
        "key": "tests",
        "depth": 1,
        "new": 2,
        "learning": 0,
        "review": 0,
        "total": 2,
    }


def test_short_is_one_word(mlcards: Mlcards) -> None:
    assert mlcards("due", "--short", MLCARDS_NOW=NOON).stdout == "4\n"


def test_nothing_waiting(mlcards: Mlcards) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    mlcards("config", "set", "study.new_per_day", "0")
    assert mlcards("due", MLCARDS_NOW=NOON).stdout == "Nothing waits today.\n"
    assert mlcards("due", "--short", MLCARDS_NOW=NOON).stdout == "0\n"
    assert json.loads(mlcards("due", "--json", MLCARDS_NOW=NOON).stdout)["total"] == 0


def test_two_answers_at_once_are_refused(mlcards: Mlcards) -> None:
    result = mlcards("due", "--json", "--short")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_database_url_gives_the_same(mlcards: Mlcards, tmp_path: Path) -> None:
    plain = mlcards("due", "--json", MLCARDS_NOW=NOON).stdout
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert mlcards("--database", url, "due", "--json", MLCARDS_NOW=NOON).stdout == plain
    assert mlcards("due", "--short", MLCARDS_DATABASE_URL=url, MLCARDS_NOW=NOON).stdout == "4\n"


def test_an_import_alone_does_not_bring_the_decks_that_ship(
    mlcards: Mlcards, tmp_path: Path
) -> None:
    other = write_deck(tmp_path, STATS.replace("Statistics", "Mine"))
    mlcards("import", str(other), MLCARDS_NOW=NOON)
    result = mlcards("decks", "--json", "--home", str(tmp_path / "home"))
    titles = [deck["title"] for deck in json.loads(result.stdout)]
    assert titles == ["Mine", "Statistics", "Statistics::Tests"]
    assert "6 new cards" in result.stderr
