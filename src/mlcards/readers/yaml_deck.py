"""Reads YAML decks: what the keys are says `core.deck_schema`, what the texts mean is said here.

Every problem of a file is found in one go; any of them keeps the whole file out, so a deck is
never half imported.
"""

import re
from collections.abc import Mapping, Sequence

from mlcards.core.collector import collector_at_rest
from mlcards.core.deck_keys import deck_key
from mlcards.core.deck_schema import CARD_KEYS, DECK_KEYS, NEEDED, by_spelling
from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.model import CardType, NoteContent
from mlcards.core.notes import gap_numbers
from mlcards.core.text import one_line
from mlcards.readers.gathering import EnoughError, Report, hashed
from mlcards.readers.yaml_place import Place, what
from mlcards.readers.yaml_tree import Document, Items, Lost, Table, Text, read_tree
from mlcards.readers.yaml_values import read_keys

_DECK = by_spelling(DECK_KEYS)
_CARD = by_spelling(CARD_KEYS)
_EMPTY_GAP = re.compile(r"\{\{c\d{1,3}::\s*(?:::|\}\})")


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
    report = Report(source)
    decks: list[ForeignDeck] = []
    tree = read_tree(data)
    try:
        for fault in tree.faults:
            report.error(fault.line, fault.message, fault.code, fault.column)
        if not tree.documents and not tree.faults:
            message = "the file is empty; `mlcards new` writes a deck to start from"
            report.error(None, message, "empty")
        for document in tree.documents:
            deck = _read_deck(document, report)
            if deck is not None:
                decks.append(deck)
        _check_apart(decks, report)
    except EnoughError:
        pass
    problems = report.sorted()
    return ReadResult(() if problems else hashed(decks, data), problems)


def _check_apart(decks: Sequence[ForeignDeck], report: Report) -> None:
    seen: dict[str, ForeignDeck] = {}
    for deck in decks:
        other = seen.setdefault(deck.key, deck)
        if other is not deck:
            report.error(
                deck.line,
                f'the deck "{one_line(deck.key, 50)}" is in this file twice (first in line '
                f"{other.line}); give each an id of its own",
                "duplicate-deck",
            )


def _read_deck(document: Document, report: Report) -> ForeignDeck | None:
    root = document.root
    place = Place(report, None)
    if isinstance(root, Lost):
        return None
    if not isinstance(root, Table):
        place.say(
            root,
            f"a deck starts with `deck: Title` and `cards:`, but this is {what(root)}",
            "not-a-deck",
        )
        return None
    values = read_keys(root, DECK_KEYS, _DECK, place, whole=document.whole)
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
        line=document.line,
    )


def _title(written: str, root: Table, place: Place) -> str:
    parts = [part.strip() for part in written.split("::")]
    if written and not all(parts):
        place.say(
            root.entries["deck"][1],
            "deck has an empty name between its `::`; write `Parent::Child`",
            "value",
        )
    return "::".join(parts)


def _read_cards(cards: Items, tags: tuple[str, ...], report: Report) -> tuple[ForeignNote, ...]:
    notes: list[ForeignNote] = []
    taken: dict[str, Table] = {}
    for index, node in enumerate(cards.items, start=1):
        if isinstance(node, Lost):
            continue
        if not isinstance(node, Table):
            place = Place(report, None, index)
            place.say(
                node,
                f"a card has at least `question` and `answer`, but this is {what(node)}",
                "value",
            )
            continue
        place = Place(report, node, index)
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


def _read_card(table: Table, deck_tags: tuple[str, ...], place: Place) -> ForeignNote:
    values = read_keys(table, CARD_KEYS, _CARD, place)
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


def _check_needs(kind: CardType, table: Table, values: Mapping[str, object], place: Place) -> None:
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


def _say_missing(group: tuple[str, ...], kind: CardType, table: Table, place: Place) -> None:
    """Report that a card lacks what it needs, unless what is there has been reported."""
    there = [s for name in group for s in _CARD[name].spellings if s in table.entries]
    values = [table.entries[spelling][1] for spelling in there]
    if not values:
        place.say(table, f"{_article(kind)} card needs {' or '.join(group)}", "missing")
    elif all(isinstance(value, Text) for value in values):
        place.say(values[0], f"{there[0]} is empty", "missing")


def _check_gaps(text: str, table: Table, place: Place) -> None:
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
