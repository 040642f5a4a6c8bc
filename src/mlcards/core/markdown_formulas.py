r"""Finding formulas before Markdown takes their backslashes, underscores and stars away.

`$…$`, `$$…$$`, `\(…\)` and `\[…\]`, as rules of markdown-it, so code keeps its dollars. A
formula longer than `formulas.LONGEST_FORMULA` is not one.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from mlcards.core.formulas import CLOSING, DOLLARS, LONGEST_FORMULA, is_formula


def formulas_plugin(parser: MarkdownIt) -> None:
    """Add tokens `formula` (inline) and `formula_block`: content the source, markup its opening."""
    parser.inline.ruler.before("escape", "formula", _inline)
    parser.block.ruler.before(
        "fence",
        "formula_block",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    found = _found_at(state.src, state.pos)
    if found is None:
        return False
    opening, source = found
    end = state.pos + len(opening) + len(source) + len(CLOSING.get(opening, opening))
    if end > state.posMax:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = source
        token.markup = opening
    state.pos = end
    return True


def _found_at(text: str, start: int) -> tuple[str, str] | None:
    """Return the opening delimiter and the source of the formula at `start`, or None."""
    opening = text[start : start + 2]
    if closing := CLOSING.get(opening):
        stop = text.find(closing, start + 2, start + 2 + LONGEST_FORMULA + 2)
        source = text[start + 2 : stop] if stop > 0 else ""
        return (opening, source) if is_formula(opening, source) else None
    if text[start] == "$" and (match := DOLLARS.match(text, start)):
        return ("$", match[1]) if is_formula("$", match[1]) else None
    return None


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: FBT001
    if state.is_code_block(start_line):
        return False
    first = _line(state, start_line)
    opening = first[:2]
    if opening not in {"$$", "\\["}:
        return False
    closing = CLOSING[opening]
    lines: list[str] = []
    for number in range(start_line, end_line):
        line = first[2:] if number == start_line else _line(state, number)
        if number > start_line and (not line or state.sCount[number] < state.blkIndent):
            return False
        before, found, after = line.partition(closing)
        lines.append(before)
        if found:
            source = "\n".join(lines).strip()
            if after.strip() or not source or len(source) > LONGEST_FORMULA:
                return False
            if not silent:
                token = state.push("formula_block", "", 0)
                token.block = True
                token.content = source
                token.markup = opening
                token.map = [start_line, number + 1]
            state.line = number + 1
            return True
    return False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()
