"""Pictures of the study screens, looked at by a person before they were kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mlcards.core.model import CardType, KeyPoint, NoteContent
from mlcards.tui.widgets.study_desk import StudyDesk
from support.cards import CODING, FULL, PERSONAL
from support.factories import a_content, some_settings
from support.tui import Driver, a_home, an_app

LONG = replace(
    FULL,
    question="What do **precision** and recall each tell you, and how do they trade off?",
    answer="Both start from the true positives.\n\n- Precision $= \\frac{TP}{TP + FP}$\n"
    "- Recall $= \\frac{TP}{TP + FN}$\n\nLowering the threshold flags more, so recall cannot fall "
    "and precision usually does; `roc_curve` shows all thresholds at once.",
    key_points=(
        KeyPoint("Precision divides TP by everything flagged", must=True),
        KeyPoint("Recall divides TP by all real positives", must=True),
        KeyPoint("A case where each matters, 例えば検診 🩺"),
    ),
)
CLOZE = NoteContent(CardType.CLOZE, "Recall is {{c1::TP / (TP + FN)::a ratio}}.", notes="A note.")
Picture = Callable[..., bool]


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snap_compare: Any) -> Picture:
    """Compare what is on the screen after some keys with the picture that was kept."""

    def compare(
        notes: Sequence[NoteContent],
        *keys: str,
        size: tuple[int, int] = (80, 24),
        theme: str = "textual-dark",
        **settings: Any,
    ) -> bool:
        home = a_home(tmp_path, ("ML engineer interview::Evaluation", notes))
        chosen = some_settings(ui_theme=theme, **settings)
        app, clock, watch = an_app(monkeypatch, home, settings=chosen, study=True)

        async def press(pilot: Pilot[None]) -> None:
            driver = Driver(app, pilot, clock, watch)
            await driver.settle()
            watch.advance(42)
            # A second may pass or not until the picture is taken: let the header read on now.
            app.screen.query_one(StudyDesk).run_clock()
            for key in keys:
                if key.startswith("type "):
                    await driver.write(key.removeprefix("type "))
                else:
                    await driver.press(key)

        return bool(snap_compare(app, terminal_size=size, run_before=press))

    return compare


def test_question(picture: Picture) -> None:
    assert picture([LONG], "h")


def test_answer_with_ticks(picture: Picture) -> None:
    assert picture([LONG], "space", "x", "x")


def test_answer_wide_with_own_answer_on_light(picture: Picture) -> None:
    keys = ("n", "type I would say", "ctrl+s", "space", "X", "o")
    assert picture([LONG], *keys, size=(140, 45), theme="textual-light")


def test_answer_small(picture: Picture) -> None:
    assert picture([LONG], "space", size=(60, 16), theme="nord")


def test_answer_ansi(picture: Picture) -> None:
    assert picture([LONG], "space", "x", theme="ansi-dark")


def test_coding(picture: Picture) -> None:
    assert picture([CODING], "space")


def test_personal(picture: Picture) -> None:
    assert picture([PERSONAL], "space", theme="catppuccin-latte")


def test_cloze(picture: Picture) -> None:
    assert picture([CLOZE], "space", theme="gruvbox")


def test_typed_answer(picture: Picture) -> None:
    assert picture([a_content(answer="TP over all positives")], "t", "type TP over negatives")


def test_comparison(picture: Picture) -> None:
    note = a_content(answer="TP over all positives")
    assert picture([note], "t", "type TP over negatives", "ctrl+s")


def test_waiting(picture: Picture) -> None:
    assert picture([LONG], "space", "1", study_learn_ahead=0)


def test_end(picture: Picture) -> None:
    notes = [LONG, CODING, PERSONAL]
    keys = ("space", "1", "space", "4", "space", "2")
    assert picture(notes, *keys, fsrs_learning_steps=())


def test_card_info(picture: Picture) -> None:
    assert picture([LONG], "f", "i")
