"""Files made to harm: read or refused in time that grows with their size, never with a traceback.

Each is of a size at which time that grows with its square would be a minute.
"""

import json
import sys

import pytest

from mlcards.readers.registry import READERS

LENGTH = 100_000
pytestmark = pytest.mark.timeout(20)
FORMATS = {reader.name: reader for reader in READERS}
TEXT_FORMATS = ["csv", "anki-text", "quizlet", "hashcards", "obsidian", "md", "json", "crowdanki"]


def filled(*pieces: str) -> str:
    """Return a text of `LENGTH` characters of which the last piece is repeated."""
    start = "".join(pieces[:-1])
    return start + pieces[-1] * (LENGTH // len(pieces[-1]))


FILES = {
    "quotes": filled('"'),
    "unclosed quotes": filled("a,b\n", '"x,\n'),
    "broken quotes": filled('"a"b,c\n'),
    "delimiters": filled(","),
    "tabs": filled("\t"),
    "empty lines": filled("\n"),
    "carriage returns": filled("a,b\r"),
    "one long line": filled("question,answer\nq,", "x"),
    "emoji": filled("😀,b\n"),
    "accents": filled("e\u0301"),
    "header keys": filled("#tags:x\n"),
    "html": filled("#separator:tab\n#html:true\n", "<a "),
    "html in cells": filled("q,<b>", "<a <b>&"),
    "gaps in gaps": filled("#separator:tab\n#html:true\n", "{{c1::"),
    "gaps that close": filled("#separator:tab\n#html:true\n{{c1::", "}}"),
    "many gaps": filled("#separator:tab\n#html:false\n", "{{c1::x}} "),
    "brackets": filled("C: ", "["),
    "bracket pairs": filled("C: ", "[a]"),
    "escapes": filled("C: ", "\\["),
    "images": filled("C: [x]", "!["),
    "answers": filled("Q: a\nA:", "A: x\n"),
    "front matter": filled("---\n", "ab: 1\n"),
    "colons": filled(":"),
    "cards on lines": filled("a::b\n"),
    "backticks": filled("`"),
    "code spans": filled("x::", "`a``b```c"),
    "code spans of all lengths": "x::" + "".join("`" * n + " " for n in range(440)),
    "marks": filled("=="),
    "open marks": filled("==a"),
    "gaps": filled("==a== "),
    "gap hints": filled("==", "a;;b"),
    "footnotes": filled("==a==^["),
    "schedules": filled("a::b ", "<!--SR:!"),
    "schedule": filled("a::b <!--SR:", "!2024-01-01,1,250"),
    "comments": filled("<!--\n"),
    "fences": filled("```\n"),
    "question marks": filled("a\n?\n"),
    "tags": filled("#flashcards\n", "#a "),
    "tags and spaces": filled("#a", " "),
    "block ids": filled("a::b", " ^a"),
    "headings": filled("## a?\nb\n"),
    "closing marks": filled("## a", " #"),
    "spaces in a heading": filled("## a", " ", "x\nb\n") + " " * LENGTH + "x\nb\n",
    "heading names": filled("## a?", "{#a"),
    "open bold": filled("**a"),
    "bold": filled("**a?** b\n"),
    "numbers": filled("1. a? b\n"),
    "underlines": filled("a\n---\n\n"),
    "levels": "".join(f"{'#' * (1 + n % 6)} s{n}\n" for n in range(10_000)),
    "json lists": filled("["),
    "json tables": filled('{"a":'),
    "json followed": filled('{"children":['),
    "json notes": filled('{"format": "mlcards", "decks": [{"title": "D", "notes": [', '{"q":"x"},'),
    "json numbers": filled("[", "1"),
    "json items": filled("[", "0,") + "0]",
    "json blanks": filled(" "),
    "json escapes": filled('[{"q":"', "\\ud800") + '"}]',
    "overlong": "x" * (33 * 1024 * 1024),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("format_name", TEXT_FORMATS)
def test_it_ends_soon_and_without_a_traceback(name: str, format_name: str) -> None:
    result = FORMATS[format_name].read(FILES[name].encode(), "hostile")
    assert bool(result.decks) != bool(result.errors)
    assert len(result.problems) <= 2 * 500 + 2
    for problem in result.problems:
        assert problem.source == "hostile"
        assert len(problem.message) < 1000


@pytest.mark.parametrize("format_name", TEXT_FORMATS)
@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"\xff\xfe", b"\xfe\xff\xd8\x00", b"PK\x03\x04", b"\x81" * 9],
)
def test_what_is_no_text_is_refused(format_name: str, data: bytes) -> None:
    result = FORMATS[format_name].read(data, "hostile")
    assert result.decks == ()
    assert len(result.errors) == 1


TEMPLATES = {
    "csv": "question,answer,tags,deck\n@,@,@,@\n",
    "anki-text": "#separator:,\n#html:true\n#deck column:1\n@,@,@\n",
    "quizlet": "@\t@\n",
    "hashcards": "Q: @\nA: @\nC: [@]\n",
    "obsidian": "#flashcards/@\n@::@\n\n==@==\n",
    "md": "# @\n## @?\n@\n",
    "json": '[{"question": "@", "answer": "@", "tags": ["@"]}]',
    "crowdanki": '{"__type__": "Deck", "name": "@", "notes": [{"fields": ["@", "@"]}]}',
}
JSON = {"json", "crowdanki"}
ODD = ["\x1b]0;x\x07", "\u202e", "\u2028", "\x85", "\U000e0041", "\ufeff", "\ud800\0"]


@pytest.mark.parametrize(
    ("format_name", "odd"),
    [
        (name, odd)
        for name in TEMPLATES
        for odd in ODD
        if name in JSON or "\0" not in odd  # which only JSON can write
    ],
)
def test_what_no_database_takes_does_not_get_through(format_name: str, odd: str) -> None:
    text = f"a{odd}b"
    if format_name in JSON:
        text = json.dumps(text)[1:-1]
    result = FORMATS[format_name].read(TEMPLATES[format_name].replace("@", text).encode(), "f")
    assert result.errors == ()
    for deck in result.decks:
        for note in deck.notes:
            content = note.content
            kept = f"{deck.title}{deck.key}{note.id}{content.question}{content.answer}"
            for kept_text in (kept, *content.tags):
                kept_text.encode()
                assert "\0" not in kept_text


def test_deep_nesting_does_not_depend_on_the_recursion_limit() -> None:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(5000)
    try:
        for name in ("json lists", "json tables", "json followed"):
            for format_name in ("json", "crowdanki"):
                assert FORMATS[format_name].read(FILES[name].encode(), "f").errors
    finally:
        sys.setrecursionlimit(before)
