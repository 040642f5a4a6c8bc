"""Notes of Anki's become notes of mlcards, the same ones at every import."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pytest

from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType
from mlcards.core.notes import parts_of
from mlcards.readers.anki_limits import Limits
from mlcards.readers.anki_package import looks_like, read_anki_bytes, read_anki_package
from support.anki_packages import (
    BASIC,
    CLOZE,
    REVERSED,
    Draft,
    archive,
    modern_package,
    note_type,
    package,
    zstd,
)


def read(
    draft: Draft, source: str = "a.apkg", media: Mapping[str, bytes] | None = None
) -> ReadResult:
    return read_anki_bytes(draft.package(media=media), source)


def decks_of(draft: Draft) -> tuple[ForeignDeck, ...]:
    result = read(draft)
    assert not result.errors, result.problems
    return result.decks


def notes_of(draft: Draft) -> tuple[ForeignNote, ...]:
    (deck,) = decks_of(draft)
    return deck.notes


def codes(result: ReadResult) -> list[str]:
    return [problem.code for problem in result.problems]


# ---------------------------------------------------------------------------------- note types


def test_a_basic_note() -> None:
    draft = Draft()
    draft.note("What is <b>bias</b>?", "x &lt; y", tags=" ml  ml stats::bias ", guid="O@3+owi:3I")
    (note,) = notes_of(draft)
    assert note.id == "O@3+owi:3I"
    assert note.content.type is CardType.BASIC
    assert note.content.question == "What is **bias**?"
    assert note.content.answer == "x < y"
    assert note.content.tags == ("ml", "stats::bias")
    assert note.kind == "Basic"
    assert note.original == (("Front", "What is <b>bias</b>?"), ("Back", "x &lt; y"))
    assert note.progress == ()


def test_a_note_that_reads_the_same_needs_no_original() -> None:
    draft = Draft()
    draft.note("q", "a")
    assert notes_of(draft)[0].original == ()


@pytest.mark.parametrize("text", ["from $x$ to $y$", "see fig_(a!)", "$$"])
def test_a_note_of_which_markdown_makes_more_keeps_its_original(text: str) -> None:
    draft = Draft()
    draft.note(text, "a")
    (note,) = notes_of(draft)
    assert note.content.question == text
    assert note.original == (("Front", text), ("Back", "a"))


def test_a_note_without_an_answer_is_to_be_answered_in_one_s_own_words() -> None:
    draft = Draft()
    draft.note("Tell me about yourself.", "")
    assert notes_of(draft)[0].content.type is CardType.PERSONAL


def test_two_templates_that_mirror_each_other_are_one_note() -> None:
    draft = Draft()
    draft.note("L1 penalty", "Lasso", kind=REVERSED, cards=(0, 1), flags=1)
    (note,) = notes_of(draft)
    assert note.content.type is CardType.REVERSED
    assert (note.content.question, note.content.answer) == ("L1 penalty", "Lasso")
    assert [progress.part for progress in note.progress] == list(parts_of(note.content))


OPTIONAL = note_type(
    "Basic (optional reversed card)",
    ["Front", "Back", "Add Reverse"],
    [
        ("{{Front}}", "{{FrontSide}}\n<hr id=answer>\n{{Back}}"),
        ("{{#Add Reverse}}{{Back}}{{/Add Reverse}}", "{{FrontSide}}<hr id=answer>{{Front}}"),
    ],
)
WITH_SOURCE = note_type(
    "Both ways with a source",
    ["Front", "Back", "Source"],
    [
        ("<div>{{Front}}</div>", "{{FrontSide}}<hr id=answer><p>{{Back}}</p>{{Source}}"),
        ("<div>{{Back}}</div>", "{{FrontSide}}<hr id=answer><p>{{Front}}</p>{{Source}}"),
    ],
)
TYPED_BOTH_WAYS = note_type(
    "Typed both ways",
    ["Front", "Back"],
    [
        ("{{Front}} {{type:Back}}", "{{Front}}<hr id=answer>{{type:Back}}"),
        ("{{Back}} {{type:Front}}", "{{Back}}<hr id=answer>{{type:Front}}"),
    ],
)


def test_an_optional_reverse_is_one_note_with_or_without() -> None:
    draft = Draft(note_types={1: OPTIONAL})
    draft.note("f", "b", "y", cards=(0, 1))
    draft.note("g", "c", "")
    both, one = notes_of(draft)
    assert both.content.type is CardType.REVERSED
    assert one.content.type is CardType.BASIC
    assert (both.id, one.id) == ("guid1000", "guid1001")


def test_what_both_sides_show_besides_becomes_the_notes() -> None:
    draft = Draft(note_types={1: WITH_SOURCE})
    draft.note("f", "b", "<i>page 3</i>", cards=(0, 1))
    (note,) = notes_of(draft)
    assert note.content.type is CardType.REVERSED
    assert (note.content.question, note.content.answer) == ("f", "b")
    assert note.content.notes == "*page 3*"


def test_typing_fields_do_not_hide_a_mirror() -> None:
    draft = Draft(note_types={1: TYPED_BOTH_WAYS})
    draft.note("f", "b", cards=(0, 1))
    assert notes_of(draft)[0].content.type is CardType.REVERSED


CAPITALS = note_type(
    "Country",
    ["Country", "Capital", "River"],
    [
        ("Capital of {{Country}}?", "{{FrontSide}}<hr id=answer>{{Capital}}"),
        ("Country of {{Capital}}?", "{{FrontSide}}<hr id=answer>{{Country}}"),
        ("{{#River}}River of {{Country}}?{{/River}}", "{{FrontSide}}<hr id=answer>{{River}}"),
    ],
)


def test_other_templates_make_a_note_for_each_card() -> None:
    draft = Draft(note_types={1: CAPITALS})
    draft.note("Peru", "Lima", "Rímac", cards=(0, 1, 2), guid="peru")
    draft.note("Chad", "N'Djamena", "", cards=(0, 1), guid="chad")
    notes = notes_of(draft)
    assert [note.id for note in notes] == ["peru", "peru 2", "peru 3", "chad", "chad 2"]
    assert notes[2].content.question == "River of Peru?"
    assert notes[2].content.answer == "Rímac"
    assert all(parts_of(note.content) == ("main",) for note in notes)


def test_a_card_keeps_its_id_when_its_siblings_go() -> None:
    draft = Draft(note_types={1: CAPITALS})
    draft.note("Peru", "Lima", "Rímac", cards=(2,), guid="peru")
    assert [note.id for note in notes_of(draft)] == ["peru 3"]


def test_cards_of_a_note_may_lie_in_different_decks() -> None:
    draft = Draft(note_types={1: CAPITALS})
    draft.decks[2] = {"name": "Rivers"}
    draft.note("Peru", "Lima", "Rímac", cards=(0,), guid="peru")
    draft.card(1000, 2, deck=2)
    assert [(deck.title, deck.notes[0].id) for deck in decks_of(draft)] == [
        ("Default", "peru"),
        ("Rivers", "peru 3"),
    ]


# -------------------------------------------------------------------------------------- clozes


def test_a_cloze() -> None:
    draft = Draft()
    draft.note(
        "The {{c1::softmax}} of {{c2::<b>logits</b>::what}}", "see notes", kind=CLOZE, cards=(0, 1),
        flags=2,
    )  # fmt: skip
    (note,) = notes_of(draft)
    assert note.content.type is CardType.CLOZE
    assert note.content.question == "The {{c1::softmax}} of {{c2::**logits**::what}}"
    assert note.content.answer == "see notes"
    assert parts_of(note.content) == ("c1", "c2")
    assert [progress.part for progress in note.progress] == ["c1", "c2"]


def test_a_cloze_over_blocks_stays_one() -> None:
    draft = Draft()
    draft.note(
        "a {{c1::<ul><li>x</li><li>y</li></ul>}}<br>b {{c3::z}}", "", kind=CLOZE, cards=(0, 2)
    )
    (note,) = notes_of(draft)
    assert parts_of(note.content) == ("c1", "c3")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("{{c1::Canberra was {{c2::founded}} in 1913}}", None),
        ("{{c1,2::a}} and {{c2::b::hint}}", None),
        ("{{c1::a<br>{{c2::<b>b</b>::h<i>i</i>nt}}}}", "{{c1::a  \n{{c2::**b**::h*i*nt}}}}"),
    ],
)
def test_gaps_within_gaps_and_of_several_numbers_stay(text: str, question: str | None) -> None:
    draft = Draft()
    draft.note(text, "", kind=CLOZE, cards=(0, 1), guid="n")
    result = read(draft)
    (note,) = result.decks[0].notes
    assert (note.id, note.content.type) == ("n", CardType.CLOZE)
    assert note.content.question == (question or text)
    assert parts_of(note.content) == ("c1", "c2")
    assert not result.problems


@pytest.mark.parametrize(
    ("text", "cards", "expected"),
    [
        (
            "{{c1::a}} {{c2::b",
            (0,),
            [("n c1", "**[…]** b", "**a** b")],
        ),
        (
            "{{c1::1 {{c2::2 {{c3::3 {{c4::4}}}}}}}}",
            (0, 3),
            [("n c1", "**[…]**", "**1 2 3 4**"), ("n c4", "1 2 3 **[…]**", "1 2 3 **4**")],
        ),
        (
            "{{c1::a {{b}} c}} {{c1::d}}",
            (0,),
            [("n c1", "**[…]** c}} **[…]**", "**a {{b** c}} **d**")],
        ),
    ],
)  # fmt: skip
def test_gaps_that_mlcards_does_not_have_are_written_out(
    text: str, cards: tuple[int, ...], expected: list[tuple[str, str, str]]
) -> None:
    draft = Draft()
    draft.note(text, "", kind=CLOZE, cards=cards, guid="n")
    result = read(draft)
    notes = result.decks[0].notes
    assert [(note.id, note.content.question, note.content.answer) for note in notes] == expected
    assert codes(result) == ["nested-gaps"]


OVERLAPPING = note_type(
    "Cloze (overlapping)",
    ["Text1", "Text2", "Full"],
    [("{{cloze:Text1}}{{cloze:Text2}}", "{{cloze:Text1}}{{cloze:Text2}}<hr>{{Full}}")],
    cloze=True,
)
CLUE_FOR_A_GAP = note_type(
    "Cloze with clues",
    ["Text", "Clue1"],
    [("{{cloze:Text}}{{#c1}}<br>{{Clue1}}{{/c1}}", "{{cloze:Text}}")],
    cloze=True,
)


@pytest.mark.parametrize(
    ("kind", "fields", "questions"),
    [
        (
            OVERLAPPING,
            ("{{c1::one}}, two", "one, {{c2::two}}", "one, two"),
            ("**[…]**, two", "one, **[…]**"),
        ),
        (OVERLAPPING, ("{{c1::a}} {{c2::b}}", "no gap", ""), ("**[…]** b", "a **[…]**")),
        (CLUE_FOR_A_GAP, ("{{c1::a}} {{c2::b}}", "x"), ("**[…]** b  \nx", "a **[…]**")),
    ],
)
def test_a_card_of_a_cloze_shows_nothing_that_is_for_its_siblings(
    kind: dict[str, Any], fields: tuple[str, ...], questions: tuple[str, ...]
) -> None:
    draft = Draft(note_types={1: kind})
    draft.note(*fields, kind=1, cards=(0, 1))
    result = read(draft)
    assert [note.content.question for note in result.decks[0].notes] == list(questions)
    assert [note.id for note in result.decks[0].notes] == ["guid1000 c1", "guid1000 c2"]
    assert codes(result) == ["unlike-gaps"]


@pytest.mark.parametrize(
    ("extra", "answer"), [("see", "see"), ("", ""), ("<b><i>x</i></b>", "***x***")]
)
def test_the_line_above_what_a_cloze_shows_besides_is_none_of_it(extra: str, answer: str) -> None:
    below = "{{cloze:Text}}<br>{{#Extra}}<hr>{{Extra}}{{/Extra}}"
    kind = note_type("Cloze", ["Text", "Extra"], [("{{cloze:Text}}", below)], cloze=True)
    draft = Draft(note_types={1: kind})
    draft.note("{{c1::a}}", extra, kind=1)
    assert notes_of(draft)[0].content.answer == answer


def test_two_texts_with_the_same_gaps_stay_one_note() -> None:
    draft = Draft(note_types={1: OVERLAPPING})
    draft.note("{{c1::a}}", "<br>{{c1::b}}", "", kind=1)
    draft.note("{{c1::a}} {{c2::b}}", "", "", kind=1, cards=(0, 1))
    assert [note.id for note in notes_of(draft)] == ["guid1000", "guid1001"]


def test_a_card_whose_gap_is_gone_is_left_out_and_told() -> None:
    draft = Draft()
    draft.note("{{c1::a}}", "", kind=CLOZE, cards=(0, 4))
    result = read(draft)
    assert parts_of(result.decks[0].notes[0].content) == ("c1",)
    assert codes(result) == ["empty-card"]


def test_a_cloze_without_gaps_is_asked_as_a_whole() -> None:
    draft = Draft()
    draft.note("no gap here", "extra", kind=CLOZE, cards=(0,))
    result = read(draft)
    assert "no gap here" in result.decks[0].notes[0].content.question
    assert codes(result) == ["no-gap"]


# ----------------------------------------------------------------------------------- templates


def test_hints_conditions_and_special_fields() -> None:
    kind = note_type(
        "Fancy",
        ["Q", "A", "H", "Extra"],
        [
            (
                "{{Q}}<br>{{hint:H}}{{#Extra}}more{{/Extra}} {{Tags}} {{Subdeck}} {{Card}}",
                "{{FrontSide}}<hr id=answer>{{A}}{{^Extra}}no extra{{/Extra}}",
            )
        ],
    )
    draft = Draft(note_types={1: kind})
    draft.decks[2] = {"name": "A::B"}
    draft.note("q", "a", "<i>look</i>", "", tags="t1 t2", deck=2)
    (note,) = notes_of(draft)
    assert note.content.question == "q  \nt1 t2 B Card 1"
    assert note.content.hint == "*look*"
    assert note.content.answer == "ano extra"


def test_a_question_that_shows_nothing_falls_back_to_the_first_field() -> None:
    kind = note_type("Script", ["Q", "A"], [("<script>{{Q}}</script>", "{{A}}")])
    draft = Draft(note_types={1: kind})
    draft.note("what?", "that")
    result = read(draft)
    content = result.decks[0].notes[0].content
    assert (content.question, content.answer) == ("what?", "that")
    assert codes(result) == ["empty-question"]


def test_a_note_without_its_type_keeps_its_text() -> None:
    draft = Draft(note_types={})
    draft.note("q", "a", "b", kind=77)
    result = read(draft)
    content = result.decks[0].notes[0].content
    assert (content.question, content.answer) == ("q", "a  \nb")
    assert codes(result) == ["no-note-type"]


def test_pictures_with_masks_are_left_out_and_told() -> None:
    kind = note_type(
        "Image Occlusion",
        ["Occlusion", "Image"],
        [('{{cloze:Occlusion}}<canvas id="image-occlusion-canvas"></canvas>', "{{Image}}")],
        cloze=True,
    )
    draft = Draft(note_types={BASIC: note_type("B", ["F"], [("{{F}}", "")]), 9: kind})
    draft.note("{{c1::image-occlusion:rect:left=.1}}", "<img src=a.png>", kind=9)
    draft.note("q")
    result = read(draft)
    assert len(result.decks[0].notes) == 1
    assert codes(result) == ["occlusion"]
    assert "1 note left out" in result.problems[0].message


def test_a_note_without_cards_is_left_out_and_told() -> None:
    draft = Draft()
    draft.note("q", "a", cards=())
    draft.note("q2", "a2")
    assert codes(read(draft)) == ["no-card"]


# --------------------------------------------------------------------------------------- decks


def test_nested_decks_and_their_descriptions() -> None:
    draft = Draft()
    draft.decks |= {
        2: {"name": "ML::Core", "desc": "<b>About</b> it"},
        3: {"name": "ML"},
        4: {"name": " :: ML ::  :: x\ty "},
    }
    for deck in (2, 3, 4, 99):
        draft.note(f"q{deck}", "a", deck=deck)
    result = read(draft, source="my/cards file.apkg")
    assert [(deck.title, deck.description) for deck in result.decks] == [
        ("ML", ""),
        ("ML::Core", "**About** it"),
        ("ML::x y", ""),
        ("cards file", ""),
    ]


def test_new_cards_keep_their_author_s_order() -> None:
    draft = Draft()
    draft.note("third", "a", due=30)
    draft.note("first", "a", due=10)
    draft.note("second", "a", due=20)
    assert [note.content.question for note in notes_of(draft)] == ["first", "second", "third"]


def test_decks_of_like_names_have_keys_of_their_own() -> None:
    draft = Draft()
    draft.decks |= {2: {"name": "C"}, 3: {"name": "C++"}}
    draft.note("q", "a", deck=2)
    draft.note("q", "a", deck=3)
    first, second = decks_of(draft)
    assert first.key != second.key


def test_a_deck_package_is_a_part_and_a_collection_is_whole() -> None:
    draft = Draft()
    draft.note("q", "a")
    assert not read(draft, "a.apkg").decks[0].complete
    assert read(draft, "collection.COLPKG").decks[0].complete


# ------------------------------------------------------------------------------------ identity


def test_reading_twice_gives_equal_decks() -> None:
    draft = Draft(note_types={BASIC: CAPITALS, CLOZE: Draft().note_types[CLOZE]})
    draft.note("Peru", "Lima", "Rímac", cards=(0, 1, 2))
    draft.note("{{c1::a {{c2::b}}}}", "", kind=CLOZE, cards=(0, 1))
    assert read(draft) == read(draft)


def test_an_edited_note_keeps_its_id() -> None:
    def ids(text: str) -> list[str]:
        draft = Draft()
        draft.note(text, "a", guid="x")
        return [note.id for note in notes_of(draft)]

    assert ids("one") == ids("something else")


@pytest.mark.parametrize("guid", ["~abc", "x" * 5_000, "a\nb", " a "])
def test_a_guid_that_can_be_no_id_becomes_another(guid: str) -> None:
    draft = Draft()
    draft.note("q", "a", guid=guid)
    (note,) = notes_of(draft)
    assert note.id
    assert not note.id.startswith("~")
    assert len(note.id) <= 1_000


def test_a_guid_that_is_taken_is_told() -> None:
    draft = Draft()
    draft.note("q", "a", guid="x")
    draft.note("q2", "a2", guid="x")
    result = read(draft)
    assert [note.id for note in result.decks[0].notes] == ["x", ""]
    assert codes(result) == ["duplicate-id"]


def test_the_hash_follows_the_collection_and_not_the_archive() -> None:
    draft = Draft()
    draft.note("q", "a")
    database = draft.database()
    first = read_anki_bytes(package(database), "a.apkg").decks[0].content_hash
    again = read_anki_bytes(modern_package(database), "b.apkg").decks[0].content_hash
    draft.note("q2", "a2")
    assert first == again
    assert read(draft).decks[0].content_hash != first


# --------------------------------------------------------------------------------------- media


def test_media_are_named_where_they_are_used() -> None:
    draft = Draft()
    draft.note('<img src="plot%20%CF%80.png">', "[sound:a &amp; b.mp3] <IMG SRC=gone.jpg>")
    files = {"plot π.png": b"p", "a & b.mp3": b"s", "unused.png": b"u"}
    result = read(draft, media=files)
    assert result.media == ("a & b.mp3", "plot π.png", "unused.png")
    assert result.decks[0].notes[0].media == ("plot π.png", "a & b.mp3", "gone.jpg")
    assert codes(result) == ["missing-media"]
    assert "gone.jpg" in result.problems[0].message


ILLUSTRATED = note_type(
    "Illustrated",
    ["Word", "Picture"],
    [('<img src="_logo.png">{{Word}}', '{{FrontSide}}<hr id=answer><img src="{{Picture}}">')],
)


def test_media_that_templates_name_go_along() -> None:
    draft = Draft(note_types={1: ILLUSTRATED})
    draft.note("cat", "cat 1.jpg", kind=1)
    result = read(draft, media={"_logo.png": b"l", "cat 1.jpg": b"c"})
    (note,) = result.decks[0].notes
    assert (note.content.question, note.content.answer) == (
        "![](_logo.png)cat",
        "![](<cat 1.jpg>)",
    )
    assert note.media == ("_logo.png", "cat 1.jpg")
    assert codes(result) == []


def test_pictures_of_formulas_go_along() -> None:
    picture = "latex-76b2878564ab19b80abb21ba964abe90fe120846.png"
    draft = Draft()
    draft.note("[$]x^2[/$] [latex]y[/latex]", '<img src="a.png">')
    result = read(draft, media={"a.png": b"a", picture: b"x", "latex-0.png": b"unused"})
    assert result.decks[0].notes[0].media == ("a.png", picture)
    assert codes(result) == []


@pytest.mark.parametrize(
    "name", ["../../x.png", "/etc/passwd", "a\\b.png", "C:x", "x\0.png", "nul"]
)
def test_unsafe_media_names_are_left_out_and_told(name: str) -> None:
    draft = Draft()
    draft.note("q", "a")
    result = read(draft, media={name: b"x", "ok.png": b"y"})
    assert result.media == ("ok.png",)
    assert codes(result) == ["unsafe-media"]
    assert "\0" not in str(result.problems[0])


# --------------------------------------------------------------------------------- generations


def test_the_newest_collection_counts_and_never_the_decoy() -> None:
    draft = Draft()
    draft.note("real", "a")
    old = Draft()
    old.note("old", "a")
    for members in (
        {"collection.anki21b": zstd(draft.database()), "collection.anki2": old.database()},
        {"collection.anki21": draft.database(), "collection.anki2": old.database()},
        {"meta": b"\x08\x01", "collection.anki2": draft.database(), "collection.anki21": b""},
        {"meta": b"\x08\x02", "collection.anki21": draft.database(), "collection.anki21b": b""},
    ):
        result = read_anki_bytes(archive(members), "a.apkg")
        assert [note.content.question for note in result.decks[0].notes] == ["real"]


def test_a_modern_package_made_by_hand() -> None:
    draft = Draft()
    draft.note("q<img src=a.png>", "a")
    result = read_anki_bytes(modern_package(draft.database(), media={"a.png": b"x"}), "a.apkg")
    assert result.media == ("a.png",)
    assert result.problems == ()


def test_only_the_decoy_is_refused() -> None:
    draft = Draft()
    draft.note("Please update to the latest Anki version, then import the file again.", "")
    result = read(draft)
    assert codes(result) == ["damaged"]
    assert result.decks == ()


def test_packages_are_told_from_other_zip_files() -> None:
    draft = Draft()
    draft.note("q", "a")
    assert looks_like("x", draft.package()[:4096])
    assert looks_like("x", modern_package(draft.database())[:4096])
    assert not looks_like("x", archive({"word/document.xml": b"x"})[:4096])
    assert not looks_like("x", b"deck: x")


# -------------------------------------------------------------------------------------- bounds


def many(count: int) -> Draft:
    draft = Draft()
    for number in range(count):
        draft.note(f"q{number}", "a" * 100)
    return draft


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(notes=9), "too-large"),
        (Limits(cards=9), "too-large"),
        (Limits(text=500), "too-large"),
        (Limits(card=50), None),
        (Limits(json=10), "too-large"),
        (Limits(database=1_000), "too-large"),
        (Limits(members=1), "too-large"),
        (Limits(seconds=-100.0), "too-slow"),
    ],
)
def test_bounds_hold(limits: Limits, code: str | None) -> None:
    result = read_anki_package(BytesIO(many(10).package()), "a.apkg", limits=limits)
    assert codes(result) == ([code] if code else [])
    assert bool(result.decks) == (code is None)


def test_a_review_log_beyond_the_bound_is_refused() -> None:
    draft = Draft()
    (card,) = draft.note("q", "a")
    for number in range(10):
        draft.review(card, 1_700_000_000_000 + number, 3, 1)
    result = read_anki_package(BytesIO(draft.package()), "a.apkg", limits=Limits(reviews=9))
    assert codes(result) == ["too-large"]


def test_a_card_that_its_template_multiplies_is_refused() -> None:
    kind = note_type("Bomb", ["F"], [("{{F}}" * 10_000 + "!", "")])
    draft = Draft(note_types={1: kind})
    draft.note("x" * 10_000)
    assert codes(read(draft)) == ["too-large"]


Change = Callable[[Draft], None]


def _no_decks(draft: Draft) -> None:
    draft.decks = {}


def _odd_models(draft: Draft) -> None:
    draft.note_types[BASIC] = {"name": 3, "flds": "x", "tmpls": [{"ord": "a", "qfmt": None}, 5]}


def _surrogates(draft: Draft) -> None:
    draft.decks[1] = {"name": "\ud800a", "desc": "\ud800"}


def _blobs(draft: Draft) -> None:
    number, _guid, *rest = draft.notes[0]
    draft.notes[0] = (number, b"\xff\xfe", *rest[:3], b"\xff", b"q\xff\x1fa", *rest[5:])


def _nothing_in_fields(draft: Draft) -> None:
    draft.notes[0] = (*draft.notes[0][:6], "", *draft.notes[0][7:])


@pytest.mark.parametrize(
    "change", [_no_decks, _odd_models, _surrogates, _blobs, _nothing_in_fields]
)
def test_odd_but_readable_collections_are_read(change: Change) -> None:
    draft = Draft()
    draft.note("q", "a")
    change(draft)
    result = read(draft)
    assert not result.errors
    (note,) = result.decks[0].notes
    assert note.content.question
    for text in (note.content.question, note.content.answer, note.id, result.decks[0].title):
        text.encode()
