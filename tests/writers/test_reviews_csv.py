"""Reviews as py-fsrs reads them: its own classes take the rows and make the schedule anew."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import fsrs

from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import CardType, NoteContent, Phase, Rating
from mlcards.writers.reviews_csv import card_number, write_reviews
from support.written import as_written

AT = datetime(2026, 11, 1, 9, 30, 0, 250_000, UTC)


def review(days: float, rating: Rating | None, **values: Any) -> ForeignReview:
    return ForeignReview(AT + timedelta(days=days), rating, Phase.REVIEW, timedelta(1), **values)


def a_deck(*reviews: ForeignReview, note_id: str = "n", part: str = "main") -> ForeignDeck:
    content = NoteContent(CardType.REVERSED, "q", "a")
    progress = ForeignProgress(part, reviews=reviews)
    return ForeignDeck("d", "D", (ForeignNote(note_id, content, progress=(progress,)),), "")


def rows(*decks: ForeignDeck) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_written(write_reviews, *decks).decode())))


def test_a_row_for_each_rating() -> None:
    data = as_written(write_reviews, a_deck(review(0, Rating.GOOD, duration_ms=4200)))
    assert data.decode() == (
        "card_id,rating,review_datetime,review_duration\n"
        f"{card_number('d', 'n', 'main')},3,2026-11-01T09:30:00.250000+00:00,4200\n"
    )


def test_what_is_no_rating_is_left_out() -> None:
    deck = a_deck(
        review(0, Rating.GOOD),
        review(1, Rating.AGAIN, kind="cram"),
        review(2, None, kind="forget"),
        review(3, None, kind="set-due"),
        review(4, None, kind="imported"),
        review(5, Rating.EASY),
    )
    assert [row["rating"] for row in rows(deck)] == ["3", "4"]
    assert [row["review_duration"] for row in rows(deck)] == ["", ""]


def test_rows_of_all_cards_are_in_order_of_time() -> None:
    first = a_deck(review(0, Rating.GOOD), review(2, Rating.GOOD))
    second = a_deck(review(1, Rating.HARD), review(3, Rating.HARD), note_id="m")
    found = rows(first, second)
    assert [row["rating"] for row in found] == ["3", "2", "3", "2"]
    instants = [row["review_datetime"] for row in found]
    assert instants == sorted(instants)


def test_numbers_of_cards_are_stable_and_fit_everywhere() -> None:
    assert card_number("d", "n", "main") == 7552858137132028
    names = [(deck, note, part) for deck in "de" for note in "nm" for part in ("main", "backward")]
    numbers = {card_number(*name) for name in names}
    assert len(numbers) == len(names)
    assert all(0 <= number < 2**53 for number in numbers)


def test_a_card_without_an_id_is_known_by_its_question() -> None:
    deck = a_deck(review(0, Rating.GOOD), note_id="")
    note = deck.notes[0]
    edited = replace(note, content=replace(note.content, answer="other"))
    assert rows(replace(deck, notes=(edited,))) == rows(deck)
    asked = replace(note, content=replace(note.content, question="other"))
    assert rows(replace(deck, notes=(asked,)))[0]["card_id"] != rows(deck)[0]["card_id"]


def test_fsrs_makes_the_schedule_from_the_rows() -> None:
    history = [(0, Rating.GOOD), (1, Rating.GOOD), (5, Rating.AGAIN), (5.5, Rating.GOOD)]
    deck = a_deck(*(review(days, rating, duration_ms=900) for days, rating in history))
    logs = [
        fsrs.ReviewLog.from_dict(
            {
                "card_id": int(row["card_id"]),
                "rating": int(row["rating"]),
                "review_datetime": row["review_datetime"],
                "review_duration": int(row["review_duration"]),
            }
        )
        for row in rows(deck)
    ]
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card = fsrs.Card(card_id=logs[0].card_id, due=AT)
    found = scheduler.reschedule_card(card, logs)
    expected = card
    for days, rating in history:
        at = AT + timedelta(days=days)
        expected, _log = scheduler.review_card(expected, fsrs.Rating(rating), at)
    assert (found.stability, found.difficulty) == (expected.stability, expected.difficulty)
    assert found.due == expected.due
