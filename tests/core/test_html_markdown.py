"""HTML becomes Markdown that reads back as the same text, in time proportional to its length."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlcards.core import html_markdown
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.notes import gap_numbers

EXAMPLES = {
    "plain": ("What is bias?", "What is bias?"),
    "spaces": ("  a \n b\t c ", "a b c"),
    "bold": ("a <b>b</b> <strong>c</strong>", "a **b** **c**"),
    "italic": ("<i>a</i> <em>b</em> <u>c</u>", "*a* *b* *c*"),
    "struck": ("<s>a</s> <del>b</del>", "~~a~~ ~~b~~"),
    "both": ("<b><i>a</i></b>", "***a***"),
    "in a word": ("un<b>believ</b>able", "un**believ**able"),
    "spaces move out": ("a<b> b </b>c", "a **b** c"),
    "empty": ("a<b></b><i> </i>b", "a b"),
    "neighbours are one": ("<b>a</b><b>b</b>", "**ab**"),
    "overlapping": ("<b>a<i>b</b>c</i>", "**a*b***c"),
    "never closed": ("<b>a<p>b", "**a**\n\n**b**"),
    "style sheet": ('<span style="font-weight: 700">a</span>b', "**a**b"),
    "no mark where it would not be one": ('a<b>"b"</b>c', 'a"b"c'),
    "line breaks": ("a<br>b<br/>c", "a  \nb  \nc"),
    "empty line": ("a<br><br>b", "a\n\nb"),
    "divisions": ("a<div>b</div><div>c</div>", "a  \nb  \nc"),
    "empty division": ("a<div><br></div><div>b</div>", "a\n\nb"),
    "paragraphs": ("<p>a</p><p>b</p>", "a\n\nb"),
    "heading": ("<h2>a</h2>b", "## a\n\nb"),
    "rule": ("a<hr>b", "a\n\n***\n\nb"),
    "quote": ("<blockquote>a<br>b</blockquote>c", "> a  \n> b\n\nc"),
    "list": ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    "numbers": ('<ol start="3"><li>a<li>b</ol>', "3. a\n4. b"),
    "nested": ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
    "nested beside its item": ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
    "text after a list": ("<ul><li>a</ul>b", "- a\n\nb"),
    "two lists": ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n+ b"),
    "item without a list": ("<li>a</li>", "- a"),
    "table": (
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
    ),
    "bars in cells": (
        "<table><tr><td>a|b<td>c<tr><td><ul><li>x<li>y</ul><td>1<br>2</table>",
        "| a\\|b | c |\n| --- | --- |\n| • x • y | 1 / 2 |",
    ),
    "wide cell": (
        '<table><tr><td colspan="2">a<tr><td>b<td>c</table>',
        "| a |  |\n| --- | --- |\n| b | c |",
    ),
    "table for looks": ("<table><tr><td>a</td></tr></table>", "a"),
    "an editor's code": (
        (
            '<div style="font-family: Menlo; white-space: pre;"><div><span>def</span> f():'
            "</div><div>    <span>return</span> 1</div><br><div>f()</div></div>so"
        ),
        "```\ndef f():\n    return 1\n\nf()\n```\n\nso",
    ),
    "kept spaces are no code": ('<div style="white-space: pre-wrap">a  b</div>', "a b"),
    "numbers of lines": (
        (
            '<table><tr><td class="linenos"><div class="linenodiv"><pre><a>1</a>\n2</pre></div>'
            '</td><td><div><pre><span class="linenos"> 1</span>x\ny\n</pre></div></td></tr></table>'
        ),
        "```\nx\ny\n```",
    ),
    "from a word processor": ("<p>a<o:p>&nbsp;</o:p></p><st1:place>b</st1:place>", "a\n\nb"),
    "names with colons": ("pair<std::string> m<m::x>", "pair\\<std::string> m\\<m::x>"),
    "code in a table": (
        "<table><tr><td>a<td><pre>x\ny</pre></table>",
        "a\n\n```\nx\ny\n```",
    ),
    "inline code": ("use <code>a*b &lt; c</code>", "use `a*b < c`"),
    "ticks in code": ("<code>`a`</code>", "`` `a` ``"),
    "code with breaks": ("<code>a<br>b</code>", "```\na\nb\n```"),
    "block": ("<pre>\nfor i in x:\n    print(i)\n</pre>", "```\nfor i in x:\n    print(i)\n```"),
    "language": (
        '<pre><code class="language-python">x = 1</code></pre>',
        "```python\nx = 1\n```",
    ),
    "fence in code": ("<pre>```\n</pre>", "````\n```\n````"),
    "block in an item": ("<ul><li>a<pre>x</pre></ul>", "- a\n\n  ```\n  x\n  ```"),
    "code ends with its item": ("<ul><li><code>a</li><li>b</li></ul>", "- `a`\n- b"),
    "subscript": ("H<sub>2</sub>O, x<sub>i</sub>", "H₂O, xᵢ"),
    "superscript": ("x<sup>2</sup>, e<sup>iθ</sup>", "x², e^(iθ)"),
    "subscript of words": ("x<sub>loss</sub> y<sub>q</sub>", "xₗₒₛₛ y_(q)"),
    "entities": ("a &lt; b &amp;&amp; c &copy; &#65;&#x42;", "a < b && c © AB"),
    "element as text": ("&lt;div&gt; &amp;lt;", "\\<div> \\&lt;"),
    "hard space": ("a&nbsp;b&nbsp;&nbsp; c", "a b\u00a0\u00a0 c"),
    "control as entity": ("a&#27;b&#0;c&#xD800;", "ab\ufffdc\ufffd"),
    "number too long": ("&#99999999999999999999;", "\\&#99999999999999999999;"),
    "link": ('<a href="https://a.b/c">x</a>', "[x](https://a.b/c)"),
    "link as text": ('<a href="https://a.b/c">https://a.b/c</a>', "<https://a.b/c>"),
    "link with brackets": (
        '<a href="https://a.b/c_(d)">x [1]</a>',
        "[x \\[1\\]](<https://a.b/c_(d)>)",
    ),
    "link after a bang": ('a!<a href="https://a.b">x</a>', "a\\![x](https://a.b)"),
    "link nobody should open": ('<a href="javascript:alert(1)">x</a>', "x"),
    "empty link": ('a<a href="https://a.b"></a>', "a"),
    "image": ('<img src="a.png" alt="a plot">', "![a plot](a.png)"),
    "image with spaces": ('<img src="plot%20%CF%80.png">', "![](<plot π.png>)"),
    "image in the address": ('<img src="data:image/png;base64,AAAA">', "![](data:image/png)"),
    "sound": ("a [sound:my_new_file.mp3]", "a [sound:my_new_file.mp3]"),
    "player": ('<audio src="a.mp3"></audio>', "[sound:a.mp3]"),
    "formula": (r"\( a_1 * b_2 * c \)", r"\(a_1 * b_2 * c\)"),
    "display": (r"\[x &lt; \frac{a}{b}\]", r"\[ x < \frac{a}{b} \]"),
    "elements in a formula": (r"\(a<br>b<i>c</i>\)", r"\(a bc\)"),
    "old formulas": ("[$]x^2[/$] [$$]y_1[/$$]", r"\(x^2\) \[ y_1 \]"),
    "latex": ("[latex]$x$[/latex] [latex]text $x$[/latex]", r"\(x\) text $x$"),
    "mathjax": ("<anki-mathjax>x_1</anki-mathjax>", r"\(x_1\)"),
    "formula never closed": (r"\(a", r"\\(a"),
    "gaps": ("{{c1::a::b}} <b>{{c2::c}}</b>", "{{c1::a::b}} {{c2::c}}"),
    "script": ("a<script>alert('<b>')</script>b<style>x{}</style>", "ab"),
    "script never closed": ("a<script>b", "ab"),
    "comment": ("a<!-- b -->c", "ac"),
    "comment never closed": ("a<!-- b", "a<!-- b"),
    "reading": ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
    "no element": ("vector<int> a<b>c</b>", "vector\\<int> a**c**"),
    "less than": ("if a < b and c > d", "if a < b and c > d"),
    "stars": ("2*3*4 2 * 3 *args", "2\\*3\\*4 2 * 3 \\*args"),
    "lone star": ("a*b", "a*b"),
    "underscores": ("snake_case_name __init__", "snake_case_name \\_\\_init__"),
    "ticks": ("`a`", "\\`a\\`"),
    "backslashes": ("C:\\new \\* \\\\", "C:\\new \\\\* \\\\\\\\"),
    "start of a line": (
        "- a<br>1. b<br># c<br>&gt; d<br>+e",
        "\\- a  \n1\\. b  \n\\# c  \n\\> d  \n+e",
    ),
    "line of signs": ("a<br>---<br>===", "a  \n\\---  \n\\==="),
    "reference": ("[a]: b", "\\[a]: b"),
    "looks like a link": ("a[i](x)", "a[i\\](x)"),
    "attributes in quotes": ('<b title="a > b">c</b>', "**c**"),
    "upper case": ("<B>a</B><BR>b", "**a**  \nb"),
    "only markup": ("<div><br></div>", ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    written, expected = EXAMPLES[name]
    assert html_to_markdown(written) == expected


WORDS = st.text(st.sampled_from("ab1_*`~[]()<>&#-+.!|\\$:= \n{}é中"), max_size=12)
MARKUP = st.sampled_from(
    [f"<{slash}{name}>" for name in (
        *("b", "i", "u", "s", "sub", "sup", "code", "pre", "p", "div", "br", "ul", "ol", "li"),
        *("table", "tr", "td", "th", "blockquote", "h1", "span", "hr", "ruby", "rt"),
    ) for slash in ("", "/")]
)  # fmt: skip


def plain_text(markdown: str) -> str:
    """Return what a reader of Markdown sees."""
    parser = MarkdownIt("gfm-like", {"html": False, "linkify": False}).disable("reference")
    found: list[str] = []
    for token in parser.parse(markdown):
        if token.type in {"fence", "code_block"}:
            found.append(token.content)
        for child in token.children or ():
            found.append(" " if "break" in child.type else child.content)
            if child.type == "link_open":
                found.append(str(child.attrs["href"]))
    return "".join(found)


_FORMULA = re.compile(r"\\[\[(].*\\[\])]", re.DOTALL)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(WORDS.filter(lambda text: not _FORMULA.search(text)))
def test_plain_text_reads_back_as_it_was(text: str) -> None:
    from html import escape

    written = escape(text)
    assert squeezed(plain_text(html_to_markdown(written))) == squeezed(text)


@given(st.lists(st.one_of(WORDS.map(lambda text: re.sub(r"[^a-zé中 ]", "", text)), MARKUP)))
def test_no_word_is_lost_whatever_the_markup(pieces: list[str]) -> None:
    words = "".join(piece for piece in pieces if not piece.startswith("<"))
    written = html_to_markdown("".join(pieces))
    letters = re.sub(r"[^a-zé中ᵃ-ᵿᴬ-ᵪₐ-ₜⁱⁿˡʳˢʰʲʷˣʸ]", "", written)
    assert len(letters) >= len(squeezed(words))


@given(st.lists(st.one_of(WORDS, MARKUP), max_size=12))
def test_anything_becomes_text(pieces: list[str]) -> None:
    written = html_to_markdown("".join(pieces))
    assert written == written.strip("\n")


INLINE = st.sampled_from(
    ["<b>", "</b>", "<i>", "</i>", "<br>", "<u>", "</u>", " ", "a", "b c", ".", "?"]
)


@given(st.lists(INLINE, max_size=14))
def test_the_short_way_is_the_long_way(pieces: list[str]) -> None:
    text = "".join(pieces).strip()
    assert html_to_markdown(text) == html_markdown._Writer(text).written()


@given(st.lists(st.sampled_from(["{{c1::", "{{c2::", "}}", "a", "::", "b ", "_c*"]), max_size=8))
def test_gaps_stay_gaps(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert gap_numbers(html_to_markdown(text)) == gap_numbers(text)


HOSTILE = [
    *(
        "<a ",
        '<a "',
        "<a '\"",
        "<",
        "<b>",
        "<ul><li>",
        "<li>x",
        "<table><tr><td>",
        "<td>x",
        "<div>",
    ),
    *("<script>", "<!--", "\\(", "[latex]", "[$]", "<sub>a</sub>b", "*a ", "_a ", "`", "&", "~~a"),
    *(
        "&#99999999999",
        "a<br>",
        "<code>",
        "<code>x</code>",
        "<pre>",
        "<blockquote>",
        "[x](",
        "<h1>x",
    ),
    *(
        "<b>a<i>b</b>c</i>",
        '<div style="font-family:mono;white-space:pre">',
        '<div class="linenodiv"><pre>1',
        "<o:p>",
        "<img src=x>",
        "<img a=",
        "\u00a0 ",
        "          \n",
        "{{c1::",
        "<td a='",
    ),
    *("<span style='font-weight:bold'>x", "<rt>", "<anki-mathjax>", "<b>a", "<b>a</b> ", "= ", "#"),
]


@pytest.mark.timeout(15)
@pytest.mark.parametrize("piece", HOSTILE)
def test_takes_time_in_proportion_to_the_length(piece: str) -> None:
    text = (piece * 250_000)[: html_markdown.LONGEST]
    assert html_to_markdown(text) is not None


@pytest.mark.timeout(15)
def test_a_formula_that_closes_far_away_is_none() -> None:
    text = "\\(x " * (html_markdown.LONGEST // 5) + "\\)"
    assert html_to_markdown(text).count("\\(") > 1


def test_a_text_beyond_the_bound_keeps_its_words() -> None:
    text = "<b>word</b> &amp; " * (html_markdown.LONGEST // 10)
    written = html_to_markdown(text)
    assert written.startswith("word & word")
    assert "<" not in written


def test_deep_nesting_keeps_its_words() -> None:
    text = "<ul><li>a" * 50 + "</li></ul>" * 50
    assert html_to_markdown(text).count("a") == 50


def test_what_no_database_takes_is_replaced() -> None:
    assert html_to_markdown("a\0b\ud800c") == "a\ufffdb\ufffdc"
