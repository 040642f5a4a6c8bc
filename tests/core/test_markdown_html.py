"""Markdown becomes HTML that reads back as the same Markdown, and nothing of it becomes markup."""

import html
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlcards.core import markdown_html as subject
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.markdown_html import markdown_html
from mlcards.core.markdown_quick import quick_html
from mlcards.core.notes import gap_numbers

EXAMPLES = {
    "plain": ("What is bias?", "What is bias?"),
    "reserved": ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
    "element": ("vector<int> <b>x</b>", "vector&lt;int&gt; &lt;b&gt;x&lt;/b&gt;"),
    "entity": (r"\&lt; &lt;", "&amp;lt; &lt;"),
    "emphasis": ("**a** *b* ~~c~~ ***d***", "<b>a</b> <i>b</i> <s>c</s> <i><b>d</b></i>"),
    "no emphasis": ("2 * 3 * 4 snake_case __init__.py", None),
    "code": ("`a < b`", "<code>a &lt; b</code>"),
    "spaces in code": ("`a   b`", "<code>a\u00a0\u00a0 b</code>"),
    "paragraphs": ("a\n\nb", "<p>a</p><p>b</p>"),
    "line break": ("a  \nb", "a<br>b"),
    "soft line break": ("a\nb", "a b"),
    "list": ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
    "nested": ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
    "numbers": ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
    "items apart": ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
    "list goes on": ("- a\n\n  b", "<ul><li><p>a</p><p>b</p></li></ul>"),
    "table": (
        "| a | b |\n| --- | --: |\n| c\\|d | **e** |",
        (
            '<table><thead><tr><th>a</th><th style="text-align:right">b</th></tr></thead><tbody>'
            '<tr><td>c|d</td><td style="text-align:right"><b>e</b></td></tr></tbody></table>'
        ),
    ),
    "quote": ("> a", "<blockquote><p>a</p></blockquote>"),
    "heading": ("## a", "<h2>a</h2>"),
    "rule": ("a\n\n***\n\nb", "<p>a</p><hr><p>b</p>"),
    "block": (
        "```python\nif a < b:\n    pass\n```",
        '<pre><code class="language-python">if a &lt; b:\n    pass</code></pre>',
    ),
    "language nobody has": ('```"><script>\nx\n```', "<pre><code>x</code></pre>"),
    "link": ("[a](https://b.c/d_e)", '<a href="https://b.c/d_e">a</a>'),
    "address": ("<https://b.c/ü>", '<a href="https://b.c/ü">https://b.c/ü</a>'),
    "link to a file": ("[a](b.md)", "a (b.md)"),
    "script as link": ("[a](javascript:b)", "[a](javascript:b)"),
    "image": ("![a plot](<plot π.png>)", '<img src="plot π.png" alt="a plot">'),
    "per cent in a name": ("![](100%25.png)", '<img src="100%2525.png">'),
    "quotes in a name": ('![a"b](<c".png>)', '<img src="c&quot;.png" alt="a&quot;b">'),
    "sound": ("[sound:a_b_c.mp3]", "[sound:a_b_c.mp3]"),
    "dollars": ("$x_1 < y$ and $$z$$", r"\(x_1 &lt; y\) and \[z\]"),
    "prices": ("$5, we pay 10$", "$5, we pay 10$"),
    "brackets": (r"\(a_1\) \[ b_2 \]", r"\(a_1\) \[b_2\]"),
    "formula of its own": ("a\n\n$$\nb\n$$", r"<p>a</p><p>\[b\]</p>"),
    "no formula": (r"\\(a\\)", r"\<span></span>(a\)"),
    "no LaTeX": ("[latex]a[/latex] [$]", "[<span></span>latex]a[/latex] [<span></span>$]"),
    "levels": ("e^(iθ) x_(q)", "e<sup>iθ</sup> x<sub>q</sub>"),
    "no levels": ("H₂O f(x)^(2) _(a) 2^(n+1)", "H₂O f(x)^(2) _(a) 2^(n+1)"),
    "gaps": ("{{c1::a *b*::c}} {{c2::`d`}}", "{{c1::a <i>b</i>::c}} {{c2::<code>d</code>}}"),
    "gap in a formula": ("$x = {{c1::y}}$", r"\(x = {{c1::y}}\)"),
    "reference": ("[a]: b", "[a]: b"),
    "CR LF": ("a\r\n\r\nb", "<p>a</p><p>b</p>"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    written, expected = EXAMPLES[name]
    assert markdown_html(written) == (expected or written.replace("__init__", "<b>init</b>"))


# ------------------------------------------------------------------------------ ordinary Markdown

WORD = st.text(st.sampled_from("abcXYZ0189éß中"), min_size=1, max_size=6)
TEXT = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
CODE = st.text(st.sampled_from("ab1<>&*_$\\|'\" ="), min_size=1, max_size=8).filter(
    lambda code: code.strip(" ") == code and "|" not in code
)
FILE = st.sampled_from(["plot.png", "<plot π.png>", "<a (1).png>", "100%.png"])
INLINE = st.one_of(
    TEXT,
    TEXT,
    TEXT.map(lambda text: f"**{text}**"),
    TEXT.map(lambda text: f"*{text}*"),
    TEXT.map(lambda text: f"~~{text}~~"),
    TEXT.map(lambda text: f"***{text}***"),
    CODE.map(lambda code: f"`{code}`"),
    st.tuples(TEXT, st.sampled_from(["https://a.b/c_d", "<https://a.b/c_(d)>"])).map(
        lambda pair: f"[{pair[0]}]({pair[1]})"
    ),
    st.just("<https://a.b/c>"),
    st.tuples(TEXT, FILE).map(lambda pair: f"![{pair[0]}]({pair[1]})"),
    st.sampled_from([r"\(x_1 * y^2\)", r"\[ \sum_i x_i < 1 \]", r"\(\alpha\)"]),
    st.sampled_from(["H₂O", "x²", "e^(iθ)", "x_(q)", "snake_case_name", "a < b", "C:\\new", "R&D"]),
    st.sampled_from(["(a, b)", "f[0]", "x = 1", "[sound:a_b.mp3]", "50 %", "$5", "a | b"]),
    st.tuples(st.integers(1, 9), TEXT, TEXT).map(
        lambda gap: f"{{{{c{gap[0]}::{gap[1]}::{gap[2]}}}}}"
    ),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join).map(lambda line: f"w {line}")
PARAGRAPH = st.lists(LINE, min_size=1, max_size=3).map("  \n".join)
LANGUAGE = st.sampled_from(["", "python", "c++"])
SOURCE = st.lists(
    st.text(st.sampled_from("ab (){}<>&*_`#=-"), max_size=10).map(str.rstrip), min_size=1
).filter(lambda lines: bool(lines[0]) and bool(lines[-1]) and "```" not in "\n".join(lines))
FENCE = st.tuples(LANGUAGE, SOURCE).map(lambda pair: "\n".join([f"```{pair[0]}", *pair[1], "```"]))


def indented(text: str, by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" if line else "" for line in text.split("\n"))


def listed(items: list[str], number: int) -> str:
    marks = [f"{number + at}. " if number else "- " for at in range(len(items))]
    return "\n".join(
        mark + indented(item, len(mark)).lstrip() for mark, item in zip(marks, items, strict=True)
    )


def tabled(rows: list[list[str]]) -> str:
    width = max(map(len, rows))
    full = [[*row, *["w"] * (width - len(row))] for row in rows]
    lines = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


ITEMS = st.lists(LINE, min_size=1, max_size=3)
LISTING = st.builds(listed, ITEMS, st.sampled_from([0, 1, 7]))
INNER = st.builds(listed, ITEMS, st.sampled_from([0, 1]))
NESTED = st.builds(
    lambda first, inner, number: listed([f"{first}\n{inner}"], number),
    LINE,
    INNER,
    st.sampled_from([0, 1]),
)
TABLE = st.builds(tabled, st.lists(st.lists(LINE, min_size=2, max_size=3), min_size=1, max_size=3))
BLOCK = st.one_of(
    PARAGRAPH,
    PARAGRAPH,
    FENCE,
    NESTED,
    LISTING,
    TABLE,
    LINE.map(lambda line: f"## {line}"),
    PARAGRAPH.map(lambda text: indented(text, 0).replace("\n", "\n> ")).map("> {}".format),
    st.just("***"),
)
ORDINARY = st.lists(BLOCK, min_size=1, max_size=4).filter(
    lambda blocks: (
        not any(
            one[:1] in "-0123456789" and two[:1] in "-0123456789" for one, two in pairwise(blocks)
        )
    )
)


@given(ORDINARY.map("\n\n".join))
def test_ordinary_text_reads_back_as_it_was(text: str) -> None:
    assert html_to_markdown(markdown_html(text)) == text


@given(ORDINARY.map("\n\n".join))
def test_gaps_are_kept(text: str) -> None:
    assert gap_numbers(markdown_html(text)) == gap_numbers(text)


# ------------------------------------------------------------------------------------- any text

ANY = st.one_of(
    st.text(st.sampled_from("ab1_*`~[]()<>&#-+.!|\\$:=^\"' \n\t{}é中"), max_size=30),
    st.lists(
        st.sampled_from(
            [
                *("<script>", "</b>", '<img src=x onerror="a()">', "&lt;", "&#60;", "<!--"),
                *("[a](https://b)", "![a](b.png)", "![", "](", "`", "``", "**", "_", "\\"),
                *("\\(", "\\[", "$", "$$", "{{c1::", "}}", "::", "[latex]", "[$]", "- ", "1. "),
                *("> ", "# ", "```\n", "\n", "\n\n", "    ", "a", "b c", "|", " --- ", "-->"),
                *("^(a)", "_(b)", '"', "'", "<a@b.c>"),
            ]
        ),
        max_size=14,
    ).map("".join),
)  # fmt: skip
ALLOWED = re.compile(
    r"</?(?:p|b|i|s|ul|li|table|thead|tbody|tr|blockquote|h[1-6]|hr|br|pre|code|sup|sub|span)>"
    r'|</?(?:ol|a|td|th)>|<ol start="\d+">|<t[dh] style="text-align:\w+">'
    r'|<code class="language-[\w+#.-]+">'
    r'|<a href="[^"<>]*"(?: title="[^"<>]*")?>'
    r'|<img src="[^"<>]*"(?: alt="[^"<>]*")?(?: title="[^"<>]*")?>'
)


@given(ANY)
def test_nothing_becomes_markup_but_what_markdown_makes_of_it(text: str) -> None:
    left = ALLOWED.sub("", markdown_html(text))
    assert "<" not in left
    assert ">" not in left
    assert not re.search(r"&(?!(?:amp|lt|gt|quot);)", left)


@given(ANY)
def test_no_word_is_lost(text: str) -> None:
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": False}).disable("reference")
    seen: list[str] = []
    for token in parser.parse(text):
        seen += [token.content] if token.type in {"fence", "code_block"} else []
        seen += [child.content for child in token.children or ()]
    shown = re.sub(r'<img[^>]*?alt="([^"]*)"[^>]*>', r"\1", markdown_html(text))
    shown = html.unescape(re.sub(r"<[^<>]*>", "", shown))
    words = re.findall(r"[a-zé中]+", " ".join(seen))
    found = "".join(re.findall(r"[a-zé中]+", shown))
    assert all(word in found for word in words)


@given(st.one_of(ANY, ORDINARY.map("\n\n".join)))
def test_the_short_way_is_the_long_way(text: str) -> None:
    text = text.strip("\n")
    quick = quick_html(text)
    if quick is not None:
        assert quick == subject._parsed(text)


@given(ANY)
def test_what_formulas_begin_with_is_a_formula_or_apart(text: str) -> None:
    written = re.sub(r"<(code|pre)>.*?</\1>|<[^<>]*>", "\0", markdown_html(text), flags=re.DOTALL)
    left = re.sub(r"\\\([^\0]+?\\\)|\\\[[^\0]+?\\\]", "", written)
    assert "\\(" not in left
    assert "\\[" not in left


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["[", "![", "*a ", "_", "`", "<", "&", "$", "\\(", "> ", "- ", "|", "a|b\n", "**a", "~~", "\\"],
)
def test_hostile_texts_take_bounded_time_and_stay(piece: str) -> None:
    text = piece * (250_000 // len(piece))
    written = html.unescape(re.sub(r"<[^<>]*>", "", markdown_html(text)))
    assert len(written) >= len(text.replace("\n", "")) / 2


def test_what_is_nested_too_deeply_is_given_as_written() -> None:
    text = "> " * 40 + "a"
    assert html.unescape(markdown_html(text)) == text


def test_images_and_clozes_of_ordinary_decks() -> None:
    text = "The {{c1::softmax}} of {{c2::logits::scores}}:\n\n$$\np_i = {{c3::e^{z_i} }}\n$$"
    assert gap_numbers(markdown_html(text)) == (1, 2, 3)
