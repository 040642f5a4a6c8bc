"""The styles of card text: theme variables only, never a fixed colour."""

from functools import lru_cache

Run = tuple[str, str]
"""A piece of text and the style it is drawn in."""
Line = list[Run]
"""One line on the screen."""

PLAIN = ""
STRONG = "bold"
EMPHASIS = "italic"
STRUCK = "strike"
CODE = "$text-accent on $foreground 10%"
CODE_GROUND = "on $foreground 5%"
LINK = "underline"
ADDRESS = "$foreground-muted"
IMAGE = "italic"
MARKER = "$text-primary"
FRAME = "$foreground 40%"
NOTICE = "italic $foreground-muted"
HEADINGS = ("bold underline $text-primary", "bold $text-primary", "bold")


@lru_cache(maxsize=512)
def mix(under: str, over: str) -> str:
    """Return the style of text in `over` that stands inside text in `under`."""
    under_front, _, under_ground = f" {under}".partition(" on ")
    over_front, _, over_ground = f" {over}".partition(" on ")
    front = f"{under_front.strip()} {over_front.strip()}".strip()
    ground = over_ground or under_ground
    return f"{front} on {ground}".strip() if ground else front
