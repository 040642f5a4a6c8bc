r"""The marks of the Markdown that mlcards exports, and how texts stand between them.

A card is a heading `## question`, comments with its small facts, its answer, and sections: a line
`**Hint:**`, say, with the text below it or, where that is one plain line, behind it. `LABELS` has
them all. A line of a text that would be taken for a mark gets a backslash before it. A text that
would still not come back as it was (it ends in an empty line, its code is never closed) stands as
JSON in a block of code that is called `mlcards`; so do whole lists.

Every function here has its inverse beside it. Line breaks are `\n` throughout.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Line = tuple[str, bool]
"""A line, and whether it is outside of fenced code."""

LABELS: Mapping[str, str] = {
    "answer": "Answer",
    "notes": "Notes",
    "hint": "Hint",
    "key_points": "Key points",
    "listen_for": "Listen for",
    "red_flags": "Red flags",
    "follow_ups": "Follow-up questions",
    "framework": "Framework",
    "skeleton": "Skeleton",
    "code": "Code",
    "complexity": "Complexity",
    "tests": "Tests",
    "verdict": "Correction",
    "claim": "The article says",
    "actually": "Actually",
    "sources": "Sources",
    "article": "Article questions",
    "difficulty": "Difficulty",
    "seconds": "Seconds",
    "checked": "Checked",
}
"""Each section by what it holds; `verdict`, `claim` and `actually` are a correction's."""
CARD_FACTS = ("id", "type", "tags")
DECK_FACTS = ("language", "source", "license", "tags")
BELOW = "…"
"""The heading of a question that stands whole below it."""
OLD_NOTES = "<!-- notes -->"
"""What older exports have for the label of notes."""

_LABEL = re.compile(rf"\*\*({'|'.join(map(re.escape, LABELS.values()))}):\*\*(?:[ \t]+(.*))?")
_FIELD_OF = {label: name for name, label in LABELS.items()}
_FACT_NAMES = "|".join(dict.fromkeys(("deck", *CARD_FACTS, *DECK_FACTS)))
_FACT = re.compile(rf"<!-- ({_FACT_NAMES}): (.*) -->[ \t]*")
_MARK = re.compile(rf"(\\*)(?:## |<!-- (?:(?:{_FACT_NAMES}): |notes -->)|{_LABEL.pattern}$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_TICKS = re.compile("`{3,}")
_EXACT = "```mlcards"
_EXACT_END = "```"
_NO_PLAIN_LINE = re.compile(r"`{3}|~{3}|[|>#]|[-*+][ \t]|\d{1,9}[.)][ \t]")
"""How lines start that are more than a line of text."""
_MUST = "**must:** "
_ITEM = "- "
_INDENT = "  "
_UNSAFE = re.compile(r"--|[<>]")
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e"})


def outside_code(lines: Iterable[str]) -> Iterator[Line]:
    """Yield each line and whether it is outside of fenced code."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            yield line, False
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not ("`" in found[1] and "`" in found[2]):
            fence = found[1]
            yield line, False
        else:
            yield line, True


def _closes(lines: Iterable[str]) -> bool:
    """Whether all code in these lines ends in them."""
    return list(outside_code([*lines, ""]))[-1][1]


# ---------------------------------------------------------------------------------------- facts


def fact(name: str, value: str | Sequence[str]) -> str:
    """Return the comment that tells a fact: a text, or a list of short ones."""
    plain = value if isinstance(value, str) else ", ".join(value)
    if "\n" in plain or _UNSAFE.search(plain) or fact_value(plain, type(value)) != value:
        plain = _json(value).replace("--", "-\\u002d").translate(_ESCAPES)
    return f"<!-- {name}: {plain} -->"


def read_fact(line: str) -> tuple[str, str] | None:
    """Return name and value of the fact that a line tells; None for another line."""
    found = _FACT.fullmatch(line)
    return (found[1], found[2].strip()) if found else None


def fact_value(written: str, kind: type) -> Any:
    """Return what a fact's value says.

    Args:
        written: as it stands in the comment.
        kind: `str` for a text; else a tuple of texts.
    """
    if kind is str:
        found = _from_json(written) if written.startswith('"') else None
        return found if isinstance(found, str) else written.strip()
    found = _from_json(written) if written.startswith("[") else None
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return tuple(found)
    return tuple(part.strip() for part in written.split(",") if part.strip())


# ---------------------------------------------------------------------------------------- texts


def text_lines(text: str, *, rest: bool = False) -> list[str] | None:
    """Return the lines a text stands as; None where it would not come back.

    Args:
        text: any.
        rest: whether it goes on below a question's first line, so that empty lines at its start
            are its own.
    """
    lines = [
        f"\\{line}" if plain and _MARK.match(line) else line
        for line, plain in outside_code(text.split("\n"))
    ]
    if lines[0] == _EXACT or not _closes(lines):
        return None
    found = list(outside_code(lines))
    return lines if (read_rest(found) if rest else read_text(found)) == text else None


def exact_lines(value: object) -> list[str]:
    """Return the block that keeps a text or a list exactly."""
    return [_EXACT, _json(value), _EXACT_END]


def read_text(lines: Sequence[Line]) -> str:
    """Return the text that stands in lines, without empty lines around it."""
    exact = _read_exact(lines)
    if isinstance(exact, str):
        return exact
    return read_rest(_without_blank(lines))


def read_rest(lines: Sequence[Line]) -> str:
    """Return the text that stands in lines, empty ones at its start as well."""
    last = len(lines)
    while last and not lines[last - 1][0].strip():
        last -= 1
    return "\n".join(
        line[1:] if plain and (found := _MARK.match(line)) and found[1] else line
        for line, plain in lines[:last]
    )


def _read_exact(lines: Sequence[Line]) -> object:
    """Return what a block that keeps something exactly says; None where there is none."""
    block = [line for line, _plain in _without_blank(lines)]
    if len(block) == 3 and block[0] == _EXACT and block[2] == _EXACT_END:
        return _from_json(block[1])
    return None


def _without_blank(lines: Sequence[Line]) -> Sequence[Line]:
    first, last = 0, len(lines)
    while first < last and not lines[first][0].strip():
        first += 1
    while first < last and not lines[last - 1][0].strip():
        last -= 1
    return lines[first:last]


# ------------------------------------------------------------------------------------- sections


def section(name: str, value: Any) -> list[str]:
    """Return the blocks of a section, to be parted by empty lines.

    Args:
        name: a key of `LABELS`.
        value: what `read_section` is to give; not empty.
    """
    label = f"**{LABELS[name]}:**"
    if isinstance(value, int):
        return [f"{label} {value}"]
    if name == "article":
        return [f"{label} {', '.join(map(str, value))}"]
    lines: list[str] | None
    if name == "code":
        lines = _code_lines(value)
    elif isinstance(value, str):
        if "\n" not in value and value == value.strip() and not _NO_PLAIN_LINE.match(value):
            return [f"{label} {value}"]
        lines = text_lines(value)
    else:
        lines = _list_lines(name, value)
    if lines is None or read_section(name, "", list(outside_code(lines))) != value:
        lines = exact_lines(value)
    return [label, "\n".join(lines)]


def section_of(line: str) -> tuple[str, str] | None:
    """Return the name of the section that a line starts and what stands behind its label."""
    found = _LABEL.fullmatch(line)
    if found is None:
        return ("notes", "") if line.rstrip() == OLD_NOTES else None
    return _FIELD_OF[found[1]], (found[2] or "").strip()


def read_section(name: str, behind: str, lines: Sequence[Line]) -> Any:
    """Return what a section says: plain values, as a deck's card has them in JSON.

    What cannot be (a number that is none) is given as it is written, to be checked.

    Args:
        name: a key of `LABELS`.
        behind: what stands behind the label.
        lines: those below it.
    """
    if name in {"difficulty", "seconds"}:
        return _number(behind)
    if name == "article":
        return [_number(part.strip()) for part in behind.split(",")]
    if name in _ITEMS:
        exact = _read_exact(lines)
        if isinstance(exact, list):
            return exact
        items = _items([*([f"{_ITEM}{behind}"] if behind else []), *(line for line, _ in lines)])
        return [_ITEMS[name](item) for item in items]
    if not behind and name == "code":
        inner = _inner_code(lines)
        if inner is not None:
            return inner
    below = read_text(lines)
    return f"{behind}\n{below}" if behind and below else behind or below


def _code_lines(code: str) -> list[str]:
    longest = max((len(found[0]) for found in _TICKS.finditer(code)), default=2)
    fence = "`" * (longest + 1)
    return [fence, *code.split("\n"), fence]


def _inner_code(lines: Sequence[Line]) -> str | None:
    """Return what stands in a bare fence, as `_code_lines` puts it; None where that is not all."""
    block = [line for line, _plain in _without_blank(lines)]
    if len(block) < 3 or block[0] != block[-1] or not re.fullmatch("`{3,}", block[0]):
        return None
    inner = block[1:-1]
    return None if any(line.startswith(block[0]) for line in inner) else "\n".join(inner)


# ---------------------------------------------------------------------------------------- lists


def _list_lines(name: str, values: Sequence[Any]) -> list[str] | None:
    """Return the lines of a list; None where code in it starts or ends out of place."""
    lines: list[str] = []
    for value in values:
        first, *more = _item_text(name, value).split("\n")
        if _FENCE.match(first):
            lines.append(_ITEM.rstrip())
            more.insert(0, first)
        else:
            lines.append(f"{_ITEM}{first}")
        lines += [f"{_INDENT}{line}" if line else "" for line in more]
    return lines if _closes(lines) else None


def _item_text(name: str, value: Any) -> str:
    if name == "key_points":
        return f"{_MUST}{value['text']}" if value.get("must") else str(value["text"])
    if name == "follow_ups":
        answer = value.get("answer", "")
        return f"{value['question']}\n\n{answer}" if answer else str(value["question"])
    if name == "tests" and "`" not in value and "\n" not in value:
        return f"`{value}`"
    return str(value)


def _items(lines: Sequence[str]) -> list[str]:
    """Return the texts of a list's items; what stands before the first is one too."""
    items: list[list[str]] = []
    for line in lines:
        if line.startswith(_ITEM) or line == _ITEM.rstrip():
            items.append([line[len(_ITEM) :]] if line.startswith(_ITEM) else [])
        elif items:
            items[-1].append(line.removeprefix(_INDENT))
        elif line.strip():
            items.append([line])
    for item in items:
        while item and not item[-1].strip():
            item.pop()
    return ["\n".join(item) for item in items if item]


def _point(item: str) -> dict[str, Any]:
    if item.startswith(_MUST):
        return {"text": item.removeprefix(_MUST), "must": True}
    return {"text": item}


def _follow_up(item: str) -> dict[str, Any]:
    question, _break, answer = item.partition("\n\n")
    return {"question": question, "answer": answer}


def _test(item: str) -> str:
    inner = item[1:-1]
    return inner if item == f"`{inner}`" and inner and "`" not in inner else item


_ITEMS: Mapping[str, Any] = {
    "key_points": _point,
    "red_flags": str,
    "follow_ups": _follow_up,
    "framework": str,
    "tests": _test,
    "sources": str,
}


def _number(written: str) -> object:
    plain = written.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 7 else written


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _from_json(written: str) -> object:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None
