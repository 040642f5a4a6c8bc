"""Every setting, declared once: its key, kind, default and what it does.

The settings file, `mlcards config`, the options of a deck, the settings screen and the page
docs/commands.md all come from this list.
"""

from datetime import date, time, timedelta
from typing import Any, Generic

from mlcards.config.kinds import (
    Choice,
    ClockTime,
    Flag,
    FloatRange,
    IntRange,
    Kind,
    Name,
    NotAllowedError,
    Numbers,
    OptionalInt,
    Plain,
    Steps,
    T,
    nearest,
)
from mlcards.core.errors import ConfigError
from mlcards.core.fsrs_parameters import DEFAULT_PARAMETERS, LOWER_BOUNDS, UPPER_BOUNDS
from mlcards.core.text import one_line


class Setting(Generic[T]):
    """One setting; a plain class, as the kinds are.

    Attributes:
        key: section and name, with a dot between.
        kind: what values it takes.
        default: its value where nobody chose one.
        help: what it does, one sentence.
    """

    def __init__(self, key: str, kind: Kind[T], default: T, help: str) -> None:  # noqa: A002
        self.key = key
        self.kind = kind
        self.default = default
        self.help = help

    @property
    def section(self) -> str:
        """The part of the key before the dot: the table in config.toml."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of the key after the dot."""
        return self.key.partition(".")[2]

    @property
    def allowed(self) -> str:
        """What values may be given, for a person."""
        return self.kind.allowed

    @property
    def per_deck(self) -> bool:
        """Whether a deck may have its own value."""
        return self.section in {"study", "fsrs", "leech"}

    def parse(self, raw: object) -> T:
        """Return the value of `raw`, a text or a TOML value.

        Raises:
            ConfigError: not allowed; names the key, what was given and what is allowed.
        """
        try:
            return self.kind.read(raw)
        except NotAllowedError as error:
            raise ConfigError(
                f"{self.key} cannot be {_shown(raw)}; allowed: {self.allowed}.", str(error) or None
            ) from None

    def plain(self, value: T) -> Plain:
        """Return `value` as JSON and TOML hold it."""
        return self.kind.plain(value)

    def text(self, value: T) -> str:
        """Return `value` as `parse` takes it from a person."""
        return self.kind.text(value)


ROLLOVER = Setting(
    "day.rollover",
    ClockTime(),
    time(4),
    "When a study day ends: cards studied before this time still count for the day before.",
)
NEW_PER_DAY = Setting(
    "study.new_per_day", IntRange(0, 9999), 10, "How many new cards a study day brings."
)
REVIEWS_PER_DAY = Setting(
    "study.reviews_per_day", IntRange(0, 9999), 200, "How many due cards a study day asks at most."
)
MINUTES_PER_DAY = Setting(
    "study.minutes_per_day",
    OptionalInt(1, 600, "minutes"),
    None,
    "How long a study day may take; what does not fit waits.",
)
ORDER = Setting(
    "study.order",
    Choice(("mixed", "reviews-first", "new-first", "weakest-first")),
    "mixed",
    "In which order new and due cards come.",
)
LEARN_AHEAD = Setting(
    "study.learn_ahead",
    IntRange(0, 1440, "minutes"),
    20,
    "How early a learning card may be shown when nothing else is left.",
)
SUGGEST_RATING = Setting(
    "study.suggest_rating",
    Flag(),
    default=True,
    help="Whether the key points ticked suggest a rating.",
)
BURY_SIBLINGS = Setting(
    "study.bury_siblings",
    Flag(),
    default=True,
    help="Whether rating a card hides the other cards of its note until the next study day.",
)
DESIRED_RETENTION = Setting(
    "fsrs.desired_retention",
    FloatRange(0.70, 0.97),
    0.90,
    "The chance of recall at which a card is asked again: higher means more reviews.",
)
LEARNING_STEPS = Setting(
    "fsrs.learning_steps",
    Steps(),
    (timedelta(minutes=1), timedelta(minutes=10)),
    "The waits of a new card before it moves to review.",
)
RELEARNING_STEPS = Setting(
    "fsrs.relearning_steps",
    Steps(),
    (timedelta(minutes=10),),
    "The waits of a forgotten card before it returns to review.",
)
MAXIMUM_INTERVAL = Setting(
    "fsrs.maximum_interval",
    IntRange(1, 36500, "days"),
    36500,
    "The longest a card may wait.",
)
FUZZ = Setting(
    "fsrs.fuzz",
    Flag(),
    default=True,
    help="Whether intervals are moved a little, so that cards learnt together spread out.",
)
PARAMETERS = Setting(
    "fsrs.parameters",
    Numbers(LOWER_BOUNDS, UPPER_BOUNDS, "FSRS-6's"),
    DEFAULT_PARAMETERS,
    "The numbers of the memory model.",
)
LEECH_THRESHOLD = Setting(
    "leech.threshold",
    IntRange(0, 99, note="0 = off"),
    8,
    "After how many lapses a card is marked as a leech.",
)
THEME = Setting(
    "ui.theme",
    Name("the name of a Textual theme"),
    "textual-dark",
    "The colours of the app.",
)

SETTINGS: dict[str, Setting[Any]] = {
    setting.key: setting
    for setting in (
        ROLLOVER,
        NEW_PER_DAY,
        REVIEWS_PER_DAY,
        MINUTES_PER_DAY,
        ORDER,
        LEARN_AHEAD,
        SUGGEST_RATING,
        BURY_SIBLINGS,
        DESIRED_RETENTION,
        LEARNING_STEPS,
        RELEARNING_STEPS,
        MAXIMUM_INTERVAL,
        FUZZ,
        PARAMETERS,
        LEECH_THRESHOLD,
        THEME,
    )
}
"""All settings by key, in the order they are listed."""


def find(key: str) -> Setting[Any]:
    """Return the setting called `key`.

    Raises:
        ConfigError: there is none; names the nearest.
    """
    setting = SETTINGS.get(key)
    if setting is None:
        raise ConfigError(
            f'There is no setting "{one_line(key, 60)}".',
            f"Did you mean {near}?" if (near := nearest(key, SETTINGS)) else None,
        )
    return setting


def _shown(raw: object) -> str:
    """Return what was given as a person would recognise it, safe and short."""
    if isinstance(raw, str):
        return f'"{one_line(raw, 40)}"'
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list):
        return f"a list of {len(raw)}"
    if isinstance(raw, dict):
        return "a section"
    if isinstance(raw, date | time):
        return raw.isoformat()
    if isinstance(raw, int) and raw.bit_length() > 64:
        return "a number that large" if raw > 0 else "a number that small"
    return one_line(str(raw), 40)
