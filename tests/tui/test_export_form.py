"""Names of files, and what is said about an export."""

from dataclasses import replace

import pytest

from mlcards.collection.exporting import ExportReport
from mlcards.collection.formats import formats
from mlcards.tui.export_form import (
    KEEPS,
    Written,
    decks_text,
    default_name,
    followed_name,
    format_of,
    keeps_text,
    size_text,
    written_lines,
)

FORMATS = {found.name: found for found in formats()}
NUMBERS = {found.name: number for number, found in enumerate(formats())}


def test_every_format_says_what_it_is_for_in_one_short_line() -> None:
    assert set(KEEPS) == set(FORMATS)
    assert all(len(keeps_text(found)) <= 54 for found in formats())


@pytest.mark.parametrize(
    ("title", "name", "wanted"),
    [
        ("Evaluation", "yaml", "evaluation.yaml"),
        ("ML engineer::Eval & metrics", "apkg", "ml-engineer-eval-metrics.apkg"),
        (None, "csv", "mlcards.csv"),
        ("面接", "json", "面接.json"),
        ("../../etc/passwd", "md", "etc-passwd.md"),
        ("\x1b[31m \u202e \n", "md", "31m.md"),
        ("???", "tsv", "deck.tsv"),
        ("CON", "csv", "con-deck.csv"),
        ("Evaluation", "reviews", "evaluation-reviews.csv"),
    ],
)
def test_a_name_is_safe_and_ends_as_its_format(title: str | None, name: str, wanted: str) -> None:
    assert default_name(title, FORMATS[name]) == wanted


def test_a_name_is_not_too_long_for_a_disk() -> None:
    assert len(default_name("面" * 500, FORMATS["reviews"]).encode()) <= 255


@pytest.mark.parametrize(
    ("name", "was", "now", "wanted"),
    [
        ("~/mine.yaml", "yaml", "apkg", "~/mine.apkg"),
        ("mine.YML", "yaml", "csv", "mine.csv"),
        ("mine", "yaml", "csv", "mine"),
        ("mine.txt", "yaml", "csv", "mine.txt"),
        ("mine.csv", "csv", "reviews", "mine-reviews.csv"),
        ("mine-reviews.csv", "reviews", "csv", "mine.csv"),
        ("mine.csv", "reviews", "json", "mine.csv"),
    ],
)
def test_a_name_follows_the_format(name: str, was: str, now: str, wanted: str) -> None:
    assert followed_name(name, FORMATS[was], FORMATS[now]) == wanted


@pytest.mark.parametrize(
    ("name", "chosen", "wanted"),
    [
        ("x.apkg", "yaml", "apkg"),
        ("x.YML", "csv", "yaml"),
        ("x.yml", "yaml", "yaml"),
        ("x", "yaml", "yaml"),
        ("x.txt", "csv", "csv"),
        ("x.csv", "reviews", "reviews"),
        ("x.json", "reviews", "json"),
        ("", "md", "md"),
    ],
)
def test_a_name_may_mean_another_format(name: str, chosen: str, wanted: str) -> None:
    assert format_of(name, NUMBERS[chosen], formats()) == NUMBERS[wanted]


def test_decks_are_named() -> None:
    assert decks_text(None, 0) == "all decks"
    assert decks_text("A::B", 0) == "A › B"
    assert decks_text("A", 3) == "A, with 3 decks below it"


@pytest.mark.parametrize(
    ("size", "wanted"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (14_200, "14 kB"), (999_600, "1.0 MB"),
     (2_400_000, "2.4 MB"), (3_000_000_000, "3.0 GB")],
)  # fmt: skip
def test_sizes(size: int, wanted: str) -> None:
    assert size_text(size) == wanted


def test_what_was_written() -> None:
    report = ExportReport("/x/\x1b[31m.apkg", "Anki package", 2, 10, 12, 1300, 1)
    assert written_lines(Written(report, 14_000)) == (
        "Written: /x/␛[31m.apkg",
        "Anki package · 2 decks · 12 cards · 1,300 reviews · 1 media file · 14 kB",
    )
    large = Written(replace(report, largest=8 << 20), 9 << 20)
    assert written_lines(large)[1].endswith("more than the 8.4 MB an import takes: split it")


def test_reviews_that_were_written_alone() -> None:
    report = ExportReport("/x/r.csv", "Reviews as a table", 2, 3, 3, 12, 0, reviews_alone=True)
    assert written_lines(Written(report, 812)) == (
        "Written: /x/r.csv",
        "Reviews as a table · 12 reviews of 3 cards in 2 decks · 812 B",
    )
