"""Texts made to take for ever, and what is said of the part that is not shown."""

import subprocess
import sys

import pytest
from rich.cells import cell_len

from mlcards.tui.markdown import reading, render, was_cut
from mlcards.tui.markdown.code import _lines
from mlcards.tui.markdown.drawing import MAX_BLOCKS, MAX_CELLS, MAX_COLOURED, MAX_LINES

# Each of these takes minutes, or for ever, where a text is parsed or drawn before it is cut.
ENDLESS = {
    "one line": "x" * 1_000_000,
    "words": "word " * 200_000,
    "wide": "日" * 1_000_000,
    "accents": "a" + "\u0301" * 100_000,
    "joined": "👩\u200d" * 100_000,
    "brackets": "[" * 50_000,
    "images": "![" * 50_000,
    "links": "[a](" * 50_000,
    "emphasis": "*a_ " * 50_000,
    "backticks": " ".join("`" * count for count in range(1, 500)),
    "quotes": "> " * 50_000,
    "tight quotes": ">" * 50_000,
    "lists": "- " * 50_000,
    "deeper lists": "".join("  " * depth + "- a\n" for depth in range(500)),
    "fence": "```python\n" + "x = 1\n" * 20_000 + "```",
    "fences": "```scala\n" + "!" * 900 + "\n```\n",
    "table": "|a|b|\n|-|-|\n" + "|c|d|\n" * 20_000,
    "columns": "|".join("a" * 9_000) + "\n" + "|".join("-" * 9_000) + "\n",
    "fractions": "$" + r"\frac{" * 20_000 + "$",
    "braces": "$$" + "{" * 900 + "}" * 900 + "$$",
    "dollars": "$a " * 50_000,
    "parentheses": r"\(" * 50_000,
    "entities": "&#x202e;" * 20_000,
    "escapes": "\x1b]52;c;" * 20_000,
    "definitions": "[a]: b\n" * 20_000,
    "headings": "# a\n" * 20_000,
    "breaks": "a\\\n" * 20_000,
    "spaces": " " * 1_000_000,
    "line ends": "\r\n" * 500_000,
}


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.parametrize("width", [4, 40, 80])
def test_endless_text_is_cut(name: str, width: int) -> None:
    lines = render(ENDLESS[name], width).plain.split("\n")
    assert max(map(cell_len, lines)) <= width
    assert len(lines) <= MAX_LINES + 20


@pytest.mark.parametrize("text", ["x" * 40_000, "日" * 40_000, "- a\n" * 1000, "[" * 30_000])
def test_without_bounds_all_of_it_is_drawn(text: str) -> None:
    drawn = render(text, 40, truncate=False).plain
    assert [*filter(str.isalnum, drawn)] == [*filter(str.isalnum, text)]
    assert max(map(cell_len, drawn.split("\n"))) <= 40


def last_line(text: str, width: int = 80) -> str:
    return render(text, width).plain.rsplit("\n", 1)[-1]


def test_the_last_line_says_how_much_is_missing() -> None:
    text = "word " * 4000 + "more than that"
    assert was_cut(text, 200)
    assert last_line(text, 200) == "… the rest is not shown (14 more characters)"


def test_source_lines_are_bounded() -> None:
    assert not was_cut("a\n" * 300, 80)
    assert last_line("a\n" * 300 + "bc\n" * 100) == (
        "… the rest is not shown (299 more characters)"
    )


def test_drawn_lines_are_bounded() -> None:
    text = "\n\n".join("word" for _ in range(150))
    assert not was_cut(text, 80)
    narrow = "word " * 1000
    assert not was_cut(narrow, 80)
    assert was_cut(narrow, 8)
    assert render(narrow, 8).plain.count("word") == MAX_LINES
    assert "(2,800 more" in " ".join(render(narrow, 8).plain.split())


def test_blocks_are_bounded() -> None:
    text = "- ab\n" * (MAX_BLOCKS + 10)
    assert render(text, 80).plain.count("ab") == MAX_BLOCKS
    assert last_line(text).endswith("(20 more characters)")


def test_cells_of_tables_are_bounded() -> None:
    row = "| ab | ab |\n"
    text = row + "|---|---|\n" + row * MAX_CELLS
    assert render(text, 80).plain.count("ab") == MAX_CELLS
    assert "the rest is not shown" in last_line(text)


def test_a_text_of_spaces_is_empty_and_not_cut() -> None:
    text = " " * 30_000 + "\n" * 1000
    assert render(text, 80).plain == ""
    assert not was_cut(text, 80)


def test_deeper_nesting_than_the_parser_goes_is_shown_as_written() -> None:
    text = "> " * 30 + "kept"
    assert render(text, 200).plain == text


def test_more_marks_than_a_person_writes_are_shown_as_written() -> None:
    assert render("[" * 900, 1000).plain == "[" * 900
    assert "*a*" in render("*a*" * 3000, 80).plain


def test_colours_are_for_code_of_some_length() -> None:
    short = render("```python\ndef f(): pass\n```", 80)
    assert any("$text-accent" in str(span.style) for span in short.spans)
    line = "pass".ljust(100) + "\n"
    long = render("```python\n" + line * (MAX_COLOURED // 100 + 1) + "```", 80)
    assert not any("$text-accent" in str(span.style) for span in long.spans)


def test_highlighted_code_loses_nothing() -> None:
    for text in ("\ufeffx = 1", "def f(:\n\n  'open\n", "\n\n", "a\rb"):
        lines = _lines(text, "python")
        assert "\n".join("".join(part for part, _ in line) for line in lines) == text


@pytest.mark.parametrize("text", ["a", "a\r\nb", "a\rb\n"])
def test_line_ends_become_one_kind(text: str) -> None:
    assert reading.bounded(text) == (text.replace("\r\n", "\n").replace("\r", "\n"), 0)


def test_only_formatted_text_waits_for_the_parser() -> None:
    script = """
import sys
from mlcards.tui import markdown
late = {"markdown_it", "pygments", "unicodeit", "mlcards.tui.maths"}
markdown.render("What is recall, and why (in short)?\\n\\nSay: 'why'.", 80)
print(sorted(late & sys.modules.keys()))
markdown.warm_up()
print(sorted(late - sys.modules.keys()))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n[]\n"
