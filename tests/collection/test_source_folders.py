"""Folders as sources: which files count, and notes in Markdown that share a deck."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mlcards.collection import source_files
from mlcards.collection.sources import ReadOptions, Source, read_sources, titled
from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck
from mlcards.core.model import Deck

YAML = "deck: {0}\ncards:\n  - {{id: {0}, q: What is {0}?, a: A}}\n"
HEADINGS = "# Interview\n\n## What is {0}?\n\nAn answer.\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, so that names are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(name: str, text: str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def kept(sources: Sequence[Source], before: Sequence[Deck] = ()) -> list[Deck]:
    """Return the decks as a collection would have them after these were imported."""
    decks = {deck.key: deck for deck in before}
    for source in sources:
        for deck in source.decks:
            decks[deck.key] = Deck(
                1,
                deck.key,
                deck.title,
                source_path=deck.source_path,
                content_hash=deck.content_hash,
            )
    return list(decks.values())


def the(title: str, sources: Sequence[Source]) -> ForeignDeck:
    (deck,) = [deck for source in sources for deck in source.decks if deck.title == title]
    return deck


def questions(deck: ForeignDeck) -> list[str]:
    return [note.content.question for note in deck.notes]


class TestWhichFiles:
    def test_all_that_any_reader_knows(self) -> None:
        put("d/a.yaml", YAML.format("A"))
        put("d/b.CSV", "question,answer\na,b\n")
        put("d/c/c.md", "Q: a\nA: b\n")
        put("d/c/e.txt", "#separator:tab\na\tb\n")
        put("d/c/f.json", '{"format": "mlcards", "decks": []}')
        put("d/.hidden.yaml", "no deck")
        put("d/.obsidian/app.json", "{}")
        put("d/~$b.csv", "lock")
        put("d/g.py", "no deck")
        assert [source.name for source in read_sources(["d"])] == [
            "d/a.yaml", "d/b.CSV", "d/c/c.md", "d/c/e.txt", "d/c/f.json"
        ]  # fmt: skip

    def test_texts_without_cards_are_counted_in_one_warning(self) -> None:
        put("d/a.yaml", YAML.format("A"))
        put("d/LICENSE.txt", "Permission is hereby granted:\ncards: all\n")
        put("d/README.md", "# Decks\n\n## Installing\n\nDo this.\n")
        put("d/flagged.md", "#flashcards\n\nNothing here yet.\n")
        put("d/package.json", '{"name": "left-pad"}')
        put("d/broken.json", '{"name": ')
        deck, remark = read_sources(["d"])
        assert deck.name == "d/a.yaml"
        (problem,) = remark.problems
        assert (problem.source, problem.severity, problem.code) == ("d", "warning", "no-cards")
        assert "in 5 files" in problem.message
        assert "LICENSE.txt, README.md, broken.json, …" in problem.message
        assert remark.decks == ()

    def test_named_by_themselves_they_are_read_or_refused(self) -> None:
        put("README.md", "# Decks\n\n## Installing\n\nDo this.\n")
        assert questions(read_sources(["README.md"])[0].decks[0]) == ["Installing"]
        put("empty.md", "words only\n")
        assert read_sources(["empty.md"])[0].errors

    def test_a_broken_deck_is_not_among_them(self) -> None:
        put("d/a.yaml", "deck: A\ncards: 1\n")
        put("d/b.md", "Q: a\nQ: b\nA: c\n")
        put("d/c.json", '{"format": "mlcards", "decks": 1}')
        put("d/e.csv", 'question,answer\na,"b"c\n')
        sources = read_sources(["d"])
        assert [bool(source.errors) for source in sources] == [True] * 4

    def test_a_folder_of_nothing_else_is_an_error(self) -> None:
        put("d/README.md", "words\n")
        (source,) = read_sources(["d"])
        assert "no cards were found in 1 file of this folder" in source.errors[0].message

    def test_the_named_format_is_all_files_format(self) -> None:
        put("d/a.md", "# Notes\n\n## Bias\n\nAn answer.\n")
        (source,) = read_sources(["d"], options=ReadOptions("md"))
        assert questions(source.decks[0]) == ["Bias"]

    def test_questions_far_down_count(self) -> None:
        put(
            "d/a.md", "# Notes\n\n" + "Words before it. " * 2000 + "\n\n## What is bias?\n\nThat.\n"
        )
        assert len(read_sources(["d"])[0].decks) == 1

    def test_links_to_folders_are_not_followed(self) -> None:
        put("d/a.yaml", YAML.format("A"))
        put("other/b.yaml", YAML.format("B"))
        Path("d/circle").symlink_to("..")
        Path("d/other").symlink_to("../other")
        Path("d/b.yaml").symlink_to("../other/b.yaml")
        assert [source.name for source in read_sources(["d"])] == ["d/a.yaml", "d/b.yaml"]

    def test_too_many_files_are_refused_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(source_files, "MOST_FILES", 2)
        for name in "abc":
            put(f"d/{name}.yaml", YAML.format(name))
        (source,) = read_sources(["d"])
        assert "more than 2 files" in source.errors[0].message
        with pytest.raises(UsageError):
            source_files.deck_files("d")

    def test_a_folder_too_deep_is_walked_so_far(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(source_files, "DEEPEST", 2)
        put("d/1/2/a.yaml", YAML.format("A"))
        put("d/1/2/3/b.yaml", YAML.format("B"))
        assert [source.name for source in read_sources(["d/"])] == ["d/1/2/a.yaml"]

    @pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read all")
    def test_a_folder_that_is_closed_is_a_problem(self) -> None:
        put("d/a.yaml", YAML.format("A"))
        put("d/closed/b.yaml", YAML.format("B"))
        Path("d/closed").chmod(0)
        sources = read_sources(["d"])
        Path("d/closed").chmod(0o700)
        assert [source.errors[0].message for source in sources[1:]] == [
            "this folder cannot be looked into"
        ]

    def test_a_pipe_in_a_folder_is_not_waited_for(self) -> None:
        put("d/a.yaml", YAML.format("A"))
        os.mkfifo("d/b.yaml")
        assert [bool(source.errors) for source in read_sources(["d"])] == [False, True]


class TestSharedDecks:
    def test_notes_with_one_title_are_one_deck(self, folder: Path) -> None:
        put("d/a.md", HEADINGS.format("a"))
        put("d/b.md", HEADINGS.format("b"))
        put("d/c.md", "Q: other\nA: deck\n")
        other, merged = read_sources(["d"])
        assert (merged.name, merged.path, merged.errors) == ("d", str(folder / "d"), ())
        (deck,) = merged.decks
        assert questions(deck) == ["What is a?", "What is b?"]
        assert [note.line for note in deck.notes] == [3, 3]
        assert (deck.source_path, deck.complete) == (str(folder / "d"), True)
        assert [deck.title for deck in other.decks] == ["c"]

    def test_a_file_with_decks_of_its_own_keeps_them(self) -> None:
        put("d/x/Note.md", "#flashcards/ml\n\na::b\n\n#flashcards/maths\n\nc::d\n")
        put("d/y/Note.md", "#flashcards/ml\n\ne::f\n")
        own, merged = read_sources(["d"])
        assert [deck.title for deck in own.decks] == ["maths::Note"]
        assert questions(the("ml::Note", [merged])) == ["a", "e"]

    def test_ids_that_clash_are_told(self) -> None:
        put("d/a.md", "# T\n\n## What is a? {#same}\n\nA\n")
        put("d/b.md", "# T\n\n## What is b? {#same}\n\nB\n")
        (merged,) = read_sources(["d"])
        assert [note.id for note in merged.decks[0].notes] == ["same", ""]
        (problem,) = merged.problems
        assert (problem.source, problem.line, problem.code) == ("d/b.md", 3, "duplicate-id")
        assert "line 3 of d/a.md" in problem.message

    def test_yaml_decks_of_one_title_are_still_refused(self) -> None:
        put("d/a.yaml", YAML.format("T"))
        put("d/b.yaml", YAML.format("T"))
        put("d/c.md", "# T\n\n## What?\n\nThat.\n")
        sources = read_sources(["d"])
        assert [[p.code for p in source.errors] for source in sources] == [
            [],
            ["duplicate-deck"],
            ["duplicate-deck"],
        ]

    def test_files_named_one_by_one_share_too(self, folder: Path) -> None:
        put("d/a.md", HEADINGS.format("a"))
        put("d/b.md", HEADINGS.format("b"))
        (merged,) = read_sources(["d/a.md", "d/b.md"])
        assert (merged.name, merged.path) == ("d", str(folder / "d"))
        assert questions(merged.decks[0]) == ["What is a?", "What is b?"]

    def test_a_check_sees_each_file(self) -> None:
        put("d/a.md", HEADINGS.format("a"))
        put("d/b.md", HEADINGS.format("b"))
        put("d/c.md", "words\n")
        sources = read_sources(["d"], merge=False)
        assert [(source.name, len(source.decks), source.problems) for source in sources] == [
            ("d/a.md", 1, ()),
            ("d/b.md", 1, ()),
        ]

    def test_below_a_title(self) -> None:
        put("d/a.md", HEADINGS.format("a"))
        put("d/b.md", HEADINGS.format("b"))
        put("d/c.md", "Q: other\nA: deck\n")
        sources = titled(read_sources(["d"]), "Top")
        assert not any(source.errors for source in sources)
        assert len(the("Top::Interview", sources).notes) == 2
        assert len(the("Top::c", sources).notes) == 1


class TestLater:
    """What a deck that came from a folder is when some of its files come again."""

    @pytest.fixture
    def known(self) -> list[Deck]:
        put("d/a.md", HEADINGS.format("a"))
        put("d/sub/b.md", HEADINGS.format("b"))
        return kept(read_sources(["d"]))

    def test_the_same_folder_has_all(self, known: list[Deck]) -> None:
        again = the("Interview", read_sources(["d"], known=known))
        assert again.complete
        assert again.content_hash == known[0].content_hash
        Path("d/sub/b.md").unlink()
        left = the("Interview", read_sources(["d"], known=known))
        assert left.complete
        assert questions(left) == ["What is a?"]

    def test_a_file_of_it_is_a_part(self, folder: Path, known: list[Deck]) -> None:
        deck = the("Interview", read_sources(["d/a.md"], known=known))
        assert (deck.complete, deck.source_path) == (False, str(folder / "d"))
        after = kept(read_sources(["d/a.md"], known=known), known)
        assert not the("Interview", read_sources(["d/a.md"], known=after)).complete
        assert the("Interview", read_sources(["d"], known=after)).complete

    def test_a_folder_in_it_is_a_part(self, folder: Path, known: list[Deck]) -> None:
        put("d/sub/c.md", HEADINGS.format("c"))
        deck = the("Interview", read_sources(["d/sub"], known=known))
        assert len(deck.notes) == 2
        assert (deck.complete, deck.source_path) == (False, str(folder / "d"))

    def test_files_of_it_are_a_part(self, known: list[Deck]) -> None:
        put("d/c.md", HEADINGS.format("c"))
        deck = the("Interview", read_sources(["d/a.md", "d/sub/b.md"], known=known))
        assert not deck.complete

    def test_a_larger_folder_has_all(self, folder: Path, known: list[Deck]) -> None:
        put("c.md", HEADINGS.format("c"))
        deck = the("Interview", read_sources(["."], known=known))
        assert (deck.complete, deck.source_path) == (True, str(folder))

    def test_another_folder_has_others(self, folder: Path, known: list[Deck]) -> None:
        put("e/c.md", HEADINGS.format("c"))
        put("e/f.md", HEADINGS.format("f"))
        deck = the("Interview", read_sources(["e"], known=known))
        assert (deck.complete, deck.source_path) == (False, str(folder / "d"))

    def test_a_folder_that_was_renamed_has_all(self, folder: Path, known: list[Deck]) -> None:
        Path("d").rename("e")
        deck = the("Interview", read_sources(["e"], known=known))
        assert (deck.complete, deck.source_path) == (True, str(folder / "e"))

    def test_a_file_with_an_error_leaves_the_rest_a_part(self, known: list[Deck]) -> None:
        put("d/c.md", "Q: no answer\nQ: b\nA: c\n")
        assert not the("Interview", read_sources(["d"], known=known)).complete

    def test_a_deck_of_one_file_stays_whole_when_that_moves(self, folder: Path) -> None:
        put("one.md", HEADINGS.format("a"))
        known = kept(read_sources(["one.md"]))
        assert read_sources(["one.md"], known=known)[0].unchanged
        put("d/two.md", HEADINGS.format("b"))
        moved = the("Interview", read_sources(["d/two.md"], known=known))
        assert (moved.complete, moved.source_path) == (True, str(folder / "d/two.md"))

    def test_a_file_that_is_unchanged_is_read_when_another_joins_it(self, folder: Path) -> None:
        put("d/a.md", HEADINGS.format("a"))
        known = kept(read_sources(["d"]))
        put("d/b.md", HEADINGS.format("b"))
        deck = the("Interview", read_sources(["d"], known=known))
        assert questions(deck) == ["What is a?", "What is b?"]
        assert (deck.complete, deck.source_path) == (True, str(folder / "d"))

    def test_under_another_title_the_same_holds(self, known: list[Deck]) -> None:
        here = [replace(known[0], key="top", title="Top")]
        (source,) = titled(read_sources(["d/a.md"]), "Top", here)
        assert not source.decks[0].complete
        (source,) = titled(read_sources(["d"]), "Top", here)
        assert source.decks[0].complete
