"""Templates are rendered as Anki renders them, whatever is wrong with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.readers.anki_limits import RefusedError
from mlcards.readers.anki_templates import (
    Context,
    cloze_fields,
    filled,
    names_in,
    parse,
    question_and_answer,
    render,
)

VALUES = {"Front": "f", "Back": "b", "Empty": "<br>", "Text": "{{c1::x}} {{c2::y}}"}


def shown(template: str, *, revealed: bool = False, **values: str) -> str:
    return render(parse(template), Context(VALUES | values, revealed=revealed))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a {{Front}} {{ Back }}", "a f b"),
        ("{{Unknown}}", ""),
        ("{{#Front}}x{{/Front}}{{#Empty}}y{{/Empty}}", "x"),
        ("{{^Front}}x{{/Front}}{{^Empty}}y{{/Empty}}{{^Unknown}}z{{/Unknown}}", "yz"),
        ("{{#Front}}a{{#Back}}b{{^Back}}c{{/Back}}{{/Back}}{{/Front}}", "ab"),
        ("{{# Front }}x{{/ Front }}", "x"),
        ("{{!note}}a", "a"),
        ("<!-- {{Front}} -->a", "a"),
        ("{{=<% %>=}}<%Front%> <%#Back%>x<%/Back%>", "f x"),
        ("{{type:Back}}", ""),
        ("{{type:nc:Back}}", ""),
        ("{{tts en_US voices=A,B:Front}}", ""),
        ("{{text:Front}}{{unknown:Front}}{{:Front}}", "fff"),
        ("{{#Front}}open", "open"),
        ("closed{{/Front}}", "closed"),
        ("{{#Front}}a{{#Back}}b{{/Front}}c", "abc"),
        ("{{Front", "{{Front"),
        ("}} {{}}", "}} "),
    ],
)
def test_question_side(template: str, expected: str) -> None:
    assert shown(template) == expected


def test_answer_side_shows_what_was_to_be_typed() -> None:
    assert shown("{{type:Back}} {{type:nc:Back}}", revealed=True) == "b b"


def test_filters_change_the_text() -> None:
    assert shown("{{text:F}}", F="<b>a</b><script>x</script>&lt;") == "a&lt;"
    assert shown("{{furigana:F}}", F="漢字[かんじ] a") == "漢字(かんじ) a"
    assert shown("{{kanji:F}}/{{kana:F}}", F="漢字[かんじ]") == "漢字/かんじ"
    assert shown("{{kana:F}}", F="a[sound:x.mp3]") == "a[sound:x.mp3]"


def test_a_hint_is_kept_apart_from_the_question() -> None:
    context = Context(VALUES)
    assert render(parse("{{Front}}{{hint:Back}}{{hint:Empty}}"), context) == "f"
    assert context.hints == {"Back": "b"}
    context.revealed = True
    assert render(parse("{{hint:Back}}{{hint:Front}}"), context) == "<div><b>Front:</b> f</div>"


def test_gaps_stay_unless_a_card_is_asked_for() -> None:
    assert shown("{{cloze:Text}}") == VALUES["Text"]
    context = Context(VALUES, number=2)
    assert render(parse("{{cloze:Text}}"), context) == "x <b>[…]</b>"
    context.revealed = True
    assert render(parse("{{cloze:Text}}"), context) == "x <b>y</b>"
    assert cloze_fields(parse("{{#Front}}{{cloze:Text}}{{/Front}}{{type:cloze:Back}}")) == ["Text"]


def test_a_condition_on_a_gap() -> None:
    nodes = parse("{{#c1}}one{{/c1}}{{#c2}}two{{/c2}}{{^c2}}not{{/c2}}")
    assert render(nodes, Context({}, number=1)) == "onenot"
    assert render(nodes, Context({}, numbers=(1, 2))) == "onetwo"


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}", "{{Back}}"),
        ("{{Front}}", "{{Front}}<hr id='answer'/>{{Back}}", "{{Back}}"),
        ("{{Front}}\n{{type:Back}}", '{{Front}}<HR ID="answer">{{type:Back}}', "{{type:Back}}"),
        ("<div>{{Front}}</div>", "<p>{{ FrontSide }}</p><hr id=answer>{{Back}}", "{{Back}}"),
        ("{{Front}}", "{{FrontSide}}<hr>{{Back}}", "{{Back}}"),
        ("{{Front}}", "{{Front}}<br>{{Back}}", "{{Back}}"),
        ("{{Front}}", "{{Back}}", "{{Back}}"),
        ("{{Front}}", "{{Extra}}<hr id=answer>{{Back}}", "{{Extra}}<br>{{Back}}"),
        ("<script>a</script>{{Front}}", "{{Front}}<hr id=answer>{{Back}}", "{{Back}}"),
    ],
)
def test_the_answer_comes_without_the_question(question: str, answer: str, expected: str) -> None:
    assert question_and_answer(question, answer)[1] == parse(expected)


def test_anki_s_own_rule_for_filled() -> None:
    assert filled("a")
    assert filled("<img src=x>")
    assert not filled(" <br> <div></div> &nbsp; ")


def test_names_in_a_template() -> None:
    assert names_in(parse("{{#A}}{{text:B}}{{/A}}{{C}}")) == {"A", "B", "C"}


@given(
    st.lists(
        st.sampled_from(["{{", "}}", "#", "^", "/", "Front", "Back", "a", "<!--", "-->", "!", ":"]),
        max_size=20,
    )
)
def test_any_template_renders(pieces: list[str]) -> None:
    render(parse("".join(pieces)), Context(VALUES))


def test_a_deep_template_is_no_trouble() -> None:
    template = "{{#Front}}" * 5_000 + "a" + "{{/Front}}" * 5_000
    assert shown(template) == "a"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("template", "field"),
    [
        ("{{Front}}" * 20_000, "x" * 10_000),
        ("{{#Front}}a{{/Front}}" * 20_000, " " * 500_000),
        ("{{text:Front}}" * 20_000, "<b>" * 100_000),
        ("{{kana:Front}}" * 20_000, "a[" * 100_000),
        ("{{cloze:Front}}" * 2_000, "{{c1::" * 10_000),
    ],
    ids=["fields", "conditions", "text", "kana", "cloze"],
)
def test_a_template_that_multiplies_is_refused_or_quick(template: str, field: str) -> None:
    context = Context({"Front": field}, number=1)
    try:
        render(parse(template), context)
    except RefusedError as error:
        assert error.code == "too-large"  # noqa: PT017 - either way is right
