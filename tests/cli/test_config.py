import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mlcards.config.spec import SETTINGS
from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS

Mlcards = Callable[..., Result]


def test_list_shows_every_setting_with_value_help_and_what_is_allowed(mlcards: Mlcards) -> None:
    result = mlcards("config", "list")
    assert result.exit_code == 0
    for setting in SETTINGS.values():
        assert f"{setting.key} = " in result.stdout
        assert f"    {setting.help}\n" in result.stdout
        assert f"    Allowed: {setting.allowed}." in result.stdout
    assert result.stdout.count("(default)") == len(SETTINGS)
    assert result.stderr == ""


def test_config_alone_lists(mlcards: Mlcards) -> None:
    assert mlcards("config").stdout == mlcards("config", "list").stdout


def test_list_marks_what_was_chosen(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.new_per_day", "25")
    result = mlcards("config", "list")
    assert "study.new_per_day = 25\n" in result.stdout
    assert "Allowed: 0–9999. Default: 10.\n" in result.stdout
    assert result.stdout.count("(default)") == len(SETTINGS) - 1


def test_list_in_json(mlcards: Mlcards) -> None:
    mlcards("config", "set", "day.rollover", "05:30")
    answer = {row["key"]: row for row in json.loads(mlcards("config", "list", "--json").stdout)}
    assert list(answer) == list(SETTINGS)
    assert answer["day.rollover"] == {
        "key": "day.rollover",
        "value": "05:30",
        "default": "04:00",
        "is_set": True,
        "allowed": "00:00–23:59",
        "help": SETTINGS["day.rollover"].help,
        "per_deck": False,
    }
    assert answer["study.minutes_per_day"]["value"] is None
    assert answer["fsrs.parameters"]["value"] == list(DEFAULT_PARAMETERS)
    assert answer["fsrs.fuzz"]["value"] is True


def test_get_gives_the_bare_value(mlcards: Mlcards) -> None:
    assert mlcards("config", "get", "study.order").stdout == "mixed\n"
    assert mlcards("config", "get", "study.minutes_per_day").stdout == "none\n"
    assert json.loads(mlcards("config", "get", "study.order", "--json").stdout)["value"] == "mixed"


def test_the_rollover_option_is_what_get_sees(mlcards: Mlcards) -> None:
    assert mlcards("--rollover", "06:00", "config", "get", "day.rollover").stdout == "06:00\n"
    assert mlcards("config", "get", "day.rollover", "--rollover", "6:00").stdout == "06:00\n"


def test_set_makes_the_home_and_says_what_it_did(mlcards: Mlcards, home: Path) -> None:
    result = mlcards("config", "set", "study.order", "weakest-first")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "study.order is now weakest-first.\n"
    assert (home / "config.toml").read_text() == '[study]\norder = "weakest-first"\n'
    assert home.stat().st_mode & 0o777 == 0o700
    assert mlcards("config", "get", "study.order").stdout == "weakest-first\n"


def test_set_in_json(mlcards: Mlcards) -> None:
    result = mlcards("config", "set", "study.minutes_per_day", "30", "--json")
    assert json.loads(result.stdout) == {"key": "study.minutes_per_day", "value": 30}


@pytest.mark.parametrize(
    ("words", "value"),
    [(["1m", "10m"], "1m 10m\n"), (["1m 10m"], "1m 10m\n"), ([""], "\n"), (["60m"], "1h\n")],
)
def test_steps_may_be_one_argument_or_several(
    mlcards: Mlcards, words: list[str], value: str
) -> None:
    assert mlcards("config", "set", "fsrs.learning_steps", *words).exit_code == 0
    assert mlcards("config", "get", "fsrs.learning_steps").stdout == value


@pytest.mark.parametrize("value", ["-1", "10000", "ten", "--5"])
def test_a_wrong_value_is_refused_with_what_is_allowed(mlcards: Mlcards, value: str) -> None:
    result = mlcards("config", "set", "study.new_per_day", value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (f'mlcards: study.new_per_day cannot be "{value}"; allowed: 0–9999.\n')


@pytest.mark.parametrize("command", [["get"], ["set"], ["unset"]])
def test_an_unknown_key_brings_the_nearest(mlcards: Mlcards, command: list[str]) -> None:
    value = ["5"] if command == ["set"] else []
    result = mlcards("config", *command, "study.new_perday", *value)
    assert result.exit_code == 2
    assert result.stderr == (
        'mlcards: There is no setting "study.new_perday".\nDid you mean study.new_per_day?\n'
    )


def test_unset_goes_back_to_the_default(mlcards: Mlcards) -> None:
    mlcards("config", "set", "study.order", "new-first")
    result = mlcards("config", "unset", "study.order")
    assert result.stderr == "study.order is now its default, mixed.\n"
    result = mlcards("config", "unset", "study.order")
    assert result.stderr == "study.order is already its default, mixed.\n"
    answer = json.loads(mlcards("config", "unset", "study.order", "--json").stdout)
    assert answer == {"key": "study.order", "value": "mixed", "was_set": False}


def test_a_broken_file_names_all_its_problems_and_can_be_mended(
    mlcards: Mlcards, home: Path
) -> None:
    home.mkdir()
    file = home / "config.toml"
    file.write_text('[study]\norder = "random"\nnew_cards = 5\n')
    result = mlcards("config", "list")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[0] == f"mlcards: {file}: 2 settings cannot be used:"
    assert f"{file}:2: study.order cannot be" in result.stderr
    assert f'{file}:3: There is no setting "study.new_cards"' in result.stderr
    assert mlcards("config", "set", "study.order", "mixed").exit_code == 0
    assert mlcards("config", "unset", "study.new_cards").stderr == (
        "study.new_cards is no longer in the file.\n"
    )
    assert mlcards("config", "list").exit_code == 0


def test_a_home_that_is_a_file_is_a_sentence(mlcards: Mlcards, home: Path) -> None:
    home.touch()
    result = mlcards("config", "set", "study.order", "mixed")
    assert result.exit_code == 1
    assert "cannot be the home folder" in result.stderr
