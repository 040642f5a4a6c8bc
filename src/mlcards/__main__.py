"""Where a run starts, whether by `mlcards` or `python -m mlcards`."""

import sys


def main() -> None:
    """Run the command line; leaves with its exit status.

    `mlcards due --short` stands in shell prompts, and the app is waited for: neither loads click.
    """
    try:
        if sys.argv[1:] == ["due", "--short"] and _answered_for_a_prompt():
            return
        if sys.argv[1:] in ([], ["study"]) and (status := _app_at_once()) is not None:
            sys.exit(status)
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


def _app_at_once() -> int | None:
    """Run the app and return its exit status; None leaves it to the full command."""
    import os

    if "_MLCARDS_COMPLETE" in os.environ:
        return None
    from mlcards.cli.output import harden_streams
    from mlcards.cli.starting import app_at_once

    harden_streams()
    return app_at_once(os.environ, study=bool(sys.argv[1:]))


if __name__ == "__main__":
    main()
