"""Breaking text into lines by the cells it takes on a terminal, not by its characters."""

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from mlcards.tui.markdown.styles import PLAIN, Line, Run

_WORD = re.compile(r"[^ \n]+|\n")
_JOINER = "\u200d"
_NEVER_FIRST = frozenset("、。，．：；！？）］｝」』】〉》〕ー…,.:;!?)]}")
"""Signs that may not begin a line, however short of room the last one was."""


def width_of(runs: Sequence[Run]) -> int:
    """Return the cells that `runs` take on one line."""
    return cell_len("".join(text for text, _ in runs))


def wrap(runs: Sequence[Run], width: int) -> list[Line]:
    """Return `runs` as lines of at most `width` cells.

    Breaks at spaces and around wide characters; a word longer than a line is folded. Only a
    single character wider than `width` stands out.
    """
    text = "".join(part for part, _ in runs)
    return _cut(runs, list(_ranges(text, width)))


def fold(runs: Sequence[Run], first: int, rest: int) -> list[Line]:
    """Return one line of code as lines of `first`, then `rest` cells, every space kept.

    Breaks behind a space where there is one in the second half of the line.
    """
    text = "".join(part for part, _ in runs)
    ranges: list[tuple[int, int]] = []
    start, used, room = 0, 0, first
    space, used_to_space = 0, 0
    for begin, end, size in _clusters(text, 0, len(text)):
        while used and used + size > room:
            moved = used - used_to_space if 2 * used_to_space >= room else 0
            stop = space if 0 < moved <= rest else begin
            ranges.append((start, stop))
            start, used, room = stop, moved if stop == space else 0, rest
            space = used_to_space = 0
        used += size
        if text[begin] == " ":
            space, used_to_space = end, used
    ranges.append((start, len(text)))
    return _cut(runs, ranges)


def padded(line: Line, width: int, style: str = PLAIN, align: str = "left") -> Line:
    """Return `line` filled with spaces to `width` cells."""
    missing = width - width_of(line)
    if missing <= 0:
        return line
    before = {"right": missing, "center": missing // 2}.get(align, 0)
    filled = [(" " * before, style), *line, (" " * (missing - before), style)]
    return [run for run in filled if run[0]]


def _ranges(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of `text` starts and ends, the spaces at its end left out."""
    ascii_only = text.isascii()
    start = end = used = 0
    empty = True
    for word in _WORD.finditer(text):
        begin, stop = word.span()
        if text[begin] == "\n":
            yield start, end
            start, end, used, empty = stop, stop, 0, True
            continue
        size = stop - begin if ascii_only else cell_len(text[begin:stop])
        gap = 0 if empty else begin - end
        if used + gap + size <= width:
            start, end, used, empty = (begin if empty else start), stop, used + gap + size, False
            continue
        pieces, anywhere = _pieces(text, begin, stop, size, width)
        if not (empty or anywhere):
            yield start, end
            empty = True
        for piece_begin, piece_stop, piece_size in pieces:
            gap = 0 if empty else piece_begin - end
            if not empty and used + gap + piece_size > width:
                yield start, end
                empty = True
            if empty:
                start, used, gap, empty = piece_begin, 0, 0, False
            end, used = piece_stop, used + gap + piece_size
    if end > start:
        yield start, end


def _pieces(
    text: str, begin: int, stop: int, size: int, width: int
) -> tuple[Iterator[tuple[int, int, int]], bool]:
    """Return the pieces of a word that has no room, and whether the first may stay on the line."""
    if size > sum(1 for character in text[begin:stop] if cell_len(character)):
        return _breakable(text, begin, stop, width), True
    if size <= width:
        return iter([(begin, stop, size)]), False
    return _clusters(text, begin, stop), False


def _clusters(text: str, begin: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Yield begin, end and cells of every character with the marks and joins that belong to it."""
    start = begin
    joins = text[begin:stop].startswith(_JOINER)
    for index in range(begin + 1, stop):
        if joins:
            joins = False
        elif text[index] == _JOINER:
            joins = True
        elif cell_len(text[index]):
            yield start, index, cell_len(text[start:index])
            start = index
    if stop > start:
        yield start, stop, cell_len(text[start:stop])


def _breakable(text: str, begin: int, stop: int, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield the pieces of a word with wide characters between which a line may break."""
    held: tuple[int, int, int] | None = None
    held_wide = False
    for first, last, size in _clusters(text, begin, stop):
        wide = size > 1
        if held is not None:
            together = held[2] + size
            joins = text[first] in _NEVER_FIRST or not (wide or held_wide)
            if joins and together <= width:
                held = (held[0], last, together)
                continue
            yield held
        held, held_wide = (first, last, size), wide
    if held is not None:
        yield held


def _cut(runs: Sequence[Run], ranges: Sequence[tuple[int, int]]) -> list[Line]:
    """Return the pieces of `runs` that lie in each of the ascending `ranges`."""
    lines: list[Line] = []
    index = offset = 0
    for start, stop in ranges:
        line: Line = []
        while index < len(runs):
            text, style = runs[index]
            if piece := text[max(start - offset, 0) : max(stop - offset, 0)]:
                line.append((piece, style))
            if offset + len(text) > stop:
                break
            offset += len(text)
            index += 1
        lines.append(line)
    return lines
