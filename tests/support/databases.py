"""Databases to test on: SQLite files, and a PostgreSQL server of our own where one is installed.

The server is thrown away after the run. It listens on a socket in a folder of its own, trusts
everybody who can open it, and does not wait for the disk.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from hypothesis import settings

from mlcards.store.store import Store
from support.clock import FakeIds

OpenStore = Callable[[], Store]
"""Opens the test's database; each store has connections of its own, as another process has."""

UNPRIVILEGED = "nobody"
"""Who runs what root may or should not: PostgreSQL refuses root, and root may write anywhere."""


@cache
def _empty_file() -> bytes:
    with tempfile.TemporaryDirectory(prefix="mlcards-empty-") as folder:
        path = Path(folder, "empty.db")
        Store.open_file(path).close()
        return path.read_bytes()


@contextmanager
def fresh_store() -> Iterator[Store]:
    """Give an empty collection in an SQLite file, for one example of a property."""
    FakeIds.restart()
    with tempfile.TemporaryDirectory(prefix="mlcards-test-") as folder:
        path = Path(folder, "mlcards.db")
        path.write_bytes(_empty_file())
        store = Store.open_file(path)
        try:
            yield store
        finally:
            store.close()


Test = TypeVar("Test", bound=Callable[..., None])


def few_examples(test: Test) -> Test:
    """Mark a property that builds a database for each example: a quarter of the profile's."""
    return settings(max_examples=max(settings().max_examples // 4, 20))(test)


class UnavailableError(Exception):
    """PostgreSQL cannot be tested here; the message says why."""


def find_postgresql() -> Path:
    """Return the folder of PostgreSQL's server programs."""
    candidates = []
    if config := shutil.which("pg_config"):
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(said.stdout.strip()))
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(Path(found).parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise UnavailableError("PostgreSQL's server programs are not installed")


@contextmanager
def postgresql_server() -> Iterator[sa.URL]:
    """Run a server for as long as the context lasts; give the URL of its database.

    Raises:
        UnavailableError: it is not installed, or does not start here.
    """
    programs = find_postgresql()
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="mlcards-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "tester", "-A", "trust",
             "-E", "UTF8", "--no-locale", "--no-sync")  # fmt: skip
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        control = programs / "pg_ctl"
        _run(user, control, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield sa.URL.create(
                "postgresql+psycopg",
                username="tester",
                database="postgres",
                query={"host": str(folder)},
            )
        finally:
            with suppress(UnavailableError):
                _run(user, control, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, *command: str | Path) -> None:
    ran = subprocess.run(
        [str(word) for word in command],
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    if ran.returncode:
        raise UnavailableError(f"{Path(command[0]).name} failed: {ran.stderr.strip()[-300:]}")


def make_schema(server: sa.URL, name: str) -> sa.URL:
    """Make an empty schema on the server; return the URL of a database that is just that."""
    _execute(server, f'CREATE SCHEMA "{name}"')
    return server.update_query_dict({"options": f"-csearch_path={name}"})


def drop_schema(server: sa.URL, name: str) -> None:
    """Remove what `make_schema` made, with all that was put into it."""
    _execute(server, f'DROP SCHEMA "{name}" CASCADE')


def _execute(server: sa.URL, statement: str) -> None:
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
