"""How the parts of Markdown are drawn, beyond what the golden cards show."""

import pytest
from textual.content import Content

from mlcards.tui.markdown import render


def plain(text: str, width: int = 60) -> str:
    return render(text, width).plain


def style_of(content: Content, word: str) -> str:
    """Return the style that `word` is drawn in."""
    start = content.plain.index(word)
    styles = [
        str(s.style) for s in content.spans if s.start <= start and s.end >= start + len(word)
    ]
    return styles[0] if styles else ""


@pytest.mark.parametrize(
    ("text", "word", "style"),
    [
        ("a *b* c", "b", "italic"),
        ("a **b** c", "b", "bold"),
        ("a ***b*** c", "b", "italic bold"),
        ("a ~~b~~ c", "b", "strike"),
        ("a `b` c", "b", "$text-accent on $foreground 10%"),
        ("a **b `x`** c", "x", "bold $text-accent on $foreground 10%"),
        ("a [b](http://x.y) c", "b", "underline"),
        ("a [b](http://x.y) c", "(http", "$foreground-muted"),
        ("# head", "head", "bold underline $text-primary"),
        ("#### head", "head", "bold"),
        ("a b c", "b", ""),
    ],
)
def test_styles(text: str, word: str, style: str) -> None:
    assert style_of(render(text, 60), word).removesuffix(" ") == style


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("[bold]x[/]", "[bold]x[/]"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
        ('[foo="bar', '[foo="bar'),
        ("a[1:2] [50%]", "a[1:2] [50%]"),
        ("vector<int> <b>", "vector<int> <b>"),
        ("[Recall]: TP", "[Recall]: TP"),
        ("https://x.y/a_b_c", "https://x.y/a_b_c"),
        ("<https://x.y>", "https://x.y"),
        ("[https://x.y](https://x.y)", "https://x.y"),
        ("<a@b.org>", "a@b.org"),
        ("[x](file:///etc/passwd)", "[x](file:///etc/passwd)"),
        ("![](a.png)", "🖼 (a.png)"),
        ("![*alt*](a.png)", "🖼 alt (a.png)"),
        ("a\tb", "a b"),
        ("a&#10;b&#9;c", "a b c"),
        ("`a\nb`", "a b"),
        ("", ""),
        ("\n\n", ""),
        ("-", "•"),
        ("1.", "1."),
        (">", "│"),
        ("```\n```", "▏" + " " * 59),
    ],
)
def test_text_drawn(text: str, drawn: str) -> None:
    assert plain(text) == drawn


def test_code_keeps_every_space_and_marks_what_it_continues() -> None:
    text = "```\n  a  b\n\n" + "x" * 30 + "\n```"
    assert plain(text, 20).split("\n") == [
        "▏   a  b            ",
        "▏                   ",
        "▏ xxxxxxxxxxxxxxxxxx",
        "▏↪ xxxxxxxxxxxx     ",
    ]


def test_code_has_a_bar_and_a_ground_of_its_own() -> None:
    content = render("```python\nx = 1\n```", 20)
    assert content.plain.startswith("▏")
    assert all(" on " in f" {span.style}" for span in content.spans)


def test_an_item_without_room_stands_below_its_marker() -> None:
    drawn = plain("- a\n  - b\n    - c\n      - word", 8)
    assert drawn.split("\n")[-1].endswith("word")
    assert "‣" in drawn


def test_columns_line_up_by_cells() -> None:
    drawn = plain("| 日本 | b |\n|-:|---|\n| a | 👍 |")
    assert drawn.split("\n") == [
        "┌──────┬────┐",
        "│ 日本 │ b  │",
        "├──────┼────┤",
        "│    a │ 👍 │",
        "└──────┴────┘",
    ]


def test_a_table_too_narrow_for_its_words_is_a_list_of_records() -> None:
    text = "| one | two |\n|---|---|\n| averylongword | anotherlongword |\n| c | |"
    assert plain(text, 24).split("\n") == [
        "one: averylongword",
        "  two: anotherlongword",
        "",
        "one: c",
        "  two:",
    ]


def test_a_table_of_a_head_alone() -> None:
    assert "one" in plain("| one | two |\n|---|---|")
    assert "one" in plain("| one | two |\n|---|---|", 5)


def test_headings_of_records_are_told_by_more_than_colour() -> None:
    content = render("| one | two |\n|---|---|\n| averylongword | anotherlongword |", 24)
    assert style_of(content, "two") == "bold"


def test_a_width_below_the_least_is_taken_as_the_least() -> None:
    assert plain("word", 0) == plain("word", 4) == "word"
    assert plain("日本語", -1) == "日本\n語"
