"""Markdown is a page to read, and all that it says of decks and cards comes back."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.content_json import to_dict
from mlcards.core.foreign import ForeignDeck, ForeignNote
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.readers.headings_md import looks_like, read_headings
from mlcards.readers.options import HeadingsOptions
from mlcards.writers.markdown import write_markdown
from support.strategies import note_ids, read_decks, said_texts, words
from support.written import a_deck, as_kept, as_written, basic


def written(*decks: ForeignDeck) -> str:
    return as_written(write_markdown, *decks).decode()


def read(text: str) -> tuple[ForeignDeck, ...]:
    result = read_headings(text.encode(), "x.md")
    assert result.problems == ()
    return result.decks


def contents(*decks: ForeignDeck) -> list[NoteContent]:
    return [note.content for deck in read(written(*decks)) for note in deck.notes]


_sentences = st.lists(words, min_size=1, max_size=6).map(" ".join)
_blocks = st.one_of(
    _sentences.map("{}.".format),
    _sentences.map("**{}** and `x`, $y$".format),
    st.lists(_sentences.map("- {}".format), min_size=1, max_size=3).map("\n".join),
    st.lists(_sentences.map("1. {}?".format), min_size=1, max_size=3).map("\n".join),
    _sentences.map("```python\n## no heading\n\n{}\n```".format),
    _sentences.map("| a | b |\n| - | - |\n| {} | x |".format),
    _sentences.map("# {}".format),
    _sentences.map("## {}?".format),
    _sentences.map("### {}".format),
    st.sampled_from(
        [
            *("Q: x\nA: y", "---", "**Answer:**", "**Why?** Because.", "\\## x", "#x", "    code"),
            *("<!-- id: x -->", "<!-- notes -->", "\\<!-- notes -->", "<!-- deck: x -->"),
            *("**Hint:** x", "\\**Key points:**", "**Sources:**"),
        ]
    ),
)
ordinary = st.lists(_blocks, min_size=1, max_size=4).map("\n\n".join).map(lambda text: text.strip())


@settings(max_examples=100)
@given(
    st.lists(
        st.builds(
            ForeignNote,
            st.just("") | note_ids,
            st.builds(
                NoteContent,
                st.sampled_from([CardType.BASIC, CardType.REVERSED, CardType.INTERVIEW]),
                _sentences.map("{}?".format) | ordinary,
                ordinary,
                notes=st.just("") | ordinary,
                tags=st.lists(words, max_size=3, unique=True).map(tuple),
            ),
        ),
        min_size=1,
        max_size=3,
        unique_by=lambda note: note.id or note.content.question,
    )
)
def test_ordinary_cards_come_back(notes: list[ForeignNote]) -> None:
    deck = ForeignDeck("key", "Title::Below", tuple(notes), "", description="About it.\n\n- x")
    (found,) = read(written(deck))
    assert (found.key, found.title, found.description) == (deck.key, deck.title, deck.description)
    assert [replace(note, line=0) for note in found.notes] == notes


@given(said_texts, said_texts)
def test_any_text_leaves_the_other_cards_alone(question: str, answer: str) -> None:
    found = contents(a_deck(basic("first"), basic(question, answer, notes=answer), basic("last")))
    assert [found[0], found[-1]] == [basic("first"), basic("last")]
    assert len(found) == 3


def test_a_page_as_a_person_reads_it() -> None:
    content = NoteContent(
        CardType.INTERVIEW,
        "What is recall?",
        "TP / (TP + FN)",
        key_points=(KeyPoint("Names both", must=True), KeyPoint("Says when")),
        follow_ups=(FollowUp("And precision?", "TP / (TP + FP)"),),
        correction=Correction("wrong", "It says so.", "It is\n\n- not"),
        hint="Think.",
        tags=("metrics", "two words"),
    )
    note = ForeignNote("recall", content)
    assert written(a_deck(notes=(note,), description="About.")) == (
        "# D\n\n<!-- deck: d -->\n\nAbout.\n\n"
        "## What is recall?\n\n"
        "<!-- id: recall -->\n<!-- type: interview -->\n<!-- tags: metrics, two words -->\n\n"
        "TP / (TP + FN)\n\n"
        "**Hint:** Think.\n\n"
        "**Key points:**\n\n- **must:** Names both\n- Says when\n\n"
        "**Follow-up questions:**\n\n- And precision?\n\n  TP / (TP + FP)\n\n"
        "**Correction:** wrong\n\n**The article says:** It says so.\n\n**Actually:**\n\n"
        "It is\n\n- not\n"
    )


def told(deck: ForeignDeck) -> tuple[object, ...]:
    """What a file says of a deck."""
    about = (deck.description, deck.language, deck.source, deck.license, deck.tags)
    notes = [(note.id, as_kept(note.content)) for note in deck.notes]
    return (deck.key, deck.title, as_kept(about), notes)


@settings(max_examples=100)
@given(read_decks())
def test_any_decks_come_back(decks: tuple[ForeignDeck, ...]) -> None:
    assert list(map(told, read(written(*decks)))) == list(map(told, decks))


FULL = NoteContent(
    CardType.CODING,
    "Turn it round?",
    "Like this:\n\n**Hint:** none",
    key_points=(KeyPoint("**must:** not a mark"), KeyPoint("a\n\n```\n- b\n```", must=True)),
    listen_for="- a list",
    red_flags=("```python\nx\n```", "two\nlines"),
    follow_ups=(FollowUp("Why?", ""), FollowUp("And\nthen?", "So.\n\n```\n## x\n```")),
    framework=("one", " two"),
    skeleton="At <place>",
    code="```\ndef f():\n    return '```'\n\n\n",
    complexity="**Tests:** none",
    tests=("f(1) -> 2", "`f`", "f(\n1)"),
    correction=Correction("wrong", "", "right\n"),
    hint="    indented",
    notes="<!-- notes -->\n\\**Hint:** x",
    article=(3, 7),
    difficulty=2,
    seconds=90,
    tags=("a, b", "c"),
    sources=("https://example.org/#x",),
    checked="2026-10",
)


def test_every_field_comes_back() -> None:
    assert FULL.checked
    assert all(value for value in to_dict(FULL).values())
    assert set(to_dict(FULL)) == {field.name for field in fields(NoteContent)}
    assert contents(a_deck(FULL, basic("next"))) == [FULL, basic("next")]


def test_only_what_would_not_come_back_is_kept_exactly() -> None:
    assert "```mlcards" not in written(a_deck(basic(hint="```\n**Hint:**\n```", notes="## x\n\ny")))
    text = written(a_deck(basic(hint="ends in a break\n")))
    assert '**Hint:**\n\n```mlcards\n"ends in a break\\n"\n```' in text


def test_comments_hold_what_would_end_them() -> None:
    deck = a_deck(basic(tags=("a --> b", "c")), key="x-->y", source="two\nlines", tags=("<b>",))
    deck = replace(deck, notes=(replace(deck.notes[0], id="--><script>"),))
    text = written(deck)
    assert "<script" not in text
    assert text.count("-->") == text.count("<!--")
    assert [told(found) for found in read(text)] == [told(deck)]


@pytest.mark.parametrize(
    "content",
    [
        NoteContent(CardType.CLOZE, "a {{c1::b}}\n\nc", "d"),
        NoteContent(CardType.CLOZE, "a {{c1::b}}"),
        NoteContent(CardType.PERSONAL, "Why us?"),
        NoteContent(CardType.PERSONAL, "Why\nus?\n\nReally?"),
        NoteContent(CardType.REVERSED, "AUC", "Area"),
        basic("1. A number?", "x"),
        basic("Q: a label", "A: x"),
        basic("C #", "x ^y"),
        basic("name {#x}", "Answer: x"),
        basic("x", "**Answer:**"),
        basic("two\nlines", "**Answer:**\n\nx"),
        basic("```python\n## x\n```\n\nWhat is it?", "x"),
        basic("- one\n- two", "x"),
        basic("…\nwhat?", "x"),
        basic("…", "x"),
    ],
)
def test_cards_that_look_like_something_else(content: NoteContent) -> None:
    assert contents(a_deck(content)) == [content]


def test_code_that_is_never_closed_ends_with_its_text() -> None:
    deck = a_deck(basic("q", "```\ncode"), basic("r"))
    assert contents(deck) == [basic("q", "```\ncode"), basic("r")]


def test_several_decks_of_one_file() -> None:
    decks = read(written(a_deck(basic()), a_deck(basic("r"), key="e", title="A::E")))
    assert [(deck.key, deck.title) for deck in decks] == [("d", "D"), ("e", "A::E")]
    assert [len(deck.notes) for deck in decks] == [1, 1]


def test_what_left_its_file_and_empty_decks_stay_out() -> None:
    gone = ForeignNote("", basic("gone"), orphaned=True)
    text = written(ForeignDeck("p", "P", (), ""), a_deck(basic(), notes=(gone,)))
    assert text == ""


def test_it_is_recognised_whatever_it_asks() -> None:
    text = written(a_deck(basic("no question", "no answer")))
    assert looks_like("-", text.encode())
    assert not looks_like("-", b"# D\n\n## no question\n\nno answer\n")


def test_a_person_may_read_it_as_other_notes() -> None:
    text = written(a_deck(basic("one?"), basic("two?")))
    result = read_headings(text.encode(), "x.md", HeadingsOptions(level=2))
    assert [note.content.question for note in result.decks[0].notes] == ["one?", "two?"]


def test_a_word_that_is_no_type_is_told() -> None:
    text = written(a_deck(NoteContent(CardType.REVERSED, "q", "a")))
    result = read_headings(text.replace("reversed", "both\x1b").encode(), "x.md")
    assert [problem.severity for problem in result.problems] == ["warning"]
    assert "\x1b" not in str(result.problems[0])
    assert result.decks[0].notes[0].content == basic()
