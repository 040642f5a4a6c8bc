"""YAML decks: what is written is what is read, and every mistake is told at its place."""

import codecs
import gc
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.foreign import ForeignDeck, ReadResult
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.readers import yaml_tree
from mlcards.readers.yaml_deck import read_yaml
from support.written import as_kept


@pytest.fixture(params=["libyaml", "pure"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Everything holds with libyaml and without it."""
    if request.param == "pure":
        monkeypatch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
    return iter([request.param])


def read(text: str) -> ReadResult:
    return read_yaml(text.encode(), "decks/d.yaml")


def deck_of(text: str) -> ForeignDeck:
    result = read(text)
    assert [str(problem) for problem in result.problems] == []
    (deck,) = result.decks
    return deck


def card_of(body: str) -> NoteContent:
    """The one card of a deck; `body` is its keys, one per line."""
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return deck_of(f"deck: D\ncards:\n  -\n{lines}\n").notes[0].content


def problems(text: str) -> list[str]:
    result = read(text)
    assert result.decks == ()
    return [str(problem).removeprefix("decks/d.yaml:") for problem in result.problems]


def faults(body: str) -> list[str]:
    """What is wrong with a card that is otherwise good; its keys start in line 3, column 5."""
    lines = "\n    ".join(body.split("\n"))
    return problems(f"deck: D\ncards:\n  - {lines}\n")


COLON = 'this text holds ": ", which YAML takes for a key; put it in quotes'


class TestDecks:
    def test_the_smallest_deck(self) -> None:
        deck = deck_of(
            "deck: Company, Acme\ncards:\n  - question: What does it earn with?\n"
            "    answer: Subscriptions; 80 % from small firms.\n"
        )
        assert (deck.key, deck.title, deck.source_path) == (
            "company-acme",
            "Company, Acme",
            "decks/d.yaml",
        )
        (note,) = deck.notes
        assert (note.id, note.line) == ("", 3)
        assert note.content == NoteContent(
            CardType.BASIC, "What does it earn with?", "Subscriptions; 80 % from small firms."
        )

    def test_all_that_a_deck_can_say(self) -> None:
        deck = deck_of(
            "deck: 'Parent :: Child'\nid: pc\ndescription: |\n  Two\n  lines.\nlanguage: no\n"
            "source: here\nlicense: MIT\ntags: [a, b]\ncards: [{q: 1, a: 2, tags: [b, c]}]\n"
        )
        assert (deck.key, deck.title) == ("pc", "Parent::Child")
        assert (deck.description, deck.language) == ("Two\nlines.", "no")
        assert (deck.source, deck.license, deck.tags) == ("here", "MIT", ("a", "b"))
        assert deck.notes[0].content.tags == ("b", "c", "a")

    def test_several_documents_are_several_decks(self) -> None:
        text = "deck: A\ncards: [{q: 1, a: 2}]\n---\n---\ndeck: B\ncards: [{q: 1, a: 2}]\n"
        result = read(text)
        assert [(deck.title, deck.line) for deck in result.decks] == [("A", 1), ("B", 5)]
        assert len({deck.content_hash for deck in result.decks}) == 2

    def test_the_hash_is_of_the_bytes(self) -> None:
        text = "deck: A\ncards: [{q: 1, a: 2}]\n"
        assert deck_of(text).content_hash == hashlib.sha256(text.encode()).hexdigest()
        assert deck_of(text + "# end\n").content_hash != deck_of(text).content_hash

    def test_the_same_deck_twice_in_a_file(self) -> None:
        text = "deck: A\ncards: [{q: 1, a: 2}]\n---\ndeck: a\ncards: [{q: 1, a: 2}]\n"
        assert problems(text) == [
            '4: the deck "a" is in this file twice (first in line 1); give each an id of its own'
        ]

    @pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n---\n"])
    def test_an_empty_file(self, text: str) -> None:
        assert problems(text) == [" the file is empty; `mlcards new` writes a deck to start from"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("deck: A\n", ["1:1: cards is missing"]),
            ("deck: A\ncards:\n", ["2:7: cards is empty"]),
            ("deck: A\ncards: []\n", ["2:8: the deck has no cards"]),
            ("deck: A\ncards: soon\n", ["2:8: cards must be a list of cards, not a text"]),
            ("cards: [{q: 1, a: 2}]\n", ["1:1: deck is missing"]),
            ("deck: ''\ncards: [{q: 1, a: 2}]\n", ["1:7: deck is empty"]),
            ("deck: 'A::'\ncards: [{q: 1, a: 2}]\n",
             ["1:7: deck has an empty name between its `::`; write `Parent::Child`"]),
            ("deck: [A]\ncards: [{q: 1, a: 2}]\n",
             ["1:7: deck must be a short text on one line, not a list"]),
            ("- q: 1\n  a: 2\n",
             ["1:1: a deck starts with `deck: Title` and `cards:`, but this is a list"]),
            ("just text\n",
             ["1:1: a deck starts with `deck: Title` and `cards:`, but this is a text"]),
            ("deck: A\ncard: []\ncards: [{q: 1, a: 2}]\n",
             ['2:1: unknown key "card"; did you mean cards?']),
            ("deck: A\ncards: [hello, {q: 1, a: 2}]\n",
             ["2:9: card 1: a card has at least `question` and `answer`, but this is a text"]),
            ("deck: A\nid: ~x\ncards: [{q: 1, a: 2}]\n", ["2:5: an id cannot start with ~"]),
        ],
    )  # fmt: skip
    def test_what_is_no_deck(self, text: str, expected: list[str]) -> None:
        assert problems(text) == expected


class TestCards:
    def test_all_that_a_card_can_say(self) -> None:
        card = card_of(
            "type: interview\nquestion: Q\nanswer: A\nkey_points:\n  - one\n"
            "  - {text: two, must: true}\n  - must: no\n    text: three\n"
            "listen_for: L\nred_flags: [r1, r2]\nfollow_ups:\n  - {q: f, a: g}\n"
            "  - {front: h, back: i}\n  - {question: j}\nframework: [s1, s2]\n"
            "skeleton: At <place>\n"
            "code: |\n  def f():\n      return 1\ncomplexity: O(n)\ntests: ['(1,) -> 2']\n"
            "correction: {verdict: wrong, article: x, actually: y}\nhint: H\nnotes: N\n"
            "article: [1, 55]\ndifficulty: 3\nseconds: 90\ntags: [t1, t2]\nsources: [s]\n"
            "checked: 2026-11"
        )
        assert card == NoteContent(
            CardType.INTERVIEW,
            "Q",
            "A",
            key_points=(KeyPoint("one"), KeyPoint("two", must=True), KeyPoint("three")),
            listen_for="L",
            red_flags=("r1", "r2"),
            follow_ups=(FollowUp("f", "g"), FollowUp("h", "i"), FollowUp("j", "")),
            framework=("s1", "s2"),
            skeleton="At <place>",
            code="def f():\n    return 1",
            complexity="O(n)",
            tests=("(1,) -> 2",),
            correction=Correction("wrong", "x", "y"),
            hint="H",
            notes="N",
            article=(1, 55),
            difficulty=3,
            seconds=90,
            tags=("t1", "t2"),
            sources=("s",),
            checked="2026-11",
        )

    @pytest.mark.parametrize("kind", CardType)
    def test_what_each_type_needs_is_enough(self, kind: CardType) -> None:
        body = {
            CardType.CLOZE: "text: a {{c1::b}}",
            CardType.PERSONAL: "question: Q",
            CardType.CODING: "question: Q\ncode: pass",
        }.get(kind, "question: Q\nanswer: A")
        assert card_of(f"type: {kind}\n{body}").type is kind

    def test_a_cloze_keeps_its_gaps(self) -> None:
        card = card_of("type: cloze\ntext: Is {{c1::this::hint}} one?\nanswer: Yes.")
        assert (card.question, card.answer) == ("Is {{c1::this::hint}} one?", "Yes.")
        assert card_of("type: cloze\nq: Is {{c1::this}} one?").question == "Is {{c1::this}} one?"

    @pytest.mark.parametrize(("front", "back"), [("q", "a"), ("front", "back"), ("question", "a")])
    def test_other_names_of_question_and_answer(self, front: str, back: str) -> None:
        card = card_of(f"{front}: Q\n{back}: A")
        assert (card.question, card.answer) == ("Q", "A")

    def test_a_single_text_is_a_list_of_one(self) -> None:
        card = card_of(
            "q: Q\na: A\ntags: metrics, roc\nsources: Bishop, ch. 1\nred_flags: none\n"
            "article: 30\ntests: (1,) -> 2\nframework: one step"
        )
        assert card.tags == ("metrics", "roc")
        assert card.sources == ("Bishop, ch. 1",)
        assert (card.red_flags, card.article) == (("none",), (30,))
        assert (card.tests, card.framework) == (("(1,) -> 2",), ("one step",))

    def test_a_key_without_a_value_is_not_there(self) -> None:
        body = "\n".join(
            f"{key}:" for key in ("id", "type", "hint", "tags", "key_points", "follow_ups",
                                  "correction", "seconds", "article", "checked", "sources")
        )  # fmt: skip
        assert card_of(f"q: Q\na: A\n{body}") == NoteContent(CardType.BASIC, "Q", "A")

    def test_tags_stand_once(self) -> None:
        assert card_of("q: Q\na: A\ntags: [a, b, ' a ']").tags == ("a", "b")

    @pytest.mark.parametrize(
        "text",
        ["no", "010", "1:30", "2024-01-02", "2024-02-30", "1_000", "1.10", "1e3", "0x1F", "=",
         "null", "~", "true", ".inf", "<<", "12e03", "2001-12-14t21:59:43.10-05:00"],
    )  # fmt: skip
    def test_a_text_stays_what_was_written(self, text: str) -> None:
        card = card_of(f"q: {text}\na: {text}\nnotes: {text}\ntags: [{text}]")
        assert (card.question, card.answer, card.notes, card.tags) == (text, text, text, (text,))

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            ("'it''s'", "it's"),
            (r'"a\tb\n c\x41\u263a"', "a\tb\n cA☺"),
            ('" kept "', " kept "),
            (r'"ends\n"', "ends\n"),
            (r'"\e]52;c;x\a"', "\x1b]52;c;x\x07"),
            ("plain # comment", "plain"),
            ("a#b", "a#b"),
            ("x:y", "x:y"),
            ("|\n  one\n\n  two\n\n", "one\n\ntwo"),
            (">\n  one\n  two\n\n  three\n", "one two\nthree"),
            ("|-\n  one", "one"),
            ("|2\n    indented", "  indented"),
            ("over\n  two lines", "over two lines"),
            ("日本語 🂡 \u202eabc", "日本語 🂡 \u202eabc"),
        ],
    )
    def test_yaml_ways_to_write_a_text(self, written: str, text: str) -> None:
        assert card_of(f"q: {written}\na: A").question == text

    def test_a_tab_between_key_and_value(self, loader: Iterator[str]) -> None:
        if next(loader) == "pure":
            pytest.skip("PyYAML's own scanner refuses this, libyaml reads it")
        assert card_of("q:\tQ\na: A").question == "Q"

    def test_lines_are_counted_as_editors_do(self) -> None:
        text = 'deck: D\ndescription: "a\u2028b\u0085c"\ncards:\n  - {q: 1, a: 2}\n  - oops\n'
        assert problems(text)[0].startswith("5:5: card 2")


class TestMistakes:
    def test_all_are_told_in_one_go_in_the_order_of_the_file(self) -> None:
        text = """\
deck: Stats
cards:
  - id: roc-curve
    question: What?
    answer: x
    key_points: 5
    answr: 3
  - question: hello
  - id: roc-curve
    front: "[/]"
    back: \x20
"""
        assert problems(text) == [
            '6:17: card "roc-curve": key_points must be a list of texts, not a number',
            '7:5: card "roc-curve": unknown key "answr"; did you mean answer?',
            '8:5: card "hello": a basic card needs answer',
            '9:9: card "roc-curve": this id is taken by the card in line 3; ids must differ',
            '11:10: card "roc-curve": back is empty',
        ]

    @pytest.mark.parametrize(
        ("line", "place", "message"),
        [
            ("difficulty: 4", "6:17", 'difficulty must be a whole number from 1 to 3, not "4"'),
            ("seconds: [1]", "6:14", "seconds must be a whole number from 1 to 3600, not a list"),
            ("seconds: 1:30", "6:14", 'seconds must be a whole number from 1 to 3600, not "1:30"'),
            ("seconds: 0", "6:14", 'seconds must be a whole number from 1 to 3600, not "0"'),
            ("article: [1, x]", "6:18", 'article must be a whole number from 1 to 9999, not "x"'),
            ("article: {a: 1}", "6:14", "article must be a list of whole numbers, not a mapping"),
            ("checked: 2026-13", "6:14", 'checked must be a month as YYYY-MM, not "2026-13"'),
            ("type: Cloze", "6:11", 'type "Cloze" is not known; did you mean cloze?'),
            ("hint: [a]", "6:11", "hint must be a text, not a list"),
            ("hint: {a: b}", "6:11", "hint must be a text, not a mapping"),
            ("key_points: true", "6:17", 'key_points must be a list of texts, not "true"'),
            ("sources: [[a]]", "6:15", "sources must be a list of texts, but one item is a list"),
            ("key_points: [{text: a, must: perhaps}]", "6:34",
             "key_points 1: must must be true or false, not a text"),
            ("key_points: [{must: true, txt: a}]", "6:31",
             'key_points 1: unknown key "txt"; did you mean text?'),
            ("red_flags:\n  - Precision: is swapped", "7:9", f"red_flags: {COLON}"),
            ("key_points:\n  - Recall: says why", "7:9", f"key_points: {COLON}"),
            ("follow_ups: [why]", "6:18",
             "follow_ups must be a list of {question, answer}, but one item is a text"),
            ("follow_ups: [{q: a}, {a: b}]", "6:26", "follow_ups 2: question is missing"),
            ("correction: wrong", "6:17",
             "correction must be a mapping of verdict, article and actually, not a text"),
            ("correction: {actually: a}", "6:17", "correction: verdict is missing"),
            ("q: again", "6:5", "q is another name for question, which is there already"),
            ("answer: again", "6:5", 'the key "answer" is there twice (first in line 5)'),
            ("text: a", "6:5", "text is for cloze cards; add `type: cloze`, or call it question"),
            ("Key Points: [a]", "6:5", 'unknown key "Key Points"; did you mean key_points?'),
            ("source: a", "6:5", 'unknown key "source"; did you mean sources?'),
            ("<<: {a: b}", "6:5", "merge keys (<<) cannot be used in a deck; write the keys out"),
        ],
    )  # fmt: skip
    def test_one_key_that_is_wrong(self, line: str, place: str, message: str) -> None:
        found = faults(f"id: x\nquestion: Q\nanswer: A\n{line}")
        assert f'{place}: card "x": {message}' in found
        assert len(found) <= 2

    def test_a_word_like_no_other_is_told_the_known_ones(self) -> None:
        (found,) = faults("q: Q\na: A\ntype: flashcard")
        assert found.endswith(
            'type "flashcard" is not known; it is one of basic, reversed, cloze, interview, '
            "personal, coding"
        )

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("answer: A", "3:5: card 1: a basic card needs question"),
            ("type: reversed\nq: Q", '3:5: card "Q": a reversed card needs answer'),
            ("type: interview\nq: Q", '3:5: card "Q": an interview card needs answer'),
            ("type: coding\nq: Q", '3:5: card "Q": a coding card needs answer or code'),
            ("type: cloze\nhint: h", "3:5: card 1: a cloze card needs text or question"),
            ("type: personal\nhint: h", "3:5: card 1: a personal card needs question"),
            ("q: Q\na:", '4:7: card "Q": a is empty'),
            ("q: Q\na: ' '", '4:8: card "Q": a is empty'),
            ("q: Q\na: [b]", '4:8: card "Q": a must be a text, not a list'),
            ("q: Q\na: |\n\n", '4:8: card "Q": a is empty'),
            ("type: cloze\ntext: none",
             '4:11: card "none": text has no gap; write {{c1::what is hidden}} around a word'),
            ("type: cloze\ntext: '{{c1::}} is it'",
             '4:11: card "{{c1::}} is it": a gap hides nothing; write {{c1::what is hidden}}'),
            ("type: cloze\ntext: a {{c1::b}}\nq: Q",
             '4:5: card "Q": a cloze has text or question, not both'),
            ("text: T",
             '3:5: card "T": text is for cloze cards; add `type: cloze`, or call it question'),
            ("[q: Q]",
             "3:5: card 1: a card has at least `question` and `answer`, but this is a list"),
        ],
    )  # fmt: skip
    def test_what_a_card_lacks(self, body: str, expected: str) -> None:
        assert faults(body) == [expected]

    def test_hostile_text_is_shown_safely_and_cut(self) -> None:
        (problem,) = faults(f'q: "a\\e]52;c;x\\a{"y" * 9999}"')
        assert "\x1b" not in problem
        assert len(problem) < 200

    def test_thousands_of_mistakes_end_in_a_last_word(self) -> None:
        found = problems("deck: D\ncards:\n" + "  - {k: 1}\n" * 2000)
        assert len(found) == 501
        assert found[-1] == " there are more problems; mend these first"


class TestSyntax:
    @pytest.mark.parametrize(
        ("line", "place", "part"),
        [
            ("answer: What: this", "4:17", '": "'),
            ("\tanswer: A", "4:1", "tabs"),
            ("answer: @home", "4:13", 'starts with "@"'),
            ("answer: `code`", "4:13", 'starts with "`"'),
            ("answer: 'open", "4:13", "never ends"),
            ("answer: [open", "5:1", "not closed"),
            ('answer: "he said "hi""', "4:23", "quotes within"),
            (r'answer: "C:\path"', "4:", "escape"),
            ("answer: - a", "4:13", "list"),
        ],
    )
    def test_the_place_and_what_to_do(self, line: str, place: str, part: str) -> None:
        indent = "" if line.startswith("\t") else "    "
        (found,) = problems(f"deck: D\ncards:\n  - question: Q\n{indent}{line}\n")
        assert found.startswith(place)
        assert part in found

    def test_what_stands_before_it_is_checked_too(self) -> None:
        found = problems("deck: D\ntag: x\ncards:\n  - {q: Q, a: A, hnt: x}\n  - q: 'open\n")
        assert [problem.split(":")[0] for problem in found] == ["2", "4", "5"]

    @pytest.mark.parametrize(
        ("text", "part"),
        [
            ("deck: &x D\ncards: [{q: 1, a: 2}]\n", "1:7: an anchor"),
            ("deck: D\ncards: [{q: *x, a: 2}]\n", "2:13: an alias"),
            ("deck: D\ncards: [{q: !!int 1, a: 2}]\n", "2:13: a tag"),
            ("deck: D\ncards: !x [{q: 1, a: 2}]\n", "2:8: a tag"),
            ("deck: D\ncards: [{q: {{c1::x}}, a: 2}]\n", "2:14: a list or braces cannot be a key"),
        ],
    )
    def test_yaml_machinery_is_refused(self, text: str, part: str) -> None:
        assert any(problem.startswith(part) for problem in problems(text))


class TestBytes:
    TEXT = "deck: Größe\ncards:\n  - {q: Q, a: Ä}\n"

    @pytest.mark.parametrize(
        ("mark", "encoding"),
        [
            (b"", "utf-8"),
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
        ],
    )
    def test_encodings_that_say_so(self, mark: bytes, encoding: str) -> None:
        result = read_yaml(mark + self.TEXT.encode(encoding), "d")
        assert result.decks[0].title == "Größe"

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_line_ends(self, end: str) -> None:
        text = "deck: D\ncards:\n  - q: |\n      a\n      b\n    a: A\n".replace("\n", end)
        result = read_yaml(text.encode(), "d")
        assert result.decks[0].notes[0].content.question == "a\nb"

    def test_escaped_carriage_returns_are_line_ends(self) -> None:
        text = 'deck: D\ncards:\n  - {q: "a\\r\\nb\\rc\\n", a: A}\n'
        result = read_yaml(text.encode(), "d")
        assert result.decks[0].notes[0].content.question == "a\nb\nc\n"

    def test_latin_1_is_refused_at_its_line(self) -> None:
        result = read_yaml("deck: D\ncards:\n  - {q: Q, a: Ärger}\n".encode("latin-1"), "d")
        assert [str(p) for p in result.problems] == [
            "d:3:15: byte 0xc4 is not UTF-8; save the file as UTF-8"
        ]

    def test_utf_16_without_a_mark_is_named(self) -> None:
        (problem,) = read_yaml(self.TEXT.replace("ö", "o").encode("utf-16-le"), "d").problems
        assert "UTF-16" in problem.message

    def test_utf_16_cut_in_half(self) -> None:
        (problem,) = read_yaml(codecs.BOM_UTF16_LE + b"d\0e", "d").problems
        assert problem.code == "encoding"

    @pytest.mark.parametrize(
        ("char", "name"),
        [("\0", "U+0000"), ("\x1b", "U+001B"), ("\x9b", "U+009B"), ("\ufffe", "U+FFFE")],
    )
    def test_raw_control_characters(self, char: str, name: str) -> None:
        (problem,) = problems(f"deck: D\ncards:\n  - {{q: Q, a: A{char}}}\n")
        assert problem == f"3:16: the character {name} cannot stand in a YAML file; take it out"

    @pytest.mark.parametrize("escape", [r"\0", r"\ud800", r"\ud83d\ude00", r"\UFFFFFFFF"])
    def test_characters_that_no_database_takes(self, escape: str) -> None:
        (problem,) = problems(f'deck: D\ncards:\n  - {{q: Q, a: "{escape}"}}\n')[:1]
        assert problem.startswith("3:") or "YAML" in problem

    def test_a_file_that_is_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(yaml_tree, "LARGEST_FILE", 20)
        assert read("deck: D\ncards: [{q: 1, a: 2}]\n").problems[0].code == "too-large"


def many(text: str, size: int = 200_000) -> str:
    return text * (size // len(text))


HEAD = "deck: D\ncards:\n"
HOSTILE = {
    "brackets": "[" * 100_000,
    "braces": "{" * 100_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "nested cards": f"{HEAD}  - q: {'[' * 60}{']' * 60}\n",
    "billion laughs": "a0: &a0 [x, x]\n"
    + "".join(f"a{n + 1}: &a{n + 1} [{f'*a{n}, ' * 9}]\n" for n in range(9)),
    "merge bomb": "a0: &a0 {x: 1}\n"
    + "".join(f"a{n + 1}: &a{n + 1} {{<<: [{f'*a{n}, ' * 9}]}}\n" for n in range(9)),
    "python object": f"{HEAD}  - !!python/object/apply:os.system ['true']\n",
    "python object by TAG": "%TAG ! tag:yaml.org,2002:python/\n---\n!object:os.system [x]\n",
    "bad int": f"{HEAD}  - q: !!int foo\n    a: !!timestamp 2024-02-30\n",
    "many documents": many("---\ndeck: D\n"),
    "aliases": f"{HEAD}{many('  - *a' + chr(10))}",
    "gaps": f"{HEAD}  - type: cloze\n    text: '{many('{{c1::')}'\n",
    "half gaps": f"{HEAD}  - type: cloze\n    text: '{many('{{c1::x::')}'\n",
    "comments": many("# x\n"),
    "unknown keys": "deck: D\n" + "".join(f"key{n}: 1\n" for n in range(5000)),
    "equal keys": "deck: D\n" + many("deck: D\n"),
    "endless quote": f'{HEAD}  - q: "{many("x" + chr(10))}',
    "endless key": f"{HEAD}  - {'k' * 100_000}: x\n",
    "endless plain text": f"{HEAD}  - {many('word ')}\n",
    "newer YAML": "%YAML 2.0\n---\ndeck: D\n",
    "two values": f"{HEAD}  - q: a\n    a: b\n  c: d\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(name: str) -> None:
    result = read_yaml(HOSTILE[name].encode(), "d")
    assert result.decks == ()
    assert result.errors
    for problem in result.problems:
        assert len(str(problem)) < 400
        assert "python" not in str(problem)


@pytest.mark.parametrize("name", ["brackets", "aliases", "many documents"])
def test_reading_ends_at_the_bounds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MOST_NODES", 1000)
    seen = 0
    parse = yaml.parse

    def counting(*args: object, **kwargs: object) -> Iterator[object]:
        nonlocal seen
        for event in parse(*args, **kwargs):  # type: ignore[arg-type, no-untyped-call, unused-ignore]
            seen += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counting)
    read_yaml(HOSTILE[name].encode(), "d")
    assert 0 < seen < 8000


def test_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MOST_NODES", 10)
    found = problems("deck: D\ncards: [{q: 1, a: 2}, {q: 3, a: 4}, {q: 5, a: 6}]\n")
    assert any("too many values" in problem for problem in found)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    result = read_yaml(data, "d")
    assert bool(result.decks) != bool(result.problems)


_line = st.text(st.sampled_from("deckars:qi -[]{}'\"|>&*!#%@`\n\t\\ucé"), max_size=120)


@given(_line)
def test_no_yaml_is_too_odd(text: str) -> None:
    result = read_yaml(f"deck: D\ncards:\n  - q: {text}".encode(), "d")
    assert bool(result.decks) != bool(result.problems)
    for problem in result.problems:
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + 4


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_text_can_be_written_in_double_quotes(text: str) -> None:
    dumped = yaml.safe_dump(text, default_style='"', width=10**9)
    result = read_yaml(f"deck: D\ncards:\n- q: x\n  a: x\n  notes: {dumped}".encode(), "d")
    (deck,) = result.decks
    assert deck.notes[0].content.notes == ("" if text.isspace() else as_kept(text))


def test_the_collector_is_as_it_was() -> None:
    assert gc.isenabled()
    read("deck: D\ncards: [{q: 1, a: 2}]\n")
    assert gc.isenabled()
    gc.disable()
    try:
        read("deck: D\ncards: [{q: 1, a: 2}]\n")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_readers_take_no_help_from_yaml_loading() -> None:
    source = "".join(
        Path(str(yaml_tree.__file__)).with_name(name).read_text(encoding="utf-8")
        for name in ("yaml_tree.py", "yaml_deck.py")
    )
    assert "yaml.load" not in source
    assert "safe_load" not in source
