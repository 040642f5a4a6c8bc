"""Anki's notes where there are no cards beside them: in text exports, in CrowdAnki's files.

Anki makes a note's cards from its templates, and so does this: one for each template that shows
a field that is filled, one for each gap of a cloze.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mlcards.core.foreign import ForeignNote
from mlcards.core.text import plural
from mlcards.readers import anki_templates as templates
from mlcards.readers.anki_cloze import read_gaps
from mlcards.readers.anki_collection import AnkiDeck, Collection, NoteType, Template
from mlcards.readers.anki_limits import MEGABYTE, Deadline, Limits, RefusedError
from mlcards.readers.anki_notes import NoteMaker
from mlcards.readers.anki_progress import AnkiCard, Calendar
from mlcards.readers.anki_templates import Context, Node
from mlcards.readers.gathering import Report

_BETWEEN_FIELDS = "\x1f"
_BELOW = "{{FrontSide}}<hr id=answer>"
_SENTENCES = {
    "occlusion": "{} left out: pictures with masks cannot be asked in a terminal",
    "empty-question": "{} with nothing on the question's side: the first field is asked instead",
    "nested-gaps": "{} of a cloze with gaps not closed or nested too deeply: each is a note now",
    "unlike-gaps": "{} of a cloze whose cards show different texts: each is a note now",
    "duplicate-id": "{} with the GUID of another one: they go by their question",
}
_MOST_FIELDS = 100


class PlainMaker:
    """Makes notes of the fields of Anki's; one for a whole file.

    A small file may have templates that make much of every field, so there is a deadline.
    """

    def __init__(self, report: Report, size: int) -> None:
        """Make one.

        Args:
            report: where problems are told.
            size: bytes of the file; more of them may take longer.
        """
        limits = Limits()
        self._report = report
        self._types: dict[int, NoteType] = {}
        self._numbers: dict[NoteType, int] = {}
        self._questions: dict[int, list[tuple[int, tuple[Node, ...]]]] = {}
        collection = Collection(0, None, self._types, {0: AnkiDeck("")})
        self._maker = NoteMaker(collection, {}, Calendar(date(2000, 1, 1)), limits)
        self._deadline = Deadline(limits.seconds + limits.seconds_a_megabyte * size / MEGABYTE)

    def notes(
        self,
        note_type: NoteType,
        fields: Sequence[str],
        guid: str,
        tags: Sequence[str],
        line: int,
    ) -> list[ForeignNote]:
        """Return the notes that a note of Anki's becomes.

        Args:
            note_type: how its cards are made.
            fields: as HTML.
            guid: empty where it has none.
            tags: of the note.
            line: where it starts.

        Raises:
            EnoughError: it is too large to be read, or it takes too long.
        """
        number = self._numbers.setdefault(note_type, len(self._numbers))
        if number not in self._types:
            self._types[number] = note_type
            self._questions[number] = [
                (template.ordinal, templates.parse(template.question))
                for template in note_type.templates
            ]
        clean = [field.replace(_BETWEEN_FIELDS, " ") for field in fields]
        clean += [""] * (len(note_type.fields) - len(clean))
        try:
            self._deadline.check()
            cards = [_new_card(ordinal) for ordinal in self._ordinals(number, clean)]
            made = self._maker.make(
                number=line,
                note_type=number,
                guid=guid,
                tags=" ".join(tags),
                fields=_BETWEEN_FIELDS.join(clean),
                cards=cards,
            )
        except RefusedError as error:
            raise self._report.refuse(line or None, error.message, error.code) from None
        return [replace(one.note, line=line) for one in made]

    def _ordinals(self, number: int, fields: Sequence[str]) -> list[int]:
        """Return the ordinals of the cards that Anki would make of these fields."""
        note_type, questions = self._types[number], self._questions[number]
        values = dict(zip(note_type.fields, fields, strict=False))
        if note_type.cloze:
            names = templates.cloze_fields(questions[0][1]) if questions else []
            numbers = {found for name in names for found in read_gaps(values.get(name, "")).numbers}
            return [found - 1 for found in sorted(numbers)] or [0]
        filled = {name: value if templates.filled(value) else "" for name, value in values.items()}
        empty = dict.fromkeys(values, "")
        return [
            ordinal
            for ordinal, nodes in questions
            if templates.render(nodes, Context(filled, revealed=True))
            != templates.render(nodes, Context(empty, revealed=True))
        ] or [0]

    def say_remarks(self) -> None:
        """Report what became of notes that mlcards cannot keep as they are."""
        remarks = self._maker.remarks
        for kind, count in remarks.counts.items():
            sentence = _SENTENCES.get(kind)
            if sentence:
                examples = ", ".join(f'"{name}"' for name in remarks.examples[kind])
                self._report.warn(
                    None,
                    f"{sentence.format(plural(count, 'note'))}{f' ({examples})' * bool(examples)}",
                    kind,
                )


def stock_type(name: str, filled: int, *, gaps: bool) -> NoteType:
    """Return the note type of this name as Anki comes with it, else one that may be like it.

    Args:
        name: "Basic", "Cloze" …; Anki adds a hyphen and a hash to copies.
        filled: how many fields must be shown.
        gaps: whether the first field has gaps.
    """
    plain = name.strip().lower()
    for stock in _STOCK:
        own = stock.name.lower()
        if (plain == own or plain.startswith(f"{own}-")) and filled <= len(stock.fields):
            return replace(stock, name=name)
    names = tuple(f"Field {number}" for number in range(1, min(max(filled, 2), _MOST_FIELDS) + 1))
    others = "".join(f"{{{{#{n}}}}}<div>{{{{{n}}}}}</div>{{{{/{n}}}}}" for n in names[1:])
    if "cloze" in plain or (gaps and not plain.startswith("basic")):
        shown = f"{{{{cloze:{names[0]}}}}}"
        card = Template(0, "Cloze", shown, f"{shown}<br>{others}")
        return NoteType("", cloze=True, occlusion=False, fields=names, templates=(card,))
    first = f"{{{{{names[0]}}}}}"
    cards = [Template(0, "Card 1", first, _BELOW + others)]
    if "revers" in plain and "optional" not in plain and len(names) == 2:
        cards.append(Template(1, "Card 2", f"{{{{{names[1]}}}}}", _BELOW + first))
    return NoteType("", cloze=False, occlusion=False, fields=names, templates=tuple(cards))


def _new_card(ordinal: int) -> AnkiCard:
    return AnkiCard(0, ordinal, 0, 0, 0, 0, 0, 0, 0, 0, 0, "")


def _two_sided(name: str, *templates: tuple[str, str], fields: tuple[str, ...]) -> NoteType:
    return NoteType(
        name,
        cloze=False,
        occlusion=False,
        fields=fields,
        templates=tuple(
            Template(number, f"Card {number + 1}", question, answer)
            for number, (question, answer) in enumerate(templates)
        ),
    )


_FRONT = ("{{Front}}", f"{_BELOW}{{{{Back}}}}")
_BACK = ("{{Back}}", f"{_BELOW}{{{{Front}}}}")
_STOCK = (
    _two_sided("Basic", _FRONT, fields=("Front", "Back")),
    _two_sided("Basic (and reversed card)", _FRONT, _BACK, fields=("Front", "Back")),
    _two_sided(
        "Basic (optional reversed card)",
        _FRONT,
        ("{{#Add Reverse}}{{Back}}{{/Add Reverse}}", _BACK[1]),
        fields=("Front", "Back", "Add Reverse"),
    ),
    _two_sided(
        "Basic (type in the answer)",
        ("{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"),
        fields=("Front", "Back"),
    ),
    NoteType(
        "Cloze",
        cloze=True,
        occlusion=False,
        fields=("Text", "Back Extra"),
        templates=(Template(0, "Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"),),
    ),
)
