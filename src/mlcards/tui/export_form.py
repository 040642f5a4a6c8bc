"""What the Export screen offers and says, without a widget: names of files, what formats keep."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlcards.core.deck_keys import slug
from mlcards.core.text import one_line, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlcards.collection.exporting import ExportReport
    from mlcards.collection.formats import ExportFormat

EVERYTHING = "json"
REVIEWS = "reviews"
"""Name of the format that is nothing but progress."""
TABLES = frozenset({"csv", "tsv", REVIEWS})
KEEPS = {
    "yaml": "Texts and tags, to edit, to share, to import again.",
    "csv": "A row for each card, a column for each field.",
    "tsv": "The same, with tabs between the columns.",
    "md": "A page to read, and to import again.",
    "json": "Everything there is: to keep, or to move elsewhere.",
    "apkg": "For Anki: cards, tags, media; schedules if you like.",
    REVIEWS: "Every rating, in the columns of py-fsrs.",
}
"""What each format is for, by its name."""

_LONGEST = 60
"""Characters of a name that is made from a title; in UTF-8 that stays below 255 bytes."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$")
"""Names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True)
class Written:
    """An export that was made, and the bytes it takes."""

    report: "ExportReport"
    size: int


def keeps_text(chosen: "ExportFormat") -> str:
    """Return what a format is for; a format that is unknown here is called by its title."""
    return KEEPS.get(chosen.name, f"{chosen.title}.")


def default_name(title: str | None, chosen: "ExportFormat") -> str:
    """Return a file name for a deck, or for all decks without a title."""
    stem = "mlcards" if title is None else slug(title)[:_LONGEST].strip("-")
    if _DEVICE.match(stem):
        stem = f"{stem}-deck"
    return stem + _ending(chosen)


def followed_name(name: str, was: "ExportFormat", chosen: "ExportFormat") -> str:
    """Return a file name with the ending of another format, where it has that of the one before."""
    for ending in (_ending(was), *was.suffixes):
        if name.lower().endswith(ending):
            return name[: -len(ending)] + _ending(chosen)
    return name


def format_of(name: str, chosen: int, formats: "Sequence[ExportFormat]") -> int:
    """Return the number of the format that a file name means; `chosen` where it tells no other.

    The table of reviews ends as any table does, so that ending tells nothing against it.
    """
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    mine = formats[chosen]
    if not ending or ending in mine.suffixes or ending == Path(_ending(mine)).suffix:
        return chosen
    return next(
        (number for number, other in enumerate(formats) if ending in other.suffixes), chosen
    )


def _ending(chosen: "ExportFormat") -> str:
    return chosen.suffixes[0] if chosen.suffixes else f"-{chosen.name}.csv"


def decks_text(title: str | None, below: int) -> str:
    """Return which decks are exported, on one line.

    Args:
        title: of the chosen one; None for all.
        below: decks below it.
    """
    if title is None:
        return "all decks"
    name = one_line(title.replace("::", " › "), 200)
    return f"{name}, with {plural(below, 'deck')} below it" if below else name


def written_lines(written: Written) -> tuple[str, str]:
    """Return what was written: where, and how much."""
    report = written.report
    decks, cards = plural(report.decks, "deck"), plural(report.cards, "card")
    reviews = plural(report.reviews, "review")
    if report.reviews_alone:
        parts = [report.format_title, f"{reviews} of {cards} in {decks}"]
    else:
        parts = [report.format_title, decks, cards, *([reviews] if report.reviews else [])]
    parts += [plural(report.media, "media file")] if report.media else []
    parts.append(size_text(written.size))
    if report.largest is not None:
        parts.append(f"more than the {size_text(report.largest)} an import takes: split it")
    return f"Written: {one_line(report.path)}", " · ".join(parts)


def size_text(size: int) -> str:
    """Return bytes as a person reads them: 812 B, 14 kB, 2.4 MB."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    for unit in ("kB", "MB"):
        value /= 1000
        if value < 999.5:
            return f"{value:.1f} {unit}" if value < 9.95 else f"{value:.0f} {unit}"
    return f"{value / 1000:.1f} GB"
