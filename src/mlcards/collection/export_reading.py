"""A deck of the collection as a reader would have given it: what writers get."""

import json
from collections.abc import Collection as Group
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mlcards.collection.collection import Collection
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress, ForeignReview
from mlcards.core.model import Card, CardId, Deck, Phase, Review, Schedule
from mlcards.core.notes import has_own_id
from mlcards.core.progress_json import LONGEST_WAIT
from mlcards.core.scheduling import interval_of
from mlcards.store import cards, media, notes, own_answers, reviews
from mlcards.store.notes import NoteRow

_LONGEST_WAIT = timedelta(seconds=LONGEST_WAIT)
OwnAnswer = tuple[datetime, str]


class DeckReader:
    """Reads decks out of the collection, one after another."""

    def __init__(self, collection: Collection, *, progress: bool) -> None:
        """Say whether schedules, logs and own answers, and notes put aside, go along."""
        self._collection = collection
        self._progress = progress
        self._today = collection.today()

    def read(self, deck: Deck) -> ForeignDeck:
        """Return a deck with its notes in their order."""
        with self._collection.store.reading() as connection:
            rows = notes.of_deck(connection, deck.id)
            names = frozenset(media.of_deck(connection, deck.id))
            held: dict[int, list[Card]] = {}
            logs: Mapping[CardId, Sequence[Review]] = {}
            own: dict[int, list[OwnAnswer]] = {}
            if self._progress:
                numbers = [row.id for row in rows]
                found = cards.of_notes(connection, numbers)
                for card in found:
                    held.setdefault(card.note_id, []).append(card)
                logs = reviews.of_cards(connection, [card.id for card in found])
                own = own_answers.of_notes(connection, numbers)
        return ForeignDeck(
            key=deck.key,
            title=deck.title,
            notes=tuple(
                self._note(row, names, held.get(row.id, ()), logs, tuple(own.get(row.id, ())))
                for row in rows
                if self._progress or not row.orphaned
            ),
            source_path=deck.source_path,
            description=deck.description,
            language=deck.language,
            source=deck.source,
            license=deck.license,
            tags=deck.tags,
            ids_everywhere=_from_anki(rows),
            options=tuple(sorted(deck.options.items())) if self._progress else (),
        )

    def _note(
        self,
        row: NoteRow,
        names: Group[str],
        held: Sequence[Card],
        logs: Mapping[CardId, Sequence[Review]],
        own: tuple[OwnAnswer, ...],
    ) -> ForeignNote:
        origin = json.loads(row.origin) if row.origin else {}
        progress = (self._card(card, logs.get(card.id, ())) for card in held)
        return ForeignNote(
            id=row.key if has_own_id(row.key) else "",
            content=row.content,
            progress=tuple(found for found in progress if found is not None),
            media=tuple(name for name in origin.get("media", ()) if name in names),
            original=tuple((name, text) for name, text in origin.get("fields", ())),
            kind=origin.get("kind", ""),
            own_answers=own,
            orphaned=row.orphaned,
            base=row.base if self._progress else None,
        )

    def _card(self, card: Card, log: Sequence[Review]) -> ForeignProgress | None:
        """Return what is known of a card; None where it is as new as any."""
        schedule = card.schedule
        rows = tuple(_row(review) for review in log if not review.undone)
        found = ForeignProgress(
            card.part,
            suspended=card.suspended,
            buried=card.buried_on == self._today,
            flag=card.flag,
            leech=card.leech,
            phase=schedule.phase,
            due_day=schedule.due_day,
            due_at=schedule.due_at,
            interval=_bounded(interval_of(schedule)).days,
            reps=schedule.reps,
            lapses=schedule.lapses,
            memory=schedule.memory,
            last_at=schedule.last_at,
            reviews=rows,
            whole=schedule.phase is not Phase.NEW and bool(rows),
        )
        return None if found == ForeignProgress(card.part) else found


def _from_anki(rows: Sequence[NoteRow]) -> bool:
    """Whether the ids of a deck's notes are GUIDs, which Anki knows its own notes by again."""
    named = [row for row in rows if has_own_id(row.key)]
    return bool(named) and all(row.origin for row in named)


def _row(review: Review) -> ForeignReview:
    after = review.after
    imported = review.kind == "imported"
    return ForeignReview(
        at=review.at,
        rating=review.rating,
        phase=after.phase,
        wait=_wait(review, after),
        duration_ms=review.duration_ms,
        kind=review.kind,
        id=review.id,
        day=review.day,
        utc_offset_s=review.utc_offset_s,
        said=review.said,
        step=after.step,
        memory=after.memory if imported else None,
        reps=after.reps if imported else 0,
        lapses=after.lapses if imported else 0,
    )


def _wait(review: Review, after: Schedule) -> timedelta:
    if after.due_day is not None:
        return _bounded(after.due_day - review.day)
    if after.due_at is not None:
        return max(after.due_at - review.at, timedelta(0))
    return timedelta(0)


def _bounded(wait: timedelta) -> timedelta:
    """Return a wait as a reader takes it: a card may be due before its last row, or far away."""
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)
