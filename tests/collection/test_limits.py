from datetime import UTC, date, datetime, timedelta

import pytest

from mlcards.collection.limits import DeckSettings, parse_more_new
from mlcards.core.queue import DeckLimits
from support.clock import A_SUNDAY
from support.factories import UTC_DAYS, some_settings

GENERAL = some_settings(study_new_per_day=7, fsrs_desired_retention=0.85)
DECKS = [
    (1, "ML", {"study.new_per_day": "3", "leech.threshold": "4"}),
    (2, "ML::Deep", {}),
    (3, "ML::Deep::CNN", {"study.new_per_day": "5"}),
    (4, "MLOps", {}),
]


def test_the_nearest_of_a_deck_and_those_above_it_decides() -> None:
    settings = DeckSettings(GENERAL, DECKS)
    assert [settings.of(deck).new_per_day for deck in (1, 2, 3, 4)] == [3, 3, 5, 7]
    assert [settings.of(deck).leech_threshold for deck in (1, 2, 3, 4)] == [4, 4, 4, 8]
    assert {settings.of(deck).desired_retention for deck in (1, 2, 3, 4)} == {0.85}


def test_without_options_the_person_s_settings_hold() -> None:
    settings = DeckSettings(GENERAL, [(1, "ML", {}), (2, "Mine", {})])
    assert settings.of(1) is GENERAL
    assert settings.of(99) is GENERAL


def test_decks_with_the_same_options_share_their_settings() -> None:
    settings = DeckSettings(GENERAL, DECKS)
    assert settings.of(1) == settings.of(2)
    assert hash(settings.of(1)) == hash(settings.of(2))


def test_the_question_of_a_day() -> None:
    question = DeckSettings(
        some_settings(study_order="new-first", study_bury_siblings=False),
        [*DECKS, (5, "Mine", {"study.order": "weakest-first", "study.bury_siblings": "true"})],
    ).question(UTC_DAYS, A_SUNDAY, more_new=2)
    assert question.today == date(2026, 11, 22)
    assert question.day_end == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert question.limits == DeckLimits(10, 200)
    assert question.deck_limits(3) == DeckLimits(5, 200)
    assert question.more_new == 2
    assert [question.apart(deck) for deck in (1, 5)] == [False, True]
    assert [question.weakest_first(deck) for deck in (1, 5)] == [False, True]


def test_decks_studied_together_agree_or_the_person_decides() -> None:
    options = {"study.order": "new-first", "study.learn_ahead": "5"}
    settings = DeckSettings(
        some_settings(study_order="reviews-first", study_learn_ahead=30),
        [(1, "ML", options), (2, "ML::Deep", {"study.learn_ahead": "7"}), (3, "Mine", {})],
    )
    minute = timedelta(minutes=1)
    assert (settings.order([1]), settings.learn_ahead([1])) == ("new-first", 5 * minute)
    assert (settings.order([1, 2]), settings.learn_ahead([1, 2])) == ("new-first", 30 * minute)
    assert (settings.order([1, 3]), settings.learn_ahead([3])) == ("reviews-first", 30 * minute)
    assert (settings.order([]), settings.learn_ahead([])) == ("reviews-first", 30 * minute)


@pytest.mark.parametrize(
    ("fact", "number"),
    [
        (None, 0),
        ("", 0),
        ("2026-11-22=5", 5),
        ("2026-11-21=5", 0),
        ("2026-11-22=", 0),
        ("2026-11-22=-5", 0),
        ("2026-11-22=five", 0),
        ("2026-11-22=²", 0),
        ("nonsense", 0),
    ],
)
def test_more_new_cards_lapse_with_the_day(fact: str | None, number: int) -> None:
    assert parse_more_new(fact, "2026-11-22") == number
