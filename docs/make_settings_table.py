"""Writes the table of settings in docs/commands.md from their one declaration."""

from pathlib import Path

from mlcards.config.spec import SETTINGS, Setting

PAGE = Path(__file__).with_name("commands.md")
START = "<!-- settings: made by docs/make_settings_table.py -->\n"
END = "<!-- end of settings -->\n"


def table() -> str:
    """Return the table as Markdown."""
    lines = ["| key | default | allowed | does |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{setting.key}` | {_default(setting)} | {setting.allowed} | {setting.help} |"
        for setting in SETTINGS.values()
    ]
    return "\n".join(lines) + "\n"


def updated(page: str) -> str:
    """Return the page with its table made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{table()}\n{END}{after}"


def _default(setting: Setting[object]) -> str:
    if setting.key == "fsrs.parameters":
        return "FSRS-6's"
    return f"`{setting.text(setting.default)}`"


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
