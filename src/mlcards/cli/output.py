"""Everything that the command line writes: answers to stdout, all the rest to stderr.

Text passes through `visible` here, whoever wrote it, so that no deck, file name or argument
reaches the terminal as control characters.
"""

import io
import os
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, BinaryIO, Literal, Self, TextIO

from mlcards.core.errors import MlcardsError
from mlcards.core.text import cell_width, one_line, pad_cells, visible

Style = Literal["", "bold", "dim", "red", "green", "yellow"]

_CODES: dict[Style, str] = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_GAP = "  "


def harden_streams() -> None:
    """Let stdout and stderr take every text, whatever the locale can encode."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def stdin_bytes() -> BinaryIO | None:
    """Return standard input; None where it is closed."""
    stream: TextIO | None = sys.stdin
    return stream.buffer if stream is not None else None


def say(text: str = "", style: Style = "") -> None:
    """Write a line (or lines) of the answer to stdout.

    Raises:
        MlcardsError: stdout takes no more, a full disk say.
        BrokenPipeError: nobody reads stdout any more.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        return
    try:
        stream.write(_styled(text, style, stream) + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from None


def note(text: str, style: Style = "") -> None:
    """Write a line (or lines) that is not part of the answer to stderr, at once."""
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    with suppress(OSError, ValueError):
        stream.write(_styled(text, style, stream) + "\n")
        stream.flush()


def emit_json(obj: object) -> None:
    """Write one JSON document to stdout: instants in RFC 3339, UTC; nothing but ASCII."""
    say(_json(obj, indent=2))


def emit_json_line(obj: object) -> None:
    """Write one JSON document on one line of stdout and hand it over at once."""
    say(_json(obj, indent=None))
    flush()


def say_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()
) -> None:
    """Write a table to stdout; `right` are the columns (from 0) of numbers."""
    head, *body = table_lines(header, rows, right)
    say(head, "bold")
    for line in body:
        say(line)


def table_lines(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[int] = ()
) -> list[str]:
    """Return a table as lines, its columns aligned by terminal cells, the header first."""
    lines = [[_cell(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(cell_width, column)) for column in zip(*lines, strict=True)]
    return [
        _GAP.join(
            pad_cells(cell, width, right=column in right)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def _cell(text: str) -> str:
    """Return `text` on one line; spaces before it stay, they show what lies below what."""
    return " " * (len(text) - len(text.lstrip(" "))) + one_line(text)


class ProgressLine:
    """One line on stderr that is rewritten while something takes its time, and wiped after.

    Only a terminal is sent it; what is written meanwhile by other means stands on the same line.
    """

    def __init__(self) -> None:
        """Show nothing yet."""
        self._width = 0

    def __enter__(self) -> Self:
        """Give the line."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Wipe it, whatever happened."""
        self.show("")

    def show(self, text: str) -> None:
        """Put `text` in the place of what the line says; it is cut to the terminal's width."""
        stream: TextIO | None = sys.stderr
        if stream is None or not _rewrites(stream):
            return
        shown = _fitting(text) if text else ""
        if not shown and not self._width:
            return
        with suppress(OSError, ValueError):
            stream.write(f"\r{pad_cells(shown, self._width)}" + ("" if shown else "\r"))
            stream.flush()
        self._width = cell_width(shown)

    def counting(self, what: str, worth: int) -> Callable[[int, int], None]:
        """Return what to call with how many are done, of how many.

        Args:
            what: "Writing {} of {} notes", say.
            worth: from how many on it takes long enough to be shown.
        """
        shown = -1

        def tick(done: int, total: int) -> None:
            nonlocal shown
            percent = done * 100 // total if total else 100
            if total >= worth and percent != shown:
                shown = percent
                self.show(f"{what.format(f'{done:,}', f'{total:,}')}: {percent} %")

        return tick


def flush() -> None:
    """Hand over all that was said; errors as `say`."""
    stream: TextIO | None = sys.stdout
    if stream is None:
        return
    try:
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(error) from None


def drop_unwritten() -> None:
    """Hand over what was said; where that fails, drop it, else leaving would fail on it again."""
    try:
        flush()
    except (BrokenPipeError, MlcardsError):
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def unwritable(error: OSError) -> MlcardsError:
    """Return the error for an answer that could not be written."""
    return MlcardsError(f"The answer could not be written: {error.strerror or error}.")


def colour_wanted(stream: TextIO) -> bool:
    """Whether `stream` is a terminal that shows colour, and NO_COLOR is unset."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def _rewrites(stream: TextIO) -> bool:
    """Whether `stream` is a terminal whose line can be written again."""
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def _fitting(text: str) -> str:
    """Return `text` on one line that the terminal does not wrap."""
    from shutil import get_terminal_size

    most = max(get_terminal_size().columns - 1, 1)
    line = one_line(text, most)
    while cell_width(line) > most:
        line = line[:-1]
    return line


def _styled(text: str, style: Style, stream: TextIO) -> str:
    shown = visible(text)
    if style and shown and colour_wanted(stream):
        return f"\x1b[{_CODES[style]}m{shown}\x1b[0m"
    return shown


def _json(obj: object, indent: int | None) -> str:
    import json

    text = json.dumps(obj, ensure_ascii=True, allow_nan=False, indent=indent, default=_plain)
    return text.replace("\x7f", "\\u007f")


def _plain(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
