"""The picture before the collection is open; that it equals the session's is in test_study."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.glance import glance, view_of
from mlcards.collection.study import StudySession
from mlcards.config.settings import Settings
from mlcards.core.errors import NotFoundError
from mlcards.core.model import CardId, Phase, Rating
from mlcards.core.queue import Counts
from mlcards.store.store import Store
from support.clock import A_SUNDAY, FakeClock
from support.factories import a_collection, a_content, add_deck, some_settings


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    add_deck(store, 3, key="eval", title="ML::Evaluation")
    add_deck(store, 2, key="mine", title="Mine")
    return a_collection(store, clock)


def test_there_need_be_no_collection(tmp_path: Path) -> None:
    seen = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY)
    assert not seen.exists
    assert (seen.decks, seen.counts, seen.first) == ((), Counts(), None)
    assert list(tmp_path.iterdir()) == []


def test_the_first_card_is_shown_whole(collection: Collection, tmp_path: Path) -> None:
    session = StudySession(collection)
    session.flag()
    session.save_own_answer("mine")
    seen = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY)
    assert seen.exists
    assert seen.today == A_SUNDAY.date()
    assert seen.first is not None
    assert seen.first == collection.card_view(seen.first.card)
    assert (seen.first.flag, seen.first.own_answer) == (1, "mine")
    assert seen.first.phase is Phase.NEW
    assert seen.counts == Counts(new=5)


def test_some_decks_are_studied_but_all_are_counted(collection: Collection, tmp_path: Path) -> None:
    seen = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY, ["Mine"])
    assert seen.first is not None
    assert seen.first.deck_title == "Mine"
    assert seen.counts == sum(collection.plan().counts().values(), Counts())
    above = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY, ["ML"])
    assert above.first is not None
    assert above.first.deck_title == "ML::Evaluation"
    assert glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY, ["Absent"]).first is None


def test_the_text_may_be_left_out(collection: Collection, tmp_path: Path) -> None:
    del collection
    seen = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY, card=False)
    assert seen.first is None
    assert seen.counts == Counts(new=5)


def test_more_new_cards_asked_for_today_are_counted(
    collection: Collection, tmp_path: Path, clock: FakeClock
) -> None:
    settings = some_settings(study_new_per_day=1)
    collection.ask_for_more_new(2)
    file = tmp_path / "mlcards.db"
    assert glance(file, settings, clock()).counts == Counts(new=3)
    assert glance(file, settings, clock.advance(days=1)).counts == Counts(new=1)


def test_while_only_waiting_cards_are_left_there_is_no_first(store: Store, tmp_path: Path) -> None:
    add_deck(store, 1)
    settings = some_settings(study_learn_ahead=0)
    StudySession(a_collection(store, settings=settings)).answer(Rating.GOOD)
    seen = glance(tmp_path / "mlcards.db", settings, A_SUNDAY)
    assert seen.first is None
    assert seen.counts == Counts(learning=1)


def test_a_card_that_is_not_there(collection: Collection) -> None:
    store = collection.store
    with store.reading() as connection, pytest.raises(NotFoundError, match="no card 99"):
        view_of(store.rows(connection), CardId(99))


def test_hostile_text_comes_as_it_is(store: Store, tmp_path: Path) -> None:
    """Making it safe is the last step before output, not ours."""
    add_deck(store, [a_content("[@click=app.quit]\x1b]52;c;aGk=\x07[/]")], title="\x1b[31m")
    seen = glance(tmp_path / "mlcards.db", Settings(), A_SUNDAY)
    assert seen.first is not None
    assert seen.first.content.question == "[@click=app.quit]\x1b]52;c;aGk=\x07[/]"
    assert seen.decks[0].title == "\x1b[31m"


def test_nothing_heavy_is_loaded_for_it(collection: Collection, tmp_path: Path) -> None:
    del collection
    program = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from mlcards.collection.glance import glance\n"
        "from mlcards.config.settings import Settings\n"
        f"seen = glance(Path({str(tmp_path / 'mlcards.db')!r}), Settings(), datetime(2026, 11, 22,"
        " 10, tzinfo=UTC))\n"
        "assert seen.first is not None\n"
        "print([m for m in ('sqlalchemy', 'fsrs', 'yaml', 'alembic', 'textual', 'asyncio')"
        " if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
