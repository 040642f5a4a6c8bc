"""Checking reads files and folders and says all that is wrong; fixing ids changes nothing else."""

import io
import os
import stat
from pathlib import Path

import pytest

from mlcards.collection.checking import check_paths, fix_ids
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError

GOOD = "deck: {title}\ncards:\n  - id: {id}\n    question: What is {title}?\n    answer: A\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def good(path: Path, title: str) -> Path:
    return write(path, GOOD.format(title=title, id=title.lower()))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is also the working one, so that names in messages are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestCheck:
    def test_a_good_file(self, folder: Path) -> None:
        report = check_paths([good(folder / "a.yaml", "A")])
        assert (report.files, report.notes, report.cards) == (1, 1, 1)
        assert report.problems == ()

    def test_cards_are_counted_by_their_parts(self, folder: Path) -> None:
        text = (
            "deck: D\ncards:\n- {type: reversed, q: a, a: b}\n"
            "- {type: cloze, text: 'a {{c1::b}} {{c2::c}} d e'}\n"
        )
        report = check_paths([write(folder / "a.yaml", text)])
        assert (report.notes, report.cards) == (2, 4)

    def test_a_folder_is_walked_in_order(self, folder: Path) -> None:
        good(folder / "decks/b.yml", "B")
        good(folder / "decks/a.yaml", "A")
        good(folder / "decks/sub/c.YAML", "C")
        write(folder / "decks/notes.txt", "no deck")
        write(folder / "decks/.git/x.yaml", "no deck")
        report = check_paths(["decks"])
        assert [deck.source_path for deck in report.decks] == [
            "decks/a.yaml",
            "decks/b.yml",
            "decks/sub/c.YAML",
        ]
        assert report.problems == ()

    def test_problems_come_by_file_and_line(self, folder: Path) -> None:
        write(folder / "b.yaml", "deck: B\ncards:\n- {q: Q}\n- {q: Q, a: A, hnt: x}\n")
        write(
            folder / "a.yaml",
            f"deck: A\ncards:\n- q: {'word ' * 90}\n  a: A\n- {{q: is a_, a: x*y*z}}\n",
        )
        report = check_paths(["b.yaml", "a.yaml"])
        assert [str(problem).split(" ")[0] for problem in report.problems] == [
            "b.yaml:3:3:", "b.yaml:4:16:", "a.yaml:3:", "a.yaml:5:"
        ]  # fmt: skip
        assert [problem.code for problem in report.warnings] == ["long-question", "markdown"]
        assert len(report.errors) == 2
        assert [deck.title for deck in report.decks] == ["A"]

    def test_links_may_lead_into_another_file(self, folder: Path) -> None:
        good(folder / "a.yaml", "A")
        link = write(folder / "b.yaml", "deck: B\ncards:\n- {q: Q, a: 'See [A](card:a).'}\n")
        assert check_paths([folder]).problems == ()
        assert [problem.code for problem in check_paths([link]).problems] == ["dead-link"]

    def test_links_into_a_broken_file_are_not_called_dead(self, folder: Path) -> None:
        write(folder / "a.yaml", "deck: A\ncards:\n- {id: a, q: Q}\n")
        write(folder / "b.yaml", "deck: B\ncards:\n- {q: Q, a: 'See [A](card:a).'}\n")
        assert [problem.code for problem in check_paths([folder]).problems] == ["missing"]

    def test_standard_input(self) -> None:
        report = check_paths(["-"], io.BytesIO(b"deck: D\ncards:\n- {q: Q}\n"))
        assert [str(problem) for problem in report.problems] == [
            '-:3:3: card "Q": a basic card needs answer'
        ]

    def test_what_cannot_be_read_is_a_problem_among_others(self, folder: Path) -> None:
        (folder / "empty").mkdir()
        good(folder / "a.yaml", "A")
        report = check_paths(["missing.yaml", "empty", "a.yaml"])
        assert [problem.source for problem in report.errors] == ["missing.yaml", "empty"]
        assert len(report.decks) == 1

    def test_an_unknown_format(self) -> None:
        with pytest.raises(UsageError, match="yaml"):
            check_paths(["-"], io.BytesIO(b""), "docx")


class TestFixIds:
    TEXT = "deck: D  # mine\ncards:\n  - {q: Why?, a: A}\n  - q: How?\n    a: B\n"

    def test_ids_are_written_once(self, folder: Path) -> None:
        path = write(folder / "a.yaml", self.TEXT)
        before = check_paths([path]).decks
        report = fix_ids(path)
        assert (report.written, report.problems) == (2, ())
        text = path.read_text(encoding="utf-8")
        assert text == self.TEXT.replace("{q", "{id: why, q").replace("- q", "- id: how\n    q")
        after = check_paths([path]).decks
        assert [note.id for note in after[0].notes] == ["why", "how"]
        assert [note.content for note in after[0].notes] == [
            note.content for note in before[0].notes
        ]
        changed = path.stat().st_mtime_ns
        assert fix_ids(path).written == 0
        assert path.stat().st_mtime_ns == changed

    def test_rights_stay_and_a_link_goes_on_pointing(self, folder: Path) -> None:
        path = write(folder / "real/a.yaml", self.TEXT)
        path.chmod(0o640)
        link = folder / "link.yaml"
        link.symlink_to(path)
        assert fix_ids(link).written == 2
        assert link.is_symlink()
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert [entry.name for entry in path.parent.iterdir()] == ["a.yaml"]

    def test_a_file_with_errors_is_left(self, folder: Path) -> None:
        path = write(folder / "a.yaml", self.TEXT + "  - q: What?\n")
        report = fix_ids(path)
        assert (report.written, [problem.line for problem in report.problems]) == (0, [6])
        assert path.read_text(encoding="utf-8") == self.TEXT + "  - q: What?\n"

    def test_what_is_no_file_of_ours(self, folder: Path) -> None:
        with pytest.raises(NotFoundError):
            fix_ids("missing.yaml")
        with pytest.raises(UsageError):
            fix_ids("-")
        with pytest.raises(UsageError):
            fix_ids(folder)
        with pytest.raises(UsageError):
            fix_ids(write(folder / "a.csv", "question,answer\n"))

    def test_a_failed_write_leaves_the_file(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = write(folder / "a.yaml", self.TEXT)

        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(MlcardsError, match="No space left"):
            fix_ids(path)
        assert path.read_text(encoding="utf-8") == self.TEXT
        assert [entry.name for entry in folder.iterdir()] == ["a.yaml"]
