"""Help: all keys of a screen, the rules, the files."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

import mlcards.tui.screens
from mlcards.config.paths import Home
from mlcards.tui.commands import APP, DECKS, HOME, STUDY, Command
from mlcards.tui.screens.help import SCREENS, HelpScreen
from mlcards.tui.screens.home import HomeScreen
from mlcards.tui.screens.study import StudyScreen
from support.factories import some_settings
from support.tui import SIZES, Driver, a_home, driving


async def all_text(driver: Driver) -> str:
    """The whole page, scrolled through, its lines joined."""
    lines: list[str] = []
    while True:
        new = [line for line in without_bar(driver)[:-1] if line not in lines]
        if not new:
            return " ".join(" ".join(lines).split())
        lines += new
        await driver.press("space")


def without_bar(driver: Driver) -> list[str]:
    """The lines less the end of the scroll bar's thumb."""
    return [line.rstrip("▁▂▃▄▅▆▇█ ") for line in driver.lines]


def says(text: str, command: Command) -> bool:
    return " ".join(command.help.split()) in text


async def test_it_explains_every_key_of_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driving(monkeypatch, a_home(tmp_path, ("Evaluation", 2))) as driver:
        await driver.press("question_mark")
        assert driver.shows(HelpScreen)
        text = await all_text(driver)
        assert [row.action for row in (*HOME, *DECKS, *APP) if not says(text, row)] == []


async def test_it_explains_every_key_of_study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, study=True) as driver:
        await driver.press("f1")
        text = await all_text(driver)
        assert [row.action for row in (*STUDY, *APP) if not says(text, row)] == []


async def test_it_tells_the_rules_as_they_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = some_settings(
        fsrs_learning_steps=(timedelta(minutes=2), timedelta(hours=1)),
        fsrs_desired_retention=0.85,
        leech_threshold=5,
    )
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, settings=settings) as driver:
        await driver.press("question_mark")
        text = await all_text(driver)
        assert "first comes again after 2m and 1h" in text
        assert "A card you forgot comes again after 10m" in text
        assert "have fallen to 85 %" in text
        assert "forgotten 5 times is marked as a leech" in text
        assert "A study day ends at 04:00" in text
        assert "half of its points" in text
        assert "Again You could not say it." in text
        assert "u takes back the last rating" in text
        assert "mlcards.db" in text


async def test_it_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, size=(300, 80)) as driver:
        driver.app.home = Home(Path("/home/ada/cards"))
        await driver.press("question_mark")
        assert "/home/ada/cards" in driver.text


async def test_no_steps_and_no_leeches_are_not_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = some_settings(fsrs_learning_steps=(), fsrs_relearning_steps=(), leech_threshold=0)
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, settings=settings) as driver:
        await driver.press("question_mark")
        text = await all_text(driver)
        assert "marked as a leech" not in text
        assert "first comes again" not in text


@pytest.mark.parametrize("key", ["escape", "question_mark", "q", "enter", "f1"])
async def test_one_key_closes_it(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with driving(monkeypatch, a_home(tmp_path, ("Evaluation", 2))) as driver:
        await driver.press("question_mark", key)
        assert driver.shows(HomeScreen)


@pytest.mark.parametrize("size", [*SIZES, (300, 80)])
async def test_it_scrolls_and_keeps_to_a_readable_width(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, size=size, study=True) as driver:
        await driver.press("question_mark")
        first = without_bar(driver)
        assert "Keys: a card" in first[1]
        assert max(len(line) for line in first) <= min(size[0], 104)
        for _ in range(20):
            await driver.press("space")
        assert "Logs" in driver.text
        for _ in range(20):
            await driver.press("b")
        assert without_bar(driver) == first
        await driver.press("down", "j", "up", "k")
        assert without_bar(driver) == first


async def test_help_over_study_goes_back_to_the_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, ("Evaluation", 2))
    async with driving(monkeypatch, home, study=True) as driver:
        before = driver.text
        await driver.press("question_mark", "escape")
        assert driver.shows(StudyScreen)
        assert driver.text == before


def test_every_screen_is_explained() -> None:
    folder = Path(mlcards.tui.screens.__file__).parent
    screens = {
        node.name
        for file in folder.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Screen")
    }
    assert screens - {"HelpScreen"} == set(SCREENS)
