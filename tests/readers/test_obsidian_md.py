"""Notes of Obsidian's Spaced Repetition plugin: five kinds of cards, tags, block ids, schedules."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.core.model import CardType, Phase
from mlcards.readers.obsidian_md import looks_like, read_obsidian
from support.reading import all_notes, assert_read_or_refused


def read(text: str, name: str = "vault/Note.md") -> ReadResult:
    return read_obsidian(text.encode(), name)


def notes(text: str) -> list[ForeignNote]:
    result = read(text)
    assert result.problems == ()
    return all_notes(result)


def cards(text: str) -> list[tuple[CardType, str, str]]:
    return [(n.content.type, n.content.question, n.content.answer) for n in notes(text)]


BASIC, REVERSED, CLOZE = CardType.BASIC, CardType.REVERSED, CardType.CLOZE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q::a", [(BASIC, "q", "a")]),
        ("q:::a", [(REVERSED, "q", "a")]),
        ("q :: a :: b", [(BASIC, "q", "a :: b")]),
        ("x\nq::a\ny", [(BASIC, "q", "a")]),
        ("q::a\nr::b", [(BASIC, "q", "a"), (BASIC, "r", "b")]),
        ("- q::a", [(BASIC, "q", "a")]),
        ("1. q::a", [(BASIC, "q", "a")]),
        ("use `a::b`::done", [(BASIC, "use `a::b`", "done")]),
        ("`` a`::`b `` :: c", [(BASIC, "`` a`::`b ``", "c")]),
        ("q1\nq2\n?\na1\na2\n\nq::a", [(BASIC, "q1\nq2", "a1\na2"), (BASIC, "q", "a")]),
        ("q\n??\na", [(REVERSED, "q", "a")]),
        ("q\n ? \n- a\n- b", [(BASIC, "q", "- a\n- b")]),
        ("q\n?\n```\na\n\nb::c\n```\nend", [(BASIC, "q", "```\na\n\nb::c\n```\nend")]),
        ("a ==b== c", [(CLOZE, "a {{c1::b}} c", "")]),
        ("one\n==two== x\nthree", [(CLOZE, "one\n{{c1::two}} x\nthree", "")]),
        ("==a==^[h] ==b==", [(CLOZE, "{{c1::a::h}} {{c2::b}}", "")]),
        ("==a==[^2] ==b==[^1]", [(CLOZE, "{{c2::a}} {{c1::b}}", "")]),
        ("==2;;a;;h== ==b==", [(CLOZE, "{{c2::a::h}} {{c2::b}}", "")]),
        ("==`x`== `a == b` x", [(CLOZE, "{{c1::`x`}} `a == b` x", "")]),
        ("q with ==mark==::a", [(BASIC, "q with ==mark==", "a")]),
        ("q with ==mark==\n?\na", [(BASIC, "q with ==mark==", "a")]),
        ("<!-- q::a -->\nr::b", [(BASIC, "r", "b")]),
        ("<!--\nq::a\n-->\nr::b", [(BASIC, "r", "b")]),
        ("q\n?\na\n\nb\n+++\nr\n??\ns\n+++\n", [(BASIC, "q", "a\n\nb"), (REVERSED, "r", "s")]),
        ("q::a\r\n\r\nr::b\r\n", [(BASIC, "q", "a"), (BASIC, "r", "b")]),
        ("?\n\nq::a", [(BASIC, "q", "a")]),
    ],
)
def test_cards(text: str, expected: list[tuple[CardType, str, str]]) -> None:
    assert cards(text) == expected


@pytest.mark.parametrize("text", ["if a == b and c == d", "```\nq::a\n```", "`q::a`", "words"])
def test_what_is_no_card(text: str) -> None:
    assert [problem.code for problem in read(text).errors] == ["empty"]


def test_cards_without_a_side() -> None:
    result = read("q::\n\nr::b")
    assert [note.content.type for note in result.decks[0].notes] == ["personal", "basic"]
    assert [(p.line, p.severity) for p in result.problems] == [(1, "warning")]
    assert [(p.line, p.code) for p in read("::a\nq::b").errors] == [(1, "missing")]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("q::a", ["Note"]),
        ("#flashcards\nq::a", ["Note"]),
        ("#flashcards/ml/nets\nq::a", ["ml::nets::Note"]),
        ("#flashcards/ml/note\nq::a", ["ml::Note"]),
        ("---\ntags: [a, flashcards/ml]\n---\nq::a", ["ml::Note"]),
        ("---\ntags:\n  - flashcards/ml\n---\nq::a\n#flashcards/x\nr::b", ["ml::Note", "x::Note"]),
        ("#flashcards/a\nq::a\n\n#flashcards/b\nr::b", ["a::Note", "b::Note"]),
        ("#flashcards/a\nq::a\n\n#flashcards/b r::b\n\ns::c", ["a::Note", "b::Note"]),
        ("q::a\n\n#flashcards/late", ["late::Note"]),
        ("#flashcards/a #flashcards/b\nq::a", ["a::Note"]),
        ("text #flashcards/a more\n\nq::a", ["a::Note"]),
        ("#flashcardsx\nq::a", ["Note"]),
    ],
)
def test_tags_are_decks_and_each_note_has_its_own(text: str, titles: list[str]) -> None:
    assert [deck.title for deck in read(text).decks] == titles


def test_tags_before_a_card_are_its_tags() -> None:
    found = notes("#flashcards/a #py #flashcards/b q::a")
    assert found[0].content.question == "q"
    assert found[0].content.tags == ("py", "b")
    assert notes("#flashcards/x #nets\nq\n?\na")[0].content.tags == ("nets",)


def test_block_ids() -> None:
    found = notes(
        "q::a ^one\n\nr::b <!--SR:!2024-03-20,12,270--> ^two\n\nx\n?\ny ^three\n\nz::w^no"
    )
    assert [note.id for note in found] == ["one", "two", "three", ""]
    assert [note.content.answer for note in found] == ["a", "b", "y", "w^no"]


def test_a_block_id_that_is_there_twice_names_one_card() -> None:
    result = read("q::a ^x\nr::b ^x")
    assert [note.id for note in result.decks[0].notes] == ["x", ""]
    assert [problem.severity for problem in result.problems] == ["warning"]


@pytest.mark.parametrize(
    "text",
    [
        "q::a <!--SR:!2024-03-20,124,270-->",
        "q::a\n<!--SR:!2024-03-20,124,270-->",
        "q::a\n\n<!--SR:!2024-03-20,124,270-->",
        "q\n?\na\n<!--SR:!2024-03-20,124,270-->",
        "q\n?\na <!--SR:!20-03-2024,124,270-->",
        "q::a\n> [!sr|card-metadata] \n> <!--SR:!2024-03-20,124,270-->",
        "q\n?\na\n> [!sr|card-metadata] \n> <!--SR:!2024-03-20,124,270-->",
    ],
)
def test_schedules_of_sm2(text: str) -> None:
    note = notes(text)[0]
    assert (note.content.question, note.content.answer) == ("q", "a")
    (progress,) = note.progress
    assert (progress.part, progress.phase) == ("main", Phase.REVIEW)
    assert (progress.due_day, progress.interval) == (date(2024, 3, 20), 124)
    assert progress.memory is not None
    assert progress.memory.stability == pytest.approx(124)
    assert progress.estimated
    assert progress.last_at == datetime(2023, 11, 17, 12, tzinfo=UTC)


def test_several_cards_of_a_note_have_a_schedule_each() -> None:
    found = notes("a:::b <!--SR:!2024-03-20,5,270!2024-04-20,50,250-->")[0]
    assert [(p.part, p.interval) for p in found.progress] == [("main", 5), ("backward", 50)]
    cloze = notes("==a== ==b== ==c==\n<!--SR:!2000-01-01,1,250!2024-04-20,50,250-->")[0]
    assert [(p.part, p.interval) for p in cloze.progress] == [("c2", 50)]


def test_schedules_of_fsrs() -> None:
    last = "2025-12-03T10:00:00.000Z"
    note = notes(f"q::a <!--SR:!fsrs,2026-01-02T10:00:00.000Z,30,31.5,4.25,2,5,1,0,{last}-->")[0]
    (progress,) = note.progress
    assert progress.memory is not None
    assert (progress.memory.stability, progress.memory.difficulty) == (31.5, 4.25)
    assert (progress.due_day, progress.reps, progress.lapses) == (date(2026, 1, 2), 5, 1)
    assert progress.last_at == datetime(2025, 12, 3, 10, tzinfo=UTC)
    learning = notes("q::a <!--SR:!fsrs,2026-01-02T10:00:00.000Z,0,1.5,4.25,1,1,0,1,- -->")[0]
    assert learning.progress[0].phase is Phase.LEARNING
    assert learning.progress[0].due_at == datetime(2026, 1, 2, 10, tzinfo=UTC)
    assert not notes(f"q::a <!--SR:!fsrs,{last},0,0,0,0,0,0,0,- -->")[0].progress


@pytest.mark.parametrize(
    "entry",
    [
        "x,1,270",
        "2024-03-20,0,270",
        "2024-03-20,99999,270",
        "2024-03-20,1,9",
        "2024-03-20,nan,270",
        "2024-13-20,1,270",
        "0001-01-01,1,270",
        "2024-03-20",
        "fsrs,now,1,1,1,2,1,1,0,-",
        "fsrs,2026-01-02T10:00:00Z,1,nan,1,2,1,1,0,-",
        "fsrs,2026-01-02T10:00:00Z,1,1e999,1,2,1,1,0,-",
        "fsrs,2026-01-02T10:00:00Z,1,1,0,2,1,1,0,-",
        "fsrs,2026-01-02T10:00:00Z,1,1,5,9,1,1,0,-",
        "fsrs,9999-12-31T23:59:59-23:00,1,1,5,2,1,1,0,-",
    ],
)
def test_schedules_that_make_no_sense_are_told(entry: str) -> None:
    result = read(f"q::a <!--SR:!{entry}-->")
    assert result.decks[0].notes[0].progress == ()
    assert [(p.severity, p.code) for p in result.problems] == [("warning", "schedule")]


def test_a_schedule_tells_of_gaps_in_bold_and_in_braces() -> None:
    comment = "<!--SR:!2026-02-01,3,210-->"
    text = f"The **loss** of {{{{a}}}}\n{comment}\n\nA **new** one\n\nand ==this **x**==\n"
    found = notes(text)
    assert [note.content.question for note in found] == [
        "The {{c1::loss}} of {{c2::a}}",
        "A {{c1::new}} one",
        "and {{c1::this **x**}}",
    ]
    assert [len(note.progress) for note in found] == [1, 0, 0]
    assert not read("#flashcards\nA **bold** and {{braced}} word\n").decks


def test_a_schedule_without_a_card_is_told() -> None:
    result = read("q::a\n\nother >> sign\n<!--SR:!2026-02-01,3,210-->\n")
    assert [(problem.line, problem.code) for problem in result.problems] == [(3, "schedule")]


def test_other_tags_of_the_front_matter_are_kept() -> None:
    (deck,) = read("---\ntags: [flashcards/a, ml]\n---\n#hard q::a\n").decks
    assert deck.notes[0].content.tags == ("ml", "hard")


def test_overlapping_gaps_are_told() -> None:
    result = read("==a==[^ash] ==b==[^has]")
    assert result.decks[0].notes[0].content.question == "{{c1::a}} {{c2::b}}"
    assert [problem.code for problem in result.problems] == ["gap"]


def test_lines_of_cards() -> None:
    text = "---\ntags: x\n---\n\nq::a\n\nlong\nquestion\n?\nanswer\n"
    assert [note.line for note in notes(text)] == [5, 7]


@given(st.text("q:a? \n=`#<!-SR>^1,+~\\", max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_read_or_refused(read(text))


@pytest.mark.parametrize(
    ("head", "is_obsidian"),
    [
        (b"#flashcards\nq::a\n", True),
        (b"text\n\n#flashcards/a/b\n", True),
        (b"---\ntags: [flashcards]\n---\n", True),
        (b"q::a <!--SR:!2024-01-01,1,250-->\n", True),
        (b"q::a\n", False),
        (b"# flashcards\n", False),
        (b"#flashcardsmore\n", False),
    ],
)
def test_it_is_recognised(head: bytes, is_obsidian: bool) -> None:  # noqa: FBT001
    assert looks_like("Note.md", head) is is_obsidian
