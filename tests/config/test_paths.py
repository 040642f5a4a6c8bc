import os
import stat
from pathlib import Path

import platformdirs
import pytest

import mlcards
from mlcards.config.paths import Home, create, resolve_home, shipped_decks
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError


def test_a_home_knows_its_places() -> None:
    home = Home(Path("/h"))
    assert home.database == Path("/h/mlcards.db")
    assert home.config == Path("/h/config.toml")
    assert home.backups == Path("/h/backups")
    assert home.log == Path("/h/log")


def test_the_option_comes_before_the_variable() -> None:
    assert resolve_home("/a", {"MLCARDS_HOME": "/b"}).directory == Path("/a")
    assert resolve_home(None, {"MLCARDS_HOME": "/b"}).directory == Path("/b")


def test_relative_homes_are_fixed_to_where_they_were_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve_home("here", {}).directory == tmp_path / "here"


def test_a_tilde_is_the_person_s_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert resolve_home("~/cards", {}).directory == Path("/home/ada/cards")
    with pytest.raises(UsageError, match="no such user"):
        resolve_home("~nobody-of-this-name/cards", {})


@pytest.mark.parametrize("environ", [{}, {"MLCARDS_HOME": ""}, {"MLCARDS_HOME": " "}])
def test_else_it_is_the_platform_s_data_folder(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert resolve_home(None, environ).directory == Path("/data/mlcards")


def test_a_relative_xdg_folder_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", "/home/ada")
    assert resolve_home(None, {}).directory == Path("/home/ada/.local/share/mlcards")


def test_a_platform_without_an_absolute_folder_asks_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_a, **_k: Path("data/mlcards"))
    with pytest.raises(UsageError, match="home folder is not known"):
        resolve_home(None, {})


def test_a_person_without_a_home_folder_is_asked_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kwargs: object) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_data_path", unknown)
    with pytest.raises(UsageError, match="home folder is not known"):
        resolve_home(None, {})


def test_an_empty_option_is_refused() -> None:
    with pytest.raises(UsageError, match="--home needs the name of a folder"):
        resolve_home("", {"MLCARDS_HOME": "/b"})


def test_a_new_home_is_its_owner_s_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "new" / "home")
    create(home)
    assert stat.S_IMODE(home.directory.stat().st_mode) == 0o700
    create(home)


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    create(Home(tmp_path))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("below", ["", "home", "deep/home"])
def test_a_file_in_the_way_is_a_sentence(tmp_path: Path, below: str) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(MlcardsError, match="is a file") as caught:
        create(Home(file / below))
    assert caught.value.exit_code == 1
    assert caught.value.hint == "Choose another folder with --home or MLCARDS_HOME."


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MlcardsError, match="cannot be made: File name too long"):
        create(Home(tmp_path / ("x" * 300)))


def test_a_folder_one_may_not_write_in_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(MlcardsError, match="you may not write in it"):
        create(Home(tmp_path))


def test_hostile_names_are_shown_as_symbols(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m").touch()
    with pytest.raises(MlcardsError) as caught:
        create(Home(tmp_path / "\x1b[31m"))
    assert str(caught.value).isprintable()


def test_the_decks_that_ship_are_found_in_a_checkout() -> None:
    assert any(path.suffix == ".yaml" for path in shipped_decks().iterdir())


def test_decks_inside_the_package_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lib" / "mlcards"
    (package / "decks").mkdir(parents=True)
    monkeypatch.setattr(mlcards, "__file__", str(package / "__init__.py"))
    assert shipped_decks() == package / "decks"


def test_an_installation_without_decks_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mlcards, "__file__", str(tmp_path / "lib/mlcards/__init__.py"))
    with pytest.raises(NotFoundError, match="missing from this installation"):
        shipped_decks()
