"""Card templates of Anki: `{{Field}}`, filters, conditionals; parsed once, rendered for each note.

A template with mistakes is read as far as it can be: what is left open is closed at the end, a
closing without an opening is passed over.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mlcards.readers.anki_cloze import read_gaps, without_gaps, written_out
from mlcards.readers.anki_limits import RefusedError

_HANDLE = re.compile(r"\{\{([^{}]{0,500})\}\}|<!--")
_OTHER_HANDLES = "{{=<% %>=}}"
_DEEPEST = 40
_FRONT = "FrontSide"
_ANSWER_LINE = re.compile(
    r"<hr\b[^<>]{0,200}?\bid\s{0,5}=\s{0,5}[\"']?answer\b[\"']?[^<>]{0,200}>", re.IGNORECASE
)
_LEADING_LINES = re.compile(r"(?:\s|&nbsp;|<(?:br|hr)\b[^<>]{0,200}>)*+", re.IGNORECASE)
_ELEMENT = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"\s+")
_TYPED = re.compile(r"\{\{\s{0,20}type:[^{}]{0,500}\}\}")
"""A field to type an answer into; a question shows nothing of it."""
_BLANK = re.compile(r"(?:\s|&nbsp;|</?(?:br|div|p)\s?/?>)*+", re.IGNORECASE)
_RUBY = re.compile(r" ?([^ <>\[\]]{1,60})\[([^\[\]]{1,120})\]")
_CLOZE_FILTERS = frozenset({"cloze", "cloze-only"})
_MOST_FILTERS = 8


class Field(NamedTuple):
    """A place for a field; `filters` in the order in which they are applied."""

    name: str
    filters: tuple[str, ...]


class Condition(NamedTuple):
    """Nodes that show when a field is filled, or when it is not."""

    name: str
    negated: bool
    nodes: "tuple[Node, ...]"


Node = str | Field | Condition


@dataclass(slots=True)
class Context:
    """What one card is rendered from.

    Attributes:
        values: the note's fields and the special ones, as HTML.
        revealed: whether this is the answer's side.
        number: of the gaps that are asked; None leaves gaps as written.
        numbers: of all gaps, for conditions such as `{{#c1}}`.
        most: characters one side may have.
        hints: what the question's `{{hint:…}}` hide; filled while rendering.
        filled: which fields are; filled while rendering.
        work: characters that filters went through so far.
    """

    values: Mapping[str, str]
    revealed: bool = False
    number: int | None = None
    numbers: Sequence[int] = ()
    most: int = 2_000_000
    hints: dict[str, str] = field(default_factory=dict)
    filled: dict[str, bool] = field(default_factory=dict)
    work: int = 0


def parse(source: str) -> tuple[Node, ...]:
    """Return the nodes of a template."""
    text = source.lstrip()
    if text.startswith(_OTHER_HANDLES):
        text = text[len(_OTHER_HANDLES) :].replace("<%", "{{").replace("%>", "}}")
    else:
        text = source
    levels: list[tuple[str, bool, list[Node]]] = [("", False, [])]
    position = 0
    for handle in _HANDLE.finditer(text):
        start, end = handle.span()
        if start < position:
            continue
        if start > position:
            levels[-1][2].append(text[position:start])
        position = end
        if handle[1] is None:  # within a comment nothing is a handle
            stop = text.find("-->", end)
            position = len(text) if stop < 0 else stop + 3
            continue
        _handle(handle[1].strip(), levels)
    if position < len(text):
        levels[-1][2].append(text[position:])
    while len(levels) > 1:
        _close(levels)
    return tuple(levels[0][2])


def render(nodes: Sequence[Node], context: Context) -> str:
    """Return one side of a card as HTML.

    Raises:
        RefusedError: it is longer than any card.
    """
    if len(nodes) == 1 and isinstance(nodes[0], Field) and not nodes[0].filters:
        return context.values.get(nodes[0].name, "")
    parts: list[str] = []
    _render(nodes, context, parts, [0])
    return "".join(parts)


def question_and_answer(question: str, answer: str) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Return the nodes of a template's sides, the answer's without what repeats the question."""
    return parse(question.strip()), parse(_answer_alone(question, answer).strip())


def filled(value: str) -> bool:
    """Whether a field counts as filled: Anki's own rule."""
    return bool(value) and _BLANK.fullmatch(value) is None


def is_gap(name: str) -> bool:
    """Whether a condition of this name is about a gap, as `{{#c1}}` is, where no field has it."""
    return name[:1] == "c" and name[1:].isdecimal() and len(name) < 6


def names_in(nodes: Sequence[Node]) -> set[str]:
    """Return the names of all fields that nodes show or ask for."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Field):
            found.add(node.name)
        elif isinstance(node, Condition):
            found.add(node.name)
            found |= names_in(node.nodes)
    return found


def cloze_fields(nodes: Sequence[Node]) -> list[str]:
    """Return the names of the fields whose gaps nodes show, in order."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Condition):
            found += cloze_fields(node.nodes)
        elif isinstance(node, Field) and "type" not in node.filters:
            found += [node.name for name in node.filters if name in _CLOZE_FILTERS]
    return found


def signature(nodes: Sequence[Node], *, asked: bool) -> tuple[Node, ...]:
    """Return what nodes show, whatever the markup around it.

    Args:
        nodes: of one side.
        asked: whether it is the question's side, where a field to type into shows nothing.
    """
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            text = _shown_text(node)
            if text:
                found.append(text)
        elif isinstance(node, Field):
            if "type" not in node.filters:
                found.append(node)
            elif not asked:
                found.append(Field(node.name, ()))
        else:
            found.append(Condition(node.name, node.negated, signature(node.nodes, asked=asked)))
    if len(found) == 1 and isinstance(found[0], Condition) and not found[0].negated:
        return found[0].nodes  # the whole side depends on a switch such as "Add Reverse"
    return tuple(found)


# ---------------------------------------------------------------------------------------- parse


def _handle(written: str, levels: list[tuple[str, bool, list[Node]]]) -> None:
    mark, name = written[:1], written[1:].strip()
    if mark in {"#", "^"} and name:
        if len(levels) < _DEEPEST:
            levels.append((name, mark == "^", []))
    elif mark == "/":
        if any(level[0] == name for level in levels[1:]):
            while levels[-1][0] != name:
                _close(levels)
            _close(levels)
    elif mark != "!" and written:
        *filters, name = written.split(":")
        levels[-1][2].append(
            Field(name.strip(), tuple(found.strip() for found in reversed(filters) if found))
        )


def _close(levels: list[tuple[str, bool, list[Node]]]) -> None:
    name, negated, nodes = levels.pop()
    levels[-1][2].append(Condition(name, negated, tuple(nodes)))


def _answer_alone(question: str, answer: str) -> str:
    """Return the answer's template without the question, which is often repeated above a line."""
    asked = _without_markup(question)
    line = _ANSWER_LINE.search(answer)
    if line:
        above, below = answer[: line.start()], answer[line.end() :]
        shown = _without_markup(_without_front(above))
        if not shown or shown == asked:
            return below
        return _without_front(above) + "<br>" + _without_front(below)
    alone = _without_front(answer)
    start = question.strip()
    if alone == answer and start and answer.lstrip().startswith(start):
        alone = answer.lstrip()[len(start) :]
    return _LEADING_LINES.sub("", alone, count=1)


def _without_front(template: str) -> str:
    return re.sub(r"\{\{\s{0,20}FrontSide\s{0,20}\}\}", "", template)


def _without_markup(template: str) -> str:
    """Return what a template shows, so that two can be compared."""
    return _SPACES.sub("", _TYPED.sub("", _shown_text(template)))


def _shown_text(text: str) -> str:
    for name in ("script", "style"):
        text = _without_element(text, name)
    return _SPACES.sub(" ", _ELEMENT.sub(" ", text)).replace("&nbsp;", " ").strip()


def _without_element(text: str, name: str) -> str:
    """Return `text` without this element and what it holds; linear, unlike one pattern for it."""
    opening = re.compile(rf"<{name}\b", re.IGNORECASE)
    closing = re.compile(rf"</{name}\s{{0,20}}>", re.IGNORECASE)
    kept: list[str] = []
    position = 0
    while found := opening.search(text, position):
        kept.append(text[position : found.start()])
        end = closing.search(text, found.end())
        if end is None:
            return "".join(kept)
        position = end.end()
    return "".join([*kept, text[position:]])


# --------------------------------------------------------------------------------------- render


def _render(nodes: Sequence[Node], context: Context, parts: list[str], size: list[int]) -> None:
    for node in nodes:
        if isinstance(node, str):
            text = node
        elif isinstance(node, Field):
            text = _field(node, context)
        else:
            if _holds(node.name, context) != node.negated:
                _render(node.nodes, context, parts, size)
            continue
        size[0] += len(text)
        if size[0] > context.most:
            raise _too_long(context)
        parts.append(text)


def _too_long(context: Context) -> RefusedError:
    return RefusedError(
        f"a card in this package has more than {context.most:,} characters", "too-large"
    )


def _holds(name: str, context: Context) -> bool:
    if name in context.values:
        known = context.filled.get(name)
        if known is None:
            known = context.filled[name] = filled(context.values[name])
        return known
    if is_gap(name):
        number = int(name[1:])
        return number in context.numbers if context.number is None else number == context.number
    return False


def _field(node: Field, context: Context) -> str:
    value = context.values.get(node.name, "")
    for name in node.filters[:_MOST_FILTERS]:
        if not value:
            break
        context.work += len(value)
        if context.work > context.most * _MOST_FILTERS:
            raise _too_long(context)
        value = _filtered(name, node, value, context)
    return value


def _filtered(name: str, node: Field, value: str, context: Context) -> str:
    if name == "type":
        return value if context.revealed else ""
    if name in _CLOZE_FILTERS:
        return _gaps(value, context)
    if name == "hint":
        return _hint(node.name, value, context)
    if name.split(" ", 1)[0] in {"tts", "tts-voices"}:
        return ""
    change = _FILTERS.get(name)
    return change(value) if change else value


def _gaps(value: str, context: Context) -> str:
    if context.number is None:
        return without_gaps(read_gaps(value)) if context.revealed else value
    gaps = read_gaps(value)
    if context.number not in gaps.numbers:
        return ""
    return written_out(gaps, context.number, revealed=context.revealed)


def _hint(name: str, value: str, context: Context) -> str:
    if not filled(value):
        return ""
    if not context.revealed:
        context.hints[name] = value
        return ""
    return "" if name in context.hints else f"<div><b>{name}:</b> {value}</div>"


def _plain(value: str) -> str:
    return _ELEMENT.sub("", _without_element(_without_element(value, "script"), "style"))


def _ruby(pattern: str) -> Callable[[str], str]:
    def change(value: str) -> str:
        return _RUBY.sub(
            lambda found: (
                found[0] if found[2].startswith("sound:") else pattern.format(found[1], found[2])
            ),
            value.replace("&nbsp;", " "),
        )

    return change


_FILTERS: Mapping[str, Callable[[str], str]] = {
    "text": _plain,
    "furigana": _ruby("{0}({1})"),
    "kanji": _ruby("{0}"),
    "kana": _ruby("{1}"),
}
