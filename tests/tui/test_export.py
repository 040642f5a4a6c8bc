"""Export from home."""

from pathlib import Path
from threading import Event

import pytest

from mlcards.collection.export_reading import DeckReader
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import read_sources
from mlcards.core.errors import MlcardsError
from mlcards.core.model import CardId, Deck, Rating
from mlcards.tui.screens.export import ExportScreen
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.widgets.file_name import FileName
from mlcards.tui.widgets.row_list import RowList
from mlcards.tui.widgets.switches import Switches
from mlcards.writers.registry import Writer
from support.cards import FORBIDDEN, a_nasty_note
from support.clock import FakeClock
from support.factories import a_content
from support.tui import SIZES, Driver, a_home, driving, look_into

DECKS = (("Eval", 2), ("Eval::Metrics", 3), ("Other", 1))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the app is started, and the person's home."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    return here


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def named(driver: Driver) -> str:
    return driver.app.screen.query_one(FileName).value


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_deck_is_written_with_those_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path, size: tuple[int, int]
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS), size=size) as driver:
        await driver.press("down", "x")
        assert driver.shows(ExportScreen)
        assert "Eval, with 1 deck below it" in driver.text
        assert "5 cards" in driver.text
        assert named(driver) == "eval.yaml"
        assert "this format has no room for it" in driver.text
        await driver.press("enter")
        assert "✓ Written: eval.yaml" in driver.text
        assert "2 decks · 5 cards ·" in driver.text
        (source,) = read_sources([str(folder / "eval.yaml")])
        assert [deck.title for deck in source.decks] == ["Eval", "Eval::Metrics"]
        await driver.press("escape")
        assert driver.shows(HomeScreen)


async def test_a_key_takes_all_decks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("down", "x", "a")
        assert "all decks" in driver.text
        assert named(driver) == "mlcards.yaml"
        await driver.press("a")
        assert named(driver) == "eval.yaml"
        await driver.press("a", "enter")
        assert "3 decks · 6 cards" in driver.text
        assert files(folder) == ["mlcards.yaml"]


async def test_the_only_deck_gives_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS[:2])) as driver:
        await driver.press("x")
        assert named(driver) == "eval.yaml"
        assert "a all decks" not in driver.lines[-1]


async def test_everything_is_the_first_line_of_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x")
        assert "all decks" in driver.text
        assert "a all decks" not in driver.lines[-1]


async def test_the_name_follows_the_format_and_the_format_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", "down")
        assert named(driver) == "mlcards.csv"
        await driver.press("tab", "end", *["backspace"] * len("mlcards.csv"))
        await driver.write("~/mine.json")
        assert driver.app.screen.query_one(RowList).chosen == 4
        await driver.press("down")
        assert named(driver) == "~/mine.apkg"
        await driver.press("up", "enter")
        assert (tmp_path / "mine.json").is_file()
        assert files(folder) == []


async def test_progress_goes_along_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    home = a_home(tmp_path, *DECKS)
    collection = look_into(home, FakeClock())
    Recorder(collection).record(CardId(1), Rating.GOOD)
    collection.store.close()
    async with driving(monkeypatch, home) as driver:
        await driver.press("x", "p")
        assert "[x]" not in driver.text
        await driver.press("down", "down", "down", "down", "enter")
        assert "review" not in driver.lines[-3]
        await driver.press("p")
        assert "[x] Progress" in driver.text
        await driver.press("enter", "enter")
        assert "1 review ·" in driver.text
        (source,) = read_sources([str(folder / "mlcards.json")])
        assert source.has_history


async def test_cells_are_disarmed_for_spreadsheets_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    home = a_home(tmp_path, ("Evil", [a_content("=1+1")]))
    async with driving(monkeypatch, home) as driver:
        await driver.press("x", "s")
        assert "[x]" not in driver.text
        await driver.press("down", "s", "enter")
        assert '"\'=1+1"' in (folder / "evil.csv").read_text(encoding="utf-8-sig")


async def test_a_file_that_is_there_is_asked_about_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    target = folder / "mlcards.yaml"
    target.write_text("mine")
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", "enter")
        assert "mlcards.yaml is there already: ⏎ again replaces it." in driver.text
        assert target.read_text() == "mine"
        await driver.press("down", "up", "enter")
        assert "⏎ again replaces it" in driver.text
        assert target.read_text() == "mine"
        await driver.press("enter")
        assert "✓ Written" in driver.text
        assert target.read_text().startswith("deck: ")
        await driver.press("enter")
        assert "⏎ again replaces it" in driver.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere/x.yaml", "nowhere/x.yaml cannot be written: No such file or directory."),
        (".", ". is a folder; name a file in it."),
        ("", "Give the file a name."),
        ("~nobody-at-all/x.yaml", "is no path"),
    ],
)
async def test_what_cannot_be_written_is_said_and_the_screen_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, said: str
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x")
        driver.app.screen.query_one(FileName).value = name
        await driver.settle()
        await driver.press("enter")
        assert said in " ".join(driver.notices)
        assert driver.shows(ExportScreen)
        driver.app.screen.query_one(FileName).value = "good.yaml"
        await driver.settle()
        await driver.press("enter")
        assert (folder / "good.yaml").is_file()


async def test_an_export_can_be_called_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    writing, go_on = Event(), Event()
    read = DeckReader.read

    def slowly(reader: DeckReader, deck: Deck) -> object:
        writing.set()
        assert go_on.wait(10)
        return read(reader, deck)

    monkeypatch.setattr(DeckReader, "read", slowly)
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x")
        await driver.pilot.press("enter")
        while not writing.is_set():
            await driver.pilot.pause()
        await driver.pilot.press("enter", "down", "a", "p")
        await driver.pilot.press("escape")
        await driver.pilot.pause()
        assert "Calling it off …" in driver.text
        assert driver.shows(ExportScreen)
        go_on.set()
        await driver.settle()
        assert "Called off: nothing was written." in driver.text
        assert files(folder) == []
        await driver.press("enter")
        assert "✓ Written: mlcards.yaml" in driver.text


async def test_an_error_while_it_writes_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    def broken(*_args: object) -> None:
        raise MlcardsError("The disk is full.", "Make room.")

    monkeypatch.setattr(Writer, "write", broken)
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", "enter")
        assert driver.notices == ["The disk is full.\nMake room."]
        assert driver.shows(ExportScreen)
        assert files(folder) == []


async def test_the_mouse_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x")
        await driver.pilot.click(RowList, offset=(5, 5))
        await driver.settle()
        assert named(driver) == "mlcards.apkg"
        await driver.pilot.click(Switches, offset=(8, 0))
        await driver.settle()
        assert "[x] Progress" in driver.text
        await driver.pilot.click("#keys", offset=(3, 0))
        await driver.settle()
        assert "✓ Written: mlcards.apkg" in driver.text


async def test_escape_leaves_the_name_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", "tab")
        await driver.write("ap")
        assert named(driver) == "mlcards.yamlap"
        await driver.press("escape")
        assert driver.shows(ExportScreen)
        await driver.press("escape")
        assert driver.shows(HomeScreen)


async def test_the_name_is_written_on_from_its_end_whatever_was_chosen_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", *["down"] * 5, "tab")
        await driver.write("x")
        assert named(driver) == "mlcards.apkgx"


async def test_the_keys_of_the_name_are_told_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x")
        assert "⏎ write  ↑↓ format  tab file name" in driver.lines[-1]
        await driver.press("tab")
        assert driver.lines[-1].strip() == "⏎ write  tab formats"
        await driver.press("tab")
        assert "tab file name" in driver.lines[-1]


async def test_a_name_that_cannot_be_is_written_on_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    (folder / "mine.yaml").write_text("mine\n")
    async with driving(monkeypatch, a_home(tmp_path, *DECKS)) as driver:
        await driver.press("x", "tab", "ctrl+u")
        await driver.write("nowhere/mine.yaml\n")
        assert "cannot be written" in driver.notices[0]
        await driver.press("ctrl+u")
        await driver.write("mine.yaml\n")
        assert "⏎ again replaces it." in driver.text
        await driver.press("ctrl+u")
        await driver.write("other.yaml\n")
        assert "✓ Written: other.yaml" in driver.text
        assert files(folder) == ["mine.yaml", "other.yaml"]
        await driver.press("escape")
        assert driver.shows(HomeScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_titles_are_shown_literally(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    title = "[@click=app.quit]x[/] \x1b]0;x\x07\u202e" * 9
    home = a_home(tmp_path, (title, [a_nasty_note()]), ("Other", 1))
    async with driving(monkeypatch, home, size=size) as driver:
        await driver.press("down", "down", "x", "enter")
        assert driver.shows(ExportScreen)
        assert not FORBIDDEN & set(driver.text)
        assert "✓ Written" in driver.text


async def test_there_is_nothing_to_export_without_decks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path)) as driver:
        await driver.press("x")
        assert driver.shows(HomeScreen)
