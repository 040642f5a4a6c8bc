"""The command line; `main` is the one place that turns errors into exit codes."""
