"""mlcards' own JSON keeps everything a collection knows of a note."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.content_json import to_dict
from mlcards.core.foreign import ForeignProgress, ReadResult
from mlcards.core.model import CardType, NoteContent, Phase
from mlcards.core.notes import parts_of
from mlcards.core.progress_json import to_dict as progress_to_dict
from mlcards.readers import json_deck
from mlcards.readers.json_deck import looks_like, read_json_deck
from support.reading import said
from support.strategies import contents


def document(*notes: Any, **deck: Any) -> dict[str, Any]:
    return {
        "format": "mlcards",
        "version": 1,
        "decks": [{"title": "D", "notes": list(notes)} | deck],
    }


def read(value: Any, name: str = "x.json") -> ReadResult:
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return read_json_deck(text.encode(), name)


def _storable(content: NoteContent) -> NoteContent:
    """Return a content that an author could have written."""
    plain = content.question.replace("\r", "").replace("\0", "") or "q"
    question = plain if plain.strip() else "q"
    if content.type is CardType.CLOZE:
        question = f"{question} {{{{c1::x}}}}"
    return replace(
        content,
        question=question,
        difficulty=content.difficulty or None if content.difficulty in range(4) else None,
        seconds=content.seconds or None,
        article=tuple(number for number in content.article if number),
        checked="",
        tags=(),
        correction=None,
        key_points=tuple(p for p in content.key_points if p.text.strip()),
        follow_ups=tuple(f for f in content.follow_ups if f.question.strip()),
    )


def _clean(value: Any) -> Any:
    """Leave out what the format does not keep: blank texts, other line breaks, NUL."""
    if isinstance(value, str):
        return (
            ""
            if _blank(value)
            else value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        )
    if isinstance(value, list):
        return [_clean(item) for item in value if item != "" and not _blank(item)]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value


def _blank(item: Any) -> bool:
    return isinstance(item, str) and not item.strip()


@given(contents.map(_storable))
def test_any_content_is_read_back(content: NoteContent) -> None:
    result = read(document({"id": "n", **to_dict(content)}))
    assert result.errors == ()
    note = result.decks[0].notes[0]
    assert note.id == "n"
    expected = {key: value for key, value in _clean(to_dict(content)).items() if value}
    assert to_dict(note.content) == expected


@given(st.booleans(), st.sampled_from(Phase), st.integers(0, 4))
def test_progress_is_read_back(suspended: bool, phase: Phase, flag: int) -> None:  # noqa: FBT001
    progress = ForeignProgress("main", suspended=suspended, phase=phase, flag=flag)
    result = read(document({"question": "q", "answer": "a", "cards": [progress_to_dict(progress)]}))
    assert result.problems == ()
    assert result.decks[0].notes[0].progress == (progress,)


def test_a_deck_keeps_its_facts() -> None:
    facts = {
        "id": "key",
        "title": " A :: B ",
        "description": "d",
        "language": "de",
        "source": "s",
        "license": "MIT",
        "tags": ["x"],
    }
    deck = read(document({"question": "q", "answer": "a", "tags": ["y"]}, **facts)).decks[0]
    assert (deck.key, deck.title, deck.language, deck.license) == ("key", "A::B", "de", "MIT")
    assert (deck.description, deck.source, deck.tags) == ("d", "s", ("x",))
    assert deck.notes[0].content.tags == ("y",)


def test_a_plain_list_of_cards() -> None:
    result = read([{"front": "q", "back": "a"}, {"q": "r", "a": "b"}], "my cards.json")
    assert result.decks[0].title == "my cards"
    assert [note.content.answer for note in result.decks[0].notes] == ["a", "b"]


def test_ids_made_by_mlcards_are_made_anew() -> None:
    result = read(document({"id": "~0123", "question": "q", "answer": "a"}))
    assert result.decks[0].notes[0].id == ""


def test_all_problems_are_in_one_report_with_lines() -> None:
    text = (
        '{"format": "mlcards", "decks": [\n'
        '{"title": "D", "notes": [\n'
        '{"question": "q", "answer": 1},\n'
        '{"answer": "a"},\n'
        "7,\n"
        '{"question": "q", "answer": "a", "difficulty": 9, "tags": "x", "mood": 1},\n'
        '{"id": "n", "question": "q", "answer": "a"},\n'
        '{"id": "n", "question": "q", "answer": "a"},\n'
        '{"q": "q", "a": "a", "cards": [{"part": "c1"}, {"part": "main", "flag": 9}]},\n'
        '{"question": "q", "answer": "a", "key_points": [{"text": ""}]}\n'
        "]},\n"
        '{"title": "", "notes": []},\n'
        '{"title": "E"},\n'
        '{"title": "D", "notes": []}\n'
        "]}"
    )
    result = read(text)
    assert result.decks == ()
    assert [(p.line, p.severity) for p in result.problems] == [
        (3, "error"),
        (4, "error"),
        (5, "error"),
        (6, "warning"),
        (6, "error"),
        (6, "error"),
        (8, "error"),
        (9, "warning"),
        (9, "error"),
        (10, "error"),
        (12, "error"),
        (13, "error"),
        (14, "error"),
    ]
    assert "x.json:6: note 4: difficulty must be a whole number from 1 to 3" in said(result)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("[]", "no cards"),
        ("3", "JSON deck starts with"),
        ("{}", "JSON deck starts with"),
        ('{"format": "anki"}', "JSON deck starts with"),
        ('{"format": "mlcards", "version": 2, "decks": []}', "update mlcards"),
        ('{"format": "mlcards", "version": "x", "decks": []}', "update mlcards"),
        ('{"format": "mlcards"}', "decks must be a list"),
        ('{"format": "mlcards", "decks": []}', "no cards"),
        ('{"format": "mlcards", "decks": [3]}', "list of tables"),
        ('{"format": "mlcards", "format": "mlcards"}', "twice"),
    ],
)
def test_what_is_no_deck(text: str, words: str) -> None:
    result = read(text)
    assert result.decks == ()
    assert words in str(result.errors[0])


def test_lone_surrogates_and_nul_do_not_get_through() -> None:
    result = read(document({"question": "a\ud800b\0c", "answer": "x\udfff"}))
    content = result.decks[0].notes[0].content
    assert (content.question, content.answer) == ("a\ufffdb\ufffdc", "x\ufffd")
    content.question.encode()


def test_titles_ids_and_tags_stay_as_they_stand() -> None:
    tags = ["two  spaces", "no\xa0break", "x" * 200]
    note = {"id": "n" * 200, "question": "q", "answer": "a", "tags": tags}
    deck = read(document(note, id="k" * 300, title="A  b::C\xa0d", tags=tags)).decks[0]
    assert (deck.key, deck.title) == ("k" * 300, "A  b::C\xa0d")
    assert deck.tags == deck.notes[0].content.tags == tuple(tags)
    assert deck.notes[0].id == "n" * 200


def test_tags_that_cannot_be_are_cleaned() -> None:
    tags = [" x ", "a\nb", "", "y" * 300]
    note = read(document({"question": "q", "answer": "a", "tags": tags})).decks[0].notes[0]
    assert note.content.tags == ("x", "a b", "y" * 200)


def test_decks_of_the_same_title_have_ids() -> None:
    notes = [{"question": "q", "answer": "a"}]
    text = {"format": "mlcards", "decks": [{"id": k, "title": "D", "notes": notes} for k in "ab"]}
    assert [deck.key for deck in read(text).decks] == ["a", "b"]
    text["decks"] = [{"title": title, "notes": notes} for title in ("C++", "C")]
    assert [deck.key for deck in read(text).decks] == ["c-f4dc9948", "c"]
    text["decks"] = [{"id": "a", "title": title, "notes": notes} for title in ("D", "E")]
    assert [problem.code for problem in read(text).errors] == ["duplicate-deck"]


def test_a_deck_without_notes_stays_where_others_have_some() -> None:
    empty = {"id": "p", "title": "P", "description": "d", "options": {"study.order": "mixed"}}
    full = {"title": "P::C", "notes": [{"question": "q", "answer": "a"}]}
    found = read({"format": "mlcards", "decks": [empty | {"notes": []}, full]}).decks
    assert [(deck.title, len(deck.notes)) for deck in found] == [("P", 0), ("P::C", 1)]
    assert found[0].options == (("study.order", "mixed"),)


AT = "2026-11-22T10:00:00Z"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("media", "x.png"),
        ("media", ["../x.png"]),
        ("media", [3]),
        ("media", ["x"] * 1001),
        ("original", [["Front"]]),
        ("original", [["Front", 3]]),
        ("original", {"Front": "x"}),
        ("original", [["Front", "x" * (1024 * 1024)]]),
        ("kind", 3),
        ("kind", "x" * 201),
        ("own_answers", [{"at": AT}]),
        ("own_answers", [{"at": "now", "text": "x"}]),
        ("own_answers", [{"at": AT, "text": 3}]),
        ("own_answers", [{"at": None, "text": "x"}]),
        ("own_answers", [{"at": AT, "text": "x", "mood": 1}]),
        ("orphaned", 1),
    ],
)
def test_what_a_note_cannot_have_is_refused(key: str, value: Any) -> None:
    result = read(document({"question": "q", "answer": "a", key: value}))
    assert result.decks == ()
    assert f"note 1: {key}: " in str(result.errors[0])
    assert result.errors[0].line is not None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("options", []),
        ("options", {"x": 1}),
        ("options", {"x": "y" * 1001}),
        ("options", {"a\nb": "y"}),
        ("options", {f"k{i}": "v" for i in range(1001)}),
        ("complete", "no"),
        ("ids_everywhere", None),
    ],
)
def test_what_a_deck_cannot_have_is_refused(key: str, value: Any) -> None:
    result = read(document({"question": "q", "answer": "a"}, **{key: value}))
    assert result.decks == ()
    assert f'deck "D": {key}: ' in str(result.errors[0])


def test_a_cloze_needs_a_gap() -> None:
    result = read(document({"type": "cloze", "question": "no gap", "answer": "a"}))
    assert result.decks[0].notes[0].content.type is CardType.BASIC
    assert parts_of(result.decks[0].notes[0].content) == ("main",)
    assert [problem.code for problem in result.problems] == ["gap"]


def test_other_encodings_are_not_guessed() -> None:
    data = json.dumps([{"q": "ü", "a": "b"}], ensure_ascii=False)
    assert read_json_deck(data.encode("cp1252"), "x.json").decks == ()
    assert read_json_deck(b"\xff\xfe" + data.encode("utf-16-le"), "x.json").decks


def test_the_largest_files_are_ascii_and_of_few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps(document({"question": "q", "answer": "a", "tags": ["t"] * 50}))
    monkeypatch.setattr(json_deck, "LARGEST_FILE", len(text) - 100)
    assert read(text).problems == ()
    assert [p.code for p in read(text.replace("q", "ü")).errors] == ["too-large"]
    monkeypatch.setattr(json_deck, "_MOST_PARTS", 50)
    assert [p.code for p in read(text).errors] == ["too-large"]


@pytest.mark.parametrize(
    ("head", "is_ours"),
    [
        (b'{"format": "mlcards"', True),
        (b'\xef\xbb\xbf {\n  "version": 1,\n  "format" : "mlcards",', True),
        (b'{"deck": "x"}', False),
        (b'[{"format": "mlcards"}]', False),
        (b'format: "mlcards"', False),
    ],
)
def test_it_is_recognised(head: bytes, is_ours: bool) -> None:  # noqa: FBT001
    assert looks_like("-", head) is is_ours
