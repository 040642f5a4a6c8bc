import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from support.collections import STATS, write_deck

Mlcards = Callable[..., Result]
BROKEN = (
    "deck: Broken\ncards:\n  - id: a\n    question: Q\n    answr: A\n  - id: a\n    question: R\n"
)


def test_a_good_deck_is_silent_on_stdout(mlcards: Mlcards, tmp_path: Path, home: Path) -> None:
    result = mlcards("check", str(write_deck(tmp_path)))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 file, 3 cards: nothing to complain about.\n"
    assert not home.exists()


def test_all_errors_are_told_with_their_places(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, BROKEN)
    result = mlcards("check", str(path))
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert any(line.startswith(f"{path}:5:5: ") for line in lines)
    assert len(lines) >= 3
    assert "error" in result.stderr


def test_warnings_alone_are_status_0(mlcards: Mlcards, tmp_path: Path) -> None:
    long = STATS + "  - id: long\n    question: Long?\n    answer: " + "word " * 100 + "\n"
    result = mlcards("check", str(write_deck(tmp_path, long)))
    assert result.exit_code == 0
    assert "warning: " in result.stdout
    assert "1 warning" in result.stderr


def test_json(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, BROKEN)
    result = mlcards("check", str(path), str(write_deck(tmp_path / "good")), "--json")
    assert result.exit_code == 2
    answer = json.loads(result.stdout)
    assert (answer["files"], answer["decks"], answer["cards"]) == (2, 1, 3)
    assert answer["errors"] == len(answer["problems"])
    assert set(answer["problems"][0]) == {
        "file",
        "line",
        "column",
        "severity",
        "code",
        "message",
    }


def test_standard_input(mlcards: Mlcards) -> None:
    result = mlcards("check", "-", input=BROKEN)
    assert result.exit_code == 2
    assert result.stdout.startswith("-:")


def test_fix_ids_writes_only_ids(mlcards: Mlcards, tmp_path: Path) -> None:
    before = STATS.replace("  - id: roc\n    question", "  - question").replace("\n", "\r\n")
    path = tmp_path / "stats.yaml"
    path.write_bytes(before.encode())
    result = mlcards("check", str(tmp_path), "--fix-ids")
    assert result.exit_code == 0
    assert "1 id written" in result.stderr
    after = path.read_bytes().decode()
    assert [line for line in after.split("\r\n") if line not in before.split("\r\n")]
    assert len(after.split("\r\n")) == len(before.split("\r\n")) + 1
    assert mlcards("check", str(path), "--fix-ids", "--json").stdout
    assert path.read_bytes().decode() == after


def test_fix_ids_is_for_what_is_read_as_yaml(mlcards: Mlcards, tmp_path: Path) -> None:
    text = STATS.replace("  - id: roc\n    question", "  - question")
    path = write_deck(tmp_path, text)
    assert "written" not in mlcards("check", str(path), "--fix-ids", "--format", "csv").stderr
    assert path.read_text() == text
    plain = write_deck(tmp_path, f"# {'x' * 5000}\n{text}", "stats.txt")
    assert "1 id written" in mlcards("check", str(plain), "--fix-ids", "--format", "yaml").stderr


def test_fix_ids_leaves_a_broken_file_alone_and_tells(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path, BROKEN)
    result = mlcards("check", str(path), str(tmp_path / "missing.yaml"), "--fix-ids")
    assert result.exit_code == 2
    assert path.read_text() == BROKEN
    assert "no such file" in result.stdout


def test_ids_cannot_be_written_into_standard_input(mlcards: Mlcards) -> None:
    assert mlcards("check", "-", "--fix-ids", input=STATS).exit_code == 2


# new


def test_a_new_deck_passes_its_own_check_and_can_be_imported(
    mlcards: Mlcards, tmp_path: Path
) -> None:
    path = tmp_path / "my-company.yaml"
    result = mlcards("new", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text().startswith("# yaml-language-server: $schema=")
    assert "deck: My company" in path.read_text()
    assert mlcards("check", str(path)).stdout == ""
    assert mlcards("import", str(path)).exit_code == 0


def test_a_new_deck_goes_to_standard_output(
    mlcards: Mlcards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = mlcards("new", "-")
    assert (result.exit_code, result.stderr, list(tmp_path.iterdir())) == (0, "", [])
    assert mlcards("check", "-", input=result.stdout).stderr == (
        "1 file, 5 cards: nothing to complain about.\n"
    )


def test_what_to_type_next_is_one_word_for_a_shell(mlcards: Mlcards, tmp_path: Path) -> None:
    result = mlcards("new", str(tmp_path / "my deck.yaml"))
    assert f"mlcards import '{tmp_path}/my deck.yaml'\n" in result.stderr


def test_a_file_that_exists_is_left_alone(mlcards: Mlcards, tmp_path: Path) -> None:
    path = write_deck(tmp_path)
    result = mlcards("new", str(path))
    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert path.read_text() == STATS


@pytest.mark.parametrize("name", ["no/such/folder/x.yaml", "x" * 5000])
def test_a_file_that_cannot_be_made(mlcards: Mlcards, tmp_path: Path, name: str) -> None:
    result = mlcards("new", str(tmp_path / name))
    assert result.exit_code == 1
    assert result.stderr.startswith("mlcards: ")


def test_a_name_that_is_no_utf_8_is_shown_and_raises_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mlcards", "check", b"na\xefve.yaml"],
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"na" in done.stdout
