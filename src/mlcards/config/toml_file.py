"""The settings file as text: read with a reason when it cannot be, changed in one place only.

Reading is on the way of every start, so what only errors and writing need is imported there.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlcards.config.kinds import Plain
from mlcards.core.errors import ConfigError
from mlcards.core.text import one_line

if TYPE_CHECKING:
    from mlcards.core.foreign import Problem

_MOST_BYTES = 1 << 20


class ConfigFileError(ConfigError):
    """A settings file that cannot be used; the message has every problem on a line of its own.

    Attributes:
        problems: the same, with path and line apart.
    """

    def __init__(self, path: Path, problems: "Sequence[Problem]", hint: str | None = None) -> None:
        lines = [str(problem) for problem in problems]
        if len(lines) > 1:
            lines.insert(0, f"{one_line(str(path))}: {len(lines)} settings cannot be used:")
        super().__init__("\n".join(lines), hint)
        self.problems = tuple(problems)


def problem_at(
    path: Path, message: str, line: int | None = None, column: int | None = None
) -> "Problem":
    """Return a problem of the settings file; line and column count from 1."""
    from mlcards.core.foreign import Problem

    return Problem(str(path), line, message, column)


def read_text(path: Path) -> str:
    """Return the text of the file, empty where it is missing.

    Raises:
        ConfigError: it is no file, may not be read, is too large or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise _unusable(path, f"the settings cannot be read: {error.strerror or error}") from None
    if len(data) > _MOST_BYTES:
        raise _unusable(path, "the settings cannot be read: the file is larger than 1 MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unusable(path, "this is not UTF-8 text; save the file as UTF-8", line) from None


def parse(path: Path, text: str) -> dict[str, Any]:
    """Return the TOML of `text`; `path` is for the message.

    Raises:
        ConfigError: it is not TOML; says where.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line, column = _place(str(error), text)
        problem = problem_at(path, f"this is not TOML: {reason}", line, column)
    except (ValueError, RecursionError):
        problem = problem_at(path, "this is not TOML that can be read")
    raise ConfigFileError(
        path, [problem], 'Write settings as [study] on one line and order = "mixed" on the next.'
    )


def line_of(text: str, parts: tuple[str, ...]) -> int | None:
    """Return the line of `text` that gives a key, from 1; None where it is written in a rare way.

    Args:
        text: the file.
        parts: section and name; or one name outside of all sections, or a section itself.
    """
    wanted = ".".join(parts)
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            section = _bare(stripped.lstrip("[").partition("]")[0])
            if section == wanted:
                return number
        elif "=" in stripped:
            key = _bare(stripped.partition("=")[0])
            if wanted == (f"{section}.{key}" if section else key):
                return number
    return None


def edit(path: Path, section: str, name: str, value: Plain) -> bool:
    """Set one value in the file, or take it out with None; return whether it stood there before.

    Comments, order and spelling of all the rest stay.

    Raises:
        ConfigError: the file is not TOML, or its way of writing leaves no room for the value.
        MlcardsError: it cannot be written.
    """
    text = read_text(path)
    before = parse(path, text)
    content = before.get(section, {})
    stood = isinstance(content, dict) and name in content
    if value is None and not stood:
        return False
    try:
        edited = _edited(text, section, name, value)
        done = parse(path, edited)
    except Exception as error:
        raise _uneditable(path, section, name) from error
    if _without_empty(done) != _without_empty(_with_value(before, section, name, value)):
        raise _uneditable(path, section, name)
    replace_file(path, edited)
    return stood


def replace_file(path: Path, text: str) -> None:
    """Write the file in one step, readable by its owner only; a link goes on pointing to it.

    Raises:
        MlcardsError: it cannot be written; what was there is still there.
    """
    from mlcards.config.safe_file import write_file

    write_file(path, lambda file: file.write(text.encode()), rights=0o600)


def _unusable(path: Path, message: str, line: int | None = None) -> ConfigFileError:
    return ConfigFileError(path, [problem_at(path, message, line)])


def _uneditable(path: Path, section: str, name: str) -> ConfigFileError:
    problem = problem_at(path, f"{section}.{name} cannot be changed in this file")
    return ConfigFileError(path, [problem], "Change it in an editor.")


def _place(message: str, text: str) -> tuple[str, int | None, int | None]:
    """Return what tomllib says without its "(at line 3, column 5)", and that line and column."""
    reason, at, place = message.rpartition(" (at ")
    if not at:
        return message, None, None
    numbers = [int(word) for word in place.rstrip(")").replace(",", "").split() if word.isdigit()]
    if len(numbers) == 2:
        return reason, numbers[0], numbers[1]
    return reason, text.rstrip("\n").count("\n") + 1, None


def _bare(key: str) -> str:
    """Return a TOML key without its quotes and spaces."""
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _edited(text: str, section: str, name: str, value: Plain) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    if section not in document:
        document[section] = tomlkit.table()
    table: Any = document[section]
    if value is None:
        del table[name]
    else:
        table[name] = value
    return tomlkit.dumps(document)


def _with_value(table: Mapping[str, Any], section: str, name: str, value: Plain) -> dict[str, Any]:
    content = dict(table.get(section, {}))
    content.pop(name, None)
    if value is not None:
        content[name] = value
    return dict(table) | {section: content}


def _without_empty(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: content for name, content in table.items() if content != {}}
