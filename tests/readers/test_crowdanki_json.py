"""CrowdAnki's deck.json: decks in decks, note types with templates, GUIDs and UUIDs."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ReadResult
from mlcards.core.model import CardType
from mlcards.readers.crowdanki_json import looks_like, read_crowdanki
from support.reading import assert_read_or_refused

BASIC = {
    "crowdanki_uuid": "basic",
    "name": "Basic",
    "type": 0,
    "flds": [{"name": "Front", "ord": 0}, {"name": "Back", "ord": 1}],
    "tmpls": [
        {
            "name": "Card 1",
            "ord": 0,
            "qfmt": "{{Front}}",
            "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
        }
    ],
}


def note(*fields: str, model: str = "basic", **more: Any) -> dict[str, Any]:
    return {"fields": list(fields), "note_model_uuid": model, "guid": "", "tags": []} | more


def deck(*notes: Any, **more: Any) -> dict[str, Any]:
    return {"__type__": "Deck", "name": "D", "note_models": [BASIC], "notes": list(notes)} | more


def read(value: Any) -> ReadResult:
    return read_crowdanki(json.dumps(value, indent=1).encode(), "deck.json")


def test_decks_within_decks() -> None:
    child = deck(note("c", "d"), name="Child", crowdanki_uuid="u2", note_models=[])
    grandchild = deck(note("e", "f"), name="Grand", children=[], note_models=[])
    child["children"] = [grandchild]
    result = read(deck(note("a", "b"), name="A::B", crowdanki_uuid="u1", children=[child]))
    assert result.problems == ()
    assert [(d.key, d.title) for d in result.decks] == [
        ("u1", "A::B"),
        ("u2", "A::B::Child"),
        ("a-b-child-grand", "A::B::Child::Grand"),
    ]


def test_a_parent_without_notes_is_no_deck() -> None:
    result = read(deck(name="P", children=[deck(note("a", "b"), name="C")]))
    assert [d.title for d in result.decks] == ["P::C"]


def test_html_guid_tags_and_description() -> None:
    result = read(
        deck(
            note("<b>q</b>", "a<br>b", guid="~g", tags=["x", "y z"]),
            desc="<p>About <i>it</i></p>",
        )
    )
    found = result.decks[0]
    assert found.description == "About *it*"
    assert found.notes[0].id == "id:~g"
    assert found.notes[0].content.question == "**q**"
    assert found.notes[0].content.answer == "a  \nb"
    assert found.notes[0].kind == "Basic"
    assert found.notes[0].original == (("Front", "<b>q</b>"), ("Back", "a<br>b"))


def test_templates_make_the_cards() -> None:
    reverse = {"name": "Card 2", "ord": 1, "qfmt": "{{Back}}", "afmt": "{{FrontSide}}<hr id=answer>{{Front}}"}  # fmt: skip  # noqa: E501
    both = BASIC | {"crowdanki_uuid": "both", "tmpls": [*BASIC["tmpls"], reverse]}  # type: ignore[misc]
    optional = both | {
        "crowdanki_uuid": "optional",
        "flds": [*BASIC["flds"], {"name": "Both", "ord": 2}],  # type: ignore[misc]
        "tmpls": [*BASIC["tmpls"], reverse | {"qfmt": "{{#Both}}{{Back}}{{/Both}}"}],  # type: ignore[misc]
    }
    cloze = {
        "crowdanki_uuid": "cloze",
        "name": "C",
        "type": 1,
        "flds": [{"name": "Text"}, {"name": "Extra"}],
        "tmpls": [
            {"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}
        ],
    }
    result = read(
        deck(
            note("a", "b", model="both"),
            note("a1", "b1", "y", model="optional"),
            note("a2", "b2", "", model="optional"),
            note("the {{c1::gap}}", "more", model="cloze"),
            note("{{c1::a {{c2::b}}", "{{c1::a {{c2::b}}}}", model="cloze", guid="m"),
            note("{{c1::a {{c2::b}}}}", "", model="cloze", guid="n"),
            note_models=[BASIC, both, optional, cloze],
        )
    )
    found = result.decks[0].notes
    assert [n.content.type for n in found] == [
        CardType.REVERSED,
        CardType.REVERSED,
        CardType.BASIC,
        CardType.CLOZE,
        CardType.BASIC,
        CardType.CLOZE,
    ]
    assert found[3].content.question == "the {{c1::gap}}"
    assert [n.id for n in found[4:]] == ["m c2", "n"]


def test_fields_in_the_order_they_say() -> None:
    turned = BASIC | {"flds": [{"name": "Back", "ord": 1}, {"name": "Front", "ord": 0}]}
    result = read(deck(note("q", "a"), note_models=[turned]))
    assert result.decks[0].notes[0].content.question == "q"


def test_what_is_left_out_is_told() -> None:
    wide = BASIC | {"flds": [*BASIC["flds"], {"name": "Level", "ord": 2}]}  # type: ignore[misc]
    result = read(
        deck(
            note("q", "a", "easy"),
            note("", " "),
            note("x", "y", model="gone"),
            note_models=[wide, {"name": "no uuid"}],
            media_files=["a.png", "b.png"],
        )
    )
    assert len(result.decks[0].notes) == 2
    assert sorted(p.code for p in result.problems) == [
        "empty",
        "media",
        "model",
        "model",
        "unused-field",
    ]
    assert all(problem.severity == "warning" for problem in result.problems)


def test_all_faults_are_in_one_report_with_lines() -> None:
    result = read(deck(note("a", "b"), {"guid": "x"}, 5, {"fields": [1]}, children=[3]))
    assert result.decks == ()
    assert [p.code for p in result.errors] == ["value"] * 4
    assert all(problem.line for problem in result.errors)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "3", '{"notes": 3}', '{"__type__": "Deck"}', '{"notes": [], "children": 1}'],
)
def test_what_is_no_deck(text: str) -> None:
    result = read_crowdanki(text.encode(), "deck.json")
    assert result.decks == ()
    assert result.errors


@pytest.mark.parametrize(
    "broken",
    [
        {"name": None},
        {"name": ["x"]},
        {"name": "::"},
        {"desc": 5},
        {"note_models": {}},
        {"note_models": [3]},
        {"note_models": [BASIC | {"flds": None}]},
        {"note_models": [BASIC | {"flds": [3, {"ord": "x"}]}]},
        {"note_models": [BASIC | {"tmpls": []}]},
        {"note_models": [BASIC | {"tmpls": [{"qfmt": 5, "afmt": None, "ord": 0.5}]}]},
        {"note_models": [BASIC | {"type": 1}]},
        {"note_models": [BASIC | {"name": {"a": 1}}]},
        {"media_files": 3},
        {"crowdanki_uuid": 3},
        {"crowdanki_uuid": "~x\n"},
        {"children": None},
    ],
)
def test_odd_parts_do_no_harm(broken: dict[str, Any]) -> None:
    result = read(deck(note("q", "a", tags=None, guid=None)) | broken)
    assert result.errors == ()
    assert result.decks[0].notes[0].content.question == "q"


def test_lone_surrogates_and_nul_do_not_get_through() -> None:
    result = read(deck(note("a\ud800\0", "b", guid="\ud800", tags=["\udfff"]), name="\ud800x"))
    found = result.decks[0]
    found.title.encode()
    found.notes[0].content.question.encode()
    assert "\0" not in found.notes[0].content.question
    found.notes[0].id.encode()
    "".join(found.notes[0].content.tags).encode()


def test_a_template_that_makes_too_much_is_refused() -> None:
    huge = BASIC | {"tmpls": [{"name": "c", "ord": 0, "qfmt": "{{Front}}" * 50_000, "afmt": "x"}]}
    result = read(deck(note("x" * 1000, "a"), note_models=[huge]))
    assert result.decks == ()
    assert result.errors
    longer = BASIC | {"tmpls": [{"name": "c", "ord": 0, "qfmt": "x" * 500_001, "afmt": ""}]}
    assert "template" in str(read(deck(note("x", "a"), note_models=[longer])).errors[0])


def test_nesting_is_bounded() -> None:
    value: dict[str, Any] = deck(note("a", "b"))
    for _ in range(40):
        value = deck(children=[value])
    assert "nested" in str(read(value).errors[0])


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "name",
                        "notes",
                        "children",
                        "note_models",
                        "fields",
                        "guid",
                        "flds",
                        "tmpls",
                        "ord",
                        "crowdanki_uuid",
                        "qfmt",
                        "tags",
                        "desc",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for whole in (value, deck(value), deck(note("q", "a"), note_models=value)):
        assert_read_or_refused(read(whole))


@pytest.mark.parametrize(
    ("head", "is_crowdanki"),
    [
        (b'{\n    "__type__": "Deck",\n    "children": [', True),
        (b'{"children": [], "crowdanki_uuid": "x"', True),
        (b'{"format": "mlcards"}', False),
        (b'["__type__": "Deck"]', False),
    ],
)
def test_it_is_recognised(head: bytes, is_crowdanki: bool) -> None:  # noqa: FBT001
    assert looks_like("deck.json", head) is is_crowdanki
