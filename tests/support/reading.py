"""What readers found, as tests look at it."""

from mlcards.core.foreign import ForeignNote, ReadResult
from mlcards.core.notes import parts_of


def all_notes(result: ReadResult) -> list[ForeignNote]:
    """The notes of all decks of a file that has no error."""
    assert result.errors == ()
    return [note for deck in result.decks for note in deck.notes]


def all_sides(result: ReadResult) -> list[tuple[str, str]]:
    """The question and the answer of each of these notes."""
    return [(note.content.question, note.content.answer) for note in all_notes(result)]


def said(result: ReadResult) -> list[str]:
    """What a person is told of a file."""
    return [str(problem) for problem in result.problems]


def assert_read_or_refused(result: ReadResult) -> None:
    """Check that a file gave decks of notes that all have cards, or else errors."""
    assert bool(result.decks) != bool(result.errors)
    for deck in result.decks:
        for note in deck.notes:
            assert parts_of(note.content)
