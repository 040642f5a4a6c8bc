"""What a person is told when mlcards breaks: one sentence, and the details in a file.

A traceback quotes what the program was working on, deck text too; on the terminal it would be
obeyed. In the file it stands made visible.
"""

import platform
import traceback
from typing import TYPE_CHECKING

import textual

import mlcards
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line, visible

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


def crash_report(error: BaseException, folder: "Path", now: "datetime") -> MlcardsError:
    """Write down an error nobody expected; return it as a person is told.

    Args:
        error: with its traceback.
        folder: for logs; made when it is missing.
        now: the instant; names the file.
    """
    sentence = f"mlcards broke, and it is not your fault ({type(error).__name__})."
    try:
        path = _written(error, folder, now)
    except OSError:
        return MlcardsError(sentence, "Everything you rated is saved. Please report what you did.")
    return MlcardsError(
        sentence,
        f"Everything you rated is saved. Please report it with {one_line(str(path))}.",
    )


def _written(error: BaseException, folder: "Path", now: "datetime") -> "Path":
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"crash-{now:%Y%m%dT%H%M%S%f}.txt"
    about = (
        f"mlcards {mlcards.__version__}, Textual {textual.__version__}, "
        f"Python {platform.python_version()}, {platform.system()}, {now:%Y-%m-%d %H:%M:%S} UTC\n\n"
    )
    story = "".join(traceback.format_exception(error))
    path.touch(mode=0o600)
    path.write_text(about + visible(story), encoding="utf-8")
    return path
