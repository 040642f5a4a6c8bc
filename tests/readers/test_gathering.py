"""What all readers share: reports that end, decks kept apart, titles and ids that can be kept."""

import gc
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import has_own_id
from mlcards.readers import gathering
from mlcards.readers.gathering import (
    Decks,
    EnoughError,
    Report,
    clean_title,
    each_once,
    file_title,
    foreign_id,
    question_and_answer,
    read_within,
    storable,
)

CONTENT = NoteContent(CardType.BASIC, "q", "a")


def a_deck(_text: str, report: Report) -> tuple[ForeignDeck, ...]:
    decks = Decks(report)
    decks.add("D", ForeignNote("", CONTENT, 1))
    return decks.made()


def test_reading_stops_after_too_many_errors_but_not_after_warnings() -> None:
    report = Report("f")
    for line in range(1, 1000):
        report.warn(line, "w", "w")
    for line in range(1, 500):
        report.error(line, "e", "e")
    with pytest.raises(EnoughError):
        report.error(500, "e", "e")
    problems = report.sorted()
    assert len(problems) == 1002
    assert [problem.code for problem in problems[-2:]] == ["more", "more"]
    assert (problems[-1].severity, problems[-2].severity) == ("warning", "error")


def test_problems_are_in_the_order_of_the_file() -> None:
    report = Report("f")
    report.error(3, "c", "c")
    report.warn(1, "a", "a")
    report.error(None, "whole", "w")
    report.error(1, "b", "b", column=2)
    assert [problem.message for problem in report.sorted()] == ["whole", "a", "b", "c"]


def test_an_error_keeps_all_decks_out() -> None:
    def read(text: str, report: Report) -> tuple[ForeignDeck, ...]:
        report.error(1, "bad", "bad")
        return a_deck(text, report)

    assert read_within(b"x", "f", read).decks == ()
    assert read_within(b"x", "f", a_deck).decks[0].notes[0].content is CONTENT
    assert [p.code for p in read_within(b"x", "f", lambda *_: ()).errors] == ["empty"]


def test_what_cannot_be_decoded_is_told_with_its_line() -> None:
    result = read_within(b"a\n\0", "f", a_deck)
    assert [(p.source, p.line, p.code) for p in result.errors] == [("f", 2, "not-text")]


def test_the_hash_is_of_the_bytes_and_of_what_was_chosen() -> None:
    plain = read_within(b"x", "f", a_deck).decks[0].content_hash
    assert plain == hashlib.sha256(b"x").hexdigest()
    chosen = [read_within(b"x", "f", a_deck, chosen=way).decks[0].content_hash for way in (1, 1, 2)]
    assert chosen[0] == chosen[1]
    assert len({plain, *chosen}) == 3


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on: bool) -> None:  # noqa: FBT001
    seen: list[bool] = []

    def read(_text: str, report: Report) -> tuple[ForeignDeck, ...]:
        seen.append(gc.isenabled())
        raise report.refuse(None, "no", "no")

    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        read_within(b"x", "f", read)
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
    assert seen == [False]


def test_the_same_id_in_two_decks_is_fine_and_twice_in_one_is_not() -> None:
    report = Report("f")
    decks = Decks(report)
    decks.add("A", ForeignNote("x", CONTENT, 1))
    decks.add("B", ForeignNote("x", CONTENT, 2))
    assert report.problems == []
    decks.add("A", ForeignNote("x", CONTENT, 3), twice="warning")
    decks.add("A", ForeignNote("x", CONTENT, 4))
    assert [(p.line, p.severity) for p in report.problems] == [(3, "warning"), (4, "error")]
    assert [note.id for note in decks.made()[0].notes] == ["x", "", "x"]


def test_an_id_that_is_unique_everywhere_may_not_be_in_two_decks() -> None:
    report = Report("f")
    decks = Decks(report, ids_everywhere=True)
    decks.add("A", ForeignNote("x", CONTENT, 1))
    decks.add("B", ForeignNote("x", CONTENT, 2), twice="warning")
    assert [(p.line, p.severity) for p in report.problems] == [(2, "warning")]
    made = decks.made()
    assert [note.id for deck in made for note in deck.notes] == ["x", ""]
    assert all(deck.ids_everywhere for deck in made)


def test_keys_of_decks_do_not_depend_on_their_order() -> None:
    titles = ["C++", "C", "C#"]
    keys: list[dict[str, str]] = []
    for order in (titles, titles[::-1]):
        decks = Decks(Report("f"))
        for title in order:
            decks.add(title, ForeignNote("", CONTENT, 1))
        keys.append({deck.title: deck.key for deck in decks.made()})
    assert keys[0] == keys[1]
    assert len(set(keys[0].values())) == 3
    assert keys[0]["C"] == "c"


def test_too_many_decks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_DECKS", 2)
    decks = Decks(Report("f"))
    decks.add("A", ForeignNote("", CONTENT, 1))
    decks.add("B", ForeignNote("", CONTENT, 1))
    with pytest.raises(EnoughError):
        decks.add("C", ForeignNote("", CONTENT, 1))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (" A  b ", "A b"),
        ("A::B", "A::B"),
        (" A :: :: B ::", "A::B"),
        ("a\nb\tc\x1b[2J", "a b c [2J"),
        (":::", ":"),
        ("", ""),
        ("x" * 300, "x" * 200),
    ],
)
def test_titles(written: str, title: str) -> None:
    assert clean_title(written) == title


@given(st.text())
def test_any_title_can_be_kept(text: str) -> None:
    title = clean_title(text)
    assert clean_title(title) == title
    assert len(title) <= 200
    assert all(level.strip() for level in title.split("::")) or not title
    title.encode()


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("a/b/My deck.csv", "My deck"),
        ("My.deck.md", "My.deck"),
        ("deck", "deck"),
        ("-", "Pasted cards"),
        ("", "Pasted cards"),
        ("...", "Pasted cards"),
        ("C:\\x\\y.txt", "y"),
    ],
)
def test_titles_from_file_names(source: str, title: str) -> None:
    assert file_title(source) == title


@given(st.text())
def test_any_name_becomes_an_id_or_nothing(name: str) -> None:
    made = foreign_id(name)
    assert made == foreign_id(name)
    assert bool(made) == bool(name.strip())
    if made:
        assert has_own_id(made)
        assert len(made) <= 200
        assert foreign_id(made) == made
        made.encode()


def test_plain_names_stay() -> None:
    assert foreign_id(" O@3+owi:3I ") == "O@3+owi:3I"
    assert foreign_id("~x") != foreign_id("x")


@given(st.text(st.characters(), max_size=10))
def test_what_is_storable_encodes(text: str) -> None:
    made = storable(text)
    made.encode()
    assert "\0" not in made
    assert len(made) == len(text)


def test_tags_are_clean_and_once() -> None:
    assert each_once(["a", " a ", "", "b  c", "\x1b"]) == ("a", "b c")


def test_a_question_without_an_answer_is_an_open_one() -> None:
    assert question_and_answer("q", "a").type is CardType.BASIC
    assert question_and_answer("q", "a", both_ways=True).type is CardType.REVERSED
    assert question_and_answer("q", " \n", both_ways=True).type is CardType.PERSONAL
