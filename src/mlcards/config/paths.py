"""Where the files of one person are, and where the decks that ship are."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import mlcards
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError
from mlcards.core.text import one_line


class Home(NamedTuple):
    """The folder that holds everything of one person. Nothing in it need exist yet."""

    directory: Path

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.directory / "mlcards.db"

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.directory / "config.toml"

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.directory / "backups"

    @property
    def media(self) -> Path:
        """The folder of pictures and sounds that came with decks."""
        return self.directory / "media"

    @property
    def log(self) -> Path:
        """The folder of logs."""
        return self.directory / "log"


def resolve_home(option: str | None, environ: Mapping[str, str]) -> Home:
    """Return the home: `--home`, else MLCARDS_HOME, else the platform's data folder.

    Creates nothing. The path is absolute; `~` is expanded. An empty MLCARDS_HOME counts as
    unset.

    Raises:
        UsageError: `--home` is empty, names a user who does not exist, or the platform has no
            home folder for this user.
    """
    if option is not None and not option.strip():
        raise UsageError("--home needs the name of a folder, it is empty.")
    chosen = option or environ.get("MLCARDS_HOME", "")
    if not chosen.strip():
        return Home(_platform_data_folder())
    try:
        return Home(Path(chosen).expanduser().absolute())
    except RuntimeError:
        raise UsageError(
            f'The home folder "{one_line(chosen)}" cannot be found: there is no such user.'
        ) from None


def create(home: Home) -> None:
    """Make the home folder, readable by its owner only, unless it is there.

    A folder that is there keeps its rights.

    Raises:
        MlcardsError: it cannot be made or written to.
    """
    folder = one_line(str(home.directory))
    elsewhere = "Choose another folder with --home or MLCARDS_HOME."
    try:
        home.directory.parent.mkdir(parents=True, exist_ok=True)
        home.directory.mkdir(mode=0o700)
    except (FileExistsError, NotADirectoryError):
        if not home.directory.is_dir():
            raise MlcardsError(
                f'"{folder}" cannot be the home folder: it, or a part of it, is a file.', elsewhere
            ) from None
    except OSError as error:
        raise MlcardsError(
            f'The home folder "{folder}" cannot be made: {error.strerror or error}.', elsewhere
        ) from None
    if not os.access(home.directory, os.R_OK | os.W_OK | os.X_OK):
        raise MlcardsError(
            f'The home folder "{folder}" cannot be used: you may not write in it.', elsewhere
        )


def shipped_decks() -> Path:
    """Return the folder of the decks that ship: in the package, or in a checkout beside `src`.

    Raises:
        NotFoundError: the installation has none.
    """
    package = Path(mlcards.__file__).resolve().parent
    for folder in (package / "decks", package.parents[1] / "decks"):
        if folder.is_dir():
            return folder
    raise NotFoundError(
        "The decks that ship with mlcards are missing from this installation.",
        "Install mlcards again, or import decks of your own with mlcards import.",
    )


def _platform_data_folder() -> Path:
    """Return the platform's folder for data of mlcards.

    platformdirs passes over a relative XDG_DATA_HOME, as the XDG specification asks. Where it
    finds no absolute path, old versions return a relative one: another home in every folder.
    """
    from platformdirs import user_data_path

    try:
        folder = user_data_path("mlcards", appauthor=False)
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():
        raise UsageError(
            "Your home folder is not known on this machine, so mlcards has no place for its data.",
            "Choose a folder with --home or MLCARDS_HOME.",
        )
    return folder
