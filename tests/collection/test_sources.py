"""What a person can name as the source of an import: every kind ends in cards or one sentence."""

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from mlcards.collection import source_files, source_reading
from mlcards.collection.sources import (
    ReadOptions,
    Source,
    TableOptions,
    columns_from,
    open_media,
    preview_table,
    read_data,
    read_sources,
    table_fields,
    titled,
)
from mlcards.core.errors import NotFoundError, UsageError
from mlcards.core.model import Deck
from support.anki_packages import Draft, write

YAML = "deck: {0}\ncards:\n  - {{id: {0}, q: What is {0}?, a: A}}\n"
QUESTIONS = "## What is {0}?\nAn answer.\n"
CROWDANKI = (
    '{"__type__": "Deck", "crowdanki_uuid": "d1", "name": "Crowd", "children": [], '
    '"note_models": [], "notes": [{"__type__": "Note", "guid": "g1", "fields": ["q", "a"], '
    '"note_model_uuid": "m", "tags": []}]}'
)
OURS = (
    '{"format": "mlcards", "version": 1, "decks": [{"title": "J", "notes": [{"question": "q", '
    '"answer": "a", "cards": [{"part": "main", "suspended": true, "reviews": [{"at": '
    '"2026-11-22T10:00:00Z", "rating": 3, "phase": "review", "wait_s": 86400}]}]}]}]}'
)
ANKI_TEXT = "#separator:tab\n#html:false\n#guid column:1\nG1\tquestion\tanswer\n"
MB = 1024 * 1024


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is also the working one, so that names are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, data: str | bytes) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def one(name: str, **options: object) -> Source:
    (source,) = read_sources([name], **options)  # type: ignore[arg-type]
    return source


def kept(sources: Sequence[Source]) -> list[Deck]:
    """Return the decks as a collection would have them after these were imported."""
    decks = [deck for source in sources for deck in source.decks]
    return [
        Deck(
            number,
            deck.key,
            deck.title,
            source_path=deck.source_path,
            content_hash=deck.content_hash,
        )
        for number, deck in enumerate(decks, start=1)
    ]


def a_package(*, decks: int = 1, media: dict[str, bytes] | None = None) -> bytes:
    draft = Draft()
    for number in range(1, decks + 1):
        draft.decks[number] = {"name": f"Deck {number}", "desc": ""}
        draft.note(
            f"q{number} <img src='π.png'>", "a", deck=number, queue=-1, type=2, ivl=5, reps=3
        )
    draft.review(5000, 1_700_000_000_000, 3, 5)
    return draft.package(media=media)


ALIKE = ("C", "C++", "C#", "F#", "F", "数学", "物理")
"""Titles that were one key without their signs."""


class TestFormats:
    @pytest.mark.parametrize(
        ("name", "data", "found", "title"),
        [
            ("x.yaml", YAML.format("Y"), "yaml", "Y"),
            ("x.txt", ANKI_TEXT, "anki-text", "x"),
            ("x.txt", "alpha\tbeta\n", "quizlet", "x"),
            ("x.txt", "## What?\nThat.\n", "md", "x"),
            ("x.md", "| a | b |\n|---|---|\n| 1 | 2 |\n\n" + QUESTIONS.format("x"), "md", "x"),
            ("x.md", "#flashcards\n\nquestion::answer\n", "obsidian", "x"),
            ("x.md", "Q: one\nA: two\n", "hashcards", "x"),
            ("x.json", CROWDANKI, "crowdanki", "Crowd"),
            ("x.json", OURS, "json", "J"),
            ("x.csv", "question;answer\none;two\n", "csv", "x"),
            ("x.tsv", "one\ttwo\n", "csv", "x"),
            ("x.apkg", a_package(), "anki", "Deck 1"),
            ("no ending", a_package(), "anki", "Deck 1"),
            ("no ending", YAML.format("Y"), "yaml", "Y"),
        ],
    )
    def test_a_file_is_told(
        self, folder: Path, name: str, data: str | bytes, found: str, title: str
    ) -> None:
        source = one(put(name, data))
        assert source.errors == ()
        assert (source.format, [deck.title for deck in source.decks]) == (found, [title])
        assert source.format_title
        assert source.decks[0].source_path == str(folder / name)
        assert [len(deck.notes) for deck in source.decks] == [1]

    @pytest.mark.parametrize(
        ("data", "found"),
        [
            (YAML.format("Y"), "yaml"),
            ("alpha\tbeta\n", "quizlet"),
            (ANKI_TEXT, "anki-text"),
            (CROWDANKI, "crowdanki"),
            (OURS, "json"),
            (a_package(), "anki"),
        ],
    )
    def test_standard_input_is_told(self, data: str | bytes, found: str) -> None:
        piped = io.BytesIO(data.encode() if isinstance(data, str) else data)
        source = one("-", stdin=piped)
        assert (source.format, source.path, source.errors) == (found, "", ())
        assert source.decks[0].source_path == ""

    @pytest.mark.parametrize(
        ("name", "data", "reason"),
        [
            ("x.csv", b"\x89PNG\r\n\x1a\n\0\0", "this is a picture"),
            ("x.csv", b"PK\x03\x04 [Content_Types].xml", "Excel workbook"),
            ("x.xlsx", b"PK\x03\x04 [Content_Types].xml", "Excel workbook"),
            ("x.db", b"SQLite format 3\x00", "this is a database"),
            ("x.csv", "alone\nlonely\n", "nothing stands between question and answer"),
            ("x.csv", "", "the table is empty"),
            ("x.yaml", "", "the file is empty"),
            ("x.md", "words only\n", "no cards were found"),
            ("x.json", '{"name": "left-pad"}', "a JSON deck starts with"),
            ("x", " \n", "there is nothing in it"),
            ("x", "words only\n", "its format cannot be told"),
            ("x.apkg", "<html>Please log in</html>", "this is no Anki package"),
            ("x.apkg", "", "this is no Anki package"),
            ("x.apkg", a_package()[:400], "this is no Anki package"),
        ],
    )
    def test_what_is_no_deck_is_one_sentence(
        self, folder: Path, name: str, data: str | bytes, reason: str
    ) -> None:
        source = one(put(name, data))
        (problem,) = source.errors
        assert reason in problem.message
        assert problem.source == name
        assert source.decks == ()

    def test_a_pipe_is_refused_and_not_waited_for(self, folder: Path) -> None:
        os.mkfifo("x.yaml")
        assert "this is no file but a pipe" in one("x.yaml").errors[0].message

    def test_a_device_is_refused(self) -> None:
        assert "this is no file but a device" in one("/dev/zero").errors[0].message

    def test_a_folder_called_like_a_package(self, folder: Path) -> None:
        Path("x.apkg").mkdir()
        assert "no deck files" in one("x.apkg").errors[0].message

    def test_links_lead_to_files(self, folder: Path) -> None:
        put("real.yaml", YAML.format("Y"))
        Path("link.yaml").symlink_to("real.yaml")
        assert len(one("link.yaml").decks) == 1
        assert len(read_sources(["real.yaml", "link.yaml"])) == 1
        Path("circle.yaml").symlink_to("circle.yaml")
        assert "cannot be read" in one("circle.yaml").errors[0].message

    def test_long_blanks_before_a_word_take_no_time(self) -> None:
        source = read_data(b" " * MB + b"\n" + b"\t" * MB, "-")
        assert source.errors

    def test_what_was_read_of_standard_input_is_bounded(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(source_reading, "LARGEST_FILE", MB)
        monkeypatch.setattr(source_files, "LARGEST_PIPED", 2 * MB)
        text = one("-", stdin=io.BytesIO(b"question,answer\n" + b"a,b\n" * MB))
        assert "larger than 1 MB" in text.errors[0].message
        media = {"x.png": os.urandom(3 * MB)}
        package = one("-", stdin=io.BytesIO(a_package(media=media)))
        assert "more than 2 MB; save it" in package.errors[0].message


class TestPackages:
    def test_a_package_may_be_larger_than_memory(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(source_reading, "LARGEST_FILE", 1000)
        media = {"π.png": b"picture", "b.mp3": os.urandom(200_000)}
        source = one(put("x.apkg", a_package(media=media)))
        assert source.errors == ()
        assert source.media == ("b.mp3", "π.png")
        with open_media(source) as files:
            assert {name: files.read(name) for name in source.media} == media
            with pytest.raises(NotFoundError):
                files.read("other.png")

    def test_media_of_standard_input_and_of_a_paste(self) -> None:
        data = a_package(media={"π.png": b"picture"})
        for source in (one("-", stdin=io.BytesIO(data)), read_data(data, "-")):
            with open_media(source) as files:
                assert files.read("π.png") == b"picture"
            with open_media(source) as files:
                assert files.names == ("π.png",)

    def test_media_within_a_json_deck(self, folder: Path) -> None:
        media = '"media": [{"deck": "j", "name": "π.png", "data": "cGljdHVyZQ=="}], "decks"'
        data = OURS.replace('"decks"', media, 1)
        for source in (one(put("x.json", data)), one("-", stdin=io.BytesIO(data.encode()))):
            assert source.media == ("π.png",)
            for _time in range(2):
                with open_media(source) as files:
                    assert files.read("π.png") == b"picture"

    def test_other_formats_have_no_media(self, folder: Path) -> None:
        with open_media(one(put("x.yaml", YAML.format("Y")))) as files:
            assert files.names == ()
            with pytest.raises(NotFoundError):
                files.read("x.png")

    def test_a_package_that_changed_meanwhile_gives_no_media(self, folder: Path) -> None:
        source = one(put("x.apkg", a_package(media={"π.png": b"picture"})))
        put("x.apkg", a_package(media={"π.png": b"another"}) + b"\0")
        with pytest.raises(UsageError, match="changed since"), open_media(source):
            pass
        Path("x.apkg").unlink()
        with pytest.raises(UsageError, match="cannot be read again"), open_media(source):
            pass

    def test_ids_are_unique_everywhere_where_anki_made_them(self, folder: Path) -> None:
        put("x.txt", "#separator:tab\n#html:false\nquestion\tanswer\n")
        assert not one("x.txt").decks[0].ids_everywhere
        for name, data in (("a.txt", ANKI_TEXT), ("c.json", CROWDANKI), ("p.apkg", a_package())):
            assert one(put(name, data)).decks[0].ids_everywhere

    def test_without_progress_only_marks_come(self, folder: Path) -> None:
        for name in (put("x.apkg", a_package()), put("x.json", OURS)):
            (note,) = one(name).decks[0].notes
            assert note.progress[0].reviews
            (note,) = one(name, options=ReadOptions(progress=False)).decks[0].notes
            (card,) = note.progress
            assert (card.suspended, card.reviews, card.reps, card.memory) == (True, (), 0, None)


class TestUnchanged:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("x.yaml", YAML.format("A") + "---\n" + YAML.format("B")),
            ("x.csv", "question,answer,deck\na,b,One\nc,d,Two\ne,f,Three\n"),
            ("x.apkg", a_package(decks=3, media={"π.png": b"x"})),
            ("x.json", OURS),
        ],
    )
    def test_a_file_that_is_the_same_is_not_read_again(
        self, folder: Path, name: str, data: str | bytes
    ) -> None:
        first = one(put(name, data))
        again = one(name, known=kept([first]))
        assert again.unchanged
        assert [(d.key, d.title, d.content_hash) for d in again.decks] == [
            (d.key, d.title, d.content_hash) for d in first.decks
        ]
        assert again.media == first.media
        assert not any(deck.notes for deck in again.decks)
        assert not one(name, known=kept([first])[1:]).unchanged

    @pytest.mark.parametrize(
        ("name", "data"), [("x.apkg", a_package()), ("x.json", OURS)], ids=["apkg", "json"]
    )
    def test_another_time_with_progress_is_not_unchanged(
        self, folder: Path, name: str, data: str | bytes
    ) -> None:
        without = ReadOptions(progress=False)
        known = kept([one(put(name, data), options=without)])
        assert one(name, options=without, known=known).unchanged
        assert not one(name, known=known).unchanged
        assert not one(name, options=without, known=kept([one(name)])).unchanged

    def test_progress_says_nothing_of_a_table(self, folder: Path) -> None:
        known = kept([one(put("x.csv", "question,answer\na,b\n"))])
        assert one("x.csv", options=ReadOptions(progress=False), known=known).unchanged

    def test_another_way_of_reading_is_not_unchanged(self, folder: Path) -> None:
        known = kept([one(put("x.csv", "a;b,c\nd;e,f\n"))])
        comma = ReadOptions(table=TableOptions(delimiter=","))
        assert not one("x.csv", options=comma, known=known).unchanged
        assert one("x.csv", options=comma, known=kept([one("x.csv", options=comma)])).unchanged
        assert one("x.csv", file_format="csv", known=known).unchanged
        assert not one("x.csv", file_format="quizlet", known=known).unchanged

    def test_of_two_equal_files_each_is_its_own(self, folder: Path) -> None:
        put("d/a.csv", "question,answer\na,b\n")
        put("d/b.csv", "question,answer\na,b\n")
        known = kept(read_sources(["d"]))
        again = read_sources(["d"], known=known)
        assert [(s.unchanged, [d.title for d in s.decks]) for s in again] == [
            (True, ["a"]),
            (True, ["b"]),
        ]

    def test_media_that_changed_alone_change_the_package(self, folder: Path) -> None:
        known = kept([one(put("x.apkg", a_package(media={"π.png": b"old"})))])
        put("x.apkg", a_package(media={"π.png": b"new"}))
        assert not one("x.apkg", known=known).unchanged


class TestOptions:
    def test_a_table_is_read_as_was_chosen(self, folder: Path) -> None:
        put("x.csv", "1;back;face\n2;a;q\n")
        columns = ReadOptions(table=TableOptions(columns=columns_from("3=question,2=answer")))
        notes = one("x.csv", options=columns).decks[0].notes
        assert [(n.content.question, n.content.answer) for n in notes] == [
            ("face", "back"),
            ("q", "a"),
        ]

    def test_what_is_chosen_for_tables_makes_a_text_one(self, folder: Path) -> None:
        put("x.txt", "one ~ two\n")
        chosen = ReadOptions(table=TableOptions(delimiter="~", header=False))
        assert one("x.txt", options=chosen).format == "csv"

    def test_and_does_not_make_one_of_a_deck(self, folder: Path) -> None:
        put("x.yaml", YAML.format("Y"))
        source = one("x.yaml", options=ReadOptions(table=TableOptions(delimiter="~")))
        assert (source.format, [p.code for p in source.problems]) == ("yaml", ["options"])
        assert len(source.decks) == 1

    def test_other_words_for_formats(self, folder: Path) -> None:
        put("x.csv", "a,b\tc\n")
        assert one("x.csv", file_format="tsv").decks[0].notes[0].content.question == "a,b"
        put("p", a_package())
        assert one("p", file_format="apkg").format == "anki"
        with pytest.raises(UsageError, match="not known"):
            one("p", file_format="docx")

    def test_an_option_that_is_none_is_refused(self, folder: Path) -> None:
        put("x.csv", "a,b\n")
        with pytest.raises(UsageError, match="cannot stand between cells"):
            one("x.csv", options=ReadOptions(table=TableOptions(delimiter="ab")))

    @pytest.mark.parametrize(
        ("text", "columns"),
        [
            ("question,answer,,tags", ("question", "answer", "", "tags")),
            ("front, back", ("question", "answer")),
            ("-,q", ("", "question")),
            ("2=question,3=answer", ("", "question", "answer")),
            ("3=answer, 1=text,", ("text", "", "answer")),
        ],
    )
    def test_columns_are_written_in_order_or_by_number(
        self, text: str, columns: tuple[str, ...]
    ) -> None:
        assert columns_from(text) == columns

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("questoin,answer", 'Did you mean "question"'),
            ("question,\x1b[2J", "cannot hold"),
            ("answer,tags", "is the question"),
            ("", "is the question"),
            ("0=question", "names no column"),
            ("1=question,answer", "names no column"),
            ("99999999999=question", "names no column"),
            ("1=question,1=answer", "named twice"),
        ],
    )
    def test_columns_that_cannot_be_are_refused(self, text: str, reason: str) -> None:
        with pytest.raises(UsageError, match=reason) as caught:
            columns_from(text)
        assert "\x1b" not in str(caught.value)

    def test_an_unknown_field_names_the_known_ones(self) -> None:
        with pytest.raises(UsageError) as caught:
            columns_from("question,colour")
        assert all(field in str(caught.value) for field in table_fields())

    def test_a_preview_of_a_table(self, folder: Path) -> None:
        put("x.csv", "front;back;topic\na;b;c\n")
        preview = preview_table("x.csv")
        assert (preview.delimiter, preview.fields) == (";", ("question", "answer", "tags"))
        assert preview_table(b"a\tb\n", "t", ReadOptions("tsv")).rows == (("a", "b"),)
        (problem,) = preview_table("missing.csv").problems
        assert (problem.source, problem.message) == (
            "missing.csv",
            "there is no such file or folder",
        )
        assert preview_table(b'a,"b\nc,d\n', "t.csv").problems[0].source == "t.csv"


class TestTitles:
    def test_one_deck_takes_the_name(self, folder: Path) -> None:
        (source,) = titled([one(put("x.yaml", YAML.format("Y")))], "Maths :: Stats")
        assert [deck.title for deck in source.decks] == ["Maths::Stats"]

    def test_several_go_below_it(self, folder: Path) -> None:
        put("x.yaml", "---\n".join(map(YAML.format, ["A", "B"])))
        (source,) = titled([one("x.yaml")], "Top")
        assert [(d.title, d.key) for d in source.decks] == [
            ("Top::A", "top-a"),
            ("Top::B", "top-b"),
        ]

    def test_what_is_below_it_already_stays_there(self, folder: Path) -> None:
        put("x.csv", "question,answer,deck\na,b,Top\nc,d,Top::A\ne,f,Topology\n")
        (source,) = titled([one("x.csv")], "Top")
        assert [deck.title for deck in source.decks] == ["Top", "Top::A", "Top::Topology"]

    def test_a_deck_that_exists_keeps_its_key(self, folder: Path) -> None:
        known = [Deck(1, "own-key", "Top::A")]
        put("x.yaml", "---\n".join(map(YAML.format, ["A", "B"])))
        (source,) = titled([one("x.yaml")], "Top", known)
        assert [deck.key for deck in source.decks] == ["own-key", "top-b"]

    def test_titles_whose_keys_would_be_one_are_told_apart(self, folder: Path) -> None:
        for name in ("C", "C++", "C#"):
            put(f"{name}.csv", "question,answer\na,b\n")
        sources = read_sources(["."])
        assert not any(source.errors for source in sources)
        keys = {deck.title: deck.key for source in sources for deck in source.decks}
        assert len(set(keys.values())) == 3
        assert keys["C"] == "c"
        later = one("C++.csv", known=[Deck(1, keys["C++"], "C++")])
        assert later.decks[0].key == keys["C++"]

    def test_files_read_one_after_the_other_are_told_apart_too(self, folder: Path) -> None:
        found = {one(put(f"{name}.csv", "question,answer\na,b\n")).decks[0].key for name in ALIKE}
        assert len(found) == len(ALIKE)

    def test_a_deck_from_before_keeps_its_key(self, folder: Path) -> None:
        source = one(put("C++.csv", "question,answer\na,b\n"), known=[Deck(1, "c", "C++")])
        assert source.decks[0].key == "c"

    def test_the_same_deck_in_two_files_is_refused(self, folder: Path) -> None:
        sources = read_sources([put("a.yaml", YAML.format("Y")), put("b.yaml", YAML.format("Y"))])
        assert [[problem.code for problem in source.errors] for source in sources] == [
            [],
            ["duplicate-deck"],
        ]


def test_a_package_written_for_a_test_is_one(tmp_path: Path) -> None:
    path = write(tmp_path, "x.colpkg", a_package())
    (deck,) = one(str(path)).decks
    assert deck.complete


def test_pasted_text_without_a_title_puts_nothing_aside() -> None:
    untitled = read_data(b"term\tmeaning\n", "-", "quizlet")
    titled_text = read_data(b"deck: Mine\ncards:\n  - {question: Q?, answer: A}\n", "-")
    assert [deck.complete for deck in untitled.decks] == [False]
    assert [deck.complete for deck in titled_text.decks] == [True]


def test_settings_of_a_deck_that_cannot_be_are_left_out_with_a_warning() -> None:
    options = {
        "fsrs.parameters": "1 2",
        "nope": "x",
        "day.rollover": "05:00",
        "study.order": "mixed",
    }
    deck = {"title": "D", "options": options, "notes": [{"question": "q", "answer": "a"}]}
    data = json.dumps({"format": "mlcards", "decks": [deck]}).encode()
    source = read_data(data, "d.json")
    assert [deck.options for deck in source.decks] == [(("study.order", "mixed"),)]
    assert source.errors == ()
    told = [str(problem) for problem in source.problems]
    assert len(told) == 3
    assert all(line.startswith("d.json:1: warning: a setting of the deck was") for line in told)
