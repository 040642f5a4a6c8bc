"""Markdown notes line by line: front matter, fenced code, and ids at the end of a text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mlcards.core.foreign import ForeignDeck, ReadResult
from mlcards.readers.decoding import one_break
from mlcards.readers.gathering import NOTHING, Report, read_within

LARGEST_NOTE = 8 * 1024 * 1024
"""Bytes of a file of notes."""
MOST_LINES = 400_000
"""Lines of a file of notes."""

_KEY = re.compile(r"([A-Za-z_][\w .-]{1,60}?)[ \t]*[:=](.*)", re.DOTALL)
_MOST_FRONT_LINES = 200
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|\s)\^([A-Za-z0-9-]{1,60})\s*$")
_TICKS = re.compile("`+")
_LIST_SIGNS = "[]\"' \t"


def read_note(
    data: bytes,
    source: str,
    read: Callable[[Sequence[str], Report], Sequence[ForeignDeck]],
    *,
    chosen: object = None,
    nothing: str = NOTHING,
) -> ReadResult:
    """Return what `read` makes of the lines of a file of notes; all else as for `read_within`."""
    return read_within(
        data,
        source,
        lambda text, report: read(one_break(text).split("\n"), report),
        LARGEST_NOTE,
        MOST_LINES,
        chosen=chosen,
        nothing=nothing,
    )


@dataclass(slots=True)
class FrontMatter:
    """What stands between two lines `---` at the start of a note.

    Attributes:
        values: by key in lower case; a list has several.
        end: index of the first line after it; 0 where there is none.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    end: int = 0

    def first(self, key: str) -> str:
        """Return the first value of a key; empty where it has none."""
        return next(iter(self.values.get(key, ())), "")

    @property
    def tags(self) -> list[str]:
        """The note's tags, without `#`; they stand in a list, or with commas or spaces between."""
        written = [*self.values.get("tags", ()), *self.values.get("tag", ())]
        return [tag.lstrip("#") for value in written for tag in re.split(r"[,\s]+", value) if tag]


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """Return the front matter of a note, of the simple kind: `key: value`, `key = "value"`, lists.

    What has another line in it is none: a line `---` may as well be a rule.
    """
    nothing = FrontMatter()
    if not lines or lines[0].strip() not in {"---", "+++"}:
        return nothing
    found = FrontMatter()
    key = ""
    for index, line in enumerate(lines[1 : _MOST_FRONT_LINES + 1], start=1):
        plain = line.strip()
        if plain == lines[0].strip():
            found.end = index + 1
            return found
        pair = _KEY.match(line)
        if pair:
            key = pair[1].strip().lower()
            found.values[key] = _values(pair[2])
        elif line[:1] in {" ", "\t", "-"} and key:
            found.values[key] += _values(plain.removeprefix("-"))
        elif plain and not plain.startswith("#"):
            return nothing
    return nothing


def outside_code(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield each line with its index, and whether it is outside of fenced code."""
    fence = ""
    for index, line in enumerate(lines):
        found = _FENCE.match(line)
        if fence:
            yield index, line, False
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not ("`" in found[1] and "`" in found[2]):
            fence = found[1]
            yield index, line, False
        else:
            yield index, line, True


def without_code(text: str) -> str:
    """Return `text` with the code spans blanked out by NULs, as long as it was.

    As in CommonMark, a span ends at the next run of as many backticks as it starts with.
    """
    if "`" not in text:
        return text
    runs = [found.span() for found in _TICKS.finditer(text)]
    following: dict[int, int] = {}
    closing = [0] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = following.get(length, 0)
        following[length] = index
    pieces: list[str] = []
    done = index = 0
    while index < len(runs):
        if closing[index]:
            start, end = runs[index][0], runs[closing[index]][1]
            pieces += [text[done:start], "\0" * (end - start)]
            done = end
            index = closing[index]
        index += 1
    return "".join([*pieces, text[done:]])


def split_block_id(text: str) -> tuple[str, str]:
    """Return a text without the Obsidian block id at its end (` ^id`), and the id, else empty."""
    tail = text[-80:]
    found = _BLOCK_ID.search(tail)
    if found is None:
        return text, ""
    return (text[: len(text) - len(tail)] + tail[: found.start()]).rstrip(), found[1]


def _values(written: str) -> list[str]:
    parts = written.split(",") if written.strip().startswith("[") else [written]
    return [value for part in parts if (value := part.strip().strip(_LIST_SIGNS))]
