"""Writing a file in one step: after a power cut there is the old file or the new one."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` in the place of an existing file; its rights stay, a link goes on pointing to it.

    Raises:
        MlcardsError: it cannot be written; what was there is still there.
    """
    temporary: Path | None = None
    try:
        target = path.resolve(strict=True)
        rights = stat.S_IMODE(target.stat().st_mode)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}-")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            temporary.chmod(rights)
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


def sync_folder(folder: Path) -> None:
    """Make a file's new name survive a power cut, where the file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
