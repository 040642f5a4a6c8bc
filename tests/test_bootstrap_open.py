import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlcards.bootstrap import open_collection
from mlcards.config.paths import Home
from mlcards.config.settings import Settings
from mlcards.core.errors import DatabaseError, MlcardsError, UsageError

NOW = {"MLCARDS_NOW": "2026-11-22T12:00:00Z"}


def test_a_home_is_made_and_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "home")
    collection = open_collection(home, Settings(), NOW)
    collection.store.close()
    assert stat.S_IMODE(home.directory.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.database.stat().st_mode) == 0o600


def test_the_clock_is_that_of_the_environment(tmp_path: Path) -> None:
    collection = open_collection(Home(tmp_path / "h"), Settings(), NOW)
    collection.store.close()
    assert collection.clock() == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_url_stands_in_for_the_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    home = Home(tmp_path / "h")
    open_collection(home, Settings(), NOW, url).store.close()
    assert (tmp_path / "other.db").exists()
    assert not home.directory.exists()


@pytest.mark.parametrize("url", ["nonsense", "nosuch://x/y"])
def test_a_url_that_cannot_be_read_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        open_collection(Home(tmp_path / "h"), Settings(), NOW, url)


def test_a_wrong_clock_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    with pytest.raises(UsageError, match="MLCARDS_NOW"):
        open_collection(home, Settings(), {"MLCARDS_NOW": "yesterday"})
    assert not home.directory.exists()


def test_another_program_s_file_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "h")
    home.directory.mkdir()
    home.database.write_bytes(b"this is no database, but long enough to be looked at")
    with pytest.raises(DatabaseError):
        open_collection(home, Settings(), NOW)


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MlcardsError, match="is a file"):
        open_collection(Home(tmp_path / "file" / "home"), Settings(), NOW)
