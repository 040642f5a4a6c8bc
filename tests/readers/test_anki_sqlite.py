"""Databases made to do harm are refused, in bounded time, and no file of this machine is read."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlcards.core.foreign import ReadResult
from mlcards.readers.anki_limits import Deadline, RefusedError
from mlcards.readers.anki_package import read_anki_bytes
from mlcards.readers.anki_sqlite import UntrustedDatabase
from support.anki_packages import Draft, package

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
NOTES_VIEW = "x, 'g', 1, 0, 0, '', 'q', 0, 0, 0, ''"
NOTE_COLUMNS = "id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data"


def draft() -> Draft:
    made = Draft()
    made.note("q", "a")
    return made


def read(*statements: str) -> ReadResult:
    return read_anki_bytes(draft().package(*statements), "a.apkg")


def schema(change: str) -> Sequence[str]:
    """Return statements that write this into the schema itself."""
    return ("PRAGMA writable_schema=ON", change, "PRAGMA writable_schema=OFF")


HOSTILE: Mapping[str, Sequence[str]] = {
    "endless view": (
        "DROP TABLE notes",
        f"CREATE VIEW notes({NOTE_COLUMNS}) AS {ENDLESS} {NOTES_VIEW} FROM n",
    ),
    "view in other letters": (
        "DROP TABLE cards",
        "CREATE VIEW CaRDS AS SELECT * FROM notes",
    ),
    "view of a table that may be missing": (
        "DROP TABLE revlog",
        f"CREATE VIEW revlog AS {ENDLESS} x AS id, 1 AS cid FROM n",
    ),
    "virtual table": (
        "DROP TABLE notes",
        f"CREATE VIRTUAL TABLE notes USING fts5({NOTE_COLUMNS})",
    ),
    "computed column": (
        "DROP TABLE notes",
        "CREATE TABLE notes (id integer primary key, guid, mid, tags, data, "  # noqa: ISC004
        "flds GENERATED ALWAYS AS (hex(zeroblob(9999999))) VIRTUAL)",
        "INSERT INTO notes (id) VALUES (1000)",
    ),
    "no notes": ("DROP TABLE notes",),
    "no cards": ("DROP TABLE cards",),
    "column missing": ("ALTER TABLE notes RENAME COLUMN flds TO other",),
    "no row in col": ("DELETE FROM col",),
    "no note": ("DELETE FROM notes",),
    "schema that is no SQL": schema("UPDATE sqlite_master SET sql = 'CREATE nonsense'"),
    "models no JSON": ("UPDATE col SET models = '{'",),
    "models deep": ("UPDATE col SET models = replace(hex(zeroblob(50000)), '00', '[')",),
    "models with a long number": (
        "UPDATE col SET models = '{\"1\":' || replace(hex(zeroblob(9000)), '0', '9') || '}'",
    ),
    "field too long": ("UPDATE notes SET flds = hex(zeroblob(9000000))",),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", HOSTILE)
def test_refused_with_a_sentence(name: str) -> None:
    try:
        result = read(*HOSTILE[name])
    except sqlite3.DatabaseError:  # VACUUM of a schema that is no SQL: write it as it is
        result = read_anki_bytes(package(_unvacuumed(HOSTILE[name])), "a.apkg")
    assert result.decks == ()
    (problem,) = result.problems
    assert problem.severity == "error"
    assert str(Path.home()) not in problem.message
    assert "collection.db" not in problem.message


def _unvacuumed(statements: Sequence[str]) -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(draft().database())
    for statement in statements:
        connection.execute(statement)
    return connection.serialize()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE VIEW other AS SELECT * FROM notes",),
        (f"CREATE VIEW endless AS {ENDLESS} x FROM n",),
        ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM notes; END",),
        ("CREATE INDEX i ON notes (hex(flds))",),
        ("CREATE TABLE more (x)",),
        ("UPDATE cards SET type = 'x', due = 'y', ivl = 1e300, flags = x'00'",),
        ("UPDATE notes SET guid = x'ff00', tags = 5",),
        ("UPDATE col SET conf = '[]'",),
        ("PRAGMA user_version = 99", "PRAGMA application_id = 1"),
    ],
)
def test_what_is_odd_but_harmless_is_read(statements: Sequence[str]) -> None:
    result = read(*statements)
    assert not result.errors, result.problems
    assert [note.content.question for note in result.decks[0].notes] == ["q"]


def test_a_check_that_never_ends_is_not_run() -> None:
    result = read(
        "ALTER TABLE notes RENAME TO old",
        f"CREATE TABLE notes ({NOTE_COLUMNS}, CHECK (length(hex(zeroblob(400000000))) > 0))",
    )
    assert result.errors  # the new table is empty; nothing hung


def test_write_ahead_in_the_header_is_read() -> None:
    database = bytearray(draft().database())
    database[18:20] = b"\x02\x02"
    assert read_anki_bytes(package(bytes(database)), "a.apkg").decks


def test_a_damaged_page_is_seen() -> None:
    made = Draft()
    for number in range(300):
        made.note(f"question {number} " * 20, "a")
    database = bytearray(made.database())
    database[8 * 4096 : 8 * 4096 + 3000] = bytes(3000)
    result = read_anki_bytes(package(bytes(database)), "a.apkg")
    assert [problem.code for problem in result.problems] == ["damaged"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    database = bytearray(draft().database())
    for _ in range(data.draw(st.integers(1, 6))):
        database[data.draw(st.integers(0, len(database) - 1))] = data.draw(st.integers(0, 255))
    result = read_anki_bytes(package(bytes(database)), "a.apkg")
    assert result.decks or result.errors


def test_only_known_tables_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c.db"
    path.write_bytes(draft().database("CREATE TABLE secret (x)"))
    database = UntrustedDatabase(path, Deadline(5))
    try:
        assert len(list(database.rows("notes"))) == 1
        for statement in (
            "SELECT x FROM secret",
            "SELECT load_extension('x')",
            "SELECT writefile('x', 'y')",
            "ATTACH 'x' AS y",
            "PRAGMA query_only=OFF",
            "DELETE FROM notes",
            "SELECT sql FROM sqlite_master",
        ):
            with pytest.raises(sqlite3.Error):
                database._connection.execute(statement)
    finally:
        database.close()
    assert [other.name for other in tmp_path.iterdir()] == ["a?b#c.db"]


def test_a_deadline_counts_work_and_not_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    worked = 0.0
    monkeypatch.setattr("mlcards.readers.anki_limits.process_time", lambda: worked)
    deadline = Deadline(5)
    assert not deadline.is_over()  # whatever the clock on the wall says
    worked = 5.5
    assert deadline.is_over()


def test_a_deadline_ends_a_query(tmp_path: Path) -> None:
    made = Draft()
    for number in range(2_000):
        made.note(f"q{number}", "a")
    path = tmp_path / "a.db"
    path.write_bytes(made.database())
    deadline = Deadline(100)
    database = UntrustedDatabase(path, deadline)
    try:
        rows = database.rows("notes")
        next(rows)
        deadline.extend(-1_000)
        with pytest.raises(RefusedError) as caught:
            list(rows)
        assert caught.value.code == "too-slow"
    finally:
        database.close()
