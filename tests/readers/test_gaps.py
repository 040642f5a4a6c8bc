"""A gap that is written is a gap that is read."""

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import face_of, parts_of
from mlcards.readers.gaps import fits, gap

texts = st.text(min_size=1, max_size=12) | st.text("{}: ab", min_size=1, max_size=10)


@given(texts, texts | st.just(""), st.integers(1, 999))
def test_a_gap_hides_what_it_was_given(hidden: str, hint: str, number: int) -> None:
    content = NoteContent(CardType.CLOZE, f"before {gap(number, hidden, hint)} after")
    assert parts_of(content) == (f"c{number}",)
    shown = face_of(content, f"c{number}").expected
    if fits(hidden):
        assert shown == hidden
    assert shown.replace(" ", "") == hidden.replace(" ", "")
