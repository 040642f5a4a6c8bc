"""Ids are inserted into a file whose every other byte stays."""

import codecs
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import CardType, NoteContent
from mlcards.readers.yaml_deck import read_yaml
from mlcards.readers.yaml_ids import LONGEST_SLUG, slug, with_ids


def fixed(text: str) -> str:
    edited = with_ids(text.encode(), "d")
    assert [str(problem) for problem in edited.problems] == []
    assert with_ids(edited.data, "d").data is edited.data, "a second time there is nothing to do"
    return edited.data.decode()


def decks(data: bytes) -> list[ForeignDeck]:
    read = read_yaml(data, "d")
    assert not read.problems
    return list(read.decks)


def bare(data: bytes) -> list[ForeignDeck]:
    """What a file says, ids and places left out."""
    return [
        replace(
            deck,
            content_hash="",
            line=0,
            notes=tuple(replace(note, id="", line=0) for note in deck.notes),
        )
        for deck in decks(data)
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- question: Why?\n  answer: A\n", "- id: why\n  question: Why?\n  answer: A\n"),
        ("  -   q: Why?  # c\n      a: A\n", "  -   id: why\n      q: Why?  # c\n      a: A\n"),
        ("-\n    # c\n    q: Why?\n    a: A\n", "-\n    # c\n    id: why\n    q: Why?\n    a: A\n"),
        ('- "q": Why?\n  a: A\n', '- id: why\n  "q": Why?\n  a: A\n'),
        ("- {q: Why?, a: A}\n", "- {id: why, q: Why?, a: A}\n"),
        ("- { q: Why?, a: A }  # c\n", "- { id: why, q: Why?, a: A }  # c\n"),
        ("- {\n  q: Why?,\n  a: A\n  }\n", "- {\n  id: why, q: Why?,\n  a: A\n  }\n"),
        ("- {  # c\n  q: Why?, a: A}\n", "- {  # c\n  id: why, q: Why?, a: A}\n"),
        ('- {"q": "Why?", "a": "A"}\n', '- {"id": "why", "q": "Why?", "a": "A"}\n'),
        ("- q: Why?\n  id:   # later\n  a: A\n", "- q: Why?\n  id: why   # later\n  a: A\n"),
        ("- q: Why?\n  a: A", "- id: why\n  q: Why?\n  a: A"),
        ("- a: |\n    A\n  q: Why?\n", "- id: why\n  a: |\n    A\n  q: Why?\n"),
    ],
)
def test_every_way_to_write_a_card(before: str, after: str) -> None:
    head = "deck: D\ncards:\n"
    assert fixed(head + before) == head + after


def test_ids_that_are_there_stay_and_new_ones_differ() -> None:
    text = "deck: D\ncards: [{id: why, q: x, a: y}, {q: Why?, a: 1}, {q: why, a: 2}]\n"
    assert fixed(text) == (
        "deck: D\ncards: [{id: why, q: x, a: y}, {id: why-2, q: Why?, a: 1}, "
        "{id: why-3, q: why, a: 2}]\n"
    )


def test_each_deck_of_a_file_has_ids_of_its_own() -> None:
    text = "deck: A\ncards:\n- q: Why?\n  a: 1\n---\ndeck: B\ncards:\n- q: Why?\n  a: 1\n"
    assert fixed(text).count("- id: why\n") == 2


def test_a_file_with_all_ids_is_the_same_bytes() -> None:
    data = b"deck: D\ncards: [{id: x, q: 1, a: 2}]\n"
    edited = with_ids(data, "d")
    assert (edited.data is data, edited.written) == (True, 0)


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le")]
)
def test_encoding_mark_and_line_ends_stay(mark: bytes, encoding: str) -> None:
    text = "deck: Ä\r\ncards:\r\n- q: Größe?\r\n  a: 日\r\n"
    edited = with_ids(mark + text.encode(encoding), "d")
    assert edited.data == mark + text.replace("- q", "- id: groe\r\n  q").replace(
        "groe", "grosse"
    ).encode(encoding)


@pytest.mark.parametrize(
    "card", ["- ? q\n  : Why?\n  a: A\n", "- {? q : Why?, a: A}\n", '- {id: "", q: Why?, a: A}\n']
)
def test_a_card_written_unusually_is_left_and_told(card: str) -> None:
    text = f"deck: D\ncards:\n{card}- q: And now?\n  a: B\n"
    edited = with_ids(text.encode(), "d")
    assert edited.written == 1
    assert edited.data.decode() == text.replace("- q: And", "- id: and-now\n  q: And")
    (problem,) = edited.problems
    assert (problem.line, problem.severity) == (3, "warning")
    assert "add `id: why` by hand" in problem.message


@pytest.mark.parametrize(
    "text",
    ["deck: D\ncards:\n- {q: Q}\n", "deck: D\rcards:\r- {q: Q, a: A}\r",
     'deck: "D\u2028"\ncards:\n- {q: Q, a: A}\n'],
)  # fmt: skip
def test_a_file_that_cannot_be_edited_is_left(text: str) -> None:
    edited = with_ids(text.encode(), "d")
    assert (edited.written, edited.data) == (0, text.encode())
    assert edited.problems


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is recall?", "what-is-recall"),
        ("**Why** `x_1`, at all!", "why-x-1-at-all"),
        ("What is the difference between L1 and L2 regularisation?",
         "what-is-the-difference-between-l1-and-l2"),
        ("Größe, naïve?", "grosse-naive"),
        ("日本語の質問", "日本語の質問"),
        ("No", "card-no"),
        ("2 + 2?", "card-2-2"),
        ("???", "card"),
        ("x" * 99, "x" * LONGEST_SLUG),
        ("~tilde", "tilde"),
    ],
)  # fmt: skip
def test_a_slug_is_readable(question: str, expected: str) -> None:
    assert slug(NoteContent(CardType.BASIC, question)) == expected


def test_a_cloze_is_named_by_its_sentence() -> None:
    assert slug(NoteContent(CardType.CLOZE, "{{c1::Recall::hint}} counts.")) == "recall-counts"


_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@given(_text)
def test_any_slug_can_stand_in_yaml(question: str) -> None:
    name = slug(NoteContent(CardType.BASIC, question))
    assert 0 < len(name) <= LONGEST_SLUG
    data = f"deck: D\ncards:\n- id: {name}\n  q: Q\n  a: A\n- {{id: {name}2, q: Q2, a: A}}".encode()
    assert [note.id for note in decks(data)[0].notes] == [name, f"{name}2"]


_value = st.one_of(
    st.sampled_from(["Why?", "'it''s'", '"a\\tb"', "no", "a # b", "[1]", "é", "x:y"]),
    st.just("|\n      one\n\n      two"),
)


@st.composite
def files(draw: st.DrawFn) -> str:
    """Decks in many styles, some cards with ids."""
    cards = []
    for number in range(draw(st.integers(1, 4))):
        question = draw(_value)
        style = draw(st.sampled_from(["block", "spread", "flow", "json"]))
        own_id = draw(st.booleans())
        if question.startswith(("|", "[")) or "#" in question:
            question = "Why?" if style in {"flow", "json"} or question[0] == "[" else question
        if style == "block":
            first = f"id: own{number}\n    " if own_id else ""
            cards.append(f"  - {first}q: {question}\n    a: A{number}")
        elif style == "spread":
            cards.append(f"  -\n    # c\n    a: A{number}\n\n    q: {question}  ".rstrip())
        elif style == "flow":
            first = f"id: own{number}, " if own_id else ""
            cards.append(f"  - {{ {first}q: {question}, a: A{number} }} # c")
        else:
            cards.append(f'  - {{"q": "Q {number}",\n     "a": "A"}}')
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return ("# top\ndeck: D\ncards:\n" + "\n".join(cards) + "\n# end\n").replace("\n", end)


@given(files())
def test_what_the_file_says_stays_and_only_ids_come_in(text: str) -> None:
    data = text.encode()
    edited = with_ids(data, "d")
    assert edited.problems == ()
    assert bare(edited.data) == bare(data)
    before, after = decks(data)[0].notes, decks(edited.data)[0].notes
    assert all(note.id for note in after)
    assert len({note.id for note in after}) == len(after)
    assert [new.id for old, new in zip(before, after, strict=True) if old.id] == [
        note.id for note in before if note.id
    ]
    assert edited.written == sum(not note.id for note in before)
    rest = iter(edited.data)
    assert all(byte in rest for byte in data), "every byte is still there, in order"
