"""A deck that is written as YAML is read back as it was, whatever its texts hold."""

import re
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.core.notes import parts_of
from mlcards.readers import yaml_tree
from mlcards.readers.yaml_deck import read_yaml
from mlcards.writers.yaml_deck import write_yaml
from mlcards.writers.yaml_text import block_text, flow_text, line_text
from support.strategies import hostile_lines, hostile_texts, read_decks
from support.written import a_deck, as_kept, as_written, basic


def written(*decks: ForeignDeck) -> str:
    return as_written(write_yaml, *decks).decode()


def told(deck: ForeignDeck) -> tuple[Any, ...]:
    """What a file says of a deck."""
    return (
        *(deck.key, deck.title, deck.description, deck.language, deck.source, deck.license),
        deck.tags,
        [(note.id, note.content) for note in deck.notes],
    )


def with_deck_tags(deck: ForeignDeck) -> ForeignDeck:
    """Give every card its deck's tags, as the reader does."""

    def tagged(content: NoteContent) -> NoteContent:
        more = tuple(tag for tag in deck.tags if tag not in content.tags)
        return replace(content, tags=content.tags + more)

    notes = (replace(note, content=tagged(note.content)) for note in deck.notes)
    return replace(deck, notes=tuple(notes))


def read(text: str) -> tuple[ForeignDeck, ...]:
    result = read_yaml(text.encode(), "x.yaml")
    assert result.problems == ()
    return result.decks


@settings(max_examples=50)
@given(read_decks())
def test_any_decks_come_back(decks: tuple[ForeignDeck, ...]) -> None:
    decks = tuple(map(with_deck_tags, decks))
    text = written(*decks)
    expected = list(map(told, map(as_kept, decks)))
    assert list(map(told, read(text))) == expected
    with pytest.MonkeyPatch.context() as patch:  # where libyaml is missing
        patch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert list(map(told, read(text))) == expected


@given(hostile_texts.filter(str.strip))
def test_other_programs_read_the_same_text(text: str) -> None:
    stripped = text.rstrip("\n")  # a block's last line break is the file's, not the text's
    document = (
        f"a: {block_text(text, 2)}\nb: {line_text(text)}\nc: [{flow_text(text)}]\n"
        f"d:\n  - {block_text(text, 4)}\ne: {{f: {flow_text(text)}}}\n"
    )
    found = yaml.load(document, Loader=yaml.CSafeLoader)
    assert (found["b"], found["c"][0], found["e"]["f"]) == (text, text, text)
    assert found["a"] in {text, f"{text}\n"}
    assert found["d"][0] in {text, f"{text}\n"}
    assert found["a"].rstrip("\n") == stripped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, with a comma", "plain words, with a comma"),
        ("ends in a colon:", '"ends in a colon:"'),
        ("key: value", '"key: value"'),
        ("C# and a #tag", '"C# and a #tag"'),
        ("C#", "C#"),
        ("no", '"no"'),
        ("1.10", '"1.10"'),
        ("2026-11-22", '"2026-11-22"'),
        ("1_000", '"1_000"'),
        ("0x1F", '"0x1F"'),
        ("3 ways", "3 ways"),
        ("- item", '"- item"'),
        ("[link](x)", '"[link](x)"'),
        (" led by a space", '" led by a space"'),
        ('say "x": y', "'say \"x\": y'"),
        ("it's \\a: b", "|\n  it's \\a: b"),
        ("two\nlines", "|\n  two\n  lines"),
        ("two\n\n  paragraphs", "|\n  two\n\n    paragraphs"),
        ("    indented\ncode", "|2\n      indented\n  code"),
        ("a\n\tb", "|\n  a\n  \tb"),
        ("ends in a break\n", '"ends in a break\\n"'),
        ("a\tb", '"a\\tb"'),
        ("a\x1b[2Jb", '"a\\x1B[2Jb"'),
        ("a\u2028b\nc", '"a\\u2028b\\nc"'),
        ("a\u202eb", '"a\\u202Eb"'),
        ("a\0\ud800b", '"a\ufffd\ufffdb"'),
        ("café 😀", "café 😀"),
    ],
)
def test_texts_stand_as_a_person_would_write_them(text: str, expected: str) -> None:
    assert block_text(text, 2) == expected


def test_a_card_says_only_what_there_is_to_say() -> None:
    deck = a_deck(basic("What is recall?", "TP / (TP + FN)"))
    assert written(deck) == (
        "deck: D\ncards:\n  - question: What is recall?\n    answer: TP / (TP + FN)\n"
    )


def test_an_id_of_the_deck_is_written_where_the_title_does_not_tell_it() -> None:
    assert "id:" not in written(a_deck(basic("q")))
    assert written(a_deck(basic("q"), key="other")).startswith("deck: D\nid: other\ncards:")


def test_tags_of_the_deck_stand_once() -> None:
    deck = a_deck(
        basic("q", tags=("own", "u", "v")),
        basic("r", tags=("u", "v")),
        basic("s", tags=("v", "u")),
        tags=("u", "v"),
    )
    text = written(deck)
    assert re.findall(r"tags: .*", text) == ["tags: [u, v]", "tags: [own]", "tags: [v]"]
    assert told(read(text)[0]) == told(deck)


@settings(max_examples=50)
@given(
    st.lists(hostile_lines, max_size=3, unique=True),
    st.lists(st.lists(hostile_lines, max_size=3), min_size=1, max_size=3),
)
def test_no_card_gains_a_tag(deck_tags: list[str], tags: list[list[str]]) -> None:
    contents = [basic("q", tags=tuple(dict.fromkeys([*own, *deck_tags[:1]]))) for own in tags]
    deck = a_deck(*contents, tags=tuple(deck_tags))
    found = read(written(deck))[0]
    assert [note.content for note in found.notes] == contents


def test_a_tag_that_a_card_lacks_is_not_given_to_it() -> None:
    deck = a_deck(basic("q", tags=("u", "v")), basic("r", tags=("v",)), tags=("u", "v"))
    found = read(written(deck))[0]
    assert found.tags == ("v",)
    assert [note.content.tags for note in found.notes] == [("u", "v"), ("v",)]


def test_what_left_its_file_stays_out() -> None:
    gone = ForeignNote("gone", basic("gone"), orphaned=True)
    deck = a_deck(basic("here"))
    text = written(
        ForeignDeck("p", "Parent", (), ""),
        ForeignDeck("o", "Orphans", (gone,), ""),
        replace(deck, notes=(*deck.notes, gone)),
    )
    assert text == "deck: D\ncards:\n  - question: here\n    answer: a\n"


def test_decks_are_documents_of_one_file() -> None:
    text = written(a_deck(basic("q")), a_deck(basic("r"), key="e", title="E"))
    assert "\n\n---\n\ndeck: E\n" in text
    assert [deck.title for deck in read(text)] == ["D", "E"]


def test_progress_is_left_out() -> None:
    note = ForeignNote("n", basic("q"), progress=(ForeignProgress("main", suspended=True),))
    assert "suspended" not in written(a_deck(notes=(note,)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (NoteContent(CardType.BASIC, "q"), CardType.PERSONAL),
        (NoteContent(CardType.REVERSED, "q", " \n"), CardType.PERSONAL),
        (NoteContent(CardType.CODING, "q"), CardType.PERSONAL),
        (NoteContent(CardType.CLOZE, "no gap", "a"), CardType.BASIC),
        (NoteContent(CardType.CLOZE, "no gap"), CardType.PERSONAL),
    ],
)
def test_a_card_that_lacks_something_does_not_keep_the_others_out(
    content: NoteContent, kind: CardType
) -> None:
    found = read(written(a_deck(content, basic("r"))))[0].notes[0].content
    assert (found.type, found.question) == (kind, content.question)


def test_a_gap_that_hides_nothing_stays_a_gap() -> None:
    content = NoteContent(CardType.CLOZE, "{{c1::x}} {{c2::}} {{c3:: ::hint}}")
    found = read(written(a_deck(content)))[0].notes[0].content
    assert found.question == "{{c1::x}} {{c2::…}} {{c3::…::hint}}"
    assert parts_of(found) == parts_of(content)


def test_long_key_points_and_texts_of_several_lines() -> None:
    content = basic(
        "q",
        key_points=(KeyPoint("short", must=True), KeyPoint("long " * 20 + ".", must=True)),
        follow_ups=(FollowUp("Why?", "One.\n\n- two"), FollowUp("And?", "")),
        correction=Correction("wrong", "", "It is\nnot."),
    )
    text = written(a_deck(content))
    assert "      - {text: short, must: true}\n" in text
    assert "        must: true\n" in text
    assert "      - question: Why?\n        answer: |\n          One.\n\n          - two\n" in text
    assert read(text)[0].notes[0].content == content


@given(
    st.lists(st.sampled_from("abcd"), unique=True), st.lists(st.sampled_from("abcd"), unique=True)
)
def test_any_order_of_tags_comes_back(deck_tags: list[str], tags: list[str]) -> None:
    deck = with_deck_tags(a_deck(basic("q", tags=tuple(tags)), tags=tuple(deck_tags)))
    assert told(read(written(deck))[0]) == told(deck)
