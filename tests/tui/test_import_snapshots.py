"""Pictures of the import screens, looked at by a person before they were kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from support.curves import CURVES, put_in
from support.factories import some_settings
from support.tui import Driver, a_home, an_app

BEFORE = CURVES.replace("deck: Curves", "deck: Statistics::Curves")
AFTER = (
    BEFORE.replace("over all", "across all")
    .replace("TP / (TP + FP)", "Of what was *called* positive, the share that is, `TP/(TP+FP)`.")
    .replace("What is lift?", "How is a lift chart drawn, decile by decile?")
)
TERMS = 'Term,Meaning,Topic\nROC,"TPR, FPR",metrics\nAUC,the area under it,metrics\n深層,deep,\n'
Picture = Callable[..., bool]


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snap_compare: Any) -> Picture:
    """Compare what is on the screen after some keys with the picture that was kept."""
    home = a_home(tmp_path, ("Own", 2))
    path = tmp_path / "curves.yaml"
    put_in(home, path, BEFORE)
    path.write_text(AFTER)
    (tmp_path / "terms.csv").write_text(TERMS)
    monkeypatch.chdir(tmp_path)

    def compare(
        name: str, *keys: str, size: tuple[int, int] = (80, 24), theme: str = "textual-dark"
    ) -> bool:
        settings = some_settings(ui_theme=theme)
        app, clock, watch = an_app(monkeypatch, home, settings=settings)

        async def press(pilot: Pilot[None]) -> None:
            driver = Driver(app, pilot, clock, watch)
            await driver.settle()
            await driver.press("i")
            await driver.write(name)
            await driver.press("enter", *keys)

        return bool(snap_compare(app, terminal_size=size, run_before=press))

    return compare


def test_plan(picture: Picture) -> None:
    assert picture("curves")


def test_plan_wide_on_light(picture: Picture) -> None:
    assert picture("curves", "j", size=(140, 45), theme="textual-light")


def test_plan_small_in_the_terminals_own_colours(picture: Picture) -> None:
    assert picture("curves", "G", size=(60, 16), theme="ansi-dark")


def test_columns(picture: Picture) -> None:
    assert picture("terms", "c", "right", theme="nord")


def test_report(picture: Picture) -> None:
    assert picture("curves", "enter")
