"""The styles of text that is ours, not a deck's: theme variables only, never a fixed colour.

`$text-muted` is for CSS: in a `Content` it comes out as bright as any text.
"""

QUIET = "$foreground 60%"
RULE = "$foreground 30%"
HEADING = "bold $text-primary"
MARKED = "bold $text-accent"
STRONG = "bold"
RATINGS = {
    1: "$text-error",
    2: "$text-warning",
    3: "$text-success",
    4: "$text-primary",
}
"""By rating: colours that support the ratings' words; none says anything by itself."""
