"""What the columns of a table are, by their names or their place, and a card from its cells."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from mlcards.core.deck_schema import Key, Kind
from mlcards.core.foreign import ForeignNote
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import gap_numbers
from mlcards.core.text import one_line
from mlcards.readers.card_values import CARD_FIELDS, BadValueError, checked
from mlcards.readers.decoding import one_break
from mlcards.readers.gathering import Report, foreign_id
from mlcards.readers.markup import field_text

DECK = "deck"
FIELDS: tuple[str, ...] = (*CARD_FIELDS, DECK)
"""What a column can be; "" leaves it out."""

_SYNONYMS: Mapping[str, str] = {
    word: name
    for name, words in {
        "question": "q questions front frontside side1 prompt term terms word concept "
        "frage fragen vorderseite begriff pregunta pergunta domanda vraag вопрос 问题 問題 質問",
        "answer": "a answers back backside side2 response definition definitions meaning "
        "antwort antworten rückseite réponse respuesta resposta risposta antwoord ответ 答案 回答",
        "text": "cloze clozetext",
        "tags": "tag labels label topic topics category categories subject keywords "
        "schlagwort schlagworte schlagwörter thema kategorie",
        DECK: "deckname set",
        "id": "guid uuid cardid noteid questionid",
        "hint": "hints clue",
        "notes": "note comment comments remark remarks extra explanation explanations details",
        "type": "cardtype notetype kind",
        "sources": "source reference references link links url",
        "difficulty": "level",
        "key_points": "points",
    }.items()
    for word in words.split()
} | {name.replace("_", ""): name for name in FIELDS}
_ASKS = re.compile(r"(?:\w+ ){0,2}question(?: text)?|name|title")
_ANSWERS = re.compile(r"(?:\w+ ){0,2}(?:answer|response)(?: text)?")
"""Names that say as much where no plainer one does: "Interview question", "sample_answer"."""
_NO_LETTER = re.compile(r"[\W_]+")
_LONGEST_NAME = 60
_TAG = re.compile(r"[\w#+/&:.\-]{1,60}")
_MOST_TAGS = 8
_TAG_SPLIT = re.compile(r"[,;\s]+")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+")
_WORDS = {"easy": 1, "medium": 2, "hard": 3, "low": 1, "high": 3, "beginner": 1, "advanced": 3}
_WEIGHED = 500


def field_named(name: str) -> str:
    """Return the field that a column of this name holds; empty where the name says nothing."""
    return _SYNONYMS.get("".join(_words(name)), "")


def fields_by_name(names: Sequence[str]) -> tuple[str, ...] | None:
    """Return what each column holds by these names, or None where they are no header.

    A header names the text of clozes, or a question and another field; of a table with a single
    column it names the question.
    """
    fields = list(map(field_named, names))
    if "answer" not in fields:
        _name_first(fields, names, "answer", _ANSWERS)
    if "question" not in fields and "answer" in fields:
        _name_first(fields, names, "question", _ASKS)
    others = set(fields) - {"", "question"}
    asks = "question" in fields and (bool(others) or len(names) == 1)
    return tuple(fields) if asks or "text" in fields else None


def _name_first(fields: list[str], names: Sequence[str], field: str, like: re.Pattern[str]) -> None:
    """Let the first column that nothing else is known of, and whose name is alike, be `field`."""
    for index, name in enumerate(names):
        if not fields[index] and "?" not in name and like.fullmatch(" ".join(_words(name))):
            fields[index] = field
            return


def _words(name: str) -> list[str]:
    """Return the words of a column's name; none where it is too long to be one."""
    if len(name) > _LONGEST_NAME:
        return []
    plain = unicodedata.normalize("NFC", name).casefold()
    return [word for word in _NO_LETTER.split(plain) if word]


def fields_by_place(rows: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """Return what the columns of a table without a header hold: question, answer, notes …, tags.

    The last column holds tags where all its cells look like that.
    """
    if width < 2:
        return ("question",) * width
    fields = ["question", "answer", *["notes"] * (width - 2)]
    if width > 2 and _are_tags([row[width - 1] for row in rows[:_WEIGHED] if len(row) >= width]):
        fields[-1] = "tags"
    return tuple(fields)


class RowReader:
    """Makes the notes of a table's rows; one for a whole table."""

    def __init__(self, fields: Sequence[str], report: Report, *, html: bool) -> None:
        """Make one.

        Args:
            fields: what each column holds, one of `FIELDS` or "".
            report: where problems are told.
            html: whether texts are HTML.
        """
        self._report = report
        self._html = html
        self._columns = [
            (index, "question" if field == "text" else field, CARD_FIELDS.get(field))
            for index, field in enumerate(fields)
            if field
        ]
        self._labels: dict[str, object] = {}
        """Cells of tags, which are often the same, with what they say."""

    def note(self, cells: Sequence[str], line: int) -> tuple[str, ForeignNote | None]:
        """Return the deck that a row names (empty for none) and its note; None for an empty row.

        Cells that cannot be what their column is are reported and left out.

        Args:
            cells: of one row.
            line: where it starts.
        """
        values: dict[str, object] = {}
        width = len(cells)
        for index, field, key in self._columns:
            if index >= width:
                break
            cell = cells[index]
            if not cell or cell.isspace():
                continue
            if key is None or field == "id":
                values.setdefault(field, cell)
                continue
            value = self._value(key, cell, line)
            if value is not None:
                values[field] = _joined(key, values[field], value) if field in values else value
        if not values:
            return "", None
        deck = str(values.pop(DECK, ""))
        note_id = foreign_id(str(values.pop("id", "")))
        if "question" not in values:
            if values:
                self._report.error(line, "this row has no question", "missing")
            return deck, None
        values["type"] = fitting_type(values, line, self._report)
        return deck, ForeignNote(note_id, NoteContent(**values), line)  # type: ignore[arg-type]

    def _value(self, key: Key, cell: str, line: int) -> object:
        """Return what a cell says; None for nothing, and for what was reported."""
        if key.kind is Kind.TEXT:
            return field_text(cell, html=self._html) or None
        if key.kind is Kind.LABELS and cell in self._labels:
            return self._labels[cell]
        try:
            value: object = (
                card_type(cell) if key.name == "type" else checked(key, _plain(key, cell))
            )
        except BadValueError as error:
            self._report.warn(line, f'"{one_line(cell, 30)}" is left out: {error}', "value")
            return None
        if key.kind is Kind.LABELS and len(cell) < _LONGEST_NAME:
            self._labels[cell] = value
        return value


def card_type(word: str) -> CardType:
    """Return the card type that a word or the name of a note type says.

    Raises:
        BadValueError: it says none.
    """
    plain = word.strip().lower()
    if plain in list(CardType):
        return CardType(plain)
    if "cloze" in plain:
        return CardType.CLOZE
    if "revers" in plain and "optional" not in plain:
        return CardType.REVERSED
    if plain.startswith("basic"):
        return CardType.BASIC
    raise BadValueError(f"type must be one of {', '.join(CardType)}")


def fitting_type(values: Mapping[str, object], line: int | None, report: Report) -> CardType:
    """Return a card's type: the one it says if its texts fit that, else the one they do fit."""
    said = values.get("type")
    kind = said if isinstance(said, CardType) else None
    question = str(values["question"])
    gaps = gap_numbers(question) if "{{c" in question else ()
    if kind is CardType.CLOZE and not gaps:
        report.warn(line, "this cloze has no gap; it became a plain card", "gap")
        kind = None
    if kind is None:
        kind = CardType.CLOZE if gaps else CardType.BASIC
    needs_answer = kind in {CardType.BASIC, CardType.REVERSED, CardType.INTERVIEW} or (
        kind is CardType.CODING and not values.get("code")
    )
    if needs_answer and not str(values.get("answer", "")).strip():
        report.warn(line, "this card has no answer; you will answer it in your own words", "answer")
        kind = CardType.PERSONAL
    return kind


def _plain(key: Key, cell: str) -> object:
    """Return what a cell says, as the plain value that its field is checked as."""
    stripped = cell.strip()
    if key.kind is Kind.NUMBER:
        return _number(key, stripped)
    if key.kind is Kind.NUMBERS:
        return [_number(key, part) for part in _TAG_SPLIT.split(stripped) if part]
    if key.kind in {Kind.LINE, Kind.MONTH}:
        return stripped
    written = _json(stripped)
    if written is not None:
        return written
    if key.kind is Kind.LABELS:
        separator = next((sign for sign in ",;" if sign in stripped), None)
        return list(dict.fromkeys(stripped.split(separator)))
    return [_BULLET.sub("", part) for part in one_break(stripped).split("\n") if part.strip()]


def _number(key: Key, text: str) -> object:
    if text.lower() in _WORDS and key.name == "difficulty":
        return _WORDS[text.lower()]
    return int(text) if text.isdecimal() and len(text) < 7 else text


def _json(cell: str) -> object:
    """Return what a cell says that is written as a JSON list or table; None where it is not."""
    if not cell.startswith(("[", "{")):
        return None
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list | dict) else None


def _joined(key: Key, first: object, second: object) -> object:
    """Return what two columns of one field say together; of two that cannot, the first."""
    if key.kind is Kind.TEXT:
        return f"{first}\n\n{second}"
    if isinstance(first, tuple) and isinstance(second, tuple):
        return (*first, *(item for item in second if item not in first))
    return first


def _are_tags(cells: Sequence[str]) -> bool:
    lists = [_TAG_SPLIT.split(cell.strip()) for cell in cells if cell.strip()]
    return bool(lists) and all(
        len(tags) <= _MOST_TAGS and all(_TAG.fullmatch(tag) for tag in tags) and tags[-1][-1] != "."
        for tags in lists
    )
