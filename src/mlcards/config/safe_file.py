"""Writing a file in one step: after a power cut there is the old file or the new one."""

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of an existing file; see `write_file`."""
    write_file(path, lambda file: file.write(data))


def write_file(path: Path, write: Callable[[BinaryIO], object], rights: int | None = None) -> None:
    """Write a file, or put it in the place of one that is there.

    Its rights stay, and a link goes on pointing to it; a new file has those that the system gives
    new files.

    Args:
        path: of the file.
        write: is given the open file; what it raises leaves all as it was.
        rights: that the file gets in any case.

    Raises:
        MlcardsError: it cannot be written, or is something else than a file.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        found = _rights(target)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}-")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            write(file)
            file.flush()
            temporary.chmod(found if rights is None else rights)
            os.fsync(file.fileno())
        temporary.replace(target)
        temporary = None
    except OSError as error:
        raise MlcardsError(
            f"{one_line(str(path))} cannot be written: {error.strerror or error}.",
            "Nothing was changed.",
        ) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def _rights(target: Path) -> int:
    """Return the rights of a file, or those a new one gets.

    Raises:
        OSError: it is no file.
    """
    try:
        found = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if not stat.S_ISREG(found.st_mode):
        raise OSError("it is no ordinary file")
    return stat.S_IMODE(found.st_mode)


def sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
