"""Where a run starts, whether by `mlcards` or `python -m mlcards`."""

import sys


def main() -> None:
    """Run the command line; leaves with its exit status.

    `mlcards due --short` stands in shell prompts: it is answered without loading click.
    """
    try:
        if sys.argv[1:] == ["due", "--short"] and _answered_for_a_prompt():
            return
        from mlcards.cli.main import main as command_line

        command_line()
    except KeyboardInterrupt:
        sys.exit(130)


def _answered_for_a_prompt() -> bool:
    """Print the count for a shell prompt; False leaves it to the full command."""
    import os

    from mlcards.cli.prompt import short_count

    answer = short_count(os.environ)
    if answer is None:
        return False
    sys.stdout.write(f"{answer}\n")
    return True


if __name__ == "__main__":
    main()
