"""What is listed of a folder, and which place is meant by what was typed or pasted."""

from pathlib import Path

import pytest

from mlcards.tui.importing.folders import (
    MOST,
    Entry,
    Listing,
    absolute,
    from_paste,
    list_folder,
    shown_folder,
    split_typed,
)

ENDINGS = (".yaml", ".csv")


def names(listing: Listing) -> list[str]:
    return [entry.name for entry in listing.entries]


def a_listing(*files: str) -> Listing:
    return Listing("/x", tuple(Entry(name, folder=False) for name in files))


def test_folders_come_first_then_decks_then_the_rest_and_hidden_ones_last(tmp_path: Path) -> None:
    for name in ("b.txt", "A.YAML", "z.csv", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    (tmp_path / "sub").mkdir()
    listing = list_folder(str(tmp_path), ENDINGS)
    assert names(listing) == ["sub", "A.YAML", "z.csv", "b.txt", ".hidden.csv"]
    assert listing.known == 3


def test_a_huge_folder_is_listed_in_part(tmp_path: Path) -> None:
    for number in range(MOST + 7):
        (tmp_path / f"{number}.csv").touch()
    listing = list_folder(str(tmp_path), ENDINGS)
    assert len(listing.entries) == MOST
    assert listing.more == 7


@pytest.mark.parametrize("name", ["nowhere", "file.txt", "a\0b"])
def test_a_folder_that_cannot_be_looked_into_says_why(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    assert list_folder(f"{tmp_path}/{name}", ENDINGS).trouble


def test_a_link_that_leads_nowhere_is_listed(tmp_path: Path) -> None:
    (tmp_path / "lost.csv").symlink_to(tmp_path / "nothing")
    assert names(list_folder(str(tmp_path), ENDINGS)) == ["lost.csv"]


def test_names_that_begin_so_come_before_those_that_have_it_inside() -> None:
    listing = a_listing("recall.csv", "ROC.csv", "auroc.csv", ".rocky")
    assert [entry.name for entry in listing.matching("roc")] == ["ROC.csv", "auroc.csv"]
    assert [entry.name for entry in listing.matching(".r")] == [".rocky"]
    assert len(listing.matching("")) == 3


@pytest.mark.parametrize(
    ("start", "completed"),
    [
        ("fu", "fundamentals"),
        ("", ""),
        ("x", "x"),
        ("A", "algo.yaml"),
        ("fundamentals.", "fundamentals.yaml"),
    ],
)
def test_a_name_is_completed_as_far_as_is_certain(start: str, completed: str) -> None:
    listing = a_listing("fundamentals.yaml", "fundamentals-2.yaml", "algo.yaml")
    assert listing.completed(start) == completed


def test_a_hostile_name_is_found_by_how_it_is_shown() -> None:
    listing = a_listing("evil\x1b[31m\n.csv")
    assert "\x1b" not in listing.entries[0].shown
    assert listing.find(listing.entries[0].shown) is listing.entries[0]


def test_the_person_s_own_folder_is_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert shown_folder("/home/me") == "~/"
    assert shown_folder("/home/me/decks") == "~/decks/"
    assert shown_folder("/home/mean") == "/home/mean/"
    assert shown_folder("/") == "/"
    assert absolute("~/decks", "/x") == "/home/me/decks"
    assert absolute("../y/", "/x/z") == "/x/y"


def test_what_was_typed_is_a_folder_and_the_start_of_a_name() -> None:
    assert split_typed("~/decks/fu") == ("~/decks/", "fu")
    assert split_typed("fu") == ("", "fu")
    assert split_typed("~") == ("~/", "")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/a/b.csv\n", "/a/b.csv"),
        ("'/a/my deck.csv' ", "/a/my deck.csv"),
        ("/a/my\\ deck.csv", "/a/my deck.csv"),
        ("file:///a/my%20deck.csv", "/a/my deck.csv"),
        ("~/x.yaml", "~/x.yaml"),
        ("recall\tTP", None),
        ("deck: X\ncards:", None),
        ("hello", None),
        ("", None),
        ("/" * 5000, None),
    ],
)
def test_a_pasted_path_is_told_from_a_pasted_text(text: str, path: str | None) -> None:
    assert from_paste(text) == path
