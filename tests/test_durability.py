"""What was acknowledged is there: after kill -9, with a full disk, beside a second mlcards.

`mlcards review` answers a line only once its review is durable; these tests hold it to that from
outside. What a power cut leaves cannot be seen by killing a process, so the last test reads the
system calls of a run: whenever an answer goes out, nothing that was written waits for the disk.
"""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlcards.collection.study import StudySession
from mlcards.collection.views import Asked
from mlcards.core.errors import StaleCardError
from mlcards.core.model import CardId, Rating
from mlcards.store import cards, reviews
from mlcards.store.store import Store
from support.clock import A_SUNDAY
from support.factories import a_cloze, a_collection, a_reversed, add_deck

CARDS = 40
REVIEW = [sys.executable, "-m", "mlcards", "review"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a person with a small collection."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    store = Store.open_file(folder / "mlcards.db")
    add_deck(store, CARDS - 10)
    add_deck(store, [a_reversed(f"{n}?") for n in range(2)], key="two", title="Two")
    add_deck(store, [a_cloze("{{c1::a}} {{c2::b}} {{c3::c}}")] * 2, key="gaps", title="Gaps")
    store.close()
    return folder


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MLCARDS_")}
    return kept | {"MLCARDS_HOME": str(home)}


def lines(count: int, first: int = 1) -> list[str]:
    """Ratings of many cards in turn, most of them several times."""
    return [
        json.dumps({"card": (first + 7 * n) % CARDS + 1, "rating": n % 4 + 1, "duration_ms": n})
        for n in range(count)
    ]


@dataclass(frozen=True)
class Run:
    """What a run of `mlcards review` said."""

    acknowledged: list[dict[str, Any]]
    error: str
    status: int


def review(home: Path, given: list[str], *before: str) -> Run:
    ran = subprocess.run(
        [*before, *REVIEW],
        input="\n".join(given),
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Run([json.loads(line) for line in ran.stdout.splitlines()], ran.stderr, ran.returncode)


def check(home: Path, acknowledged: list[dict[str, Any]]) -> int:
    """Assert that all that was acknowledged is there and sound; return the number of reviews."""
    database = home / "mlcards.db"
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        written = {
            row[0]: row[1:] for row in raw.execute("SELECT id, card_id, rating, at FROM reviews")
        }
    for answer in acknowledged:
        card, rating, _at = written[answer["review"]]
        assert (card, rating) == (answer["card"], Rating[answer["rating"].upper()])
    store = Store.open_file(database)
    collection = a_collection(store)
    with store.reading() as connection:
        for number in range(1, CARDS + 1):
            card = cards.get(connection, CardId(number))
            log = reviews.of_card(connection, card.id)
            assert collection.scheduler(card.deck_id).fold(log) == card.schedule
        actions = connection.exec_driver_sql("SELECT review_id FROM actions").scalars()
        assert sorted(actions) == sorted(written)
    store.close()
    return len(written)


# Killed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [0, 1, 3, 10, 11, 29, 80])
def test_a_killed_run_loses_nothing_it_acknowledged(home: Path, answers: int) -> None:
    """Killed while it works on the lines that follow; a last answer may be cut in the middle."""
    with subprocess.Popen(
        REVIEW,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines(400)))
        process.stdin.flush()
        seen = [process.stdout.readline() for _ in range(answers)]
        process.send_signal(signal.SIGKILL)
        seen += process.stdout.readlines()
        process.stdin.close()
    acknowledged = [json.loads(line) for line in seen if line.endswith("\n")]
    assert answers <= len(acknowledged) <= 400
    written = check(home, acknowledged)
    assert written - len(acknowledged) in {0, 1}  # at most the one that was being answered
    run = review(home, lines(5))
    assert (run.status, len(run.acknowledged)) == (0, 5)
    assert check(home, acknowledged + run.acknowledged) == written + 5


@pytest.mark.parametrize("moment", [0.2, 0.35, 0.5, 0.65, 0.8])
def test_a_first_start_that_is_killed_is_simply_repeated(tmp_path: Path, moment: float) -> None:
    """It makes the database and takes in the decks that ship; each file is all or nothing."""
    command = [sys.executable, "-m", "mlcards", "next", "--json", "--limit", "1"]
    home, whole = tmp_path / "home", tmp_path / "whole"
    with subprocess.Popen(
        command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
    counts = []
    for folder in (home, whole):
        ran = subprocess.run(
            command, env=environment(folder), capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        with closing(sqlite3.connect(folder / "mlcards.db")) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts.append(
                [
                    raw.execute(f"SELECT count(*) FROM {table}").fetchone()
                    for table in ("decks", "notes", "cards")
                ]
            )
    assert counts[0] == counts[1]


# Two at once ------------------------------------------------------------------------------------


def test_two_programs_rate_at_once(home: Path) -> None:
    """The same cards, in another order: every review is taken, one after the other."""
    given = [lines(120), lines(120, first=20)]
    processes = [
        subprocess.Popen(
            REVIEW,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            text=True,
        )
        for _ in given
    ]
    for process, wanted in zip(processes, given, strict=True):
        assert process.stdin is not None
        process.stdin.write("\n".join(wanted))
        process.stdin.close()
        process.stdin = None
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    acknowledged = [json.loads(line) for out, _err in said for line in out.splitlines()]
    assert len(acknowledged) == 240
    assert check(home, acknowledged) == 240
    wanted_cards = Counter(json.loads(line)["card"] for one in given for line in one)
    assert Counter(answer["card"] for answer in acknowledged) == wanted_cards


def test_a_session_goes_on_beside_a_program_that_rates(home: Path) -> None:
    """A card rated elsewhere meanwhile is refused, everything else is taken."""
    store = Store.open_file(home / "mlcards.db")
    session = StudySession(a_collection(store))
    taken = 0
    with subprocess.Popen(
        REVIEW,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(home) | {"MLCARDS_NOW": A_SUNDAY.isoformat()},
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(lines(60)))
        process.stdin.close()
        answers = [process.stdout.readline()]
        while isinstance(session.turn, Asked) and taken < 10:
            try:
                session.answer(Rating.EASY)
            except StaleCardError:
                session.refresh()
            else:
                taken += 1
        answers += process.stdout.readlines()
    store.close()
    acknowledged = [json.loads(line) for line in answers if line]
    assert check(home, acknowledged) == len(acknowledged) + taken
    assert len(acknowledged) == 60


# A full disk ------------------------------------------------------------------------------------

LIMITED = """
import resource, runpy, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
runpy.run_module("mlcards", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("room", [60_000, 150_000, 333_333])
def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(home: Path, room: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), "review"],
        input="\n".join(lines(300)),
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    acknowledged = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "nothing of the last step was saved" in ran.stderr
    assert 0 < len(acknowledged) < 300
    assert check(home, acknowledged) == len(acknowledged)
    run = review(home, lines(5))
    assert (run.status, len(run.acknowledged)) == (0, 5)
    check(home, acknowledged + run.acknowledged)


def test_a_session_on_a_full_disk_goes_on_once_there_is_room(tmp_path: Path) -> None:
    """The same session: the card stays, and is rated when the disk has room again."""
    program = """
import resource, sys
from pathlib import Path
from mlcards.core.errors import DatabaseError
from mlcards.collection.study import StudySession
from mlcards.core.model import Rating
from mlcards.store.store import Store
from support.factories import a_collection, add_deck

store = Store.open_file(Path(sys.argv[1]))
add_deck(store, 200)
session = StudySession(a_collection(store))
none = resource.RLIM_INFINITY
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, none))
try:
    while True:
        turn = session.turn
        session.answer(Rating.GOOD)
except DatabaseError as error:
    print(error)
assert session.turn == turn
resource.setrlimit(resource.RLIMIT_FSIZE, (none, none))
session.answer(Rating.GOOD)
assert session.turn != turn
print("fine")
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "mlcards.db"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    said = ran.stdout.splitlines()
    assert "nothing of the last step was saved" in said[0]
    assert said[1:] == ["fine"]


# The disk itself --------------------------------------------------------------------------------

CALL = re.compile(
    r"^(?:\d+ +)?(?P<name>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?P<rest>.*)\) += (?P<result>-?\d+)"
)


@dataclass
class Trace:
    """What a run wrote: answers, and for each the files that waited for the disk just then."""

    answers: int = 0
    syncs: int = 0
    waiting: tuple[frozenset[str], ...] = ()
    written: int = 0


def traced(home: Path, count: int, log: Path) -> Trace:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    calls = "trace=write,pwrite64,pwritev,ftruncate,fdatasync,fsync"
    run = review(home, lines(count), strace, "-f", "-y", "-s", "200", "-e", calls, "-o", str(log))
    if not run.acknowledged and "ptrace" in run.error.casefold():
        pytest.skip(f"strace may not run here: {run.error.strip()[-200:]}")
    assert (run.status, len(run.acknowledged)) == (0, count)
    return _read(log.read_text())


def _read(log: str) -> Trace:
    trace = Trace()
    dirty: set[str] = set()
    for line in log.splitlines():
        call = CALL.match(line)
        if call is None or int(call["result"]) < 0:
            continue
        path = call["path"]
        if "mlcards.db" in path and not path.endswith("-shm"):
            if call["name"] in {"fdatasync", "fsync"}:
                trace.syncs += 1
                dirty.discard(path)
            else:
                trace.written += call["name"].startswith("pwrite")
                dirty.add(path)
        elif call["name"] == "write" and call["fd"] == "1" and "review" in call["rest"]:
            trace.answers += 1
            trace.waiting = (*trace.waiting, frozenset(dirty))
    return trace


@pytest.mark.skipif(sys.platform != "linux", reason="strace is of Linux")
def test_each_answer_waits_for_the_disk_once_and_only_once(home: Path, tmp_path: Path) -> None:
    few = traced(home, 5, tmp_path / "few.txt")
    many = traced(home, 25, tmp_path / "many.txt")
    assert (few.answers, many.answers) == (5, 25)
    assert many.syncs - few.syncs == 20
    assert many.written > many.answers
    for trace in (few, many):
        assert set(trace.waiting) == {frozenset()}, "an answer went out before its review was safe"


def test_the_reading_of_a_trace_sees_an_answer_too_early() -> None:
    """The test above would be worth nothing if it could not fail."""
    written = '7 pwrite64(5</home/mlcards.db-wal>, "abc"..., 4096, 32) = 4096\n'
    synced = "7 fdatasync(5</home/mlcards.db-wal>) = 0\n"
    answered = '7 write(1<pipe:[1]>, "{\\"review\\": 1}\\n", 14) = 14\n'
    assert _read(written + answered + synced).waiting == (frozenset({"/home/mlcards.db-wal"}),)
    assert _read(written + synced + answered).waiting == (frozenset(),)
    assert _read(written + synced + answered).syncs == 1
