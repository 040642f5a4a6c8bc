import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from mlcards.config.spec import SETTINGS

Mlcards = Callable[..., Result]


def completed(mlcards: Mlcards, line: str, **env: str) -> list[str]:
    """Return what bash is offered at the end of `line`."""
    result = mlcards(
        COMP_WORDS=line,
        COMP_CWORD=str(len(line.split()) - (not line.endswith(" "))),
        _MLCARDS_COMPLETE="bash_complete",
        **env,
    )
    assert result.exit_code == 0, result.stderr
    return [word.removeprefix("plain,") for word in result.stdout.split()]


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "complete -o nosort -F _mlcards_completion mlcards"),
        ("zsh", "#compdef mlcards"),
        ("fish", "complete --no-files --command mlcards"),
    ],
)
def test_each_shell_gets_its_script(mlcards: Mlcards, shell: str, words: str) -> None:
    result = mlcards("completion", shell)
    assert result.exit_code == 0
    assert words in result.stdout
    assert "_MLCARDS_COMPLETE" in result.stdout


def test_bash_accepts_its_script(mlcards: Mlcards, tmp_path: Path) -> None:
    script = tmp_path / "mlcards.bash"
    script.write_text(mlcards("completion", "bash").stdout)
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_another_shell_is_wrong_usage(mlcards: Mlcards) -> None:
    result = mlcards("completion", "csh")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


def test_commands_complete(mlcards: Mlcards) -> None:
    assert completed(mlcards, "mlcards con") == ["config"]
    assert completed(mlcards, "mlcards config ") == ["get", "list", "set", "unset"]


def test_settings_and_their_choices_complete(mlcards: Mlcards) -> None:
    assert completed(mlcards, "mlcards config get ") == list(SETTINGS)
    assert completed(mlcards, "mlcards config set leech.") == ["leech.threshold"]
    assert completed(mlcards, "mlcards config set study.order new") == ["new-first"]
    assert completed(mlcards, "mlcards config set fsrs.fuzz ") == ["true", "false"]
    assert completed(mlcards, "mlcards config set leech.threshold ") == []


def test_options_complete(mlcards: Mlcards) -> None:
    assert "--rollover" in completed(mlcards, "mlcards --ro")
    assert completed(mlcards, "mlcards --home x") == ["dir,x"]
    assert completed(mlcards, "mlcards --rollover 99 config get day") == ["day.rollover"]
