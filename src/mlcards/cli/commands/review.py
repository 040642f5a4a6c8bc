"""`mlcards review`: takes ratings from a program, one JSON object a line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from mlcards.cli import output
from mlcards.cli.context import Invocation, pass_invocation
from mlcards.cli.opening import opened
from mlcards.cli.shapes import outcome_json
from mlcards.core.errors import MlcardsError, NotFoundError, UsageError
from mlcards.core.model import CardId, Rating
from mlcards.core.text import one_line

_LONGEST_LINE = 65536
_KEYS = ("card", "rating", "duration_ms", "at")
_RATINGS = {rating.name.lower(): rating for rating in Rating}
_LONGEST_MS = 24 * 60 * 60 * 1000
_LARGEST_ID = 2**63 - 1
_LIKE = 'Write {"card": 12, "rating": "good"} on a line of its own.'


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One line, checked."""

    card: CardId
    rating: Rating
    at: datetime | None
    duration_ms: int | None


@click.command("review")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON lines; it always does.")
@pass_invocation
def command(invocation: Invocation, *, as_json: bool) -> None:  # noqa: ARG001 - see its help
    """Take reviews from a program: one JSON object a line on stdin, one on stdout for each.

    A line holds "card" (from `mlcards next`), "rating" (1 to 4, or again, hard, good, easy), and
    if you like "duration_ms" and "at" (RFC 3339 with offset, for a review of some time ago).

    The answer to a line is written once its review is safely on disk. The first line that cannot
    be taken ends the run; the reviews before it stay.

    \b
    Examples:
      echo '{"card": 12, "rating": "good", "duration_ms": 8200}' | mlcards review
      mlcards review < ratings.jsonl
    """  # noqa: D301
    from mlcards.collection.recording import Recorder

    with opened(invocation, started=False) as collection:
        recorder = Recorder(collection)
        for number, line in _lines():
            try:
                wanted = _wanted(line)
                answered = recorder.record(
                    wanted.card, wanted.rating, at=wanted.at, duration_ms=wanted.duration_ms
                )
            except (UsageError, NotFoundError) as error:
                raise UsageError(f"Line {number}: {error.message}", error.hint) from None
            except MlcardsError as error:
                raise MlcardsError(f"Line {number}: {error.message}", error.hint) from error
            review = answered.review
            output.emit_json_line(
                {
                    "review": review.id,
                    "card": review.card_id,
                    "rating": wanted.rating.name.lower(),
                    "at": review.at,
                    **outcome_json(review.after, collection.days),
                    "buried": answered.buried,
                    "leech": answered.leech,
                }
            )


def _lines() -> Iterator[tuple[int, bytes]]:
    """Yield the lines of stdin as they come, counted from 1; empty ones are passed over."""
    stream = output.stdin_bytes()
    if stream is None:
        return
    number = 0
    while line := stream.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise UsageError(f"Line {number}: it is longer than {_LONGEST_LINE} bytes.", _LIKE)
        if line.strip():
            yield number, line


def _wanted(line: bytes) -> _Wanted:
    values = _parsed(line)
    for key in values:
        if key not in _KEYS:
            raise UsageError(
                f'"{one_line(key, 40)}" is no key of a review.', f"Known: {', '.join(_KEYS)}."
            )
    for key in ("card", "rating"):
        if key not in values:
            raise UsageError(f'"{key}" is missing.', _LIKE)
    return _Wanted(
        card=_card(values["card"]),
        rating=_rating(values["rating"]),
        at=None if values.get("at") is None else _instant(values["at"]),
        duration_ms=None if values.get("duration_ms") is None else _ms(values["duration_ms"]),
    )


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        raise UsageError(f"This is not JSON: {one_line(reason)}.", _LIKE) from None
    if not isinstance(values, dict):
        raise UsageError("This is not a JSON object.", _LIKE)
    return values


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise UsageError("A key is there twice.", _LIKE)
    return values


def _card(value: Any) -> CardId:
    if type(value) is not int or not 0 < value <= _LARGEST_ID:
        raise _refused("card", value, "Give the card's number, as mlcards next lists it.")
    return CardId(value)


def _rating(value: Any) -> Rating:
    if type(value) is int and value in set(Rating):
        return Rating(value)
    if isinstance(value, str) and value.casefold() in _RATINGS:
        return _RATINGS[value.casefold()]
    raise _refused("rating", value, f"Give 1 to 4, or one of {', '.join(_RATINGS)}.")


def _ms(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _LONGEST_MS:
        raise _refused("duration_ms", value, "Give whole milliseconds, up to a day's.")
    return int(value)


def _instant(value: Any) -> datetime:
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value.upper())
            if instant.tzinfo is not None and "T" in value.upper():
                return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _refused("at", value, 'Write it like "2026-11-22T08:00:00+01:00".')


def _refused(key: str, value: Any, hint: str) -> UsageError:
    shown = one_line(json.dumps(value), 60)
    return UsageError(f'"{key}" cannot be {shown}.', hint)
