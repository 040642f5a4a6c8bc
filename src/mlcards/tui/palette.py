"""The styles of text that is ours, not a deck's: theme variables only, never a fixed colour.

`$text-muted` is for CSS: in a `Content` it comes out as bright as any text.
"""

from mlcards.core.model import Rating

QUIET = "$foreground 60%"
RULE = "$foreground 30%"
HEADING = "bold $text-primary"
MARKED = "bold $text-accent"
STRONG = "bold"
RATINGS = {
    Rating.AGAIN: "$text-error",
    Rating.HARD: "$text-warning",
    Rating.GOOD: "$text-success",
    Rating.EASY: "$text-primary",
}
"""Colours that support the ratings' words; none says anything by itself."""
