"""Reads YAML decks: what the keys are says `core.deck_schema`, what the texts mean is said here.

Every problem of a file is found in one go; any of them keeps the whole file out, so a deck is
never half imported.
"""

import difflib
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mlcards.core.collector import collector_at_rest
from mlcards.core.deck_keys import deck_key
from mlcards.core.deck_schema import (
    CARD_KEYS,
    CORRECTION_KEYS,
    DECK_KEYS,
    FOLLOW_UP_KEYS,
    LONGEST_LINE,
    MONTH,
    NEEDED,
    POINT_KEYS,
    Key,
    Kind,
    by_spelling,
)
from mlcards.core.foreign import ForeignDeck, ForeignNote, Problem, ReadResult
from mlcards.core.model import CardType, Correction, FollowUp, KeyPoint, NoteContent
from mlcards.core.notes import gap_numbers
from mlcards.core.text import one_line
from mlcards.readers.decoding import one_break
from mlcards.readers.yaml_tree import Document, Items, Lost, Node, Table, Text, read_tree

MOST_PROBLEMS = 500
"""Problems reported of one file; the last one says that there are more."""

_DECK = by_spelling(DECK_KEYS)
_CARD = by_spelling(CARD_KEYS)
_POINT = by_spelling(POINT_KEYS)
_FOLLOW_UP = by_spelling(FOLLOW_UP_KEYS)
_CORRECTION = by_spelling(CORRECTION_KEYS)

_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_MONTH = re.compile(MONTH)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_EMPTY_GAP = re.compile(r"\{\{c\d{1,3}::\s*(?:::|\}\})")
_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_MISSING = object()


class _TooManyProblems(Exception):  # noqa: N818 - it is how the reading ends, not an error
    """Enough was reported."""


class _Report:
    """The problems of one file."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def say(self, line: int | None, column: int | None, message: str, code: str) -> None:
        self.problems.append(Problem(self.source, line, message, column, code=code))
        if len(self.problems) >= MOST_PROBLEMS:
            more = "there are more problems; mend these first"
            self.problems.append(Problem(self.source, None, more, code="more"))
            raise _TooManyProblems


class _Place:
    """What is being read: knows how to name itself in a problem."""

    __slots__ = ("index", "part", "report", "table")

    def __init__(self, report: _Report, table: Table | None, index: int = 0) -> None:
        self.report = report
        self.table = table
        self.index = index
        """Number of the card in its deck, from 1; 0 for the deck itself."""
        self.part = ""
        """Which part of it, such as "follow_ups 2"."""

    def say(self, node: Node, message: str, code: str) -> None:
        self.report.say(node.line, node.column, f"{self._name()}{message}", code)

    def _name(self) -> str:
        name = f"{self._card()}: " if self.index else ""
        return f"{name}{self.part}: " if self.part else name

    def _card(self) -> str:
        entries = self.table.entries if self.table else {}
        for key in ("id", "question", "q", "front", "text"):
            value = entries[key][1] if key in entries else None
            if isinstance(value, Text) and value.text.strip():
                return f'card "{one_line(value.text, 50)}"'
        return f"card {self.index}"


def read_yaml(data: bytes, source: str) -> ReadResult:
    """Return the decks of a YAML file: one for each of its documents.

    The tags of a deck are given to each of its notes, after the note's own.

    Args:
        data: the file as it is on disk.
        source: its name as the person gave it, for problems.
    """
    with collector_at_rest():
        return _read(data, source)


def _read(data: bytes, source: str) -> ReadResult:
    report = _Report(source)
    decks: list[ForeignDeck] = []
    tree = read_tree(data)
    documents = tree.documents
    digest = hashlib.sha256(data).hexdigest()
    try:
        for fault in tree.faults:
            report.say(fault.line, fault.column, fault.message, fault.code)
        if not documents and not tree.faults:
            report.say(
                None, None, "the file is empty; `mlcards new` writes a deck to start from", "empty"
            )
        for index, document in enumerate(documents, start=1):
            content_hash = digest
            if len(documents) > 1:
                content_hash = hashlib.sha256(f"{digest}#{index}".encode()).hexdigest()
            deck = _read_deck(document, report, content_hash)
            if deck is not None:
                decks.append(deck)
        _check_apart(decks, report)
    except _TooManyProblems:
        pass
    problems = tuple(sorted(report.problems, key=_by_place))
    return ReadResult(() if problems else tuple(decks), problems)


def _by_place(problem: Problem) -> tuple[bool, int, int]:
    last = problem.code == "more"
    return last, problem.line or 0, problem.column or 0


def _check_apart(decks: Sequence[ForeignDeck], report: _Report) -> None:
    seen: dict[str, ForeignDeck] = {}
    for deck in decks:
        other = seen.setdefault(deck.key, deck)
        if other is not deck:
            report.say(
                deck.line,
                None,
                f'the deck "{one_line(deck.key, 50)}" is in this file twice (first in line '
                f"{other.line}); give each an id of its own",
                "duplicate-deck",
            )


# ------------------------------------------------------------------------------ deck and cards


def _read_deck(document: Document, report: _Report, content_hash: str) -> ForeignDeck | None:
    root = document.root
    place = _Place(report, None)
    if isinstance(root, Lost):
        return None
    if not isinstance(root, Table):
        place.say(
            root,
            f"a deck starts with `deck: Title` and `cards:`, but this is {_what(root)}",
            "not-a-deck",
        )
        return None
    values = _read_keys(root, DECK_KEYS, _DECK, place, whole=document.whole)
    title = _title(values.get("deck", ""), root, place)
    key = values.get("id") or deck_key(title)
    tags: tuple[str, ...] = values.get("tags", ())
    cards = root.entries["cards"][1] if "cards" in root.entries else None
    return ForeignDeck(
        key=key,
        title=title,
        notes=_read_cards(cards, tags, report) if isinstance(cards, Items) else (),
        source_path=report.source,
        description=values.get("description", ""),
        language=values.get("language", ""),
        source=values.get("source", ""),
        license=values.get("license", ""),
        tags=tags,
        content_hash=content_hash,
        line=document.line,
    )


def _title(written: str, root: Table, place: _Place) -> str:
    parts = [part.strip() for part in written.split("::")]
    if written and not all(parts):
        place.say(
            root.entries["deck"][1],
            "deck has an empty name between its `::`; write `Parent::Child`",
            "value",
        )
    return "::".join(parts)


def _read_cards(cards: Items, tags: tuple[str, ...], report: _Report) -> tuple[ForeignNote, ...]:
    notes: list[ForeignNote] = []
    taken: dict[str, Table] = {}
    for index, node in enumerate(cards.items, start=1):
        if isinstance(node, Lost):
            continue
        if not isinstance(node, Table):
            place = _Place(report, None, index)
            place.say(
                node,
                f"a card has at least `question` and `answer`, but this is {_what(node)}",
                "value",
            )
            continue
        place = _Place(report, node, index)
        note = _read_card(node, tags, place)
        if note.id:
            first = taken.setdefault(note.id, node)
            if first is not node:
                place.say(
                    node.entries["id"][1],
                    f"this id is taken by the card in line {first.line}; ids must differ",
                    "duplicate-id",
                )
        notes.append(note)
    return tuple(notes)


def _read_card(table: Table, deck_tags: tuple[str, ...], place: _Place) -> ForeignNote:
    values = _read_keys(table, CARD_KEYS, _CARD, place)
    note_id = values.pop("id", "")
    kind = CardType(values.pop("type", CardType.BASIC))
    if not _lost(table, "type"):
        _check_needs(kind, table, values, place)
    asked = values.pop("question", "")
    question = values.pop("text", "") or asked
    if deck_tags:
        own = values.get("tags", ())
        values["tags"] = (*own, *(tag for tag in deck_tags if tag not in own))
    return ForeignNote(note_id, NoteContent(type=kind, question=question, **values), table.line)


def _lost(table: Table, name: str) -> bool:
    """Whether a key is there with a value that is no card type."""
    if name not in table.entries:
        return False
    value = table.entries[name][1]
    return not isinstance(value, Text) or value.text.strip() not in {"", *CardType}


def _check_needs(kind: CardType, table: Table, values: Mapping[str, object], place: _Place) -> None:
    if "text" in values and kind is not CardType.CLOZE:
        place.say(
            table.entries["text"][0],
            "text is for cloze cards; add `type: cloze`, or call it question",
            "unfit-key",
        )
        return
    for group in NEEDED[kind]:
        if not any(name in values for name in group):
            _say_missing(group, kind, table, place)
    if kind is CardType.CLOZE:
        if "text" in values and "question" in values:
            place.say(
                table.entries["text"][0], "a cloze has text or question, not both", "unfit-key"
            )
        _check_gaps(str(values.get("text") or values.get("question", "")), table, place)


def _say_missing(group: tuple[str, ...], kind: CardType, table: Table, place: _Place) -> None:
    """Report that a card lacks what it needs, unless what is there has been reported."""
    there = [s for name in group for s in _CARD[name].spellings if s in table.entries]
    values = [table.entries[spelling][1] for spelling in there]
    if not values:
        place.say(table, f"{_article(kind)} card needs {' or '.join(group)}", "missing")
    elif all(isinstance(value, Text) for value in values):
        place.say(values[0], f"{there[0]} is empty", "missing")


def _check_gaps(text: str, table: Table, place: _Place) -> None:
    if not text:
        return
    spelling = next(
        name for name in ("text", *_CARD["question"].spellings) if name in table.entries
    )
    node = table.entries[spelling][1]
    if _EMPTY_GAP.search(text):
        place.say(node, "a gap hides nothing; write {{c1::what is hidden}}", "gap")
    elif not gap_numbers(text):
        place.say(
            node, f"{spelling} has no gap; write {{{{c1::what is hidden}}}} around a word", "gap"
        )


def _article(kind: CardType) -> str:
    return f"{'an' if kind is CardType.INTERVIEW else 'a'} {kind}"


# ------------------------------------------------------------------------------ keys and values


def _read_keys(
    table: Table,
    keys: Sequence[Key],
    known: Mapping[str, Key],
    place: _Place,
    *,
    whole: bool = True,
) -> dict[str, Any]:
    """Return the usable values of a table by the names of their keys; empty ones are left out."""
    values: dict[str, Any] = {}
    for spelling, (written, node) in table.entries.items():
        key = known.get(spelling)
        if key is None:
            place.say(written, _unknown(spelling, known), "unknown-key")
            continue
        if type(node) is Text and node.empty:
            value: Any = _MISSING
        elif type(node) is Lost:
            continue
        else:
            value = _READERS[key.kind](node, key, spelling, place)
        if value is _MISSING:
            continue
        if key.name in values:
            place.say(
                written,
                f"{spelling} is another name for {key.name}, which is there already",
                "duplicate-key",
            )
        values[key.name] = value
    for again in table.repeated:
        first = table.entries[again.text][0]
        place.say(
            again,
            f"the key {_shown(again.text)} is there twice (first in line {first.line})",
            "duplicate-key",
        )
    if whole:
        _check_required(table, keys, values, place)
    return values


def _check_required(
    table: Table, keys: Sequence[Key], values: Mapping[str, object], place: _Place
) -> None:
    for key in keys:
        if not key.required or key.name in values:
            continue
        there = [table.entries[s][1] for s in key.spellings if s in table.entries]
        if not there:
            place.say(table, f"{key.name} is missing", "missing")
        elif isinstance(there[0], Text) and not there[0].text.strip():
            place.say(there[0], f"{key.name} is empty", "missing")


def _unknown(written: str, known: Mapping[str, Key]) -> str:
    if written == "<<":
        return "merge keys (<<) cannot be used in a deck; write the keys out"
    message = f"unknown key {_shown(written)}"
    lowered = written[:60].strip().lower().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(lowered, known, n=1, cutoff=0.6)
    if near:
        return f"{message}; did you mean {near[0]}?"
    if len(written) > 40:
        return f'{message}; a text that holds ": " must be in quotes'
    return f"{message}; known are {', '.join(key for key in known if known[key].name == key)}"


def _shown(text: str) -> str:
    return f'"{one_line(text, 40)}"'


def _what(node: Node) -> str:
    """Return what stands there, for "…, not a number"."""
    if isinstance(node, Items):
        return "a list"
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Text) and not node.style:
        if _NUMBER.fullmatch(node.text[:40]):
            return "a number"
        if node.text.lower() in _TRUTH:
            return f'"{node.text}"'
        if not node.text:
            return "nothing"
    return "a text"


def _wrong(node: Node, key: Key, spelling: str, place: _Place) -> object:
    """Report a value of the wrong kind."""
    return _reject(node, f"{spelling} must be {_wanted(key)}, not {_what(node)}", place)


def _reject(node: Node, message: str, place: _Place) -> object:
    place.say(node, message, "value")
    return _MISSING


def _wanted(key: Key) -> str:
    if key.kind is Kind.NUMBER:
        return f"a whole number from {key.least} to {key.most}"
    if key.kind is Kind.POINTS:
        return "a list of texts"
    return str(key.kind)


def _plain(node: Text) -> str:
    """Return a text as written; the line breaks that only end a block are no part of it.

    A carriage return is a line break like any other, as in all formats.
    """
    return one_break(node.text.rstrip("\n") if node.style in {"|", ">"} else node.text)


def _text(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    text = _plain(node)
    return text if text and not text.isspace() else _MISSING


def _line(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    text = node.text.strip()
    if not text:
        return _MISSING
    if len(text) > LONGEST_LINE:
        return _reject(node, f"{spelling} is longer than {LONGEST_LINE} characters", place)
    if _CONTROL.search(text):
        return _reject(node, f"{spelling} must be one line without control characters", place)
    if key.name == "id" and text.startswith("~"):
        return _reject(node, "an id cannot start with ~", place)
    return text


def _choice(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    word = node.text.strip()
    if not word:
        return _MISSING
    if word in key.choices:
        return word
    near = difflib.get_close_matches(word[:40].lower(), key.choices, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"it is one of {', '.join(key.choices)}"
    return _reject(node, f"{spelling} {_shown(word)} is not known; {hint}", place)


def _month(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    month = node.text.strip()
    if not month:
        return _MISSING
    if _MONTH.fullmatch(month):
        return month
    return _reject(node, f"{spelling} must be {key.kind}, not {_shown(month)}", place)


def _flag(node: Node, key: Key, spelling: str, place: _Place) -> object:
    word = node.text.strip().lower() if type(node) is Text else ""
    return _TRUTH[word] if word in _TRUTH else _wrong(node, key, spelling, place)


def _number(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Text:
        return _wrong(node, key, spelling, place)
    text = node.text.strip()
    if not text:
        return _MISSING
    number = int(text) if _WHOLE.fullmatch(text) else None
    if number is not None and key.least <= number <= key.most:
        return number
    return _reject(
        node,
        f"{spelling} must be a whole number from {key.least} to {key.most}, not {_shown(text)}",
        place,
    )


def _numbers(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is Text:
        number = _number(node, key, spelling, place)
        return number if number is _MISSING else (number,)
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    found = [_number(item, key, spelling, place) for item in node.items]
    return tuple(number for number in found if number is not _MISSING) or _MISSING


def _texts(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is Text:
        text = _text(node, key, spelling, place)
        return text if text is _MISSING else (text,)
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    found = [_item(item, key, spelling, place) for item in node.items]
    return tuple(text for text in found if text is not _MISSING) or _MISSING


def _labels(node: Node, key: Key, spelling: str, place: _Place) -> object:
    """Return short texts, each once; a single text may hold several between commas."""
    if type(node) is Text:
        found: list[object] = [part.strip() for part in node.text.split(",")]
    elif type(node) is Items:
        found = [
            _line(item, key, spelling, place)
            if type(item) is Text
            else _item(item, key, spelling, place)
            for item in node.items
        ]
    else:
        return _wrong(node, key, spelling, place)
    return tuple(dict.fromkeys(tag for tag in found if tag and tag is not _MISSING)) or _MISSING


def _item(node: Node, key: Key, spelling: str, place: _Place) -> object:
    """Return a text of a list."""
    if type(node) is Text:
        text = _plain(node)
        return text if text and not text.isspace() else _MISSING
    if type(node) is Lost:
        return _MISSING
    if type(node) is Table and _split_by_colon(node):
        return _reject(
            node,
            f'{spelling}: this text holds ": ", which YAML takes for a key; put it in quotes',
            place,
        )
    return _reject(node, f"{spelling} must be {_wanted(key)}, but one item is {_what(node)}", place)


def _split_by_colon(table: Table) -> bool:
    """Whether a table is really a text that YAML cut at its colon."""
    if table.flow or len(table.entries) != 1:
        return False
    return all(isinstance(value, Text) for _key, value in table.entries.values())


def _points(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    points: list[KeyPoint] = []
    for index, item in enumerate(node.items, start=1):
        if type(item) is Table and not (_split_by_colon(item) and "text" not in item.entries):
            values = _part(item, POINT_KEYS, _POINT, f"{spelling} {index}", place)
            points.append(KeyPoint(values.get("text", ""), values.get("must", False)))
            continue
        text = _item(item, key, spelling, place)
        if text is not _MISSING:
            points.append(KeyPoint(str(text)))
    return tuple(points) or _MISSING


def _questions(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    found: list[FollowUp] = []
    for index, item in enumerate(node.items, start=1):
        if type(item) is Table:
            values = _part(item, FOLLOW_UP_KEYS, _FOLLOW_UP, f"{spelling} {index}", place)
            found.append(FollowUp(values.get("question", ""), values.get("answer", "")))
        elif type(item) is not Lost:
            _reject(item, f"{spelling} must be {key.kind}, but one item is {_what(item)}", place)
    return tuple(found) or _MISSING


def _correction(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Table:
        return _wrong(node, key, spelling, place)
    values = _part(node, CORRECTION_KEYS, _CORRECTION, spelling, place)
    return Correction(
        values.get("verdict", ""), values.get("article", ""), values.get("actually", "")
    )


def _part(
    table: Table, keys: Sequence[Key], known: Mapping[str, Key], name: str, place: _Place
) -> dict[str, Any]:
    place.part = name
    values = _read_keys(table, keys, known, place)
    place.part = ""
    return values


def _cards(node: Node, key: Key, spelling: str, place: _Place) -> object:
    if type(node) is not Items:
        return _wrong(node, key, spelling, place)
    if not node.items:
        return _reject(node, "the deck has no cards", place)
    return node


_READERS: Mapping[Kind, Callable[[Node, Key, str, _Place], object]] = {
    Kind.TEXT: _text,
    Kind.LINE: _line,
    Kind.CHOICE: _choice,
    Kind.MONTH: _month,
    Kind.NUMBER: _number,
    Kind.NUMBERS: _numbers,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
    Kind.LABELS: _labels,
    Kind.POINTS: _points,
    Kind.QUESTIONS: _questions,
    Kind.CORRECTION: _correction,
    Kind.CARDS: _cards,
}
