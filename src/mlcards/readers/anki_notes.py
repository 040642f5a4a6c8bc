"""From a note of Anki's to notes of mlcards.

One template makes a basic note, two that mirror each other a reversed one, gaps a cloze. Any
other note becomes a basic note for each of its cards, whose id is the note's GUID and the card's
number (docs/adr/0006): the same ones come of it at every import.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from mlcards.core.anki_own import FIELD
from mlcards.core.foreign import ForeignDeck, ForeignNote, ForeignProgress
from mlcards.core.html_markdown import html_to_markdown
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import gap_numbers, parts_of
from mlcards.core.text import one_line
from mlcards.readers import anki_templates as templates
from mlcards.readers.anki_cloze import ClozeText, read_gaps
from mlcards.readers.anki_collection import AnkiDeck, Collection
from mlcards.readers.anki_kinds import Kind, Mirror, ParsedTemplate, compiled, without_templates
from mlcards.readers.anki_limits import Limits, RefusedError
from mlcards.readers.anki_own import OwnNote, OwnReader
from mlcards.readers.anki_progress import NO_LOG, AnkiCard, Calendar, Log, progress_of
from mlcards.readers.anki_references import References
from mlcards.readers.anki_templates import Context
from mlcards.readers.gathering import each_once, foreign_id

_FIELDS = "\x1f"
_MORE_IN_MARKDOWN = re.compile(r"\$|[_^]\(")
"""What is a formula's sign or raises and lowers in Markdown, and in HTML is but itself."""
_LEADING_RULE = re.compile(r"\A\*\*\*(?:\n+|\Z)")
_MOST_EXAMPLES = 3
_LONGEST_TAGS = 50_000


class Made(NamedTuple):
    """A note that was made: the deck it goes into (Anki's number), its place there, itself.

    Attributes:
        home: the deck it came from, where mlcards wrote it; without notes.
        by_guid: whether its id is its GUID.
    """

    deck: int
    place: tuple[int, int]
    note: ForeignNote
    home: ForeignDeck | None = None
    by_guid: bool = True


@dataclass(slots=True)
class Remarks:
    """What a person should know of what became of the notes, counted by kind."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, example: str = "") -> None:
        """Count one of a kind; the first few examples are kept."""
        self.counts[kind] += 1
        if example and len(self.examples[kind]) < _MOST_EXAMPLES:
            self.examples[kind].append(one_line(example, 40))


class _Source(NamedTuple):
    """A note as it is being read."""

    id: str
    kind: Kind
    values: Mapping[str, str]
    tags: tuple[str, ...]
    media: tuple[str, ...]


_Placed = tuple[int, ForeignNote]
"""A note and the number of the deck it goes into."""


class NoteMaker:
    """Makes notes; one for a whole package.

    Attributes:
        remarks: what was met on the way.
        references: finds the media that notes name.
    """

    def __init__(
        self,
        collection: Collection,
        logs: Mapping[int, Log],
        calendar: Calendar,
        limits: Limits,
        files: frozenset[str] = frozenset(),
        own: OwnReader | None = None,
    ) -> None:
        """Begin.

        Args:
            collection: decks and note types.
            logs: the review log, by card.
            calendar: of the collection.
            limits: what reading may take.
            files: names of the media that came along.
            own: reads what mlcards keeps on the notes that it wrote; None to take all as Anki's.
        """
        self.remarks = Remarks()
        self.references = References(files)
        self._collection = collection
        self._logs = logs
        self._calendar = calendar
        self._limits = limits
        self._own = own
        self._kinds: dict[int, Kind] = {}
        self._ids: set[str] = set()
        self._characters = 0

    def make(
        self, number: int, note_type: int, guid: str, tags: str, fields: str, cards: list[AnkiCard]
    ) -> list[Made]:
        """Return the notes that come of a note of Anki's.

        Args:
            number: Anki's own for the note.
            note_type: number of its type.
            guid: what identifies it everywhere.
            tags: separated by spaces.
            fields: separated by U+001F.
            cards: of this note, in the order of their templates.
        """
        values = fields.split(_FIELDS)
        if not cards:
            self.remarks.add("no-card", values[0])
            return []
        kind = self._kind(note_type, len(values))
        if kind.note_type.occlusion:
            self.remarks.add("occlusion", guid)
            return []
        named = dict(zip(kind.names, values, strict=False))
        own: Sequence[OwnNote] = ()
        if self._own and FIELD in named:
            own = self._own.notes(kind.note_type.name, guid, named, tags.split())
        named.pop(FIELD, None)
        shown = fields
        if kind.illustrated:
            context = Context(named, revealed=True, most=self._limits.card)
            shown += templates.render(kind.illustrated, context)
        media = self.references.within(shown)
        source = _Source(foreign_id(guid), kind, named, _tags(tags), media)
        if own:
            self._count(len(fields))
            return [self._own_made(one, number, source, cards) for one in own]
        place = (min([card.position for card in cards]), number)
        return [Made(deck, place, self._counted(note)) for deck, note in self._made(source, cards)]

    def _own_made(
        self, own: OwnNote, number: int, source: _Source, cards: Sequence[AnkiCard]
    ) -> Made:
        """Return a note that mlcards wrote, with what Anki knows of its cards."""
        note = own.note
        parts = parts_of(note.content)
        if own.at is not None:
            pairs = [(card, "main") for card in cards if card.ordinal == own.at]
        elif source.kind.note_type.cloze:
            pairs = [(card, f"c{card.ordinal + 1}") for card in cards]
        else:
            pairs = [(card, parts[card.ordinal]) for card in cards if card.ordinal < len(parts)]
        pairs = [(card, part) for card, part in pairs if part in parts]
        progress = self._progress(pairs)
        note = replace(
            note,
            progress=tuple(own.as_it_was(found) for found in progress),
            media=source.media if own.edited else note.media,
        )
        by_guid = bool(source.id) and f"{note.id} ".startswith(f"{source.id} ")
        deck = (pairs[0][0] if pairs else cards[0]).deck
        return Made(deck, (0, number), note, own.deck, by_guid)

    # ----------------------------------------------------------------------------- the three ways

    def _made(self, source: _Source, cards: list[AnkiCard]) -> Iterator[_Placed]:
        kind = source.kind
        if kind.note_type.cloze:
            yield from self._cloze(source, cards)
        elif kind.mirror is not None and [card.ordinal for card in cards[:2]] == [0, 1]:
            yield self._reversed(source, kind.mirror, cards[:2])
        else:
            for card in cards:
                template = kind.cards.get(card.ordinal)
                if template is None:
                    self.remarks.add("no-template", source.id)
                else:
                    yield self._basic(source, template, card)

    def _basic(self, source: _Source, template: ParsedTemplate, card: AnkiCard) -> _Placed:
        context = self._context(source, card, template.name)
        question = html_to_markdown(templates.render(template.question, context))
        context.revealed = True
        answer = _below(templates.render(template.answer, context))
        content = self._two_sides(source, question, answer, context.hints)
        note_id = numbered(source.id, card.ordinal)
        return self._note(source, note_id, content, [(card, "main")])

    def _reversed(self, source: _Source, mirror: Mirror, cards: Sequence[AnkiCard]) -> _Placed:
        context = self._context(source, cards[0], source.kind.cards[0].name)
        front = html_to_markdown(templates.render(mirror.front, context))
        back = html_to_markdown(templates.render(mirror.back, context))
        context.revealed = True
        besides = _below(templates.render(mirror.besides, context))
        parts = list(zip(cards, ("main", "backward"), strict=True))
        if front and back:
            content = NoteContent(CardType.REVERSED, front, back, notes=besides, tags=source.tags)
            return self._note(source, source.id, content, parts)
        answer = "\n\n".join(text for text in (back, besides) if text)
        content = self._two_sides(source, front, answer, {})
        return self._note(source, source.id, content, parts[:1])

    def _cloze(self, source: _Source, cards: list[AnkiCard]) -> Iterator[_Placed]:
        template = source.kind.cards.get(0)
        if template is None:
            self.remarks.add("no-template", source.id)
            return
        names = templates.cloze_fields(template.question)
        texts = [read_gaps(source.values.get(name, "")) for name in dict.fromkeys(names)]
        in_order = [number for text in texts for number in text.numbers]
        numbers = sorted(set(in_order))
        context = self._context(source, cards[0], template.name)
        context.numbers = numbers
        question = html_to_markdown(templates.render(template.question, context))
        if not any(card.ordinal + 1 in numbers for card in cards):
            self.remarks.add("no-gap", source.id)
            yield self._basic(source, template, cards[0]._replace(ordinal=0))
            return
        why = ""
        if not all(text.whole for text in texts) or list(gap_numbers(question)) != in_order:
            why = "nested-gaps"
        elif source.kind.by_gap or not _alike(texts):
            why = "unlike-gaps"
        if why:
            yield from self._written_out(source, template, cards, numbers, why)
            return
        context.revealed = True
        answer = _below(templates.render(template.answer, context))
        content = NoteContent(
            CardType.CLOZE,
            question,
            answer,
            hint=_hint(context.hints),
            tags=source.tags,
        )
        parts = [(card, f"c{card.ordinal + 1}") for card in cards if card.ordinal + 1 in numbers]
        if len(parts) < len(cards):
            self.remarks.add("empty-card", source.id)
        yield self._note(source, source.id, content, parts)

    def _written_out(
        self,
        source: _Source,
        template: ParsedTemplate,
        cards: list[AnkiCard],
        numbers: Sequence[int],
        why: str,
    ) -> Iterator[_Placed]:
        """Make a basic note of each card of a cloze that mlcards cannot keep as one."""
        for card in cards:
            number = card.ordinal + 1
            if number not in numbers:
                self.remarks.add("empty-card", source.id)
                continue
            context = self._context(source, card, template.name)
            context.number = number
            question = html_to_markdown(templates.render(template.question, context))
            hints = dict(context.hints)
            context.revealed = True
            shown = (*template.question, "<br><br>", *template.answer)
            answer = html_to_markdown(templates.render(shown, context))
            content = self._two_sides(source, question, answer, hints)
            note_id = f"{source.id} c{number}" if source.id else ""
            self.remarks.add(why, source.id)
            yield self._note(source, note_id, content, [(card, "main")])

    # ------------------------------------------------------------------------------------- parts

    def _two_sides(
        self, source: _Source, question: str, answer: str, hints: Mapping[str, str]
    ) -> NoteContent:
        """Return a note of two sides; an empty question is made of the first field with text."""
        if not question:
            self.remarks.add("empty-question", source.id)
            found = (html_to_markdown(value) for value in source.values.values())
            question = next((text for text in found if text), "(empty)")
            if answer == question:
                answer = ""
        kind = CardType.BASIC if answer else CardType.PERSONAL
        return NoteContent(kind, question, answer, hint=_hint(hints), tags=source.tags)

    def _note(
        self,
        source: _Source,
        note_id: str,
        content: NoteContent,
        parts: Sequence[tuple[AnkiCard, str]],
    ) -> _Placed:
        original = tuple(source.values.items())
        if len(original) == 2 and _reads_the_same(content, original[0][1], original[1][1]):
            original = ()
        note = ForeignNote(
            note_id,
            content,
            progress=tuple(self._progress(parts)),
            media=source.media,
            original=original,
            kind=source.kind.note_type.name,
        )
        return parts[0][0].deck, note

    def _progress(self, parts: Sequence[tuple[AnkiCard, str]]) -> list[ForeignProgress]:
        """Return what is known of a note's cards, each with the part that it is here."""
        found: list[ForeignProgress] = []
        for card, part in parts:
            log = self._logs.get(card.id, NO_LOG)
            progress = progress_of(card, part, log, self._calendar)
            if progress is not None:
                found.append(progress)
        return found

    def _count(self, characters: int) -> None:
        """Count what is kept in memory.

        Raises:
            RefusedError: it is too much.
        """
        self._characters += characters
        if self._characters > self._limits.text:
            raise RefusedError(
                "the cards of this package hold more text than mlcards takes at once; export its "
                "decks one by one",
                "too-large",
            )

    def _counted(self, note: ForeignNote) -> ForeignNote:
        """Return a note to be kept; one whose id is taken goes without."""
        self._count(len(note.content.question) + len(note.content.answer))
        if not note.id:
            return note
        if note.id in self._ids:
            self.remarks.add("duplicate-id", note.id)
            return replace(note, id="")
        self._ids.add(note.id)
        return note

    def _context(self, source: _Source, card: AnkiCard, template: str) -> Context:
        values = source.values
        if source.kind.special:
            deck = self._collection.decks.get(card.deck, AnkiDeck("Default")).title
            special = {
                "Tags": " ".join(source.tags),
                "Type": source.kind.note_type.name,
                "Deck": deck,
                "Subdeck": deck.rpartition("::")[2],
                "Card": template,
                "CardFlag": f"flag{card.flag & 7}" if card.flag & 7 else "",
                "CardID": str(card.id),
            }
            values = special | dict(values)
        return Context(values, most=self._limits.card)

    # ------------------------------------------------------------------------------- note types

    def _kind(self, number: int, width: int) -> Kind:
        kind = self._kinds.get(number)
        if kind is None:
            note_type = self._collection.note_types.get(number)
            if note_type is None or not note_type.templates:
                self.remarks.add("no-note-type")
                return without_templates(width)
            kind = self._kinds[number] = compiled(note_type)
        return kind


def numbered(note_id: str, ordinal: int) -> str:
    """Return the id of the note made of a card: the GUID itself for the first template's.

    No GUID that Anki makes has a space in it, so the two can be told apart again.
    """
    return f"{note_id} {ordinal + 1}" if note_id and ordinal else note_id


def _reads_the_same(content: NoteContent, front: str, back: str) -> bool:
    """Whether the two fields can be made of the Markdown again, so that they need not be kept."""
    same = (front, back) == (content.question, content.answer)
    return same and not (_MORE_IN_MARKDOWN.search(front) or _MORE_IN_MARKDOWN.search(back))


@lru_cache(maxsize=4096)
def _tags(written: str) -> tuple[str, ...]:
    if not written:
        return ()
    return each_once(written[:_LONGEST_TAGS].replace("\u3000", " ").split())


def _below(html: str) -> str:
    """Return what stands below a question as Markdown, without the line that parts the two."""
    text = html_to_markdown(html)
    return _LEADING_RULE.sub("", text) if text.startswith("***") else text


def _hint(hints: Mapping[str, str]) -> str:
    return "\n\n".join(filter(None, map(html_to_markdown, hints.values()))) if hints else ""


def _alike(texts: Sequence[ClozeText]) -> bool:
    """Whether all that have anything have the same gaps: Anki shows the others on no card."""
    return len({frozenset(text.numbers) for text in texts if text.parts}) <= 1
