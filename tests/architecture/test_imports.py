"""What a fresh interpreter loads: start-up is only as quick as the least that must be loaded."""

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
