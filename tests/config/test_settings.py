import os
import stat
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.config import spec, toml_file
from mlcards.config.settings import Settings, load_settings, save_setting, unset
from mlcards.config.toml_file import ConfigFileError
from mlcards.core.errors import ConfigError, MlcardsError
from mlcards.core.text import visible

Write = Callable[[str], Path]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.fixture
def write(path: Path) -> Write:
    def write(text: str) -> Path:
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def refusal(path: Path) -> ConfigFileError:
    with pytest.raises(ConfigFileError) as caught:
        load_settings(path, {})
    assert caught.value.exit_code == 2
    return caught.value


# Reading


def test_a_missing_file_chooses_nothing(path: Path) -> None:
    assert load_settings(path, {}) == Settings()


def test_an_empty_file_chooses_nothing(write: Write) -> None:
    assert load_settings(write("# nothing yet\n[study]\n"), {}) == Settings()


def test_the_defaults_have_their_types() -> None:
    settings = Settings()
    assert settings.rollover == time(4)
    assert settings.new_per_day == 10
    assert settings.reviews_per_day == 200
    assert settings.minutes_per_day is None
    assert settings.order == "mixed"
    assert settings.learn_ahead == timedelta(minutes=20)
    assert settings.suggest_rating is True
    assert settings.bury_siblings is True
    assert settings.desired_retention == 0.9
    assert settings.learning_steps == (timedelta(minutes=1), timedelta(minutes=10))
    assert settings.relearning_steps == (timedelta(minutes=10),)
    assert settings.maximum_interval == 36500
    assert settings.fuzz is True
    assert len(settings.parameters) == 21
    assert settings.leech_threshold == 8
    assert settings.theme == "textual-dark"


def test_every_setting_has_a_property_that_follows_the_file(write: Write) -> None:
    settings = load_settings(
        write(
            """
            [day]
            rollover = "05:30"
            [study]
            new_per_day = 1
            reviews_per_day = 2
            minutes_per_day = 3
            order = "new-first"
            learn_ahead = 4
            suggest_rating = false
            bury_siblings = false
            [fsrs]
            desired_retention = 0.8
            learning_steps = ""
            relearning_steps = "1h"
            maximum_interval = 5
            fuzz = false
            parameters = [0.3, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722,
                0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
                0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.5]
            [leech]
            threshold = 0
            [ui]
            theme = "nord"
            """
        ),
        {},
    )
    assert set(settings.chosen) == set(spec.SETTINGS)
    properties = [name for name, member in vars(Settings).items() if isinstance(member, property)]
    assert len(properties) == len(spec.SETTINGS)
    for name in properties:
        assert getattr(settings, name) != getattr(Settings(), name)


def test_dotted_keys_inline_tables_and_a_byte_order_mark_are_read(write: Write) -> None:
    assert load_settings(write('\ufeffstudy.order = "new-first"'), {}).order == "new-first"
    assert load_settings(write('study = {order = "new-first"}'), {}).order == "new-first"


def test_overrides_stand_above_the_file(write: Write) -> None:
    path = write('[day]\nrollover = "05:00"\n[study]\nnew_per_day = 3\n')
    settings = load_settings(path, {"day.rollover": "06:00"})
    assert (settings.rollover, settings.new_per_day) == (time(6), 3)


def test_a_wrong_override_is_refused(path: Path) -> None:
    with pytest.raises(ConfigError, match=r'day\.rollover cannot be "25:00"'):
        load_settings(path, {"day.rollover": "25:00"})


def test_a_wrong_value_is_refused_with_its_line(write: Write) -> None:
    path = write('[study]\n\n# how many\nnew_per_day = "many"\n')
    assert refusal(path).message == (
        f'{path}:4: study.new_per_day cannot be "many"; allowed: 0–9999.'
    )


def test_an_unknown_key_is_refused_with_line_and_nearest(write: Write) -> None:
    path = write("[study]\nnew_perday = 5\n")
    assert refusal(path).message == (
        f'{path}:2: There is no setting "study.new_perday". Did you mean study.new_per_day?'
    )


def test_all_problems_are_reported_in_one_go_in_file_order(write: Write) -> None:
    path = write('theme = "x"\n[nope]\na = 1\n[study]\norder = 1\nnew_per_day = -1\n[empty]\n')
    error = refusal(path)
    assert [problem.line for problem in error.problems] == [1, 3, 5, 6, 7]
    lines = error.message.split("\n")
    assert lines[0] == f"{path}: 5 settings cannot be used:"
    assert lines[1].endswith(
        ': "theme" stands outside of its section. Did you mean theme below [ui]?'
    )
    assert lines[5].endswith(": There is no section [empty].")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("study = 5", 1, "study is a section, not a setting. Write [study]"),
        ("[study.order]\na = 1", 1, "study.order cannot be a section"),
        ("\n[[study]]\norder = 1", 2, "study is a section"),
        ('"study.order" = "mixed"', 1, "stands outside of its section"),
        ('["study"]\n"new_per_day" = "x"', 2, "study.new_per_day cannot be"),
        ('study . new_per_day = "x"', 1, "study.new_per_day cannot be"),
        ('[study]\r\n\r\nnew_per_day = "x"\r\n', 3, "study.new_per_day cannot be"),
        ("study = {new_per_day = -1}", None, "study.new_per_day cannot be -1"),
        ("[day]\nrollover = 04:00:30", 2, "hours and minutes only"),
        ("[day]\nrollover = 2026-01-01", 2, "day.rollover cannot be 2026-01-01"),
        (f"[study]\nnew_per_day = 0x{'f' * 5000}", 2, "cannot be a number that large"),
    ],
)
def test_what_is_wrong_and_where(write: Write, text: str, line: int | None, words: str) -> None:
    (problem,) = refusal(write(text)).problems
    assert words in problem.message
    assert problem.line == line


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[study]\norder = mixed", 2, 9),
        ("[study]\norder = 'mixed", 2, None),
        ("[study", 1, None),
        ("order = 1\norder = 2 # again\n", 2, 10),
        ("a = " + "[" * 100_000, None, None),
        (f"a = {'9' * 5000}", None, None),
    ],
)
def test_broken_toml_is_one_sentence_with_its_place(
    write: Write, text: str, line: int | None, column: int | None
) -> None:
    (problem,) = refusal(write(text)).problems
    assert problem.message.startswith("this is not TOML")
    assert (problem.line, problem.column) == (line, column)


def test_other_encodings_are_named_with_their_line(path: Path) -> None:
    path.write_bytes(b'[ui]\ntheme = "caf\xe9"\n')
    assert refusal(path).message == f"{path}:2: this is not UTF-8 text; save the file as UTF-8"


def test_a_folder_in_its_place_and_a_huge_file_are_refused(tmp_path: Path, write: Write) -> None:
    assert "cannot be read: Is a directory" in refusal(tmp_path).message
    assert "larger than 1 MiB" in refusal(write("#" * (1 << 20) + "\n")).message


def test_hostile_text_is_shown_as_symbols(write: Write) -> None:
    path = write(
        '["\\u001b[31m"]\n"\\u009b" = 1\n[study]\norder = "\\u202e\\u001b]52;c;eA==\\u0007"\n'
    )
    message = refusal(path).message
    assert visible(message) == message
    assert "␛" in message


@given(st.binary(max_size=200))
def test_any_bytes_are_settings_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    try:
        load_settings(path, {})
    except ConfigError as error:
        assert visible(str(error)) == str(error)  # noqa: PT017


# A deck's own values


def test_a_deck_overrides_what_is_its_own_to_choose() -> None:
    settings = Settings().with_options({"study.new_per_day": "3", "fsrs.learning_steps": ""})
    assert (settings.new_per_day, settings.learning_steps) == (3, ())
    assert settings.reviews_per_day == Settings().reviews_per_day
    assert Settings().new_per_day == 10


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"day.rollover": "05:00"}, r"day\.rollover is the same for all decks"),
        ({"ui.theme": "nord"}, r"ui\.theme is the same for all decks"),
        ({"study.new": "5"}, "There is no setting"),
        ({"leech.threshold": "100"}, r"leech\.threshold cannot be"),
    ],
)
def test_a_deck_may_not_choose_the_rest(options: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Settings().with_options(options)


def test_settings_are_values() -> None:
    one = Settings().with_options({"study.new_per_day": "3"})
    other = Settings().with_options({"study.new_per_day": "3"})
    assert one == other
    assert len({one, other, Settings()}) == 2
    assert one["study.new_per_day"] == 3
    with pytest.raises(ConfigError):
        one["study.nope"]


# Writing


def test_a_setting_is_written_into_a_new_file_only_its_owner_reads(path: Path) -> None:
    save_setting(path, "study.new_per_day", "25")
    assert path.read_text() == "[study]\nnew_per_day = 25\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_settings(path, {}).new_per_day == 25


COMMENTED = """\
# mine
[study]   # the day
order = "mixed" # for now

new_per_day = 5

[fsrs]
fuzz=false
"""


def test_writing_keeps_comments_order_and_spelling(write: Write) -> None:
    path = write(COMMENTED)
    save_setting(path, "study.order", "new-first")
    assert path.read_text() == COMMENTED.replace('"mixed"', '"new-first"')
    save_setting(path, "study.order", "mixed")
    assert path.read_text() == COMMENTED
    save_setting(path, "day.rollover", "05:00")
    assert path.read_text().startswith(COMMENTED)
    assert path.read_text().endswith('[day]\nrollover = "05:00"\n')


def test_windows_line_ends_stay(write: Write) -> None:
    path = write(COMMENTED.replace("\n", "\r\n"))
    save_setting(path, "fsrs.fuzz", "true")
    assert path.read_bytes().count(b"\r\n") == COMMENTED.count("\n")
    assert load_settings(path, {}).fuzz is True


@pytest.mark.parametrize("key", spec.SETTINGS)
def test_every_default_can_be_written_and_read_back(path: Path, key: str) -> None:
    setting = spec.SETTINGS[key]
    save_setting(path, key, setting.text(setting.default))
    assert load_settings(path, {}).chosen == {key: setting.default}
    assert unset(path, key)
    assert load_settings(path, {}) == Settings()


@pytest.mark.parametrize(
    "text",
    [
        'study.order = "mixed"\n',
        'study = {order = "mixed"}\n',
        '[study]\norder = "mixed"\n[fsrs]\nfuzz = true\n',
        "[study]\n[fsrs]\nfuzz = true # yes\n",
    ],
)
def test_other_spellings_of_a_table_are_written_into(write: Write, text: str) -> None:
    path = write(text)
    save_setting(path, "study.order", "new-first")
    save_setting(path, "study.new_per_day", "7")
    settings = load_settings(path, {})
    assert (settings.order, settings.new_per_day) == ("new-first", 7)


def test_a_wrong_value_or_key_changes_nothing(write: Write) -> None:
    path = write(COMMENTED)
    with pytest.raises(ConfigError):
        save_setting(path, "study.order", "random")
    with pytest.raises(ConfigError):
        save_setting(path, "study.ordr", "mixed")
    with pytest.raises(ConfigError):
        unset(path, "study.ordr")
    assert path.read_text() == COMMENTED


@pytest.mark.parametrize("text", ["[study", "study = 5\n", "[[study]]\n"])
def test_a_file_that_leaves_no_room_is_left_alone(write: Write, text: str) -> None:
    path = write(text)
    with pytest.raises(ConfigFileError):
        save_setting(path, "study.order", "mixed")
    assert path.read_text() == text


def test_one_wrong_setting_does_not_stop_another_from_being_mended(write: Write) -> None:
    path = write('[study]\norder = "random"\nnew_per_day = "x"\nnope = 1\n')
    save_setting(path, "study.order", "mixed")
    assert unset(path, "study.new_per_day")
    assert unset(path, "study.nope")
    assert load_settings(path, {}).order == "mixed"


def test_unset_says_whether_it_was_there(path: Path) -> None:
    assert not unset(path, "study.order")
    assert not path.exists()
    save_setting(path, "study.order", "new-first")
    assert unset(path, "study.order")
    assert not unset(path, "study.order")


def test_a_link_to_the_file_stays_a_link(tmp_path: Path, path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    path.symlink_to(dotfiles / "mlcards.toml")
    save_setting(path, "study.order", "new-first")
    assert path.is_symlink()
    assert "new-first" in (dotfiles / "mlcards.toml").read_text()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(COMMENTED)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MlcardsError, match=r"cannot be written: No space left on device") as caught:
        toml_file.replace_file(path, "[study]\n")
    assert caught.value.exit_code == 1
    assert path.read_text() == COMMENTED
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MlcardsError, match="cannot be written: No such file"):
        save_setting(tmp_path / "nowhere" / "config.toml", "study.order", "mixed")
