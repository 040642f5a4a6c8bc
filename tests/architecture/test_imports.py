"""What a fresh interpreter loads: start-up is only as quick as the least that must be loaded."""

import pytest

from support.terminal import modules_after

HEAVY = {
    "alembic",
    "fsrs",
    "markdown_it",
    "platformdirs",
    "pylatexenc",
    "rich",
    "sqlalchemy",
    "textual",
    "tomlkit",
    "tomllib",
    "yaml",
}


AFTER_HOME = {
    "hashlib",
    "mlcards.cli.main",
    "mlcards.collection.views",
    "mlcards.core.model",
    "mlcards.core.notes",
}
"""What Home is painted without, besides what is heavy: each takes a hundredth of its start."""
AFTER_A_CARD = {
    "mlcards.cli.main",
    "mlcards.collection.views",
    "mlcards.core.grading",
    "mlcards.tui.maths",
    "mlcards.tui.markdown.code",
    "mlcards.tui.sitting",
    "pygments",
}


def loaded_by(*args: str) -> set[str]:
    """Return the modules loaded by a whole run of `mlcards ARGS`."""
    call = f"import sys; sys.argv[1:] = {list(args)!r}; import mlcards.__main__ as m; m.main()"
    return modules_after(call)


def test_the_package_itself_loads_nothing() -> None:
    loaded = modules_after("import mlcards")
    assert "mlcards" in loaded
    assert {name for name in loaded if name.startswith("mlcards.")} == set()


def test_version_loads_nothing_heavy() -> None:
    loaded = loaded_by("--version")
    assert "mlcards.cli.main" in loaded
    assert loaded & HEAVY == set()
    assert {name for name in loaded if name.startswith("mlcards.cli.commands")} == set()


def test_help_loads_the_commands_but_nothing_heavy() -> None:
    loaded = loaded_by("--help")
    assert "mlcards.cli.commands.config" in loaded
    assert loaded & HEAVY == set()


def test_settings_are_read_without_what_only_writing_needs() -> None:
    loaded = modules_after(
        "from pathlib import Path; from mlcards.config.settings import load_settings; "
        "load_settings(Path('no-such-file'), {})"
    )
    assert "mlcards.config.settings" in loaded
    assert loaded & (HEAVY | {"click", "difflib", "tempfile"}) == set()


@pytest.mark.parametrize(
    ("screen", "later", "most"), [("home", AFTER_HOME, 48), ("study", AFTER_A_CARD, 60)]
)
def test_a_first_frame_waits_for_little_besides_textual(
    screen: str, later: set[str], most: int
) -> None:
    """What is imported before a frame is most of its time: a limit on its number holds it.

    Where a module is needed, raise the limit; `python -m benchmarks start` tells what it costs.
    """
    start = "mlcards.__main__, mlcards.cli.output, mlcards.cli.starting, mlcards.config.settings"
    loaded = modules_after(f"import {start}, mlcards.tui.app, mlcards.tui.screens.{screen}")
    heavy = (HEAVY | {"click"}) - {"platformdirs", "rich", "textual"}  # Textual loads these
    assert loaded & (later | heavy) == set()
    ours = {name for name in loaded if name.partition(".")[0] in {"mlcards", "sqlite3"}}
    assert len(ours) <= most
