"""Paints the screenshots in docs/screenshots: `make screenshots`.

The same program and decks give the same pictures: the home is made anew in a temporary folder,
with a month of study by a person who throws a seeded die, and the clock stands still.
"""

import asyncio
import os
import random
import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from mlcards.bootstrap import open_collection
from mlcards.collection.collection import Collection
from mlcards.collection.editing import edit_text, save_edit
from mlcards.collection.import_plans import Choices, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.sources import read_sources
from mlcards.collection.starting import ensure_started
from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked, Waiting
from mlcards.config.paths import Home
from mlcards.config.settings import Settings
from mlcards.core.model import Rating
from mlcards.store import cards, notes
from mlcards.tui.app import MlcardsApp
from mlcards.tui.screens.study import StudyScreen

FOLDER = Path(__file__).parent / "screenshots"
NOW = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)
SIZE = (92, 28)
DAYS = 28
DAYS_OFF = (9, 17)
DONE_TODAY = 12
KEY_POINTS = re.compile(r"\d&#160;of&#160;\d&#160;said")
"""Stands over the key points of an answer."""
DECK = "ML engineer interview::Evaluation and statistics"
METRICS = """\
deck: Metrics
cards:
  - question: Which metric would you choose when one case in a thousand is positive, and why?
    answer: Precision and recall, or the area under their curve.
  - question: What does the area under a ROC curve mean?
    answer: The chance that a random positive scores above a random negative.
  - question: What is a calibrated score?
    answer: Of the cases that score 0.8, eight in ten are positive.
  - question: What is lift?
    answer: How much better than chance.
"""
"""What was imported once."""
METRICS_NOW = (
    (
        METRICS.replace("when one case in a thousand", "when only one case in a thousand")
        .replace("The chance that", "The probability that")
        .replace("  - question: What is lift?\n    answer: How much better than chance.\n", "")
    )
    + """\
  - question: When does accuracy mislead?
    answer: Where one class is rare, for always naming the other is right almost always.
"""
)
"""What its author made of it since."""
THEIRS = "The chance that a random positive scores above a random negative."
MINE = "How often a positive is ranked above a negative, and 0.5 is chance."
"""What the person wrote instead of the author's answer."""


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Watch:
    """A stopwatch that stands still until the pictures move it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def main() -> None:
    """Write every picture."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        study_for_weeks(home)
        asyncio.run(paint_home(home))
        asyncio.run(paint_study(home))
        deck = Path(folder) / "metrics.yaml"
        import_and_edit(home, deck)
        asyncio.run(paint_import(home, deck))
        # The folder of the file is shown: one that is the same everywhere, and need not be there.
        os.environ["HOME"] = "/home/ada"
        asyncio.run(paint_export(home))


def study_for_weeks(home: Home) -> None:
    """Fill a home with the decks that ship and weeks of ratings."""
    collection = open_collection(home, Settings(), {})
    clock = Clock(NOW)
    collection.clock = clock
    ensure_started(collection)
    die = random.Random(7)
    for ago in range(DAYS, -1, -1):
        if ago not in DAYS_OFF:
            clock.now = NOW - timedelta(days=ago, hours=1)
            study_for_a_day(collection, clock, die, DONE_TODAY if ago == 0 else 80)
    collection.store.close()


def study_for_a_day(collection: Collection, clock: Clock, die: random.Random, most: int) -> None:
    """Rate what waits, at most so many cards."""
    session = StudySession(collection)
    rated = 0
    while rated < most and isinstance(session.turn, Asked | Waiting):
        if isinstance(session.turn, Waiting):
            clock.now = session.turn.until
            session.refresh()
            continue
        seconds = die.randint(12, 55)
        rating = die.choices(list(Rating), (9, 14, 67, 10))[0]
        clock.now += timedelta(seconds=seconds)
        session.answer(rating, duration_ms=1000 * seconds)
        rated += 1


def import_and_edit(home: Home, path: Path) -> None:
    """Import a deck, edit a card of it, and let its author change the same card."""
    collection = open_collection(home, Settings(), {})
    collection.clock = Clock(NOW)
    path.write_text(METRICS, encoding="utf-8")
    planned = plan_sources(collection, read_sources([str(path)], known=collection.decks()))
    apply(collection, planned, Choices())
    with collection.store.reading() as connection:
        deck = next(deck for deck in collection.decks() if deck.title == "Metrics")
        area = next(
            row for row in notes.of_deck(connection, deck.id) if "area" in row.content.question
        )
        card = cards.of_notes(connection, [area.id])[0]
    before = edit_text(collection, area.id)
    save_edit(collection, card.id, before.replace(THEIRS, MINE), before)
    collection.store.close()
    path.write_text(METRICS_NOW, encoding="utf-8")


def an_app(home: Home, *titles: str) -> MlcardsApp:
    """Return the app on a home, straight in a session where titles are named."""
    environ = {"MLCARDS_NOW": NOW.isoformat()}
    return MlcardsApp(home, Settings(), environ, titles=titles, study=bool(titles))


async def paint_home(home: Home) -> None:
    """Paint the decks."""
    app = an_app(home)
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot)
        save(picture(app), "home")


async def paint_study(home: Home) -> None:
    """Paint a question with key points, its answer, and the end of the session."""
    app = an_app(home, DECK)
    app.monotonic = watch = Watch()
    die = random.Random(1)
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot)
        question = ""
        while isinstance(app.screen, StudyScreen):
            question = picture(app)
            watch.seconds += 42
            await press(app, pilot, "space", "x", "x")
            if KEY_POINTS.search(picture(app)):
                break
            await press(app, pilot, "3")
        save(question, "study-question")
        save(picture(app), "study-answer")
        await press(app, pilot, "e")
        app.screen.query_one(TextArea).cursor_blink = False
        await press(app, pilot)
        save(picture(app), "edit")
        await press(app, pilot, "escape")
        while isinstance(app.screen, StudyScreen):
            watch.seconds += die.randint(15, 50)
            await press(app, pilot, "space", die.choice("1334"))
        save(picture(app), "end")


async def paint_import(home: Home, path: Path) -> None:
    """Paint what importing a deck anew would do."""
    app = an_app(home)
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "i")
        app.screen.query_one(Input).value = str(path)
        await press(app, pilot, "enter", "j")
        save(picture(app), "import")


async def paint_export(home: Home) -> None:
    """Paint the choice of a format."""
    app = an_app(home)
    async with app.run_test(size=SIZE) as pilot:
        await press(app, pilot, "x", "j", "j", "j", "j", "j", "p")
        await press(app, pilot, "tab", "home", "~", "/", "escape")
        save(picture(app), "export")


async def press(app: MlcardsApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and wait until each has done its work."""
    for key in (None, *keys):
        if key is not None:
            await pilot.press(key)
        for _ in range(3):
            await app.workers.wait_for_complete()
            await pilot.pause()


def picture(app: MlcardsApp) -> str:
    """Return what the screen shows, as SVG."""
    return app.export_screenshot(title="mlcards")


def save(svg: str, name: str) -> None:
    """Write a picture."""
    path = FOLDER / f"{name}.svg"
    path.write_text(svg, encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
