"""Card style as rules: each has its code, and good cards meet none."""

from typing import Any

import pytest
from hypothesis import given

from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem
from mlcards.core.lint import lint
from mlcards.core.markdown_lint import eaten
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from support.strategies import contents, texts

POINTS = (KeyPoint("One", must=True), KeyPoint("Two"), KeyPoint("Three"))


def deck(*notes: ForeignNote, key: str = "d", source: str = "decks/d.yaml") -> ForeignDeck:
    return ForeignDeck(key, key, notes, source)


def note(note_id: str = "x", line: int = 3, **fields: Any) -> ForeignNote:
    values: dict[str, Any] = {
        "type": CardType.BASIC,
        "question": "What is recall?",
        "answer": "TP / (TP + FN).",
    }
    return ForeignNote(note_id, NoteContent(**(values | fields)), line)


def findings(**fields: Any) -> list[Problem]:
    return lint([deck(note(**fields))])


def codes(**fields: Any) -> list[str]:
    return [problem.code for problem in findings(**fields)]


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_good_cards_have_no_findings() -> None:
    good = [
        note("a"),
        note(
            "b", type=CardType.CLOZE, question="{{c1::Recall}} divides by all positives.", answer=""
        ),
        note("c", type=CardType.INTERVIEW, question="How?", key_points=POINTS, answer=words(150)),
        note(
            "d",
            type=CardType.PERSONAL,
            question="You?",
            key_points=POINTS,
            answer="",
            skeleton="At <place> we built <part>.",
            framework=("Name <a thing>.",),
        ),
        note("e", question="See [recall](card:a) and *this* or **T**rue **P**ositive?"),
    ]
    assert lint([deck(*good)]) == []


def test_a_finding_says_where_and_which_card() -> None:
    (problem,) = findings(answer=words(61))
    assert str(problem) == (
        'decks/d.yaml:3: warning: card "x": the answer has 61 words, more than the 60 of one idea: '
        "split it"
    )
    assert problem.code == "long-answer"


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("long-answer", {"answer": "line\n" * 7}),
        ("long-answer", {"type": CardType.INTERVIEW, "key_points": POINTS, "answer": words(171)}),
        ("long-question", {"question": words(81)}),
        ("long-code", {"code": "x = 1\n" * 31}),
        ("wide-code", {"code": "x" * 77}),
        ("wide-code", {"answer": f"```\n{'x' * 77}\n```"}),
        ("wide-table", {"notes": "| a | b | c | d | e |\n|---|---|---|---|---|\n"}),
        ("wide-table", {"notes": f"| a | {'b' * 60} |\n|---|---|\n"}),
        ("cloze-hides-most", {"type": CardType.CLOZE, "question": "It {{c1::counts positives}}."}),
        ("stray-gap", {"question": "Is {{c1::this}} one?"}),
        ("stray-gap", {"type": CardType.CLOZE,
                       "question": "A long text with a {{c1::gap}} and {{c2::another one."}),
        ("stray-gap", {"question": "Is {{c1,2::this}} one?"}),
        ("stray-gap", {"type": CardType.CLOZE,
                       "question": "A longer text with {{c1,2::two}} and {{c3::another one."}),
        ("key-points", {"type": CardType.INTERVIEW, "key_points": ()}),
        ("key-points", {"type": CardType.CODING, "key_points": POINTS[:2]}),
        ("key-points", {"type": CardType.PERSONAL, "key_points": POINTS * 3}),
        ("no-must", {"type": CardType.INTERVIEW, "key_points": (KeyPoint("a"),) * 3}),
        ("follow-up-answer", {"follow_ups": (FollowUp("And then?", " "),)}),
        ("dead-link", {"notes": "See [the other](card:y)."}),
        ("markdown", {"question": "What does __init__ do?"}),
        ("markdown", {"correction": Correction("wrong", "F1 = 2*P*R / (P + R)", "x")}),
    ],
)  # fmt: skip
def test_each_rule_finds_its_fault(code: str, fields: dict[str, object]) -> None:
    assert codes(**fields) == [code]


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": words(60)},
        {"answer": "line\n\n" * 6},
        {"question": words(80)},
        {"code": f"{'x' * 76}\n" * 30},
        {"notes": f"| a | b | c | {'d' * 48} |"},
        {"type": CardType.CLOZE, "question": "Half is {{c1::is here}}"},
        {
            "type": CardType.CLOZE,
            "question": "A text with {{c1,2::two}} and {{c1::more {{c2::a}}}}.",
        },
        {"type": CardType.CODING, "key_points": (*POINTS, *POINTS, POINTS[0])},
    ],
)
def test_the_limits_are_still_good(fields: dict[str, object]) -> None:
    assert codes(**fields) == []


class TestMarkdown:
    @pytest.mark.parametrize(
        ("text", "piece"),
        [
            ("Python's __init__ runs first", "__init__"),
            (r"kept in C:\path\*new*", r"C:\path"),
            ("2*P*R", "*P*"),
            ("a*b + c*d", "*b + c*"),
            ("f(x)*g(x)*h", "*g(x)*"),
            ("a vector<int> x", "<int>"),
            ("shows <b>bold</b>", "<b>"),
            ("a line break<br/>", "<br/>"),
        ],
    )
    def test_what_would_be_lost_is_found(self, text: str, piece: str) -> None:
        assert eaten(text) == piece

    @pytest.mark.parametrize(
        "text",
        [
            "`__init__` and `2*P*R` and ``a`b*c*d``",
            "$2*P*R$ and $$a*b*c$$ and \\(x*y*z\\)",
            "2 * P * R",
            "one star* only",
            "**bold** and *it* and ***both***",
            "**T**rue **P**ositive **R**ate",
            "snake_case_name and x_i, y_j",
            r"escaped 2\*P\*R",
            "a < b and b > c, or <https://example.org/a*b*c>",
            "see https://example.org/__init__*a*b*",
            "[link](https://example.org/2*P*R)",
            "one 2*P\n\nand 3*Q in another paragraph",
            "* a list\n* of stars",
            "and so on…",
        ],
    )
    def test_what_is_meant_is_left(self, text: str) -> None:
        assert eaten(text) is None

    def test_code_blocks_are_left(self) -> None:
        block = "```python\nclass A:\n    def __init__(self): self.x = 2*3*4\n```"
        assert codes(answer=block) == []
        assert codes(answer=f"{block}\n__init__") == ["markdown"]
        assert codes(answer="~~~\n__init__\n```\n__call__") == []

    def test_placeholders_are_meant_in_a_skeleton_only(self) -> None:
        assert codes(skeleton="At <place>") == []
        assert codes(answer="At <place>") == ["markdown"]
        assert codes(skeleton="At __place__") == ["markdown"]

    @given(texts)
    def test_any_text_can_be_looked_at(self, text: str) -> None:
        piece = eaten(text)
        assert piece is None or piece


class TestAmongCards:
    def test_an_id_twice_in_a_deck_is_an_error(self) -> None:
        problems = lint([deck(note("a", 3), note("a", 9, question="Other?"))])
        assert [(p.code, p.severity, p.line) for p in problems] == [("duplicate-id", "error", 9)]
        assert "line 3" in problems[0].message

    def test_an_id_in_two_decks_is_fine(self) -> None:
        assert lint([deck(note("a")), deck(note("a", question="Other?"), key="e")]) == []

    def test_a_question_asked_twice_is_a_warning(self) -> None:
        first = deck(note("a", 3))
        second = deck(note("b", 7, question="what is  RECALL?"), key="e", source="decks/e.yaml")
        (problem,) = lint([first, second])
        assert (problem.code, problem.severity) == ("duplicate-question", "warning")
        assert "decks/d.yaml:3" in problem.message
        assert problem.source == "decks/e.yaml"

    def test_a_deck_in_two_files_is_a_warning(self) -> None:
        (problem,) = lint([deck(note("a")), deck(note("b", question="Other?"), source="e.yaml")])
        assert problem.code == "duplicate-deck"

    def test_links_may_lead_to_another_deck(self) -> None:
        here = note("a", notes="See [b](card:b), [b](card:b) and [web](https://example.org).")
        there = deck(note("b", question="Other?"), key="e")
        assert lint([deck(here), there]) == []
        assert [p.code for p in lint([deck(here)])] == ["dead-link"]
        assert lint([deck(here)], links=False) == []

    def test_a_link_is_found_in_every_text(self) -> None:
        link = "[b](card:gone)"
        for fields in (
            {"hint": link},
            {"key_points": (KeyPoint(link),)},
            {"follow_ups": (FollowUp("Q?", link),)},
            {"correction": Correction("wrong", "", link)},
            {"red_flags": (link,)},
        ):
            assert codes(**fields) == ["dead-link"], fields


@given(contents)
def test_no_card_is_too_odd(content: NoteContent) -> None:
    for problem in lint([deck(ForeignNote("", content))]):
        assert problem.code
        assert "\n" not in str(problem)
