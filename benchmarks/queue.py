"""Next card and deck counts, at 1,000, 100,000 and 1,000,000 cards."""

from pathlib import Path

from benchmarks.filling import NOW, fill
from benchmarks.measure import Row, alternate, compared, seconds
from mlcards.collection.glance import glance
from mlcards.config.settings import Settings

SIZES = (1_000, 100_000, 1_000_000)


def run(folder: Path) -> list[Row]:
    """Return the rows; each size is compared with the smallest."""
    databases = {size: fill(folder / f"queue-{size}", size) for size in SIZES}
    settings = Settings()
    small = databases[SIZES[0]]
    rows = []
    for size in SIZES[1:]:
        large = databases[size]
        for what, with_card, goal in (
            ("counts of all decks", False, "growth ≤ 4"),
            ("counts and first card", True, "growth ≤ 4"),
        ):
            ours, theirs = alternate(
                lambda large=large, with_card=with_card: seconds(
                    lambda: glance(large, settings, NOW, card=with_card)
                ),
                lambda with_card=with_card: seconds(
                    lambda: glance(small, settings, NOW, card=with_card)
                ),
                rounds=15,
            )
            rows.append(compared(f"{what}, {size:,} cards", ours, theirs, "at 1,000 cards", goal))
    return rows
