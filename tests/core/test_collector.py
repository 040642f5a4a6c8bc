"""The garbage collector is back as it was, whatever happened."""

import gc
from contextlib import suppress

import pytest

from mlcards.core.collector import collector_at_rest


@pytest.mark.parametrize("was_on", [True, False])
def test_it_rests_within_and_is_as_before_after(*, was_on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if was_on else gc.disable)()
        with collector_at_rest(), collector_at_rest():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
        with suppress(ValueError), collector_at_rest():
            raise ValueError
        assert gc.isenabled() is was_on
    finally:
        (gc.enable if before else gc.disable)()
