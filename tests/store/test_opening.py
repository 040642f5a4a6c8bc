"""What is opened, and what is refused with a sentence and left as it was."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
import sqlalchemy as sa

import mlcards
from mlcards.core.errors import DatabaseError, UsageError
from mlcards.store import engine as engines
from mlcards.store.opening import schema_version
from mlcards.store.peek import peeking
from mlcards.store.schema_version import CURRENT_VERSION
from mlcards.store.store import Store
from support.databases import OpenStore
from support.factories import a_collection, add_deck

SOURCES = Path(mlcards.__file__).parents[1]


def pragma(connection: sa.Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def file_pragma(path: Path, name: str) -> object:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(f"PRAGMA {name}").fetchone()[0]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_opened_again_is_what_was_left(databases: OpenStore) -> None:
    first = databases()
    add_deck(first, 3)
    first.close()
    again = databases()
    with again.reading() as connection:
        assert schema_version(connection.engine) == CURRENT_VERSION
    assert a_collection(again).deck_lines()[0].cards == 3


def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    Store.open_file(path).close()
    assert file_pragma(path, "application_id") == 0x6D6C6364
    assert file_pragma(path, "user_version") == CURRENT_VERSION
    assert file_pragma(path, "journal_mode") == "wal"


def test_every_connection_writes_durably_and_holds_its_references(store: Store) -> None:
    with store.reading() as one, store.reading() as two, store.writing() as three:
        for connection in (one, two, three):
            assert pragma(connection, "synchronous") == 2
            assert pragma(connection, "foreign_keys") == 1
            assert pragma(connection, "journal_mode") == "wal"
            assert pragma(connection, "busy_timeout") == engines.BUSY_TIMEOUT_MS
            assert pragma(connection, "trusted_schema") == 0


def test_where_there_can_be_no_wal_writing_is_as_durable(tmp_path: Path) -> None:
    """Some network shares: without shared memory SQLite keeps a rollback journal."""
    url = f"sqlite:///file:{tmp_path}/a.db?vfs=unix-dotfile&uri=true"
    store = Store.open_url(url)
    with store.reading() as connection:
        assert pragma(connection, "journal_mode") == "delete"
        assert pragma(connection, "synchronous") == 3
    store.close()


def test_a_build_that_does_not_write_durably_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Careless(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            return super().execute(sql.replace("synchronous = FULL", "synchronous = NORMAL"))

    real = sqlite3.connect
    monkeypatch.setattr(
        sqlite3.dbapi2,
        "connect",
        lambda *args, **named: real(*args, **(named | {"factory": Careless})),
    )
    with pytest.raises(DatabaseError, match="does not write durably"):
        Store.open_file(tmp_path / "mlcards.db")


def test_a_reference_to_nothing_is_refused(databases: OpenStore) -> None:
    store = databases()
    statement = "INSERT INTO notes (deck_id, key, position, content) VALUES (99, 'a', 0, '{}')"
    with pytest.raises(DatabaseError), store.writing() as connection:
        connection.exec_driver_sql(statement)


def test_the_files_are_the_person_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    store = Store.open_file(path)
    add_deck(store, 1)
    with store.reading():
        made = sorted(tmp_path.iterdir())
        assert [file.name for file in made] == ["mlcards.db", "mlcards.db-shm", "mlcards.db-wal"]
        assert {mode(file) for file in made} == {0o600}
    store.close()


def test_a_file_named_by_url_is_the_person_s_alone_too(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    Store.open_url(f"sqlite:///{path}").close()
    assert mode(path) == 0o600


@pytest.mark.parametrize(
    "name", ["a?b.db", "a#b.db", "with spaces.db", "50%25.db", "größe.db", "a&mode=memory.db"]
)
def test_any_file_name_is_just_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    store = Store.open_file(path)
    add_deck(store, 2)
    with peeking(path) as peek:
        assert peek is not None
        assert len(peek.decks()) == 1
    store.close()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.db"
    store = Store.open_file(path)
    add_deck(store, 2)
    with peeking(path) as peek:
        assert peek is not None
    store.close()


# Refusals -------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    """Open a file that is to be refused; return the sentence."""
    before = path.read_bytes()
    with pytest.raises(DatabaseError) as caught:
        Store.open_file(path)
    assert caught.value.hint
    assert path.read_bytes() == before
    with peeking(path) as peek:
        assert peek is None
    return caught.value.message


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    Store.open_file(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "newer mlcards (schema 99" in refused(path)


def test_a_newer_database_is_left_alone_on_any_server(databases: OpenStore) -> None:
    store = databases()
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(DatabaseError, match="newer mlcards"):
        databases()


@pytest.mark.parametrize(
    "tables",
    [
        ["CREATE TABLE col (id, crt)", "CREATE TABLE notes (id)", "CREATE TABLE cards (id)"],
        ["CREATE TABLE meta (key TEXT, value TEXT)", "CREATE TABLE cards (id INTEGER)"],
        ["CREATE TABLE meta (name TEXT)", "CREATE TABLE cards (id INTEGER)"],
        [
            "CREATE TABLE meta (key TEXT, value TEXT)",
            "CREATE TABLE cards (id INTEGER)",
            "INSERT INTO meta VALUES ('schema_version', 'seven')",
        ],
    ],
)
def test_another_program_s_database_is_left_alone(tmp_path: Path, tables: list[str]) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        for statement in tables:
            raw.execute(statement)
        raw.commit()
    assert "another program's" in refused(path)


def test_garbage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    path.write_bytes(b"this is a letter to my aunt, not a database at all " * 100)
    assert "damaged or another program's" in refused(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    store = Store.open_file(path)
    add_deck(store, 500)
    store.close()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 8] = b"\xff" * (4096 * 7)
    path.write_bytes(data)

    def read_all() -> None:
        with Store.open_file(path).reading() as connection:
            connection.exec_driver_sql("SELECT count(content) FROM notes").scalar()

    with pytest.raises(DatabaseError, match="damaged"):
        read_all()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="No such file"):
        Store.open_file(tmp_path / "nowhere" / "mlcards.db")


def test_a_folder_in_the_file_s_place(tmp_path: Path) -> None:
    (tmp_path / "mlcards.db").mkdir()
    with pytest.raises(DatabaseError, match="cannot be opened"):
        Store.open_file(tmp_path / "mlcards.db")


OPEN = """
import os, sys
from pathlib import Path
from mlcards.core.errors import DatabaseError
from mlcards.store.store import Store

spare, path = map(Path, sys.argv[1:])
Store.open_file(spare).close()  # so that all is imported: another user may not read it
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with Store.open_file(path).writing() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")
except DatabaseError as error:
    print(error)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user may reach, unlike pytest's."""
    folder = Path(mkdtemp(prefix="mlcards-"))
    yield folder
    folder.chmod(0o755)
    rmtree(folder)


@pytest.mark.parametrize("there", [True, False])
def test_a_read_only_folder(*, there: bool, public_folder: Path, tmp_path: Path) -> None:
    """Tried as nobody where the tests run as root, who may write anywhere."""
    path = public_folder / "mlcards.db"
    if there:
        Store.open_file(path).close()
        path.chmod(0o444)
    public_folder.chmod(0o555)
    ran = subprocess.run(
        [sys.executable, "-c", OPEN, tmp_path / "spare.db", path],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert "cannot be opened: Permission denied" in ran.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_became_read_only(public_folder: Path, tmp_path: Path) -> None:
    """The file itself may be written, but its journal cannot be made."""
    path = public_folder / "mlcards.db"
    Store.open_file(path).close()
    path.chmod(0o666)
    public_folder.chmod(0o555)
    ran = subprocess.run(
        [sys.executable, "-c", OPEN, tmp_path / "spare.db", path],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert "Check" in ran.stdout


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql+nothing://host/db", "postgresql+asyncpg2://h/d"],
)
def test_a_url_that_cannot_be_read(url: str) -> None:
    with pytest.raises((UsageError, DatabaseError)):
        Store.open_url(url)


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="does not answer"):
        Store.open_url(f"postgresql+psycopg://me@/db?host={tmp_path}")


# Side by side ---------------------------------------------------------------------------------


def _open_and_add(path: Path, number: int) -> str:
    try:
        store = Store.open_file(path)
        add_deck(store, 1, key=f"deck{number}", title=f"Deck {number}")
        store.close()
    except Exception as error:  # noqa: BLE001  (the test prints whatever it was)
        return repr(error)
    return "fine"


def test_several_may_make_the_same_database_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mlcards.db"
    with get_context("spawn").Pool(4) as pool:
        said = pool.starmap(_open_and_add, [(path, n) for n in range(8)])
    assert said == ["fine"] * 8
    store = Store.open_file(path)
    assert len(a_collection(store).decks()) == 8
    store.close()


def test_a_failed_transaction_leaves_nothing(databases: OpenStore) -> None:
    store = databases()

    def half_done() -> None:
        with store.writing() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('half', 'done')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM meta WHERE key = 'half'")
        assert found.scalar() == 0


def test_a_reader_sees_one_picture(databases: OpenStore) -> None:
    store, other = databases(), databases()
    count = "SELECT count(*) FROM decks"
    with store.reading() as connection:
        assert connection.exec_driver_sql(count).scalar() == 0
        add_deck(other, 1)
        assert connection.exec_driver_sql(count).scalar() == 0
    with store.reading() as connection:
        assert connection.exec_driver_sql(count).scalar() == 1


def test_a_second_writer_waits_and_gives_up_with_a_sentence(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    other = Store.open_file(tmp_path / "mlcards.db")
    with store.writing() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM meta")  # it has not even written yet
        with pytest.raises(DatabaseError, match="kept the database locked"), other.writing():
            pass
        connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b')")
    with other.writing() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('c', 'd')")
    other.close()


def test_errors_do_not_quote_what_was_written(databases: OpenStore) -> None:
    store = databases()
    secret = "what I told Acme about my last boss"
    with pytest.raises(DatabaseError) as caught, store.writing() as connection:
        connection.execute(
            sa.text("INSERT INTO notes (deck_id, key, position, content) VALUES (99, :k, 0, :c)"),
            {"k": "a", "c": secret},
        )
    assert secret not in str(caught.value)
    assert secret not in str(caught.value.__cause__)
