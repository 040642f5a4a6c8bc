"""A person's settings: read from config.toml, checked against `config.spec`, written back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlcards.config import spec, toml_file
from mlcards.config.kinds import NONE, T, nearest
from mlcards.config.spec import SETTINGS, Setting
from mlcards.config.toml_file import ConfigFileError
from mlcards.core.errors import ConfigError
from mlcards.core.text import one_line


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. What nobody chose has its default.

    Attributes:
        chosen: the values that differ from "not chosen", by key.
    """

    chosen: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash(frozenset(self.chosen.items()))

    def __getitem__(self, key: str) -> Any:
        """Return the value of `key`; ConfigError when there is no such setting."""
        return self.value(spec.find(key))

    def value(self, setting: Setting[T]) -> T:
        """Return the value of one setting of `config.spec`."""
        value: T = self.chosen.get(setting.key, setting.default)
        return value

    def with_options(self, options: Mapping[str, str]) -> "Settings":
        """Return these settings with a deck's own values for some.

        Raises:
            ConfigError: a key that is unknown or not a deck's to choose, or a wrong value.
        """
        chosen = dict(self.chosen)
        for key, text in options.items():
            setting = spec.find(key)
            if not setting.per_deck:
                raise ConfigError(
                    f"{key} is the same for all decks.",
                    f"Set it with mlcards config set {key} VALUE.",
                )
            chosen[key] = setting.parse(text)
        return Settings(MappingProxyType(chosen))

    @property
    def rollover(self) -> time:
        """Wall-clock time at which a study day ends."""
        return self.value(spec.ROLLOVER)

    @property
    def new_per_day(self) -> int:
        """New cards a study day."""
        return self.value(spec.NEW_PER_DAY)

    @property
    def reviews_per_day(self) -> int:
        """Due cards a study day at most."""
        return self.value(spec.REVIEWS_PER_DAY)

    @property
    def minutes_per_day(self) -> int | None:
        """Minutes a study day may take; None for no limit."""
        return self.value(spec.MINUTES_PER_DAY)

    @property
    def order(self) -> str:
        """One of mixed, reviews-first, new-first, weakest-first."""
        return self.value(spec.ORDER)

    @property
    def learn_ahead(self) -> timedelta:
        """How early a learning card may be shown."""
        return timedelta(minutes=self.value(spec.LEARN_AHEAD))

    @property
    def suggest_rating(self) -> bool:
        """Whether ticked key points suggest a rating."""
        return self.value(spec.SUGGEST_RATING)

    @property
    def bury_siblings(self) -> bool:
        """Whether a rating hides the card's siblings for the study day."""
        return self.value(spec.BURY_SIBLINGS)

    @property
    def desired_retention(self) -> float:
        """Chance of recall to schedule for, 0.70–0.97."""
        return self.value(spec.DESIRED_RETENTION)

    @property
    def learning_steps(self) -> tuple[timedelta, ...]:
        """Waits of a new card before review."""
        return self.value(spec.LEARNING_STEPS)

    @property
    def relearning_steps(self) -> tuple[timedelta, ...]:
        """Waits of a forgotten card before review."""
        return self.value(spec.RELEARNING_STEPS)

    @property
    def maximum_interval(self) -> int:
        """Longest wait, in days."""
        return self.value(spec.MAXIMUM_INTERVAL)

    @property
    def fuzz(self) -> bool:
        """Whether intervals are spread."""
        return self.value(spec.FUZZ)

    @property
    def parameters(self) -> tuple[float, ...]:
        """FSRS's 21 numbers."""
        return self.value(spec.PARAMETERS)

    @property
    def leech_threshold(self) -> int:
        """Lapses that make a leech; 0 for never."""
        return self.value(spec.LEECH_THRESHOLD)

    @property
    def theme(self) -> str:
        """Name of a theme; whether it exists only the app knows."""
        return self.value(spec.THEME)


def load_settings(path: Path, overrides: Mapping[str, str]) -> Settings:
    """Return the settings of the file at `path`, with `overrides` (key to text) above it.

    A file that does not exist chooses nothing.

    Raises:
        ConfigError: the file or an override cannot be used; names every wrong line of the file.
    """
    text = toml_file.read_text(path)
    chosen = _checked(path, text) if text else {}
    for key, given in overrides.items():
        chosen[key] = spec.find(key).parse(given)
    return Settings(MappingProxyType(chosen))


def save_setting(path: Path, key: str, value: str) -> None:
    """Write one setting into the file at `path`, made where it is missing; `value` is a text.

    The rest of the file, comments too, stays as it is.

    Raises:
        ConfigError: no such setting, not an allowed value, or the file is not TOML.
        MlcardsError: the file cannot be written.
    """
    setting = spec.find(key)
    plain = setting.plain(setting.parse(value))
    toml_file.edit(path, setting.section, setting.name, NONE if plain is None else plain)


def unset(path: Path, key: str) -> bool:
    """Take one setting out of the file at `path`; return whether it was there.

    A key that is no setting can be taken out as well when the file has it.

    Raises:
        ConfigError: neither a setting nor in the file, or the file is not TOML.
        MlcardsError: the file cannot be written.
    """
    section, _, name = key.partition(".")
    stood = toml_file.edit(path, section, name, None)
    if not stood:
        spec.find(key)
    return stood


def _checked(path: Path, text: str) -> dict[str, Any]:
    """Return the values of a settings file by key, or raise all that is wrong with it."""
    chosen: dict[str, Any] = {}
    problems = []
    for parts, raw in _leaves(toml_file.parse(path, text)):
        try:
            setting = _setting(parts, raw)
            chosen[setting.key] = setting.parse(raw)
        except ConfigError as error:
            line = toml_file.line_of(text, parts)
            problems.append(toml_file.problem_at(path, str(error), line))
    if problems:
        problems.sort(key=lambda problem: problem.line or 0)
        raise ConfigFileError(path, problems)
    return chosen


def _leaves(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value of the file with its path; what is no section counts as a value."""
    sections = {setting.section for setting in SETTINGS.values()}
    for name, content in tables.items():
        if isinstance(content, dict) and (content or name in sections):
            for key, value in content.items():
                yield (name, key), value
        else:
            yield (name,), content


def _setting(parts: tuple[str, ...], raw: object) -> Setting[Any]:
    """Return the setting at a path of the file."""
    key = ".".join(parts)
    if len(parts) == 2 and "." not in parts[1]:
        return spec.find(key)
    shown = one_line(key, 60)
    if any(setting.section == key for setting in SETTINGS.values()):
        raise ConfigError(
            f"{shown} is a section, not a setting.",
            f"Write [{shown}] on a line of its own and its settings below.",
        )
    if isinstance(raw, dict):
        raise ConfigError(f"There is no section [{shown}].")
    hint = None
    if (near := nearest(key, SETTINGS)) is not None:
        meant = SETTINGS[near]
        hint = f"Did you mean {meant.name} below [{meant.section}]?"
    raise ConfigError(f'"{shown}" stands outside of its section.', hint)
