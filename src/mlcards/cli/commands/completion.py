"""`mlcards completion`: the script that teaches a shell to complete mlcards."""

import click

from mlcards.cli import output


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes mlcards in your shell.

    \b
    Examples:
      mlcards completion bash >> ~/.bashrc
      mlcards completion zsh > ~/.zfunc/_mlcards
      mlcards completion fish > ~/.config/fish/completions/mlcards.fish
    """  # noqa: D301
    from click.shell_completion import get_completion_class

    from mlcards.cli.main import COMPLETE_VARIABLE

    completion = get_completion_class(shell)
    if completion is None:
        raise AssertionError(f"click knows no completion for {shell}")
    script = completion(ctx.find_root().command, {}, "mlcards", COMPLETE_VARIABLE).source()
    output.say(script.rstrip("\n"))
