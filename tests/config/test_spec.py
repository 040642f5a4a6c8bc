from collections.abc import Mapping
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.config import spec
from mlcards.config.kinds import nearest
from mlcards.config.spec import SETTINGS, find
from mlcards.core.errors import ConfigError
from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS, LOWER_BOUNDS, UPPER_BOUNDS
from mlcards.core.text import one_line

minutes = timedelta(minutes=1)

DOCUMENTED: Mapping[str, object] = {
    "day.rollover": time(4),
    "study.new_per_day": 10,
    "study.reviews_per_day": 200,
    "study.minutes_per_day": None,
    "study.order": "mixed",
    "study.learn_ahead": 20,
    "study.suggest_rating": True,
    "study.bury_siblings": True,
    "fsrs.desired_retention": 0.9,
    "fsrs.learning_steps": (minutes, 10 * minutes),
    "fsrs.relearning_steps": (10 * minutes,),
    "fsrs.maximum_interval": 36500,
    "fsrs.fuzz": True,
    "fsrs.parameters": DEFAULT_PARAMETERS,
    "leech.threshold": 8,
    "ui.theme": "textual-dark",
}


def test_keys_and_defaults_are_the_documented_ones() -> None:
    assert {key: setting.default for key, setting in SETTINGS.items()} == DOCUMENTED


def test_a_deck_may_choose_what_belongs_to_studying() -> None:
    sections = {setting.section: setting.per_deck for setting in SETTINGS.values()}
    assert sections == {"day": False, "study": True, "fsrs": True, "leech": True, "ui": False}


@pytest.mark.parametrize("key", SETTINGS)
def test_every_setting_explains_itself(key: str) -> None:
    setting = SETTINGS[key]
    assert setting.help.endswith(".")
    assert setting.help[:-1].count(". ") == 0
    assert setting.allowed


@pytest.mark.parametrize("key", SETTINGS)
def test_every_default_is_read_back_from_its_text_and_from_its_plain_form(key: str) -> None:
    setting = SETTINGS[key]
    assert setting.parse(setting.text(setting.default)) == setting.default
    assert setting.parse(setting.plain(setting.default)) == setting.default


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("day.rollover", "00:00", time(0)),
        ("day.rollover", "23:59", time(23, 59)),
        ("day.rollover", "5:30", time(5, 30)),
        ("day.rollover", time(6, 15), time(6, 15)),
        ("study.new_per_day", "0", 0),
        ("study.new_per_day", " 9999 ", 9999),
        ("study.new_per_day", 25, 25),
        ("study.minutes_per_day", "1", 1),
        ("study.minutes_per_day", 600, 600),
        ("study.minutes_per_day", "none", None),
        ("study.order", "weakest-first", "weakest-first"),
        ("study.suggest_rating", "false", False),
        ("study.suggest_rating", True, True),
        ("fsrs.desired_retention", "0.70", 0.7),
        ("fsrs.desired_retention", "0.97", 0.97),
        ("fsrs.desired_retention", 0.85, 0.85),
        ("fsrs.learning_steps", "", ()),
        ("fsrs.learning_steps", "15m", (15 * minutes,)),
        ("fsrs.learning_steps", "1m 2h 3d", (minutes, 120 * minutes, timedelta(days=3))),
        ("fsrs.learning_steps", "1m, 10m", (minutes, 10 * minutes)),
        ("fsrs.learning_steps", ["1m", "10m"], (minutes, 10 * minutes)),
        ("fsrs.learning_steps", "365d", (timedelta(days=365),)),
        ("fsrs.maximum_interval", "1", 1),
        ("fsrs.parameters", list(LOWER_BOUNDS), LOWER_BOUNDS),
        ("fsrs.parameters", ", ".join(map(str, UPPER_BOUNDS)), UPPER_BOUNDS),
        ("fsrs.parameters", str(list(DEFAULT_PARAMETERS)), DEFAULT_PARAMETERS),
        ("leech.threshold", "0", 0),
        ("leech.threshold", "99", 99),
        ("ui.theme", "nord", "nord"),
    ],
)
def test_allowed_values_are_read(key: str, raw: object, value: object) -> None:
    assert find(key).parse(raw) == value


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        *[("day.rollover", raw) for raw in ("24:00", "4", "04:60", "-1:00", "", "04:00:30", 4)],
        *[("day.rollover", raw) for raw in ("٠٤:٠٠", time(4, 0, 30), "4:0", None)],
        *[("study.new_per_day", raw) for raw in ("-1", "10000", "ten", "1.5", "1_0", "٥", "")],
        *[("study.new_per_day", raw) for raw in (10000, 1.0, True, None, [1], {"a": 1}, 10**4000)],
        *[("study.new_per_day", raw) for raw in ("9" * 5000, "--5", "+5")],
        *[("study.minutes_per_day", raw) for raw in ("0", "601", "never", False)],
        *[("study.order", raw) for raw in ("Mixed", "random", "", 1)],
        *[("study.suggest_rating", raw) for raw in ("yes", "1", 1, 0, "", None)],
        *[("fsrs.desired_retention", raw) for raw in ("0.69", "0.98", "nan", "inf", "1_0", "90%")],
        *[
            ("fsrs.desired_retention", raw)
            for raw in (float("nan"), True, "", "0,9", "1e", 10**400)
        ],
        *[
            ("fsrs.learning_steps", raw)
            for raw in ("10", "m", "0m", "366d", "1.5h", "1m10m", "-1m")
        ],
        *[("fsrs.learning_steps", raw) for raw in (10, [10], "1M", "1m " * 21, "１m", None)],
        *[("fsrs.maximum_interval", raw) for raw in ("0", "36501")],
        *[("fsrs.parameters", raw) for raw in ("", "0.4", 1.0, [1.0] * 21, ["x"] * 21, None)],
        ("fsrs.parameters", [*DEFAULT_PARAMETERS, 0.1]),
        ("fsrs.parameters", [*DEFAULT_PARAMETERS[:-1], float("nan")]),
        *[("leech.threshold", raw) for raw in ("-1", "100")],
        *[("ui.theme", raw) for raw in ("", "two words", "\x1b[31m", "x" * 61, 5)],
    ],
)
def test_other_values_are_refused_with_key_and_what_is_allowed(key: str, raw: object) -> None:
    with pytest.raises(ConfigError) as caught:
        find(key).parse(raw)
    assert caught.value.message.startswith(f"{key} cannot be ")
    assert f"allowed: {find(key).allowed}" in caught.value.message
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 300
    assert one_line(str(caught.value)) == str(caught.value)


def test_a_refusal_shows_what_was_given() -> None:
    with pytest.raises(ConfigError, match=r'study\.order cannot be "mixt"') as caught:
        find("study.order").parse("mixt")
    assert caught.value.hint == "Did you mean mixed?"


def test_a_retention_in_per_cent_is_refused_with_the_number_to_write() -> None:
    with pytest.raises(ConfigError) as caught:
        find("fsrs.desired_retention").parse("90")
    assert caught.value.hint == "Write 90 % as 0.9."


def test_a_parameter_out_of_bounds_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        find("fsrs.parameters").parse([*DEFAULT_PARAMETERS[:4], 11, *DEFAULT_PARAMETERS[5:]])
    assert caught.value.hint == "Number 5 is 11; it may be 1 to 10."


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("study.new_perday", "study.new_per_day"),
        ("new_per_day", "study.new_per_day"),
        ("study.desired_retention", "fsrs.desired_retention"),
        ("retention", "fsrs.desired_retention"),
        ("rollover", "day.rollover"),
        ("study.rollover", "day.rollover"),
        ("STUDY.ORDER", "study.order"),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_an_unknown_key_brings_the_nearest_known_one(wrong: str, meant: str | None) -> None:
    assert nearest(wrong, SETTINGS) == meant
    with pytest.raises(ConfigError) as caught:
        find(wrong)
    assert f'"{wrong}"' in caught.value.message
    assert caught.value.hint == (f"Did you mean {meant}?" if meant else None)


@given(st.lists(st.integers(1, 365 * 1440).map(lambda n: n * minutes), max_size=20).map(tuple))
def test_steps_survive_being_written(steps: tuple[timedelta, ...]) -> None:
    setting = spec.LEARNING_STEPS
    assert setting.parse(setting.text(steps)) == steps


@given(st.tuples(*map(st.floats, LOWER_BOUNDS, UPPER_BOUNDS)))
def test_parameters_survive_being_written(numbers: tuple[float, ...]) -> None:
    setting = spec.PARAMETERS
    assert setting.parse(setting.text(numbers)) == numbers


@given(
    st.sampled_from(sorted(SETTINGS)),
    st.text(max_size=60) | st.integers() | st.floats() | st.booleans() | st.lists(st.integers()),
)
def test_anything_is_either_a_value_that_can_be_written_or_a_config_error(
    key: str, raw: object
) -> None:
    setting = SETTINGS[key]
    try:
        value = setting.parse(raw)
    except ConfigError as error:
        assert one_line(str(error)) == str(error)  # noqa: PT017
    else:
        assert setting.parse(setting.text(value)) == value
