"""Whatever a person does to their files, every rating stays with its card.

Files are edited, reordered, renamed, split, their decks renamed, cards moved between them with
and without ids, imported one by one or all together and taken back; cards are rated and edited
in between. A model knows which card is which by a mark in its answer, which mlcards does not
look at.
"""

import json
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mlcards.collection.import_plans import Choices, plan_sources
from mlcards.collection.importing import apply
from mlcards.collection.recording import Recorder
from mlcards.collection.sources import read_sources
from mlcards.collection.taking_back import past_imports, take_back
from mlcards.core.content_json import from_json, to_json
from mlcards.core.import_plan import NoteChange
from mlcards.core.model import CardId, Rating
from mlcards.store import cards as card_rows
from mlcards.store import notes as note_rows
from mlcards.store.schema import cards, decks, notes, reviews
from support.clock import FakeClock
from support.databases import fresh_store
from support.factories import a_collection

QUESTIONS = (
    "What does recall measure?",
    "Why is dropout switched off at prediction time?",
    "How does a random forest differ from boosting?",
    "When would you prefer MAE over RMSE?",
    "Which assumption makes naive Bayes naive?",
    "Name two remedies for exploding gradients.",
    "What is stored in an inverted index?",
    "Explain the kernel trick to a colleague.",
    "How do you notice data leakage?",
    "What does a p-value not tell you?",
)
"""Unlike each other, so that a likeness can only mean an edit."""
some_files = st.integers(0, 3)


@dataclass(frozen=True)
class Text:
    """A card as its file has it."""

    number: int
    id: str
    edits: int = 0
    answer_edits: int = 0

    @property
    def question(self) -> str:
        return QUESTIONS[self.number] + " Briefly." * self.edits

    @property
    def answer(self) -> str:
        return f"#{self.number}. In version {self.answer_edits}."


@dataclass
class File:
    """A deck file; `renamed` until it is imported under its new title."""

    name: str
    title: str
    deck_id: str
    cards: list[Text] = field(default_factory=list)
    dirty: bool = True
    renamed: bool = False

    def written(self) -> str:
        head = {"deck": self.title} | ({"id": self.deck_id} if self.deck_id else {})
        items = [
            {"question": card.question, "answer": card.answer}
            | ({"id": card.id} if card.id else {})
            for card in self.cards
        ]
        return json.dumps(head | {"cards": items})


def _agreed(_change: NoteChange) -> bool:
    """Take every edited question for the card it resembles: the person knows their edits."""
    return True


class Identity(RuleBasedStateMachine):
    """A person at their files."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(tempfile.mkdtemp(prefix="mlcards-identity-"))
        self.stack.callback(shutil.rmtree, self.folder)
        self.clock = FakeClock()
        self.collection = a_collection(self.stack.enter_context(fresh_store()), self.clock)
        self.files: list[File] = []
        self.ratings: Counter[int] = Counter()
        self.mine: dict[int, str] = {}
        self.fresh_names = 0

    def teardown(self) -> None:
        self.stack.close()

    @initialize(ids=st.lists(st.booleans(), min_size=8, max_size=8), decks=st.booleans())
    def some_decks(self, ids: list[bool], decks: bool) -> None:  # noqa: FBT001
        texts = [Text(number, f"id-{number}" if ids[number] else "") for number in range(8)]
        for place in range(2):
            name = self.new_name()
            self.files.append(
                File(name, f"Deck {name}", f"deck-{name}" if decks else "", texts[place::2])
            )
        self.import_all()

    # The files ---------------------------------------------------------------------------------

    def new_name(self) -> str:
        self.fresh_names += 1
        return f"f{self.fresh_names}"

    def file(self, place: int) -> File:
        return self.files[place % len(self.files)]

    def calm(self, place: int) -> File | None:
        """A file whose title the collection knows, with at least one card."""
        found = self.file(place)
        return None if found.renamed or not found.cards else found

    @rule(place=some_files, which=st.integers(0, 9))
    def an_answer_is_edited(self, place: int, which: int) -> None:
        found = self.calm(place)
        if found:
            which %= len(found.cards)
            text = found.cards[which]
            found.cards[which] = replace(text, answer_edits=text.answer_edits + 1)
            found.dirty = True

    @rule(place=some_files, which=st.integers(0, 9))
    def a_question_is_edited(self, place: int, which: int) -> None:
        """Without an id a question that was edited is found again only where it was."""
        found = self.calm(place)
        if found:
            which %= len(found.cards)
            text = found.cards[which]
            if text.id or not (found.dirty or text.edits):
                found.cards[which] = replace(text, edits=text.edits + 1)
                found.dirty = True
                if not text.id:
                    self.import_file(self.files.index(found))

    @rule(place=some_files, order=st.randoms(use_true_random=False))
    def cards_are_reordered(self, place: int, order: object) -> None:
        found = self.file(place)
        order.shuffle(found.cards)  # type: ignore[attr-defined]

    @rule(place=some_files)
    def a_file_is_renamed(self, place: int) -> None:
        found = self.file(place)
        (self.folder / f"{found.name}.yaml").unlink(missing_ok=True)
        found.name = self.new_name()

    @rule(place=some_files)
    def a_deck_is_renamed(self, place: int) -> None:
        found = self.calm(place)
        if found and (found.deck_id or not found.dirty):
            found.title = f"Deck {self.new_name()}"
            found.renamed = not found.deck_id
            found.dirty = True

    @rule(place=some_files, to=some_files, which=st.integers(0, 9))
    def a_card_moves(self, place: int, to: int, which: int) -> None:
        found, target = self.calm(place), self.file(to)
        if found and target is not found and not target.renamed:
            target.cards.append(found.cards.pop(which % len(found.cards)))
            found.dirty = target.dirty = True

    @rule(place=some_files)
    @precondition(lambda self: len(self.files) < 4)
    def a_file_is_split(self, place: int) -> None:
        found = self.calm(place)
        if found and len(found.cards) > 1:
            name = self.new_name()
            half = len(found.cards) // 2
            self.files.append(File(name, f"Deck {name}", "", found.cards[half:]))
            del found.cards[half:]
            found.dirty = True

    @rule(place=some_files, which=st.integers(0, 9))
    def a_card_is_left_out_and_comes_back(self, place: int, which: int) -> None:
        found = self.calm(place)
        if found and len(found.cards) > 1 and not found.dirty:
            text = found.cards.pop(which % len(found.cards))
            self.import_file(self.files.index(found))
            assert {aside for aside, _count in self.of(text.number, found.title)} == {True}
            found.cards.insert(0, text)
            found.dirty = True

    # The collection ----------------------------------------------------------------------------

    def import_file(self, place: int) -> None:
        self.imported([self.file(place)])

    @rule(place=some_files)
    def one_file_is_imported(self, place: int) -> None:
        self.import_file(place)

    @rule()
    def import_all(self) -> None:
        self.imported(self.files)
        self.all_is_where_the_files_say()

    def imported(self, files: list[File]) -> None:
        with_cards = [found for found in files if found.cards]
        for found in with_cards:
            (self.folder / f"{found.name}.yaml").write_text(found.written())
        paths = [str(self.folder / f"{found.name}.yaml") for found in with_cards]
        sources = read_sources(paths, known=self.collection.decks())
        assert not any(source.errors for source in sources)
        apply(self.collection, plan_sources(self.collection, sources), Choices(same=_agreed))
        for found in with_cards:
            found.dirty = found.renamed = False

    @rule(place=some_files)
    def an_import_is_taken_back_at_once(self, place: int) -> None:
        before, newest = self.picture(), past_imports(self.collection)[:1]
        found = self.file(place)
        was = found.dirty, found.renamed
        self.import_file(place)
        done = past_imports(self.collection)[:1]
        if done == newest or done[0].undone:
            return
        joined = self.joined(done[0].id)
        take_back(self.collection, done[0].id)
        found.dirty, found.renamed = was
        if not joined:
            assert self.picture() == before

    @rule()
    def the_newest_import_is_taken_back(self) -> None:
        """Whenever that was: the files stay as they are, and are to be imported again."""
        newest = next((past for past in past_imports(self.collection) if not past.undone), None)
        if newest is None:
            return
        take_back(self.collection, newest.id)
        titles = {deck.title for deck in self.collection.decks()}
        for found in self.files:
            found.dirty = True
            found.renamed = found.title not in titles

    @rule(number=st.integers(0, 7), rating=st.sampled_from(Rating))
    def a_card_is_rated(self, number: int, rating: Rating) -> None:
        with self.collection.store.reading() as connection:
            live = connection.execute(
                sa.select(cards.c.id)
                .join(notes, notes.c.id == cards.c.note_id)
                .where(notes.c.content.contains(f"#{number}."), cards.c.orphaned == 0)
            ).scalars()
            found = list(live)
        if found:
            self.clock.advance(days=1)
            Recorder(self.collection).record(CardId(found[0]), rating)
            self.ratings[number] += 1

    @rule(number=st.integers(0, 7))
    def a_card_is_edited_here(self, number: int) -> None:
        with self.collection.store.writing() as connection:
            rows = [
                row
                for deck in self.collection.decks()
                for row in note_rows.of_deck(connection, deck.id)
                if f"#{number}." in row.content.answer and not row.orphaned
            ]
            if len(rows) != 1:
                return
            (row,) = rows
            hint = f"Mine, {len(self.mine)}."
            note_rows.edit(
                connection, row, replace(row.content, hint=hint), row.base or row.content
            )
            self.mine[number] = hint

    # What has to hold --------------------------------------------------------------------------

    def of(self, number: int, title: str = "") -> list[tuple[bool, int]]:
        """Of each note of a card, in one deck or in all: whether it is put aside, its ratings."""
        with self.collection.store.reading() as connection:
            found = connection.execute(
                sa.select(notes.c.orphaned, sa.func.count(reviews.c.id))
                .join(cards, cards.c.note_id == notes.c.id)
                .join(decks, decks.c.id == notes.c.deck_id)
                .outerjoin(reviews, reviews.c.card_id == cards.c.id)
                .where(notes.c.content.contains(f"#{number}."))
                .where(decks.c.title == title if title else sa.true())
                .group_by(notes.c.id, notes.c.orphaned)
            )
            return sorted((bool(orphaned), int(count)) for orphaned, count in found)

    def all_is_where_the_files_say(self) -> None:
        with self.collection.store.reading() as connection:
            live = {
                (row.title, from_json(row.content).question, from_json(row.content).answer)
                for row in connection.execute(
                    sa.select(decks.c.title, notes.c.content)
                    .join(notes, notes.c.deck_id == decks.c.id)
                    .where(notes.c.orphaned == 0)
                )
            }
        for found in self.files:
            for text in found.cards:
                assert (found.title, text.question, text.answer) in live
                assert (False, self.ratings[text.number]) in self.of(text.number), text

    @invariant()
    def no_rating_is_lost_and_schedules_are_the_fold(self) -> None:
        if not self.files:
            return
        for number in range(8):
            assert sum(count for _orphaned, count in self.of(number)) == self.ratings[number]
        scheduler = self.collection.scheduler(0)
        with self.collection.store.reading() as connection:
            numbers = list(connection.execute(sa.select(notes.c.id)).scalars())
            from mlcards.store import reviews as review_rows

            held = card_rows.of_notes(connection, numbers)
            logs = review_rows.of_cards(connection, [card.id for card in held])
        for card in held:
            assert scheduler.fold(logs.get(card.id, [])) == card.schedule

    @invariant()
    def what_was_edited_here_stays(self) -> None:
        if not self.mine:
            return
        with self.collection.store.reading() as connection:
            contents = [
                from_json(content)
                for content in connection.execute(sa.select(notes.c.content)).scalars()
            ]
        for number, hint in self.mine.items():
            hints = [c.hint for c in contents if f"#{number}." in c.answer]
            assert hint in hints

    def joined(self, number: int) -> bool:
        """Whether an import made one note of two."""
        with self.collection.store.reading() as connection:
            from mlcards.store import imports

            before = imports.notes_before(connection, number)
        return any("deleted" in was for was in before.values())

    def picture(self) -> set[tuple[object, ...]]:
        """All there is, save numbers that are nobody's business."""
        with self.collection.store.reading() as connection:
            titles = {deck.id: (deck.key, deck.title) for deck in self.collection.decks()}
            found: set[tuple[object, ...]] = set()
            for deck, title in titles.items():
                for row in note_rows.of_deck(connection, deck):
                    held = card_rows.of_notes(connection, [row.id])
                    found.add(
                        (
                            title,
                            row.key,
                            row.position,
                            to_json(row.content),
                            row.base and to_json(row.base),
                            row.orphaned,
                            tuple((c.part, c.schedule, c.orphaned, c.suspended) for c in held),
                        )
                    )
            return found


TestIdentity = pytest.mark.timeout(600)(Identity.TestCase)  # a failure takes minutes to shrink
TestIdentity.settings = settings(stateful_step_count=25, max_examples=30)
