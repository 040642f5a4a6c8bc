"""Fixtures and Hypothesis profiles for all tests."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import settings

from mlcards.store.store import Store
from support.clock import FakeClock
from support.databases import (
    OpenStore,
    UnavailableError,
    drop_schema,
    make_schema,
    postgresql_server,
)

# Study days follow the machine's zone; tests are to mean the same everywhere.
os.environ["TZ"] = "UTC"
time.tzset()

# Whoever works on the code looks for new examples with every run. `ci` has more of them, but the
# same ones each time: what it says of a change is due to the change.
settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, database=None, print_blob=True
)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev")
)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: archives hold the time they were made, workers compare ids."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 20 else None


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty collection in an SQLite file."""
    opened = Store.open_file(tmp_path / "mlcards.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[sa.URL]:
    """A PostgreSQL server; one for each worker of a parallel run, started when first asked for."""
    server = postgresql_server()
    try:
        url = server.__enter__()
    except UnavailableError as error:
        pytest.skip(str(error))
    yield url
    server.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """An empty database, on SQLite and on PostgreSQL in turn."""
    opened: list[Store] = []
    if request.param == "sqlite":

        def open_store() -> Store:
            opened.append(Store.open_file(tmp_path / "mlcards.db"))
            return opened[-1]

        yield open_store
        for store in opened:
            store.close()
        return

    server: sa.URL = request.getfixturevalue("postgresql_url")
    name = f"test_{uuid4().hex}"
    url = make_schema(server, name).render_as_string(hide_password=False)

    def open_url() -> Store:
        opened.append(Store.open_url(url))
        return opened[-1]

    yield open_url
    for store in opened:
        store.close()
    drop_schema(server, name)
