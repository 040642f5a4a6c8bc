"""Importing by keys: pick, plan, decide, import, report, take back."""

import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.geometry import Offset
from textual.widgets import TextArea

from mlcards.collection.import_plans import Choices
from mlcards.collection.importing import CancelledError, apply
from mlcards.config.paths import Home
from mlcards.core.errors import DatabaseError
from mlcards.core.model import NoteContent
from mlcards.store import notes
from mlcards.tui.importing.folders import Listing, list_folder
from mlcards.tui.screens import import_progress
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.import_columns import ImportColumnsScreen
from mlcards.tui.screens.import_format import ImportFormatScreen
from mlcards.tui.screens.import_name import ImportNameScreen
from mlcards.tui.screens.import_past import PastImportsScreen
from mlcards.tui.screens.import_paste import ImportPasteScreen
from mlcards.tui.screens.import_pick import ImportPickScreen, PathInput
from mlcards.tui.screens.import_plan import ImportPlanScreen
from mlcards.tui.screens.import_progress import ImportProgressScreen
from mlcards.tui.screens.import_reading import ImportReadingScreen
from mlcards.tui.screens.import_report import ImportReportScreen
from mlcards.tui.screens.study import StudyScreen
from mlcards.tui.screens.whole_text import WholeTextScreen
from mlcards.tui.widgets.row_list import RowList
from support.cards import FORBIDDEN
from support.clock import FakeClock
from support.collections import hostile_deck
from support.curves import CURVES, put_in
from support.factories import some_settings
from support.tui import SIZES, Driver, a_home, driving, look_into

EDITED = (
    CURVES.replace("over all thresholds", "across all thresholds")
    .replace("TP / (TP + FP)", "True positives over all that is called positive.")
    .replace("  - question: What is lift?\n    answer: How much better than chance.\n", "")
)
TERMS = 'Stichwort,Erläuterung,Gebiet\nROC,"TPR, FPR",metrics\nAUC,area,metrics\n'
Start = Callable[..., AbstractAsyncContextManager[Driver]]
QUIZLET = "recall\tTP / (TP + FN)\nprecision\tTP / (TP + FP)\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the app is started in."""
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    return folder


@pytest.fixture
def curves(files: Path) -> None:
    """A deck of three cards in that folder."""
    (files / "curves.yaml").write_text(CURVES)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return a_home(tmp_path, ("Own", 2))


@pytest.fixture
def start(home: Home, files: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Runs the app in that folder."""
    assert files.is_dir()
    return partial(driving, monkeypatch, home)


def edit_precision(home: Home, answer: str) -> None:
    """Edit the imported card about precision, as a person does."""
    collection = look_into(home, FakeClock())
    deck = next(deck for deck in collection.decks() if deck.title == "Curves")
    with collection.store.writing() as connection:
        rows = notes.of_deck(connection, deck.id)
        row = next(row for row in rows if "precision" in row.content.question)
        notes.edit(connection, row, replace(row.content, answer=answer), row.content)
    collection.store.close()


def held(driver: Driver, title: str) -> dict[str, tuple[NoteContent, bool]]:
    """The notes of a deck by question, and whether each is put aside."""
    collection = look_into(driver.app.home, driver.clock)
    found = [deck for deck in collection.decks() if deck.title == title]
    rows = []
    if found:
        with collection.store.reading() as connection:
            rows = notes.of_deck(connection, found[0].id)
    collection.store.close()
    return {row.content.question: (row.content, row.orphaned) for row in rows}


def titles(driver: Driver) -> list[str]:
    collection = look_into(driver.app.home, driver.clock)
    found = [deck.title for deck in collection.decks()]
    collection.store.close()
    return found


async def pick(driver: Driver, name: str) -> None:
    """Go to the import screen, write a name and take it."""
    await driver.press("i")
    await driver.write(name)
    await driver.press("enter")


async def paste(driver: Driver, text: str) -> None:
    driver.app.post_message(events.Paste(text))
    await driver.settle()


def chosen_row(driver: Driver) -> str:
    return next(line for line in driver.lines if "▌" in line).strip()


# The way through


@pytest.mark.usefixtures("curves")
async def test_pick_plan_import_report_and_take_back(start: Start) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        assert driver.shows(ImportPlanScreen)
        assert "Curves: 3 new" in driver.text
        assert "YAML deck" in driver.text
        assert titles(driver) == ["Own"]
        await driver.press("enter")
        assert driver.shows(ImportReportScreen)
        assert "✓ Curves: 3 new" in driver.text
        assert len(held(driver, "Curves")) == 3
        await driver.press("u")
        assert "Taken back: 3 new cards removed." in driver.text
        assert titles(driver) == ["Own"]
        await driver.press("u")
        assert titles(driver) == ["Own"]
        await driver.press("escape")
        assert driver.shows(HomeScreen)
        assert "Curves" not in driver.text


async def test_ids_are_written_into_the_file_when_a_person_says_so(
    files: Path, start: Start
) -> None:
    path = files / "curves.yaml"
    path.write_text(CURVES)
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("enter")
        assert "3 cards without an id: w writes ids into the file." in driver.text
        assert path.read_text() == CURVES
        await driver.press("w")
        assert driver.notices[-1].startswith("3 ids written.")
        assert path.read_text().count("id: ") == 3
        assert "without an id" not in driver.text
        await driver.press("w")
        assert path.read_text().count("id: ") == 3


@pytest.mark.usefixtures("curves")
async def test_home_counts_what_came_in_and_enter_studies_it(start: Start) -> None:
    settings = some_settings(study_new_per_day=50)
    async with start(settings=settings) as driver:
        await pick(driver, "cur")
        await driver.press("enter", "escape")
        assert driver.shows(HomeScreen)
        assert "Curves" in driver.text
        assert "5 cards" in driver.text
        await pick(driver, "cur")
        assert "all 3 unchanged. Nothing to import." in driver.text
        await driver.press("enter")
        assert driver.shows(ImportPlanScreen)


@pytest.mark.usefixtures("curves")
async def test_enter_on_the_report_studies_what_came_in(start: Start) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("enter", "enter")
        assert driver.shows(StudyScreen)
        assert "ROC curve" in driver.text
        await driver.press("q")
        assert driver.shows(HomeScreen)


@pytest.mark.usefixtures("curves")
async def test_esc_goes_back_with_nothing_written(start: Start) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("escape")
        assert driver.shows(ImportPickScreen)
        await driver.press("escape")
        assert driver.shows(HomeScreen)
        assert titles(driver) == ["Own"]


async def test_it_begins_where_the_person_picked_last(files: Path, start: Start) -> None:
    (files / "sub").mkdir()
    (files / "sub" / "curves.yaml").write_text(CURVES)
    async with start() as driver:
        await driver.press("i", "enter", "enter")
        assert driver.shows(ImportPlanScreen)
        await driver.press("escape", "escape", "i")
        assert driver.app.screen.query_one(PathInput).value == f"{files}/sub/"


@pytest.mark.usefixtures("curves")
async def test_the_card_is_shown_as_it_will_look_and_moves_with_the_rows(start: Start) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        assert "The true positive rate over" in driver.text
        await driver.press("j")
        assert "TP / (TP + FP)" in driver.text
        assert "The true positive rate over" not in driver.text
        await driver.press("G")
        assert "How much better" in driver.text
        await driver.press("g")
        assert "The true positive rate over" in driver.text


async def test_cards_that_left_one_file_left_their_file(
    home: Home, files: Path, start: Start
) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    path.write_text("deck: Curves\ncards:\n  - {id: other, question: Other?, answer: Yes.}\n")
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("enter")
        assert "3 cards left their file: they are put aside" in driver.text


async def test_views_show_some_of_the_rows(home: Home, files: Path, start: Start) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    path.write_text(EDITED)
    async with start() as driver:
        await pick(driver, "cur")
        rows = driver.app.screen.query_one(RowList)
        counts = {}
        for _ in range(5):
            screen = driver.app.screen
            assert isinstance(screen, ImportPlanScreen)
            counts[screen._view] = rows.count
            await driver.press("tab")
        assert counts == {"changes": 3, "changed": 2, "gone": 1, "decide": 1, "decks": 1}


async def test_a_card_too_long_to_be_shown_opens_whole(files: Path, start: Start) -> None:
    (files / "long.csv").write_text("question,answer\nlong?," + "word " * 4900 + "\n")
    async with start(size=(140, 45)) as driver:
        await pick(driver, "long")
        await driver.press("z")
        assert driver.shows(WholeTextScreen)


@pytest.mark.usefixtures("curves")
async def test_enter_that_comes_before_the_folder_is_listed_is_not_lost(
    files: Path, monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:
    (files / "a.yaml").write_text(CURVES)
    listing = threading.Event()

    def slowly(path: str, suffixes: tuple[str, ...]) -> Listing:
        listing.wait(10)
        return list_folder(path, suffixes)

    monkeypatch.setattr("mlcards.tui.screens.import_pick.list_folder", slowly)
    async with start() as driver:
        await driver.pilot.press("i", "c", "u", "enter")
        assert driver.shows(ImportPickScreen)
        assert "Looking …" in driver.text
        listing.set()
        await driver.settle()
        assert driver.shows(ImportPlanScreen)
        assert "curves.yaml" in driver.lines[0]


async def test_names_are_completed_and_folders_gone_into_and_out_of(
    files: Path, start: Start
) -> None:
    (files / "dir\x1b[2J  two").mkdir()
    (files / "dir\x1b[2J  two" / "curves.yaml").write_text(CURVES)
    async with start() as driver:
        await driver.press("i")
        await driver.write("di")
        await driver.press("tab")
        assert "dir␛[2J two/" in driver.lines[2]
        assert "curves.yaml" in driver.text
        await driver.press("alt+up")
        assert "dir␛[2J two/" in chosen_row(driver)
        await driver.press("enter", "backspace", "backspace", "backspace")
        assert "dir␛[2J two/" in chosen_row(driver)
        await driver.write("xyz")
        assert "Nothing here is called so." in driver.text
        await driver.press("enter")
        assert driver.notices[-1].startswith("There is no ")


async def test_a_folder_that_is_gone_is_told(start: Start) -> None:
    async with start() as driver:
        await driver.press("i")
        await driver.write("nowhere/")
        assert "This folder cannot be looked into" in driver.text
        await driver.press("ctrl+o")
        assert driver.shows(ImportPickScreen)


@pytest.mark.usefixtures("curves")
async def test_a_name_that_a_deck_cannot_have_is_refused_where_it_is_typed(start: Start) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("n", "end")
        await driver.write("::Mine::")
        await driver.press("enter")
        assert driver.shows(ImportNameScreen)
        assert "Curves::Mine::" in driver.text
        assert "title cannot be empty, nor a part of it" in driver.text
        await driver.press("escape")
        assert driver.shows(ImportPlanScreen)
        assert "Curves: 3 new" in driver.text
        await driver.press("enter")
        assert len(held(driver, "Curves")) == 3


# Deciding


async def test_an_edited_question_is_one_card_or_two_as_the_person_says(
    home: Home, files: Path, start: Start
) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    path.write_text(CURVES.replace("over all thresholds", "across all thresholds"))
    async with start() as driver:
        await pick(driver, "cur")
        assert "? same card" in chosen_row(driver)
        assert "was What does a ROC curve show over all" in driver.text
        assert "now What does a ROC curve show across all" in driver.text
        assert "1 changed" in driver.text
        await driver.press("space")
        assert "? two cards" in chosen_row(driver)
        assert "1 new, 1 gone" in driver.text
        await driver.press("enter")
        found = held(driver, "Curves")
        assert len(found) == 4
        assert [gone for _content, gone in found.values()].count(True) == 1


async def test_the_same_card_stays_one(home: Home, files: Path, start: Start) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    path.write_text(CURVES.replace("over all thresholds", "across all thresholds"))
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("space", "space", "enter")
        assert len(held(driver, "Curves")) == 3


@pytest.mark.parametrize(
    ("keys", "answer"),
    [((), "My own words."), (("space",), "True positives over all that is called positive.")],
)
async def test_a_conflict_is_shown_field_by_field_and_decided(
    home: Home, files: Path, start: Start, keys: tuple[str, ...], answer: str
) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    edit_precision(home, "My own words.")
    path.write_text(
        CURVES.replace("TP / (TP + FP)", "True positives over all that is called positive.")
    )
    async with start(size=(80, 40)) as driver:
        await pick(driver, "cur")
        assert "! yours" in chosen_row(driver)
        assert "My own words." in driver.text
        assert "True positives over all that is called positive." in driver.text
        await driver.press(*keys)
        if keys:
            assert "! the file's" in chosen_row(driver)
        await driver.press("enter")
        assert held(driver, "Curves")["What is precision?"][0].answer == answer


async def test_a_click_on_a_way_decides(home: Home, files: Path, start: Start) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    path.write_text(CURVES.replace("over all thresholds", "across all thresholds"))
    async with start() as driver:
        await pick(driver, "cur")
        y = next(n for n, line in enumerate(driver.lines) if "○ two cards" in line)
        await driver.pilot.click(offset=Offset(10, y))
        await driver.settle()
        assert "? two cards" in chosen_row(driver)


async def test_all_of_a_kind_are_decided_like_one(home: Home, files: Path, start: Start) -> None:
    path = files / "many.yaml"
    cards = "".join(
        f"  - question: What is the meaning of the term number {word} in statistics?\n"
        f"    answer: The {word} thing.\n"
        for word in ("alpha", "lambda", "omega")
    )
    put_in(home, path, f"deck: Many\ncards:\n{cards}")
    path.write_text(f"deck: Many\ncards:\n{cards}".replace("the meaning", "a meaning"))
    async with start() as driver:
        await pick(driver, "many")
        assert "3 to decide" in driver.text
        await driver.press("space", "X")
        assert "3 new, 3 gone" in driver.text


async def test_history_comes_in_unless_it_is_left_out(
    files: Path, monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:
    seen: list[Choices] = []

    def spy(collection: Any, planned: Any, choices: Choices, tick: Any) -> Any:
        seen.append(choices)
        return apply(collection, planned, choices, tick)

    monkeypatch.setattr(import_progress, "apply", spy)
    text = "Begriff::Bedeutung\n<!--SR:!2026-11-30,10,250-->\n"
    (files / "note.md").write_text(f"#flashcards/a\n\n{text}")
    async with start() as driver:
        await pick(driver, "note.md")
        assert "with its history" in driver.text
        await driver.press("h")
        assert "without its history" in driver.text
        await driver.press("enter")
        assert [choices.progress for choices in seen] == [False]


# Paste


async def test_text_that_is_pasted_on_the_path_is_imported(start: Start) -> None:
    async with start() as driver:
        await driver.press("i")
        await paste(driver, QUIZLET)
        assert driver.shows(ImportPasteScreen)
        await driver.press("ctrl+s")
        assert "Quizlet text" in driver.text
        assert "2 new" in driver.text
        await driver.press("n")
        assert driver.shows(ImportNameScreen)
        await driver.press("ctrl+u", "end", "ctrl+u")
        await driver.write("Words")
        await driver.press("enter", "enter")
        assert driver.shows(ImportReportScreen)
        assert held(driver, "Words")["recall"][0].answer == "TP / (TP + FN)"


async def test_what_was_pasted_before_stays(start: Start) -> None:
    async with start() as driver:
        for text in (QUIZLET, "alpha\tfirst\nbeta\tsecond\n"):
            await driver.press("i")
            await paste(driver, text)
            await driver.press("ctrl+s", "enter", "escape")
        found = held(driver, "Pasted cards")
        assert set(found) == {"recall", "precision", "alpha", "beta"}
        assert not any(gone for _content, gone in found.values())


async def test_text_is_not_lost_by_one_esc(start: Start) -> None:
    async with start() as driver:
        await driver.press("i", "ctrl+p", "ctrl+s")
        assert "There is no text yet." in driver.text
        await driver.write("a")
        await driver.press("escape")
        assert driver.shows(ImportPasteScreen)
        await driver.press("escape")
        assert driver.shows(ImportPickScreen)


async def test_a_large_text_is_taken_whole_though_only_its_beginning_is_shown(start: Start) -> None:
    text = "".join(f"term {n}\tdefinition of the term that has number {n}\n" for n in range(6000))
    async with start() as driver:
        await driver.press("i", "ctrl+p")
        await paste(driver, text)
        assert "6,001 lines" in driver.text
        await driver.press("ctrl+s")
        assert "6,000 new" in driver.text


async def test_another_format_can_be_chosen(start: Start) -> None:
    async with start() as driver:
        await driver.press("i")
        await paste(driver, QUIZLET)
        await driver.press("ctrl+s", "f")
        assert driver.shows(ImportFormatScreen)
        assert "Quizlet text" in driver.text
        await driver.press("G", "k", "k", "enter")
        assert "Table (CSV, TSV)" in driver.lines[0]


async def test_a_dropped_path_goes_into_the_line(files: Path, start: Start) -> None:
    (files / "my deck.yaml").write_text(CURVES)
    async with start() as driver:
        await driver.press("i")
        await paste(driver, f"'{files}/my deck.yaml'")
        await driver.press("enter")
        assert "Curves: 3 new" in driver.text


# Columns


async def test_columns_of_a_table_are_mapped(files: Path, start: Start) -> None:
    (files / "terms.csv").write_text(TERMS)
    async with start() as driver:
        await pick(driver, "terms")
        await driver.press("c")
        assert driver.shows(ImportColumnsScreen)
        assert "Stichwort" in driver.text
        assert "TPR, FPR" in driver.text
        await driver.press("n")
        assert "the first row has names" in driver.text
        await driver.press("Q", "right", "A", "right", "T")
        assert driver.lines[6].split() == ["question", "answer", "tags"]
        await driver.press("enter")
        assert driver.shows(ImportPlanScreen)
        assert "terms: 2 new" in driver.text
        await driver.press("enter")
        content = held(driver, "terms")["ROC"][0]
        assert (content.answer, content.tags) == ("TPR, FPR", ("metrics",))


async def test_what_a_file_said_wrong_is_called_the_same_before_and_after(
    files: Path, start: Start
) -> None:
    (files / "table.csv").write_text("question,answer\nQ1,A1\nalone,\n", encoding="utf-8")
    async with start() as driver:
        await pick(driver, "table")
        assert "Problems 1" in driver.text
        await driver.press("enter")
        assert driver.shows(ImportReportScreen)
        assert "Problems 1" in driver.text
        assert "this card has no answer" in driver.text


async def test_columns_without_a_question_are_not_taken(files: Path, start: Start) -> None:
    (files / "terms.csv").write_text(TERMS)
    async with start() as driver:
        await pick(driver, "terms")
        await driver.press("c", "minus", "enter")
        assert driver.shows(ImportColumnsScreen)
        assert "No column is the question" in driver.notices[0]
        await driver.press("escape")
        assert driver.shows(ImportPlanScreen)


async def test_what_is_wrong_with_a_table_is_counted_where_there_is_no_room_to_say_it(
    files: Path, start: Start
) -> None:
    (files / "table.csv").write_text('Front,Back\n"a, b","c ""d"""\n"e\nf",g\n', encoding="utf-8")
    async with start(size=(60, 16)) as driver:
        await pick(driver, "table")
        await driver.press("c", "d")
        assert "2 problems · line 2: " in driver.text


async def test_columns_are_chosen_with_the_mouse(files: Path, start: Start) -> None:
    (files / "terms.csv").write_text("question,answer,tags\n" + TERMS)
    async with start() as driver:
        await pick(driver, "terms")
        await driver.press("c")
        before = driver.lines[6].split()
        x = driver.lines[5].index("tags")
        await driver.pilot.click(offset=Offset(x, 5))
        await driver.settle()
        assert "Column 3 of 3" in driver.text
        await driver.pilot.click(offset=Offset(x, 5))
        await driver.settle()
        assert driver.lines[6].split() != before


async def test_another_delimiter_is_tried(files: Path, start: Start) -> None:
    (files / "odd.csv").write_text("question;answer\na, b;c\nd, e;f\n")
    async with start() as driver:
        await pick(driver, "odd")
        await driver.press("c")
        assert "a semicolon between cells" in driver.text
        await driver.press("d")
        assert "a tab between cells" in driver.text


# Text without marks


async def test_text_that_is_in_no_format_is_read_in_a_chosen_one(start: Start) -> None:
    async with start() as driver:
        await driver.press("i", "ctrl+p")
        driver.app.screen.query_one(TextArea).load_text("ROC\tTPR over FPR\nlone\n")
        await driver.press("ctrl+s")
        assert "its format cannot be told" in driver.text
        assert "f reads it in the one you choose" in driver.text
        await driver.press("f", "G", "k", "enter")
        assert "Quizlet text" in driver.lines[0]
        assert "1 new" in driver.text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("curves")
async def test_every_format_and_the_keys_are_in_sight(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as driver:
        await pick(driver, "cur")
        await driver.press("f")
        assert "⏎ use  esc back" in driver.text
        assert "told from what is in it" in driver.text
        assert "Notes with questions" in driver.text


async def test_separators_of_quizlet_text_are_chosen(files: Path, start: Start) -> None:
    (files / "q.txt").write_text("a - b@@c - d - e@@f")
    async with start() as driver:
        await pick(driver, "q.txt")
        assert "f reads it in the one you choose" in driver.text
        await driver.press("f", "G", "k", "enter")
        assert "c separators" in driver.lines[-1]
        await driver.press("c")
        assert driver.shows(ImportReadingScreen)
        await driver.write(" - ")
        await driver.press("tab")
        await paste(driver, "@@")
        await driver.press("enter")
        assert "q: 2 new" in driver.text
        await driver.press("c", "escape")
        assert "q: 2 new" in driver.text
        await driver.press("enter")
        assert held(driver, "q")["c"][0].answer == "d - e@@f"


async def test_a_pasted_tab_is_written_as_one_writes_it(files: Path, start: Start) -> None:
    (files / "q.txt").write_text("a\tb\nc\td\n")
    async with start() as driver:
        await pick(driver, "q.txt")
        await driver.press("c")
        await paste(driver, "\t")
        assert "\\t " in driver.text
        await driver.press("enter")
        assert "q: 2 new" in driver.text


@pytest.mark.parametrize(("level", "found"), [("1", "1 new"), ("2", "2 new"), ("3", "3 new")])
async def test_the_level_of_questions_is_chosen(
    files: Path, start: Start, level: str, found: str
) -> None:
    part = "## Part {}\n### Why {}\nBecause.\n"
    (files / "n.md").write_text("# Notes\nAll.\n" + part.format("a", "a") + part.format("b", "b")
        + "### And c\nSo.\n")  # fmt: skip
    async with start() as driver:
        await pick(driver, "n.md")
        assert "c headings" in driver.lines[-1]
        await driver.press("c", "x", "7", level, "enter")
        assert found in driver.text
        await driver.press("c", "enter", "c", "escape")
        assert driver.shows(ImportPlanScreen)
        assert found in driver.text


# Progress


@pytest.mark.usefixtures("curves")
async def test_calling_off_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:
    """The writing waits in its first step until the person has pressed esc."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(collection: Any, planned: Any, choices: Choices, tick: Callable[..., None]) -> Any:
        def waiting(done: int, total: int) -> None:
            begun.set()
            go_on.wait(10)
            tick(done, total)

        return apply(collection, planned, choices, waiting)

    monkeypatch.setattr(import_progress, "apply", slowly)
    async with start() as driver:
        await pick(driver, "cur")
        await driver.pilot.press("enter")
        while not begun.is_set():
            await driver.pilot.pause(0)
        assert driver.shows(ImportProgressScreen)
        await driver.pilot.press("escape")
        await driver.pilot.pause(0)
        assert "Calling off" in driver.text
        go_on.set()
        await driver.settle()
        assert driver.shows(ImportPlanScreen)
        assert driver.notices == ["Called off; nothing was changed."]
        assert titles(driver) == ["Own"]


@pytest.mark.usefixtures("curves")
async def test_progress_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(collection: Any, planned: Any, choices: Choices, tick: Callable[..., None]) -> Any:
        tick(1234, 5000)
        begun.set()
        go_on.wait(10)
        return apply(collection, planned, choices, tick)

    monkeypatch.setattr(import_progress, "apply", slowly)
    async with start() as driver:
        await pick(driver, "cur")
        await driver.pilot.press("enter")
        while not begun.is_set():
            await driver.pilot.pause(0)
        screen = driver.app.screen
        assert isinstance(screen, ImportProgressScreen)
        screen._look()
        await driver.pilot.pause(0)
        assert "1,234 of 5,000 cards" in driver.text
        go_on.set()
        await driver.settle()
        assert driver.shows(ImportReportScreen)


@pytest.mark.usefixtures("curves")
async def test_an_error_while_writing_is_told_and_the_plan_stays(
    monkeypatch: pytest.MonkeyPatch, start: Start
) -> None:

    def full(*_args: Any) -> Any:
        raise DatabaseError("The disk is full.", "Make room.")

    monkeypatch.setattr(import_progress, "apply", full)
    async with start() as driver:
        await pick(driver, "cur")
        await driver.press("enter")
        assert driver.notices == ["The disk is full.\nMake room."]
        assert driver.shows(ImportPlanScreen)


@pytest.mark.usefixtures("curves")
async def test_a_plan_that_no_longer_holds_is_made_anew(
    home: Home, files: Path, start: Start
) -> None:
    async with start() as driver:
        await pick(driver, "cur")
        put_in(home, files / "other.yaml", CURVES.replace("Curves", "Other"))
        await driver.press("enter")
        assert "Another mlcards changed the decks" in driver.notices[0]
        assert driver.shows(ImportPlanScreen)
        await driver.press("enter")
        assert driver.shows(ImportReportScreen)


@pytest.mark.usefixtures("curves")
async def test_reading_can_be_called_off(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    go_on = threading.Event()

    def slowly(*_args: Any) -> Any:
        go_on.wait(10)
        raise CancelledError

    monkeypatch.setattr("mlcards.tui.screens.import_plan.prepare", slowly)
    async with start() as driver:
        await driver.press("i")
        await driver.write("cur")
        await driver.pilot.press("enter")
        await driver.pilot.pause(0)
        assert driver.shows(ImportPlanScreen)
        assert "Reading curves.yaml …" in driver.text
        await driver.pilot.press("escape")
        await driver.settle()
        assert driver.shows(ImportPickScreen)
        go_on.set()
        await driver.settle()
        assert driver.shows(ImportPickScreen)
        assert driver.notices == ["Called off; nothing was changed."]


# Taking back later


async def test_a_past_import_is_taken_back_at_the_second_press(
    home: Home, files: Path, start: Start
) -> None:
    put_in(home, files / "curves.yaml", CURVES)
    put_in(home, files / "other.yaml", CURVES.replace("Curves", "Other"))
    async with start() as driver:
        await driver.press("i", "ctrl+r")
        assert driver.shows(PastImportsScreen)
        assert "other.yaml" in chosen_row(driver)
        await driver.press("j", "u")
        assert "newest first: take back" in driver.text
        await driver.press("k", "u")
        assert "3 new cards will be removed" in driver.text
        assert "Other" in titles(driver)
        await driver.press("escape")
        assert driver.shows(PastImportsScreen)
        await driver.press("u", "u")
        assert "Taken back: 3 new cards removed." in driver.text
        assert titles(driver) == ["Curves", "Own"]
        await driver.press("u")
        assert "taken back already" in driver.text
        await driver.press("escape", "escape")
        assert driver.shows(HomeScreen)
        assert "Other" not in driver.text


async def test_there_may_be_nothing_to_take_back(start: Start) -> None:
    async with start() as driver:
        await driver.press("i", "ctrl+r", "u")
        assert "Nothing was imported yet." in driver.text


# Problems and hostile files


async def test_errors_keep_a_file_out_and_stand_with_their_lines(files: Path, start: Start) -> None:
    (files / "bad.yaml").write_text("deck: Bad\ncards:\n  - qustion: Two?\n    answer: no\n")
    async with start() as driver:
        await pick(driver, "bad")
        assert "Nothing can come in: 2 errors." in driver.text
        assert "✗ error    line 3" in driver.text
        await driver.press("enter")
        assert driver.shows(ImportPlanScreen)


@pytest.mark.usefixtures("curves")
async def test_a_whole_folder_comes_in_less_the_files_with_errors(
    files: Path, start: Start
) -> None:
    (files / "bad.yaml").write_text("deck: Bad\ncards:\n  - qustion: Two?\n    answer: no\n")
    (files / "other.yaml").write_text(CURVES.replace("Curves", "Other"))
    async with start() as driver:
        await driver.press("i", "ctrl+o")
        assert "2 decks: 6 new" in driver.text
        assert "1 file left out for errors" in driver.text
        assert "✗ " in chosen_row(driver)
        await driver.press("enter")
        assert "1 file left out for errors." in driver.text
        assert titles(driver) == ["Curves", "Other", "Own"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_hostile_file_is_shown_literally_at_every_step(
    files: Path, start: Start, size: tuple[int, int]
) -> None:
    name = "evil\x1b[31m\x9b2J\u202e[@click=app.quit]x[nope].yaml"
    (files / name).write_text(hostile_deck(), encoding="utf-8")
    async with start(size=size) as driver:
        seen = []

        def look() -> None:
            seen.append(driver.text)
            assert not FORBIDDEN & set(driver.text)

        await driver.press("i")
        look()
        assert "[@click=app.quit]x[nope]" in driver.text
        await driver.press("tab")
        look()
        await driver.press("enter")
        look()
        assert driver.shows(ImportPlanScreen)
        await driver.press("tab", "n")
        look()
        await driver.press("escape", "enter")
        look()
        assert driver.shows(ImportReportScreen)
        await driver.press("tab", "escape", "i", "ctrl+r")
        look()
        assert driver.shows(PastImportsScreen)
        await driver.press("u")
        look()
        assert any("evil" in text for text in seen)


async def test_a_hostile_table_and_folder_are_shown_literally(files: Path, start: Start) -> None:
    evil = "x\x1b]52;c;eA==\x07\x9b2J\u202e[/] [@click=app.quit]y[/]"
    folder = files / "dir\x1b[2J[nope]"
    folder.mkdir()
    (folder / "t.csv").write_text(f"{evil},q\n{evil},{evil}\n", encoding="utf-8")
    async with start() as driver:
        await driver.press("i", "enter")
        assert "t.csv" in driver.text
        assert not FORBIDDEN & set(driver.text)
        await driver.press("enter", "c")
        assert driver.shows(ImportColumnsScreen)
        assert "[/] [@click" in driver.text
        assert not FORBIDDEN & set(driver.text)


# Sizes


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_has_rows_a_card_and_the_way_back(
    home: Home, files: Path, start: Start, size: tuple[int, int]
) -> None:
    path = files / "curves.yaml"
    put_in(home, path, CURVES)
    edit_precision(home, "Mine.")
    path.write_text(EDITED)
    async with start(size=size) as driver:
        await driver.press("i")
        assert "esc back" in driver.lines[-1]
        assert "curves.yaml" in driver.text
        await driver.press("enter")
        assert "⏎ import" in driver.lines[-1]
        assert "esc back" in driver.lines[-1]
        rows = driver.app.screen.query_one(RowList)
        assert rows.size.height >= 4
        assert driver.app.screen.query_one("#page").size.height >= 5
        await driver.press("enter")
        assert "u take all back" in driver.lines[-1]


async def test_fifty_thousand_changes_open_at_once_and_are_gone_through(
    files: Path, start: Start
) -> None:
    """Only the rows in sight are drawn: as many as the list is high."""
    rows = "".join(f"question {n}?,answer {n}\n" for n in range(50_000))
    (files / "many.csv").write_text("question,answer\n" + rows)
    async with start() as driver:
        await pick(driver, "many")
        assert "50,000 new" in driver.text
        listed = driver.app.screen.query_one(RowList)
        drawn: list[int] = []
        draw = listed._draw

        def counted(index: int, width: int) -> Any:
            drawn.append(index)
            return draw(index, width)

        listed._draw = counted
        await driver.press("G")
        assert "answer 49999" in driver.text
        assert len(drawn) <= 4 * listed.size.height
        assert len(driver.app.screen.query("*")) < 20
