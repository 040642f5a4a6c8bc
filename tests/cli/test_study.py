from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from mlcards.cli import starting
from mlcards.cli.commands import app
from mlcards.core.errors import DatabaseError
from support.collections import NOON, STATS, ship

Mlcards = Callable[..., Result]
ONE = "deck: One\ncards:\n  - id: a\n    question: One?\n    answer: 1\n    hint: Small.\n"


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped", STATS, ONE)


def study(mlcards: Mlcards, *typed: str, deck: str = "Statistics", now: str = NOON) -> list[str]:
    """Return the lines a session said while this was typed, line by line."""
    text = "".join(f"{line}\n" for line in typed)
    result = mlcards("study", "--plain", deck, input=text, MLCARDS_NOW=now)
    assert result.exit_code == 0
    lines: list[str] = result.stdout.splitlines()
    return lines


def test_a_card_is_asked_answered_and_rated(mlcards: Mlcards) -> None:
    lines = study(mlcards, "", "1 2", "", "q")
    assert lines[:12] == [
        "2 cards: 2 new, 0 learning, 0 to review. Type ? for help.",
        "",
        "Card 1: Statistics, basic, new",
        "Question:",
        "What does a ROC curve show?",
        "Enter: answer.",
        "Answer:",
        "The true positive rate over the false positive rate.",
        "Key points:",
        "1. Names the true positive rate (must)",
        "2. Names the false positive rate",
        "Which did you say? Numbers from 1 to 2, all, or Enter for none.",
    ]
    assert lines[12].startswith("Rate: 1 again 1m, 2 hard 6m, 3 good 10m, 4 easy ")
    assert lines[13].startswith("Easy: again in ")


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("1 2", "easy"),
        ("all", "easy"),
        ("1", "good"),
        ("1,1", "good"),
        ("2", "again"),
        ("", "again"),
    ],
)
def test_the_key_points_said_suggest_a_rating(mlcards: Mlcards, typed: str, suggested: str) -> None:
    lines = study(mlcards, "", typed, "q")
    (rate,) = [line for line in lines if line.startswith("Rate: ")]
    assert rate.endswith(f"Enter: {suggested}.")


def test_the_hint_before_the_answer_makes_it_hard(mlcards: Mlcards) -> None:
    lines = study(mlcards, "h", "", "all", "q")
    assert "Hint: Two rates." in lines
    assert next(line for line in lines if line.startswith("Rate: ")).endswith("Enter: hard.")


def test_the_hint_after_the_answer_does_not(mlcards: Mlcards) -> None:
    lines = study(mlcards, "", "h", "all", "q")
    assert next(line for line in lines if line.startswith("Rate: ")).endswith("Enter: easy.")


@pytest.mark.parametrize(
    ("typed", "label"),
    [("", "Again"), ("1", "Again"), ("2", "Hard"), ("3", "Good"), ("4", "Easy"), ("EASY", "Easy")],
)
def test_every_rating_and_the_one_suggested(mlcards: Mlcards, typed: str, label: str) -> None:
    lines = study(mlcards, "", "", typed, "q")
    assert any(line.startswith(f"{label}: again in ") for line in lines)
    assert f"Done: 1 review (1 {label.lower()})." in lines


def test_a_word_rates_without_ticking(mlcards: Mlcards) -> None:
    assert "Done: 1 review (1 good)." in study(mlcards, "", "good", "q")


def test_without_suggestions_enter_rates_nothing(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.suggest_rating", "false")
    lines = study(mlcards, "", "all", "", "3", "q")
    rates = [line for line in lines if line.startswith("Rate: ")]
    assert len(rates) == 2
    assert "Enter" not in rates[0]
    assert "Done: 1 review (1 good)." in lines


@pytest.mark.parametrize("typed", ["5", "1 3", "x", "one", "²"])
def test_what_means_nothing_is_asked_again(mlcards: Mlcards, typed: str) -> None:
    lines = study(mlcards, "", typed, "all", "3", "q")
    assert f'"{typed}" means nothing here; type ? for help.' in lines
    assert "Done: 1 review (1 good)." in lines


def test_help(mlcards: Mlcards) -> None:
    lines = study(mlcards, "?", "q")
    assert "  u  undo the last action, also one of an earlier day" in lines


def test_the_end_of_the_input_ends_it_cleanly(mlcards: Mlcards) -> None:
    for typed in ((), ("",), ("", "all"), ("n",), ("n", "half an answer")):
        lines = study(mlcards, *typed)
        assert lines[-1].startswith("Tomorrow: ")


def test_a_session_to_its_end(mlcards: Mlcards) -> None:
    lines = study(mlcards, "", "all", "4", "", "4")
    assert any("1 sibling hidden until tomorrow." in line for line in lines)
    assert lines[-4:-1] == [
        "Nothing more waits today. Enter: end. u: undo.",
        "",
        "Done: 2 reviews (2 easy).",
    ]


def test_nothing_to_study(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.new_per_day", "0")
    assert study(mlcards, "") == [
        "",
        "Nothing more waits today. Enter: end. u: undo.",
        "",
        "Tomorrow: 0 cards: 0 new, 0 learning, 0 to review.",
    ]


def test_waiting_for_a_learning_card(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.learn_ahead", "0")
    lines = study(mlcards, "", "2", "b", "", "e", "", "3", "q", deck="One")
    wait = "The next card comes in 6m. Enter: look again. e: ask it now."
    assert lines.count(wait) == 3
    assert "No card is being asked." in lines
    assert "Done: 2 reviews (1 hard, 1 good)." in lines


def test_undo_brings_the_card_back(mlcards: Mlcards) -> None:
    lines = study(mlcards, "", "3", "u", "u", "q", deck="One")
    assert "Taken back: Good, One?" in lines
    assert lines.count("One?") == 3
    assert "There is nothing to take back." in lines
    assert not any(line.startswith("Done: ") for line in lines)


def test_bury_suspend_and_undo(mlcards: Mlcards) -> None:
    lines = study(mlcards, "b", "u", "s", "u", "q", deck="One")
    assert "Buried: it comes back tomorrow." in lines
    assert "Suspended; u takes it back." in lines
    assert "Taken back: suspend, One?" in lines
    assert "Nothing more waits today. Enter: end. u: undo." in study(mlcards, "b", deck="One")


def test_flags(mlcards: Mlcards) -> None:
    lines = study(mlcards, "f", "f", "", "q", deck="One")
    assert [line for line in lines if line.startswith("Flag ")] == ["Flag 1.", "Flag 2."]
    assert "Card 4: One, basic, new, flag 2" in study(mlcards, "q", deck="One")
    assert "No flag." in study(mlcards, "f", "f", "f", "q", deck="One")


def test_an_own_answer_is_kept_and_shown(mlcards: Mlcards) -> None:
    lines = study(mlcards, "n", "My words,", "two lines.", ".", "q", deck="One")
    assert "Your answer is kept." in lines
    lines = study(mlcards, "", "q", deck="One")
    at = lines.index("Your answer:")
    assert lines[at + 1 : at + 3] == ["My words,", "two lines."]


def test_every_section_of_a_card_is_said(mlcards: Mlcards, shelf: Path) -> None:
    (shelf / "shipped1.yaml").write_text("""\
deck: One
cards:
  - id: a
    type: interview
    question: One?
    answer: 1
    listen_for: LISTEN
    red_flags: [RED]
    follow_ups: [{question: FOLLOW, answer: ITS}]
    correction: {verdict: wrong, article: SAYS, actually: FACT}
    notes: NOTES
    sources: [SOURCE]
  - id: b
    type: coding
    question: Code?
    answer: Idea
    code: CODE
    complexity: O(1)
    tests: ["f(1) -> 1"]
  - id: c
    type: personal
    question: You?
    framework: [STEP]
    skeleton: EXAMPLE
""")
    text = "\n".join(study(mlcards, "", "4", "", "4", "", "q", deck="One"))
    for part in (
        "Listen for:\nLISTEN",
        "Red flags:\n- RED",
        "Follow-up question:\nFOLLOW\nIts answer:\nITS",
        "Correction of the article (wrong):\nThe article says:\nSAYS\nIn fact:\nFACT",
        "Notes:\nNOTES",
        "Sources:\n- SOURCE",
        "Code:\nCODE\nComplexity:\nO(1)\nTests:\n- f(1) -> 1",
        "(none: this card asks for an answer of your own)",
        "Framework:\n- STEP\nExample:\nEXAMPLE",
    ):
        assert part in text


def test_a_leech_is_told(mlcards: Mlcards) -> None:
    mlcards("config", "set", "leech.threshold", "1")
    study(mlcards, "", "4", deck="One")
    lines = study(mlcards, "", "1", "q", deck="One", now="2027-03-01T12:00:00Z")
    assert any("leech" in line for line in lines)
    assert "Recalled: 0 of 1 in review." in lines


def test_bytes_that_are_no_text_end_in_no_traceback(mlcards: Mlcards) -> None:
    result = mlcards("study", "--plain", "One", input=b"n\n\xff\xfe\n.\nq\n", MLCARDS_NOW=NOON)
    assert result.exit_code == 0
    assert "Your answer is kept." in result.stdout


def test_a_database_that_fails_ends_it_with_a_sentence(
    mlcards: Mlcards, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_rest: Any) -> None:
        raise DatabaseError("The disk is full.", "Make room.")

    monkeypatch.setattr("mlcards.collection.study.StudySession.answer", fail)
    result = mlcards("study", "--plain", "One", input="\n3\n", MLCARDS_NOW=NOON)
    assert result.exit_code == 1
    assert "The disk is full." in result.stderr


def test_an_unknown_deck(mlcards: Mlcards) -> None:
    result = mlcards("study", "--plain", "nowhere", MLCARDS_NOW=NOON)
    assert result.exit_code == 1
    assert result.stdout == ""


# The app


@pytest.mark.parametrize("args", [(), ("study",), ("study", "One")])
def test_without_a_terminal_the_app_points_to_plain_lines(
    mlcards: Mlcards, home: Path, args: tuple[str, ...]
) -> None:
    result = mlcards(*args)
    assert result.exit_code == 2
    assert "mlcards study --plain" in result.stderr
    assert not home.exists()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Note with what the app was opened, instead of opening it; it leaves with status 3."""
    calls: list[dict[str, Any]] = []

    def run_app(home: object, settings: object, environ: object, **rest: Any) -> int:
        calls.append({"home": home, **rest})
        return 3

    monkeypatch.setattr("mlcards.tui.app.run_app", run_app)
    monkeypatch.setattr(starting, "can_draw", lambda _environ: True)
    return calls


def test_the_app_opens_with_the_exact_titles(
    mlcards: Mlcards, opened: list[dict[str, Any]], home: Path
) -> None:
    assert mlcards("study", "stat", "one", MLCARDS_NOW=NOON).exit_code == 3
    assert mlcards().exit_code == 3
    assert [(call["titles"], call["study"]) for call in opened] == [
        (("Statistics", "One"), True),
        ((), False),
    ]
    assert opened[0]["home"].directory == home


def test_an_unknown_deck_opens_nothing(mlcards: Mlcards, opened: list[dict[str, Any]]) -> None:
    assert mlcards("study", "nowhere", MLCARDS_NOW=NOON).exit_code == 1
    assert opened == []


def test_a_dumb_terminal_cannot_be_drawn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    with click.Context(click.Command("x")), pytest.raises(Exception, match="needs a terminal"):
        app.open_app(click.get_current_context(), ())
