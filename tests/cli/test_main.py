import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

import mlcards as package
from mlcards.__main__ import main
from mlcards.cli import main as main_module
from mlcards.cli import starting
from mlcards.cli.context import Invocation, pass_invocation, take_shared_options
from mlcards.cli.main import COMMANDS, LazyGroup, group, run
from mlcards.core.errors import MlcardsError, NotFoundError, UnreadableError, UsageError
from mlcards.core.foreign import Problem
from support.terminal import assert_harmless, through_a_terminal

Mlcards = Callable[..., Result]
HOSTILE = "\x1b]52;c;eA==\x07\x1b[31m\u009b2J\u202e"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[BaseException], None]]:
    """Add a command `fail` that raises what it is given."""

    def failing(error: BaseException) -> None:
        @click.command("fail")
        def command() -> None:
            raise error

        monkeypatch.setitem(COMMANDS, "fail", "nowhere:command")
        monkeypatch.setitem(group.commands, "fail", take_shared_options(command))

    yield failing
    group.commands.pop("fail", None)


def all_commands() -> list[tuple[str, click.Command]]:
    """Return every command and subcommand with the words that call it."""
    found: list[tuple[str, click.Command]] = []

    def visit(words: str, command: click.Command) -> None:
        found.append((words, command))
        if isinstance(command, click.Group):
            ctx = click.Context(command)
            for name in command.list_commands(ctx):
                below = command.get_command(ctx, name)
                assert below is not None
                visit(f"{words} {name}", below)

    visit("mlcards", group)
    return found


# Help and version


def test_version(mlcards: Mlcards) -> None:
    assert mlcards("--version").stdout == f"mlcards {package.__version__}\n"


def test_every_command_is_loaded_under_its_own_name() -> None:
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert command.name == name


@pytest.mark.parametrize("words", [words for words, _ in all_commands()])
def test_help_on_every_level_has_a_summary_and_an_example(mlcards: Mlcards, words: str) -> None:
    result = mlcards(*words.split()[1:], "--help")
    assert result.exit_code == 0
    assert result.stderr == ""
    summary = result.stdout.split("\n\n")[1].strip()
    assert summary.endswith(".")
    assert "Example" in result.stdout
    assert f"      {words}" in result.stdout.replace("    ", "      ")
    assert mlcards(*words.split()[1:], "-h").stdout == result.stdout


def test_every_option_explains_itself() -> None:
    silent = [
        f"{words} {parameter.name}"
        for words, command in all_commands()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []


# Shared options


def test_shared_options_may_stand_before_and_after_the_command(
    mlcards: Mlcards, tmp_path: Path
) -> None:
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    mlcards("--home", here, "config", "set", "ui.theme", "nord")
    mlcards("config", "--home", there, "set", "ui.theme", "dracula")
    assert mlcards("config", "get", "ui.theme", "--home", here).stdout == "nord\n"
    assert mlcards("--home", there, "config", "get", "ui.theme").stdout == "dracula\n"
    assert mlcards("config", "get", "ui.theme").stdout == "textual-dark\n"


def test_the_option_comes_before_the_variable(mlcards: Mlcards) -> None:
    seen: list[Invocation] = []

    @click.command("look")
    @pass_invocation
    def look(invocation: Invocation) -> None:
        seen.append(invocation)

    COMMANDS["look"] = "nowhere:command"
    group.commands["look"] = take_shared_options(look)
    try:
        mlcards("look", MLCARDS_DATABASE_URL="sqlite:///a")
        mlcards("--database", "sqlite:///b", "look", MLCARDS_DATABASE_URL="sqlite:///a")
        mlcards("look", MLCARDS_DATABASE_URL="")
        mlcards("--rollover", "05:00", "look", "--rollover", "06:00")
    finally:
        del COMMANDS["look"], group.commands["look"]
    assert [(each.database_option, each.rollover) for each in seen] == [
        (None, None),
        ("sqlite:///b", None),
        (None, None),
        (None, "06:00"),
    ]
    assert seen[1].database_url == "sqlite:///b"
    assert Invocation(environ={"MLCARDS_DATABASE_URL": "u"}).database_url == "u"
    assert Invocation(environ={"MLCARDS_DATABASE_URL": ""}).database_url is None
    assert seen[3].overrides == {"day.rollover": "06:00"}


def test_a_wrong_rollover_is_refused_before_anything_is_done(mlcards: Mlcards, home: Path) -> None:
    result = mlcards("--rollover", "25:00", "config", "set", "ui.theme", "nord")
    assert result.exit_code == 2
    assert result.stderr == ('mlcards: day.rollover cannot be "25:00"; allowed: 00:00–23:59.\n')
    assert not home.exists()


def test_the_clock_of_a_run(mlcards: Mlcards) -> None:
    invocation = Invocation(environ={"MLCARDS_NOW": "2026-11-22T12:00:00Z"})
    assert invocation.clock().isoformat() == "2026-11-22T12:00:00+00:00"


# How errors end


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (NotFoundError("No deck X.", "See mlcards decks."), 1, "No deck X.\nSee mlcards decks."),
        (MlcardsError("It failed."), 1, "It failed."),
        (UsageError("Bad input."), 2, "Bad input."),
        (click.UsageError("Bad words."), 2, 'Bad words.\nSee "mlcards fail --help".'),
        (click.ClickException("Click says no."), 1, "Click says no."),
        (OSError(28, "No space left on device"), 1, None),
    ],
)
def test_errors_are_sentences_with_an_exit_status(
    mlcards: Mlcards,
    failing: Callable[[BaseException], None],
    error: BaseException,
    status: int,
    message: str | None,
) -> None:
    failing(error)
    result = mlcards("fail")
    assert (result.exit_code, result.stdout) == (status, "")
    if message is None:
        message = "The answer could not be written: No space left on device."
    assert result.stderr == f"mlcards: {message}\n"


def test_all_problems_of_unreadable_files_are_shown(
    mlcards: Mlcards, failing: Callable[[BaseException], None]
) -> None:
    problems = [Problem("a.yaml", 3, "no answer", 5), Problem("b.yaml", None, "is empty")]
    failing(UnreadableError("2 files cannot be used.", problems))
    result = mlcards("fail")
    assert result.exit_code == 2
    assert result.stderr == (
        "a.yaml:3:5: no answer\nb.yaml: is empty\nmlcards: 2 files cannot be used.\n"
    )


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_quiet(
    mlcards: Mlcards, failing: Callable[[BaseException], None], error: BaseException
) -> None:
    failing(error)
    result = mlcards("fail")
    assert result.exit_code == 130
    assert result.stderr.strip() == ""


def test_a_reader_that_left_is_quiet(
    mlcards: Mlcards, failing: Callable[[BaseException], None]
) -> None:
    failing(BrokenPipeError(32, "Broken pipe"))
    result = mlcards("fail")
    assert (result.exit_code, result.stderr) == (1, "")


def test_the_unexpected_is_one_sentence_and_with_debug_a_traceback(
    mlcards: Mlcards, failing: Callable[[BaseException], None]
) -> None:
    failing(ZeroDivisionError(HOSTILE))
    result = mlcards("fail")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        "mlcards: something went wrong that mlcards should have handled: ZeroDivisionError: ␛]52"
    )
    assert result.stderr.count("\n") == 2
    assert "Run it again with --debug" in result.stderr
    for words in (["fail", "--debug"], ["--debug", "fail"]):
        result = mlcards(*words)
        assert "Traceback (most recent call last)" in result.stderr
        assert_harmless(result.stderr.encode())


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["cofnig"], 2, 'There is no command "cofnig". Did you mean "config"?'),
        (["xyzzy"], 2, 'There is no command "xyzzy".'),
        (["--hom", "x"], 2, "No such option"),
        (["config", "get"], 2, "Missing argument 'KEY'."),
        (["config", "list", "extra"], 2, "Got unexpected extra argument"),
        (["--home"], 2, "Option '--home' requires an argument."),
        (["--home", "", "config", "list"], 2, "--home needs the name of a folder, it is empty."),
    ],
)
def test_wrong_usage(mlcards: Mlcards, words: list[str], status: int, message: str) -> None:
    result = mlcards(*words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.startswith(f"mlcards: {message}")


def test_status_of_a_command_is_no_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyGroup, "main", lambda *_args, **_rest: "a value")
    assert run([]) == 0
    monkeypatch.setattr(LazyGroup, "main", lambda *_args, **_rest: 3)
    assert run([]) == 3


# The app and the shell prompt


def test_without_a_command_the_app_opens(mlcards: Mlcards, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr(
        main_module, "_load", lambda target: lambda ctx, decks: opened.append((target, decks))
    )
    assert mlcards().exit_code == 0
    assert opened == [("mlcards.cli.commands.app:open_app", ())]


class FakePrompt:
    """Stands in for mlcards.cli.prompt."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer

    def short_count(self, environ: object) -> str | None:
        return self.answer


def start(monkeypatch: pytest.MonkeyPatch, answer: str | None, *args: str) -> list[str]:
    """Start the program; return which way it went."""
    ways: list[str] = []
    monkeypatch.setitem(sys.modules, "mlcards.cli.prompt", FakePrompt(answer))
    monkeypatch.setattr(main_module, "main", lambda: ways.append("command line"))
    monkeypatch.setattr(starting, "can_draw", lambda _environ: False)
    monkeypatch.setattr(sys, "argv", ["mlcards", *args])
    main()
    return ways


def test_the_prompt_s_count_is_answered_without_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start(monkeypatch, "12", "due", "--short") == []
    assert capsys.readouterr().out == "12\n"


@pytest.mark.parametrize(
    ("answer", "args"),
    [
        (None, ["due", "--short"]),
        ("12", ["due"]),
        ("12", ["due", "--short", "--json"]),
        ("12", ["--home", "x", "due", "--short"]),
        ("12", []),
        ("12", ["study"]),
    ],
)
def test_all_else_goes_to_the_command_line(
    monkeypatch: pytest.MonkeyPatch, answer: str | None, args: list[str]
) -> None:
    assert start(monkeypatch, answer, *args) == ["command line"]


def test_an_early_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "main", interrupted)
    monkeypatch.setattr(sys, "argv", ["mlcards", "config"])
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 130


# Through a real terminal


@pytest.mark.parametrize(
    "words",
    [
        [HOSTILE],
        [f"--{HOSTILE}"],
        ["config", "get", HOSTILE],
        ["config", "set", "study.order", HOSTILE],
        ["config", "set", "study.order", "mixed", "--home", f"/dev/null/{HOSTILE}"],
        ["--rollover", HOSTILE],
        ["--debug", "config", "set", "ui.theme", HOSTILE],
        [b"\xff\x9b\x1b[31m"],
        ["completion", HOSTILE],
    ],
)
def test_hostile_arguments_reach_no_terminal(words: list[str | bytes], tmp_path: Path) -> None:
    status, seen = through_a_terminal(words, {"MLCARDS_HOME": str(tmp_path)})
    assert status in {1, 2}
    assert seen
    assert_harmless(seen)


@pytest.mark.parametrize(
    "text",
    [
        '[study]\norder = "\\u001b]52;c;eA==\\u0007\\u009b2J\\u202e"\n',
        '["\\u001b[31m\\u202e"]\n"\\u009b" = 1\n',
        "[study]\norder = '\u202e\u2066'\n",
        '[ui]\ntheme = "\u202e\u009b31m"\n',
        "\x1b[31m",
    ],
)
@pytest.mark.parametrize("words", [["config", "list"], ["config", "set", "ui.theme", "nord"]])
def test_hostile_settings_reach_no_terminal(text: str, words: list[str], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    _status, seen = through_a_terminal(words, {"MLCARDS_HOME": str(tmp_path), "NO_COLOR": "1"})
    assert seen
    assert_harmless(seen)


def test_colour_reaches_a_terminal_unless_it_is_not_wanted(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[ui]\ntheme = "nord"\n')
    home = {"MLCARDS_HOME": str(tmp_path)}
    _status, seen = through_a_terminal(["config"], {**home, "NO_COLOR": ""})
    assert b"\x1b[1mui.theme = nord\x1b[0m" in seen
    _status, seen = through_a_terminal(["config"], {**home, "NO_COLOR": "1"})
    assert b"\x1b" not in seen
