"""next, review and undo: what programs ask and answer with."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from mlcards.core.errors import DatabaseError
from support.collections import NOON, STATS, ship

Mlcards = Callable[..., Result]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped", STATS)


def asked(mlcards: Mlcards, *args: str, now: str = NOON) -> list[dict[str, Any]]:
    result = mlcards("next", "--json", *args, MLCARDS_NOW=now)
    assert result.exit_code == 0
    answer: list[dict[str, Any]] = json.loads(result.stdout)
    return answer


def review(mlcards: Mlcards, *lines: object, now: str = NOON) -> Result:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return mlcards("review", input=text, MLCARDS_NOW=now)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# next


def test_next_gives_texts_and_the_four_intervals(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]
    assert card["question"] == "What does a ROC curve show?"
    assert card["answer"].startswith("The true positive")
    assert card["key_points"] == [
        {"text": "Names the true positive rate", "must": True},
        {"text": "Names the false positive rate", "must": False},
    ]
    assert (card["deck"], card["type"], card["state"]) == ("Statistics", "basic", "new")
    assert card["due"] is None
    assert card["id"] == card["card"]
    assert card["intervals"]["again"] == {
        "due": "2026-11-22T12:01:00Z",
        "state": "learning",
        "days": None,
        "seconds": 60,
    }
    easy = card["intervals"]["easy"]
    assert easy["seconds"] == easy["days"] * 86400
    assert list(card["intervals"]) == ["again", "hard", "good", "easy"]


def test_next_turns_a_reversed_card_round(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.bury_siblings", "false")
    found = {card["part"]: card for card in asked(mlcards)}
    assert found["backward"]["question"] == "area under the curve"
    assert found["backward"]["answer"] == "AUC"


def test_next_takes_a_limit_and_decks(mlcards: Mlcards) -> None:
    assert len(asked(mlcards, "--limit", "1")) == 1
    assert len(asked(mlcards, "stat")) == 2
    assert mlcards("next", "nowhere", MLCARDS_NOW=NOON).exit_code == 1
    assert mlcards("next", "--limit", "0").exit_code == 2


def test_next_for_a_person(mlcards: Mlcards) -> None:
    result = mlcards("next", MLCARDS_NOW=NOON)
    assert "What does a ROC curve show?" in result.stdout
    assert result.stdout.splitlines()[0].split()[-4:] == ["Again", "Hard", "Good", "Easy"]


def test_next_with_nothing_to_ask(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.new_per_day", "0")
    assert asked(mlcards) == []
    assert mlcards("next", MLCARDS_NOW=NOON).stdout == ""


# review


@pytest.mark.parametrize("rating", ["again", "hard", "good", "easy"])
def test_a_review_gives_what_was_predicted(mlcards: Mlcards, rating: str) -> None:
    card = asked(mlcards)[0]
    result = review(mlcards, {"card": card["card"], "rating": rating, "duration_ms": 4200})
    assert result.exit_code == 0
    assert result.stderr == ""
    (answer,) = answers(result)
    assert answer["card"] == card["card"]
    assert answer["due"] == card["intervals"][rating]["due"]
    assert answer["state"] == card["intervals"][rating]["state"]
    assert answer["rating"] == rating
    assert len(answer["review"]) == 36


@pytest.mark.parametrize(("number", "name"), [(1, "again"), (2, "Hard"), (3, "GOOD"), (4, "easy")])
def test_a_rating_is_a_number_or_a_word(mlcards: Mlcards, number: int, name: str) -> None:
    one, two = (card["card"] for card in asked(mlcards))
    (first,) = answers(review(mlcards, {"card": one, "rating": number}))
    (second,) = answers(review(mlcards, {"card": two, "rating": name}))
    assert first["rating"] == second["rating"] == name.lower()


def test_reviews_are_taken_in_order_and_blank_lines_passed_over(mlcards: Mlcards) -> None:
    one, two = (card["card"] for card in asked(mlcards))
    result = review(mlcards, {"card": two, "rating": 3}, "", "  ", {"card": one, "rating": 3})
    assert [answer["card"] for answer in answers(result)] == [two, one]
    assert len({answer["review"] for answer in answers(result)}) == 2


def test_a_last_line_without_its_end_counts(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]["card"]
    result = mlcards("review", input=f'{{"card": {card}, "rating": 3}}', MLCARDS_NOW=NOON)
    assert len(answers(result)) == 1


def test_nothing_to_take_is_fine(mlcards: Mlcards) -> None:
    result = review(mlcards)
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_review_of_some_time_ago(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]["card"]
    line = {"card": card, "rating": "easy", "at": "2026-11-20T09:00:00+01:00"}
    (answer,) = answers(review(mlcards, line))
    assert answer["at"] == "2026-11-20T08:00:00Z"
    assert datetime.fromisoformat(answer["due"]) > datetime.fromisoformat(answer["at"])


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[1]",
        "3",
        '{"card": 1',
        '{"card": 1, "rating": 3, "rating": 4}',
        {"rating": 3},
        {"card": 1},
        {"card": 9999, "rating": 3},
        {"card": "1", "rating": 3},
        {"card": True, "rating": 3},
        {"card": 0, "rating": 3},
        {"card": 2**63, "rating": 3},
        {"card": 1, "rating": 0},
        {"card": 1, "rating": 5},
        {"card": 1, "rating": 3.0},
        {"card": 1, "rating": True},
        {"card": 1, "rating": "great"},
        {"card": 1, "rating": None},
        {"card": 1, "rating": 3, "duration_ms": -1},
        {"card": 1, "rating": 3, "duration_ms": 1.5},
        {"card": 1, "rating": 3, "duration_ms": "10"},
        {"card": 1, "rating": 3, "at": "2026-11-22T12:00:00"},
        {"card": 1, "rating": 3, "at": "2026-11-22"},
        {"card": 1, "rating": 3, "at": 1790000000},
        {"card": 1, "rating": 3, "at": "2027-11-22T12:00:00Z"},
        {"card": 1, "rating": 3, "at": "0001-01-01T00:00:00+14:00"},
        {"card": 1, "rating": 3, "extra": 1},
        '{"card": 1, "rating": 3, "\\ud800": 1}',
        '{"card": ' + "9" * 5000 + ', "rating": 3}',
        "[" * 10000,
        "x" * 70000,
    ],
    ids=lambda line: str(line)[:40],
)
def test_a_line_that_cannot_be_taken_ends_the_run_and_keeps_what_was_done(
    mlcards: Mlcards, line: object
) -> None:
    card = asked(mlcards)[0]["card"]
    good = {"card": card, "rating": 3}
    result = review(mlcards, good, line, good)
    assert result.exit_code == 2
    assert result.stderr.startswith("mlcards: Line 2: ")
    assert "Traceback" not in result.stderr
    assert len(answers(result)) == 1
    assert asked(mlcards, now="2026-11-22T12:11:00Z")[0]["state"] == "learning"


def test_bytes_that_are_no_text_are_refused(mlcards: Mlcards) -> None:
    asked(mlcards)
    result = mlcards("review", input=b'{"card": 1, "rating": "\xff"}\n', MLCARDS_NOW=NOON)
    assert result.exit_code == 2


def test_a_database_that_fails_is_status_1_with_the_line(
    mlcards: Mlcards, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = asked(mlcards)[0]["card"]

    def fail(*_args: object, **_rest: object) -> None:
        raise DatabaseError("The disk is full.", "Make room.")

    monkeypatch.setattr("mlcards.collection.recording.rate", fail)
    result = review(mlcards, {"card": card, "rating": 3})
    assert result.exit_code == 1
    assert "Line 1: The disk is full." in result.stderr


def test_a_clock_behind_the_collection_is_status_1(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]["card"]
    review(mlcards, {"card": card, "rating": 3})
    result = review(mlcards, {"card": card, "rating": 3}, now="2026-11-19T12:00:00Z")
    assert result.exit_code == 1
    assert "Your clock says" in result.stderr


def test_review_does_not_bring_the_decks_that_ship(mlcards: Mlcards) -> None:
    review(mlcards)
    assert "new cards" in mlcards("decks").stderr


# undo


def test_undo_takes_back_review_after_review(mlcards: Mlcards) -> None:
    one, two = (card["card"] for card in asked(mlcards))
    done = answers(review(mlcards, {"card": one, "rating": 3}, {"card": two, "rating": 1}))
    first = json.loads(mlcards("undo", "--json", MLCARDS_NOW=NOON).stdout)
    assert (first["review"], first["card"], first["rating"]) == (done[1]["review"], two, "again")
    assert (first["state"], first["due"], first["reps"]) == ("new", None, 0)
    second = json.loads(mlcards("undo", "--json", MLCARDS_NOW=NOON).stdout)
    assert second["review"] == done[0]["review"]
    result = mlcards("undo", "--json", MLCARDS_NOW=NOON)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "mlcards: There is no review to take back.\n"
    assert [card["card"] for card in asked(mlcards)] == [one, two]


def test_undo_passes_over_what_is_no_review(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]["card"]
    review(mlcards, {"card": card, "rating": 3})
    mlcards("study", "--plain", input="b\n", MLCARDS_NOW=NOON)
    assert json.loads(mlcards("undo", "--json", MLCARDS_NOW=NOON).stdout)["card"] == card


def test_undo_for_a_person(mlcards: Mlcards) -> None:
    card = asked(mlcards)[0]["card"]
    review(mlcards, {"card": card, "rating": 3})
    result = mlcards("undo", MLCARDS_NOW=NOON)
    assert result.stdout.startswith("Taken back: Good of 2026-11-22 ")
    assert "What does a ROC curve show?" in result.stdout
