import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mlcards.cli import prompt
from mlcards.cli.prompt import ANSWER_FILE, short_count
from mlcards.config.paths import resolve_home
from support.collections import NOON, STATS, ship, write_deck
from support.terminal import modules_after

Mlcards = Callable[..., Result]
HEAVY = {"alembic", "click", "fsrs", "rich", "sqlalchemy", "textual", "yaml"}


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return ship(monkeypatch, tmp_path / "shipped", STATS)


@pytest.fixture
def environ(home: Path) -> dict[str, str]:
    return {"MLCARDS_HOME": str(home), "MLCARDS_NOW": NOON}


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take files for unchanging at once, so that no test has to wait."""
    monkeypatch.setattr(prompt, "_SETTLED_NS", -1)
    monkeypatch.setattr(prompt, "_SETTLED_COARSE_NS", -1)


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, refuse to count anew."""

    def uncounted() -> None:
        monkeypatch.setattr(prompt, "_counted", lambda *_args: "counted anew")

    return uncounted


def total(mlcards: Mlcards, **env: str) -> str:
    """Return what the full command counts."""
    answer = json.loads(mlcards("due", "--json", **{"MLCARDS_NOW": NOON, **env}).stdout)
    return str(answer["total"])


def test_a_home_that_is_not_there_is_left_to_the_full_command(
    environ: dict[str, str], home: Path
) -> None:
    assert short_count(environ) is None
    assert not home.exists()


def test_it_is_the_number_of_due(mlcards: Mlcards, environ: dict[str, str]) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert short_count(environ) == total(mlcards) == "2"


@pytest.mark.usefixtures("settled")
def test_the_answer_is_kept(
    mlcards: Mlcards, environ: dict[str, str], home: Path, uncounted: Callable[[], None]
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    short_count(environ)
    assert (home / ANSWER_FILE).stat().st_mode & 0o777 == 0o600
    uncounted()
    assert short_count(environ) == "2"
    assert short_count(environ | {"MLCARDS_NOW": "2026-11-22T13:00:00Z"}) == "2"


@pytest.mark.usefixtures("settled")
def test_it_stays_the_number_of_due_whatever_happens(
    mlcards: Mlcards, environ: dict[str, str], tmp_path: Path, shelf: Path
) -> None:
    card = json.loads(mlcards("next", "--json", MLCARDS_NOW=NOON).stdout)[0]["card"]
    other = write_deck(tmp_path / "more", STATS.replace("Statistics", "More"))
    happenings: list[Callable[[], object]] = [
        lambda: None,
        lambda: mlcards("review", input=f'{{"card": {card}, "rating": 4}}', MLCARDS_NOW=NOON),
        lambda: mlcards("undo", MLCARDS_NOW=NOON),
        lambda: mlcards("import", str(other), MLCARDS_NOW=NOON),
        lambda: mlcards("config", "set", "study.new_per_day", "1"),
        lambda: mlcards("config", "unset", "study.new_per_day"),
        lambda: mlcards("decks", "options", "more", "study.new_per_day=0", MLCARDS_NOW=NOON),
        lambda: mlcards("study", "--plain", input="s\n", MLCARDS_NOW=NOON),
        lambda: mlcards("decks", "remove", "more", "--yes", MLCARDS_NOW=NOON),
    ]
    seen = []
    for happen in happenings:
        happen()
        seen.append(short_count(environ))
        assert seen[-1] == short_count(environ) == total(mlcards)
    assert len(set(seen)) > 2


@pytest.mark.usefixtures("settled")
def test_a_new_day_is_counted_anew(mlcards: Mlcards, environ: dict[str, str]) -> None:
    card = json.loads(mlcards("next", "--json", MLCARDS_NOW=NOON).stdout)[0]["card"]
    mlcards("review", input=f'{{"card": {card}, "rating": 1}}', MLCARDS_NOW=NOON)
    mlcards("config", "set", "study.new_per_day", "1")
    assert short_count(environ) == "1"
    later = "2026-11-24T12:00:00+00:00"
    assert short_count(environ | {"MLCARDS_NOW": later}) == total(mlcards, MLCARDS_NOW=later) == "2"


@pytest.mark.usefixtures("settled")
def test_another_time_zone_is_counted_anew(
    mlcards: Mlcards, environ: dict[str, str], uncounted: Callable[[], None]
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    short_count(environ)
    uncounted()
    assert short_count(environ | {"TZ": "Asia/Tokyo"}) == "counted anew"


@pytest.mark.usefixtures("settled")
def test_a_changed_shipped_deck_is_left_to_the_full_command(
    mlcards: Mlcards, environ: dict[str, str], shelf: Path
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert short_count(environ) == "2"
    write_deck(shelf, STATS.replace("Statistics", "Another"), "another.yaml")
    assert short_count(environ) is None
    assert total(mlcards) == short_count(environ) == "4"


def test_an_answer_is_not_kept_while_a_file_may_still_change_unseen(
    mlcards: Mlcards, environ: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompt, "_SETTLED_NS", 10**18)
    monkeypatch.setattr(prompt, "_SETTLED_COARSE_NS", 10**18)
    mlcards("due", MLCARDS_NOW=NOON)
    assert short_count(environ) == "2"
    assert [path.name for path in home.glob(f"{ANSWER_FILE}*")] == []


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"7", b"7\n0\n9e99\nNone", b"x\n" * 9])
def test_a_damaged_answer_is_passed_over(
    mlcards: Mlcards, environ: dict[str, str], home: Path, content: bytes
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    (home / ANSWER_FILE).write_bytes(content)
    assert short_count(environ) == "2"


@pytest.mark.parametrize(
    "change",
    [
        {"MLCARDS_DATABASE_URL": "sqlite://"},
        {"MLCARDS_NOW": "yesterday"},
        {"MLCARDS_HOME": "/dev/null/x"},
        {"MLCARDS_HOME": "~nobody-has-this-name/x"},
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_full_command(
    mlcards: Mlcards, environ: dict[str, str], change: dict[str, str]
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    assert short_count(environ | change) is None


def test_a_wrong_settings_file_is_left_to_the_full_command(
    mlcards: Mlcards, environ: dict[str, str], home: Path
) -> None:
    mlcards("due", MLCARDS_NOW=NOON)
    (home / "config.toml").write_text("nonsense")
    assert short_count(environ) is None
    assert mlcards("due", "--short").exit_code == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other platforms count anew")
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"MLCARDS_HOME": ""},
        {"MLCARDS_HOME": "/somewhere/else"},
        {"MLCARDS_HOME": "~/cards"},
        {"MLCARDS_HOME": "here/../there"},
        {"XDG_DATA_HOME": "/data"},
        {"XDG_DATA_HOME": "relative"},
        {"XDG_DATA_HOME": ""},
        {"HOME": ""},
    ],
)
def test_the_home_it_guesses_is_the_home(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], tmp_path: Path
) -> None:
    for name in ("MLCARDS_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    environ = dict(os.environ)
    guess = prompt._likely_home(environ)
    assert guess is None or Path(guess).resolve() == resolve_home(None, environ).directory.resolve()
    if not change:
        assert guess is not None


# What it loads


def loaded(home: Path, *args: str) -> set[str]:
    call = f"import sys; sys.argv[1:] = {list(args)!r}; import mlcards.__main__ as m; m.main()"
    os.environ["MLCARDS_HOME"] = str(home)
    return modules_after(call)


@pytest.fixture
def real_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home as other processes see it, with the decks that really ship."""
    home = tmp_path / "real"
    monkeypatch.setenv("MLCARDS_HOME", str(home))
    monkeypatch.delenv("MLCARDS_NOW", raising=False)
    monkeypatch.delenv("MLCARDS_DATABASE_URL", raising=False)
    done = subprocess.run(
        [sys.executable, "-m", "mlcards", "due", "--short"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert int(done.stdout) > 0
    return home


def test_due_short_loads_nothing_heavy_and_the_second_time_next_to_nothing(
    real_home: Path,
) -> None:
    database = real_home / "mlcards.db"
    os.utime(database, (1_700_000_000.5, 1_700_000_000.5))
    first = loaded(real_home, "due", "--short")
    assert "mlcards.collection.glance" in first
    assert first & HEAVY == set()
    second = loaded(real_home, "due", "--short")
    assert second & (HEAVY | {"dataclasses", "pathlib", "sqlite3", "typing"}) == set()
    assert {name for name in second if name.startswith("mlcards")} == {
        "mlcards",
        "mlcards.__main__",
        "mlcards.bootstrap",
        "mlcards.cli",
        "mlcards.cli.prompt",
        "mlcards.core",
        "mlcards.core.errors",
    }


def test_due_loads_no_more_than_it_needs(real_home: Path) -> None:
    assert loaded(real_home, "due") & (HEAVY - {"click"}) == set()


def test_commands_on_cards_load_no_screen(real_home: Path) -> None:
    assert loaded(real_home, "next", "--json") & {"textual", "rich", "yaml", "alembic"} == set()
