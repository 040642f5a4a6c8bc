import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mlcards.collection.collection import Collection
from mlcards.collection.import_plans import Choices, never, plan_sources, sure
from mlcards.collection.import_report import DeckReport, FileReport
from mlcards.collection.importing import apply, preview
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import read_data, read_sources, titled
from mlcards.core.errors import MlcardsError, UsageError
from mlcards.core.import_plan import NoteChange
from mlcards.core.model import CardId, Rating
from mlcards.store import notes
from mlcards.store.store import Store
from support.clock import FakeClock
from support.collections import STATS, write_deck
from support.factories import a_collection

Accept = Callable[[NoteChange], bool]


@pytest.fixture
def collection(store: Store, clock: FakeClock) -> Collection:
    return a_collection(store, clock)


def imported(
    collection: Collection, *paths: Path | str, accept: Accept = never, deck: str | None = None
) -> list[FileReport]:
    known = collection.decks()
    names = [str(path) for path in paths]
    sources = read_sources(names, known=known if deck is None else ())
    if deck is not None:
        sources = titled(sources, deck, known)
    reports = apply(collection, plan_sources(collection, sources), Choices(accept))
    return [counted(report) for report in reports]


def counted(report: FileReport) -> FileReport:
    """The report without its lines and its number."""
    decks = tuple(replace(deck, notes=()) for deck in report.decks)
    return replace(report, decks=decks, import_id=None)


def numbers(report: FileReport) -> Sequence[int]:
    (deck,) = report.decks
    return deck.new, deck.changed, deck.unchanged, deck.gone


def rate_first(collection: Collection, deck: str, question: str) -> CardId:
    """Rate the card of a question, so that it has progress; return it."""
    card = card_of(collection, deck, question)
    Recorder(collection).record(card, Rating.GOOD)
    return card


def card_of(collection: Collection, deck: str, question: str) -> CardId:
    found = next(d for d in collection.decks() if d.title == deck)
    with collection.store.reading() as connection:
        note = next(
            n for n in notes.of_deck(connection, found.id) if n.content.question == question
        )
        rows = collection.store.rows(connection)
        (row,) = list(
            rows(
                "SELECT id FROM cards WHERE note_id = :n ORDER BY position LIMIT 1", {"n": note.id}
            )
        )
    return CardId(row[0])


# Counting


def test_a_new_deck_is_counted_in_cards(collection: Collection, tmp_path: Path) -> None:
    (report,) = imported(collection, write_deck(tmp_path))
    assert report.decks == (DeckReport("Statistics", "statistics", new=3),)
    assert [line.cards for line in collection.deck_lines()] == [3]


def test_the_same_file_again_is_all_unchanged(collection: Collection, tmp_path: Path) -> None:
    path = write_deck(tmp_path)
    imported(collection, path)
    (report,) = imported(collection, path)
    assert numbers(report) == (0, 0, 3, 0)


def test_an_unchanged_file_is_not_even_parsed(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_deck(tmp_path)
    imported(collection, path)

    def refuse(*_args: object) -> None:
        raise AssertionError("it was parsed")

    monkeypatch.setattr("mlcards.collection.source_reading.reader_for", refuse)
    assert numbers(imported(collection, path)[0]) == (0, 0, 3, 0)


def test_edited_added_and_removed_cards(collection: Collection, tmp_path: Path) -> None:
    imported(collection, write_deck(tmp_path))
    edited = STATS.replace("The true positive", "Sensitivity, the true positive").split(
        "  - id: auc"
    )
    text = edited[0] + "  - id: new\n    question: New?\n    answer: Yes\n"
    (report,) = imported(collection, write_deck(tmp_path, text))
    assert numbers(report) == (1, 1, 0, 2)
    assert [line.cards for line in collection.deck_lines()] == [2]


def test_a_cloze_that_gains_and_loses_gaps_is_counted_by_gap(
    collection: Collection, tmp_path: Path
) -> None:
    text = 'deck: C\ncards:\n  - id: c\n    type: cloze\n    text: "{{c1::a}} {{c2::b}}"\n'
    imported(collection, write_deck(tmp_path, text))
    (report,) = imported(collection, write_deck(tmp_path, text.replace("c2::b", "c3::b")))
    assert numbers(report) == (1, 1, 0, 1)


def test_a_card_put_on_top_only_moves_the_others(collection: Collection, tmp_path: Path) -> None:
    imported(collection, write_deck(tmp_path))
    on_top = STATS.replace("cards:\n", "cards:\n  - id: top\n    question: Top?\n    answer: Yes\n")
    (report,) = imported(collection, write_deck(tmp_path, on_top))
    assert numbers(report) == (1, 0, 3, 0)
    asked = [
        collection.card_view(c).content.question
        for c in (card_of(collection, "Statistics", q) for q in ("Top?", "AUC"))
    ]
    assert asked == ["Top?", "AUC"]
    plan = collection.plan()
    (new,) = plan.new.values()
    assert [collection.card_view(c.card).content.question for c in new] == [
        "Top?",
        "What does a ROC curve show?",
        "AUC",
    ]
    assert len({c.position for c in new}) == 3


def test_a_card_that_left_comes_back_with_its_progress(
    collection: Collection, tmp_path: Path
) -> None:
    path = write_deck(tmp_path)
    imported(collection, path)
    card = rate_first(collection, "Statistics", "What does a ROC curve show?")
    only_auc = "deck: Statistics\ncards:\n  - id: auc" + STATS.split("  - id: auc")[1]
    assert numbers(imported(collection, write_deck(tmp_path, only_auc))[0]) == (0, 0, 2, 1)
    (report,) = imported(collection, write_deck(tmp_path))
    assert report.decks[0].revived == 1
    assert report.decks[0].new == 0
    assert collection.card(card).schedule.reps == 1
    assert [line.cards for line in collection.deck_lines()] == [3]


# Moving between files


MOVED = "  - id: m\n    question: What is a moved card?\n    answer: One that has another deck.\n"
STAYS = "  - id: s\n    question: Stays?\n    answer: Yes\n"


@pytest.mark.parametrize("order", [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")])
def test_a_card_may_move_from_one_file_to_another(
    collection: Collection, tmp_path: Path, order: tuple[str, str]
) -> None:
    a = write_deck(tmp_path, f"deck: A\ncards:\n{MOVED}{STAYS}", "a.yaml")
    b = write_deck(tmp_path, f"deck: B\ncards:\n{STAYS}", "b.yaml")
    imported(collection, a, b)
    card = rate_first(collection, "A", "What is a moved card?")
    write_deck(tmp_path, f"deck: A\ncards:\n{STAYS}", "a.yaml")
    write_deck(tmp_path, f"deck: B\ncards:\n{STAYS}{MOVED}", "b.yaml")
    reports = {
        report.decks[0].title: report.decks[0]
        for report in imported(collection, *(tmp_path / name for name in order))
    }
    assert (reports["A"].gone, reports["A"].unchanged) == (0, 1)
    assert (reports["B"].moved, reports["B"].new, reports["B"].changed) == (1, 0, 1)
    assert collection.card(card).schedule.reps == 1
    assert collection.card_view(card).deck_title == "B"


# Matches by likeness


WITHOUT_ID = "deck: Q\ncards:\n  - question: {}\n    answer: The share of positives found.\n"
BEFORE = "What exactly does the recall of a binary classifier measure in practice?"
AFTER = "What exactly does the recall of a binary classifier measure, in practice?"


@pytest.mark.parametrize(("accept", "kept"), [(sure, True), (never, False)])
def test_an_edited_question_without_id_keeps_progress_only_if_accepted(
    collection: Collection, tmp_path: Path, accept: Accept, *, kept: bool
) -> None:
    imported(collection, write_deck(tmp_path, WITHOUT_ID.format(BEFORE)))
    card = rate_first(collection, "Q", BEFORE)
    path = write_deck(tmp_path, WITHOUT_ID.format(f'"{AFTER}"'))
    (report,) = imported(collection, path, accept=accept)
    (match,) = report.decks[0].matches
    assert (match.was, match.question, match.taken) == (BEFORE, AFTER, kept)
    assert numbers(report) == ((0, 1, 0, 0) if kept else (1, 0, 0, 1))
    assert (card_of(collection, "Q", AFTER) == card) is kept


# Identity of decks


def test_a_title_changed_by_its_author_is_followed(collection: Collection, tmp_path: Path) -> None:
    text = STATS.replace("deck: Statistics", "deck: Statistics\nid: st")
    imported(collection, write_deck(tmp_path, text))
    imported(collection, write_deck(tmp_path, text.replace("deck: Statistics", "deck: Numbers")))
    assert [deck.title for deck in collection.decks()] == ["Numbers"]


def test_a_title_changed_by_the_person_stays(collection: Collection, tmp_path: Path) -> None:
    imported(collection, write_deck(tmp_path))
    collection.rename_deck(collection.decks()[0], "Mine")
    imported(collection, write_deck(tmp_path, STATS.replace("The true", "A true")))
    assert [deck.title for deck in collection.decks()] == ["Mine"]


@pytest.mark.parametrize("first_has_id", [True, False])
def test_a_deck_that_gets_or_loses_its_id_is_still_the_same(
    collection: Collection, tmp_path: Path, *, first_has_id: bool
) -> None:
    with_id = STATS.replace("deck: Statistics", "deck: Statistics\nid: st")
    texts = [with_id, STATS] if first_has_id else [STATS, with_id]
    imported(collection, write_deck(tmp_path, texts[0]))
    card = rate_first(collection, "Statistics", "AUC")
    (report,) = imported(collection, write_deck(tmp_path, texts[1]))
    assert numbers(report) == (0, 0, 3, 0)
    assert len(collection.decks()) == 1
    assert collection.card(card).schedule.reps == 1


def test_a_parent_that_was_made_for_its_children_becomes_the_file_s(
    collection: Collection, tmp_path: Path
) -> None:
    imported(collection, write_deck(tmp_path, STATS.replace("Statistics", "Maths::Statistics")))
    imported(collection, write_deck(tmp_path, STATS.replace("Statistics", "Maths"), "m.yaml"))
    assert [deck.title for deck in collection.decks()] == ["Maths", "Maths::Statistics"]


def test_a_named_deck_takes_the_place_of_the_file_s(collection: Collection, tmp_path: Path) -> None:
    imported(collection, write_deck(tmp_path), deck="Maths :: Stats")
    assert [deck.title for deck in collection.decks()] == ["Maths", "Maths::Stats"]
    (report,) = imported(collection, write_deck(tmp_path), deck="Maths::Stats")
    assert numbers(report) == (0, 0, 3, 0)


def test_a_named_deck_needs_a_title() -> None:
    with pytest.raises(UsageError, match="cannot be empty"):
        titled([], "A:: ")


def test_a_file_that_moved_is_remembered_where_it_is(
    collection: Collection, tmp_path: Path
) -> None:
    imported(collection, write_deck(tmp_path))
    moved = write_deck(tmp_path / "below", STATS, "other.yaml")
    imported(collection, moved)
    assert collection.decks()[0].source_path == str(moved)


# All or nothing


def test_a_file_with_an_error_is_kept_out_and_the_others_come_in(
    collection: Collection, tmp_path: Path
) -> None:
    good = write_deck(tmp_path, name="a.yaml")
    bad = write_deck(tmp_path, "deck: Bad\ncards:\n  - question: Q\n    answr: x\n", "b.yaml")
    one, two = imported(collection, good, bad)
    assert not one.failed
    assert two.failed
    assert two.decks == ()
    assert 4 in {problem.line for problem in two.problems}
    assert [deck.title for deck in collection.decks()] == ["Statistics"]


def test_a_file_that_cannot_be_written_leaves_nothing_of_it(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise MlcardsError("no more")

    monkeypatch.setattr("mlcards.store.orphans.put_aside", fail)
    with pytest.raises(MlcardsError, match="no more"):
        imported(collection, write_deck(tmp_path))
    assert collection.decks() == []


def test_an_import_by_another_in_between_is_noticed(collection: Collection, tmp_path: Path) -> None:
    path = write_deck(tmp_path)
    planned = plan_sources(collection, read_sources([str(path)]))
    imported(collection, write_deck(tmp_path, STATS.replace("Statistics", "Other"), "o.yaml"))
    with pytest.raises(MlcardsError, match="Another mlcards"):
        list(apply(collection, planned, Choices()))
    assert [deck.title for deck in collection.decks()] == ["Other"]


def test_a_preview_says_what_the_import_then_does(collection: Collection, tmp_path: Path) -> None:
    path = write_deck(tmp_path)
    planned = plan_sources(collection, read_sources([str(path)]))
    told = preview(planned, Choices())
    assert told == [replace(r, import_id=None) for r in apply(collection, planned, Choices())]


# Reading


def test_folders_are_walked_for_deck_files_in_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "sub/c.YAML", ".hidden.yaml", ".git/d.yaml", "notes.rst"):
        path = tmp_path / name
        write_deck(path.parent, STATS.replace("Statistics", f"D{name}"), path.name)
    sources = read_sources([str(tmp_path)])
    assert [Path(s.name).name for s in sources] == ["a.yml", "b.yaml", "c.YAML"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write_deck(tmp_path)
    sources = read_sources([str(path), str(tmp_path), str(tmp_path / "." / "stats.yaml")])
    assert len(sources) == 1


def test_a_deck_in_two_files_is_an_error_of_the_second(tmp_path: Path) -> None:
    write_deck(tmp_path, name="a.yaml")
    write_deck(tmp_path, name="b.yaml")
    one, two = read_sources([str(tmp_path)])
    assert one.decks
    assert not two.decks
    assert two.errors[0].code == "duplicate-deck"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.yaml", "no such file"),
        ("", "empty"),
        ("x" * 5000, "cannot be read"),
    ],
    ids=["missing", "empty", "too long"],
)
def test_what_cannot_be_read_is_a_problem(name: str, reason: str) -> None:
    (source,) = read_sources([name])
    assert reason in source.errors[0].message
    assert source.decks == ()


def test_an_empty_folder_is_a_problem(tmp_path: Path) -> None:
    (source,) = read_sources([str(tmp_path)])
    assert "no deck files" in source.errors[0].message


def test_standard_input_is_read_and_has_no_path() -> None:
    (source,) = read_sources(["-"], io.BytesIO(STATS.encode()))
    assert source.decks[0].source_path == ""
    assert source.decks[0].title == "Statistics"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="not known"):
        read_sources(["x.yaml"], file_format="nonsense")


def test_a_file_of_no_known_format_is_a_problem() -> None:
    assert "format" in read_data(b"hello", "hello.bin").errors[0].message


def test_a_file_too_large_is_a_problem(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mlcards.collection.source_reading.LARGEST_FILE", 10)
    (source,) = read_sources([str(write_deck(tmp_path))])
    assert "larger than" in source.errors[0].message
