"""Writes what follows from the declaration of a deck's keys: the schema and the page's tables."""

import sys
from pathlib import Path

from mlcards.collection.starter import schema_path
from mlcards.core.deck_schema import reference_tables, schema_text

PAGE = Path(__file__).parent / "deck-format.md"
_END = "<!-- end -->"


def updated(page: str) -> str:
    """Return the page with its tables made anew, each between `<!-- keys: NAME -->` and an end."""
    for name, table in reference_tables().items():
        start = f"<!-- keys: {name} -->\n"
        before, found, rest = page.partition(start)
        if not found:
            sys.exit(f"{PAGE.name} has no place for the table {name}")
        _old, _end, after = rest.partition(_END)
        page = f"{before}{start}\n{table}\n\n{_END}{after}"
    return page


if __name__ == "__main__":
    schema_path().write_text(schema_text(), encoding="utf-8")
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
