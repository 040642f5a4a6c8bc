"""Writes decks as Markdown that is pleasant to read, and that mlcards reads back.

A deck is a title, each card a heading with its answer below; what else a card says stands below
that, in sections. Comments, which no rendered page shows, keep ids, types and tags:
`readers.markdown_export` says how. Title, question, answer, notes, id, type and tags come back.
What does not:

- all else comes back as notes, as it stands on the page; a coding card's code is its answer
  where it has no other;
- progress and media; what is known of a deck beyond title, id and description;
- white space around a text, carriage returns, commas within tags;
- a code block that is never closed: it is closed where its text ends;
- a deck without cards, and cards that left their file.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from mlcards.core.export import Export
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.writers.text_file import as_text, notes_of, writable

_MARK = re.compile(r"\\*(?:## |<!-- (?:deck|id|type|tags): |<!-- notes -->|\*\*Answer:\*\*[ \t]*$)")
"""What would be taken for the start of something else."""
_NO_HEADING = re.compile(r"`{3}|~{3}|[|>#]|[-*+][ \t]|\d{1,9}[.)][ \t]|…$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)", re.DOTALL)
_TICKS = re.compile("`{3,}")
_BREAK = re.compile("\r\n?")
_BREAKS = re.compile("[\r\n]+")


def write_markdown(export: Export, file: BinaryIO) -> None:
    """Write decks to an open file, which is left open."""
    with as_text(file) as out:
        between = ""
        for deck in export.decks:
            notes = notes_of(deck)
            if not notes:
                continue
            out.write(between)
            out.write(writable("\n\n".join(_head(deck))))
            for note in notes:
                out.write(writable("\n\n".join(("", *_card(note)))))
            between = "\n\n"
        if between:
            out.write("\n")


def _head(deck: ForeignDeck) -> Iterator[str]:
    yield f"# {_line(deck.title)}"
    yield f"<!-- deck: {_line(deck.key)} -->"
    if deck.description.strip():
        yield _kept(deck.description)


def _card(note: ForeignNote) -> Iterator[str]:
    """Yield the blocks of a card, to be parted by empty lines."""
    content = note.content
    answer = _kept(_answer(content))
    asked = _BREAK.sub("\n", content.question).strip()
    question, _break, rest = asked.partition("\n")
    if rest and _NO_HEADING.match(question):
        question, rest = "…", asked
    yield f"## {question}"
    facts = _facts(note, answered=bool(answer))
    if facts:
        yield "\n".join(facts)
    if rest:
        yield _kept(rest, whole=True)
        yield "**Answer:**"
    if answer:
        yield answer
    more = _kept("\n\n".join(_sections(content)))
    if more:
        yield "<!-- notes -->"
        yield more


def _facts(note: ForeignNote, *, answered: bool) -> list[str]:
    content = note.content
    facts = {
        "id": note.id,
        "type": "" if content.type is CardType.BASIC and answered else content.type.value,
        "tags": ", ".join(content.tags),
    }
    return [f"<!-- {name}: {_line(value)} -->" for name, value in facts.items() if value]


def _answer(content: NoteContent) -> str:
    if content.code.strip() and not content.answer.strip():
        return _code(content.code)
    return content.answer


def _sections(content: NoteContent) -> Iterator[str]:
    """Yield what a card says beyond its answer."""
    yield from (text for text in [content.notes] if text.strip())
    yield from _section("Hint", content.hint)
    yield from _list(
        "Key points",
        (f"{point.text} (must)" if point.must else point.text for point in content.key_points),
    )
    yield from _section("Listen for", content.listen_for)
    yield from _list("Red flags", content.red_flags)
    yield from _list(
        "Follow-up questions",
        (f"{item.question}\n\n{item.answer}".rstrip() for item in content.follow_ups),
    )
    yield from _list("Framework", content.framework)
    yield from _section("Skeleton", content.skeleton)
    if content.code.strip() and content.answer.strip():
        yield from ("**Code:**", _code(content.code))
    yield from _section("Complexity", content.complexity)
    yield from _list("Tests", (f"`{test}`" if "`" not in test else test for test in content.tests))
    if content.correction is not None:
        yield from _section("Correction", content.correction.verdict)
        yield from _section("The article", content.correction.article)
        yield from _section("Actually", content.correction.actually)
    yield from _list("Sources", content.sources)
    yield from _section("Article", ", ".join(map(str, content.article)))
    yield from _section("Difficulty", str(content.difficulty or ""))
    yield from _section("Seconds", str(content.seconds or ""))
    yield from _section("Checked", content.checked)


def _section(label: str, text: str) -> Iterator[str]:
    if "\n" in text.strip():
        yield f"**{label}:**"
        yield text
    elif text.strip():
        yield f"**{label}:** {text.strip()}"


def _list(label: str, items: Iterable[str]) -> Iterator[str]:
    lines = [f"- {item}".replace("\n", "\n  ").replace("\n  \n", "\n\n") for item in items]
    if lines:
        yield f"**{label}:**"
        yield "\n".join(lines)


def _line(text: str) -> str:
    """Return a title, an id or a tag; a line break in one would end its mark."""
    return _BREAKS.sub(" ", text)


def _code(code: str) -> str:
    longest = max((len(found[0]) for found in _TICKS.finditer(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _kept(text: str, *, whole: bool = False) -> str:
    """Return a text that ends where it ends: nothing in it is taken for a card or a mark.

    Args:
        text: of Markdown.
        whole: whether empty lines at its start belong to it.
    """
    lines = _BREAK.sub("\n", text).split("\n")
    first, last = 0, len(lines)
    while not whole and first < last and not lines[first].strip():
        first += 1
    while first < last and not lines[last - 1].strip():
        last -= 1
    return "\n".join(_escaped(lines[first:last]))


def _escaped(lines: Sequence[str]) -> Iterator[str]:
    r"""Yield lines with a `\` before marks that are outside of code; code that is open is closed.

    Code starts and ends as the reader sees it.
    """
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            yield line
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not ("`" in found[1] and "`" in found[2]):
            fence = found[1]
            yield line
        else:
            yield f"\\{line}" if _MARK.match(line) else line
    if fence:
        yield fence
